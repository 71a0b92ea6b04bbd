//! A question comes in.

use chrono::Duration;
use uuid::Uuid;

use super::{Assistant, card, shelf::Shelf};
use crate::{
    answer::{self, Decision, Intent, Verdict},
    chat::{Asked, Card, Chose, Response},
    people::Surface,
    programs::Profile,
    search::Found,
    store::{Context, QuestionRecord},
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
    pub(super) async fn ask(&self, asked: Asked) -> anyhow::Result<Response> {
        let shelf = self.shelf();
        let now = self.clock.now();
        let text = clean(&asked.question);
        let (text, cut) = truncate(&text, LONGEST_QUESTION);
        let (intent, question) = answer::intent(text);
        let context = self.memory.context(&asked.conversation).await?;
        let context = context.filter(|it| now - it.at <= Duration::minutes(DIALOGUE_MINUTES));
        let known = context
            .as_ref()
            .map(|it| it.profile.clone())
            .unwrap_or_default();
        let mut profile = checked(asked.profile, &shelf).or(&known);
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
                card.desk = shelf.desk(&[], &profile).and_then(card::desk);
            }
            Intent::Question => {
                self.answer(&mut card, &shelf, &question, context.as_ref(), &profile);
                if changed
                    && card.decision == Decision::Reply
                    && let Some(name) = &profile.prefecture
                {
                    card.notes.push(wording::for_prefecture(name));
                }
            }
        }
        if cut {
            card.notes.push(wording::cut(LONGEST_QUESTION));
        }
        self.record(card, asked.surface, profile).await
    }

    /// Fills the card of a question.
    fn answer(
        &self,
        card: &mut Card,
        shelf: &Shelf,
        question: &str,
        context: Option<&Context>,
        profile: &Profile,
    ) {
        let before = context.and_then(|it| it.asked.as_deref());
        // 「大阪です」 is the answer to „which prefecture?“: what was asked stands.
        let question = match before {
            Some(before) if is_only_a_place(question, profile) => before,
            _ => question,
        };
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
                    card::show(card, entry, shelf, self.clock.today());
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
                card.desk = shelf.desk(&topics, profile).and_then(card::desk);
            }
        }
    }

    /// Records the outcome and returns it.
    async fn record(
        &self,
        mut card: Card,
        surface: Surface,
        profile: Profile,
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
            at: self.clock.now(),
        };
        self.memory.record(record).await?;
        Ok(Response::Card(Box::new(card)))
    }

    pub(super) async fn choose(&self, chose: Chose) -> anyhow::Result<Response> {
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
        card::show(&mut card, entry, &shelf, self.clock.today());
        self.record(card, chose.surface, profile).await
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
