//! Everything the assistant knows, as the files have it, and its other form: documents for the
//! store.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, from_str, value::RawValue};

use super::{
    Entry, EntryId, GoldenQuestion, Holiday, Kind, Prefecture, Problem, Record, SynonymGroup,
    UnanswerableQuestion, lint,
    problem::{Place, Places},
    quotes,
    schema::{self, COMMON, Form, KINDS},
    tables, write,
};

/// File of the questions that no entry answers.
pub(super) const UNANSWERABLE: &str = "golden/unanswerable.toml";
/// File of the learned weights.
pub(super) const RANKING: &str = "ranking.toml";

/// The collection (知識) as its files have it.
#[derive(Debug, Clone, Default)]
pub struct Collection {
    /// The entries.
    pub records: BTreeMap<EntryId, Record>,
    /// Words that may stand for each other, by id.
    pub synonyms: Vec<SynonymGroup>,
    /// Questions with the entries that must answer them, by id.
    pub golden: Vec<GoldenQuestion>,
    /// Questions that no entry answers, by id.
    pub unanswerable: Vec<UnanswerableQuestion>,
    /// Public holidays by date.
    pub holidays: Vec<Holiday>,
    /// The prefectures by code.
    pub prefectures: Vec<Prefecture>,
    /// The file of weights that `madoguchi train` learned, as it is; whoever uses it reads it.
    pub ranking: Option<String>,
    /// Where all this stands.
    pub(super) places: Places,
}

/// One record, synonym group, golden question, holiday or prefecture, as the store keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct PackItem {
    /// `entry`, `golden`, `holiday`, `prefecture`, `ranking`, `synonym` or `unanswerable`.
    pub collection: &'static str,
    /// Identity in its collection.
    pub id: String,
    /// BLAKE3 of the document with sorted keys, in hexadecimal.
    pub digest: String,
    /// The content; always an object.
    pub document: Value,
}

impl PackItem {
    /// Returns the item with the digest of its document.
    #[must_use]
    pub fn new(collection: &'static str, id: String, document: Value) -> PackItem {
        let digest = digest(&document);
        PackItem {
            collection,
            id,
            digest,
            document,
        }
    }
}

/// Returns the BLAKE3 of a document; the order of its keys makes no difference.
#[must_use]
pub fn digest(document: &Value) -> String {
    let mut sorted = document.clone();
    sorted.sort_all_objects();
    blake3::hash(sorted.to_string().as_bytes())
        .to_hex()
        .to_string()
}

impl Collection {
    /// Returns the entries whose files exist but have errors of their own: they are missing here,
    /// yet nobody took them back.
    pub fn left_out(&self) -> impl Iterator<Item = &EntryId> {
        let left_out = self.places.left_out.iter();
        left_out.filter(|it| !self.records.contains_key(it))
    }

    /// Returns everything as documents for the store, by collection and id.
    #[must_use]
    pub fn items(&self) -> Vec<PackItem> {
        let entries = self.records.iter();
        entries
            .map(|(id, it)| entry_item(id, it))
            .chain(self.other_items())
            .collect()
    }

    /// Returns everything as [`Collection::items`], one after another, and frees what was returned:
    /// ten thousand entries and their documents at once are a hundred megabytes.
    pub fn into_items(self) -> impl Iterator<Item = PackItem> {
        let others = self.other_items();
        let entries = self.records.into_iter();
        entries.map(|(id, it)| entry_item(&id, &it)).chain(others)
    }

    fn other_items(&self) -> Vec<PackItem> {
        let golden = self.golden.iter();
        let mut items: Vec<PackItem> = golden
            .map(|it| {
                let mut document = to_value(it);
                document["file"] = Value::String(self.golden_file(it));
                PackItem::new("golden", it.id.clone(), document)
            })
            .collect();
        let holidays = self.holidays.iter();
        items
            .extend(holidays.map(|it| PackItem::new("holiday", it.date.to_string(), to_value(it))));
        let prefectures = self.prefectures.iter();
        items.extend(
            prefectures.map(|it| PackItem::new("prefecture", it.code.clone(), to_value(it))),
        );
        let ranking = self.ranking.iter();
        items.extend(ranking.map(|it| {
            let document = to_value(&RankingDocument { text: it.clone() });
            PackItem::new("ranking", RANKING.to_owned(), document)
        }));
        let synonyms = self.synonyms.iter();
        items.extend(synonyms.map(|it| PackItem::new("synonym", it.id.clone(), to_value(it))));
        let unanswerable = self.unanswerable.iter();
        items.extend(
            unanswerable.map(|it| PackItem::new("unanswerable", it.id.clone(), to_value(it))),
        );
        items
    }

