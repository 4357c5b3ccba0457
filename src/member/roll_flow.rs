//! Keeps the words that members are found by, apart from the transactions that change members: nobody who signs in waits
//! for it.

use super::flow::Members;
use super::roll::words_of_member;
use super::roll_store;
use crate::db::{self, Lane, retrying};

/// Members whose words are written in one transaction.
const AT_ONCE: i64 = 200;

impl Members {
    /// Writes the words of those whose row has changed; how many.
    pub async fn index_words(&self) -> db::Result<usize> {
        let mut all = 0;
        loop {
            let some = retrying(|| self.index_some()).await?;
            all += some;
            if some < usize::try_from(AT_ONCE).unwrap_or(usize::MAX) {
                return Ok(all);
            }
        }
    }

    async fn index_some(&self) -> db::Result<usize> {
        // Looked at without a transaction: most of the time there is nothing to do.
        let rows = {
            let mut read = self.db.read().await?;
            roll_store::list_unindexed(&mut read.conn(), AT_ONCE).await?
        };
        if rows.is_empty() {
            return Ok(0);
        }
        let mut tx = self.db.begin_in(Lane::Work).await?;
        let mut conn = tx.conn();
        for member in &rows {
            // Where it was changed or deleted since, it is found again.
            if roll_store::update_indexed(&mut conn, member).await? {
                roll_store::delete_words(&mut conn, member.id).await?;
                for word in words_of_member(&member.address, &member.name) {
                    roll_store::insert_word(&mut conn, member.id, &word).await?;
                }
            }
        }
        tx.commit().await?;
        Ok(rows.len())
    }
}
