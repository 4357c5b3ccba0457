//! A discussion: as a part of the article's ready page, and page by page on its own, where its reader's own comments and
//! thanks stand too.
//!
//! Comments quote what may be gated. Whoever is not told yes to the article sees how many there are, and nothing else.

use axum::extract::{Path, State};
use axum::response::Response;
use http::{StatusCode, Uri};
use minijinja::{Value, context};

use super::asker::Asker;
use super::discussion_part::{Part, list_link};
use super::error::Error;
use super::ready::Audience;
use super::{App, AppState, article, comments, page, view};
use crate::article::{Article, ArticleId};
use crate::comment::list::{Ask, Listed, Shown, Thread};
use crate::comment::{CommentId, Cursor, Order, State as CommentState};
use crate::gate::{Decision, Reason};
use crate::language::Words;
use crate::links::{self, Next};
use crate::member::MemberId;
use crate::share::open::Request;

/// Answers beside each comment, on the article's page and on the discussion's own.
const ANSWERS_UNDER_ARTICLE: i64 = 3;
const ANSWERS: i64 = 10;
/// Bytes of comments on an article's page: it is read for the article.
const BYTES_UNDER_ARTICLE: usize = 48 * 1024;

/// What the ready page of an article depends on: a wall shows the count alone.
pub fn state_of(app: &App, article: &Article, decision: Decision) -> i64 {
    if !is_discussed(app, article) {
        return 0;
    }
    let mark = app.comments.mark(article.id);
    match decision {
        Decision::Open(Reason::Bot) => 0,
        Decision::Open(_) => mark.version,
        Decision::Wall(_) => mark.count,
    }
}

/// Whether there is anything of a discussion under it.
pub fn is_discussed(app: &App, article: &Article) -> bool {
    app.comments.settings().is_enabled && article.is_discussed
}

/// What stands under an article, the same for all of this audience.
pub async fn under_article(
    app: &App,
    article: &Article,
    audience: &Audience,
    decision: Decision,
) -> Result<Value, Error> {
    if !is_discussed(app, article) || decision == Decision::Open(Reason::Bot) {
        return Ok(Value::from(()));
    }
    let mark = app.comments.mark(article.id);
    if matches!(decision, Decision::Wall(_)) {
        let wall = context! { is_wall => true, count => mark.count };
        return Ok(if mark.count > 0 { wall } else { Value::from(()) });
    }
    let ask = Ask {
        article: article.id,
        order: Order::Newest,
        after: Cursor::START,
        answers: ANSWERS_UNDER_ARTICLE,
        reader: None,
    };
    let may_write = *audience == Audience::Member;
    let listed = match mark.count {
        0 => Listed { threads: Vec::new(), more: None, held: Vec::new() },
        _ => cut(app.comments.list(&ask).await?),
    };
    let viewer = Viewer { app, article, member: None, is_staff: false, may_write };
    let more = listed.more.map(|more| list_link(article.id, Order::Newest, Some(more)));
    Ok(context! {
        is_wall => false,
        count => mark.count,
        threads => viewer.threads(&listed.threads),
        more => more,
        ..viewer.frame(&Form::default())
    })
}

/// So many that the page stays one of an article.
fn cut(listed: Listed) -> Listed {
    let mut bytes = 0;
    let size = |thread: &Thread| {
        thread.comment.html.len() + thread.answers.iter().map(|answer| answer.html.len()).sum::<usize>()
    };
    let total = listed.threads.len();
    let mut threads: Vec<Thread> = Vec::with_capacity(total);
    for thread in listed.threads {
        bytes += size(&thread);
        if bytes > BYTES_UNDER_ARTICLE && !threads.is_empty() {
            break;
        }
        threads.push(thread);
    }
    let last = threads.last().filter(|_| threads.len() < total).map(|thread| &thread.comment.row.comment);
    let more = last.map(|last| Cursor { thanks: last.thanks, id: last.id }).or(listed.more);
    Listed { threads, more, held: listed.held }
}

