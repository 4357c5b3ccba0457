//! Everything that knows HTTP. One file per page, with `show` and `submit`; from a path below, find its file.
//!
//! A request meets [`front`] first, then the table in [`routes`]. What no route names is an article or a file beside one.

pub mod account;
pub mod address;
pub mod admission;
pub mod api;
pub mod arrival;
pub mod article;
mod article_context;
pub mod asker;
pub mod assets;
pub mod body;
pub mod chart;
pub mod client_ip;
pub mod comment_own;
pub mod comment_regard;
pub mod comments;
pub mod cookie;
pub mod demo;
pub mod demo_issuer;
pub mod discussion;
pub mod discussion_part;
pub mod effort;
pub mod error;
pub mod experiment;
pub mod feed;
pub mod file;
pub mod form;
pub mod front;
pub mod headers;
pub mod health;
pub mod identities;
pub mod join;
pub mod json;
pub mod json_ld;
pub mod link;
pub mod list;
pub mod meter;
pub mod per_network;
pub mod own_page;
pub mod page;
pub mod preview;
pub mod promotion;
pub mod query;
pub mod ready;
pub mod ready_answer;
pub mod robot;
pub mod robots;
pub mod routes;
pub mod rush;
pub mod sent;
pub mod session_store;
pub mod share;
pub mod shared;
pub mod shares;
pub mod sign_in;
pub mod staff;
pub mod sitemap;
pub mod text_words;
pub mod unsubscribe;
pub mod view;
pub mod welcome;
pub mod with;
pub mod with_address;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ipnet::IpNet;

use crate::article::Shelf;
use crate::article::import::ImportSettings;
use crate::clock::Clock;
use crate::comment::Comments;
use crate::config::RobotsSettings;
use crate::crawler::Crawlers;
use crate::db::Db;
use crate::experiment::flow::Experiments;
use crate::gate::GatePolicy;
use crate::intake::flow::Intake;
use crate::language::Languages;
use crate::mail::worker::Post;
use crate::member::flow::Members;
use crate::program::flow::Programs;
use crate::secret::Keys;
use crate::share::flow::Shares;
use crate::sign_in::flow::SignIns;
use crate::site::Sites;
use crate::social::Providers;
use crate::staff::flow::Desk;
use crate::template::Templates;
use crate::webhook::worker::Courier;

/// What every page works with.
pub struct App {
    pub db: Db,
    pub clock: Clock,
    pub keys: Keys,
    pub sites: Sites,
    pub shelf: Shelf,
    pub templates: Templates,
    pub members: Members,
    pub sign_ins: SignIns,
    pub shares: Shares,
    pub comments: Comments,
    pub desk: Desk,
    pub programs: Programs,
    pub experiments: Experiments,
    /// How often each of them may ask.
    pub pace: api::pace::Pace,
    /// What an article is read with.
    pub import: ImportSettings,
    pub intake: Intake,
    pub providers: Providers,
    /// The same as the templates read them.
    pub provider_buttons: minijinja::Value,
    pub post: Arc<Post>,
    pub courier: Arc<Courier>,
    pub policy: GatePolicy,
    pub robots: RobotsSettings,
    pub crawlers: Crawlers,
    /// What stands on every answer.
    pub headers: http::HeaderMap,
    pub trusted_proxies: Vec<IpNet>,
    /// Whether cookies can be `Secure` and `__Host-`.
    pub is_https: bool,
    /// `None` outside the demo.
    pub demo: Option<demo::Demo>,
    pub assets: assets::Assets,
    pub ready: ready::ReadyPages,
    pub files: file::Files,
    pub meter: meter::Meter,
    /// Told when another instance has changed an article.
    pub catalogue_changed: tokio::sync::Notify,
    pub limits: per_network::NetworkLimits,
    /// Told to end, and serving until others have taken over: see `drain_seconds`.
    pub is_leaving: AtomicBool,
}

impl App {
    pub fn languages(&self) -> &Languages {
        self.templates.languages()
    }

    pub fn is_leaving(&self) -> bool {
        self.is_leaving.load(Ordering::Relaxed)
    }
}

pub type AppState = Arc<App>;
