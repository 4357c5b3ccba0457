//! Our own paths, and absolute URLs for letters and redirects. Nothing here looks at a request.

use url::Url;
use uuid::Uuid;

pub const SIGN_IN: &str = "/-/sign-in";
pub const SENT: &str = "/-/sign-in/sent";
pub const CODE: &str = "/-/sign-in/code";
pub const LINK: &str = "/-/sign-in/link";
pub const LINK_TOKEN: &str = "/-/sign-in/link/{token}";
pub const AGAIN: &str = "/-/sign-in/again";
/// Starts a sign-in with an account elsewhere.
pub const WITH: &str = "/-/sign-in/with/{provider}";
/// Where a provider sends its answer.
pub const WITH_CALLBACK: &str = "/-/sign-in/with/{provider}/callback";
/// Asks for the address that an account did not tell.
pub const WITH_ADDRESS: &str = "/-/sign-in/address";
/// What a new member by an account is asked once.
pub const WELCOME: &str = "/-/sign-in/welcome";
pub const SIGN_OUT: &str = "/-/sign-out";
pub const ACCOUNT: &str = "/-/account";
pub const ACCOUNT_NAME: &str = "/-/account/name";
pub const ACCOUNT_ADDRESS: &str = "/-/account/address";
pub const ACCOUNT_NEWS: &str = "/-/account/news";
pub const ACCOUNT_SESSION_END: &str = "/-/account/sessions/end";
pub const ACCOUNT_SESSIONS_END_ALL: &str = "/-/account/sessions/end-all";
pub const ACCOUNT_DATA: &str = "/-/account/data";
pub const ACCOUNT_DELETE: &str = "/-/account/delete";
pub const ACCOUNT_IDENTITIES_UNLINK: &str = "/-/account/identities/unlink";
pub const ADDRESS_UNDO: &str = "/-/account/address/undo";
pub const ADDRESS_UNDO_TOKEN: &str = "/-/account/address/undo/{token}";
pub const ACCOUNT_SHARES: &str = "/-/account/shares";
pub const ACCOUNT_SHARES_END: &str = "/-/account/shares/end";
pub const ACCOUNT_SHARES_NAME: &str = "/-/account/shares/name";
pub const SHARE: &str = "/-/share";
pub const SHARED_TOKEN: &str = "/-/s/{token}";
pub const DISCUSSION: &str = "/-/discussion/{article}";
/// The slug of the publisher's page that says how to comment.
pub const COMMENTING_POLICY: &str = "commenting-policy";
pub const COMMENTS: &str = "/-/comments";
pub const COMMENTS_EDIT: &str = "/-/comments/edit";
pub const COMMENTS_DELETE: &str = "/-/comments/delete";
pub const COMMENTS_THANK: &str = "/-/comments/thank";
pub const COMMENTS_REPORT: &str = "/-/comments/report";
pub const COMMENTS_LETTERS: &str = "/-/comments/letters";
/// Everything below it is for staff alone.
pub const STAFF: &str = "/-/staff";
pub const STAFF_COMMENTS: &str = "/-/staff/comments";
/// Proves a second factor.
pub const STAFF_FACTOR: &str = "/-/staff/factor";
/// Proves one by a passkey, and what the browser is asked for before.
pub const STAFF_FACTOR_PASSKEY: &str = "/-/staff/factor/passkey";
pub const STAFF_FACTOR_PASSKEY_BEGIN: &str = "/-/staff/factor/passkey/begin";
/// One's own second factors.
pub const STAFF_FACTORS: &str = "/-/staff/factors";
pub const STAFF_FACTORS_APP: &str = "/-/staff/factors/app";
pub const STAFF_FACTORS_PASSKEYS: &str = "/-/staff/factors/passkeys";
pub const STAFF_FACTORS_PASSKEYS_BEGIN: &str = "/-/staff/factors/passkeys/begin";
pub const STAFF_FACTORS_PASSKEYS_REMOVE: &str = "/-/staff/factors/passkeys/remove";
pub const STAFF_FACTORS_RECOVERY: &str = "/-/staff/factors/recovery";
/// Who runs the site.
pub const STAFF_NUMBERS: &str = "/-/staff/numbers";
pub const STAFF_ARTICLES: &str = "/-/staff/articles";
pub const STAFF_ARTICLE: &str = "/-/staff/articles/{id}";
/// Variants of a wall, and what they bring.
pub const STAFF_EXPERIMENTS: &str = "/-/staff/experiments";
pub const STAFF_EXPERIMENTS_NEW: &str = "/-/staff/experiments/new";
pub const STAFF_EXPERIMENT: &str = "/-/staff/experiments/{id}";
pub const STAFF_MEMBERS: &str = "/-/staff/members";
/// Everybody whom a filter leaves, as a file.
pub const STAFF_MEMBERS_EXPORT: &str = "/-/staff/members/export";
/// Members from a file, and what is done with one.
pub const STAFF_IMPORT: &str = "/-/staff/members/import";
pub const STAFF_IMPORT_ACT: &str = "/-/staff/members/import/act";
pub const STAFF_MEMBER: &str = "/-/staff/members/{id}";
pub const STAFF_MEMBER_ERASE: &str = "/-/staff/members/{id}/erase";
pub const STAFF_LETTERS: &str = "/-/staff/letters";
pub const STAFF_WEBHOOKS: &str = "/-/staff/webhooks";
pub const STAFF_WEBHOOK: &str = "/-/staff/webhooks/{webhook}";
pub const STAFF_TEAM: &str = "/-/staff/team";
pub const STAFF_AUDIT: &str = "/-/staff/audit";
/// For the publisher's own programs.
pub const STAFF_PROGRAMS: &str = "/-/staff/programs";
pub const API: &str = "/-/api";
pub const API_REST: &str = "/-/api/{*rest}";
pub const API_DOCUMENT: &str = "/-/api/openapi.json";
pub const API_MEMBERS: &str = "/-/api/v1/members";
pub const API_MEMBER: &str = "/-/api/v1/members/{id}";
pub const API_MEMBER_BLOCK: &str = "/-/api/v1/members/{id}/block";
pub const API_MEMBER_UNBLOCK: &str = "/-/api/v1/members/{id}/unblock";
pub const API_MEMBER_SIGN_OUT: &str = "/-/api/v1/members/{id}/sign-out";
pub const API_MEMBER_CONSENTS: &str = "/-/api/v1/members/{id}/consents";
pub const API_CONSENTS: &str = "/-/api/v1/consents";
pub const API_ARTICLES: &str = "/-/api/v1/articles";
pub const API_ARTICLE: &str = "/-/api/v1/articles/{id}";
pub const API_ARTICLE_SOURCE: &str = "/-/api/v1/articles/by-source/{source}";
pub const API_ARTICLE_ACCESS: &str = "/-/api/v1/articles/{id}/access";
pub const API_SHARES: &str = "/-/api/v1/shares";
pub const API_SHARE: &str = "/-/api/v1/shares/{id}";
pub const API_SHARE_END: &str = "/-/api/v1/shares/{id}/end";
pub const API_NUMBERS: &str = "/-/api/v1/numbers";
pub const UNSUBSCRIBE_TOKEN: &str = "/-/unsubscribe/{token}";
pub const JOIN: &str = "/-/join";
pub const LIVE: &str = "/-/live";
pub const READY: &str = "/-/ready";
pub const SERVING: &str = "/-/serving";
pub const ASSET: &str = "/-/assets/{name}";
pub const DEMO_LETTERS: &str = "/-/demo/letters";
pub const DEMO_LETTER: &str = "/-/demo/letters/{id}";
pub const DEMO_LETTER_HTML: &str = "/-/demo/letters/{id}/html";
pub const DEMO_ISSUER: &str = "/-/demo/issuer";
pub const DEMO_ISSUER_METADATA: &str = "/-/demo/issuer/.well-known/openid-configuration";
pub const DEMO_ISSUER_KEYS: &str = "/-/demo/issuer/keys";
pub const DEMO_ISSUER_AUTHORIZE: &str = "/-/demo/issuer/authorize";
pub const DEMO_ISSUER_TOKEN: &str = "/-/demo/issuer/token";
pub const FRONT: &str = "/";
pub const AUTHOR: &str = "/authors/{slug}";
pub const AUTHOR_PORTRAIT: &str = "/authors/{slug}/portrait";
pub const TOPIC: &str = "/topics/{slug}";
pub const AUTHOR_FEED: &str = "/authors/{slug}/feed.xml";
pub const AUTHOR_SITEMAP: &str = "/authors/{slug}/sitemap.xml";
pub const TOPIC_FEED: &str = "/topics/{slug}/feed.xml";
pub const TOPIC_SITEMAP: &str = "/topics/{slug}/sitemap.xml";
/// One of the publisher's own pages.
pub const PAGE: &str = "/pages/{slug}";
pub const PAGE_FILE: &str = "/pages/{slug}/{*name}";
pub const PROMOTION_DISMISS: &str = "/-/promotion/dismiss";
pub const FEED: &str = "/feed.xml";
pub const SITEMAP: &str = "/sitemap.xml";
pub const ROBOTS: &str = "/robots.txt";

