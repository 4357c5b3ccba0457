//! The rule of who comes in by an account elsewhere. Pure; its whole table is kept as a snapshot.
//!
//! **No provider's word makes anyone an existing member (R22).** An account that is not connected yet opens a membership
//! only where its address is proved and nobody's. In every other case our own letter decides, and connects the account in
//! the browser that showed to hold it, or not at all.

/// What is known when an account arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    pub held: Held,
    pub told: Told,
    /// Whether some member has the address told.
    pub is_address_taken: bool,
    pub asks: Asks,
}

/// Whose the account is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    Nobody,
    /// The member who is signed in here.
    Own,
    Member,
    Blocked,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    Nothing,
    Claimed,
    Proved,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    SignIn,
    /// Somebody has signed in in this browser since it began.
    SignInOver,
    Connect,
    /// To connect, and not freshly signed in.
    ConnectStale,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    SignIn,
    Join,
    AskLetter,
    AskAddress,
    Connect,
    AlreadyConnected,
    Anothers,
    NotFresh,
    /// Nobody is signed out in favour of another without a word (R7).
    StaySignedIn,
    Blocked,
}

/// The rule.
pub fn decide(facts: Facts) -> Step {
    match (facts.asks, facts.held) {
        (Asks::ConnectStale, _) => Step::NotFresh,
        (Asks::Connect, Held::Own) => Step::AlreadyConnected,
        (Asks::Connect, Held::Nobody) => Step::Connect,
        (Asks::Connect, Held::Member | Held::Blocked) => Step::Anothers,
        (Asks::SignInOver, Held::Own) | (Asks::SignIn, Held::Own | Held::Member) => Step::SignIn,
        (Asks::SignInOver, _) => Step::StaySignedIn,
        (Asks::SignIn, Held::Blocked) => Step::Blocked,
        (Asks::SignIn, Held::Nobody) => match facts.told {
            Told::Nothing => Step::AskAddress,
            Told::Proved if !facts.is_address_taken => Step::Join,
            Told::Proved | Told::Claimed => Step::AskLetter,
        },
    }
}
