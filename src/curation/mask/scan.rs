//! A text in which spans are marked, character by character.

use super::Hidden;

/// What becomes of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Open,
    /// Stays, whatever it looks like.
    Stays,
    /// Goes with the span of this number.
    Goes(usize),
}

/// A text that is being masked.
pub struct Scan {
    original: Vec<char>,
    /// The same with one width: comparing is done on this.
    text: Vec<char>,
    fates: Vec<Fate>,
    kinds: Vec<Hidden>,
}

impl Scan {
    pub fn new(text: &str) -> Scan {
        let original: Vec<char> = text.chars().collect();
        Scan {
            text: original.iter().map(|it| one_width(*it)).collect(),
            fates: vec![Fate::Open; original.len()],
            kinds: Vec::new(),
            original,
        }
    }

    /// How many characters.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// The character at a place, if there is one that is not dealt with yet.
    pub fn at(&self, place: usize) -> Option<char> {
        let character = self.text.get(place)?;
        (self.fates[place] == Fate::Open).then_some(*character)
    }

    /// The character before a place, on the same terms.
    pub fn before(&self, place: usize) -> Option<char> {
        self.at(place.checked_sub(1)?)
    }

    /// Whether this stands at a place.
    pub fn has(&self, place: usize, words: &str) -> bool {
        let mut places = place..;
        words.chars().all(|it| {
            let here = places.next().and_then(|place| self.at(place));
            here == Some(one_width(it))
        })
    }

    /// Where the run of characters ends that starts at a place.
    pub fn run(&self, place: usize, most: usize, is: impl Fn(char) -> bool) -> usize {
        let ends = |it: &usize| !self.at(*it).is_some_and(&is);
        let last = (place + most).min(self.len());
        (place..last).find(ends).unwrap_or(last)
    }

    /// Where the run of characters starts that ends before a place.
    pub fn run_back(&self, place: usize, most: usize, is: impl Fn(char) -> bool) -> usize {
        let mut start = place;
        while place - start < most && self.before(start).is_some_and(&is) {
            start -= 1;
        }
        start
    }

    /// What stands there.
    pub fn words_at(&self, start: usize, end: usize) -> String {
        self.text[start..end].iter().collect()
    }

    /// Hides what is open of a span, without blanks at its ends.
    pub fn hide(&mut self, mut start: usize, mut end: usize, kind: Hidden) {
        while start < end && self.text[start].is_whitespace() {
            start += 1;
        }
        while start < end && self.text[end - 1].is_whitespace() {
            end -= 1;
        }
        let number = self.kinds.len();
        for fate in &mut self.fates[start..end] {
            if *fate == Fate::Open {
                *fate = Fate::Goes(number);
            }
        }
        self.kinds.push(kind);
    }

    /// Leaves a span as it is.
    pub fn leave_span(&mut self, start: usize, end: usize) {
        for fate in &mut self.fates[start..end] {
            if *fate == Fate::Open {
                *fate = Fate::Stays;
            }
        }
    }

    /// Leaves the masks of an earlier time.
    pub fn leave_masks(&mut self) {
        let masks = Hidden::ALL.map(Hidden::mask);
        self.leave(&masks);
    }

    /// Leaves these words wherever they stand.
    pub fn leave(&mut self, words: &[String]) {
        for (start, end) in self.places_of(words) {
            self.leave_span(start, end);
        }
    }

    /// Hides these words wherever they stand.
    pub fn words(&mut self, words: &[String], kind: Hidden) {
        for (start, end) in self.places_of(words) {
            self.hide(start, end, kind);
        }
    }

    fn places_of(&self, words: &[String]) -> Vec<(usize, usize)> {
        let mut words: Vec<&str> = words.iter().map(|it| it.trim()).collect();
        words.retain(|it| !it.is_empty());
        // Of two that begin alike the longer one.
        words.sort_by_key(|it| std::cmp::Reverse(it.chars().count()));
        let mut places = Vec::new();
        let mut start = 0;
        while start < self.len() {
            let found = words.iter().find(|it| self.has(start, it));
            let length = found.map_or(0, |it| it.chars().count());
            if 0 < length {
                places.push((start, start + length));
            }
            start += length.max(1);
        }
        places
    }

    /// Returns the text with its masks; spans of one kind that touch become one mask.
    pub fn masked(&self) -> String {
        let mut out = String::new();
        let mut last: Option<Hidden> = None;
        let mut number = None;
        for (character, fate) in self.original.iter().zip(&self.fates) {
            match fate {
                Fate::Goes(span) => {
                    let kind = self.kinds[*span];
                    if number != Some(*span) && last != Some(kind) {
                        out.push_str(&kind.mask());
                    }
                    (number, last) = (Some(*span), Some(kind));
                }
                Fate::Open | Fate::Stays => {
                    out.push(*character);
                    (number, last) = (None, None);
                }
            }
        }
        out
    }
}

/// Returns full-width letters, digits and signs as those of ASCII.
fn one_width(character: char) -> char {
    match character {
        '！'..='～' => u32::from(character)
            .checked_sub(0xfee0)
            .and_then(char::from_u32)
            .unwrap_or(character),
        '\u{3000}' => ' ',
        it => it,
    }
}

/// Whether it joins the digits of a number.
pub fn is_dash(character: char) -> bool {
    matches!(
        character,
        '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '─' | 'ー' | 'ｰ'
    )
}

/// Whether it is a Chinese character, as names have them.
pub fn is_kanji(character: char) -> bool {
    matches!(character, '一'..='龠' | '々' | '〆' | '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2ffff}')
}

/// Whether it is katakana, as names have it.
pub fn is_katakana(character: char) -> bool {
    matches!(character, 'ァ'..='ヺ' | 'ー' | 'ｦ'..='ﾟ')
}

/// Whether it is hiragana.
pub fn is_hiragana(character: char) -> bool {
    matches!(character, 'ぁ'..='ゖ')
}
