//! One member: how they came, what they agreed to, what they were sent; and what staff can do about them.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use http::{StatusCode, Uri};
use minijinja::{Value, context};
use serde::Deserialize;
use uuid::Uuid;

use super::{Staff, members, render};
use crate::article::{Article, ArticleId};
use crate::audit::{self, Actor};
use crate::comment::{self, text};
use crate::db::ReadConn;
use crate::language::Words;
use crate::links;
use crate::mail;
use crate::member::roll_store::{self, RollRow};
use crate::member::{MemberId, agent_in, identity_store, session_store, store};
use crate::share;
use crate::sign_in::end::Ended;
use crate::staff::{May, Role};
use crate::web::error::Error;
use crate::web::form::Form;
use crate::web::{App, AppState, page, view};

/// Rows of each kind that the page shows.
const SHOWN: i64 = 20;
/// Characters of a comment.
const EXCERPT: usize = 160;

/// The member of the path. What is no id is nobody's.
pub async fn find(app: &App, id: &str) -> Result<RollRow, Error> {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    let mut read = app.db.read().await?;
    roll_store::find(&mut read.conn(), MemberId(id)).await?.ok_or(Error::NotFound)
}

/// Whoever runs the site is looked after by its owners.
pub fn is_beyond(staff: &Staff, member: &RollRow) -> bool {
    member.staff_role.is_some() && staff.role != Role::Owner
}

pub async fn show(
    State(app): State<AppState>,
    staff: Staff,
    Path(id): Path<String>,
    uri: Uri,
) -> Result<Response, Error> {
    let member = find(&app, &id).await?;
    let mut pairs = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let said = pairs.find(|(name, _)| name == "done").and_then(|(_, what)| match what.as_ref() {
        "block" => Some(Words("staff-member-done-block")),
        "unblock" => Some(Words("staff-member-done-unblock")),
        "sign-out" => Some(Words("staff-member-done-sign-out")),
        _ => None,
    });
    whole(&app, &staff, &member, (StatusCode::OK, said, None)).await
}

async fn whole(
    app: &App,
    staff: &Staff,
    member: &RollRow,
    (status, said, error): (StatusCode, Option<Words>, Option<Words>),
) -> Result<Response, Error> {
    let asker = &staff.signed_in.asker;
    let mut read = app.db.read().await?;
    let context = context! {
        said => said.map(|words| asker.say(app, words)),
        error => error.map(|words| asker.say(app, words)),
        member => members::row(member),
        came_for => member.joined_article.and_then(|id| article(app, ArticleId(id))),
        is_beyond => is_beyond(staff, member),
        is_self => member.id == staff.signed_in.member.id,
        may_erase => staff.role.may(May::EraseMembers),
        // Where staff are looked after it is changed and ended.
        may_make_staff => staff.role.may(May::ChangeStaff) && member.staff_role.is_none(),
        roles => Role::ALL.map(Role::as_str).to_vec(),
        ..context! {
            identities => identities(&mut read, member).await?,
            sessions => sessions(app, staff, &mut read, member).await?,
            consents => consents(&mut read, member).await?,
            ..context! {
                comments => comments(app, &mut read, member).await?,
                shares => shares(app, &mut read, member).await?,
                letters => letters(&mut read, member).await?,
                deeds => deeds(app, staff, &mut read, member).await?,
            }
        }
    };
    drop(read);
    render(app, staff, status, ("pages/staff_member.html", links::STAFF_MEMBERS), context)
}

pub fn article(app: &App, id: ArticleId) -> Option<Value> {
    let catalogue = app.shelf.current();
    let article: &Arc<Article> = catalogue.find_by_id(id)?;
    let base = &app.sites.find_or_first(article.site.as_str()).base_url;
    Some(context! { title => article.title.as_str(), path => links::absolute(base, &article.path) })
}

async fn identities(read: &mut ReadConn, member: &RollRow) -> Result<Vec<Value>, Error> {
    let rows = identity_store::list(&mut read.conn(), member.id).await?;
    Ok(rows
        .iter()
        .map(|row| context! { provider => row.provider.as_str(), shown => row.shown.as_str(), since => view::day(row.connected_at), used => view::day(row.used_at) })
        .collect())
}

async fn sessions(app: &App, staff: &Staff, read: &mut ReadConn, member: &RollRow) -> Result<Vec<Value>, Error> {
    let rows = session_store::list(&mut read.conn(), member.id, app.clock.now()).await?;
    let language = staff.signed_in.asker.language;
    Ok(rows
        .iter()
        .map(|row| context! { agent => agent_in(app.languages(), language, &row.agent), since => view::minute(row.created_at), seen => view::minute(row.seen_at) })
        .collect())
}

async fn consents(read: &mut ReadConn, member: &RollRow) -> Result<Vec<Value>, Error> {
    let rows = store::list_consents(&mut read.conn(), member.id).await?;
    Ok(rows
        .iter()
        .map(|row| {
            context! {
                purpose => row.purpose.as_str(),
                is_granted => row.is_granted,
                wording => row.wording.as_str(),
                version => row.wording_version(),
                site => row.site.as_str(),
                language => row.language.as_str(),
                form => row.form.as_str(),
                method => row.method.as_str(),
                at => view::minute(row.given_at),
            }
        })
        .collect())
}

