//! Industries of the Japan Standard Industrial Classification (日本標準産業分類, 14th revision) and the
//! trades by which laws on small and medium enterprises sort them.
//!
//! Codes and names: 総務省 日本標準産業分類（令和5年7月告示）
//! <https://www.soumu.go.jp/main_content/000941216.pdf>. Sorting into the four trades:
//! 高齢・障害・求職者雇用支援機構「65歳超継続雇用促進コース 支給申請の手引き」表36.

use std::{collections::BTreeSet, sync::OnceLock};

use unicode_normalization::UnicodeNormalization as _;

const TABLE: &str = include_str!("industries.csv");

/// How laws on enterprise size sort industries. The four large ones, and within them those for which
/// a Cabinet order or the law on small businesses makes an exception.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trade {
    /// 製造業・建設業・運輸業・その他.
    Other,
    /// ゴム製品製造業: within その他.
    Rubber,
    /// 卸売業.
    Wholesale,
    /// 小売業, with restaurants.
    Retail,
    /// サービス業.
    Service,
    /// ソフトウェア業・情報処理サービス業: within サービス業.
    Software,
    /// 宿泊業 with 旅館業: within サービス業.
    Lodging,
    /// 娯楽業: within サービス業.
    Amusement,
}

impl Trade {
    /// Every trade.
    pub const ALL: [Trade; 8] = [
        Trade::Other,
        Trade::Rubber,
        Trade::Wholesale,
        Trade::Retail,
        Trade::Service,
        Trade::Software,
        Trade::Lodging,
        Trade::Amusement,
    ];
}

/// What people mean by サービス業: without those that the laws on size sort elsewhere.
const SERVICES: &[&str] = &[
    "70", "71", "72", "73", "74", "78", "81", "82", "83", "84", "85", "86", "87", "88", "89", "90",
    "91", "92", "93", "94", "95", "96",
];

/// Everyday words for industries, with the codes that they stand for.
const WORDS: &[(&str, &[&str])] = &[
    ("製造", &["E"]),
    ("メーカー", &["E"]),
    ("工場", &["E"]),
    ("建設", &["D"]),
    ("工務店", &["D"]),
    ("運輸", &["H"]),
    ("運送", &["H"]),
    ("物流", &["H"]),
    ("卸", &["50", "51", "52", "53", "54", "55"]),
    ("卸売", &["50", "51", "52", "53", "54", "55"]),
    ("卸売業", &["50", "51", "52", "53", "54", "55"]),
    ("商社", &["50", "51", "52", "53", "54", "55"]),
    ("小売", &["56", "57", "58", "59", "60", "61"]),
    ("小売業", &["56", "57", "58", "59", "60", "61"]),
    ("小売店", &["56", "57", "58", "59", "60", "61"]),
    ("ネット通販", &["61"]),
    ("通販", &["61"]),
    ("飲食", &["76", "77"]),
    ("飲食業", &["76", "77"]),
    ("居酒屋", &["76"]),
    ("カフェ", &["76"]),
    ("レストラン", &["76"]),
    ("サービス", SERVICES),
    ("サービス業", SERVICES),
    ("IT", &["39"]),
    ("IT企業", &["39"]),
    ("システム開発", &["391"]),
    ("ソフトウェア", &["391"]),
    ("ソフト開発", &["391"]),
    ("ホテル", &["75"]),
    ("旅館", &["75"]),
    ("宿泊", &["75"]),
    ("美容室", &["783"]),
    ("美容院", &["783"]),
    ("介護", &["85"]),
    ("福祉", &["85"]),
    ("病院", &["831"]),
    ("クリニック", &["832"]),
    ("診療所", &["832"]),
    ("医療", &["83"]),
    ("歯科", &["833"]),
    ("学習塾", &["823"]),
    ("塾", &["823"]),
    ("教育", &["O"]),
    ("不動産", &["68", "69"]),
    ("不動産業", &["68", "69"]),
    ("保険代理店", &["67"]),
    ("金融", &["J"]),
    ("農業", &["01"]),
    ("印刷", &["15"]),
    ("印刷業", &["15"]),
    ("士業", &["72"]),
    ("社労士事務所", &["72"]),
    ("税理士事務所", &["72"]),
    ("会計事務所", &["72"]),
    ("デザイン", &["72"]),
    ("広告", &["73", "415"]),
    ("広告代理店", &["73"]),
    ("人材派遣", &["91"]),
    ("派遣会社", &["91"]),
    ("コールセンター", &["92"]),
    ("清掃", &["92"]),
    ("旅行", &["791"]),
    ("旅行会社", &["791"]),
];

