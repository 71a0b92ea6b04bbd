//! Files become a [`Collection`]; what cannot be read becomes [`Problem`]s. One bad file or record
//! never stops the others.

use std::{fs, io, path::Path};

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::{
    Collection, EntryId, GoldenQuestion, Kind, Problem, Record, SynonymGroup, UnanswerableQuestion,
    check,
    collection::{RANKING, UNANSWERABLE, document},
    lint, pack_files,
    problem::{Lines, Place, nearest},
    read::{self, Found, is_forbidden},
    schema::{self, Field, Form, KINDS},
    tables,
};

/// Reads the collection in `dir`.
///
/// # Errors
/// If the folder or a file in it cannot be read at all.
pub fn load_dir(dir: &Path) -> io::Result<(Collection, Vec<Problem>)> {
    let mut loader = Loader::default();
    for (path, file) in pack_files::list(dir)? {
        loader.file(&path, &fs::read(file)?);
    }
    Ok(loader.finish())
}

/// Reads the collection in `dir` and checks how its parts fit together.
///
/// # Errors
/// If the folder or a file in it cannot be read at all.
pub fn check_dir(dir: &Path, today: NaiveDate) -> io::Result<(Collection, Vec<Problem>)> {
    let (collection, mut problems) = load_dir(dir)?;
    problems.extend(check(&collection, today));
    problems.sort();
    Ok((collection, problems))
}

/// Reads a collection from files: paths relative to its folder, with `/`, and their contents.
#[must_use]
pub fn load_files(
    files: impl IntoIterator<Item = (String, Vec<u8>)>,
) -> (Collection, Vec<Problem>) {
    let mut files: Vec<(String, Vec<u8>)> = files.into_iter().collect();
    files.sort();
    let mut loader = Loader::default();
    for (path, bytes) in files {
        loader.file(&path, &bytes);
    }
    loader.finish()
}

#[derive(Default)]
struct Loader {
    collection: Collection,
    problems: Vec<Problem>,
}

impl Loader {
    fn finish(mut self) -> (Collection, Vec<Problem>) {
        self.collection.sort();
        self.problems.sort();
        (self.collection, self.problems)
    }

    fn file(&mut self, path: &str, bytes: &[u8]) {
        let parts: Vec<&str> = path.split('/').collect();
        if parts.first() == Some(&"dictionary") {
            return;
        }
        let Some(text) = self.text(path, bytes) else {
            self.leave_out_file(path);
            return;
        };
        match parts.as_slice() {
            [tables::PREFECTURES] => self.prefectures(&text),
            ["calendar", "holidays.csv"] => self.holidays(&text),
            ["synonyms.toml"] => self.synonyms(path, &text),
            [RANKING] => self.collection.ranking = Some(text),
            _ if path == UNANSWERABLE => self.unanswerable(path, &text),
            ["golden", name] if name.ends_with(".toml") => self.golden(path, &text),
            [folder, name] => match KINDS.iter().find(|(kind, _, _)| kind.folder() == *folder) {
                Some((kind, Form::Article, fields)) if name.ends_with(".md") => {
                    self.article(path, *kind, &text, fields);
                }
                Some((kind, Form::Single, fields)) if name.ends_with(".toml") => {
                    self.single(path, *kind, &text, fields);
                }
                Some((kind, Form::Tables, fields)) if name.ends_with(".toml") => {
                    self.tables(path, *kind, &text, fields);
                }
                Some((_, form, _)) => self.wrong_extension(path, *form),
                None => self.unknown_file(path, folder),
            },
            _ => self.unknown_file(path, parts[0]),
        }
    }

    fn problem(&mut self, file: &str, message: String, mend: String) {
        self.problems.push(Problem::error(file, 1, message, mend));
    }

