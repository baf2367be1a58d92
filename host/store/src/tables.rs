//! Every table: its records, their keys, their indexes and what a change of
//! them tells the feed. The one place to add a table.

use crate::error::DecodeError;
use crate::key::encoded;
use crate::record::{Index, IndexRow, IndexTable, Indexes, Ordered, Record, Sequence, Unique};
use crate::records::{
    Blob, ChannelSecret, Cursor, DedupeKey, HistoryMark, Notice, OnceKey, Parked, ParkedChange, ParkedSeq, PluginKv,
    RemoteId, RulePack, Seen, Tombstone,
};
use crate::value;
use deskbell_domain::address::AddressKey;
use deskbell_domain::card::Card;
use deskbell_domain::channel::Channel;
use deskbell_domain::contact::Contact;
use deskbell_domain::conversation::Conversation;
use deskbell_domain::feed::{Change, FeedEntry};
use deskbell_domain::id::{
    CardId, ChannelId, ContactId, ConversationId, FeedSeq, FetchId, JournalSeq, MessageId, OutboxId, TaskId, TokenId,
    UserId,
};
use deskbell_domain::journal::{JournalEntry, JournalState};
use deskbell_domain::media::Fetch;
use deskbell_domain::message::Message;
use deskbell_domain::outbox::{OutboxRow, OutboxState};
use deskbell_domain::task::{Task, TaskKind};
use deskbell_domain::template::{Canned, Template};
use deskbell_domain::time::Timestamp;
use deskbell_domain::user::{ApiToken, Session, Settings, User};
use std::fmt;

macro_rules! tables {
    ($($table:ident = $name:literal,)*) => {
        /// The tables of the file. Names are stored: never reuse one.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum TableName { $($table),* }

        impl TableName {
            pub const ALL: &'static [Self] = &[$(Self::$table),*];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$table => $name),* }
            }
        }
    };
}

tables! {
    Meta = "meta",
    Sequence = "sequence",
    Feed = "feed",
    Contact = "contact",
    ContactByAddress = "contact.by-address",
    Conversation = "conversation",
    ConversationByChannelContact = "conversation.by-channel-contact",
    ConversationByActivity = "conversation.by-activity",
    ConversationByContact = "conversation.by-contact",
    Message = "message",
    RemoteId = "remote-id",
    Seen = "seen",
    Card = "card",
    CardByOrigin = "card.by-origin",
    CardByContact = "card.by-contact",
    Task = "task",
    TaskOpenByDue = "task.open-by-due",
    TaskOpenByConversation = "task.open-by-conversation",
    Outbox = "outbox",
    OutboxDue = "outbox.due",
    OutboxByState = "outbox.by-state",
    OutboxOpenByConversation = "outbox.open-by-conversation",
    Journal = "journal",
    JournalPending = "journal.pending",
    JournalDead = "journal.dead",
    Parked = "parked",
    Fetch = "fetch",
    FetchDue = "fetch.due",
    Channel = "channel",
    ChannelByHookToken = "channel.by-hook-token",
    ChannelSecret = "channel-secret",
    Template = "template",
    Canned = "canned",
    User = "user",
    UserByLogin = "user.by-login",
    Session = "session",
    SessionByUser = "session.by-user",
    ApiToken = "api-token",
    ApiTokenByHash = "api-token.by-hash",
    Settings = "settings",
    PluginKv = "plugin-kv",
    Cursor = "cursor",
    HistoryMark = "history-mark",
    OnceKey = "once-key",
    Blob = "blob",
    RulePack = "rule-pack",
    Tombstone = "tombstone",
    ParkedChange = "parked-change",
    Notice = "notice",
}

impl TableName {
    pub(crate) const COUNT: usize = Self::ALL.len();
}

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Names the unique index `I` of records `R`: `R, I, Table, Key`.
macro_rules! unique {
    ($record:ty, $index:ty, $table:ident, $key:ty) => {
        impl Index<$record> for $index {
            const TABLE: TableName = TableName::$table;
            type Key = $key;
        }

        impl Unique<$record> for $index {}
    };
}

