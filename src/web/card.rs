//! A card as HTML.

use askama::Template;
use uuid::Uuid;

use super::times;
use crate::{
    answer::{Candidate, Citation, Decision, Intent},
    chat::{Card, DeskCard},
    programs::{Key, Outcome},
    text::markdown::to_html,
    wording,
};

/// A card with everything its template shows.
#[derive(Debug, Clone)]
pub struct CardView {
    /// Id of the element; the ids of its citations begin with it.
    pub anchor: String,
    /// The stored question, if it was recorded.
    pub question_id: Option<Uuid>,
    /// What was asked.
    pub asked: String,
    /// The entry's question.
    pub heading: Option<String>,
    /// What to say first, as safe HTML.
    pub lead: String,
    /// The rest, as safe HTML.
    pub details: String,
    /// On the answer's age.
    pub notes: Vec<String>,
    /// Sources.
    pub citations: Vec<CitationView>,
    /// What may have been meant, or the nearest questions.
    pub candidates: Vec<Candidate>,
    /// Questions a reader may want next.
    pub related: Vec<Candidate>,
    /// The fact that is asked for, as long as no other card came after this one.
    pub fact: Option<FactView>,
    /// Whether the card asks for a fact: its candidates are no answers to a question then.
    pub asks_fact: bool,
    /// Where more about the programs of this card stands: address and words.
    pub programs: Option<(String, &'static str)>,
    /// The office to call.
    pub desk: Option<DeskView>,
    /// How the card ends.
    pub ending: Ending,
    /// What was said about the answer just now.
    pub rated: Option<bool>,
    /// The visitor's form token.
    pub csrf: String,
    /// The id that the next form carries, so that it can be sent again when its answer is lost.
    pub event: Uuid,
}

/// How a card ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Whether it solved the matter.
    Rating,
    /// None of the candidates.
    NoneOfThese,
    /// A consultant can be asked.
    Consultant,
    /// Nothing: a greeting.
    Nothing,
}

/// How a fact can be told: by a button, or in words.
#[derive(Debug, Clone)]
pub struct FactView {
    /// The question, for those who do not see it above the buttons.
    pub question: String,
    /// What can be answered; each is sent as it stands.
    pub choices: Vec<String>,
    /// How the answer can be written or chosen from a list.
    pub input: FactInput,
}

/// How a fact is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactInput {
    /// Only by buttons.
    None,
    /// Chosen from all prefectures.
    Prefecture,
    /// Written.
    Text {
        /// What to write.
        label: &'static str,
        /// An example.
        example: &'static str,
    },
}

impl FactView {
    /// Returns how the fact that `card` asks for can be told; `None` if it asks for none.
    fn of(card: &Card) -> Option<FactView> {
        let key = Key::named(card.asks.as_deref()?)?;
        let input = match key {
            Key::Prefecture => FactInput::Prefecture,
            Key::Employees | Key::LocalEmployees => FactInput::Text {
                label: "人数を書いて答える",
                example: "例：8人",
            },
            Key::CapitalYen => FactInput::Text {
                label: "金額を書いて答える",
                example: "例：500万円。資本金がないときは0円",
            },
            Key::Industry | Key::LegalForm | Key::Fact(_) => FactInput::None,
        };
        Some(FactView {
            question: card
                .lead
                .rsplit("\n\n")
                .next()
                .unwrap_or_default()
                .to_owned(),
            choices: card.choices.clone(),
            input,
        })
    }
}

/// A source as its line shows it.
#[derive(Debug, Clone)]
pub struct CitationView {
    /// Title of the document.
    pub title: String,
    /// Publisher, edition and section, where known.
    pub facts: Vec<String>,
    /// The day of the fact.
    pub as_of: String,
    /// What to say about a source that is not the authority's own; may be empty.
    pub level: &'static str,
    /// Address, if it is one of the web.
    pub url: Option<String>,
}

impl From<&Citation> for CitationView {
    fn from(citation: &Citation) -> CitationView {
        let facts = [&citation.publisher, &citation.edition, &citation.section];
        let facts = facts.into_iter().filter(|it| !it.is_empty());
        CitationView {
            title: citation.title.clone(),
            facts: facts.cloned().collect(),
            as_of: times::day(citation.as_of),
            level: times::level(citation.level),
            url: web_address(&citation.url),
        }
    }
}

/// An office as its box shows it.
#[derive(Debug, Clone)]
pub struct DeskView {
    /// The office.
    pub desk: DeskCard,
    /// The telephone number as a telephone dials it; empty where there is none.
    pub dial: String,
    /// Address of its page, if it is one of the web.
    pub url: Option<String>,
}

