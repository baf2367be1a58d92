//! Signing in, staying in, getting out.

use crate::host::{Host, PASSWORD, problem, settings, slug};
use deskbell_domain::secret::Secret;
use deskbell_domain::user::Role;
use deskbell_http::Config;
use serde_json::{Value, json};

#[tokio::test]
async fn a_session_begins_and_ends() {
    let host = Host::start().await;
    host.add_user("ana", Role::Agent).await;
    let browser = host.browser("ana").await;
    let session = host.get("/api/v1/session").header("cookie", &browser.cookie).send().await.unwrap();
    let session: Value = session.json().await.unwrap();
    assert_eq!(session["role"], "agent");
    assert_eq!(session["workspace"], "demo");
    assert!(session["permissions"].as_array().unwrap().contains(&json!("write-messages")));
    let out = host.request("DELETE", "/api/v1/session").header("cookie", &browser.cookie);
    let out = out.header("x-csrf-token", &browser.csrf).send().await.unwrap();
    assert_eq!(out.status(), 204);
    let after = host.get("/api/v1/session").header("cookie", &browser.cookie).send().await.unwrap();
    assert_eq!(after.status(), 401);
}

#[tokio::test]
async fn the_cookie_is_strict() {
    let check = async |public_url: &str, secure: bool| {
        let host = Host::with(Config { public_url: public_url.into(), ..Config::default() }).await;
        host.add_user("ana", Role::Agent).await;
        let response = host.sign_in("ana", PASSWORD).await;
        let cookie = response.headers()["set-cookie"].to_str().unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        assert_eq!(cookie.contains("Secure"), secure, "{cookie}");
    };
    check("https://desk.example", true).await;
    check("http://127.0.0.1:8080", false).await;
}

#[tokio::test]
async fn another_site_cannot_use_the_cookie_for_changes() {
    let host = Host::start().await;
    host.add_user("ana", Role::Agent).await;
    let browser = host.browser("ana").await;
    let close = || host.request("POST", "/api/v1/conversations/1/close").header("cookie", &browser.cookie);
    let without = close().send().await.unwrap();
    assert_eq!(without.status(), 403);
    assert_eq!(problem(without).await["code"], "csrf");
    let wrong = close().header("x-csrf-token", "guess").send().await.unwrap();
    assert_eq!(problem(wrong).await["code"], "csrf");
    let right = close().header("x-csrf-token", &browser.csrf).send().await.unwrap();
    assert_eq!(problem(right).await["code"], "not-found");
}

#[tokio::test]
async fn guessing_is_slowed_down() {
    let host = Host::start().await;
    host.add_user("ana", Role::Agent).await;
    let mut last = host.sign_in("ana", "wrong password").await;
    assert_eq!(last.status(), 401);
    for _ in 0..20 {
        last = host.sign_in("ana", "wrong password").await;
        if last.status() == 429 {
            break;
        }
    }
    assert_eq!(last.status(), 429);
    assert!(last.headers()["retry-after"].to_str().unwrap().parse::<u32>().unwrap() > 0);
    assert_eq!(host.sign_in("ana", PASSWORD).await.status(), 429, "the right password waits as well");
}

#[tokio::test]
async fn a_wrong_name_looks_like_a_wrong_password() {
    let host = Host::start().await;
    host.add_user("ana", Role::Agent).await;
    let wrong = problem(host.sign_in("ana", "wrong password").await).await;
    let nobody = problem(host.sign_in("nobody", "wrong password").await).await;
    assert_eq!(wrong, nobody);
}

#[tokio::test]
async fn nothing_crosses_between_workspaces() {
    let host = Host::start().await;
    host.add_user("ana", Role::Owner).await;
    let browser = host.browser("ana").await;
    let other = host.desk.create(slug("other"), settings("Other")).await.unwrap();
    other.add_user("bob", "Bob", Role::Owner, Secret::new(PASSWORD)).await.unwrap();

    let unnamed = host.sign_in("bob", PASSWORD).await;
    assert_eq!(problem(unnamed).await["code"], "bad-request", "several workspaces: one must be named");
    let named = json!({ "login": "ana", "password": PASSWORD, "workspace": "other" });
    let stranger = host.request("POST", "/api/v1/session").json(&named).send().await.unwrap();
    assert_eq!(stranger.status(), 401, "ana is nobody there");

    let elsewhere = host.get("/api/v1/users").header("cookie", &browser.cookie).header("x-workspace", "other");
    assert_eq!(elsewhere.send().await.unwrap().status(), 401);
    let moved = browser.cookie.replace("=demo.", "=other.");
    assert_eq!(host.get("/api/v1/users").header("cookie", moved).send().await.unwrap().status(), 401);
    let token = host.token(Role::Owner).await;
    let elsewhere = host.get("/api/v1/users").bearer_auth(token).header("x-workspace", "other");
    assert_eq!(elsewhere.send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn colleagues_are_named_but_their_logins_are_not() {
    let host = Host::start().await;
    host.add_user("ana", Role::Agent).await;
    let check = async |role: Role, login: Value| {
        let users = host.get("/api/v1/users").bearer_auth(host.token(role).await).send().await.unwrap();
        let users: Value = users.json().await.unwrap();
        assert_eq!(users["items"][0]["login"], login, "{role:?}");
    };
    check(Role::Agent, Value::Null).await;
    check(Role::Administrator, json!("ana")).await;
}