/// Names the ordered index `I` of records `R`: `R, I, Table, Lead, Key`.
macro_rules! ordered {
    ($record:ty, $index:ty, $table:ident, $lead:ty, $key:ty) => {
        impl Index<$record> for $index {
            const TABLE: TableName = TableName::$table;
            type Key = $key;
        }

        impl Ordered<$record> for $index {
            type Lead = $lead;
        }
    };
}

macro_rules! index_names {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub enum $name {}
    )*};
}

index_names! {
    /// Contacts by every address that identifies a person.
    ByAddress;
    ByChannelContact;
    /// Conversations as the inbox shows them.
    ByActivity;
    /// Conversations and cards of one contact.
    ByContact;
    ByOrigin;
    OpenByDue;
    /// What is still to be done or sent in one conversation.
    OpenByConversation;
    /// What is to be sent or fetched, in the order of its time.
    Due;
    /// Outbox rows that are not queued.
    ByState;
    Pending;
    Dead;
    ByHookToken;
    ByLogin;
    ByUser;
    ByHash;
}

macro_rules! sequences {
    ($($id:ident),*) => {$(
        impl Sequence for $id {
            const NAME: &'static str = $id::SEQUENCE;
        }
    )*};
}

sequences!(
    ContactId,
    ConversationId,
    MessageId,
    CardId,
    TaskId,
    OutboxId,
    JournalSeq,
    FeedSeq,
    FetchId,
    UserId,
    TokenId
);

impl Sequence for ParkedSeq {
    const NAME: &'static str = "parked";
}

/// A record without indexes that no browser follows.
macro_rules! plain {
    ($record:ty, $table:ident, $key:ty, |$it:ident| $value:expr) => {
        impl Record for $record {
            const TABLE: TableName = TableName::$table;
            type Key = $key;

            fn key(&self) -> Self::Key {
                let $it = self;
                $value
            }
        }
    };
}

plain!(FeedEntry, Feed, FeedSeq, |it| it.seq);
plain!(RemoteId, RemoteId, (ChannelId, String), |it| (it.channel.clone(), it.remote_id.clone()));
plain!(Seen, Seen, (ChannelId, DedupeKey), |it| (it.channel.clone(), it.key));
plain!(Parked, Parked, (ChannelId, String, ParkedSeq), |it| (it.channel.clone(), it.remote_id.clone(), it.seq));
plain!(ParkedChange, ParkedChange, (ChannelId, String, ParkedSeq), |it| (
    it.channel.clone(),
    it.remote_id.clone(),
    it.seq
));
plain!(ChannelSecret, ChannelSecret, (ChannelId, String), |it| (it.channel.clone(), it.name.clone()));
plain!(Canned, Canned, String, |it| it.shortcut.clone());
plain!(PluginKv, PluginKv, (String, ChannelId, String, String), |it| (
    it.plugin.clone(),
    it.channel.clone(),
    it.bucket.clone(),
    it.key.clone()
));
plain!(Cursor, Cursor, ChannelId, |it| it.channel.clone());
plain!(HistoryMark, HistoryMark, ChannelId, |it| it.channel.clone());
plain!(OnceKey, OnceKey, String, |it| it.key.clone());
plain!(Tombstone, Tombstone, (ChannelId, String, String), |it| (
    it.channel.clone(),
    it.module.clone(),
    it.external_id.clone()
));
plain!(Notice, Notice, DedupeKey, |it| it.key);
plain!(Blob, Blob, String, |it| it.r#ref.sha256.clone());
plain!(RulePack, RulePack, String, |it| it.name.clone());

impl Record for Contact {
    const TABLE: TableName = TableName::Contact;
    const INDEXES: &'static [IndexTable] = &[IndexTable::unique::<Self, ByAddress>()];
    type Key = ContactId;

    fn key(&self) -> ContactId {
        self.id
    }

    fn indexes(&self, out: &mut Indexes) {
        for known in self.addresses.iter().filter(|known| known.address.kind.identifies()) {
            out.unique::<Self, ByAddress>(&known.address.canonical());
        }
    }

    fn change(key: &ContactId) -> Option<Change> {
        Some(Change::Contact { id: *key })
    }
}

unique!(Contact, ByAddress, ContactByAddress, AddressKey);

impl Record for Conversation {
    const TABLE: TableName = TableName::Conversation;
    const INDEXES: &'static [IndexTable] = &[
        IndexTable::unique::<Self, ByChannelContact>(),
        IndexTable::ordered::<Self, ByActivity>(),
        IndexTable::ordered::<Self, ByContact>(),
    ];
    type Key = ConversationId;

    fn key(&self) -> ConversationId {
        self.id
    }

    fn indexes(&self, out: &mut Indexes) {
        out.unique::<Self, ByChannelContact>(&(self.channel.clone(), self.contact));
        out.ordered::<Self, ByActivity>(&(self.activity, self.id));
        out.ordered::<Self, ByContact>(&(self.contact, self.id));
    }

    fn change(key: &ConversationId) -> Option<Change> {
        Some(Change::Conversation { id: *key })
    }
}

