//! The confirmation code (確認コード) with which an asker comes back to a ticket.

use uuid::Uuid;

/// Digits and letters without look-alikes (none of 0 O, 1 I L, B as 8, S as 5, Z as 2, U as V).
const ALPHABET: [u8; 27] = *b"23456789ACDEFGHJKMNPQRTVWXY";
const LENGTH: usize = 16;

/// A confirmation code: 16 characters of 27, so 76 random bits.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

/// Name of the secret behind the codes.
pub const SECRET: &str = "receipt";
/// Bytes of which a code is made at first; some are skipped, so more than the code is long.
const RANDOM_BYTES: usize = 64;

impl Code {
    /// Returns the code of the ticket that a form makes: keyed by a secret, so that nobody can guess
    /// it, and the same when the form comes again because its answer was lost.
    #[must_use]
    pub fn of_form(secret: &str, form: Uuid) -> Code {
        let key = blake3::derive_key("madoguchi 2026-11 receipt code", secret.as_bytes());
        let mut stream = blake3::Hasher::new_keyed(&key)
            .update(form.as_bytes())
            .finalize_xof();
        let mut bytes = Vec::new();
        loop {
            // Once is practically always enough.
            let mut more = [0; RANDOM_BYTES];
            stream.fill(&mut more);
            bytes.extend(more);
            if let Some(code) = Code::from_random(&bytes) {
                return code;
            }
        }
    }

    /// Makes a code from random bytes, which the caller brings; `None` when more are needed
    /// (bytes that would favour some characters are skipped). 64 bytes practically always do.
    #[must_use]
    pub fn from_random(bytes: &[u8]) -> Option<Code> {
        let fair = bytes.iter().filter(|byte| **byte < 243);
        let text: String = fair
            .take(LENGTH)
            .map(|byte| char::from(ALPHABET[usize::from(byte % 27)]))
            .collect();
        (text.len() == LENGTH).then_some(Code(text))
    }

    /// Reads what a person typed: any width and case, with or without hyphens and spaces.
    #[must_use]
    pub fn read(typed: &str) -> Option<Code> {
        use unicode_normalization::UnicodeNormalization as _;

        let text: String = typed
            .nfkc()
            // A Japanese keyboard gives the long vowel sign where a hyphen is meant.
            .filter(|c| c.is_alphanumeric() && *c != 'ー')
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let known = text.bytes().all(|byte| ALPHABET.contains(&byte));
        (known && text.len() == LENGTH).then_some(Code(text))
    }

    /// Returns the code as people see it: four groups of four.
    #[must_use]
    pub fn shown(&self) -> String {
        let groups = [&self.0[..4], &self.0[4..8], &self.0[8..12], &self.0[12..]];
        groups.join("-")
    }

    /// Returns what is stored instead of the code.
    #[must_use]
    pub fn hash(&self) -> String {
        blake3::hash(self.0.as_bytes()).to_hex().to_string()
    }

    /// Tells whether `stored` is this code's hash, in constant time and with the same work whatever
    /// is stored.
    #[must_use]
    pub fn matches(&self, stored: &str) -> bool {
        let hash = blake3::hash(self.0.as_bytes());
        // `blake3::Hash` compares in constant time.
        blake3::Hash::from_hex(stored).is_ok_and(|stored| stored == hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_was_typed() {
        let code = Code::from_random(&[0, 255, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
        let code = code.unwrap();
        assert_eq!(code.shown(), "2345-6789-ACDE-FGHJ");
        for typed in [
            "2345-6789-ACDE-FGHJ",
            "２３４５　６７８９　ａｃｄｅ　ｆｇｈｊ",
            "2345ー6789ー acdefghj",
        ] {
            assert!(Code::read(typed) == Some(code.clone()), "{typed}");
        }
        assert!(code.matches(&code.hash()));
        assert!(!code.matches(&blake3::hash(b"other").to_hex()));
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for typed in [
            "",
            "2345",
            "2345-6789-ACDE-FGH0",
            "二三四五",
            "2345-6789-ACDE-FGHJ-2",
        ] {
            assert!(Code::read(typed).is_none(), "{typed}");
        }
        assert!(Code::from_random(&[250; 64]).is_none());
    }
}
