//! How the parts of a collection fit together, and how they stand on a day.

use std::collections::{BTreeMap, HashMap, hash_map};

use chrono::{Days, NaiveDate};

use crate::text::japanese::fold;

use super::{
    Collection, Entry, EntryId, Problem, Record,
    check_figures::Named,
    problem::{Place, nearest},
    quotes::{self, Programs},
    tables,
};

/// Returns what is wrong between the records of `collection` on the day `today`, sorted by file
/// and line. What is wrong within one record was found when it was read.
#[must_use]
pub fn check(collection: &Collection, today: NaiveDate) -> Vec<Problem> {
    let mut check = Check {
        collection,
        programs: quotes::programs(&collection.records),
        today,
        problems: Vec::new(),
    };
    let named = Named::new(
        collection
            .records
            .iter()
            .map(|(id, it)| (id.0.as_str(), it)),
    );
    for (id, record) in &collection.records {
        let place = collection.place_of(id, record);
        check.dates(record, &place);
        check.links(record, &place);
        check.prefectures(record, &place);
        check.sources(record, &place);
        check.quotes(record, &place);
        check.linked(record, &place);
        check.figures(record, &place, &named);
        check.outdated(record, &place);
        match record {
            Record::Program(it) => {
                check.program(it, &place);
                check.calls(it, &place);
            }
            Record::Solution(it) => check.vendors(it, record.review_after_days(), &place),
            _ => {}
        }
    }
    check.words();
    check.phrasings();
    check.golden();
    check.lists();
    check.problems.sort();
    check.problems
}

pub(super) struct Check<'a> {
    pub(super) collection: &'a Collection,
    pub(super) programs: Programs,
    pub(super) today: NaiveDate,
    pub(super) problems: Vec<Problem>,
}

impl Check<'_> {
    /// Nobody can have looked at a source tomorrow, and nobody should rely on an old look.
    fn dates(&mut self, record: &Record, place: &Place) {
        let common = record.common();
        let checked = common.sources.iter().enumerate();
        let checked =
            checked.map(|(index, it)| (format!("sources/{index}/checked_on"), it.checked_on));
        let verified = common.verified_on.map(|it| ("verified_on".to_owned(), it));
        let dates: Vec<(String, NaiveDate)> = verified.into_iter().chain(checked).collect();
        for (key, date) in dates.iter().filter(|(_, it)| self.today < *it) {
            let name = key.rsplit('/').next().unwrap_or_default();
            self.problems.push(place.error(
                key,
                format!(
                    "`{name}` の {date} はまだ来ていない日です（今日は{}）。",
                    self.today
                ),
                "実際に確かめた日を書いてください。",
            ));
        }
        let days = record.review_after_days();
        let last = dates.iter().map(|(_, it)| *it).max();
        let due = last.and_then(|it| it.checked_add_days(Days::new(days.into())));
        if let (Some(last), Some(due)) = (last, due)
            && due < self.today
        {
            self.problems.push(place.warning(
                "review_after_days",
                format!("見直しの期限（{due}）を過ぎています。最後に確かめたのは{last}です。"),
                "出典をもう一度確かめ、checked_on か verified_on を新しくしてください。",
            ));
        }
    }

    fn links(&mut self, record: &Record, place: &Place) {
        let (key, links) = record.links();
        for (index, link) in links.iter().enumerate() {
            let known = self.collection.records.contains_key(link);
            if known || self.collection.places.left_out.contains(link) {
                continue;
            }
            let ids = self.collection.records.keys();
            let mend = match nearest(&link.0, ids.map(|it| it.0.as_str())) {
                Some(it) => format!("`{it}` の書き間違いではありませんか。"),
                None => "実在する項目のidに直すか、消してください。".to_owned(),
            };
            self.problems.push(place.error(
                &format!("{key}/{index}"),
                format!("`{key}` の `{link}` という項目はありません。"),
                mend,
            ));
        }
    }

    fn prefectures(&mut self, record: &Record, place: &Place) {
        if self.collection.prefectures.is_empty() {
            return;
        }
        for (index, name) in record.common().prefectures.iter().enumerate() {
            let names = || {
                self.collection
                    .prefectures
                    .iter()
                    .map(|it| it.name.as_str())
            };
            if names().any(|it| it == name) {
                continue;
            }
            let mend = match names()
                .find(|it| it.starts_with(name.as_str()))
                .or_else(|| nearest(name, names()))
            {
                Some(it) => format!("「{it}」と書いてください。"),
                None => "「東京都」のように、正式な名前で書いてください。".to_owned(),
            };
            let message = format!("`prefectures` の「{name}」は都道府県の名前ではありません。");
            self.problems
                .push(place.error(&format!("prefectures/{index}"), message, mend));
        }
    }

    /// A phrasing must lead to one entry. What templates add is not an author's to mend.
    fn phrasings(&mut self) {
        let mut first: HashMap<String, (&EntryId, String, usize)> = HashMap::new();
        for (id, record) in &self.collection.records {
            let place = self.collection.place_of(id, record);
            let mut own = vec![("question".to_owned(), Entry::from(record).question)];
            let phrasings = record.common().phrasings.iter().enumerate();
            own.extend(phrasings.map(|(index, it)| (format!("phrasings/{index}"), it.clone())));
            for (key, text) in own {
                match first.entry(fold(&text)) {
                    hash_map::Entry::Occupied(it) if it.get().0 != id => {
                        let (other, file, line) = it.get();
                        self.problems.push(place.error(
                            &key,
                            format!("「{text}」は `{other}` にもあります（{file} {line}行目）。"),
                            "その質問に答える方の項目だけに残してください。",
                        ));
                    }
                    hash_map::Entry::Occupied(_) => {}
                    hash_map::Entry::Vacant(it) => {
                        it.insert((id, place.file.clone(), place.line_of(&key)));
                    }
                }
            }
        }
    }

    /// Holidays and prefectures.
    fn lists(&mut self) {
        let records = self.collection.records.values();
        let mut named = records.flat_map(|it| &it.common().prefectures);
        if self.collection.prefectures.is_empty() && named.next().is_some() {
            self.problems.push(Problem::error(
                tables::PREFECTURES,
                1,
                "都道府県の一覧がありません。項目の `prefectures` を確かめられません。",
                "公式の知識にある `prefectures.csv` を置いてください。",
            ));
        }
        let holidays = self.collection.holidays.iter();
        let mut as_of: BTreeMap<(&'static str, String), NaiveDate> = holidays
            .map(|it| (("holiday", it.date.to_string()), it.as_of))
            .collect();
        let prefectures = self.collection.prefectures.iter();
        as_of.extend(prefectures.map(|it| (("prefecture", it.code.clone()), it.as_of)));
        for ((collection, id), date) in as_of.into_iter().filter(|(_, it)| self.today < *it) {
            let place = self.collection.places.of(collection, &id);
            self.problems.push(place.error(
                "as_of",
                format!(
                    "`as_of` の {date} はまだ来ていない日です（今日は{}）。",
                    self.today
                ),
                "実際に確かめた日を書いてください。",
            ));
        }
    }
}
