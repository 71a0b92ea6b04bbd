//! What nobody but the desk may read reaches nobody else: marked words are planted in notes, in staff's
//! mail addresses, in other people's tickets, and then everything that goes out is read.

use std::fs;

use madoguchi::{desk::TicketNumber, people::Role};
use serde_json::Value;

use crate::{
    discord::bureau::{Bureau, button, has_button, id, text},
    support::discord::{ASKER, CONSULTANTS, OWNER, Request, STAFF},
    web::visit::{Browser, Page, Place},
};

const NOTE: &str = "カナリア社内メモ";
const HANDOVER: &str = "カナリア引き継ぎ";
const STAFF_MAIL: &str = "canary-staff@example.jp";
const OTHER: &str = "カナリア他人の相談";
const OTHER_CONTACT: &str = "canary-other@example.jp";
const OTHER_REPLY: &str = "カナリア他人への返信";
const OTHER_WORD: &str = "カナリア他人の感想";
const CANARIES: [&str; 7] = [
    NOTE,
    HANDOVER,
    STAFF_MAIL,
    OTHER,
    OTHER_CONTACT,
    OTHER_REPLY,
    OTHER_WORD,
];

fn is_clean(what: &str, text: &str) {
    for canary in CANARIES {
        assert!(!text.contains(canary), "{canary} in {what}: {text}");
    }
}

/// The paths of the product's own tables of routes, with the methods that they take.
fn routes() -> Vec<(String, bool, bool)> {
    let mut found = Vec::new();
    for file in fs::read_dir("src/web")
        .unwrap()
        .map(|it| it.unwrap().path())
    {
        let Ok(text) = fs::read_to_string(&file) else {
            continue;
        };
        for route in text.split(".route(\"").skip(1) {
            let (path, rest) = route.split_once('"').unwrap();
            let methods = rest.split(".route(").next().unwrap();
            let methods = methods.split('\n').next().unwrap();
            let (get, post) = (methods.contains("get("), methods.contains("post("));
            assert!(get || post, "{path} of {}", file.display());
            found.push((path.to_owned(), get, post));
        }
    }
    found.sort();
    found
}

async fn act(browser: &mut Browser, number: &str, action: &str, text: &str) -> Page {
    let path = format!("/desk/tickets/{number}/{action}");
    browser.post(&path, &[("text", text)]).await
}

/// A ticket from the question to the end, with a note; returns its number and code.
async fn life(asker: &mut Browser, staff: &mut Browser, words: [&str; 4]) -> (String, String) {
    let [question, contact, reply, word] = words;
    let asked = asker.choose().await;
    let fields = [
        ("question", question),
        ("question_id", asked.as_str()),
        ("contact", contact),
    ];
    let target = asker.post("/tickets", &fields).await.target().to_owned();
    let code = asker
        .get(&target)
        .await
        .between("id=\"code\">", "<")
        .to_owned();
    let number = target.strip_prefix("/tickets/").unwrap().to_owned();
    act(staff, &number, "claim", "").await;
    act(staff, &number, "note", &format!("{NOTE} {STAFF_MAIL}")).await;
    act(staff, &number, "reply", reply).await;
    act(staff, &number, "close", "").await;
    let path = format!("/tickets/{number}/satisfaction");
    asker.post(&path, &[("stars", "2"), ("text", word)]).await;
    (number, code)
}

/// An asker, and the path parts that this asker may try.
struct Planted {
    asker: Browser,
    mine: String,
    theirs: String,
    their_code: String,
    draft: String,
}

