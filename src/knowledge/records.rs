//! What stands in the files, kind by kind, before anything is derived from it.
//!
//! These are also the documents that the store keeps. Their TOML form is described by
//! [`super::schema`].

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use super::{EntryId, Kind, Source, tagged::Tagged, vendor::Vendor};
use crate::programs::Rules;

/// What the files of every kind have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Common {
    /// Last part of the entry's id.
    pub slug: String,
    /// The file it came from, relative to the collection; export writes it back there.
    pub file: String,
    /// How people really ask.
    pub phrasings: Vec<String>,
    /// Topics of [`super::vocabulary::TOPICS`].
    pub topics: Vec<String>,
    /// Prefectures by full name; empty means the whole country.
    pub prefectures: Vec<String>,
    /// The day a person compared the entry with its source itself.
    pub verified_on: Option<NaiveDate>,
    /// Days after which the entry is due for review; each kind has its own default.
    pub review_after_days: Option<u32>,
    /// Sources, in the order of their `[n]` marks.
    pub sources: Vec<Source>,
}

/// A `qa`, `guideline` or `case` file: front matter and Markdown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Article {
    /// What every kind has.
    pub common: Common,
    /// The question it answers.
    pub question: String,
    /// Readers of [`super::vocabulary::AUDIENCES`].
    pub audience: Vec<String>,
    /// Entries a reader may want next.
    pub related: Vec<EntryId>,
    /// Why a case may name its company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
    /// Everything after the front matter, as written: the conclusion, then details.
    pub body: String,
}

/// Why a case may name a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// An authority's award or collection of cases published it.
    PublicAward,
    /// The company agreed.
    Given,
    /// It names none.
    NoCompany,
}

/// A `[[desk]]`: an outside office to which people are sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Desk {
    /// What every kind has.
    pub common: Common,
    /// Name of the office.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// Telephone number, or empty where no source gives one.
    pub phone: String,
    /// E-mail address, or empty.
    pub email: String,
    /// Address, or empty.
    pub address: String,
    /// Official page, or empty.
    pub url: String,
    /// Opening hours as people read them, or empty.
    pub hours: String,
    /// Opening time `HH:MM`, or empty where it is not known.
    pub opens: String,
    /// Closing time `HH:MM`, or empty.
    pub closes: String,
    /// Begin of the lunch break `HH:MM`, or empty.
    pub break_from: String,
    /// End of the lunch break `HH:MM`, or empty.
    pub break_until: String,
    /// Further remark, or empty.
    pub note: String,
}

/// A `[[term]]` of the glossary.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// What every kind has.
    pub common: Common,
    /// The word.
    pub term: String,
    /// Its reading in hiragana.
    pub reading: String,
    /// Other names of the same thing.
    pub also: Vec<String>,
    /// What it means.
    pub definition: String,
    /// Entries that say more.
    pub see: Vec<EntryId>,
}

/// A `[[statistic]]`: one figure of a survey.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statistic {
    /// What every kind has.
    pub common: Common,
    /// What is counted.
    pub title: String,
    /// The figure with its unit.
    pub value: String,
    /// The year it holds for.
    pub year: String,
    /// Who was asked.
    pub population: String,
    /// Name of the survey.
    pub survey: String,
    /// Further remark, or empty.
    pub note: String,
}

/// Type of an [`Event`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventType {
    /// 表彰.
    Award,
    /// 月間・運動.
    Campaign,
    /// 説明会・セミナー.
    #[default]
    Seminar,
    /// 募集.
    Call,
}

/// An `[[event]]`: an award, campaign, seminar or call.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// What every kind has.
    pub common: Common,
    /// Its name.
    pub name: String,
    /// What sort of event it is.
    pub r#type: EventType,
    /// Who holds it.
    pub organizer: String,
    /// When, as text.
    pub period: String,
    /// Official page, or empty.
    pub url: String,
    /// What it is.
    pub summary: String,
    /// What is known of its next date.
    pub status_note: String,
}

/// A `[[solution]]`: a category of products; names stand only in its vendors.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Solution {
    /// What every kind has.
    pub common: Common,
    /// Name of the category.
    pub category: String,
    /// What it does.
    pub summary: String,
    /// What to look at when choosing.
    pub selection_points: Vec<String>,
    /// Companies that agreed to be listed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vendors: Vec<Vendor>,
}

/// A `program` file: a subsidy program as rules.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Program {
    /// What every kind has.
    pub common: Common,
    /// Entries a reader may want next.
    pub related: Vec<EntryId>,
    /// The rules.
    pub rules: Rules,
}

