//! Masks personal data in what people wrote, before it becomes a draft that others read: what is masked
//! is replaced by its kind in brackets, `[電話番号]`, and nothing of it is kept.
//!
//! It errs on the side of masking: a curator sees every mask, and can name words that are to stay.

mod contact;
mod names;
mod places;
mod scan;

use self::scan::Scan;

/// A kind of personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hidden {
    /// `<@123>`, `@name`: who is called on Discord.
    Mention,
    /// An address of the web that lets in whoever has it, or tells who they are.
    Link,
    /// An e-mail address.
    Email,
    /// 確認コード.
    Code,
    /// 受付番号.
    Number,
    /// A telephone number.
    Phone,
    /// A postal code.
    PostalCode,
    /// A long number: of a person, an account, a firm.
    Digits,
    /// Where somebody lives or works, to the house.
    Address,
    /// The name of a firm.
    Company,
    /// The name of a person.
    Person,
    /// What a curator named.
    Word,
}

impl Hidden {
    /// All of them.
    pub const ALL: [Hidden; 12] = [
        Hidden::Mention,
        Hidden::Link,
        Hidden::Email,
        Hidden::Code,
        Hidden::Number,
        Hidden::Phone,
        Hidden::PostalCode,
        Hidden::Digits,
        Hidden::Address,
        Hidden::Company,
        Hidden::Person,
        Hidden::Word,
    ];

    /// Returns its name in Japanese.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Hidden::Mention => "メンション",
            Hidden::Link => "URL",
            Hidden::Email => "メールアドレス",
            Hidden::Code => "確認コード",
            Hidden::Number => "受付番号",
            Hidden::Phone => "電話番号",
            Hidden::PostalCode => "郵便番号",
            Hidden::Digits => "番号",
            Hidden::Address => "住所",
            Hidden::Company => "会社名",
            Hidden::Person => "氏名",
            Hidden::Word => "伏せた語",
        }
    }

    /// Returns what stands in its place.
    #[must_use]
    pub fn mask(self) -> String {
        format!("[{}]", self.name())
    }
}

/// Words that a mask must or must not cover, beside what it finds itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Words<'a> {
    /// Names of people, for example of the asker.
    pub names: &'a [String],
    /// Whatever else is to be hidden.
    pub hide: &'a [String],
    /// What is to stay: an authority's telephone number.
    pub keep: &'a [String],
}

/// Where a mask stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// What was hidden.
    pub kind: Hidden,
    /// Its first character, from 0.
    pub start: usize,
    /// Behind its last one.
    pub end: usize,
    /// The text around it, with the mask.
    pub context: String,
}

/// Characters of the context on either side.
const CONTEXT: usize = 12;

/// Returns `text` with personal data masked. Idempotent.
///
/// ```
/// # use madoguchi::curation::mask::{Words, mask};
/// let masked = mask("佐藤さん（03-1234-5678）に聞く", Words::default());
/// assert_eq!(masked, "[氏名]さん（[電話番号]）に聞く");
/// ```
#[must_use]
pub fn mask(text: &str, words: Words<'_>) -> String {
    let mut text = text.to_owned();
    // What stood beside something may read as a name or number once that is masked.
    for _ in 0..4 {
        let masked = once(&text, words);
        if masked == text {
            break;
        }
        text = masked;
    }
    text
}

fn once(text: &str, words: Words<'_>) -> String {
    let mut scan = Scan::new(text);
    scan.leave_masks();
    scan.leave(words.keep);
    scan.words(words.hide, Hidden::Word);
    reachable(&mut scan);
    names::companies(&mut scan);
    scan.words(words.names, Hidden::Person);
    names::people(&mut scan);
    scan.masked()
}

fn reachable(scan: &mut Scan) {
    contact::mentions(scan);
    contact::links(scan);
    contact::emails(scan);
    contact::codes(scan);
    contact::phones(scan);
    contact::numbers(scan);
    places::addresses(scan);
}

/// Returns where masks stand in a text, in order.
#[must_use]
pub fn spans(text: &str) -> Vec<Span> {
    let characters: Vec<char> = text.chars().collect();
    let mut found: Vec<Span> = Vec::new();
    for kind in Hidden::ALL {
        let mask: Vec<char> = kind.mask().chars().collect();
        let starts = (0..characters.len()).filter(|it| characters[*it..].starts_with(&mask));
        found.extend(starts.map(|start| {
            let end = start + mask.len();
            let around = start.saturating_sub(CONTEXT)..(end + CONTEXT).min(characters.len());
            let context: String = characters[around].iter().collect();
            Span {
                kind,
                start,
                end,
                context: context.replace('\n', " "),
            }
        }));
    }
    found.sort_by_key(|it| it.start);
    found
}

/// Returns the names in what somebody wrote as a way to be reached: 「山田太郎 090-…」.
#[must_use]
pub fn names_in(contact: &str) -> Vec<String> {
    let mut scan = Scan::new(contact);
    reachable(&mut scan);
    names::in_contact(&scan.masked())
}

#[cfg(test)]
mod tests;
