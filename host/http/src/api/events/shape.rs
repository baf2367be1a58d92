//! The events and their data.

use crate::api::channels::Channel;
use crate::api::contacts::Contact;
use crate::api::conversations::Conversation;
use crate::api::messages::Message;
use crate::api::outbox::OutboxRow;
use crate::api::people::Settings;
use crate::api::tasks::Task;
use serde::Serialize;
use utoipa::ToSchema;

/// Every event's name and the shape of its `data`.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes the stream in the OpenAPI document; one event is one field of it")]
pub struct Events {
    pub ready: Ready,
    pub conversation: ConversationOrGone,
    pub message: MessageOrGone,
    pub contact: ContactOrGone,
    pub card: CardOrGone,
    pub task: TaskOrGone,
    pub outbox: OutboxOrGone,
    pub channel: ChannelOrGone,
    pub templates: TemplatesChanged,
    pub settings: Settings,
    pub typing: Typing,
    pub reset: Reset,
}

/// The stream is open: changes from here on are in it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ready {
    /// The newest change there was.
    pub seq: u64,
}

/// Too much was missed: read everything again.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reset {
    pub seq: u64,
}

/// The customer is typing.
#[derive(Debug, Serialize, ToSchema)]
pub struct Typing {
    pub conversation: u64,
}

/// The templates of a channel changed: read them again.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemplatesChanged {
    pub channel: String,
}

/// It does not exist any more.
#[derive(Debug, Serialize, ToSchema)]
pub struct Gone {
    pub id: u64,
    /// Always true.
    pub gone: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MessageGone {
    pub conversation: u64,
    pub id: u64,
    /// Always true.
    pub gone: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ChannelGone {
    pub id: String,
    /// Always true.
    pub gone: bool,
}

macro_rules! or_gone {
    ($($name:ident: $record:ty | $gone:ty;)*) => {$(
        #[derive(Debug, Serialize, ToSchema)]
        #[serde(untagged)]
        pub enum $name {
            Here(Box<$record>),
            Gone($gone),
        }
    )*};
}

or_gone! {
    ConversationOrGone: Conversation | Gone;
    MessageOrGone: Message | MessageGone;
    ContactOrGone: Contact | Gone;
    CardOrGone: crate::api::cards::Card | Gone;
    TaskOrGone: Task | Gone;
    OutboxOrGone: OutboxRow | Gone;
    ChannelOrGone: Channel | ChannelGone;
}