/// One entry as its file has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Record {
    /// 質問と回答.
    Qa(Article),
    /// 指針の一節.
    Guideline(Article),
    /// 事例.
    Case(Article),
    /// 制度.
    Program(Program),
    /// 相談窓口.
    Desk(Desk),
    /// 用語.
    Term(Term),
    /// 統計.
    Statistic(Statistic),
    /// 表彰・催し.
    Event(Event),
    /// 解決策.
    Solution(Solution),
}

impl Record {
    /// Reads a record of the kind with this name from its document.
    ///
    /// # Errors
    /// If the document is no record of this kind.
    pub fn read<'de, D: Deserializer<'de>>(kind: &str, document: D) -> Result<Record, D::Error> {
        let document = Tagged { kind, document };
        Ok(match kind {
            "qa" => Record::Qa(Article::deserialize(document)?),
            "guideline" => Record::Guideline(Article::deserialize(document)?),
            "case" => Record::Case(Article::deserialize(document)?),
            "program" => Record::Program(Program::deserialize(document)?),
            "desk" => Record::Desk(Desk::deserialize(document)?),
            "term" => Record::Term(Term::deserialize(document)?),
            "statistic" => Record::Statistic(Statistic::deserialize(document)?),
            "event" => Record::Event(Event::deserialize(document)?),
            "solution" => Record::Solution(Solution::deserialize(document)?),
            _ => return Err(D::Error::custom("unknown kind")),
        })
    }

    /// Returns the kind, which is also the folder of the file.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Record::Qa(_) => Kind::Qa,
            Record::Guideline(_) => Kind::Guideline,
            Record::Case(_) => Kind::Case,
            Record::Program(_) => Kind::Program,
            Record::Desk(_) => Kind::Desk,
            Record::Term(_) => Kind::Term,
            Record::Statistic(_) => Kind::Statistic,
            Record::Event(_) => Kind::Event,
            Record::Solution(_) => Kind::Solution,
        }
    }

    /// Returns what every kind has.
    #[must_use]
    pub fn common(&self) -> &Common {
        match self {
            Record::Qa(it) | Record::Guideline(it) | Record::Case(it) => &it.common,
            Record::Program(it) => &it.common,
            Record::Desk(it) => &it.common,
            Record::Term(it) => &it.common,
            Record::Statistic(it) => &it.common,
            Record::Event(it) => &it.common,
            Record::Solution(it) => &it.common,
        }
    }

    pub(super) fn common_mut(&mut self) -> &mut Common {
        match self {
            Record::Qa(it) | Record::Guideline(it) | Record::Case(it) => &mut it.common,
            Record::Program(it) => &mut it.common,
            Record::Desk(it) => &mut it.common,
            Record::Term(it) => &mut it.common,
            Record::Statistic(it) => &mut it.common,
            Record::Event(it) => &mut it.common,
            Record::Solution(it) => &mut it.common,
        }
    }

    /// Returns the article of a `qa`, `guideline` or `case`.
    #[must_use]
    pub fn article(&self) -> Option<&Article> {
        match self {
            Record::Qa(it) | Record::Guideline(it) | Record::Case(it) => Some(it),
            _ => None,
        }
    }

    /// Returns the identity `<kind>/<slug>`.
    #[must_use]
    pub fn id(&self) -> EntryId {
        EntryId(format!("{}/{}", self.kind().folder(), self.common().slug))
    }

    /// Returns the entries to which this one points, with the key they stand under.
    #[must_use]
    pub fn links(&self) -> (&'static str, &[EntryId]) {
        match self {
            Record::Qa(it) | Record::Guideline(it) | Record::Case(it) => ("related", &it.related),
            Record::Program(it) => ("related", &it.related),
            Record::Term(it) => ("see", &it.see),
            _ => ("related", &[]),
        }
    }

    /// Returns the days after which the record is due for review. What happens every year is
    /// looked at every quarter.
    #[must_use]
    pub fn review_after_days(&self) -> u32 {
        let default = match self {
            Record::Event(_) => 90,
            _ => 365,
        };
        self.common().review_after_days.unwrap_or(default)
    }
}

/// A public holiday of Japan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// The day.
    pub date: NaiveDate,
    /// Its name.
    pub name: String,
    /// Where it was read.
    pub source_url: String,
    /// The day it was read.
    pub as_of: NaiveDate,
    /// How close that source is to the law.
    pub level: super::Level,
}

/// One of the 47 prefectures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prefecture {
    /// JIS X 0401 code, two digits.
    pub code: String,
    /// Full name, for example 東京都.
    pub name: String,
    /// Reading in katakana.
    pub kana: String,
    /// Reading in hiragana.
    pub hiragana: String,
    /// Romaji in lower case.
    pub romaji: String,
    /// Where it was read.
    pub source_url: String,
    /// The day the source is of.
    pub as_of: NaiveDate,
}
