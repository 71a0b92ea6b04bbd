//! Streams of events, over a real socket: they begin at once, follow changes, end with the server.

use std::net::SocketAddr;

use madoguchi::web::{self, WebSettings};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::oneshot,
};

use super::visit::Place;

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

#[tokio::test]
async fn a_stream_follows_the_ticket_and_ends_with_the_server() {
    // The same store twice: a browser on a router, and a server with a socket, like two processes.
    let (office, place) = Place::office(WebSettings::default()).await;
    let other = place.second(WebSettings::default()).await;
    let mut asker = other.browser();
    let (number, _) = asker.ticket("質問").await;

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(web::serve(listener, office, async {
        let _ = stopped.await;
    }));
    let cookies: Vec<_> = asker
        .cookies()
        .iter()
        .map(|(k, v)| format!("{k}={v}"))
        .collect();
    let cookies = cookies.join("; ");
    let request = format!(
        "GET /tickets/{number}/events HTTP/1.1\r\nHost: {address}\r\nCookie: {cookies}\r\n\r\n"
    );
    let stream = send(address, &request).await;
    let mut seen = String::new();
    assert!(read(&stream, &mut seen, "event: change", 1).await, "{seen}");
    assert!(seen.contains("text/event-stream"), "{seen}");

    asker
        .post(&format!("/tickets/{number}"), &[("text", "追記の本文")])
        .await;
    assert!(read(&stream, &mut seen, "event: change", 2).await, "{seen}");
    assert!(!seen.contains("追記の本文"), "events carry no text");

    stop.send(()).unwrap();
    assert!(
        !read(&stream, &mut seen, "never", 1).await,
        "the stream ends"
    );
    server.await.unwrap().unwrap();
}
