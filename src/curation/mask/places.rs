//! Where somebody lives or works: a city or ward with the number of a house.

use super::{
    Hidden,
    scan::{Scan, is_dash, is_kanji, is_katakana},
};

/// What a municipality ends with.
const ENDS: &str = "市区町村郡";
/// What the number of a house is followed by.
const HOUSE: [&str; 6] = ["丁目", "番地", "番", "号", "号室", "階"];
/// Characters between the municipality and the number.
const BETWEEN: usize = 16;

pub fn addresses(scan: &mut Scan) {
    let mut place = 0;
    while place < scan.len() {
        let is_end = scan.at(place).is_some_and(|it| ENDS.contains(it));
        let found = is_end.then(|| address(scan, place)).flatten();
        if let Some((start, end)) = found {
            scan.hide(start, end, Hidden::Address);
        }
        place = found.map_or(place + 1, |(_, end)| end);
    }
}

/// Returns the address around the end of a municipality's name, if a house's number follows.
fn address(scan: &Scan, end_of_name: usize) -> Option<(usize, usize)> {
    let name = |it: char| is_kanji(it) || is_katakana(it) || "ヶケノ".contains(it);
    let start = scan.run_back(end_of_name, 16, name);
    if start == end_of_name {
        return None;
    }
    let part = |it: char| name(it) || "のヶ ".contains(it);
    let mut place = end_of_name + 1;
    let last = scan.run(place, BETWEEN, |it| part(it) || is_number(it));
    let house = (place..=last).find_map(|it| house(scan, it))?;
    place = house;
    // The number goes on, and a building may follow.
    loop {
        let next = scan.run(place, 1, |it| it == ' ' || it == '、');
        let more = self::house(scan, next).or_else(|| building(scan, next));
        match more {
            Some(end) if place < end => place = end,
            _ => return Some((start, place)),
        }
    }
}

fn is_number(it: char) -> bool {
    it.is_ascii_digit() || "一二三四五六七八九十".contains(it)
}

/// Where the number of a house ends that starts here: 1-2-3, 一丁目二番三号, 12番地, 5の3.
fn house(scan: &Scan, start: usize) -> Option<usize> {
    let mut end = scan.run(start, 5, is_number);
    if end == start {
        return None;
    }
    let mut signs = 0;
    loop {
        let word = HOUSE.iter().filter(|it| scan.has(end, it));
        let longest = word.map(|it| it.chars().count()).max();
        let join = |it: char| is_dash(it) || it == 'の';
        let joined = scan.run(end, 1, join);
        let digits = scan.run(joined, 5, |it| it.is_ascii_digit());
        if let Some(length) = longest {
            end += length;
        } else if end < joined && joined < digits {
            end = digits;
        } else {
            let more = scan.run(end, 5, is_number);
            if signs == 0 || more == end {
                break;
            }
            end = more;
            continue;
        }
        signs += 1;
    }
    (0 < signs).then_some(end)
}

/// Where the name of a building ends that starts here.
fn building(scan: &Scan, start: usize) -> Option<usize> {
    let words = [
        "ビルディング",
        "ビル",
        "マンション",
        "ハイツ",
        "アパート",
        "コーポ",
        "タワー",
        "荘",
        "館",
    ];
    let name = |it: char| is_kanji(it) || is_katakana(it) || it.is_ascii_alphanumeric();
    let last = scan.run(start, 20, name);
    let end = (start..last).find_map(|place| {
        let word = words.iter().find(|it| scan.has(place, it))?;
        Some(place + word.chars().count())
    })?;
    let number = scan.run(end, 6, |it| it.is_ascii_alphanumeric());
    Some(house(scan, end).unwrap_or(number))
}
