//! Makes an [`Entry`] of every [`Record`]: the structured kinds get their question, phrasings,
//! conclusion and details from the sentences here.
//!
//! Every sentence only repeats what the record says, and ends with the marks of its sources.

use chrono::NaiveTime;

use crate::calendar::Hours;

use super::{
    DeskFacts, Entry, EventType, Record,
    citation::{marks, without_marks},
    program_text::program,
    records::{Article, Desk, Event, Solution, Statistic, Term},
    vendor,
};

/// Longest conclusion, in characters without marks.
pub(super) const CONCLUSION: usize = 120;

/// What a template adds to a record.
#[derive(Default)]
pub(super) struct Filled {
    pub question: String,
    pub phrasings: Vec<String>,
    pub conclusion: String,
    pub details: String,
    pub topic: &'static str,
}

impl From<&Record> for Entry {
    fn from(record: &Record) -> Entry {
        let common = record.common();
        let cited: String = (1..=common.sources.len())
            .map(|it| format!("[{it}]"))
            .collect();
        let filled = match record {
            Record::Qa(it) | Record::Guideline(it) | Record::Case(it) => article(it),
            Record::Program(it) => program(it),
            Record::Desk(it) => desk(it, &cited),
            Record::Term(it) => term(it, &cited),
            Record::Statistic(it) => statistic(it, &cited),
            Record::Event(it) => event(it, &cited),
            Record::Solution(it) => solution(it, &cited),
        };
        let mut topics = common.topics.clone();
        if topics.is_empty() && !filled.topic.is_empty() {
            topics.push(filled.topic.to_owned());
        }
        let mut phrasings = common.phrasings.clone();
        phrasings.extend(filled.phrasings);
        Entry {
            id: record.id(),
            kind: record.kind(),
            question: filled.question,
            phrasings,
            conclusion: filled.conclusion,
            details: filled.details,
            topics,
            audience: record
                .article()
                .map(|it| it.audience.clone())
                .unwrap_or_default(),
            prefectures: common.prefectures.clone(),
            verified_on: common.verified_on,
            review_after_days: record.review_after_days(),
            related: record.links().1.to_vec(),
            sources: common.sources.clone(),
            desk: match record {
                Record::Desk(it) => Some(facts(it)),
                _ => None,
            },
            vendors: match record {
                Record::Solution(it) => vendor::list(it),
                _ => String::new(),
            },
            rules: match record {
                Record::Program(it) => Some(Box::new(it.rules.clone())),
                _ => None,
            },
        }
    }
}

impl Article {
    /// Returns the first paragraph: the answer in short.
    #[must_use]
    pub fn conclusion(&self) -> &str {
        self.paragraphs().0
    }

    /// Returns what follows the first paragraph.
    #[must_use]
    pub fn details(&self) -> &str {
        self.paragraphs().1
    }

    fn paragraphs(&self) -> (&str, &str) {
        let body = self.body.trim();
        let (first, rest) = body.split_once("\n\n").unwrap_or((body, ""));
        (first.trim(), rest.trim())
    }
}

fn article(it: &Article) -> Filled {
    Filled {
        question: it.question.clone(),
        conclusion: it.conclusion().to_owned(),
        details: it.details().to_owned(),
        ..Filled::default()
    }
}

fn desk(it: &Desk, cited: &str) -> Filled {
    let name = &it.name;
    let phone = if it.phone.is_empty() {
        "電話番号は公式サイトで確認してください".to_owned()
    } else {
        format!("電話番号は{}です", it.phone)
    };
    let hours = format!("{name}の{phone}。受付時間は{}です。", it.hours);
    let conclusion = if it.hours.is_empty() || CONCLUSION < hours.chars().count() {
        format!("{name}の{phone}。")
    } else {
        hours
    };
    let short = plain(name);
    let mut phrasings = vec![format!("{short}の電話番号"), format!("{short} 連絡先")];
    if !it.hours.is_empty() {
        phrasings.push(format!("{short} 受付時間 何時まで"));
    }
    for region in &it.common.prefectures {
        phrasings.extend(subjects(it).map(|it| format!("{region} {it} 相談")));
    }
    // Many notes only say what the conclusion says already.
    let note = if conclusion.contains(it.note.trim()) {
        ""
    } else {
        &it.note
    };
    let regions = it.common.prefectures.join("・");
    let items = [
        ("対象の地域", &regions),
        ("電話", &it.phone),
        ("メール", &it.email),
        ("所在地", &it.address),
        ("受付時間", &it.hours),
        ("公式サイト", &it.url),
    ];
    Filled {
        question: format!("{name}の連絡先・受付時間は"),
        phrasings,
        conclusion: cite(&conclusion, cited),
        details: paragraphs([cite(&it.purpose, cited), list(&items), cite(note, cited)]),
        topic: "相談窓口",
    }
}

fn term(it: &Term, cited: &str) -> Filled {
    let word = &it.term;
    let mut phrasings = vec![format!("{word}とは"), format!("{word} 意味")];
    let others = it.also.iter().chain([&it.reading]).filter(|it| *it != word);
    phrasings.extend(others.map(|it| format!("{it}とは")));
    let also = it.also.join("、");
    let items = [("読み方", &it.reading), ("ほかの呼び方", &also)];
    Filled {
        question: format!("「{word}」とは何ですか"),
        phrasings,
        conclusion: cite(&it.definition, cited),
        details: list(&items),
        topic: "",
    }
}

