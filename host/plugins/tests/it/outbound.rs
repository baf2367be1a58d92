//! Outgoing requests against real sockets.

use crate::Bench;
use crate::account::{Broken, Files, account, info, private, with_secret};
use crate::guest::{Arena, Guest};
use crate::server::{Answer, Server, ok, with_status};
use deskbell_domain::channel::PrivateHost;
use deskbell_domain::media::{MediaKind, RemoteMedia};
use deskbell_domain::outbound::{OutboundContent, OutboundMedia, OutboundMessage};
use deskbell_domain::problem::CallError;
use deskbell_plugins::{Account, AccountInfo, Failure, Outcome};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A request that a guest makes.
struct Ask {
    method: u32,
    url: String,
    headers: Vec<(&'static str, Value)>,
    body: AskBody,
    timeout_ms: Option<u32>,
    store: bool,
    times: u32,
}

enum Value {
    Plain(&'static str),
    Secret(&'static str, &'static str),
}

enum AskBody {
    None,
    Bytes(&'static str),
    /// So many zero bytes, from the guest's third page on.
    Zeros(u32),
    /// The hash of a file.
    Blob(String),
    /// A field "f" with a text and a field "file" with a file.
    Form(&'static str, String),
}

const GET: u32 = 0;
const POST: u32 = 1;

fn get(url: impl Into<String>) -> Ask {
    let (headers, body, timeout_ms) = (vec![], AskBody::None, None);
    Ask { method: GET, url: url.into(), headers, body, timeout_ms, store: false, times: 1 }
}

const IMPORT: &str = r#"(import "deskbell:host/http@0.1.0" "send"
  (func $http (param i32 i32 i32 i32 i32 i32 i32 i32 i64 i32 i32 i32 i32 i32 i32)))"#;

/// Shows the body (or the error's text, or the error's number) with the status
/// before it.
const SHOW: &str = r#"(func $answer (param $r i32)
  (local $at i32) (local $len i32) (local $n i32)
  (if (i32.load8_u (local.get $r))
    (then
      (i32.store8 (i32.const 4096) (i32.add (i32.const 48) (i32.load8_u offset=8 (local.get $r))))
      (local.set $at (i32.const 4096)) (local.set $len (i32.const 1))
      (local.set $n (i32.load8_u offset=8 (local.get $r)))
      (if (i32.or (i32.eqz (local.get $n)) (i32.or (i32.eq (local.get $n) (i32.const 6)) (i32.eq (local.get $n) (i32.const 8))))
        (then
          (local.set $at (i32.load offset=12 (local.get $r)))
          (local.set $len (i32.load offset=16 (local.get $r))))))
    (else
      (local.set $n (i32.load16_u offset=8 (local.get $r)))
      (i32.store8 (i32.const 1056) (i32.add (i32.const 48) (i32.div_u (local.get $n) (i32.const 100))))
      (i32.store8 (i32.const 1057) (i32.add (i32.const 48) (i32.rem_u (i32.div_u (local.get $n) (i32.const 10)) (i32.const 10))))
      (i32.store8 (i32.const 1058) (i32.add (i32.const 48) (i32.rem_u (local.get $n) (i32.const 10))))
      (local.set $at (i32.load offset=32 (local.get $r)))
      (local.set $len (i32.load offset=36 (local.get $r)))))
  (if (i32.gt_u (local.get $len) (i32.const 250)) (then (local.set $len (i32.const 250))))
  (call $show (local.get $at) (local.get $len)))"#;

impl Ask {
    fn call(&self, arena: &mut Arena) -> String {
        let url = arena.text(&self.url);
        let mut rows = Vec::new();
        for (name, value) in &self.headers {
            let (at, len) = arena.slice(name);
            rows.extend([at, len]);
            match value {
                Value::Plain(text) => {
                    let (at, len) = arena.slice(text);
                    rows.extend([0, at, len, 0, 0]);
                }
                Value::Secret(name, before) => {
                    let ((a, b), (c, d)) = (arena.slice(name), arena.slice(before));
                    rows.extend([1, a, b, c, d]);
                }
            }
        }
        let headers = format!("(i32.const {}) (i32.const {})", arena.words(&rows), self.headers.len());
        let body = match &self.body {
            AskBody::None => {
                "(i32.const 0) (i32.const 0) (i32.const 0) (i64.const 0) (i32.const 0) (i32.const 0)".into()
            }
            AskBody::Bytes(text) => {
                format!("(i32.const 1) {} (i64.const 0) (i32.const 0) (i32.const 0)", arena.text(text))
            }
            AskBody::Zeros(len) => {
                format!("(i32.const 1) (i32.const 131072) (i32.const {len}) (i64.const 0) (i32.const 0) (i32.const 0)")
            }
            AskBody::Blob(sha256) => {
                let (hash, mime) = (arena.text(sha256), arena.text("text/plain"));
                format!("(i32.const 2) {hash} (i64.const 999) {mime}")
            }
            AskBody::Form(text, sha256) => {
                let parts = form(arena, text, sha256);
                format!("(i32.const 3) (i32.const {parts}) (i32.const 2) (i64.const 0) (i32.const 0) (i32.const 0)")
            }
        };
        let timeout =
            format!("(i32.const {}) (i32.const {})", self.timeout_ms.is_some() as u8, self.timeout_ms.unwrap_or(0));
        let one = format!(
            "(call $http (i32.const {}) {url} {headers} {body} {timeout} (i32.const {}) (i32.const 3072))",
            self.method, self.store as u8
        );
        one.repeat(self.times as usize)
    }

