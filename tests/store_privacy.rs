//! Contract of the store: what is stored of a person is shown to this person complete, and is gone
//! when it was deleted, on both databases.

use std::collections::BTreeSet;

use madoguchi::{
    chat::stored,
    curation::draft::Draft,
    desk::{Event, Stars, Status, TicketId, TicketNumber},
    knowledge::EntryId,
    outgoing::Outgoing,
    store::{Acted, AddedDraft, Erasure, Guild, RatedTicket, Store},
};
use rstest::rstest;
use serde_json::json;

use crate::support::{
    backend::{Backend, Fresh, at, either, everybody, id},
    planted::{ACCOUNT, OTHER, canary, origin, own, plant},
    tickets::{act, done, hire, new},
};

/// Has something of an asker in it: each is planted, exported where it is the asker's, and erased.
const OF_ASKERS: [&str; 17] = [
    "choices",
    "conversations",
    "discord_inbox",
    "drafts",
    "first_answers",
    "outbox",
    "questions",
    "ratings",
    "recalls",
    "reminder_notices",
    "reminders",
    "satisfactions",
    "ticket_entries",
    "ticket_messages",
    "ticket_notes",
    "tickets",
    "unsent_forms",
];
/// Where somebody is told: goes with the reminders.
const PLACES_OF_ASKERS: [&str; 1] = ["watchers"];
/// Has nothing that anybody who asks wrote, or that leads to this person: ids, counts, times.
const OF_NOBODY: [&str; 24] = [
    "_sqlx_migrations",
    "canned_replies",
    "conflicts",
    "counters",
    "desk_hours",
    "discord_channels",
    "discord_people",
    "discord_troubles",
    "guilds",
    "inbox",
    "items",
    "login_links",
    "old_places",
    "pack",
    // Questions that became knowledge, with personal data masked; tests/store_past.rs deletes others.
    "past_question_steps",
    "people",
    "revisions",
    "sessions",
    "settings",
    "ticket_events",
    "ticket_places",
    // SQLite's own.
    "sqlite_sequence",
    "sqlite_stat1",
    "sqlite_stat4",
];

fn erasure(account: u64) -> Erasure {
    Erasure {
        id: id(900_000),
        conversations: vec![own(account)],
        interaction: None,
        told: None,
        at: at(5000),
    }
}

async fn with_desk(store: &Store) {
    let guild = Guild {
        id: 7,
        settings: json!({}),
        desk: Some(8),
        operator: true,
    };
    store
        .change_guild(&guild, at(0), |it| *it = guild.clone())
        .await
        .unwrap();
}

/// Tables in which a word is found.
async fn tables_with(store: &Fresh, word: &str) -> BTreeSet<String> {
    let values = store.values().await.into_iter();
    let with = values.filter(|(_, _, value)| value.contains(word));
    with.map(|(table, _, _)| table).collect()
}

#[rstest]
#[tokio::test]
async fn every_table_is_known_to_have_words_of_askers_or_not(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let columns = store.columns().await;
    let tables: BTreeSet<_> = columns
        .iter()
        .map(|it| it.split('.').next().unwrap())
        .collect();
    let known = OF_ASKERS.iter().chain(&PLACES_OF_ASKERS).chain(&OF_NOBODY);
    let known: BTreeSet<_> = known.copied().collect();
    let unknown: Vec<_> = tables.difference(&known).collect();
    assert!(
        unknown.is_empty(),
        "what becomes of {unknown:?} when an asker's data are deleted? See store/erasing.rs"
    );
}

