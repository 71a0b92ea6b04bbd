//! Words written in another way than the collection writes them: 「てれわーく」「在宅きんむ」「テレワク」.
//! Only what no document has is spelled anew, so that nothing that is found exactly is disturbed.

use std::collections::HashMap;

use crate::text::hiragana;

/// Shortest reading that is looked up, and the shortest that may stand before anything.
const SHORTEST: usize = 3;
const CLEAR: usize = 4;
/// Longest reading that is looked up.
const LONGEST: usize = 12;
/// Shortest word that may have a mistake in it.
const SHORTEST_WITH_MISTAKE: usize = 4;
/// What may stand between words.
const ENDINGS: &[&str] = &["でしょう", "ましょう"];
const PARTICLES: &str = "のをはがにでともへやかしすさな";

/// The words of a collection by how they sound.
#[derive(Debug, Default)]
pub(super) struct Spelling {
    words: Vec<String>,
    /// Sound → word.
    by_sound: HashMap<String, u32>,
    /// Sound of words of kana or letters, whole and with one character left out → word.
    by_part: HashMap<String, u32>,
}

impl Spelling {
    /// Takes words with their readings, the best first where several sound alike.
    pub fn new(words: impl IntoIterator<Item = (String, String)>) -> Spelling {
        let mut spelling = Spelling::default();
        for (word, reading) in words {
            let sound = sound(&reading);
            let length = sound.chars().count();
            // A word in hiragana would be spelled as what the dictionary made of it.
            if length < SHORTEST || word.chars().all(|c| matches!(c, 'ぁ'..='ゖ' | 'ー')) {
                continue;
            }
            let number = spelling.words.len() as u32;
            let may_have_mistake = SHORTEST_WITH_MISTAKE <= word.chars().count();
            if may_have_mistake && word.chars().all(is_spelled) {
                for part in parts(&sound) {
                    spelling.by_part.entry(part).or_insert(number);
                }
            }
            spelling.by_sound.entry(sound).or_insert(number);
            spelling.words.push(word);
        }
        spelling
    }

    /// Returns a run of kana or letters with the words in it as the collection writes them, or
    /// `None` where there is none.
    pub fn respell(&self, run: &str) -> Option<String> {
        let chars: Vec<char> = run.chars().collect();
        let mut out = String::new();
        let (mut at, mut found, mut boundary) = (0, false, true);
        while at < chars.len() {
            if let Some(length) = ending(&chars[at..]) {
                out.extend(&chars[at..at + length]);
                at += length;
                continue;
            }
            let word = boundary.then(|| self.longest(&chars[at..])).flatten();
            if let Some((word, length)) = word {
                out.push_str(word);
                (at, found, boundary) = (at + length, true, true);
            } else {
                out.push(chars[at]);
                boundary = PARTICLES.contains(chars[at]);
                at += 1;
            }
        }
        (found && out != run).then_some(out)
    }

    fn longest(&self, rest: &[char]) -> Option<(&str, usize)> {
        let most = rest.len().min(LONGEST);
        (SHORTEST..=most).rev().find_map(|length| {
            let after = rest.get(length);
            if length < CLEAR && after.is_some_and(|it| !PARTICLES.contains(*it)) {
                return None;
            }
            let text: String = rest[..length].iter().collect();
            let number = self.by_sound.get(&sound(&text))?;
            Some((self.words[*number as usize].as_str(), length))
        })
    }

    /// Returns the word that differs from `run` by one mistake.
    pub fn with_mistake(&self, run: &str) -> Option<&str> {
        if run.chars().count() < SHORTEST_WITH_MISTAKE {
            return None;
        }
        let sound = sound(run);
        // Leaving out a character on either side also makes equal what differs by more.
        let near = |number: &u32| {
            let word = &self.words[*number as usize];
            is_one_mistake(&sound, &self::sound(word)).then_some(word.as_str())
        };
        parts(&sound).find_map(|part| self.by_part.get(&part).and_then(near))
    }
}

/// Returns the length of a polite ending that `rest` begins with; 「しょうか」 in it is no word.
fn ending(rest: &[char]) -> Option<usize> {
    let is_next = |it: &&&str| it.chars().eq(rest.iter().copied().take(it.chars().count()));
    Some(ENDINGS.iter().find(is_next)?.chars().count())
}

/// Whether two sounds differ by one character that is wrong, missing or too many, or by two that
/// are swapped.
fn is_one_mistake(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let start = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev());
    let end = end.take_while(|(a, b)| a == b).count();
    match (&a[..a.len() - end], &b[..b.len() - end]) {
        ([] | [_], [] | [_]) => true,
        ([a, other_a], [b, other_b]) => a == other_b && other_a == b,
        _ => false,
    }
}

/// Whether a character is one that words are spelled with.
pub(super) fn is_spelled(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー') || c.is_ascii_alphanumeric()
}

/// Returns how a text in kana sounds, without the length of vowels.
fn sound(text: &str) -> String {
    let mut sound = hiragana(text);
    sound.retain(|c| c != 'ー');
    sound
}

/// Returns a sound, and all it becomes when one character is left out.
fn parts(sound: &str) -> impl Iterator<Item = String> {
    let without = |left_out: usize| {
        let kept = sound
            .chars()
            .enumerate()
            .filter(move |(at, _)| *at != left_out);
        kept.map(|(_, c)| c).collect::<String>()
    };
    let all = (0..sound.chars().count()).map(without);
    std::iter::once(sound.to_owned()).chain(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_by_their_sound() {
        let words = [
            ("テレワーク", "テレワーク"),
            ("勤務", "キンム"),
            ("在宅", "ザイタク"),
            ("セキュリティ", "セキュリティ"),
            ("消火", "ショウカ"),
            ("プレート", "プレート"),
        ];
        let spelling = Spelling::new(words.map(|(a, b)| (a.to_owned(), b.to_owned())));
        for (run, respelled) in [
            ("てれわーく", Some("テレワーク")),
            ("てれわーくのきんむ", Some("テレワークの勤務")),
            ("ざいたくきんむ", Some("在宅勤務")),
            ("きんむでしょうか", Some("勤務でしょうか")),
            ("いのでしょうか", None),
            ("きんむてん", None),
            ("てれ", None),
        ] {
            assert_eq!(spelling.respell(run).as_deref(), respelled, "{run}");
        }
        for (run, meant) in [
            ("テレワク", Some("テレワーク")),
            ("テワーク", Some("テレワーク")),
            ("テレワークク", Some("テレワーク")),
            ("テレウーク", Some("テレワーク")),
            ("セキリュティ", Some("セキュリティ")),
            ("スプレー", None),
            ("てれ", None),
        ] {
            assert_eq!(spelling.with_mistake(run), meant, "{run}");
        }
    }
}
