//! What membership is: the publisher's own words where there are some, what it opens, and the form.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use minijinja::{Value, context};

use super::asker::Asker;
use super::error::Error;
use super::{App, AppState, page, promotion};
use crate::article::{Kind, slug};
use crate::language::Words;
use crate::links;
use crate::page::Page;
use crate::promotion::Place;
use crate::site::Site;

/// Each kind in the order of the page, and how so many of it are told.
const KINDS: [(Kind, Words); 5] = [
    (Kind::Article, Words("join-kind-article")),
    (Kind::Guide, Words("join-kind-guide")),
    (Kind::Review, Words("join-kind-review")),
    (Kind::Interview, Words("join-kind-interview")),
    (Kind::Blog, Words("join-kind-blog")),
];

/// What the part of questions may be headed beside its name in the reader's language.
const QUESTIONS: &str = "questions";

pub async fn show(State(app): State<AppState>, asker: Asker) -> Result<Response, Error> {
    let catalogue = app.shelf.current();
    let frame = catalogue.frame(&asker.site.host);
    let own = frame.join.clone();
    let ask = promotion::Ask { headers: &asker.headers, is_member: asker.is_signed_in(), now: app.clock.now() };
    let chosen = promotion::choose(&app, frame, &Place { path: links::JOIN, has_topic: &|_| false }, &ask);
    let heading = slug(&asker.say(&app, Words("join-questions-heading")));
    let gated = gated(&app);
    let context = context! {
        gated_count => gated.len(),
        kinds => counts(&gated),
        sites => app.sites.all().iter().map(|site| brand(site)).collect::<Vec<Value>>(),
        join => own.map(|page| own_words(&page, &[QUESTIONS, &heading])),
        promotion => chosen.view(app.languages(), asker.language, links::JOIN),
        canonical => links::absolute(&asker.site.base_url, links::JOIN),
        // The one page under `/-/` that anyone may find by searching.
        robots => Value::from(()),
    };
    let html = page::render(&app, asker.scene(), "pages/join.html", context)?;
    let mut response = page::own_html(StatusCode::OK, html);
    response.headers_mut().remove("x-robots-tag");
    Ok(response)
}

fn brand(site: &Site) -> Value {
    context! {
        name => site.name.as_str(),
        tagline => site.tagline.as_deref(),
        host => site.host.as_str(),
        url => site.base_url.as_str(),
    }
}

/// The kinds of all gated articles, on all sites: one membership opens them all.
fn gated(app: &App) -> Vec<Kind> {
    let catalogue = app.shelf.current();
    let articles = app.sites.all().iter().flat_map(|site| catalogue.list(&site.host));
    articles.filter(|article| article.is_gated()).map(|article| article.kind).collect()
}

/// How many of each kind there are.
fn counts(gated: &[Kind]) -> Vec<Value> {
    let count = |kind: Kind| gated.iter().filter(|one| **one == kind).count();
    KINDS
        .iter()
        .map(|(kind, words)| (kind.as_str(), words.0, count(*kind)))
        .filter(|(.., count)| *count > 0)
        .map(|(kind, message, count)| context! { kind => kind, message => message, count => count })
        .collect()
}

fn own_words(page: &Page, headings: &[&str]) -> Value {
    let (body, questions) = split_questions(&page.body, headings);
    let questions: Option<Vec<Value>> = questions.map(|html| {
        let pairs = questions_of(html).into_iter();
        pairs.map(|(question, answer)| context! { question => question, answer => answer }).collect()
    });
    context! {
        title => page.title.as_str(),
        summary => page.summary.as_str(),
        programme => page.programme.as_deref(),
        body => body,
        questions => questions,
    }
}

/// The text without its part of questions, and that part. Takes safe HTML, in which a heading starts with its id.
fn split_questions<'a>(html: &'a str, headings: &[&str]) -> (String, Option<&'a str>) {
    let start = headings.iter().find_map(|heading| html.find(&format!("<h2 id=\"{heading}\">")));
    let Some((before, part)) = start.and_then(|at| html.split_at_checked(at)) else { return (html.to_owned(), None) };
    let part = part.split_once("</h2>").map_or("", |(_, part)| part);
    let (part, after) = part.find("<h2").and_then(|at| part.split_at_checked(at)).unwrap_or((part, ""));
    (format!("{before}{after}"), Some(part.trim()))
}

/// Each heading of the third level is a question, and what follows its answer. What stands before the first has none.
fn questions_of(html: &str) -> Vec<(Option<&str>, &str)> {
    let mut parts = html.split("<h3");
    let before = parts.next().map(str::trim).filter(|text| !text.is_empty());
    let asked = parts.filter_map(|part| {
        let (question, answer) = part.split_once('>')?.1.split_once("</h3>")?;
        Some((Some(question), answer.trim()))
    });
    before.map(|text| (None, text)).into_iter().chain(asked).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_taken_out_of_the_text_wherever_they_stand() {
        let html = "<p>a</p><h2 id=\"questions\">Questions</h2><p>b</p><h3 id=\"x\">X?</h3><p>x</p><h3 id=\"y\">Y?</h3><p>y</p><h2 id=\"z\">Z</h2><p>z</p>";
        let (text, questions) = split_questions(html, &["fragen", "questions"]);
        assert_eq!(text, "<p>a</p><h2 id=\"z\">Z</h2><p>z</p>");
        let wanted = vec![(None, "<p>b</p>"), (Some("X?"), "<p>x</p>"), (Some("Y?"), "<p>y</p>")];
        assert_eq!(questions_of(questions.expect("a part")), wanted);
        assert_eq!(split_questions("<p>a</p>", &["questions"]), ("<p>a</p>".to_owned(), None));
        assert_eq!(split_questions("<h2 id=\"questions\">Q</h2>", &["questions"]), (String::new(), Some("")));
    }
}
