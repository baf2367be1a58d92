//! Connections: slow ones, many of them, and the end of the host.

use crate::host::Host;
use deskbell_http::Config;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn connect(host: &Host) -> TcpStream {
    TcpStream::connect(host.address).await.unwrap()
}

/// Everything until the other side closes.
async fn rest(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    stream.read_to_end(&mut all).await.unwrap();
    String::from_utf8_lossy(&all).into_owned()
}

#[tokio::test]
async fn a_head_that_never_ends_is_ended() {
    let host = Host::with(Config { header_timeout_s: 1, ..Config::default() }).await;
    for begun in ["", "P", "GET / HTTP/1.1\r\nHost: x\r\n"] {
        let mut slow = connect(&host).await;
        slow.write_all(begun.as_bytes()).await.unwrap();
        let answer = rest(&mut slow).await;
        assert!(!answer.contains("200 OK"), "{begun:?}: {answer}");
    }
}

#[tokio::test]
async fn a_body_that_never_ends_is_answered_and_ended() {
    let host = Host::with(Config { request_timeout_s: 1, ..Config::default() }).await;
    for path in ["/hooks/demo/wrong", "/api/v1/session"] {
        let mut slow = connect(&host).await;
        let head = "Host: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{";
        slow.write_all(format!("POST {path} HTTP/1.1\r\n{head}").as_bytes()).await.unwrap();
        let answer = rest(&mut slow).await;
        assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("\"timeout\""), "{path}: {answer}");
    }
}

#[tokio::test]
async fn connections_over_the_bound_wait_for_their_turn() {
    let host = Host::with(Config { max_connections: 1, ..Config::default() }).await;
    let first = connect(&host).await;
    let mut second = connect(&host).await;
    second.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
    drop(first);
    assert!(rest(&mut second).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn what_was_accepted_is_answered_before_the_end() {
    let mut host = Host::start().await;
    let mut begun = connect(&host).await;
    begun.write_all(b"POST /hooks/demo/wrong HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n").await.unwrap();
    begun.write_all(b"Expect: 100-continue\r\n\r\n").await.unwrap();
    let mut asked = [0; 25];
    begun.read_exact(&mut asked).await.unwrap();
    assert_eq!(&asked, b"HTTP/1.1 100 Continue\r\n\r\n", "the request is being worked on");
    host.stop.cancel();
    begun.write_all(b"{}").await.unwrap();
    assert!(rest(&mut begun).await.starts_with("HTTP/1.1 404"));
    host.stop().await;
    assert!(TcpStream::connect(host.address).await.is_err(), "nothing new is accepted");
}

#[tokio::test]
async fn what_takes_too_long_is_cut_off_at_the_end() {
    let mut host = Host::with(Config { stop_timeout_s: 1, ..Config::default() }).await;
    let mut stuck = connect(&host).await;
    stuck.write_all(b"POST /hooks/demo/wrong HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{").await.unwrap();
    host.get("/healthz").send().await.unwrap();
    host.stop().await;
    assert_eq!(rest(&mut stuck).await, "");
}

#[tokio::test]
async fn both_versions_of_http_are_spoken() {
    let host = Host::start().await;
    let h2 = reqwest::Client::builder().no_proxy().http2_prior_knowledge().build().unwrap();
    let response = h2.get(host.url("/healthz")).send().await.unwrap();
    assert_eq!(response.version(), reqwest::Version::HTTP_2);
    let response = host.get("/healthz").send().await.unwrap();
    assert_eq!(response.version(), reqwest::Version::HTTP_11);
}
