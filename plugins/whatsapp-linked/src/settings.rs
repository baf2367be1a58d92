//! The account's settings, as the manifest's schema names them. The host has
//! checked them against it and filled in the defaults.

use deskbell_sdk::{CallError, config};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Waha,
    Evolution,
}

#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) kind: Kind,
    /// Without a slash at its end, as every address here.
    pub(crate) base_url: String,
    pub(crate) session: String,
    pub(crate) webhook_url: String,
    pub(crate) files_url: String,
    pub(crate) record_groups: bool,
    pub(crate) record_shared: bool,
    pub(crate) gap_s: u32,
}

impl Settings {
    pub(crate) fn load() -> Result<Self, CallError> {
        let url = |key: &str| {
            let text: String = config::get(key)?.unwrap_or_default();
            Ok::<_, CallError>(text.trim_end_matches('/').to_owned())
        };
        let base_url: String = config::require("base_url")?;
        Ok(Self {
            kind: kind(&config::require::<String>("gateway")?)?,
            base_url: base_url.trim_end_matches('/').to_owned(),
            session: config::get("session")?.unwrap_or_else(|| "default".to_owned()),
            webhook_url: url("webhook_url")?,
            files_url: url("files_url")?,
            record_groups: config::get("record_groups")?.unwrap_or(false),
            record_shared: config::get("record_shared")?.unwrap_or(false),
            gap_s: config::get("gap_s")?.unwrap_or(60).max(30),
        })
    }
}

fn kind(word: &str) -> Result<Kind, CallError> {
    match word {
        "waha" => Ok(Kind::Waha),
        "evolution" => Ok(Kind::Evolution),
        _ => Err(CallError::auth("bad-setting", "the setting gateway is neither waha nor evolution")),
    }
}

#[cfg(test)]
pub(crate) fn example(kind: Kind) -> Settings {
    Settings {
        kind,
        base_url: "http://gateway.test:3000".to_owned(),
        session: "shop".to_owned(),
        webhook_url: String::new(),
        files_url: String::new(),
        record_groups: false,
        record_shared: false,
        gap_s: 60,
    }
}
