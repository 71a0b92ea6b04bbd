use chrono::NaiveDate;
use proptest::{collection::vec, option, prelude::*, sample::select};

use super::{
    super::page::tests::{accepted, dump},
    *,
};
use crate::{
    answer::{Candidate, Intent},
    knowledge::{self, Entry, EntryId, Level, citation},
    people::Surface,
};

const Q: Uuid = Uuid::from_u128(0x0193_5b6a_7c00_7abc_8def_0123_4567_89ab);
const WEB: &str = "https://madoguchi.example.jp";

fn look(place: Place) -> Look<'static> {
    Look {
        place,
        with_question: place == Place::Shared,
        rated: false,
        web: Some(WEB),
    }
}

fn card(decision: Decision, lead: &str) -> Card {
    Card {
        question_id: Some(Q),
        conversation: Surface::Web.conversation("test"),
        asked: "中抜けの給料は？".to_owned(),
        decision,
        intent: Intent::Question,
        confidence: 0.9,
        entry: None,
        heading: None,
        lead: lead.to_owned(),
        details: String::new(),
        notes: Vec::new(),
        citations: Vec::new(),
        candidates: Vec::new(),
        related: Vec::new(),
        asks: None,
        choices: Vec::new(),
        about: None,
        desk: None,
        parts: Vec::new(),
        watch: Default::default(),
    }
}

fn candidate(entry: &str, question: &str) -> Candidate {
    Candidate {
        entry: EntryId(entry.to_owned()),
        question: question.to_owned(),
        confidence: 0.5,
    }
}

fn cited(title: &str, url: &str, level: Level) -> Citation {
    Citation {
        title: title.to_owned(),
        publisher: "厚生労働省".to_owned(),
        edition: "2025年版".to_owned(),
        section: String::new(),
        url: url.to_owned(),
        as_of: NaiveDate::from_ymd_opt(2026, 11, 1).unwrap(),
        level,
    }
}

fn office() -> DeskCard {
    DeskCard {
        entry: EntryId("desk/telework-soudan-center".to_owned()),
        name: "テレワーク相談センター".to_owned(),
        purpose: "導入と労務管理の相談".to_owned(),
        phone: "0120-861009".to_owned(),
        hours: "平日 9:00〜17:00".to_owned(),
        opening: Some("いま受け付けています（17時まで）".to_owned()),
        url: "https://telework.mhlw.go.jp/".to_owned(),
        note: String::new(),
    }
}

/// A shipped entry as its card.
fn shown(entry: &Entry) -> Card {
    let source = |it: &knowledge::Source| Citation {
        title: it.title.clone(),
        publisher: it.publisher.clone(),
        edition: it.edition.clone(),
        section: it.section.clone(),
        url: it.url.clone(),
        as_of: it.checked_on,
        level: it.level,
    };
    Card {
        entry: Some(entry.id.clone()),
        heading: Some(entry.question.clone()),
        details: entry.details.clone(),
        notes: vec!["2026年11月時点の資料による".to_owned()],
        citations: entry.sources.iter().map(source).collect(),
        related: entry
            .related
            .iter()
            .map(|it| candidate(&it.0, "関連する質問の文"))
            .collect(),
        ..card(Decision::Reply, &entry.conclusion)
    }
}

fn dumped(card: &Card, place: Place) -> String {
    let pages = pages(card, look(place));
    pages.iter().for_each(accepted);
    pages.iter().map(dump).collect::<Vec<_>>().join("\n—\n")
}

