//! Where a message belongs, and what rules may do about it.

use crate::intake::{ANA, ANA_WA, outcomes};
use deskbell_domain::channel::{Accept, Routing};
use deskbell_domain::journal::ItemOutcome;
use deskbell_domain::secret::Secret;
use deskbell_domain::user::Role;
use deskbell_tests::meta::{messages, text, webhook};
use deskbell_tests::{Config, Order, TestHost, until};
use jiff::Timestamp;
use serde_json::{Value, json};

async fn publish(host: &TestHost, pack: &str, files: &[(&str, &str)]) -> (u16, Value) {
    let files: Vec<Value> = files.iter().map(|(path, text)| json!({ "path": path, "text": text })).collect();
    host.put(&format!("/rules/{pack}"), json!({ "files": files })).await.unwrap()
}

fn manifest(pack: &str) -> String {
    format!("name = \"{pack}\"\nversion = \"9.0.0\"\ndescription = \"Of a test.\"\n")
}

/// New orders are not confirmed, so that only the routing files messages.
async fn say_nothing_by_yourself(host: &TestHost) {
    let rules = "fn trigger(event) {\n}\n";
    let (status, errors) =
        publish(host, "workshop", &[("pack.toml", &manifest("workshop")), ("trigger.rhai", rules)]).await;
    assert_eq!(status, 200, "{errors}");
}

fn opportunity(id: &str, version: u64) -> Value {
    json!({
        "id": format!("{id}-{version}"), "type": "card.changed", "timestamp": Timestamp::now().to_string(),
        "data": { "id": id, "module": "opportunity", "number": id, "title": id, "customer": "C-17",
                  "status": "new", "status_label": "New", "version": version },
    })
}

async fn ana(host: &TestHost) {
    host.customer("C-17", "Ana Souza", "(49) 98859-0187").await.unwrap();
}

async fn card_number(host: &TestHost, body: &str) -> Value {
    host.says(ANA, body).await["card"]["number"].clone()
}

#[tokio::test]
async fn s0_7_a_new_open_repair_order_takes_over() {
    let host = TestHost::start().await.unwrap();
    say_nothing_by_yourself(&host).await;
    ana(&host).await;
    host.reports("1", &[Order::new("1042", "C-17", "diagnosis", 1).event()]).await.unwrap();
    assert_eq!(card_number(&host, "how is it going?").await, "1042");
    host.reports("2", &[Order::new("1042", "C-17", "delivered", 2).event()]).await.unwrap();
    assert_eq!(card_number(&host, "thank you").await, "1042", "while there is no newer one");
    host.reports("3", &[Order::new("1077", "C-17", "received", 1).event()]).await.unwrap();
    assert_eq!(card_number(&host, "and the other car?").await, "1077");

    let conversations = host.conversations().await.unwrap();
    assert_eq!(conversations.len(), 1, "one chat, filed on two orders");
    let cards: Vec<Value> = host.thread(&conversations[0]).await.unwrap().iter().map(|m| m["card"].clone()).collect();
    assert_eq!(cards[0], cards[1]);
    assert_ne!(cards[1], cards[2]);
    host.stop().await.unwrap();
}

#[tokio::test]
async fn s4_4_a_first_message_goes_to_the_last_updated_opportunity() {
    let host = TestHost::start().await.unwrap();
    ana(&host).await;
    host.reports("1", &[opportunity("OP-1", 1), opportunity("OP-2", 1)]).await.unwrap();
    host.reports("2", &[opportunity("OP-1", 2)]).await.unwrap();
    assert_eq!(card_number(&host, "hello").await, "OP-1");
    host.reports("3", &[opportunity("OP-2", 2)]).await.unwrap();
    assert_eq!(card_number(&host, "me again").await, "OP-1", "a conversation stays where it is");
    host.stop().await.unwrap();
}

#[tokio::test]
async fn s4_4_an_answer_goes_to_the_card_that_was_written_from() {
    let host = TestHost::start().await.unwrap();
    ana(&host).await;
    host.reports("1", &[opportunity("OP-1", 1), opportunity("OP-2", 1)]).await.unwrap();
    let conversation = host.says(ANA, "hello").await;
    let contact = host.contact(&conversation).await.unwrap();
    let id = |number: &str| {
        contact["cards"].as_array().unwrap().iter().find(|c| c["number"] == number).unwrap()["id"].clone()
    };
    let file_on = async |number: &str| {
        let path = format!("/conversations/{}/card", conversation["id"]);
        assert_eq!(host.put(&path, json!({ "card": id(number) })).await.unwrap().0, 204);
    };
    file_on("OP-1").await;
    host.write(&conversation, "about your first project").await.unwrap();
    file_on("OP-2").await;
    assert_eq!(card_number(&host, "yes, about the first").await, "OP-1");
    host.stop().await.unwrap();
}