unique!(Conversation, ByChannelContact, ConversationByChannelContact, (ChannelId, ContactId));
ordered!(Conversation, ByActivity, ConversationByActivity, Timestamp, (Timestamp, ConversationId));
ordered!(Conversation, ByContact, ConversationByContact, ContactId, (ContactId, ConversationId));

impl Record for Message {
    const TABLE: TableName = TableName::Message;
    type Key = (ConversationId, MessageId);

    fn key(&self) -> Self::Key {
        (self.conversation, self.id)
    }

    fn change(&(conversation, id): &Self::Key) -> Option<Change> {
        Some(Change::Message { conversation, id })
    }
}

impl Record for Card {
    const TABLE: TableName = TableName::Card;
    const INDEXES: &'static [IndexTable] =
        &[IndexTable::unique::<Self, ByOrigin>(), IndexTable::ordered::<Self, ByContact>()];
    type Key = CardId;

    fn key(&self) -> CardId {
        self.id
    }

    fn indexes(&self, out: &mut Indexes) {
        if let Some(origin) = &self.origin {
            let key = (origin.channel.clone(), self.module.clone(), origin.external_id.clone());
            out.unique::<Self, ByOrigin>(&key);
        }
        out.ordered::<Self, ByContact>(&(self.contact, self.updated, self.id));
    }

    fn change(key: &CardId) -> Option<Change> {
        Some(Change::Card { id: *key })
    }
}

unique!(Card, ByOrigin, CardByOrigin, (ChannelId, String, String));
ordered!(Card, ByContact, CardByContact, (ContactId, Timestamp), (ContactId, Timestamp, CardId));

impl Record for Task {
    const TABLE: TableName = TableName::Task;
    const INDEXES: &'static [IndexTable] =
        &[IndexTable::ordered::<Self, OpenByDue>(), IndexTable::ordered::<Self, OpenByConversation>()];
    type Key = TaskId;

    fn key(&self) -> TaskId {
        self.id
    }

    fn indexes(&self, out: &mut Indexes) {
        if self.done.is_some() {
            return;
        }
        out.ordered::<Self, OpenByDue>(&(self.due, self.id));
        if let Some(conversation) = self.conversation {
            out.ordered::<Self, OpenByConversation>(&(conversation, self.kind, self.id));
        }
    }

    fn change(key: &TaskId) -> Option<Change> {
        Some(Change::Task { id: *key })
    }
}

ordered!(Task, OpenByDue, TaskOpenByDue, Timestamp, (Timestamp, TaskId));
ordered!(
    Task,
    OpenByConversation,
    TaskOpenByConversation,
    (ConversationId, TaskKind),
    (ConversationId, TaskKind, TaskId)
);

