//! What a firm told about itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::{Map, Value};

use crate::text::figures;

use super::{
    facts::{Fact, Key},
    industry,
    span::Span,
};

/// Legal form of a firm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LegalForm {
    /// 会社: 株式会社, 合同会社 and so on.
    Corporation,
    /// 個人事業主.
    SoleProprietor,
    /// 組合.
    Cooperative,
    /// 社会福祉法人, 医療法人, 学校法人, NPO法人, 一般社団法人 and so on.
    NonProfit,
    /// 地方公共団体.
    Municipality,
    /// Another.
    Other,
}

impl LegalForm {
    /// Every form with its name in profiles and on screens.
    pub const ALL: [(LegalForm, &'static str, &'static str); 6] = [
        (LegalForm::Corporation, "corporation", "会社"),
        (LegalForm::SoleProprietor, "sole_proprietor", "個人事業主"),
        (LegalForm::Cooperative, "cooperative", "組合"),
        (
            LegalForm::NonProfit,
            "non_profit",
            "社会福祉法人・医療法人・NPO法人など",
        ),
        (LegalForm::Municipality, "municipality", "地方公共団体"),
        (LegalForm::Other, "other", "その他"),
    ];
}

/// Known facts about the asker's firm. Every fact is optional.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// Prefecture by its full name, for example 東京都.
    pub prefecture: Option<String>,
    /// Industry, in the asker's words or as a code of the Japan Standard Industrial Classification.
    pub industry: Option<String>,
    /// Capital (資本金) in yen; 0 where there is none.
    pub capital_yen: Option<Span>,
    /// Number of regular employees (常時使用する従業員); 0 for a sole proprietor without staff.
    pub employees: Option<Span>,
    /// How many of them work in the prefecture.
    pub local_employees: Option<Span>,
    /// Legal form.
    pub legal_form: Option<LegalForm>,
    /// What is so, and what is not.
    pub facts: BTreeMap<Fact, bool>,
}

/// Why a profile cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ProfileError(pub String);

impl Profile {
    /// Returns these facts, with the gaps filled from what was known `before`.
    #[must_use]
    pub fn or(self, before: &Profile) -> Profile {
        let mut facts = before.facts.clone();
        facts.extend(self.facts);
        Profile {
            prefecture: self.prefecture.or_else(|| before.prefecture.clone()),
            industry: self.industry.or_else(|| before.industry.clone()),
            capital_yen: self.capital_yen.or(before.capital_yen),
            employees: self.employees.or(before.employees),
            local_employees: self.local_employees.or(before.local_employees),
            legal_form: self.legal_form.or(before.legal_form),
            facts,
        }
    }

    /// Reads a profile from a JSON object.
    ///
    /// # Errors
    /// In Japanese, for the person who wrote it: an unknown key (with the known ones), or a value of the
    /// wrong type.
    pub fn from_json(value: Value) -> Result<Profile, ProfileError> {
        let Value::Object(keys) = value else {
            let text = "プロフィールは {\"prefecture\": \"東京都\"} のような形で書いてください。";
            return Err(ProfileError(text.to_owned()));
        };
        let mut profile = Profile::default();
        for (name, value) in keys {
            let Some(key) = Key::named(&name) else {
                let known: Vec<&str> = Key::all().map(Key::name).collect();
                return Err(ProfileError(format!(
                    "`{name}` という項目はありません。使える項目は、{} です。",
                    known.join(", ")
                )));
            };
            if !value.is_null() {
                profile.set(key, value)?;
            }
        }
        Ok(profile)
    }

    /// Sets one fact.
    ///
    /// # Errors
    /// If the value has the wrong type; the profile stays as it was.
    pub fn set(&mut self, key: Key, value: Value) -> Result<(), ProfileError> {
        let wrong = |expected: &str| {
            let (name, label) = (key.name(), key.label());
            ProfileError(format!("`{name}`（{label}）は{expected}で書いてください。"))
        };
        let span = |value: Value| {
            let number = "引用符のない0以上の整数（例：12）";
            serde_json::from_value::<Span>(value).map_err(|_| wrong(number))
        };
        match (key, value) {
            (Key::Prefecture, Value::String(it)) => self.prefecture = Some(it),
            (Key::Industry, Value::String(it)) => self.industry = Some(it),
            (Key::Prefecture, _) => return Err(wrong("引用符で囲んだ文字列（例：\"東京都\"）")),
            (Key::Industry, _) => {
                return Err(wrong(
                    "引用符で囲んだ業種名か日本標準産業分類のコード（例：\"39\"）",
                ));
            }
            (Key::Employees, it) => self.employees = Some(span(it)?),
            (Key::LocalEmployees, it) => self.local_employees = Some(span(it)?),
            (Key::CapitalYen, it) => self.capital_yen = Some(span(it)?),
            (Key::LegalForm, it) => {
                let names: Vec<&str> = LegalForm::ALL.iter().map(|(_, it, _)| *it).collect();
                let form = serde_json::from_value(it)
                    .map_err(|_| wrong(&format!("次のどれか（{}）", names.join(", "))))?;
                self.legal_form = Some(form);
            }
            (Key::Fact(fact), Value::Bool(it)) => {
                self.facts.insert(fact, it);
            }
            (Key::Fact(_), _) => return Err(wrong("true か false")),
        }
        Ok(())
    }

