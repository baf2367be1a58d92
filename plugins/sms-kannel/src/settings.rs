//! The account's settings, as the manifest's schema names them. The host has
//! checked them against it and filled in the defaults.

use deskbell_sdk::{CallError, config};

#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) sendsms_url: String,
    /// Without a slash at its end; empty: no delivery reports.
    pub(crate) callback_url: String,
    pub(crate) sender: String,
    pub(crate) country_code: String,
    pub(crate) smsc: String,
    pub(crate) validity_min: u32,
    pub(crate) max_parts: usize,
    pub(crate) plain_letters: bool,
}

impl Settings {
    pub(crate) fn load() -> Result<Self, CallError> {
        let text = |key: &str| Ok::<_, CallError>(config::get::<String>(key)?.unwrap_or_default());
        Ok(Self {
            sendsms_url: config::require("sendsms_url")?,
            callback_url: text("callback_url")?.trim_end_matches('/').to_owned(),
            sender: text("sender")?,
            country_code: text("country_code")?,
            smsc: text("smsc")?,
            validity_min: config::get("validity_min")?.unwrap_or(0),
            max_parts: config::get("max_parts")?.unwrap_or(10),
            plain_letters: config::get("plain_letters")?.unwrap_or(false),
        })
    }

    /// The gateway as people recognise it: "10.0.0.5:13013".
    pub(crate) fn gateway(&self) -> &str {
        let after_scheme = self.sendsms_url.split_once("://").map_or(self.sendsms_url.as_str(), |(_, rest)| rest);
        after_scheme.split('/').next().unwrap_or(after_scheme)
    }
}

#[cfg(test)]
pub(crate) fn example() -> Settings {
    Settings {
        sendsms_url: "http://10.0.0.5:13013/cgi-bin/sendsms".to_owned(),
        callback_url: "http://10.0.0.2:8080/hooks/shop/t0ken".to_owned(),
        sender: "Oficina".to_owned(),
        country_code: String::new(),
        smsc: String::new(),
        validity_min: 0,
        max_parts: 10,
        plain_letters: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gateway_is_named_by_host_and_port() {
        let check = |url: &str, expected: &str| {
            assert_eq!(Settings { sendsms_url: url.to_owned(), ..example() }.gateway(), expected);
        };
        check("http://10.0.0.5:13013/cgi-bin/sendsms", "10.0.0.5:13013");
        check("https://sms.example", "sms.example");
    }
}
