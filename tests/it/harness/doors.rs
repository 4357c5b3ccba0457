//! The front doors of all instances over one database, and the way a reader's requests go round them.
//!
//! With more than one, no request goes to the instance of the one before it, and none before every instance has heard what
//! was told by then: as after the moment that it takes in the world.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use gatefold::db::notice::{self, Heard, Listener};
use gatefold::db::{Db, Lane};
use gatefold::server::{self, Built};
use gatefold::web::AppState;
use gatefold::web::front::Front;
use tokio::sync::Mutex;
use tokio::time::timeout;
use uuid::Uuid;

/// No instance knows this topic.
const MARK: &str = "mark";
const PATIENCE: Duration = Duration::from_mins(1);

pub struct Doors {
    fronts: Vec<Arc<Front>>,
    used: AtomicUsize,
    /// `None` with one instance: there is nobody to tell.
    wire: Option<Mutex<Wire>>,
}

/// What instances tell each other, heeded when the test says so.
pub struct Wire {
    voice: Db,
    ears: Vec<(AppState, Listener)>,
}

impl Doors {
    pub fn one(front: &Arc<Front>) -> Arc<Self> {
        Arc::new(Self { fronts: vec![Arc::clone(front)], used: AtomicUsize::new(1), wire: None })
    }

    pub async fn many(instances: &[Built], voice: Db) -> Arc<Self> {
        let wire = Wire::between(instances.iter().map(|instance| &instance.app), voice).await;
        let fronts: Vec<Arc<Front>> = instances.iter().map(|instance| Arc::clone(&instance.front)).collect();
        let used = AtomicUsize::new(fronts.len());
        Arc::new(Self { fronts, used, wire: Some(Mutex::new(wire)) })
    }

    pub fn use_one(&self) {
        self.used.store(1, Ordering::SeqCst);
    }

    pub fn used(&self) -> usize {
        self.used.load(Ordering::SeqCst)
    }

    /// Another door than the last of this reader.
    pub async fn next(&self, turn: &AtomicUsize) -> &Arc<Front> {
        let used = self.used();
        if let Some(wire) = self.wire.as_ref().filter(|_| used > 1) {
            wire.lock().await.settle().await;
        }
        &self.fronts[turn.fetch_add(1, Ordering::SeqCst) % used]
    }
}

impl Wire {
    /// With a connection of its own for the marks: a test may hold all that the instances have.
    pub async fn between(instances: impl Iterator<Item = &AppState>, voice: Db) -> Self {
        let mut ears = Vec::new();
        for app in instances {
            ears.push((Arc::clone(app), app.db.listen().await.expect("a listener")));
        }
        Self { voice, ears }
    }

    /// Until every instance has heeded what was told before now.
    pub async fn settle(&mut self) {
        let key = Uuid::now_v7();
        let mut tx = self.voice.begin_in(Lane::Page).await.expect("a transaction for a mark");
        notice::tell(&mut tx.conn(), MARK, key).await.expect("a mark is told");
        tx.commit().await.expect("a mark is told");
        for (app, listener) in &mut self.ears {
            timeout(PATIENCE, heed_until(app, listener, key)).await.expect("the mark is heard");
        }
    }
}

async fn heed_until(app: &AppState, listener: &mut Listener, key: Uuid) {
    loop {
        match listener.next().await.expect("notices are heard") {
            Heard::Notice(notice) if notice.topic == MARK && notice.key == key => return,
            Heard::Notice(notice) => server::heed(app, &notice).await,
            Heard::Gap => panic!("a listener's connection was lost: this test should keep to one instance"),
        }
    }
}

/// How many instances a test of PostgreSQL runs against.
pub fn wanted() -> usize {
    let text = std::env::var("GATEFOLD_TEST_INSTANCES").unwrap_or_default();
    let wanted = if text.is_empty() { 1 } else { text.parse().expect("GATEFOLD_TEST_INSTANCES is a number") };
    assert!((1..=8).contains(&wanted), "GATEFOLD_TEST_INSTANCES is from 1 to 8");
    wanted
}

/// What something took, for whoever reads the run; nothing is asserted about it.
pub fn say_figure(line: &str) {
    drop(writeln!(std::io::stdout(), "{line}"));
}

/// Past the test runner's capture: whoever runs the tests must see it.
pub fn say_aloud(line: &str) {
    let out = std::fs::OpenOptions::new().append(true).open("/dev/stderr");
    drop(out.and_then(|mut out| out.write_all(format!("\n*** {line} ***\n").as_bytes())));
}
