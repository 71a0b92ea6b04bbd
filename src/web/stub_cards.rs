//! Cards for trying the pages; deleted together with `stub.rs`.

use crate::{
    answer::{Candidate, Citation, Decision, Intent},
    chat::{Card, DeskCard},
    knowledge::{EntryId, Level},
    people::ConversationId,
};

fn candidate(entry: &str, question: &str, confidence: f64) -> Candidate {
    Candidate {
        entry: EntryId(entry.to_owned()),
        question: question.to_owned(),
        confidence,
    }
}

fn nearest() -> Vec<Candidate> {
    vec![
        candidate(
            "qa/jikan-tani-nenkyu",
            "時間単位の年次有給休暇とは何ですか",
            0.41,
        ),
        candidate(
            "qa/tsuushinhi",
            "在宅勤務の通信費は会社が負担しなければなりませんか",
            0.33,
        ),
        candidate(
            "qa/nakanuke",
            "テレワーク中の「中抜け」の時間はどう扱えばよいですか",
            0.2,
        ),
    ]
}

pub fn card_for(asked: &str) -> Card {
    let blank = Card {
        question_id: None,
        conversation: ConversationId(String::new()),
        asked: asked.to_owned(),
        decision: Decision::Reply,
        intent: Intent::Question,
        confidence: 0.5,
        entry: None,
        heading: None,
        lead: String::new(),
        details: String::new(),
        notes: Vec::new(),
        citations: Vec::new(),
        candidates: Vec::new(),
        related: Vec::new(),
        asks: None,
        desk: None,
    };
    if asked.contains("ありがとう") {
        let lead =
            "お役に立ててうれしいです。ほかにも気になることがあれば、お聞きください。".to_owned();
        return Card {
            intent: Intent::Thanks,
            confidence: 1.0,
            lead,
            ..blank
        };
    }
    if asked.contains("助成金") {
        let lead = "事業所のある都道府県によって使える制度が違います。都道府県を教えてください。"
            .to_owned();
        let asks = Some("prefecture".to_owned());
        return Card {
            decision: Decision::Clarify,
            lead,
            asks,
            ..blank
        };
    }
    if asked.contains("費用") {
        let lead = "どちらに近いですか。近いものを選んでください。".to_owned();
        return Card {
            decision: Decision::Clarify,
            lead,
            candidates: nearest(),
            ..blank
        };
    }
    if asked.contains("抜け") || asked.starts_with("qa/") {
        return reply(blank);
    }
    Card {
        decision: Decision::Handoff,
        confidence: 0.12,
        lead: "確かな回答が見つかりませんでした。近い質問を選ぶか、窓口か相談員にお尋ねください。"
            .to_owned(),
        candidates: nearest(),
        desk: Some(DeskCard {
            entry: EntryId("desk/telework-soudan-center".to_owned()),
            name: "テレワーク相談センター".to_owned(),
            purpose: "テレワークの導入、労務管理についての無料相談".to_owned(),
            phone: "0120-861-009".to_owned(),
            hours: "平日 9:00〜17:00（年末年始を除く）".to_owned(),
            url: "https://telework.mhlw.go.jp/".to_owned(),
            note: String::new(),
        }),
        ..blank
    }
}

fn reply(blank: Card) -> Card {
    let citation = |title: &str, level| Citation {
        title: title.to_owned(),
        publisher: "厚生労働省".to_owned(),
        edition: "令和3年3月25日改定".to_owned(),
        section: "7(4)".to_owned(),
        url: "https://www.mhlw.go.jp/stf/newpage_17510.html".to_owned(),
        as_of: chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap_or_default(),
        level,
    };
    Card {
        confidence: 0.86,
        entry: Some(EntryId("qa/nakanuke".to_owned())),
        heading: Some("テレワーク中の「中抜け」の時間はどう扱えばよいですか".to_owned()),
        lead: "中抜け時間は、休憩として扱い終業時刻を繰り下げるか、時間単位の年次有給休暇として扱えます。把握しないことも可能です。[1]".to_owned(),
        details: "扱いは就業規則で決めておきます。\n\n- **休憩として扱う** 始業・終業時刻を繰り上げ・繰り下げします。[1]\n- **時間単位の年次有給休暇** 労使協定が必要です。[1][2]\n- **把握しない** 始業と終業の時刻だけを把握します。\n\n一斉休憩の原則が適用される事業場では、労使協定が要ることがあります。".to_owned(),
        notes: vec!["2026年11月時点の資料による".to_owned()],
        citations: vec![
            citation("テレワークの適切な導入及び実施の推進のためのガイドライン", Level::Official),
            citation("テレワーク導入の手引き（解説記事）", Level::Secondary),
        ],
        related: nearest().into_iter().take(2).collect(),
        ..blank
    }
}
