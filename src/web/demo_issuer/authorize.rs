//! The page of "Demo account" where its reader chooses who to be, and the way back with a code.
//!
//! A request is checked whole before the page is shown, and travels within it sealed. One that is faulty gets words and
//! no redirect: its `redirect_uri` may be anybody's.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use http::{StatusCode, Uri};
use minijinja::{Value, context};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{CODE_LIFE, Fields, Granted, Issuer, Person, issuer};
use crate::clock::{self, Timestamp};
use crate::email_address::EmailAddress;
use crate::language::Words;
use crate::links;
use crate::member::MemberName;
use crate::secret::{self, Keys, Sealed, decode, encode};
use crate::site::Site;
use crate::web::asker::Asker;
use crate::web::error::Error;
use crate::web::form::Form;
use crate::web::sign_in::words_of;
use crate::web::{App, AppState, page};

/// How long its page may stay open.
const LIFE: Duration = clock::minutes(10);
const BOUND_TO: &[u8] = b"request at the demo's issuer";
/// Of a state or a nonce: many times what our own side sends.
const MAX_VALUE: usize = 512;
/// What the page's own fields take.
const MAX_NAME: usize = 80;
const MAX_ADDRESS: usize = 254;

/// Made up. Subject, name and address; each address is verified.
const PEOPLE: [(&str, &str, &str); 3] = [
    ("juno", "Juno Hartley", "juno@example.org"),
    ("rafael", "Rafael Lindqvist", "rafael@example.org"),
    ("amina", "Amina Okafor", "amina@example.org"),
];

/// What is wrong with a request, for whoever has written the program that sent it: in English alone.
type Fault = &'static str;

#[derive(Serialize, Deserialize)]
struct Request {
    redirect_uri: String,
    state: String,
    nonce: String,
    challenge: String,
    asked_at: Timestamp,
}

impl Request {
    fn read(app: &App, issuer: &Issuer, query: &str) -> Result<Self, Fault> {
        let fields = Fields::read(query.as_bytes()).ok_or("Something stands twice in the address of this page.")?;
        if fields.find("client_id") != Some(&issuer.client_id) {
            return Err("The address of this page names a client that the demo account does not know.");
        }
        let redirect_uri = fields.find("redirect_uri").filter(|uri| site_of(app, issuer, uri).is_some());
        let redirect_uri = redirect_uri.ok_or(
            "The address of this page names a place to send you to that the demo account does not know. You were not sent there.",
        )?;
        let is_answered_in_query = fields.find("response_mode").is_none_or(|mode| mode == "query");
        if fields.find("response_type") != Some("code") || !is_answered_in_query {
            return Err("The address of this page asks for something else than a code in a query.");
        }
        if !fields.find("scope").unwrap_or_default().split(' ').any(|scope| scope == "openid") {
            return Err("The address of this page does not have openid in its scope.");
        }
        let challenge = fields.find("code_challenge").filter(|text| is_sha256(text));
        let challenge = challenge.filter(|_| fields.find("code_challenge_method") == Some("S256"));
        let challenge = challenge.ok_or(
            "The address of this page has no code_challenge by S256. The demo account gives no code without one.",
        )?;
        let good = |name| fields.find(name).filter(|value| value.len() <= MAX_VALUE).map(str::to_owned);
        let (Some(state), Some(nonce)) = (good("state"), good("nonce")) else {
            return Err("The address of this page has no state or no nonce, or one that is too long.");
        };
        let (redirect_uri, challenge) = (redirect_uri.to_owned(), challenge.to_owned());
        Ok(Self { redirect_uri, state, nonce, challenge, asked_at: app.clock.now() })
    }

    fn seal(&self, keys: &Keys) -> String {
        let plain = serde_json::to_vec(self).expect("texts and numbers are JSON");
        encode(&keys.seal(Sealed::Account, BOUND_TO, &plain))
    }

    fn open(app: &App, issuer: &Issuer, sealed: &str) -> Result<Self, Fault> {
        let plain = decode(sealed).and_then(|sealed| app.keys.open(Sealed::Account, BOUND_TO, &sealed));
        let request: Option<Self> = plain.and_then(|plain| serde_json::from_slice(&plain).ok());
        // The demo may have been started again meanwhile, on another port.
        let request = request.filter(|request| site_of(app, issuer, &request.redirect_uri).is_some());
        let request = request.ok_or("The form of this page did not arrive as it was sent to you.")?;
        let is_fresh = app.clock.now().since(request.asked_at) < LIFE;
        is_fresh.then_some(request).ok_or("This page was open for more than ten minutes.")
    }

    /// Back to the client, with whose answer it is.
    fn answer(&self, issuer: &Issuer, (name, value): (&str, &str)) -> Result<Response, Error> {
        let mut url = Url::parse(&self.redirect_uri).map_err(anyhow::Error::from)?;
        let pairs = [(name, value), ("state", &self.state), ("iss", &issuer.url)];
        url.query_pairs_mut().extend_pairs(pairs);
        Ok(page::see_other(url.as_str()))
    }
}

