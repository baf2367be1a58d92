//! D6: several shops in one process; and a shop that comes back from a copy.

use crate::intake::{ANA, ANA_WA};
use deskbell_app::Clock;
use deskbell_domain::id::WorkspaceSlug;
use deskbell_domain::secret::Secret;
use deskbell_store::{ChannelSecret, PluginKv, Range, Read, Store, Tx, TxError};
use deskbell_tests::meta::{messages, text, webhook};
use deskbell_tests::{Order, SIGNING_SECRET, Tenant, TestHost, desk, meta_signature, whatsapp};
use jiff::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};
use std::path::Path;

/// Ana's name, card, words and file in one workspace.
async fn fill(tenant: &Tenant, order: &'static str, file: &'static [u8]) -> (Value, String) {
    tenant.customer("C-17", &format!("Ana of {}", tenant.workspace), "(49) 98859-0187").await.unwrap();
    tenant.reports("1", &[Order::new(order, "C-17", "received", 1).event()]).await.unwrap();
    let conversation = tenant.says(ANA, &format!("hello {}", tenant.workspace)).await;
    let reply = tenant.write(&conversation, &format!("this is {}", tenant.workspace)).await.unwrap();
    tenant.settled(&reply, "delivered").await;
    for message in tenant.thread(&conversation).await.unwrap().iter().filter(|m| m["inbound"] == false) {
        tenant.settled(message, "delivered").await;
    }
    (conversation, tenant.upload("application/pdf", file).await.unwrap())
}

#[tokio::test]
async fn d6_nothing_crosses_between_workspaces() {
    let host = TestHost::start().await.unwrap();
    let garage = host.add_workspace("garage").await.unwrap();
    let (ours, our_file) = fill(&host, "1042", b"%PDF-1.4 ours").await;
    let (theirs, their_file) = fill(&garage, "2077", b"%PDF-1.4 theirs").await;

    // The same person is a contact of each, with that shop's card and words.
    for (tenant, conversation, number) in [(&*host, &ours, "1042"), (&garage, &theirs, "2077")] {
        let all = tenant.conversations().await.unwrap();
        assert_eq!(all.len(), 1);
        assert_eq!(all[0]["contact"]["name"], format!("Ana of {}", tenant.workspace));
        assert_eq!(all[0]["card"]["number"], number);
        let thread = tenant.thread(conversation).await.unwrap();
        let other = if tenant.workspace == "shop" { "garage" } else { "shop" };
        for words in [format!("hello {other}"), format!("this is {other}")] {
            assert!(!json!(thread).to_string().contains(&words), "{thread:?}");
        }
        assert_eq!(tenant.sends().len(), 2, "each through its own account: the confirmation and the reply");
        assert_eq!(tenant.contacts("Ana").await.unwrap().len(), 1);
    }

    // Files, tokens and hooks open one door each.
    for (tenant, own, other) in [(&*host, &our_file, &their_file), (&garage, &their_file, &our_file)] {
        let file = async |hash: &str| tenant.call(Method::GET, &format!("/media/{hash}"), None).await.unwrap().status();
        assert_eq!(file(own).await, 200);
        assert_eq!(file(other).await, 404);
    }
    let mut stranger = host.api.clone();
    stranger.workspace = "garage".into();
    assert_eq!(stranger.call(Method::GET, "/conversations", None).await.unwrap().status(), 401);
    let unnamed = host.client.get(format!("http://{}/api/v1/conversations", host.address)).bearer_auth(&host.token);
    assert_eq!(unnamed.send().await.unwrap().status(), 400, "with two workspaces one must be named");
    let crossed = host.hook(&whatsapp()).unwrap().replace("/hooks/shop/", "/hooks/garage/");
    let body = webhook(&[vec![messages("Eve", ANA_WA, &[text("wamid.x", ANA_WA, Timestamp::now(), "x")])]]).to_string();
    let signature = meta_signature("app-secret", body.as_bytes());
    let request = host.client.post(crossed).header("x-hub-signature-256", signature).body(body);
    assert_eq!(request.send().await.unwrap().status(), 404);
    assert_eq!(garage.conversations().await.unwrap().len(), 1);
    host.stop().await.unwrap();
}

fn kept(tenant: &Tenant) -> Vec<PluginKv> {
    tenant.shop.store().read(|s| Ok(s.scan::<PluginKv>(Range::all())?)).unwrap()
}

