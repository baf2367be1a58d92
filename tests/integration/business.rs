//! What business systems report, and what follows for the customer.

use crate::intake::{ANA, outcomes_of};
use deskbell_domain::task::{Task, TaskKind};
use deskbell_store::{Range, Read, Tx, TxError};
use deskbell_tests::{Order, SIGNING_SECRET, TestHost, private_host, standard_webhook, until, workshop};
use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// The outcomes of the business system's last report.
fn outcomes(host: &TestHost) -> Vec<&'static str> {
    outcomes_of(host, &workshop())
}

fn customer(event: &str, verb: &str, version: u64, name: &str) -> Value {
    json!({
        "id": event, "type": format!("customer.{verb}"), "timestamp": Timestamp::now().to_string(),
        "data": { "id": "C-17", "name": name, "phone": "(49) 98859-0187", "version": version },
    })
}

fn gone(event: &str, kind: &str, id: &str) -> Value {
    gone_in(event, kind, id, 9)
}

fn gone_in(event: &str, kind: &str, id: &str, version: u64) -> Value {
    json!({ "id": event, "type": format!("{kind}.deleted"), "timestamp": Timestamp::now().to_string(),
            "data": { "id": id, "version": version } })
}

/// An order under an event id of its own.
fn order(event: &str, order: &Order) -> Value {
    let mut value = order.event();
    value["id"] = event.into();
    value
}

async fn ana(host: &TestHost) -> Value {
    let found = host.contacts("8859").await.unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    host.get(&format!("/contacts/{}", found[0]["id"])).await.unwrap()
}

fn templates(host: &TestHost, name: &str) -> usize {
    host.sends().iter().filter(|s| s.body["template"]["name"] == name).count()
}

#[tokio::test]
async fn s1_11_customers_are_created_changed_and_deleted() {
    let host = TestHost::start().await.unwrap();
    host.reports("1", &[customer("e1", "created", 3, "Ana Souza")]).await.unwrap();
    assert_eq!(ana(&host).await["phone"], "+5549988590187", "read with the shop's country");
    host.reports("2", &[customer("e2", "changed", 5, "Ana Souza Lima")]).await.unwrap();
    host.reports("3", &[customer("e3", "changed", 4, "Ana S.")]).await.unwrap();
    assert_eq!(outcomes(&host), ["ignored"]);
    assert_eq!(ana(&host).await["name"], "Ana Souza Lima", "an older version changes nothing");

    let conversation = host.says(ANA, "hello").await;
    host.reports("4", &[gone("e4", "customer", "C-17")]).await.unwrap();
    let contact = ana(&host).await;
    let kinds: Vec<&Value> = contact["addresses"].as_array().unwrap().iter().map(|a| &a["kind"]).collect();
    assert!(!kinds.contains(&&json!("external-id")), "{kinds:?}");
    assert_eq!(host.thread(&conversation).await.unwrap().len(), 1, "what was said stays");
    host.reports("5", &[gone("e5", "customer", "C-99")]).await.unwrap();
    assert_eq!(outcomes(&host), ["ignored"]);
    host.stop().await.unwrap();
}

