#![allow(clippy::unwrap_used)]
use super::*;
use serde_json::json;

const GOOD: &str = r#"manifest = 1
id = "com.example.sms"
name = "ACME SMS"
version = "1.4.2"
kind = "channel"
host-api = ">=0.1, <0.2"
license = "MIT"

[runtime]
profile = "large"
wasi = "none"

[limits]
wall-ms = { handle = 3000 }

[[http]]
host = "{config.region}.example.com"
methods = ["GET", "POST"]
why = "send messages"

[[secret]]
name = "token"
label = "Token"
use = ["header", "hmac"]
why = "sign in"

[[kv]]
bucket = "state"
why = "remember the cursor"

[[webhook]]
path = "inbound"
methods = ["POST"]
verify = { scheme = "hmac-sha256", secret = "token", header = "X-Sig", encoding = "hex" }

[media]
read = true
why = "send files"

[config]
type = "object"
required = ["region"]
[config.properties.region]
type = "string"
[config.properties.pace]
type = "integer"
default = 5
"#;

#[test]
fn a_good_manifest_is_read() {
    let m = Manifest::parse(GOOD).unwrap();
    assert_eq!((m.runtime.profile, m.kind, m.http[0].max_blob_mb), (Profile::Large, Kind::Channel, 100));
    assert_eq!(m.wall(Export::Handle), Duration::from_millis(3000));
    assert_eq!(m.wall(Export::Send), Export::Send.wall());
    assert_eq!(m.permissions().len(), 5);
    assert_eq!(m.kv[0].quota_mb, 16);
}

/// Replaces `from` by `to` and expects the error to name `word` on `line`.
fn bad(from: &str, to: &str, line: usize, word: &str) {
    let text = GOOD.replacen(from, to, 1);
    assert_ne!(text, GOOD, "{from} is not there");
    let error = Manifest::parse(&text).unwrap_err();
    assert!(error.message.contains(word), "{}", error.message);
    assert_eq!(error.line, line, "{}", error.message);
    assert!(!error.fix.is_empty());
}

#[test]
fn mistakes_are_named_at_their_line() {
    bad("manifest = 1", "manifest = 2", 1, "format 2");
    bad("com.example.sms", "SMS", 2, "plugin id");
    bad("1.4.2", "one", 4, "version");
    bad("\"channel\"", "\"mail\"", 5, "mail");
    bad(">=0.1, <0.2", ">=1.0", 6, "host-api");
    bad("license = \"MIT\"", "licence = \"MIT\"", 7, "licence");
    bad("\"large\"", "\"huge\"", 10, "huge");
    bad("\"none\"", "\"stub\"", 11, "stub");
    bad("handle = 3000", "handle = 6000", 14, "lower");
    bad("handle = 3000", "greet = 1", 14, "greet");
    bad("{config.region}.example.com", "*.example.com", 17, "not a host");
    bad("{config.region}.example.com", "https://example.com", 17, "not a host");
    bad("[\"GET\", \"POST\"]", "[\"FETCH\"]", 17, "methods");
    bad("why = \"send messages\"", "why = \" \"", 17, "why");
    bad("\"header\", \"hmac\"", "\"sing\"", 24, "sing");
    bad("\"header\", \"hmac\"", "\"header\"", 34, "no use \"hmac\"");
}

#[test]
fn a_webhook_proves_itself_in_exactly_one_way() {
    bad("verify = {", "handshake = true\nverify = {", 31, "exactly one");
    bad("encoding = \"hex\" }", "encoding = \"hex\", alg = \"md5\" }", 34, "alg");
    bad(
        "verify = { scheme = \"hmac-sha256\", secret = \"token\", header = \"X-Sig\", encoding = \"hex\" }",
        "",
        31,
        "exactly one",
    );
    bad("scheme = \"hmac-sha256\"", "scheme = \"trust\"", 34, "trust");
    bad("methods = [\"POST\"]\nverify", "methods = [\"POST\"]\nmax-body-kb = 9000\nverify", 31, "max-body-kb");
}

#[test]
fn paths_match_by_whole_segments_and_the_longest_wins() {
    let rule = |path: &str| WebhookRule {
        path: path.into(),
        methods: vec!["POST".into()],
        max_body_kb: 1,
        verify: None,
        handshake: true,
        why: String::new(),
    };
    let rules = [rule(""), rule("status"), rule("status/v2")];
    let found = |method: &str, path: &str| WebhookRule::find(&rules, method, path).map(|r| r.path.as_str());
    assert_eq!(found("POST", ""), Some(""));
    assert_eq!(found("POST", "/status"), Some("status"));
    assert_eq!(found("POST", "/status/x"), Some("status"));
    assert_eq!(found("POST", "/status/v2/x"), Some("status/v2"));
    assert_eq!(found("POST", "/statusx"), Some(""));
    assert_eq!(found("GET", "/status"), None);
}

#[test]
fn settings_get_their_defaults_and_each_mistake_is_named() {
    let m = Manifest::parse(GOOD).unwrap();
    let config = m.validate_config(&json!({ "region": "eu" })).unwrap();
    assert_eq!(serde_json::Value::Object(config), json!({ "region": "eu", "pace": 5 }));
    let problems = m.validate_config(&json!({ "pace": "fast", "regoin": "eu" })).unwrap_err().0;
    let text = ConfigError(problems.clone()).to_string();
    assert_eq!(problems.len(), 3, "{text}");
    assert!(text.contains("setting `pace`") && text.contains("regoin") && text.contains("region"), "{text}");
    assert!(!text.contains("fast"), "values are not repeated: {text}");
    assert!(m.validate_config(&json!([])).is_err());
}

#[test]
fn a_schema_that_is_none_is_refused() {
    bad("[config]\ntype = \"object\"", "[config]\ntype = \"array\"", 40, "object");
    let bare = GOOD.split("[config]").next().unwrap();
    let m = Manifest::parse(bare).unwrap();
    assert!(m.validate_config(&json!({})).unwrap().is_empty());
    assert!(m.validate_config(&json!({ "any": 1 })).is_err(), "no schema, no settings");
}
