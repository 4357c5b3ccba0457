//! Members, as the desk sees them, and what may be done about one.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, Uri};
use serde::Serialize;
use utoipa::ToSchema;

use super::ask::{Parameters, page, path_id};
use super::problem::{Clash, NotThere, Problem, Refused};
use super::{Caller, OnceHeader, answer};
use crate::clock::Timestamp;
use crate::language::Words;
use crate::member::roll::{Before, Filter};
use crate::member::roll_store::{self, RollRow};
use crate::member::{self, Member as MemberRow, MemberId};
use crate::sign_in::end::Ended;
use crate::web::AppState;
use crate::web::staff::members as desk;

/// One member. Times are in UTC, after RFC 3339.
#[derive(Debug, Serialize, ToSchema)]
pub struct Member {
    #[schema(format = Uuid)]
    id: String,
    /// Their email address.
    address: String,
    /// Empty where they gave none.
    name: String,
    /// The host of the site they joined on.
    site: String,
    #[schema(format = DateTime)]
    joined_at: String,
    /// Null: they have not proved their address.
    #[schema(format = DateTime)]
    proved_at: Option<String>,
    /// To some minutes. Null: not since this is kept.
    #[schema(format = DateTime)]
    seen_at: Option<String>,
    /// When they first came back, a day or more after their proof.
    #[schema(format = DateTime)]
    back_at: Option<String>,
    #[schema(format = DateTime)]
    blocked_at: Option<String>,
    /// How they first came in: `link`, `code`, or a provider's id.
    joined_by: Option<String>,
    /// The id of the article they came for.
    #[schema(format = Uuid)]
    joined_for: Option<String>,
    /// Whether they agreed to news, and have not taken it back.
    news: bool,
    /// What they are of those who run the site; null: nothing.
    #[schema(example = "editor")]
    role: Option<String>,
}

impl Member {
    fn of(row: &RollRow) -> Self {
        let iso = |at: Option<Timestamp>| at.map(Timestamp::to_iso);
        Self {
            id: row.id.0.to_string(),
            address: row.address.as_str().to_owned(),
            name: row.name.clone(),
            site: row.site.clone(),
            joined_at: row.created_at.to_iso(),
            proved_at: iso(row.proved_at),
            seen_at: iso(row.seen_at),
            back_at: iso(row.back_at),
            blocked_at: iso(row.blocked_at),
            joined_by: row.joined_by.clone(),
            joined_for: row.joined_article.map(|id| id.to_string()),
            news: row.wants_news,
            role: row.staff_role.clone(),
        }
    }
}

/// A page of members.
#[derive(Debug, Serialize, ToSchema)]
pub struct Members {
    items: Vec<Member>,
    /// The `cursor` of the next page; null: this is the last.
    next: Option<String>,
    /// False where a search found more than it shows: search for more of a word.
    is_whole: bool,
}

const PARAMETERS: [&str; 12] = [
    "limit",
    "cursor",
    "q",
    "joined_from",
    "joined_to",
    "seen_since",
    "not_seen_since",
    "site",
    "way",
    "news",
    "blocked",
    "unproved",
];

/// Members, the newest first.
///
/// With `q` it is a search: by the beginning of an address, of its host (`@example.org`) or of each word of a name. A search
/// has one page.
#[utoipa::path(get, path = "/-/api/v1/members", tag = "members", security(("key" = ["members:read"])),
    params(
        ("limit" = Option<u8>, Query, minimum = 1, maximum = 100, description = "Rows of a page; 50 where it is not given."),
        ("cursor" = Option<String>, Query, format = Uuid, description = "What `next` of the page before was."),
        ("q" = Option<String>, Query, max_length = 200, description = "Words to look for."),
        ("joined_from" = Option<String>, Query, format = Date, description = "Joined on this day (UTC) or later."),
        ("joined_to" = Option<String>, Query, format = Date, description = "Joined on this day or before."),
        ("seen_since" = Option<String>, Query, format = Date, description = "Seen on this day or later."),
        ("not_seen_since" = Option<String>, Query, format = Date, description = "Not seen on this day or later."),
        ("site" = Option<String>, Query, description = "Joined on the site of this host."),
        ("way" = Option<String>, Query, description = "Came in by this: `link`, `code`, a provider's id."),
        ("news" = Option<String>, Query, pattern = "^(yes|no)$", description = "Agreed to news, or not."),
        ("blocked" = Option<String>, Query, pattern = "^(yes|no)$", description = "Blocked, or not."),
        ("unproved" = Option<String>, Query, pattern = "^(yes|no)$", description = "`yes`: those alone who have not proved their address; `no`: those who have."),
    ),
    responses((status = 200, body = Members), Refused))]
pub async fn list(State(app): State<AppState>, uri: Uri) -> Result<Response, Problem> {
    let asked = Parameters::read(&uri, &PARAMETERS)?;
    let (limit, cursor) = (asked.limit()?, asked.cursor()?);
    // A form sends its empty fields along; a program that sends one has lost its value.
    if let Some(name) = PARAMETERS.iter().find(|name| **name != "q" && asked.get(name) == Some("")) {
        return Err(Problem::bad_parameter(name, "It is given without a value."));
    }
    let filter = filter(&app, &uri)?;
    let mut read = app.db.read_lists().await?;
    if !filter.words.is_empty() {
        let found = roll_store::search(&mut read.conn(), &filter, limit).await?;
        let items = found.rows.iter().map(Member::of).collect();
        return answer(StatusCode::OK, &Members { items, next: None, is_whole: !found.is_cut });
    }
    let before = cursor.map_or(Before::START, |id| Before(MemberId(id)));
    let rows = roll_store::list(&mut read.conn(), &filter, before, limit + 1).await?;
    let (rows, next) = page(rows, limit, |row| row.id.0);
    answer(StatusCode::OK, &Members { items: rows.iter().map(Member::of).collect(), next, is_whole: true })
}