#[tokio::test]
async fn s4_4_an_unknown_sender_gets_a_contact_and_one_card() {
    let host = TestHost::start().await.unwrap();
    let said = |id: &str| webhook(&[vec![messages("Maria Silva", ANA_WA, &[text(id, ANA_WA, Timestamp::now(), id)])]]);
    host.meta(&said("wamid.1")).await.unwrap();
    let conversation = host.conversation_with("Maria Silva").await;
    assert_eq!(conversation["card"]["module"], "opportunity");
    assert_eq!(conversation["card"]["title"], "Maria Silva");
    host.meta(&said("wamid.2")).await.unwrap();
    let thread = host.thread_of(&conversation, 2).await;
    assert_eq!(thread[0]["card"], thread[1]["card"]);
    assert_eq!(host.contact(&conversation).await.unwrap()["cards"].as_array().unwrap().len(), 1);
    host.stop().await.unwrap();
}

async fn accepting(accept: Accept, excluded: &[&str]) -> TestHost {
    let excluded = excluded.iter().map(|number| (*number).to_owned()).collect();
    let routing = Routing { new_card_module: None, accept, excluded };
    TestHost::start_with(Config { routing, ..Config::default() }).await.unwrap()
}

/// Waits until this many requests are on record.
async fn recorded(host: &TestHost, requests: usize) {
    until("the journal", async || (host.journal().len() >= requests).then_some(())).await;
}

fn reasons(host: &TestHost) -> Vec<String> {
    let items = host.journal().into_iter().flat_map(|entry| entry.items);
    items
        .filter_map(|item| match item.outcome {
            ItemOutcome::Ignored { reason } => Some(reason),
            _ => None,
        })
        .collect()
}

#[tokio::test]
async fn s4_8_known_contacts_only() {
    let host = accepting(Accept::KnownContacts, &[]).await;
    host.sim.say(ANA, "do you know me?").unwrap();
    recorded(&host, 1).await;
    assert!(reasons(&host)[0].contains("known contacts"), "{:?}", reasons(&host));
    assert!(host.conversations().await.unwrap().is_empty());
    ana(&host).await;
    assert_eq!(host.contacts("8859").await.unwrap().len(), 1, "the stranger left no contact behind");
    let conversation = host.says(ANA, "and now?").await;
    assert_eq!(host.thread(&conversation).await.unwrap().len(), 1);
    host.stop().await.unwrap();
}

#[tokio::test]
async fn s4_8_everyone_except_listed_numbers_in_any_spelling() {
    let listed = ["+55 (49) 98859-0187", "554988590188", "(49) 98859-0189", "0721 123 456"];
    let host = accepting(Accept::ExceptListed, &listed).await;
    for number in ["+5549988590187", "+5549988590188", "+5549988590189", "+40721123456"] {
        host.sim.say(number, "hello").unwrap();
    }
    recorded(&host, 4).await;
    host.says("+40721999999", "I am not on it").await;
    assert_eq!(host.conversations().await.unwrap().len(), 1);
    let reasons = reasons(&host);
    assert_eq!(reasons.len(), 4);
    assert!(reasons.iter().all(|reason| reason.contains("list of exceptions")), "{reasons:?}");
    host.stop().await.unwrap();
}

#[tokio::test]
async fn s4_8_everything() {
    let host = accepting(Accept::Everything, &[ANA]).await;
    host.says(ANA, "hello").await;
    assert!(reasons(&host).is_empty());
    host.stop().await.unwrap();
}

#[tokio::test]
async fn s4_2_group_messages_are_left_out_with_a_reason() {
    let host = TestHost::start().await.unwrap();
    let mut message = text("wamid.1", ANA_WA, Timestamp::now(), "hello all");
    message["group_id"] = "Y2FwaV9ncm91cDoxNzA1".into();
    let body = webhook(&[vec![messages("Ana", ANA_WA, &[message])]]);
    assert_eq!(host.meta(&body).await.unwrap(), 200);
    assert!(reasons(&host)[0].contains("group"), "{:?}", reasons(&host));
    assert_eq!(host.meta(&body).await.unwrap(), 200);
    assert_eq!(outcomes(&host), ["duplicate"]);
    assert!(host.conversations().await.unwrap().is_empty());
    assert!(host.contacts("Ana").await.unwrap().is_empty());
    host.stop().await.unwrap();
}

