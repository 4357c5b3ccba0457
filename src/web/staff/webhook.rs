//! One webhook: what it hears of, what became of that, and what owners do about it.

use axum::extract::{Path, State};
use axum::response::Response;
use http::{StatusCode, Uri};
use minijinja::{Value, context};
use uuid::Uuid;

use super::webhooks::{Fields, Refused, Typed, field, row};
use super::{Staff, render};
use crate::audit::Actor;
use crate::language::Words;
use crate::links;
use crate::staff::webhook::Shown;
use crate::web::error::Error;
use crate::web::form::Form;
use crate::web::{App, AppState, page, view};
use crate::webhook::{Delivery, EventId, Webhook, WebhookId, delivery_store};

const PAGE: &str = "pages/staff_webhook.html";
const PER_PAGE: usize = 50;

/// What stands on the page beside the webhook itself.
struct Scene {
    status: StatusCode,
    said: Option<Words>,
    /// Shown this once.
    secret: Option<String>,
    /// Where the list of deliveries begins.
    before: EventId,
    /// The delivery that tried it out.
    tested: Option<EventId>,
    /// It was to be removed, and nobody said that they are sure.
    is_unsure: bool,
}

impl Default for Scene {
    fn default() -> Self {
        Self {
            status: StatusCode::OK,
            said: None,
            secret: None,
            before: EventId(Uuid::max()),
            tested: None,
            is_unsure: false,
        }
    }
}

async fn find(app: &App, id: &str) -> Result<Webhook, Error> {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    app.desk.webhook(WebhookId(id)).await?.ok_or(Error::NotFound)
}

pub async fn show(
    State(app): State<AppState>,
    staff: Staff,
    Path(id): Path<String>,
    uri: Uri,
) -> Result<Response, Error> {
    let webhook = find(&app, &id).await?;
    let mut scene = Scene::default();
    let event = |value: &str| value.parse().map(EventId).map_err(|_| Error::BadRequest(Words("staff-bad-page")));
    for (name, value) in url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        match (name.as_ref(), value.as_ref()) {
            ("before", value) => scene.before = event(value)?,
            ("tested", value) => scene.tested = Some(event(value)?),
            ("done", "changed") => scene.said = Some(Words("staff-webhook-done-changed")),
            ("done", "paused") => scene.said = Some(Words("staff-webhook-done-paused")),
            ("done", "resumed") => scene.said = Some(Words("staff-webhook-done-resumed")),
            ("done", "resent") => scene.said = Some(Words("staff-webhook-done-resent")),
            _ => {}
        }
    }
    draw(&app, &staff, &webhook, &scene, (&Typed::of(&webhook), None)).await
}

/// After a secret was made: this page is the only one that ever shows it.
pub async fn show_secret(app: &App, staff: &Staff, shown: &Shown, said: Words) -> Result<Response, Error> {
    let webhook = app.desk.webhook(shown.id).await?.ok_or(Error::NotFound)?;
    let scene = Scene { said: Some(said), secret: Some(shown.secret.reveal()), ..Scene::default() };
    draw(app, staff, &webhook, &scene, (&Typed::of(&webhook), None)).await
}

async fn draw(
    app: &App,
    staff: &Staff,
    webhook: &Webhook,
    scene: &Scene,
    (typed, refused): (&Typed, Option<Refused>),
) -> Result<Response, Error> {
    let asker = &staff.signed_in.asker;
    let limit = i64::try_from(PER_PAGE + 1).unwrap_or(i64::MAX);
    let (mut rows, tested) = {
        let mut read = app.db.read().await?;
        let mut conn = read.conn();
        let rows = delivery_store::list_before(&mut conn, webhook.id, scene.before, limit).await?;
        let tested = match scene.tested {
            Some(event) => delivery_store::find(&mut conn, webhook.id, event).await?,
            None => None,
        };
        (rows, tested)
    };
    let has_older = rows.len() > PER_PAGE;
    rows.truncate(PER_PAGE);
    let path = links::staff_webhook(webhook.id.0);
    let older = rows.last().filter(|_| has_older).map(|row| format!("{path}?before={}", row.event_id.0));
    let context = context! {
        said => scene.said.map(|words| asker.say(app, words)),
        webhook => row(webhook),
        secret => scene.secret.as_deref(),
        old_secret_ends => webhook.old_secret_ends_at.filter(|at| app.clock.now() < *at).map(view::minute),
        tested => tested.as_ref().map(delivery),
        deliveries => rows.iter().map(delivery).collect::<Vec<_>>(),
        older => older,
        newest => (scene.before != EventId(Uuid::max())).then_some(&path),
        is_unsure => scene.is_unsure,
        form => typed.shown(app, staff, refused),
    };
    render(app, staff, scene.status, (PAGE, links::STAFF_WEBHOOKS), context)
}

fn delivery(row: &Delivery) -> Value {
    context! {
        id => row.event_id.0.to_string(),
        event => row.event.as_str(),
        at => view::minute(row.happened_at),
        state => row.state().as_str(),
        tries => row.tries,
        status => row.status,
        fault => row.fault.as_str(),
        due => row.ended_at.is_none().then(|| view::minute(row.due_at)),
        may_be_sent => row.may_be_sent(),
    }
}

pub async fn submit(
    State(app): State<AppState>,
    staff: Staff,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Error> {
    let webhook = find(&app, &id).await?;
    let (id, actor) = (webhook.id, Actor::Staff(staff.signed_in.member.id));
    let done = |what: &str| Ok(page::see_other(&format!("{}?{what}", links::staff_webhook(id.0))));
    let refuse = Scene { status: StatusCode::UNPROCESSABLE_ENTITY, ..Scene::default() };
    match field(&fields, "action") {
        "change" => {
            let typed = Typed::read(&fields);
            match typed.wanted(&app, &webhook.site) {
                Ok(wanted) => found(app.desk.change_webhook(actor, id, &wanted).await?)?,
                Err(refused) => return draw(&app, &staff, &webhook, &refuse, (&typed, Some(refused))).await,
            }
            done("done=changed")
        }
        "pause" => {
            found(app.desk.pause_webhook(actor, id, true).await?)?;
            done("done=paused")
        }
        "resume" => {
            found(app.desk.pause_webhook(actor, id, false).await?)?;
            app.courier.wake.notify_one();
            done("done=resumed")
        }
        "rotate" => {
            let shown = app.desk.rotate_webhook(actor, id).await?.ok_or(Error::NotFound)?;
            show_secret(&app, &staff, &shown, Words("staff-webhook-done-rotated")).await
        }
        "test" => {
            let event = app.desk.test_webhook(actor, id).await?.ok_or(Error::NotFound)?;
            app.courier.send_now(id, event).await?;
            done(&format!("tested={}", event.0))
        }
        "resend" => {
            let event = field(&fields, "event").parse().map(EventId).map_err(|_| Error::NotFound)?;
            found(app.desk.resend(actor, id, event).await?)?;
            app.courier.wake.notify_one();
            done("done=resent")
        }
        "remove" if field(&fields, "sure") == "yes" => {
            found(app.desk.remove_webhook(actor, id).await?)?;
            Ok(page::see_other(&format!("{}?done=removed", links::STAFF_WEBHOOKS)))
        }
        "remove" => {
            let scene = Scene { is_unsure: true, ..refuse };
            draw(&app, &staff, &webhook, &scene, (&Typed::of(&webhook), None)).await
        }
        _ => Err(Error::BadRequest(Words("staff-bad-action"))),
    }
}

fn found(is_found: bool) -> Result<(), Error> {
    if is_found { Ok(()) } else { Err(Error::NotFound) }
}
