//! Streams of events, over a real socket: they begin at once, follow changes, end with the server.

use std::{
    io::{self, ErrorKind::WouldBlock},
    net::SocketAddr,
    time::Duration,
};

use madoguchi::{
    desk::{Delivery, TicketNumber},
    people::Role,
    web::{self, Office, WebSettings},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
    time::timeout,
};

use super::visit::{Browser, Place};

/// Reads from `stream` until `text` came `times` times, or it ended; returns what came.
async fn read(stream: &TcpStream, seen: &mut String, text: &str, times: usize) -> bool {
    let mut buffer = [0; 4096];
    while seen.matches(text).count() < times {
        stream.readable().await.unwrap();
        match stream.try_read(&mut buffer) {
            Ok(0) => return false,
            Ok(count) => seen.push_str(&String::from_utf8_lossy(&buffer[..count])),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(error) => panic!("{error}"),
        }
    }
    true
}

async fn send(address: SocketAddr, request: &str) -> TcpStream {
    let stream = TcpStream::connect(address).await.unwrap();
    stream.writable().await.unwrap();
    let written = stream.try_write(request.as_bytes()).unwrap();
    assert_eq!(written, request.len());
    stream
}

/// A server with a socket.
struct Server {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

impl Server {
    async fn start(office: Office) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let ended = tokio::spawn(web::serve(listener, office, async {
            let _ = stopped.await;
        }));
        Server {
            address,
            stop,
            ended,
        }
    }

    /// Opens a stream of events with this browser's cookies.
    async fn listen(&self, browser: &Browser, path: &str) -> TcpStream {
        let cookies = browser.cookies().iter().map(|(k, v)| format!("{k}={v}"));
        let cookies = cookies.collect::<Vec<_>>().join("; ");
        let address = self.address;
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookies}\r\n\r\n");
        send(address, &request).await
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        self.ended.await.unwrap();
    }
}

#[tokio::test]
async fn a_stream_follows_the_ticket_and_ends_with_the_server() {
    // The same store twice: a browser on a router, and a server with a socket, like two processes.
    let place = Place::open().await;
    let server = Server::start(place.open_again(WebSettings::default()).await).await;
    let mut asker = place.browser();
    let (number, _) = asker.ticket("質問").await;
    let path = format!("/tickets/{number}/events");
    let stream = server.listen(&asker, &path).await;
    let mut seen = String::new();
    assert!(read(&stream, &mut seen, "event: change", 1).await, "{seen}");
    assert!(seen.contains("text/event-stream"), "{seen}");

    asker
        .post(&format!("/tickets/{number}"), &[("text", "追記の本文")])
        .await;
    assert!(read(&stream, &mut seen, "event: change", 2).await, "{seen}");
    assert!(!seen.contains("追記の本文"), "events carry no text");

    server.stop().await;
    let more = read(&stream, &mut seen, "never", 1).await;
    assert!(!more, "the stream ends");
}

#[tokio::test]
async fn a_note_reaches_the_colleagues_open_page_and_not_the_askers() {
    let place = Place::open().await;
    let mut asker = place.browser();
    let (number, _) = asker.ticket("質問").await;
    let mut sato = place.staff("佐藤", Role::Consultant).await;
    let mut suzuki = place.staff("鈴木", Role::Consultant).await;
    let desk = format!("/desk/tickets/{number}");
    sato.post(&format!("{desk}/claim"), &[]).await;

    let server = Server::start(place.open_again(WebSettings::default()).await).await;
    let of_asker = server
        .listen(&asker, &format!("/tickets/{number}/events"))
        .await;
    let of_suzuki = server.listen(&suzuki, "/desk/events").await;
    let (mut to_asker, mut to_suzuki) = (String::new(), String::new());
    assert!(read(&of_asker, &mut to_asker, "event: change", 1).await);
    assert!(read(&of_suzuki, &mut to_suzuki, "event: change", 1).await);
    let version = suzuki.get(&format!("{desk}/thread")).await;
    let version = version.between("data-version=\"", "\"").to_owned();

    let note = [("text", "次の会議で決める")];
    sato.post(&format!("{desk}/note"), &note).await;
    assert!(read(&of_suzuki, &mut to_suzuki, "event: change", 2).await);
    let thread = suzuki.get(&format!("{desk}/thread")).await;
    assert!(thread.says("次の会議で決める"), "{}", thread.body);
    assert_ne!(thread.between("data-version=\"", "\""), version);

    // What the asker gets next is the reply, and nothing before it.
    let reply = [("text", "お答えします")];
    sato.post(&format!("{desk}/reply"), &reply).await;
    assert!(read(&of_suzuki, &mut to_suzuki, "event: change", 3).await);
    assert!(read(&of_asker, &mut to_asker, "event: change", 2).await);
    server.stop().await;
    read(&of_asker, &mut to_asker, "never", 1).await;
    assert_eq!(to_asker.matches("event: change").count(), 2, "{to_asker}");
}