/// Paths that an article may not take, with everything below the ones that end in a slash.
pub const OURS: [&str; 8] = ["/", "/-/", "/authors/", "/topics/", "/pages/", FEED, SITEMAP, ROBOTS];

/// Where the rest starts on an article's page: a form's action carries it, and the browser keeps it over the redirect.
pub const REST_ANCHOR: &str = "#rest";

pub fn author(slug: &str) -> String {
    format!("/authors/{slug}")
}

pub fn author_portrait(slug: &str) -> String {
    format!("/authors/{slug}/portrait")
}

pub fn topic(slug: &str) -> String {
    format!("/topics/{slug}")
}

pub fn author_feed(slug: &str) -> String {
    format!("/authors/{slug}/feed.xml")
}

pub fn author_sitemap(slug: &str) -> String {
    format!("/authors/{slug}/sitemap.xml")
}

pub fn topic_feed(slug: &str) -> String {
    format!("/topics/{slug}/feed.xml")
}

pub fn topic_sitemap(slug: &str) -> String {
    format!("/topics/{slug}/sitemap.xml")
}

pub fn page(slug: &str) -> String {
    format!("/pages/{slug}")
}

pub fn link(token: &str) -> String {
    format!("{LINK}/{token}")
}

pub fn address_undo(token: &str) -> String {
    format!("{ADDRESS_UNDO}/{token}")
}

