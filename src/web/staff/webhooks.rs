//! Webhooks: all of them, and the form that adds one.

use axum::extract::State;
use axum::response::Response;
use http::{StatusCode, Uri};
use minijinja::{Value, context};

use super::{Staff, render, webhook};
use crate::audit::Actor;
use crate::language::Words;
use crate::links;
use crate::web::error::Error;
use crate::web::form::Form;
use crate::web::{App, AppState, view};
use crate::webhook::{BadTarget, Kind, MAX_DESCRIPTION, MOST, Paused, Target, Wanted, Webhook};

const PAGE: &str = "pages/staff_webhooks.html";

/// Name and value of each field, as a browser sends them: a name may come several times.
pub type Fields = Vec<(String, String)>;

pub fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str())
}

/// The form as it was typed, to be taken or shown again.
#[derive(Default)]
pub struct Typed {
    url: String,
    description: String,
    events: Vec<Kind>,
    site: String,
    has_addresses: bool,
}

/// Which field was not taken, and why.
#[derive(Clone, Copy)]
pub enum Refused {
    Url(Words),
    Events,
    Site,
}

impl Typed {
    pub fn read(fields: &Fields) -> Self {
        let events = fields.iter().filter(|(name, _)| name == "events");
        Self {
            url: field(fields, "url").trim().to_owned(),
            description: field(fields, "description")
                .trim()
                .chars()
                .filter(|c| !c.is_control())
                .take(MAX_DESCRIPTION)
                .collect(),
            events: events.filter_map(|(_, value)| Kind::parse(value)).collect(),
            site: field(fields, "site").to_owned(),
            has_addresses: field(fields, "addresses") == "yes",
        }
    }

    pub fn of(webhook: &Webhook) -> Self {
        Self {
            url: webhook.url.clone(),
            description: webhook.description.clone(),
            events: webhook.events(),
            site: webhook.site.clone(),
            has_addresses: webhook.has_addresses,
        }
    }

    /// `kept`: the host of the site that the webhook has so far.
    pub fn wanted(&self, app: &App, kept: &str) -> Result<Wanted, Refused> {
        let target = Target::parse(&self.url, app.courier.reach()).map_err(|fault| {
            Refused::Url(match fault {
                BadTarget::NoUrl => Words("staff-webhook-no-url"),
                BadTarget::NotAllowed => Words("staff-webhook-not-allowed"),
                BadTarget::Port => Words("staff-webhook-bad-port"),
            })
        })?;
        if self.events.is_empty() {
            return Err(Refused::Events);
        }
        // One that was taken out of the settings stays: nothing happens there any more, and it must not become all of them.
        let site = match app.sites.find(&self.site) {
            Some(site) => site.host.as_str().to_owned(),
            None if self.site.is_empty() || self.site == kept => self.site.clone(),
            None => return Err(Refused::Site),
        };
        Ok(Wanted {
            target,
            description: self.description.clone(),
            events: self.events.clone(),
            site,
            has_addresses: self.has_addresses,
        })
    }

    /// Those to choose from, and the one that is chosen, although the settings may have lost it.
    fn hosts(&self, app: &App) -> Vec<String> {
        let mut hosts: Vec<String> = app.sites.all().iter().map(|site| site.host.as_str().to_owned()).collect();
        if !self.site.is_empty() && !hosts.contains(&self.site) {
            hosts.push(self.site.clone());
        }
        hosts
    }

    pub fn shown(&self, app: &App, staff: &Staff, refused: Option<Refused>) -> Value {
        let asker = &staff.signed_in.asker;
        let events = Kind::ALL.map(|kind| {
            context! {
                name => kind.as_str(),
                label => asker.say(app, meaning(kind)),
                is_on => self.events.contains(&kind),
            }
        });
        context! {
            url => self.url.as_str(),
            description => self.description.as_str(),
            events => events.to_vec(),
            site => self.site.as_str(),
            sites => self.hosts(app),
            error_site => match refused {
                Some(Refused::Site) => Some(asker.say(app, Words("staff-webhook-no-site"))),
                _ => None,
            },
            has_addresses => self.has_addresses,
            error_url => match refused {
                Some(Refused::Url(words)) => Some(asker.say(app, words)),
                _ => None,
            },
            error_events => match refused {
                Some(Refused::Events) => Some(asker.say(app, Words("staff-webhook-no-events"))),
                _ => None,
            },
        }
    }
}

fn meaning(kind: Kind) -> Words {
    match kind {
        Kind::MemberJoined => Words("staff-webhook-member-joined"),
        Kind::MemberProved => Words("staff-webhook-member-proved"),
        Kind::MemberErased => Words("staff-webhook-member-erased"),
        Kind::ConsentChanged => Words("staff-webhook-consent-changed"),
        Kind::ShareMade => Words("staff-webhook-share-made"),
        Kind::ShareJoined => Words("staff-webhook-share-joined"),
        Kind::CommentHeld => Words("staff-webhook-comment-held"),
        Kind::Test => Words("staff-webhook-test"),
    }
}

/// One as a list or its own page heads it.
pub fn row(webhook: &Webhook) -> Value {
    context! {
        id => webhook.id.0.to_string(),
        path => links::staff_webhook(webhook.id.0),
        host => webhook.host(),
        description => webhook.description.as_str(),
        events => webhook.events().iter().map(|kind| kind.as_str()).collect::<Vec<_>>(),
        site => webhook.site.as_str(),
        paused => webhook.paused().map(Paused::as_str),
        failing_since => webhook.failing_since.map(view::minute),
        has_addresses => webhook.has_addresses,
    }
}

pub async fn show(State(app): State<AppState>, staff: Staff, uri: Uri) -> Result<Response, Error> {
    let mut pairs = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let is_removed = pairs.any(|(name, what)| name == "done" && what == "removed");
    let said = is_removed.then_some(Words("staff-webhook-done-removed"));
    let typed = Typed { events: Kind::ALL.to_vec(), ..Typed::default() };
    list(&app, &staff, (StatusCode::OK, said), (&typed, None)).await
}

async fn list(
    app: &App,
    staff: &Staff,
    (status, said): (StatusCode, Option<Words>),
    (typed, refused): (&Typed, Option<Refused>),
) -> Result<Response, Error> {
    let all = app.desk.webhooks().await?;
    let context = context! {
        said => said.map(|words| staff.signed_in.asker.say(app, words)),
        webhooks => all.iter().map(row).collect::<Vec<_>>(),
        may_add => all.len() < MOST,
        most => MOST,
        form => typed.shown(app, staff, refused),
    };
    render(app, staff, status, (PAGE, links::STAFF_WEBHOOKS), context)
}

pub async fn submit(State(app): State<AppState>, staff: Staff, Form(fields): Form<Fields>) -> Result<Response, Error> {
    if field(&fields, "action") != "add" {
        return Err(Error::BadRequest(Words("staff-bad-action")));
    }
    let typed = Typed::read(&fields);
    let wanted = match typed.wanted(&app, "") {
        Ok(wanted) => wanted,
        Err(refused) => {
            return list(&app, &staff, (StatusCode::UNPROCESSABLE_ENTITY, None), (&typed, Some(refused))).await;
        }
    };
    let actor = Actor::Staff(staff.signed_in.member.id);
    match app.desk.add_webhook(actor, &wanted).await? {
        Some(added) => webhook::show_secret(&app, &staff, &added, Words("staff-webhook-done-added")).await,
        None => list(&app, &staff, (StatusCode::UNPROCESSABLE_ENTITY, None), (&typed, None)).await,
    }
}
