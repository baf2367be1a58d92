//! What the types of the manifest cannot say.

use super::{HOST_API, HttpRule, Manifest, ManifestError, MediaRule, SecretRule, SecretUse, Verify, WebhookRule};
use crate::limits::Export;

const METHODS: [&str; 6] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];
const MAX_BODY_KB: u32 = 8192;
const MAX_BLOB_MB: u64 = 2048;
const MAX_QUOTA_MB: u64 = 1024;

pub(super) fn check(text: &str, m: &Manifest) -> Result<(), ManifestError> {
    let at = |needle: &str, message: String, fix: &str| Err(ManifestError::at(text, needle, message, fix));
    if m.manifest != 1 {
        return at("manifest", format!("manifest format {} is unknown", m.manifest), "write manifest = 1");
    }
    if !is_reverse_dns(&m.id) {
        return at("id", format!("{:?} is not a plugin id", m.id), "use reverse DNS in lower case: com.example.name");
    }
    if m.name.trim().is_empty() || m.name.len() > 255 {
        return at("name", "the name is empty or over 255 bytes".into(), "name = \"ACME SMS\"");
    }
    check_host_api(text, m)?;
    check_limits(text, m)?;
    m.http.iter().try_for_each(|rule| check_http(text, rule))?;
    check_secrets(text, &m.secrets)?;
    check_kv(text, m)?;
    m.webhooks.iter().try_for_each(|rule| check_webhook(text, m, rule))?;
    m.media.iter().try_for_each(|rule| check_media(text, rule))
}

fn check_host_api(text: &str, m: &Manifest) -> Result<(), ManifestError> {
    let ours = semver::Version::parse(HOST_API).expect("the constant is a version");
    if m.host_api.matches(&ours) {
        return Ok(());
    }
    let message = format!("the plugin needs host-api {}, this host speaks {HOST_API}", m.host_api);
    Err(ManifestError::at(text, "host-api", message, "install a host or a plugin version that fits"))
}

fn check_limits(text: &str, m: &Manifest) -> Result<(), ManifestError> {
    for (name, ms) in &m.limits.wall_ms {
        let Some(export) = Export::ALL.into_iter().find(|e| e.name() == name) else {
            let known = Export::ALL.map(Export::name).join(", ");
            return Err(ManifestError::at(text, name, format!("no export is called {name:?}"), format!("use {known}")));
        };
        let limit = export.wall().as_millis() as u64;
        if *ms == 0 || *ms > limit {
            let message = format!("wall-ms of {name} is {ms}; a manifest may only lower it");
            return Err(ManifestError::at(text, "wall-ms", message, format!("use 1 to {limit}")));
        }
    }
    Ok(())
}

fn check_http(text: &str, rule: &HttpRule) -> Result<(), ManifestError> {
    let needle = format!("{:?}", rule.host);
    let fail = |message: String, fix: &str| Err(ManifestError::at(text, &needle, message, fix));
    if rule.host.is_empty() || rule.host.contains("//") || rule.host.contains(['*', ' ', '@', '?', '#']) {
        return fail(
            format!("{:?} is not a host", rule.host),
            "name one host without scheme, path or wildcard: api.example.com",
        );
    }
    if rule.methods.is_empty() || rule.methods.iter().any(|m| !METHODS.contains(&m.as_str())) {
        return fail(format!("methods of {:?} are not known", rule.host), "methods = [\"GET\", \"POST\"]");
    }
    if rule.max_blob_mb == 0 || rule.max_blob_mb > MAX_BLOB_MB {
        return fail(format!("max-blob-mb of {:?} is {}", rule.host, rule.max_blob_mb), "use 1 to 2048");
    }
    explained(text, &needle, &rule.why)
}

