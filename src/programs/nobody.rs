//! A firm without staff, in the words of its owner: 従業員はいません, 一人でやっています, ひとり社長.

/// Words for the people of a firm.
pub(super) const STAFF: &[&str] = &["従業員", "社員", "スタッフ", "職員", "正社員"];
/// There are none …
const NONE: &[&str] = &[
    "いません",
    "いない",
    "おりません",
    "おらず",
    "いなく",
    "なし",
    "ゼロ",
    "雇っていません",
    "雇っていない",
    "雇っておりません",
    "雇ってません",
    "雇ってない",
];
/// … and that is all that is said: 「社員がいない時間」 tells of an hour.
const AFTER_NONE: &[&str] = &[
    "。",
    "、",
    "!",
    "?",
    "です",
    "ので",
    "から",
    "んで",
    "んだ",
    "し",
    "が",
    "けど",
    "けれど",
    "会社",
    "個人",
    "のです",
    "のだ",
    "て",
    "でも",
    "場合",
];
/// The owner and nobody else.
const OWNER: &[&str] = &[
    "1人社長",
    "1人会社",
    "1人法人",
    "1人親方",
    "1人企業",
    "1人事業主",
    "社長1人です",
    "社長1人の会社",
    "社長1人だけ",
    "社長のみ",
    "自分1人の会社",
    "私1人の会社",
    "自分だけの会社",
    "私だけの会社",
];
/// Alone, somebody does this with a firm …
const RUNS: &[&str] = &[
    "やって",
    "やる",
    "経営",
    "営業",
    "営ん",
    "運営",
    "切り盛り",
    "回して",
    "起業",
    "開業",
    "事業",
    "商売",
];
/// … if the sentence begins so: 「総務を一人でやっています」 tells of a task.
const WHO: &[&str] = &[
    "うち",
    "当社",
    "弊社",
    "会社",
    "店",
    "事業",
    "事業主",
    "フリーランス",
    "個人",
    "自営業",
    "自営",
    "私",
    "自分",
];

/// Whether `text` says that nobody works for the asker. Width and spaces do not matter any more.
pub(super) fn works_alone(text: &str) -> bool {
    let text = ["一人", "ひとり", "独り", "1名", "一名"]
        .iter()
        .fold(text.to_owned(), |text, it| text.replace(it, "1人"));
    has_no_staff(&text) || is_owner_only(&text) || runs_alone(&text)
}

fn has_no_staff(text: &str) -> bool {
    let staff = STAFF.iter().flat_map(|it| text.match_indices(it));
    let mut after = staff.map(|(at, it)| &text[at + it.len()..]);
    after.any(|rest| {
        let rest = rest.trim_start_matches(['は', 'が', 'も', 'を', '、', ':']);
        let rest = NONE.iter().find_map(|it| rest.strip_prefix(it));
        rest.is_some_and(|it| it.is_empty() || AFTER_NONE.iter().any(|end| it.starts_with(end)))
    })
}

fn is_owner_only(text: &str) -> bool {
    let found = OWNER.iter().flat_map(|it| text.match_indices(it));
    let mut before = found.map(|(at, _)| &text[..at]);
    before.any(|it| !it.ends_with(|last: char| last.is_ascii_digit()))
}

fn runs_alone(text: &str) -> bool {
    text.match_indices("1人で").any(|(at, it)| {
        let (before, after) = (&text[..at], &text[at + it.len()..]);
        let before = before.trim_end_matches(['は', 'が', 'も', 'で', 'を', '、']);
        let begins = before.is_empty() || before.ends_with('。');
        let tells = begins || WHO.iter().any(|it| before.ends_with(it));
        tells && RUNS.iter().any(|it| after.starts_with(it))
    })
}
