//! Templates: what must fit, and how they are managed.

use crate::host::{ANA, Scene, answer, scene};
use deskbell_simulator::TemplateStatus;
use serde_json::{Value, json};

fn template(name: &str, components: Value) -> Value {
    json!({"name": name, "language": {"code": "pt_BR"}, "components": components})
}

fn body(texts: &[&str]) -> Value {
    let parameters: Vec<Value> = texts.iter().map(|t| json!({"type": "text", "text": t})).collect();
    json!({"type": "body", "parameters": parameters})
}

#[tokio::test]
async fn s0_6_a_template_goes_out_at_any_time() {
    let scene = scene(|_| {}).await;
    let (status, answer) =
        scene.send("template", template("order_update", json!([body(&["Ana", "7", "pronto"])]))).await;
    assert_eq!((status, &answer["messages"][0]["message_status"]), (200, &json!("accepted")));
    let id = answer["messages"][0]["id"].as_str().unwrap();
    assert_eq!(scene.inbox.statuses(id, 2).await, ["sent", "delivered"]);
    assert_eq!(scene.inbox.items("statuses")[0]["pricing"]["category"], "utility");
    let shown = scene.sim.look(|view| view.chat(ANA)[0].rendered.clone().unwrap());
    assert!(shown["body"].as_str().unwrap().starts_with("Olá Ana, novidades do seu pedido 7: pronto."));
}

#[tokio::test]
async fn lesson_14_a_template_must_be_given_what_it_asks() {
    let scene = scene(|_| {}).await;
    let invite = |extra: Value| {
        let mut all = vec![body(&["Ana", "x"])];
        all.push(extra);
        template("invite_again", json!(all))
    };
    let cases = [
        (template("order_update", json!([])), 400, 132000),
        (template("order_update", json!([body(&["Ana", "7"])])), 400, 132000),
        (template("order_update", json!([body(&["Ana", "", "x"])])), 400, 131008),
        (template("order_update", json!([body(&["Ana", "a\nb", "x"])])), 400, 132018),
        (template("order_update", json!([body(&["Ana", "a     b", "x"])])), 400, 132018),
        (template("order_update", json!([body(&["Ana", &"x".repeat(1024), "x"])])), 400, 132005),
        (template("no_such_thing", json!([])), 404, 132001),
        (json!({"name": "order_update", "language": {"code": "de"}}), 404, 132001),
        (json!({"name": "order_update"}), 400, 131008),
        (template("invoice_ready", json!([body(&["Ana", "7", "x"])])), 400, 132012),
        (
            invite(
                json!({"type": "button", "sub_type": "quick_reply", "index": "5", "parameters": [{"type": "payload", "payload": "p"}]}),
            ),
            400,
            132000,
        ),
    ];
    for (object, status, code) in cases {
        assert_eq!(scene.refused("template", object.clone()).await, (status, code), "{object}");
    }
    let payload = json!({"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": [{"type": "payload", "payload": "p"}]});
    assert_eq!(scene.send("template", invite(payload)).await.0, 200);
}

#[tokio::test]
async fn a_paused_template_is_refused_and_the_host_is_told() {
    let scene = scene(|_| {}).await;
    assert!(scene.sim.set_template_status("order_update", "pt_BR", TemplateStatus::Paused));
    let object = template("order_update", json!([body(&["a", "b", "c"])]));
    assert_eq!(scene.refused("template", object).await, (400, 132015));
    let told = scene.inbox.wait(|i| i.bodies().first().cloned()).await;
    let change = &told["entry"][0]["changes"][0];
    assert_eq!(change["field"], "message_template_status_update");
    assert_eq!(change["value"]["event"], "PAUSED");
    let answer = scene.control("templates/status", json!({"name": "x", "language": "y", "status": "APPROVED"})).await;
    assert_eq!(answer.0, 404);
}

async fn names(scene: &Scene, query: &str) -> Vec<Value> {
    let (_, page) = scene.get(&scene.graph(&format!("102290129340398/message_templates?{query}"))).await;
    page["data"].as_array().unwrap().iter().map(|t| t["name"].clone()).collect()
}

#[tokio::test]
async fn templates_are_listed_created_edited_and_deleted() {
    let scene = scene(|_| {}).await;
    let edge = "102290129340398/message_templates";
    let (_, first) = scene.get(&scene.graph(&format!("{edge}?limit=10"))).await;
    assert_eq!(first["data"].as_array().unwrap().len(), 10);
    let (_, second) = scene.get(first["paging"]["next"].as_str().unwrap()).await;
    assert_eq!(second["data"].as_array().unwrap().len(), 5);
    assert!(second["paging"].get("next").is_none());
    let text = json!([{"type": "BODY", "text": "Oi {{1}}, tudo bem?", "example": {"body_text": [["Ana"]]}}]);
    let new = json!({"name": "hello", "language": "pt_BR", "category": "UTILITY", "components": text});
    let (status, made) = scene.post(edge, new.clone()).await;
    assert_eq!((status, &made["status"]), (200, &json!("APPROVED")));
    assert_eq!(scene.post(edge, new).await.0, 400);
    assert_eq!(names(&scene, "name=hello").await, ["hello"]);
    let id = made["id"].as_str().unwrap();
    let edit = json!({"components": [{"type": "BODY", "text": "Oi!"}]});
    assert_eq!(scene.post(id, edit).await, (200, json!({"success": true})));
    assert_eq!(scene.get(&scene.graph(id)).await.1["components"][0]["text"], "Oi!");
    let delete = scene.client.delete(scene.graph(&format!("{edge}?name=hello"))).bearer_auth("access-token");
    assert_eq!(answer(delete).await.0, 200);
    assert!(names(&scene, "name=hello").await.is_empty());
}

#[tokio::test]
async fn a_malformed_template_is_not_taken() {
    let scene = scene(|_| {}).await;
    let new = |name: &str, category: &str, components: Value| json!({"name": name, "language": "en", "category": category, "components": components});
    let plain = json!([{"type": "BODY", "text": "Hi"}]);
    let cases = [
        new("Hello!", "UTILITY", plain.clone()),
        new("hello", "SALES", plain),
        new("hello", "UTILITY", json!([])),
        new("hello", "UTILITY", json!([{"type": "BODY", "text": "Hi {{1}} there"}])),
        new("hello", "UTILITY", json!([{"type": "BODY", "text": "Hi"}, {"type": "FOOTER", "text": "x".repeat(61)}])),
    ];
    for body in cases {
        assert_eq!(scene.post("102290129340398/message_templates", body.clone()).await.0, 400, "{body}");
    }
}