    /// Returns the text of a file with plain line ends, or reports why it is no text.
    fn text(&mut self, path: &str, bytes: &[u8]) -> Option<String> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let text = match str::from_utf8(bytes) {
            Ok(it) => it,
            Err(error) => {
                let before = &bytes[..error.valid_up_to()];
                let line = 1 + before.iter().filter(|it| **it == b'\n').count();
                self.problems.push(Problem::error(
                    path,
                    line,
                    "文字コードがUTF-8ではありません。",
                    "エディターで「UTF-8」を選んで保存し直してください。",
                ));
                return None;
            }
        };
        // Editors on Windows end every line so; a single one would be a mistake.
        let text = text.replace("\r\n", "\n");
        let bad = text.char_indices().find(|(_, it)| is_forbidden(*it));
        if let Some((at, character)) = bad {
            self.problems.push(Problem::error(
                path,
                Lines::new(&text, 1).of(at),
                format!("制御文字（U+{:04X}）があります。", character as u32),
                "その文字を消してください。",
            ));
            return None;
        }
        Some(text)
    }

    /// Remembers the entry of a file that could not be read.
    fn leave_out_file(&mut self, path: &str) {
        let single = path.starts_with(Kind::Program.folder());
        let extension = if single { ".toml" } else { ".md" };
        if let Some(id) = path.strip_suffix(extension) {
            self.collection
                .places
                .left_out
                .insert(EntryId(id.to_owned()));
        }
    }

    fn wrong_extension(&mut self, path: &str, form: Form) {
        let extension = match form {
            Form::Article => ".md",
            Form::Single | Form::Tables => ".toml",
        };
        self.problem(
            path,
            format!("このフォルダーに置けるのは `{extension}` のファイルだけです。"),
            "ファイルの名前を直すか、別の場所に移してください。".to_owned(),
        );
    }

    fn unknown_file(&mut self, path: &str, folder: &str) {
        let folders: Vec<&str> = KINDS.iter().map(|(kind, _, _)| kind.folder()).collect();
        let mend = match nearest(folder, folders.iter().copied()) {
            Some(it) if it == folder => format!("`{it}/` の直下に移してください。"),
            Some(it) => format!("`{it}/` の書き間違いではありませんか。"),
            None => format!(
                "`{}/` のどれかの直下に移すか、知識のフォルダーから外してください。",
                folders.join("/`, `")
            ),
        };
        self.problem(
            path,
            "この場所のファイルは読み込まれません。".to_owned(),
            mend,
        );
    }

    fn article(&mut self, path: &str, kind: Kind, text: &str, fields: &[Field]) {
        let name = path.rsplit('/').next().unwrap_or_default();
        let slug = name.strip_suffix(".md").unwrap_or_default();
        let Some((front, body)) = split_front_matter(text) else {
            self.problem(
                path,
                "`+++` の行で囲まれた前書きがありません。".to_owned(),
                "1行目と、出典の後に、`+++` だけの行を書いてください。".to_owned(),
            );
            self.leave_out_file(path);
            return;
        };
        let (mut found, problems) = read::single(path, front, 2, fields);
        self.problems.extend(problems);
        let above = text.len() - body.len();
        let blank = body.len() - body.trim_start().len();
        let lines = Lines::new(text, 1);
        // Lines count from the body's first byte; a leading blank line counts, too.
        found.place.note("body".to_owned(), lines.of(above));
        found
            .place
            .note("conclusion".to_owned(), lines.of(above + blank));
        found.name = slug.to_owned();
        if let Some(keys) = &mut found.keys {
            keys.insert("slug".to_owned(), Value::from(slug));
            keys.insert("body".to_owned(), Value::from(body));
        }
        self.record(kind, found);
    }

    fn single(&mut self, path: &str, kind: Kind, text: &str, fields: &[Field]) {
        let name = path.rsplit('/').next().unwrap_or_default();
        let slug = name.strip_suffix(".toml").unwrap_or_default();
        let (mut found, problems) = read::single(path, text, 1, fields);
        self.problems.extend(problems);
        found.name = slug.to_owned();
        if let Some(keys) = &mut found.keys {
            keys.insert("slug".to_owned(), Value::from(slug));
        }
        self.record(kind, found);
    }

    fn tables(&mut self, path: &str, kind: Kind, text: &str, fields: &[Field]) {
        let (found, problems) = read::many(path, text, kind.folder(), fields);
        self.problems.extend(problems);
        for found in found {
            self.record(kind, found);
        }
    }

    /// Adds a record, if nothing is wrong with it.
    fn record(&mut self, kind: Kind, found: Found) {
        let id = EntryId(format!("{}/{}", kind.folder(), found.name));
        let Some(mut keys) = found.keys else {
            self.collection.places.left_out.insert(id);
            return;
        };
        keys.insert("file".to_owned(), Value::from(found.place.file.as_str()));
        let record = Record::read(kind.folder(), document(kind, keys));
        let Some(record) = self.parsed(record, &found.place) else {
            return;
        };
        let problems = lint::record(&record, &found.place);
        let wrong = problems.iter().any(Problem::is_error);
        self.problems.extend(problems);
        if self.collection.records.contains_key(&id) {
            let first = self.collection.places.of("entry", &id.0);
            self.twice("id", &id.0, &first, &found.place);
        } else if wrong {
            self.collection.places.left_out.insert(id);
        } else {
            self.collection.places.insert("entry", &id.0, found.place);
            self.collection.records.insert(id, record);
        }
    }

    /// Turns checked keys into a record. The schema knows more than the types, so this holds
    /// unless they have drifted apart; then the reader learns where.
    fn parsed<T>(&mut self, parsed: serde_json::Result<T>, place: &Place) -> Option<T> {
        if parsed.is_err() {
            let mend = "ほかの項目を手本に書き直すか、開発者に知らせてください。";
            let problem = place.error("", "この項目を読み取れません。", mend);
            self.problems.push(problem);
        }
        parsed.ok()
    }

    fn twice(&mut self, what: &str, id: &str, first: &Place, second: &Place) {
        self.problems.push(second.error(
            what,
            format!(
                "`{id}` が二か所にあります（{} {}行目と{} {}行目）。",
                first.file, first.line, second.file, second.line
            ),
            "どちらか一方の名前を変えるか、一つにまとめてください。",
        ));
    }

    fn synonyms(&mut self, path: &str, text: &str) {
        for (keys, place) in self.listed(path, text, "group", schema::SYNONYM) {
            let group = serde_json::from_value::<SynonymGroup>(Value::Object(keys));
            let Some(group) = self.parsed(group, &place) else {
                continue;
            };
            let problems = lint::synonym(&group, &place);
            if problems.is_empty() {
                self.collection.places.insert("synonym", &group.id, place);
                self.collection.synonyms.push(group);
            }
            self.problems.extend(problems);
        }
    }

    fn golden(&mut self, path: &str, text: &str) {
        for (keys, place) in self.listed(path, text, "golden", schema::GOLDEN) {
            let golden = serde_json::from_value::<GoldenQuestion>(Value::Object(keys));
            if let Some(golden) = self.parsed(golden, &place) {
                self.collection.places.insert("golden", &golden.id, place);
                self.collection.golden.push(golden);
            }
        }
    }

    fn unanswerable(&mut self, path: &str, text: &str) {
        for (keys, place) in self.listed(path, text, "unanswerable", schema::UNANSWERABLE) {
            let question = serde_json::from_value::<UnanswerableQuestion>(Value::Object(keys));
            if let Some(question) = self.parsed(question, &place) {
                self.collection
                    .places
                    .insert("unanswerable", &question.id, place);
                self.collection.unanswerable.push(question);
            }
        }
    }

    /// Returns the tables of a file whose ids are new.
    fn listed(
        &mut self,
        path: &str,
        text: &str,
        name: &'static str,
        fields: &[Field],
    ) -> Vec<(Map<String, Value>, Place)> {
        let (found, problems) = read::many(path, text, name, fields);
        self.problems.extend(problems);
        let mut tables: Vec<(Map<String, Value>, Place, String)> = Vec::new();
        for found in found {
            let Some(keys) = found.keys else { continue };
            let here = tables.iter().find(|(_, _, id)| *id == found.name);
            let first = match here {
                Some((_, place, _)) => Some(place.clone()),
                None => self.collection.places.find(name, &found.name),
            };
            match first {
                Some(first) => self.twice("id", &found.name, &first, &found.place),
                None => tables.push((keys, found.place, found.name)),
            }
        }
        tables
            .into_iter()
            .map(|(keys, place, _)| (keys, place))
            .collect()
    }

    fn holidays(&mut self, text: &str) {
        let (found, problems) = tables::holidays(text);
        self.problems.extend(problems);
        for (holiday, place) in found {
            self.collection
                .places
                .insert("holiday", &holiday.date.to_string(), place);
            self.collection.holidays.push(holiday);
        }
    }

    fn prefectures(&mut self, text: &str) {
        let (found, problems) = tables::prefectures(text);
        self.problems.extend(problems);
        for (prefecture, place) in found {
            self.collection
                .places
                .insert("prefecture", &prefecture.code, place);
            self.collection.prefectures.push(prefecture);
        }
    }
}

/// Splits an article at its two `+++` lines.
fn split_front_matter(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix("+++\n")?;
    if let Some(body) = rest.strip_prefix("+++\n") {
        return Some(("", body));
    }
    let (front, body) = match rest.split_once("\n+++\n") {
        Some(it) => it,
        None => (rest.strip_suffix("\n+++")?, ""),
    };
    Some((front, body))
}
