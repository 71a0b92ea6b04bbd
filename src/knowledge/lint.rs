//! What can be wrong within one record, whatever the others say: the editorial rules.
//!
//! A record with an error here stays out of the collection: it may say something without a source.

use std::collections::BTreeSet;

use crate::text::japanese::fold;

use super::{
    Entry, Level, Problem, Record, SynonymGroup,
    citation::{marks, without_marks},
    lint_consent, lint_program, lint_vendors,
    problem::{Place, nearest},
    quotes::quotes,
    records::{Article, Desk},
    templates::CONCLUSION,
    vocabulary::{AUDIENCES, TOPICS},
};

/// Fewest phrasings of an article or a program.
const PHRASINGS: usize = 3;

/// The consultation centre's number until 2021; people who call it reach nobody.
const OLD_PHONE: &str = "0120916479";

/// Returns what is wrong within `record`.
pub(super) fn record(record: &Record, place: &Place) -> Vec<Problem> {
    let mut problems = Vec::new();
    slug(record, place, &mut problems);
    problems.extend(sources(record, place));
    words(
        place,
        "topics",
        &record.common().topics,
        TOPICS,
        &mut problems,
    );
    phrasings(record, place, &mut problems);
    old_phone(record, place, &mut problems);
    problems.extend(lint_consent::consent(record, place));
    match record {
        Record::Qa(it) | Record::Guideline(it) | Record::Case(it) => {
            article(it, place, &mut problems);
        }
        other => derived(other, place, &mut problems),
    }
    match record {
        Record::Desk(it) => desk(it, place, &mut problems),
        Record::Program(it) => problems.extend(lint_program::program(it, place)),
        Record::Solution(it) => problems.extend(lint_vendors::vendors(it, place)),
        _ => {}
    }
    problems
}

fn slug(record: &Record, place: &Place, problems: &mut Vec<Problem>) {
    let slug = &record.common().slug;
    let allowed = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
    if slug.is_empty() || !slug.bytes().all(allowed) {
        let (message, mend) = match record.article() {
            Some(_) => (
                "ファイル名",
                "ファイルの名前を `nakanuke.md` のように変えてください。",
            ),
            None if matches!(record, Record::Program(_)) => (
                "ファイル名",
                "ファイルの名前を `telework-joseikin.toml` のように変えてください。",
            ),
            None => ("slug", "`slug = \"nakanuke\"` のように変えてください。"),
        };
        let message =
            format!("{message} `{slug}` に使えるのは半角の英小文字・数字・`-` だけです。");
        problems.push(place.error("slug", message, mend));
    }
}

/// Nothing is shown without a source that somebody saw.
pub(super) fn sources(record: &Record, place: &Place) -> Vec<Problem> {
    let mut problems = Vec::new();
    let sources = &record.common().sources;
    if sources.is_empty() {
        let heading = match record.article() {
            Some(_) => "sources".to_owned(),
            None if matches!(record, Record::Program(_)) => "sources".to_owned(),
            None => format!("{}.sources", record.kind().folder()),
        };
        problems.push(Problem::error(
            &place.file,
            place.line,
            "出典がありません。出典のない項目は公開できません。",
            format!("`[[{heading}]]` を書き足してください。"),
        ));
    }
    for (index, source) in sources.iter().enumerate() {
        if source.level == Level::Unverified {
            problems.push(place.error(
                &format!("sources/{index}/level"),
                "未確認（unverified）の出典は公開できません。",
                "出典を確かめて level を直すか、この出典とそれに基づく文を消してください。",
            ));
        }
        let web = source.url.starts_with("https://") || source.url.starts_with("http://");
        if !web || source.url.contains(char::is_whitespace) {
            problems.push(place.error(
                &format!("sources/{index}/url"),
                format!("`{}` はURLではありません。", source.url),
                "`https://…` の形で、空白を入れずに書いてください。",
            ));
        }
    }
    problems
}

/// Reports words that are not in a closed list.
pub(super) fn words(
    place: &Place,
    key: &str,
    used: &[String],
    known: &[&str],
    problems: &mut Vec<Problem>,
) {
    for (index, word) in used.iter().enumerate() {
        if known.contains(&word.as_str()) {
            continue;
        }
        let mend = match nearest(word, known.iter().copied()) {
            Some(it) => format!("「{it}」の書き間違いではありませんか。"),
            None => format!("次のどれかにしてください：{}", known.join("、")),
        };
        let message = format!("`{key}` に「{word}」は使えません。");
        problems.push(place.error(&format!("{key}/{index}"), message, mend));
    }
}

