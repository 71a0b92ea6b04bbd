//! A number that is known exactly, or only between bounds.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// A number of people or yen, from `from` to `to`, both included; without `to` there is no upper
/// bound. Written as a number where both are equal, else as `{"from": 6, "to": 20}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// At least.
    pub from: u64,
    /// At most.
    pub to: Option<u64>,
}

impl Span {
    /// Returns the span of one number.
    #[must_use]
    pub fn exactly(number: u64) -> Span {
        Span {
            from: number,
            to: Some(number),
        }
    }

    /// Returns the number, if it is known exactly.
    #[must_use]
    pub fn exact(self) -> Option<u64> {
        self.to.filter(|it| *it == self.from)
    }

    /// Whether the number is at most `most`, if that can be told.
    #[must_use]
    pub fn at_most(self, most: u64) -> Option<bool> {
        if self.to.is_some_and(|it| it <= most) {
            Some(true)
        } else if most < self.from {
            Some(false)
        } else {
            None
        }
    }

    /// Whether the number is at least `least`, if that can be told.
    #[must_use]
    pub fn at_least(self, least: u64) -> Option<bool> {
        match least.checked_sub(1) {
            None => Some(true),
            Some(below) => self.at_most(below).map(|it| !it),
        }
    }
}

/// As people read it: 12, 6〜20, 301以上.
impl std::fmt::Display for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.to {
            Some(to) if to == self.from => write!(f, "{to}"),
            Some(to) => write!(f, "{}〜{to}", self.from),
            None => write!(f, "{}以上", self.from),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bounds {
    from: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<u64>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Exact(u64),
    Between(Bounds),
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.exact() {
            Some(number) => serializer.serialize_u64(number),
            None => Bounds {
                from: self.from,
                to: self.to,
            }
            .serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Span, D::Error> {
        match Written::deserialize(deserializer)? {
            Written::Exact(number) => Ok(Span::exactly(number)),
            Written::Between(Bounds { from, to }) if to.is_none_or(|it| from <= it) => {
                Ok(Span { from, to })
            }
            Written::Between(_) => Err(D::Error::custom("bounds are reversed")),
        }
    }
}