impl From<&DeskCard> for DeskView {
    fn from(desk: &DeskCard) -> DeskView {
        let digits = |c: &char| c.is_ascii_digit() || *c == '+';
        DeskView {
            dial: desk.phone.chars().filter(digits).collect(),
            url: web_address(&desk.url),
            desk: desk.clone(),
        }
    }
}

/// Returns an address if it is one of the web.
pub fn web_address(url: &str) -> Option<String> {
    let known = url.starts_with("https://") || url.starts_with("http://");
    known.then(|| url.to_owned())
}

impl CardView {
    /// Prepares `card` for a visitor with the form token `csrf`, whose next form carries `event`.
    pub fn new(card: &Card, csrf: &str, event: Uuid) -> CardView {
        let name = card.question_id.map(|id| id.simple().to_string());
        let anchor = format!("q-{}", name.as_deref().unwrap_or("latest"));
        let source = format!("{anchor}-s");
        let count = card.citations.len();
        CardView {
            question_id: card.question_id,
            asked: card.asked.clone(),
            heading: card.heading.clone(),
            lead: to_html(&card.lead, &source, count),
            details: details(card, &source),
            notes: card.notes.clone(),
            citations: card.citations.iter().map(CitationView::from).collect(),
            candidates: card.candidates.clone(),
            related: card.related.clone(),
            fact: FactView::of(card),
            asks_fact: card.asks.is_some(),
            programs: programs(card),
            desk: card.desk.as_ref().map(DeskView::from),
            ending: ending(card),
            rated: None,
            csrf: csrf.to_owned(),
            event,
            anchor,
        }
    }
}

/// Returns the rest of an answer. In a list of programs (no single entry) each begins with the sign of
/// its outcome; the sign gets its words, and the name a line of its own.
fn details(card: &Card, anchor: &str) -> String {
    let html = to_html(&card.details, anchor, card.citations.len());
    if card.entry.is_some() {
        return html;
    }
    let item = |item: &str| {
        let program = OUTCOMES.iter().find_map(|(outcome, class)| {
            let rest = item.strip_prefix(wording::sign(*outcome))?;
            let (name, rest) = rest.strip_prefix(' ')?.split_once('：')?;
            let words = wording::outcome(*outcome);
            Some(format!(
                "<li class=\"fit\"><span class=\"outcome {class}\">{words}</span> <strong>{name}</strong> {rest}"
            ))
        });
        program.unwrap_or_else(|| format!("<li>{item}"))
    };
    let mut parts = html.split("<li>");
    let before = parts.next().unwrap_or_default().to_owned();
    before + &parts.map(item).collect::<String>()
}

const OUTCOMES: [(Outcome, &str); 3] = [
    (Outcome::Eligible, "eligible"),
    (Outcome::Undetermined, "undetermined"),
    (Outcome::Ineligible, "ineligible"),
];

fn programs(card: &Card) -> Option<(String, &'static str)> {
    let cites_programs = |it: &Candidate| it.entry.0.starts_with("program/");
    // A list of programs asks for facts of the firm also where none of the programs is shown again.
    let asks_of_firm = card.asks.is_some() && card.about.is_some();
    match &card.entry {
        Some(entry) => {
            let slug = entry.0.strip_prefix("program/")?;
            Some((format!("/programs/{slug}"), "この制度のページ（印刷用）"))
        }
        None if (card.candidates.iter().any(cites_programs) || asks_of_firm)
            && card.decision != Decision::Handoff =>
        {
            Some(("/programs".to_owned(), "補助金・助成金の一覧"))
        }
        None => None,
    }
}

fn ending(card: &Card) -> Ending {
    let unsure = card.parts.iter().any(|it| it.decision == Decision::Handoff);
    match card.decision {
        Decision::Reply if unsure => Ending::Consultant,
        Decision::Reply if card.entry.is_some() => Ending::Rating,
        Decision::Reply => Ending::Nothing,
        Decision::Clarify if card.intent == Intent::Other => Ending::Nothing,
        Decision::Clarify => Ending::NoneOfThese,
        Decision::Handoff => Ending::Consultant,
    }
}

/// The card alone, for the script of the chat page.
#[derive(Template)]
#[template(path = "card_fragment.html", config = "src/web/askama.toml")]
pub struct CardFragment {
    /// The card.
    pub card: CardView,
    /// What the form for a prefecture offers.
    pub prefectures: &'static [&'static str],
}

/// What takes the place of the rating's buttons.
#[derive(Template)]
#[template(path = "rated_fragment.html", config = "src/web/askama.toml")]
pub struct RatedFragment {
    /// The answer that was rated.
    pub question_id: Option<Uuid>,
    /// Whether it solved the matter.
    pub solved: bool,
}
