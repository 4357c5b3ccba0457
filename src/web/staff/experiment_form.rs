//! The form that starts an experiment. What was typed comes back with what is wrong with it.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use minijinja::{Value, context};

use super::experiment::take_effect;
use super::{Staff, render};
use crate::article::{ArticleId, canonical_path};
use crate::audit::Actor;
use crate::experiment::flow::Started;
use crate::experiment::{
    BUTTON_LENGTH, Fault, HEADING_LENGTH, MOST, MOST_ARTICLES, MOST_LEAD_WORDS, MOST_PATHS, NAME_LENGTH, Plan, Variant,
    VariantNumber, WORDS_LENGTH, parse_unlock,
};
use crate::language::{Given, Words, number, text};
use crate::links;
use crate::site::Site;
use crate::web::error::Error;
use crate::web::form::Form;
use crate::web::{App, AppState, page};

const PAGE: &str = "pages/staff_experiment_new.html";
/// Stands for every gated article of the site.
const ALL: &str = "*";

/// The fields as a browser sends them: a box of providers may stand there several times.
#[derive(Default)]
struct Typed(Vec<(String, String)>);

impl Typed {
    fn field(&self, name: &str) -> &str {
        self.0.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value.trim())
    }

    fn of(&self, name: &str, number: VariantNumber) -> &str {
        self.field(&format!("{name}-{}", number.0))
    }

    /// On one line, as a heading and a paragraph are.
    fn text(&self, name: &str, number: VariantNumber) -> Option<String> {
        let words: Vec<&str> = self.of(name, number).split_whitespace().collect();
        (!words.is_empty()).then(|| words.join(" "))
    }

    /// Every box is ticked on a fresh form.
    fn has_provider(&self, number: VariantNumber, id: &str) -> bool {
        let name = format!("provider-{}", number.0);
        self.0.is_empty() || self.0.iter().any(|(given, value)| *given == name && value == id)
    }
}

/// Why nothing was started, for whoever typed it.
struct Wrong {
    status: StatusCode,
    words: String,
}

pub async fn show(State(app): State<AppState>, staff: Staff) -> Result<Response, Error> {
    form(&app, &staff, &Typed::default(), None)
}

fn form(app: &App, staff: &Staff, typed: &Typed, wrong: Option<Wrong>) -> Result<Response, Error> {
    let status = wrong.as_ref().map_or(StatusCode::OK, |wrong| wrong.status);
    let numbers = (0..MOST).map(VariantNumber::at);
    let context = context! {
        error => wrong.map(|wrong| wrong.words),
        name => typed.field("name"),
        articles => typed.field("articles"),
        site_typed => typed.field("site"),
        sites => app.sites.all().iter().map(|site| Value::from(site.host.as_str())).collect::<Vec<_>>(),
        variants => numbers.map(|number| fields(app, typed, number)).collect::<Vec<_>>(),
        most => context! {
            name => NAME_LENGTH,
            heading => HEADING_LENGTH,
            words => WORDS_LENGTH,
            button => BUTTON_LENGTH,
            lead_words => MOST_LEAD_WORDS,
            paths => MOST_PATHS,
        },
    };
    render(app, staff, status, (PAGE, links::STAFF_EXPERIMENTS), context)
}

/// One variant's part of the form.
fn fields(app: &App, typed: &Typed, number: VariantNumber) -> Value {
    let providers = app.providers.all().map(|connection| {
        let provider = &connection.provider;
        let is_chosen = typed.has_provider(number, provider.id.as_str());
        context! { id => provider.id.as_str(), label => provider.label.as_str(), is_chosen => is_chosen }
    });
    context! {
        number => number.0,
        heading => typed.of("heading", number),
        words => typed.of("words", number),
        button => typed.of("button", number),
        lead => typed.of("lead", number),
        unlock => typed.of("unlock", number),
        providers => providers.collect::<Vec<Value>>(),
        is_used => read_variant(app, typed, number).map_or(true, |variant| !variant.is_as_it_is()),
    }
}

/// What no form of ours sends is a bad request; a number that is none is its writer's mistake.
enum Unread {
    BadForm,
    LeadWords(VariantNumber),
}

fn read_variant(app: &App, typed: &Typed, number: VariantNumber) -> Result<Variant, Unread> {
    let lead_words = match typed.of("lead", number) {
        "" => None,
        text => Some(text.parse().map_err(|_| Unread::LeadWords(number))?),
    };
    let unlock = match typed.of("unlock", number) {
        "" => None,
        text => Some(parse_unlock(text).ok_or(Unread::BadForm)?),
    };
    let configured: Vec<&str> = app.providers.all().map(|connection| connection.provider.id.as_str()).collect();
    let name = format!("provider-{}", number.0);
    let mut given = typed.0.iter().filter(|(given, _)| *given == name);
    if given.any(|(_, id)| !configured.contains(&id.as_str())) {
        return Err(Unread::BadForm);
    }
    let shown: Vec<String> =
        configured.iter().filter(|id| typed.has_provider(number, id)).map(|id| (*id).to_owned()).collect();
    Ok(Variant {
        heading: typed.text("heading", number),
        words: typed.text("words", number),
        button: typed.text("button", number),
        lead_words,
        unlock,
        // All of them: also those that are added to the settings later.
        providers: (shown.len() < configured.len()).then_some(shown),
    })
}