/// D6: plugins' own rows, sign-ins and rules are a workspace's as well.
#[tokio::test]
async fn d6_kv_users_and_rules_stay_where_they_are() {
    let host = TestHost::start().await.unwrap();
    let garage = host.add_workspace("garage").await.unwrap();
    let row = PluginKv {
        plugin: "com.deskbell.whatsapp-cloud".into(),
        channel: whatsapp(),
        bucket: "b".into(),
        key: "k".into(),
        value: b"v".to_vec(),
        version: 1,
        expires: None,
    };
    let job = move |tx: &mut Tx<'_>| tx.put(&row);
    host.shop.store().write(job).await.unwrap();
    assert_eq!((kept(&host).len(), kept(&garage).len()), (1, 0));

    let files = json!([
        { "path": "pack.toml", "text": "name = \"mine\"\nversion = \"1.0.0\"\ndescription = \"Mine.\"\n" },
        { "path": "route.rhai", "text": "fn route(msg) {\n    tag(\"mine\");\n}\n" },
    ]);
    assert_eq!(host.put("/rules/mine", json!({ "files": files })).await.unwrap().0, 200);
    assert_eq!(host.says(ANA, "hello shop").await["tags"], json!(["mine"]));
    assert_eq!(garage.says(ANA, "hello garage").await["tags"], json!([]));
    assert_eq!((host.list("/rules").await.unwrap().len(), garage.list("/rules").await.unwrap().len()), (4, 3));

    let secret = || deskbell_domain::secret::Secret::new("correct horse battery");
    host.shop.add_user("ana", "Ana", deskbell_domain::user::Role::Agent, secret()).await.unwrap();
    assert!(host.shop.sign_in("ana", &secret(), "127.0.0.1").await.is_ok());
    assert!(garage.shop.sign_in("ana", &secret(), "127.0.0.1").await.is_err());
    host.stop().await.unwrap();
}

/// Everything a person sees, as one value.
async fn everything(tenant: &Tenant) -> Value {
    let mut seen = json!({});
    for (name, path) in [
        ("conversations", "/conversations"),
        ("tasks", "/tasks"),
        ("outbox", "/outbox"),
        ("rules", "/rules"),
        ("channels", "/channels"),
        ("templates", "/channels/whatsapp/templates"),
        ("settings", "/settings"),
    ] {
        seen[name] = tenant.get(path).await.unwrap();
    }
    let conversations = tenant.conversations().await.unwrap();
    for conversation in &conversations {
        let id = conversation["id"].to_string();
        let thread = tenant.thread(conversation).await.unwrap();
        let inbound = thread.iter().find(|m| m["inbound"] == true).unwrap();
        seen["explanations"][&id] = tenant.explanation(inbound).await.unwrap();
        seen["threads"][&id] = json!(thread);
        seen["contacts"][&id] = tenant.contact(conversation).await.unwrap();
    }
    for task in seen["tasks"]["items"].as_array_mut().unwrap() {
        task.as_object_mut().unwrap().remove("late");
    }
    seen
}

/// X8, D6: a backup taken while it works brings all of it back.
#[tokio::test]
async fn x8_backup_and_restore_keep_everything() {
    let host = TestHost::start().await.unwrap();
    let (_, file) = fill(&host, "1042", b"%PDF-1.4 kept").await;
    host.says(ANA, "one more thing").await;
    let before = everything(&host).await;
    let backup = host.folder().join("shop.backup");
    let report = host.shop.store().backup(&backup).unwrap();
    assert!(report.rows > 0);
    host.says(ANA, "after the backup").await;
    let folder = host.stop().await.unwrap();

    Store::restore(&backup, &folder.path().join("workspaces/shop")).unwrap();
    let host = TestHost::reopen(folder).await.unwrap();
    let after = everything(&host).await;
    for (part, value) in before.as_object().unwrap() {
        assert_eq!(&after[part], value, "{part} differs");
    }
    assert_eq!(host.download(&format!("/api/v1/media/{file}")).await.unwrap(), b"%PDF-1.4 kept");

    // The provider delivers again what the copy does not know, and no more.
    let known = host.journal().iter().map(|entry| entry.items.len()).sum::<usize>();
    let said = text("wamid.new", ANA_WA, Timestamp::now(), "after the restore");
    let body = webhook(&[vec![messages("Ana", ANA_WA, &[said])]]);
    assert_eq!(host.meta(&body).await.unwrap(), 200);
    assert_eq!(host.meta(&body).await.unwrap(), 200);
    assert_eq!(host.journal().iter().map(|entry| entry.items.len()).sum::<usize>(), known + 2);
    let conversations = host.conversations().await.unwrap();
    assert_eq!(conversations.len(), 1);
    assert_eq!(conversations[0]["last_message"]["preview"], "after the restore");
    host.stop().await.unwrap();
}

