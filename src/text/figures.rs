//! Amounts of money, dates and times as people read them.

use chrono::{Datelike as _, NaiveDate, NaiveTime, Timelike as _};

/// Returns an amount as 20万円, 1億5,000万円, 5,000円, 1万2,345円.
#[must_use]
pub fn yen(amount: u64) -> String {
    let parts = [
        (amount / 100_000_000, "億"),
        (amount % 100_000_000 / 10_000, "万"),
        (amount % 10_000, ""),
    ];
    let words: String = parts
        .iter()
        .filter(|(number, _)| 0 < *number)
        .map(|(number, unit)| format!("{}{unit}", grouped(*number)))
        .collect();
    match words.as_str() {
        "" => "0円".to_owned(),
        words => format!("{words}円"),
    }
}

/// Returns a number with commas between thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if 0 < index && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Returns a date as 2026年11月22日.
#[must_use]
pub fn date(date: NaiveDate) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// Returns a time as 17時, 9時30分, 23時59分59秒.
#[must_use]
pub fn time(time: NaiveTime) -> String {
    match (time.hour(), time.minute(), time.second()) {
        (hour, 0, 0) => format!("{hour}時"),
        (hour, minute, 0) => format!("{hour}時{minute}分"),
        (hour, minute, second) => format!("{hour}時{minute}分{second}秒"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_as_people_write_them() {
        let amounts = [
            (0, "0円"),
            (5_000, "5,000円"),
            (12_345, "1万2,345円"),
            (200_000, "20万円"),
            (13_700_000, "1,370万円"),
            (100_000_000, "1億円"),
            (340_000_000_000, "3,400億円"),
            (150_000_005, "1億5,000万5円"),
        ];
        for (amount, words) in amounts {
            assert_eq!(yen(amount), words);
        }
        let at = |h, m, s| time(NaiveTime::from_hms_opt(h, m, s).unwrap());
        assert_eq!(
            [at(17, 0, 0), at(9, 5, 0), at(23, 59, 59)],
            ["17時", "9時5分", "23時59分59秒"]
        );
    }
}
