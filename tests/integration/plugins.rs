//! Installing a stranger's plugin into a host that works (X7, D2, D4).

#[allow(dead_code)]
#[path = "../../host/plugins/tests/it/guest.rs"]
mod guest;
mod refusals;

use deskbell_app::NewChannel;
use deskbell_app::registry::Config as Trust;
use deskbell_domain::channel::Routing;
use deskbell_domain::id::ChannelId;
use deskbell_domain::secret::Secret;
use deskbell_plugins::{SecretKey, TrustedKey, sign};
use deskbell_simulator::SimConfig;
use deskbell_tests::meta::{messages, text, webhook};
use deskbell_tests::{Config, TestHost, built, meta_signature, private_host, repacked, until};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

pub const ID: &str = "com.acme.whatsapp";
const ANA_WA: &str = "554988590187";

/// A host that trusts one key for `com.acme.`.
pub struct Shop {
    pub host: TestHost,
    pub key: SecretKey,
}

impl Shop {
    pub async fn start() -> Self {
        let key = SecretKey::generate();
        let host = TestHost::start_with(config(&key)).await.unwrap();
        Self { host, key }
    }

    pub fn signed(&self, component: &[u8]) -> Vec<u8> {
        sign(component, &self.key).unwrap()
    }

    /// The WhatsApp plugin as ACME ships it.
    pub fn acme(&self, version: &str, more: &str) -> Vec<u8> {
        self.signed(&renamed(version, more))
    }

    pub async fn plan(&self, component: Vec<u8>) -> Value {
        let request = self.host.request(Method::POST, "/plugins/plan").body(component);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200);
        answer.json().await.unwrap()
    }

    pub async fn install(&self, component: Vec<u8>, approve: bool) -> (u16, Value) {
        let plan = self.plan(component).await;
        assert_eq!(plan["refusals"], json!([]), "{plan}");
        self.host.post("/plugins", json!({ "digest": plan["digest"], "approve": approve })).await.unwrap()
    }

    pub async fn plugin(&self, id: &str) -> Value {
        self.host.get(&format!("/plugins/{id}")).await.unwrap()["plugin"].take()
    }

    async fn delete(&self, path: &str) -> (u16, Value) {
        let answer = self.host.call(Method::DELETE, path, None).await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    async fn connect(&self, plugin: &str, config: Value) -> ChannelId {
        let id = ChannelId::new("acme").unwrap();
        let provider = SimConfig::default();
        let secret = |value: &str| vec![Secret::new(value)];
        let secrets = match plugin {
            ID => BTreeMap::from([
                ("app_secret".into(), secret(&provider.app_secret)),
                ("verify_token".into(), secret(&provider.verify_token)),
                ("access_token".into(), secret(&provider.access_token)),
            ]),
            _ => BTreeMap::new(),
        };
        let new = NewChannel {
            id: id.clone(),
            name: "ACME".into(),
            plugin: plugin.into(),
            config,
            secrets,
            routing: Routing::default(),
            private_hosts: vec![private_host(&self.host.sim)],
            pace_per_10s: None,
        };
        self.host.shop.connect(new).await.unwrap();
        id
    }

    async fn connect_acme(&self) -> ChannelId {
        let provider = SimConfig::default();
        let config = json!({ "phone_number_id": provider.phone_number_id, "waba_id": provider.waba_id,
                             "base_url": self.host.sim.url().trim_end_matches('/') });
        self.connect(ID, config).await
    }
}

fn config(key: &SecretKey) -> Config {
    let trusted = TrustedKey { prefix: "com.acme.".into(), key: key.public(), name: "ACME".into() };
    Config { plugins: Trust { trust: vec![trusted], ..Trust::default() }, ..Config::default() }
}

pub fn renamed(version: &str, more: &str) -> Vec<u8> {
    let edit = |manifest: &str| {
        let own = manifest.lines().map(|line| match line.split(" = ").next() {
            Some("id") => format!("id = \"{ID}\"\n"),
            Some("version") => format!("version = \"{version}\"\n"),
            _ => format!("{line}\n"),
        });
        let own: String = own.collect();
        own.replacen("[[http]]", &format!("{more}\n[[http]]"), 1)
    };
    repacked(&built("whatsapp-cloud").unwrap(), edit).unwrap()
}

