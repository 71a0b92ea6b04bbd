//! 宛名: how a reply addresses an asker who wrote a name where to be reached. Nothing else tells a name:
//! that of an account is not given for this.

/// What firms are called by law, before or behind their names.
const FORMS: [&str; 13] = [
    "株式会社",
    "合同会社",
    "有限会社",
    "合資会社",
    "合名会社",
    "（株）",
    "(株)",
    "（有）",
    "(有)",
    "㈱",
    "㈲",
    "医療法人",
    "社会福祉法人",
];
/// What stands before the name of a person.
const LABELS: [&str; 6] = ["担当者", "担当", "お名前", "氏名", "名前", "連絡先"];
/// What stands behind it.
const TITLES: [&str; 5] = ["さん", "さま", "様", "氏", "殿"];
/// Parts of words that name nobody, also beside a telephone number.
const NO_NAMES: [&str; 40] = [
    "電話",
    "携帯",
    "固定",
    "直通",
    "内線",
    "代表",
    "番号",
    "メール",
    "アドレス",
    "チャット",
    "ファックス",
    "ディスコード",
    "連絡",
    "返信",
    "折返",
    "希望",
    "不要",
    "平日",
    "土日",
    "月曜",
    "火曜",
    "水曜",
    "木曜",
    "金曜",
    "午前",
    "午後",
    "至急",
    "自宅",
    "会社",
    "職場",
    "勤務",
    "事務",
    "本社",
    "支社",
    "支店",
    "工場",
    "総務",
    "経理",
    "人事",
    "労務",
];
/// Longest name of a person, of both parts.
const LONGEST: usize = 8;

/// Returns how to address whoever wrote this as a way to be reached; nothing where no name stands there
/// for certain.
#[must_use]
pub fn addressee(contact: &str) -> Option<String> {
    let words: Vec<&str> = contact
        .split(|it: char| it.is_whitespace() || "、,，。：:／/「」".contains(it))
        .filter(|it| !it.is_empty())
        .collect();
    let (company, rest) = company(&words);
    match (company, person(rest)) {
        (Some(company), Some(person)) => Some(format!("{company} {person}様")),
        (Some(company), None) => Some(format!("{company} 御中")),
        (None, Some(person)) => Some(format!("{person}様")),
        (None, None) => None,
    }
}

/// Returns the name of a firm, and what stands behind it or, without one, all.
fn company<'a>(words: &'a [&'a str]) -> (Option<String>, &'a [&'a str]) {
    for (at, word) in words.iter().enumerate() {
        if FORMS.contains(word) {
            // The form before a blank: 株式会社 山田商店.
            let name = words.get(at + 1).filter(|it| is_plain(it));
            if let Some(name) = name {
                return (Some(format!("{word}{name}")), &words[at + 2..]);
            }
        } else if FORMS.iter().any(|it| word.contains(it)) && word.chars().count() <= 20 {
            let name = word.trim_end_matches("御中");
            return (Some(name.to_owned()), &words[at + 1..]);
        }
    }
    (None, words)
}

/// Returns the name of a person: with a title, behind a label, or before a number or an address.
fn person(words: &[&str]) -> Option<String> {
    for (at, word) in words.iter().enumerate() {
        let label = LABELS.iter().find_map(|it| word.strip_prefix(it));
        let is_labelled = label.is_some() || (0 < at && LABELS.contains(&words[at - 1]));
        let (first, has_title) = untitled(label.unwrap_or(word));
        if !is_name(first) {
            continue;
        }
        let second = words.get(at + 1).map(|it| untitled(it));
        let second = second.filter(|(it, _)| !has_title && is_name(it) && !LABELS.contains(it));
        let next = at + 1 + usize::from(second.is_some());
        let is_reached = words.get(next).is_some_and(|it| is_number_or_address(it));
        let (whole, has_title) = match second {
            Some((second, titled)) => (format!("{first} {second}"), titled),
            None => (first.to_owned(), has_title),
        };
        let length = whole.chars().filter(|it| *it != ' ').count();
        let is_certain = is_labelled || has_title || (is_reached && at == 0);
        if is_certain && (2..=LONGEST).contains(&length) {
            return Some(whole);
        }
    }
    None
}

fn untitled(word: &str) -> (&str, bool) {
    let title = TITLES.iter().find_map(|it| word.strip_suffix(it));
    (title.unwrap_or(word), title.is_some())
}

fn is_name(word: &str) -> bool {
    is_plain(word) && !NO_NAMES.iter().any(|it| word.contains(it))
}

/// Whether all is written in kanji or katakana.
fn is_plain(word: &str) -> bool {
    let plain = |it| matches!(it, '一'..='鿿' | '㐀'..='䶿' | '々' | 'ァ'..='ヺ' | 'ー');
    !word.is_empty() && word.chars().all(plain)
}

fn is_number_or_address(word: &str) -> bool {
    let digits = word.chars().filter(|it| it.is_numeric()).count();
    9 <= digits || (word.contains('@') && word.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_where_it_is_certain() {
        for (contact, expected) in [
            ("山田花子 06-0000-0000", "山田花子様"),
            ("山田　花子　06-0000-0000", "山田 花子様"),
            ("担当：山田 太郎様、090-1234-5678", "山田 太郎様"),
            ("氏名 服部、メールで", "服部様"),
            ("佐藤さんに電話してください", ""),
            ("taro@example.jp（佐藤）", ""),
            ("電話は午後、佐藤様", "佐藤様"),
            ("株式会社山田商店", "株式会社山田商店 御中"),
            (
                "株式会社 山田商店 経理 佐藤様 03-0000-0000",
                "株式会社山田商店 佐藤様",
            ),
            (
                "山田商店（株） 佐藤 taro@example.jp",
                "山田商店（株） 佐藤様",
            ),
        ] {
            let found = addressee(contact).unwrap_or_default();
            assert_eq!(found, expected, "{contact}");
        }
    }

    #[test]
    fn what_is_no_name_addresses_nobody() {
        for contact in [
            "",
            "06-0000-0000",
            "携帯 090-0000-0000",
            "会社の電話 03-0000-0000",
            "平日午後 03-0000-0000",
            "総務部 03-0000-0000",
            "至急 03-0000-0000",
            "メールでお願いします",
            "taro@example.com",
            "担当者に電話してください",
            "連絡先 03-0000-0000",
            "山田",
            "株式会社",
        ] {
            assert_eq!(addressee(contact), None, "{contact}");
        }
    }
}
