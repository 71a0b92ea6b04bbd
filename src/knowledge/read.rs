//! Reads TOML tables by their [`super::schema`]: every mistake becomes a [`Problem`] with its line.

use chrono::NaiveDate;
use serde_json::{Map, Value};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::programs::{Moment, Rate};

use super::{
    Problem,
    mistakes::{example, name_of_shape, name_of_value, syntax, unexpected_heading},
    problem::{Lines, Place, nearest},
    schema::{Field, Presence, Shape},
};

/// Largest number: no budget in yen is larger, and every database and script can hold it.
const MOST: u64 = 1_000_000_000_000_000;

/// One table of a file.
#[derive(Debug)]
pub(super) struct Found {
    /// Its keys, complete; `None` if something in it is wrong.
    pub(super) keys: Option<Map<String, Value>>,
    /// Its slug or id, as far as it can be read.
    pub(super) name: String,
    /// Where it stands.
    pub(super) place: Place,
}

/// Reads TOML that is one table, the front matter of an article; it begins at line `first`.
pub(super) fn single(
    file: &str,
    toml: &str,
    first: usize,
    fields: &[Field],
) -> (Found, Vec<Problem>) {
    let (root, errors) = DeTable::parse_recoverable(toml);
    let lines = Lines::new(toml, first);
    let mut reader = Reader::new(file, &lines);
    reader.place = Place::new(file, 1);
    if errors.is_empty() {
        let keys = reader.table(root.get_ref(), 1, fields, "");
        let keys = reader.problems.is_empty().then_some(keys);
        let found = Found {
            keys,
            name: String::new(),
            place: reader.place,
        };
        return (found, reader.problems);
    }
    let found = Found {
        keys: None,
        name: String::new(),
        place: reader.place,
    };
    (
        found,
        errors
            .iter()
            .map(|it| syntax(file, toml, &lines, it))
            .collect(),
    )
}

/// Reads a file of `[[name]]` tables. A mistake costs only the table in which it stands.
pub(super) fn many(
    file: &str,
    toml: &str,
    name: &str,
    fields: &[Field],
) -> (Vec<Found>, Vec<Problem>) {
    let (root, errors) = DeTable::parse_recoverable(toml);
    let lines = Lines::new(toml, 1);
    let mut problems: Vec<Problem> = errors
        .iter()
        .map(|it| syntax(file, toml, &lines, it))
        .collect();
    let mut tables = Vec::new();
    for (key, value) in root.get_ref() {
        let line = lines.of(key.span().start);
        match value.get_ref() {
            DeValue::Array(items) if key.get_ref() == name => {
                tables.extend(
                    items
                        .iter()
                        .map(|it| (lines.of(it.span().start), it.get_ref())),
                );
            }
            _ => problems.push(unexpected_heading(file, line, key.get_ref(), name)),
        }
    }
    let starts: Vec<usize> = tables.iter().map(|(line, _)| *line).collect();
    let mut found = Vec::new();
    for (index, (line, table)) in tables.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(usize::MAX);
        let broken = problems.iter().any(|it| (*line..end).contains(&it.line));
        let mut reader = Reader::new(file, &lines);
        reader.place = Place::new(file, *line);
        let DeValue::Table(table) = table else {
            problems.push(unexpected_heading(file, *line, name, name));
            continue;
        };
        let keys = reader.table(table, *line, fields, "");
        let id = |it: &str| table.get(it).and_then(|it| it.get_ref().as_str());
        let name = id("slug")
            .or_else(|| id("id"))
            .unwrap_or_default()
            .to_owned();
        let keys = (!broken && reader.problems.is_empty()).then_some(keys);
        if !broken {
            problems.append(&mut reader.problems);
        }
        found.push(Found {
            keys,
            name,
            place: reader.place,
        });
    }
    (found, problems)
}

