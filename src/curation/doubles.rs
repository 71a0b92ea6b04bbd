//! Entries that ask or say nearly the same: somebody wrote one that was there already.

use std::collections::HashMap;

use crate::{
    knowledge::{Collection, EntryId, Problem, Record, citation::without_marks},
    text::japanese::fold,
};

/// How alike two questions are that nobody tells apart, as a share of their pairs of characters, rare
/// ones counting more.
const QUESTION: f64 = 0.62;
/// The same for conclusions, which are longer and seldom alike by chance.
const CONCLUSION: f64 = 0.4;

/// Returns a warning for each entry whose question or conclusion is nearly that of an entry before it.
/// Where figures (chapters, years) or quoted titles differ, they are different.
#[must_use]
pub fn doubles(collection: &Collection) -> Vec<Problem> {
    let written: Vec<Written<'_>> = collection.records.iter().filter_map(written).collect();
    let questions = written.iter().map(|it| (it.group, it.question));
    let questions = nearest(&questions.collect::<Vec<_>>(), QUESTION);
    let conclusions = written.iter().map(|it| (it.group, it.conclusion));
    let conclusions = nearest(&conclusions.collect::<Vec<_>>(), CONCLUSION);
    let mut problems = Vec::new();
    for (index, it) in written.iter().enumerate() {
        let (key, what, other) = match (questions[index], conclusions[index]) {
            (Some(other), _) => ("question", "質問", other),
            (None, Some(other)) => ("conclusion", "結論", other),
            (None, None) => continue,
        };
        let other = &written[other];
        let (one, two) = match key {
            "question" => (it.question, other.question),
            _ => (it.conclusion, other.conclusion),
        };
        let place = collection.place_of(it.id, it.record);
        problems.push(place.warning(
            key,
            format!(
                "{what}が `{}` とほとんど同じです。こちら：「{one}」、あちら：「{two}」",
                other.id
            ),
            "一つにまとめて言い換えを移すか、違いが分かるように書き直してください。",
        ));
    }
    problems.sort();
    problems
}

/// What somebody wrote by hand; what templates make is alike by nature, and so are programs of one
/// authority.
struct Written<'a> {
    id: &'a EntryId,
    record: &'a Record,
    /// What is compared: a glossary may say of a thing what a guide to buying it says.
    group: &'static str,
    question: &'a str,
    conclusion: &'a str,
}

fn written<'a>((id, record): (&'a EntryId, &'a Record)) -> Option<Written<'a>> {
    let (group, question, conclusion) = match record {
        Record::Qa(it) | Record::Guideline(it) | Record::Case(it) => {
            ("article", it.question.as_str(), it.conclusion())
        }
        Record::Term(it) => ("term", "", it.definition.as_str()),
        Record::Solution(it) => ("solution", "", it.summary.as_str()),
        Record::Program(_) | Record::Desk(_) | Record::Statistic(_) | Record::Event(_) => {
            return None;
        }
    };
    Some(Written {
        id,
        record,
        group,
        question,
        conclusion,
    })
}

/// Returns for each text the most alike text of its group before it, if one is at least `least` alike.
///
/// Two texts that alike share one of their rarest pairs: so many that the others together could not
/// reach `least`. Only texts that share such a pair are compared.
fn nearest(texts: &[(&str, &str)], least: f64) -> Vec<Option<usize>> {
    let (grams, weights) = grams(texts);
    let apart: Vec<(&str, String)> = texts
        .iter()
        .map(|(it, text)| (*it, marks_apart(text)))
        .collect();
    let mut by_gram: Vec<Vec<usize>> = vec![Vec::new(); weights.len()];
    let mut seen: Vec<usize> = vec![usize::MAX; texts.len()];
    let mut found = Vec::with_capacity(texts.len());
    for (index, own) in grams.iter().enumerate() {
        let rare = rarest(own, &weights, least);
        let mut best: Option<(f64, usize)> = None;
        for gram in rare {
            for other in &by_gram[*gram] {
                if seen[*other] == index || apart[*other] != apart[index] {
                    continue;
                }
                seen[*other] = index;
                let likeness = likeness(own, &grams[*other], &weights);
                let better = best
                    .is_none_or(|(most, at)| most < likeness || (most == likeness && *other < at));
                if least <= likeness && better {
                    best = Some((likeness, *other));
                }
            }
        }
        found.push(best.map(|(_, other)| other));
        for gram in rare {
            by_gram[*gram].push(index);
        }
    }
    found
}

/// Returns the pairs of characters of each text as numbers, the rarest pair first, and what each
/// pair counts.
fn grams(texts: &[(&str, &str)]) -> (Vec<Vec<usize>>, Vec<f64>) {
    let pairs: Vec<Vec<(char, char)>> = texts.iter().map(|(_, it)| pairs(it)).collect();
    let mut counts: HashMap<(char, char), usize> = HashMap::new();
    for pair in pairs.iter().flatten() {
        *counts.entry(*pair).or_default() += 1;
    }
    let mut order: Vec<((char, char), usize)> = counts.into_iter().collect();
    order.sort_unstable_by_key(|(pair, count)| (*count, *pair));
    let weight = |count: usize| (1.0 + texts.len() as f64 / count as f64).ln();
    let weights = order.iter().map(|(_, count)| weight(*count)).collect();
    let numbers: HashMap<(char, char), usize> = order
        .into_iter()
        .enumerate()
        .map(|(number, (pair, _))| (pair, number))
        .collect();
    let numbered = pairs.iter().map(|it| {
        let mut numbered: Vec<usize> = it.iter().map(|pair| numbers[pair]).collect();
        numbered.sort_unstable();
        numbered
    });
    (numbered.collect(), weights)
}