impl Record for OutboxRow {
    const TABLE: TableName = TableName::Outbox;
    const INDEXES: &'static [IndexTable] = &[
        IndexTable::ordered::<Self, Due>(),
        IndexTable::ordered::<Self, ByState>(),
        IndexTable::ordered::<Self, OpenByConversation>(),
    ];
    type Key = OutboxId;

    fn key(&self) -> OutboxId {
        self.id
    }

    fn indexes(&self, out: &mut Indexes) {
        match self.state {
            OutboxState::Queued => {
                out.ordered::<Self, Due>(&(self.channel.clone(), self.lane.rank(), self.not_before, self.id));
            }
            _ => out.ordered::<Self, ByState>(&(self.state.name(), self.id)),
        }
        if self.state.leaves_by_itself() {
            out.ordered::<Self, OpenByConversation>(&(self.conversation, self.id));
        }
    }

    fn change(key: &OutboxId) -> Option<Change> {
        Some(Change::Outbox { id: *key })
    }
}

ordered!(OutboxRow, Due, OutboxDue, (ChannelId, u8, Timestamp), (ChannelId, u8, Timestamp, OutboxId));
ordered!(OutboxRow, ByState, OutboxByState, &'static str, (&'static str, OutboxId));
ordered!(OutboxRow, OpenByConversation, OutboxOpenByConversation, ConversationId, (ConversationId, OutboxId));

impl Record for JournalEntry {
    const TABLE: TableName = TableName::Journal;
    const INDEXES: &'static [IndexTable] =
        &[IndexTable::ordered::<Self, Pending>(), IndexTable::ordered::<Self, Dead>()];
    type Key = JournalSeq;

    fn key(&self) -> JournalSeq {
        self.seq
    }

    fn indexes(&self, out: &mut Indexes) {
        match &self.state {
            JournalState::Done => {}
            JournalState::Pending { not_before, .. } => out.ordered::<Self, Pending>(&(*not_before, self.seq)),
            JournalState::Dead { .. } => out.ordered::<Self, Dead>(&self.seq),
        }
    }
}

ordered!(JournalEntry, Pending, JournalPending, Timestamp, (Timestamp, JournalSeq));
ordered!(JournalEntry, Dead, JournalDead, (), JournalSeq);

impl Record for Fetch {
    const TABLE: TableName = TableName::Fetch;
    const INDEXES: &'static [IndexTable] = &[IndexTable::ordered::<Self, Due>()];
    type Key = FetchId;

    fn key(&self) -> FetchId {
        self.id
    }

    fn indexes(&self, out: &mut Indexes) {
        out.ordered::<Self, Due>(&(self.not_before, self.id));
    }
}

ordered!(Fetch, Due, FetchDue, Timestamp, (Timestamp, FetchId));

impl Record for Channel {
    const TABLE: TableName = TableName::Channel;
    const INDEXES: &'static [IndexTable] = &[IndexTable::unique::<Self, ByHookToken>()];
    type Key = ChannelId;

    fn key(&self) -> ChannelId {
        self.id.clone()
    }

    fn indexes(&self, out: &mut Indexes) {
        out.unique::<Self, ByHookToken>(&self.hook_token);
    }

    fn change(key: &ChannelId) -> Option<Change> {
        Some(Change::Channel { id: key.clone() })
    }
}

unique!(Channel, ByHookToken, ChannelByHookToken, String);

impl Record for Template {
    const TABLE: TableName = TableName::Template;
    type Key = (ChannelId, String, String);

    fn key(&self) -> Self::Key {
        (self.channel.clone(), self.name.clone(), self.language.clone())
    }

    fn change((channel, ..): &Self::Key) -> Option<Change> {
        Some(Change::Template { channel: channel.clone() })
    }
}

impl Record for User {
    const TABLE: TableName = TableName::User;
    const INDEXES: &'static [IndexTable] = &[IndexTable::unique::<Self, ByLogin>()];
    type Key = UserId;

    fn key(&self) -> UserId {
        self.id
    }

    fn indexes(&self, out: &mut Indexes) {
        out.unique::<Self, ByLogin>(&self.login);
    }
}

unique!(User, ByLogin, UserByLogin, String);

