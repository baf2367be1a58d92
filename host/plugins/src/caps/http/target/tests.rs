use super::*;
use serde_json::json;

fn rule(host: &str, methods: &[&str]) -> HttpRule {
    HttpRule {
        host: host.into(),
        methods: methods.iter().map(|m| (*m).to_owned()).collect(),
        why: "test".into(),
        max_blob_mb: 100,
    }
}

fn expand(host: &str, config: Value) -> Option<String> {
    let rule = HostRule::expand(&rule(host, &["GET"]), |key| config.get(key)).ok()?;
    Some(match rule.port {
        Some(port) => format!("{}:{port}", rule.host),
        None => rule.host.to_string(),
    })
}

fn granted(host: &str, port: Option<u16>, http: bool, address: Option<&str>) -> PrivateHost {
    PrivateHost { host: host.into(), port, http, address: address.map(str::to_owned) }
}

fn decide(url: &str, method: &str, hosts: &[&str], private: &[PrivateHost]) -> Result<String, String> {
    let asked: Vec<_> = hosts.iter().map(|h| rule(h, &["GET", "POST"])).collect();
    let rules = Rules::read(&asked, |_| true, |_| None);
    let exceptions: Vec<_> = private.iter().map(|p| Exception::read(p).expect("a grant")).collect();
    check(url, method, &rules, &exceptions).map(|t| t.url.to_string())
}

#[test]
fn settings_expand_to_a_host_and_nothing_more() {
    let check = |host: &str, config: Value, expected: Option<&str>| {
        assert_eq!(expand(host, config.clone()).as_deref(), expected, "{host} {config}");
    };
    check("API.Example.COM.", json!({}), Some("api.example.com"));
    check("bücher.example", json!({}), Some("xn--bcher-kva.example"));
    check("api.example.com:8443", json!({}), Some("api.example.com:8443"));
    check("{config.region}.example.com", json!({"region": "eu-1"}), Some("eu-1.example.com"));
    check("{config.region}.example.com", json!({}), None);
    check("{config.region}.example.com", json!({"region": 7}), None);
    for evil in ["evil.com/", "evil.com#", "a.b", "x@evil.com", "", "evil.com:1"] {
        check("{config.region}.example.com", json!({"region": evil}), None);
    }
    check("{config.base_url}", json!({"base_url": "https://graph.facebook.com/v25"}), Some("graph.facebook.com"));
    check("{config.base_url}", json!({"base_url": "http://localhost:9001"}), Some("localhost:9001"));
    check("{config.base_url}", json!({"base_url": "erp.example.com:8443"}), Some("erp.example.com:8443"));
    check("{config.base_url", json!({"base_url": "x"}), None);
}

#[test]
fn named_public_hosts_pass() {
    let pass = |url: &str, expected: &str| {
        assert_eq!(decide(url, "GET", &["api.example.com", "xn--bcher-kva.example"], &[]).as_deref(), Ok(expected));
    };
    pass("https://api.example.com/a?b=c#d", "https://api.example.com/a?b=c");
    pass("https://API.EXAMPLE.com.:443/", "https://api.example.com/");
    pass("https://bücher.example/", "https://xn--bcher-kva.example/");
    pass("https://api。example。com/", "https://api.example.com/");
}

#[test]
fn everything_else_is_denied() {
    for url in [
        "https://other.example.com/",
        "https://api.example.com.evil.com/",
        "https://evil.com/api.example.com",
        "https://evil.com#@api.example.com/",
        "https://api.example.com@evil.com/",
        "https://user@api.example.com/",
        "https://user:pw@api.example.com/",
        "https://api.example.com:8443/",
        "http://api.example.com/",
        "ftp://api.example.com/",
        "file:///etc/passwd",
        "https://api.example.com\\@evil.com/",
        "https://api.example.com/a b",
        "https://api.example.com/\r\nx: y",
        "https://api..example.com/",
        "https://.../",
        "https:///x",
        "/relative",
        "",
    ] {
        assert!(decide(url, "GET", &["api.example.com"], &[]).is_err(), "{url}");
    }
    assert!(decide("https://api.example.com/", "DELETE", &["api.example.com"], &[]).is_err());
    let long = format!("https://api.example.com/{}", "x".repeat(HTTP_URL));
    assert!(decide(&long, "GET", &["api.example.com"], &[]).is_err());
}

