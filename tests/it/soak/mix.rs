//! The everyday mix: ninety of a hundred requests meet the wall, seven are members', two guests', and one begins a sign-in
//! that is gone through to its end. Every answer is looked at.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use reqwest::header::{COOKIE, LOCATION, ORIGIN, RETRY_AFTER, SET_COOKIE};
use reqwest::{Client, RequestBuilder, Response};
use tokio::sync::RwLock;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use crate::harness::Smtp;

const PATIENCE: Duration = Duration::from_secs(30);

pub fn path(number: usize) -> String {
    format!("/article-{:02}", number % super::ARTICLES)
}

/// Cookies as a browser sends them.
type Jar = Vec<(String, String)>;

pub struct Mix {
    client: Client,
    base: String,
    smtp: Smtp,
    /// Of the member who signed in last.
    member: RwLock<Jar>,
    /// Of the share link that guests follow.
    link: RwLock<String>,
    answered: AtomicU32,
    put_off: AtomicU32,
    is_over: AtomicBool,
}

/// The mix while it runs.
pub struct UnderWay {
    mix: Arc<Mix>,
    tasks: JoinSet<()>,
}

impl UnderWay {
    pub fn answered(&self) -> u32 {
        self.mix.answered.load(Ordering::Relaxed)
    }

    /// Answers that asked to come back later.
    pub fn put_off(&self) -> u32 {
        self.mix.put_off.load(Ordering::Relaxed)
    }

    /// A task ends before its time only where an answer was wrong, and it has said which.
    pub fn assert_well(&self) {
        assert!(!self.mix.is_over.load(Ordering::Relaxed), "an answer was not the one that was meant");
    }

    /// Answers in all.
    pub async fn end(&mut self) -> u32 {
        self.mix.is_over.store(true, Ordering::Relaxed);
        while let Some(ended) = self.tasks.join_next().await {
            ended.expect("each answer was the one that was meant");
        }
        self.answered()
    }
}

/// Ends the others too where one of them panics.
struct Alarm(Arc<Mix>);

impl Drop for Alarm {
    fn drop(&mut self) {
        self.0.is_over.store(true, Ordering::Relaxed);
    }
}

