//! The facts about a firm that decide: the keys of a profile, and how people are asked for them.

use serde::{Deserialize, Serialize};

/// A fact that is either so or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// 雇用保険の適用事業所である.
    EmploymentInsurance,
    /// 労災保険の適用事業である.
    AccidentInsurance,
    /// テレワークをすでに導入している.
    TeleworkIntroduced,
    /// すでに導入したテレワークの実施を広げる.
    TeleworkExpanding,
    /// 就業規則などにテレワークの規定がすでにある.
    TeleworkRules,
    /// サテライトオフィス勤務の規定がすでにある.
    SatelliteRules,
    /// ワーケーション勤務の規定がすでにある.
    WorkationRules,
    /// 本社が申し込む都道府県にある.
    HeadOfficeInPrefecture,
    /// 6か月以上続けて雇っている労働者がいる.
    SixMonthsStaff,
    /// 3歳未満の子の育児、または要介護の家族の介護をする従業員がいる.
    CareStaff,
    /// 事前に相談窓口やコンサルティングを使った.
    PriorConsultation,
    /// 交付の決定より前に発注や契約をした.
    OrderedBeforeDecision,
    /// GビズIDプライムを取得している.
    GbizidPrime,
    /// SECURITY ACTIONを宣言している.
    SecurityAction,
    /// 登録済みのITツールを使う.
    RegisteredItTool,
    /// 賃金引上げの要件を満たす.
    WageRaise,
    /// 最低賃金に近い賃金の従業員が3割以上いる.
    NearMinimumWage,
    /// 年5日の年次有給休暇の取得について就業規則に定めている.
    AnnualLeaveRules,
    /// 大企業の子会社などである（みなし大企業）.
    LargeParent,
}

/// Every fact with its profile key, its name on screens, and the question for it.
const FACTS: &[(Fact, &str, &str, &str)] = &[
    (
        Fact::EmploymentInsurance,
        "employment_insurance",
        "雇用保険の適用事業所",
        "雇用保険の適用事業所ですか（雇用保険に入っている従業員がいますか）。",
    ),
    (
        Fact::AccidentInsurance,
        "accident_insurance",
        "労災保険の適用事業",
        "労災保険の適用を受けていますか。",
    ),
    (
        Fact::TeleworkIntroduced,
        "telework_introduced",
        "テレワークを導入ずみ",
        "テレワークをすでに導入していますか。",
    ),
    (
        Fact::TeleworkExpanding,
        "telework_expanding",
        "テレワークの実施を広げる",
        "すでに導入したテレワークの実施を広げますか。",
    ),
    (
        Fact::TeleworkRules,
        "telework_rules",
        "テレワークの規定がある",
        "就業規則などに、テレワークの規定がすでにありますか。",
    ),
    (
        Fact::SatelliteRules,
        "satellite_rules",
        "サテライトオフィス勤務の規定がある",
        "サテライトオフィス勤務の規定がすでにありますか。",
    ),
    (
        Fact::WorkationRules,
        "workation_rules",
        "ワーケーション勤務の規定がある",
        "ワーケーション勤務の規定がすでにありますか。",
    ),
    (
        Fact::HeadOfficeInPrefecture,
        "head_office_in_prefecture",
        "本社がその都道府県にある",
        "本社は、申し込む都道府県にありますか。",
    ),
    (
        Fact::SixMonthsStaff,
        "six_months_staff",
        "6か月以上続けて雇う労働者がいる",
        "6か月以上続けて雇っている労働者がいますか。",
    ),
    (
        Fact::CareStaff,
        "care_staff",
        "育児・介護をする従業員がいる",
        "3歳未満の子の育児、または要介護の家族の介護をする従業員がいますか。",
    ),
    (
        Fact::PriorConsultation,
        "prior_consultation",
        "事前の相談をした",
        "その制度が求める相談窓口やコンサルティングを、すでに使いましたか。",
    ),
    (
        Fact::OrderedBeforeDecision,
        "ordered_before_decision",
        "決定の前に発注・契約をした",
        "対象にしたい機器やサービスを、もう発注または契約しましたか。",
    ),
    (
        Fact::GbizidPrime,
        "gbizid_prime",
        "GビズIDプライムがある",
        "GビズIDプライムを取得していますか。",
    ),
    (
        Fact::SecurityAction,
        "security_action",
        "SECURITY ACTIONを宣言ずみ",
        "SECURITY ACTIONを宣言していますか。",
    ),
    (
        Fact::RegisteredItTool,
        "registered_it_tool",
        "登録済みのITツールを使う",
        "導入したいのは、その補助金に登録されたITツールですか。",
    ),
    (
        Fact::WageRaise,
        "wage_raise",
        "賃金引上げの要件を満たす",
        "賃金引上げの要件を満たしますか。",
    ),
    (
        Fact::NearMinimumWage,
        "near_minimum_wage",
        "最低賃金に近い従業員が3割以上",
        "地域別最低賃金に近い賃金の従業員が、全体の3割以上いますか。",
    ),
    (
        Fact::AnnualLeaveRules,
        "annual_leave_rules",
        "年5日の年休の規定がある",
        "年5日の年次有給休暇の取得について、就業規則に定めていますか。",
    ),
    (
        Fact::LargeParent,
        "large_parent",
        "大企業の子会社など",
        "大企業が株式の多くを持つ会社（みなし大企業）ですか。",
    ),
];