    fn guest(&self, hosts: &[&str]) -> Guest {
        let mut arena = Arena::new();
        let check = format!("{} (call $answer (i32.const 3072)) (i32.const 1024)", self.call(&mut arena));
        base(hosts).extra(format!("{}{SHOW}", arena.segment())).check(check)
    }
}

/// Rows of `form-part`: name, filename, mime, content (a blob has 8-byte alignment).
fn form(arena: &mut Arena, text: &str, sha256: &str) -> u32 {
    let ((n1, l1), (t, tl)) = (arena.slice("f"), arena.slice(text));
    let ((n2, l2), (f, fl)) = (arena.slice("file"), arena.slice("a.pdf"));
    let ((m, ml), (s, sl)) = (arena.slice("application/pdf"), arena.slice(sha256));
    arena.words(&[
        n1, l1, 0, 0, 0, 0, 0, 0, /* bytes */ 0, 0, t, tl, 0, 0, 0, 0, //
        n2, l2, 1, f, fl, 1, m, ml, /* blob */ 1, 0, s, sl, 999, 0, m, ml,
    ])
}

fn base(hosts: &[&str]) -> Guest {
    let rule = |h: &&str| {
        format!("[[http]]\nhost = \"{h}\"\nmethods = [\"GET\", \"POST\"]\nmax-blob-mb = 1\nwhy = \"test\"\n")
    };
    let rules: String = hosts.iter().map(rule).collect();
    let secret = "[[secret]]\nname = \"token\"\nlabel = \"T\"\nuse = [\"header\"]\nwhy = \"test\"\n";
    let config = "[config]\ntype = \"object\"\n[config.properties.base_url]\ntype = \"string\"\n";
    Guest::new().imports(IMPORT).memory("2").asks(&format!("{rules}{secret}{config}"))
}

async fn ask(ask: Ask, hosts: &[&str], account: Account) -> Outcome<AccountInfo> {
    let plugin = Bench::new().load(ask.guest(hosts)).await;
    plugin.check_account(Arc::new(account), info()).await
}

/// Status and text that the guest saw.
async fn seen(request: Ask, account: Account) -> (String, String) {
    let outcome = ask(request, &["{config.base_url}"], account).await;
    let info = outcome.result.unwrap();
    (info.remote_id[..3].to_owned(), info.display)
}

fn granted(server: &Server) -> Account {
    let mut account = with_secret("token", &["s3cret-value", "older"]);
    account.config.insert("base_url".into(), server.url().into());
    account.private_hosts = vec![private("127.0.0.1", server.port)];
    account
}

#[tokio::test]
async fn a_granted_host_answers() {
    let server = Server::start(ok("hello")).await;
    let outcome = ask(get(format!("{}/a?b=c", server.url())), &["{config.base_url}"], granted(&server)).await;
    assert_eq!(outcome.usage.http_requests, 1);
    assert_eq!(outcome.result.unwrap().display, "hello");
    assert!(server.requests()[0].starts_with("GET /a?b=c HTTP/1.1\r\n"), "{:?}", server.requests());
}

#[tokio::test]
async fn a_host_that_was_not_asked_for_is_denied_with_the_line_to_add() {
    let server = Server::start(ok("")).await;
    let outcome = ask(get("https://evil.example.com/"), &["{config.base_url}"], granted(&server)).await;
    assert_eq!(
        outcome.result.unwrap().display,
        "add to plugin.toml: [[http]] host = \"evil.example.com\" methods = [\"GET\"]"
    );
}

#[tokio::test]
async fn a_private_address_needs_the_operators_grant() {
    let server = Server::start(ok("")).await;
    let mut account = granted(&server);
    account.private_hosts.clear();
    let (_, text) = seen(get(server.url()), account).await;
    assert!(text.contains("grant"), "{text}");
    // A name that resolves to a private address counts as no name.
    let outcome = ask(get("https://localhost/"), &["localhost"], granted(&server)).await;
    assert_eq!(outcome.result.unwrap().display, "1", "dns");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_fixed_address_replaces_name_resolution() {
    let server = Server::start(ok("fixed")).await;
    let mut account = granted(&server);
    let url = format!("http://erp.invalid:{}", server.port);
    account.config.insert("base_url".into(), url.clone().into());
    account.private_hosts = vec![PrivateHost {
        host: "erp.invalid".into(),
        port: Some(server.port),
        http: true,
        address: Some(format!("127.0.0.1:{}", server.port)),
    }];
    assert_eq!(seen(get(url), account).await.1, "fixed");
    assert!(server.requests()[0].contains(&format!("host: erp.invalid:{}\r\n", server.port)));
}

#[tokio::test]
async fn a_redirect_is_shown_not_followed() {
    let elsewhere = Server::start(ok("stolen")).await;
    let location = format!("location: {}/\r\n", elsewhere.url());
    let server = Server::start(with_status("302 Found", &location, "moved")).await;
    let (status, text) = seen(get(server.url()), granted(&server)).await;
    assert_eq!((status.as_str(), text.as_str()), ("302", "moved"));
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn headers_of_the_host_stay_the_hosts() {
    let server = Server::start(ok("")).await;
    let mut request = get(server.url());
    request.headers = vec![
        ("Host", Value::Plain("evil.example.com")),
        ("Connection", Value::Plain("upgrade")),
        ("Transfer-Encoding", Value::Plain("chunked")),
        ("Content-Length", Value::Plain("99")),
        ("Proxy-Authorization", Value::Plain("x")),
        ("X-Mine", Value::Plain("kept")),
        ("Authorization", Value::Secret("token", "Bearer ")),
    ];
    seen(request, granted(&server)).await;
    let sent = server.requests()[0].to_lowercase();
    assert!(sent.contains("x-mine: kept\r\n") && sent.contains("authorization: bearer s3cret-value\r\n"), "{sent}");
    assert!(sent.contains(&format!("host: 127.0.0.1:{}\r\n", server.port)), "{sent}");
    for foreign in ["evil", "upgrade", "chunked", "content-length", "proxy-"] {
        assert!(!sent.contains(foreign), "{foreign}: {sent}");
    }
}

#[tokio::test]
async fn a_header_cannot_smuggle_another() {
    let server = Server::start(ok("")).await;
    for (name, value) in [("X-A", "1\r\nX-B: 2"), ("X-A: 1\r\nX-B", "2"), ("X A", "1")] {
        let mut request = get(server.url());
        request.headers = vec![(name, Value::Plain(value))];
        assert_eq!(seen(request, granted(&server)).await.1, "a header cannot be written");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn secrets_need_their_use_and_a_value() {
    let server = Server::start(ok("")).await;
    let with = |name| {
        let mut request = get(server.url());
        request.headers = vec![("Authorization", Value::Secret(name, ""))];
        request
    };
    let (_, text) = seen(with("other"), granted(&server)).await;
    assert!(text.contains("[[secret]] name = \"other\" use = [\"header\"]"), "{text}");
    let mut empty = granted(&server);
    empty.secrets.clear();
    let (_, text) = seen(with("token"), empty).await;
    assert!(text.contains("has not entered"), "{text}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_response_over_the_cap_is_cut_off_however_it_is_declared() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 9000000\r\n\r\n".to_vec();
    let declared = Server::start(Answer::Drip(head)).await;
    assert_eq!(seen(get(declared.url()), granted(&declared)).await.1, "5", "too-large");
    let mut endless = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n".to_vec();
    endless.resize(endless.len() + 9_000_000, b'x');
    let undeclared = Server::start(Answer::Cut(endless)).await;
    assert_eq!(seen(get(undeclared.url()), granted(&undeclared)).await.1, "5", "too-large");
}

#[tokio::test]
async fn a_slow_drip_ends_at_the_deadline() {
    let server = Server::start(Answer::Drip(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n".to_vec())).await;
    let mut request = get(server.url());
    request.timeout_ms = Some(300);
    let started = Instant::now();
    assert_eq!(seen(request, granted(&server)).await.1, "4", "timeout");
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn a_request_ends_before_its_call_does() {
    let server = Server::start(Answer::Silence).await;
    let plugin = Bench::new().load(get(server.url()).guest(&["{config.base_url}"])).await;
    let mut info = info();
    info.deadline = Some(Duration::from_secs(1));
    let outcome = plugin.check_account(Arc::new(granted(&server)), info).await;
    assert_eq!(outcome.result.unwrap().display, "4", "the plugin sees the time-out and can say `uncertain`");
}

#[tokio::test]
async fn failures_say_whether_something_was_sent() {
    let closed = Server::start(ok("")).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let mut account = granted(&closed);
    account.config.insert("base_url".into(), format!("http://127.0.0.1:{port}").into());
    account.private_hosts = vec![private("127.0.0.1", port)];
    assert_eq!(seen(get(format!("http://127.0.0.1:{port}")), account).await.1, "2", "connect");

    let cut = Server::start(Answer::Cut(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc".to_vec())).await;
    assert_eq!(seen(get(cut.url()), granted(&cut)).await.1, "the body broke off");
    let nonsense = Server::start(Answer::Cut(b"SSH-2.0-x\r\n".to_vec())).await;
    assert!(seen(get(nonsense.url()), granted(&nonsense)).await.1.contains("not HTTP"));

    let plain = Server::start(Answer::Cut(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec())).await;
    let url = format!("https://127.0.0.1:{}", plain.port);
    let mut account = granted(&plain);
    account.config.insert("base_url".into(), url.clone().into());
    let outcome = ask(get(url), &["{config.base_url}"], account).await;
    let text = outcome.result.unwrap().display;
    assert!(text == "3" || text == "2", "tls or connect, never `may have taken effect`: {text}");
}

#[tokio::test]
async fn the_number_of_requests_is_bounded() {
    let server = Server::start(ok("x")).await;
    let mut request = get(server.url());
    request.times = 21;
    let outcome = ask(request, &["{config.base_url}"], granted(&server)).await;
    assert_eq!(outcome.result.unwrap().display, "7", "budget-exhausted");
    assert_eq!(server.requests().len(), 20);
}

#[tokio::test]
async fn bytes_are_sent_as_they_are() {
    let server = Server::start(ok("")).await;
    let mut request = get(server.url());
    request.method = POST;
    request.body = AskBody::Bytes("{\"a\":1}");
    request.headers = vec![("Content-Type", Value::Plain("application/json"))];
    seen(request, granted(&server)).await;
    let sent = &server.requests()[0];
    assert!(sent.starts_with("POST / ") && sent.ends_with("\r\n\r\n{\"a\":1}"), "{sent}");
    assert!(sent.contains("content-type: application/json"));
}

#[tokio::test]
async fn a_file_is_reached_only_when_it_was_handed_over() {
    let server = Server::start(ok("")).await;
    let files = Arc::new(Files::default());
    let blob = files.add("file content", "text/plain");
    let mut account = granted(&server);
    account.blobs = files;
    let mut request = get(server.url());
    request.method = POST;
    request.body = AskBody::Blob(blob.sha256.clone());
    let (_, text) = seen(request, account).await;
    assert!(text.contains("neither handed"), "{text}");
    assert!(server.requests().is_empty());
}

/// X1: a failing disk once counted as a missing permission and paused the whole
/// channel.
#[tokio::test]
async fn x1_a_file_that_the_host_cannot_read_now_is_tried_again() {
    let mut request = get("https://api.example.com/");
    request.method = POST;
    let files = Arc::new(Broken);
    let blob = Files::default().add("content", "application/pdf");
    request.body = AskBody::Blob(blob.sha256.clone());
    let mut arena = Arena::new();
    // `show` writes over the error: what `send` gives back is a rejection whose code is the error's number.
    let send = format!(
        "{} (call $reject) (i32.store8 (i32.const 1056) (i32.add (i32.const 48) (i32.load8_u (i32.const 3080))))
         (i32.const 1024)",
        request.call(&mut arena)
    );
    let guest = base(&["api.example.com"]).extra(arena.segment()).send(send);
    let plugin = Bench::new().load(guest).await;
    let media = OutboundMedia { media_kind: MediaKind::Document, blob, caption: None, filename: None };
    let message =
        OutboundMessage { id: "1".into(), to: vec![], content: OutboundContent::Media(media), reply_to: None };
    let mut account = account();
    account.blobs = files;
    let outcome = plugin.send(Arc::new(account), info(), message).await;
    let Err(Failure::Plugin(CallError::Rejected { problem })) = outcome.result else { panic!("{outcome:?}") };
    assert_eq!(problem.code, "9est", "unavailable");
}

/// X1: what was never sent must not wait for a person to decide about it.
#[tokio::test]
async fn x1_a_secret_that_no_header_can_carry_needs_the_operator() {
    let server = Server::start(ok("")).await;
    let mut request = get(server.url());
    request.headers = vec![("Authorization", Value::Secret("token", "Bearer "))];
    let mut account = granted(&server);
    account.secrets = with_secret("token", &["pasted\nvalue"]).secrets;
    let (code, text) = seen(request, account).await;
    assert!(text.contains("secret \"token\"") && text.contains("enter it again"), "{code} {text}");
    assert!(!text.contains("pasted") && server.requests().is_empty());
}

#[tokio::test]
async fn a_form_streams_the_file_that_a_message_carries() {
    let server = Server::start(ok("")).await;
    let files = Arc::new(Files::default());
    let blob = files.add("%PDF-1.7 content", "application/pdf");
    let mut account = granted(&server);
    account.blobs = files;
    let mut request = get(server.url());
    request.method = POST;
    request.body = AskBody::Form("text", blob.sha256.clone());
    request.headers = vec![("Content-Type", Value::Plain("application/json"))];
    let mut arena = Arena::new();
    let send = format!("{} (call $reject) (i32.const 1024)", request.call(&mut arena));
    let guest = base(&["{config.base_url}"]).extra(arena.segment()).send(send);
    let plugin = Bench::new().load(guest).await;
    let media = OutboundMedia { media_kind: MediaKind::Document, blob, caption: None, filename: None };
    let message =
        OutboundMessage { id: "1".into(), to: vec![], content: OutboundContent::Media(media), reply_to: None };
    let outcome = plugin.send(Arc::new(account), info(), message).await;
    assert_eq!(outcome.usage.http_requests, 1);
    let sent = &server.requests()[0];
    assert!(sent.contains("content-type: multipart/form-data; boundary="), "{sent}");
    assert!(sent.contains("content-length: "), "the length is known beforehand: {sent}");
    assert!(sent.contains("name=\"f\"\r\n\r\ntext\r\n"), "{sent}");
    assert!(
        sent.contains("name=\"file\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.7 content"),
        "{sent}"
    );
}

fn fetcher(request: &Ask) -> Guest {
    // ok(blob-ref) is what http.send stored: hash, size and type lie at 32 of its answer.
    let mut arena = Arena::new();
    let call = request.call(&mut arena);
    let fetch = format!(
        "{call}
         (if (i32.or (i32.load8_u (i32.const 3072)) (i32.eqz (i32.load8_u (i32.const 3096))))
           (then (call $reject) (return (i32.const 1024))))
         (i32.store8 (i32.const 4096) (i32.const 0))
         (memory.copy (i32.const 4104) (i32.const 3104) (i32.const 24))
         (i32.const 4096)"
    );
    base(&["{config.base_url}"]).extra(arena.segment()).fetch(fetch)
}

fn remote(sha256: Option<String>) -> RemoteMedia {
    RemoteMedia { reference: "m".into(), mime: None, size: None, sha256, filename: None }
}

#[tokio::test]
async fn a_file_goes_from_the_provider_to_the_store_past_the_guest() {
    // Half a megabyte: more than the guest's memory.
    let content = "x".repeat(500_000);
    let server = Server::start(with_status("200 OK", "content-type: image/png\r\n", &content)).await;
    let mut request = get(server.url());
    request.store = true;
    let plugin = Bench::new().load(fetcher(&request)).await;
    let files = Arc::new(Files::default());
    let mut account = granted(&server);
    account.blobs = files.clone();
    let outcome = plugin.fetch_media(Arc::new(account.clone()), info(), remote(None)).await;
    let blob = outcome.result.unwrap();
    assert_eq!((blob.size, blob.mime.as_str()), (500_000, "image/png"));
    assert!(outcome.usage.peak_memory <= 131_072);
    assert_eq!(files.0.lock().unwrap()[&blob.sha256].len(), 500_000);
}

/// S1.5: a shop once gave wrong hashes with five documents; the integration was
/// taken for broken and rested, and nothing of the shop arrived any more.
#[tokio::test]
async fn s1_5_a_file_with_another_hash_is_refused_and_the_plugin_stays_in_service() {
    let server = Server::start(ok("content")).await;
    let mut request = get(server.url());
    request.store = true;
    let plugin = Bench::new().load(fetcher(&request)).await;
    let account = Arc::new(granted(&server));
    for _ in 0..6 {
        let wrong = plugin.fetch_media(account.clone(), info(), remote(Some("0".repeat(64)))).await;
        let Err(Failure::Plugin(CallError::Rejected { problem })) = wrong.result else { panic!("{wrong:?}") };
        assert_eq!(problem.code, "media-mismatch");
        assert!(wrong.kv.is_empty());
    }
    assert!(plugin.health().faults.is_empty());
}

#[tokio::test]
async fn a_file_that_was_not_stored_by_the_call_is_not_taken_over() {
    // The plugin claims a file by its hash without fetching anything.
    let files = Arc::new(Files::default());
    let private = files.add("of another conversation", "text/plain");
    let mut arena = Arena::new();
    let (hash, len) = arena.slice(&private.sha256);
    let fetch = format!(
        "(i32.store8 (i32.const 4096) (i32.const 0))
         (i32.store (i32.const 4104) (i32.const {hash})) (i32.store (i32.const 4108) (i32.const {len}))
         (i64.store (i32.const 4112) (i64.const 5))
         (i32.store (i32.const 4120) (i32.const 0)) (i32.store (i32.const 4124) (i32.const 0))
         (i32.const 4096)"
    );
    let plugin = Bench::new().load(base(&["api.example.com"]).extra(arena.segment()).fetch(fetch)).await;
    let mut account = account();
    account.blobs = files;
    let outcome = plugin.fetch_media(Arc::new(account), info(), remote(None)).await;
    let failure = outcome.result.unwrap_err();
    assert!(failure.is_fault() && failure.to_string().contains("neither been handed nor stored"), "{failure}");
    assert_eq!(plugin.health().faults.len(), 1);
}

#[tokio::test]
async fn a_file_over_the_manifests_limit_is_not_kept() {
    let server = Server::start(with_status("200 OK", "", &"x".repeat(1_100_000))).await;
    let mut request = get(server.url());
    request.store = true;
    assert_eq!(seen(request, granted(&server)).await.1, "5", "too-large");
}

/// X7: twenty downloads of the largest size once filled the disk in one call.
#[tokio::test]
async fn x7_the_files_of_one_call_are_bounded_together() {
    let server = Server::start(with_status("200 OK", "", &"x".repeat(600_000))).await;
    let mut request = get(server.url());
    (request.store, request.times) = (true, 2);
    assert_eq!(seen(request, granted(&server)).await.1, "5", "the second is too large for what is left of 1 MB");
}

/// X7: the body's own limit could not be reached, the call ended before it.
#[tokio::test]
async fn x7_a_body_of_exactly_the_limit_is_sent() {
    let server = Server::start(ok("got it")).await;
    let account = Arc::new(granted(&server));
    let send = async |len: u32| {
        let mut request = get(server.url());
        (request.method, request.body) = (POST, AskBody::Zeros(len));
        let guest = request.guest(&["{config.base_url}"]).memory("131");
        Bench::new().load(guest).await.check_account(account.clone(), info()).await.result.unwrap().display
    };
    assert_eq!(send(8 << 20).await, "got it");
    assert_eq!(send((8 << 20) + 1).await, "5", "too-large");
}

#[tokio::test]
async fn an_error_page_is_returned_not_kept() {
    let server = Server::start(with_status("404 Not Found", "", "gone")).await;
    let mut request = get(server.url());
    request.store = true;
    let files = Arc::new(Files::default());
    let mut account = granted(&server);
    account.blobs = files.clone();
    let (status, text) = seen(request, account).await;
    assert_eq!((status.as_str(), text.as_str()), ("404", "gone"));
    assert!(files.0.lock().unwrap().is_empty());
}

#[tokio::test]
async fn an_account_without_settings_reaches_nothing() {
    let outcome = ask(get("https://graph.example.com/"), &["{config.base_url}"], account()).await;
    assert!(outcome.result.unwrap().display.contains("add to plugin.toml"));
}
