//! The account's settings, as the manifest's schema names them.

use deskbell_sdk::CallError;

pub(crate) struct Settings {
    pub(crate) phone_number_id: String,
    pub(crate) waba_id: String,
    pub(crate) api_version: String,
    /// Without a slash at its end.
    pub(crate) base_url: String,
}

impl Settings {
    /// `read` gives a setting that is a text.
    pub(crate) fn load(read: impl Fn(&str) -> Result<Option<String>, CallError>) -> Result<Self, CallError> {
        let or_default = |key: &str, default: &str| read(key).map(|set| set.unwrap_or_else(|| default.to_owned()));
        let phone_number_id = or_default("phone_number_id", "")?;
        if phone_number_id.is_empty() || !phone_number_id.bytes().all(|b| b.is_ascii_digit()) {
            let detail =
                "the setting phone_number_id is missing or not a number; copy it from the app's API setup page";
            return Err(CallError::auth("config", detail));
        }
        Ok(Self {
            phone_number_id,
            waba_id: or_default("waba_id", "")?,
            api_version: or_default("api_version", "v25.0")?,
            base_url: or_default("base_url", "https://graph.facebook.com")?.trim_end_matches('/').to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn defaults_fill_in_and_a_missing_number_says_so() {
        let only_number = |key: &str| Ok((key == "phone_number_id").then(|| "106540352242922".to_owned()));
        let settings = Settings::load(only_number).unwrap();
        assert_eq!(settings.api_version, "v25.0");
        assert_eq!(settings.base_url, "https://graph.facebook.com");
        let slash = |key: &str| Ok(Some(if key == "base_url" { "http://127.0.0.1:9001/" } else { "1" }.to_owned()));
        assert_eq!(Settings::load(slash).unwrap().base_url, "http://127.0.0.1:9001");
        for bad in [None, Some(String::new()), Some("../me".to_owned())] {
            assert!(matches!(Settings::load(|_| Ok(bad.clone())), Err(CallError::Auth(_))));
        }
        let broken = |_: &str| Err(CallError::auth("bad-setting", "wrong type"));
        assert!(matches!(Settings::load(broken), Err(CallError::Auth(_))));
    }
}
