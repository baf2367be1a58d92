//! Connected accounts.

use crate::id::ChannelId;
use crate::problem::Problem;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// One connected account: a channel to customers or a business system.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Channel {
    pub id: ChannelId,
    /// As people call it: "Front desk".
    pub name: String,
    /// The plugin's id, e.g. "com.deskbell.whatsapp-cloud".
    pub plugin: String,
    /// Settings as a JSON object, checked against the plugin's schema.
    pub config: String,
    /// The unguessable part of the webhook address.
    pub hook_token: String,
    pub state: ChannelState,
    /// What the plugin said it can do when the channel was set up.
    pub capabilities: Capabilities,
    /// How unknown senders are filed and messages filtered, read by rules.
    #[serde(default)]
    pub routing: Routing,
    /// Messages in ten seconds; none takes the plugin's own figure, a higher one
    /// counts as that. 0: no pacing, for tests and simulators alone.
    #[serde(default)]
    pub pace_per_10s: Option<u32>,
    /// Hosts that the operator granted although they are private or plain http.
    #[serde(default)]
    pub private_hosts: Vec<PrivateHost>,
    #[serde(with = "crate::time::millis")]
    pub created: Timestamp,
}

/// Exactly one host and port that a plugin may reach beyond public https.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrivateHost {
    /// As the plugin names it in its request.
    pub host: String,
    pub port: Option<u16>,
    /// Plain http is allowed.
    #[serde(default)]
    pub http: bool,
    /// Connect there instead of asking DNS, e.g. "127.0.0.1:9001".
    #[serde(default)]
    pub address: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum ChannelState {
    Active,
    /// Nothing leaves until an operator acts; messages wait.
    Paused {
        problem: Problem,
    },
    Disabled,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "side", rename_all = "kebab-case")]
pub enum Capabilities {
    Messaging(MessagingCapabilities),
    Business(crate::business::BusinessDescriptor),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessagingCapabilities {
    /// "whatsapp", "telegram", …
    pub channel_kind: String,
    pub features: Vec<Feature>,
    pub reply_window_h: Option<u16>,
    pub max_text: u32,
    pub pace_per_10s: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Feature {
    FirstContact,
    Templates,
    Media,
    Interactive,
    Location,
    Reactions,
    Quotes,
    Delivered,
    Read,
    MarkRead,
    TypingOut,
    TypingIn,
    EditsIn,
    DeletesIn,
    SendIdempotent,
}

impl MessagingCapabilities {
    pub fn has(&self, feature: Feature) -> bool {
        self.features.contains(&feature)
    }
}

impl Channel {
    pub fn messaging(&self) -> Option<&MessagingCapabilities> {
        match &self.capabilities {
            Capabilities::Messaging(m) => Some(m),
            Capabilities::Business(_) => None,
        }
    }

    /// Addresses are shared between channels of one kind.
    pub fn kind(&self) -> &str {
        match &self.capabilities {
            Capabilities::Messaging(m) => &m.channel_kind,
            Capabilities::Business(b) => &b.system,
        }
    }
}

/// What the shipped rule packs read about a channel (S4.4, S4.8).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Routing {
    /// The module in which an unknown sender gets a card.
    pub new_card_module: Option<String>,
    #[serde(default)]
    pub accept: Accept,
    /// For `Accept::ExceptListed`: numbers in any spelling.
    #[serde(default)]
    pub excluded: Vec<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Accept {
    #[default]
    Everything,
    KnownContacts,
    ExceptListed,
}
