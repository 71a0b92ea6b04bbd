//! What the assistant knows: files become `Entry`s.
//!
//! Loading never fails on what people wrote: it returns what could be read and a `Problem` for
//! everything else, each with file, line and mend.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::Hours;
use crate::programs::{ApplicationWindow, Eligibility, Moment, Profile, Rules, Standing};

mod check;
mod check_figures;
mod check_golden;
mod check_outdated;
mod check_program;
mod check_quotes;
mod check_vendors;
mod check_words;
pub mod citation;
mod collection;
mod figures;
mod lint;
mod lint_consent;
mod lint_program;
mod lint_vendors;
mod load;
mod mistakes;
mod pack;
mod pack_files;
mod past;
mod problem;
mod program_text;
mod prose;
mod quotes;
mod read;
mod records;
mod schema;
mod substance;
mod tables;
mod tagged;
mod templates;
mod vendor;
pub mod vocabulary;
mod write;

pub use check::check;
pub use collection::{Collection, PackItem, Stored, digest, entries};
pub use load::{check_dir, load_dir, load_files};
pub use pack::{dir_digest, embedded, embedded_digest};
pub use records::{
    Article, Common, Consent, Desk, Event, EventType, Holiday, Prefecture, Program, Record,
    Solution, Statistic, Term,
};
pub use substance::differs;
pub use vendor::{Relation, Vendor};

/// Kind of an entry (種別); also the folder of its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 質問と回答.
    Qa,
    /// A section of a guideline.
    Guideline,
    /// A subsidy program (制度).
    Program,
    /// An outside consultation desk (相談窓口).
    Desk,
    /// A published case (事例).
    Case,
    /// An award, campaign or seminar (表彰・催し).
    Event,
    /// A neutral category of products with points for choosing (解決策).
    Solution,
    /// A figure of a survey (統計).
    Statistic,
    /// A glossary term (用語).
    Term,
}

impl Kind {
    /// Returns the kind's name in ids, and its folder.
    #[must_use]
    pub fn folder(self) -> &'static str {
        match self {
            Kind::Qa => "qa",
            Kind::Guideline => "guideline",
            Kind::Program => "program",
            Kind::Desk => "desk",
            Kind::Case => "case",
            Kind::Event => "event",
            Kind::Solution => "solution",
            Kind::Statistic => "statistic",
            Kind::Term => "term",
        }
    }
}

/// Identity of an entry: `<kind>/<slug>`, for example `qa/nakanuke`.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type,
)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct EntryId(pub String);

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How close a source is to the facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The authority's own page or document (公式).
    Official,
    /// Official data copied by a third party (公的データの転載).
    Republished,
    /// An article about it (二次資料).
    Secondary,
    /// No source seen; never published.
    Unverified,
}

/// Where a statement comes from (出典).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Title of the document.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// Edition (版), or empty.
    #[serde(default)]
    pub edition: String,
    /// Section, or empty.
    #[serde(default)]
    pub section: String,
    /// Address of the document.
    pub url: String,
    /// The fact's own as-of date, or the day it was read; never later.
    pub checked_on: NaiveDate,
    /// How close the source is to the facts.
    pub level: Level,
}

/// One published unit (知識項目), complete: what structured kinds derive from templates is filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Identity.
    pub id: EntryId,
    /// Kind.
    pub kind: Kind,
    /// The question this entry answers.
    pub question: String,
    /// How people really ask it.
    pub phrasings: Vec<String>,
    /// The answer in one paragraph of at most 120 characters; Markdown with `[n]` marks.
    pub conclusion: String,
    /// The rest of the answer; Markdown with `[n]` marks; may be empty.
    pub details: String,
    /// Topics, for example 労働時間.
    pub topics: Vec<String>,
    /// Readers, for example 労務担当.
    pub audience: Vec<String>,
    /// Prefectures by full name; empty means the whole country.
    pub prefectures: Vec<String>,
    /// The day a person compared the entry with its source itself, if anybody did.
    pub verified_on: Option<NaiveDate>,
    /// Days after which the entry is due for review.
    pub review_after_days: u32,
    /// Entries a reader may want next.
    pub related: Vec<EntryId>,
    /// Sources, in the order of their `[n]` marks.
    pub sources: Vec<Source>,
    /// The facts of a consultation desk; only for [`Kind::Desk`].
    pub desk: Option<DeskFacts>,
    /// The companies of a category, as Markdown; only for [`Kind::Solution`], and empty where nobody is
    /// listed. Shown below the details, never searched.
    pub vendors: String,
    /// The rules of a program; only for [`Kind::Program`].
    pub rules: Option<Box<Rules>>,
}

