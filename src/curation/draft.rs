//! 知識にする: a consultant's answer as a draft of an entry, with personal data masked, and the draft as
//! the file of an entry once its source is filled in.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::mask::{Span, Words, mask, names_in, spans};
use crate::{
    knowledge::{
        Article, Collection, Common, EntryId, Level, Problem, Record, Source, load_files,
        vocabulary::AUDIENCES,
    },
    text::{clean, japanese::fold},
};

/// Longest question, in characters.
const QUESTION: usize = 150;
/// Longest first paragraph, with room for the mark of its source.
const CONCLUSION: usize = 116;
/// Fewest phrasings of an entry.
const PHRASINGS: usize = 3;
/// Days after which such an entry is due for review.
const REVIEW_AFTER_DAYS: u32 = 365;

/// What a draft is made of.
#[derive(Debug, Clone, Copy)]
pub struct Material<'a> {
    /// 受付番号.
    pub number: i64,
    /// What the asker wanted to know.
    pub question: &'a str,
    /// What consultants replied, oldest first.
    pub replies: &'a [String],
    /// How to reach the asker, in the asker's words.
    pub contact: &'a str,
    /// Names of the consultants who wrote.
    pub staff: &'a [String],
    /// The asker's prefecture, if known.
    pub prefecture: Option<&'a str>,
    /// Topics of the nearest entry.
    pub topics: &'a [String],
    /// Readers of the nearest entry.
    pub audience: &'a [String],
}

/// A draft of an entry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// Last part of the entry's id.
    pub slug: String,
    /// The question it answers.
    pub question: String,
    /// How people really ask.
    pub phrasings: Vec<String>,
    /// The answer: the conclusion in its first paragraph, then details. Markdown.
    pub answer: String,
    /// Topics (分野).
    pub topics: Vec<String>,
    /// Readers (読者).
    pub audience: Vec<String>,
    /// Prefectures; empty means the whole country.
    pub prefectures: Vec<String>,
    /// Where the answer comes from; `None` until a curator fills it in.
    pub source: Option<Source>,
    /// Words that masks leave alone.
    pub keep: Vec<String>,
}

/// Why a draft is no entry yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfinished {
    /// The source is missing.
    NoSource,
    /// The editorial rules object.
    Problems(Vec<Problem>),
}

/// Where a mask stands in a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked {
    /// The field: 質問, 言い換え, 答え.
    pub field: &'static str,
    /// The place in it.
    pub span: Span,
}

impl Draft {
    /// Makes a draft: nothing in it tells who asked.
    #[must_use]
    pub fn of(material: &Material<'_>) -> Draft {
        let mut names = names_in(material.contact);
        names.extend(material.staff.iter().flat_map(|it| names_of_staff(it)));
        let words = Words {
            names: &names,
            ..Words::default()
        };
        let hidden = |text: &str| without_marks(&mask(&clean(text), words));
        let whole = hidden(material.question);
        let question = question_of(&whole);
        let replies: Vec<String> = material.replies.iter().map(|it| hidden(it)).collect();
        let known = |it: &&String| AUDIENCES.contains(&it.as_str());
        let mut audience: Vec<String> = material.audience.iter().filter(known).cloned().collect();
        if audience.is_empty() {
            audience.push(AUDIENCES[0].to_owned());
        }
        Draft {
            slug: format!("soudan-{}", material.number),
            phrasings: phrasings(&question, &whole, material.topics),
            question,
            answer: answer(&replies.join("\n\n")),
            topics: material.topics.to_vec(),
            audience,
            prefectures: material.prefecture.map(str::to_owned).into_iter().collect(),
            source: None,
            keep: Vec::new(),
        }
    }

    /// Masks what a curator wrote into it, but for the words to keep; `hide` names more to be hidden,
    /// and is not kept.
    #[must_use]
    pub fn masked(mut self, hide: &[String]) -> Draft {
        let keep = std::mem::take(&mut self.keep);
        let words = Words {
            names: &[],
            hide,
            keep: &keep,
        };
        let texts = [&mut self.question, &mut self.answer];
        for text in texts.into_iter().chain(&mut self.phrasings) {
            *text = mask(&clean(text), words);
        }
        self.keep = keep;
        self
    }

    /// Returns where personal data was masked.
    #[must_use]
    pub fn masks(&self) -> Vec<Masked> {
        let of = |field: &'static str, text: &str| {
            let found = spans(text).into_iter();
            found.map(|span| Masked { field, span }).collect::<Vec<_>>()
        };
        let mut found = of("質問", &self.question);
        found.extend(self.phrasings.iter().flat_map(|it| of("言い換え", it)));
        found.extend(of("答え", &self.answer));
        found
    }

    /// Returns the draft as the file of an entry: its path and its text.
    ///
    /// # Errors
    /// If the source is missing, or the editorial rules object.
    pub fn file(&self) -> Result<(String, String), Unfinished> {
        let Some(source) = self.source.clone().filter(is_complete) else {
            return Err(Unfinished::NoSource);
        };
        let record = Record::Qa(Article {
            common: Common {
                slug: self.slug.clone(),
                file: format!("qa/{}.md", self.slug),
                phrasings: self.phrasings.clone(),
                topics: self.topics.clone(),
                prefectures: self.prefectures.clone(),
                verified_on: None,
                review_after_days: Some(REVIEW_AFTER_DAYS),
                sources: vec![source],
            },
            question: self.question.clone(),
            audience: self.audience.clone(),
            body: format!("{}\n", cited(&self.answer)),
            ..Article::default()
        });
        let mut collection = Collection::default();
        collection.records.insert(record.id(), record);
        let mut files = collection.files();
        // Without tables of holidays and prefectures these are empty files.
        files.retain(|path, _| path.starts_with("qa/"));
        let bytes = files.iter();
        let bytes = bytes.map(|(path, text)| (path.clone(), text.clone().into_bytes()));
        let (read, problems) = load_files(bytes);
        let id = EntryId(format!("qa/{}", self.slug));
        let is_in = read.records.contains_key(&id);
        match files.pop_first() {
            Some(file) if is_in && !problems.iter().any(Problem::is_error) => Ok(file),
            _ => Err(Unfinished::Problems(problems)),
        }
    }
}

