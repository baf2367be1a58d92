//! Whether a webhook comes from where it says, decided before a plugin runs.

use crate::account::Account;
use crate::caps::secrets::{HmacAlg, any_equal};
use crate::manifest::{Encoding, Verify, WebhookRule};
use crate::outcome::WebhookRequest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use deskbell_domain::secret::Secret;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verification {
    /// The provider sent it.
    Verified,
    /// Unverified by nature: it may be answered, not acted upon.
    Handshake,
    /// The plugin verifies by itself.
    ByPlugin,
    /// Forged, replayed, or no secret is set. The reason is for the operator.
    Refused(String),
    NoSuchRoute,
    TooLarge {
        max: usize,
    },
}

pub(crate) fn verify(rules: &[WebhookRule], account: &Account, request: &WebhookRequest) -> Verification {
    let Some(rule) = WebhookRule::find(rules, &request.method, &request.path) else {
        return Verification::NoSuchRoute;
    };
    if request.body.len() > rule.max_body() {
        return Verification::TooLarge { max: rule.max_body() };
    }
    let checked = match &rule.verify {
        None => return Verification::Handshake,
        Some(Verify::Plugin {}) => return Verification::ByPlugin,
        Some(Verify::HmacSha256 { secret, header, prefix, encoding }) => {
            secrets(account, secret).and_then(|s| hmac_sha256(s, header, prefix, *encoding, request))
        }
        Some(Verify::StandardWebhooks { secret, tolerance_s }) => {
            secrets(account, secret).and_then(|s| standard_webhooks(s, *tolerance_s, request))
        }
    };
    match checked {
        Ok(()) => Verification::Verified,
        Err(reason) => Verification::Refused(reason),
    }
}

/// Signs a request as its route declares it, with the newest secret: what a
/// provider does, for tests.
pub(crate) fn sign(rules: &[WebhookRule], account: &Account, request: &mut WebhookRequest) -> Result<(), String> {
    let rule = WebhookRule::find(rules, &request.method, &request.path).ok_or("the manifest has no such webhook")?;
    match &rule.verify {
        None => Err("the manifest says that this request proves nothing (handshake)".into()),
        Some(Verify::Plugin {}) => {
            Err("the manifest says scheme = \"plugin\"; write into the request what the plugin looks at".into())
        }
        Some(Verify::HmacSha256 { secret, header, prefix, encoding }) => {
            let newest = secrets(account, secret)?.iter().map(Secret::reveal).find(|key| !key.is_empty());
            let code = HmacAlg::Sha256.code(newest.unwrap_or_default().as_bytes(), &request.body);
            replace_header(request, header, format!("{prefix}{}", encode(*encoding, &code)));
            Ok(())
        }
        Some(Verify::StandardWebhooks { secret, .. }) => sign_standard(secrets(account, secret)?, request),
    }
}

fn sign_standard(secrets: &[Secret], request: &mut WebhookRequest) -> Result<(), String> {
    let key = secrets.iter().find_map(standard_key).ok_or("the secret is not \"whsec_\" and base64")?;
    let id = request.header("webhook-id").unwrap_or("msg_1").to_owned();
    let timestamp = request.received.as_second().to_string();
    let mut signed = format!("{id}.{timestamp}.").into_bytes();
    signed.extend_from_slice(&request.body);
    let code = BASE64.encode(HmacAlg::Sha256.code(&key, &signed));
    replace_header(request, "webhook-id", id);
    replace_header(request, "webhook-timestamp", timestamp);
    replace_header(request, "webhook-signature", format!("v1,{code}"));
    Ok(())
}

fn replace_header(request: &mut WebhookRequest, name: &str, value: String) {
    request.headers.retain(|(own, _)| !own.eq_ignore_ascii_case(name));
    request.headers.push((name.to_lowercase(), value));
}

fn encode(encoding: Encoding, code: &[u8]) -> String {
    match encoding {
        Encoding::Hex => hex::encode(code),
        Encoding::Base64 => BASE64.encode(code),
    }
}

fn secrets<'a>(account: &'a Account, name: &str) -> Result<&'a [Secret], String> {
    let live = account.secrets.get(name).map(Vec::as_slice).unwrap_or_default();
    // An empty key would let everybody sign.
    match live.iter().all(|s| s.reveal().is_empty()) {
        true => Err(format!("secret \"{name}\" has no value")),
        false => Ok(live),
    }
}

fn hmac_sha256(
    secrets: &[Secret],
    header: &str,
    prefix: &str,
    encoding: Encoding,
    request: &WebhookRequest,
) -> Result<(), String> {
    let value = request.header(header).ok_or_else(|| format!("header {header} is missing or there twice"))?;
    let code = value.trim().strip_prefix(prefix).and_then(|text| decode(encoding, text));
    let code = code.ok_or_else(|| format!("header {header} is malformed"))?;
    let codes = secrets
        .iter()
        .filter(|s| !s.reveal().is_empty())
        .map(|s| HmacAlg::Sha256.code(s.reveal().as_bytes(), &request.body));
    if any_equal(codes, &code) { Ok(()) } else { Err("the signature does not match".into()) }
}

fn decode(encoding: Encoding, text: &str) -> Option<Vec<u8>> {
    match encoding {
        Encoding::Hex => hex::decode(text).ok(),
        Encoding::Base64 => BASE64.decode(text).ok(),
    }
}

fn standard_webhooks(secrets: &[Secret], tolerance_s: u32, request: &WebhookRequest) -> Result<(), String> {
    let header = |name: &str| request.header(name).ok_or_else(|| format!("header {name} is missing or there twice"));
    let (id, timestamp, signatures) =
        (header("webhook-id")?, header("webhook-timestamp")?, header("webhook-signature")?);
    let sent: i64 = timestamp.parse().map_err(|_| "header webhook-timestamp is malformed".to_owned())?;
    if request.received.as_second().abs_diff(sent) > u64::from(tolerance_s) {
        return Err(format!("the webhook's time is more than {tolerance_s} s away from ours"));
    }
    let mut signed = format!("{id}.{timestamp}.").into_bytes();
    signed.extend_from_slice(&request.body);
    let keys: Vec<Vec<u8>> = secrets.iter().filter_map(standard_key).collect();
    if keys.is_empty() {
        return Err("the secret is not \"whsec_\" and base64".into());
    }
    let given = signatures.split(' ').filter_map(|s| s.strip_prefix("v1,")).filter_map(|s| BASE64.decode(s).ok());
    let codes = || keys.iter().map(|key| HmacAlg::Sha256.code(key, &signed));
    match given.take(16).any(|code| any_equal(codes(), &code)) {
        true => Ok(()),
        false => Err("no signature matches".into()),
    }
}

fn standard_key(secret: &Secret) -> Option<Vec<u8>> {
    let text = secret.reveal();
    let key = BASE64.decode(text.strip_prefix("whsec_").unwrap_or(text)).ok()?;
    (!key.is_empty()).then_some(key)
}

#[cfg(test)]
mod tests;