/// What was typed and not taken, with the reason.
#[derive(Default)]
pub struct Form<'a> {
    pub text: &'a str,
    pub name: &'a str,
    pub error: Option<String>,
    pub name_error: Option<String>,
    /// The comment that it was to answer.
    pub parent: Option<CommentId>,
    /// A line on what was done.
    pub said: Option<String>,
}

/// For whom comments are shown.
struct Viewer<'a> {
    app: &'a App,
    article: &'a Article,
    /// `None` on a page that is the same for many.
    member: Option<&'a crate::member::Member>,
    is_staff: bool,
    may_write: bool,
}

impl Viewer<'_> {
    fn frame(&self, form: &Form<'_>) -> Value {
        let asks_name = self.member.is_some_and(|member| member.name.is_empty());
        let is_main = form.parent.is_none();
        context! {
            article => self.article.id.0.to_string(),
            page => links::discussion(self.article.id.0),
            may_write => self.may_write,
            asks_name => asks_name,
            sign_in => links::sign_in(&Next::parse_or_front(&self.article.path)),
            policy => policy(self.app, self.article),
            text => if is_main { form.text } else { "" },
            name => form.name,
            error => form.error.as_deref().filter(|_| is_main),
            name_error => form.name_error.as_deref(),
            parent => form.parent.map(|parent| parent.0.to_string()),
            parent_text => if is_main { "" } else { form.text },
            parent_error => form.error.as_deref().filter(|_| !is_main),
        }
    }

    fn threads(&self, threads: &[Thread]) -> Vec<Value> {
        threads.iter().map(|thread| self.thread(thread)).collect()
    }

    fn thread(&self, thread: &Thread) -> Value {
        let top = &thread.comment.row.comment;
        let answers: Vec<Value> = thread.answers.iter().map(|answer| self.comment(answer)).collect();
        let rest = top.answers - i64::try_from(thread.answers.len()).unwrap_or(0);
        context! {
            answers => answers,
            more_answers => (rest > 0).then(|| links::comment(self.article.id.0, top.id.0)),
            answer_count => top.answers,
            ..self.comment(&thread.comment)
        }
    }

    fn comment(&self, shown: &Shown) -> Value {
        let row = &shown.row.comment;
        let own = row.member_id.is_some() && row.member_id == self.member.map(|member| member.id);
        let is_published = row.state() == CommentState::Published;
        let waits = row.state() == CommentState::Held && own;
        let is_readable = shown.is_readable() || waits;
        context! {
            id => row.id.0.to_string(),
            // Its own page has nobody but staff and its writer yet: it stands with what waits.
            link => if waits { comments::to_held(self.article, row.id) } else { links::comment(self.article.id.0, row.id.0) },
            name => shown.row.name.as_deref().filter(|name| !name.is_empty() && is_readable),
            is_former => row.member_id.is_none(),
            html => is_readable.then(|| Value::from_safe_string(shown.html.to_string())),
            gone => (!is_readable).then(|| row.state().as_str()),
            waits => waits,
            at => view::minute(row.created_at),
            is_edited => row.edited_at.is_some(),
            thanks => row.thanks,
            is_thanked => shown.row.thanked_at.is_some(),
            is_own => own,
            may_answer => self.may_write && is_published && row.parent_id.is_none(),
            may_regard => self.may_write && is_published && !own,
            may_edit => own && self.app.comments.is_editable(row),
            staff => self.is_staff.then_some(links::STAFF_COMMENTS),
        }
    }
}

/// Where the publisher's own rules stand; `None` where there are none.
fn policy(app: &App, article: &Article) -> Option<String> {
    let catalogue = app.shelf.current();
    catalogue.frame(&article.site).find_page(links::COMMENTING_POLICY).map(|page| links::page(&page.slug))
}

/// An article of this site whose discussion is open.
pub fn find(app: &App, asker: &Asker, id: &str) -> Result<std::sync::Arc<Article>, Error> {
    let id = id.parse().map(ArticleId).map_err(|_| Error::NotFound)?;
    let found = app.shelf.current().find_by_id(id).cloned();
    found.filter(|article| article.site == asker.site.host && is_discussed(app, article)).ok_or(Error::NotFound)
}