impl Record for Session {
    const TABLE: TableName = TableName::Session;
    const INDEXES: &'static [IndexTable] = &[IndexTable::ordered::<Self, ByUser>()];
    type Key = String;

    fn key(&self) -> String {
        self.token_hash.clone()
    }

    fn indexes(&self, out: &mut Indexes) {
        out.ordered::<Self, ByUser>(&(self.user, self.token_hash.clone()));
    }
}

ordered!(Session, ByUser, SessionByUser, UserId, (UserId, String));

impl Record for ApiToken {
    const TABLE: TableName = TableName::ApiToken;
    const INDEXES: &'static [IndexTable] = &[IndexTable::unique::<Self, ByHash>()];
    type Key = TokenId;

    fn key(&self) -> TokenId {
        self.id
    }

    fn indexes(&self, out: &mut Indexes) {
        out.unique::<Self, ByHash>(&self.token_hash);
    }
}

unique!(ApiToken, ByHash, ApiTokenByHash, String);

impl Record for Settings {
    const TABLE: TableName = TableName::Settings;
    type Key = ();

    fn key(&self) {}

    fn change((): &()) -> Option<Change> {
        Some(Change::Settings)
    }
}

/// A kind of record with its type left out, for work over all of them.
#[derive(Clone, Copy)]
pub(crate) struct Kind {
    pub table: TableName,
    pub indexes: &'static [IndexTable],
    /// Key and index rows of the record that these bytes hold.
    pub read: fn(&[u8]) -> Result<Known, DecodeError>,
}

impl Kind {
    const fn of<R: Record>() -> Self {
        Self { table: R::TABLE, indexes: R::INDEXES, read: read::<R> }
    }
}

/// The encoded key and the index rows of a record.
type Known = (Vec<u8>, Vec<IndexRow>);

fn read<R: Record>(bytes: &[u8]) -> Result<Known, DecodeError> {
    let record = value::decode::<R>(bytes)?;
    Ok((encoded(&record.key()), Indexes::of(&record)))
}

/// Every kind of record.
pub(crate) const KINDS: [Kind; 29] = [
    Kind::of::<FeedEntry>(),
    Kind::of::<Contact>(),
    Kind::of::<Conversation>(),
    Kind::of::<Message>(),
    Kind::of::<RemoteId>(),
    Kind::of::<Seen>(),
    Kind::of::<Card>(),
    Kind::of::<Task>(),
    Kind::of::<OutboxRow>(),
    Kind::of::<JournalEntry>(),
    Kind::of::<Parked>(),
    Kind::of::<Fetch>(),
    Kind::of::<Channel>(),
    Kind::of::<ChannelSecret>(),
    Kind::of::<Template>(),
    Kind::of::<Canned>(),
    Kind::of::<User>(),
    Kind::of::<Session>(),
    Kind::of::<ApiToken>(),
    Kind::of::<Settings>(),
    Kind::of::<PluginKv>(),
    Kind::of::<Cursor>(),
    Kind::of::<HistoryMark>(),
    Kind::of::<OnceKey>(),
    Kind::of::<Blob>(),
    Kind::of::<RulePack>(),
    Kind::of::<Tombstone>(),
    Kind::of::<ParkedChange>(),
    Kind::of::<Notice>(),
];

/// Whether `bytes` are a value of `table`, as `Tx::put` writes them. Any bytes
/// may be asked about.
pub fn decode_any(table: &str, bytes: &[u8]) -> Result<(), DecodeError> {
    let kind = KINDS.iter().find(|kind| kind.table.as_str() == table);
    let kind = kind.ok_or_else(|| DecodeError::NoTable(table.to_owned()))?;
    (kind.read)(bytes).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_a_record_an_index_or_bookkeeping() {
        for table in TableName::ALL {
            let owners = KINDS
                .iter()
                .filter(|kind| kind.table == *table || kind.indexes.iter().any(|index| index.table == *table))
                .count();
            let bookkeeping = matches!(table, TableName::Meta | TableName::Sequence);
            assert_eq!(owners, usize::from(!bookkeeping), "{table}");
        }
    }
}