fn phrasings(record: &Record, place: &Place, problems: &mut Vec<Problem>) {
    let phrasings = &record.common().phrasings;
    let by_hand = record.article().is_some() || matches!(record, Record::Program(_));
    if by_hand && phrasings.len() < PHRASINGS {
        problems.push(place.error(
            "phrasings",
            format!(
                "質問の言い換え（phrasings）が{}件しかありません。",
                phrasings.len()
            ),
            format!("人が実際に打つ言い方を、{PHRASINGS}件以上書いてください。"),
        ));
    }
    let mut seen = BTreeSet::new();
    for (index, phrasing) in phrasings.iter().enumerate() {
        if !seen.insert(fold(phrasing)) {
            problems.push(place.error(
                &format!("phrasings/{index}"),
                format!("言い換え「{phrasing}」が、この項目の中に二度あります。"),
                "どちらか一方を消してください。",
            ));
        }
    }
}

fn article(article: &Article, place: &Place, problems: &mut Vec<Problem>) {
    words(place, "audience", &article.audience, AUDIENCES, problems);
    let conclusion = article.conclusion();
    let length = length(conclusion);
    if conclusion.is_empty() || conclusion.starts_with('#') {
        problems.push(place.error(
            "conclusion",
            "結論（本文の最初の段落）がありません。",
            format!("見出しの前に、質問への答えを{CONCLUSION}字以内で書いてください。"),
        ));
        return;
    }
    // What quotes figures is measured when they are filled.
    if CONCLUSION < length && quotes(conclusion).is_empty() {
        problems.push(place.error(
            "conclusion",
            format!("結論が{length}字あります（出典番号を除いて{CONCLUSION}字まで）。"),
            "最初の段落を短くし、残りは次の段落に書いてください。",
        ));
    }
    if marks(conclusion).is_empty() {
        problems.push(place.error(
            "conclusion",
            "結論に出典番号がありません。",
            "最初の段落の終わりに、根拠の出典の番号を `[1]` のように書いてください。",
        ));
    }
    citations(article, place, problems);
}

/// Every mark must have its source, every source its mark.
fn citations(article: &Article, place: &Place, problems: &mut Vec<Problem>) {
    let count = article.common.sources.len();
    let marks = marks(&article.body);
    for mark in marks
        .iter()
        .filter(|it| it.number == 0 || count < it.number)
    {
        let line = place.line_of("body") + article.body[..mark.start].matches('\n').count();
        problems.push(Problem::error(
            &place.file,
            line,
            format!(
                "[{}] に当たる出典がありません（出典は{count}件）。",
                mark.number
            ),
            "番号を直すか、出典を書き足してください。1が最初の `[[sources]]` です。",
        ));
    }
    for index in 0..count {
        let number = index + 1;
        if !marks.iter().any(|it| it.number == number) {
            problems.push(place.error(
                &format!("sources/{index}"),
                format!("{number}番目の出典が本文のどこにも引用されていません。"),
                format!("根拠にしている文に [{number}] を付けるか、この出典を消してください。"),
            ));
        }
    }
}

/// Checks what the templates make of a structured record.
fn derived(record: &Record, place: &Place, problems: &mut Vec<Problem>) {
    let entry = Entry::from(record);
    let key = match record {
        Record::Term(_) => "definition",
        Record::Event(_) | Record::Solution(_) | Record::Program(_) => "summary",
        _ => "slug",
    };
    let length = length(&entry.conclusion);
    if CONCLUSION < length {
        problems.push(place.error(
            key,
            format!("答えの最初の文が{length}字になります（{CONCLUSION}字まで）。"),
            format!("`{key}` など、短い答えに使う項目を短くしてください。"),
        ));
    }
    let count = entry.sources.len();
    let texts = [&entry.conclusion, &entry.details];
    let marks = texts.iter().flat_map(|it| marks(it));
    for mark in marks.filter(|it| it.number == 0 || count < it.number) {
        problems.push(place.error(
            key,
            format!(
                "[{}] に当たる出典がありません（出典は{count}件）。",
                mark.number
            ),
            "番号を直すか、出典を書き足してください。",
        ));
    }
}