    /// Returns where a golden question stands; what came from the store stands at the head of its
    /// file.
    pub(crate) fn place_of_golden(&self, id: &str) -> Place {
        self.places.of("golden", id)
    }

    /// Returns where an entry stands.
    pub(crate) fn place_of(&self, id: &EntryId, record: &Record) -> Place {
        let place = self.places.find("entry", &id.0);
        place.unwrap_or_else(|| Place::new(&record.common().file, 1))
    }

    /// Puts the lists into the order in which they are compared and written.
    pub(super) fn sort(&mut self) {
        self.synonyms.sort_by(|a, b| a.id.cmp(&b.id));
        self.golden.sort_by(|a, b| a.id.cmp(&b.id));
        self.unanswerable.sort_by(|a, b| a.id.cmp(&b.id));
        self.holidays.sort_by_key(|it| it.date);
        self.prefectures.sort_by(|a, b| a.code.cmp(&b.code));
    }

    /// Returns a digest over everything: equal collections have equal digests.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for item in self.items() {
            hasher
                .update(format!("{}\0{}\0{}\n", item.collection, item.id, item.digest).as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }

    /// Returns the canonical text of every file, by its path.
    #[must_use]
    pub fn files(&self) -> BTreeMap<String, String> {
        let mut files: BTreeMap<String, String> = BTreeMap::new();
        for record in self.records.values() {
            append(&mut files, file_of(record), &text_of(record));
        }
        for group in &self.synonyms {
            let text = write::table("group", &keys_of(group), schema::SYNONYM);
            append(&mut files, "synonyms.toml".to_owned(), &text);
        }
        for golden in &self.golden {
            let text = write::table("golden", &keys_of(golden), schema::GOLDEN);
            append(&mut files, self.golden_file(golden), &text);
        }
        for question in &self.unanswerable {
            let text = write::table("unanswerable", &keys_of(question), schema::UNANSWERABLE);
            append(&mut files, UNANSWERABLE.to_owned(), &text);
        }
        files.extend(
            self.ranking
                .iter()
                .map(|it| (RANKING.to_owned(), it.clone())),
        );
        files.extend(tables::write(&self.holidays, &self.prefectures));
        files
    }

    fn golden_file(&self, golden: &GoldenQuestion) -> String {
        let place = self.places.of("golden", &golden.id);
        if place.file.starts_with("golden/") {
            return place.file;
        }
        // A question that came from no file goes where its entry's kind goes.
        let kind = golden.entry.0.split('/').next().unwrap_or_default();
        format!("golden/{kind}.toml")
    }
}

/// A collection that is read from the store, document by document.
#[derive(Debug, Default)]
pub struct Stored {
    collection: Collection,
    problems: Vec<Problem>,
}

impl Stored {
    /// Adds a document. Documents may come in any order.
    pub fn add(&mut self, collection: &str, id: &str, document: &RawValue) {
        if self.read(collection, id, document).is_err() {
            self.problems.push(Problem::error(
                &format!("{collection}:{id}"),
                1,
                "保存されている項目の形が、このプログラムの知っているものと違います。",
                "この項目は答えに使われません。新しい版のプログラムで開くか、知識を取り込み直してください。",
            ));
        }
    }

    fn read(&mut self, collection: &str, id: &str, document: &RawValue) -> serde_json::Result<()> {
        let known = &mut self.collection;
        let text = document.get();
        match collection {
            "entry" => {
                let kind = id.split('/').next().unwrap_or_default();
                let record = Record::read(kind, document)?;
                if record.id().0 != id {
                    return Err(serde::de::Error::custom("another entry's document"));
                }
                known.records.insert(EntryId(id.to_owned()), record);
            }
            "synonym" => known.synonyms.push(from_str(text)?),
            "golden" => self.read_golden(text)?,
            "unanswerable" => known.unanswerable.push(from_str(text)?),
            "holiday" => known.holidays.push(from_str(text)?),
            "prefecture" => known.prefectures.push(from_str(text)?),
            "ranking" => known.ranking = Some(from_str::<RankingDocument>(text)?.text),
            _ => return Err(serde::de::Error::custom("unknown collection")),
        }
        Ok(())
    }

