//! What is said to people who want to be told of something later. Discord's Markdown; names, and
//! links to sources, are written for it by whoever puts them in.

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};

use super::desk::{day, moment};
use crate::{
    programs::reminder::{Cause, Closing},
    text::figures,
};

/// Label of a button.
#[must_use]
pub fn tell_deadline() -> &'static str {
    "締切を通知"
}

/// Label of a button.
#[must_use]
pub fn stop() -> &'static str {
    "通知を止める"
}

/// Words in a menu of what can be stopped.
#[must_use]
pub fn stop_which() -> &'static str {
    "通知を止める制度を選ぶ"
}

/// Name of the private thread in which somebody reads notices.
#[must_use]
pub fn thread() -> &'static str {
    "お知らせ"
}

/// 2026年11月30日（月）17時.
fn closes(closing: &Closing) -> String {
    let time = closing.at.time.map(figures::time).unwrap_or_default();
    format!("{}{time}", date(closing.at.date))
}

/// 2026年11月30日（月）.
fn date(date: NaiveDate) -> String {
    format!("{}年{}", date.year(), day(date))
}

/// あと7日, 本日.
fn left(days: i64) -> String {
    match days {
        0 => "本日".to_owned(),
        _ => format!("あと{days}日"),
    }
}

/// 2026年11月22日時点、出典.
fn source(closing: &Closing, link: &str) -> String {
    match closing.as_of {
        Some(as_of) => format!("{}時点の情報です。出典: {link}", figures::date(as_of)),
        None => format!("出典: {link}"),
    }
}

const SEE_FOR_YOURSELF: &str =
    "締切は変わったり、予算に達して早まったりします。自分でも公式ページで確かめてください。";

/// Somebody will be told; on a Discord server there is another way than a direct message.
#[must_use]
pub fn reminding(
    name: &str,
    closing: &Closing,
    next: Option<DateTime<Utc>>,
    link: &str,
    on_server: bool,
) -> String {
    let source = source(closing, link);
    let closes = closes(closing);
    let first = match (closing.days_left, next) {
        (0, _) => format!(
            "「{name}」は、**本日が締切**です（{closes}）。申請する場合は、すぐに公式ページで確かめてください。"
        ),
        (days, None) => format!(
            "「{name}」の締切は **{closes}** です（{}）。締切前のお知らせの時刻は過ぎているため、次に届くのは、締切が変わったときだけです。",
            left(days)
        ),
        (days, Some(next)) => format!(
            "「{name}」の締切は **{closes}** です（{}）。30日前・7日前・1日前の朝9時にDMでお知らせします。次は {} です。締切が変わったときもお知らせします。",
            left(days),
            moment(next)
        ),
    };
    let otherwise = match on_server {
        true => "\nDMを受け取らない設定のときは、このサーバーの専用スレッドでお知らせします。",
        false => "",
    };
    format!("{first}\n\n{source}\n{SEE_FOR_YOURSELF}{otherwise}")
}

/// The program has no closing day to be told of.
#[must_use]
pub fn no_closing_day(name: &str, link: &str) -> String {
    format!(
        "「{name}」には、お知らせできる締切日がありません（受付が終わっているか、通年・予算がなくなり次第で締切日が決まっていないか、日付がまだ確認できません）。{link} で確かめてください。締切日が分かったときは、もう一度 `/締切通知` で選べます。"
    )
}

/// Nothing is known under this name.
#[must_use]
pub fn no_such_program() -> &'static str {
    "その名前の制度が見つからないか、いくつかあります。`/締切通知` の「制度」に名前の一部を書くと、候補が出るので、そこから選んでください。"
}

/// Somebody will not be told any more.
#[must_use]
pub fn stopped(name: &str) -> String {
    format!("「{name}」の締切の通知を止めました。`/締切通知` から、また始められます。")
}

/// There is no such reminder, or it is somebody else's.
#[must_use]
pub fn not_your_reminder() -> &'static str {
    "この通知は見つからないか、別の方のものです。ご自分の通知は `/締切通知` で見られます。"
}

/// A reminder in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The program.
    pub name: String,
    /// The closing day.
    pub closes: NaiveDate,
    /// Days from today.
    pub days_left: i64,
    /// When the next notice comes.
    pub next: Option<DateTime<Utc>>,
    /// The last notice came nowhere.
    pub unreached: bool,
    /// Nothing is waited for any more.
    pub ended: bool,
}

/// One's own reminders.
#[must_use]
pub fn reminders(listed: &[Listed]) -> String {
    let add = "`/締切通知 制度` に名前の一部を書くと、通知を加えられます。";
    if listed.is_empty() {
        return format!(
            "締切の通知はまだありません。{add}補助金・助成金の回答の下にある「締切を通知」からも選べます。"
        );
    }
    let lines: Vec<String> = listed.iter().map(line).collect();
    format!("**締切の通知**\n{}\n\n{add}", lines.join("\n"))
}

fn line(it: &Listed) -> String {
    let state = match (it.ended || it.days_left < 0, it.next) {
        (true, _) => "終了".to_owned(),
        (false, Some(next)) => format!("{}、次のお知らせ {}", left(it.days_left), moment(next)),
        (false, None) => format!("{}、残りのお知らせはありません", left(it.days_left)),
    };
    let unreached = match it.unreached {
        true => "\n　⚠ 前回のお知らせは届けられませんでした。DMを受け取れるようにしてください。",
        false => "",
    };
    format!(
        "・{} … {}締切（{state}）{unreached}",
        it.name,
        date(it.closes)
    )
}

