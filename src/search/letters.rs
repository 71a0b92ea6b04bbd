//! How the questions of an entry are worded: what words for search leave out, but people do not –
//! 「てもよいですか」 and 「しなければなりませんか」 are different questions about the same.

use super::Document;
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
    /// A bit for each kind of question.
    kinds: u16,
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
}

impl Wording {
    pub fn of(text: &str) -> Wording {
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
            kinds: kinds.fold(0, |kinds, (at, _)| kinds | 1 << at),
        }
    }

    /// Compares this question with the own questions of an entry.
    pub fn compare(&self, own: &[Wording]) -> Alike {
        let mut alike = Alike::default();
        for own in own {
            let all = self.pairs.len() + own.pairs.len();
            let letters = 2.0 * self.common(own) as f32 / all.max(1) as f32;
            let same = (self.kinds & own.kinds).count_ones() as f32;
            alike.same_kinds = alike.same_kinds.max(same);
            if alike.letters < letters {
                alike.letters = letters;
                alike.other_kinds = (own.kinds & !self.kinds).count_ones() as f32;
            }
        }
        alike
    }

    /// How many pairs of characters both have.
    fn common(&self, other: &Wording) -> usize {
        let (mut a, mut b) = (self.pairs.iter().peekable(), other.pairs.iter().peekable());
        let mut common = 0;
        while let (Some(left), Some(right)) = (a.peek(), b.peek()) {
            match left.cmp(right) {
                std::cmp::Ordering::Less => a.next(),
                std::cmp::Ordering::Greater => b.next(),
                std::cmp::Ordering::Equal => {
                    common += 1;
                    a.next();
                    b.next()
                }
            };
        }
        common
    }
}

/// Returns how the own questions of all documents are worded.
pub(super) fn wordings(documents: &[Document]) -> Vec<Box<[Wording]>> {
    let of = |document: &Document| {
        let texts = std::iter::once(&document.question).chain(&document.phrasings);
        texts.map(|it| Wording::of(it)).collect()
    };
    documents.iter().map(of).collect()
}

fn hash(a: char, b: char) -> u16 {
    let mixed = (u32::from(a).wrapping_mul(0x9e37_79b1) ^ u32::from(b)).wrapping_mul(0x85eb_ca6b);
    (mixed >> 16) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_makes_a_difference() {
        let own = |text: &str| vec![Wording::of(text)];
        let asked = Wording::of("在宅勤務の手当はいくらですか");
        let same = asked.compare(&own("在宅勤務の手当は、いくらが相場ですか"));
        let other = asked.compare(&own("在宅勤務の手当は、いつ払えばよいですか"));
        assert!(other.letters < same.letters, "{other:?} {same:?}");
        assert_eq!((same.same_kinds, same.other_kinds), (1.0, 0.0));
        assert_eq!((other.same_kinds, other.other_kinds), (0.0, 1.0));
        assert_eq!(
            asked
                .compare(&own("在宅勤務の手当はいくらですか？"))
                .letters,
            1.0
        );
        assert_eq!(asked.compare(&[]), Alike::default());
    }
}