/// S4.2, D5: locations, contacts and polls too, once a consultant says so.
#[tokio::test]
async fn s4_2_other_kinds_are_left_out_by_a_setting() {
    let host = TestHost::start().await.unwrap();
    let packs = host.list("/rules").await.unwrap();
    let mut files = packs.iter().find(|p| p["name"] == "filters").unwrap()["files"].clone();
    for file in files.as_array_mut().unwrap() {
        let text = file["text"].as_str().unwrap();
        file["text"] =
            text.replace(r#"default = ["group"]"#, r#"default = ["group", "location", "contact", "poll"]"#).into();
    }
    let (status, errors) = host.put("/rules/filters", json!({ "files": files })).await.unwrap();
    assert_eq!(status, 200, "{errors}");
    let place = json!({ "id": "wamid.1", "from": ANA_WA, "timestamp": "1700000000", "type": "location",
                        "location": { "latitude": 1, "longitude": 2 } });
    host.meta(&webhook(&[vec![messages("Ana", ANA_WA, &[place])]])).await.unwrap();
    assert!(reasons(&host)[0].contains("location"), "{:?}", reasons(&host));
    assert!(host.conversations().await.unwrap().is_empty());
    host.stop().await.unwrap();
}

#[tokio::test]
async fn x6_a_broken_pack_is_refused_and_the_old_one_stays() {
    let host = TestHost::start().await.unwrap();
    let before = host.list("/rules").await.unwrap();
    let broken = "fn route(msg) {\n    file_on(;\n}\n";
    let files = [("pack.toml", manifest("default")), ("route.rhai", broken.to_owned())];
    let files = files.each_ref().map(|(path, text)| (*path, text.as_str()));
    let (status, answer) = publish(&host, "default", &files).await;
    assert_eq!((status, &answer["ok"]), (422, &json!(false)), "{answer}");
    let error = &answer["errors"][0];
    assert_eq!(
        (&error["pack"], &error["file"], &error["line"]),
        (&json!("default"), &json!("route.rhai"), &json!(2)),
        "{error}"
    );
    assert!(error["column"].as_u64().is_some_and(|column| column > 0), "{error}");
    assert_eq!(host.list("/rules").await.unwrap(), before);

    // A name that does not exist: refused before it runs, with a hint.
    let unknown = "fn route(msg) {\n    fill_on(msg.contact);\n}\n";
    let files = [("pack.toml", manifest("default")), ("route.rhai", unknown.to_owned())];
    let files = files.each_ref().map(|(path, text)| (*path, text.as_str()));
    let (status, answer) = publish(&host, "default", &files).await;
    assert_eq!(status, 422, "{answer}");
    assert!(answer["errors"][0]["hint"].as_str().unwrap_or_default().contains("file_on"), "{answer}");

    let conversation = host.says(ANA, "hello").await;
    assert_eq!(conversation["card"]["module"], "opportunity", "the old rules go on");
    host.stop().await.unwrap();
}

/// D5: a published pack holds for the next message, without a restart.
#[tokio::test]
async fn d5_a_published_rule_holds_for_the_next_message() {
    let host = TestHost::start().await.unwrap();
    host.says(ANA, "hello").await;
    let rules = "fn route(msg) {\n    tag(\"vip\");\n}\n";
    let (status, errors) = publish(&host, "shop", &[("pack.toml", &manifest("shop")), ("route.rhai", rules)]).await;
    assert_eq!(status, 200, "{errors}");
    let conversation = host.says(ANA, "hello again").await;
    assert_eq!(conversation["tags"], json!(["vip"]));
    host.stop().await.unwrap();
}

/// A rule's answer stood before the message it answers, and could not say why
/// it was sent.
#[tokio::test]
async fn x6_a_rules_answer_stands_behind_the_message_and_says_why() {
    let host = TestHost::start().await.unwrap();
    ana(&host).await;
    say_nothing_by_yourself(&host).await;
    host.reports("1", &[Order::new("1042", "C-17", "diagnosis", 1).event()]).await.unwrap();
    let rules = "fn route(msg) {\n    send_template(\"repair_order_received\");\n}\n";
    let (status, errors) = publish(&host, "shop", &[("pack.toml", &manifest("shop")), ("route.rhai", rules)]).await;
    assert_eq!(status, 200, "{errors}");
    host.sim.say(ANA, "hello").unwrap();
    host.sent(1).await;
    let conversation = host.conversation_with("Ana Souza").await;
    let thread = host.thread_of(&conversation, 2).await;
    assert_eq!((&thread[0]["inbound"], &thread[1]["inbound"]), (&json!(true), &json!(false)));
    assert_eq!(conversation["last_message"]["id"], thread[1]["id"]);
    assert_eq!((&conversation["unread"], &conversation["status"]), (&json!(1), &json!("attentive")));
    for message in &thread {
        let why = host.explanation(message).await.unwrap();
        assert!(why["runs"].as_array().unwrap().iter().any(|run| run["pack"] == "shop"), "{why}");
    }
    host.stop().await.unwrap();
}

/// Whom a rule names, and what it is about, was dropped without a word.
#[tokio::test]
async fn x6_what_a_rule_asks_of_people_reaches_them_or_says_why_not() {
    let host = TestHost::start().await.unwrap();
    let bruno = host.shop.add_user("bruno", "Bruno", Role::Agent, Secret::new("a long enough password")).await.unwrap();
    let routing = r#"fn route(msg) { assign("nobody"); notify("Bruno", "look here"); notify("carla", "and here"); task("call back"); }"#;
    let trigger = r#"fn trigger(event) {
        task("order parts"); notify("bruno", "a new order"); notify("everyone", "see the board"); send_template("no_such");
    }"#;
    let files = [("pack.toml", manifest("shop")), ("route.rhai", routing.into()), ("trigger.rhai", trigger.into())];
    let files = files.each_ref().map(|(path, text): &(&str, String)| (*path, text.as_str()));
    let (status, errors) = publish(&host, "shop", &files).await;
    assert_eq!(status, 200, "{errors}");
    say_nothing_by_yourself(&host).await;
    ana(&host).await;
    host.reports("1", &[Order::new("1042", "C-17", "diagnosis", 1).event()]).await.unwrap();
    let conversation = host.says(ANA, "hello").await;
    let (card, tasks) = (conversation["card"]["id"].clone(), host.list("/tasks").await.unwrap());
    let check = |kind: &str, title: &str, assignee: Value, conversation: &Value| {
        let task = tasks.iter().find(|t| t["title"].as_str().unwrap().contains(title));
        let task = task.unwrap_or_else(|| panic!("no task {title} among {tasks:?}"));
        assert_eq!((&task["kind"], &task["assignee"], &task["card"]), (&json!(kind), &assignee, &card), "{task}");
        assert_eq!((&task["conversation"], &task["contact"]["name"]), (conversation, &json!("Ana Souza")), "{task}");
    };
    let (bruno, here) = (json!(bruno.0), &conversation["id"]);
    check("notice", "assigns conversations to nobody: there is no such user", Value::Null, here);
    check("notice", "look here", bruno.clone(), here);
    check("notice", "and here (meant for carla: there is no such user)", Value::Null, here);
    check("to-do", "call back", Value::Null, here);
    check("to-do", "order parts", Value::Null, &Value::Null);
    check("notice", "a new order", bruno, &Value::Null);
    check("notice", "see the board", Value::Null, &Value::Null);
    check("notice", "1042 could not be announced: no channel has the template no_such", Value::Null, &Value::Null);
    host.stop().await.unwrap();
}

