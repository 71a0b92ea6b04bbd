//! Prefectures in what people write: where the firm is, and what only belongs to the matter asked for,
//! as in 「大阪府の会社です。東京の奨励金は使える？」.

/// What stands for a firm or its people, when it follows a place …
const FIRM: &[&str] = &[
    "会社",
    "企業",
    "事業者",
    "事業主",
    "法人",
    "事業所",
    "事務所",
    "工場",
    "店",
    "従業員",
    "社員",
    "支社",
    "支店",
];
/// … and is what the sentence is about, not only a part of a name such as 「中小企業支援」.
const AFTER_FIRM: &[&str] = &[
    "です", "だ", "で", "が", "は", "も", "な", "に", "を", "、", "。",
];
/// What a place is followed by where a firm is or works.
const AT: &[&str] = &[
    "在住",
    "所在",
    "にある",
    "にあり",
    "に本社",
    "に本店",
    "に会社",
    "に事務所",
    "に拠点",
    "に住",
    "で営業",
    "で営ん",
    "で経営",
    "で事業",
    "で商売",
    "で開業",
    "で起業",
    "で働",
    "でやって",
    "で小さ",
];
/// What a place follows where the asker speaks of the own firm.
const OWN: &[&str] = &[
    "うち",
    "ウチ",
    "弊社",
    "当社",
    "自社",
    "わが社",
    "我が社",
    "小社",
    "会社",
    "本社",
    "本店",
    "所在地",
    "事業所",
    "事務所",
];
/// What is asked for: a place before one of these belongs to it.
const MATTER: &[&str] = &[
    "奨励金",
    "助成金",
    "補助金",
    "交付金",
    "助成",
    "補助",
    "制度",
    "窓口",
];
/// A place in front of these says where, not whose.
const WHERE: &[&str] = &[
    "で", "に", "は", "が", "も", "を", "な", "だ", "、", "。", "？", "?",
];
/// Between a place and what it belongs to stand at most this many characters.
const REACH: usize = 25;

/// The prefectures that a text names, by their full names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// Where the asker's firm is, as far as the text tells.
    pub firm: Option<String>,
    /// The prefecture of what is asked for.
    pub matter: Option<String>,
}

impl Places {
    /// Returns the prefecture whose offices and programs are looked for.
    #[must_use]
    pub fn looked_for(self) -> Option<String> {
        self.matter.or(self.firm)
    }
}

/// What a place says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    /// It is where the firm is.
    Firm,
    /// It only stands there: most people who name a place mean their own.
    Bare,
    /// It belongs to a program or an office.
    Matter,
}

/// A place in a text.
struct Mention<'a> {
    name: &'a str,
    /// By its full name: 「福島」 may also be a surname.
    whole: bool,
    from: usize,
    to: usize,
}

/// Returns the prefectures in `text`, given the full names of all. `names` are the names of programs:
/// a place within one is not the firm's.
#[must_use]
pub fn places<'a>(
    text: &str,
    prefectures: &[String],
    names: impl Iterator<Item = &'a str>,
) -> Places {
    let mentions = mentions(text, prefectures);
    if mentions.is_empty() {
        return Places::default();
    }
    let named: Vec<(usize, usize)> = names
        .flat_map(|name| text.match_indices(name))
        .map(|(at, name)| (at, at + name.len()))
        .collect();
    let ends = mentions.iter().skip(1).map(|it| it.from);
    let ends = ends.chain([text.len()]);
    let roles: Vec<(Role, &Mention)> = mentions
        .iter()
        .zip(ends)
        .filter_map(|(it, end)| {
            let within = |(from, to): &(usize, usize)| *from <= it.from && it.to <= *to;
            let role = match named.iter().any(within) {
                true => Some(Role::Matter),
                false => role(&text[..it.from], &text[it.to..end]),
            };
            Some((role?, it))
        })
        .collect();
    // Of several the first, but one by its full name before others.
    let first = |role: Role| {
        let of_role = || roles.iter().filter(move |(it, _)| *it == role);
        let whole = of_role().find(|(_, it)| it.whole);
        let found = whole.or_else(|| of_role().next());
        found.map(|(_, it)| it.name.to_owned())
    };
    Places {
        firm: first(Role::Firm).or_else(|| first(Role::Bare)),
        matter: first(Role::Matter),
    }
}

/// Returns where prefectures stand in `text`; 「京都」 within 「東京都」 is none.
fn mentions<'a>(text: &str, prefectures: &'a [String]) -> Vec<Mention<'a>> {
    let mut mentions = Vec::new();
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        let rest = &text[at..];
        let whole = prefectures.iter().find(|it| rest.starts_with(it.as_str()));
        let short = || prefectures.iter().find(|it| rest.starts_with(short(it)));
        let found = whole.map(|it| (it, it.len()));
        match found.or_else(|| short().map(|it| (it, self::short(it).len()))) {
            Some((name, length)) => {
                mentions.push(Mention {
                    name,
                    whole: whole.is_some(),
                    from: at,
                    to: at + length,
                });
                at += length;
            }
            None => at += letter.len_utf8(),
        }
    }
    mentions
}

/// Returns a prefecture's name without 県, 府 or 都.
#[must_use]
pub fn short(name: &str) -> &str {
    match name {
        "北海道" => name,
        // One letter only: 「京都府」 is 「京都」, not the 「京」 of 「上京」.
        name => name.strip_suffix(['県', '府', '都']).unwrap_or(name),
    }
}

/// Returns what a place says by the text before and after it; `None` for 「東京以外」.
fn role(before: &str, after: &str) -> Option<Role> {
    let after = after.trim_start_matches(['市', '県', '府', '都', '内', '区']);
    if after.starts_with("以外") {
        return None;
    }
    if AT.iter().any(|it| after.starts_with(it)) {
        return Some(Role::Firm);
    }
    let phrase = after.split(['。', '、', '？', '?', '！', '!', '\n']).next();
    let phrase = phrase.unwrap_or_default();
    let end = phrase.char_indices().nth(REACH);
    let phrase = &phrase[..end.map_or(phrase.len(), |(at, _)| at)];
    let firm = FIRM.iter().filter_map(|word| {
        let mut found = phrase.match_indices(word);
        let about =
            |rest: &str| rest.is_empty() || AFTER_FIRM.iter().any(|it| rest.starts_with(it));
        Some(found.find(|(at, it)| about(&phrase[at + it.len()..]))?.0)
    });
    let attached = !WHERE.iter().any(|it| after.starts_with(it));
    let matter = MATTER.iter().filter_map(|it| phrase.find(it));
    let matter = matter.min().filter(|_| attached);
    let own = || {
        let before =
            before.trim_end_matches(['は', 'が', 'も', 'の', '、', '：', ':', ' ', '\u{3000}']);
        OWN.iter().any(|it| before.ends_with(it))
    };
    Some(match (firm.min().filter(|_| attached), matter) {
        (Some(firm), Some(matter)) if matter < firm => Role::Matter,
        (Some(_), _) => Role::Firm,
        (None, Some(_)) => Role::Matter,
        (None, None) if own() => Role::Firm,
        (None, None) => Role::Bare,
    })
}