/// A figure never stands without its year, survey and population; the same is counted every year,
/// so the question names the year, too.
fn statistic(it: &Statistic, cited: &str) -> Filled {
    let Statistic {
        title,
        value,
        year,
        population,
        survey,
        ..
    } = it;
    let whole = format!("{title}は{value}です（{year}、{survey}、対象：{population}）。");
    let conclusion = if CONCLUSION < whole.chars().count() {
        format!("{value}です（{year}、{survey}、対象：{population}）。")
    } else {
        whole
    };
    let items = [
        ("調べたこと", title),
        ("年", year),
        ("調査", survey),
        ("対象", population),
    ];
    Filled {
        question: format!("{title}は、{year}ではどのくらいですか"),
        phrasings: vec![format!("{title} {year}"), format!("{survey} {title}")],
        conclusion: cite(&conclusion, cited),
        details: paragraphs([list(&items), cite(&it.note, cited)]),
        topic: "統計",
    }
}

fn event(it: &Event, cited: &str) -> Filled {
    let name = &it.name;
    let question = match it.r#type {
        EventType::Award => format!("{name}とはどのような表彰で、いつ応募できますか"),
        EventType::Campaign => format!("{name}とは何ですか。時期はいつですか"),
        EventType::Seminar => format!("{name}はどのような催しで、いつ開かれますか"),
        EventType::Call => format!("{name}の対象と時期は"),
    };
    let short = plain(name);
    let mut phrasings = vec![
        format!("{short}とは"),
        format!("{short} いつ"),
        format!("{short} 日程"),
    ];
    let open_for_applications = matches!(it.r#type, EventType::Award | EventType::Call);
    if open_for_applications && !short.contains("応募") {
        phrasings.push(format!("{short} 応募"));
    }
    let items = [
        ("主催", &it.organizer),
        ("時期", &it.period),
        ("公式サイト", &it.url),
    ];
    Filled {
        question,
        phrasings,
        conclusion: cite(&it.summary, cited),
        details: paragraphs([list(&items), it.status_note.clone()]),
        topic: "表彰・催し",
    }
}

fn solution(it: &Solution, cited: &str) -> Filled {
    let name = &it.category;
    let points: Vec<String> = it
        .selection_points
        .iter()
        .map(|it| format!("- {it}"))
        .collect();
    Filled {
        question: format!("{name}とは何ですか。どう選べばよいですか"),
        phrasings: vec![
            format!("{name} 選び方"),
            format!("{name}とは"),
            format!("{name} おすすめ"),
            format!("{name} 比較"),
        ],
        conclusion: cite(&it.summary, cited),
        details: paragraphs([
            cite("## 選ぶときに見るところ\n次の点を比べます。", cited),
            points.join("\n"),
            "特定の製品やサービスは勧めていません。".to_owned(),
        ]),
        topic: "ツール・電子化",
    }
}

fn facts(it: &Desk) -> DeskFacts {
    DeskFacts {
        name: it.name.clone(),
        purpose: without_marks(&it.purpose),
        phone: it.phone.clone(),
        email: it.email.clone(),
        address: it.address.clone(),
        url: it.url.clone(),
        hours: it.hours.clone(),
        open: hours(it),
        note: without_marks(&it.note),
    }
}

fn hours(it: &Desk) -> Option<Hours> {
    let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").ok();
    let lunch = time(&it.break_from).zip(time(&it.break_until));
    Some(Hours {
        opens: time(&it.opens)?,
        closes: time(&it.closes)?,
        lunch,
    })
}

/// Returns what people ask this desk about.
fn subjects(desk: &Desk) -> impl Iterator<Item = &str> {
    let telework = desk.name.contains("テレワーク") || desk.purpose.contains("テレワークの相談");
    let topics = desk.common.topics.iter().map(String::as_str);
    let topics = topics.filter(|it| *it != "相談窓口");
    telework.then_some("テレワーク").into_iter().chain(topics)
}

/// Returns a name without its remarks in parentheses, which nobody types.
fn plain(name: &str) -> String {
    let mut depth = 0_usize;
    let mut short = String::new();
    for character in name.chars() {
        match character {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            it if depth == 0 => short.push(it),
            _ => {}
        }
    }
    let short = short.trim();
    if short.is_empty() { name } else { short }.to_owned()
}

/// Adds the marks of all sources to a text that names none itself.
fn cite(text: &str, cited: &str) -> String {
    let text = text.trim();
    if text.is_empty() || !marks(text).is_empty() {
        return text.to_owned();
    }
    format!("{text}{cited}")
}

/// Returns the items that say something, one a line.
fn list(items: &[(&str, &String)]) -> String {
    let items = items.iter().filter(|(_, it)| !it.trim().is_empty());
    let lines: Vec<String> = items.map(|(name, it)| format!("- {name}：{it}")).collect();
    lines.join("\n")
}

fn paragraphs<const N: usize>(texts: [String; N]) -> String {
    let texts: Vec<String> = texts.into_iter().filter(|it| !it.is_empty()).collect();
    texts.join("\n\n")
}