fn is_sha256(text: &str) -> bool {
    decode(text).is_some_and(|bytes| bytes.len() == 32)
}

/// The site of ours whose callback this is, to the letter.
fn site_of<'a>(app: &'a App, issuer: &Issuer, redirect_uri: &str) -> Option<&'a Arc<Site>> {
    let callback = links::callback(&issuer.provider);
    app.sites.all().iter().find(|site| links::absolute(&site.base_url, &callback) == redirect_uri)
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Choice {
    request: String,
    /// One of [`PEOPLE`], `typed` or `cancel`.
    person: String,
    name: String,
    address: String,
    verified: String,
}

impl Choice {
    /// As the page has it before anything is typed.
    fn blank() -> Self {
        Self { verified: "yes".to_owned(), ..Self::default() }
    }

    /// The same name and address are the same account, after a restart as well.
    fn typed(&self) -> Result<Person, Words> {
        let name = MemberName::parse(&self.name)?;
        let name = name.as_str();
        if name.is_empty() {
            return Err(Words("demo-account-no-name"));
        }
        let address = match self.address.trim() {
            "" => None,
            typed => Some(EmailAddress::parse(typed).map_err(words_of)?.as_str().to_owned()),
        };
        // A name has no line break, so that no two pairs make one text.
        let both = format!("{name}\n{}", address.as_deref().unwrap_or_default());
        let subject = format!("typed-{}", encode(secret::sha256(both.as_bytes()).split_at(12).0));
        Ok(Person { subject, name: name.to_owned(), address, is_verified: self.verified == "yes" })
    }
}

fn sample(subject: &str) -> Option<Person> {
    let (subject, name, address) = PEOPLE.into_iter().find(|(known, ..)| *known == subject)?;
    let address = Some(address.to_owned());
    Some(Person { subject: subject.to_owned(), name: name.to_owned(), address, is_verified: true })
}

pub async fn show(State(app): State<AppState>, asker: Asker, uri: Uri) -> Result<Response, Error> {
    let issuer = issuer(&app)?;
    match Request::read(&app, issuer, uri.query().unwrap_or_default()) {
        Ok(request) => ask(&app, &asker, StatusCode::OK, &request, (&Choice::blank(), None)),
        Err(fault) => refuse(&app, &asker, fault),
    }
}

fn ask(
    app: &App,
    asker: &Asker,
    status: StatusCode,
    request: &Request,
    (typed, error): (&Choice, Option<Words>),
) -> Result<Response, Error> {
    let site = site_of(app, issuer(app)?, &request.redirect_uri).ok_or(Error::NotFound)?;
    let person = |(subject, name, address)| context! { subject => subject, name => name, address => address };
    let people: Vec<Value> = PEOPLE.into_iter().map(person).collect();
    let context = context! {
        client => site.name.as_str(),
        people => people,
        request => request.seal(&app.keys),
        error => error.map(|words| asker.say(app, words)),
        typed_name => typed.name.chars().take(MAX_NAME).collect::<String>(),
        typed_address => typed.address.chars().take(MAX_ADDRESS).collect::<String>(),
        is_verified => typed.verified == "yes",
    };
    page::own(app, asker, status, "pages/demo_account.html", context)
}

/// Words, and the way to the front page: nothing that a request says decides where this leads.
fn refuse(app: &App, asker: &Asker, fault: Fault) -> Result<Response, Error> {
    let words = format!("{fault} Please start the sign-in again.");
    let action = Some((Words("go-front"), links::FRONT));
    page::notice(app, asker, StatusCode::BAD_REQUEST, (Words("demo-account-refused"), &words), action)
}

pub async fn submit(State(app): State<AppState>, asker: Asker, Form(choice): Form<Choice>) -> Result<Response, Error> {
    let issuer = issuer(&app)?;
    let request = match Request::open(&app, issuer, &choice.request) {
        Ok(request) => request,
        Err(fault) => return refuse(&app, &asker, fault),
    };
    let person = match choice.person.as_str() {
        "cancel" => return request.answer(issuer, ("error", "access_denied")),
        "typed" => match choice.typed() {
            Ok(person) => person,
            Err(words) => {
                let typed = (&choice, Some(words));
                return ask(&app, &asker, StatusCode::UNPROCESSABLE_ENTITY, &request, typed);
            }
        },
        subject => match sample(subject) {
            Some(person) => person,
            None => return refuse(&app, &asker, "The form of this page did not say whom you chose."),
        },
    };
    let code = issuer.grant(Granted {
        redirect_uri: request.redirect_uri.clone(),
        challenge: request.challenge.clone(),
        nonce: request.nonce.clone(),
        person,
        ends_at: app.clock.now().plus(CODE_LIFE),
    });
    request.answer(issuer, ("code", &code))
}
