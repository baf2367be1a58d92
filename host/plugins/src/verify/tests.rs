#![allow(clippy::unwrap_used)]
use super::*;
use crate::fixtures::{account, with_secret};
use crate::manifest::Manifest;
use deskbell_domain::time::Timestamp;

const RULES: &str = r#"
manifest = 1
id = "test.hooks"
name = "Hooks"
version = "1.0.0"
kind = "channel"
host-api = ">=0.1"
license = "MIT"

[[secret]]
name = "key"
label = "K"
use = ["hmac"]
why = "test"

[[webhook]]
path = "hex"
methods = ["POST"]
verify = { scheme = "hmac-sha256", secret = "key", header = "X-Sig", prefix = "sha256=", encoding = "hex" }

[[webhook]]
path = "base64"
methods = ["POST"]
verify = { scheme = "hmac-sha256", secret = "key", header = "X-Sig", encoding = "base64" }

[[webhook]]
path = "standard"
methods = ["POST"]
verify = { scheme = "standard-webhooks", secret = "key" }
"#;

fn request(path: &str, headers: &[(&str, &str)]) -> WebhookRequest {
    WebhookRequest {
        method: "POST".into(),
        path: path.into(),
        query: vec![],
        headers: headers.iter().map(|(n, v)| ((*n).into(), (*v).into())).collect(),
        body: br#"{"test": 2432232314}"#.as_slice().into(),
        received: Timestamp::from_second(1_614_265_330).unwrap(),
    }
}

fn check(account: &Account, request: &WebhookRequest) -> Verification {
    verify(&Manifest::parse(RULES).unwrap().webhooks, account, request)
}

#[test]
fn a_code_over_the_raw_body_is_checked() {
    let account = with_secret("key", &["new", "old"]);
    let body = request("", &[]).body;
    let code = |key: &str| HmacAlg::Sha256.code(key.as_bytes(), &body);
    for key in ["new", "old"] {
        let hex = format!("sha256={}", hex::encode(code(key)));
        assert_eq!(check(&account, &request("/hex", &[("x-sig", &hex)])), Verification::Verified);
        let base64 = BASE64.encode(code(key));
        assert_eq!(check(&account, &request("/base64", &[("x-sig", &base64)])), Verification::Verified);
    }
    let good = format!("sha256={}", hex::encode(code("new")));
    for bad in [&good[7..], "sha256=", "sha256=zz", "", &good[..good.len() - 2], &hex::encode(code("other"))] {
        let refused = check(&account, &request("/hex", &[("x-sig", bad)]));
        assert!(matches!(refused, Verification::Refused(_)), "{bad}");
    }
    let twice = request("/hex", &[("x-sig", good.as_str()), ("x-sig", "sha256=00")]);
    assert!(matches!(check(&account, &twice), Verification::Refused(_)), "two different signatures");
    let mut tampered = request("/hex", &[("x-sig", &good)]);
    tampered.body = b"other".as_slice().into();
    assert!(matches!(check(&account, &tampered), Verification::Refused(_)));
}

#[test]
fn without_a_secret_nothing_is_verified() {
    let empty = hex::encode(HmacAlg::Sha256.code(b"", &request("", &[]).body));
    let signed = request("/hex", &[("x-sig", &format!("sha256={empty}"))]);
    assert!(matches!(check(&account(), &signed), Verification::Refused(_)));
    assert!(matches!(check(&with_secret("key", &[""]), &signed), Verification::Refused(_)));
    assert!(matches!(check(&with_secret("key", &["real", ""]), &signed), Verification::Refused(_)));
}

/// The example of the Standard Webhooks specification.
const KEY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

fn standard(id: &str, at: &str, signature: &str) -> WebhookRequest {
    let headers = [("webhook-id", id), ("webhook-timestamp", at), ("webhook-signature", signature)];
    request("/standard", &headers)
}

#[test]
fn standard_webhooks_are_verified() {
    let account = with_secret("key", &["whsec_AAAA", KEY]);
    let verified = |r: &WebhookRequest| check(&account, r) == Verification::Verified;
    assert!(verified(&standard(ID, "1614265330", SIGNATURE)));
    assert!(verified(&standard(ID, "1614265330", &format!("v1,AAAA v1a,xyz {SIGNATURE}"))), "one of several");
    assert!(!verified(&standard("msg_other", "1614265330", SIGNATURE)));
    assert!(!verified(&standard(ID, "1614265331", SIGNATURE)));
    assert!(!verified(&standard(ID, "1614265330", "v1,AAAA")));
    assert!(!verified(&standard(ID, "1614265330", &SIGNATURE.replace("v1,", "v2,"))));
    assert!(!verified(&standard(ID, "soon", SIGNATURE)));
}

#[test]
fn an_old_webhook_is_a_replay() {
    let account = with_secret("key", &[KEY]);
    let mut late = standard(ID, "1614265330", SIGNATURE);
    for (offset, good) in [(0, true), (300, true), (301, false), (-300, true), (-301, false)] {
        late.received = Timestamp::from_second(1_614_265_330 + offset).unwrap();
        assert_eq!(check(&account, &late) == Verification::Verified, good, "{offset}");
    }
}

/// X7: a case is signed as a provider would sign it, and only so.
#[test]
fn x7_what_is_signed_is_verified() {
    let rules = Manifest::parse(RULES).unwrap().webhooks;
    let account = with_secret("key", &["", "d2hzZWNfa2V5", "b2xk"]);
    for path in ["/hex", "/base64", "/standard"] {
        let mut signed = request(path, &[("x-sig", "forged"), ("webhook-id", "msg_7")]);
        assert!(matches!(check(&account, &signed), Verification::Refused(_)));
        sign(&rules, &account, &mut signed).unwrap();
        assert_eq!(check(&account, &signed), Verification::Verified, "{path}");
        signed.body = "{}".into();
        assert!(matches!(check(&account, &signed), Verification::Refused(_)), "{path}");
    }
    let nowhere = sign(&rules, &account, &mut request("/other", &[]));
    assert_eq!(nowhere, Err("the manifest has no such webhook".into()));
}
