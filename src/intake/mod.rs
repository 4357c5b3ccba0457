//! Members that a publisher brings in a file: looked over, taken in, and invited if the publisher says so.
//!
//! Nobody becomes a proved member by a file, nobody is unblocked by one, and no file writes to anybody. Whoever has proved
//! their address has said themselves what they are called and what they agree to: of them a file changes nothing.

mod column;
pub mod file;
pub mod flow;
pub mod invite;
pub mod letter;
pub mod store;
pub mod take;
mod work;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::language::Words;
use crate::member::MemberId;
use crate::member::bulk_store::Known;
use file::Row;

/// Of a file that comes by a page. The command line reads files of any length.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;
pub const MAX_ROWS: u64 = 100_000;
/// Refused rows that are told one by one.
pub const TOLD: usize = 100;

#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct ImportId(pub Uuid);

/// What became of rows, or would.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub fresh: i64,
    /// Members already, of whom nothing changes.
    pub known: i64,
    pub changed: i64,
    pub refused: i64,
}

impl Counts {
    pub fn rows(self) -> i64 {
        [self.fresh, self.known, self.changed, self.refused].into_iter().fold(0, i64::saturating_add)
    }

    #[must_use]
    pub fn plus(self, more: Self) -> Self {
        Self {
            fresh: self.fresh.saturating_add(more.fresh),
            known: self.known.saturating_add(more.known),
            changed: self.changed.saturating_add(more.changed),
            refused: self.refused.saturating_add(more.refused),
        }
    }
}

/// Why a row is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// More or fewer fields than the first line.
    Fields,
    /// A quote is not closed, most likely.
    LineBreak,
    Nul,
    Address,
    /// An earlier row has the same address.
    Repeated,
    NameTooLong,
    NameUnshowable,
    Language,
    Site,
    Moment,
    Future,
    /// News were agreed to without words, or without a time.
    HalfNews,
    WordingTooLong,
    /// They asked not to be brought back.
    Forgotten,
}

impl Reason {
    pub const ALL: [Self; 14] = [
        Self::Fields,
        Self::LineBreak,
        Self::Nul,
        Self::Address,
        Self::Repeated,
        Self::NameTooLong,
        Self::NameUnshowable,
        Self::Language,
        Self::Site,
        Self::Moment,
        Self::Future,
        Self::HalfNews,
        Self::WordingTooLong,
        Self::Forgotten,
    ];

    pub fn words(self) -> Words {
        Words(match self {
            Self::Fields => "import-row-fields",
            Self::LineBreak => "import-row-line-break",
            Self::Nul => "import-row-nul",
            Self::Address => "import-row-address",
            Self::Repeated => "import-row-repeated",
            Self::NameTooLong => "import-row-name-too-long",
            Self::NameUnshowable => "import-row-name-unshowable",
            Self::Language => "import-row-language",
            Self::Site => "import-row-site",
            Self::Moment => "import-row-moment",
            Self::Future => "import-row-future",
            Self::HalfNews => "import-row-half-news",
            Self::WordingTooLong => "import-row-wording-too-long",
            Self::Forgotten => "import-row-forgotten",
        })
    }
}

/// A row that is not taken. Nothing of what stands in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The first line, with the names, is row 1.
    pub row: u64,
    /// Empty where it is the row as a whole.
    pub field: String,
    pub reason: Reason,
}

/// What a row is to come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    Fresh,
    Known,
    Change(Change),
    Forgotten,
}

/// What a row changes of a member who is there and has never come in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub id: MemberId,
    pub name: Option<String>,
    pub language: Option<String>,
    pub adds_news: bool,
}

pub fn decide(row: &Row, known: Option<&Known>, is_forgotten: bool) -> Fate {
    let Some(known) = known else { return if is_forgotten { Fate::Forgotten } else { Fate::Fresh } };
    if known.proved_at.is_some() || known.blocked_at.is_some() || known.staff_role.is_some() {
        return Fate::Known;
    }
    let name = (!row.name.is_empty() && row.name != known.name).then(|| row.name.clone());
    let language = row.language.clone().filter(|language| known.language.as_ref() != Some(language));
    // Whoever has ever said yes or no has said it themselves, or it came by a file before.
    let adds_news = row.news.is_some() && !known.has_answered;
    if name.is_none() && language.is_none() && !adds_news {
        return Fate::Known;
    }
    Fate::Change(Change { id: known.id, name, language, adds_news })
}

/// How an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Ready,
    Taking,
    /// The command line is at it; it has no file to go on with.
    Command,
    Done,
    Failed,
}

impl State {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Taking => "taking",
            Self::Command => "command",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

/// An import as its row holds it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Import {
    pub id: ImportId,
    pub made_at: Timestamp,
    pub staff_id: Option<MemberId>,
    pub state: String,
    pub site: String,
    pub looked_fresh: i64,
    pub looked_known: i64,
    pub looked_changed: i64,
    pub looked_refused: i64,
    pub fresh: i64,
    pub known: i64,
    pub changed: i64,
    pub refused: i64,
    pub refusals: String,
    pub tries: i64,
    pub due_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub invitations: String,
    pub invited: i64,
    pub uninvited: i64,
}

impl Import {
    pub fn looked(&self) -> Counts {
        Counts {
            fresh: self.looked_fresh,
            known: self.looked_known,
            changed: self.looked_changed,
            refused: self.looked_refused,
        }
    }

    pub fn done(&self) -> Counts {
        Counts { fresh: self.fresh, known: self.known, changed: self.changed, refused: self.refused }
    }

    pub fn refusals(&self) -> Vec<Refusal> {
        serde_json::from_str(&self.refusals).unwrap_or_default()
    }

    pub fn is(&self, state: State) -> bool {
        self.state == state.as_str()
    }

    /// Nothing more comes of the file.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.is(State::Done) || self.is(State::Failed) || self.is_cut_off(now)
    }

    /// The command line has not been heard of for longer than a batch takes.
    pub fn is_cut_off(&self, now: Timestamp) -> bool {
        self.is(State::Command) && self.due_at <= now
    }
}
