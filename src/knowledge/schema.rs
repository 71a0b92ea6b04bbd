//! The keys of each kind of TOML table, in the order in which they are written.
//!
//! Reading, its messages and writing all follow from these tables; a new key is a row here and a
//! field in [`super::records`].

use super::Kind;
use crate::programs::{EXPENSES, FACTS};

/// What a value must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A string.
    Text,
    /// An array of strings.
    Texts,
    /// A date without quotes.
    Date,
    /// A whole number of days.
    Days,
    /// A whole number from 0.
    Number,
    /// A number from 0 to 1.
    Weight,
    /// `true` or `false`.
    Flag,
    /// A date or a local time without quotes; a time with an offset is converted to Japan's.
    Moment,
    /// A fraction as text: `"2/3"`.
    Fraction,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Tables of their own.
    Tables(&'static [Field]),
}

/// Whether a key must stand in the file, and whether export writes it when it is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// Must be there and not blank.
    Required,
    /// May be absent or blank; is always written, so that an editor sees that it exists.
    Written,
    /// May be absent; is written only when it says something.
    IfSet,
}

/// One key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    pub(super) presence: Presence,
}

const fn required(name: &'static str, shape: Shape) -> Field {
    let presence = Presence::Required;
    Field {
        name,
        shape,
        presence,
    }
}

const fn written(name: &'static str, shape: Shape) -> Field {
    let presence = Presence::Written;
    Field {
        name,
        shape,
        presence,
    }
}

const fn if_set(name: &'static str, shape: Shape) -> Field {
    let presence = Presence::IfSet;
    Field {
        name,
        shape,
        presence,
    }
}

use Shape::{Choice, Date, Days, Flag, Fraction, Moment, Number, Tables, Text, Texts, Weight};

/// The keys of `records::Common`, which stand among the others in a file, or come from its
/// path.
pub(super) const COMMON: &[&str] = &[
    "slug",
    "file",
    "phrasings",
    "topics",
    "prefectures",
    "verified_on",
    "review_after_days",
    "sources",
];

const SOURCE: &[Field] = &[
    required("title", Text),
    required("publisher", Text),
    written("edition", Text),
    written("section", Text),
    required("url", Text),
    required("checked_on", Date),
    required(
        "level",
        Choice(&["official", "republished", "secondary", "unverified"]),
    ),
];

const ARTICLE: &[Field] = &[
    required("question", Text),
    required("phrasings", Texts),
    required("topics", Texts),
    required("audience", Texts),
    written("prefectures", Texts),
    if_set("verified_on", Date),
    required("review_after_days", Days),
    written("related", Texts),
    if_set("sources", Tables(SOURCE)),
];

/// As [`ARTICLE`], with the consent to name companies.
const CASE: &[Field] = &[
    required("question", Text),
    required("phrasings", Texts),
    required("topics", Texts),
    required("audience", Texts),
    written("prefectures", Texts),
    if_set("verified_on", Date),
    required("review_after_days", Days),
    written("related", Texts),
    if_set("consent", Choice(&["public_award", "given", "no_company"])),
    if_set("sources", Tables(SOURCE)),
];

const DESK: &[Field] = &[
    required("slug", Text),
    required("name", Text),
    written("prefectures", Texts),
    required("purpose", Text),
    written("topics", Texts),
    written("phone", Text),
    written("email", Text),
    written("address", Text),
    written("url", Text),
    written("hours", Text),
    written("opens", Text),
    written("closes", Text),
    written("break_from", Text),
    written("break_until", Text),
    written("note", Text),
    if_set("phrasings", Texts),
    if_set("verified_on", Date),
    if_set("review_after_days", Days),
    if_set("sources", Tables(SOURCE)),
];

const TERM: &[Field] = &[
    required("slug", Text),
    required("term", Text),
    required("reading", Text),
    written("also", Texts),
    required("definition", Text),
    written("see", Texts),
    if_set("phrasings", Texts),
    if_set("topics", Texts),
    if_set("prefectures", Texts),
    if_set("verified_on", Date),
    if_set("review_after_days", Days),
    if_set("sources", Tables(SOURCE)),
];

const STATISTIC: &[Field] = &[
    required("slug", Text),
    required("title", Text),
    required("value", Text),
    required("year", Text),
    required("population", Text),
    required("survey", Text),
    written("note", Text),
    if_set("phrasings", Texts),
    if_set("topics", Texts),
    if_set("prefectures", Texts),
    if_set("verified_on", Date),
    if_set("review_after_days", Days),
    if_set("sources", Tables(SOURCE)),
];

const EVENT: &[Field] = &[
    required("slug", Text),
    required("name", Text),
    required("type", Choice(&["award", "campaign", "seminar", "call"])),
    required("organizer", Text),
    written("period", Text),
    written("url", Text),
    required("summary", Text),
    written("status_note", Text),
    if_set("phrasings", Texts),
    if_set("topics", Texts),
    if_set("prefectures", Texts),
    if_set("verified_on", Date),
    if_set("review_after_days", Days),
    if_set("sources", Tables(SOURCE)),
];

