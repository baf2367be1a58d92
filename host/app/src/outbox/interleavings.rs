//! The outbox over a real store, one transaction after the other in any order.

use super::{Claimed, Sent, claim, recover, settle, wake};
use crate::compose::{Composer, Draft};
use crate::error::AppError;
use crate::intake::{Context, Effects, record_channel};
use deskbell_domain::address::{Address, AddressKind};
use deskbell_domain::card::{Card, Document};
use deskbell_domain::channel::{Capabilities, Channel, ChannelState, MessagingCapabilities, Routing};
use deskbell_domain::contact::Contact;
use deskbell_domain::conversation::Conversation;
use deskbell_domain::delivery::{Consequence, Delivery};
use deskbell_domain::hours::BusinessHours;
use deskbell_domain::id::{CardId, ChannelId, ContactId, ConversationId, MessageId, OutboxId};
use deskbell_domain::inbound::{ChannelEvent, EventBody, StatusEvent};
use deskbell_domain::media::{BlobRef, MediaState, RemoteMedia};
use deskbell_domain::message::{Author, Content, DocumentRef, Message, Stage};
use deskbell_domain::outbound::{Receipt, TemplateMessage};
use deskbell_domain::outbox::{Lane, OutboxRow, OutboxState};
use deskbell_domain::problem::{CallError, Problem, RateScope};
use deskbell_domain::time::{SignedDuration, Timestamp};
use deskbell_domain::user::Settings;
use deskbell_rules::{Limits, RuleSet};
use deskbell_store::{Config, Range, Read, Store, Tx};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

const CONVERSATION: ConversationId = ConversationId(1);
const CARD: CardId = CardId(7);

/// A message that the provider has, and what became of it there.
#[derive(Debug, Clone)]
struct Taken {
    message: MessageId,
    attempt_id: String,
    remote_id: String,
    failed: bool,
    arrived: bool,
}

/// One channel, one customer who has just written, a provider and its memory.
struct World {
    _folder: tempfile::TempDir,
    store: Store,
    channel: Channel,
    settings: Arc<Settings>,
    rules: Arc<RuleSet>,
    now: Timestamp,
    /// Handed to the provider, not yet answered; with what it took.
    calls: Vec<(Claimed, Option<usize>)>,
    taken: Vec<Taken>,
}

fn channel(now: Timestamp) -> Channel {
    Channel {
        id: ChannelId::new("a").expect("a name"),
        name: "A".into(),
        plugin: "p".into(),
        config: "{}".into(),
        hook_token: "t".into(),
        state: ChannelState::Active,
        capabilities: Capabilities::Messaging(MessagingCapabilities {
            channel_kind: "whatsapp".into(),
            features: Vec::new(),
            reply_window_h: Some(24),
            max_text: 4096,
            pace_per_10s: 10,
        }),
        routing: Routing::default(),
        pace_per_10s: None,
        private_hosts: Vec::new(),
        created: now,
    }
}