/// Two askers' tickets, and what the desk has of them.
async fn plant(place: &Place) -> Planted {
    let mut staff = place.staff("佐藤", Role::Admin).await;
    let mut suzuki = place.staff("鈴木", Role::Consultant).await;
    let (mut other, mut asker) = (place.browser(), place.browser());
    let words = [OTHER, OTHER_CONTACT, OTHER_REPLY, OTHER_WORD];
    let (theirs, their_code) = life(&mut other, &mut staff, words).await;
    let words = ["私の相談です", "taro@example.jp", "私への返信です", "早い"];
    let (mine, _) = life(&mut asker, &mut staff, words).await;
    // Reopened, and handed to a colleague with a note.
    let path = format!("/tickets/{mine}");
    asker.post(&path, &[("text", "続きです")]).await;
    act(&mut staff, &mine, "claim", "").await;
    let people = place.store.people().await.unwrap();
    let to = people.iter().find(|it| it.name == "鈴木").unwrap().id.0;
    let fields = [("text", HANDOVER), ("to", &to.to_string())];
    let path = format!("/desk/tickets/{mine}/transfer");
    staff.post(&path, &fields).await;
    act(&mut suzuki, &mine, "close", "").await;
    let path = format!("/desk/tickets/{mine}/draft");
    let draft = staff.post(&path, &[]).await.target().to_owned();

    // The desk reads them all: they were planted.
    let path = format!("/desk/tickets/{mine}/record.txt");
    let desk = suzuki.get(&path).await;
    for canary in [NOTE, HANDOVER, STAFF_MAIL] {
        assert!(desk.says(canary), "{canary}: {}", desk.body);
    }
    let desk = suzuki.get(&format!("/desk/tickets/{theirs}")).await;
    for canary in [OTHER, OTHER_CONTACT, OTHER_REPLY, OTHER_WORD] {
        assert!(desk.says(canary), "{canary}: {}", desk.body);
    }
    is_clean("a draft", &suzuki.get(&draft).await.body);
    Planted {
        asker,
        mine,
        theirs,
        their_code,
        draft: draft.strip_prefix("/desk/drafts/").unwrap().to_owned(),
    }
}

#[tokio::test]
async fn no_page_for_askers_has_what_only_the_desk_may_read() {
    let place = Place::open().await;
    let Planted {
        mut asker,
        mine,
        theirs,
        their_code,
        draft,
    } = plant(&place).await;
    let routes = routes();
    assert!(30 < routes.len(), "{routes:?}");
    let mut own = 0;
    for (path, get, post) in &routes {
        for number in [&mine, &theirs] {
            let filled = path
                .replace("{number}", number)
                .replace("{id}", &draft)
                .replace("{action}", "reply")
                .replace("{slug}", "nakanuke")
                .replace("{token}", &their_code)
                .replace("{name}", "site.js");
            // A stream never ends; it carries numbers only (see the tests of live pages).
            if *get && !filled.ends_with("/events") {
                let page = asker.get(&filled).await;
                is_clean(&filled, &format!("{:?} {}", page.headers, page.body));
                own += usize::from(page.says("私への返信です"));
            }
            if *post && !filled.ends_with("/reset") {
                let page = asker
                    .post(&filled, &[("number", number), ("text", "")])
                    .await;
                is_clean(&filled, &format!("{:?} {}", page.headers, page.body));
            }
        }
    }
    // What is stored of the asker is the same for both numbers.
    assert_eq!(
        own, 8,
        "the page, its messages, the record twice; twice all that is stored as either file"
    );
}

/// Whom a request of the bot reaches: the desk's channel and threads, or consultants, or others.
fn reaches_others(bureau: &Bureau, request: &Request) -> bool {
    let parts: Vec<&str> = request.path.trim_matches('/').split('/').collect();
    let people = |token: &str| {
        bureau.with(|state| {
            let mut all = state.world.interactions.values();
            let found = all.find(|it| it.token == token);
            found.map(|it| it.person)
        })
    };
    let to = match parts.as_slice() {
        ["channels", channel, ..] => {
            let channel: u64 = channel.parse().unwrap();
            let in_desk = channel == STAFF
                || bureau.with(|state| {
                    state
                        .world
                        .messages
                        .get(&channel)
                        .is_some_and(|it| it.channel == STAFF)
                });
            return !in_desk;
        }
        ["interactions", _, token, ..] | ["webhooks", _, token, ..] => people(token),
        _ => None,
    };
    !to.is_some_and(|it| CONSULTANTS.contains(&it))
}

