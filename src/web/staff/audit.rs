//! What staff did, the newest first.

use std::collections::HashMap;

use axum::extract::State;
use axum::response::Response;
use http::{StatusCode, Uri};
use minijinja::{Value, context};
use uuid::Uuid;

use super::{Staff, render};
use crate::audit::{self, AuditRow};
use crate::language::Words;
use crate::links;
use crate::web::error::Error;
use crate::web::{App, AppState, view};

const PER_PAGE: usize = 50;

pub async fn show(State(app): State<AppState>, staff: Staff, uri: Uri) -> Result<Response, Error> {
    let mut before = Uuid::max();
    for (name, value) in url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        if name == "before" {
            before = value.parse().map_err(|_| Error::BadRequest(Words("staff-bad-page")))?;
        }
    }
    let limit = i64::try_from(PER_PAGE + 1).unwrap_or(i64::MAX);
    let mut rows = {
        let mut read = app.db.read().await?;
        audit::store::list_before(&mut read.conn(), before, limit).await?
    };
    let has_older = rows.len() > PER_PAGE;
    rows.truncate(PER_PAGE);
    let older = rows.last().filter(|_| has_older).map(|row| format!("{}?before={}", links::STAFF_AUDIT, row.id));
    let staff_names =
        app.desk.list().await?.into_iter().map(|member| (member.id.0, member.address.as_str().to_owned()));
    let programs = app.programs.list().await?.into_iter().map(|program| (program.id.0, program.name));
    let names: HashMap<String, String> = staff_names.chain(programs).map(|(id, name)| (id.to_string(), name)).collect();
    let deeds: Vec<Value> = rows.iter().map(|row| deed(&app, &staff, row, &names)).collect();
    let context = context! {
        deeds => deeds,
        older => older,
        newest => (before != Uuid::max()).then_some(links::STAFF_AUDIT),
    };
    render(&app, &staff, StatusCode::OK, ("pages/staff_audit.html", links::STAFF_AUDIT), context)
}

/// Staff are told by their address, as long as they are staff, and programs by their name; everybody else by their id.
fn deed(app: &App, staff: &Staff, row: &AuditRow, names: &HashMap<String, String>) -> Value {
    let asker = &staff.signed_in.asker;
    let name = |id: &str| names.get(id).cloned().unwrap_or_else(|| id.to_owned());
    context! {
        at => view::minute(row.at),
        who => match row.staff_id.map(|id| id.0).or(row.program_id.map(|id| id.0)) {
            Some(id) => name(&id.to_string()),
            None => asker.say(app, Words("staff-audit-command")),
        },
        what => action(&row.action).map_or_else(|| row.action.clone(), |words| asker.say(app, words)),
        subject => name(&row.subject_id),
        before => changed(&row.before),
        after => changed(&row.after),
    }
}

pub fn action(text: &str) -> Option<Words> {
    use crate::audit::Action;
    let action = Action::ALL.into_iter().find(|action| action.as_str() == text)?;
    Some(match action {
        Action::RoleChanged => Words("staff-audit-role-changed"),
        Action::FactorAdded => Words("staff-audit-factor-added"),
        Action::FactorRemoved => Words("staff-audit-factor-removed"),
        Action::RecoveryMade => Words("staff-audit-recovery-made"),
        Action::MemberBlocked => Words("staff-audit-member-blocked"),
        Action::MemberUnblocked => Words("staff-audit-member-unblocked"),
        Action::SessionsEnded => Words("staff-audit-sessions-ended"),
        Action::MemberErased => Words("staff-audit-member-erased"),
        Action::MembersExported => Words("staff-audit-members-exported"),
        Action::CommentDecided => Words("staff-audit-comment-decided"),
        Action::LetterHurried => Words("staff-audit-letter-hurried"),
        Action::SuppressionLifted => Words("staff-audit-suppression-lifted"),
        Action::ProgramMade => Words("staff-audit-program-made"),
        Action::ProgramEnded => Words("staff-audit-program-ended"),
        Action::ShareEnded => Words("staff-audit-share-ended"),
        Action::ArticlePut => Words("staff-audit-article-put"),
        Action::ArticleTakenBack => Words("staff-audit-article-taken-back"),
        Action::AccessChanged => Words("staff-audit-access-changed"),
        Action::WebhookAdded => Words("staff-audit-webhook-added"),
        Action::WebhookChanged => Words("staff-audit-webhook-changed"),
        Action::WebhookPaused => Words("staff-audit-webhook-paused"),
        Action::WebhookResumed => Words("staff-audit-webhook-resumed"),
        Action::WebhookRotated => Words("staff-audit-webhook-rotated"),
        Action::WebhookTested => Words("staff-audit-webhook-tested"),
        Action::WebhookResent => Words("staff-audit-webhook-resent"),
        Action::WebhookRemoved => Words("staff-audit-webhook-removed"),
        Action::ImportUploaded => Words("staff-audit-import-uploaded"),
        Action::ImportStarted => Words("staff-audit-import-started"),
        Action::ImportDiscarded => Words("staff-audit-import-discarded"),
        Action::ImportEnded => Words("staff-audit-import-ended"),
        Action::InvitationsStarted => Words("staff-audit-invitations-started"),
        Action::InvitationsStopped => Words("staff-audit-invitations-stopped"),
        Action::ExperimentStarted => Words("staff-audit-experiment-started"),
        Action::ExperimentStopped => Words("staff-audit-experiment-stopped"),
        Action::ExperimentLifted => Words("staff-audit-experiment-lifted"),
    })
}

/// `role: owner`, for people.
pub fn changed(json: &str) -> String {
    let Ok(serde_json::Value::Object(fields)) = serde_json::from_str(json) else { return String::new() };
    let shown = fields.iter().map(|(name, value)| match value {
        serde_json::Value::String(text) => format!("{name}: {text}"),
        serde_json::Value::Null => format!("{name}: –"),
        other => format!("{name}: {other}"),
    });
    shown.collect::<Vec<_>>().join(", ")
}