/// A changed number was learnt behind the old one: messages went to the old
/// number, and the inbox showed it.
#[tokio::test]
async fn s1_11_a_changed_number_is_the_one_that_is_written_to() {
    let host = TestHost::start().await.unwrap();
    let with = |version: u64, rest: Value| {
        let mut event = customer(&format!("e{version}"), "changed", version, "Ana Souza");
        event["data"].as_object_mut().unwrap().remove("phone");
        event["data"].as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        event
    };
    let first =
        json!({ "phone": "(49) 98859-0187", "email": "ana@example.com", "language": "pt-BR", "note": "mornings" });
    host.reports("1", &[with(1, first)]).await.unwrap();
    host.reports("2", &[with(2, json!({ "phone": "(49) 98859-0188" }))]).await.unwrap();
    let contact = ana(&host).await;
    assert_eq!(contact["phone"], "+5549988590188");
    assert_eq!((&contact["language"], &contact["note"]), (&Value::Null, &Value::Null), "{contact}");
    let kinds: Vec<&str> =
        contact["addresses"].as_array().unwrap().iter().map(|a| a["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["phone", "external-id"], "what is left out is empty afterwards");
    host.reports("3", &[order("o1", &Order::new("1042", "C-17", "received", 1))]).await.unwrap();
    let sent = host.sent(1).await;
    assert_eq!(sent[0].body["to"], "+5549988590188", "{}", sent[0].body);
    assert_eq!(host.conversation_with("Ana Souza").await["contact"]["phone"], "+5549988590188");

    // A number that the customer wrote from is kept, behind the one the shop has now.
    host.says("+5549988590188", "hello").await;
    host.reports("4", &[with(3, json!({ "phone": "(49) 98859-0189" }))]).await.unwrap();
    let contact = ana(&host).await;
    assert_eq!(contact["phone"], "+5549988590189");
    assert!(contact["addresses"].as_array().unwrap().iter().any(|a| a["value"] == "+554988590188"), "{contact}");
    assert_eq!(host.contacts("Ana").await.unwrap().len(), 1);
    host.stop().await.unwrap();
}

#[tokio::test]
async fn s1_5_orders_are_created_changed_and_deleted() {
    let host = TestHost::start().await.unwrap();
    host.reports("0", &[customer("e0", "created", 1, "Ana Souza")]).await.unwrap();
    host.reports("1", &[order("e1", &Order::new("1042", "C-17", "received", 3))]).await.unwrap();
    let card = async || ana(&host).await["cards"][0].clone();
    assert_eq!(card().await["status"], "received");
    host.reports("2", &[order("e2", &Order::new("1042", "C-17", "in-progress", 5))]).await.unwrap();
    host.reports("3", &[order("e3", &Order::new("1042", "C-17", "diagnosis", 4))]).await.unwrap();
    assert_eq!(outcomes(&host), ["ignored"]);
    assert_eq!(card().await["status"], "in-progress", "an older version changes nothing");
    host.reports("4", &[gone("e4", "repair-order", "1042")]).await.unwrap();
    let card = card().await;
    assert_eq!((&card["open"], &card["status"]), (&json!(false), &json!("deleted")));
    assert_eq!(ana(&host).await["cards"].as_array().unwrap().len(), 1);
    host.stop().await.unwrap();
}

/// Deletions had no version: a late update opened the card again and told the
/// customer, and a late deletion closed a newer card.
#[tokio::test]
async fn x2_deletions_keep_to_the_versions() {
    let host = TestHost::start().await.unwrap();
    host.reports("0", &[customer("e0", "created", 1, "Ana Souza")]).await.unwrap();
    let at = |status: &'static str, version: u64| {
        order(&format!("o{version}{status}"), &Order::new("1042", "C-17", status, version))
    };
    let card = async || {
        let card = ana(&host).await["cards"][0].clone();
        (card["open"].as_bool().unwrap(), card["status"].as_str().unwrap().to_owned())
    };
    host.reports("1", &[at("in-progress", 5), gone_in("d4", "repair-order", "1042", 4)]).await.unwrap();
    assert_eq!(outcomes(&host), ["applied", "ignored"]);
    assert_eq!(card().await, (true, "in-progress".to_owned()), "a late deletion closes nothing newer");
    host.reports("2", &[gone_in("d9", "repair-order", "1042", 9), at("ready", 6), at("ready", 9)]).await.unwrap();
    assert_eq!(outcomes(&host), ["applied", "ignored", "ignored"]);
    assert_eq!(card().await, (false, "deleted".to_owned()), "a late update opens nothing");
    host.reports("3", &[at("in-progress", 10)]).await.unwrap();
    assert_eq!(card().await, (true, "in-progress".to_owned()), "what is newer is there again");

    // Before its creation: the order never appears.
    let late = order("late", &Order::new("1077", "C-17", "received", 1));
    host.reports("4", &[gone_in("d3", "repair-order", "1077", 3), late]).await.unwrap();
    assert_eq!(outcomes(&host), ["ignored", "ignored"]);
    assert_eq!(ana(&host).await["cards"].as_array().unwrap().len(), 1);

    // A deleted customer is not linked again, and keeps their cards.
    host.reports("5", &[gone("d5", "customer", "C-17"), customer("e1", "changed", 2, "Ana Late")]).await.unwrap();
    assert_eq!(outcomes(&host), ["applied", "ignored"]);
    host.reports("6", &[at("waiting-for-approval", 11)]).await.unwrap();
    let contact = ana(&host).await;
    assert_eq!(
        (&contact["name"], &contact["cards"][0]["status"]),
        (&json!("Ana Souza"), &json!("waiting-for-approval"))
    );
    assert!(contact["addresses"].as_array().unwrap().iter().all(|a| a["kind"] != "external-id"), "{contact}");
    host.reports("7", &[customer("e2", "created", 10, "Ana Again")]).await.unwrap();
    assert_eq!(ana(&host).await["name"], "Ana Again");
    assert!(host.sends().is_empty(), "nobody was told anything");
    host.stop().await.unwrap();
}

/// X2: at most once for (document, event, version), however it is told.
#[tokio::test]
async fn x2_a_business_event_sends_at_most_once() {
    let host = TestHost::start().await.unwrap();
    host.reports("0", &[customer("e0", "created", 1, "Ana Souza")]).await.unwrap();
    let received = Order::new("1042", "C-17", "received", 1);
    let same = order("e1", &received);
    let answers = join_all((0..12).map(|n| {
        let (host, same) = (&host, &same);
        async move { host.business(&format!("d{n}"), std::slice::from_ref(same)).await.unwrap().0 }
    }))
    .await;
    assert!(answers.iter().all(|status| *status == 200), "{answers:?}");
    host.reports("again", &[order("e2", &received), order("e3", &received)]).await.unwrap();
    host.sent(1).await;

    // The same version, told as ready, then not, then ready again.
    let document = || Some(("invoice", "invoice.pdf", b"%PDF-1.4 an invoice".to_vec()));
    let ready = Order { document: document(), ..Order::new("1042", "C-17", "ready", 2) };
    let back = Order::new("1042", "C-17", "in-progress", 2);
    for (event, what) in [("e4", &ready), ("e5", &back), ("e6", &ready)] {
        host.reports(event, &[order(event, what)]).await.unwrap();
    }
    host.sent(2).await;
    // A version later it is another event.
    let back = Order::new("1042", "C-17", "in-progress", 3);
    let ready = Order { version: 4, ..ready };
    host.reports("e7", &[order("e7", &back), order("e8", &ready)]).await.unwrap();
    host.sent(3).await;
    assert_eq!((templates(&host, "repair_order_received"), templates(&host, "repair_order_ready")), (1, 2));
    until("an empty outbox", async || host.list("/outbox").await.ok()?.is_empty().then_some(())).await;
    assert_eq!(host.sends().len(), 3);
    host.stop().await.unwrap();
}

/// "Ready" overtook "received": the card began as ready, which is no news, and
/// the late first version changed nothing. The customer was never told.
#[tokio::test]
async fn x2_a_status_that_overtakes_the_card_is_told() {
    let host = TestHost::start().await.unwrap();
    host.reports("0", &[customer("e0", "created", 1, "Ana Souza")]).await.unwrap();
    let ready = Order {
        document: Some(("invoice", "invoice.pdf", b"%PDF-1.4 an invoice".to_vec())),
        ..Order::new("1042", "C-17", "ready", 3)
    };
    host.reports("1", &[order("e3", &ready)]).await.unwrap();
    assert!(host.sends().is_empty(), "an order that is entered late is not announced");
    host.reports("2", &[order("e1", &Order::new("1042", "C-17", "received", 1))]).await.unwrap();
    host.sent(1).await;
    host.reports("3", &[order("e2", &Order::new("1042", "C-17", "in-progress", 2))]).await.unwrap();
    assert_eq!(outcomes(&host), ["ignored"]);
    assert_eq!(ana(&host).await["cards"][0]["status"], "ready");
    until("an empty outbox", async || host.list("/outbox").await.ok()?.is_empty().then_some(())).await;
    assert_eq!((templates(&host, "repair_order_ready"), host.sends().len()), (1, 1));
    host.stop().await.unwrap();
}

/// Reports may overtake each other: the card waits for its customer.
#[tokio::test]
async fn x2_a_card_may_come_before_its_customer() {
    let host = TestHost::start().await.unwrap();
    host.reports("1", &[order("e1", &Order::new("1042", "C-17", "received", 1))]).await.unwrap();
    let tasks = host.list("/tasks").await.unwrap();
    assert!(tasks.iter().any(|t| t["title"].as_str().unwrap().contains("1042 could not be announced")), "{tasks:?}");
    host.reports("2", &[customer("e2", "created", 1, "Ana Souza")]).await.unwrap();
    assert_eq!(ana(&host).await["cards"][0]["number"], "1042");
    // Now somebody can be told, once.
    host.sent(1).await;
    host.reports("3", &[customer("e3", "changed", 2, "Ana Souza Lima")]).await.unwrap();
    let conversation = host.says(ANA, "hello").await;
    assert_eq!(conversation["card"]["number"], "1042");
    until("an empty outbox", async || host.list("/outbox").await.ok()?.is_empty().then_some(())).await;
    assert_eq!(templates(&host, "repair_order_received"), 1);
    host.stop().await.unwrap();
}

/// X5: and so it is when the customer wrote before anybody entered them.
#[tokio::test]
async fn x5_a_card_before_its_customer_finds_who_wrote_already() {
    let host = TestHost::start().await.unwrap();
    let before = host.says(ANA, "I will bring my car").await;
    host.reports("1", &[order("e1", &Order::new("1042", "C-17", "received", 1))]).await.unwrap();
    host.reports("2", &[customer("e2", "created", 1, "Ana Souza")]).await.unwrap();
    let contact = ana(&host).await;
    let numbers: Vec<&Value> = contact["cards"].as_array().unwrap().iter().map(|c| &c["number"]).collect();
    assert!(numbers.contains(&&json!("1042")), "{numbers:?}");
    assert_eq!(host.contacts("Ana").await.unwrap().len(), 1);
    let after = host.says(ANA, "here I am").await;
    assert_eq!(after["id"], before["id"]);
    assert_eq!(after["card"]["number"], "1042");
    host.stop().await.unwrap();
}

/// A busy desk got the same notice again and again: only the 500 oldest open
/// tasks were looked at.
#[tokio::test]
async fn x2_a_notice_is_said_once_however_many_tasks_are_open() {
    let host = TestHost::start().await.unwrap();
    let long_ago = Timestamp::now() - SignedDuration::from_hours(1);
    let open = move |tx: &mut Tx<'_>| {
        for _ in 0..600 {
            let id = tx.next_id()?;
            tx.put(&Task {
                id,
                kind: TaskKind::ToDo,
                title: "call back".into(),
                conversation: None,
                contact: None,
                card: None,
                assignee: None,
                due: long_ago,
                created: long_ago,
                done: None,
            })?;
        }
        Ok::<_, TxError>(())
    };
    host.shop.store().write(open).await.unwrap();
    let notices = || {
        let all = host.shop.store().read(|s| Ok(s.scan::<Task>(Range::all().reverse().limit(10))?)).unwrap();
        all.into_iter().filter(|task| task.kind == TaskKind::Notice).collect::<Vec<_>>()
    };
    for version in 1..4 {
        let received = Order::new("1042", "C-17", "received", version);
        let back = Order::new("1042", "C-17", "in-progress", version);
        host.reports(&format!("r{version}"), &[order(&format!("r{version}"), &received)]).await.unwrap();
        host.reports(&format!("b{version}"), &[order(&format!("b{version}"), &back)]).await.unwrap();
        let ready = order(&format!("y{version}"), &Order::new("1042", "C-17", "ready", version));
        host.reports(&format!("y{version}"), &[ready]).await.unwrap();
    }
    assert_eq!(notices().len(), 1, "{:?}", notices());
    let done = notices().remove(0);
    assert_eq!(host.post(&format!("/tasks/{}/finish", done.id), Value::Null).await.unwrap().0, 204);
    host.reports("again", &[order("again", &Order::new("1042", "C-17", "in-progress", 5))]).await.unwrap();
    host.reports("ready", &[order("ready", &Order::new("1042", "C-17", "ready", 6))]).await.unwrap();
    assert_eq!(notices().iter().filter(|task| task.done.is_none()).count(), 1, "said again once it was done");
    host.stop().await.unwrap();
}

