//! What waits for staff is told to them by letter: at most once in a while, and only where something is new.

use super::{Comments, letter, waiting_store};
use crate::article;
use crate::db::{Lane, retrying};
use crate::limit::{self, LimitKey, Rule};
use crate::member;
use crate::member::flow::FlowError;

/// Staff who are written to, and articles that a letter names.
const MOST: i64 = 20;

impl Comments {
    /// How many letters were put into the outbox. All instances take turns: the transaction that claims one writes them.
    pub async fn tell_staff(&self) -> Result<usize, FlowError> {
        let Some(every) = self.settings.digest_every else { return Ok(0) };
        {
            let mut read = self.members.db.read().await?;
            if !waiting_store::is_any_new(&mut read.conn()).await? {
                return Ok(0);
            }
        }
        let told = retrying(|| self.try_tell(Rule::Counted { at_most: 1, within: every })).await?;
        if told > 0 {
            self.members.wake.notify_one();
        }
        Ok(told)
    }

    async fn try_tell(&self, turn: Rule) -> Result<usize, FlowError> {
        let now = self.members.clock.now();
        let key = LimitKey::new(&self.members.keys, "digest of comments", "all");
        let mut tx = self.members.db.begin_in(Lane::Work).await?;
        let mut conn = tx.conn();
        if !limit::store::claim(&mut conn, &key, turn, now).await?.is_yes() {
            return Ok(0);
        }
        let staff = member::store::list_staff(&mut conn, MOST).await?;
        let (held, reported) = waiting_store::count_waiting(&mut conn).await?;
        let mut articles = Vec::new();
        for (article, count) in waiting_store::list_articles(&mut conn, MOST).await? {
            if let Some((.., title)) = article::store::find_heading(&mut conn, article).await? {
                articles.push((title, count));
            }
        }
        for member in &staff {
            let voice = self.members.voice_for(member, self.sites.find_or_first(&member.site));
            let letter = letter::digest(self, voice, &member.address, (&articles, held, reported))?;
            self.members.put(&mut conn, &letter, now).await?;
        }
        waiting_store::update_told(&mut conn, now).await?;
        tx.commit().await?;
        Ok(staff.len())
    }
}