#[rstest]
#[tokio::test]
async fn all_of_a_person_is_exported_and_deleted_and_nothing_of_others(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    with_desk(&store).await;
    plant(&store, ACCOUNT, 1000).await;
    plant(&store, OTHER, 2000).await;
    let account = ACCOUNT.to_string();
    let planted = tables_with(&store, &account).await;
    let counted = ["choices", "ratings", "reminder_notices"];
    for table in OF_ASKERS.iter().filter(|it| !counted.contains(it)) {
        assert!(planted.contains(*table), "nothing was planted in {table}");
    }
    let all = store.values().await;
    for table in counted.iter().chain(&["watchers"]) {
        assert!(all.iter().any(|it| it.0 == *table), "{table} is empty");
    }
    for table in OF_NOBODY {
        assert!(!planted.contains(table), "{table} leads to a person");
    }

    let stored_now = stored::about(&store, &[own(ACCOUNT)], at(4000))
        .await
        .unwrap();
    let (text, json) = (
        stored::text_file(&stored_now),
        stored::json_file(&stored_now),
    );
    for what in [
        "質問",
        "回答",
        "業種",
        "相談",
        "連絡先",
        "相談の業種",
        "続き",
        "返信",
        "感想",
        "助成金",
        "訂正",
        "書きかけ",
    ] {
        let word = canary(what, ACCOUNT);
        assert!(json.contains(&word), "{word} is not in the JSON file");
        // A card of these tests is none that can be read.
        let in_text = what == "回答" || text.contains(&word);
        assert!(in_text, "{word} is not in the file: {text}");
    }
    for what in ["メモ", "下書き"] {
        let word = canary(what, ACCOUNT);
        assert!(!json.contains(&word) && !text.contains(&word), "{word}");
    }
    assert!(!json.contains(&OTHER.to_string()) && !text.contains(&OTHER.to_string()));

    let others = |all: Vec<(String, String, String)>| {
        let word = OTHER.to_string();
        let others = all.into_iter().filter(|it| it.2.contains(&word));
        others.collect::<BTreeSet<_>>()
    };
    let before = others(all);
    let erased = store.erase(&erasure(ACCOUNT)).await.unwrap();
    assert_eq!((erased.questions, erased.tickets.len()), (1, 2));
    assert_eq!(tables_with(&store, &account).await, BTreeSet::new());
    assert_eq!(others(store.values().await), before);
    let nothing = stored::about(&store, &[own(ACCOUNT)], at(6000))
        .await
        .unwrap();
    assert!(nothing.is_empty(), "{nothing:?}");
    assert_eq!(nothing.discord_servers, [0_u64; 0]);
}

#[rstest]
#[tokio::test]
async fn what_is_counted_stays_and_consultants_see_what_happened(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    with_desk(&store).await;
    plant(&store, ACCOUNT, 1000).await;
    let told = Outgoing::Say {
        text: "済み".to_owned(),
        to: origin(ACCOUNT, 77),
    };
    let erasure = Erasure {
        told: Some(told.clone()),
        interaction: Some(1002),
        ..erasure(ACCOUNT)
    };
    let erased = store.erase(&erasure).await.unwrap();
    assert!(store.is_posted(&told).await.unwrap());
    let left = store.left_over(id(98)).await.unwrap();
    assert_eq!(left.len(), 1, "what asks for it is being dealt with");

    let question = store.question(id(1000)).await.unwrap().unwrap();
    assert!(question.conversation.is_erased() && question.asked.is_empty());
    assert_eq!(question.entry, Some(EntryId("qa/a".to_owned())));
    assert_eq!(store.rating(id(1000)).await.unwrap(), Some(true));
    assert_eq!(store.choices(id(1000)).await.unwrap().len(), 1);
    let states: Vec<_> = erased.tickets.iter().map(|it| it.2).collect();
    assert_eq!(states, [Status::Closed, Status::Answered]);
    let sato = hire(&store, 50, "佐藤").await;
    for (ticket, number, before) in &erased.tickets {
        let (now, code) = store.ticket_by_number(*number).await.unwrap().unwrap();
        assert_eq!(
            (now.status, now.id, code.as_str()),
            (Status::Closed, *ticket, "")
        );
        let history = store.history(*ticket).await.unwrap();
        let events: Vec<_> = history.iter().map(|it| it.event).collect();
        let ends: &[Event] = match before {
            Status::Closed => &[Event::Closed, Event::Erased],
            _ => &[Event::Replied, Event::Withdrawn, Event::Erased],
        };
        assert!(events.ends_with(ends), "{events:?}");
        assert!(store.messages(*ticket).await.unwrap().is_empty());
        // Whoever still has the form open writes into nothing.
        for (event, by) in [(Event::AskerWrote, None), (Event::Replied, Some(&sato))] {
            let mut late = act(7000 + number.0.unsigned_abs(), event, by, Some("遅れて"));
            late.ticket = *ticket;
            assert_eq!(store.act_on_ticket(&late).await.unwrap(), Acted::NotNow);
        }
    }
    let first = erased.tickets[1].0;
    let stars = Stars::new(1).unwrap();
    let late = store.rate_ticket(first, stars, Some("遅れて"), at(9)).await;
    assert_eq!(late.unwrap(), RatedTicket::NotFound);
    let draft = Draft::default();
    let late = store
        .add_draft(id(999), first, &draft, sato.id, at(9))
        .await;
    assert_eq!(late.unwrap(), AddedDraft::NotNow);
    let satisfied = store
        .satisfaction(erased.tickets[0].0)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((satisfied.stars.count(), satisfied.word), (4, None));

    // Twice does no harm, and who comes back begins anew.
    let again = store.erase(&erasure).await.unwrap();
    assert_eq!((again.questions, again.tickets.len()), (0, 0));
    let mut asked = crate::support::questions::question(3000);
    asked.conversation = own(ACCOUNT);
    store.record_question(&asked).await.unwrap();
    assert!(store.is_first_answer(id(3000)).await.unwrap());
}