/// A customer's message, signed as the provider does; the answer's status.
async fn says(client: &reqwest::Client, hook: &str, id: &str) -> u16 {
    let said = text(id, ANA_WA, jiff::Timestamp::now(), "hello");
    let body = webhook(&[vec![messages("Ana", ANA_WA, &[said])]]).to_string();
    let signature = meta_signature(&SimConfig::default().app_secret, body.as_bytes());
    let sent = client.post(hook).header("x-hub-signature-256", signature).body(body).send().await;
    sent.unwrap().status().as_u16()
}

/// X7: nothing is granted silently; what is granted is what works.
#[tokio::test]
async fn x7_a_strangers_plugin_is_planned_approved_and_carries_a_message() {
    let shop = Shop::start().await;
    let component = shop.acme("1.0.0", "");
    let plan = shop.plan(component.clone()).await;
    assert_eq!(plan["plugin"]["signer"]["name"], "ACME");
    assert_eq!((&plan["plugin"]["installed"], &plan["plugin"]["needs_approval"]), (&Value::Null, &json!(true)));
    let asks = plan["plugin"]["permissions"].as_array().unwrap();
    assert!(asks.iter().all(|line| line["new"] == true && line["why"] != ""), "{asks:?}");
    let (status, refused) = shop.install(component.clone(), false).await;
    assert_eq!((status, &refused["reason"]), (409, &json!("approval-needed")));
    let (status, done) = shop.install(component.clone(), true).await;
    assert_eq!((status, &done["outcome"]), (200, &json!("installed")), "{done}");

    let hook = {
        let id = shop.connect_acme().await;
        shop.host.hook(&id).unwrap()
    };
    assert_eq!(says(&shop.host.client, &hook, "wamid.acme").await, 200);
    shop.host.conversation_with("Ana").await;
    let plugin = shop.plugin(ID).await;
    let account = &plugin["accounts"][0];
    assert_eq!(
        (&account["channel"], &account["calls"], &account["breaker"]),
        (&json!("acme"), &json!(1), &json!("closed"))
    );
    assert!(account["proven_at"].is_string(), "a signed webhook proves the provider: {account}");
    let (_, again) = shop.install(component, false).await;
    assert_eq!(again["outcome"], "unchanged");

    let (status, refused) = shop.delete(&format!("/plugins/{ID}")).await;
    assert_eq!((status, &refused["reason"]), (409, &json!("in-use")));
    assert!(refused["detail"].as_str().unwrap().contains("acme of shop"), "{refused}");
    let (status, removed) = shop.delete(&format!("/plugins/{ID}?force=true")).await;
    assert_eq!((status, &removed["paused"][0]["channel"]), (200, &json!("acme")), "{removed}");
    assert_eq!(shop.host.call(Method::GET, &format!("/plugins/{ID}"), None).await.unwrap().status(), 404);
    assert_eq!(says(&shop.host.client, &hook, "wamid.later").await, 503, "sent again by the provider later");
    shop.host.stop().await.unwrap();
}

