//! Pages, health, and what a wrong request is told.

use crate::host::{Host, problem};
use deskbell_domain::user::Role;
use serde_json::Value;

#[tokio::test]
async fn browsers_are_kept_strict() {
    let host = Host::start().await;
    for path in ["/", "/conversations/1", "/healthz", "/api/v1/session"] {
        let response = host.get(path).send().await.unwrap();
        let headers = response.headers();
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(headers["referrer-policy"], "no-referrer", "{path}");
        assert_eq!(headers["cache-control"], "no-store", "{path}");
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(headers["x-request-id"].len(), 32, "{path}");
    }
}

#[tokio::test]
async fn the_host_says_how_it_is() {
    let host = Host::start().await;
    assert_eq!(host.get("/healthz").send().await.unwrap().text().await.unwrap(), "ok\n");
    let ready: Value = host.get("/readyz").send().await.unwrap().json().await.unwrap();
    assert_eq!(ready["ready"], true);
    let document: Value = host.get("/api/v1/openapi.json").send().await.unwrap().json().await.unwrap();
    assert_eq!(document["openapi"], "3.1.0");
}

#[tokio::test]
async fn wrong_requests_are_told_what_is_wrong() {
    let host = Host::start().await;
    let token = host.token(Role::Owner).await;
    let check = async |method: &str, path: &str, body: &'static str, status: u16, code: &str, field: Option<&str>| {
        let request = host.request(method, path).bearer_auth(&token).header("content-type", "application/json");
        let response = request.body(body).send().await.unwrap();
        assert_eq!(response.status(), status, "{method} {path} {body}");
        let problem = problem(response).await;
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(problem["field"].as_str(), field, "{problem}");
    };
    let send = "/api/v1/conversations/1/messages";
    check("POST", send, "{", 400, "bad-request", None).await;
    check("POST", send, r#"{"content":{"kind":"text"}}"#, 422, "invalid", Some("content")).await;
    check("POST", send, r#"{"content":{"kind":"text","body":"x"},"color":1}"#, 422, "invalid", Some("color")).await;
    check("POST", send, r#"{"content":{"kind":"text","body":"hello"}}"#, 404, "not-found", None).await;
    check("GET", "/api/v1/conversations?list=wrong", "", 400, "bad-request", None).await;
    check("GET", "/api/v1/conversations/x", "", 400, "bad-request", None).await;
    check("GET", "/api/v1/outbox?cursor=x", "", 422, "invalid", Some("cursor")).await;
    check("DELETE", "/api/v1/conversations", "", 405, "method-not-allowed", None).await;
    check("GET", "/api/v1/nothing", "", 404, "not-found", None).await;
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let host = Host::start().await;
    let token = host.token(Role::Owner).await;
    let body = format!(r#"{{"content":{{"kind":"text","body":"{}"}}}}"#, "x".repeat(300 << 10));
    let request = host.request("POST", "/api/v1/conversations/1/messages").bearer_auth(token);
    let response = request.header("content-type", "application/json").body(body).send().await.unwrap();
    assert_eq!(response.status(), 413);
    assert_eq!(problem(response).await["code"], "too-large");
}

#[tokio::test]
async fn lists_are_compressed_for_those_who_can_read_it() {
    let host = Host::start().await;
    let response = host.get("/api/v1/openapi.json").header("accept-encoding", "gzip").send().await.unwrap();
    assert_eq!(response.headers()["content-encoding"], "gzip");
}
