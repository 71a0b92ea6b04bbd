//! Requests and answers against Discord's OpenAPI document, if the environment names it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock},
};

use jsonschema::{Draft, Registry, Validator};
use serde_json::{Value, json};

use super::Request;

const URI: &str = "json-schema:///discord";

/// The document, ready to check with.
pub struct Spec {
    operations: Vec<Operation>,
    registry: Registry<'static>,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

struct Operation {
    method: String,
    template: String,
    queries: Vec<String>,
    description: Value,
}

/// The document of this process; without one says once that requests are not checked.
pub fn spec() -> Option<&'static Spec> {
    static SPEC: OnceLock<Option<Spec>> = OnceLock::new();
    let load = || {
        #[expect(clippy::disallowed_methods, reason = "tests have no config")]
        let path = std::env::var_os("DISCORD_OPENAPI");
        let Some(path) = path else {
            eprintln!("DISCORD_OPENAPI is not set: requests are not checked against the document");
            return None;
        };
        let text = std::fs::read(&path);
        let text = text.unwrap_or_else(|error| panic!("DISCORD_OPENAPI {path:?}: {error}"));
        Some(Spec::new(serde_json::from_slice(&text).unwrap()))
    };
    SPEC.get_or_init(load).as_ref()
}

impl Spec {
    fn new(document: Value) -> Spec {
        let mut operations = Vec::new();
        for (template, path) in document["paths"].as_object().unwrap() {
            for (method, description) in path.as_object().unwrap() {
                if method == "parameters" {
                    continue;
                }
                let parameters = description["parameters"].as_array().into_iter().flatten();
                let queries = parameters.filter(|it| it["in"] == "query");
                let queries = queries.map(|it| it["name"].as_str().unwrap().to_owned());
                operations.push(Operation {
                    method: method.to_uppercase(),
                    template: template.clone(),
                    queries: queries.collect(),
                    description: description.clone(),
                });
            }
        }
        let registry = Registry::new().add(URI, document).unwrap();
        Spec {
            operations,
            registry: registry.prepare().unwrap(),
            validators: Mutex::default(),
        }
    }

    /// What is wrong with a request.
    pub fn problems(&self, request: &Request) -> Vec<String> {
        let Some(operation) = self.find(request) else {
            return vec!["no such route".to_owned()];
        };
        let known = |name: &String| {
            operation
                .queries
                .iter()
                .any(|it| it.trim_end_matches("[]") == name)
        };
        let unknown = request.query.keys().filter(|it| !known(it));
        let mut problems: Vec<String> = unknown.map(|it| format!("no parameter {it}")).collect();
        let body = &operation.description["requestBody"];
        if body.is_null() {
            if !request.body.is_null() {
                problems.push("takes no body".to_owned());
            }
        } else if !request.body.is_null() || body["required"] == true {
            let content = "requestBody/content/application~1json";
            problems.extend(self.invalid(operation, content, &tolerated(&request.body)));
        }
        problems
    }

    /// What is wrong with an answer; that would be a fault of the fake.
    pub fn answer_problems(&self, request: &Request, status: u16, answer: &Value) -> Vec<String> {
        let Some(operation) = self.find(request) else {
            return Vec::new();
        };
        let responses = &operation.description["responses"];
        match &responses[status.to_string()] {
            Value::Null if 400 <= status => Vec::new(),
            Value::Null => vec![format!("never answers {status}")],
            response if response["content"].is_null() => Vec::new(),
            _ => {
                let content = format!("responses/{status}/content/application~1json");
                self.invalid(operation, &content, answer)
            }
        }
    }

    /// Words of a path go before parameters (`@original`, `@me`).
    fn find(&self, request: &Request) -> Option<&Operation> {
        let matching = self.operations.iter().filter_map(|it| {
            let fits = it.method == request.method;
            fits.then(|| words(&it.template, &request.path))?
                .map(|words| (words, it))
        });
        let best = matching.max_by_key(|(words, _)| *words);
        best.map(|(_, operation)| operation)
    }

    fn invalid(&self, operation: &Operation, content: &str, value: &Value) -> Vec<String> {
        let template = operation.template.replace('~', "~0").replace('/', "~1");
        let method = operation.method.to_lowercase();
        let pointer = format!("/paths/{template}/{method}/{content}/schema");
        let validator = self.validator(&pointer);
        let errors = validator.iter_errors(value);
        let text = |it: jsonschema::ValidationError<'_>| {
            let text: String = it.to_string().chars().take(400).collect();
            format!("{text} at {}", it.instance_path())
        };
        errors.map(text).collect()
    }

    fn validator(&self, pointer: &str) -> Arc<Validator> {
        let mut validators = self.validators.lock().unwrap();
        let build = || {
            let escaped = pointer
                .replace('{', "%7B")
                .replace('}', "%7D")
                .replace('@', "%40");
            let built = jsonschema::options()
                .with_registry(&self.registry)
                .with_draft(Draft::Draft202012)
                .build(&json!({ "$ref": format!("{URI}#{escaped}") }));
            Arc::new(built.unwrap_or_else(|error| panic!("{pointer}: {error}")))
        };
        validators
            .entry(pointer.to_owned())
            .or_insert_with(build)
            .clone()
    }
}

/// A body as the document wants it: Discord takes numbers as ids of attachments too, and serenity
/// sends them.
fn tolerated(body: &Value) -> Value {
    let mut body = body.clone();
    for place in ["/attachments", "/data/attachments"] {
        let files = body.pointer_mut(place).and_then(Value::as_array_mut);
        for file in files.into_iter().flatten() {
            if file["id"].is_number() {
                file["id"] = json!(file["id"].to_string());
            }
        }
    }
    body
}

/// How many words of a template a path has, if it fits.
fn words(template: &str, path: &str) -> Option<usize> {
    let template: Vec<_> = template.split('/').collect();
    let path: Vec<_> = path.split('/').collect();
    let is_word = |it: &&str| !it.starts_with('{');
    let mut pairs = template.iter().zip(&path);
    let fits = template.len() == path.len() && pairs.all(|(of, it)| !is_word(of) || of == it);
    fits.then(|| template.iter().filter(|it| is_word(it)).count())
}
