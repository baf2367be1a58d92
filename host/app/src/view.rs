//! What pages and integrations see of the store: records with the names of
//! what they point to. Plain data; the edge gives it its wire shape.

use deskbell_domain::card::Card;
use deskbell_domain::channel::{ChannelState, Feature, PrivateHost};
use deskbell_domain::contact::Contact;
use deskbell_domain::conversation::{ConversationStatus, LastMessage, Priority};
use deskbell_domain::feed::Change;
use deskbell_domain::id::{
    CardId, ChannelId, ContactId, ConversationId, FeedSeq, JournalSeq, MessageId, OutboxId, TaskId, TokenId, UserId,
};
use deskbell_domain::message::{Message, MessageStatus};
use deskbell_domain::outbox::OutboxRow;
use deskbell_domain::pairing::{Pairing, Terms};
use deskbell_domain::problem::Problem;
use deskbell_domain::task::Task;
use deskbell_domain::template::Template;
use deskbell_domain::time::Timestamp;
use deskbell_domain::user::{ApiToken, Role, User};
use deskbell_domain::window::ReplyWindow;

/// One page of a list; `next` continues it.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<String>,
}

/// A request that was kept, tried, and given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedRequest {
    pub id: JournalSeq,
    pub channel: ChannelId,
    pub at: Timestamp,
    /// Bytes of its body.
    pub size: u64,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ConversationView {
    pub id: ConversationId,
    pub channel: ChannelBrief,
    pub contact: ContactBrief,
    pub card: Option<CardBrief>,
    pub status: ConversationStatus,
    pub assignee: Option<UserBrief>,
    pub tags: Vec<String>,
    pub priority: Priority,
    pub unread: u32,
    pub last_message: Option<LastMessage>,
    pub activity: Timestamp,
    pub window: ReplyWindow,
    pub blocked: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelBrief {
    pub id: ChannelId,
    pub name: String,
    pub kind: String,
    pub features: Vec<Feature>,
    pub reply_window_h: Option<u16>,
    pub max_text: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactBrief {
    pub id: ContactId,
    pub name: Option<String>,
    pub phone: Option<String>,
    pub tags: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardBrief {
    pub id: CardId,
    pub module: String,
    pub number: String,
    pub title: String,
    pub status: String,
    pub status_label: String,
    pub open: bool,
}

impl From<&Card> for CardBrief {
    fn from(card: &Card) -> Self {
        Self {
            id: card.id,
            module: card.module.clone(),
            number: card.number.clone(),
            title: card.title.clone(),
            status: card.status.clone(),
            status_label: card.status_label.clone(),
            open: card.open,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserBrief {
    pub id: UserId,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct MessageView {
    pub message: Message,
    pub author_name: Option<String>,
    /// One line of the message that this one answers.
    pub quoted: Option<String>,
    pub status: Option<MessageStatus>,
    pub problem: Option<Problem>,
    pub can_retry: bool,
    pub can_discard: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ContactView {
    pub contact: Contact,
    /// Last updated first.
    pub cards: Vec<Card>,
    pub conversations: Vec<ConversationView>,
}

/// What a channel is set to.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelSettings {
    pub plugin: String,
    pub settings: serde_json::Map<String, serde_json::Value>,
    /// JSON Schema of the settings.
    pub schema: Option<serde_json::Value>,
    pub secrets: Vec<SecretSlot>,
    pub private_hosts: Vec<PrivateHost>,
}

/// A secret that the plugin asks for; never its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretSlot {
    pub name: String,
    pub label: String,
    pub why: String,
    pub set: bool,
}

/// How an account is linked, and where that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairingView {
    pub terms: Terms,
    pub state: Pairing,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateView {
    pub template: Template,
    /// May be sent now.
    pub usable: bool,
    /// The header takes a document of the card.
    pub takes_document: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplatePreview {
    pub text: String,
    /// Labels of the fields that have no value: such a message is not sent.
    pub missing: Vec<String>,
    /// By binding order, what each field would hold.
    pub values: Vec<String>,
}

/// A canned text as it would go into one conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CannedView {
    pub shortcut: String,
    pub title: String,
    /// With its merge fields filled; as written where one has no value.
    pub body: String,
    /// The field that has no value here.
    pub missing: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct OutboxView {
    pub row: OutboxRow,
    pub contact: ContactBrief,
    pub preview: String,
    pub channel_name: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelView {
    pub id: ChannelId,
    pub name: String,
    pub plugin: String,
    pub plugin_version: Option<String>,
    pub kind: String,
    pub side: Side,
    pub state: ChannelState,
    pub features: Vec<Feature>,
    pub reply_window_h: Option<u16>,
    /// What follows the public address of this host.
    pub hook_path: String,
    pub health: ChannelHealth,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Messaging,
    Business,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChannelHealth {
    Good,
    /// The plugin's calls are failing; when they are tried again.
    Failing {
        detail: String,
    },
    /// Too many faults; an operator must resume it.
    Quarantined {
        detail: String,
    },
    /// No plugin of that id is loaded.
    Missing,
}

#[derive(Debug, Clone, PartialEq)]
pub struct TaskView {
    pub task: Task,
    pub contact: Option<ContactBrief>,
    pub late: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserView {
    pub id: UserId,
    pub login: String,
    pub name: String,
    pub role: Role,
    pub disabled: bool,
}

impl From<&User> for UserView {
    fn from(user: &User) -> Self {
        Self {
            id: user.id,
            login: user.login.clone(),
            name: user.name.clone(),
            role: user.role,
            disabled: user.disabled,
        }
    }
}

/// A token without what it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenView {
    pub id: TokenId,
    pub name: String,
    pub role: Role,
    pub expires: Option<Timestamp>,
}

impl From<ApiToken> for TokenView {
    fn from(token: ApiToken) -> Self {
        Self { id: token.id, name: token.name, role: token.role, expires: token.expires }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionView {
    pub user: UserView,
    pub csrf: String,
    pub workspace: String,
    pub workspace_name: String,
    pub locale: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackView {
    pub name: String,
    pub version: String,
    pub enabled: bool,
    pub order: i64,
    pub files: Vec<(String, String)>,
}

/// One step of the live feed.
#[derive(Debug, Clone, PartialEq)]
pub enum FeedItem {
    Changed {
        seq: FeedSeq,
        change: Change,
    },
    /// The customer is typing; not stored.
    Typing {
        conversation: ConversationId,
    },
    /// Too much was missed: read everything again.
    Reset {
        seq: FeedSeq,
    },
}

/// The newest state of what a change names; `None` inside means it is gone.
#[derive(Debug, Clone, PartialEq)]
pub enum EntityView {
    Conversation(ConversationId, Option<Box<ConversationView>>),
    Message(ConversationId, MessageId, Option<Box<MessageView>>),
    Contact(ContactId, Option<Box<ContactView>>),
    Card(CardId, Option<Box<Card>>),
    Task(TaskId, Option<Box<TaskView>>),
    Outbox(OutboxId, Option<Box<OutboxView>>),
    Channel(ChannelId, Option<Box<ChannelView>>),
    Templates(ChannelId),
    Settings,
}