impl Mix {
    /// With one member signed in, who has shared an article.
    pub async fn begin(port: u16, smtp: Smtp) -> Arc<Self> {
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().timeout(PATIENCE);
        let mix = Arc::new(Self {
            client: client.build().expect("a client"),
            base: format!("http://localhost:{port}"),
            smtp,
            member: RwLock::default(),
            link: RwLock::default(),
            answered: AtomicU32::new(0),
            put_off: AtomicU32::new(0),
            is_over: AtomicBool::new(false),
        });
        let until = Instant::now() + PATIENCE;
        while mix.client.get(format!("{}{}", mix.base, path(0))).send().await.expect("an answer").status() != 200 {
            assert!(Instant::now() < until, "the articles were not imported");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        mix.sign_in(0).await;
        mix
    }

    pub fn run(self: &Arc<Self>, rate: u32) -> UnderWay {
        let mut tasks = JoinSet::new();
        for (kind, share) in [(Kind::Wall, 0.90), (Kind::Member, 0.07), (Kind::Guest, 0.02), (Kind::SignIn, 0.01)] {
            let pause = Duration::from_secs_f64(1.0 / (share * f64::from(rate)));
            tasks.spawn(Arc::clone(self).repeat(kind, pause));
        }
        UnderWay { mix: Arc::clone(self), tasks }
    }

    /// By a fixed plan: what comes late is made up for.
    async fn repeat(self: Arc<Self>, kind: Kind, pause: Duration) {
        let _alarm = Alarm(Arc::clone(&self));
        let mut due = interval_at(Instant::now() + pause, pause);
        due.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let mut number = 1;
        while !self.is_over.load(Ordering::Relaxed) {
            due.tick().await;
            match kind {
                Kind::Wall => self.read(&path(number), &[]).await,
                Kind::Member => {
                    let member = self.member.read().await.clone();
                    self.read(&path(number), &member).await;
                }
                Kind::Guest => self.follow().await,
                Kind::SignIn => self.sign_in(number).await,
            }
            number += 1;
        }
    }

    async fn send(&self, request: RequestBuilder, jar: &[(String, String)]) -> Response {
        let cookies: Vec<String> = jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = if cookies.is_empty() { request } else { request.header(COOKIE, cookies.join("; ")) };
        let request = request.header(ORIGIN, &self.base);
        let until = Instant::now() + PATIENCE;
        loop {
            let response = request.try_clone().expect("a short body").send().await.expect("an answer");
            self.answered.fetch_add(1, Ordering::Relaxed);
            if response.status() != 503 || Instant::now() > until {
                return response;
            }
            // A disk that others keep busy may make the database slow for a moment. A reader comes back then, and so do we.
            assert!(response.headers().contains_key(RETRY_AFTER), "a 503 says when to come back");
            self.put_off.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    async fn get(&self, path: &str, jar: &[(String, String)]) -> Response {
        self.send(self.client.get(format!("{}{path}", self.base)), jar).await
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)], jar: &[(String, String)]) -> Response {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self.client.post(format!("{}{path}", self.base)).body(body);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        self.send(request.header("accept", "application/json"), jar).await
    }

    /// A stranger meets the wall, and everybody else the rest.
    async fn read(&self, path: &str, jar: &[(String, String)]) {
        let response = self.get(path, jar).await;
        assert_eq!(response.status(), 200, "{path}");
        let page = response.text().await.expect("a page");
        assert_eq!(page.contains("id=\"wall\""), jar.is_empty(), "{path}");
        assert_eq!(page.contains("class=\"gated\""), !jar.is_empty(), "{path}");
    }

    /// A new guest opens the link, reads, and reads again.
    async fn follow(&self) {
        let link = self.link.read().await.clone();
        let mut jar = Jar::new();
        let followed = self.get(&format!("/-/s/{link}"), &jar).await;
        assert_eq!(followed.status(), 303, "a share link");
        keep(&mut jar, &followed);
        let article = place(&followed);
        self.read(&article, &jar).await;
        self.read(&article, &jar).await;
    }

    /// A new address is given and proved; its member looks at their own page, shares, and every other one signs out.
    async fn sign_in(&self, number: usize) {
        let (mut jar, article, address) = (Jar::new(), path(number), format!("reader-{number}@bench.example"));
        let asked = self.post("/-/sign-in", &[("address", &address), ("next", &article)], &jar).await;
        assert_eq!(asked.status(), 303, "a sign-in asked for");
        keep(&mut jar, &asked);
        let code = self.code(&address).await;
        let proved = self.post("/-/sign-in/code", &[("code", &code)], &jar).await;
        assert_eq!(proved.status(), 303, "a code");
        keep(&mut jar, &proved);
        let account = self.get("/-/account", &jar).await;
        assert!(account.text().await.expect("a page").contains(&address), "the member's own page");
        let shared = self.post("/-/share", &[("article", &article), ("channel", "copy")], &jar).await;
        let shared = shared.text().await.expect("a share link");
        let token = shared.split("/-/s/").nth(1).and_then(|rest| rest.split('"').next());
        token.expect("a token").clone_into(&mut *self.link.write().await);
        if number % 2 == 1 {
            assert_eq!(self.post("/-/sign-out", &[], &jar).await.status(), 303, "a sign-out");
        } else {
            *self.member.write().await = jar;
        }
    }

    async fn code(&self, address: &str) -> String {
        let until = Instant::now() + PATIENCE;
        loop {
            let mails = self.smtp.take();
            let letter = mails.iter().find(|mail| mail.to.iter().any(|to| to == address));
            if let Some(code) = letter.and_then(crate::harness::Mail::code) {
                return code;
            }
            assert!(Instant::now() < until, "no letter came for {address}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Wall,
    Member,
    Guest,
    SignIn,
}

fn keep(jar: &mut Jar, response: &Response) {
    for line in response.headers().get_all(SET_COOKIE) {
        let pair = line.to_str().expect("a cookie").split(';').next().unwrap_or_default();
        let (name, value) = pair.split_once('=').expect("a cookie");
        jar.retain(|(known, _)| known != name);
        if !value.is_empty() {
            jar.push((name.to_owned(), value.to_owned()));
        }
    }
}

fn place(response: &Response) -> String {
    let place = response.headers().get(LOCATION).expect("a place to go to").to_str().expect("a place");
    place.split('#').next().unwrap_or_default().to_owned()
}
