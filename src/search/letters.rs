//! How the questions of an entry are worded: what words for search leave out, but people do not –
//! 「てもよいですか」 and 「しなければなりませんか」 are different questions about the same.

use super::{Document, score::idf};
use crate::text::japanese::fold;

/// Kinds of question by the words that ask them.
const KINDS: [&[&str]; 12] = [
    &[
        "いつ",
        "何時",
        "何日",
        "期限",
        "締切",
        "締め切り",
        "期日",
        "時期",
        "日程",
        "時間",
        "何曜日",
        "期間",
    ],
    &["どこ", "場所", "窓口", "住所", "所在地", "行き方"],
    &[
        "誰",
        "だれ",
        "対象",
        "資格",
        "条件",
        "要件",
        "どんな人",
        "どのような人",
    ],
    &[
        "いくら",
        "料金",
        "費用",
        "金額",
        "値段",
        "手数料",
        "何円",
        "相場",
        "税率",
        "使用料",
    ],
    &[
        "どうすれば",
        "どうしたら",
        "どうやって",
        "どのように",
        "どうする",
        "方法",
        "手続",
        "やり方",
        "仕方",
        "手順",
        "進め方",
        "流れ",
    ],
    &[
        "できます",
        "できる",
        "もらえ",
        "使え",
        "利用可能",
        "可能",
        "受けられ",
        "してもら",
        "いいです",
        "良いです",
        "大丈夫",
        "かまいません",
        "でしょうか",
    ],
    &[
        "書類",
        "持ち物",
        "必要なもの",
        "何が必要",
        "何がいる",
        "様式",
        "用紙",
        "ひな形",
        "テンプレ",
    ],
    &[
        "とは",
        "って何",
        "なに",
        "何ですか",
        "どういう",
        "どんな",
        "意味",
        "違い",
        "内容",
        "教えて",
    ],
    &["なぜ", "理由", "どうして", "原因"],
    &[
        "ほしい",
        "欲しい",
        "してください",
        "して下さい",
        "べき",
        "困",
        "迷惑",
        "改善",
    ],
    &["電話", "連絡先", "問い合わせ", "問合せ", "相談"],
    &[
        "何人",
        "何回",
        "何件",
        "何個",
        "いくつ",
        "人数",
        "件数",
        "割合",
        "どれくらい",
        "どのくらい",
    ],
];

/// How a question is worded.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Wording {
    /// Pairs of characters, as hashes, in order.
    pairs: Box<[u16]>,
    /// How long they are as a vector, each as long as it is rare.
    length: f32,
    /// A bit for each kind of question.
    kinds: u16,
}

/// How the own questions of all documents are worded.
#[derive(Debug, Default)]
pub(super) struct Wordings {
    documents: Vec<Box<[Wording]>>,
    /// How rare each pair of characters is in own questions (idf, squared), by its hash.
    rare: Box<[f32]>,
    /// How long the own questions of each document are together, each of length 1.
    lengths: Box<[f32]>,
}

/// How two questions are worded alike.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub(super) struct Alike {
    /// What both have of their pairs of characters, 0–1.
    pub letters: f32,
    /// Kinds of question that both are.
    pub same_kinds: f32,
    /// Kinds that the entry's question is, and the one asked is not.
    pub other_kinds: f32,
    /// Likeness (cosine) to all own questions taken together, 0–1.
    pub usual: f32,
}

impl Wording {
    fn of(text: &str) -> Wording {
        let folded = fold(text);
        let after = folded.chars().skip(1);
        let mut pairs: Vec<u16> = folded.chars().zip(after).map(|(a, b)| hash(a, b)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let has = |words: &&[&str]| words.iter().any(|it| folded.contains(it));
        let kinds = KINDS.iter().enumerate();
        let kinds = kinds.filter(|(_, words)| has(words));
        Wording {
            pairs: pairs.into(),
            length: 0.0,
            kinds: kinds.fold(0, |kinds, (at, _)| kinds | 1 << at),
        }
    }

    fn measured(self, rare: &[f32]) -> Wording {
        let squares = self.pairs.iter().map(|it| rare[usize::from(*it)]);
        Wording {
            length: squares.sum::<f32>().sqrt(),
            ..self
        }
    }

    /// How many pairs of characters both have, and how rare these are (idf, squared).
    fn common(&self, other: &Wording, rare: &[f32]) -> (usize, f32) {
        let (mut a, mut b) = (self.pairs.iter().peekable(), other.pairs.iter().peekable());
        let mut common = (0, 0.0);
        while let (Some(left), Some(right)) = (a.peek(), b.peek()) {
            match left.cmp(right) {
                std::cmp::Ordering::Less => a.next(),
                std::cmp::Ordering::Greater => b.next(),
                std::cmp::Ordering::Equal => {
                    common.0 += 1;
                    common.1 += rare[usize::from(**left)];
                    a.next();
                    b.next()
                }
            };
        }
        common
    }
}

impl Wordings {
    pub fn new(documents: &[Document]) -> Wordings {
        let of = |document: &Document| -> Box<[Wording]> {
            let texts = std::iter::once(&document.question).chain(&document.phrasings);
            texts.map(|it| Wording::of(it)).collect()
        };
        let mut documents: Vec<Box<[Wording]>> = documents.iter().map(of).collect();
        let mut counts = vec![0_u32; HASHES];
        for pair in documents.iter().flatten().flat_map(|it| &it.pairs) {
            counts[usize::from(*pair)] += 1;
        }
        let all = documents.iter().map(|it| it.len()).sum();
        let rare: Box<[f32]> = counts.iter().map(|it| idf(all, *it).powi(2)).collect();
        for own in documents.iter_mut().flatten() {
            *own = std::mem::take(own).measured(&rare);
        }
        let mut sums = vec![0.0_f32; HASHES];
        let lengths = documents.iter().map(|own| together(own, &rare, &mut sums));
        Wordings {
            lengths: lengths.collect(),
            documents,
            rare,
        }
    }

