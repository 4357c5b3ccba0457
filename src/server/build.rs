//! From settings to everything that answers.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::Context;
use futures_util::FutureExt;
use tokio::sync::Notify;

use super::content::import_settings;
use crate::article::Shelf;
use crate::clock::{Clock, Timestamp};
use crate::comment::Comments;
use crate::config::{Config, DatabaseSettings, DatabaseUrl};
use crate::crawler::Crawlers;
use crate::db::{self, Db};
use crate::experiment::flow::Experiments;
use crate::gate::GatePolicy;
use crate::intake::flow::Intake;
use crate::mail::transport::Transport;
use crate::mail::worker::Post;
use crate::member::flow::Members;
use crate::member::{MemberId, Sessions};
use crate::outbound::PATIENCE;
use crate::program::flow::Programs;
use crate::reading::record;
use crate::secret::Keys;
use crate::share::flow::Shares;
use crate::sign_in::flow::SignIns;
use crate::site::Sites;
use crate::social::Providers;
use crate::staff::flow::Desk;
use crate::template::Templates;
use crate::web::api::pace::Pace;
use crate::web::assets::Assets;
use crate::web::demo::Demo;
use crate::web::front::Front;
use crate::web::meter::Meter;
use crate::web::per_network::NetworkLimits;
use crate::web::{App, AppState};
use crate::webhook::worker::{AddressOf, Courier};

/// Everything that `serve` runs, and that a test drives without a listener.
pub struct Built {
    pub app: AppState,
    pub front: Arc<Front>,
}

/// Opens a database that is migrated, and starts its writer.
pub async fn open_database(settings: &DatabaseSettings) -> anyhow::Result<Db> {
    opened(settings, Db::open(settings)).await
}

/// The same for a command that writes very many rows.
pub async fn open_database_for_bulk(settings: &DatabaseSettings) -> anyhow::Result<Db> {
    opened(settings, Db::open_for_bulk(settings)).await
}

async fn opened(
    settings: &DatabaseSettings,
    open: impl Future<Output = db::Result<(Db, Option<db::Writer>)>>,
) -> anyhow::Result<Db> {
    if let DatabaseUrl::Sqlite(path) = &settings.url
        && !path.exists()
    {
        anyhow::bail!("the database {} is not there yet; make it with `gatefold migrate`", path.display());
    }
    let (db, writer) = open.await.context("open the database")?;
    if let Some(writer) = writer {
        #[expect(clippy::disallowed_methods, reason = "this is the place that starts tasks")]
        tokio::spawn(writer.run());
    }
    if !db::is_migrated(&db).await.context("look at the database's version")? {
        anyhow::bail!("the database is older than this program; bring it up to date with `gatefold migrate`");
    }
    if db::is_half_moved(&db).await.context("look whether it was moved")? {
        anyhow::bail!("the move into this database was stopped; run the same `gatefold move` again, and it goes on");
    }
    Ok(db)
}

pub fn keys(config: &Config) -> Keys {
    let previous = config.previous_secret.as_ref().map(crate::config::Secret::bytes);
    Keys::new(config.secret.bytes(), previous)
}

/// What flows on memberships need; the command line builds no more than this.
pub fn members(config: &Config, db: Db, clock: Clock, templates: Templates) -> Members {
    let sessions = Sessions::new(db.clone(), clock.clone(), config.session.clone());
    Members { db, keys: keys(config), clock, sessions, templates, wake: Arc::new(Notify::new()) }
}

/// Share links for the command line, which lets no guest in: the clerk is not run.
pub fn shares(config: &Config, members: &Members) -> Shares {
    let (keys, clock) = (members.keys.clone(), members.clock.clone());
    Shares::new(members.db.clone(), keys, clock, config.share.clone()).0
}

/// Without what is in memory of discussions; the command line shows none.
pub fn comments(config: &Config, members: &Members) -> Comments {
    Comments::new(members.clone(), config.comments.clone(), config.limits.clone(), Sites::new(config))
}

pub fn desk(config: &Config, members: &Members) -> Desk {
    Desk::new(members.clone(), config.staff.clone())
}

pub fn intake(config: &Config, members: &Members) -> Intake {
    let invitations_per_hour = config.limits.invitations_per_hour;
    Intake { members: members.clone(), sites: Sites::new(config), invitations_per_hour, wake: Arc::default() }
}

pub fn sign_ins(config: &Config, members: &Members) -> SignIns {
    let shares = shares(config, members);
    // The command line signs nobody in: without providers' names a letter says their ids.
    let providers = Providers::default();
    let comments = comments(config, members);
    SignIns { members: members.clone(), shares, comments, providers, limits: Arc::new(config.limits.clone()) }
}

