//! The parts of an id, as text without `:`.

use uuid::Uuid;

use crate::{
    desk::{Stars, TicketId},
    knowledge::EntryId,
};

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// 22 digits of six bits hold 128 bits and four more, which stay zero (base64url, RFC 4648 §5).
const UUID_DIGITS: usize = 22;

/// What can be a part of an id.
pub trait Part: Sized {
    /// Returns it as text.
    fn write(&self) -> String;

    /// Reads it; `None` if it is none of these.
    fn read(text: &str) -> Option<Self>;
}

impl Part for Uuid {
    fn write(&self) -> String {
        let bits = self.as_u128();
        let digit = |index: usize| {
            let six = match index + 1 {
                UUID_DIGITS => bits << 4,
                _ => bits >> (128 - 6 * (index + 1)),
            };
            char::from(DIGITS[(six & 63) as usize])
        };
        (0..UUID_DIGITS).map(digit).collect()
    }

    fn read(text: &str) -> Option<Uuid> {
        let mut bits: u128 = 0;
        for (index, byte) in text.bytes().enumerate() {
            let digit = DIGITS.iter().position(|it| *it == byte)? as u128;
            bits = match index + 1 {
                ..UUID_DIGITS => bits << 6 | digit,
                UUID_DIGITS if digit & 15 == 0 => bits << 2 | digit >> 4,
                _ => return None,
            };
        }
        (text.len() == UUID_DIGITS).then(|| Uuid::from_u128(bits))
    }
}

/// Nothing is the empty text.
impl Part for Option<Uuid> {
    fn write(&self) -> String {
        self.as_ref().map(Part::write).unwrap_or_default()
    }

    fn read(text: &str) -> Option<Option<Uuid>> {
        match text {
            "" => Some(None),
            text => Uuid::read(text).map(Some),
        }
    }
}

impl Part for TicketId {
    fn write(&self) -> String {
        self.0.write()
    }

    fn read(text: &str) -> Option<TicketId> {
        Uuid::read(text).map(TicketId)
    }
}

/// Ids of entries are small letters, digits, `-` and one `/`.
impl Part for EntryId {
    fn write(&self) -> String {
        self.0.clone()
    }

    fn read(text: &str) -> Option<EntryId> {
        let (kind, slug) = text.split_once('/')?;
        let is_name = |it: &str| {
            let known = |it: u8| matches!(it, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_');
            !it.is_empty() && it.bytes().all(known)
        };
        (is_name(kind) && is_name(slug)).then(|| EntryId(text.to_owned()))
    }
}

impl Part for u64 {
    fn write(&self) -> String {
        self.to_string()
    }

    fn read(text: &str) -> Option<u64> {
        text.parse().ok()
    }
}

impl Part for u8 {
    fn write(&self) -> String {
        self.to_string()
    }

    fn read(text: &str) -> Option<u8> {
        text.parse().ok()
    }
}

impl Part for Stars {
    fn write(&self) -> String {
        self.count().to_string()
    }

    fn read(text: &str) -> Option<Stars> {
        Stars::new(text.parse().ok()?)
    }
}

impl Part for bool {
    fn write(&self) -> String {
        u8::from(*self).to_string()
    }

    fn read(text: &str) -> Option<bool> {
        match text {
            "0" => Some(false),
            "1" => Some(true),
            _ => None,
        }
    }
}
