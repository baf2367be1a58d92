//! What a component says of itself, as JSON: everything that an operator
//! decides about before granting it, and the limits that will apply.

use deskbell_plugins::manifest::{Encoding, Verify};
use deskbell_plugins::{Export, Inspection, Manifest, WebhookRule};
use serde_json::{Map, Value, json};

pub fn shown(found: &Inspection) -> Value {
    let manifest = &found.manifest;
    let author = manifest.author.as_ref().map(|a| json!({ "name": a.name, "url": a.url, "support": a.support }));
    json!({
        "id": manifest.id,
        "name": manifest.name,
        "version": manifest.version.to_string(),
        "kind": manifest.kind.name(),
        "host_api": manifest.host_api.to_string(),
        "license": manifest.license,
        "author": author,
        "sha256": found.digest,
        "bytes": found.size,
        "asks": asks(manifest),
        "webhooks": manifest.webhooks.iter().map(webhook).collect::<Vec<_>>(),
        "limits": limits(manifest),
        "config": manifest.config_schema,
        "imports": found.imports,
        "exports": found.exports,
        "core_modules": found.core_modules,
        "function_names": found.names,
    })
}

fn asks(manifest: &Manifest) -> Value {
    let http = manifest.http.iter().map(
        |rule| json!({ "host": rule.host, "methods": rule.methods, "max_blob_mb": rule.max_blob_mb, "why": rule.why }),
    );
    let secrets = manifest.secrets.iter().map(|rule| {
        let uses: Vec<&str> = rule.uses.iter().map(|usage| usage.name()).collect();
        json!({ "name": rule.name, "label": rule.label, "use": uses, "why": rule.why })
    });
    let kv = manifest.kv.iter().map(|r| json!({ "bucket": r.bucket, "quota_mb": r.quota_mb, "why": r.why }));
    let media = manifest.media.as_ref().map(|m| json!({ "read": m.read, "write": m.write, "why": m.why }));
    json!({
        "http": http.collect::<Vec<_>>(),
        "secrets": secrets.collect::<Vec<_>>(),
        "kv": kv.collect::<Vec<_>>(),
        "media": media,
    })
}

fn webhook(rule: &WebhookRule) -> Value {
    let verify = match &rule.verify {
        Some(Verify::HmacSha256 { secret, header, prefix, encoding }) => {
            let encoding = match encoding {
                Encoding::Hex => "hex",
                Encoding::Base64 => "base64",
            };
            json!({ "scheme": "hmac-sha256", "secret": secret, "header": header, "prefix": prefix, "encoding": encoding })
        }
        Some(Verify::StandardWebhooks { secret, tolerance_s }) => {
            json!({ "scheme": "standard-webhooks", "secret": secret, "tolerance_s": tolerance_s })
        }
        Some(Verify::Plugin {}) => json!({ "scheme": "plugin" }),
        None => Value::Null,
    };
    json!({
        "path": rule.path,
        "methods": rule.methods,
        "max_body_kb": rule.max_body_kb,
        "verify": verify,
        "handshake": rule.handshake,
        "why": rule.why,
    })
}

/// As they will apply: the profile's, lowered by the manifest.
fn limits(manifest: &Manifest) -> Value {
    let profile = manifest.runtime.profile;
    let each = Export::ALL.map(|export| {
        let limits = json!({
            "cpu_ms": profile.cpu(export).as_millis() as u64,
            "wall_ms": manifest.wall(export).as_millis() as u64,
        });
        (export.name().to_owned(), limits)
    });
    json!({
        "profile": profile.name(),
        "memory_bytes": profile.memory(),
        "component_bytes": profile.component_size(),
        "calls_at_once": profile.concurrency(),
        "downloads_at_once": profile.slow(),
        "calls": Map::from_iter(each),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedded;

    /// X7: an operator grants by what stands here, so nothing may be missing.
    #[test]
    fn x7_everything_that_a_manifest_asks_for_is_shown() {
        let Some(component) = embedded::find("com.deskbell.workshop") else { return };
        let shown = shown(&deskbell_plugins::inspect(&component).expect("our own component"));
        let has = |pointer: &str, value: Value| assert_eq!(shown.pointer(pointer), Some(&value), "{pointer}");
        has("/kind", json!("erp-module"));
        has("/asks/media/write", json!(true));
        has("/asks/http/0/max_blob_mb", json!(25));
        has("/webhooks/0/verify/scheme", json!("standard-webhooks"));
        has("/webhooks/0/verify/secret", json!("signing_secret"));
        has("/webhooks/0/max_body_kb", json!(2048));
        has("/limits/profile", json!("small"));
        has("/limits/calls/fetch-media/wall_ms", json!(120_000));
        has("/config/properties/base_url/format", json!("uri"));
    }
}
