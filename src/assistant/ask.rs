//! A question comes in.

use chrono::Duration;
use uuid::Uuid;

use super::{Assistant, card, shelf::Shelf, shown, subsidy};
use crate::{
    answer::{self, Decision, Intent, Verdict},
    chat::{Asked, Card, Chose, Response},
    outgoing::Origin,
    people::Surface,
    programs::{
        Key, Profile,
        said::{self, Told},
    },
    search::Found,
    store::{Context, EventKey, QuestionRecord, Recorded},
    text::{clean, truncate},
    wording,
};

/// Longest question that is read, in characters; the rest is cut with a notice.
pub const LONGEST_QUESTION: usize = 2_000;
/// For this long a question may refer to the one before.
const DIALOGUE_MINUTES: i64 = 10;
/// A follow-up has at most this many words that can be searched.
const FOLLOW_UP_PARTS: usize = 3;
/// Hits that the decision is made from.
const HITS: usize = 10;
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

impl Assistant {
    pub(super) async fn ask(
        &self,
        asked: Asked,
        event: Option<EventKey>,
    ) -> anyhow::Result<Response> {
        let shelf = self.shelf();
        let now = self.clock.now();
        let text = clean(&asked.question);
        let (text, cut) = truncate(&text, LONGEST_QUESTION);
        let (mut intent, mut question) = answer::intent(text);
        let context = self.memory.context(&asked.conversation).await?;
        let context = context.filter(|it| now - it.at <= Duration::minutes(DIALOGUE_MINUTES));
        let known = context.as_ref().map(|it| it.profile.clone());
        let known = known.unwrap_or_default();
        let mentioned = said::mentioned(&question);
        let mut profile = checked(asked.profile, &shelf).or(&mentioned.or(&known));
        let told = context.as_ref().and_then(|it| fact_told(it, text));
        let asks_no_more = matches!(told, Some((_, _, Told::NotKnown)));
        if let Some((about, key, told)) = told {
            learn(&mut profile, key, told);
            (intent, question) = (Intent::Question, about);
        }
        let named = shelf.prefecture_in(&question);
        let changed = named.is_some() && named != profile.prefecture;
        profile.prefecture = named.or(profile.prefecture);
        let mut card = card::plain(&asked.conversation, text, intent, "");
        match intent {
            Intent::Greeting => card.lead = wording::greeting().to_owned(),
            Intent::Thanks => card.lead = wording::thanks().to_owned(),
            Intent::Reset => {
                self.memory.forget(&asked.conversation, now).await?;
                profile = Profile::default();
                card.lead = wording::reset().to_owned();
            }
            Intent::Other => {
                card.decision = Decision::Clarify;
                card.confidence = 0.0;
                card.lead = wording::unreadable().to_owned();
            }
            Intent::Human => {
                card.decision = Decision::Handoff;
                card.lead = wording::human().to_owned();
                let desk = shelf.desk(&[], &profile);
                card.desk = desk.and_then(|it| card::desk(it, &shelf, now));
            }
            Intent::Question => {
                let standing = Standing {
                    context: context.as_ref(),
                    profile: &profile,
                    known: &known,
                    asks_no_more,
                };
                self.answer(&mut card, &shelf, &question, &standing);
                let name = profile.prefecture.as_ref().filter(|_| changed);
                if let (Some(name), Decision::Reply) = (name, card.decision) {
                    card.notes.push(wording::for_prefecture(name));
                }
            }
        }
        if cut {
            card.notes.push(wording::cut(LONGEST_QUESTION));
        }
        self.record(card, asked.surface, profile, event, asked.origin)
            .await
    }

    /// Fills the card of a question.
    fn answer(&self, card: &mut Card, shelf: &Shelf, question: &str, standing: &Standing) {
        let Standing {
            context, profile, ..
        } = standing;
        let before = context.and_then(|it| it.asked.as_deref());
        // 「大阪です」 is the answer to „which prefecture?“: what was asked stands.
        let question = match before {
            Some(before) if is_only_a_place(question, profile) => before,
            _ => question,
        };
        let about_subsidies = subsidy::Asked {
            question,
            before: context.and_then(|it| it.entry.as_ref()),
            profile,
            asks_no_more: standing.asks_no_more,
            now: self.clock.now(),
        };
        if subsidy::answer(card, shelf, &about_subsidies) {
            let news = subsidy::news(profile, standing.known);
            if !news.is_empty() {
                card.notes.push(wording::understood(&news));
            }
            return;
        }
        let mut found = shelf.search(question, profile, HITS);
        let mut verdict = shelf.judge().decide(&found);
        if let Some(before) = before
            && verdict.decision != Decision::Reply
            && refers_back(question, &found)
        {
            let whole = shelf.search(&format!("{before}\n{question}"), profile, HITS);
            let wider = shelf.judge().decide(&whole);
            if verdict.confidence < wider.confidence {
                (found, verdict) = (whole, wider);
                card.notes.push(wording::follows(truncate(before, 40).0));
            }
        }
        card.confidence = verdict.confidence;
        card.decision = verdict.decision;
        if profile.prefecture.is_none()
            && verdict.decision != Decision::Reply
            && shelf.depends_on_prefecture(&found)
        {
            card.decision = Decision::Clarify;
            card.lead = wording::which_prefecture().to_owned();
            card.asks = Some("prefecture".to_owned());
            return;
        }
        self.say(card, shelf, &verdict, profile);
    }