/// Returns the trades to which an industry can belong, given by its code (of any level) or its name;
/// `None` if it is no known industry. A wide industry such as 情報通信業 belongs to several.
#[must_use]
pub fn trades(industry: &str) -> Option<BTreeSet<Trade>> {
    let codes = codes(industry);
    // The finest level has four digits; all others are made of it.
    let found: BTreeSet<Trade> = rows()
        .iter()
        .filter(|row| row.code.len() == 4 && codes.iter().any(|it| contains(it, row)))
        .flat_map(|row| trades_of(row.code))
        .copied()
        .collect();
    (!found.is_empty()).then_some(found)
}

/// Returns whether `text` names an industry.
#[must_use]
pub fn is_known(text: &str) -> bool {
    !codes(text).is_empty()
}

/// Returns the everyday word for an industry that stands in `text`, the longest if there are several.
#[must_use]
pub fn word_in(text: &str) -> Option<&'static str> {
    let text = plain(text);
    let found = WORDS.iter().filter(|(word, _)| {
        let short = word.chars().count() < 2;
        !short && text.contains(&plain(word))
    });
    found
        .max_by_key(|(word, _)| word.chars().count())
        .map(|(word, _)| *word)
}

fn codes(industry: &str) -> Vec<&'static str> {
    let wanted = plain(industry);
    if wanted.is_empty() {
        return Vec::new();
    }
    let by_table: Vec<&str> = rows()
        .iter()
        .filter(|row| row.code == wanted || row.name == wanted)
        .map(|row| row.code)
        .collect();
    if !by_table.is_empty() {
        return by_table;
    }
    let by_word = WORDS.iter().find(|(word, _)| plain(word) == wanted);
    by_word.map_or_else(Vec::new, |(_, codes)| codes.to_vec())
}

struct Row {
    code: &'static str,
    /// Name as [`plain`] makes it.
    name: String,
    /// Code of the division (大分類): its industries stand below it.
    division: &'static str,
}

fn rows() -> &'static [Row] {
    static ROWS: OnceLock<Vec<Row>> = OnceLock::new();
    ROWS.get_or_init(|| {
        let mut division = "";
        let rows = TABLE.lines().filter_map(|line| line.split_once(','));
        rows.map(|(code, name)| {
            if code.len() == 1 {
                division = code;
            }
            let name = plain(name);
            Row {
                code,
                name,
                division,
            }
        })
        .collect()
    })
}

/// Width, case and commas make no difference.
fn plain(text: &str) -> String {
    text.nfkc()
        .filter(|it| !it.is_whitespace())
        .map(|it| if it == ',' { '、' } else { it })
        .collect::<String>()
        .to_uppercase()
}

/// Whether the industry `code` contains the one of this row.
fn contains(code: &str, row: &Row) -> bool {
    match code.len() {
        1 => row.division == code,
        _ => row.code.starts_with(code),
    }
}

/// Returns the trades of an industry with four digits: more than one where the tables known to us do
/// not draw the line inside it.
fn trades_of(detail: &str) -> &'static [Trade] {
    use Trade::{Amusement, Lodging, Other, Retail, Rubber, Service, Software, Wholesale};
    let middle = detail.get(..2).and_then(|it| it.parse::<u8>().ok());
    let small = detail.get(..3).unwrap_or_default();
    match (middle.unwrap_or_default(), small) {
        // The Cabinet order leaves out tyres and belts; the classification draws it otherwise.
        (19, _) => &[Rubber, Other],
        (50..=55, _) => &[Wholesale],
        (56..=61 | 76 | 77, _) => &[Retail],
        (39, "391") => &[Software],
        // 情報処理サービス業 is only a part of 392.
        (39, "392") => &[Software, Service],
        (38 | 39, _) | (41, "411" | "412" | "415" | "416") | (69, "693") => &[Service],
        // Head offices that cannot be told apart.
        (41, "410") | (69, "690") | (79, "790") => &[Service, Other],
        (79, "791") => &[Other],
        (75, _) => &[Lodging],
        (80, _) => &[Amusement],
        (70..=74 | 78 | 79 | 81..=96, _) => &[Service],
        _ => &[Other],
    }
}
