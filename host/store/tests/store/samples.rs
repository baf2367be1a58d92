//! One of everything, with fixed ids and times.

use deskbell_domain::address::{Address, AddressKind};
use deskbell_domain::business::{BusinessDescriptor, ModuleInfo};
use deskbell_domain::card::{Card, CardOrigin, Document, Money, StatusChange};
use deskbell_domain::channel::{
    Capabilities, Channel, ChannelState, Feature, MessagingCapabilities, PrivateHost, Routing,
};
use deskbell_domain::contact::{Contact, CustomerRecord, KnownAddress, NameSource};
use deskbell_domain::conversation::{Conversation, ConversationStatus, LastMessage, Priority};
use deskbell_domain::delivery::{Consequence, Delivery};
use deskbell_domain::feed::FeedEntry;
use deskbell_domain::hours::BusinessHours;
use deskbell_domain::id::*;
use deskbell_domain::inbound::{ChannelEvent, EventBody, StatusEvent};
use deskbell_domain::journal::{Item, ItemOutcome, JournalEntry, JournalState, RecordedRequest};
use deskbell_domain::media::{BlobRef, Fetch, FetchTarget, MediaKind, MediaState, RemoteMedia};
use deskbell_domain::message::*;
use deskbell_domain::outbound::Slot;
use deskbell_domain::outbox::{Lane, OutboxRow, OutboxState};
use deskbell_domain::problem::Problem;
use deskbell_domain::reach::Unreachable;
use deskbell_domain::rule::{Decided, Decision, Explanation, RuleRun};
use deskbell_domain::secret::Secret;
use deskbell_domain::task::{Task, TaskKind};
use deskbell_domain::template::{Binding, Canned, Template, TemplateButton, TemplateHeader, TemplateState};
use deskbell_domain::time::{Timestamp, from_millis};
use deskbell_domain::user::{ApiToken, Role, Session, Settings, User};
use deskbell_store::*;
use jiff::civil::time;

pub fn at(seconds: i64) -> Timestamp {
    from_millis(1_760_000_000_000 + seconds * 1000)
}

pub fn channel() -> ChannelId {
    ChannelId::new("front-desk").unwrap()
}

fn problem() -> Problem {
    Problem::new("131047", "more than 24 hours have passed")
}

fn blob() -> BlobRef {
    BlobRef { sha256: "ab".repeat(32), size: 12_345, mime: "application/pdf".into() }
}

fn remote() -> RemoteMedia {
    RemoteMedia {
        reference: "media-1".into(),
        mime: Some("image/jpeg".into()),
        size: Some(99),
        sha256: None,
        filename: None,
    }
}

pub fn contact(id: u64, phones: &[&str]) -> Contact {
    let known = |phone: &&str| KnownAddress::new(Address::new("whatsapp", AddressKind::Phone, *phone));
    Contact { addresses: phones.iter().map(known).collect(), ..Contact::new(ContactId(id), at(0)) }
}

pub fn conversation(id: u64, contact: u64, activity: Timestamp) -> Conversation {
    Conversation { activity, ..Conversation::new(ConversationId(id), channel(), ContactId(contact), at(0)) }
}

pub fn message(conversation: u64, id: u64, body: &str) -> Message {
    Message {
        id: MessageId(id),
        conversation: ConversationId(conversation),
        at: at(10),
        recorded: at(11),
        author: Author::Customer,
        content: Content::Text { body: body.into() },
        card: None,
        remote_id: Some(format!("wamid.{id}")),
        reply_to: None,
        forwarded: false,
        reactions: Vec::new(),
        edits: Vec::new(),
        deleted: None,
        outbound: None,
        source: Some(Source { journal: JournalSeq(id), item: 0 }),
        referral: None,
    }
}

pub fn task(id: u64, due: Timestamp, conversation: Option<u64>) -> Task {
    Task {
        id: TaskId(id),
        kind: TaskKind::Reply,
        title: "Answer Ana".into(),
        conversation: conversation.map(ConversationId),
        contact: None,
        card: None,
        assignee: None,
        due,
        created: at(0),
        done: None,
    }
}

pub fn seen(key: &str, at: Timestamp) -> Seen {
    Seen { channel: channel(), key: DedupeKey::of(key), at }
}

pub fn journal(seq: u64, state: JournalState, body: Vec<u8>) -> JournalEntry {
    JournalEntry {
        seq: JournalSeq(seq),
        channel: channel(),
        at: at(9),
        request: RecordedRequest {
            method: "POST".into(),
            path: "/".into(),
            query: vec![("mode".into(), "live".into())],
            headers: vec![("content-type".into(), "application/json".into())],
            body,
        },
        state,
        items: Vec::new(),
    }
}

