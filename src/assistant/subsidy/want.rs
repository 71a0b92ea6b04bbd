//! What a question wants to know of programs, by its words.

/// What somebody wants to know of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    /// うちは使える？
    Fit,
    /// いくら？
    Amount,
    /// 締切いつ？
    Deadline,
    /// PC代は出る？: one of `programs::EXPENSES`.
    Expense(&'static str),
}

/// Words for subsidies as such.
pub(super) const SUBSIDY: &[&str] = &[
    "補助金",
    "助成金",
    "奨励金",
    "補助制度",
    "助成制度",
    "支援制度",
];
const FIT: &[&str] = &[
    "使え",
    "対象",
    "もらえ",
    "貰え",
    "受けられ",
    "受け取れ",
    "該当",
    "申請でき",
    "申し込め",
    "当てはま",
    "うちは",
    "うちも",
    "条件",
    "要件",
];
const AMOUNT: &[&str] = &[
    "いくら",
    "金額",
    "補助率",
    "助成率",
    "上限",
    "何円",
    "何万",
    "助成額",
    "補助額",
];
const DEADLINE: &[&str] = &[
    "締切",
    "締め切り",
    "〆切",
    "いつまで",
    "期限",
    "受付",
    "募集",
    "間に合",
    "申請期間",
    "まだ申請",
    "まだやって",
    "終わっ",
];
/// Words for sorts of expenses.
const EXPENSE: &[(&str, &[&str])] = &[
    (
        "パソコン・端末",
        &[
            "PC",
            "ＰＣ",
            "pc",
            "パソコン",
            "タブレット",
            "スマホ",
            "スマートフォン",
            "端末",
        ],
    ),
    (
        "ソフト・クラウド",
        &[
            "ソフト",
            "クラウド",
            "ツール",
            "システム",
            "アプリ",
            "ライセンス",
        ],
    ),
    (
        "通信・回線",
        &["通信費", "回線", "Wi-Fi", "wifi", "ルーター", "ネット代"],
    ),
    (
        "専門家・コンサルティング",
        &["コンサル", "専門家", "社労士", "謝金"],
    ),
    ("研修", &["研修"]),
    ("就業規則・規程", &["就業規則", "規程", "規定の作成"]),
    (
        "施設・サテライトオフィス",
        &["サテライト", "コワーキング", "シェアオフィス", "施設利用"],
    ),
    ("旅費・宿泊", &["旅費", "宿泊", "交通費"]),
    ("机・備品", &["机", "椅子", "デスク", "モニター", "備品"]),
    (
        "その他の機器・設備",
        &["機器", "設備", "カメラ", "ヘッドセット"],
    ),
];
const PAID: &[&str] = &[
    "出る",
    "出ます",
    "代",
    "費",
    "補助",
    "助成",
    "対象",
    "買",
    "購入",
];

pub(super) fn want(question: &str) -> Option<Want> {
    let has = |words: &[&str]| words.iter().any(|it| question.contains(it));
    let expense = EXPENSE.iter().find(|(_, words)| has(words));
    match expense {
        Some((item, _)) if has(PAID) => Some(Want::Expense(item)),
        _ if has(DEADLINE) => Some(Want::Deadline),
        _ if has(AMOUNT) => Some(Want::Amount),
        _ if has(FIT) => Some(Want::Fit),
        _ => None,
    }
}