async fn comments(app: &App, read: &mut ReadConn, member: &RollRow) -> Result<Vec<Value>, Error> {
    let rows = comment::store::list_latest_of(&mut read.conn(), member.id, SHOWN).await?;
    Ok(rows
        .iter()
        .map(|row| {
            context! {
                text => text::excerpt(&row.source, EXCERPT),
                state => row.state().as_str(),
                at => view::minute(row.created_at),
                article => article(app, row.article_id),
            }
        })
        .collect())
}

async fn shares(app: &App, read: &mut ReadConn, member: &RollRow) -> Result<Value, Error> {
    let before = share::LinkId(Uuid::max());
    let rows = share::store::list_of_member(&mut read.conn(), member.id, before, SHOWN).await?;
    let (links, readers, joined) = share::store::count_of_member(&mut read.conn(), member.id).await?;
    let rows: Vec<Value> = rows
        .iter()
        .map(|row| context! { channel => row.channel.as_str(), article => article(app, row.article_id), made => view::day(row.made_at), readers => row.readers, joined => row.joined })
        .collect();
    Ok(context! { links => links, readers => readers, joined => joined, rows => rows })
}

async fn letters(read: &mut ReadConn, member: &RollRow) -> Result<Vec<Value>, Error> {
    let rows = mail::store::list_to(&mut read.conn(), &member.address, SHOWN).await?;
    Ok(rows.iter().map(letter).collect())
}

pub fn letter(row: &mail::store::ListedLetter) -> Value {
    context! {
        id => row.id.0.to_string(),
        kind => row.kind.as_str(),
        message => kind_words(&row.kind).map(|words| words.0),
        state => row.state.as_str(),
        tries => row.tries,
        at => view::minute(row.created_at),
        ended => row.ended_at.map(view::minute),
        answer => row.last_answer.as_deref(),
    }
}

/// What a letter is called at the desk. `None`: one of another version of this program.
fn kind_words(kind: &str) -> Option<Words> {
    Some(match kind {
        "sign_in" => Words("staff-letter-kind-sign-in"),
        "change_address" => Words("staff-letter-kind-change-address"),
        "address_changed" => Words("staff-letter-kind-address-changed"),
        "welcome" => Words("staff-letter-kind-welcome"),
        "new_browser" => Words("staff-letter-kind-new-browser"),
        "account_deleted" => Words("staff-letter-kind-account-deleted"),
        "identity_linked" => Words("staff-letter-kind-identity-linked"),
        "identity_unlinked" => Words("staff-letter-kind-identity-unlinked"),
        "comment_answer" => Words("staff-letter-kind-comment-answer"),
        "comment_digest" => Words("staff-letter-kind-comment-digest"),
        "invitation" => Words("staff-letter-kind-invitation"),
        _ => return None,
    })
}

async fn deeds(app: &App, staff: &Staff, read: &mut ReadConn, member: &RollRow) -> Result<Vec<Value>, Error> {
    // What was done to staff is for owners.
    if is_beyond(staff, member) {
        return Ok(Vec::new());
    }
    let id = member.id.0.to_string();
    let rows = audit::store::list_about(&mut read.conn(), &id, Uuid::max(), SHOWN).await?;
    Ok(rows
        .iter()
        .map(|row| {
            let words = super::audit::action(&row.action);
            context! {
                what => words.map_or_else(|| row.action.clone(), |words| staff.signed_in.asker.say(app, words)),
                at => view::minute(row.at),
                after => super::audit::changed(&row.after),
            }
        })
        .collect())
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ActForm {
    action: String,
}

pub async fn submit(
    State(app): State<AppState>,
    staff: Staff,
    Path(id): Path<String>,
    Form(typed): Form<ActForm>,
) -> Result<Response, Error> {
    let member = find(&app, &id).await?;
    if is_beyond(&staff, &member) {
        return Err(Error::Forbidden(Words("staff-not-yours")));
    }
    // Whoever is kept out by it runs the site: that wants what a change of staff does.
    if member.staff_role.is_some()
        && let Some(answer) = super::stop(&app, &staff, May::ChangeStaff, &links::staff_member(member.id.0)).await?
    {
        return Ok(answer);
    }
    let actor = Actor::Staff(staff.signed_in.member.id);
    let ended = match typed.action.as_str() {
        "block" => app.sign_ins.block(actor, member.id, true).await?,
        "unblock" => app.sign_ins.block(actor, member.id, false).await?,
        "sign-out" => app.sign_ins.end_sessions(member.id, Some(actor)).await?,
        _ => return Err(Error::BadRequest(Words("staff-bad-action"))),
    };
    match ended {
        Ended::Done | Ended::Nothing => {}
        Ended::NotTheirs => return Err(Error::Forbidden(Words("staff-not-yours"))),
        Ended::LastOwner => {
            let what = (StatusCode::UNPROCESSABLE_ENTITY, None, Some(Words("staff-team-last-owner")));
            return whole(&app, &staff, &member, what).await;
        }
    }
    Ok(page::see_other(&format!("{}?done={}", links::staff_member(member.id.0), typed.action)))
}
