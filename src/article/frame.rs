//! What stands around articles on each site: the pages that the foot names, and the bars that may stand across the top.

use std::collections::HashMap;
use std::sync::Arc;

use super::slug;
use crate::clock::zone::Zone;
use crate::db::{self, Conn};
use crate::page::store::PageRow;
use crate::page::{self, Page};
use crate::promotion::store::PromotionRow;
use crate::promotion::{self, Audience, Event, Promotion, PromotionKey};
use crate::secret::{Version, sha256};
use crate::site::SiteHost;

/// Of one site.
#[derive(Debug, Default)]
pub struct Frame {
    /// In the order in which they are offered a page.
    pub promotions: Vec<Arc<Promotion>>,
    /// In the order of the foot, without the text of the page of membership.
    pub pages: Vec<Arc<Page>>,
    /// That text, where the publisher has written one.
    pub join: Option<Arc<Page>>,
    /// Changes with anything that the foot shows.
    pub foot: Version,
}

impl Frame {
    pub fn find_page(&self, slug: &str) -> Option<&Arc<Page>> {
        self.pages.iter().find(|page| page.slug == slug)
    }
}

/// Of all sites.
#[derive(Debug, Default)]
pub struct Frames {
    by_site: HashMap<SiteHost, Frame>,
    /// Of each site that nothing names.
    others: Frame,
}

impl Frames {
    pub fn of(&self, site: &SiteHost) -> &Frame {
        self.by_site.get(site).unwrap_or(&self.others)
    }
}

pub async fn read(conn: &mut Conn<'_>) -> db::Result<Frames> {
    let promotions = promotion::store::list(conn).await?;
    let pages = page::store::list(conn).await?;
    Ok(build(promotions, pages))
}

fn build(promotions: Vec<PromotionRow>, pages: Vec<PageRow>) -> Frames {
    let on = |site: Option<String>| site.map(|site| SiteHost::new(&site));
    let promotions: Vec<(Option<SiteHost>, Arc<Promotion>)> =
        promotions.into_iter().map(|mut row| (on(row.site.take()), Arc::new(promotion(row)))).collect();
    let pages: Vec<Arc<Page>> = pages.into_iter().map(|row| Arc::new(page(row))).collect();
    let named = promotions.iter().filter_map(|(site, _)| site.as_ref());
    let named: Vec<SiteHost> = named.chain(pages.iter().filter_map(|page| page.site.as_ref())).cloned().collect();
    let by_site = named.into_iter().map(|site| {
        let frame = frame(&promotions, &pages, Some(&site));
        (site, frame)
    });
    Frames { by_site: by_site.collect(), others: frame(&promotions, &pages, None) }
}

fn frame(promotions: &[(Option<SiteHost>, Arc<Promotion>)], pages: &[Arc<Page>], site: Option<&SiteHost>) -> Frame {
    let is_here = |of: Option<&SiteHost>| of.is_none() || of == site;
    let mut promotions: Vec<Arc<Promotion>> =
        promotions.iter().filter(|(of, _)| is_here(of.as_ref())).map(|(_, promotion)| Arc::clone(promotion)).collect();
    promotion::sort(&mut promotions);
    // A site's own page takes the place of the one of that slug for every site.
    let is_outdone = |page: &Page| {
        page.site.is_none()
            && pages.iter().any(|own| own.slug == page.slug && own.site.as_ref() == site && site.is_some())
    };
    let here = pages.iter().filter(|page| is_here(page.site.as_ref()) && !is_outdone(page)).cloned();
    let (join, mut pages): (Vec<Arc<Page>>, Vec<Arc<Page>>) = here.partition(|page| page.slug == page::JOIN);
    pages.sort_by(|a, b| {
        let rank = |page: &Page| (page.position.is_none(), page.position);
        rank(a).cmp(&rank(b)).then_with(|| a.title.cmp(&b.title)).then_with(|| a.slug.cmp(&b.slug))
    });
    let shown: Vec<(&str, &str)> = pages.iter().map(|page| (page.slug.as_str(), page.title.as_str())).collect();
    let foot = if shown.is_empty() {
        Version::default()
    } else {
        Version::from_digest(&sha256(format!("{shown:?}").as_bytes()))
    };
    Frame { promotions, pages, join: join.into_iter().next(), foot }
}

fn promotion(row: PromotionRow) -> Promotion {
    let list = |json: &str| serde_json::from_str::<Vec<String>>(json).unwrap_or_default();
    let zone = row.event_zone.as_deref().and_then(Zone::parse);
    Promotion {
        key: PromotionKey::of(&row.collection, &row.source),
        version: Version::from_digest(&sha256(&[row.collection.as_bytes(), &row.digest].concat())),
        text: row.text,
        link: row.link,
        label: row.label,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        event: row.event_at.zip(zone).map(|(at, zone)| Event { at, zone }),
        audience: Audience::from_column(&row.audience),
        topics: list(&row.topics).iter().map(|name| slug(name)).collect(),
        paths: list(&row.paths),
        priority: row.priority,
    }
}

fn page(row: PageRow) -> Page {
    Page {
        id: row.id,
        site: row.site.as_deref().map(SiteHost::new),
        slug: row.slug,
        title: row.title,
        summary: row.summary,
        position: row.position,
        programme: row.programme,
        body: row.body,
        updated_at: row.updated_at,
        version: Version::from_digest(&row.digest),
    }
}