pub async fn submit(
    State(app): State<AppState>,
    staff: Staff,
    Form(typed): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let typed = Typed(typed);
    let plan = match read(&app, &staff, &typed)? {
        Ok(plan) => plan,
        Err(wrong) => return form(&app, &staff, &typed, Some(wrong)),
    };
    let say = |words, given: &[Given<'_>]| {
        let words = staff.signed_in.asker.say_with(&app, words, given);
        Some(Wrong { status: StatusCode::CONFLICT, words })
    };
    match app.experiments.start(Actor::Staff(staff.signed_in.member.id), &plan).await? {
        Started::Yes(id) => {
            take_effect(&app).await?;
            Ok(page::see_other(&format!("{}?done=started", links::staff_experiment(id.0))))
        }
        Started::Clash(article, _, name) => {
            let path = app.shelf.current().find_by_id(article).map_or_else(String::new, |article| article.path.clone());
            let given = [("path", text(path)), ("name", text(name))];
            form(&app, &staff, &typed, say(Words("staff-experiments-clash"), &given))
        }
        Started::Full => form(&app, &staff, &typed, say(Words("staff-experiments-full"), &[])),
    }
}

/// The plan that was typed, or what is wrong with it.
fn read(app: &App, staff: &Staff, typed: &Typed) -> Result<Result<Plan, Wrong>, Error> {
    let wrong = |words, given: &[Given<'_>]| {
        let words = staff.signed_in.asker.say_with(app, words, given);
        Ok(Err(Wrong { status: StatusCode::UNPROCESSABLE_ENTITY, words }))
    };
    let fault = |fault| {
        let (words, given) = words_of(fault);
        wrong(words, &[given])
    };
    let site = match typed.field("site") {
        "" => app.sites.first(),
        host => app.sites.find(host).ok_or(Error::BadRequest(Words("bad-form")))?,
    };
    let mut variants = Vec::new();
    for number in (0..MOST).map(VariantNumber::at) {
        match read_variant(app, typed, number) {
            // Beside the first, one that changes nothing is one that nobody filled in.
            Ok(variant) if number != VariantNumber::FIRST && variant.is_as_it_is() => {}
            Ok(variant) => variants.push(variant),
            Err(Unread::LeadWords(number)) => return fault(Fault::LeadWords(number)),
            Err(Unread::BadForm) => return Err(Error::BadRequest(Words("bad-form"))),
        }
    }
    let articles = match articles(app, site, typed.field("articles")) {
        Ok(articles) => articles,
        Err(NoArticle::TooMany) => return fault(Fault::TooManyArticles),
        Err(NoArticle::At(path)) => return wrong(Words("staff-experiments-no-article"), &[("path", text(path))]),
    };
    let plan = Plan { name: typed.field("name").to_owned(), site: site.host.clone(), articles, variants };
    match plan.check() {
        Ok(()) => Ok(Ok(plan)),
        Err(found) => fault(found),
    }
}

enum NoArticle {
    TooMany,
    /// There is none at this path, or it asks nothing of a reader.
    At(String),
}

/// Those at the paths that were typed, one a line; all gated ones of the site for a star.
fn articles(app: &App, site: &Site, typed: &str) -> Result<Vec<ArticleId>, NoArticle> {
    let catalogue = app.shelf.current();
    if typed == ALL {
        let gated = catalogue.list(&site.host).iter().filter(|article| article.is_gated());
        return Ok(gated.map(|article| article.id).collect());
    }
    let lines: Vec<&str> = typed.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.len() > MOST_PATHS {
        return Err(NoArticle::TooMany);
    }
    let mut found = Vec::new();
    for line in lines {
        // As it is copied from a browser.
        let path = line.strip_prefix(site.base_url.as_str()).map_or_else(|| line.to_owned(), |path| format!("/{path}"));
        let canonical = links::percent_decoded(&path).and_then(|path| canonical_path(&path).ok());
        let article = canonical.and_then(|path| catalogue.find(&site.host, &path)).filter(|article| article.is_gated());
        let article = article.ok_or_else(|| NoArticle::At(line.chars().take(200).collect()))?;
        if !found.contains(&article.id) {
            found.push(article.id);
        }
    }
    Ok(found)
}

fn words_of(fault: Fault) -> (Words, Given<'static>) {
    match fault {
        Fault::Name => (Words("staff-experiments-bad-name"), ("most", number(NAME_LENGTH))),
        Fault::NoArticles => (Words("staff-experiments-no-articles"), ("most", number(MOST_PATHS))),
        Fault::TooManyArticles => {
            (Words("staff-experiments-too-many-articles"), ("most", number(MOST_PATHS.min(MOST_ARTICLES))))
        }
        Fault::TooFewVariants | Fault::TooManyVariants => (Words("staff-experiments-variants"), ("most", number(MOST))),
        Fault::SameVariants => (Words("staff-experiments-same"), ("most", number(MOST))),
        Fault::Text(at) => (Words("staff-experiments-bad-text"), ("number", number(at.0))),
        Fault::LeadWords(at) => (Words("staff-experiments-bad-lead"), ("number", number(at.0))),
    }
}