fn full_contact() -> Contact {
    let phone = Address::new("whatsapp", AddressKind::Phone, "5549988590187");
    Contact {
        name: Some("Ana Souza".into()),
        name_source: NameSource::Business,
        addresses: vec![
            KnownAddress { wrote_from: true, ..KnownAddress::new(phone.clone()) },
            KnownAddress {
                unreachable: Some("left".into()),
                ..KnownAddress::new(Address::new("whatsapp", AddressKind::Username, "ana"))
            },
        ],
        language: Some("pt-BR".into()),
        tags: vec!["vip".into()],
        note: Some("prefers mornings".into()),
        records: vec![CustomerRecord {
            channel: channel(),
            external_id: "C-17".into(),
            version: 7,
            addresses: vec![phone],
            language: Some("pt-BR".into()),
            note: None,
        }],
        unreachable: vec![Unreachable {
            channel_kind: "whatsapp".into(),
            reason: "left".into(),
            addresses: vec![Address::new("whatsapp", AddressKind::Username, "ana")],
            at: at(9),
        }],
        ..Contact::new(ContactId(1), at(0))
    }
}

fn full_conversation() -> Conversation {
    Conversation {
        card: Some(CardId(4)),
        last_sent_card: Some(CardId(4)),
        status: ConversationStatus::Attentive,
        assignee: Some(UserId(2)),
        tags: vec!["quote".into()],
        priority: Priority::High,
        unread: 3,
        last_message: Some(LastMessage { id: MessageId(5), inbound: true, preview: "Is it ready?".into() }),
        last_inbound: Some(at(10)),
        last_inbound_remote: Some("wamid.5".into()),
        blocked: true,
        ..conversation(2, 1, at(11))
    }
}

fn full_message() -> Message {
    let attempt = Attempt {
        number: 1,
        started: at(20),
        remote_id: Some("wamid.6".into()),
        delivery: Some(Delivery::Failed),
        problem: Some(problem()),
        consequence: Some(Consequence::WindowClosed),
        price_category: Some("service".into()),
    };
    Message {
        author: Author::Rule { pack: "workshop".into(), rule: "ready".into() },
        content: Content::Media {
            media_kind: MediaKind::Document,
            media: MediaState::Stored { blob: blob() },
            caption: Some("Your quote".into()),
            filename: Some("quote.pdf".into()),
        },
        card: Some(CardId(4)),
        reply_to: Some(ReplyTo { remote_id: "wamid.5".into(), message: Some(MessageId(5)) }),
        forwarded: true,
        reactions: vec![Reaction { by_customer: true, emoji: "👍".into() }],
        edits: vec![Edit { at: at(12), before: Some(Box::new(Content::Text { body: "Your qoute".into() })) }],
        deleted: Some(at(30)),
        outbound: Some(Outbound {
            outbox: Some(OutboxId(8)),
            stage: Stage::Failed { problem: problem() },
            attempts: vec![attempt],
            lane: Some(Lane::Service),
            expires: Some(at(90_000)),
        }),
        referral: Some("ad-1".into()),
        ..message(2, 6, "")
    }
}

fn full_card() -> Card {
    Card {
        id: CardId(4),
        module: "repair-order".into(),
        origin: Some(CardOrigin { channel: channel(), external_id: "OS-1042".into() }),
        number: "1042".into(),
        title: "Brakes".into(),
        status: "ready".into(),
        status_label: "Ready".into(),
        open: true,
        contact: ContactId(1),
        total: Some(Money { minor: 48_990, currency: "BRL".into() }),
        due: Some(at(86_400)),
        link: Some("https://shop.example/1042".into()),
        documents: vec![Document {
            kind: "quote".into(),
            filename: "quote.pdf".into(),
            media: MediaState::Pending { remote: remote() },
        }],
        fields: [("plate".to_owned(), "ABC1D23".to_owned())].into(),
        status_change: Some(StatusChange { before: Some("in-progress".into()) }),
        version: 3,
        created: at(0),
        updated: at(5),
    }
}

fn outbox() -> OutboxRow {
    OutboxRow {
        id: OutboxId(8),
        channel: channel(),
        conversation: ConversationId(2),
        message: MessageId(6),
        lane: Lane::Service,
        state: OutboxState::Held { problem: problem() },
        attempts: 1,
        give_up_at: 8,
        created: at(19),
        not_before: at(25),
        expires: Some(at(90_000)),
    }
}

