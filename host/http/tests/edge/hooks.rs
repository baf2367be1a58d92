//! The webhook edge, up to the point where a plugin takes over.

use crate::host::{HOOK, Host, problem};
use deskbell_domain::user::Role;
use deskbell_http::Config;
use serde_json::Value;

#[tokio::test]
async fn unknown_channels_and_unknown_workspaces_look_alike() {
    let host = Host::start().await;
    for path in ["/hooks/demo/wrong", "/hooks/demo/wrong/deeper", "/hooks/nobody/wrong", "/hooks/Not-A-Name/wrong"] {
        for method in ["GET", "POST", "PUT"] {
            let response = host.request(method, path).body("{}").send().await.unwrap();
            assert_eq!(response.status(), 404, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn a_body_over_the_edges_limit_is_not_read() {
    let host = Host::with(Config { max_hook_bytes: 1000, ..Config::default() }).await;
    let response = host.request("POST", "/hooks/demo/wrong").body(vec![b'x'; 1001]).send().await.unwrap();
    assert_eq!(response.status(), 413);
    assert_eq!(problem(response).await["code"], "too-large");
}

#[tokio::test]
async fn a_channel_that_cannot_work_asks_to_send_again() {
    let host = Host::start().await;
    for path in [HOOK.to_owned(), format!("{HOOK}/"), format!("{HOOK}/deeper?a=b")] {
        let response = host.request("POST", &path).body("{}").send().await.unwrap();
        assert_eq!(response.status(), 503, "{path}");
        assert!(response.headers().contains_key("retry-after"), "{path}");
    }
}

#[tokio::test]
async fn the_secret_address_is_for_those_who_manage_channels() {
    let host = Host::start().await;
    for (role, shown) in [(Role::Agent, false), (Role::Auditor, false), (Role::Owner, true)] {
        let channels = host.get("/api/v1/channels").bearer_auth(host.token(role).await).send().await.unwrap();
        let channels: Value = channels.json().await.unwrap();
        let url = channels["items"][0]["hook_url"].as_str();
        assert_eq!(url, shown.then_some("http://127.0.0.1:8080/hooks/demo/t0ken"), "{role:?}");
    }
}
