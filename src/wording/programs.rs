//! What is said about subsidy programs.

use crate::{
    programs::{Condition, Key, Outcome, Payment, Reason, Standing, WindowStatus},
    text::figures,
};

/// Under every answer from the rules of a program.
#[must_use]
pub fn authority_decides() -> &'static str {
    "最終判断は実施機関です。申請の前に、公式ページと要領で最新の内容を確かめてください"
}

/// 受付中（2026年11月30日17時まで、あと8日）. `successor` is the name of the program that came after.
#[must_use]
pub fn standing(standing: &Standing, successor: Option<&str>) -> String {
    let window = standing.window;
    let opens = window.and_then(|it| it.opens).map(|it| it.in_words());
    let closes = window.and_then(|it| it.closes);
    match (standing.status, standing.days_left) {
        (WindowStatus::NotYetOpen, _) => match opens {
            Some(opens) => format!("募集前（{opens}から）"),
            None => "募集前".to_owned(),
        },
        (WindowStatus::Open, Some(days)) => {
            let until = closes.map(|it| it.in_words()).unwrap_or_default();
            format!("受付中（{until}まで、あと{days}日）")
        }
        (WindowStatus::Open, None) => match window.and_then(deadline) {
            Some(deadline) => format!("受付中（通年。{deadline}）"),
            None => "受付中（通年）".to_owned(),
        },
        (WindowStatus::ClosingToday, _) => match closes.and_then(|it| it.time) {
            Some(time) => format!("本日締切（{}まで）", figures::time(time)),
            None => "本日締切（時刻は公式ページで確認してください）".to_owned(),
        },
        (WindowStatus::Closed, _) => {
            let until = closes.map(|it| format!("{}まで", it.in_words()));
            let successor = successor.map(|it| format!("後継は「{it}」"));
            let facts: Vec<String> = until.into_iter().chain(successor).collect();
            match facts.is_empty() {
                true => "受付終了".to_owned(),
                false => format!("受付終了（{}）", facts.join("、")),
            }
        }
        (WindowStatus::Unknown, _) => {
            "受付中かどうか確認できません（公式ページで確認してください）".to_owned()
        }
    }
}

/// 申請は評価期間の末日から2か月以内.
fn deadline(window: &crate::programs::ApplicationWindow) -> Option<String> {
    let months = window.within_months?;
    Some(format!("申請は{}から{months}か月以内", window.after))
}

/// One word for a status.
#[must_use]
pub fn status(status: WindowStatus) -> &'static str {
    match status {
        WindowStatus::NotYetOpen => "募集前",
        WindowStatus::Open => "受付中",
        WindowStatus::ClosingToday => "本日締切",
        WindowStatus::Closed => "受付終了",
        WindowStatus::Unknown => "確認できません",
    }
}

/// ○ △ ×.
#[must_use]
pub fn sign(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Eligible => "○",
        Outcome::Undetermined => "△",
        Outcome::Ineligible => "×",
    }
}

/// ○ 該当見込み.
#[must_use]
pub fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Eligible => "○ 該当見込み",
        Outcome::Undetermined => "△ 要確認",
        Outcome::Ineligible => "× 対象外",
    }
}

/// A reason in words, without its mark.
#[must_use]
pub fn reason(reason: &Reason) -> String {
    match reason {
        Reason::NotForFirms => "× 企業が自分で申請する制度ではありません。".to_owned(),
        Reason::Closed => "× 受付が終わっています。".to_owned(),
        Reason::WindowUnknown => "△ 受付中かどうか確認できません。".to_owned(),
        Reason::Met(it) => format!("○ {}", it.text),
        Reason::NotMet(it) => format!("× {}", it.text),
        Reason::Missing(it, keys) => missing(it, keys),
    }
}

fn missing(condition: &Condition, keys: &[Key]) -> String {
    let labels: Vec<&str> = keys.iter().map(|it| it.label()).collect();
    match labels.is_empty() {
        true => format!("△ {}", condition.text),
        false => format!(
            "△ {}（確かめること：{}）",
            condition.text,
            labels.join("、")
        ),
    }
}

/// 最大35万円.
#[must_use]
pub fn at_most(payment: &Payment) -> String {
    match payment.max_yen {
        Some(yen) => format!("最大{}", figures::yen(yen)),
        None => "金額は公募要領で確認してください".to_owned(),
    }
}

/// Nothing in the rules tells whether an expense is paid for.
#[must_use]
pub fn expense_unknown(item: &str) -> String {
    format!("「{item}」が対象になるかは、この制度の資料からは確認できません。")
}

/// How many programs fit.
#[must_use]
pub fn programs_found(eligible: usize, undetermined: usize) -> String {
    match (eligible, undetermined) {
        (0, 0) => {
            "いま申請できる見込みの制度は、登録している中には見つかりませんでした。".to_owned()
        }
        (0, _) => format!("条件を確かめれば使える可能性のある制度が{undetermined}件あります。"),
        (_, 0) => format!("該当する見込みの制度が{eligible}件あります。"),
        _ => format!(
            "該当する見込みの制度が{eligible}件、条件を確かめたい制度が{undetermined}件あります。"
        ),
    }
}

/// How many programs of a list that was shown before look different now.
#[must_use]
pub fn programs_changed(count: usize) -> String {
    match count {
        0 => "どの制度も、見込みは変わっていません。".to_owned(),
        _ => format!("見込みや金額が変わったのは、次の{count}件です。"),
    }
}

/// How the whole list comes again.
#[must_use]
pub fn whole_list() -> &'static str {
    "ほかの制度も含めて見るには「使える補助金の一覧」と書いてください"
}

/// How many programs take no applications any more.
#[must_use]
pub fn programs_over(count: usize) -> String {
    format!(
        "受付が終わっている制度（{count}件）は、ここには示していません。制度の名前で聞くと、後継の制度も分かります。"
    )
}

/// Facts about the firm were told, and nothing was asked.
#[must_use]
pub fn noted(facts: &[String]) -> String {
    format!(
        "{}ですね。そのつもりで答えます。知りたいことを続けて入力してください。",
        facts.join("、")
    )
}

/// What was understood of the firm.
#[must_use]
pub fn understood(facts: &[String]) -> String {
    format!(
        "{}として答えています。違うときは、続けて書いてください",
        facts.join("、")
    )
}
