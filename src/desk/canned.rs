//! 定型文: replies that are written once, with gaps for what differs from ticket to ticket.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

/// A canned reply expires soon from this time before.
const NEAR: TimeDelta = TimeDelta::days(30);

/// A canned reply.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct CannedReply {
    /// Identity.
    pub id: Uuid,
    /// Its name, which only the desk sees.
    pub name: String,
    /// The text with its gaps.
    pub text: String,
    /// The topic it is about, if it is about one.
    pub topic: Option<String>,
    /// From this moment on it is not offered.
    pub valid_until: DateTime<Utc>,
    /// How often it was saved, so that two who change it at once notice.
    pub revision: i64,
    /// Name of the member of staff who wrote it.
    pub writer: String,
    /// When it was written.
    pub written_at: DateTime<Utc>,
    /// Name of the member of staff who changed it last.
    pub changer: String,
    /// When that was.
    pub changed_at: DateTime<Utc>,
}

/// Whether a canned reply may still be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    /// Yes.
    Valid,
    /// Yes, for a few weeks.
    EndsSoon,
    /// No.
    Expired,
}

impl CannedReply {
    /// Tells whether it may be used.
    #[must_use]
    pub fn validity(&self, now: DateTime<Utc>) -> Validity {
        match self.valid_until - now {
            left if left <= TimeDelta::zero() => Validity::Expired,
            left if left <= NEAR => Validity::EndsSoon,
            _ => Validity::Valid,
        }
    }
}

/// Something that differs from ticket to ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// How the asker is addressed.
    Addressee,
    /// 受付番号.
    Number,
    /// Name of the consultant who replies.
    Consultant,
    /// When the next reply is due.
    Expected,
    /// The office to call about the matter.
    Desk,
    /// The day on which the ticket was opened.
    AskedOn,
    /// The asker's prefecture.
    Prefecture,
    /// The day of the reply.
    Today,
}

impl Gap {
    /// All of them: a closed list.
    pub const ALL: [Gap; 8] = [
        Gap::Addressee,
        Gap::Number,
        Gap::Consultant,
        Gap::Expected,
        Gap::Desk,
        Gap::AskedOn,
        Gap::Prefecture,
        Gap::Today,
    ];

    /// Returns its name, as it stands between braces.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Gap::Addressee => "宛名",
            Gap::Number => "受付番号",
            Gap::Consultant => "担当者",
            Gap::Expected => "回答予定",
            Gap::Desk => "相談窓口",
            Gap::AskedOn => "相談日",
            Gap::Prefecture => "都道府県",
            Gap::Today => "今日",
        }
    }

    fn named(name: &str) -> Option<Gap> {
        // 「【｛宛名】」: half a brace does not make it less of a gap.
        let is_sign = |it: char| it.is_whitespace() || "{}｛｝".contains(it);
        let name = name.trim_matches(is_sign);
        Gap::ALL.into_iter().find(|it| it.name() == name)
    }
}

/// A stretch of text.
enum Piece<'a> {
    /// As it stands.
    Plain(&'a str),
    /// What stood between two signs, and all of it with them.
    Between(&'a str, &'a str),
}

/// Cuts a text where these signs open and close on one line; full-width braces are as good as others.
fn pieces<'a>(text: &'a str, open: &[char], close: &[char]) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(open) {
        let (before, from) = rest.split_at(start);
        let mut signs = from.char_indices().skip(1);
        let end = signs.find(|(_, it)| close.contains(it) || open.contains(it) || *it == '\n');
        let first = from.chars().next().map_or(0, char::len_utf8);
        match end {
            Some((end, sign)) if close.contains(&sign) => {
                let whole = end + sign.len_utf8();
                pieces.push(Piece::Plain(before));
                pieces.push(Piece::Between(&from[first..end], &from[..whole]));
                rest = &from[whole..];
            }
            _ => {
                pieces.push(Piece::Plain(&rest[..start + first]));
                rest = &from[first..];
            }
        }
    }
    pieces.push(Piece::Plain(rest));
    pieces
}

const BRACES: (&[char], &[char]) = (&['{', '｛'], &['}', '｝']);
const BRACKETS: (&[char], &[char]) = (&['【'], &['】']);

/// Returns what stands between braces in a text and is no gap, in its order.
#[must_use]
pub fn unknown(text: &str) -> Vec<&str> {
    let unknown =
        |it: &Piece<'_>| matches!(it, Piece::Between(name, _) if Gap::named(name).is_none());
    let pieces = pieces(text, BRACES.0, BRACES.1).into_iter();
    let pieces = pieces.filter(unknown).map(|it| match it {
        Piece::Plain(text) | Piece::Between(_, text) => text,
    });
    pieces.collect()
}

/// Returns a text with its gaps filled; one without a value stays in sight as 【…】.
#[must_use]
pub fn fill(text: &str, value: impl Fn(Gap) -> Option<String>) -> String {
    let pieces = pieces(text, BRACES.0, BRACES.1).into_iter();
    let filled = pieces.map(|it| match it {
        Piece::Plain(text) => text.to_owned(),
        Piece::Between(name, whole) => match Gap::named(name) {
            Some(gap) => value(gap).unwrap_or_else(|| format!("【{}】", gap.name())),
            None => whole.to_owned(),
        },
    });
    filled.collect()
}

/// Returns the gaps that are still open in a reply.
#[must_use]
pub fn open_gaps(text: &str) -> Vec<Gap> {
    let signs = [BRACES, BRACKETS].into_iter();
    let pieces = signs.flat_map(|(open, close)| pieces(text, open, close));
    let mut gaps = Vec::new();
    for piece in pieces {
        if let Piece::Between(name, _) = piece
            && let Some(gap) = Gap::named(name)
            && !gaps.contains(&gap)
        {
            gaps.push(gap);
        }
    }
    gaps
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn gaps_are_filled_and_those_without_a_value_stay_in_sight() {
        let value = |gap| (gap == Gap::Number).then(|| "12".to_owned());
        let filled = fill(
            "{宛名}\n受付番号 ｛受付番号｝ の件、{ 担当者 }です。",
            value,
        );
        assert_eq!(filled, "【宛名】\n受付番号 12 の件、【担当者】です。");
        assert_eq!(open_gaps(&filled), [Gap::Addressee, Gap::Consultant]);
        assert_eq!(
            open_gaps("{今日}までに【重要】をご確認ください"),
            [Gap::Today]
        );
    }

    #[test]
    fn only_what_is_no_gap_is_unknown() {
        assert_eq!(
            unknown("{宛名}様 {会社名} ｛x｝ {開いたまま\n}"),
            ["{会社名}", "｛x｝"]
        );
        assert_eq!(unknown("{{受付番号}} と } と {"), Vec::<&str>::new());
        assert_eq!(unknown("{}"), ["{}"]);
    }

    #[test]
    fn half_a_brace_hides_no_gap() {
        assert_eq!(open_gaps("【｛宛名】"), [Gap::Addressee]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_by_filling(text in "[{}｛｝【】宛名受付番号\n a]{0,40}") {
            let filled = fill(&text, |gap| Some(format!("<{}>", gap.name())));
            let plain = |it: &str| it.chars().filter(|it| !"{}｛｝<> \n".contains(*it)).collect::<String>();
            prop_assert_eq!(plain(&filled), plain(&text));
            let left = pieces(&filled, BRACES.0, BRACES.1).into_iter().any(
                |it| matches!(it, Piece::Between(name, _) if Gap::named(name).is_some()),
            );
            prop_assert!(!left, "a gap was left open in {}", filled);
        }
    }
}
