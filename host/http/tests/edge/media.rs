//! Files up and down.

use crate::host::{Host, problem};
use deskbell_domain::user::Role;
use deskbell_http::Config;
use reqwest::Response;
use serde_json::Value;

async fn upload(host: &Host, token: &str, mime: &str, bytes: Vec<u8>) -> Response {
    let request = host.request("POST", "/api/v1/media?filename=a%20photo.bin").bearer_auth(token);
    request.header("content-type", mime).body(bytes).send().await.unwrap()
}

#[tokio::test]
async fn a_file_comes_back_as_it_was() {
    let host = Host::start().await;
    let token = host.token(Role::Agent).await;
    let bytes: Vec<u8> = (0..600_000u32).map(|n| n.to_le_bytes()[1]).collect();
    let kept = upload(&host, &token, "video/mp4", bytes.clone()).await;
    assert_eq!(kept.status(), 201);
    let kept: Value = kept.json().await.unwrap();
    assert_eq!(kept["size"], bytes.len());
    let url = kept["url"].as_str().unwrap();
    let whole = host.get(url).bearer_auth(&token).send().await.unwrap();
    assert_eq!(whole.headers()["content-type"], "video/mp4");
    assert_eq!(whole.headers()["content-disposition"], "inline; filename*=UTF-8''a%20photo.bin");
    assert!(whole.headers()["content-security-policy"].to_str().unwrap().starts_with("sandbox"));
    assert_eq!(whole.bytes().await.unwrap(), bytes);

    let part = host.get(url).bearer_auth(&token).header("range", "bytes=10-300009").send().await.unwrap();
    assert_eq!(part.status(), 206);
    assert_eq!(part.headers()["content-range"], "bytes 10-300009/600000");
    assert_eq!(part.bytes().await.unwrap(), bytes[10..300_010]);
    let outside = host.get(url).bearer_auth(&token).header("range", "bytes=600000-").send().await.unwrap();
    assert_eq!(outside.status(), 416);
}

#[tokio::test]
async fn what_could_act_in_our_origin_is_only_saved() {
    let host = Host::start().await;
    let token = host.token(Role::Agent).await;
    for mime in ["text/html", "image/svg+xml"] {
        let kept: Value = upload(&host, &token, mime, mime.as_bytes().to_vec()).await.json().await.unwrap();
        let file = host.get(kept["url"].as_str().unwrap()).bearer_auth(&token).send().await.unwrap();
        assert_eq!(file.headers()["content-type"], "application/octet-stream", "{mime}");
        let disposition = file.headers()["content-disposition"].to_str().unwrap();
        assert!(disposition.starts_with("attachment"), "{mime}: {disposition}");
        assert_eq!(file.headers()["x-content-type-options"], "nosniff");
    }
}

#[tokio::test]
async fn uploads_are_bounded_with_and_without_declared_length() {
    let host = Host::with(Config { max_upload_bytes: 1000, ..Config::default() }).await;
    let token = host.token(Role::Agent).await;
    let declared = upload(&host, &token, "image/png", vec![7; 1001]).await;
    assert_eq!(declared.status(), 413);
    assert_eq!(problem(declared).await["code"], "too-large");
    let chunks = (0..11).map(|_| Ok::<_, std::io::Error>(vec![7u8; 100]));
    let body = reqwest::Body::wrap_stream(futures_util::stream::iter(chunks));
    let request = host.request("POST", "/api/v1/media").bearer_auth(&token).header("content-type", "image/png");
    assert_eq!(request.body(body).send().await.unwrap().status(), 413);
    assert_eq!(upload(&host, &token, "image/png", vec![7; 1000]).await.status(), 201);
}