/// X1, X8: what waited in a backup may have been sent since; nothing leaves
/// twice because of a restore.
#[tokio::test]
async fn x1_a_restored_queue_waits_for_a_person() {
    let host = TestHost::start().await.unwrap();
    let conversation = host.says(ANA, "hello").await;
    host.post("/channels/whatsapp/pause", Value::Null).await.unwrap();
    let message = host.write(&conversation, "only once").await.unwrap();
    let backup = host.folder().join("shop.backup");
    host.shop.store().backup(&backup).unwrap();
    host.post("/channels/whatsapp/resume", Value::Null).await.unwrap();
    host.settled(&message, "delivered").await;
    let folder = host.stop().await.unwrap();

    Store::restore(&backup, &folder.path().join("workspaces/shop")).unwrap();
    let host = TestHost::reopen(folder).await.unwrap();
    let held = host.list("/outbox?state=held").await.unwrap();
    assert_eq!((held.len(), &held[0]["problem"]["code"]), (1, &json!("restored")), "{held:?}");
    assert_eq!(host.message(&message).await.unwrap()["status"], "held");
    let tasks = host.list("/tasks").await.unwrap();
    assert!(tasks.iter().any(|t| t["title"].as_str().unwrap().contains("restored")), "{tasks:?}");

    // A person's word counts, also after the next start.
    assert_eq!(host.retry(&message).await.unwrap().0, 204);
    let host = TestHost::reopen(host.stop().await.unwrap()).await.unwrap();
    assert_eq!(host.message(&message).await.unwrap()["status"], "queued");
    host.stop().await.unwrap();
}

/// X7: a stolen store holds no credentials, and without its key a workspace
/// says what is missing instead of failing at the provider.
#[tokio::test]
async fn x7_secrets_are_sealed_and_need_their_key() {
    let folder = TestHost::start().await.unwrap().stop().await.unwrap();
    let place = folder.path().join("workspaces/shop");
    let slug = || WorkspaceSlug::new("shop").unwrap();
    let file = std::fs::read(place.join("store.redb")).unwrap();
    for secret in ["app-secret", "access-token", SIGNING_SECRET] {
        assert!(!file.windows(secret.len()).any(|part| part == secret.as_bytes()), "{secret} lies open");
    }

    // As an older release left it: sealed at the next start.
    let plain = ChannelSecret {
        channel: whatsapp(),
        name: "app_secret".into(),
        values: vec![Secret::new("app-secret")],
        sealed: Vec::new(),
    };
    edit(&place, move |tx| tx.put(&plain)).await;
    let desk = desk(folder.path(), Clock::system()).await.unwrap();
    desk.open(slug()).await.unwrap();
    desk.close().await;
    let store = Store::open(&place, Default::default()).unwrap();
    let row = store.read(|s| Ok(s.get::<ChannelSecret>(&(whatsapp(), "app_secret".into()))?)).unwrap().unwrap();
    assert_eq!((row.values.len(), row.sealed.len()), (0, 1));
    store.close().await;

    let key = folder.path().join("secrets.key");
    std::fs::rename(&key, folder.path().join("elsewhere")).unwrap();
    let refused = desk.open(slug()).await.err().unwrap().to_string();
    assert!(refused.contains("secrets.key") && refused.contains("put the key file back"), "{refused}");
    std::fs::rename(folder.path().join("elsewhere"), &key).unwrap();
    desk.open(slug()).await.unwrap();
    desk.close().await;
}

async fn edit(place: &Path, job: impl Fn(&mut Tx<'_>) -> Result<(), TxError> + Send + 'static) {
    let store = Store::open(place, Default::default()).unwrap();
    store.write(job).await.unwrap();
    store.close().await;
}
