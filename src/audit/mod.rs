//! An account of what staff did: who, what, when, before and after. Written in the transaction that does it, and never
//! changed.
//!
//! Ids and states alone: no address, no name, nothing typed. It outlives those that it speaks of.

pub mod store;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::member::MemberId;

/// A program of the publisher's own: see `program`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type)]
#[sqlx(transparent)]
pub struct ProgramId(pub Uuid);

/// Whoever did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    Staff(MemberId),
    Program(ProgramId),
    /// Whoever may run commands on the machine.
    CommandLine,
}

impl Actor {
    pub fn member(self) -> Option<MemberId> {
        match self {
            Self::Staff(id) => Some(id),
            Self::Program(_) | Self::CommandLine => None,
        }
    }

    pub fn program(self) -> Option<ProgramId> {
        match self {
            Self::Program(id) => Some(id),
            Self::Staff(_) | Self::CommandLine => None,
        }
    }
}

/// What can be done. The words stand in the table, in messages and in exports: they never change their meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    RoleChanged,
    FactorAdded,
    FactorRemoved,
    RecoveryMade,
    MemberBlocked,
    MemberUnblocked,
    SessionsEnded,
    MemberErased,
    MembersExported,
    CommentDecided,
    LetterHurried,
    SuppressionLifted,
    ProgramMade,
    ProgramEnded,
    ShareEnded,
    ArticlePut,
    ArticleTakenBack,
    AccessChanged,
    WebhookAdded,
    WebhookChanged,
    WebhookPaused,
    WebhookResumed,
    WebhookRotated,
    WebhookTested,
    WebhookResent,
    WebhookRemoved,
    ImportUploaded,
    ImportStarted,
    ImportDiscarded,
    ImportEnded,
    InvitationsStarted,
    InvitationsStopped,
    ExperimentStarted,
    ExperimentStopped,
    ExperimentLifted,
}

impl Action {
    pub const ALL: [Self; 35] = [
        Self::RoleChanged,
        Self::FactorAdded,
        Self::FactorRemoved,
        Self::RecoveryMade,
        Self::MemberBlocked,
        Self::MemberUnblocked,
        Self::SessionsEnded,
        Self::MemberErased,
        Self::MembersExported,
        Self::CommentDecided,
        Self::LetterHurried,
        Self::SuppressionLifted,
        Self::ProgramMade,
        Self::ProgramEnded,
        Self::ShareEnded,
        Self::ArticlePut,
        Self::ArticleTakenBack,
        Self::AccessChanged,
        Self::WebhookAdded,
        Self::WebhookChanged,
        Self::WebhookPaused,
        Self::WebhookResumed,
        Self::WebhookRotated,
        Self::WebhookTested,
        Self::WebhookResent,
        Self::WebhookRemoved,
        Self::ImportUploaded,
        Self::ImportStarted,
        Self::ImportDiscarded,
        Self::ImportEnded,
        Self::InvitationsStarted,
        Self::InvitationsStopped,
        Self::ExperimentStarted,
        Self::ExperimentStopped,
        Self::ExperimentLifted,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::RoleChanged => "role-changed",
            Self::FactorAdded => "factor-added",
            Self::FactorRemoved => "factor-removed",
            Self::RecoveryMade => "recovery-made",
            Self::MemberBlocked => "member-blocked",
            Self::MemberUnblocked => "member-unblocked",
            Self::SessionsEnded => "sessions-ended",
            Self::MemberErased => "member-erased",
            Self::MembersExported => "members-exported",
            Self::CommentDecided => "comment-decided",
            Self::LetterHurried => "letter-hurried",
            Self::SuppressionLifted => "suppression-lifted",
            Self::ProgramMade => "program-made",
            Self::ProgramEnded => "program-ended",
            Self::ShareEnded => "share-ended",
            Self::ArticlePut => "article-put",
            Self::ArticleTakenBack => "article-taken-back",
            Self::AccessChanged => "access-changed",
            Self::WebhookAdded => "webhook-added",
            Self::WebhookChanged => "webhook-changed",
            Self::WebhookPaused => "webhook-paused",
            Self::WebhookResumed => "webhook-resumed",
            Self::WebhookRotated => "webhook-rotated",
            Self::WebhookTested => "webhook-tested",
            Self::WebhookResent => "webhook-resent",
            Self::WebhookRemoved => "webhook-removed",
            Self::ImportUploaded => "import-uploaded",
            Self::ImportStarted => "import-started",
            Self::ImportDiscarded => "import-discarded",
            Self::ImportEnded => "import-ended",
            Self::InvitationsStarted => "invitations-started",
            Self::InvitationsStopped => "invitations-stopped",
            Self::ExperimentStarted => "experiment-started",
            Self::ExperimentStopped => "experiment-stopped",
            Self::ExperimentLifted => "experiment-lifted",
        }
    }
}

/// What it was done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Member(MemberId),
    Comment(Uuid),
    Letter(Uuid),
    ShareLink(Uuid),
    Article(Uuid),
    Program(ProgramId),
    Webhook(Uuid),
    Import(Uuid),
    Experiment(Uuid),
    /// One that is known by its key alone.
    Address,
    /// A list, and no single row.
    Members,
}

impl Subject {
    pub fn kind(self) -> &'static str {
        match self {
            Self::Member(_) => "member",
            Self::Comment(_) => "comment",
            Self::Letter(_) => "letter",
            Self::ShareLink(_) => "share-link",
            Self::Article(_) => "article",
            Self::Program(_) => "program",
            Self::Webhook(_) => "webhook",
            Self::Import(_) => "import",
            Self::Experiment(_) => "experiment",
            Self::Address => "address",
            Self::Members => "members",
        }
    }

    pub fn id(self) -> String {
        match self {
            Self::Member(id) => id.0.to_string(),
            Self::Comment(id)
            | Self::Article(id)
            | Self::Letter(id)
            | Self::ShareLink(id)
            | Self::Webhook(id)
            | Self::Import(id)
            | Self::Experiment(id)
            | Self::Program(ProgramId(id)) => id.to_string(),
            Self::Members | Self::Address => String::new(),
        }
    }
}

/// One thing that was done.
#[derive(Debug, Clone)]
pub struct Deed {
    pub actor: Actor,
    pub action: Action,
    pub subject: Subject,
    pub before: Value,
    pub after: Value,
}

impl Deed {
    /// Where there is nothing to tell but that it was done.
    pub fn new(actor: Actor, action: Action, subject: Subject) -> Self {
        Self { actor, action, subject, before: json!({}), after: json!({}) }
    }

    #[must_use]
    pub fn change(self, before: Value, after: Value) -> Self {
        Self { before, after, ..self }
    }
}

/// One as its row holds it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct AuditRow {
    pub id: Uuid,
    pub at: Timestamp,
    pub staff_id: Option<MemberId>,
    pub program_id: Option<ProgramId>,
    pub action: String,
    pub subject: String,
    pub subject_id: String,
    pub before: String,
    pub after: String,
}