    fn say(&self, card: &mut Card, shelf: &Shelf, verdict: &Verdict, profile: &Profile) {
        let entry = |id: &str| shelf.entry(&crate::knowledge::EntryId(id.to_owned()));
        let candidates = verdict.shown.iter();
        let candidates = candidates
            .filter_map(|(hit, confidence)| card::candidate_of(shelf, &hit.id, *confidence));
        match verdict.decision {
            Decision::Reply => {
                if let Some(entry) = verdict.shown.first().and_then(|(hit, _)| entry(&hit.id)) {
                    card::show(card, entry, shelf, self.clock.now());
                }
            }
            Decision::Clarify => {
                card.candidates = candidates.collect();
                card.lead = match card.candidates.len() {
                    1 => wording::is_it_this().to_owned(),
                    _ => wording::which_of_these().to_owned(),
                };
            }
            Decision::Handoff => {
                card.candidates = candidates.collect();
                let near = !card.candidates.is_empty();
                card.lead = wording::no_sure_answer().to_owned();
                card.details = wording::no_sure_answer_next(near).to_owned();
                let nearest = verdict.shown.first().and_then(|(hit, _)| entry(&hit.id));
                let topics = nearest.map(|it| it.topics.clone()).unwrap_or_default();
                let desk = shelf.desk(&topics, profile);
                card.desk = desk.and_then(|it| card::desk(it, shelf, self.clock.now()));
            }
        }
    }

    /// Records the outcome and returns it; or what was recorded meanwhile for the same event.
    async fn record(
        &self,
        mut card: Card,
        surface: Surface,
        profile: Profile,
        event: Option<EventKey>,
        origin: Option<Origin>,
    ) -> anyhow::Result<Response> {
        let id = self.clock.new_id();
        card.question_id = Some(id);
        let record = QuestionRecord {
            id,
            conversation: card.conversation.clone(),
            surface,
            asked: card.asked.clone(),
            decision: card.decision,
            entry: card.entry.clone(),
            confidence: card.confidence,
            card: serde_json::to_value(&card)?,
            profile,
            event,
            asks: card.asks.clone(),
            about: card.about.clone(),
            origin,
            at: self.clock.now(),
        };
        match self.memory.record(record).await? {
            Recorded::New => Ok(Response::Card(Box::new(card))),
            Recorded::Already(first) => shown(&first),
            // Whoever writes there is not asking the assistant; see `said`.
            Recorded::WithConsultant => Ok(Response::NotNow),
        }
    }

    pub(super) async fn choose(
        &self,
        chose: Chose,
        event: Option<EventKey>,
    ) -> anyhow::Result<Response> {
        let shelf = self.shelf();
        let Some(entry) = shelf.entry(&chose.entry) else {
            return Ok(Response::NotFound);
        };
        if let (Some(id), Ok(store)) = (chose.question_id, self.memory.store()) {
            store
                .record_choice(id, &chose.entry, self.clock.now())
                .await?;
        }
        let context = self.memory.context(&chose.conversation).await?;
        let profile = context.map(|it| it.profile).unwrap_or_default();
        let mut card = card::plain(&chose.conversation, &entry.question, Intent::Question, "");
        card::show(&mut card, entry, &shelf, self.clock.now());
        self.record(card, chose.surface, profile, event, chose.origin)
            .await
    }

    pub(super) async fn rate(&self, question_id: Uuid, solved: bool) -> anyhow::Result<Response> {
        let known = self
            .memory
            .store()?
            .rate_question(question_id, solved, self.clock.now())
            .await?;
        Ok(if known {
            Response::Rated
        } else {
            Response::NotFound
        })
    }
}

/// What stands before a question is answered.
struct Standing<'a> {
    context: Option<&'a Context>,
    profile: &'a Profile,
    /// What was known of the firm before this message.
    known: &'a Profile,
    /// The asker does not know the fact that was asked for.
    asks_no_more: bool,
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

/// Whether a question says little by itself and points to the one before.
fn refers_back(question: &str, found: &Found) -> bool {
    found.parts <= FOLLOW_UP_PARTS
        && REFERS.iter().any(|it| {
            question.starts_with(it)
                || question
                    .trim_end_matches(['。', '？', '?'])
                    .ends_with(it.trim_end_matches(['？', '?']))
        })
}

/// Whether the text says nothing but the prefecture that was understood from it.
fn is_only_a_place(text: &str, profile: &Profile) -> bool {
    let Some(prefecture) = &profile.prefecture else {
        return false;
    };
    let short = prefecture.trim_end_matches(['県', '府', '都']);
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
