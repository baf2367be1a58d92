#![allow(clippy::unwrap_used)]
use super::*;
use crate::script::Script;
use deskbell_sdk::channel::EventBody;

const NOW: u64 = 1_780_000_000_000;

fn run(script: &Script, cursor: Option<&str>) -> Result<Page, CallError> {
    let api = script.api(1);
    match ask(&api, NOW, cursor.map(|c| c.as_bytes().to_vec())) {
        Step::Done(page) => Ok(page),
        Step::Wait { request, continuation } => read(&api, NOW, &continuation, api.wire.send(&request)),
    }
}

fn text(update_id: i64) -> Value {
    json!({"update_id": update_id, "message": {"message_id": update_id, "date": 1_780_000_000, "text": "Hi",
        "chat": {"id": 7, "type": "private"}, "from": {"id": 7, "first_name": "Ana"}}})
}

fn cursor(page: &Page) -> String {
    String::from_utf8(page.next_cursor.clone().unwrap()).unwrap()
}

#[test]
fn x1_the_cursor_moves_with_the_events() {
    let script = Script::new().ok(json!([text(10), text(11)])).ok(json!([]));
    let first = run(&script, None).unwrap();
    assert_eq!(first.events.len(), 2);
    assert_eq!(cursor(&first), format!("12 {NOW}"));
    assert!(!first.more && first.next_after_ms == Some(0));
    let second = run(&script, Some(&cursor(&first))).unwrap();
    assert!(second.events.is_empty());
    assert_eq!(second.next_cursor, first.next_cursor, "nothing new, nothing forgotten");
    let asked: Vec<Value> = script.calls().into_iter().map(|(_, parameters)| parameters).collect();
    assert_eq!(asked[0].get("offset"), None);
    assert_eq!(asked[1]["offset"], 12);
    assert_eq!(asked[0]["timeout"], 20);
    assert!(asked[0]["allowed_updates"].as_array().unwrap().contains(&json!("my_chat_member")));
}

#[test]
fn asking_again_gives_the_same_events() {
    let script = Script::new().ok(json!([text(10)])).ok(json!([text(10)]));
    let keys = |page: Page| page.events.into_iter().map(|e| e.dedupe_key).collect::<Vec<_>>();
    let (first, again) =
        (run(&script, Some("10 1780000000000")).unwrap(), run(&script, Some("10 1780000000000")).unwrap());
    assert_eq!(keys(first), keys(again));
}

#[test]
fn a_full_page_is_followed_at_once() {
    let script = Script::new().ok((0..100).map(|n| text(100 + n)).collect());
    let page = run(&script, None).unwrap();
    assert!(page.more && page.events.len() == 100);
}

/// The host waits a little longer than Telegram does, and at most 90 seconds.
#[test]
fn the_host_outwaits_telegram() {
    let mut script = Script::new();
    script.settings.poll_wait_s = 50;
    let Step::Wait { request, .. } = ask(&script.api(1), NOW, None) else { panic!("it asks") };
    assert_eq!(request.timeout(), Some(55_000));
}

#[test]
fn after_a_quiet_week_the_cursor_counts_no_more() {
    let script = Script::new().ok(json!([text(3)]));
    let page = run(&script, Some("900 1779000000000")).unwrap();
    assert_eq!(script.calls()[0].1.get("offset"), None);
    assert_eq!(cursor(&page), format!("4 {NOW}"));
}

/// One broken update would otherwise come again with every poll.
#[test]
fn an_update_that_cannot_be_read_is_passed_by() {
    let deep = format!("{{\"update_id\":11,\"message\":{}1{}}}", "[".repeat(300), "]".repeat(300));
    let body = format!("{{\"ok\":true,\"result\":[{},{deep},7,{}]}}", text(10), text(12));
    let script = Script::new().raw(200, &body);
    let page = run(&script, None).unwrap();
    let notices = page.events.iter().filter(|e| matches!(e.body, EventBody::Account(_))).count();
    assert_eq!((page.events.len(), notices, cursor(&page)), (4, 2, format!("13 {NOW}")));
}

#[test]
fn taps_are_acknowledged_and_groups_remembered() {
    let tap = json!({"update_id": 5, "callback_query": {"id": "77", "from": {"id": 7}, "data": "yes"}});
    let moved = json!({"update_id": 6, "message": {"message_id": 3, "date": 1_780_000_000,
        "chat": {"id": -42, "type": "group"}, "migrate_to_chat_id": -10_042}});
    let script = Script::new().ok(json!([tap, moved])).no(400, "Bad Request: query is too old");
    assert_eq!(run(&script, None).unwrap().events.len(), 2);
    assert_eq!(script.calls()[1], ("answerCallbackQuery".into(), json!({"callback_query_id": "77"})));
    assert_eq!(script.groups.borrow().get(&-42), Some(&-10_042));
}

#[test]
fn a_slow_line_does_not_cost_what_was_read() {
    let tap =
        |n: i64| json!({"update_id": n, "callback_query": {"id": n.to_string(), "from": {"id": 7}, "data": "yes"}});
    let script = Script::new().ok((1..=9).map(tap).collect()).fail(HttpError::Timeout);
    assert_eq!(run(&script, None).unwrap().events.len(), 9);
    assert_eq!(script.sent().len(), 2, "the first dead line ends it");
    let many = (0..TAPS).fold(Script::new().ok((1..=9).map(tap).collect()), |script, _| script.ok(json!(true)));
    assert_eq!(run(&many, None).unwrap().events.len(), 9);
}

#[test]
fn webhooks_make_polls_idle() {
    let mut script = Script::new();
    script.settings.receive = Receive::Webhook;
    let page = run(&script, Some("12 5")).unwrap();
    assert_eq!((cursor(&page).as_str(), page.next_after_ms), ("12 5", Some(IDLE_MS)));
    assert!(script.sent().is_empty());
}

#[test]
fn what_telegram_refuses() {
    let webhook =
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
    assert!(matches!(run(&Script::new().no(409, webhook), None), Err(CallError::Auth(_))));
    assert!(matches!(run(&Script::new().no(401, "Unauthorized"), None), Err(CallError::Auth(_))));
    assert!(matches!(run(&Script::new().no(502, "Bad Gateway"), None), Err(CallError::Retry(hint)) if !hint.uncertain));
    let broken = Script::new().fail(HttpError::Timeout);
    assert!(matches!(run(&broken, None), Err(CallError::Retry(hint)) if !hint.uncertain));
    assert!(matches!(run(&Script::new().raw(200, "<html>"), None), Err(CallError::Retry(_))));
}