fn with_link(version: u64, url: &str, sha256: Option<&str>) -> Value {
    let mut event = order(&format!("link-{version}"), &Order::new("1042", "C-17", "ready", version));
    event["data"]["documents"] =
        json!([{ "kind": "invoice", "filename": "invoice.pdf", "url": url, "sha256": sha256 }]);
    event
}

/// S1.5: a document by link is fetched, and the message waits for it.
#[tokio::test]
async fn s1_5_a_document_by_link_goes_along() {
    let host = TestHost::start().await.unwrap();
    host.reports("0", &[customer("e0", "created", 1, "Ana Souza")]).await.unwrap();
    host.reports("1", &[order("e1", &Order::new("1042", "C-17", "in-progress", 1))]).await.unwrap();
    let invoice = host.sim.put_media("application/pdf", Some("invoice.pdf"), b"%PDF-1.4 an invoice".as_slice().into());
    let base = format!("{}/_control/media", host.sim.url().trim_end_matches('/'));
    let url = format!("{base}/{}", invoice.id);

    let (status, answer) = host.business("2", &[with_link(2, &url, None)]).await.unwrap();
    assert_eq!(status, 400, "{answer}");
    assert!(answer.contains("events[0].data.documents[0].url"), "{answer}");
    let settings = json!({ "base_url": base });
    host.shop.configure_channel(&workshop(), settings, vec![private_host(&host.sim)]).await.unwrap();
    let (status, answer) = host.business("3", &[with_link(2, "http://127.0.0.1/elsewhere.pdf", None)]).await.unwrap();
    assert_eq!(status, 400, "{answer}");

    host.reports("4", &[with_link(2, &url, Some(&invoice.sha256))]).await.unwrap();
    let sends = until("the template with its document", async || {
        Some(host.sends()).filter(|sends| sends.iter().any(|s| s.body["template"]["name"] == "repair_order_ready"))
    })
    .await;
    let sent = &sends.last().unwrap().body;
    assert_eq!(sent["template"]["components"][0]["parameters"][0]["document"]["filename"], "invoice.pdf", "{sent}");
    let document = ana(&host).await["cards"][0]["documents"][0].clone();
    assert_eq!(document["media"]["state"], "stored", "{document}");
    let bytes = host.download(document["media"]["url"].as_str().unwrap()).await.unwrap();
    assert_eq!(bytes, b"%PDF-1.4 an invoice");
    host.stop().await.unwrap();
}