#[tokio::test]
async fn the_part_of_the_desks_page_that_changes_has_the_deliveries() {
    let place = Place::open().await;
    place.browser().ticket("質問").await;
    let mut sato = place.staff("佐藤", Role::Consultant).await;
    sato.post("/desk/tickets/1/claim", &[]).await;
    let reply = [("text", "お答えします")];
    sato.post("/desk/tickets/1/reply", &reply).await;
    let mut versions = Vec::new();
    let found = place.store.ticket_by_number(TicketNumber(1)).await;
    let (ticket, _) = found.unwrap().unwrap();
    let message = place.store.messages(ticket.id).await.unwrap()[0].id;
    for (delivery, words) in [
        (Delivery::Sending, "送信中"),
        (Delivery::Checking, "送信確認中"),
        (Delivery::Sent, "送信済み"),
    ] {
        let now = place.clock.now();
        let set = place.store.set_delivery(ticket.id, message, delivery, now);
        set.await.unwrap();
        let thread = sato.get("/desk/tickets/1/thread").await;
        assert!(thread.says(words), "{words} in {}", thread.body);
        versions.push(thread.between("data-version=\"", "\"").to_owned());
    }
    versions.dedup();
    assert_eq!(versions.len(), 3, "{versions:?}");
}

#[tokio::test]
async fn a_page_of_a_merged_ticket_follows_the_one_where_it_goes_on() {
    let place = Place::open().await;
    let mut asker = place.browser();
    asker.ticket("手当は割増賃金に入りますか").await;
    asker.ticket("手当と割増賃金の件、もう一度です").await;
    let mut sato = place.staff("佐藤", Role::Consultant).await;
    for number in [1, 2] {
        sato.post(&format!("/desk/tickets/{number}/claim"), &[])
            .await;
    }
    let server = Server::start(place.open_again(WebSettings::default()).await).await;
    let stream = server.listen(&asker, "/tickets/2/events").await;
    let mut seen = String::new();
    assert!(read(&stream, &mut seen, "event: change", 1).await, "{seen}");
    sato.post("/desk/tickets/2/merge", &[("into", "1")]).await;
    let reply = [("text", "まとめてお答えします")];
    sato.post("/desk/tickets/1/reply", &reply).await;
    // The merge; in the other ticket what it brings, its words and the reply.
    assert!(read(&stream, &mut seen, "event: change", 5).await, "{seen}");
    assert!(asker.get("/tickets/2/messages").await.says(reply[0].1));
    server.stop().await;
}

#[tokio::test]
async fn an_address_has_so_many_open_streams_and_no_more() {
    let place = Place::open().await;
    let settings = WebSettings {
        live_pages_per_address: 2,
        ..WebSettings::default()
    };
    // Before the server: a change of the ticket would end its streams.
    let mut asker = place.browser();
    let (number, _) = asker.ticket("質問").await;
    let server = Server::start(place.open_again(settings).await).await;
    let path = format!("/tickets/{number}/events");
    let mut open = Vec::new();
    for _ in 0..2 {
        let stream = server.listen(&asker, &path).await;
        assert!(read(&stream, &mut String::new(), "event: change", 1).await);
        open.push(stream);
    }
    // The desk's streams count, too; both are told in words, and when to try again.
    let staff = place.staff("佐藤", Role::Consultant).await;
    for (browser, path) in [(&asker, path.as_str()), (&staff, "/desk/events")] {
        let refused = server.listen(browser, path).await;
        let mut answer = String::new();
        assert!(read(&refused, &mut answer, "</html>", 1).await, "{answer}");
        assert!(answer.starts_with("HTTP/1.1 429 "), "{answer}");
        assert!(answer.contains("retry-after: 30\r\n"), "{answer}");
        assert!(answer.contains("少し時間をおいて"), "{answer}");
    }
    // One page is closed: when the server has noticed, there is room for another.
    open.pop();
    let mut answer = String::new();
    for _ in 0..10_000 {
        let again = server.listen(&asker, &path).await;
        answer.clear();
        read(&again, &mut answer, "\r\n\r\n", 1).await;
        if answer.starts_with("HTTP/1.1 200 ") {
            break;
        }
    }
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    server.stop().await;
}

/// Sends one byte after the other for as long as the server listens; returns how many.
async fn dribble(stream: TcpStream) -> usize {
    let mut buffer = [0; 64];
    let goes_on = |it: io::Result<usize>| it.is_err_and(|error| error.kind() == WouldBlock);
    for sent in 0..10_000 {
        let pause = timeout(Duration::from_millis(5), stream.readable()).await;
        if pause.is_ok() && !goes_on(stream.try_read(&mut buffer)) {
            return sent;
        }
        let written = stream.try_write(b"x");
        if written.is_err() && !goes_on(written) {
            return sent;
        }
    }
    panic!("the server listens for ever");
}

#[tokio::test]
async fn a_head_that_comes_byte_by_byte_is_cut_off_and_others_are_served() {
    let settings = WebSettings {
        head_time: Duration::from_millis(200),
        ..WebSettings::default()
    };
    let place = Place::open().await;
    let server = Server::start(place.open_again(settings).await).await;
    let head = "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ";
    let slow = send(server.address, head).await;
    assert!(0 < dribble(slow).await);
    // Also one that never begins.
    let silent = TcpStream::connect(server.address).await.unwrap();
    assert!(!read(&silent, &mut String::new(), "never", 1).await);
    let request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let stream = send(server.address, request).await;
    assert!(read(&stream, &mut String::new(), "ok", 1).await);
    server.stop().await;
}