/// Returns a consultant's name and its parts: 「佐藤 花子（社労士）」 also signs as 佐藤.
fn names_of_staff(name: &str) -> Vec<String> {
    let person = name.split(['（', '(']).next().unwrap_or_default().trim();
    let is_name = |it: &&str| 1 < it.chars().count();
    let parts = person.split_whitespace().filter(is_name);
    let names = [name, person].into_iter().chain(parts);
    names
        .filter(|it| !it.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether a source says where it is to be found.
fn is_complete(source: &Source) -> bool {
    let texts = [&source.title, &source.publisher, &source.url];
    texts.iter().all(|it| !it.trim().is_empty()) && source.level != Level::Unverified
}

/// Returns a source of which only the day is known, for a form that is still empty.
#[must_use]
pub fn blank_source(today: NaiveDate) -> Source {
    Source {
        title: String::new(),
        publisher: String::new(),
        edition: String::new(),
        section: String::new(),
        url: String::new(),
        checked_on: today,
        level: Level::Official,
    }
}

/// Numbers in brackets would be marks of sources.
fn without_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('[') {
        out.push_str(before);
        let inside = behind.split_once(']');
        let number = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
        match inside {
            Some((inside, after)) if number(inside) => {
                out.push_str(&format!("［{inside}］"));
                rest = after;
            }
            _ => {
                out.push('[');
                rest = behind;
            }
        }
    }
    out + rest
}

/// Returns the sentence that asks, or else the beginning.
fn question_of(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= QUESTION {
        return line;
    }
    let all = sentences(&line);
    let asks = |it: &&String| it.ends_with("か。") || it.ends_with(['?', '？', 'か']);
    let asked = all.iter().rfind(asks).or(all.first());
    let asked = asked.map_or(line.as_str(), |it| it.trim());
    asked.chars().take(QUESTION).collect()
}

fn sentences(text: &str) -> Vec<String> {
    let ends = ['。', '？', '?', '！', '!', '\n'];
    let parts = text.split_inclusive(ends).map(|it| it.trim().to_owned());
    parts.filter(|it| !it.is_empty()).collect()
}

/// Returns three ways to ask, to be replaced by what people really say.
fn phrasings(question: &str, whole: &str, topics: &[String]) -> Vec<String> {
    let topic = topics.first().map_or("テレワーク", String::as_str);
    let ends = ['。', '？', '?'];
    let short = question.trim_end_matches(ends);
    let short = ["でしょうか", "ですか", "ますか", "か"]
        .iter()
        .find_map(|it| short.strip_suffix(it))
        .unwrap_or(short);
    let parts = sentences(whole)
        .into_iter()
        .filter(|it| 8 < it.chars().count());
    let made = [
        short.to_owned(),
        format!("{topic}：{short}"),
        format!("{topic}の相談：{short}"),
        format!("{topic}で困っている：{short}"),
    ];
    let mut found: Vec<String> = Vec::new();
    for it in made
        .iter()
        .take(1)
        .cloned()
        .chain(parts)
        .chain(made.iter().skip(1).cloned())
    {
        let it: String = it.chars().take(QUESTION).collect();
        let is_new = found.iter().all(|other| fold(other) != fold(&it));
        if is_new && !it.is_empty() && found.len() < PHRASINGS {
            found.push(it);
        }
    }
    found
}

/// Returns replies as an answer: what comes first is short enough for a conclusion.
fn answer(replies: &str) -> String {
    let is_no_word = |it: char| it.is_whitespace() || matches!(it, '#' | '+');
    let text = replies.trim_end().trim_start_matches(is_no_word);
    let (first, rest) = text.split_once("\n\n").unwrap_or((text, ""));
    let (short, left) = conclusion(first);
    let parts = [short.as_str(), left.as_str(), rest.trim()];
    let parts: Vec<&str> = parts.into_iter().filter(|it| !it.is_empty()).collect();
    parts.join("\n\n")
}

/// Splits a paragraph behind the last sentence, clause or character that still fits.
fn conclusion(paragraph: &str) -> (String, String) {
    let paragraph = paragraph.trim();
    let characters: Vec<char> = paragraph.chars().collect();
    if characters.len() <= CONCLUSION {
        return (paragraph.to_owned(), String::new());
    }
    let head = &characters[..CONCLUSION];
    let last = |signs: &[char]| head.iter().rposition(|it| signs.contains(it));
    let end = last(&['。', '\n', '？', '！']).or_else(|| last(&['、', ' ', '　']));
    let end = end.map_or(CONCLUSION, |it| it + 1);
    let text = |part: &[char]| part.iter().collect::<String>().trim().to_owned();
    (text(&characters[..end]), text(&characters[end..]))
}

/// Returns an answer whose conclusion has the mark of its source.
fn cited(answer: &str) -> String {
    let answer = answer.trim();
    let (first, rest) = answer.split_once("\n\n").unwrap_or((answer, ""));
    let first = match first.contains("[1]") || first.is_empty() {
        true => first.to_owned(),
        false => format!("{first}[1]"),
    };
    match rest {
        "" => first,
        rest => format!("{first}\n\n{rest}"),
    }
}

#[cfg(test)]
mod tests;
