//! What waits for staff in the discussions, and what they decide about it.

use axum::extract::State;
use axum::response::Response;
use http::{StatusCode, Uri};
use minijinja::{Value, context};
use serde::Deserialize;
use uuid::Uuid;

use super::{Staff, render};
use crate::audit::Actor;
use crate::comment::list::PER_PAGE;
use crate::comment::review::{Action, Decided, Subject, WaitingPlace};
use crate::comment::store::ShownRow;
use crate::comment::{CommentId, Reason, State as CommentState};
use crate::language::Words;
use crate::links;
use crate::member::MemberId;
use crate::web::error::Error;
use crate::web::form::Form;
use crate::web::{App, AppState, page, view};

pub async fn show(State(app): State<AppState>, staff: Staff, uri: Uri) -> Result<Response, Error> {
    let mut place = WaitingPlace::START;
    let mut said = None;
    let bad = || Error::BadRequest(Words("comment-bad-page"));
    for (name, value) in url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        match name.as_ref() {
            "before" => place.before = value.parse().map(CommentId).map_err(|_| bad())?,
            "blocked" => place.blocked_after = value.parse().map(MemberId).map_err(|_| bad())?,
            "decided" => place.decided_before = value.parse().map_err(|_| bad())?,
            "done" => said = Action::parse(&value).map(done),
            _ => {}
        }
    }
    list(&app, &staff, place, (StatusCode::OK, said, None)).await
}

fn done(action: Action) -> Words {
    match action {
        Action::Approve => Words("comment-staff-done-approve"),
        Action::Remove => Words("comment-staff-done-remove"),
        Action::Dismiss => Words("comment-staff-done-dismiss"),
        Action::Block => Words("comment-staff-done-block"),
        Action::Unblock => Words("comment-staff-done-unblock"),
    }
}

/// What was typed and not taken.
struct Refused<'a> {
    id: &'a str,
    reason: &'a str,
    error: Words,
}

async fn list(
    app: &App,
    staff: &Staff,
    place: WaitingPlace,
    (status, said, refused): (StatusCode, Option<Words>, Option<Refused<'_>>),
) -> Result<Response, Error> {
    let asker = &staff.signed_in.asker;
    let waiting = app.comments.list_for_staff(place, PER_PAGE).await?;
    let comments: Vec<Value> = waiting.comments.into_iter().map(|row| comment(app, row, &waiting.reports)).collect();
    let context = context! {
        said => said.map(|said| asker.say(app, said)),
        comments => comments,
        older => waiting.more.map(|more| format!("{}?before={}", links::STAFF_COMMENTS, more.0)),
        newest => (place != WaitingPlace::START).then_some(links::STAFF_COMMENTS),
        blocked => waiting.blocked.iter().map(|(id, name, at)| context! {
            id => id.0.to_string(), name => name.as_str(), at => view::day(*at),
        }).collect::<Vec<_>>(),
        more_blocked => waiting.more_blocked.map(|more| format!("{}?blocked={}", links::STAFF_COMMENTS, more.0)),
        more_decisions => waiting.more_decisions.map(|more| format!("{}?decided={more}", links::STAFF_COMMENTS)),
        decisions => waiting.decisions.iter().map(|decision| context! {
            action => decision.action.as_str(),
            comment => decision.comment_id.map(|id| id.0.to_string()),
            member => decision.member_id.map(|id| id.0.to_string()),
            staff => decision.staff_id.0.to_string(),
            reason => decision.reason.as_str(),
            at => view::minute(decision.decided_at),
        }).collect::<Vec<_>>(),
        error => refused.as_ref().map(|refused| asker.say(app, refused.error)),
        error_id => refused.as_ref().map(|refused| refused.id),
        typed_reason => refused.as_ref().map(|refused| refused.reason),
    };
    render(app, staff, status, ("pages/staff_comments.html", links::STAFF_COMMENTS), context)
}

fn comment(app: &App, row: ShownRow, reports: &[(CommentId, String, crate::clock::Timestamp)]) -> Value {
    let shown = app.comments.shown_to_staff(row);
    let row = &shown.row.comment;
    let catalogue = app.shelf.current();
    let article = catalogue.find_by_id(row.article_id);
    let reports: Vec<Value> = reports
        .iter()
        .filter(|(id, ..)| *id == row.id)
        .map(|(_, reason, at)| context! { reason => reason.as_str(), at => view::minute(*at) })
        .collect();
    context! {
        id => row.id.0.to_string(),
        name => shown.row.name.as_deref().filter(|name| !name.is_empty()),
        is_former => row.member_id.is_none(),
        html => Value::from_safe_string(shown.html.to_string()),
        at => view::minute(row.created_at),
        seen => row.text_mark(),
        state => row.state().as_str(),
        is_deleted => row.state() == CommentState::Deleted,
        is_held => row.state() == CommentState::Held,
        why => row.why_held.as_deref().filter(|_| row.state() == CommentState::Held),
        title => article.map(|article| article.title.as_str()),
        // It may stand on another site than this page.
        path => article.map(|article| {
            links::absolute(&app.sites.find_or_first(article.site.as_str()).base_url, &article.path)
        }),
        reports => reports,
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct DecideForm {
    /// A comment's id, or a member's where they are unblocked.
    id: String,
    /// The mark of the words that staff saw.
    seen: Option<String>,
    action: String,
    reason: String,
}

pub async fn submit(
    State(app): State<AppState>,
    staff: Staff,
    Form(typed): Form<DecideForm>,
) -> Result<Response, Error> {
    let action = Action::parse(&typed.action).ok_or(Error::BadRequest(Words("comment-bad-decision")))?;
    let id: Uuid = typed.id.parse().map_err(|_| Error::NotFound)?;
    let refuse = async |error| {
        let refused = Refused { id: &typed.id, reason: &typed.reason, error };
        let what = (StatusCode::UNPROCESSABLE_ENTITY, None, Some(refused));
        list(&app, &staff, WaitingPlace::START, what).await
    };
    let Some(reason) = Reason::parse(&typed.reason) else { return refuse(Words("comment-staff-error-long")).await };
    if action.needs_reason() && reason.is_empty() {
        return refuse(Words("comment-staff-error-reason")).await;
    }
    let subject = match action {
        Action::Unblock => Subject::Member(MemberId(id)),
        _ => Subject::Comment(CommentId(id), typed.seen.as_deref()),
    };
    match app.comments.decide(Actor::Staff(staff.signed_in.member.id), subject, action, &reason).await? {
        Decided::Done => {}
        Decided::Nothing => return Err(Error::NotFound),
        Decided::NotTheirs => return Err(Error::Forbidden(Words("staff-not-yours"))),
        Decided::Changed => return refuse(Words("comment-staff-error-changed")).await,
    }
    Ok(page::see_other(&format!("{}?done={}", links::STAFF_COMMENTS, action.as_str())))
}
