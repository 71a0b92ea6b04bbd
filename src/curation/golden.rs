//! Golden questions (想定質問): the entry that must answer one has to come first.

use crate::knowledge::{Collection, EntryId, GoldenQuestion, Problem};

/// An entry below this rank is not seen: the card shows the first ones.
const SEEN: usize = 3;

/// How the golden questions stand with a ranking.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ranks {
    /// Questions that were asked: their entries are in the collection.
    pub asked: usize,
    /// Whose entry comes first.
    pub first: usize,
    /// Whose entry comes among the first three.
    pub seen: usize,
    /// Whose entry comes later, as its mark says.
    pub known_misses: usize,
    /// What somebody has to mend, by file and line.
    pub problems: Vec<Problem>,
}

/// Asks every golden question of `collection`. `ranking` returns the entries that the search finds
/// for a question, best first; it must be the one that answers people.
#[must_use]
pub fn ranks(collection: &Collection, ranking: impl Fn(&str) -> Vec<EntryId>) -> Ranks {
    let mut ranks = Ranks::default();
    let golden = collection.golden.iter();
    for golden in golden.filter(|it| collection.records.contains_key(&it.entry)) {
        let found = ranking(&golden.question);
        let right = |it: &EntryId| *it == golden.entry || golden.also.contains(it);
        let rank = found.iter().position(right);
        let seen = rank.is_some_and(|it| it < SEEN);
        ranks.asked += 1;
        ranks.first += usize::from(rank == Some(0));
        ranks.seen += usize::from(seen);
        ranks.known_misses += usize::from(!seen && !golden.known_miss.is_empty());
        ranks
            .problems
            .extend(problem(collection, golden, rank, &found));
    }
    ranks.problems.sort();
    ranks
}

fn problem(
    collection: &Collection,
    golden: &GoldenQuestion,
    rank: Option<usize>,
    found: &[EntryId],
) -> Option<Problem> {
    let place = collection.place_of_golden(&golden.id);
    let GoldenQuestion {
        question,
        entry,
        known_miss,
        ..
    } = golden;
    // Where another entry answers as well and stands higher, the rank is its rank.
    let entry = rank.and_then(|it| found.get(it)).unwrap_or(entry);
    let before: Vec<String> = found
        .iter()
        .take(rank.unwrap_or(SEEN).min(SEEN))
        .map(|it| format!("`{it}`"))
        .collect();
    let before = before.join("、");
    let rank = match rank {
        Some(0) if known_miss.is_empty() => return None,
        Some(it) if it < SEEN && !known_miss.is_empty() => {
            return Some(place.warning(
                "known_miss",
                format!(
                    "想定質問「{question}」の答え `{entry}` は、もう{}位に出ます。",
                    it + 1
                ),
                "`known_miss` の行を消してください。",
            ));
        }
        Some(it) if it < SEEN => {
            return Some(place.warning(
                "question",
                format!(
                    "想定質問「{question}」の答え `{entry}` は{}位です。先に出たもの：{before}",
                    it + 1
                ),
                "この聞き方に近い言い換えを、答えの項目に書き足してください。先に出た項目も答えになるなら `also` に書きます。",
            ));
        }
        Some(it) => format!("{}位です", it + 1),
        None if found.is_empty() => "見つかりません".to_owned(),
        None => format!("{}位までに出ません", found.len()),
    };
    let before = match before.as_str() {
        "" => String::new(),
        before => format!("先に出たもの：{before}"),
    };
    if known_miss.is_empty() {
        return Some(place.error(
            "question",
            format!("想定質問「{question}」の答え `{entry}` は{rank}。{before}"),
            "答えの項目の質問・言い換え・結論を見直してください。先に出た項目も同じように答えになるなら、`also` に書きます。",
        ));
    }
    Some(place.warning(
        "known_miss",
        format!("想定質問「{question}」の答え `{entry}` は{rank}（分かっている外れ：{known_miss}）。{before}"),
        "直したら `known_miss` の行を消してください。",
    ))
}