    fn read_golden(&mut self, text: &str) -> serde_json::Result<()> {
        let mut document: Value = from_str(text)?;
        let file = document.as_object_mut().and_then(|it| it.remove("file"));
        let golden: GoldenQuestion = serde_json::from_value(document)?;
        if let Some(file) = file.as_ref().and_then(Value::as_str) {
            let place = Place::new(file, 1);
            self.collection.places.insert("golden", &golden.id, place);
        }
        self.collection.golden.push(golden);
        Ok(())
    }

    /// Returns the collection, and a problem for each document that does not belong into it.
    #[must_use]
    pub fn finish(self) -> (Collection, Vec<Problem>) {
        let Stored {
            mut collection,
            mut problems,
        } = self;
        collection.sort();
        let mut left_out = Vec::new();
        for (id, record) in &collection.records {
            // What the store holds was reviewed; only what must never be shown is looked for again.
            let own = lint::sources(record, &Place::new(&record.common().file, 1));
            if own.iter().any(Problem::is_error) {
                left_out.push(id.clone());
            }
            problems.extend(own);
        }
        collection.records.retain(|id, _| !left_out.contains(id));
        collection.places.left_out.extend(left_out);
        problems.sort();
        (collection, problems)
    }
}

/// What the store keeps of the learned weights: the text of their file.
#[derive(Debug, Serialize, Deserialize)]
struct RankingDocument {
    text: String,
}

fn entry_item(id: &EntryId, record: &Record) -> PackItem {
    PackItem::new("entry", id.0.clone(), to_value(record))
}

/// Returns the entries as they are shown: texts of templates made, figures of programs filled in. Each
/// record is freed as its entry is made.
#[must_use]
pub fn entries(records: BTreeMap<EntryId, Record>) -> BTreeMap<EntryId, Entry> {
    let programs = quotes::programs(&records);
    let entries = records.into_iter().map(|(id, record)| {
        let mut entry = Entry::from(&record);
        for text in [&mut entry.conclusion, &mut entry.details] {
            if text.contains("{program/") {
                *text = quotes::fill(text, &programs);
            }
        }
        (id, entry)
    });
    entries.collect()
}

/// Adds a table to a file, a blank line after the one before.
fn append(files: &mut BTreeMap<String, String>, file: String, text: &str) {
    let content = files.entry(file).or_default();
    if !content.is_empty() {
        content.push('\n');
    }
    content.push_str(text);
}

/// Returns where a record is written: the file it came from, or one of its own.
fn file_of(record: &Record) -> String {
    let common = record.common();
    let folder = record.kind().folder();
    let is_article = record.article().is_some();
    let has_own_file = is_article || matches!(record, Record::Program(_));
    if !has_own_file && common.file.starts_with(&format!("{folder}/")) {
        return common.file.clone();
    }
    let extension = if is_article { "md" } else { "toml" };
    format!("{folder}/{}.{extension}", common.slug)
}

/// Returns a record as its file has it.
pub(super) fn text_of(record: &Record) -> String {
    let keys = keys_of(record);
    let row = KINDS.iter().find(|(kind, _, _)| *kind == record.kind());
    match (row, record.article()) {
        (Some((_, Form::Article, fields)), Some(article)) => {
            format!(
                "+++\n{}+++\n{}",
                write::front_matter(&keys, fields),
                article.body
            )
        }
        (Some((_, Form::Single, fields)), _) => write::single(&keys, fields),
        (Some((kind, _, fields)), _) => write::table(kind.folder(), &keys, fields),
        (None, _) => unreachable!("every kind of record has a row"),
    }
}

/// Returns the keys of a record side by side, as in a file.
fn keys_of(it: &impl serde::Serialize) -> Map<String, Value> {
    let Value::Object(mut keys) = to_value(it) else {
        return Map::new();
    };
    for nested in ["common", "rules"] {
        if let Some(Value::Object(inner)) = keys.remove(nested) {
            keys.extend(inner);
        }
    }
    keys
}

/// Returns the document of a record of this kind whose keys stand side by side.
pub(super) fn document(kind: Kind, mut keys: Map<String, Value>) -> Value {
    let mut take = |name: &str| keys.remove(name).map(|it| (name.to_owned(), it));
    let common: Map<String, Value> = COMMON.iter().filter_map(|it| take(it)).collect();
    if kind == Kind::Program {
        let mut outer: Map<String, Value> = take("related").into_iter().collect();
        outer.insert("rules".to_owned(), Value::Object(keys));
        keys = outer;
    }
    keys.insert("common".to_owned(), Value::Object(common));
    Value::Object(keys)
}

fn to_value(it: &impl serde::Serialize) -> Value {
    serde_json::to_value(it).unwrap_or_else(|_| unreachable!("records have only string keys"))
}