/// The same with how each discussion stands.
async fn read_comments(config: &Config, members: &Members) -> anyhow::Result<Comments> {
    let comments = comments(config, members);
    comments.read_marks().await.context("read how discussions stand")?;
    Ok(comments)
}

/// Sends to webhooks; asks the members' rows for what an endpoint may know of them.
pub fn courier(config: &Config, members: &Members) -> anyhow::Result<Courier> {
    let asked = members.clone();
    let address_of: AddressOf = Arc::new(move |id| {
        let members = asked.clone();
        async move { Ok(members.find(MemberId(id)).await?.map(|member| member.address)) }.boxed()
    });
    let (db, keys, clock) = (members.db.clone(), members.keys.clone(), members.clock.clone());
    Courier::new((&config.webhooks, PATIENCE), db, keys, clock, address_of)
}

fn post(members: &Members, transport: Transport) -> Post {
    Post {
        db: members.db.clone(),
        keys: members.keys.clone(),
        clock: members.clock.clone(),
        transport,
        wake: Arc::clone(&members.wake),
    }
}

/// Each in languages that there are words for.
fn sites(config: &Config, templates: &Templates) -> anyhow::Result<Sites> {
    let sites = Sites::new(config);
    for site in sites.all() {
        templates.languages().check(site)?;
    }
    Ok(sites)
}

/// With everything published on it, in the order of what is read most.
async fn shelf(db: &Db, now: Timestamp) -> anyhow::Result<Shelf> {
    let shelf = Shelf::default();
    record::rank(db, &shelf, now).await.context("read what is read most")?;
    shelf.refresh(db, now).await.context("read the catalogue")?;
    Ok(shelf)
}

/// With those that stand.
async fn experiments(db: &Db, clock: &Clock, shelf: &Shelf) -> anyhow::Result<Experiments> {
    let experiments = Experiments::new(db.clone(), clock.clone());
    let version = shelf.current().version;
    experiments.refresh(version).await.context("read the experiments that stand")?;
    Ok(experiments)
}

fn assets(config: &Config, templates: &Templates, sites: &Sites) -> Assets {
    // Where strangers have an allowance, what one of them meets is no answer to the next.
    let seconds = if config.gate.free_articles > 0 { 0 } else { config.gate.shared_cache_seconds };
    Assets::new(templates, sites, seconds)
}

pub async fn build(config: &Config, providers: Providers, db: Db, clock: Clock) -> anyhow::Result<Built> {
    let templates = Templates::load(config.templates.as_deref()).context("load the templates")?;
    let sites = sites(config, &templates)?;
    let transport = Transport::new(&config.mail)?;
    let members = members(config, db.clone(), clock.clone(), templates.clone());
    let (shares, clerk) = Shares::new(db.clone(), members.keys.clone(), clock.clone(), config.share.clone());
    #[expect(clippy::disallowed_methods, reason = "this is the place that starts tasks")]
    tokio::spawn(clerk.run());
    let shelf = shelf(&db, clock.now()).await?;
    let experiments = experiments(&db, &clock, &shelf).await?;
    let crawlers = Crawlers::new(&config.bots).context("prepare to prove search engines' crawlers")?;
    crawlers.read_lists();
    let post = post(&members, transport);
    let comments = read_comments(config, &members).await?;
    let sign_ins = SignIns {
        members: members.clone(),
        shares: shares.clone(),
        comments: comments.clone(),
        providers: providers.clone(),
        limits: Arc::new(config.limits.clone()),
    };
    let app = Arc::new(App {
        keys: members.keys.clone(),
        shelf,
        assets: assets(config, &templates, &sites),
        sites,
        templates,
        sign_ins,
        provider_buttons: crate::web::view::provider_buttons(&providers),
        providers,
        shares,
        comments,
        desk: desk(config, &members),
        programs: Programs::new(db.clone(), clock.clone()),
        experiments,
        pace: Pace::new(config.limits.requests_per_program_minute),
        import: import_settings(config),
        courier: Arc::new(courier(config, &members).context("prepare to call webhooks")?),
        intake: intake(config, &members),
        members,
        post: Arc::new(post),
        policy: GatePolicy::new(&config.gate, &config.share),
        robots: config.robots.clone(),
        crawlers,
        headers: crate::web::headers::every(config.is_https()),
        trusted_proxies: config.trusted_proxies.clone(),
        is_https: config.is_https(),
        demo: config.demo.as_ref().map(Demo::new).transpose()?,
        ready: crate::web::ready::ReadyPages::default(),
        files: crate::web::file::Files::default(),
        meter: Meter::default(),
        limits: NetworkLimits::new(&config.limits),
        is_leaving: AtomicBool::new(false),
        catalogue_changed: Notify::new(),
        db,
        clock,
    });
    let front = Arc::new(Front::new(AppState::clone(&app))?);
    Ok(Built { app, front })
}
