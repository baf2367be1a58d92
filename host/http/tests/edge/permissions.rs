//! Every route against every role. A route that is added without saying who
//! may use it does not compile; one that says the wrong thing shows here and
//! in the golden `permissions.md`.

use crate::host::Host;
use deskbell_domain::user::{Permission, Role};
use deskbell_http::{PermissionRow, permissions};
use serde_json::json;

fn needed(access: &str) -> Option<Permission> {
    serde_json::from_value(json!(access)).ok()
}

fn concrete(path: &str) -> String {
    path.replace("{sha256}", &"0".repeat(64))
        .replace("{workspace}", "demo")
        .replace("{*rest}", "x")
        .replace("{*page}", "x")
        .replace(['{', '}'], "")
        .replace("/id", "/1")
        .replace("/message/", "/1/")
}

fn api() -> Vec<PermissionRow> {
    permissions().into_iter().filter(|row| row.method != "ANY").collect()
}

async fn status(host: &Host, row: &PermissionRow, token: Option<&str>) -> u16 {
    let request = host.request(&row.method, &concrete(&row.path));
    let request = match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    };
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn every_route_asks_who_is_there() {
    let host = Host::start().await;
    for row in api() {
        let open = ["public", "metrics"].contains(&row.access.as_str());
        let status = status(&host, &row, None).await;
        assert_eq!(status == 401, !open, "{} {} answered {status}", row.method, row.path);
        let forged = self::status(&host, &row, Some("dbt_forged")).await;
        assert_eq!(forged == 401, !open, "{} {} answered {forged} to a forged token", row.method, row.path);
    }
}

#[tokio::test]
async fn every_route_admits_exactly_the_roles_it_should() {
    let host = Host::start().await;
    for role in Role::ALL {
        let token = host.token(role).await;
        for row in api() {
            let allowed = needed(&row.access).is_none_or(|permission| role.may(permission));
            let status = status(&host, &row, Some(&token)).await;
            assert_eq!(status == 403, !allowed, "{} {} answered {status} to {role:?}", row.method, row.path);
            assert_ne!(status, 401, "{} {} to {role:?}", row.method, row.path);
        }
    }
}

#[test]
fn every_route_names_a_permission_or_why_it_needs_none() {
    for row in permissions() {
        let known = ["public", "signed-in", "signature", "metrics"].contains(&row.access.as_str());
        assert!(known || needed(&row.access).is_some(), "{row:?}");
    }
}

#[tokio::test]
async fn metrics_are_for_this_machine_or_for_who_has_the_token() {
    let host = Host::start().await;
    let local = host.get("/metrics").send().await.unwrap();
    assert_eq!((local.status().as_u16(), local.text().await.unwrap().as_str()), (200, "up 1\n"));
    let proxied = host.get("/metrics").header("x-forwarded-for", "203.0.113.9").send().await.unwrap();
    assert_eq!(proxied.status(), 401);

    let token = deskbell_domain::secret::Secret::new("0123456789abcdef");
    let config = deskbell_http::Config { metrics_token: Some(token), ..Default::default() };
    let guarded = Host::with(config).await;
    assert_eq!(guarded.get("/metrics").send().await.unwrap().status(), 401);
    let known = guarded.get("/metrics").bearer_auth("0123456789abcdef").send().await.unwrap();
    assert_eq!(known.status(), 200);
}
