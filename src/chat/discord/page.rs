//! One message before it is sent. Whatever is put on a sheet, the page made of it is one that
//! Discord accepts.

use serenity::builder::{CreateActionRow, CreateEmbed, CreateEmbedAuthor, CreateEmbedFooter};

use super::limits::{self, cut, length};

/// A message: an embed, and what can be pressed under it.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// What is read.
    pub embed: CreateEmbed,
    /// What can be pressed.
    pub components: Vec<CreateActionRow>,
}

/// The text of a page. Author and footer are plain text, the rest is Discord's Markdown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Above the title.
    pub author: String,
    /// The title.
    pub title: String,
    /// The text.
    pub text: String,
    /// Boxes with a name under the text.
    pub fields: Vec<(String, String)>,
    /// Small, at the end.
    pub footer: String,
    /// The colour at the side.
    pub colour: u32,
}

impl Sheet {
    /// Returns how much of [`limits::EMBEDS`] is used.
    #[must_use]
    pub fn length(&self) -> usize {
        let fields = self.fields.iter().flat_map(|(name, value)| [name, value]);
        [&self.author, &self.title, &self.text, &self.footer]
            .into_iter()
            .chain(fields)
            .map(|it| length(it))
            .sum()
    }

    /// Whether there is room for another field, with `reserved` for what comes later.
    #[must_use]
    pub fn has_room(&self, field: &(String, String), reserved: usize) -> bool {
        let with = self.length() + length(&field.0) + length(&field.1) + reserved;
        self.fields.len() < limits::FIELDS && with <= limits::EMBEDS
    }

    /// Returns the page; what is too long for its place is cut there.
    #[must_use]
    pub fn page(self, components: Vec<CreateActionRow>) -> Page {
        let mut embed = CreateEmbed::new().colour(self.colour);
        if !self.author.is_empty() {
            embed = embed.author(CreateEmbedAuthor::new(cut(&self.author, limits::TITLE)));
        }
        if !self.title.is_empty() {
            embed = embed.title(cut(&self.title, limits::TITLE));
        }
        if !self.text.is_empty() {
            embed = embed.description(cut(&self.text, limits::DESCRIPTION));
        }
        for (name, value) in self.fields {
            embed = embed.field(cut(&name, limits::TITLE), cut(&value, limits::FIELD), false);
        }
        if !self.footer.is_empty() {
            embed = embed.footer(CreateEmbedFooter::new(cut(&self.footer, limits::FOOTER)));
        }
        Page { embed, components }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    fn text(value: &Value) -> &str {
        value.as_str().unwrap_or_default()
    }

    fn all(value: &Value) -> &[Value] {
        value.as_array().map(Vec::as_slice).unwrap_or_default()
    }

    /// Fails if Discord would refuse the page.
    pub fn accepted(page: &Page) {
        let embed = serde_json::to_value(&page.embed).unwrap();
        let mut sum = 0;
        let mut within = |value: &Value, most: usize, may_be_absent: bool| {
            let length = length(text(value));
            assert!(length <= most, "{length} of {most}: {value}");
            assert!(
                0 < length || (may_be_absent && value.is_null()),
                "empty: {embed}"
            );
            sum += length;
        };
        within(&embed["author"]["name"], limits::TITLE, true);
        within(&embed["title"], limits::TITLE, true);
        within(&embed["description"], limits::DESCRIPTION, true);
        within(&embed["footer"]["text"], limits::FOOTER, true);
        assert!(all(&embed["fields"]).len() <= limits::FIELDS);
        for field in all(&embed["fields"]) {
            within(&field["name"], limits::TITLE, false);
            within(&field["value"], limits::FIELD, false);
        }
        assert!((1..=limits::EMBEDS).contains(&sum), "{sum} in all");
        let rows = serde_json::to_value(&page.components).unwrap();
        accepted_rows(&rows);
    }

    fn accepted_rows(rows: &Value) {
        let within = |value: &Value, most: usize| {
            let length = length(text(value));
            assert!((1..=most).contains(&length), "{length} of {most}: {value}");
        };
        let mut ids = BTreeSet::new();
        assert!(all(rows).len() <= limits::ROWS, "{rows}");
        for row in all(rows) {
            let components = all(&row["components"]);
            assert!((1..=limits::BUTTONS).contains(&components.len()), "{row}");
            for it in components {
                match it.get("url") {
                    Some(url) => within(url, limits::BUTTON_URL),
                    None => {
                        within(&it["custom_id"], super::super::custom_id::LONGEST);
                        assert!(ids.insert(text(&it["custom_id"])), "twice: {it}");
                        super::super::custom_id::Press::decode(text(&it["custom_id"])).unwrap();
                    }
                }
                if it["type"] == 2 {
                    within(&it["label"], limits::LABEL);
                    continue;
                }
                assert_eq!(components.len(), 1, "a menu needs the row for itself");
                let options = all(&it["options"]);
                assert!((1..=limits::OPTIONS).contains(&options.len()), "{it}");
                let values: BTreeSet<_> = options.iter().map(|it| text(&it["value"])).collect();
                assert_eq!(values.len(), options.len(), "{it}");
                for option in options {
                    within(&option["label"], limits::OPTION);
                    within(&option["value"], limits::OPTION);
                }
            }
        }
    }

    /// Returns all text of a page, and its buttons with their ids.
    pub fn dump(page: &Page) -> String {
        let embed = serde_json::to_value(&page.embed).unwrap();
        let mut lines = Vec::new();
        let parts = [
            ("", &embed["author"]["name"]),
            ("# ", &embed["title"]),
            ("", &embed["description"]),
        ];
        for (sign, value) in parts {
            if !value.is_null() {
                lines.push(format!("{sign}{}", text(value)));
            }
        }
        for field in all(&embed["fields"]) {
            lines.push(format!(
                "【{}】\n{}",
                text(&field["name"]),
                text(&field["value"])
            ));
        }
        if let Some(footer) = embed["footer"]["text"].as_str() {
            lines.push(format!("（{footer}）"));
        }
        let rows = serde_json::to_value(&page.components).unwrap();
        for row in all(&rows) {
            let components = all(&row["components"]).iter().map(|it| {
                let options: Vec<&str> = all(&it["options"])
                    .iter()
                    .map(|it| text(&it["label"]))
                    .collect();
                match options.is_empty() {
                    true => format!("[{}]", text(&it["label"])),
                    false => format!("[{} ▾ {}]", text(&it["placeholder"]), options.join(" / ")),
                }
            });
            lines.push(components.collect::<Vec<_>>().join(" "));
        }
        lines.join("\n")
    }

    #[test]
    fn whatever_is_on_a_sheet_the_page_is_accepted() {
        let long = "長い".repeat(5000);
        let sheet = Sheet {
            author: long.clone(),
            title: long.clone(),
            ..Sheet::default()
        };
        accepted(&sheet.page(Vec::new()));
        let sheet = Sheet {
            footer: long.clone(),
            fields: vec![(long.clone(), long)],
            ..Sheet::default()
        };
        accepted(&sheet.page(Vec::new()));
    }
}