/// A file that is served under a name made of its content.
pub fn asset(digest: &[u8], extension: &str) -> String {
    let name = crate::secret::encode(digest.get(..9).unwrap_or_default());
    format!("/-/assets/{name}.{extension}")
}

/// A share link: short, since people see it.
pub fn shared(token: &str) -> String {
    format!("/-/s/{token}")
}

pub fn staff_member(id: Uuid) -> String {
    format!("{STAFF_MEMBERS}/{id}")
}

pub fn staff_webhook(id: Uuid) -> String {
    format!("{STAFF_WEBHOOKS}/{id}")
}

pub fn staff_import(id: Uuid) -> String {
    format!("{STAFF_IMPORT}?id={id}")
}

/// Where a member of the staff proves a second factor, and goes on.
pub fn staff_factor(next: &Next) -> String {
    format!("{STAFF_FACTOR}?next={}", query_value(next.as_str()))
}

pub fn staff_article(id: Uuid) -> String {
    format!("{STAFF_ARTICLES}/{id}")
}

pub fn staff_experiment(id: Uuid) -> String {
    format!("{STAFF_EXPERIMENTS}/{id}")
}

/// Whether a path belongs to the staff area.
pub fn is_staff(path: &str) -> bool {
    path == STAFF || path.strip_prefix(STAFF).is_some_and(|rest| rest.starts_with('/'))
}

/// Whether a path belongs to the API, whose errors are no pages.
pub fn is_api(path: &str) -> bool {
    path.strip_prefix(API).is_some_and(|rest| rest.starts_with('/'))
}

pub fn discussion(article: Uuid) -> String {
    format!("/-/discussion/{article}")
}

/// One comment in its discussion, and the place on that page where it stands.
pub fn comment(article: Uuid, comment: Uuid) -> String {
    format!("/-/discussion/{article}?at={comment}{}", comment_anchor(comment))
}

pub fn comment_anchor(comment: Uuid) -> String {
    format!("#comment-{comment}")
}

pub fn unsubscribe(token: &str) -> String {
    format!("/-/unsubscribe/{token}")
}

pub fn sign_in(next: &Next) -> String {
    format!("{SIGN_IN}?next={}", query_value(next.as_str()))
}

