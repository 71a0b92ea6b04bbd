//! What curators read about how the search works. Plain text.

use crate::answer::Decision;

/// What is done with what was found.
#[must_use]
pub fn decision(decision: Decision) -> &'static str {
    match decision {
        Decision::Reply => "答える",
        Decision::Clarify => "聞き返す",
        Decision::Handoff => "相談員につなぐ",
    }
}

/// Why that is done, by the confidence in the first entry and the thresholds.
#[must_use]
pub fn reason(decision: Decision, confidence: f64, reply_from: f64, clarify_from: f64) -> String {
    match decision {
        Decision::Reply => format!(
            "確信度 {confidence:.2} が、答える基準の {reply_from:.2} 以上で、同じくらい確からしい項目がほかにないためです。"
        ),
        Decision::Clarify if reply_from <= confidence => format!(
            "確信度 {confidence:.2} は、答える基準の {reply_from:.2} 以上ですが、同じくらい確からしい項目がほかにあるためです。"
        ),
        Decision::Clarify => format!(
            "確信度 {confidence:.2} が、答える基準の {reply_from:.2} に足りず、聞き返す基準の {clarify_from:.2} 以上のためです。"
        ),
        Decision::Handoff => format!(
            "確信度 {confidence:.2} が、聞き返す基準の {clarify_from:.2} に足りないためです。"
        ),
    }
}

/// What a feature or signal of this name means.
#[must_use]
pub fn meaning(name: &str) -> &'static str {
    MEANINGS
        .iter()
        .find(|(it, _)| *it == name)
        .map_or("", |(_, meaning)| meaning)
}

const MEANINGS: [(&str, &str); 41] = [
    ("words", "語の点の合計"),
    ("question", "質問の語の点"),
    ("phrasings", "言い換えの語の点"),
    ("answer", "答えの語の点"),
    ("whole", "全文の語の点"),
    ("attained", "取れる点のうち取れた割合"),
    ("covered", "項目のどこかにある語の割合（珍しい語ほど重い）"),
    ("characters", "文字の点の合計"),
    ("question_characters", "質問と言い換えの文字の点"),
    ("both", "いちばん近い質問との近さ"),
    ("forward", "入力のうち、いちばん近い質問にある割合"),
    ("reverse", "いちばん近い質問のうち、入力にある割合"),
    ("own_both", "項目の質問との近さ"),
    ("own_forward", "入力のうち、項目の質問にある割合"),
    ("own_reverse", "項目の質問のうち、入力にある割合"),
    ("second", "2番目に近い質問との近さ"),
    ("matched", "項目のどこかにある語の割合（どの語も同じ重さ）"),
    ("letters", "文字の並びの近さ"),
    ("order", "語の順序の近さ"),
    ("begins", "質問の始まりの語が入力にある"),
    ("ends", "質問の終わりの語が入力にある"),
    ("besides", "いちばん近い質問にだけある語の重さ"),
    ("meaning", "意味の近さ"),
    ("usual", "質問と言い換えの全体との、文字の並びの近さ"),
    ("same_kinds", "聞いていること（いつ、いくらなど）が同じ"),
    ("other_kinds", "聞いていること（いつ、いくらなど）が違う"),
    ("is_guideline", "ガイドライン"),
    ("is_desk", "相談窓口"),
    ("is_case", "事例"),
    ("is_solution", "解決策"),
    ("is_statistic", "統計"),
    ("is_term", "用語"),
    ("place", "都道府県が合う（1）、合わない（-1）"),
    ("chance", "候補の中でのこの項目の割合"),
    ("margin", "次の項目との差"),
    ("entropy", "候補の散らばり"),
    ("unknown", "どの項目にもない語の割合"),
    ("short", "入力の短さ"),
    ("agreed", "語と文字の点のうち低いほう"),
    ("ahead", "近さの、次の項目との差"),
    ("uncovered", "入力の多くがいちばん近い質問にない"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::signal_names;

    #[test]
    fn every_signal_has_a_meaning_and_nothing_else_has() {
        let names: Vec<&str> = MEANINGS.iter().map(|it| it.0).collect();
        assert_eq!(names, signal_names());
    }
}