fn full_journal() -> JournalEntry {
    let run = RuleRun {
        pack: "default".into(),
        hook: "route".into(),
        read: vec![("contact.known".into(), "true".into())],
        decisions: vec![Decided { decision: Decision::FileOn { card: CardId(4) }, line: 12 }],
        error: None,
        operations: 230,
    };
    let item = Item {
        event: "message".into(),
        dedupe_key: "wamid.5".into(),
        outcome: ItemOutcome::Recorded { conversation: ConversationId(2), message: MessageId(5) },
        explanation: Some(Explanation { runs: vec![run] }),
    };
    let pending = JournalState::Pending {
        attempts: 2,
        faults: 1,
        since: Some(at(50)),
        not_before: at(60),
        reason: "the plugin failed".into(),
    };
    JournalEntry { items: vec![item], ..journal(9, pending, b"{\"entry\":[]}".to_vec()) }
}

fn parked() -> Parked {
    Parked {
        channel: channel(),
        remote_id: "wamid.77".into(),
        seq: ParkedSeq(1),
        attempt_id: Some("6.1".into()),
        event: StatusEvent {
            remote_id: "wamid.77".into(),
            message_id: None,
            delivery: Delivery::Read,
            problem: None,
            consequence: Consequence::None,
            recipient: None,
            price_category: None,
        },
        at: at(33),
    }
}

pub fn parked_change(remote_id: &str, at: Timestamp) -> ParkedChange {
    let body = EventBody::Deleted { remote_id: remote_id.into() };
    let event = ChannelEvent { dedupe_key: format!("d:{remote_id}"), at, body };
    ParkedChange { channel: channel(), remote_id: remote_id.into(), seq: ParkedSeq(2), event, at }
}

fn full_channel() -> Channel {
    let capabilities = Capabilities::Messaging(MessagingCapabilities {
        channel_kind: "whatsapp".into(),
        features: vec![Feature::Templates, Feature::Read],
        reply_window_h: Some(24),
        max_text: 4096,
        pace_per_10s: 800,
    });
    Channel {
        id: channel(),
        name: "Front desk".into(),
        plugin: "com.deskbell.whatsapp-cloud".into(),
        config: "{}".into(),
        hook_token: "token-1".into(),
        state: ChannelState::Paused { problem: problem() },
        capabilities,
        routing: Routing::default(),
        pace_per_10s: Some(100),
        private_hosts: vec![PrivateHost { host: "erp.local".into(), port: Some(8080), http: true, address: None }],
        created: at(0),
    }
}

fn business_channel() -> Channel {
    let module = ModuleInfo {
        id: "repair-order".into(),
        name: "Repair orders".into(),
        statuses: vec![("ready".into(), "Ready".into())],
        fields: vec!["plate".into()],
    };
    Channel {
        id: ChannelId::new("workshop").unwrap(),
        hook_token: "token-2".into(),
        state: ChannelState::Active,
        capabilities: Capabilities::Business(BusinessDescriptor { system: "workshop".into(), modules: vec![module] }),
        ..full_channel()
    }
}

fn template() -> Template {
    Template {
        channel: channel(),
        name: "ready".into(),
        language: "pt_BR".into(),
        category: "utility".into(),
        status: TemplateState::Approved,
        reason: None,
        header: TemplateHeader::Document,
        body: "Hello {{1}}".into(),
        footer: None,
        buttons: vec![TemplateButton::QuickReply { title: "Thanks".into() }],
        bindings: vec![Binding {
            slot: Slot::Button { index: 0 },
            name: None,
            label: "Customer".into(),
            expression: "{{ contact.first_name }}".into(),
        }],
        updated: at(2),
    }
}

fn user() -> User {
    User {
        id: UserId(2),
        login: "bea".into(),
        name: "Bea".into(),
        role: Role::Agent,
        password_hash: "$argon2id$…".into(),
        locale: None,
        disabled: false,
        created: at(0),
    }
}

fn settings() -> Settings {
    Settings {
        name: "Oficina".into(),
        country: "BR".into(),
        locale: "pt-BR".into(),
        time_zone: "America/Sao_Paulo".into(),
        hours: BusinessHours::weekdays(time(8, 0, 0, 0), time(18, 0, 0, 0)),
        template_languages: vec!["pt_BR".into()],
    }
}

/// Writes one of each kind of record, some in two states.
pub fn put_everything(tx: &mut Tx<'_>) -> Result<(), TxError> {
    put_desk(tx)?;
    put_bookkeeping(tx)?;
    put_accounts(tx)
}

fn put_desk(tx: &mut Tx<'_>) -> Result<(), TxError> {
    tx.put(&full_contact())?;
    tx.put(&full_conversation())?;
    tx.put(&message(2, 5, "Is it ready?"))?;
    tx.put(&full_message())?;
    tx.put(&full_card())?;
    tx.put(&task(7, at(10), Some(2)))?;
    tx.put(&outbox())?;
    tx.put(&OutboxRow { id: OutboxId(9), state: OutboxState::Queued, ..outbox() })?;
    tx.put(&template())?;
    tx.put(&Canned { shortcut: "hi".into(), title: "Hello".into(), body: "Hello {{ contact.name }}".into() })
}

