//! Puts a letter into the outbox, sealed: whoever reads the database reads no link and no code.

use super::{Letter, LetterId, Withheld, store};
use crate::clock::Timestamp;
use crate::db::{self, Conn};
use crate::secret::{self, Keys, Sealed};

/// Writes the row within the caller's transaction. A withheld letter is recorded at the same cost, without its content.
pub async fn put(
    conn: &mut Conn<'_>,
    keys: &Keys,
    letter: &Letter,
    withheld: Option<Withheld>,
    now: Timestamp,
) -> db::Result<LetterId> {
    let id = LetterId(secret::new_id(now));
    let content = serde_json::to_vec(&letter.content).expect("texts serialize");
    let sealed = keys.seal(Sealed::Letter, id.0.as_bytes(), &content);
    let row = store::NewLetter {
        id,
        kind: letter.kind,
        recipient: &letter.to,
        sealed: withheld.is_none().then_some(sealed),
        state: if withheld.is_none() { "waiting" } else { "withheld" },
        created_at: now,
        expires_at: now.plus(letter.life),
        ended_at: withheld.is_some().then_some(now),
        last_answer: withheld.map(Withheld::as_str),
    };
    store::insert(conn, &row).await?;
    Ok(id)
}
