//! A question comes in.

use chrono::Duration;
use uuid::Uuid;

use super::{
    Assistant, card, dialogue::Dialogue, memory::TURNS, message::Message, shelf::Shelf, shown,
    subsidy,
};
use crate::{
    answer::{Decision, Intent, Verdict},
    chat::{Asked, Card, Chose, Response},
    outgoing::Origin,
    people::{ConversationId, Surface},
    programs::Profile,
    store::{Context, EventKey, QuestionRecord, Recorded},
    text::{clean, truncate},
    wording,
};

/// Longest question that is read, in characters; the rest is cut with a notice.
pub const LONGEST_QUESTION: usize = 2_000;
/// For this long a question may refer to the one before.
const DIALOGUE_MINUTES: i64 = 10;
/// Hits that the decision is made from.
pub(super) const HITS: usize = 10;

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
        let context = self.context(&asked).await?;
        let mut message = Message::read(text, asked.profile, context, &shelf);
        let mut card = card::plain(&asked.conversation, text, message.intent, "");
        if message.intent == Intent::Reset {
            self.memory.forget(&asked.conversation, now).await?;
            message.profile = Profile::default();
        }
        let dialogue = self.dialogue(&asked.conversation, &message).await?;
        // Who tells a fact that was asked for may be asked on.
        message.asked_which = dialogue.asked_which() && !message.tells_fact();
        self.respond(&mut card, &shelf, &message, &dialogue);
        if cut {
            card.notes.push(wording::cut(LONGEST_QUESTION));
        }
        self.record(card, asked.surface, message.profile, event, asked.origin)
            .await
    }

    /// Returns what the message may refer to: the card whose button was pressed, however long ago, or
    /// else what the dialogue was about just now.
    async fn context(&self, asked: &Asked) -> anyhow::Result<Option<Context>> {
        let of_card = match asked.question_id {
            Some(id) => self.memory.context_of(&asked.conversation, id).await?,
            None => None,
        };
        let recent = self.memory.context(&asked.conversation).await?;
        let life = Duration::minutes(DIALOGUE_MINUTES);
        let recent = recent.filter(|it| self.clock.now() - it.at <= life);
        Ok(match (of_card, recent) {
            // Facts that were told since stand.
            (Some(card), Some(recent)) => Some(Context {
                profile: recent.profile.or(&card.profile),
                ..card
            }),
            (card, recent) => card.or(recent),
        })
    }

    /// Returns as much of the dialogue as the answer to `message` needs.
    async fn dialogue(
        &self,
        conversation: &ConversationId,
        message: &Message,
    ) -> anyhow::Result<Dialogue> {
        let needed = match message.intent {
            Intent::Frustrated => TURNS,
            Intent::Question => 1,
            _ => 0,
        };
        let turns = match needed {
            0 => Vec::new(),
            _ => self.memory.turns(conversation, needed).await?,
        };
        let life = Duration::minutes(DIALOGUE_MINUTES);
        Ok(Dialogue::of(turns, life, self.clock.now()))
    }

    fn respond(&self, card: &mut Card, shelf: &Shelf, message: &Message, dialogue: &Dialogue) {
        match message.intent {
            Intent::Greeting => card.lead = wording::greeting().to_owned(),
            Intent::Thanks => card.lead = wording::thanks().to_owned(),
            Intent::Reset => card.lead = wording::reset().to_owned(),
            Intent::Other => {
                card.decision = Decision::Clarify;
                card.confidence = 0.0;
                card.lead = wording::unreadable().to_owned();
            }
            Intent::Human => {
                card.decision = Decision::Handoff;
                card.lead = wording::human().to_owned();
                let desk = shelf.desk(&[], &message.profile);
                card.desk = desk.and_then(|it| card::desk(it, shelf, self.clock.now()));
            }
            Intent::Frustrated => self.try_again(card, shelf, message, dialogue),
            Intent::Question => {
                if !self.answer_all(card, shelf, message) {
                    self.answer(card, shelf, message);
                    if self.leaves_a_question(card, shelf, message) {
                        card.notes.push(wording::one_by_one().to_owned());
                    }
                }
                let place = message.profile.prefecture.as_ref();
                let told = |it: &&String| card.notes.iter().any(|note| note.contains(*it));
                let place = place.filter(|it| message.moved && !told(it));
                if let (Some(place), Decision::Reply) = (place, card.decision) {
                    card.notes.push(wording::for_prefecture(place));
                }
            }
        }
    }

    /// Fills the card of a question.
    pub(super) fn answer(&self, card: &mut Card, shelf: &Shelf, message: &Message) {
        let question = message.question.as_str();
        let matter = shelf.places_in(question).matter;
        let context = message.context.as_ref();
        let about_subsidies = subsidy::Asked {
            question,
            before: context.and_then(|it| it.entry.as_ref()),
            matter: matter.as_deref(),
            profile: &message.profile,
            goes_on_from: message.goes_on.then_some(&message.known),
            asks_no_more: message.asks_no_more,
            now: self.clock.now(),
        };
        if subsidy::answer(card, shelf, &about_subsidies) {
            let news = about_subsidies.taken(&message.known);
            if !news.is_empty() {
                card.notes.push(wording::understood(&news));
            }
            if message.goes_on {
                card.about = Some(question.to_owned());
            }
            return;
        }
        if !message.told.is_empty() {
            card.lead = wording::noted(&message.told);
            card.about = context.and_then(|it| it.asked.clone());
            return;
        }
        // What is asked about another prefecture is looked for there.
        let profile = &Profile {
            prefecture: matter.or_else(|| message.profile.prefecture.clone()),
            ..message.profile.clone()
        };
        let mut found = shelf.search(question, profile, HITS);
        let mut verdict = shelf.judge().decide(&found);
        if verdict.decision != Decision::Reply
            && let Some(before) = message.goes_on_with(&found)
        {
            let whole = shelf.search(&format!("{before}\n{question}"), profile, HITS);
            let wider = shelf.judge().decide(&whole);
            if verdict.confidence < wider.confidence {
                (found, verdict) = (whole, wider);
                card.notes.push(wording::follows(truncate(before, 40).0));
            }
        }
        card.confidence = verdict.confidence;
        card.decision = match verdict.decision {
            // Nobody is asked back twice in a row.
            Decision::Clarify if message.asked_which => Decision::Handoff,
            decision => decision,
        };
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

    /// Fills the card as its decision says.
    fn say(&self, card: &mut Card, shelf: &Shelf, verdict: &Verdict, profile: &Profile) {
        let entry = |id: &str| shelf.entry(&crate::knowledge::EntryId(id.to_owned()));
        let candidates = verdict.shown.iter();
        let candidates = candidates
            .filter_map(|(hit, confidence)| card::candidate_of(shelf, &hit.id, *confidence));
        match card.decision {
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
