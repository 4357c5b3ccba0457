//! One article: what it asks of a reader, and who said so.

use axum::extract::{Path, State};
use axum::response::Response;
use http::{StatusCode, Uri};
use minijinja::context;
use serde::Deserialize;
use uuid::Uuid;

use super::{Staff, articles, render};
use crate::article::desk_store::{self, ListedArticle};
use crate::article::{Access, ArticleId};
use crate::audit::{self, Actor};
use crate::language::Words;
use crate::links;
use crate::staff::May;
use crate::staff::articles::AccessChange;
use crate::web::error::Error;
use crate::web::form::Form;
use crate::web::{App, AppState, page, view};

/// Deeds that the page shows.
const SHOWN: i64 = 20;

async fn find(app: &App, id: &str) -> Result<ListedArticle, Error> {
    let id = ArticleId(id.parse().map_err(|_| Error::NotFound)?);
    let mut read = app.db.read().await?;
    desk_store::find(&mut read.conn(), id).await?.ok_or(Error::NotFound)
}

pub async fn show(
    State(app): State<AppState>,
    staff: Staff,
    Path(id): Path<String>,
    uri: Uri,
) -> Result<Response, Error> {
    let row = find(&app, &id).await?;
    let is_done = uri.query().is_some_and(|query| query == "done=access");
    let asker = &staff.signed_in.asker;
    let mut read = app.db.read().await?;
    let brought = articles::brought(&mut read, row.id, app.clock.now().day()).await?;
    let deeds = audit::store::list_about(&mut read.conn(), &row.id.0.to_string(), Uuid::max(), SHOWN).await?;
    drop(read);
    // Who else runs the site, and with which programs, is for those who may read the whole account.
    let (staff_names, programs) = if staff.role.may(May::SeeAudit) {
        (app.desk.list().await?, app.programs.list().await?)
    } else {
        Default::default()
    };
    let deeds: Vec<_> = deeds
        .iter()
        .map(|deed| {
            let member = staff_names.iter().find(|member| Some(member.id) == deed.staff_id);
            let program = programs.iter().find(|program| Some(program.id) == deed.program_id);
            let who = match (member, program) {
                (Some(member), _) => Some(member.address.as_str().to_owned()),
                (None, Some(program)) => Some(program.name.clone()),
                (None, None) if deed.staff_id.is_none() && deed.program_id.is_none() => Some(asker.say(&app, Words("staff-audit-command"))),
                (None, None) => None,
            };
            context! {
                at => view::minute(deed.at),
                what => super::audit::action(&deed.action).map_or_else(|| deed.action.clone(), |words| asker.say(&app, words)),
                who => who,
                before => super::audit::changed(&deed.before),
                after => super::audit::changed(&deed.after),
            }
        })
        .collect();
    let context = context! {
        article => articles::listed(&app, &row, brought),
        days => articles::DAYS,
        chosen => row.access_override.as_deref(),
        said => is_done.then(|| asker.say(&app, Words("staff-article-done"))),
        numbers => format!("{}?article={}", links::STAFF_NUMBERS, row.id.0),
        deeds => deeds,
    };
    render(&app, &staff, StatusCode::OK, ("pages/staff_article.html", links::STAFF_ARTICLES), context)
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct AccessForm {
    access: String,
}

pub async fn submit(
    State(app): State<AppState>,
    staff: Staff,
    Path(id): Path<String>,
    Form(typed): Form<AccessForm>,
) -> Result<Response, Error> {
    let id = ArticleId(id.parse().map_err(|_| Error::NotFound)?);
    let access = match typed.access.as_str() {
        "file" => None,
        "public" => Some(Access::Public),
        "registered" => Some(Access::Registered),
        _ => return Err(Error::BadRequest(Words("staff-bad-action"))),
    };
    let actor = Actor::Staff(staff.signed_in.member.id);
    if app.desk.change_access(actor, id, access).await? == AccessChange::NoArticle {
        return Err(Error::NotFound);
    }
    // Here before the answer; elsewhere by the notice of the same change.
    app.shelf.refresh(&app.db, app.clock.now()).await?;
    Ok(page::see_other(&format!("{}?done=access", links::staff_article(id.0))))
}
