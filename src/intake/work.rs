//! What one piece of a file writes.

use std::collections::HashSet;

use super::file::{Piece, Row};
use super::{Change, Counts, Fate, ImportId};
use crate::clock::Timestamp;
use crate::db::{self, Conn};
use crate::member::MemberId;
use crate::member::bulk_store::{self, BroughtConsent, ChangedMember, NewMember, NewWord};
use crate::member::roll::words_of_member;
use crate::secret;

/// All that a piece writes, put together before its transaction begins.
pub(super) struct Work<'a> {
    members: Vec<NewMember<'a>>,
    words: Vec<NewWord>,
    changes: Vec<ChangedMember<'a>>,
    consents: Vec<BroughtConsent<'a>>,
    known: i64,
}

impl<'a> Work<'a> {
    pub fn new(piece: &'a Piece, fates: &'a [Fate], site: &'a str, now: Timestamp) -> Self {
        let mut work =
            Self { members: Vec::new(), words: Vec::new(), changes: Vec::new(), consents: Vec::new(), known: 0 };
        for (row, fate) in piece.rows.iter().zip(fates) {
            let site = row.site.as_deref().unwrap_or(site);
            match fate {
                Fate::Fresh => work.add_member(row, site, now),
                Fate::Change(change) => work.add_change(row, change, site, now),
                Fate::Known => work.known += 1,
                Fate::Forgotten => {}
            }
        }
        // In the order of the table: neighbours lie on one page of it.
        work.words.sort_unstable();
        work
    }

    fn add_member(&mut self, row: &'a Row, site: &'a str, now: Timestamp) {
        let at = row.joined_at.unwrap_or(now);
        let id = MemberId(secret::new_id(at));
        self.words.extend(words_of_member(&row.address, &row.name).into_iter().map(|word| NewWord { word, id }));
        self.members.push(NewMember {
            id,
            address: row.address.as_str(),
            name: &row.name,
            site,
            at,
            blocked: row.blocked_at,
            language: row.language.as_deref(),
            news: row.news.is_some(),
        });
        self.add_consent(row, id, site, now);
    }

    fn add_change(&mut self, row: &'a Row, change: &'a Change, site: &'a str, now: Timestamp) {
        self.changes.push(ChangedMember {
            id: change.id,
            name: change.name.as_deref(),
            language: change.language.as_deref(),
            news: change.adds_news,
        });
        if change.adds_news {
            self.add_consent(row, change.id, site, now);
        }
    }

    fn add_consent(&mut self, row: &'a Row, member: MemberId, site: &'a str, now: Timestamp) {
        let Some((at, wording)) = &row.news else { return };
        self.consents.push(BroughtConsent {
            id: MemberId(secret::new_id(now)),
            member,
            wording,
            site,
            language: row.language.as_deref().unwrap_or_default(),
            at: *at,
        });
    }

    /// Whoever has become a member since, or has come in, is left as they are, and counted as known.
    pub async fn write(&self, conn: &mut Conn<'_>, import: ImportId) -> db::Result<Counts> {
        let made: HashSet<MemberId> = if self.members.is_empty() {
            HashSet::new()
        } else {
            bulk_store::insert(conn, import.0, &self.members).await?.into_iter().collect()
        };
        let words: Vec<&NewWord> = self.words.iter().filter(|word| made.contains(&word.id)).collect();
        if !words.is_empty() {
            bulk_store::insert_words(conn, &words).await?;
        }
        let changed: HashSet<MemberId> = if self.changes.is_empty() {
            HashSet::new()
        } else {
            bulk_store::update(conn, &self.changes).await?.into_iter().collect()
        };
        let is_there = |id: &MemberId| made.contains(id) || changed.contains(id);
        let consents: Vec<&BroughtConsent<'_>> =
            self.consents.iter().filter(|consent| is_there(&consent.member)).collect();
        if !consents.is_empty() {
            bulk_store::insert_consents(conn, &consents).await?;
        }
        let count = |many: usize| i64::try_from(many).unwrap_or(i64::MAX);
        let (fresh, now_changed) = (count(made.len()), count(changed.len()));
        let late = count(self.members.len() + self.changes.len()) - fresh - now_changed;
        Ok(Counts { fresh, known: self.known + late, changed: now_changed, refused: 0 })
    }
}