const VENDOR: &[Field] = &[
    required("name", Text),
    required("reading", Text),
    if_set("product", Text),
    required("url", Text),
    required("relation", Choice(&["member", "other"])),
    if_set("consent", Date),
    required("source", Text),
    required("checked_on", Date),
    if_set("note", Text),
];

const SOLUTION: &[Field] = &[
    required("slug", Text),
    required("category", Text),
    required("summary", Text),
    required("selection_points", Texts),
    written("topics", Texts),
    if_set("phrasings", Texts),
    if_set("prefectures", Texts),
    if_set("verified_on", Date),
    if_set("review_after_days", Days),
    if_set("sources", Tables(SOURCE)),
    if_set("vendors", Tables(VENDOR)),
];

const WINDOW: &[Field] = &[
    required("label", Text),
    if_set("opens", Moment),
    if_set("closes", Moment),
    if_set("rolling", Flag),
    if_set("within_months", Days),
    if_set("after", Text),
    if_set("note", Text),
    required("source", Number),
];

const CONDITION: &[Field] = &[
    required(
        "type",
        Choice(&[
            "sme",
            "small_business",
            "employees",
            "local_employees",
            "prefecture",
            "legal_form",
            "fact",
        ]),
    ),
    if_set(
        "law",
        Choice(&[
            "employment_grants",
            "basic_act",
            "cabinet_order",
            "support_act",
        ]),
    ),
    if_set("min", Number),
    if_set("max", Number),
    if_set("one_of", Texts),
    if_set("fact", Choice(FACTS)),
    if_set("is", Flag),
    if_set("text", Text),
    if_set("source", Number),
];

const AMOUNT: &[Field] = &[
    required("key", Text),
    required("label", Text),
    if_set("yen", Number),
    if_set("min_yen", Number),
    if_set("max_yen", Number),
    if_set("rate", Fraction),
    if_set("choice", Text),
    if_set("per", Text),
    if_set("note", Text),
    required("source", Number),
    if_set("when", Tables(CONDITION)),
];

const EXPENSE: &[Field] = &[
    required("item", Choice(EXPENSES)),
    required("covered", Choice(&["yes", "no", "partly"])),
    required("text", Text),
    required("source", Number),
];

const PROGRAM: &[Field] = &[
    required("name", Text),
    written("also", Texts),
    written("former_names", Texts),
    required("authority", Text),
    written("url", Text),
    required("applicant", Choice(&["firm", "municipality"])),
    required("summary", Text),
    written("details", Text),
    required("phrasings", Texts),
    required("topics", Texts),
    required("purposes", Texts),
    written("prefectures", Texts),
    written("predecessor", Text),
    written("successor", Text),
    if_set("ended", Flag),
    written("next_round", Text),
    written("before", Texts),
    written("before_not", Texts),
    if_set("verified_on", Date),
    required("review_after_days", Days),
    written("related", Texts),
    if_set("windows", Tables(WINDOW)),
    if_set("amounts", Tables(AMOUNT)),
    if_set("criteria", Tables(CONDITION)),
    if_set("expenses", Tables(EXPENSE)),
    if_set("sources", Tables(SOURCE)),
];

/// The keys of a `[[group]]` of synonyms.
pub(super) const SYNONYM: &[Field] = &[
    required("id", Text),
    if_set("words", Texts),
    if_set("from", Text),
    if_set("to", Texts),
    required("weight", Weight),
];

/// The keys of a `[[golden]]`.
pub(super) const GOLDEN: &[Field] = &[
    required("id", Text),
    required("question", Text),
    required("entry", Text),
    if_set("also", Texts),
    if_set("known_miss", Text),
];

/// The keys of an `[[unanswerable]]`.
pub(super) const UNANSWERABLE: &[Field] = &[
    required("id", Text),
    required("question", Text),
    required("type", Choice(&["near", "off"])),
];

/// How a kind is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// One Markdown file with front matter for each entry.
    Article,
    /// One TOML file for each entry.
    Single,
    /// TOML, several entries in a file.
    Tables,
}

/// The kinds that have a loader, with their form and keys.
pub(super) const KINDS: &[(Kind, Form, &[Field])] = &[
    (Kind::Qa, Form::Article, ARTICLE),
    (Kind::Guideline, Form::Article, ARTICLE),
    (Kind::Case, Form::Article, CASE),
    (Kind::Program, Form::Single, PROGRAM),
    (Kind::Desk, Form::Tables, DESK),
    (Kind::Term, Form::Tables, TERM),
    (Kind::Statistic, Form::Tables, STATISTIC),
    (Kind::Event, Form::Tables, EVENT),
    (Kind::Solution, Form::Tables, SOLUTION),
];