fn check_secrets(text: &str, rules: &[SecretRule]) -> Result<(), ManifestError> {
    for (index, rule) in rules.iter().enumerate() {
        let needle = format!("{:?}", rule.name);
        if !is_word(&rule.name) {
            let message = format!("{:?} is not a secret's name", rule.name);
            return Err(ManifestError::at(text, &needle, message, "use a-z, 0-9, \"_\" and \"-\""));
        }
        if rules[..index].iter().any(|other| other.name == rule.name) {
            let message = format!("secret {:?} stands there twice", rule.name);
            return Err(ManifestError::at(text, &needle, message, "list all uses in one [[secret]]"));
        }
        if rule.uses.is_empty() {
            let message = format!("secret {:?} has no use", rule.name);
            return Err(ManifestError::at(text, &needle, message, "use = [\"header\"]"));
        }
        explained(text, &needle, &rule.why)?;
    }
    Ok(())
}

fn check_kv(text: &str, m: &Manifest) -> Result<(), ManifestError> {
    for (index, rule) in m.kv.iter().enumerate() {
        let needle = format!("{:?}", rule.bucket);
        if !is_word(&rule.bucket) || m.kv[..index].iter().any(|other| other.bucket == rule.bucket) {
            let message = format!("bucket {:?} is not a name or stands there twice", rule.bucket);
            return Err(ManifestError::at(text, &needle, message, "use a-z, 0-9, \"_\" and \"-\", each once"));
        }
        if rule.quota_mb == 0 || rule.quota_mb > MAX_QUOTA_MB {
            let message = format!("quota-mb of bucket {:?} is {}", rule.bucket, rule.quota_mb);
            return Err(ManifestError::at(text, &needle, message, "use 1 to 1024"));
        }
        explained(text, &needle, &rule.why)?;
    }
    Ok(())
}

fn check_webhook(text: &str, m: &Manifest, rule: &WebhookRule) -> Result<(), ManifestError> {
    let fail = |message: String, fix: &str| Err(ManifestError::at(text, "[[webhook]]", message, fix));
    let path = &rule.path;
    if rule.methods.is_empty() || rule.methods.iter().any(|m| !METHODS.contains(&m.as_str())) {
        return fail(format!("methods of webhook {path:?} are not known"), "methods = [\"POST\"]");
    }
    if rule.max_body_kb == 0 || rule.max_body_kb > MAX_BODY_KB {
        return fail(format!("max-body-kb of webhook {path:?} is {}", rule.max_body_kb), "use 1 to 8192");
    }
    match (&rule.verify, rule.handshake) {
        (Some(verify), false) => check_verify(text, m, path, verify),
        (None, true) => Ok(()),
        _ => fail(
            format!("webhook {path:?} needs exactly one of verify and handshake"),
            "verify = { scheme = \"hmac-sha256\", … } or handshake = true",
        ),
    }
}

fn check_verify(text: &str, m: &Manifest, path: &str, verify: &Verify) -> Result<(), ManifestError> {
    let Some(secret) = verify.secret() else { return Ok(()) };
    let rule = m.secrets.iter().find(|s| s.name == secret);
    if rule.is_some_and(|r| r.uses.contains(&SecretUse::Hmac)) {
        return Ok(());
    }
    let message = format!("webhook {path:?} verifies with secret {secret:?}, which has no use \"hmac\"");
    let fix = format!("add [[secret]] name = \"{secret}\" use = [\"hmac\"]");
    Err(ManifestError::at(text, "verify", message, fix))
}

fn check_media(text: &str, rule: &MediaRule) -> Result<(), ManifestError> {
    if !rule.read && !rule.write {
        return Err(ManifestError::at(text, "[media]", "[media] asks for nothing", "read = true or write = true"));
    }
    explained(text, "[media]", &rule.why)
}

fn explained(text: &str, needle: &str, why: &str) -> Result<(), ManifestError> {
    if why.trim().is_empty() {
        let message = format!("{needle} does not say why");
        return Err(ManifestError::at(text, needle, message, "why = \"one sentence for the operator\""));
    }
    Ok(())
}

fn is_word(s: &str) -> bool {
    (1..=63).contains(&s.len())
        && s.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_'))
}

fn is_reverse_dns(id: &str) -> bool {
    let label = |l: &str| is_word(l) && !l.starts_with('-') && !l.ends_with('-');
    id.len() <= 127 && id.split('.').count() >= 2 && id.split('.').all(label)
}