/// Returns the different pairs of neighbouring characters of a text, without its marks.
fn pairs(text: &str) -> Vec<(char, char)> {
    let text = without_marks(text);
    let folded = fold(&text);
    let mut pairs: Vec<(char, char)> = folded.chars().zip(folded.chars().skip(1)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Returns what tells texts apart that are alike otherwise: their figures and quoted titles.
fn marks_apart(text: &str) -> String {
    let text = without_marks(text);
    let folded = fold(&text);
    let numbers = folded.split(|it: char| !it.is_ascii_digit());
    let quoted = text
        .split('「')
        .skip(1)
        .filter_map(|it| it.split_once('」'));
    let apart = numbers.chain(quoted.map(|(title, _)| title));
    let apart: Vec<&str> = apart.filter(|it| !it.is_empty()).collect();
    apart.join(" ")
}

/// Returns the rarest pairs: without one of them in common, nothing is `least` alike.
fn rarest<'a>(grams: &'a [usize], weights: &[f64], least: f64) -> &'a [usize] {
    let whole: f64 = grams.iter().map(|it| weights[*it]).sum();
    let mut rest = whole;
    let enough = grams.iter().position(|it| {
        // A little more than needed: sums of floats are not exact.
        let stop = rest < least * whole * 0.999;
        rest -= weights[*it];
        stop
    });
    &grams[..enough.unwrap_or(grams.len())]
}

/// Weighted share of what both have, of what either has. Both are sorted.
fn likeness(one: &[usize], other: &[usize], weights: &[f64]) -> f64 {
    let (mut both, mut either) = (0.0, 0.0);
    let (mut a, mut b) = (one.iter().peekable(), other.iter().peekable());
    loop {
        let gram = match (a.peek(), b.peek()) {
            (Some(x), Some(y)) if x == y => {
                both += weights[**x];
                b.next();
                a.next()
            }
            (Some(x), Some(y)) if y < x => b.next(),
            (None, Some(_)) => b.next(),
            (Some(_), _) => a.next(),
            (None, None) => break,
        };
        either += gram.map_or(0.0, |it| weights[*it]);
    }
    if either == 0.0 { 0.0 } else { both / either }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_alike_text_before_is_found() {
        let texts = [
            "テレワークの方式にはどんな種類がありますか",
            "中抜けの時間の給料はどうなりますか",
            "テレワークには、どんな種類がありますか",
            "テレワークの方式には、どんな種類がありますか。",
            "在宅勤務の手当はいくらですか",
            "",
        ];
        let texts = texts.map(|it| ("", it));
        assert_eq!(
            nearest(&texts, 0.6),
            [None, None, Some(0), Some(0), None, None]
        );
        assert_eq!(
            nearest(&texts, 0.99),
            [None, None, None, Some(0), None, None]
        );
    }

    #[test]
    fn other_figures_titles_or_groups_make_another_text() {
        let texts = ["第7章は何を求めていますか", "第8章は何を求めていますか"];
        assert_eq!(nearest(&texts.map(|it| ("", it)), 0.5), [None, None]);
        let titles = [
            "「費用」の節には何がありますか",
            "「評価」の節には何がありますか",
        ];
        assert_eq!(nearest(&titles.map(|it| ("", it)), 0.5), [None, None]);
        let groups = [("term", texts[0]), ("solution", texts[0])];
        assert_eq!(nearest(&groups, 0.5), [None, None]);
    }

    #[test]
    fn only_comparing_what_shares_a_rare_pair_misses_nothing() {
        let words = [
            "在宅",
            "勤務",
            "手当",
            "通信費",
            "残業",
            "中抜け",
            "の",
            "は",
        ];
        let mut state = 7_usize;
        let texts: Vec<String> = (0..200)
            .map(|_| {
                let word = |_| {
                    state = state
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1);
                    words[(state >> 33) % words.len()]
                };
                (0..4).map(word).collect()
            })
            .collect();
        let texts: Vec<(&str, &str)> = texts.iter().map(|it| ("", it.as_str())).collect();
        let (grams, weights) = grams(&texts);
        let found = nearest(&texts, 0.6);
        for (index, found) in found.iter().enumerate() {
            let alike = |it: &usize| likeness(&grams[index], &grams[*it], &weights);
            let best = (0..index).map(|it| alike(&it)).fold(0.0, f64::max);
            assert_eq!(found.map(|it| alike(&it)), (0.6 <= best).then_some(best));
        }
        assert!(found.iter().flatten().count() > 10);
    }
}