/// D4: no call fails while one version takes the place of another.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d4_ten_upgrades_under_load_lose_no_call() {
    let shop = Shop::start().await;
    shop.install(shop.acme("1.0.0", ""), true).await;
    let hook = {
        let id = shop.connect_acme().await;
        shop.host.hook(&id).unwrap()
    };
    let (stop, sent, failed) =
        (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let senders: Vec<_> = (0..4)
        .map(|sender| {
            let (client, hook) = (shop.host.client.clone(), hook.clone());
            let (stop, sent, failed) = (stop.clone(), sent.clone(), failed.clone());
            tokio::spawn(async move {
                let mut number = 0;
                while !stop.load(Ordering::Relaxed) {
                    number += 1;
                    let status = says(&client, &hook, &format!("wamid.{sender}.{number}")).await;
                    sent.fetch_add(1, Ordering::Relaxed);
                    failed.fetch_add(usize::from(status != 200), Ordering::Relaxed);
                }
            })
        })
        .collect();
    for patch in 1..=10 {
        let (status, done) = shop.install(shop.acme(&format!("1.0.{patch}"), ""), false).await;
        assert_eq!((status, &done["outcome"]), (200, &json!("upgraded")), "{done}");
    }
    stop.store(true, Ordering::Relaxed);
    for sender in senders {
        sender.await.unwrap();
    }
    let (sent, failed) = (sent.load(Ordering::Relaxed), failed.load(Ordering::Relaxed));
    assert!(sent > 50, "{sent} is no load");
    assert_eq!(failed, 0, "of {sent}");
    let conversation = shop.host.conversation_with("Ana").await;
    assert!(conversation["last_message"]["preview"] == "hello");
    assert_eq!(shop.plugin(ID).await["version"], "1.0.10");
    shop.host.stop().await.unwrap();
}

/// X7: an upgrade gets no more than was granted before somebody agrees.
#[tokio::test]
async fn x7_an_upgrade_that_asks_for_more_waits_over_a_restart() {
    let shop = Shop::start().await;
    shop.install(shop.acme("1.0.0", ""), true).await;
    let more = "[[http]]\nhost = \"collect.acme.example\"\nmethods = [\"POST\"]\nwhy = \"statistics\"\n";
    let (_, done) = shop.install(shop.acme("1.1.0", more), false).await;
    assert_eq!((&done["outcome"], &done["plugin"]["version"]), (&json!("staged"), &json!("1.0.0")), "{done}");
    let folder = shop.host.stop().await.unwrap();
    let host = TestHost::reopen_with(folder, config(&shop.key)).await.unwrap();
    let shop = Shop { host, key: shop.key };
    let plugin = shop.plugin(ID).await;
    assert_eq!((&plugin["version"], &plugin["staged"]["version"]), (&json!("1.0.0"), &json!("1.1.0")));
    let lines = plugin["staged"]["plan"]["plugin"]["permissions"].as_array().unwrap().clone();
    let new: Vec<&Value> = lines.iter().filter(|line| line["new"] == true).map(|line| &line["permission"]).collect();
    assert_eq!(new, [&json!("http:collect.acme.example")]);

    let digest = plugin["staged"]["digest"].clone();
    let (status, done) = shop.host.post("/plugins", json!({ "digest": digest, "approve": true })).await.unwrap();
    assert_eq!((status, &done["outcome"]), (200, &json!("upgraded")), "{done}");
    let (_, back) = shop.host.post(&format!("/plugins/{ID}/rollback"), Value::Null).await.unwrap();
    assert_eq!((&back["version"], &back["held"]["version"]), (&json!("1.0.0"), &json!("1.1.0")));
    let (status, refused) = shop.install(shop.acme("1.1.0", more), false).await;
    assert_eq!((status, &refused["reason"]), (409, &json!("held")), "what was taken back does not come by itself");

    let granted: Vec<Value> = back["permissions"].as_array().unwrap().iter().map(|l| l["permission"].clone()).collect();
    let less: Vec<&Value> = granted.iter().filter(|name| *name != "http:lookaside.fbsbx.com").collect();
    let (_, plugin) = shop.host.put(&format!("/plugins/{ID}/grants"), json!({ "granted": less })).await.unwrap();
    let denied = plugin["permissions"].as_array().unwrap().iter().filter(|line| line["granted"] == false).count();
    assert_eq!((denied, less.len()), (1, granted.len() - 1));
    let strange = json!({ "granted": ["http:evil.example"] });
    let (status, refused) = shop.host.put(&format!("/plugins/{ID}/grants"), strange).await.unwrap();
    assert_eq!((status, &refused["field"]), (422, &json!("granted")), "{refused}");
    shop.host.stop().await.unwrap();
}

const HOOK: &str = "[[webhook]]\npath = \"\"\nmethods = [\"POST\"]\nverify = { scheme = \"plugin\" }\nwhy = \"test\"\n";