/// A ticket's life on Discord, up to its second closing.
async fn life_on_discord(bureau: &Bureau, person: u64, words: [&str; 3]) -> Value {
    let [question, reply, word] = words;
    let answer = bureau.ask(person, "中抜けの時間はどう扱いますか").await;
    let consult = super::discord::bureau::buttons(&answer);
    let consult = consult
        .into_iter()
        .rfind(|it| it.0.ends_with("相談員に聞く"));
    let press = bureau.presses(person, id(&answer), &consult.unwrap().1);
    let form = press.first().await.data["custom_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let fields = [("text", question), ("contact", OTHER_CONTACT)];
    let fields = if person == ASKER {
        &fields[..1]
    } else {
        &fields
    };
    bureau.submits_modal(person, &form, fields).original().await;
    let card = bureau
        .message_where(STAFF, |it| text(it).contains(question))
        .await;
    bureau.staff_presses(0, id(&card), "担当する").await;
    let note = format!("{NOTE} {STAFF_MAIL}");
    bureau.staff_writes(0, id(&card), "社内メモ", &note).await;
    bureau.staff_writes(0, id(&card), "返信", reply).await;
    bureau.staff_presses(0, id(&card), "解決").await;
    let told = bureau
        .message_where(bureau.direct(person), |it| has_button(it, "3（ふつう）"))
        .await;
    let press = bureau.presses(person, id(&told), &button(&told, "3（ふつう）"));
    let form = press.first().await.data["custom_id"]
        .as_str()
        .unwrap()
        .to_owned();
    bureau
        .submits_modal(person, &form, &[("text", word)])
        .first()
        .await;
    let record = button(&told, "記録を受け取る");
    bureau.presses(person, id(&told), &record).first().await;
    let thread = id(&card);
    bureau
        .message_where(thread, |it| text(it).contains(NOTE))
        .await;
    card
}

#[tokio::test]
async fn no_request_of_the_bot_carries_it_to_anybody_but_the_desk() {
    let bureau = Bureau::open().await;
    life_on_discord(&bureau, OWNER, [OTHER, OTHER_REPLY, OTHER_WORD]).await;
    // What the other asker gets is theirs; from here on it reaches nobody else.
    bureau.settled().await;
    bureau.forget_requests();
    let card = life_on_discord(&bureau, ASKER, ["私の相談です", "私への返信です", "早い"]).await;
    bureau.staff_presses(0, id(&card), "知識にする").await;
    for (name, options) in [
        ("ticket", vec![]),
        ("ticket", vec![("number", serde_json::json!(1))]),
        ("ticket", vec![("number", serde_json::json!(2))]),
        ("privacy", vec![]),
        ("help", vec![]),
    ] {
        bureau.command(ASKER, name, &options).first().await;
    }
    while bureau.store.next_due().await.unwrap().is_some() {
        tokio::task::yield_now().await;
    }
    bureau.settled().await;

    let (others, desk): (Vec<_>, Vec<_>) = bureau
        .requests()
        .into_iter()
        .partition(|it| reaches_others(&bureau, it));
    let read = |all: &[Request]| -> String {
        let texts = all
            .iter()
            .map(|it| format!("{} {} {:?}\n", it.path, it.body, it.files));
        texts.collect()
    };
    assert!(read(&desk).contains(NOTE), "it was planted");
    let read = read(&others);
    assert!(read.contains("私への返信です") && read.contains("madoguchi-2.txt"));
    is_clean("what went to others", &read);
    let ticket = bureau
        .store
        .ticket_by_number(TicketNumber(2))
        .await
        .unwrap();
    let said = bureau
        .store
        .satisfaction(ticket.unwrap().0.id)
        .await
        .unwrap();
    assert_eq!(said.unwrap().word.as_deref(), Some("早い"));
}
