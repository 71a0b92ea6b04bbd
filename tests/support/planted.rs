//! Words of an asker, planted wherever the product stores what askers write.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use madoguchi::{
    curation::draft::Draft,
    desk::{Event, Stars},
    knowledge::EntryId,
    outgoing::{Origin, Outgoing},
    people::{ConversationId, Surface},
    programs::{Profile, reminder::Cause},
    store::{NewReminder, Recall, RecallState, ReminderNotice, Store, UnsentForm},
};
use serde_json::json;

use super::{
    backend::{at, id},
    questions::question,
    tickets::{act, done, hire, new},
};

/// An asker on Discord.
pub const ACCOUNT: u64 = 300_000_001;
/// Another one.
pub const OTHER: u64 = 300_000_002;

/// The dialogue of an account.
pub fn own(account: u64) -> ConversationId {
    Surface::Discord.conversation(&account.to_string())
}

/// Where something of an account came in.
pub fn origin(account: u64, id: u64) -> Origin {
    Origin::Interaction {
        id,
        token: format!("合言葉{account}"),
        account,
        private: true,
    }
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 12, day).unwrap()
}

/// What is planted, with the account at its end.
pub fn canary(what: &str, account: u64) -> String {
    format!("カナリア{what}{account}")
}

/// Plants words of a person everywhere; `n` tells the ids of two people apart.
pub async fn plant(store: &Store, account: u64, n: u64) {
    let word = |what: &str| canary(what, account);
    let mut asked = question(n);
    asked.conversation = own(account);
    asked.asked = word("質問");
    asked.card = json!({"lead": word("回答")});
    asked.profile.industry = Some(word("業種"));
    asked.entry = Some(EntryId("qa/a".to_owned()));
    asked.origin = Some(origin(account, n));
    store.record_question(&asked).await.unwrap();
    store.rate_question(id(n), true, at(n)).await.unwrap();
    let entry = EntryId("qa/b".to_owned());
    store.record_choice(id(n), &entry, at(n)).await.unwrap();
    tickets(store, account, n).await;
    notices(store, account, n).await;
    store
        .keep_form(&UnsentForm {
            id: id(n + 40),
            conversation: own(account),
            form: "1:fq:1".to_owned(),
            filled: BTreeMap::from([("text".to_owned(), word("書きかけ"))]),
            at: at(n),
        })
        .await
        .unwrap();
    let say = Outgoing::Say {
        text: word("発信"),
        to: origin(account, n + 1),
    };
    store.post(&say, at(n)).await.unwrap();
    let came = json!({"member": {"user": {"id": account.to_string()}}, "data": word("受信")});
    let process = id(99);
    store.take_in(n + 2, process, &came, at(n)).await.unwrap();
}

/// A closed ticket with all that can be in one, and an open one.
async fn tickets(store: &Store, account: u64, n: u64) {
    let word = |what: &str| canary(what, account);
    let sato = hire(store, 50, "佐藤").await;
    for (number, step) in [(n + 1, 0), (n + 2, 20)] {
        let mut ticket = new(number);
        ticket.conversation = own(account);
        ticket.question = word("相談");
        ticket.contact = word("連絡先");
        ticket.question_id = Some(id(n));
        ticket.guild = Some(7);
        ticket.profile = Profile {
            industry: Some(word("相談の業種")),
            ..Profile::default()
        };
        store.open_ticket(&ticket).await.unwrap();
        let does = async |k: u64, event, by, text: Option<String>| {
            let mut act = act(n + step + k, event, by, text.as_deref());
            act.ticket = ticket.id;
            done(store, act).await;
        };
        does(1, Event::AskerWrote, None, Some(word("続き"))).await;
        does(2, Event::Claimed, Some(&sato), None).await;
        does(3, Event::Replied, Some(&sato), Some(word("返信"))).await;
        let text = word("メモ");
        let note = store.add_note(
            ticket.id,
            id(n + step + 30),
            sato.id,
            &text,
            id(n + step + 31),
            at(n),
        );
        note.await.unwrap();
        let entry = EntryId(format!("qa/{}", word("引用")));
        let used = store.record_entry_in_reply(ticket.id, &entry, sato.id, at(n));
        assert!(used.await.unwrap());
        if step == 0 {
            does(4, Event::Closed, Some(&sato), None).await;
            let stars = Stars::new(4).unwrap();
            let text = word("感想");
            let said = store.rate_ticket(ticket.id, stars, Some(&text), at(n));
            said.await.unwrap();
            let draft = Draft {
                slug: format!("soudan-{n}"),
                question: word("下書き"),
                ..Draft::default()
            };
            let added = store.add_draft(id(n + 32), ticket.id, &draft, sato.id, at(n));
            added.await.unwrap();
        }
    }
}

async fn notices(store: &Store, account: u64, n: u64) {
    let reminder = NewReminder {
        id: id(n + 33),
        conversation: own(account),
        guild: Some(7),
        program: EntryId("program/a".to_owned()),
        name: canary("助成金", account),
        call: "令和8年度".to_owned(),
        closes: day(20),
        at: at(n),
    };
    let seen = store.add_reminder(&reminder).await.unwrap();
    let notice = ReminderNotice {
        id: id(n + 34),
        reminder: seen.id,
        cause: Cause::Near,
        days: Some(7),
        closes: seen.closes,
        before: None,
        at: at(n),
    };
    let told = store.move_reminder(&seen, &seen, Some(&notice));
    assert!(told.await.unwrap());
    let recall = Recall {
        id: id(n + 35),
        conversation: own(account),
        question: id(n),
        entry: EntryId(format!("qa/{}", canary("訂正", account))),
        substance: "s".to_owned(),
        shown_at: at(n),
        until: at(n + 1000),
        state: RecallState::Active,
        corrected_at: None,
    };
    store.add_recall(&recall, Some(7)).await.unwrap();
    assert!(store.tell_recall(id(n + 35), at(n), at(n)).await.unwrap());
}