/// S1.5: a link that leads nowhere holds the message with the reason.
#[tokio::test]
async fn s1_5_a_document_that_is_lost_holds_the_message() {
    let host = TestHost::start().await.unwrap();
    let base = format!("{}/_control/media", host.sim.url().trim_end_matches('/'));
    let settings = json!({ "base_url": base });
    host.shop.configure_channel(&workshop(), settings, vec![private_host(&host.sim)]).await.unwrap();
    host.reports("0", &[customer("e0", "created", 1, "Ana Souza")]).await.unwrap();
    host.reports("1", &[order("e1", &Order::new("1042", "C-17", "in-progress", 1))]).await.unwrap();
    host.reports("2", &[with_link(2, &format!("{base}/404"), None)]).await.unwrap();
    let conversation = host.conversation_with("Ana Souza").await;
    let held = until("the held message", async || {
        host.thread(&conversation).await.ok()?.into_iter().find(|m| m["status"] == "held")
    })
    .await;
    assert_eq!(held["problem"]["code"], "document-lost", "{held}");
    assert_eq!(templates(&host, "repair_order_ready"), 0);
    host.stop().await.unwrap();
}

/// Lesson 25: nobody else can report anything.
#[tokio::test]
async fn x7_a_wrong_signature_or_an_old_timestamp_is_401() {
    let host = TestHost::start().await.unwrap();
    let body = json!({ "events": [customer("e1", "created", 1, "Ana Souza")] }).to_string();
    let now = Timestamp::now();
    let other = "whsec_b3RoZXJvdGhlcm90aGVyb3RoZXJvdGhlcm90aGVyMTI=";
    let good = standard_webhook(SIGNING_SECRET, "m1", &body, now);
    let mut another_id = good.clone();
    another_id[0].1 = "m2".into();
    let mut no_signature = good.clone();
    no_signature[2].1 = "v1,".into();
    for (what, headers) in [
        ("another secret", standard_webhook(other, "m1", &body, now)),
        ("too old", standard_webhook(SIGNING_SECRET, "m1", &body, now - SignedDuration::from_mins(6))),
        ("from the future", standard_webhook(SIGNING_SECRET, "m1", &body, now + SignedDuration::from_mins(6))),
        ("another body", standard_webhook(SIGNING_SECRET, "m1", "{}", now)),
        ("another id", another_id),
        ("no signature", no_signature),
    ] {
        let mut request = host.client.post(host.hook(&workshop()).unwrap()).body(body.clone());
        for (name, value) in headers {
            request = request.header(name, value);
        }
        assert_eq!(request.send().await.unwrap().status(), 401, "{what}");
    }
    assert!(host.journal().is_empty());
    assert!(host.contacts("Ana").await.unwrap().is_empty());
    host.stop().await.unwrap();
}