/// The same words as the desk's form.
fn filter(app: &AppState, uri: &Uri) -> Result<Filter, Problem> {
    let told = |words: Words| {
        let languages = app.languages();
        let detail = languages.find("en").map_or_else(|| words.0.to_owned(), |english| languages.say(english, words));
        Problem::new(StatusCode::BAD_REQUEST, "bad-parameter", detail)
    };
    desk::read(uri.query()).map(|asked| asked.filter).map_err(told)
}

/// One member.
#[utoipa::path(get, path = "/-/api/v1/members/{id}", tag = "members", security(("key" = ["members:read"])),
    params(("id" = String, Path, format = Uuid, description = "The member's id.")),
    responses((status = 200, body = Member), Refused, NotThere))]
pub async fn show(State(app): State<AppState>, Path(id): Path<String>, uri: Uri) -> Result<Response, Problem> {
    Parameters::read(&uri, &[])?;
    let row = find(&app, &id).await?;
    answer(StatusCode::OK, &Member::of(&row))
}

async fn find(app: &AppState, id: &str) -> Result<RollRow, Problem> {
    let id = MemberId(path_id(id, "member")?);
    let mut read = app.db.read().await?;
    roll_store::find(&mut read.conn(), id).await?.ok_or_else(|| Problem::not_found("member"))
}

/// What was done to a member.
#[derive(Debug, Serialize, ToSchema)]
pub struct Done {
    #[schema(format = Uuid)]
    id: String,
    /// False where it was so already.
    is_changed: bool,
}

/// Keeps a member out: signs them out everywhere and lets them in no more.
#[utoipa::path(post, path = "/-/api/v1/members/{id}/block", tag = "members", security(("key" = ["members:write"])),
    params(("id" = String, Path, format = Uuid, description = "The member's id."), OnceHeader),
    responses((status = 200, body = Done), Refused, NotThere, Clash))]
pub async fn block(state: State<AppState>, caller: Caller, id: Path<String>, uri: Uri) -> Result<Response, Problem> {
    change(state, caller, id, uri, Change::Block(true)).await
}

/// Lets a member in again.
#[utoipa::path(post, path = "/-/api/v1/members/{id}/unblock", tag = "members", security(("key" = ["members:write"])),
    params(("id" = String, Path, format = Uuid, description = "The member's id."), OnceHeader),
    responses((status = 200, body = Done), Refused, NotThere, Clash))]
pub async fn unblock(state: State<AppState>, caller: Caller, id: Path<String>, uri: Uri) -> Result<Response, Problem> {
    change(state, caller, id, uri, Change::Block(false)).await
}

/// Signs a member out in every browser.
#[utoipa::path(post, path = "/-/api/v1/members/{id}/sign-out", tag = "members", security(("key" = ["members:write"])),
    params(("id" = String, Path, format = Uuid, description = "The member's id."), OnceHeader),
    responses((status = 200, body = Done), Refused, NotThere, Clash))]
pub async fn sign_out(state: State<AppState>, caller: Caller, id: Path<String>, uri: Uri) -> Result<Response, Problem> {
    change(state, caller, id, uri, Change::SignOut).await
}

enum Change {
    Block(bool),
    SignOut,
}

async fn change(
    State(app): State<AppState>,
    caller: Caller,
    Path(id): Path<String>,
    uri: Uri,
    change: Change,
) -> Result<Response, Problem> {
    Parameters::read(&uri, &[])?;
    let id = find(&app, &id).await?.id;
    let ended = match change {
        Change::Block(is_blocked) => app.sign_ins.block(caller.actor(), id, is_blocked).await?,
        Change::SignOut => app.sign_ins.end_sessions(id, Some(caller.actor())).await?,
    };
    let is_changed = refused(ended)?;
    answer(StatusCode::OK, &Done { id: id.0.to_string(), is_changed })
}

/// Whether it changed anything.
fn refused(ended: Ended) -> Result<bool, Problem> {
    match ended {
        Ended::Done => Ok(true),
        Ended::Nothing => Ok(false),
        Ended::LastOwner | Ended::NotTheirs => {
            let detail = "They run the site: take their role away at the desk first.";
            Err(Problem::conflict("is-staff", detail))
        }
    }
}

/// Erases a member with all that is held of them. This cannot be undone; a last letter tells them.
#[utoipa::path(delete, path = "/-/api/v1/members/{id}", tag = "members", security(("key" = ["members:erase"])),
    params(("id" = String, Path, format = Uuid, description = "The member's id."), OnceHeader),
    responses((status = 204, description = "They are gone."), Refused, NotThere, Clash))]
pub async fn erase(
    State(app): State<AppState>,
    caller: Caller,
    Path(id): Path<String>,
    uri: Uri,
) -> Result<Response, Problem> {
    Parameters::read(&uri, &[])?;
    let id = MemberId(path_id(&id, "member")?);
    let found: Option<MemberRow> = {
        let mut read = app.db.read().await?;
        member::store::find(&mut read.conn(), id).await?
    };
    let Some(member) = found else { return Err(Problem::not_found("member")) };
    let site = app.sites.find_or_first(member.site.as_str());
    refused(app.sign_ins.delete_member(&member, site, Some(caller.actor())).await?)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
