//! Bad input gets a clear answer and leaves no trace.

use deskbell_app::{AppError, NewChannel};
use deskbell_domain::channel::{PrivateHost, Routing};
use deskbell_domain::id::ChannelId;
use deskbell_domain::secret::Secret;
use deskbell_simulator::SimConfig;
use deskbell_tests::{TestHost, meta_signature, until, whatsapp};
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::collections::BTreeMap;

async fn journal_rows(host: &TestHost) -> u64 {
    use deskbell_domain::journal::JournalEntry;
    use deskbell_store::{Range, Read};
    let rows = host.shop.store().read(|s| Ok(s.scan::<JournalEntry>(Range::all())?)).unwrap();
    rows.len() as u64
}

fn envelope(messages: Value) -> Value {
    let config = SimConfig::default();
    json!({ "object": "whatsapp_business_account", "entry": [{ "id": config.waba_id, "changes": [{
        "field": "messages",
        "value": {
            "messaging_product": "whatsapp",
            "metadata": { "display_phone_number": "554933221100", "phone_number_id": config.phone_number_id },
            "contacts": [{ "profile": { "name": "Ana" }, "wa_id": "554988590187" }],
            "messages": messages,
        },
    }] }] })
}

#[tokio::test]
async fn x7_a_wrong_signature_is_401_and_nothing_is_kept() {
    let host = TestHost::start().await.unwrap();
    let hook = host.hook(&whatsapp()).unwrap();
    let body = envelope(json!([{ "id": "wamid.1", "from": "554988590187", "timestamp": "1700000000", "type": "text", "text": { "body": "hi" } }])).to_string();
    for signature in [None, Some("sha256=00".to_owned()), Some(meta_signature("another", body.as_bytes()))] {
        let mut request = host.client.post(&hook).body(body.clone());
        if let Some(signature) = signature {
            request = request.header("x-hub-signature-256", signature);
        }
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
        let text = answer.text().await.unwrap();
        assert!(!text.contains("header") && !text.contains("secret"), "reasons are the operator's: {text}");
    }
    assert_eq!(journal_rows(&host).await, 0);
    assert!(host.conversations().await.unwrap().is_empty());
    host.stop().await.unwrap();
}

#[tokio::test]
async fn x7_malformed_too_large_and_unknown_are_told_apart() {
    let host = TestHost::start().await.unwrap();
    let hook = host.hook(&whatsapp()).unwrap();
    let secret = SimConfig::default().app_secret;
    let post = async |body: Vec<u8>, url: &str| {
        let signature = meta_signature(&secret, &body);
        let request = host.client.post(url).header("x-hub-signature-256", signature).body(body);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(post(b"{not json".to_vec(), &hook).await, 400);
    assert_eq!(post(vec![b' '; 4 << 20], &hook).await, 413);
    let unknown = format!("http://{}/hooks/shop/{}", host.address, "0".repeat(64));
    assert_eq!(post(b"{}".to_vec(), &unknown).await, 404);
    let elsewhere = format!("http://{}/hooks/nowhere/{}", host.address, "0".repeat(64));
    assert_eq!(post(b"{}".to_vec(), &elsewhere).await, 404);
    assert_eq!(journal_rows(&host).await, 0);
    host.stop().await.unwrap();
}

/// S4.2: what Deskbell does not work with is visible, never dropped.
#[tokio::test]
async fn s4_2_an_unknown_message_type_is_a_visible_stub_with_its_data() {
    let host = TestHost::start().await.unwrap();
    let strange = json!({ "id": "wamid.2", "from": "554988590187", "timestamp": "1700000000",
                          "type": "hologram", "hologram": { "depth": 3 } });
    assert_eq!(host.meta(&envelope(json!([strange]))).await.unwrap(), 200);
    let conversation = until("the conversation", async || host.conversations().await.unwrap().pop()).await;
    let thread = host.thread(&conversation).await.unwrap();
    assert_eq!(thread[0]["content"]["kind"], "stub");
    assert_eq!(thread[0]["content"]["provider_type"], "hologram");
    host.stop().await.unwrap();
}

/// X1: a bad item never costs its neighbours anything.
#[tokio::test]
async fn x1_one_bad_item_of_a_batch_harms_no_other() {
    let host = TestHost::start().await.unwrap();
    let text = |id: &str| json!({ "id": id, "from": "554988590187", "timestamp": "1700000000", "type": "text", "text": { "body": id } });
    let batch = json!([text("wamid.a"), { "id": 17, "type": [] }, text("wamid.b"), "nonsense", text("wamid.c")]);
    assert_eq!(host.meta(&envelope(batch)).await.unwrap(), 200);
    let thread = until("three messages", async || {
        let conversation = host.conversations().await.unwrap().into_iter().find(|c| c["unread"].as_u64() >= Some(3))?;
        Some(host.thread(&conversation).await.unwrap())
    })
    .await;
    for id in ["wamid.a", "wamid.b", "wamid.c"] {
        assert!(thread.iter().any(|m| m["content"]["body"] == id), "{id} is missing");
    }
    host.stop().await.unwrap();
}

/// X7: an empty secret lets everybody sign; the second address of a host would
/// silently replace the first. Connecting names the field.
#[tokio::test]
async fn x7_an_account_that_cannot_be_safe_is_not_connected() {
    let host = TestHost::start().await.unwrap();
    let refused = async |secret: &str, private_hosts: Vec<PrivateHost>| {
        let new = NewChannel {
            id: ChannelId::new("another").unwrap(),
            name: "Another shop".into(),
            plugin: "com.deskbell.workshop".into(),
            config: json!({}),
            secrets: BTreeMap::from([("signing_secret".into(), vec![Secret::new(secret)])]),
            routing: Routing::default(),
            private_hosts,
            pace_per_10s: None,
        };
        match host.shop.connect(new).await {
            Err(AppError::Invalid { field, .. }) => field,
            other => panic!("{other:?}"),
        }
    };
    let erp = |port: u16, address: &str| PrivateHost {
        host: "erp.local".into(),
        port: Some(port),
        http: true,
        address: Some(address.into()),
    };
    assert_eq!(refused("", vec![]).await, "secrets.signing_secret");
    let two = vec![erp(8080, "10.0.0.7:8080"), erp(9090, "10.0.0.8:9090")];
    assert_eq!(refused(deskbell_tests::SIGNING_SECRET, two.clone()).await, "private_hosts");
    let configured = host.shop.configure_channel(&ChannelId::new("workshop").unwrap(), json!({}), two).await;
    assert!(matches!(configured, Err(AppError::Invalid { field, .. }) if field == "private_hosts"));
    assert!(host.shop.channel(&ChannelId::new("another").unwrap()).is_err(), "nothing of it was kept");
    host.stop().await.unwrap();
}
