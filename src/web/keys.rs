//! Keys derived from the store's secret, and what they sign.

use std::fmt;

/// One key for each purpose, so that a signature for one thing is worth nothing for another.
pub struct Keys {
    form: [u8; 32],
    conversation: [u8; 32],
    cookie: [u8; 32],
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(hidden)")
    }
}

impl Keys {
    /// Derives the keys from the store's secret.
    pub fn derive(secret: &str) -> Keys {
        let key = |purpose| blake3::derive_key(purpose, secret.as_bytes());
        Keys {
            form: key("madoguchi 2026-11 form token"),
            conversation: key("madoguchi 2026-11 conversation"),
            cookie: key("madoguchi 2026-11 signed cookie"),
        }
    }

    /// Returns the token that this visitor's forms carry.
    pub fn form_token(&self, visitor: &str) -> String {
        blake3::keyed_hash(&self.form, visitor.as_bytes())
            .to_hex()
            .to_string()
    }

    /// Tells, in constant time, whether `token` is this visitor's.
    pub fn is_form_token(&self, visitor: &str, token: &str) -> bool {
        let expected = blake3::keyed_hash(&self.form, visitor.as_bytes());
        blake3::Hash::from_hex(token).is_ok_and(|it| it == expected)
    }

    /// Returns the name of a visitor's dialogue. It is stored and shown to staff, so it must not
    /// be the cookie itself.
    pub fn conversation(&self, visitor: &str, turn: u32) -> String {
        let name = format!("{visitor}.{turn}");
        let hash = blake3::keyed_hash(&self.conversation, name.as_bytes());
        hash.to_hex()[..32].to_owned()
    }

    /// Returns `value` with its signature, for a cookie with this `name`.
    pub fn sign(&self, name: &str, value: &str) -> String {
        format!("{value}.{}", self.mac(name, value).to_hex())
    }

    /// Returns the value of a signed cookie if the signature is ours.
    pub fn verify<'a>(&self, name: &str, signed: &'a str) -> Option<&'a str> {
        let (value, mac) = signed.rsplit_once('.')?;
        let mac = blake3::Hash::from_hex(mac).ok()?;
        (mac == self.mac(name, value)).then_some(value)
    }

    fn mac(&self, name: &str, value: &str) -> blake3::Hash {
        blake3::keyed_hash(&self.cookie, format!("{name}={value}").as_bytes())
    }
}

/// Returns `N` random bytes in hexadecimal.
pub fn random_hex<const N: usize>() -> anyhow::Result<String> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_one_cookie_and_one_value() {
        let keys = Keys::derive("secret");
        let signed = keys.sign("tickets", "1-2");
        assert_eq!(keys.verify("tickets", &signed), Some("1-2"));
        assert_eq!(keys.verify("flash", &signed), None);
        assert_eq!(keys.verify("tickets", &signed.replace("1-2", "1-3")), None);
        assert_eq!(Keys::derive("other").verify("tickets", &signed), None);
    }

    #[test]
    fn a_form_token_is_one_visitors() {
        let keys = Keys::derive("secret");
        let token = keys.form_token("a");
        assert!(keys.is_form_token("a", &token));
        assert!(!keys.is_form_token("b", &token));
        assert!(!keys.is_form_token("a", ""));
    }
}
