//! Pages for search engines, in schema.org's words: an article after Google's rules for gated content, the front page as
//! its site's, an author's as a person's.
//!
//! Says that an article is gated and by which element; holds no word beyond its lead.

use serde_json::{Map, Value, json};

use super::preview;
use crate::article::{Article, Author, Size};
use crate::links;
use crate::site::Site;

/// The same for readers of every kind: a page that told crawlers something else would be cloaked.
pub fn article(site: &Site, article: &Article) -> String {
    let absolute = |path: &str| links::absolute(&site.base_url, path);
    let url = absolute(&article.path);
    let mut data = Fields::of(if site.is_news { "NewsArticle" } else { "Article" });
    data.put("headline", json!(article.title));
    data.put_text("description", &preview::description(article));
    data.put("url", json!(url));
    data.put("mainEntityOfPage", json!({ "@type": "WebPage", "@id": url }));
    data.put("inLanguage", json!(site.language));
    data.put("datePublished", json!(article.published_at.to_iso()));
    data.put("dateModified", json!(article.changed_at().to_iso()));
    if let Some(author) = &article.author {
        data.put("author", json!([person(site, author).finish()]));
    }
    data.put("publisher", publisher(site));
    if let Some(image) = &article.image {
        let url = absolute(image);
        let image = match article.image_size {
            Some(Size { width, height }) => {
                json!({ "@type": "ImageObject", "url": url, "width": width, "height": height })
            }
            None => json!(url),
        };
        data.put("image", json!([image]));
    }
    if let Some(topic) = article.topics.first() {
        data.put("articleSection", json!(topic.name));
        data.put("keywords", json!(article.topics.iter().map(|topic| topic.name.as_str()).collect::<Vec<_>>()));
    }
    data.put("isAccessibleForFree", json!(!article.is_gated()));
    if article.is_gated() {
        let part = json!({ "@type": "WebPageElement", "isAccessibleForFree": false, "cssSelector": ".gated" });
        data.put("hasPart", part);
    }
    in_script(&data.context())
}

/// What search engines call the site by.
pub fn front(site: &Site) -> String {
    let mut data = Fields::of("WebSite");
    data.put("name", json!(site.name));
    data.put("url", json!(site.base_url.as_str()));
    data.put_text("description", site.tagline.as_deref().unwrap_or_default());
    data.put("inLanguage", json!(site.language));
    data.put("publisher", publisher(site));
    in_script(&data.context())
}

pub fn author(site: &Site, author: &Author) -> String {
    let mut data = Fields::of("ProfilePage");
    let mut person = person(site, author);
    person.put_text("description", &author.bio);
    data.put("mainEntity", person.finish());
    in_script(&data.context())
}

fn person(site: &Site, author: &Author) -> Fields {
    let absolute = |path: &str| links::absolute(&site.base_url, path);
    let mut data = Fields::of("Person");
    data.put("name", json!(author.name));
    data.put("url", json!(absolute(&links::author(&author.slug))));
    if author.has_portrait {
        data.put("image", json!(absolute(&links::author_portrait(&author.slug))));
    }
    if !author.links.is_empty() {
        data.put("sameAs", json!(author.links.iter().map(|link| link.url.as_str()).collect::<Vec<_>>()));
    }
    data
}

fn publisher(site: &Site) -> Value {
    let mut data = Fields::of("Organization");
    data.put("name", json!(site.name));
    data.put("url", json!(site.base_url.as_str()));
    if let Some(logo) = &site.look.logo {
        let url = links::absolute(&site.base_url, &logo.url);
        data.put("logo", json!({ "@type": "ImageObject", "url": url, "width": logo.width, "height": logo.height }));
    }
    data.finish()
}

/// One thing with its type.
struct Fields(Map<String, Value>);

impl Fields {
    fn of(kind: &str) -> Self {
        Self(Map::from_iter([("@type".to_owned(), json!(kind))]))
    }

    fn put(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }

    /// Nothing where there is nothing to say.
    fn put_text(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.put(name, json!(text));
        }
    }

    fn finish(self) -> Value {
        Value::Object(self.0)
    }

    /// As the outermost thing of a page.
    fn context(mut self) -> Value {
        self.put("@context", json!("https://schema.org"));
        self.finish()
    }
}

/// Inside a script element nothing but `</script` and `<!--` could end or bend it.
fn in_script(data: &Value) -> String {
    data.to_string().replace('<', "\\u003c")
}
