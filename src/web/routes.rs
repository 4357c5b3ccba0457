//! The table of paths: what stands here is all there is, beside articles and their files.

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use http::StatusCode;
use tower_http::csrf::CsrfLayer;

use super::demo_issuer::{authorize, token};
use super::{
    AppState, account, address, api, article, assets, comment_own, comment_regard, comments, demo, demo_issuer,
    discussion, feed, file, health, identities, join, link, list, own_page, promotion, robots, sent, session_store,
    share, shared, shares, sign_in, sitemap, staff, unsubscribe, welcome, with, with_address,
};
use crate::links;

/// The largest form anyone has reason to send.
const MAX_BODY: usize = 64 * 1024;

/// Path, methods and handlers. The methods are named so that tests can walk the whole table.
pub type Route = (&'static str, &'static [&'static str], MethodRouter<AppState>);

pub const GET: &[&str] = &["GET"];
pub const POST: &[&str] = &["POST"];
pub const BOTH: &[&str] = &["GET", "POST"];
pub const PUT: &[&str] = &["PUT"];
pub const DELETE: &[&str] = &["DELETE"];

/// All of it; tests walk through this one.
pub fn table() -> Vec<Route> {
    let staff = staff::table().into_iter().map(|(route, _)| route);
    let api = api::table().into_iter().map(|(route, _)| route);
    public_table().into_iter().chain(staff).chain(api).collect()
}

/// What stands before no door.
fn public_table() -> Vec<Route> {
    vec![
        // Articles and what leads to them.
        (links::FRONT, GET, get(list::front)),
        (links::AUTHOR, GET, get(list::author)),
        (links::AUTHOR_PORTRAIT, GET, get(file::portrait)),
        (links::TOPIC, GET, get(list::topic)),
        // For programs that read.
        (links::FEED, GET, get(feed::site)),
        (links::AUTHOR_FEED, GET, get(feed::author)),
        (links::TOPIC_FEED, GET, get(feed::topic)),
        (links::SITEMAP, GET, get(sitemap::site)),
        (links::AUTHOR_SITEMAP, GET, get(sitemap::author)),
        (links::TOPIC_SITEMAP, GET, get(sitemap::topic)),
        (links::ROBOTS, GET, get(robots::show)),
        (links::PAGE, GET, get(own_page::show)),
        (links::PAGE_FILE, GET, get(own_page::file)),
        (links::PROMOTION_DISMISS, POST, post(promotion::dismiss)),
        // Signing in.
        (links::SIGN_IN, BOTH, get(sign_in::show).post(sign_in::submit)),
        (links::SENT, GET, get(sent::show)),
        (links::CODE, POST, post(sent::submit)),
        (links::LINK_TOKEN, GET, get(link::show)),
        (links::LINK, POST, post(link::submit)),
        (links::AGAIN, POST, post(link::again)),
        (links::WITH, GET, get(with::start)),
        (links::WITH_CALLBACK, BOTH, get(with::answered).post(with::answered_by_form)),
        (links::WITH_ADDRESS, BOTH, get(with_address::show).post(with_address::submit)),
        (links::WELCOME, BOTH, get(welcome::show).post(welcome::submit)),
        (links::SIGN_OUT, POST, post(sign_in::sign_out)),
        (links::JOIN, GET, get(join::show)),
        // One's own.
        (links::ACCOUNT, GET, get(account::show)),
        (links::ACCOUNT_NAME, POST, post(account::rename)),
        (links::ACCOUNT_NEWS, POST, post(account::news)),
        (links::ACCOUNT_SESSION_END, POST, post(account::end_session)),
        (links::ACCOUNT_SESSIONS_END_ALL, POST, post(account::end_sessions)),
        (links::ACCOUNT_DATA, GET, get(account::data)),
        (links::ACCOUNT_DELETE, BOTH, get(account::show_delete).post(account::delete)),
        (links::ACCOUNT_ADDRESS, POST, post(address::submit)),
        (links::ADDRESS_UNDO, POST, post(address::undo)),
        (links::ADDRESS_UNDO_TOKEN, GET, get(address::show_undo)),
        (links::ACCOUNT_IDENTITIES_UNLINK, POST, post(identities::unlink)),
        (links::ACCOUNT_SHARES, GET, get(shares::show)),
        (links::ACCOUNT_SHARES_END, POST, post(shares::end)),
        (links::ACCOUNT_SHARES_NAME, POST, post(shares::show_name)),
        // Sharing.
        (links::SHARE, POST, post(share::submit)),
        (links::SHARED_TOKEN, GET, get(shared::open)),
        // Discussions.
        (links::DISCUSSION, GET, get(discussion::show)),
        (links::COMMENTS, POST, post(comments::write)),
        (links::COMMENTS_EDIT, BOTH, get(comment_own::show).post(comment_own::edit)),
        (links::COMMENTS_DELETE, POST, post(comment_own::delete)),
        (links::COMMENTS_THANK, POST, post(comment_regard::thank)),
        (links::COMMENTS_REPORT, POST, post(comment_regard::report)),
        (links::COMMENTS_LETTERS, POST, post(comments::choose_letters)),
        // For programs and letters.
        (links::UNSUBSCRIBE_TOKEN, BOTH, get(unsubscribe::show).post(unsubscribe::submit)),
        (links::ASSET, GET, get(assets::show)),
        (links::API, GET, get(api::guide::show)),
        (links::API_DOCUMENT, GET, get(api::document::show)),
        (links::LIVE, GET, get(health::live)),
        (links::READY, GET, get(health::ready)),
        (links::SERVING, GET, get(health::serving)),
    ]
}

fn demo_table() -> Vec<Route> {
    vec![
        (links::DEMO_LETTERS, GET, get(demo::list)),
        (links::DEMO_LETTER, GET, get(demo::show)),
        (links::DEMO_LETTER_HTML, GET, get(demo::html)),
        (links::DEMO_ISSUER_METADATA, GET, get(demo_issuer::metadata)),
        (links::DEMO_ISSUER_KEYS, GET, get(demo_issuer::keys)),
        (links::DEMO_ISSUER_AUTHORIZE, BOTH, get(authorize::show).post(authorize::submit)),
        (links::DEMO_ISSUER_TOKEN, POST, post(token::submit)),
    ]
}

pub fn router(app: &AppState) -> anyhow::Result<Router> {
    let demo = if app.demo.is_some() { demo_table() } else { Vec::new() };
    let open = public_table().into_iter().chain(demo);
    let router = open.fold(Router::new(), |router, (path, _, handlers)| router.route(path, handlers));
    let router = staff::add_to(router, app);
    let router = api::add_to(router, app);
    let mut csrf = CsrfLayer::new();
    for site in app.sites.all() {
        let origin = site.base_url.origin().ascii_serialization();
        csrf =
            csrf.add_trusted_origin(origin).map_err(|error| anyhow::anyhow!("trust a site's own origin: {error}"))?;
    }
    // A provider's page posts its answer from its own site. What it brings is good only with a cookie that such a post
    // does not carry: see `with::answered_by_form`.
    let csrf = csrf.with_insecure_bypass(|method, uri| *method == http::Method::POST && links::is_callback(uri.path()));
    let csrf = csrf.with_rejection_response(|_| StatusCode::FORBIDDEN.into_response());
    Ok(router
        .route_layer(middleware::from_fn(name_route))
        .fallback(article::show)
        .layer(session_store::layer(&app.members.sessions, app.is_https))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(csrf)
        .with_state(AppState::clone(app)))
}

/// The template of the route that answered, for the counters and the log: it never holds a token.
#[derive(Clone)]
pub struct RouteName(pub MatchedPath);

async fn name_route(path: MatchedPath, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.extensions_mut().insert(RouteName(path));
    response
}
