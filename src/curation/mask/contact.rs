//! What reaches somebody or lets somebody in: mentions, links, e-mail addresses, codes, numbers.

use super::{
    Hidden,
    scan::{Scan, is_dash},
};

/// Fewest digits of a telephone number.
const PHONE: usize = 10;
/// Fewest digits in a row that are a number of somebody.
const LONG: usize = 11;
/// A part of an address this long, of letters and digits, is a secret.
const SECRET: usize = 16;

pub fn mentions(scan: &mut Scan) {
    let mut place = 0;
    while place < scan.len() {
        let sign = |it: char| matches!(it, '@' | '#' | '!' | '&' | ':' | '/');
        let end = match scan.at(place) {
            Some('<') => {
                let signs = scan.run(place + 1, 3, sign);
                let digits = scan.run(signs, 25, |it| it.is_ascii_digit());
                let closed = scan.at(digits) == Some('>');
                (place + 1 < signs && signs < digits && closed).then_some(digits + 1)
            }
            Some('@') => {
                let inside = scan
                    .before(place)
                    .is_some_and(|it| it.is_ascii_alphanumeric());
                let name = |it: char| it.is_ascii_alphanumeric() || matches!(it, '_' | '.');
                let end = scan.run(place + 1, 32, name);
                (!inside && place + 2 < end).then_some(end)
            }
            _ => None,
        };
        if let Some(end) = end {
            scan.hide(place, end, Hidden::Mention);
        }
        place = end.unwrap_or(place + 1);
    }
}

pub fn links(scan: &mut Scan) {
    let mut place = 0;
    while place < scan.len() {
        let starts = ["https://", "http://", "www."];
        if !starts.iter().any(|it| scan.has(place, it)) {
            place += 1;
            continue;
        }
        let part = |it: char| it.is_ascii_graphic() && !matches!(it, '<' | '>' | '"' | '`');
        let mut end = scan.run(place, usize::MAX - place, part);
        while scan
            .before(end)
            .is_some_and(|it| matches!(it, '.' | ',' | ')' | ']' | '!' | ';' | ':'))
        {
            end -= 1;
        }
        if is_personal(&scan.words_at(place, end)) {
            scan.hide(place, end, Hidden::Link);
        } else {
            scan.leave_span(place, end);
        }
        place = end.max(place + 1);
    }
}

/// Whether an address tells who uses it: it has a query, a name, or a long secret; or a number or mail
/// address in it.
fn is_personal(address: &str) -> bool {
    let signs = ['?', '#', '@', '%', '&', '='];
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let secret = |part: &str| {
        let digits = part.chars().filter(char::is_ascii_digit).count();
        let letters = part.chars().filter(char::is_ascii_alphabetic).count();
        PHONE <= digits || (SECRET <= part.len() && 0 < digits && 4 <= letters && 4 <= digits)
    };
    let code = |part: &str| is_code(&part.replace('-', ""));
    let own = ["/login/", "/tickets/", "/receipt"];
    rest.contains(signs)
        || rest.split('/').any(|it| secret(it) || code(it))
        || own.iter().any(|it| rest.contains(it))
}

pub fn emails(scan: &mut Scan) {
    let local = |it: char| it.is_ascii_alphanumeric() || ".!#$%&'*+-/=?^_`{|}~".contains(it);
    let domain = |it: char| it.is_alphanumeric() && it.is_ascii() || matches!(it, '.' | '-');
    let mut place = 0;
    while place < scan.len() {
        let signs = ["@", "(at)", "[at]", " at "];
        let sign = signs.iter().find(|it| scan.has(place, it));
        let Some(sign) = sign else {
            place += 1;
            continue;
        };
        let behind = place + sign.len();
        let start = scan.run_back(place, 64, local);
        let end = scan.run(behind, 255, domain);
        let has_dot = scan.words_at(behind, end).contains('.');
        let is_address = start < place && behind < end && (has_dot || *sign == "@");
        if is_address {
            scan.hide(start, end, Hidden::Email);
        }
        place = if is_address { end } else { place + 1 };
    }
}

/// 確認コード: sixteen letters and digits, in groups of four or in a row; and 受付番号.
pub fn codes(scan: &mut Scan) {
    let mut place = 0;
    while place < scan.len() {
        let inside = scan
            .before(place)
            .is_some_and(|it| it.is_ascii_alphanumeric());
        let joins = |it: char| is_dash(it) || it == ' ' || it.is_ascii_alphanumeric();
        let end = scan.run(place, 19, joins);
        let found = (place + 16..=end).rev().find(|end| {
            let words = scan.words_at(place, *end);
            let text: String = words.chars().filter(char::is_ascii_alphanumeric).collect();
            is_code(&text) && groups(&words)
        });
        if let Some(end) = found.filter(|_| !inside) {
            scan.hide(place, end, Hidden::Code);
            place = end;
            continue;
        }
        if scan.has(place, "受付番号") {
            let start = scan.run(place + 4, 4, |it| {
                it == ' ' || ":は.#".contains(it) || it.is_ascii_alphabetic()
            });
            let end = scan.run(start, 12, |it| it.is_ascii_digit());
            if start < end {
                scan.hide(start, end, Hidden::Number);
                place = end;
                continue;
            }
        }
        place += 1;
    }
}

