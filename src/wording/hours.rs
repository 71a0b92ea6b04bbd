//! When a desk works, and what is said where that is chosen.

use std::collections::BTreeSet;

use chrono::{Datelike as _, Days, NaiveDate, Weekday};

use crate::{
    config::{Recess, Shift, Week, WorkingHours},
    desk::hours::Wrong,
};

/// Spans of closures that are shown; the form shows all.
const SHOWN: usize = 10;

/// The hours of the weekdays: 月〜金 9:00〜12:00、13:00〜18:00／土・日 休み.
#[must_use]
pub fn week(week: &Week) -> String {
    let mut groups: Vec<Vec<Weekday>> = Vec::new();
    for day in Week::DAYS {
        match groups.last_mut() {
            Some(group) if week.shifts(group[0]) == week.shifts(day) => group.push(day),
            _ => groups.push(vec![day]),
        }
    }
    let said = groups.iter().map(|it| {
        let hours = match week.shifts(it[0]) {
            [] => "休み".to_owned(),
            shifts => shifts.iter().map(shift).collect::<Vec<_>>().join("、"),
        };
        format!("{} {hours}", days(it))
    });
    said.collect::<Vec<_>>().join("／")
}

/// Names of weekdays that follow one another or not: 月〜金, 土・日.
#[must_use]
pub fn days(days: &[Weekday]) -> String {
    let follow = days.windows(2).all(|it| it[0].succ() == it[1]);
    match days {
        [first, .., last] if follow && 2 < days.len() => format!("{}〜{}", day(*first), day(*last)),
        _ => days.iter().copied().map(day).collect::<Vec<_>>().join("・"),
    }
}

/// A weekday, short.
#[must_use]
pub fn day(day: Weekday) -> &'static str {
    let names = ["月", "火", "水", "木", "金", "土", "日"];
    let index = day.num_days_from_monday() as usize;
    names.get(index).copied().unwrap_or_default()
}

/// Hours as a form takes them: 9:00〜18:00.
#[must_use]
pub fn shift(it: &Shift) -> String {
    let time = |minutes: u16| format!("{}:{:02}", minutes / 60, minutes % 60);
    format!("{}〜{}", time(it.from), time(it.until))
}

/// The turn of the year as a form takes it: 12/29〜1/3.
#[must_use]
pub fn recess(it: Recess) -> String {
    let day = |(month, day)| format!("{month}/{day}");
    format!("{}〜{}", day(it.first), day(it.last))
}

/// Closures from a day on as a form takes them, a line for each span: 2027/8/13〜2027/8/15.
#[must_use]
pub fn closures(days: &BTreeSet<NaiveDate>, from: NaiveDate) -> Vec<String> {
    let mut spans: Vec<(NaiveDate, NaiveDate)> = Vec::new();
    for day in days.range(from..) {
        match spans.last_mut() {
            Some((_, last)) if last.checked_add_days(Days::new(1)) == Some(*day) => *last = *day,
            _ => spans.push((*day, *day)),
        }
    }
    let said = |it: NaiveDate| format!("{}/{}/{}", it.year(), it.month(), it.day());
    let spans = spans.into_iter().map(|(first, last)| match first == last {
        true => said(first),
        false => format!("{}〜{}", said(first), said(last)),
    });
    spans.collect()
}

/// When the desk works, on the page where its hours are chosen.
#[must_use]
pub fn page(hours: &WorkingHours, is_standard: bool, is_own: bool, today: NaiveDate) -> String {
    let week = week(&hours.week).replace('／', "\n");
    let turn = hours.recess.map_or("なし".to_owned(), recess);
    let closed = closures(&hours.closures, today);
    let more = closed.len().saturating_sub(SHOWN);
    let mut closed = closed
        .into_iter()
        .take(SHOWN)
        .collect::<Vec<_>>()
        .join("、");
    if closed.is_empty() {
        closed = "なし".to_owned();
    } else if 0 < more {
        closed.push_str(&format!(" ほか{more}件"));
    }
    let standard = if is_standard { "（標準）" } else { "" };
    let text = format!(
        "**相談員の受付時間**{standard}\n{week}\n祝日 休み\n年末年始の休み: {turn}\nそのほかの休業日: {closed}\n\n"
    );
    let words = if is_own {
        "曜日を選ぶと、時間を書くフォームが開きます。\n変更は、これから過ぎる時間に効きます。受けている相談の期限も、残りの時間を新しい受付時間で数え直します（それまでに過ぎた時間は変わりません）。相談員のチャンネルのカードの期限は、その相談に次の動きがあったときに書き換わります。"
    } else {
        elsewhere()
    };
    text + words
}