fn put_bookkeeping(tx: &mut Tx<'_>) -> Result<(), TxError> {
    let message = MessageRef { conversation: ConversationId(2), message: MessageId(6), attempt: Some(1) };
    tx.put(&RemoteId { channel: channel(), remote_id: "wamid.6".into(), message })?;
    tx.put(&seen("wamid.5", at(11)))?;
    tx.put(&full_journal())?;
    tx.put(&journal(10, JournalState::Done, Vec::new()))?;
    tx.put(&journal(11, JournalState::Dead { reason: "given up".into() }, vec![0, 255]))?;
    tx.put(&parked())?;
    tx.put(&parked_change("wamid.78", at(34)))?;
    let target = FetchTarget::Message { conversation: ConversationId(2), message: MessageId(5) };
    tx.put(&Fetch {
        id: FetchId(1),
        channel: channel(),
        remote: remote(),
        target,
        attempt: 2,
        not_before: at(40),
        created: at(11),
    })?;
    tx.put(&Cursor { channel: channel(), cursor: vec![1, 2, 3] })?;
    tx.put(&HistoryMark { channel: channel(), until: at(0) })?;
    tx.put(&OnceKey { key: "repair-order/OS-1042/ready/3".into(), message: Some(message), at: at(5) })?;
    tx.put(&tombstone("OS-1041", at(6)))?;
    tx.put(&Notice { key: DedupeKey::of("the channel is paused"), task: TaskId(7), at: at(7) })?;
    tx.put(&Blob { r#ref: blob(), at: at(19) })?;
    tx.put(&PluginKv {
        plugin: "com.deskbell.workshop".into(),
        channel: channel(),
        bucket: "tokens".into(),
        key: "access".into(),
        value: vec![0, 1, 255],
        version: 4,
        expires: Some(at(3600)),
    })
}

pub fn tombstone(external_id: &str, at: Timestamp) -> Tombstone {
    let (module, external_id) = ("repair-order".to_owned(), external_id.to_owned());
    Tombstone { channel: channel(), module, external_id, version: 9, at }
}

fn put_accounts(tx: &mut Tx<'_>) -> Result<(), TxError> {
    tx.put(&full_channel())?;
    tx.put(&business_channel())?;
    let values = vec![Secret::new("new"), Secret::new("old")];
    tx.put(&ChannelSecret {
        channel: channel(),
        name: "app_secret".into(),
        values,
        sealed: vec![b"sealed".to_vec().into()],
    })?;
    tx.put(&user())?;
    tx.put(&session(2, "cd", at(7200)))?;
    tx.put(&ApiToken {
        id: TokenId(1),
        name: "ERP".into(),
        token_hash: "ef".repeat(32),
        role: Role::Supervisor,
        created: at(0),
        expires: None,
    })?;
    tx.put(&settings())?;
    tx.put(&RulePack {
        name: "default".into(),
        files: vec![("pack.toml".into(), "name = \"default\"".into())],
        enabled: true,
        order: 1,
        version: 2,
        published_at: at(1),
    })
}

pub fn session(user: u64, hash: &str, expires: Timestamp) -> Session {
    Session { token_hash: hash.repeat(32), user: UserId(user), csrf: "c".into(), created: at(0), expires }
}

/// Every row of every kind that `put_everything` leaves, as text.
pub fn read_everything(s: &Snapshot) -> Result<Vec<String>, TxError> {
    let mut all = Vec::new();
    macro_rules! kinds {
        ($($kind:ty),* $(,)?) => {$(
            for record in s.scan::<$kind>(Range::all())? {
                assert_eq!(s.get::<$kind>(&record.key())?.map(|r| format!("{r:?}")), Some(format!("{record:?}")));
                all.push(format!("{}: {record:?}", <$kind as Record>::TABLE));
            }
        )*};
    }
    kinds!(
        FeedEntry,
        Contact,
        Conversation,
        Message,
        RemoteId,
        Seen,
        Card,
        Task,
        OutboxRow,
        JournalEntry,
        Parked,
        Fetch,
        Channel,
        ChannelSecret,
        Template,
        Canned,
        User,
        Session,
        ApiToken,
        Settings,
        PluginKv,
        Cursor,
        HistoryMark,
        OnceKey,
        Blob,
        RulePack,
        Tombstone,
        ParkedChange,
        Notice,
    );
    Ok(all)
}