fn settings() -> Settings {
    let hour = |hour| jiff::civil::time(hour, 0, 0, 0);
    Settings {
        name: "Shop".into(),
        country: "BR".into(),
        locale: "en".into(),
        time_zone: "UTC".into(),
        hours: BusinessHours::weekdays(hour(8), hour(18)),
        template_languages: Vec::new(),
    }
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path(), Config::default()).expect("a store");
        let now: Timestamp = "2026-03-02T10:00:00Z".parse().expect("a moment");
        let world = Self {
            _folder: folder,
            store,
            channel: channel(now),
            settings: Arc::new(settings()),
            rules: Arc::new(RuleSet::compile(&[], Limits::default()).expect("no rules")),
            now,
            calls: Vec::new(),
            taken: Vec::new(),
        };
        let mut contact = Contact::new(ContactId(1), now);
        contact.learn(&[Address::new("whatsapp", AddressKind::Phone, "5549988590187")], now);
        let mut conversation = Conversation::new(CONVERSATION, world.channel.id.clone(), contact.id, now);
        conversation.last_inbound = Some(now);
        let channel = world.channel.clone();
        world.write(move |tx| {
            tx.put(&channel)?;
            tx.put(&contact)?;
            Ok(tx.put(&conversation)?)
        });
        world
    }

    fn write<T: Send + 'static>(&self, job: impl Fn(&mut Tx<'_>) -> Result<T, AppError> + Send + 'static) -> T {
        self.store.write_blocking(job).expect("the store works")
    }

    fn all<R: deskbell_store::Record>(&self) -> Vec<R> {
        self.store.read(|s| Ok(s.scan::<R>(Range::all().limit(1000))?)).expect("the store works")
    }

    fn message(&self, id: MessageId) -> Message {
        self.store.read(|s| Ok(s.get::<Message>(&(CONVERSATION, id))?)).expect("the store works").expect("written")
    }

    fn context(&self) -> Context {
        Context {
            channel: Arc::new(self.channel.clone()),
            rules: Arc::clone(&self.rules),
            settings: Arc::clone(&self.settings),
            zone: TimeZone::UTC,
            now: self.now,
            since: self.now,
            source: None,
        }
    }

    fn compose(&self, content: Content) -> MessageId {
        let (now, settings) = (self.now, Arc::clone(&self.settings));
        self.write(move |tx| {
            let composer = Composer { now, since: now, settings: &settings };
            let mut conversation = tx.get::<Conversation>(&CONVERSATION)?.expect("put by new");
            let draft = Draft {
                author: Author::Shop,
                content: content.clone(),
                lane: Lane::Reply,
                card: None,
                reply_to: None,
                problem: None,
                source: None,
            };
            Ok(composer.message(tx, &mut conversation, draft)?.id)
        })
    }

    fn say(&self) -> MessageId {
        self.compose(Content::Text { body: "hello".into() })
    }

    /// Everything that is due is handed to the provider.
    fn claim(&mut self) {
        let now = self.now;
        let ids: Vec<OutboxId> = self.all::<OutboxRow>().iter().map(|row| row.id).collect();
        let claimed = self.write(move |tx| {
            let mut claimed = Vec::new();
            for id in &ids {
                claimed.extend(claim(tx, *id, now)?);
            }
            Ok(claimed)
        });
        self.calls.extend(claimed.into_iter().map(|claimed| (claimed, None)));
    }

    /// The provider has it; its answer is still on the way.
    fn take(&mut self, call: usize) {
        let Some((claimed, taken @ None)) = self.calls.get_mut(call) else { return };
        *taken = Some(self.taken.len());
        self.taken.push(Taken {
            message: claimed.row.message,
            attempt_id: claimed.message.id.clone(),
            remote_id: format!("r-{}", self.taken.len()),
            failed: false,
            arrived: false,
        });
    }

    /// An answer that fits what the provider knows.
    fn answer(&mut self, call: usize, which: u8) {
        if call >= self.calls.len() {
            return;
        }
        let (claimed, taken) = self.calls.remove(call);
        let problem = Problem::new("x", "y");
        let retry = |uncertain| Sent::Refused(CallError::Retry { problem: problem.clone(), after_ms: None, uncertain });
        let sent = match (taken, which % 6) {
            (Some(_), 0) => Sent::Unknown(problem),
            (Some(_), 1) => retry(true),
            (Some(index), _) => {
                Sent::Accepted(Receipt { remote_id: self.taken[index].remote_id.clone(), recipient: None, held: false })
            }
            (None, 0) => Sent::Unknown(problem),
            (None, 1) => retry(true),
            (None, 2) => {
                let scope = RateScope::Recipient;
                Sent::Refused(CallError::RateLimited { problem, after_ms: 60_000, scope })
            }
            (None, 3) => Sent::Refused(CallError::Rejected { problem }),
            (None, 4) => Sent::NotTried { problem, after: SignedDuration::from_secs(1) },
            (None, _) => retry(false),
        };
        self.settle(claimed, sent);
    }

    fn settle(&self, claimed: Claimed, sent: Sent) {
        let ctx = self.context();
        self.write(move |tx| settle(tx, &ctx, &claimed, &sent, 0.5, false, &mut Effects::default()));
    }

    /// What has failed does not arrive later, nor the other way round.
    fn report(&mut self, taken: usize, which: u8, echoed: bool) {
        let Some(taken) = self.taken.get_mut(taken) else { return };
        let (delivery, consequence) = match which % 4 {
            0 => (Delivery::Sent, Consequence::None),
            1 | 2 if taken.failed => (Delivery::Sent, Consequence::None),
            3 if taken.arrived => (Delivery::Sent, Consequence::None),
            1 => (Delivery::Delivered, Consequence::None),
            2 => (Delivery::Read, Consequence::None),
            _ => (Delivery::Failed, Consequence::Transient),
        };
        taken.arrived |= delivery >= Delivery::Delivered;
        taken.failed |= delivery == Delivery::Failed;
        let taken = taken.clone();
        self.status(&taken, delivery, consequence, echoed);
    }

    fn status(&self, taken: &Taken, delivery: Delivery, consequence: Consequence, echoed: bool) {
        let status = StatusEvent {
            remote_id: taken.remote_id.clone(),
            message_id: echoed.then(|| taken.attempt_id.clone()),
            delivery,
            problem: None,
            consequence,
            recipient: None,
            price_category: None,
        };
        let event = ChannelEvent {
            dedupe_key: format!("{}-{delivery:?}", taken.remote_id),
            at: self.now,
            body: EventBody::Status(status),
        };
        let ctx = self.context();
        self.write(move |tx| record_channel(tx, &ctx, 1.into(), std::slice::from_ref(&event), &mut Effects::default()));
    }

    /// The process ends in the middle and begins again.
    fn crash(&mut self) {
        self.calls.clear();
        let now = self.now;
        while self.write(move |tx| recover(tx, now, 10)) > 0 {}
    }

    fn pass(&mut self, minutes: i64) {
        self.now += SignedDuration::from_mins(minutes);
    }

    /// Row and message tell the same story.
    fn consistent(&self, id: MessageId) -> Result<(), TestCaseError> {
        let outbound = self.message(id).outbound.expect("ours");
        let rows: Vec<OutboxRow> = self.all::<OutboxRow>().into_iter().filter(|row| row.message == id).collect();
        prop_assert!(rows.len() <= 1, "{rows:?}");
        prop_assert_eq!(outbound.outbox, rows.first().map(|row| row.id));
        let fits = match rows.first().map(|row| &row.state) {
            None => matches!(outbound.stage, Stage::Accepted),
            Some(OutboxState::Queued | OutboxState::Sending { .. }) => matches!(outbound.stage, Stage::Queued),
            Some(OutboxState::Uncertain) => matches!(outbound.stage, Stage::Uncertain),
            Some(OutboxState::Held { .. }) => matches!(outbound.stage, Stage::Held { .. }),
            Some(OutboxState::Dead { .. }) => matches!(outbound.stage, Stage::Failed { .. }),
        };
        prop_assert!(fits, "{:?} with {rows:?}", outbound.stage);
        Ok(())
    }
}

