//! X4: what customers and agents write, numbers and secrets stand in the store
//! alone: not in log lines, however talkative, and not in the metrics.

#![allow(clippy::unwrap_used)]

use reqwest::Client;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const FROM: &str = "+5549988112233";
const DIGITS: &str = "88112233";
const SAID: &str = "my-gearbox-makes-a-noise";
const ANSWERED: &str = "bring-it-in-tomorrow";

/// A demo that runs, and what it told on standard output.
struct Demo {
    child: Child,
    lines: Vec<String>,
}

impl Demo {
    fn start(data: &std::path::Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_deskbell"))
            .args(["demo", "--listen", &free(), "--phone", &free(), "--data"])
            .arg(data)
            .env("DESKBELL_LOG__FILTER", "trace")
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(data.join("log")).unwrap())
            .spawn()
            .unwrap();
        let told = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let mut lines = Vec::new();
        for line in told {
            let last = line.starts_with("Stop with");
            lines.push(line);
            if last {
                break;
            }
        }
        Self { child, lines }
    }

    /// The last word of the line that begins so.
    fn told(&self, name: &str) -> String {
        let line = self.lines.iter().find(|line| line.trim_start().starts_with(name));
        line.unwrap_or_else(|| panic!("{name} in {:?}", self.lines)).split_whitespace().last().unwrap().to_owned()
    }

    fn stop(mut self) {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(self.child.wait().unwrap().success());
    }
}

fn free() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(60);
    while Instant::now() < deadline {
        if let Some(found) = look().await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{what} did not come about");
}

#[tokio::test]
async fn x4_texts_numbers_and_secrets_reach_no_log_and_no_metric() {
    let data = tempfile::tempdir().unwrap();
    let demo = Demo::start(data.path());
    let (inbox, phone, password) = (demo.told("Inbox"), demo.told("Customer's phone"), demo.told("Sign in as"));
    // Only plain http is spoken here, but the client wants to know.
    rustls::crypto::ring::default_provider().install_default().unwrap();
    let client = Client::builder().no_proxy().build().unwrap();
    let get = async |url: String, cookie: &str| -> Value {
        client.get(url).header("cookie", cookie).send().await.unwrap().json().await.unwrap()
    };
    let signed_in = client
        .post(format!("{inbox}api/v1/session"))
        .json(&json!({ "login": "maria", "password": password }))
        .send()
        .await
        .unwrap();
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let csrf = signed_in.json::<Value>().await.unwrap()["csrf"].as_str().unwrap().to_owned();

    let inbound = json!({ "from": FROM, "name": "Zenaide", "act": { "kind": "text", "body": SAID } });
    let said = client.post(format!("{phone}_control/inbound")).json(&inbound).send().await.unwrap();
    assert!(said.status().is_success(), "{}", said.text().await.unwrap());
    let conversation = until("the conversation", async || {
        let page = get(format!("{inbox}api/v1/conversations"), &cookie).await;
        let all = page["items"].as_array()?.clone();
        all.into_iter().find(|c| c["last_message"]["preview"] == SAID)
    })
    .await;
    let thread = format!("{inbox}api/v1/conversations/{}/messages", conversation["id"]);
    let sent = client
        .post(&thread)
        .header("cookie", &cookie)
        .header("x-csrf-token", &csrf)
        .json(&json!({ "content": { "kind": "text", "body": ANSWERED } }))
        .send()
        .await
        .unwrap();
    assert!(sent.status().is_success());
    until("the answer's delivery", async || {
        let page = get(thread.clone(), &cookie).await;
        let all = page["items"].as_array()?.clone();
        all.into_iter()
            .find(|m| m["content"]["body"] == ANSWERED && m["status"] == "read" || m["status"] == "delivered")
    })
    .await;
    let metrics = client.get(format!("{inbox}metrics")).send().await.unwrap().text().await.unwrap();
    demo.stop();

    let mut log = String::new();
    std::fs::File::open(data.path().join("log")).unwrap().read_to_string(&mut log).unwrap();
    assert!(log.lines().count() > 20, "the log was to be talkative: {log}");
    assert!(metrics.contains("deskbell_"), "{metrics}");
    let session = cookie.split(['=', '.']).next_back().unwrap();
    let secrets = [password.as_str(), session, csrf.as_str(), "app-secret", "whsec_"];
    for private in [SAID, ANSWERED, DIGITS, "Zenaide"].into_iter().chain(secrets) {
        let line = log.lines().find(|line| line.contains(private));
        assert!(line.is_none(), "{private} in the log: {line:?}");
        assert!(!metrics.contains(private), "{private} in the metrics");
    }
}
