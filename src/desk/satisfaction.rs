//! How satisfied askers are when their tickets are closed (満足度).

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// How long the mean on the desk looks back.
pub const MEAN_OVER: TimeDelta = TimeDelta::days(90);
/// Longest word that comes with the stars, in characters.
pub const LONGEST_WORD: usize = 1000;

/// How satisfied an asker is, from 1 to 5.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type,
)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct Stars(i64);

impl Stars {
    /// From few to many.
    pub const ALL: [Stars; 5] = [Stars(1), Stars(2), Stars(3), Stars(4), Stars(5)];

    /// Returns that many stars, or `None` where nobody can give so many or so few.
    #[must_use]
    pub fn new(count: i64) -> Option<Stars> {
        (1..=5).contains(&count).then_some(Stars(count))
    }

    /// Returns how many.
    #[must_use]
    pub fn count(self) -> i64 {
        self.0
    }
}

/// What an asker said of the desk's work, once for each ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Satisfaction {
    /// How satisfied.
    pub stars: Stars,
    /// A word with it, if there is one: plain text.
    pub word: Option<String>,
    /// When the stars were given.
    pub at: DateTime<Utc>,
}

/// What many askers said together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Satisfactions {
    /// How many said something.
    pub count: i64,
    /// All their stars.
    pub stars: i64,
}

impl Satisfactions {
    /// Returns the mean in tenths, rounded half up; `None` where nobody said anything.
    #[must_use]
    pub fn mean_in_tenths(self) -> Option<i64> {
        (0 < self.count).then(|| (self.stars * 20 + self.count) / (self.count * 2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_one_to_five_stars() {
        for stars in Stars::ALL {
            assert_eq!(Stars::new(stars.count()), Some(stars));
        }
        assert_eq!((Stars::new(0), Stars::new(6)), (None, None));
    }

    #[test]
    fn a_mean_is_rounded_to_tenths() {
        let mean = |count, stars| Satisfactions { count, stars }.mean_in_tenths();
        assert_eq!(mean(0, 0), None);
        assert_eq!(mean(1, 5), Some(50));
        assert_eq!(mean(3, 10), Some(33));
        assert_eq!(mean(3, 11), Some(37));
        assert_eq!(mean(20, 67), Some(34));
    }
}
