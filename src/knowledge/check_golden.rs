//! Golden questions (想定質問): each has one right entry, which exists. Whether the search finds it is
//! not known here.

use std::collections::{BTreeSet, HashMap, hash_map};

use crate::text::japanese::fold;

use super::{
    EntryId, GoldenQuestion,
    check::Check,
    problem::{Place, nearest},
};

/// Most entries that may answer a golden question as well as its own.
const ALSO: usize = 3;

impl Check<'_> {
    /// Checks the golden questions and those that no entry answers.
    pub(super) fn golden(&mut self) {
        let mut first: HashMap<String, Place> = HashMap::new();
        for golden in &self.collection.golden {
            let place = self.collection.places.of("golden", &golden.id);
            self.golden_entry("entry", &golden.entry, &place);
            self.golden_also(golden, &place);
            self.asked_once(&golden.question, place, &mut first);
        }
        for question in &self.collection.unanswerable {
            let place = self.collection.places.of("unanswerable", &question.id);
            self.asked_once(&question.question, place, &mut first);
        }
    }

    fn golden_entry(&mut self, key: &str, entry: &EntryId, place: &Place) {
        let records = &self.collection.records;
        if records.contains_key(entry) || self.collection.places.left_out.contains(entry) {
            return;
        }
        let mend = match nearest(&entry.0, records.keys().map(|it| it.0.as_str())) {
            Some(it) => format!("`{it}` の書き間違いではありませんか。"),
            None => "実在する項目のidに直すか、この想定質問を消してください。".to_owned(),
        };
        let message = format!("想定質問の答え `{entry}` という項目はありません。");
        self.problems.push(place.error(key, message, mend));
    }

    /// A few other entries may answer as well. Where many do, the question asks for nothing certain.
    fn golden_also(&mut self, golden: &GoldenQuestion, place: &Place) {
        if ALSO < golden.also.len() {
            self.problems.push(place.error(
                "also",
                format!("`also` に{}件あります（{ALSO}件まで）。", golden.also.len()),
                "本当に答えになる項目だけを残してください。",
            ));
        }
        let mut seen = BTreeSet::from([&golden.entry]);
        for (index, entry) in golden.also.iter().enumerate() {
            let key = format!("also/{index}");
            self.golden_entry(&key, entry, place);
            if !seen.insert(entry) {
                self.problems.push(place.error(
                    &key,
                    format!("`{entry}` は、この想定質問の答えとしてすでに書かれています。"),
                    "どちらか一方を消してください。",
                ));
            }
        }
    }

    /// A question cannot have two right answers, nor one and none.
    fn asked_once(&mut self, question: &str, place: Place, first: &mut HashMap<String, Place>) {
        match first.entry(fold(question)) {
            hash_map::Entry::Occupied(it) => self.problems.push(place.error(
                "question",
                format!(
                    "想定質問「{question}」が二度あります（{} {}行目）。",
                    it.get().file,
                    it.get().line_of("question")
                ),
                "どちらか一方を消してください。",
            )),
            hash_map::Entry::Vacant(it) => {
                it.insert(place);
            }
        }
    }
}
