//! The rule of the door: who may pass, and what they are asked for where not.

use std::time::Duration;

use super::{May, Role};
use crate::clock::{self, Timestamp};

/// How long a second factor opens the staff area.
pub const FACTOR_FOR: Duration = clock::hours(12);
/// How recent a sign-in must be to look, where no second factor is asked for.
pub const SIGN_IN_FOR: Duration = clock::hours(1);

/// What the door knows of who stands before it.
#[derive(Debug, Clone, Copy)]
pub struct Caller {
    /// `None`: no staff, blocked, or not proved.
    pub role: Option<Role>,
    pub signed_in_at: Timestamp,
    /// When this browser last proved a second factor.
    pub factor_at: Option<Timestamp>,
    pub has_factor: bool,
}

/// What is wanted, and how the settings guard it.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    pub what: May,
    /// Nothing is changed by it.
    pub is_read: bool,
    /// False on the operator's own machine alone.
    pub wants_factor: bool,
    /// How recent a proof must be for what cannot be undone.
    pub fresh: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passage {
    Open,
    /// There is nothing here for them.
    Nothing,
    /// Staff, and their role may not.
    NotTheirs,
    /// They must sign in once more.
    SignIn,
    /// They have no second factor yet.
    AddFactor,
    ProveFactor,
}

pub fn decide(caller: &Caller, asked: &Asked, now: Timestamp) -> Passage {
    let Some(role) = caller.role else { return Passage::Nothing };
    if !role.may(asked.what) {
        return Passage::NotTheirs;
    }
    let is_within = |at: Timestamp, span: Duration| now.since(at) <= span;
    if !asked.wants_factor {
        let span = if asked.is_read && !asked.what.is_grave() { SIGN_IN_FOR } else { asked.fresh };
        return if is_within(caller.signed_in_at, span) { Passage::Open } else { Passage::SignIn };
    }
    if asked.what == May::KeepFactors && !caller.has_factor {
        // The first one is added by whoever holds the mailbox now, and not by who found an open browser.
        return if is_within(caller.signed_in_at, asked.fresh) { Passage::Open } else { Passage::SignIn };
    }
    if !caller.has_factor {
        return Passage::AddFactor;
    }
    let must_be_fresh = asked.what.is_grave() || asked.what == May::KeepFactors && !asked.is_read;
    let span = if must_be_fresh { asked.fresh } else { FACTOR_FOR };
    match caller.factor_at {
        Some(at) if is_within(at, span) => Passage::Open,
        _ => Passage::ProveFactor,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(86_400_000_000 * 30);

    fn caller() -> Caller {
        let at = NOW.minus(clock::minutes(5));
        Caller { role: Some(Role::Owner), signed_in_at: at, factor_at: Some(at), has_factor: true }
    }

    fn asked(what: May) -> Asked {
        Asked { what, is_read: true, wants_factor: true, fresh: clock::minutes(10) }
    }

    #[test]
    fn without_a_second_factor_nothing_opens_but_the_way_to_one() {
        let none = Caller { factor_at: None, has_factor: false, ..caller() };
        for what in May::ALL {
            let wanted = if what == May::KeepFactors { Passage::Open } else { Passage::AddFactor };
            assert_eq!(decide(&none, &asked(what), NOW), wanted, "{what:?}");
        }
        let late = Caller { signed_in_at: NOW.minus(clock::minutes(11)), ..none };
        assert_eq!(decide(&late, &asked(May::KeepFactors), NOW), Passage::SignIn);
    }

    #[test]
    fn a_proof_opens_for_hours_and_what_is_grave_for_minutes() {
        for what in May::ALL {
            assert_eq!(decide(&caller(), &asked(what), NOW), Passage::Open, "{what:?}");
            let unproved = Caller { factor_at: None, ..caller() };
            assert_eq!(decide(&unproved, &asked(what), NOW), Passage::ProveFactor, "{what:?}");
            let older = Caller { factor_at: Some(NOW.minus(clock::hours(2))), ..caller() };
            let wanted = if what.is_grave() { Passage::ProveFactor } else { Passage::Open };
            assert_eq!(decide(&older, &asked(what), NOW), wanted, "{what:?}");
            let old = Caller { factor_at: Some(NOW.minus(clock::hours(13))), ..caller() };
            assert_eq!(decide(&old, &asked(what), NOW), Passage::ProveFactor, "{what:?}");
        }
        let older = Caller { factor_at: Some(NOW.minus(clock::hours(2))), ..caller() };
        let write = Asked { is_read: false, ..asked(May::KeepFactors) };
        assert_eq!(decide(&older, &write, NOW), Passage::ProveFactor);
    }

    #[test]
    fn who_is_no_staff_finds_nothing_and_a_role_opens_what_is_its_own() {
        let nobody = Caller { role: None, ..caller() };
        for what in May::ALL {
            assert_eq!(decide(&nobody, &asked(what), NOW), Passage::Nothing, "{what:?}");
            for role in Role::ALL {
                let wanted = if role.may(what) { Passage::Open } else { Passage::NotTheirs };
                assert_eq!(
                    decide(&Caller { role: Some(role), ..caller() }, &asked(what), NOW),
                    wanted,
                    "{role:?} {what:?}"
                );
            }
        }
    }

    #[test]
    fn where_no_factor_is_asked_for_the_sign_in_must_be_recent() {
        let open = |minutes: u64, is_read: bool, what: May| {
            let caller = Caller {
                signed_in_at: NOW.minus(clock::minutes(minutes)),
                factor_at: None,
                has_factor: false,
                ..caller()
            };
            decide(&caller, &Asked { is_read, wants_factor: false, ..asked(what) }, NOW)
        };
        for (minutes, is_read, what, wanted) in [
            (59, true, May::SeeComments, Passage::Open),
            (61, true, May::SeeComments, Passage::SignIn),
            (9, false, May::DecideComments, Passage::Open),
            (11, false, May::DecideComments, Passage::SignIn),
            (11, true, May::ExportMembers, Passage::SignIn),
        ] {
            assert_eq!(open(minutes, is_read, what), wanted, "{minutes} {is_read} {what:?}");
        }
    }
}
