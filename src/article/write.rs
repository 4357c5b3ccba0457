//! One article into its tables: its row, its files, and their smaller forms.

use serde_json::json;

use super::file_store::KnownForm;
use super::prepare::{Forms, Prepared, PreparedFile};
use super::{ArticleId, file_store, store};
use crate::audit::{self, Action, Actor, Deed, Subject};
use crate::clock::Timestamp;
use crate::db::{self, Conn};

/// Takes the place of what the row of this id held before.
pub async fn article(
    conn: &mut Conn<'_>,
    (id, collection): (ArticleId, &str),
    prepared: &Prepared,
    now: Timestamp,
) -> db::Result<()> {
    if store::is_opened_under_another(conn, id, collection).await? {
        note_ended_opening(conn, id, now).await?;
    }
    store::upsert(conn, id, collection, (&prepared.article, &prepared.hero), now).await?;
    store::update_discussed(conn, id, prepared.article.matter.comments.unwrap_or(true)).await?;
    file_store::delete_files(conn, id).await?;
    for file in &prepared.files {
        file_store::insert_file(conn, id, file).await?;
    }
    // The forms that are kept may lie under the row of a file's name that another article has taken over.
    if let Some(from) = prepared.known.filter(|known| *known != id) {
        file_store::delete_forms(conn, id).await?;
        file_store::update_forms_article(conn, from, id).await?;
    }
    // Of the same bytes alone: another may have been written since these were looked at.
    let is_kept = |form: &KnownForm| {
        let is_it = |file: &&PreparedFile| file.file.name == form.name && file.source_digest() == form.source_digest;
        prepared.files.iter().find(is_it).is_some_and(|file| matches!(file.forms, Forms::Kept(_)))
    };
    for form in file_store::list_forms(conn, id).await?.iter().filter(|form| !is_kept(form)) {
        file_store::delete_forms_of(conn, id, &form.name).await?;
    }
    for file in &prepared.files {
        let Forms::Made(forms) = &file.forms else { continue };
        for form in forms {
            file_store::insert_form(conn, id, file, (form.width, &form.bytes)).await?;
        }
        if forms.is_empty() {
            file_store::insert_form(conn, id, file, (0, &[])).await?;
        }
    }
    Ok(())
}

/// Staff opened what stood there before: of what takes its place they have said nothing.
async fn note_ended_opening(conn: &mut Conn<'_>, id: ArticleId, now: Timestamp) -> db::Result<()> {
    let deed = Deed::new(Actor::CommandLine, Action::AccessChanged, Subject::Article(id.0))
        .change(json!({ "override": "public" }), json!({ "override": null, "reason": "another collection" }));
    audit::store::insert(conn, &deed, now).await?;
    tracing::warn!(article = %id.0, "an article that was opened to everyone at the desk was taken over by another collection: it is as its file says");
    Ok(())
}