fn desk(desk: &Desk, place: &Place, problems: &mut Vec<Problem>) {
    if [&desk.phone, &desk.email, &desk.url]
        .iter()
        .all(|it| it.trim().is_empty())
    {
        problems.push(Problem::error(
            &place.file,
            place.line,
            "電話・メール・公式サイトのどれも書かれていません。",
            "`url` に公式サイトを書いてください。",
        ));
    }
    for (key, value) in [
        ("opens", &desk.opens),
        ("closes", &desk.closes),
        ("break_from", &desk.break_from),
        ("break_until", &desk.break_until),
    ] {
        if !value.is_empty() && !is_time(value) {
            problems.push(place.error(
                key,
                format!("時刻 `{value}` を読めません。"),
                "`09:00` のように、半角4桁の24時間制で書いてください。",
            ));
        }
    }
    for (from, until, key) in [
        (&desk.opens, &desk.closes, "closes"),
        (&desk.break_from, &desk.break_until, "break_until"),
    ] {
        if from.is_empty() != until.is_empty() || (!from.is_empty() && until <= from) {
            problems.push(place.error(
                key,
                "始まりと終わりの時刻がそろっていないか、順序が逆です。",
                "両方を書き、終わりを始まりより後にしてください。分からなければ両方を空にします。",
            ));
        }
    }
}

fn is_time(text: &str) -> bool {
    text.len() == 5 && chrono::NaiveTime::parse_from_str(text, "%H:%M").is_ok()
}

/// Finds the telephone number that must not be published, however it is written.
fn old_phone(record: &Record, place: &Place, problems: &mut Vec<Problem>) {
    let lines = match record.article() {
        Some(it) => old_phone_lines(&it.body, place.line_of("body")),
        None => {
            let entry = Entry::from(record);
            let mut lines = old_phone_lines(&entry.conclusion, 0);
            lines.extend(old_phone_lines(&entry.shown_details(), 0));
            lines.truncate(1);
            lines.iter().map(|_| place.line_of("phone")).collect()
        }
    };
    problems.extend(lines.into_iter().map(|line| {
        Problem::error(
            &place.file,
            line,
            "0120-91-6479 は使われていない古い番号です。",
            "番号を消すか、いまの番号に直してください。",
        )
    }));
}

fn old_phone_lines(text: &str, first: usize) -> Vec<usize> {
    let lines = text.lines().enumerate();
    let found = lines.filter(|(_, it)| digits_contain(it, OLD_PHONE));
    found.map(|(index, _)| first + index).collect()
}

/// Whether `text` holds these digits, in any width and with any separators.
fn digits_contain(text: &str, digits: &str) -> bool {
    let mut run = String::new();
    for character in text.chars() {
        match character {
            '0'..='9' => run.push(character),
            '０'..='９' => run.extend(char::from_digit(character as u32 - '０' as u32, 10)),
            '-' | '‐' | '−' | '－' | '―' | 'ー' | '(' | ')' | '（' | '）' | ' ' | '\u{3000}' =>
                {}
            _ => run.clear(),
        }
        if run.ends_with(digits) {
            return true;
        }
    }
    false
}

/// Length in characters, without marks and line breaks.
pub(super) fn length(text: &str) -> usize {
    without_marks(text).chars().filter(|it| *it != '\n').count()
}

/// Returns what is wrong within a synonym group.
pub(super) fn synonym(group: &SynonymGroup, place: &Place) -> Vec<Problem> {
    let mut problems = Vec::new();
    let one_way = group.from.is_some() || !group.to.is_empty();
    if one_way && !group.words.is_empty() {
        problems.push(place.error(
            "words",
            "`words` と `from`・`to` は同時に使えません。",
            "双方向なら `words` だけ、一方向なら `from` と `to` だけを書いてください。",
        ));
    } else if one_way && (group.from.is_none() || group.to.is_empty()) {
        problems.push(place.error(
            "from",
            "一方向の言い換えには `from` と `to` の両方が要ります。",
            "`from = \"…\"` と `to = [\"…\"]` を書いてください。",
        ));
    } else if !one_way && group.words.len() < 2 {
        problems.push(place.error(
            "words",
            "言い換えになる語が2つ以上ありません。",
            "`words = [\"在宅勤務\", \"テレワーク\"]` のように書いてください。",
        ));
    }
    let mut seen: BTreeSet<&String> = group.from.iter().collect();
    for (key, words) in [("words", &group.words), ("to", &group.to)] {
        for (index, word) in words.iter().enumerate() {
            if !seen.insert(word) {
                problems.push(place.error(
                    &format!("{key}/{index}"),
                    format!("「{word}」が同じ組の中に二度あります。"),
                    "どちらか一方を消してください。",
                ));
            }
        }
    }
    problems
}