impl Fact {
    /// Every fact, in the order in which they are listed for people.
    pub fn all() -> impl Iterator<Item = Fact> {
        FACTS.iter().map(|(it, ..)| *it)
    }

    fn row(self) -> &'static (Fact, &'static str, &'static str, &'static str) {
        let row = FACTS.iter().find(|(it, ..)| *it == self);
        row.unwrap_or_else(|| unreachable!("every fact has a row, as a test checks"))
    }
}

/// A key of a profile: something that a criterion can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// `prefecture`.
    Prefecture,
    /// `industry`.
    Industry,
    /// `employees`.
    Employees,
    /// `capital_yen`.
    CapitalYen,
    /// `local_employees`.
    LocalEmployees,
    /// `legal_form`.
    LegalForm,
    /// One of the facts.
    Fact(Fact),
}

impl Key {
    /// Every key, in the order in which they are listed for people.
    pub fn all() -> impl Iterator<Item = Key> {
        [
            Key::Prefecture,
            Key::Industry,
            Key::Employees,
            Key::CapitalYen,
            Key::LocalEmployees,
            Key::LegalForm,
        ]
        .into_iter()
        .chain(Fact::all().map(Key::Fact))
    }

    /// Returns the key of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Key> {
        Key::all().find(|it| it.name() == name)
    }

    /// Returns the name in a profile.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Key::Prefecture => "prefecture",
            Key::Industry => "industry",
            Key::Employees => "employees",
            Key::CapitalYen => "capital_yen",
            Key::LocalEmployees => "local_employees",
            Key::LegalForm => "legal_form",
            Key::Fact(fact) => fact.row().1,
        }
    }

    /// Returns the name on screens.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Key::Prefecture => "都道府県",
            Key::Industry => "業種",
            Key::Employees => "従業員数",
            Key::CapitalYen => "資本金",
            Key::LocalEmployees => "その都道府県で働く従業員数",
            Key::LegalForm => "会社か個人か",
            Key::Fact(fact) => fact.row().2,
        }
    }

    /// Returns the question by which people are asked for it.
    #[must_use]
    pub fn question(self) -> &'static str {
        match self {
            Key::Prefecture => "どの都道府県ですか。",
            Key::Industry => "どの業種ですか。",
            Key::Employees => "常時雇っている従業員は何人ですか。",
            Key::CapitalYen => "資本金（出資の総額）はいくらですか。",
            Key::LocalEmployees => "その都道府県の中で働く従業員は何人ですか。",
            Key::LegalForm => "会社ですか、個人事業ですか。",
            Key::Fact(fact) => fact.row().3,
        }
    }
}
