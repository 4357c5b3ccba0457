//! Articles as staff and programs list them, unpublished ones too.

use super::ArticleId;
use crate::clock::Timestamp;
use crate::db::{self, Conn, sql};

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ListedArticle {
    pub id: ArticleId,
    pub collection: String,
    pub source: String,
    pub site: String,
    pub path: String,
    pub title: String,
    pub author: Option<String>,
    /// By its file.
    pub access: String,
    /// What staff say instead, and since when.
    pub access_override: Option<String>,
    pub access_override_at: Option<Timestamp>,
    pub words: i64,
    pub published_at: Timestamp,
    pub updated_at: Option<Timestamp>,
    pub unpublished_at: Option<Timestamp>,
}

/// What a list is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct Narrowed {
    /// Part of a title; empty: all.
    pub title: String,
    pub site: Option<String>,
    /// Those alone whose access staff have changed.
    pub is_overridden: bool,
}

macro_rules! listed {
    ($rest:literal) => {
        concat!(
            "SELECT id, collection, source, site, path, title, author, access, access_override, access_override_at, words, ",
            "published_at, updated_at, unpublished_at FROM article WHERE ",
            $rest
        )
    };
}

/// Those before this one, the newest row first. A title is found as it is typed; in other case as far as the engine knows
/// of it, which is ASCII in one of them.
pub async fn list_before(
    conn: &mut Conn<'_>,
    narrowed: &Narrowed,
    before: ArticleId,
    limit: i64,
) -> db::Result<Vec<ListedArticle>> {
    let (lower, typed) = (like(&narrowed.title.to_lowercase()), like(&narrowed.title));
    sql!(list ListedArticle, conn, "list articles for the desk",
        listed!("id < $1 AND (LOWER(title) LIKE $2 ESCAPE '!' OR title LIKE $6 ESCAPE '!') AND ($3 = '' OR site = $3)
                 AND ($4 = 0 OR access_override IS NOT NULL) ORDER BY id DESC LIMIT $5"),
        before, lower, narrowed.site.as_deref().unwrap_or_default(), i64::from(narrowed.is_overridden), limit, typed)
}

pub async fn find(conn: &mut Conn<'_>, id: ArticleId) -> db::Result<Option<ListedArticle>> {
    sql!(find ListedArticle, conn, "load an article for the desk", listed!("id = $1"), id)
}

/// Whatever holds these words, as they are.
fn like(words: &str) -> String {
    let mut pattern = String::from("%");
    for one in words.chars() {
        if matches!(one, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(one);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::like;

    #[test]
    fn what_is_typed_is_looked_for_as_it_is() {
        assert_eq!(like("50% Off_!"), "%50!% Off!_!!%");
        assert_eq!(like(""), "%%");
    }
}
