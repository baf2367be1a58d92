//! The documentation's signing function against the Standard Webhooks
//! project's own example, and against the scheme written out.

#![allow(clippy::unwrap_used)]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use std::process::Command;

const GUIDE: &str = include_str!("../../../docs/plugins/workshop.md");
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// Id, timestamp, body and the expected signature.
const PUBLISHED: [&str; 4] = [
    "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "1614265330",
    r#"{"test": 2432232314}"#,
    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
];

fn scheme(id: &str, timestamp: &str, body: &str) -> String {
    let key = STANDARD.decode(SECRET.trim_start_matches("whsec_")).unwrap();
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&key).unwrap();
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

/// The first bash block of the guide that defines `deskbell_sign`.
fn documented(id: &str, timestamp: &str, body: &str) -> String {
    let function = GUIDE.split("```").find(|block| block.contains("deskbell_sign() {")).unwrap();
    let script = format!("{}\ndeskbell_sign \"$@\"", function.trim_start_matches("bash"));
    let run = Command::new("bash")
        .args(["-euo", "pipefail", "-c", &script, "bash", id, timestamp, body])
        .env("DESKBELL_SECRET", SECRET)
        .output()
        .expect("the guide needs bash and openssl");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

#[test]
fn the_guide_signs_as_the_standard_does() {
    let [id, timestamp, body, expected] = PUBLISHED;
    assert_eq!(scheme(id, timestamp, body), expected);
    assert_eq!(documented(id, timestamp, body), expected);
}

#[test]
fn names_and_line_breaks_survive_the_shell() {
    let body = "{\"name\":\"José \\\"Zé\\\" 100 % $HOME\",\n \"note\":\"a\\\\b\"}\n";
    assert_eq!(documented("msg_1", "1", body), scheme("msg_1", "1", body));
}
