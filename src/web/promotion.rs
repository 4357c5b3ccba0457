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
use crate::clock::zone::WallTime;
use crate::clock::{Civil, Timestamp};
use crate::language::{Language, Languages, Words, number, text};
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
    if frame.promotions.is_empty() {
        return none(frame);
    }
    let foot = frame.foot;
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

/// For who reads no bars, and could dismiss none.
pub fn none(frame: &Frame) -> Chosen {
    Chosen { promotion: None, around: Around { foot: frame.foot, promotion: None }, is_own: false }
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

const WEEKDAYS: [Words; 7] = [
    Words("promotion-weekday-1"),
    Words("promotion-weekday-2"),
    Words("promotion-weekday-3"),
    Words("promotion-weekday-4"),
    Words("promotion-weekday-5"),
    Words("promotion-weekday-6"),
    Words("promotion-weekday-7"),
];

const MONTHS: [Words; 12] = [
    Words("promotion-month-1"),
    Words("promotion-month-2"),
    Words("promotion-month-3"),
    Words("promotion-month-4"),
    Words("promotion-month-5"),
    Words("promotion-month-6"),
    Words("promotion-month-7"),
    Words("promotion-month-8"),
    Words("promotion-month-9"),
    Words("promotion-month-10"),
    Words("promotion-month-11"),
    Words("promotion-month-12"),
];

/// Zones that people call otherwise than by their letters, which change twice a year.
const ZONES: [(&str, Words); 4] = [
    ("America/New_York", Words("promotion-zone-eastern")),
    ("America/Chicago", Words("promotion-zone-central")),
    ("America/Denver", Words("promotion-zone-mountain")),
    ("America/Los_Angeles", Words("promotion-zone-pacific")),
];

/// `Tue., Jun. 25 at 2:00 PM ET`, in the event's own zone and as the language writes it.
fn event_text(languages: &Languages, language: Language, event: &Event, wall: &WallTime) -> String {
    let named = |names: &[Words], number: i8| {
        let words = usize::try_from(number - 1).ok().and_then(|at| names.get(at)).copied();
        words.map(|words| languages.say(language, words)).unwrap_or_default()
    };
    let civil = wall.civil;
    let given = [
        ("weekday", text(named(&WEEKDAYS, wall.weekday))),
        ("month", text(named(&MONTHS, civil.month))),
        ("day", number(civil.day)),
        ("time", text(time_text(languages, language, civil))),
        ("zone", text(zone_text(languages, language, event.zone.name(), wall))),
    ];
    languages.say_with(language, Words("promotion-event").0, &given)
}

/// On a clock of twelve or of twenty-four hours.
fn time_text(languages: &Languages, language: Language, civil: Civil) -> String {
    let has_all_hours = languages.say(language, Words("promotion-clock")).trim() == "24";
    let hour = if has_all_hours { civil.hour } else { (civil.hour + 11) % 12 + 1 };
    let half = if civil.hour < 12 { Words("promotion-morning") } else { Words("promotion-afternoon") };
    languages.say_with(language, half.0, &[("time", text(format!("{hour}:{:02}", civil.minute)))])
}

/// What a publisher's own message calls it, or ours; else its letters, else its distance from UTC.
fn zone_text(languages: &Languages, language: Language, name: &str, wall: &WallTime) -> String {
    let own = format!("promotion-zone-{}", name.to_ascii_lowercase().replace(['/', '_'], "-"));
    if languages.has(language, &own) {
        return languages.say_with(language, &own, &[]);
    }
    if let Some((_, words)) = ZONES.iter().find(|(zone, _)| *zone == name) {
        return languages.say(language, *words);
    }
    let offset = [("offset", text(wall.offset.as_str()))];
    wall.letters.clone().unwrap_or_else(|| languages.say_with(language, Words("promotion-zone-offset").0, &offset))
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
