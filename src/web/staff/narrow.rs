//! What the numbers are of: everything, one site, an author, a topic, or one article.

use std::collections::HashSet;

use http::Uri;
use minijinja::{Value, context};

use crate::article::{ArticleId, desk_store};
use crate::clock::Day;
use crate::db::ReadConn;
use crate::insight::number_store;
use crate::insight::number_store::SumRow;
use crate::language::Words;
use crate::links;
use crate::member::roll_store::BackRow;
use crate::web::App;
use crate::web::error::Error;

/// Articles of one author or topic that are counted, the newest.
const AT_MOST: usize = 2_000;

pub enum Narrow {
    All,
    Site(String),
    /// Of what is called so; by a parameter and its value.
    Articles {
        ids: HashSet<ArticleId>,
        kind: Words,
        name: String,
        parameter: (&'static str, String),
    },
}

impl Narrow {
    /// The first of its parameters counts. What is not there is 404: a link of ours does not lead there.
    pub async fn read(app: &App, uri: &Uri) -> Result<Self, Error> {
        for (name, value) in url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
            match name.as_ref() {
                "site" if value.is_empty() => {}
                "site" => {
                    let site = app.sites.find(&value).ok_or(Error::NotFound)?;
                    return Ok(Self::Site(site.host.as_str().to_owned()));
                }
                "article" => return Self::article(app, &value).await,
                "author" | "topic" => return Self::group(app, &name, &value),
                _ => {}
            }
        }
        Ok(Self::All)
    }

    async fn article(app: &App, id: &str) -> Result<Self, Error> {
        let id = ArticleId(id.parse().map_err(|_| Error::NotFound)?);
        let found = {
            let mut read = app.db.read().await?;
            desk_store::find(&mut read.conn(), id).await?
        };
        let name = found.ok_or(Error::NotFound)?.title;
        let parameter = ("article", id.0.to_string());
        Ok(Self::Articles { ids: HashSet::from([id]), kind: Words("staff-numbers-of-article"), name, parameter })
    }

    /// Of those that are published now.
    fn group(app: &App, kind: &str, slug: &str) -> Result<Self, Error> {
        let catalogue = app.shelf.current();
        let mut name = None;
        let mut ids = HashSet::new();
        let mut all: Vec<_> = catalogue.all().collect();
        all.sort_by_key(|article| std::cmp::Reverse(article.published_at));
        for article in all {
            let own = if kind == "author" {
                article.author.as_ref().filter(|author| author.slug == slug).map(|author| author.name.clone())
            } else {
                article.topics.iter().find(|topic| topic.slug == slug).map(|topic| topic.name.clone())
            };
            let Some(own) = own else { continue };
            name.get_or_insert(own);
            ids.insert(article.id);
            if ids.len() == AT_MOST {
                break;
            }
        }
        let name = name.ok_or(Error::NotFound)?;
        let (kind, parameter) = if kind == "author" {
            (Words("staff-numbers-of-author"), "author")
        } else {
            (Words("staff-numbers-of-topic"), "topic")
        };
        Ok(Self::Articles { ids, kind, name, parameter: (parameter, slug.to_owned()) })
    }

    pub async fn sums(&self, read: &mut ReadConn, from: Day, to: Day) -> Result<Vec<SumRow>, Error> {
        let mut conn = read.conn();
        Ok(match self {
            Self::All => number_store::list_sums(&mut conn, from, to).await?,
            Self::Site(site) => number_store::list_sums_of_site(&mut conn, site, from, to).await?,
            Self::Articles { ids, .. } => number_store::list_sums_of(&mut conn, ids.iter().copied(), from, to).await?,
        })
    }

    pub fn has(&self, app: &App, id: ArticleId) -> bool {
        match self {
            Self::All => true,
            Self::Site(site) => app.shelf.current().find_by_id(id).is_some_and(|article| article.site.as_str() == site),
            Self::Articles { ids, .. } => ids.contains(&id),
        }
    }

    pub fn is_back_of(&self, row: &BackRow) -> bool {
        match self {
            Self::All => true,
            Self::Site(site) => row.site == *site,
            Self::Articles { ids, .. } => ids.contains(&ArticleId(row.joined_article)),
        }
    }

    pub fn is_all(&self) -> bool {
        matches!(self, Self::All)
    }

    /// The page of these days and nothing else changed.
    pub fn path(&self, days: i64) -> String {
        let mut pairs = url::form_urlencoded::Serializer::new(String::new());
        pairs.append_pair("days", &days.to_string());
        match self {
            Self::All => {}
            Self::Site(site) => {
                pairs.append_pair("site", site);
            }
            Self::Articles { parameter: (name, value), .. } => {
                pairs.append_pair(name, value);
            }
        }
        format!("{}?{}", links::STAFF_NUMBERS, pairs.finish())
    }

    pub fn shown(&self) -> Value {
        match self {
            Self::All => Value::from(()),
            Self::Site(site) => context! { message => "staff-numbers-of-site", name => site.as_str() },
            Self::Articles { kind, name, .. } => context! { message => kind.0, name => name.as_str() },
        }
    }
}
