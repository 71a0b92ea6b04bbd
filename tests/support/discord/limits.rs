//! Limits of Discord that its OpenAPI document leaves out or states too loosely, and one rule of
//! ours: nothing that the bot writes may mention anybody.

use serde_json::Value;

/// What is wrong with a message that is written or changed.
pub fn message(body: &Value) -> Vec<String> {
    let mut problems = Problems::default();
    problems.longer(&body["content"], "content", 2000);
    problems.longer(&body["nonce"], "nonce", 25);
    mentions(&mut problems, &body["allowed_mentions"]);
    embeds(&mut problems, list(&body["embeds"]));
    rows(&mut problems, list(&body["components"]));
    problems.0
}

/// What is wrong with a form.
pub fn modal(data: &Value) -> Vec<String> {
    let mut problems = Problems::default();
    problems.longer(&data["title"], "title", 45);
    problems.longer(&data["custom_id"], "custom_id", 100);
    let rows = list(&data["components"]);
    problems.more(rows.len(), "inputs", 5);
    if rows.is_empty() {
        problems.0.push("a form without inputs".to_owned());
    }
    let inputs: Vec<&Value> = rows.iter().flat_map(|it| list(&it["components"])).collect();
    problems.more(inputs.len(), "inputs", 5);
    for input in &inputs {
        problems.longer(&input["label"], "label", 45);
        problems.longer(&input["placeholder"], "placeholder", 100);
        let most = input["max_length"].as_u64().unwrap_or(4000);
        problems.longer(&input["value"], "value", most as usize);
    }
    ids(&mut problems, &inputs);
    problems.0
}

/// What is wrong with suggestions while somebody types.
pub fn choices(data: &Value) -> Vec<String> {
    let mut problems = Problems::default();
    let choices = list(&data["choices"]);
    problems.more(choices.len(), "choices", 25);
    for choice in choices {
        problems.longer(&choice["name"], "name", 100);
        problems.longer(&choice["value"], "value", 100);
        if choice["name"].as_str().is_none_or(str::is_empty) {
            problems.0.push("a choice without a name".to_owned());
        }
    }
    problems.0
}

fn mentions(problems: &mut Problems, allowed: &Value) {
    let has = |key: &str| !list(&allowed[key]).is_empty();
    if !allowed["parse"].is_array() {
        problems.0.push("allowed_mentions is missing".to_owned());
    } else if has("parse") || has("users") || has("roles") || allowed["replied_user"] == true {
        problems
            .0
            .push(format!("allowed_mentions is not empty: {allowed}"));
    }
}

fn embeds(problems: &mut Problems, embeds: &[Value]) {
    problems.more(embeds.len(), "embeds", 10);
    let mut total = 0;
    for embed in embeds {
        total += problems.longer(&embed["title"], "title", 256);
        total += problems.longer(&embed["description"], "description", 4096);
        total += problems.longer(&embed["footer"]["text"], "footer", 2048);
        total += problems.longer(&embed["author"]["name"], "author", 256);
        let fields = list(&embed["fields"]);
        problems.more(fields.len(), "fields", 25);
        for field in fields {
            total += problems.longer(&field["name"], "field name", 256);
            total += problems.longer(&field["value"], "field value", 1024);
            if [&field["name"], &field["value"]]
                .iter()
                .any(|it| **it == "")
            {
                problems.0.push("an empty field".to_owned());
            }
        }
    }
    problems.more(total, "characters in embeds", 6000);
}

fn rows(problems: &mut Problems, rows: &[Value]) {
    problems.more(rows.len(), "rows", 5);
    let mut parts = Vec::new();
    for row in rows {
        let inside = list(&row["components"]);
        if row["type"] != 1 || inside.is_empty() {
            problems
                .0
                .push(format!("not a row with something in it: {row}"));
        }
        let is_button = |it: &&Value| it["type"] == 2;
        problems.more(inside.len(), "buttons in a row", 5);
        if 1 < inside.len() && !inside.iter().all(|it| is_button(&it)) {
            problems.0.push("a select shares its row".to_owned());
        }
        parts.extend(inside);
    }
    for part in &parts {
        problems.longer(&part["label"], "label", 80);
        problems.longer(&part["placeholder"], "placeholder", 150);
        let options = list(&part["options"]);
        problems.more(options.len(), "options", 25);
        if part["type"] == 3 && options.is_empty() {
            problems.0.push("a select without options".to_owned());
        }
        for option in options {
            for key in ["label", "value", "description"] {
                problems.longer(&option[key], key, 100);
            }
        }
    }
    ids(problems, &parts);
}

fn ids(problems: &mut Problems, parts: &[&Value]) {
    let mut seen = Vec::new();
    for id in parts
        .iter()
        .map(|it| &it["custom_id"])
        .filter(|it| !it.is_null())
    {
        problems.longer(id, "custom_id", 100);
        if *id == "" || seen.contains(&id) {
            problems
                .0
                .push(format!("custom_id is empty or there twice: {id}"));
        }
        seen.push(id);
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

#[derive(Default)]
struct Problems(Vec<String>);

impl Problems {
    /// Returns the length of a text, whether or not it is within its limit.
    fn longer(&mut self, text: &Value, what: &str, most: usize) -> usize {
        let length = text.as_str().map_or(0, |it| it.chars().count());
        self.more(length, &format!("characters in {what}"), most);
        length
    }

    fn more(&mut self, count: usize, what: &str, most: usize) {
        if most < count {
            self.0.push(format!("{count} {what}, {most} at most"));
        }
    }
}
