//! Names of firms and people.

use super::{
    Hidden,
    scan::{Scan, is_hiragana, is_kanji, is_katakana},
};

/// What firms are called by law, before or behind their names.
const FORMS: [&str; 15] = [
    "株式会社",
    "合同会社",
    "有限会社",
    "合資会社",
    "合名会社",
    "(株)",
    "(有)",
    "(同)",
    "㈱",
    "㈲",
    "医療法人",
    "社会福祉法人",
    "学校法人",
    "宗教法人",
    "NPO法人",
];
/// Longest name of a firm, in characters.
const LONGEST: usize = 20;
/// Particles that end a name in hiragana.
const PARTICLES: &str = "のはがをにでともやへか";

fn is_name(it: char) -> bool {
    is_kanji(it) || is_katakana(it) || it.is_ascii_alphanumeric() || "・&ヶ.".contains(it)
}

pub fn companies(scan: &mut Scan) {
    let mut place = 0;
    while place < scan.len() {
        let Some(form) = FORMS.iter().find(|it| scan.has(place, it)) else {
            place += 1;
            continue;
        };
        let behind = place + form.chars().count();
        let start = scan.run_back(place, LONGEST, is_name);
        let next = scan.run(behind, 1, |it| it == ' ');
        let mut end = scan.run(next, LONGEST, is_name);
        if end == next {
            end = in_hiragana(scan, next);
        }
        if end == next {
            end = behind;
        }
        // A form alone names nobody.
        if start < place || behind < end {
            scan.hide(start, end, Hidden::Company);
            end = introduced(scan, end);
        }
        place = end;
    }
}

/// Where a name in hiragana ends: 株式会社はてな, but not 株式会社では.
fn in_hiragana(scan: &Scan, start: usize) -> usize {
    let begins = scan
        .at(start)
        .is_some_and(|it| is_hiragana(it) && !PARTICLES.contains(it));
    let known = ["はてな"].iter().any(|it| scan.has(start, it));
    if !begins && !known {
        return start;
    }
    let named = |it: char| is_hiragana(it) && !PARTICLES.contains(it);
    let end = scan.run(start + 1, 10, named);
    if start + 1 < end { end } else { start }
}

/// Hides who says their name behind a firm's: …の山田です.
fn introduced(scan: &mut Scan, place: usize) -> usize {
    if !scan.has(place, "の") {
        return place;
    }
    let end = scan.run(place + 1, 5, is_kanji);
    let says = ["です", "と申", "といい", "と言", "でござ"];
    if end == place + 1 || !says.iter().any(|it| scan.has(end, it)) {
        return place;
    }
    scan.hide(place + 1, end, Hidden::Person);
    end
}

/// What stands behind the name of a person.
const TITLES: [&str; 8] = ["さん", "さま", "様", "氏", "殿", "ちゃん", "くん", "君"];
/// What stands before a title and is no name.
const NOBODY: [&str; 56] = [
    "皆",
    "客",
    "子",
    "奥",
    "嫁",
    "娘",
    "息子",
    "父",
    "母",
    "兄",
    "姉",
    "弟",
    "妹",
    "祖父",
    "祖母",
    "孫",
    "者",
    "員",
    "各位",
    "御社",
    "貴社",
    "会社",
    "企業",
    "事業所",
    "取引先",
    "士",
    "先生",
    "医",
    "師",
    "隊",
    "長",
    "役",
    "仕",
    "同",
    "多",
    "模",
    "異",
    "有",
    "別",
    "図",
    "文",
    "王",
    "今",
    "何",
    "如",
    "神",
    "外",
    "仏",
    "一",
    "各",
    "彼",
    "両",
    "摂",
    "華",
    "宛",
    "御中",
];
/// The same in hiragana.
const NOBODY_IN_KANA: [&str; 18] = [
    "たく",
    "みな",
    "おく",
    "とう",
    "かあ",
    "にい",
    "ねえ",
    "じい",
    "ばあ",
    "おじ",
    "おば",
    "むすこ",
    "むすめ",
    "おこ",
    "きゃく",
    "しゃ",
    "いん",
    "ご苦労",
];
/// What follows a character that only looks like a title.
const NO_TITLE: [(&str, &str); 4] = [
    ("様", "式子々相態"),
    ("氏", "名神子"),
    ("君", "主臨"),
    ("殿", "堂下"),
];

