//! Codes of an app that goes by the time (RFC 6238): six digits, thirty seconds, one step early or late.

use totp_rs::{Builder, Totp};

use crate::clock::Timestamp;
use crate::secret::{self, Keys, Sealed};

/// The length that the standard asks for, in bytes.
const SECRET: usize = 20;

/// What the app and we share.
#[derive(Clone)]
pub struct AppSecret([u8; SECRET]);

impl AppSecret {
    pub fn random() -> Self {
        Self(secret::random_bytes())
    }

    /// For the table; opens for this member alone.
    pub fn seal(&self, keys: &Keys, member: &[u8]) -> Vec<u8> {
        keys.seal(Sealed::Factor, member, &self.0)
    }

    pub fn open(keys: &Keys, member: &[u8], sealed: &[u8]) -> Option<Self> {
        let bytes = keys.open(Sealed::Factor, member, sealed)?;
        bytes.first_chunk::<SECRET>().copied().filter(|_| bytes.len() == SECRET).map(Self)
    }

    /// The step of thirty seconds that the typed code is of; `None`: it is none. Spaces are forgiven.
    pub fn step_of(&self, typed: &str, now: Timestamp) -> Option<i64> {
        let code: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let seconds = u64::try_from(now.as_seconds()).ok()?;
        self.codes().check(&code, seconds).and_then(|step| i64::try_from(step).ok())
    }

    /// As an app shows it at that time.
    #[cfg(test)]
    fn code_at(&self, now: Timestamp) -> String {
        self.codes().generate(u64::try_from(now.as_seconds()).unwrap_or(0)).to_string()
    }

    /// To be typed where no camera is at hand: groups of four letters.
    pub fn to_text(&self) -> String {
        let text = self.codes().secret().to_base32();
        let groups: Vec<String> =
            text.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect();
        groups.join(" ")
    }

    /// What the app reads from the picture. Where it is from, and whose it is.
    pub fn to_url(&self, issuer: &str, account: &str) -> String {
        let issuer: String = issuer.chars().filter(|c| *c != ':').collect();
        let codes = Builder::new().with_secret(self.0.to_vec()).with_account_name(account.replace(':', ""));
        codes.with_issuer(Some(issuer)).build_noncompliant().to_url().unwrap_or_default()
    }

    fn codes(&self) -> Totp {
        // Its checks are of lengths that are fixed here.
        Builder::new().with_secret(self.0.to_vec()).with_skew(1).build_noncompliant()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    /// The secret and the times of the standard's appendix B; its codes have eight digits, of which the last six are these.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = AppSecret(*b"12345678901234567890");
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            let at = Timestamp::from_micros(seconds * 1_000_000);
            assert_eq!(secret.code_at(at), code);
            assert_eq!(secret.step_of(code, at), Some(seconds / 30));
        }
    }

    #[test]
    fn a_code_is_good_one_step_early_and_late_and_nothing_else_is_one() {
        let secret = AppSecret::random();
        let now = Timestamp::from_micros(1_800_000_000_000_000);
        let code = secret.code_at(now);
        let spaced = format!(" {} {}", code.get(..3).expect("six digits"), code.get(3..).expect("six digits"));
        assert_eq!(secret.step_of(&spaced, now), Some(60_000_000));
        for (at, wanted) in [
            (now.plus(clock::minutes(1)), None),
            (now.minus(clock::minutes(1)), None),
            (now.plus(std::time::Duration::from_secs(30)), Some(60_000_000)),
            (now.minus(std::time::Duration::from_secs(30)), Some(60_000_000)),
        ] {
            assert_eq!(secret.step_of(&code, at), wanted);
        }
        for typed in ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345"] {
            assert_eq!(secret.step_of(typed, now), None, "{typed}");
        }
    }

    #[test]
    fn a_secret_opens_for_its_own_member() {
        let keys = Keys::new(&[7; 32], None);
        let secret = AppSecret::random();
        let sealed = secret.seal(&keys, b"ana");
        let now = Timestamp::from_micros(0);
        assert_eq!(
            AppSecret::open(&keys, b"ana", &sealed).map(|opened| opened.code_at(now)),
            Some(secret.code_at(now))
        );
        assert!(AppSecret::open(&keys, b"bob", &sealed).is_none());
    }

    #[test]
    fn the_picture_says_where_it_is_from_and_whose_it_is() {
        let url = AppSecret(*b"12345678901234567890").to_url("The Example: News", "ana@example.org");
        assert_eq!(
            url,
            "otpauth://totp/The%20Example%20News:ana%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=The%20Example%20News"
        );
    }
}
