//! What an entry leads to: figures of programs, and its sources.

use std::collections::BTreeMap;

use super::{
    Entry, EntryId, Problem, Record,
    check::Check,
    lint,
    problem::{Place, nearest},
    prose::{Text, texts},
    quotes::{self, Quote},
    templates::CONCLUSION,
};

impl Check<'_> {
    /// The same part of the same document twice is one source with two numbers.
    pub(super) fn sources(&mut self, record: &Record, place: &Place) {
        let mut first: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for (index, source) in record.common().sources.iter().enumerate() {
            let number = index + 1;
            let known = *first
                .entry((&source.url, &source.section))
                .or_insert(number);
            if known != number {
                self.problems.push(place.error(
                    &format!("sources/{index}"),
                    format!("{number}番目の出典は、{known}番目と同じURL・同じ箇所です。"),
                    format!("一つにまとめて番号を [{known}] に直すか、`section` に別の箇所を書いてください。"),
                ));
            }
        }
    }

    /// A quote must lead to a figure, stand where it is filled, and leave the conclusion short.
    pub(super) fn quotes(&mut self, record: &Record, place: &Place) {
        let mut any = false;
        let phrasings = record.common().phrasings.iter().enumerate();
        let phrasings = phrasings.map(|(index, text)| Text {
            key: format!("phrasings/{index}"),
            text,
        });
        for text in texts(record).into_iter().chain(phrasings) {
            for quote in quotes::quotes(text.text) {
                any = true;
                self.quote(record, &text, &quote, place);
            }
        }
        if !any {
            return;
        }
        let written = Entry::from(record).conclusion;
        let conclusion = quotes::fill(&written, &self.programs);
        let length = lint::length(&conclusion);
        if conclusion != written && CONCLUSION < length {
            self.problems.push(place.error(
                "conclusion",
                format!("結論が{length}字になります（{CONCLUSION}字まで）。"),
                "最初の段落を短くし、残りは次の段落に書いてください。",
            ));
        }
    }

    /// A link within the collection must lead to an entry.
    pub(super) fn linked(&mut self, record: &Record, place: &Place) {
        for text in texts(record) {
            for (at, _) in text.text.match_indices("](") {
                let target = text.text[at + 2..]
                    .split([')', ' '])
                    .next()
                    .unwrap_or_default();
                let Some(id) = internal(target) else {
                    continue;
                };
                let known = &self.collection.records;
                let left_out = &self.collection.places.left_out;
                if known.contains_key(&id) || left_out.contains(&id) {
                    continue;
                }
                let mend = match nearest(&id.0, known.keys().map(|it| it.0.as_str())) {
                    Some(it) => format!("`{it}` の書き間違いではありませんか。"),
                    None => "実在する項目へのリンクに直すか、リンクをやめてください。".to_owned(),
                };
                self.problems.push(Problem::error(
                    &place.file,
                    text.line(place, at),
                    format!("本文のリンク先 `{target}` という項目はありません。"),
                    mend,
                ));
            }
        }
    }

    fn quote(&mut self, record: &Record, text: &Text<'_>, quote: &Quote<'_>, place: &Place) {
        let line = text.line(place, quote.start);
        let named = format!("{}.{}", quote.program, quote.field);
        let key = text.key.split('/').next().unwrap_or_default();
        if !is_filled(record, key) {
            self.problems.push(Problem::error(
                &place.file,
                line,
                format!("`{key}` の `{{{named}}}` には、制度の値が入りません。"),
                "引用できるのは本文・説明・要約の中だけです。言葉で書き直してください。",
            ));
            return;
        }
        let rules = self.programs.get(quote.program);
        if rules.is_some_and(|it| quotes::value(it, quote.field).is_some()) {
            return;
        }
        let mend = match rules {
            Some(rules) => format!("使える項目：{}", quotes::fields(rules).join(", ")),
            None => match nearest(quote.program, self.programs.keys().map(String::as_str)) {
                Some(it) => format!("`{it}` の書き間違いではありませんか。"),
                None => "実在する制度のidに直してください。".to_owned(),
            },
        };
        let message = format!("`{{{named}}}` に当たる制度の値がありません。");
        let problem = Problem::error(&place.file, line, message, mend);
        self.problems.push(problem);
    }
}

/// Returns the entry to which a Markdown link leads, unless it leads outside: `qa/nakanuke`, with or
/// without what stands before it in an address.
fn internal(target: &str) -> Option<EntryId> {
    let outside = target.contains(':') || target.starts_with("//") || target.starts_with('#');
    let path = target.split(['#', '?']).next().unwrap_or_default();
    let mut parts = path.trim_end_matches(".md").rsplit('/');
    let (slug, kind) = (parts.next()?, parts.next()?);
    (!outside).then(|| EntryId(format!("{kind}/{slug}")))
}

/// Whether quotes in this text are filled wherever it is shown. The facts of a desk and the lists of a
/// program are also shown by themselves.
fn is_filled(record: &Record, key: &str) -> bool {
    match record {
        Record::Qa(_) | Record::Guideline(_) | Record::Case(_) => key == "body",
        Record::Program(_) => key == "details",
        Record::Desk(_) => false,
        Record::Term(_) => key == "definition",
        Record::Statistic(_) => ["value", "population", "note"].contains(&key),
        Record::Event(_) => ["period", "summary", "status_note"].contains(&key),
        Record::Solution(_) => ["summary", "selection_points"].contains(&key),
    }
}
