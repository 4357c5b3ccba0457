//! `gatefold share`: what share links have brought, and their end.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Settings, complain, say};
use crate::article::store::find_heading;
use crate::audit::Actor;
use crate::clock::{Clock, Timestamp};
use crate::config::Config;
use crate::db::{self, Db};
use crate::email_address::EmailAddress;
use crate::member::MemberId;
use crate::member::flow::Members;
use crate::server;
use crate::share::flow::{Shares, with_sharers};
use crate::share::{Link, LinkId, Sharer, day_store, store};
use crate::site::Sites;
use crate::template::Templates;

/// Rows read at a time.
const BATCH: i64 = 500;
/// More guests' links than this come of no link.
const CHILDREN: i64 = 10_000;

#[derive(Subcommand)]
pub enum ShareCommand {
    /// Lists share links, the newest first: id, state, readers of limit, openings, joined, channel, article, sharer.
    List {
        #[command(flatten)]
        filter: Filter,
        /// For programs: one JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// Shows one share link with its days.
    Show {
        /// Its id, or the link itself.
        link: String,
    },
    /// Ends a share link at once: whoever opens it meets the wall.
    End {
        /// Its id, or the link itself.
        link: String,
        /// Also every link that its guests made, and theirs.
        #[arg(long)]
        chain: bool,
    },
}

#[derive(Args)]
pub struct Filter {
    /// Only links to the article at this path.
    #[arg(long, value_name = "PATH")]
    article: Option<String>,
    /// The site of that path, where there are several.
    #[arg(long, value_name = "HOST", requires = "article")]
    site: Option<String>,
    /// Only links of the member with this address.
    #[arg(long, value_name = "ADDRESS", conflicts_with = "article")]
    member: Option<String>,
    /// Only links that still let readers in.
    #[arg(long)]
    live: bool,
}

/// What a list is narrowed to.
enum Which {
    All,
    Article(crate::article::ArticleId),
    Member(MemberId),
}

struct Desk {
    db: Db,
    members: Members,
    shares: Shares,
    sites: Sites,
    now: Timestamp,
}

impl ShareCommand {
    pub async fn run(self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let config = settings.load()?;
        let desk = Desk::open(&config).await?;
        let done = match self {
            Self::List { filter, json } => desk.list(&filter, json).await?,
            Self::Show { link } => match desk.find(&link).await? {
                Some(link) => desk.show(&link).await?,
                None => false,
            },
            Self::End { link, chain } => match desk.find(&link).await? {
                Some(link) => desk.end(&link, chain).await?,
                None => false,
            },
        };
        desk.db.close().await;
        Ok(if done { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

impl Desk {
    async fn open(config: &Config) -> anyhow::Result<Self> {
        let db = server::open_database(&config.database).await?;
        let templates = Templates::load(config.templates.as_deref())?;
        let members = server::members(config, db.clone(), Clock::Machine, templates);
        let shares = server::shares(config, &members);
        Ok(Self { db, shares, sites: Sites::new(config), now: members.clock.now(), members })
    }

    async fn find(&self, typed: &str) -> anyhow::Result<Option<Link>> {
        // As it stands in an address bar, with whatever a network has hung on to it.
        let path = typed.split(['?', '#']).next().unwrap_or(typed).trim_end_matches('/');
        let token = path.rsplit('/').next().unwrap_or(path);
        let id = self.shares.read_token(token).or_else(|| typed.parse::<Uuid>().ok().map(LinkId));
        let found = match id {
            Some(id) => store::find(&mut self.db.read().await?.conn(), id).await?,
            None => None,
        };
        if found.is_none() {
            complain(&format!(
                "gatefold: there is no share link {typed:?}; give an id of `gatefold share list`, or the link"
            ));
        }
        Ok(found)
    }

    async fn list(&self, filter: &Filter, is_json: bool) -> anyhow::Result<bool> {
        let Some(which) = self.which(filter).await? else { return Ok(false) };
        let mut before = LinkId(Uuid::max());
        loop {
            let links = self.batch(&which, before).await?;
            let Some(last) = links.last() else { return Ok(true) };
            before = last.id;
            for link in links.iter().filter(|link| !filter.live || link.end(self.now).is_none()) {
                say(&if is_json { self.value(link).await?.to_string() } else { self.line(link).await? });
            }
        }
    }

    async fn which(&self, filter: &Filter) -> anyhow::Result<Option<Which>> {
        let mut read = self.db.read_lists().await?;
        let mut conn = read.conn();
        if let Some(path) = &filter.article {
            let site = filter.site.as_deref().unwrap_or(self.sites.first().host.as_str());
            let found = crate::article::store::find_id(&mut conn, site, path).await?;
            if found.is_none() {
                complain(&format!("gatefold: {site} has no article at {path}; a path starts with /"));
            }
            return Ok(found.map(Which::Article));
        }
        let Some(typed) = &filter.member else { return Ok(Some(Which::All)) };
        let address = match EmailAddress::parse(typed) {
            Ok(address) => address,
            Err(error) => {
                complain(&format!("gatefold: {typed:?}: {error}"));
                return Ok(None);
            }
        };
        let member = self.members.find_by_address(&address).await?;
        if member.is_none() {
            complain(&format!("gatefold: no member has the address {address}"));
        }
        Ok(member.map(|member| Which::Member(member.id)))
    }

    async fn batch(&self, which: &Which, before: LinkId) -> db::Result<Vec<Link>> {
        let mut read = self.db.read_lists().await?;
        let mut conn = read.conn();
        let rows = match which {
            Which::All => store::list_before(&mut conn, before, BATCH).await?,
            Which::Article(article) => store::list_of_article(&mut conn, *article, before, BATCH).await?,
            Which::Member(member) => store::list_of_member(&mut conn, *member, before, BATCH).await?,
        };
        with_sharers(&mut conn, rows).await
    }

    async fn line(&self, link: &Link) -> db::Result<String> {
        let (site, path, _) = self.heading(link).await?;
        let state = link.end(self.now).map_or("live", crate::gate::ShareEnd::as_str);
        let Link { readers, reader_limit, openings, joined, channel, .. } = link;
        Ok(format!(
            "{}  {state}  {readers}/{reader_limit} readers  {openings} openings  {joined} joined  {}  {site}{path}  {}",
            link.id.0,
            channel.as_str(),
            sharer(link)
        ))
    }

    async fn value(&self, link: &Link) -> db::Result<Value> {
        let (site, path, title) = self.heading(link).await?;
        let iso = |at: Option<Timestamp>| at.map(Timestamp::to_iso);
        Ok(json!({
            "id": link.id.0.to_string(),
            "state": link.end(self.now).map_or("live", crate::gate::ShareEnd::as_str),
            "channel": link.channel.as_str(),
            "site": site,
            "path": path,
            "title": title,
            "sharer": sharer(link),
            "made_at": link.made_at.to_iso(),
            "expires_at": link.expires_at.to_iso(),
            "ended_at": iso(link.ended_at),
            "readers": link.readers,
            "reader_limit": link.reader_limit,
            "openings": link.openings,
            "joined": link.joined,
            "last_opened_at": iso(link.last_opened_at),
        }))
    }

    /// Host, path and title of its article, published or not.
    async fn heading(&self, link: &Link) -> db::Result<(String, String, String)> {
        let found = find_heading(&mut self.db.read_lists().await?.conn(), link.article).await?;
        Ok(found.unwrap_or_else(|| (String::new(), "an article that is gone".to_owned(), String::new())))
    }

    async fn show(&self, link: &Link) -> anyhow::Result<bool> {
        let (site, path, title) = self.heading(link).await?;
        let at = |moment: Option<Timestamp>| moment.map_or_else(|| "never".to_owned(), Timestamp::to_iso);
        let lines = [
            ("id", link.id.0.to_string()),
            ("article", format!("{site}{path} ({title})")),
            ("channel", link.channel.as_str().to_owned()),
            ("sharer", sharer(link)),
            ("made of", link.parent.map_or_else(|| "no other link".to_owned(), |parent| parent.0.to_string())),
            ("state", link.end(self.now).map_or("live", crate::gate::ShareEnd::as_str).to_owned()),
            ("made", link.made_at.to_iso()),
            ("expires", link.expires_at.to_iso()),
            ("ended", at(link.ended_at)),
            ("readers", format!("{} of {}", link.readers, link.reader_limit)),
            ("openings", link.openings.to_string()),
            ("joined", link.joined.to_string()),
            ("first opened", at(link.first_opened_at)),
            ("last opened", at(link.last_opened_at)),
        ];
        for (name, value) in lines {
            say(&format!("{name:<13}{value}"));
        }
        let (days, children) = {
            let mut read = self.db.read_lists().await?;
            let mut conn = read.conn();
            (day_store::list_days(&mut conn, link.id).await?, store::list_children(&mut conn, link.id, CHILDREN).await?)
        };
        say(&format!("{:<13}{}", "passed on", children.len()));
        for day in days {
            let date = day.day.start().to_iso().split_once('T').map_or_else(String::new, |(date, _)| date.to_owned());
            say(&format!("{date}   {} readers  {} openings  {} joined", day.readers, day.openings, day.joined));
        }
        Ok(true)
    }

    async fn end(&self, link: &Link, chain: bool) -> anyhow::Result<bool> {
        let mut open = vec![link.id];
        let mut ended = 0_usize;
        while let Some(id) = open.pop() {
            ended += usize::from(self.shares.end(id, Actor::CommandLine).await?);
            if chain {
                let children = store::list_children(&mut self.db.read_lists().await?.conn(), id, CHILDREN).await?;
                open.extend(children.into_iter().map(|child| child.id));
            }
        }
        match ended {
            0 => say("it had ended already"),
            1 => say("1 share link is ended"),
            more => say(&format!("{more} share links are ended")),
        }
        Ok(true)
    }
}

fn sharer(link: &Link) -> String {
    match &link.sharer {
        Sharer::Member { address, .. } => address.to_string(),
        Sharer::Guest { .. } => "a guest".to_owned(),
        Sharer::Gone => "a member who is blocked or gone".to_owned(),
    }
}
