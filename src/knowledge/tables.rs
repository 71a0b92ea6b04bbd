//! The two lists that are edited as spreadsheets: holidays and prefectures.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value;

use super::{
    Holiday, Level, Prefecture, Problem,
    problem::{Place, nearest},
};

/// File of the public holidays.
pub(super) const HOLIDAYS: &str = "calendar/holidays.csv";
/// File of the prefectures.
pub(super) const PREFECTURES: &str = "prefectures.csv";

const HOLIDAY_COLUMNS: [&str; 5] = ["date", "name", "source_url", "as_of", "level"];
const PREFECTURE_COLUMNS: [&str; 7] = [
    "code",
    "name",
    "kana",
    "hiragana",
    "romaji",
    "source_url",
    "as_of",
];

/// Reads the holidays; each with the place where it stands.
pub(super) fn holidays(text: &str) -> (Vec<(Holiday, Place)>, Vec<Problem>) {
    let (rows, mut problems) = rows(HOLIDAYS, text, HOLIDAY_COLUMNS);
    let mut found: Vec<(Holiday, Place)> = Vec::new();
    for ([date, name, source_url, as_of, level], place) in rows {
        let date = day("date", &date, &place, &mut problems);
        let as_of = day("as_of", &as_of, &place, &mut problems);
        let level = self::level(&level, &place, &mut problems);
        let (Some(date), Some(as_of), Some(level)) = (date, as_of, level) else {
            continue;
        };
        if let Some((_, first)) = found.iter().find(|(it, _)| it.date == date) {
            problems.push(twice(&date.to_string(), first, &place));
            continue;
        }
        found.push((
            Holiday {
                date,
                name,
                source_url,
                as_of,
                level,
            },
            place,
        ));
    }
    (found, problems)
}

/// Reads the prefectures; each with the place where it stands.
pub(super) fn prefectures(text: &str) -> (Vec<(Prefecture, Place)>, Vec<Problem>) {
    let (rows, mut problems) = rows(PREFECTURES, text, PREFECTURE_COLUMNS);
    let mut found: Vec<(Prefecture, Place)> = Vec::new();
    for ([code, name, kana, hiragana, romaji, source_url, as_of], place) in rows {
        let Some(as_of) = day("as_of", &as_of, &place, &mut problems) else {
            continue;
        };
        if code.len() != 2 || !code.bytes().all(|it| it.is_ascii_digit()) {
            problems.push(place.error(
                "code",
                format!("都道府県コード `{code}` を読めません。"),
                "`01` のように、半角数字2桁で書いてください（表計算ソフトが頭の0を消すことがあります）。",
            ));
            continue;
        }
        if let Some((_, first)) = found
            .iter()
            .find(|(it, _)| it.code == code || it.name == name)
        {
            problems.push(twice(&name, first, &place));
            continue;
        }
        let prefecture = Prefecture {
            code,
            name,
            kana,
            hiragana,
            romaji,
            source_url,
            as_of,
        };
        found.push((prefecture, place));
    }
    (found, problems)
}

fn twice(what: &str, first: &Place, second: &Place) -> Problem {
    second.error(
        "",
        format!(
            "「{what}」が二度あります（{}行目と{}行目）。",
            first.line, second.line
        ),
        "どちらか一方の行を消してください。",
    )
}

/// Reads the rows below a heading, which must be `columns`.
fn rows<const N: usize>(
    file: &str,
    text: &str,
    columns: [&str; N],
) -> (Vec<([String; N], Place)>, Vec<Problem>) {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut found = Vec::new();
    let mut problems = Vec::new();
    for (index, row) in reader.records().enumerate() {
        // Reading from memory as UTF-8, row lengths free: there is nothing left to fail.
        let Ok(row) = row else { continue };
        let line = row
            .position()
            .map_or(1, |it| usize::try_from(it.line()).unwrap_or(1));
        let place = Place::new(file, line);
        if index == 0 {
            if row.iter().ne(columns) {
                let message = format!(
                    "見出しの行が決まった形ではありません。正しい見出し：{}",
                    columns.join(",")
                );
                problems.push(place.error("", message, "1行目をこの見出しに直してください。"));
                break;
            }
            continue;
        }
        let cells: Vec<String> = row.iter().map(str::to_owned).collect();
        let count = cells.len();
        match <[String; N]>::try_from(cells) {
            Ok(cells) => match columns
                .iter()
                .zip(&cells)
                .find(|(_, it)| it.trim().is_empty())
            {
                Some((name, _)) => problems.push(place.error(
                    "",
                    format!("`{name}` の欄が空です。"),
                    "値を書くか、行ごと消してください。",
                )),
                None => found.push((cells, place)),
            },
            Err(_) => problems.push(place.error(
                "",
                format!("列の数が{count}です（{N}列のはずです）。"),
                "`,` の数を確かめ、`,` を含む値は \"…\" で囲んでください。",
            )),
        }
    }
    (found, problems)
}

fn day(name: &str, text: &str, place: &Place, problems: &mut Vec<Problem>) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|_| text.len() == 10);
    if day.is_none() {
        problems.push(place.error(
            name,
            format!("`{name}` の日付 `{text}` を読めません。"),
            "`2026-11-22` のように、実在する年月日を書いてください。",
        ));
    }
    day
}

fn level(text: &str, place: &Place, problems: &mut Vec<Problem>) -> Option<Level> {
    let level = match text {
        "official" => Level::Official,
        "republished" => Level::Republished,
        "secondary" => Level::Secondary,
        "unverified" => {
            problems.push(place.error(
                "level",
                "未確認（unverified）の祝日は載せられません。",
                "出典を確かめて level を直すか、行を消してください。",
            ));
            return None;
        }
        _ => {
            let known = ["official", "republished", "secondary"];
            let guess = nearest(text, known).unwrap_or("official");
            problems.push(place.error(
                "level",
                format!(
                    "`level` に `{text}` は使えません。使える値：{}",
                    known.join(", ")
                ),
                format!("`{guess}` などに直してください。"),
            ));
            return None;
        }
    };
    Some(level)
}

/// Returns the two files, as far as they have content.
pub(super) fn write(holidays: &[Holiday], prefectures: &[Prefecture]) -> BTreeMap<String, String> {
    let rows = holidays.iter().map(cells).collect::<Vec<_>>();
    let mut files = BTreeMap::new();
    if !rows.is_empty() {
        files.insert(HOLIDAYS.to_owned(), csv_of(&HOLIDAY_COLUMNS, &rows));
    }
    let rows = prefectures.iter().map(cells).collect::<Vec<_>>();
    if !rows.is_empty() {
        files.insert(PREFECTURES.to_owned(), csv_of(&PREFECTURE_COLUMNS, &rows));
    }
    files
}

/// Returns the fields of a flat struct in the order of their declaration.
fn cells(row: &impl serde::Serialize) -> Vec<String> {
    let Ok(Value::Object(fields)) = serde_json::to_value(row) else {
        return Vec::new();
    };
    let texts = fields
        .values()
        .map(|it| it.as_str().unwrap_or_default().to_owned());
    texts.collect()
}

fn csv_of(columns: &[&str], rows: &[Vec<String>]) -> String {
    let mut out = csv::Writer::from_writer(Vec::new());
    let heading = columns.iter().map(|it| (*it).to_owned()).collect();
    for row in std::iter::once(&heading).chain(rows) {
        // Writing to memory does not fail, and the text was UTF-8 before.
        let _ = out.write_record(row);
    }
    String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default()
}
