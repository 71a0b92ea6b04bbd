//! The form of a draft: what is in it, what was typed, and what is wrong with that.

use chrono::NaiveDate;

use super::form::Form;
use crate::{
    curation::draft::{Draft, blank_source},
    knowledge::{
        Level, Source,
        vocabulary::{AUDIENCES, TOPICS},
    },
    store::KeptDraft,
    wording::{PREFECTURES, source_level},
};

/// Longest text of a field, in characters.
const MOST: usize = 8000;
/// What a source can be; one that nobody saw is none.
const LEVELS: [(Level, &str); 3] = [
    (Level::Official, "official"),
    (Level::Republished, "republished"),
    (Level::Secondary, "secondary"),
];

/// What is wrong, each with the field's id.
pub type Errors = Vec<(&'static str, String)>;

/// A word that can be chosen.
#[derive(Debug, Clone)]
pub struct Choice {
    /// What the form carries.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Whether it is chosen.
    pub is_chosen: bool,
}

/// The form of a draft.
#[derive(Debug, Clone)]
pub struct DraftForm {
    /// The version that is changed.
    pub version: i64,
    /// Last part of the entry's id.
    pub slug: String,
    /// The question.
    pub question: String,
    /// One in a line.
    pub phrasings: String,
    /// The answer.
    pub answer: String,
    /// Words that stay, one in a line.
    pub keep: String,
    /// Words to be hidden, one in a line.
    pub hide: String,
    /// 分野.
    pub topics: Vec<Choice>,
    /// 読者.
    pub audience: Vec<Choice>,
    /// 都道府県.
    pub prefectures: Vec<Choice>,
    /// The source's level.
    pub levels: Vec<Choice>,
    /// The source.
    pub source: Source,
    /// The day on which the source was read, as the browser writes it.
    pub checked_on: String,
    /// What is wrong, each with the field's id.
    pub errors: Errors,
}

fn choices(words: &[&str], chosen: &[String]) -> Vec<Choice> {
    let choice = |it: &&str| Choice {
        value: (*it).to_owned(),
        label: (*it).to_owned(),
        is_chosen: chosen.iter().any(|chosen| chosen == it),
    };
    words.iter().map(choice).collect()
}

fn lines(text: &str) -> Vec<String> {
    let lines = text.lines().map(|it| it.trim().to_owned());
    lines.filter(|it| !it.is_empty()).collect()
}

impl DraftForm {
    /// Returns the form of a draft as it is kept.
    pub fn of(kept: &KeptDraft, today: NaiveDate) -> DraftForm {
        let source = kept.draft.source.clone();
        let source = source.unwrap_or_else(|| blank_source(today));
        DraftForm::new(&kept.draft, source, kept.version)
    }

    fn new(draft: &Draft, source: Source, version: i64) -> DraftForm {
        let levels = LEVELS.iter().map(|(level, name)| Choice {
            value: (*name).to_owned(),
            label: match source_level(*level) {
                "" => "公的な資料そのもの".to_owned(),
                words => words.to_owned(),
            },
            is_chosen: source.level == *level,
        });
        DraftForm {
            version,
            slug: draft.slug.clone(),
            question: draft.question.clone(),
            phrasings: draft.phrasings.join("\n"),
            answer: draft.answer.clone(),
            keep: draft.keep.join("\n"),
            hide: String::new(),
            topics: choices(TOPICS, &draft.topics),
            audience: choices(AUDIENCES, &draft.audience),
            prefectures: choices(&PREFECTURES, &draft.prefectures),
            levels: levels.collect(),
            checked_on: source.checked_on.to_string(),
            source,
            errors: Vec::new(),
        }
    }

    /// Returns the form with what is wrong in it.
    pub fn with_errors(mut self, errors: Errors) -> DraftForm {
        self.errors = errors;
        self
    }

    /// Returns the form for changing this version.
    pub fn on(mut self, version: i64) -> DraftForm {
        self.version = version;
        self
    }

    /// Tells whether it is for some prefectures only.
    pub fn has_prefecture(&self) -> bool {
        self.prefectures.iter().any(|it| it.is_chosen)
    }

    /// Returns what is wrong with a field.
    pub fn error(&self, field: &str) -> Option<&str> {
        let error = self.errors.iter().find(|(name, _)| *name == field);
        error.map(|(_, text)| text.as_str())
    }
}

/// Reads what was typed: the form to show it again, and the draft with personal data masked, or what is
/// wrong. A source may be left out; half a source may not.
pub fn read(form: &Form) -> (DraftForm, Result<Draft, Errors>) {
    let chosen = |words: &[&str], prefix: &str| -> Vec<String> {
        let is_chosen = |it: &&&str| !form.text(&format!("{prefix}:{it}")).is_empty();
        let words = words.iter().filter(is_chosen);
        words.map(|it| (*it).to_owned()).collect()
    };
    let mut errors = Vec::new();
    for (field, name) in [
        ("slug", "ファイル名"),
        ("question", "質問"),
        ("answer", "答え"),
    ] {
        errors.extend(super::form::text_error(name, form.text(field), MOST).map(|it| (field, it)));
    }
    let slug = form.text("slug");
    let allowed = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
    if !slug.bytes().all(allowed) || 64 < slug.len() {
        let words = "ファイル名に使えるのは、半角の英小文字・数字・「-」で64文字までです。";
        errors.push(("slug", words.to_owned()));
    }
    let source = source(form, &mut errors);
    let draft = Draft {
        slug: slug.to_owned(),
        question: form.text("question").replace('\n', " "),
        phrasings: lines(form.text("phrasings")),
        answer: form.text("answer").to_owned(),
        topics: chosen(TOPICS, "topic"),
        audience: chosen(AUDIENCES, "audience"),
        prefectures: chosen(&PREFECTURES, "prefecture"),
        source: Some(source.clone()).filter(|it| !it.title.is_empty()),
        keep: lines(form.text("keep")),
    };
    let version = form.text("version").parse().unwrap_or_default();
    let mut typed = DraftForm::new(&draft, source, version);
    typed.hide = form.text("hide").to_owned();
    typed.checked_on = form.text("checked_on").to_owned();
    if errors.is_empty() {
        (typed, Ok(draft.masked(&lines(form.text("hide")))))
    } else {
        (typed, Err(errors))
    }
}

/// Reads the source: all or nothing of it.
fn source(form: &Form, errors: &mut Errors) -> Source {
    let day = form.text("checked_on").parse::<NaiveDate>();
    let level = LEVELS.iter().find(|(_, name)| *name == form.text("level"));
    let source = Source {
        title: form.text("title").to_owned(),
        publisher: form.text("publisher").to_owned(),
        edition: form.text("edition").to_owned(),
        section: form.text("section").to_owned(),
        url: form.text("url").to_owned(),
        checked_on: day.unwrap_or_default(),
        level: level.map_or(Level::Official, |(level, _)| *level),
    };
    let required = [
        ("title", &source.title, "資料の名前"),
        ("publisher", &source.publisher, "発行者"),
        ("url", &source.url, "URL"),
    ];
    let texts = [&source.edition, &source.section];
    let begun = required.iter().any(|it| !it.1.is_empty()) || texts.iter().any(|it| !it.is_empty());
    if begun {
        for (field, text, name) in required {
            if text.is_empty() {
                errors.push((field, format!("出典の{name}を入力してください。")));
            }
        }
        if day.is_err() {
            let words = "資料を確かめた日を入力してください。";
            errors.push(("checked_on", words.to_owned()));
        }
    }
    source
}