#[test]
fn an_address_in_any_spelling_needs_a_grant() {
    for url in [
        "https://127.0.0.1/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://2130706433/",
        "https://127.1/",
        "https://8.8.8.8/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/",
    ] {
        let host = Url::parse(url).expect("a url").host_str().expect("a host").to_owned();
        assert!(decide(url, "GET", &[&host], &[]).is_err(), "{url}");
    }
    let grant = [granted("127.0.0.1", Some(9001), true, None)];
    assert!(decide("http://127.0.0.1:9001/x", "GET", &["127.0.0.1"], &grant).is_ok());
    assert!(decide("http://0x7f.1:9001/x", "GET", &["127.0.0.1"], &grant).is_ok(), "the same host, spelled otherwise");
    assert!(decide("http://127.0.0.1:9002/x", "GET", &["127.0.0.1"], &grant).is_err());
    assert!(decide("http://127.0.0.1:9001/x", "GET", &["api.example.com"], &grant).is_err(), "asked and granted");
    let elsewhere = [granted("127.0.0.1", Some(9001), true, Some("10.0.0.1:9001"))];
    assert!(decide("http://127.0.0.1:9001/x", "GET", &["127.0.0.1"], &elsewhere).is_err());
}

#[test]
fn an_exception_covers_exactly_one_host_and_port() {
    let grant = [granted("erp.local", Some(8080), false, Some("10.0.0.7:8080"))];
    let hosts = ["erp.local", "api.example.com"];
    assert!(decide("https://erp.local:8080/", "GET", &hosts, &grant).is_ok());
    assert!(decide("http://erp.local:8080/", "GET", &hosts, &grant).is_err(), "https only");
    assert!(decide("https://erp.local/", "GET", &hosts, &grant).is_err(), "another port");
    assert!(decide("https://erp.local:8081/", "GET", &hosts, &grant).is_err());
    assert!(decide("https://api.example.com/", "GET", &hosts, &grant).is_ok());
    assert!(decide("https://api.example.com:8080/", "GET", &hosts, &grant).is_err());
    let wrong_port = [granted("erp.local", Some(8080), false, Some("10.0.0.7:9"))];
    assert!(decide("https://erp.local:8080/", "GET", &hosts, &wrong_port).is_err());
    let plain = [granted("erp.local", None, true, Some("10.0.0.7:9"))];
    assert!(decide("http://erp.local/", "GET", &hosts, &plain).is_ok(), "the fixed address brings its port");
}

/// X7: the second address once silently replaced the first, for all ports.
#[test]
fn x7_one_name_leads_to_one_machine() {
    let erp = |port, address| granted("erp.local", port, true, address);
    let both = [erp(Some(8080), Some("10.0.0.7:8080")), erp(Some(9090), Some("10.0.0.8:9090"))];
    assert!(check_private_hosts(&both).expect_err("two machines").contains("erp.local"));
    let denied = decide("http://erp.local:8080/", "GET", &["erp.local"], &both).expect_err("stored before");
    assert!(denied.contains("different addresses"), "{denied}");
    let half = [erp(Some(8080), Some("10.0.0.7:8080")), erp(Some(9090), None)];
    assert!(check_private_hosts(&half).is_err());
    let default = [erp(Some(80), Some("10.0.0.7:1")), erp(None, Some("10.0.0.7:2"))];
    assert!(check_private_hosts(&default).is_err());
    let ports = [erp(Some(8080), Some("10.0.0.7:8080")), erp(Some(9090), Some("10.0.0.7:9090"))];
    assert_eq!(check_private_hosts(&ports), Ok(()));
    assert!(check_private_hosts(&[erp(None, Some("10.0.0.7"))]).is_err(), "an address without its port");
}

#[test]
fn x7_a_denial_names_the_step_that_helps() {
    let asked = [rule("api.example.com", &["GET"]), rule("{config.base_url}", &["GET"])];
    let denial = |is_granted: bool, config: Value, url: &str, method: &str| {
        let rules = Rules::read(&asked, |_| is_granted, |key| config.get(key));
        check(url, method, &rules, &[]).map(|t| t.url.to_string()).expect_err("denied")
    };
    let full = || json!({"base_url": "https://erp.example.com"});
    let text = denial(false, full(), "https://api.example.com/", "GET");
    assert_eq!(text, "plugin.toml asks for host api.example.com, but the operator did not grant it");
    let text = denial(true, json!({}), "https://erp.example.com/", "GET");
    assert!(text.starts_with("setting \"base_url\" of the account is empty; enter it if"), "{text}");
    let text = denial(true, full(), "https://other.example.com/", "GET");
    assert_eq!(text, "add to plugin.toml: [[http]] host = \"other.example.com\" methods = [\"GET\"]");
    let text = denial(true, full(), "https://api.example.com/", "POST");
    assert_eq!(text, "add to plugin.toml: [[http]] host = \"api.example.com:443\" methods = [\"POST\"]");
}