fn query_value(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The sign-in page again, with the reason why a sign-in with an account came to nothing.
pub fn sign_in_after(next: &Next, provider: &str, why: &str) -> String {
    format!("{}&with={}&why={why}", sign_in(next), query_value(provider))
}

pub fn sign_in_with(provider: &str, next: &Next) -> String {
    format!("/-/sign-in/with/{provider}?next={}", query_value(next.as_str()))
}

/// Starts connecting an account to the member who is signed in; `token` shows that our own page offered it.
pub fn connect(provider: &str, token: &str) -> String {
    format!("/-/sign-in/with/{provider}?connect={token}")
}

/// The path of a provider's answers.
pub fn callback(provider: &str) -> String {
    format!("/-/sign-in/with/{provider}/callback")
}

/// Whether a path is one of those: the only ones that take a form of another site's page.
pub fn is_callback(path: &str) -> bool {
    let provider = path.strip_prefix("/-/sign-in/with/").and_then(|rest| rest.strip_suffix("/callback"));
    provider.is_some_and(|provider| !provider.is_empty() && !provider.contains('/'))
}

pub fn welcome(next: &Next) -> String {
    format!("{WELCOME}?next={}", query_value(next.as_str()))
}

/// An absolute URL of a site, from its configured base and a path of ours.
pub fn absolute(base: &Url, path: &str) -> String {
    base.join(path).map_or_else(|_| base.to_string(), String::from)
}

/// A path or file name without its escapes; `None` where they hide no UTF-8.
pub fn percent_decoded(text: &str) -> Option<String> {
    percent_encoding::percent_decode_str(text).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

/// Where to go after a sign-in: a path and query of ours, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct Next(String);

/// Longer ones are no destination anyone typed or clicked.
const MAX_NEXT: usize = 2048;

impl Next {
    pub fn front() -> Self {
        Self(FRONT.to_owned())
    }

    pub fn account() -> Self {
        Self(ACCOUNT.to_owned())
    }

    /// `None` for everything that could lead a browser away from us.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let is_local = bytes.first() == Some(&b'/') && !matches!(bytes.get(1), Some(b'/' | b'\\'));
        let is_clean = bytes.iter().all(|byte| *byte > b' ' && *byte != 0x7f && *byte != b'\\');
        if text.len() > MAX_NEXT || !is_local || !is_clean {
            return None;
        }
        // Any base does: only whether the text leaves it counts, and the path that comes out is relative to none.
        let base = Url::parse("https://base.invalid/").ok()?;
        let joined = base.join(text).ok()?;
        let is_same = joined.origin() == base.origin() && joined.username().is_empty() && joined.password().is_none();
        let path = joined.path();
        if !is_same || path.starts_with("//") {
            return None;
        }
        let whole = joined.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
        // Escapes make it longer.
        (whole.len() <= MAX_NEXT).then_some(Self(whole))
    }

    /// The front page where nothing good was given.
    pub fn parse_or_front(text: &str) -> Self {
        Self::parse(text).unwrap_or_else(Self::front)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn path(&self) -> &str {
        self.0.split('?').next().unwrap_or("/")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_destination_stays_on_our_own_origin() {
        for (given, kept) in [
            ("/", "/"),
            ("/a/b?c=d&e", "/a/b?c=d&e"),
            ("/a#rest", "/a"),
            ("/a/../b", "/b"),
            ("/%2F%2Fevil.example", "/%2F%2Fevil.example"),
            ("/ü", "/%C3%BC"),
        ] {
            assert_eq!(Next::parse(given).map(|next| next.0).as_deref(), Some(kept), "{given}");
        }
        for given in [
            "",
            "a",
            "//evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "https://evil.example",
            "http:evil",
            "javascript:alert(1)",
            "/\tevil",
            "/\n/evil.example",
            "/a\\b",
            "/.//evil.example",
            "/./\\evil",
            "/a/..//evil.example",
            "\u{1}/a",
            "/a b",
            "?next=//evil",
            "data:text/html,x",
            "/x\u{7f}",
        ] {
            assert_eq!(Next::parse(given), None, "{given:?}");
        }
        assert_eq!(Next::parse(&format!("/{}", "a".repeat(2048))), None);
        assert_eq!(Next::parse(&format!("/{}", "ü".repeat(600))), None);
    }

    proptest! {
        #[test]
        fn no_accepted_destination_leaves_the_origin(text in "[/\\\\.@:?#%a-z0-9\\t ]{0,40}|.{0,40}") {
            if let Some(next) = Next::parse(&text) {
                let base = Url::parse("https://news.example/some/page").expect("a URL");
                let joined = base.join(next.as_str()).expect("a path joins");
                prop_assert_eq!(joined.origin(), base.origin());
                prop_assert_eq!(Next::parse(next.as_str()), Some(next));
            }
        }
    }
}