struct Reader<'a> {
    file: &'a str,
    lines: &'a Lines,
    place: Place,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn new<'a>(file: &'a str, lines: &'a Lines) -> Reader<'a> {
        Reader {
            file,
            lines,
            place: Place::default(),
            problems: Vec::new(),
        }
    }

    fn error(&mut self, line: usize, message: String, mend: String) {
        self.problems
            .push(Problem::error(self.file, line, message, mend));
    }

    /// Returns the table with every key of `fields`; keys below it are noted as `path` + name.
    fn table(
        &mut self,
        table: &DeTable<'_>,
        line: usize,
        fields: &[Field],
        path: &str,
    ) -> Map<String, Value> {
        let mut misspelt = Vec::new();
        for key in table.keys() {
            if !fields.iter().any(|it| it.name == key.get_ref()) {
                let line = self.lines.of(key.span().start);
                misspelt.extend(self.unknown_key(line, key.get_ref(), fields));
            }
        }
        let mut keys = Map::new();
        for field in fields {
            let value = match table.get(field.name) {
                Some(value) => {
                    let line = self.lines.of(value.span().start);
                    let path = format!("{path}{}", field.name);
                    self.place.note(path.clone(), line);
                    self.value(value.get_ref(), line, field, &path)
                }
                None if misspelt.contains(&field.name) => None,
                None => self.absent(line, field),
            };
            keys.extend(value.map(|it| (field.name.to_owned(), it)));
        }
        keys
    }

    /// Reports a key and returns the one that was probably meant.
    fn unknown_key(&mut self, line: usize, key: &str, fields: &[Field]) -> Option<&'static str> {
        let names: Vec<&'static str> = fields.iter().map(|it| it.name).collect();
        let meant = nearest(key, names.iter().copied());
        let mend = match meant {
            Some(it) => format!("`{it}` の書き間違いではありませんか。"),
            None => "キー名を直すか、この行を消してください。".to_owned(),
        };
        let known = names.join(", ");
        let message = format!("`{key}` というキーはありません。使えるキー：{known}");
        self.error(line, message, mend);
        meant
    }

    fn absent(&mut self, line: usize, field: &Field) -> Option<Value> {
        if field.presence == Presence::Required {
            self.error(
                line,
                format!("`{}` がありません。", field.name),
                format!(
                    "`{} = {}` を書き足してください。",
                    field.name,
                    example(field.shape)
                ),
            );
        }
        match field.shape {
            Shape::Text if field.presence != Presence::IfSet => Some(Value::String(String::new())),
            Shape::Texts | Shape::Tables(_) => Some(Value::Array(Vec::new())),
            Shape::Date | Shape::Days => Some(Value::Null),
            _ => None,
        }
    }

    /// Returns the value in the shape of `field`, or reports why it has another.
    fn value(
        &mut self,
        value: &DeValue<'_>,
        line: usize,
        field: &Field,
        path: &str,
    ) -> Option<Value> {
        match (field.shape, value) {
            (Shape::Text, DeValue::String(text)) => self.text(text, line, field),
            (Shape::Choice(words), DeValue::String(text)) => {
                self.choice(text, line, field.name, words)
            }
            (Shape::Texts, DeValue::Array(items)) => Some(self.texts(items, line, field, path)),
            (Shape::Tables(fields), DeValue::Array(items)) => {
                Some(self.tables(items, field, fields, path))
            }
            (Shape::Date, DeValue::Datetime(it)) if it.time.is_none() => {
                let date = it.date.and_then(|it| {
                    NaiveDate::from_ymd_opt(it.year.into(), it.month.into(), it.day.into())
                });
                date.map(|it| Value::String(it.to_string()))
            }
            (Shape::Days, DeValue::Integer(it)) => {
                let days = u32::from_str_radix(it.as_str(), it.radix()).ok();
                self.number(days.filter(|it| 0 < *it), line, field, value)
            }
            (Shape::Moment, DeValue::Datetime(it)) => {
                let moment = Moment::parse(&it.to_string());
                if moment.is_none() {
                    self.wrong_type(line, field, value);
                }
                moment.map(|it| Value::String(it.to_string()))
            }
            (Shape::Flag, DeValue::Boolean(it)) => Some(Value::Bool(*it)),
            (Shape::Fraction, DeValue::String(it)) if Rate::parse(it).is_some() => {
                Some(Value::String(it.to_string()))
            }
            (Shape::Number, DeValue::Integer(it)) => {
                let number = u64::from_str_radix(it.as_str(), it.radix()).ok();
                self.number(number.filter(|it| *it <= MOST), line, field, value)
            }
            (Shape::Weight, DeValue::Float(it)) => {
                self.number(weight(it.as_str()), line, field, value)
            }
            (Shape::Weight, DeValue::Integer(it)) => {
                self.number(weight(it.as_str()), line, field, value)
            }
            _ => {
                self.wrong_type(line, field, value);
                None
            }
        }
    }

    fn texts(
        &mut self,
        items: &[Spanned<DeValue<'_>>],
        line: usize,
        field: &Field,
        path: &str,
    ) -> Value {
        if items.is_empty() && field.presence == Presence::Required {
            self.blank(line, field);
        }
        let mut texts = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let line = self.lines.of(item.span().start);
            self.place.note(format!("{path}/{index}"), line);
            match item.get_ref() {
                DeValue::String(it) if it.trim().is_empty() => {
                    let message = format!("`{}` の中に空の文字列があります。", field.name);
                    self.error(line, message, "値を書くか、消してください。".to_owned());
                }
                DeValue::String(it) => texts.extend(self.text(it, line, field)),
                _ => self.wrong_type(line, field, item.get_ref()),
            }
        }
        Value::Array(texts)
    }

    fn tables(
        &mut self,
        items: &[Spanned<DeValue<'_>>],
        field: &Field,
        fields: &[Field],
        path: &str,
    ) -> Value {
        let mut tables = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let line = self.lines.of(item.span().start);
            let path = format!("{path}/{index}");
            self.place.note(path.clone(), line);
            match item.get_ref() {
                DeValue::Table(it) => {
                    let table = self.table(it, line, fields, &format!("{path}/"));
                    tables.push(Value::Object(table));
                }
                other => self.wrong_type(line, field, other),
            }
        }
        Value::Array(tables)
    }

    /// Returns `number`, or reports that `value` is none of its kind.
    fn number(
        &mut self,
        number: Option<impl Into<Value>>,
        line: usize,
        field: &Field,
        value: &DeValue<'_>,
    ) -> Option<Value> {
        if number.is_none() {
            self.wrong_type(line, field, value);
        }
        number.map(Into::into)
    }

    fn text(&mut self, text: &str, line: usize, field: &Field) -> Option<Value> {
        if field.presence == Presence::Required && text.trim().is_empty() {
            self.blank(line, field);
        }
        if let Some(control) = text.chars().find(|it| is_forbidden(*it)) {
            let message = format!(
                "`{}` に制御文字（U+{:04X}）があります。",
                field.name, control as u32
            );
            self.error(line, message, "その文字を消してください。".to_owned());
        }
        Some(Value::String(text.to_owned()))
    }

    fn blank(&mut self, line: usize, field: &Field) {
        let message = format!("`{}` が空です。", field.name);
        let mend = format!(
            "`{} = {}` のように書いてください。",
            field.name,
            example(field.shape)
        );
        self.error(line, message, mend);
    }

    fn choice(&mut self, text: &str, line: usize, name: &str, words: &[&str]) -> Option<Value> {
        if words.contains(&text) {
            return Some(Value::String(text.to_owned()));
        }
        let mend = match nearest(text, words.iter().copied()) {
            Some(it) => format!("`{it}` の書き間違いではありませんか。"),
            None => "使える値のどれかを書いてください。".to_owned(),
        };
        let message = format!(
            "`{name}` に `{text}` は使えません。使える値：{}",
            words.join(", ")
        );
        self.error(line, message, mend);
        None
    }

    fn wrong_type(&mut self, line: usize, field: &Field, value: &DeValue<'_>) {
        let (expected, got) = (name_of_shape(field.shape), name_of_value(value));
        let message = format!(
            "`{}` は{expected}で書きます（{got}があります）。",
            field.name
        );
        let mend = match field.shape {
            Shape::Tables(_) => format!("`[[{}]]` と二重の角かっこで書いてください。", field.name),
            shape => format!(
                "`{} = {}` のように書いてください。",
                field.name,
                example(shape)
            ),
        };
        self.error(line, message, mend);
    }
}

/// Whether a character has no place in text that people read.
pub(super) fn is_forbidden(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\t')
}

fn weight(digits: &str) -> Option<f64> {
    let weight = digits.parse::<f64>().ok()?;
    (0.0 < weight && weight <= 1.0).then_some(weight)
}