impl Entry {
    /// Returns the day of the source with this number, from 1.
    #[must_use]
    pub fn as_of(&self, source: u32) -> Option<NaiveDate> {
        let index = usize::try_from(source).ok()?.checked_sub(1)?;
        self.sources.get(index).map(|it| it.checked_on)
    }

    /// Returns the details as they are shown: with the companies of a category, if any are listed.
    #[must_use]
    pub fn shown_details(&self) -> String {
        if self.vendors.is_empty() {
            return self.details.clone();
        }
        format!("{}\n\n{}", self.details, self.vendors)
    }

    /// Returns what stands of a program's application windows; `None` for other kinds.
    #[must_use]
    pub fn standing(&self, now: DateTime<Utc>) -> Option<Standing<'_>> {
        let rules = self.rules.as_ref()?;
        Some(rules.standing(now, |it| self.as_of(it)))
    }

    /// Returns the call of a program whose end people can wait for, if there is one.
    #[must_use]
    pub fn closing(&self, now: DateTime<Utc>) -> Option<(&ApplicationWindow, Moment)> {
        let rules = self.rules.as_ref()?;
        rules.closing(now, |it| self.as_of(it))
    }

    /// Returns whether a program fits a firm; `None` for other kinds.
    #[must_use]
    pub fn eligibility(&self, profile: &Profile, now: DateTime<Utc>) -> Option<Eligibility<'_>> {
        let rules = self.rules.as_ref()?;
        Some(rules.eligibility(profile, now, |it| self.as_of(it)))
    }
}

/// An outside office to which people are sent (相談窓口).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskFacts {
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
    /// Official page.
    pub url: String,
    /// Opening hours as text, or empty.
    pub hours: String,
    /// Opening hours of weekdays, where a source gives them.
    #[serde(skip)]
    pub open: Option<Hours>,
    /// Further remark, or empty.
    pub note: String,
}

/// How serious a [`Problem`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Must be mended before publication.
    Error,
    /// Should be looked at.
    Warning,
}

/// What is wrong in a knowledge file, where, and how to mend it: a value, not an error.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    /// File, relative to the collection's folder.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// How serious it is.
    pub severity: Severity,
    /// What is wrong, in Japanese.
    pub message: String,
    /// How to mend it, in Japanese.
    pub mend: String,
}

impl Problem {
    /// Whether this must be mended before publication.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Words that may stand for each other in a question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SynonymGroup {
    /// Identity, for example `telework`.
    pub id: String,
    /// Words that stand for each other in both directions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
    /// One direction: a question with this word …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// … also finds these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<String>,
    /// How good a substitute, 0 (none) to 1 (the same).
    pub weight: f64,
}

/// A question with the entry that must answer it (想定質問).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoldenQuestion {
    /// Identity, for example `nakanuke-1`.
    pub id: String,
    /// The question in everyday wording.
    pub question: String,
    /// The entry that must answer it.
    pub entry: EntryId,
    /// Entries that answer it just as well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<EntryId>,
    /// Why nobody expects the search to find it yet, or empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub known_miss: String,
}

/// A question that no entry answers: the assistant must not act as if one did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnanswerableQuestion {
    /// Identity, for example `near-001`.
    pub id: String,
    /// The question in everyday wording.
    pub question: String,
    /// How far it is from what the collection answers.
    pub r#type: Distance,
}

/// How far an [`UnanswerableQuestion`] is from what the collection answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Distance {
    /// Its words are those of the collection, its subject is not.
    Near,
    /// It is about something else altogether.
    Off,
}