/// Another server's consultants have the tickets.
fn elsewhere() -> &'static str {
    "このサーバーには相談員のチャンネルがないため、相談は運営者の相談窓口が受けます。受付時間もその窓口のもので、ここでは変えられません。"
}

/// The hours, in a line of the page of all settings.
#[must_use]
pub fn line(hours: &WorkingHours, is_standard: bool, is_own: bool) -> String {
    let remark = match (is_own, is_standard) {
        (false, _) => "（運営者の相談窓口）",
        (true, true) => "（標準）",
        (true, false) => "",
    };
    format!("相談員の受付時間: {}{remark}", week(&hours.week))
}

/// They were changed.
#[must_use]
pub fn changed() -> &'static str {
    "✅ 受付時間を変更しました。"
}

/// They could not be changed any more.
#[must_use]
pub fn not_changed() -> &'static str {
    "受付時間を変更できませんでした。相談員のチャンネルが選ばれていて、受付時間のある曜日が1つ以上残ることを確かめてから、`/設定` でもう一度お試しください。"
}

/// What is wrong with what was written.
#[must_use]
pub fn wrong(wrong: Wrong) -> &'static str {
    match wrong {
        Wrong::Unreadable => "時間を読み取れませんでした。「9:00〜18:00」のように書いてください。",
        Wrong::EndsTooEarly => {
            "終わりの時刻が、始まりの時刻と同じか、それより前です。「9:00〜18:00」のように、始まりを先に書いてください。日をまたぐ時間は書けません。"
        }
        Wrong::BreakOutside => {
            "昼休みが受付時間からはみ出しています。受付時間の途中の時間にするか、空にしてください。"
        }
        Wrong::NoDay => {
            "日を読み取れませんでした。年末年始は「12/29〜1/3」、休業日は1行に1つずつ「2027/8/13」か「2027/8/13〜2027/8/15」のように、実際にある日を書いてください。"
        }
        Wrong::TooLong => {
            "休みの期間が長すぎるか、終わりの日が始まりの日より前です。1つの期間は92日未満、休業日は合わせて366日までにしてください。"
        }
    }
}

/// No weekday would be left.
#[must_use]
pub fn never_open() -> &'static str {
    "受付時間のある曜日がなくなります。少なくとも1つの曜日には受付時間を書いてください。"
}

/// Text of an empty menu.
#[must_use]
pub fn choose_days() -> &'static str {
    "受付時間を変える曜日を選ぶ（複数可）"
}

/// Label of a button.
#[must_use]
pub fn choose() -> &'static str {
    "受付時間を決める"
}

/// Label of a button.
#[must_use]
pub fn choose_closures() -> &'static str {
    "休業日を決める"
}

/// Label of a button.
#[must_use]
pub fn standard() -> &'static str {
    "標準に戻す"
}

/// Label of a button.
#[must_use]
pub fn back() -> &'static str {
    "設定に戻る"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::Desk, desk::hours};

    #[test]
    fn what_is_shown_can_be_written() {
        let standard = Desk::default().hours;
        let open = "月〜金 9:00〜12:00、13:00〜18:00／土・日 休み";
        assert_eq!(week(&standard.week), open);
        let turn = standard.recess.unwrap();
        assert_eq!(recess(turn), "12/29〜1/3");
        assert_eq!(hours::recess(&recess(turn)), Ok(Some(turn)));
        let written = "2026/11/30\n2027/8/13〜2027/8/15\n2027/12/31〜2028/1/1";
        let days = hours::closures(written).unwrap();
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        assert_eq!(closures(&days, today).join("\n"), written);
        let later = NaiveDate::from_ymd_opt(2027, 8, 14).unwrap();
        assert_eq!(closures(&days, later)[0], "2027/8/14〜2027/8/15");
        let shifts = hours::shifts("10:30〜24:00", "").unwrap();
        let weekend = [Weekday::Sun, Weekday::Wed];
        let changed = standard.week.with(&weekend, &shifts).unwrap();
        assert_eq!(
            super::week(&changed),
            "月・火 9:00〜12:00、13:00〜18:00／水 10:30〜24:00／木・金 9:00〜12:00、13:00〜18:00／土 休み／日 10:30〜24:00"
        );
    }
}
