//! Who runs the site: what each role may do, and the second factor that opens the staff area.
//!
//! The table of roles stands here and nowhere else. What it does not allow is refused, whatever the page.

pub mod app_code;
pub mod articles;
pub mod door;
pub mod factor;
pub mod factor_store;
pub mod flow;
pub mod passkey;
pub mod passkey_flow;
pub mod passkey_store;
pub mod recovery;
pub mod webhook;

/// What a member of the staff is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// May do everything.
    Owner,
    /// Articles, promotions, comments and numbers.
    Editor,
    /// Members, their letters and comments.
    Desk,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Owner, Self::Editor, Self::Desk];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Editor => "editor",
            Self::Desk => "desk",
        }
    }

    /// `None` for a word that is no role: whoever has it is no staff.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// The table.
    pub fn may(self, what: May) -> bool {
        match what {
            May::Enter | May::KeepFactors | May::SeeComments | May::DecideComments => true,
            May::SeeNumbers | May::SeeArticles | May::ChangeArticles | May::SeeExperiments | May::ChangeExperiments => {
                matches!(self, Self::Owner | Self::Editor)
            }
            May::SeeMembers
            | May::ChangeMembers
            | May::ExportMembers
            | May::EraseMembers
            | May::ImportMembers
            | May::SeeLetters
            | May::ChangeLetters => matches!(self, Self::Owner | Self::Desk),
            May::SeeStaff
            | May::ChangeStaff
            | May::SeeAudit
            | May::SeePrograms
            | May::ChangePrograms
            | May::SeeWebhooks
            | May::ChangeWebhooks => self == Self::Owner,
        }
    }
}

/// What may be done in the staff area, as fine as roles differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum May {
    /// What everybody who runs the site meets first.
    Enter,
    /// One's own second factors.
    KeepFactors,
    SeeComments,
    DecideComments,
    SeeNumbers,
    SeeArticles,
    /// Their access.
    ChangeArticles,
    SeeExperiments,
    ChangeExperiments,
    SeeMembers,
    ChangeMembers,
    ExportMembers,
    EraseMembers,
    ImportMembers,
    SeeLetters,
    ChangeLetters,
    SeeStaff,
    ChangeStaff,
    SeeAudit,
    SeePrograms,
    ChangePrograms,
    SeeWebhooks,
    ChangeWebhooks,
}

impl May {
    pub const ALL: [Self; 23] = [
        Self::Enter,
        Self::KeepFactors,
        Self::SeeComments,
        Self::DecideComments,
        Self::SeeNumbers,
        Self::SeeArticles,
        Self::ChangeArticles,
        Self::SeeExperiments,
        Self::ChangeExperiments,
        Self::SeeMembers,
        Self::ChangeMembers,
        Self::ExportMembers,
        Self::EraseMembers,
        Self::ImportMembers,
        Self::SeeLetters,
        Self::ChangeLetters,
        Self::SeeStaff,
        Self::ChangeStaff,
        Self::SeeAudit,
        Self::SeePrograms,
        Self::ChangePrograms,
        Self::SeeWebhooks,
        Self::ChangeWebhooks,
    ];

    /// What cannot be undone, or gives away more than one look: a proof of the last minutes is wanted.
    pub fn is_grave(self) -> bool {
        matches!(
            self,
            Self::ExportMembers
                | Self::EraseMembers
                | Self::ImportMembers
                | Self::ChangeStaff
                | Self::ChangePrograms
                | Self::ChangeWebhooks
        )
    }
}
