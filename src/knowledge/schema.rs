//! The keys of each kind of TOML table, in the order in which they are written.
//!
//! Reading, its messages and writing all follow from these tables; a new key is a row here and a
//! field in [`super::records`].

use super::Kind;

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
    /// A number from 0 to 1.
    Weight,
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

use Shape::{Choice, Date, Days, Tables, Text, Texts, Weight};

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
    /// TOML, several entries in a file.
    Tables,
}

/// The kinds that have a loader, with their form and keys.
pub(super) const KINDS: &[(Kind, Form, &[Field])] = &[
    (Kind::Qa, Form::Article, ARTICLE),
    (Kind::Guideline, Form::Article, ARTICLE),
    (Kind::Case, Form::Article, ARTICLE),
    (Kind::Desk, Form::Tables, DESK),
    (Kind::Term, Form::Tables, TERM),
    (Kind::Statistic, Form::Tables, STATISTIC),
    (Kind::Event, Form::Tables, EVENT),
    (Kind::Solution, Form::Tables, SOLUTION),
];
