//! How Meta signs a webhook.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The value of `X-Hub-Signature-256` for exactly these bytes.
pub fn sign(app_secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(app_secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    #[test]
    fn x1_signature_equals_the_published_vector() {
        let header = super::sign("app-secret", br#"{"object":"whatsapp_business_account","entry":[]}"#);
        assert_eq!(header, "sha256=d3e4f9da0ce6c71ab3dba55929b8eeeee2455349e534924ead19f98d143e904f");
        assert_eq!(header.len(), 71);
    }
}