    /// Prepares a question for comparison.
    pub fn question(&self, text: &str) -> Wording {
        Wording::of(text).measured(&self.rare)
    }

    /// Compares a question with the own questions of a document.
    pub fn compare(&self, document: usize, asked: &Wording) -> Alike {
        let mut alike = Alike::default();
        let mut along = 0.0;
        for own in &self.documents[document] {
            let all = asked.pairs.len() + own.pairs.len();
            let (common, rare) = asked.common(own, &self.rare);
            let letters = 2.0 * common as f32 / all.max(1) as f32;
            let same = (asked.kinds & own.kinds).count_ones() as f32;
            alike.same_kinds = alike.same_kinds.max(same);
            if alike.letters < letters {
                alike.letters = letters;
                alike.other_kinds = (own.kinds & !asked.kinds).count_ones() as f32;
            }
            along += rare / own.length.max(f32::EPSILON);
        }
        alike.usual = along / (asked.length * self.lengths[document]).max(f32::EPSILON);
        alike
    }
}

/// Returns the length of the sum of own questions, each of length 1. `sums` are zero before and after.
fn together(own: &[Wording], rare: &[f32], sums: &mut [f32]) -> f32 {
    let pairs = || own.iter().flat_map(|it| it.pairs.iter());
    for own in own {
        for pair in &own.pairs {
            sums[usize::from(*pair)] += 1.0 / own.length.max(f32::EPSILON);
        }
    }
    let mut squares = 0.0;
    for pair in pairs() {
        let sum = std::mem::take(&mut sums[usize::from(*pair)]);
        squares += sum * sum * rare[usize::from(*pair)];
    }
    squares.sqrt()
}

/// How many hashes of pairs there are.
const HASHES: usize = 1 << 16;

fn hash(a: char, b: char) -> u16 {
    let mixed = (u32::from(a).wrapping_mul(0x9e37_79b1) ^ u32::from(b)).wrapping_mul(0x85eb_ca6b);
    (mixed >> 16) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(questions: &[&str]) -> Document {
        let mut questions = questions.iter().map(|it| (*it).to_owned());
        Document {
            question: questions.next().unwrap_or_default(),
            phrasings: questions.collect(),
            ..Document::default()
        }
    }

    #[test]
    fn what_is_asked_for_makes_a_difference() {
        let documents = [
            document(&["在宅勤務の手当は、いくらが相場ですか"]),
            document(&["在宅勤務の手当は、いつ払えばよいですか"]),
            document(&["在宅勤務の手当はいくらですか？"]),
            document(&[]),
        ];
        let wordings = Wordings::new(&documents);
        let asked = wordings.question("在宅勤務の手当はいくらですか");
        let [same, other, equal, none] = [0, 1, 2, 3].map(|it| wordings.compare(it, &asked));
        assert!(other.letters < same.letters, "{other:?} {same:?}");
        assert_eq!((same.same_kinds, same.other_kinds), (1.0, 0.0));
        assert_eq!((other.same_kinds, other.other_kinds), (0.0, 1.0));
        assert_eq!(equal.letters, 1.0);
        assert!((equal.usual - 1.0).abs() < 1e-5, "{equal:?}");
        assert_eq!(none, Alike::default());
    }

    #[test]
    fn what_all_own_questions_say_counts_more_than_what_one_says() {
        let documents = [
            document(&["机の高さ", "椅子の高さ", "画面の高さ"]),
            document(&["机の広さ", "椅子の値段", "画面の明るさ"]),
        ];
        let wordings = Wordings::new(&documents);
        let asked = wordings.question("机の高さ");
        let [first, second] = [0, 1].map(|it| wordings.compare(it, &asked));
        assert!(second.usual < first.usual, "{second:?} {first:?}");
        let asked = wordings.question("棚の高さ");
        let [first, second] = [0, 1].map(|it| wordings.compare(it, &asked).usual);
        assert!(2.0 * second < first, "{second} {first}");
    }
}
