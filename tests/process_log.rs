//! The log says what happened, never what people wrote, who they are, or what opens a door; also
//! with everything switched on that the libraries below can tell.

use crate::support::{
    backend::empty_schema,
    browser::{Browser, Page},
    server::{House, KNOWN},
};

/// Stand in what is written; ASCII, so that they are found in every encoding.
const QUESTION: &str = "geheim-question";
const MATTER: &str = "geheim-matter";
const CONTACT: &str = "geheim@example.jp";
const NAME: &str = "geheim-sato";
const REPLY: &str = "geheim-reply";
const NOTE: &str = "geheim-note";
const MORE: &str = "geheim-more";
const PASSWORD: &str = "geheim-password";

/// Goes the whole way of a ticket and returns the secrets that were met: cookies, codes, tokens.
fn whole_way(house: &House, base: &str) -> Vec<String> {
    let mut asker = Browser::at(base);
    let home = asker.get("/");
    let csrf = home.field("csrf").to_owned();
    let question = format!("{KNOWN} {QUESTION}");
    let asked = asker.post("/ask", &csrf, &[("question", &question)]);
    assert_eq!(asked.status, 303, "{asked:?}");
    asker.post("/ask", "wrong", &[("question", &question)]);
    asker.post("/ask", &csrf, &[("question", &QUESTION.repeat(500))]);
    let blank = asker.get("/tickets/new");
    let fields = [
        ("event", blank.field("event")),
        ("question", MATTER),
        ("contact", CONTACT),
        ("prefecture", "大阪府"),
    ];
    let number = asker.post("/tickets", &csrf, &fields).ticket();
    let path = format!("/tickets/{number}");
    let code = code(&asker.get(&path));
    let mut staff = Browser::at(base);
    let link = house.login_link(NAME);
    staff.log_in(&link);
    let desk = format!("/desk/tickets/{number}");
    for (action, text) in [
        ("claim", ""),
        ("reply", REPLY),
        ("note", NOTE),
        ("close", ""),
    ] {
        let page = staff.get(&desk);
        let fields = [("event", page.field("event")), ("text", text)];
        let done = staff.post(&format!("{desk}/{action}"), page.field("csrf"), &fields);
        assert_eq!(done.status, 303, "{done:?}");
    }
    let page = asker.get(&path);
    let fields = [("event", page.field("event")), ("text", MORE)];
    assert_eq!(asker.post(&path, &csrf, &fields).status, 303);
    // On another device, first with a wrong code.
    let mut other = Browser::at(base);
    let csrf = other.get("/receipt").field("csrf").to_owned();
    let number = number.to_string();
    let fields = [("number", number.as_str()), ("code", "2345-6789-ACDE-FGHJ")];
    assert_eq!(other.post("/receipt", &csrf, &fields).status, 422);
    let fields = [("number", number.as_str()), ("code", &code)];
    assert_eq!(other.post("/receipt", &csrf, &fields).status, 303);
    let token = link.trim_start_matches("/login/").to_owned();
    let mut secrets = vec![code.replace('-', ""), code, token, csrf];
    for browser in [asker, staff, other] {
        let cookies = browser.cookie();
        let values = cookies.split("; ").filter_map(|it| it.split_once('='));
        secrets.extend(values.map(|(_, value)| value.to_owned()));
    }
    secrets
}

/// The confirmation code on a receipt.
fn code(page: &Page) -> String {
    let (_, rest) = page.body.split_once("id=\"code\">").unwrap();
    rest.split_once('<').unwrap().0.to_owned()
}

fn nothing_secret_is_logged(mut house: House, url: Option<String>) {
    house
        .environment
        .extend(url.map(|it| ("MADOGUCHI_DATABASE_URL", it)));
    for format in ["text", "json"] {
        house.configure(&format!(
            "[log]\nfilter = \"trace\"\nformat = \"{format}\"\n"
        ));
        let server = house.serve();
        let mut secrets = whole_way(&house, &server.base);
        secrets.extend(server.login.iter().map(|it| it.replace("/login/", "")));
        let written = [QUESTION, MATTER, CONTACT, NAME, REPLY, NOTE, MORE, PASSWORD];
        secrets.extend(written.map(str::to_owned));
        assert!(15 < secrets.len());
        let ended = server.stop();
        let log = ended.stderr;
        assert_eq!(ended.code, Some(0), "{log}");
        // Everything is switched on, or the test would prove nothing.
        assert!(log.contains("TRACE") && log.contains("a ticket came in"));
        for secret in secrets.iter().filter(|it| !it.is_empty()) {
            let lines: Vec<_> = log
                .lines()
                .filter(|it| it.contains(secret.as_str()))
                .collect();
            assert!(lines.is_empty(), "{secret} in {lines:#?}");
        }
        let own = KNOWN.split('？').next().unwrap();
        assert!(!log.contains(own), "{log}");
    }
}

#[test]
fn with_sqlite_nothing_secret_is_logged() {
    nothing_secret_is_logged(House::new(), None);
}

#[test]
fn with_postgres_nothing_secret_is_logged() {
    let Some(url) = schema() else { return };
    let secret = url.replacen("postgres@", &format!("postgres:{PASSWORD}@"), 1);
    nothing_secret_is_logged(House::new(), Some(secret));
}

#[tokio::main(flavor = "current_thread")]
async fn schema() -> Option<String> {
    empty_schema().await
}
