//! A small host: it checks signatures, keeps what it gets, and refuses on request.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use deskbell_simulator::{Handle, SimConfig, Simulator, WebhookPolicy, demo, sign};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

pub const ANA: &str = "+5549988590187";
pub const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Clone, Default)]
pub struct Inbox {
    bodies: Arc<Mutex<Vec<Value>>>,
    refusals: Arc<Mutex<u32>>,
    pub forged: Arc<Mutex<u32>>,
    pub broken: Arc<Mutex<u32>>,
    news: Arc<watch::Sender<u64>>,
}

impl Inbox {
    pub fn refuse(&self, times: u32) {
        *self.refusals.lock().unwrap() = times;
    }

    pub fn bodies(&self) -> Vec<Value> {
        self.bodies.lock().unwrap().clone()
    }

    /// All items of a kind, `messages` or `statuses`, in the order of arrival.
    pub fn items(&self, kind: &str) -> Vec<Value> {
        let bodies = self.bodies();
        let changes = bodies.iter().flat_map(|b| b["entry"][0]["changes"].as_array().unwrap().clone());
        changes.flat_map(|c| c["value"][kind].as_array().cloned().unwrap_or_default()).collect()
    }

    pub async fn wait<T>(&self, look: impl Fn(&Inbox) -> Option<T>) -> T {
        let mut news = self.news.subscribe();
        let found = async {
            loop {
                news.mark_unchanged();
                if let Some(found) = look(self) {
                    return found;
                }
                news.changed().await.unwrap();
            }
        };
        tokio::time::timeout(PATIENCE, found).await.expect("the webhook comes in time")
    }

    pub async fn statuses(&self, id: &str, count: usize) -> Vec<String> {
        let of = |inbox: &Inbox| {
            let all = inbox.items("statuses").into_iter().filter(|s| s["id"] == id);
            let words: Vec<String> = all.map(|s| s["status"].as_str().unwrap().to_string()).collect();
            (words.len() >= count).then_some(words)
        };
        self.wait(of).await
    }
}

async fn hook(State(inbox): State<Inbox>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let status = judge(&inbox, &headers, &body);
    inbox.news.send_modify(|n| *n += 1);
    status
}

fn judge(inbox: &Inbox, headers: &HeaderMap, body: &[u8]) -> StatusCode {
    if headers["x-hub-signature-256"] != sign("app-secret", body).as_str() {
        *inbox.forged.lock().unwrap() += 1;
        return StatusCode::UNAUTHORIZED;
    }
    let Ok(body) = serde_json::from_slice(body) else {
        *inbox.broken.lock().unwrap() += 1;
        return StatusCode::BAD_REQUEST;
    };
    let mut refusals = inbox.refusals.lock().unwrap();
    if *refusals > 0 {
        *refusals -= 1;
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    inbox.bodies.lock().unwrap().push(body);
    StatusCode::OK
}

async fn handshake(Query(query): Query<HashMap<String, String>>) -> Result<String, StatusCode> {
    let right = query["hub.mode"] == "subscribe" && query["hub.verify_token"] == "verify-token";
    if right { Ok(query["hub.challenge"].clone()) } else { Err(StatusCode::FORBIDDEN) }
}

pub struct Scene {
    pub sim: Handle,
    pub inbox: Inbox,
    pub client: reqwest::Client,
    pub hook: String,
    _server: JoinSet<()>,
}

pub fn config() -> SimConfig {
    let webhook = WebhookPolicy {
        first_gap: Duration::from_millis(5),
        longest_gap: Duration::from_millis(40),
        ..WebhookPolicy::default()
    };
    SimConfig { webhook, customers: demo::customers(), templates: demo::templates(), ..SimConfig::default() }
}

pub async fn scene(adapt: impl FnOnce(&mut SimConfig)) -> Scene {
    rustls::crypto::ring::default_provider().install_default().ok();
    let inbox = Inbox::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let app = Router::new().route("/hook", get(handshake).post(hook)).with_state(inbox.clone());
    let mut server = JoinSet::new();
    server.spawn(async move { axum::serve(listener, app).await.unwrap() });
    let mut config = SimConfig { callback_url: Some(url.clone()), ..config() };
    adapt(&mut config);
    let sim = Simulator::start(config).await.unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    Scene { sim, inbox, client, hook: url, _server: server }
}

impl Scene {
    pub fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.sim.url())
    }

    pub fn graph(&self, path: &str) -> String {
        self.url(&format!("v25.0/{path}"))
    }

    pub async fn get(&self, url: &str) -> (u16, Value) {
        answer(self.client.get(url).bearer_auth("access-token")).await
    }

    pub async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        answer(self.client.post(self.graph(path)).bearer_auth("access-token").json(&body)).await
    }

    pub async fn control(&self, path: &str, body: Value) -> (u16, Value) {
        answer(self.client.post(self.url(&format!("_control/{path}"))).json(&body)).await
    }

    pub fn message(&self, kind: &str, object: Value) -> reqwest::RequestBuilder {
        let body = json!({"messaging_product": "whatsapp", "to": ANA, "type": kind, kind: object,
            "biz_opaque_callback_data": "attempt-7"});
        self.client.post(self.graph("106540352242922/messages")).bearer_auth("access-token").json(&body)
    }

    pub async fn send(&self, kind: &str, object: Value) -> (u16, Value) {
        answer(self.message(kind, object)).await
    }

    /// Sends a text and gives its id.
    pub async fn text(&self, body: &str) -> String {
        let (status, answer) = self.send("text", json!({"body": body})).await;
        assert_eq!(status, 200, "{answer}");
        answer["messages"][0]["id"].as_str().unwrap().to_string()
    }

    pub async fn refused(&self, kind: &str, object: Value) -> (u16, u64) {
        let (status, answer) = self.send(kind, object).await;
        (status, answer["error"]["code"].as_u64().unwrap_or_else(|| panic!("accepted: {answer}")))
    }
}

pub async fn answer(request: reqwest::RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}