/// Whether it could be a code: 16 characters, some of them digits or all in capitals.
fn is_code(text: &str) -> bool {
    let capitals = text.chars().all(|it| !it.is_ascii_lowercase());
    let digits = text.chars().any(|it| it.is_ascii_digit());
    text.len() == 16 && text.chars().all(|it| it.is_ascii_alphanumeric()) && (capitals || digits)
}

/// Whether words are one group or four of four.
fn groups(words: &str) -> bool {
    let joined = |it: char| is_dash(it) || it == ' ';
    let parts: Vec<usize> = words.split(joined).map(|it| it.chars().count()).collect();
    parts == [16] || parts == [4, 4, 4, 4]
}

/// Words behind which even a short number is one to call.
const CALLS: [&str; 10] = [
    "電話番号",
    "電話",
    "携帯",
    "TEL",
    "Tel",
    "tel",
    "FAX",
    "Fax",
    "fax",
    "内線",
];

pub fn phones(scan: &mut Scan) {
    let mut place = 0;
    while place < scan.len() {
        let end = called(scan, place).or_else(|| number(scan, place).map(|end| (place, end)));
        match end {
            Some((start, end)) => {
                scan.hide(start, end, Hidden::Phone);
                place = end;
            }
            None => place += 1,
        }
    }
}

/// A number behind a word such as 電話.
fn called(scan: &Scan, place: usize) -> Option<(usize, usize)> {
    let word = CALLS.iter().find(|it| scan.has(place, it))?;
    let behind = place + word.chars().count();
    let start = scan.run(behind, 3, |it| ":.は( ".contains(it));
    let end = joined(scan, start, |it| is_dash(it) || it == '(' || it == ')');
    (3 <= digits(scan, start, end)).then_some((start, end))
}

/// A number that is long enough, or begins as telephone numbers do.
fn number(scan: &Scan, place: usize) -> Option<usize> {
    let first = scan.at(place)?;
    let inside = scan.before(place).is_some_and(|it| it.is_ascii_digit());
    if inside || !(first.is_ascii_digit() || "+(".contains(first)) {
        return None;
    }
    let dashed = |it: char| is_dash(it) || "().・".contains(it);
    let opens = match first {
        // Around the first digits, or around more than the number.
        '(' => {
            let inside = scan.run(place + 1, 5, |it| it.is_ascii_digit());
            scan.at(inside).filter(|it| *it == ')')?;
            scan.at(place + 1)?
        }
        it => it,
    };
    let end = match opens {
        '0' | '+' => joined(scan, place, |it| dashed(it) || it == ' ' || it == '/'),
        _ => joined(scan, place, is_dash),
    };
    let count = digits(scan, place, end);
    let parts = scan.words_at(place, end);
    let parts = parts.split(|it: char| !it.is_ascii_digit());
    let parts = parts.filter(|it| !it.is_empty()).count();
    let short = opens == '0' && count == PHONE - 1 && parts == 3;
    let abroad = opens == '+' && 8 <= count;
    // A date is no number to call, and neither is a long one in one piece.
    let is_phone = PHONE <= count && (1 < parts || opens == '0' || opens == '+');
    (is_phone || short || abroad).then_some(end)
}

/// Where digits end that are joined by at most two signs at a time.
fn joined(scan: &Scan, start: usize, joins: impl Fn(char) -> bool) -> usize {
    let opened = scan.run(start, 2, |it| "+(".contains(it));
    let mut end = scan.run(opened, 30, |it| it.is_ascii_digit());
    loop {
        let next = scan.run(end, 2, &joins);
        let digits = scan.run(next, 30, |it| it.is_ascii_digit());
        if next == end || digits == next {
            return end;
        }
        end = digits;
    }
}

fn digits(scan: &Scan, start: usize, end: usize) -> usize {
    let words = scan.words_at(start, end.max(start));
    words.chars().filter(char::is_ascii_digit).count()
}

/// Postal codes, and numbers too long to count anything.
pub fn numbers(scan: &mut Scan) {
    let digit = |it: char| it.is_ascii_digit();
    let mut place = 0;
    while place < scan.len() {
        let inside = scan.before(place).is_some_and(digit);
        let mark = scan.run(place, 2, |it| it == '〒' || it == ' ');
        let marked = scan.at(place) == Some('〒');
        let start = if marked { mark } else { place };
        let first = scan.run(start, 40, digit);
        let dash = scan.run(first, 1, is_dash);
        let second = scan.run(dash, 5, digit);
        let split = first - start == 3 && first < dash && second - dash == 4;
        if !inside && (split || (marked && first - start == 7)) {
            let end = if split { second } else { first };
            scan.hide(place, end, Hidden::PostalCode);
            place = end;
        } else if !inside && LONG <= first - start {
            scan.hide(start, first, Hidden::Digits);
            place = first;
        } else {
            place += 1;
        }
    }
}
