//! The host's webhook address, and the handshake that proves it.

use crate::sim::Sim;
use std::time::Duration;
use tokio::sync::watch;

/// Why an address was not taken.
#[derive(Debug, thiserror::Error)]
pub enum HandshakeError {
    #[error("the callback is not an http or https address")]
    Address,
    #[error("the callback cannot be reached; is the host running")]
    Unreachable,
    #[error("the callback answered {0} to the handshake; compare the verify token")]
    Refused(u16),
    #[error("the callback answered 200, but not with the challenge")]
    WrongChallenge,
}

/// Where webhooks go.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Callback {
    /// Nobody is subscribed: updates are dropped.
    None,
    /// Updates wait for the handshake.
    Unproven(String),
    Proven(String),
}

impl Callback {
    pub fn url(&self) -> Option<&str> {
        match self {
            Callback::None => None,
            Callback::Unproven(url) | Callback::Proven(url) => Some(url),
        }
    }
}

impl Sim {
    /// Proves an address and takes it; the old one stays when that fails.
    pub(crate) async fn subscribe(&self, url: &str, verify_token: &str) -> Result<(), HandshakeError> {
        self.shake_hands(url, verify_token).await?;
        self.callback.send_replace(Callback::Proven(url.to_string()));
        Ok(())
    }

    pub(crate) fn unsubscribe(&self) {
        self.callback.send_replace(Callback::None);
    }

    async fn shake_hands(&self, url: &str, verify_token: &str) -> Result<(), HandshakeError> {
        let mut address = url::Url::parse(url).map_err(|_| HandshakeError::Address)?;
        if !matches!(address.scheme(), "http" | "https") {
            return Err(HandshakeError::Address);
        }
        let challenge = rand::random_range(100_000_000u32..1_000_000_000).to_string();
        address
            .query_pairs_mut()
            .append_pair("hub.mode", "subscribe")
            .append_pair("hub.challenge", &challenge)
            .append_pair("hub.verify_token", verify_token);
        let answer = self.client.get(address).send().await.map_err(|_| HandshakeError::Unreachable)?;
        match answer.status().as_u16() {
            200 if answer.text().await.is_ok_and(|t| t == challenge) => Ok(()),
            200 => Err(HandshakeError::WrongChallenge),
            status => Err(HandshakeError::Refused(status)),
        }
    }

    /// Tries the configured address until it answers, as hosts start later.
    pub(crate) async fn prove_callback(&self) {
        let mut gap = Duration::from_millis(50);
        loop {
            let Callback::Unproven(url) = self.callback.borrow().clone() else { return };
            match self.subscribe(&url, &self.config.verify_token).await {
                Ok(()) => return,
                Err(error) => tracing::debug!(%error, "webhook handshake failed, trying again"),
            }
            tokio::time::sleep(gap).await;
            gap = (gap * 2).min(Duration::from_secs(2));
        }
    }
}

/// The proven address, as soon as there is one.
pub(crate) async fn proven(callback: &mut watch::Receiver<Callback>) -> Option<String> {
    let ready = callback.wait_for(|c| !matches!(c, Callback::Unproven(_))).await.ok()?;
    match &*ready {
        Callback::Proven(url) => Some(url.clone()),
        Callback::None | Callback::Unproven(_) => None,
    }
}
