//! A whole Gatefold in the test's own process: real router, real database, a real SMTP conversation. Only time is ours.

pub mod authenticator;
pub mod browser;
pub mod dns;
pub mod doors;
pub mod kept;
pub mod migrated;
pub mod page;
pub mod picture;
pub mod postgres;
pub mod program;
pub mod provider;
pub mod receiver;
pub mod rows;
pub mod smtp;
#[macro_use]
pub mod social;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use gatefold::article::import::{self, Report};
use gatefold::clock::{Clock, Timestamp};
use gatefold::config::raw::ReachSetting;
use gatefold::config::{self, Config, Source};
use gatefold::db::Db;
use gatefold::mail::worker::Step;
use gatefold::server::{self, Built};
use gatefold::social::Providers;
use gatefold::web::AppState;
use gatefold::web::front::Front;
use tempfile::TempDir;

use doors::{Doors, Wire};

pub use browser::Browser;
pub use page::Page;
pub use provider::Provider;
pub use receiver::Receiver;
pub use smtp::{Mail, Smtp};

pub const HOST: &str = "news.example";
pub const ORIGIN: &str = "https://news.example";
pub const SECRET: &str = "tests-own-master-5f1c0a9be77d4236";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Makes one test of each engine. The last argument is more settings, as TOML.
macro_rules! both_engines {
    ($(async fn $name:ident($app:ident $(, $settings:expr)?) $body:block)*) => {
        $(async fn $name(engine: crate::harness::Engine) {
            let $app = crate::harness::TestApp::start(engine, both_engines!(@ $($settings)?)).await;
            $body
        }

        mod $name {
            #[tokio::test(flavor = "multi_thread")]
            async fn sqlite() {
                super::$name(crate::harness::Engine::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn postgres() {
                if crate::harness::postgres::is_there() {
                    super::$name(crate::harness::Engine::Postgres).await;
                }
            }
        })*
    };
    (@) => { "" };
    (@ $settings:expr) => { $settings };
}

pub struct TestApp {
    /// The first instance, on which a test acts by hand.
    pub app: AppState,
    pub front: Arc<Front>,
    /// The others over the same database, where more than one is wanted.
    others: Vec<AppState>,
    doors: Arc<Doors>,
    pub clock: Clock,
    pub smtp: Smtp,
    pub config: Config,
    providers: Providers,
    pub dir: TempDir,
    next_ip: AtomicU32,
}

impl TestApp {
    pub async fn start(engine: Engine, more: &str) -> Self {
        Self::start_with(engine, more, |config| Providers::new(&config.providers).expect("calls can be made")).await
    }

    /// With the providers of the settings made into others: at the wire of a test.
    pub async fn start_with(engine: Engine, more: &str, providers: impl Fn(&Config) -> Providers) -> Self {
        let dir = TempDir::new().expect("a temporary folder");
        let smtp = Smtp::start().await;
        let database = migrated::new_database(engine, dir.path()).await;
        let config = config(&database, &smtp.url(), more);
        let clock = Clock::manual(Timestamp::parse("2026-10-04T08:00:00Z").expect("a moment"));
        prepare_tls();
        let mut instances = Vec::new();
        for _ in 0..if engine == Engine::Postgres { doors::wanted() } else { 1 } {
            instances.push(build(&config, providers(&config), &clock).await);
        }
        std::fs::create_dir_all(dir.path().join("content/authors")).expect("a content folder");
        let next_ip = AtomicU32::new(1);
        let doors = match instances.as_slice() {
            [one] => Doors::one(&one.front),
            many => Doors::many(many, open(&config).await).await,
        };
        let mut instances = instances.into_iter();
        let Built { app, front } = instances.next().expect("an instance");
        let providers = app.providers.clone();
        let others = instances.map(|instance| instance.app).collect();
        Self { app, front, others, doors, clock, smtp, config, providers, dir, next_ip }
    }

    /// For a test of what one instance keeps to itself: it goes on with the first alone.
    pub fn keeps_to_one(&self, why: &str) {
        if self.doors.used() > 1 {
            let test = std::thread::current().name().unwrap_or("a test").to_owned();
            doors::say_aloud(&format!("{test} runs on one instance: {why}"));
            self.doors.use_one();
        }
    }

    /// Every instance, the first one first.
    pub fn instances(&self) -> impl Iterator<Item = &AppState> {
        std::iter::once(&self.app).chain(&self.others)
    }

    /// As each instance does every second.
    pub async fn read_catalogue(&self) {
        for app in self.instances() {
            app.shelf.refresh(&app.db, self.clock.now()).await.expect("a catalogue");
            let version = app.shelf.current().version;
            app.experiments.refresh(version).await.expect("experiments");
        }
    }

    /// From now on every instance is without one.
    pub async fn lose_database(&self) {
        for app in self.instances() {
            app.db.close().await;
        }
    }

    /// What each instance has counted in memory goes to the database.
    pub async fn write_counts(&self) {
        for app in self.instances() {
            app.shares.flush().await.expect("counts are written");
        }
    }

    /// The same database, settings and clock in a new process's shoes.
    pub async fn restarted(&self) -> (AppState, Arc<Front>) {
        let built = build(&self.config, self.providers.clone(), &self.clock).await;
        (built.app, built.front)
    }

    /// A further instance that is told of changes when the test says so, and not before.
    pub async fn instance_beside(&self) -> (Built, Wire) {
        let (app, front) = self.restarted().await;
        let wire = Wire::between(std::iter::once(&app), open(&self.config).await).await;
        (Built { app, front }, wire)
    }

    pub fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// As when somebody sets the machine's clock.
    pub fn set_back(&self, by: Duration) {
        if let Clock::Manual(at) = &self.clock {
            at.fetch_sub(i64::try_from(by.as_micros()).expect("a short while"), Ordering::SeqCst);
        }
    }

    /// A browser without cookies, at a network address of its own.
    pub fn stranger(&self) -> Browser {
        let number = self.next_ip.fetch_add(1, Ordering::SeqCst);
        let ip = IpAddr::from([198, 18, (number >> 8) as u8, number as u8]);
        Browser::new(Arc::clone(&self.doors), number as usize, ip)
    }

    /// A browser that has signed in with this address, by its letter's code.
    pub async fn member(&self, address: &str) -> Browser {
        let browser = self.stranger();
        self.sign_in(&browser, address).await;
        browser
    }

    pub async fn sign_in(&self, browser: &Browser, address: &str) {
        browser.ask(address, "/").await.is(303);
        let letters = self.deliver().await;
        let letter = letters.iter().rfind(|mail| mail.code().is_some()).expect("a letter with a code");
        browser.post("/-/sign-in/code", &[("code", &letter.code().expect("a code"))]).await.is(303);
        self.deliver().await;
    }

    /// Steps the worker until nothing is due; the letters that the SMTP server took meanwhile.
    pub async fn deliver(&self) -> Vec<Mail> {
        let mut is_idle = false;
        while !is_idle {
            is_idle = true;
            for app in self.instances() {
                is_idle &= app.post.step().await.expect("the outbox is worked") == Step::Idle;
            }
        }
        self.smtp.take()
    }

    pub fn content(&self) -> PathBuf {
        self.dir.path().join("content")
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.content().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }

    pub async fn import(&self) -> Report {
        self.import_from(&self.content()).await
    }

    /// From a folder that need not be the one of the settings.
    pub async fn import_from(&self, folder: &Path) -> Report {
        let settings = server::import_settings(&self.config);
        let report = import::import(&self.app.db, &self.clock, folder, &settings).await.expect("an import");
        self.app.shelf.refresh(&self.app.db, self.clock.now()).await.expect("a catalogue");
        report
    }

    /// A gated article at `/slow-bread` with an image in its rest, and a public one at `/open`.
    pub async fn with_articles(&self) {
        self.write(
            "slow-bread/index.md",
            format!("{GATED}{REST_CANARY} ends here.\n\n![oven](oven.png \"{CAPTION_CANARY}\")\n"),
        );
        self.write("slow-bread/oven.png", IMAGE_CANARY);
        self.write("slow-bread/crust.png", "crust image");
        self.write(
            "open.md",
            "+++\ntitle = \"Open\"\naccess = \"public\"\npublished = 2026-09-01\n+++\nAll of this is open.\n",
        );
        let report = self.import().await;
        assert!(report.faults.is_empty(), "{:?}", report.faults);
    }
}

const GATED: &str = "+++\ntitle = \"Slow bread\"\nsummary = \"On waiting.\"\npublished = 2026-09-02\nimage = \"crust.png\"\n\
    topics = [\"Kitchen\"]\nauthor = \"ana\"\n+++\nThe lead is for everyone.\n\n<!-- more -->\n\nThe rest is for members: ";

/// These stand in the gated part alone.
pub const REST_CANARY: &str = "zq7-canary-in-the-rest";
pub const CAPTION_CANARY: &str = "zq7-canary-in-a-caption";
pub const IMAGE_CANARY: &str = "zq7-canary-in-an-image";

/// A machine that is busy with other tests may let a connection wait for longer than a reader would.
async fn open(config: &Config) -> Db {
    let mut tries = 1;
    loop {
        match server::open_database(&config.database).await {
            Ok(db) => return db,
            Err(error) if tries == 10 => panic!("the database does not open: {error:#}"),
            Err(_) => tries += 1,
        }
    }
}

async fn build(config: &Config, providers: Providers, clock: &Clock) -> Built {
    server::build(config, providers, open(config).await, clock.clone()).await.expect("everything is built")
}

/// The program does this once; here every test may be the first.
pub fn prepare_tls() {
    drop(rustls::crypto::ring::default_provider().install_default());
}

pub fn config(database: &str, transport: &str, more: &str) -> Config {
    let text = format!(
        "public_url = \"{ORIGIN}\"\ndatabase = \"{database}\"\nsecret = \"{SECRET}\"\n{more}\n[mail]\n\
         from = \"The Example <hello@news.example>\"\ntransport = \"{transport}\"\n"
    );
    // The clock stands still: a long test would be a rush.
    let rush = "requests_per_ip_second";
    let mut variables = BTreeMap::new();
    if !more.contains(rush) {
        variables.insert(format!("LIMITS__{}", rush.to_uppercase()), "0".to_owned());
    }
    let has_site = more.contains("[[site]]");
    let site = if has_site { "" } else { "[[site]]\nhost = \"news.example\"\nname = \"The Example\"\n" };
    let source = Source { path: "test.toml".into(), text: format!("{text}{site}"), variables };
    let mut config = config::from_source(&source).expect("good settings");
    // Tests of other things sign their staff in by letter alone.
    config.staff.second_factor = more.contains("second_factor");
    // Their webhooks are on this machine, where no setting of a public site could have them.
    if !more.contains("[webhooks]") {
        config.webhooks.reach = ReachSetting::Loopback;
    }
    config
}