fn guest(version: &str) -> guest::Guest {
    let manifest = guest::MANIFEST.replace("test.guest", "com.acme.guest").replace("1.0.0", version);
    guest::Guest::new().manifest(format!("{manifest}{HOOK}"))
}

/// X7: a version that keeps failing gives way by itself, and says so.
#[tokio::test]
async fn x7_a_failing_version_is_taken_back_by_itself() {
    let shop = Shop::start().await;
    let (good, bad) = (guest("1.0.0").build(), guest("1.1.0").handle("unreachable").build());
    shop.install(shop.signed(&good), true).await;
    let channel = shop.connect("com.acme.guest", json!({})).await;
    let hook = shop.host.hook(&channel).unwrap();
    let (_, done) = shop.install(shop.signed(&bad), false).await;
    assert_eq!(done["outcome"], "upgraded");
    for n in 0..5 {
        let answer = shop.host.client.post(&hook).body(format!("message {n}")).send().await.unwrap();
        assert_eq!(answer.status(), 503);
    }
    let plugin = until("the version before", async || {
        Some(shop.plugin("com.acme.guest").await).filter(|plugin| plugin["version"] == "1.0.0")
    })
    .await;
    assert!(plugin["held"]["why"].as_str().unwrap().contains("channel acme of workspace shop"), "{plugin}");
    let notice = until("the notice", async || {
        let tasks = shop.host.list("/tasks").await.ok()?;
        tasks.into_iter().find(|task| task["title"].as_str().is_some_and(|title| title.contains("taken back")))
    })
    .await;
    assert!(notice["title"].as_str().unwrap().contains("1.0.0 works again"), "{notice}");
    let answer = shop.host.client.post(&hook).body("one more").send().await.unwrap();
    assert_eq!(answer.status(), 400, "the good version refuses in its own words");
    let (status, refused) = shop.install(shop.signed(&bad), false).await;
    assert_eq!((status, &refused["reason"]), (409, &json!("held")));
    shop.host.stop().await.unwrap();
}

/// X7: a spoiled file is never silence, and never another's trouble.
#[tokio::test]
async fn x7_a_damaged_file_gives_way_to_the_version_before() {
    let shop = Shop::start().await;
    shop.install(shop.signed(&guest("1.0.0").build()), true).await;
    shop.install(shop.signed(&guest("1.1.0").build()), false).await;
    shop.connect("com.acme.guest", json!({})).await;
    let folder = shop.host.stop().await.unwrap();
    let files = folder.path().join("plugins/com.acme.guest");
    let newest = std::fs::read_dir(&files).unwrap().map(|entry| entry.unwrap().path());
    let newest = newest.into_iter().find(|path| path.display().to_string().contains("1.1.0+")).unwrap();
    let mut bytes = std::fs::read(&newest).unwrap();
    bytes[600] ^= 1;
    std::fs::write(&newest, bytes).unwrap();
    let host = TestHost::reopen_with(folder, config(&shop.key)).await.unwrap();
    let shop = Shop { host, key: shop.key };
    let plugin = shop.plugin("com.acme.guest").await;
    assert_eq!(plugin["version"], "1.0.0");
    assert!(plugin["trouble"].as_str().unwrap().contains("changed after it was installed"), "{plugin}");
    let tasks = shop.host.list("/tasks").await.unwrap();
    assert!(
        tasks.iter().any(|task| task["title"].as_str().is_some_and(|t| t.contains("1.0.0 works in its place"))),
        "{tasks:?}"
    );
    assert_eq!(shop.plugin("com.deskbell.whatsapp-cloud").await["origin"], "built-in");
    let folder = shop.host.stop().await.unwrap();

    // A key that is trusted no longer vouches no longer.
    let host = TestHost::reopen(folder).await.unwrap();
    let shop = Shop { host, key: shop.key };
    let plugin = shop.plugin("com.acme.guest").await;
    assert_eq!(plugin["version"], Value::Null);
    assert!(plugin["trouble"].as_str().unwrap().contains("its channels wait"), "{plugin}");
    shop.host.stop().await.unwrap();
}