    /// Finds what no firm can be: an industry that does not exist, a sole proprietor with capital.
    ///
    /// # Errors
    /// In Japanese, with what to do.
    pub fn check(&self) -> Result<(), ProfileError> {
        if let Some(name) = &self.industry
            && !industry::is_known(name)
        {
            return Err(ProfileError(format!(
                "業種「{name}」が分かりません。日本標準産業分類の名前かコード（例：\"情報サービス業\"、\"39\"、\"G\"）で書いてください。"
            )));
        }
        let capital = self.capital_yen.is_some_and(|it| 0 < it.from);
        if self.legal_form == Some(LegalForm::SoleProprietor) && capital {
            let text = "個人事業主（sole_proprietor）に資本金はありません。`capital_yen` を消すか、`legal_form` を直してください。";
            return Err(ProfileError(text.to_owned()));
        }
        let beyond = |it: Span, most: Option<u64>| most.is_some_and(|most| most < it.from);
        let all = self.employees.and_then(|it| it.to);
        if self.local_employees.is_some_and(|it| beyond(it, all)) {
            let text =
                "`local_employees` が `employees` より多くなっています。どちらかを直してください。";
            return Err(ProfileError(text.to_owned()));
        }
        Ok(())
    }

    /// Returns a known fact as people read it: 従業員数8人, 雇用保険の適用事業所：はい.
    #[must_use]
    pub fn in_words(&self, key: Key) -> Option<String> {
        let label = key.label();
        let people = |it: Option<Span>| it.map(|it| format!("{label}{it}人"));
        match key {
            Key::Prefecture => self.prefecture.clone(),
            Key::Industry => self.industry.clone(),
            Key::Employees => people(self.employees),
            Key::LocalEmployees => match (&self.prefecture, self.local_employees) {
                (Some(place), Some(it)) => Some(format!("{place}で働く従業員数{it}人")),
                (_, it) => people(it),
            },
            Key::CapitalYen => self.capital_yen.map(|it| match (it.exact(), it.to) {
                (Some(yen), _) => format!("{label}{}", figures::yen(yen)),
                (None, Some(to)) => format!("{label}{}以下", figures::yen(to)),
                (None, None) => format!("{label}{}以上", figures::yen(it.from)),
            }),
            Key::LegalForm => {
                let form = self.legal_form?;
                let row = LegalForm::ALL.iter().find(|(it, ..)| *it == form);
                row.map(|(_, _, label)| (*label).to_owned())
            }
            Key::Fact(fact) => {
                let is = self.facts.get(&fact)?;
                Some(format!("{label}：{}", if *is { "はい" } else { "いいえ" }))
            }
        }
    }

    /// Returns the facts as a JSON object.
    #[must_use]
    pub fn to_json(&self) -> Map<String, Value> {
        let mut keys = Map::new();
        let mut add = |key: Key, value: Option<Value>| {
            keys.extend(value.map(|it| (key.name().to_owned(), it)));
        };
        add(Key::Prefecture, self.prefecture.clone().map(Value::from));
        add(Key::Industry, self.industry.clone().map(Value::from));
        let span = |it: Option<Span>| it.and_then(|it| serde_json::to_value(it).ok());
        add(Key::CapitalYen, span(self.capital_yen));
        add(Key::Employees, span(self.employees));
        add(Key::LocalEmployees, span(self.local_employees));
        let form = self.legal_form.and_then(|it| serde_json::to_value(it).ok());
        add(Key::LegalForm, form);
        for (fact, is) in &self.facts {
            add(Key::Fact(*fact), Some(Value::Bool(*is)));
        }
        keys
    }
}

impl Serialize for Profile {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Profile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Profile, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Profile::from_json(value).map_err(D::Error::custom)
    }
}