#[tokio::test]
async fn x2_a_bad_item_names_its_field_and_keeps_nothing() {
    let host = TestHost::start().await.unwrap();
    let mut nobody = order("e2", &Order::new("1042", "C-17", "received", 1));
    nobody["data"]["customer"] = json!({ "id": "C-17" });
    let mut typing_mistake = customer("e3", "created", 1, "Ana Souza");
    typing_mistake["data"]["fone"] = "(49) 98859-0187".into();
    let unknown = json!({ "id": "e4", "type": "invoice.created", "timestamp": "2026-03-02T14:05:00Z", "data": {} });
    for (bad, field) in [(nobody, "data.customer"), (typing_mistake, "data.fone"), (unknown, "type")] {
        let events = [customer("e1", "created", 1, "Ana Souza"), bad];
        let (status, answer) = host.business("1", &events).await.unwrap();
        assert_eq!(status, 400, "{answer}");
        assert!(answer.contains(&format!("events[1].{field}")), "{answer}");
        assert!(!answer.contains("98859"), "never the value: {answer}");
    }
    assert!(host.journal().is_empty());
    assert!(host.contacts("Ana").await.unwrap().is_empty());
    host.reports("1", &[customer("e1", "created", 1, "Ana Souza")]).await.unwrap();
    assert_eq!(host.contacts("Ana").await.unwrap().len(), 1, "mended, it is taken under the same id");
    host.stop().await.unwrap();
}
