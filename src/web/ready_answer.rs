//! Articles answered out of memory: a page that is ready, for a reader of whom everything is known without a query.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Body;
use http::{HeaderMap, Method, Request, header};

use super::body::AnswerBody;
use super::client_ip::client_ip;
use super::cookie::{self, Cookie};
use super::ready::{Audience, PageKey, What};
use super::{App, article, discussion, experiment, promotion, session_store};
use crate::article::ArticleId;
use crate::clock::Timestamp;
use crate::gate::{self, Decision, Guest, Reader, Reason, Stranger};
use crate::share::{Grant, Link};
use crate::site::Site;

/// An article whose page is ready, for a reader of whom everything is known without a query: a stranger without any
/// cookie of ours where strangers have no allowance, a member whose session is warm, or a guest whose opening is
/// counted. The gate is asked as always;
/// whatever is not as plain as that goes the long way.
pub(super) fn find(
    app: &App,
    request: &Request<Body>,
    site: &Site,
    peer: IpAddr,
) -> Option<http::Response<AnswerBody>> {
    if request.method() != Method::GET {
        return None;
    }
    let catalogue = app.shelf.current();
    let article = catalogue.find(&site.host, request.uri().path())?;
    let now = app.clock.now();
    let (reader, link) = known_reader(app, request.headers(), article.id, now)?;
    // None of these has given an address: what one opens in an experiment is nothing to them.
    let decision = gate::decide(article, &reader, &app.policy, now);
    let is_member = matches!(reader, Reader::Member | Reader::Staff);
    if link.is_some() && decision != Decision::Open(Reason::Shared) {
        return None;
    }
    let audience = article::audience(decision, is_member, link.as_ref().and_then(|link| link.shown_name()));
    let language = app.languages().choose(site, accept_language(request.headers()));
    let what = What::Article(article.id, article.version);
    let ask = promotion::Ask { headers: request.headers(), is_member: audience == Audience::Member, now };
    let chosen = promotion::above_article(app, catalogue.frame(&site.host), article, &ask);
    let discussion = discussion::state_of(app, article, decision);
    let ip = || client_ip(peer, request.headers(), &app.trusted_proxies);
    let wall = experiment::wall(app, article.id, decision, (request.headers(), &ip));
    let variant = wall.as_ref().map(|wall| wall.arm);
    let ready = app.ready.get(&PageKey { what, audience, discussion, language, around: chosen.around, variant })?;
    app.meter.ready(decision);
    // A robot has no session and no share link: of others it is not asked, which costs nothing.
    let may_be_robot = !is_member && link.is_none();
    let is_staff = is_member.then_some(matches!(reader, Reader::Staff));
    if let Some(shown) = article::shown(decision, is_staff)
        && article::is_read(request.headers(), may_be_robot)
    {
        article.views.note(shown);
        if let Some(wall) = &wall {
            wall.note_wall();
        }
    }
    Some(chosen.mark(article::answer_ready(&ready, request.headers())))
}

/// With the share link of a guest.
fn known_reader(
    app: &App,
    headers: &HeaderMap,
    article: ArticleId,
    now: Timestamp,
) -> Option<(Reader, Option<Arc<Link>>)> {
    if !cookie::has_ours(headers) {
        // One that says it is a search engine's is to be proved first.
        let may_be_bot = user_agent(headers).is_some_and(|agent| app.crawlers.is_named(agent));
        return (app.policy.free_articles == 0 && !may_be_bot).then(|| (Reader::Stranger(Stranger::default()), None));
    }
    let Some(id) = Cookie::Session.read(headers, app.is_https) else {
        let mut grants =
            cookie::grants(headers, app.is_https).filter(|(_, grant)| Grant::article_of(grant) == Some(article));
        let (_, grant) = grants.next()?;
        // Of two links for one article the newer one counts; which that is takes a longer look.
        if grants.next().is_some() {
            return None;
        }
        let (link, shared) = app.shares.warm(grant, article, now)?;
        let guest = Guest { shared, otherwise: Stranger::default() };
        return Some((Reader::Guest(guest), Some(link)));
    };
    let session = app.members.sessions.cached(session_store::key_of(id.parse().ok()?))?;
    Some((if session.is_staff { Reader::Staff } else { Reader::Member }, None))
}

pub(super) fn accept_language(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()
}

fn user_agent(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::USER_AGENT)?.to_str().ok()
}
