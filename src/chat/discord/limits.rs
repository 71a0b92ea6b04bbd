//! What Discord accepts, and how long a text is for it.
//!
//! The server counts code points (discord/discord-api-docs#1315), the app in front of people UTF-16
//! units. The latter are never fewer, so they are what is counted here.

/// Text of a message.
pub const CONTENT: usize = 2000;
/// All text of all embeds of a message.
pub const EMBEDS: usize = 6000;
/// Title of an embed, and name of a field.
pub const TITLE: usize = 256;
/// Description of an embed.
pub const DESCRIPTION: usize = 4096;
/// Value of a field.
pub const FIELD: usize = 1024;
/// Fields of an embed.
pub const FIELDS: usize = 25;
/// Footer of an embed.
pub const FOOTER: usize = 2048;
/// Rows of buttons and menus under a message.
pub const ROWS: usize = 5;
/// Buttons in a row.
pub const BUTTONS: usize = 5;
/// Label of a button.
pub const LABEL: usize = 80;
/// Address behind a button.
pub const BUTTON_URL: usize = 512;
/// Options of a select menu.
pub const OPTIONS: usize = 25;
/// Label or value of an option, and the text shown in an empty field.
pub const OPTION: usize = 100;
/// Title of a form, and label of its fields.
pub const FORM_LABEL: usize = 45;
/// Fields of a form.
pub const FORM_FIELDS: usize = 5;
/// Text written in a field of a form.
pub const FORM_TEXT: usize = 4000;
/// Name of a thread.
pub const THREAD_NAME: usize = 100;
/// Name of a command or an option.
pub const COMMAND_NAME: usize = 32;
/// Description of a command or an option.
pub const COMMAND_DESCRIPTION: usize = 100;

/// Returns how long `text` is.
#[must_use]
pub fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Returns as much of the beginning of `text` as fits.
#[must_use]
pub fn beginning(text: &str, limit: usize) -> &str {
    let mut length = 0;
    let end = text.char_indices().find(|(_, it)| {
        length += it.len_utf16();
        limit < length
    });
    &text[..end.map_or(text.len(), |(at, _)| at)]
}

/// Returns `text`, or as much of it as fits before a `…`.
#[must_use]
pub fn cut(text: &str, limit: usize) -> String {
    match length(text) <= limit {
        true => text.to_owned(),
        false => format!("{}…", beginning(text, limit.saturating_sub(1)).trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_never_splits_a_character_and_counts_as_the_app_does() {
        assert_eq!(length("相談𠮷😀"), 6);
        assert_eq!(beginning("相談𠮷😀", 3), "相談");
        assert_eq!(beginning("相談𠮷😀", 4), "相談𠮷");
        assert_eq!(cut("相談𠮷😀", 6), "相談𠮷😀");
        assert_eq!(cut("相談𠮷😀", 5), "相談𠮷…");
        assert_eq!(cut("相談 する", 4), "相談…");
    }
}
