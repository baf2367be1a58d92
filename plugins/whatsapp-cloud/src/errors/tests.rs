#![allow(clippy::unwrap_used)]
use super::*;
use serde_json::json;

fn refuse(status: u16, code: i64, attempt: u32, effect: Effect) -> CallError {
    let body = json!({"error": {"code": code, "message": "(#x) m", "fbtrace_id": "Atrace"}});
    Refusal { status, retry_after_ms: None, body: &body, effect, attempt }.into_call_error()
}

/// Every code of the reference, spelled out: the table may not drift.
#[test]
fn every_documented_code_has_its_kind() {
    let expected: &[(&str, &[i64])] = &[
        ("auth", &[0, 190, 3, 10, 200, 210, 299, 131005, 368, 131031, 131045, 131048]),
        ("pause-account", &[4, 80007, 130429, 133016]),
        ("pause-recipient", &[131056]),
        ("retry", &[1, 2, 131000, 131016, 131057, 135000]),
        (
            "rejected",
            &[
                33, 100, 131008, 131037, 131042, 131044, 131009, 131021, 131026, 131030, 131047, 131049, 131050,
                130472, 130497, 131052, 131053, 131060, 131062, 131064, 132000, 132001, 132005, 132007, 132008, 132012,
                132015, 132016, 132018, 132068, 132069, 137000, 130403, 2388019, 2388039, 2388040, 2388047, 2388072,
                2388073, 2388293, 2388299,
            ],
        ),
        ("unsupported", &[131051, 131063]),
    ];
    for (kind, codes) in expected {
        for code in *codes {
            let error = refuse(400, *code, 1, Effect::Message);
            assert_eq!(name(&error), *kind, "code {code}");
            // The host knows a closed window under its own name.
            let said = if *code == 131_047 { "window-closed".to_owned() } else { code.to_string() };
            assert_eq!(detail(&error).code, said);
            assert!(detail(&error).detail.contains("[fbtrace_id Atrace]"));
        }
    }
}

/// A bill that was not paid must not silence the agents of a shop.
#[test]
fn x3_payment_and_display_name_do_not_stop_the_whole_account() {
    for code in [131_037, 131_042, 131_044] {
        let error = json!({ "code": code });
        assert!(!stops_account(&error), "code {code}");
        assert_eq!(consequence(&error), Consequence::Account, "the operator is told of {code}");
    }
    assert!(stops_account(&json!({ "code": 190 })));
}

#[test]
fn every_row_is_found_by_its_own_code() {
    for row in table::TABLE {
        assert!(std::ptr::eq(known(row.first).unwrap(), row), "code {} is hidden by an earlier row", row.first);
        assert!(!row.says.is_empty() && !row.says.ends_with('.'));
    }
    assert!(known(199).is_none() && known(300).is_none());
}

#[test]
fn consequences_of_late_failures() {
    let check = |code: i64, want: Consequence| assert_eq!(consequence(&json!({ "code": code })), want, "code {code}");
    check(131047, Consequence::WindowClosed);
    check(131026, Consequence::Unreachable);
    check(130403, Consequence::Unreachable);
    check(131050, Consequence::OptedOut);
    for code in [4, 80007, 130429, 131056, 131049, 1, 2, 131000, 131016, 131057, 135000] {
        check(code, Consequence::Transient);
    }
    for code in [0, 190, 3, 10, 250, 131005, 368, 131031, 131037, 131042, 131044, 131045, 131048, 131064, 133016] {
        check(code, Consequence::Account);
    }
    for code in [33, 100, 130472, 130497, 131030, 131053, 132000, 132015, 137000, 424242] {
        check(code, Consequence::None);
    }
    assert_eq!(consequence(&json!({"code": "131047"})), Consequence::WindowClosed);
    assert_eq!(consequence(&json!({})), Consequence::None);
}

