//! Streams of events, over a real socket: they begin at once, follow changes, end with the server.

use std::net::SocketAddr;

use madoguchi::{
    people::Role,
    web::{self, Office, WebSettings},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
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
    ended: JoinHandle<anyhow::Result<()>>,
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
        self.ended.await.unwrap().unwrap();
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
