//! Names and rules that are over, used as if they still held.

use super::{
    Problem, Record,
    check::Check,
    problem::Place,
    prose::{sentences, texts},
};

/// A wording that is over.
struct Outdated {
    /// Ways to write it.
    wordings: &'static [&'static str],
    /// The entry has to be about this; empty: whatever it is about.
    about: &'static str,
    /// With one of these in its sentence it is told as what it was.
    past: &'static [&'static str],
    message: &'static str,
    mend: &'static str,
}

/// Sources: `デジタル化・AI導入補助金` took the name in fiscal year 2026; the guideline of 25 March 2021
/// has two requirements; the equipment grant was abolished in fiscal year 2025; the telework course
/// of the work-style grant ended with fiscal year 2020.
const OUTDATED: &[Outdated] = &[
    Outdated {
        wordings: &["IT導入補助金", "ＩＴ導入補助金", "IT補助金"],
        about: "",
        past: &[
            "旧",
            "以前",
            "前の",
            "昔",
            "かつて",
            "当時",
            "名前が変",
            "名称が変",
            "名称変更",
            "改称",
            "という名",
            "今どう",
            "どうなりました",
            "どうなった",
        ],
        message: "「IT導入補助金」は、いまの名前ではありません。",
        mend: "「デジタル化・AI導入補助金（旧IT導入補助金）」のように、旧い名前だと分かる書き方にしてください。",
    },
    Outdated {
        wordings: &["3要件", "３要件", "三要件", "3つの要件", "三つの要件"],
        about: "みなし",
        past: &["旧", "古い", "以前", "昔", "かつて", "2018年"],
        message: "事業場外みなしの要件は、2021年3月の改定から2つです。",
        mend: "いまの2つの要件に直すか、3要件が古い説明だと同じ文に書いてください。",
    },
    Outdated {
        wordings: &["機器等導入助成"],
        about: "",
        past: &[
            "廃止",
            "令和6年度",
            "以前",
            "前の",
            "かつて",
            "なくな",
            "終わ",
            "旧",
        ],
        message: "「機器等導入助成」は、令和7年度に廃止されました。",
        mend: "廃止されたことを同じ文に書くか、いまの助成に直してください。",
    },
    Outdated {
        wordings: &[
            "働き方改革推進支援助成金（テレワークコース）",
            "働き方改革推進支援助成金のテレワークコース",
        ],
        about: "",
        past: &[
            "令和2年度",
            "ありません",
            "なくな",
            "終わ",
            "以前",
            "前の",
            "かつて",
            "旧",
        ],
        message: "働き方改革推進支援助成金のテレワークコースは、令和2年度で終わりました。",
        mend: "終わったことを同じ文に書くか、「人材確保等支援助成金（テレワークコース）」に直してください。",
    },
    Outdated {
        wordings: &[
            "新型コロナ対策の",
            "新型コロナウイルス対策の",
            "新型コロナウイルス感染症対策の",
            "感染症対策のための",
        ],
        about: "",
        past: &[
            "当時",
            "ころ",
            "頃",
            "時期",
            "以前",
            "かつて",
            "ました",
            "でした",
            "特例",
            "年度まで",
        ],
        message: "新型コロナウイルス対策の制度や特例を、いまもあるように書いています。",
        mend: "いつのことかを同じ文に書くか、いまの制度に直してください。",
    },
];

impl Check<'_> {
    /// Reports wordings that are over. Programs that are over are told by their own names.
    pub(super) fn outdated(&mut self, record: &Record, place: &Place) {
        if let Record::Program(it) = record
            && (it.rules.ended || !it.rules.successor.is_empty())
        {
            return;
        }
        let texts = texts(record);
        for rule in OUTDATED {
            let about =
                rule.about.is_empty() || texts.iter().any(|it| it.text.contains(rule.about));
            if !about {
                continue;
            }
            for text in &texts {
                let used = |it: &str| rule.wordings.iter().any(|word| it.contains(word));
                if !used(text.text) {
                    continue;
                }
                let told = |it: &str| rule.past.iter().any(|word| it.contains(word));
                let wrong = sentences(text.text).into_iter();
                for sentence in wrong.filter(|it| used(it.text) && !told(it.text)) {
                    let line = text.line(place, sentence.start);
                    let problem = Problem::error(&place.file, line, rule.message, rule.mend);
                    self.problems.push(problem);
                }
            }
        }
    }
}