#[rstest]
#[tokio::test]
async fn no_reply_stays_that_comes_while_data_are_deleted(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    with_desk(&store).await;
    let sato = hire(&store, 50, "佐藤").await;
    let other = store.again().await;
    for n in (0..8).map(|it| 1 + it) {
        let mut ticket = new(n);
        ticket.conversation = own(ACCOUNT);
        store.open_ticket(&ticket).await.unwrap();
        let mut claim = act(n, Event::Claimed, Some(&sato), None);
        claim.ticket = ticket.id;
        done(&store, claim).await;
    }
    let by = sato.clone();
    everybody(40, |n| {
        let store = either(&store, &other, n);
        let by = by.clone();
        async move {
            if n == 20 {
                store.erase(&erasure(ACCOUNT)).await.unwrap();
                return;
            }
            let (event, by) = match n % 3 {
                0 => (Event::AskerWrote, None),
                _ => (Event::Replied, Some(&by)),
            };
            let mut act = act(100 + n, event, by, Some("カナリア"));
            act.ticket = TicketId(id(1 + n % 8));
            store.act_on_ticket(&act).await.unwrap();
        }
    })
    .await;
    assert_eq!(tables_with(&store, "カナリア").await, BTreeSet::new());
    for number in (0..8).map(|it| TicketNumber(1 + it)) {
        let (ticket, _) = store.ticket_by_number(number).await.unwrap().unwrap();
        assert_eq!(ticket.status, Status::Closed);
        assert!(ticket.conversation.is_erased());
    }
}

#[rstest]
#[tokio::test]
async fn an_asker_takes_a_ticket_back_and_may_come_again(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let sato = hire(&store, 50, "佐藤").await;
    store.open_ticket(&new(1)).await.unwrap();
    let withdraw = |n| act(n, Event::Withdrawn, None, None);
    let by_staff = act(9, Event::Withdrawn, Some(&sato), None);
    assert_eq!(store.act_on_ticket(&by_staff).await.unwrap(), Acted::NotNow);
    // Nobody has it.
    let taken_back = done(&store, withdraw(10)).await;
    assert_eq!(
        (taken_back.status, taken_back.owner),
        (Status::Closed, None)
    );
    assert_eq!(store.tickets_to_do(9).await.unwrap(), []);
    assert_eq!(
        store.act_on_ticket(&withdraw(11)).await.unwrap(),
        Acted::NotNow
    );
    let again = act(12, Event::AskerWrote, None, Some("やはり聞きたい"));
    assert_eq!(done(&store, again).await.status, Status::Open);
    // Somebody has it.
    done(&store, act(13, Event::Claimed, Some(&sato), None)).await;
    let taken_back = done(&store, withdraw(14)).await;
    assert_eq!(
        (taken_back.status, taken_back.owner),
        (Status::Closed, Some(sato.id))
    );
    let reply = act(15, Event::Replied, Some(&sato), Some("回答"));
    assert_eq!(store.act_on_ticket(&reply).await.unwrap(), Acted::NotNow);
}