/// Title of a notice about a closing day.
#[must_use]
pub fn notice_title(cause: Cause, closing: Option<&Closing>) -> String {
    match (cause, closing) {
        (Cause::Near, Some(it)) if it.days_left == 0 => "本日が締切です".to_owned(),
        (Cause::Near, Some(it)) => format!("締切まで{}です", left(it.days_left)),
        (Cause::Near | Cause::Moved, _) => "締切が変わりました".to_owned(),
        (Cause::ClosedEarly, _) => "受付が早く終わりました".to_owned(),
        (Cause::Gone, _) => "締切日が確認できなくなりました".to_owned(),
        (Cause::Withdrawn, _) => "制度の掲載を終えました".to_owned(),
    }
}

/// A notice about a closing day; `before` is the day that was told earlier.
#[must_use]
pub fn notice(
    name: &str,
    cause: Cause,
    before: NaiveDate,
    closing: Option<&Closing>,
    link: &str,
) -> String {
    let before = date(before);
    let more = match closing {
        Some(it) => {
            let closes = closes(it);
            let facts = match cause {
                Cause::Near => format!("締切: **{closes}**（{}）", left(it.days_left)),
                _ => format!(
                    "前にお知らせした締切: {before}\n新しい締切: **{closes}**（{}）\n新しい締切の30日前・7日前・1日前に、あらためてお知らせします（過ぎたものを除きます）。",
                    left(it.days_left)
                ),
            };
            format!("{facts}\n\n{}\n{SEE_FOR_YOURSELF}", source(it, link))
        }
        None => {
            let what = match cause {
                Cause::ClosedEarly => {
                    format!("{before}を待たずに、受付が終わったことを確認しました。")
                }
                Cause::Withdrawn => format!(
                    "前に締切（{before}）をお知らせしましたが、この制度は掲載をやめました。締切や内容は、もう正しくないかもしれません。"
                ),
                _ => format!(
                    "前にお知らせした締切（{before}）は、いまの資料では確認できません。通年の受付や、予算がなくなり次第の終了に変わることもあります。"
                ),
            };
            format!(
                "{what}\nこの制度の締切の通知は、これで終わります。\n\n自分でも公式ページで確かめてください。{link}"
            )
        }
    };
    format!("**{name}**\n{more}")
}

/// At the end of a notice: how no more come.
#[must_use]
pub fn how_to_stop() -> &'static str {
    "この通知は、下の「通知を止める」か `/締切通知` で止められます。"
}

/// Label of a button.
#[must_use]
pub fn tell_corrections() -> &'static str {
    "訂正があれば知らせる"
}

/// Label of a button.
#[must_use]
pub fn stop_corrections() -> &'static str {
    "知らせを取り消す"
}

/// Somebody will be told of a correction.
#[must_use]
pub fn recalling(until: NaiveDate) -> String {
    format!(
        "この回答の内容が{}までに訂正されたり、掲載をやめたりしたときは、DMで1回お知らせします。言い回しだけの手直しは、お知らせしません。",
        date(until)
    )
}

/// Nothing of this answer can be told any more.
#[must_use]
pub fn no_corrections() -> &'static str {
    "この回答の訂正は、お知らせできません（回答から90日を過ぎたか、掲載した項目のない回答です）。もう一度 `/質問` で聞くと、いまの回答が出ます。"
}

/// A correction of this answer was told, or the time is over.
#[must_use]
pub fn told_before() -> &'static str {
    "この回答についてのお知らせは、もう終わっています。もう一度 `/質問` で聞くと、いまの回答が出ます。"
}

/// Somebody will not be told of a correction.
#[must_use]
pub fn recall_stopped() -> &'static str {
    "訂正のお知らせを取り消しました。"
}

/// Nobody waits for a correction of this answer, or somebody else does.
#[must_use]
pub fn not_your_recall() -> &'static str {
    "取り消せるお知らせがありません。もう取り消したか、お知らせした後か、別の方の回答です。"
}

/// Title of a notice about an answer.
#[must_use]
pub fn correction_title(is_answered: bool) -> &'static str {
    match is_answered {
        true => "以前の回答を訂正しました",
        false => "以前の回答の掲載をやめました",
    }
}

/// Label of a button.
#[must_use]
pub fn see_answer() -> &'static str {
    "いまの回答を見る"
}

/// A notice about an answer that was corrected; without `now` it was withdrawn.
#[must_use]
pub fn correction(
    asked: &str,
    (shown, said): (NaiveDate, &str),
    corrected: NaiveDate,
    now: Option<&str>,
) -> String {
    let shown = date(shown);
    let corrected = date(corrected);
    let more = match now {
        Some(now) => format!(
            "{corrected}に、内容を訂正しました。\n\n**いまの回答**\n{now}\n\n出典と続きは「いまの回答を見る」で読めます。"
        ),
        None => format!(
            "{corrected}に、この回答の掲載をやめました。前の内容は、もう正しくないかもしれません。"
        ),
    };
    format!(
        "**質問**\n{asked}\n\n**{shown}の回答**\n{said}\n\n{more}\n前の回答をもとに手続きを進めているときは、「相談員に聞く」から確かめてください。"
    )
}
