//! The bar across the top of a page: which one this reader is shown, and the form that dismisses it.
//!
//! What a browser has dismissed decides between ready pages and stands on none of them.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};
use minijinja::{Value, context};
use serde::Deserialize;

use super::asker::Asker;
use super::cookie::Cookie;
use super::form::Form;
use super::ready::Around;
use super::{App, AppState, page};
use crate::article::Article;
use crate::article::frame::Frame;
use crate::clock::Timestamp;
use crate::clock::zone::WallTime;
use crate::language::{Language, Languages, text};
use crate::links::Next;
use crate::promotion::{self, Dismissed, Event, Place, Promotion};

/// Who asks for a page, and when.
pub struct Ask<'a> {
    pub headers: &'a HeaderMap,
    pub is_member: bool,
    pub now: Timestamp,
}

/// What stands around a page for one reader.
pub struct Chosen {
    promotion: Option<Arc<Promotion>>,
    pub around: Around,
    /// Another reader of the same kind gets another page: they have dismissed nothing.
    is_own: bool,
}

/// No query and, where a site has no promotion, no work.
pub fn choose(app: &App, frame: &Frame, place: &Place<'_>, ask: &Ask<'_>) -> Chosen {
    let foot = frame.foot;
    if frame.promotions.is_empty() {
        return Chosen { promotion: None, around: Around { foot, promotion: None }, is_own: false };
    }
    let among =
        |dismissed: &Dismissed<'_>| promotion::choose(&frame.promotions, place, ask.is_member, dismissed, ask.now);
    let cookie = Cookie::Dismissed.read(ask.headers, app.is_https);
    let dismissed = cookie.map_or_else(Dismissed::none, Dismissed::parse);
    let chosen = among(&dismissed);
    let is_own = !dismissed.is_empty()
        && among(&Dismissed::none()).map(|promotion| &promotion.key) != chosen.map(|promotion| &promotion.key);
    let around = Around { foot, promotion: chosen.map(|promotion| promotion.version) };
    Chosen { promotion: chosen.cloned(), around, is_own }
}

pub fn above_article(app: &App, frame: &Frame, article: &Article, ask: &Ask<'_>) -> Chosen {
    choose(app, frame, &Place { path: &article.path, has_topic: &|topic| article.has_topic(topic) }, ask)
}

impl Chosen {
    /// Keeps a page that one browser's dismissals decided out of the caches that others share.
    pub fn mark<B>(&self, mut response: http::Response<B>) -> http::Response<B> {
        let headers = response.headers_mut();
        let is_shared = headers.get(header::CACHE_CONTROL).is_some_and(|value| value.as_bytes().starts_with(b"public"));
        if self.is_own && is_shared {
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        }
        response
    }

    /// As the template reads it; `next` is the page that dismissing it leads back to.
    pub fn view(&self, languages: &Languages, language: Language, next: &str) -> Option<Value> {
        let promotion = self.promotion.as_deref()?;
        Some(context! {
            key => promotion.key.as_str(),
            label => promotion.label.as_deref(),
            text => promotion.text.as_str(),
            link => promotion.link.as_str(),
            event => promotion.event.as_ref().map(|event| {
                let wall = event.zone.show(event.at);
                context! {
                    iso => event.at.to_iso(),
                    offset => wall.offset_minutes,
                    text => event_text(languages, language, event, &wall),
                }
            }),
            next => next,
        })
    }
}

/// `Tue., Jun. 25 at 2:00 PM ET`, in the event's own zone and as the language writes it.
fn event_text(languages: &Languages, language: Language, event: &Event, wall: &WallTime) -> String {
    let civil = wall.civil;
    let say = |id: &str| languages.say_with(language, id, &[]);
    let half = if civil.hour < 12 { "am" } else { "pm" };
    let hour_of_half = if civil.hour % 12 == 0 { 12 } else { civil.hour % 12 };
    languages.say_with(
        language,
        "promotion-event",
        &[
            ("weekday", text(say(&format!("promotion-weekday-{}", wall.weekday)))),
            ("month", text(say(&format!("promotion-month-{}", civil.month)))),
            ("day", text(civil.day.to_string())),
            ("hour", text(civil.hour.to_string())),
            ("hour12", text(hour_of_half.to_string())),
            ("minute", text(format!("{:02}", civil.minute))),
            ("half", text(half)),
            ("zone", text(zone_text(languages, language, event.zone.name(), wall))),
        ],
    )
}

/// What people there call it, where we know; else its letters, else its distance from UTC.
fn zone_text(languages: &Languages, language: Language, name: &str, wall: &WallTime) -> String {
    let id = format!("promotion-zone-{}", name.to_ascii_lowercase().replace(['/', '_'], "-"));
    if languages.has(language, &id) || languages.has(Language::ENGLISH, &id) {
        return languages.say_with(language, &id, &[]);
    }
    let offset = || languages.say_with(language, "promotion-zone-offset", &[("offset", text(wall.offset.as_str()))]);
    wall.letters.clone().unwrap_or_else(offset)
}

#[derive(Deserialize)]
pub struct DismissForm {
    promotion: String,
    next: String,
}

/// Back to the page, which then has the next bar or none. One that has ended meanwhile needs no dismissing.
pub async fn dismiss(State(app): State<AppState>, asker: Asker, Form(form): Form<DismissForm>) -> Response {
    let response = page::see_other(Next::parse_or_front(&form.next).as_str());
    let catalogue = app.shelf.current();
    let promotions = catalogue.frame(&asker.site.host).promotions.iter().map(AsRef::as_ref);
    let dismissed = Dismissed::parse(asker.cookie(Cookie::Dismissed).unwrap_or_default());
    match dismissed.with(&form.promotion, &promotions, app.clock.now()) {
        Some((value, life)) => page::with_cookie(response, Cookie::Dismissed.set(&app, &value, life)),
        None => response,
    }
}
