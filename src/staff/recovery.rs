//! Codes for whoever has lost the rest: ten, shown once, each good once.

use crate::secret::{self, Keys, Purpose};

/// How many are made at a time.
pub const COUNT: usize = 10;
/// Letters and digits that nobody takes for one another: 32 of them, five bits each.
const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
/// Fifty bits. Guesses are limited to a few in ten minutes.
const LENGTH: usize = 10;

/// One of them, as it is shown: two groups of five.
#[derive(Clone)]
pub struct RecoveryCode(String);

impl RecoveryCode {
    pub fn random() -> Self {
        let bytes: [u8; LENGTH] = secret::random_bytes();
        Self(
            bytes
                .iter()
                .filter_map(|byte| ALPHABET.get(usize::from(byte & 31)))
                .map(|byte| char::from(*byte))
                .collect(),
        )
    }

    /// Spaces, dashes and capitals are forgiven; `None` for what is no such code.
    pub fn parse(typed: &str) -> Option<Self> {
        let kept = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').take(LENGTH + 1);
        let code: String = kept.map(|c| c.to_ascii_lowercase()).collect();
        let is_one = code.len() == LENGTH && code.bytes().all(|byte| ALPHABET.contains(&byte));
        is_one.then_some(Self(code))
    }

    pub fn reveal(&self) -> String {
        let (one, other) = self.0.split_at(LENGTH / 2);
        format!("{one}-{other}")
    }

    /// What the table holds.
    pub fn mac(&self, keys: &Keys, member: &[u8]) -> Vec<u8> {
        keys.mac(Purpose::Code, &[b"recovery", member, self.0.as_bytes()])
    }

    /// Whether a row is of this code, made with the current key or the one before.
    pub fn is(&self, keys: &Keys, member: &[u8], mac: &[u8]) -> bool {
        keys.verify(Purpose::Code, &[b"recovery", member, self.0.as_bytes()], mac)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = RecoveryCode::random();
        let shown = code.reveal();
        assert_eq!(shown.len(), LENGTH + 1);
        for typed in
            [shown.clone(), shown.to_uppercase(), format!(" {} ", shown.replace('-', " ")), shown.replace('-', "")]
        {
            assert_eq!(RecoveryCode::parse(&typed).map(|code| code.reveal()), Some(shown.clone()), "{typed}");
        }
        for typed in ["", "abcde-abcd", "abcde-abcdef", "abcde-abcd1", "ilolo-ilolo", "äbcde-abcde"] {
            assert!(RecoveryCode::parse(typed).is_none(), "{typed}");
        }
    }

    #[test]
    fn a_code_is_its_members_own() {
        let keys = Keys::new(&[7; 32], None);
        let code = RecoveryCode::random();
        let mac = code.mac(&keys, b"ana");
        assert!(code.is(&keys, b"ana", &mac) && !code.is(&keys, b"bob", &mac));
        assert!(!RecoveryCode::random().is(&keys, b"ana", &mac));
        assert!(code.is(&Keys::new(&[8; 32], Some(&[7; 32])), b"ana", &mac));
    }
}
