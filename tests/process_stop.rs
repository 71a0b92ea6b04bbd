//! How the server starts, refuses to start, and stops.

use std::{
    fs,
    io::{BufRead as _, BufReader, PipeWriter, Read as _, Write as _},
    net::{TcpListener, TcpStream},
};

use crate::support::{
    browser::Browser,
    server::{House, KNOWN, Server},
};

/// Sends the head of a form and returns when the server asks for the rest, so that the request is
/// in the hands of a page.
fn half_a_question(server: &Server, cookie: &str, body: &str) -> BufReader<TcpStream> {
    let address = server.base.strip_prefix("http://").unwrap();
    let mut stream = BufReader::new(TcpStream::connect(address).unwrap());
    let head = format!(
        "POST /ask HTTP/1.1\r\nhost: {address}\r\ncookie: {cookie}\r\nexpect: 100-continue\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.get_mut().write_all(head.as_bytes()).unwrap();
    let mut line = String::new();
    stream.read_line(&mut line).unwrap();
    assert_eq!(line, "HTTP/1.1 100 Continue\r\n");
    stream.read_line(&mut line).unwrap();
    stream
}

#[test]
fn what_is_in_flight_is_answered_before_the_server_stops() {
    let house = House::new();
    let server = house.serve();
    let mut browser = Browser::at(&server.base);
    let csrf = browser.get("/").field("csrf").to_owned();
    let body = format!("csrf={csrf}&question={KNOWN}");
    let cookie = browser.cookie();
    let mut waiting: Vec<_> = (0..8)
        .map(|_| half_a_question(&server, &cookie, &body))
        .collect();
    // A page that listens: its stream would never end by itself.
    let blank = browser.get("/tickets/new");
    let event = blank.field("event");
    let fields = [("event", event), ("question", "残業は何時間まで")];
    let number = browser
        .post("/tickets", blank.field("csrf"), &fields)
        .ticket();
    let mut listener = browser.listen(&format!("/tickets/{number}/events"));
    server.terminate();
    // The stream ends when the stop has begun.
    let mut events = String::new();
    listener.read_to_string(&mut events).unwrap();
    for stream in &mut waiting {
        stream.get_mut().write_all(body.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 303 "), "{answer}");
    }
    let ended = server.ended();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(ended.stdout.lines().count(), 3, "{ended:?}");
    for trouble in ["WARN", "ERROR", "panicked", "\u{1b}["] {
        assert!(!ended.stderr.contains(trouble), "{ended:?}");
    }
    // Stored, too.
    let server = house.serve();
    browser.moves(&server.base);
    let page = browser.get("/").body;
    assert_eq!(page.matches("class=\"card").count(), 8, "{page}");
    assert_eq!(server.stop().code, Some(0));
}

#[test]
fn a_request_that_never_ends_does_not_hold_up_the_stop_for_ever() {
    let house = House::new();
    let server = house.serve();
    let address = server.base.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(b"GET / HT").unwrap();
    // The server has read it when it has answered a later one on another connection.
    Browser::at(&server.base).get("/healthz");
    let ended = server.stop();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(!ended.stderr.contains("panicked"), "{ended:?}");
}

#[test]
fn a_second_server_on_the_same_data_is_refused_and_the_first_goes_on() {
    let house = House::new();
    let first = house.serve();
    let second = house.try_serve().err().unwrap();
    second.is_refused("動いている別の窓口が使っています。");
    assert_eq!(second.stdout, "");
    let mut browser = Browser::at(&first.base);
    assert_eq!(browser.get("/readyz").body, "ready");
    browser.log_in(first.login.as_deref().unwrap());
    // Killed rather than stopped: the lock goes with the process.
    first.kill();
    let again = house.serve();
    assert_eq!(Browser::at(&again.base).get("/readyz").body, "ready");
}

#[test]
fn a_server_that_is_stopped_as_soon_as_it_says_how_ends_well() {
    let house = House::new();
    for _ in 0..5 {
        assert_eq!(house.serve().stop().code, Some(0));
    }
}

#[test]
fn a_data_directory_that_cannot_be_used_is_told() {
    let house = House::new();
    fs::write(house.path("ファイル"), "").unwrap();
    let config = house.path("config.toml");
    let config = config.to_str().unwrap();
    for place in ["ファイル", "ファイル/下"] {
        let serve = ["serve", "--data", place, "--listen", "127.0.0.1:0"];
        let ended = house.run(&[&serve[..], &["--config", config]].concat());
        ended.is_refused("読み書きできません。");
        assert!(ended.stderr.contains(place), "{ended:?}");
        for command in [&["ask", "中抜け"][..], &["chat"]] {
            let ended = house.run(&[command, &["--data", place]].concat());
            ended.is_refused("--data");
        }
        let login = [
            "login", "--name", "佐藤", "--role", "admin", "--data", place,
        ];
        house.run(&login).is_refused("--data");
        let export = ["knowledge", "export", "out", "--data", place];
        house.run(&export).is_refused("--data");
    }
}

#[test]
fn a_wrong_configuration_is_told_with_its_line() {
    let house = House::new();
    house.configure("listen = \"127.0.0.1:0\"\n\n[limits]\nasks_per_minuet = 3\n");
    let ended = house.try_serve().err().unwrap();
    assert_eq!(ended.code, Some(1), "{ended:?}");
    for part in [
        "config.toml",
        "誤りがあります。",
        "line 4",
        "asks_per_minuet",
    ] {
        assert!(ended.stderr.contains(part), "{part}: {ended:?}");
    }
    house.configure("[log]\nfilter = \"ひどい=誤り=filter\"\n");
    let ended = house.try_serve().err().unwrap();
    ended.is_refused("ひどい=誤り=filter");
    house.configure("[limits]\nasks_per_minute = 0\n");
    house.try_serve().err().unwrap().is_refused("limits");
    house
        .run(&["serve", "--config", "ない.toml"])
        .is_refused("ない.toml");
    let outside = ["serve", "--listen", "0.0.0.0:0"];
    house.run(&outside).is_refused("--insecure");
    let nowhere = ["serve", "--knowledge", "ない", "--listen", "127.0.0.1:0"];
    house.run(&nowhere).is_refused("「ない」");
    house
        .run(&["ask", KNOWN, "--knowledge", "ない"])
        .is_refused("「ない」");
    let mut poor = House::new();
    let url = "postgres://user:geheim@127.0.0.1:1/madoguchi".to_owned();
    poor.environment.push(("MADOGUCHI_DATABASE_URL", url));
    let ended = poor.try_serve().err().unwrap();
    ended.is_refused("データベースにつながりません。");
    assert!(!ended.stderr.contains("geheim"), "{ended:?}");
}

#[test]
fn a_port_in_use_is_told() {
    let house = House::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let knowledge = house.knowledge();
    let knowledge = knowledge.to_str().unwrap();
    let serve = ["serve", "--listen", &address, "--knowledge", knowledge];
    let ended = house.run(&serve);
    // The log tells of the start, so only the last line is the sentence.
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let last = ended.stderr.lines().last().unwrap();
    assert!(last.contains("別のプログラムが使っています。"), "{ended:?}");
    assert!(last.contains("--listen"), "{ended:?}");
    assert_eq!(ended.stdout, "");
}

#[test]
fn whoever_reads_the_output_may_stop_reading() {
    let house = House::new();
    for arguments in [&["check", "knowledge"][..], &["ask", KNOWN], &["chat"]] {
        let mut child = house.command(arguments);
        let child = child.stdout(unread());
        let output = child.output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{stderr}");
        assert!(!stderr.contains("panicked"), "{stderr}");
    }
    // A server serves on although nobody sees its log.
    let server = Server::start(house.server().stderr(unread())).unwrap();
    let mut browser = Browser::at(&server.base);
    assert_eq!(browser.get("/readyz").body, "ready");
    let csrf = browser.get("/").field("csrf").to_owned();
    let page = browser.post("/ask", &csrf, &[("question", KNOWN)]);
    assert_eq!(page.status, 303, "{page:?}");
    assert_eq!(server.stop().code, Some(0));
}

/// A pipe that nobody reads.
fn unread() -> PipeWriter {
    std::io::pipe().unwrap().1
}
