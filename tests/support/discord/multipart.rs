//! Forms with files, as bots send them: one part is the JSON, the others are files.

use serde_json::Value;

/// The JSON and the files (name and text) of a form.
pub fn read(kind: &str, bytes: &[u8]) -> (Value, Vec<(String, String)>) {
    let (_, boundary) = kind.split_once("boundary=").unwrap();
    let text = String::from_utf8_lossy(bytes);
    let (mut json, mut files) = (Value::Null, Vec::new());
    for part in text.split(&format!("--{}", boundary.trim_matches('"'))) {
        let Some((head, content)) = part.split_once("\r\n\r\n") else {
            continue;
        };
        let content = content.strip_suffix("\r\n").unwrap_or(content);
        match quoted(head, "filename=") {
            Some(name) => files.push((name, content.to_owned())),
            None if quoted(head, "name=").as_deref() == Some("payload_json") => {
                json = serde_json::from_str(content).unwrap();
            }
            None => {}
        }
    }
    (json, files)
}

fn quoted(head: &str, key: &str) -> Option<String> {
    let (_, rest) = head.split_once(&format!(" {key}\""))?;
    let (value, _) = rest.split_once('"')?;
    Some(value.to_owned())
}