/// Whether this reader may read the article, and with it what is said about it. Takes and counts nothing.
pub async fn may_read(app: &App, article: &Article, asker: &Asker) -> Result<bool, Error> {
    let opened = article::decide(app, article, asker, Request::File).await?;
    Ok(opened.decision.opens_discussion())
}

pub async fn show(
    State(app): State<AppState>,
    asker: Asker,
    Path(id): Path<String>,
    uri: Uri,
) -> Result<Response, Error> {
    let article = find(&app, &asker, &id)?;
    let part = Part::parse(uri.query().unwrap_or_default())?;
    if !may_read(&app, &article, &asker).await? {
        return refuse(&app, &asker, &article, "");
    }
    let member = match asker.live() {
        Some(live) => app.members.find(live.member).await?,
        None => None,
    };
    let said = part.said.map(|said| {
        asker.say(
            &app,
            match said {
                "held" => Words("comment-said-held"),
                "deleted" => Words("comment-said-deleted"),
                "reported" => Words("comment-said-reported"),
                _ => Words("comment-said-letters"),
            },
        )
    });
    let form = Form { said, ..Form::default() };
    render(&app, &asker, (&article, member.as_ref()), &part, (StatusCode::OK, &form)).await
}

/// For whoever may not read the article: the wall is there, and what they typed is not lost.
pub fn refuse(app: &App, asker: &Asker, article: &Article, typed: &str) -> Result<Response, Error> {
    let context = context! {
        heading => asker.say(app, Words("comment-gated-heading")),
        words => asker.say(app, Words("comment-gated-words")),
        typed => typed,
        action => context! { label => asker.say(app, Words("comment-to-article")), href => article.path.as_str() },
    };
    page::own(app, asker, StatusCode::FORBIDDEN, "pages/comment_stopped.html", context)
}

/// One page, for one reader.
pub async fn render(
    app: &App,
    asker: &Asker,
    (article, member): (&Article, Option<&crate::member::Member>),
    part: &Part,
    (status, form): (StatusCode, &Form<'_>),
) -> Result<Response, Error> {
    let reader = member.map(|member| member.id);
    let is_staff = member.is_some_and(|member| member.staff_role.is_some());
    let viewer = Viewer { app, article, member, is_staff, may_write: member.is_some() };
    let (threads, held, more) = load(app, article, part, reader).await?;
    let is_one = part.at.is_some();
    let count = app.comments.mark(article.id).count;
    let own = context! {
        title => article.title.as_str(),
        path => article.path.as_str(),
        said => form.said.as_deref(),
        is_one => is_one,
        order => part.order.as_str(),
        after => part.after.map(|after| after.to_text(part.order)),
        newest => list_link(article.id, Order::Newest, None),
        best => list_link(article.id, Order::Best, None),
        discussion => context! {
            is_wall => false,
            // What another instance has just written may not be heard of yet.
            count => count.max(i64::try_from(threads.len()).unwrap_or(0)),
            threads => viewer.threads(&threads),
            held => held.iter().map(|held| viewer.comment(held)).collect::<Vec<_>>(),
            more => more,
            ..viewer.frame(form)
        },
    };
    page::own(app, asker, status, "pages/discussion.html", own)
}

/// Comments, the reader's own that wait, and where it goes on.
async fn load(
    app: &App,
    article: &Article,
    part: &Part,
    reader: Option<MemberId>,
) -> Result<(Vec<Thread>, Vec<Shown>, Option<String>), Error> {
    if let Some(at) = part.at {
        let page = app.comments.thread((article.id, at), part.answers_after, reader).await?.ok_or(Error::NotFound)?;
        let top = page.thread.comment.row.comment.id;
        let more = page.more.map(|more| format!("{}?at={}&after={}", links::discussion(article.id.0), top.0, more.0));
        return Ok((vec![page.thread], Vec::new(), more));
    }
    let ask = Ask {
        article: article.id,
        order: part.order,
        after: part.after.unwrap_or(Cursor::START),
        answers: ANSWERS,
        reader,
    };
    let listed = app.comments.list(&ask).await?;
    let more = listed.more.map(|more| list_link(article.id, part.order, Some(more)));
    Ok((listed.threads, listed.held, more))
}