#[test]
fn an_answer() {
    let card = Card {
        entry: Some(EntryId("qa/nakanuke".to_owned())),
        heading: Some("中抜けの時間はどう扱えばよいですか。".to_owned()),
        details: "## 手順\n\n- 就業規則に書く[1]\n- 届け出る[2]".to_owned(),
        notes: vec![
            "2026年11月時点の資料による".to_owned(),
            wording::follows("在宅勤務の休憩"),
        ],
        citations: vec![
            cited(
                "ガイドライン[改定]",
                "https://www.mhlw.go.jp/g_(1)",
                Level::Official,
            ),
            cited("解説", "https://example.jp/a", Level::Secondary),
        ],
        related: vec![candidate("qa/kyukei", "休憩は一斉に与えますか。")],
        ..card(
            Decision::Reply,
            "休憩または**時間単位の年休**として扱えます[1]。",
        )
    };
    insta::assert_snapshot!(dumped(&card, Place::Private), @r"
    # 中抜けの時間はどう扱えばよいですか。
    休憩または**時間単位の年休**として扱えます[1]。

    ### 手順

    - 就業規則に書く[1]
    - 届け出る[2]
    【出典】
    [1] [ガイドライン［改定］](https://www.mhlw.go.jp/g_%281%29)・厚生労働省・2025年版・2026年11月1日時点
    [2] [解説](https://example.jp/a)・厚生労働省・2025年版・2026年11月1日時点・二次資料
    （2026年11月時点の資料による
    「在宅勤務の休憩」の続きとして答えています。別の質問のときは「新しい質問」を選んでください。）
    [関連する質問 ▾ 休憩は一斉に与えますか。]
    [解決した] [解決しない] [相談員に聞く] [チャンネルに共有] [DMで保存]
    [新しい質問]
    ");
}

#[test]
fn which_of_these_was_meant() {
    let card = Card {
        candidates: vec![
            candidate("qa/a", "在宅勤務の通信費は会社が負担しますか。"),
            candidate("qa/b", &"とても長い質問".repeat(20)),
        ],
        ..card(Decision::Clarify, wording::which_of_these())
    };
    insta::assert_snapshot!(dumped(&card, Place::Dm), @r"
    どちらに近いですか。
    [在宅勤務の通信費は会社が負担しますか。]
    [とても長い質問とても長い質問とても長い質問とても長い質問とても長い質問とても長い質問とても長い質問とても長い質問とても長い質問とても長い質問とても長い質問とて…]
    [どれも違う・相談員に聞く]
    ");
}

#[test]
fn a_prefecture_is_asked_for() {
    let card = Card {
        asks: Some("prefecture".to_owned()),
        details: "- △ 人材確保等支援助成金：受付中。最大20万円[1]\n\n受付が終わっている制度（3件）"
            .to_owned(),
        citations: vec![cited("要領", "https://www.mhlw.go.jp/y", Level::Official)],
        candidates: (0..4)
            .map(|it| candidate(&format!("program/p{it}"), "ある助成金"))
            .collect(),
        ..card(
            Decision::Clarify,
            "可能性のある制度が1件あります。\n\nどの都道府県ですか。",
        )
    };
    let dumped = dumped(&card, Place::Private);
    let (before, menus) = dumped.split_once("[東日本").unwrap();
    insta::assert_snapshot!(before, @r"
    可能性のある制度が1件あります。

    どの都道府県ですか。

    - △ 要確認 **人材確保等支援助成金** 受付中。最大20万円[1]

    受付が終わっている制度（3件）

    [補助金・助成金の一覧](https://madoguchi.example.jp/programs)
    【出典】
    [1] [要領](https://www.mhlw.go.jp/y)・厚生労働省・2025年版・2026年11月1日時点
    ");
    assert_eq!(menus.matches(" / ").count(), 45 + 3, "{menus}");
    assert!(
        menus.contains("[近い質問を選ぶ ▾"),
        "four do not fit under two menus: {menus}"
    );
}

#[test]
fn a_number_is_asked_for() {
    let choices = ["30人以下", "31人〜300人", "301人以上", "分からない"];
    let card = Card {
        asks: Some("employees".to_owned()),
        choices: choices.map(str::to_owned).to_vec(),
        ..card(Decision::Clarify, "常時雇っている従業員は何人ですか。")
    };
    insta::assert_snapshot!(dumped(&card, Place::Public), @r"
    常時雇っている従業員は何人ですか。
    [30人以下] [31人〜300人] [301人以上] [分からない] [書いて答える]
    [相談員に聞く]
    ");
}

#[test]
fn nobody_is_left_without_a_way_on() {
    let card = Card {
        desk: Some(office()),
        candidates: vec![candidate("qa/a", "近い質問")],
        ..card(Decision::Handoff, wording::no_sure_answer())
    };
    insta::assert_snapshot!(dumped(&card, Place::Private), @r"
    確かな回答が見つかりませんでした。

    「相談員に聞く」を押すと、受付番号をお渡しし、相談員がDiscordでお答えします。
    【電話などで相談できる窓口】
    **テレワーク相談センター**
    電話：0120-861009
    受付時間：平日 9:00〜17:00
    いま受け付けています（17時まで）
    [公式ページ](https://telework.mhlw.go.jp/)
    導入と労務管理の相談
    [近い質問]
    [相談員に聞く]
    ");
}

#[test]
fn a_shared_answer_is_only_read_and_tells_the_question() {
    let card = Card {
        entry: Some(EntryId("qa/a".to_owned())),
        ..card(Decision::Reply, "はい。")
    };
    assert_eq!(
        dumped(&card, Place::Shared),
        "質問：中抜けの給料は？\nはい。"
    );
    accepted(&answer_is_ready(Q));
    accepted(&message_came_blank(u64::MAX));
}

#[test]
fn every_shipped_entry_can_be_shown_with_its_sources_and_marks() {
    let (collection, _) = knowledge::embedded();
    let entries = knowledge::entries(collection.records);
    assert!(60 < entries.len());
    for entry in entries.values() {
        let card = shown(entry);
        let shown = dumped(&card, Place::Private);
        for citation in &card.citations {
            let url = web_address(&citation.url).unwrap();
            assert!(shown.contains(&url), "{}: {url}", entry.id);
        }
        let marked = |text: &str, number: usize| {
            let marks = citation::marks(text);
            marks.iter().filter(|it| it.number == number).count()
        };
        let body = shown.split("\n【出典】").next().unwrap_or_default();
        for number in 1..=card.citations.len() {
            let source = format!("{}\n{}", card.lead, card.details);
            assert_eq!(
                marked(body, number),
                marked(&source, number),
                "{}",
                entry.id
            );
        }
        let candidate = Some(Press::entry(Some(Q), &entry.id, 0));
        assert!(
            matches!(candidate, Some(Some(Press::Entry { .. }))),
            "{}",
            entry.id
        );
    }
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        "[あ-ん。a-z*_|#>\\[\\]()<>@`\n 1-9]{0,60}",
        ("[あ-ん。\n]{1,20}", 1usize..600).prop_map(|(it, times)| it.repeat(times)),
        Just("😀".repeat(3000)),
        Just("- ○ 制度：受付中[1]\n\n|a|b|\n|-|-|\n|1|2|".to_owned()),
    ]
}

fn candidates() -> impl Strategy<Value = Vec<Candidate>> {
    let entry = prop_oneof!["[a-z]{1,2}/[a-c]{1,2}", "program/[a-z]{1,120}"];
    let one = (entry, texts()).prop_map(|(entry, question)| candidate(&entry, &question));
    vec(one, 0..30)
}

fn citations() -> impl Strategy<Value = Vec<Citation>> {
    let url = prop_oneof![
        "https://[a-z]{1,9}\\.jp/[a-z()]{0,30}",
        "https://[a-z]{900,1500}",
        "[a-z:]{0,9}"
    ];
    let one = (texts(), url, texts()).prop_map(|(title, url, publisher)| Citation {
        publisher,
        ..cited(&title, &url, Level::Republished)
    });
    vec(one, 0..12)
}

prop_compose! {
    fn any_card()(
        decision in select(vec![Decision::Reply, Decision::Clarify, Decision::Handoff]),
        intent in select(vec![Intent::Question, Intent::Greeting, Intent::Other]),
        question_id in option::of(Just(Q)),
        entry in option::of("(qa|program)/[a-z]{1,90}"),
        heading in option::of(texts()),
        (asked, lead, details) in (texts(), texts(), texts()),
        notes in vec(prop_oneof![texts(), Just(wording::follows("前の質問"))], 0..4),
        citations in citations(),
        (candidates, related) in (candidates(), candidates()),
        asks in option::of(select(vec!["prefecture", "employees", "capital_yen", "deficit", "?"])),
        choices in vec(texts(), 0..40),
        office in option::of((texts(), texts(), "(https://[a-z]{1,1500})?")),
    ) -> Card {
        Card {
            question_id,
            asked,
            intent,
            entry: entry.map(EntryId),
            heading,
            details,
            notes,
            citations,
            candidates,
            related,
            asks: asks.map(str::to_owned),
            choices,
            desk: office.map(|(name, text, url)| DeskCard {
                name,
                purpose: text.clone(),
                phone: text.clone(),
                hours: text.clone(),
                opening: Some(text.clone()),
                note: text,
                url,
                ..self::office()
            }),
            ..card(decision, &lead)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn discord_accepts_every_card(
        card in any_card(),
        place in select(vec![Place::Private, Place::Public, Place::Dm, Place::Shared]),
        rated in any::<bool>(),
    ) {
        let pages = pages(&card, Look { rated, ..look(place) });
        pages.iter().for_each(accepted);
        let (last, before) = pages.split_last().unwrap();
        prop_assert!(before.iter().all(|it| it.components.is_empty()));
        let presses = serde_json::to_string(&last.components).unwrap();
        let is_open = place != Place::Shared;
        let hands_over = card.decision == Decision::Handoff && is_open;
        prop_assert_eq!(presses.contains("1:con:"), is_open && presses.contains("相談員に聞く"));
        prop_assert!(!hands_over || presses.contains("1:con:"), "{}", presses);
        let asks = card.asks.as_deref() == Some("employees") && card.question_id.is_some();
        prop_assert!(!(asks && is_open) || presses.contains("1:ff:"), "{}", presses);
        prop_assert!(presses.contains("1:r:") <= !rated, "{}", presses);
    }
}
