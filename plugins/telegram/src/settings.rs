//! The account's settings, as the manifest's schema names them.

use deskbell_sdk::CallError;

pub(crate) const CLOUD: &str = "https://api.telegram.org";

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Receive {
    Webhook,
    Poll,
}

pub(crate) struct Settings {
    /// Without a slash at its end.
    pub(crate) base_url: String,
    pub(crate) receive: Receive,
    pub(crate) poll_wait_s: u32,
}

impl Settings {
    pub(crate) fn load(
        text: impl Fn(&str) -> Result<Option<String>, CallError>,
        number: impl Fn(&str) -> Result<Option<u32>, CallError>,
    ) -> Result<Self, CallError> {
        let base_url = text("base_url")?.unwrap_or_else(|| CLOUD.to_owned());
        let receive = match text("receive")?.as_deref() {
            Some("poll") => Receive::Poll,
            _ => Receive::Webhook,
        };
        let poll_wait_s = number("poll_wait_s")?.unwrap_or(50);
        Ok(Self { base_url: base_url.trim_end_matches('/').to_owned(), receive, poll_wait_s })
    }

    /// Telegram's own servers, with their limits; a server of one's own has
    /// others.
    pub(crate) fn is_cloud(&self) -> bool {
        self.base_url == CLOUD
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn defaults_fill_in() {
        let settings = Settings::load(|_| Ok(None), |_| Ok(None)).unwrap();
        assert_eq!((settings.base_url.as_str(), settings.receive, settings.poll_wait_s), (CLOUD, Receive::Webhook, 50));
        assert!(settings.is_cloud());
        let own = |key: &str| Ok(Some(if key == "receive" { "poll" } else { "http://127.0.0.1:8081/" }.to_owned()));
        let settings = Settings::load(own, |_| Ok(Some(0))).unwrap();
        assert_eq!((settings.base_url.as_str(), settings.receive), ("http://127.0.0.1:8081", Receive::Poll));
        assert!(!settings.is_cloud());
        let broken = |_: &str| Err(CallError::auth("bad-setting", "wrong type"));
        assert!(matches!(Settings::load(broken, |_| Ok(None)), Err(CallError::Auth(_))));
    }
}