/// X6: the message is filed by default, and says which rule failed where.
#[tokio::test]
async fn x6_a_rule_that_fails_loses_no_message() {
    for (rules, failure, line) in [
        ("fn route(msg) {\n    throw \"broken on purpose\";\n}\n", "broken on purpose", Some(2)),
        // Where an endless loop was stopped is nothing to rely on.
        ("fn route(msg) {\n    let n = 0;\n    loop { n += 1; }\n}\n", "too many steps", None),
    ] {
        let host = TestHost::start().await.unwrap();
        let toml = format!("{}order = 1\n", manifest("shop"));
        let (status, errors) = publish(&host, "shop", &[("pack.toml", &toml), ("route.rhai", rules)]).await;
        assert_eq!(status, 200, "{errors}");
        let conversation = host.says(ANA, "is anybody there?").await;
        assert_eq!(conversation["card"]["module"], "opportunity", "the other packs still decide");
        let thread = host.thread(&conversation).await.unwrap();
        let why = host.explanation(&thread[0]).await.unwrap();
        let failed = why["runs"].as_array().unwrap().iter().find(|run| run["pack"] == "shop").unwrap();
        assert!(failed["error"]["message"].as_str().unwrap().contains(failure), "{failed}");
        assert!(line.is_none_or(|line| failed["error"]["line"] == line), "{failed}");
        assert_eq!(failed["decisions"], json!([]));
        host.stop().await.unwrap();
    }
}

/// X6: with no rule left that works the message is there all the same.
#[tokio::test]
async fn x6_a_failing_default_still_shows_the_message() {
    let host = TestHost::start().await.unwrap();
    let rules = "fn route(msg) {\n    throw \"broken on purpose\";\n}\n";
    let (status, errors) =
        publish(&host, "default", &[("pack.toml", &manifest("default")), ("route.rhai", rules)]).await;
    assert_eq!(status, 200, "{errors}");
    let conversation = host.says(ANA, "is anybody there?").await;
    assert_eq!(conversation["card"], Value::Null);
    assert_eq!(conversation["unread"], 1);
    host.stop().await.unwrap();
}