#[derive(Debug, Clone)]
enum Step {
    Claim,
    Take(usize),
    Answer(usize, u8),
    Report(usize, u8, bool),
    Crash,
    Pass(i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => Just(Step::Claim),
        4 => (0usize..3).prop_map(Step::Take),
        4 => (0usize..3, any::<u8>()).prop_map(|(call, which)| Step::Answer(call, which)),
        3 => (0usize..6, any::<u8>(), any::<bool>()).prop_map(|(taken, which, echoed)| Step::Report(taken, which, echoed)),
        1 => Just(Step::Crash),
        3 => prop_oneof![0i64..30, 300i64..900].prop_map(Step::Pass),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// X1: in whatever order claims, answers, reports and crashes come, no
    /// message is with the customer twice, and each ends where a person sees it.
    #[test]
    fn x1_no_interleaving_sends_twice_or_loses(steps in prop::collection::vec(step(), 1..40)) {
        let mut world = World::new();
        let messages = [world.say(), world.say()];
        for step in steps {
            match step {
                Step::Claim => world.claim(),
                Step::Take(call) => world.take(call),
                Step::Answer(call, which) => world.answer(call, which),
                Step::Report(taken, which, echoed) => world.report(taken, which, echoed),
                Step::Crash => world.crash(),
                Step::Pass(minutes) => world.pass(minutes),
            }
            for id in messages {
                world.consistent(id)?;
            }
        }
        world.crash();
        let mut alive: BTreeMap<MessageId, usize> = BTreeMap::new();
        for taken in world.taken.iter().filter(|taken| !taken.failed) {
            *alive.entry(taken.message).or_default() += 1;
        }
        prop_assert!(alive.values().all(|copies| *copies <= 1), "{alive:?}");
        for id in messages {
            world.consistent(id)?;
        }
    }
}

/// X1: a "failed, try again" that overtakes the answer to the call makes a new
/// row; the late answer does not take that row from the message.
#[test]
fn x1_a_late_answer_leaves_the_next_attempt_alone() {
    let mut world = World::new();
    let id = world.say();
    world.claim();
    world.take(0);
    let first = world.taken[0].clone();
    world.status(&first, Delivery::Failed, Consequence::Transient, true);
    let row = world.all::<OutboxRow>().remove(0);
    assert_eq!((row.lane, row.expires), (Lane::Reply, world.message(id).outbound.expect("ours").expires));
    world.answer(0, 5);
    let outbound = world.message(id).outbound.expect("ours");
    assert_eq!((outbound.outbox, outbound.stage), (Some(row.id), Stage::Queued));
}

fn remote() -> RemoteMedia {
    RemoteMedia { reference: "https://shop.example/1".into(), mime: None, size: None, sha256: None, filename: None }
}

fn card(world: &World, media: MediaState) -> Card {
    Card {
        id: CARD,
        module: "repair-order".into(),
        origin: None,
        number: "1".into(),
        title: "Brakes".into(),
        status: "ready".into(),
        status_label: "Ready".into(),
        open: true,
        contact: ContactId(1),
        total: None,
        due: None,
        link: None,
        documents: vec![Document { kind: "quote".into(), filename: "quote.pdf".into(), media }],
        fields: BTreeMap::new(),
        version: 1,
        created: world.now,
        updated: world.now,
        status_change: None,
    }
}

fn with_document() -> Content {
    let template = TemplateMessage { name: "ready".into(), language: "en".into(), parameters: Vec::new() };
    let document = Some(DocumentRef { card: CARD, filename: "quote.pdf".into() });
    Content::Template { template, preview: String::new(), document }
}

/// S1.5: a message sleeps until its document is here, and leaves with it.
#[test]
fn s1_5_a_message_sleeps_until_its_document_is_here() {
    let mut world = World::new();
    let waiting = card(&world, MediaState::Pending { remote: remote() });
    world.write(move |tx| Ok(tx.put(&waiting)?));
    world.compose(with_document());
    world.claim();
    let row = world.all::<OutboxRow>().remove(0);
    assert!(world.calls.is_empty() && row.not_before >= world.now + SignedDuration::from_mins(10), "{row:?}");

    let blob = BlobRef { sha256: "ab".repeat(32), size: 1, mime: "application/pdf".into() };
    let (here, now) = (card(&world, MediaState::Stored { blob }), world.now);
    world.write(move |tx| {
        tx.put(&here)?;
        wake(tx, &here, "quote.pdf", now)
    });
    world.claim();
    assert_eq!(world.calls.len(), 1);
}

/// S1.5, X2: without its document it does not leave: a person is told why.
#[test]
fn s1_5_a_message_whose_document_does_not_come_is_held() {
    let mut world = World::new();
    let waiting = card(&world, MediaState::Pending { remote: remote() });
    world.write(move |tx| Ok(tx.put(&waiting)?));
    let id = world.compose(with_document());
    for _ in 0..100 {
        world.claim();
        world.pass(15);
    }
    assert!(world.calls.is_empty());
    let outbound = world.message(id).outbound.expect("ours");
    assert!(matches!(&outbound.stage, Stage::Held { problem } if problem.code == "file-late"), "{:?}", outbound.stage);
}
