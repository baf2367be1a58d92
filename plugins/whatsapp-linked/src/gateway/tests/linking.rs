//! Linking a number (S1.2, S4.3).

use super::{instance, script, session, settings};
use crate::pairing::{log_out, start, status};
use crate::script::{NOW_MS, Script, body};
use crate::settings::Kind::{self, Evolution, Waha};
use deskbell_sdk::CallError;
use deskbell_sdk::channel::{PairingCode, PairingMethod, PairingState};
use serde_json::{Value, json};

fn state(kind: Kind, script: &Script) -> PairingState {
    script.with(&settings(kind), status).unwrap()
}

fn begun(kind: Kind, script: &Script, method: PairingMethod) -> Result<PairingState, CallError> {
    script.with(&settings(kind), |api| start(api, &method))
}

/// The code, its kind, and how many seconds it has left.
fn shown(state: &PairingState) -> (String, &'static str, u64) {
    let PairingState::CodeShown(shown) = state else { panic!("no code: {state:?}") };
    let left = (shown.expires_ms.unwrap() - NOW_MS) / 1000;
    match &shown.code {
        PairingCode::Qr(text) => (text.clone(), "qr", left),
        PairingCode::Typed(text) => (text.clone(), "typed", left),
    }
}

/// The state in a word; with the problem's code where there is one.
fn word(state: &PairingState) -> String {
    match state {
        PairingState::Unpaired => "unpaired".into(),
        PairingState::Starting => "starting".into(),
        PairingState::CodeShown(_) => "code-shown".into(),
        PairingState::Confirming => "confirming".into(),
        PairingState::Connected(info) => format!("connected {}", info.display),
        PairingState::Failed(problem) => format!("failed {}", problem.code),
    }
}

#[test]
fn s1_2_every_state_of_the_gateways_has_its_own() {
    let waha = |status: u16, body: Value, expected: &str| {
        assert_eq!(word(&state(Waha, &script().answer(status, body.clone()))), expected, "{body}");
    };
    waha(404, json!({}), "unpaired");
    waha(200, session("STOPPED"), "unpaired");
    waha(200, session("STARTING"), "starting");
    waha(200, session("WORKING"), "connected +554988880000 · Oficina");
    waha(200, session("FAILED"), "failed session-failed");
    waha(200, session("PASSKEY_REQUIRED"), "failed passkey");
    waha(200, session("PASSKEY_CONFIRMATION_REQUIRED"), "failed passkey");
    waha(200, session("TOMORROW"), "failed unknown-state");
    let evolution = |status: u16, body: Value, expected: &str| {
        let owner = json!([{ "ownerJid": "554988880000@s.whatsapp.net", "profileName": "Oficina" }]);
        let script = script().answer(status, body.clone()).answer(200, owner);
        assert_eq!(word(&state(Evolution, &script)), expected, "{body}");
    };
    evolution(404, json!({}), "unpaired");
    evolution(200, instance("close"), "unpaired");
    evolution(200, instance("open"), "connected +554988880000 · Oficina");
    evolution(200, instance("refused"), "failed refused");
    evolution(200, instance("tomorrow"), "failed unknown-state");
}

#[test]
fn s1_2_the_first_code_lives_a_minute_and_each_other_20_seconds() {
    let waiting =
        |script: Script, code: &str| script.answer(200, session("SCAN_QR_CODE")).answer(200, json!({ "value": code }));
    let script = waiting(waiting(waiting(script(), "2@first"), "2@first"), "2@second");
    assert_eq!(shown(&state(Waha, &script)), ("2@first".into(), "qr", 60));
    script.advance(2_000);
    assert_eq!(shown(&state(Waha, &script)), ("2@first".into(), "qr", 60), "the same code ends at the same time");
    script.advance(58_000);
    assert_eq!(shown(&state(Waha, &script)), ("2@second".into(), "qr", 80));
    assert_eq!(script.asked()[1], "GET api/shop/auth/qr?format=raw");
    let gone = super::script().answer(200, session("SCAN_QR_CODE")).answer(422, json!({}));
    assert_eq!(word(&state(Waha, &gone)), "starting", "scanned between the two requests");
}