#[test]
fn pair_limit_waits_four_to_the_attempt() {
    for (attempt, seconds) in [(1, 4), (2, 16), (3, 64), (5, 1_024), (6, 3_600), (40, 3_600)] {
        match refuse(400, 131_056, attempt, Effect::Message) {
            CallError::RateLimited(limit) => {
                assert_eq!((limit.after_ms, limit.scope), (seconds * 1000, RateScope::Recipient));
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn account_limits_wait_longer_each_time() {
    let pause = |code, attempt| match refuse(400, code, attempt, Effect::Message) {
        CallError::RateLimited(limit) => (limit.after_ms / 1000, limit.scope),
        other => panic!("{other:?}"),
    };
    assert_eq!(pause(130_429, 1), (5, RateScope::Account));
    assert_eq!(pause(130_429, 4), (40, RateScope::Account));
    assert_eq!(pause(130_429, 99), (300, RateScope::Account));
    assert_eq!(pause(4, 1), (60, RateScope::Account));
    assert_eq!(pause(133_016, 1), (259_200, RateScope::Account));
}

#[test]
fn retry_after_is_honoured() {
    let refusal = |body: &Value, status| {
        Refusal { status, retry_after_ms: Some(90_000), body, effect: Effect::Message, attempt: 1 }.into_call_error()
    };
    for body in [json!({}), json!({"error": {"code": 130_429}}), json!({"error": {"code": 999_999}})] {
        match refusal(&body, 429) {
            CallError::RateLimited(limit) => assert_eq!((limit.after_ms, limit.scope), (90_000, RateScope::Account)),
            other => panic!("{other:?}"),
        }
    }
    match refusal(&json!({}), 503) {
        CallError::Retry(hint) => assert_eq!(hint.after_ms, Some(90_000)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn x1_only_a_message_that_may_have_left_is_uncertain() {
    let uncertain = |status, code, effect| match refuse(status, code, 1, effect) {
        CallError::Retry(hint) => hint.uncertain,
        other => panic!("{other:?}"),
    };
    assert!(uncertain(500, 131_000, Effect::Message));
    assert!(uncertain(503, 424_242, Effect::Message));
    assert!(uncertain(408, 424_242, Effect::Message));
    assert!(!uncertain(400, 131_000, Effect::Message));
    assert!(!uncertain(500, 131_000, Effect::Harmless));
}

#[test]
fn unknown_codes_follow_the_status() {
    let kind = |status| {
        let error = refuse(status, 424_242, 1, Effect::Message);
        name(&error)
    };
    assert_eq!(kind(400), "rejected");
    assert_eq!(kind(401), "auth");
    assert_eq!(kind(403), "auth");
    assert_eq!(kind(404), "rejected");
    assert_eq!(kind(429), "pause-account");
    assert_eq!(kind(302), "rejected");
    assert_eq!(kind(502), "retry");
    let body = json!({"error": {"code": 424_242, "is_transient": true}});
    let error = Refusal { status: 400, retry_after_ms: None, body: &body, effect: Effect::Message, attempt: 1 };
    assert_eq!(name(&error.into_call_error()), "retry");
}

#[test]
fn details_carry_no_phone_and_no_text() {
    let problem = problem(&json!({
        "code": 131_026, "title": "Message undeliverable",
        "error_data": {"details": "Receiver 5549988590187 said \"Olá, tudo bem?\" in 'template'"}
    }));
    assert!(!problem.detail.contains("5549988590187"), "{}", problem.detail);
    assert!(!problem.detail.contains("tudo bem"), "{}", problem.detail);
    assert!(problem.detail.contains("'template'"), "{}", problem.detail);
    assert!(super::problem(&json!({"code": 1, "message": "x".repeat(9_000)})).detail.len() <= bounds::DETAIL);
}

fn name(error: &CallError) -> &'static str {
    match error {
        CallError::Auth(_) => "auth",
        CallError::Rejected(_) => "rejected",
        CallError::Unsupported(_) => "unsupported",
        CallError::Retry(_) => "retry",
        CallError::RateLimited(limit) if limit.scope == RateScope::Account => "pause-account",
        CallError::RateLimited(_) => "pause-recipient",
    }
}

fn detail(error: &CallError) -> &Problem {
    match error {
        CallError::Auth(p) | CallError::Rejected(p) | CallError::Unsupported(p) => p,
        CallError::Retry(hint) => &hint.problem,
        CallError::RateLimited(limit) => &limit.problem,
    }
}
