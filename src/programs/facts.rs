//! The facts about a firm that decide: the keys of a profile, and how people are asked for them.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// Lists the facts once: the type, the name in profiles and files, the name on screens, the question.
macro_rules! facts {
    ($($fact:ident $name:literal $label:literal $question:literal)*) => {
        /// A fact that is either so or not.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        pub enum Fact {
            $(
                #[doc = $label]
                #[serde(rename = $name)]
                $fact,
            )*
        }

        /// The names of the facts in profiles and files.
        pub const FACTS: &[&str] = &[$($name),*];

        impl Fact {
            /// Every fact, in the order in which they are listed for people.
            pub const ALL: &[Fact] = &[$(Fact::$fact),*];

            fn words(self) -> (&'static str, &'static str, &'static str) {
                match self {
                    $(Fact::$fact => ($name, $label, $question),)*
                }
            }
        }
    };
}

facts! {
    EmploymentInsurance "employment_insurance"
        "雇用保険の適用事業所"
        "雇用保険の適用事業所ですか（雇用保険に入っている従業員がいますか）。"
    AccidentInsurance "accident_insurance"
        "労災保険の適用事業"
        "労災保険の適用を受けていますか。"
    TeleworkIntroduced "telework_introduced"
        "テレワークを導入ずみ"
        "テレワークをすでに導入していますか。"
    TeleworkExpanding "telework_expanding"
        "テレワークの実施を広げる"
        "すでに導入したテレワークの実施を広げますか。"
    TeleworkRules "telework_rules"
        "テレワークの規定がある"
        "就業規則などに、テレワークの規定がすでにありますか。"
    SatelliteRules "satellite_rules"
        "サテライトオフィス勤務の規定がある"
        "サテライトオフィス勤務の規定がすでにありますか。"
    WorkationRules "workation_rules"
        "ワーケーション勤務の規定がある"
        "ワーケーション勤務の規定がすでにありますか。"
    HeadOfficeInPrefecture "head_office_in_prefecture"
        "本社がその都道府県にある"
        "本社は、申し込む都道府県にありますか。"
    SixMonthsStaff "six_months_staff"
        "6か月以上続けて雇う労働者がいる"
        "6か月以上続けて雇っている労働者がいますか。"
    CareStaff "care_staff"
        "育児・介護をする従業員がいる"
        "3歳未満の子の育児、または要介護の家族の介護をする従業員がいますか。"
    PriorConsultation "prior_consultation"
        "事前の相談をした"
        "その制度が求める相談窓口やコンサルティングを、すでに使いましたか。"
    OrderedBeforeDecision "ordered_before_decision"
        "決定の前に発注・契約をした"
        "対象にしたい機器やサービスを、もう発注または契約しましたか。"
    GbizidPrime "gbizid_prime"
        "GビズIDプライムがある"
        "GビズIDプライムを取得していますか。"
    SecurityAction "security_action"
        "SECURITY ACTIONを宣言ずみ"
        "SECURITY ACTIONを宣言していますか。"
    RegisteredItTool "registered_it_tool"
        "登録済みのITツールを使う"
        "導入したいのは、その補助金に登録されたITツールですか。"
    WageRaise "wage_raise"
        "賃金引上げの要件を満たす"
        "賃金引上げの要件を満たしますか。"
    WageRaiseSpecial "wage_raise_special"
        "賃金引上げ特例の要件を満たす"
        "その補助金の賃金引上げ特例の要件を満たしますか。"
    NearMinimumWage "near_minimum_wage"
        "最低賃金に近い従業員が3割以上"
        "地域別最低賃金に近い賃金の従業員が、全体の3割以上いますか。"
    AnnualLeaveRules "annual_leave_rules"
        "年5日の年休の規定がある"
        "年5日の年次有給休暇の取得について、就業規則に定めていますか。"
    LargeParent "large_parent"
        "大企業の子会社など"
        "大企業が株式の多くを持つ会社（みなし大企業）ですか。"
    TeleworkNewOrExpanding "telework_new_or_expanding"
        "テレワークを新しく導入するか、広げる"
        "テレワークを新しく導入するか、すでにある制度の実施を広げますか。"
    CareTeleworkRulesPlanned "care_telework_rules_planned"
        "育児・介護のためのテレワーク規定を整える"
        "育児や介護をする従業員のためのテレワーク規定を、これから整えますか。"
    FlexibleMeasuresUsed "flexible_measures_used"
        "柔軟な働き方の制度を入れ、利用者がいる"
        "柔軟な働き方の制度を複数導入し、利用する労働者がいますか。"
    FourProcesses "four_processes"
        "4つ以上の業務プロセスに使う"
        "導入するITツールは、4つ以上の業務プロセスを受け持ちますか。"
    OrderingParty "ordering_party"
        "受発注の発注側"
        "取引先に使ってもらう受発注の仕組みを、発注者として導入しますか。"
    JointApplication "joint_application"
        "複数の事業者で申請する"
        "商店街など、複数の事業者が連携して申請しますか。"
    OtasuketaiService "otasuketai_service"
        "サイバーセキュリティお助け隊サービスを使う"
        "サイバーセキュリティお助け隊サービスを利用しますか。"
    EquipmentOver300k "equipment_over_300k"
        "30万円を超える設備・機器を入れる"
        "労働能率を高める設備や機器に、30万円を超える費用がかかりますか。"
    Deficit "deficit"
        "赤字の事業者"
        "直近の決算は赤字ですか。"
    InvoiceSpecial "invoice_special"
        "インボイス特例の要件を満たす"
        "インボイス特例の要件を満たしますか。"
    FacilityInTargetArea "facility_in_target_area"
        "対象地域に施設を設ける"
        "対象の地域に、テレワークの施設を設けたり改修したりしますか。"
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
        .chain(Fact::ALL.iter().copied().map(Key::Fact))
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
            Key::Fact(fact) => fact.words().0,
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
            Key::Fact(fact) => fact.words().1,
        }
    }

    /// Returns the question by which people are asked for it, where it is known in which `prefecture`
    /// the firm is.
    #[must_use]
    pub fn question(self, prefecture: Option<&str>) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Key::Prefecture => "会社はどの都道府県にありますか。",
            Key::Industry => "どの業種ですか。",
            Key::Employees => "常時雇っている従業員は何人ですか。",
            Key::CapitalYen => "資本金（出資の総額）はいくらですか。",
            Key::LocalEmployees => {
                let place = prefecture.unwrap_or("その都道府県");
                return Cow::Owned(format!("{place}の中で働く従業員は何人ですか。"));
            }
            Key::LegalForm => "会社ですか、個人事業ですか。",
            Key::Fact(fact) => fact.words().2,
        })
    }
}