#[test]
fn s4_3_a_code_to_type_is_asked_for_once() {
    let phone = || PairingMethod::PhoneCode("+40 721 123 456".into());
    let script = script()
        .answer(200, session("SCAN_QR_CODE"))
        .answer(200, session("SCAN_QR_CODE"))
        .answer(201, json!({ "code": "ABCD-1234" }))
        .answer(200, session("SCAN_QR_CODE"));
    assert_eq!(shown(&begun(Waha, &script, phone()).unwrap()), ("ABCD-1234".into(), "typed", 160));
    assert_eq!(body(&script.sent()[2]), json!({ "phoneNumber": "40721123456" }));
    assert_eq!(shown(&state(Waha, &script)), ("ABCD-1234".into(), "typed", 160));
    assert_eq!(script.asked().len(), 4, "{:?}", script.asked());
    let evolution = super::script()
        .answer(200, instance("close"))
        .answer(200, json!({}))
        .answer(200, instance("connecting"))
        .answer(200, json!({ "pairingCode": "WXYZ1234", "code": "2@x", "count": 1 }));
    assert_eq!(shown(&begun(Evolution, &evolution, phone()).unwrap()), ("WXYZ1234".into(), "typed", 160));
    assert_eq!(evolution.asked()[3], "GET instance/connect/shop?number=40721123456");
    for bad in ["0721123456", "+12", ""] {
        assert!(matches!(
            begun(Waha, &super::script(), PairingMethod::PhoneCode(bad.into())),
            Err(CallError::Rejected(_))
        ));
    }
}

#[test]
fn s1_2_a_session_is_created_with_its_webhook() {
    let mut settings = settings(Waha);
    settings.webhook_url = "https://desk.example.com/hooks/shop/t0ken".into();
    let script = script().answer(404, json!({})).answer(201, json!({})).answer(200, session("STARTING"));
    let state = script.with(&settings, |api| start(api, &PairingMethod::Qr)).unwrap();
    assert_eq!(state, PairingState::Starting);
    let told = body(&script.sent()[1]);
    assert_eq!((&told["name"], &told["start"]), (&json!("shop"), &json!(true)));
    assert_eq!(told["config"]["ignore"]["groups"], true);
    let webhook = &told["config"]["webhooks"][0];
    assert_eq!((&webhook["url"], &webhook["hmac"]["key"]), (&json!(settings.webhook_url), &json!("the webhook_key")));
    assert!(webhook["events"].as_array().unwrap().contains(&json!("message.any")));
}

#[test]
fn s1_2_an_instance_is_created_with_its_webhook() {
    let mut settings = settings(Evolution);
    settings.webhook_url = "https://desk.example.com/hooks/shop/t0ken".into();
    settings.record_groups = true;
    let script = script()
        .answer(404, json!({}))
        .answer(201, json!({}))
        .answer(200, instance("connecting"))
        .answer(200, json!({ "code": "2@first", "count": 1 }));
    let state = script.with(&settings, |api| start(api, &PairingMethod::Qr)).unwrap();
    assert_eq!(shown(&state), ("2@first".into(), "qr", 60));
    let told = body(&script.sent()[1]);
    assert_eq!((&told["instanceName"], &told["groupsIgnore"]), (&json!("shop"), &json!(false)));
    assert_eq!(told["webhook"]["headers"]["x-webhook-key"], "the webhook_key");
}

/// The key is handed out only for a webhook that the connector sets up.
#[test]
fn x7_without_an_address_no_key_leaves() {
    for (kind, first) in [(Waha, session("STARTING")), (Evolution, instance("close"))] {
        let script = script().answer(404, json!({})).answer(201, json!({})).answer(200, first);
        begun(kind, &script, PairingMethod::Qr).unwrap();
        assert!(!body(&script.sent()[1]).to_string().contains("webhook_key"), "{kind:?}");
    }
}

#[test]
fn a_session_that_stands_is_started_or_refused() {
    let again = |status: &str, expected: &str| {
        let script = script().answer(200, session(status)).answer(201, json!({})).answer(200, session("STARTING"));
        begun(Waha, &script, PairingMethod::Qr).unwrap();
        assert_eq!(script.asked()[1], expected, "{status}");
    };
    again("STOPPED", "POST api/sessions/shop/start");
    again("FAILED", "POST api/sessions/shop/restart");
    let working = script().answer(200, session("WORKING"));
    let error = begun(Waha, &working, PairingMethod::Qr).unwrap_err();
    assert_eq!(error.problem().code, "connected");
}

#[test]
fn s1_2_logging_out_is_fine_twice() {
    let out = |kind: Kind, status: u16| script().answer(status, json!({})).with(&settings(kind), log_out);
    for status in [200, 404] {
        assert_eq!(out(Waha, status), Ok(()));
    }
    for status in [200, 400, 404] {
        assert_eq!(out(Evolution, status), Ok(()));
    }
    assert!(matches!(out(Waha, 401), Err(CallError::Auth(_))));
    assert!(out(Evolution, 500).unwrap_err().is_transient());
}