pub fn people(scan: &mut Scan) {
    let mut place = 0;
    while place < scan.len() {
        if let Some(title) = TITLES.iter().find(|it| scan.has(place, it)) {
            let end = place + title.chars().count();
            let start = person(scan, title, place, end);
            scan.hide(start, place, Hidden::Person);
            place = end;
            continue;
        }
        // 山田と申します.
        if scan.has(place, "と申し") {
            let name = |it: char| is_kanji(it) || is_katakana(it);
            let start = scan.run_back(place, 10, name);
            scan.hide(start, place, Hidden::Person);
        }
        place += 1;
    }
}

/// Where the name before a title starts; at the title itself if there is none.
fn person(scan: &Scan, title: &str, place: usize, end: usize) -> usize {
    let follows = |(it, next): &(&str, &str)| {
        *it == title && scan.at(end).is_some_and(|it| next.contains(it))
    };
    if NO_TITLE.iter().any(follows) {
        return place;
    }
    let kinds: [fn(char) -> bool; 4] = [
        is_kanji,
        is_katakana,
        |it| it.is_ascii_alphabetic(),
        is_hiragana,
    ];
    let before = scan.before(place);
    let Some(kind) = kinds.iter().position(|is| before.is_some_and(is)) else {
        return place;
    };
    let start = scan.run_back(place, 12, kinds[kind]);
    let name = scan.words_at(start, place);
    let length = place - start;
    let is_nobody = match kind {
        0 => NOBODY.iter().any(|it| name.ends_with(it)),
        // Where a word of hiragana begins nobody can tell, unless it is short.
        3 => 6 < length || NOBODY_IN_KANA.iter().any(|it| name.ends_with(it)),
        _ => false,
    };
    if is_nobody || (kind != 0 && length < 2) {
        return place;
    }
    let first = given(scan, start, kinds[kind]);
    if kind == 3 && scan.before(start).is_some_and(is_kanji) {
        // 山田はなさん: both belong to it, but 担当のはなさん does not.
        return scan.run_back(start, 3, is_kanji);
    }
    first
}

/// Where a name starts whose family name stands before a blank or a dot: 山田 太郎.
fn given(scan: &Scan, start: usize, is: fn(char) -> bool) -> usize {
    let gap = scan.run_back(start, 1, |it| it == ' ' || it == '・' || it == '=');
    if gap == start {
        return start;
    }
    let family = scan.run_back(gap, 10, is);
    if family < gap { family } else { start }
}

/// Words of a way to be reached that name nobody.
const NO_NAMES: [&str; 34] = [
    "電話",
    "携帯",
    "メール",
    "FAX",
    "TEL",
    "tel",
    "Discord",
    "discord",
    "ディスコード",
    "チャット",
    "なし",
    "特になし",
    "不要",
    "返信",
    "連絡",
    "連絡先",
    "午前",
    "午後",
    "平日",
    "土日",
    "希望",
    "まで",
    "担当",
    "担当者",
    "総務",
    "労務",
    "経理",
    "人事",
    "部長",
    "課長",
    "社長",
    "代表",
    "です",
    "mail",
];

/// Returns the words that may be names in a way to be reached whose other parts are masked.
pub fn in_contact(masked: &str) -> Vec<String> {
    let parts = masked.split(|it: char| {
        !(is_kanji(it) || is_katakana(it) || is_hiragana(it) || it.is_alphabetic())
    });
    let mut names = Vec::new();
    for part in parts {
        let mut name = part;
        for title in TITLES {
            name = name.trim_end_matches(title);
        }
        for word in ["担当者", "担当", "氏名", "名前"] {
            name = name.strip_prefix(word).unwrap_or(name);
        }
        let is_mask = Hidden::ALL.iter().any(|it| it.name() == name);
        let length = name.chars().count();
        if !is_mask && (2..=20).contains(&length) && !NO_NAMES.contains(&name) {
            names.push(name.to_owned());
        }
    }
    names
}
