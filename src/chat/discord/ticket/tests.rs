use chrono::{DateTime, Utc};
use proptest::prelude::*;
use uuid::Uuid;

use super::{
    super::page::tests::{accepted, dump},
    *,
};
use crate::{
    answer::{Candidate, Decision, Intent},
    knowledge::EntryId,
    people::{PersonId, Surface},
    programs::Profile,
};

const ID: TicketId = TicketId(Uuid::from_u128(7));
const MARKER: Marker = Marker {
    number: TicketNumber(12),
    line: 3,
};

fn at() -> DateTime<Utc> {
    "2026-11-22T15:05:00Z".parse().unwrap()
}

fn ticket(status: Status, owner: Option<&str>, question: &str) -> TicketCard {
    TicketCard {
        ticket: Ticket {
            id: ID,
            number: TicketNumber(12),
            conversation: Surface::Web.conversation("x"),
            question_id: None,
            question: question.to_owned(),
            profile: Profile {
                prefecture: Some("東京都".to_owned()),
                industry: Some("建設業".to_owned()),
                ..Profile::default()
            },
            contact: String::new(),
            status,
            owner: owner.map(|_| PersonId(Uuid::from_u128(1))),
            opened_at: at(),
            changed_at: at(),
            group: None,
            snoozed_until: None,
            merged_into: None,
        },
        owner: owner.map(str::to_owned),
        merged_into: None,
        shown: None,
        due: None,
        satisfaction: None,
        delivery: None,
    }
}

fn shown(heading: Option<&str>, near: &[&str]) -> Card {
    Card {
        question_id: None,
        conversation: Surface::Web.conversation("x"),
        asked: String::new(),
        decision: Decision::Handoff,
        intent: Intent::Question,
        confidence: 0.416,
        entry: None,
        heading: heading.map(str::to_owned),
        lead: String::new(),
        details: String::new(),
        notes: Vec::new(),
        citations: Vec::new(),
        candidates: near
            .iter()
            .map(|it| Candidate {
                entry: EntryId("qa/a".to_owned()),
                question: (*it).to_owned(),
                confidence: 0.3,
            })
            .collect(),
        related: Vec::new(),
        asks: None,
        choices: Vec::new(),
        about: None,
        desk: None,
        parts: Vec::new(),
        watch: Default::default(),
    }
}

#[test]
fn a_ticket_that_nobody_has_can_be_taken() {
    let card = TicketCard {
        shown: Some(shown(None, &["通信費は誰が負担しますか。"])),
        due: Some("11月24日 12:00まで".to_owned()),
        delivery: None,
        ..ticket(Status::Open, None, "**急ぎ** @everyone 通信費は？")
    };
    let page = super::card(&card);
    accepted(&page);
    insta::assert_snapshot!(dump(&page).replace('\u{200b}', "·"), @r"
    # 受付番号 12 ・ 受付済み
    \*\*急ぎ\*\* @·everyone 通信費は？
    【担当】
    まだいません
    【回答の期限】
    11月24日 12:00まで
    【事業者】
    東京都、建設業
    【自動回答で示した項目】
    項目は示していません（確信度 42%）
    【近かった項目】
    - 通信費は誰が負担しますか。（30%）
    （2026年11月23日 0:05 受付
    「返信」「社内メモ」のボタンを使うか、スレッドでボットにメンションして書いてください。ほかの書き込みはボットに届きません。）
    [担当する] [統合] [Web画面を開く]
    ");
}

#[test]
fn the_buttons_follow_the_state() {
    let buttons = |status, owner| {
        let page = super::card(&ticket(status, owner, "質問"));
        accepted(&page);
        let dumped = dump(&page);
        let rows: Vec<String> = dumped
            .lines()
            .filter(|it| it.starts_with('['))
            .map(str::to_owned)
            .collect();
        rows.join(" / ")
    };
    let owned = "[返信] [社内メモ] [引き継ぐ] [保留] [解決] / \
                 [定型文・候補] [統合] [担当を外れる] [Web画面を開く]";
    assert_eq!(
        buttons(Status::Open, None),
        "[担当する] [統合] [Web画面を開く]"
    );
    assert_eq!(buttons(Status::Claimed, Some("佐藤")), owned);
    assert_eq!(buttons(Status::Answered, Some("佐藤")), owned);
    let closed = "[知識にする] [Web画面を開く]";
    assert_eq!(buttons(Status::Closed, Some("佐藤")), closed);
    assert_eq!(buttons(Status::Closed, None), closed);
}

#[test]
fn lines_of_a_thread_tell_who_reads_them_and_can_be_found_again() {
    let message = Message {
        id: Uuid::nil(),
        author: Author::Consultant,
        name: Some("佐藤".to_owned()),
        text: "会社が負担します。".to_owned(),
        at: at(),
        delivery: None,
    };
    let note = Note {
        id: Uuid::nil(),
        name: "佐藤".to_owned(),
        text: "就業規則を確かめた。".to_owned(),
        at: at(),
    };
    let one = |pages: Vec<Page>| {
        let [page] = &pages[..] else {
            panic!("{pages:?}")
        };
        accepted(page);
        dump(page)
    };
    let lines = [
        one(message_for_desk(&message, MARKER)),
        one(note_for_desk(&note, MARKER)),
        one(message_for_asker(&message, ID, MARKER)),
    ];
    insta::assert_snapshot!(lines.join("\n\n"), @r"
    佐藤（相談者への返信）
    会社が負担します。
    （受付番号 12 ・ 3）

    社内メモ・佐藤（相談者には見えません）
    就業規則を確かめた。
    （受付番号 12 ・ 3）

    相談員の佐藤
    会社が負担します。
    （受付番号 12 ・ 3）
    [書き足す] [状況を見る] [取り下げる]
    ");
    assert_eq!(Marker::read("受付番号 12 ・ 3"), Some(MARKER));
    assert_eq!(Marker::read("受付番号 12"), None);
    assert_eq!(Marker::read("受付番号 x ・ 3"), None);
}

#[test]
fn a_long_message_arrives_whole() {
    let message = Message {
        id: Uuid::nil(),
        author: Author::Asker,
        name: None,
        text: "一文です_。".repeat(1000),
        at: at(),
        delivery: None,
    };
    let pages = message_for_desk(&message, MARKER);
    pages.iter().for_each(accepted);
    let all: String = pages.iter().map(dump).collect();
    assert_eq!(all.matches("一文です\\_。").count(), 1000);
    let mut asker = message_for_asker(&message, ID, MARKER);
    let last = asker.pop().unwrap();
    assert_eq!(last.components, asker_rows(ID));
    assert!(asker.iter().all(|it| it.components.is_empty()));
}

proptest! {
    #[test]
    fn discord_accepts_every_ticket(
        text in "[あ-ん。*_|<@\n a-z😀]{0,40}",
        times in 1usize..400,
        owner in proptest::option::of("[あ-ん_]{1,60}"),
        status in proptest::sample::select(vec![Status::Open, Status::Claimed, Status::Answered, Status::Closed]),
    ) {
        let long = text.repeat(times);
        let mut card = ticket(status, owner.as_deref(), &long);
        card.ticket.contact.clone_from(&long);
        card.ticket.profile.industry = Some(long.clone());
        card.due = Some(long.clone());
        card.shown = Some(shown(Some(&long), &[long.as_str(); 4]));
        accepted(&super::card(&card));
    }
}
