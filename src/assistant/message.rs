//! What a message says, seen in its dialogue.

use super::shelf::Shelf;
use crate::{
    answer::{self, Intent},
    programs::{
        self, Key, Profile, place,
        said::{self, Told},
    },
    search::Found,
    store::Context,
};

/// A follow-up has at most this many words that can be searched.
const FOLLOW_UP_PARTS: usize = 3;
/// How follow-ups begin or end.
const REFERS: &[&str] = &[
    "それは",
    "それって",
    "それの",
    "その",
    "これは",
    "この場合",
    "じゃあ",
    "では",
    "だと",
    "の場合は",
    "ほかには",
    "他には",
    "以外は",
    "以外だと",
    "は？",
    "は?",
];

/// A message with what it says of the firm.
#[derive(Clone)]
pub(super) struct Message {
    /// What kind of message it is.
    pub intent: Intent,
    /// The question: of the message itself, or the one that it goes on with.
    pub question: String,
    /// What it may refer to.
    pub context: Option<Context>,
    /// What was known of the firm before.
    pub known: Profile,
    /// What is known of the firm now.
    pub profile: Profile,
    /// The message says that the firm is in another prefecture than was known.
    pub moved: bool,
    /// The facts that the message tells, as people read them, if it says nothing else.
    pub told: Vec<String>,
    /// The message only adds to the question before, which was answered already.
    pub goes_on: bool,
    /// The message before was answered by asking which entry was meant, and this one answers no other
    /// question.
    pub asked_which: bool,
    /// The asker does not know the fact that was asked for.
    pub asks_no_more: bool,
}

impl Message {
    /// Reads `text`; `given` are the facts that came with it.
    pub fn read(text: &str, given: Profile, context: Option<Context>, shelf: &Shelf) -> Message {
        let (mut intent, mut question) = answer::intent(text);
        let mut goes_on = false;
        let known = context.as_ref().map(|it| it.profile.clone());
        let known = known.unwrap_or_default();
        let mentioned = said::mentioned(&question);
        let mut profile = checked(given, shelf).or(&mentioned.or(&known));
        let told = context.as_ref().and_then(|it| fact_told(it, text));
        let asks_no_more = matches!(told, Some((_, _, Told::NotKnown)));
        if let Some((about, key, told)) = told {
            learn(&mut profile, key, told);
            (intent, question, goes_on) = (Intent::Question, about, true);
        }
        // Only what is said now tells where the firm is, not the question that it answers.
        let place = shelf.places_in(text).firm;
        let moved = place.is_some() && place != profile.prefecture;
        profile.prefecture = place.or(profile.prefecture);
        let before = context.as_ref().and_then(|it| it.asked.clone());
        let stated = programs::statement(text).filter(|_| question == text);
        let told = stated.map(|it| Key::all().filter_map(|key| it.in_words(key)).collect());
        let told: Vec<String> = told.unwrap_or_default();
        // 「大阪です」 is the answer to „which prefecture?“: what was asked stands.
        if let Some(before) =
            before.filter(|_| !told.is_empty() || is_only_a_place(&question, &profile))
        {
            (question, goes_on) = (before, true);
        }
        Message {
            intent,
            question,
            context,
            known,
            profile,
            moved,
            told,
            goes_on,
            asked_which: false,
            asks_no_more,
        }
    }

    /// Whether the message answers the question for a fact.
    pub fn tells_fact(&self) -> bool {
        let asks = self.context.as_ref().and_then(|it| it.asks.as_ref());
        self.goes_on && asks.is_some()
    }

    /// Returns the question before, if this one says little by itself and points to it.
    pub fn goes_on_with(&self, found: &Found) -> Option<&str> {
        let before = self.context.as_ref()?.asked.as_deref()?;
        let bare = self.question.trim_end_matches(['。', '？', '?']);
        let refers = REFERS.iter().any(|it| {
            self.question.starts_with(it) || bare.ends_with(it.trim_end_matches(['？', '?']))
        });
        (found.parts <= FOLLOW_UP_PARTS && refers).then_some(before)
    }
}

/// Adds the fact that was told. The answer was read for this key, so the profile takes it.
fn learn(profile: &mut Profile, key: Key, told: Told) {
    if let Told::Value(value) = told {
        profile.set(key, value).unwrap_or_default();
    }
}

/// Returns the question that the dialogue is about, with the fact that was asked for and what `text`
/// tells of it.
fn fact_told(context: &Context, text: &str) -> Option<(String, Key, Told)> {
    let asked_for = Key::named(context.asks.as_deref()?)?;
    let told = said::answer(asked_for, text).map(|it| (asked_for, it));
    let (key, told) = told.or_else(|| said::alone(text))?;
    Some((context.asked.clone()?, key, told))
}

/// Whether the text says nothing but the prefecture that was understood from it.
fn is_only_a_place(text: &str, profile: &Profile) -> bool {
    let Some(prefecture) = &profile.prefecture else {
        return false;
    };
    let short = place::short(prefecture);
    let rest = text
        .replacen(prefecture.as_str(), "", 1)
        .replacen(short, "", 1);
    text.contains(short)
        && matches!(
            rest.trim_matches(['。', ' ', '、', '.']),
            "" | "です" | "の会社です" | "にあります" | "県" | "府" | "都"
        )
}

/// A prefecture that does not exist is forgotten rather than used.
fn checked(mut profile: Profile, shelf: &Shelf) -> Profile {
    profile.prefecture = profile.prefecture.filter(|it| shelf.is_prefecture(it));
    profile
}
