//! All of the state: customers, chats, files, templates, histories. Bounded
//! everywhere; the oldest goes first.

use crate::config::Limits;
use crate::courier::WebhookRecord;
use crate::customer::{ChatMessage, Customer, Stage};
use crate::fault::FaultBoard;
use crate::media::MediaShelf;
use crate::template::Template;
use base64::Engine as _;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

/// A send that the Graph API answered with a message id.
#[derive(Debug, Clone, Serialize)]
pub struct AcceptedSend {
    /// 1, 2, 3 … in the order of acceptance.
    pub seq: u64,
    pub at: Timestamp,
    /// The wamid.
    pub id: String,
    pub wa_id: String,
    /// The message type, e.g. `template`.
    pub kind: String,
    /// The request as it came.
    pub body: Arc<Value>,
}

/// A mark-read call of the business, with or without the typing indicator.
#[derive(Debug, Clone, Serialize)]
pub struct Signal {
    pub at: Timestamp,
    pub message_id: String,
    pub typing: bool,
}

pub(crate) struct World {
    pub limits: Limits,
    pub media: MediaShelf,
    pub faults: FaultBoard,
    pub templates: BTreeMap<(String, String), Template>,
    customers: HashMap<String, Customer>,
    by_user_id: HashMap<String, String>,
    by_message: HashMap<String, String>,
    by_activity: BTreeMap<u64, String>,
    sends: VecDeque<AcceptedSend>,
    signals: VecDeque<Signal>,
    webhooks: VecDeque<WebhookRecord>,
    sends_ever: u64,
    webhooks_ever: u64,
    last_template: u64,
    clock: u64,
}

impl World {
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            media: MediaShelf::default(),
            faults: FaultBoard::default(),
            templates: BTreeMap::new(),
            customers: HashMap::new(),
            by_user_id: HashMap::new(),
            by_message: HashMap::new(),
            by_activity: BTreeMap::new(),
            sends: VecDeque::new(),
            signals: VecDeque::new(),
            webhooks: VecDeque::new(),
            sends_ever: 0,
            webhooks_ever: 0,
            last_template: 0,
            clock: 0,
        }
    }

    pub fn customer(&self, wa_id: &str) -> Option<&Customer> {
        self.customers.get(wa_id)
    }

    pub fn customer_mut(&mut self, wa_id: &str) -> Option<&mut Customer> {
        self.customers.get_mut(wa_id)
    }

    pub fn customer_by_user_id(&self, user_id: &str) -> Option<&Customer> {
        self.customers.get(self.by_user_id.get(user_id)?)
    }

    /// The most recently active first.
    pub fn customers(&self) -> impl Iterator<Item = &Customer> {
        self.by_activity.values().rev().filter_map(|id| self.customers.get(id))
    }

    /// The customer of this id, new if need be, moved to the top.
    pub fn meet(&mut self, wa_id: &str, new: impl FnOnce() -> Customer) -> &mut Customer {
        if !self.customers.contains_key(wa_id) {
            self.make_room();
            let customer = new();
            self.by_user_id.insert(customer.user_id.clone(), wa_id.to_string());
            self.customers.insert(wa_id.to_string(), customer);
        }
        self.clock += 1;
        let customer = self.customers.get_mut(wa_id).expect("just put there");
        self.by_activity.remove(&customer.activity);
        customer.activity = self.clock;
        self.by_activity.insert(self.clock, wa_id.to_string());
        customer
    }

    fn make_room(&mut self) {
        while self.customers.len() >= self.limits.customers.max(1) {
            let Some((_, oldest)) = self.by_activity.pop_first() else { return };
            let Some(gone) = self.customers.remove(&oldest) else { continue };
            self.by_user_id.remove(&gone.user_id);
            gone.messages.iter().for_each(|m| drop(self.by_message.remove(&m.id)));
        }
    }

    /// Adds a line to the chat of a customer who exists.
    pub fn append(&mut self, wa_id: &str, message: ChatMessage) {
        let Some(customer) = self.customers.get_mut(wa_id) else { return };
        self.by_message.insert(message.id.clone(), wa_id.to_string());
        customer.messages.push_back(message);
        if customer.messages.len() > self.limits.messages_per_chat {
            let gone = customer.messages.pop_front().expect("over the limit");
            self.by_message.remove(&gone.id);
        }
    }

    /// Whose message this is.
    pub fn owner(&self, message_id: &str) -> Option<&Customer> {
        self.customers.get(self.by_message.get(message_id)?)
    }

    pub fn message_mut(&mut self, message_id: &str) -> Option<&mut ChatMessage> {
        self.customers.get_mut(self.by_message.get(message_id)?)?.message_mut(message_id)
    }

    pub fn record_send(&mut self, id: &str, wa_id: &str, kind: &str, body: Arc<Value>) {
        self.sends_ever += 1;
        let (seq, at) = (self.sends_ever, Timestamp::now());
        let send = AcceptedSend { seq, at, id: id.into(), wa_id: wa_id.into(), kind: kind.into(), body };
        push_bounded(&mut self.sends, send, self.limits.sends);
    }

    pub fn record_signal(&mut self, message_id: &str, typing: bool) {
        let signal = Signal { at: Timestamp::now(), message_id: message_id.into(), typing };
        push_bounded(&mut self.signals, signal, self.limits.sends);
    }

    pub fn record_webhook(&mut self, mut record: WebhookRecord) {
        self.webhooks_ever += 1;
        record.seq = self.webhooks_ever;
        push_bounded(&mut self.webhooks, record, self.limits.webhook_log);
    }

    /// Gives the template an id unless it has one.
    pub fn put_template(&mut self, mut template: Template) -> Template {
        if template.id.is_empty() {
            self.last_template += 1;
            template.id = format!("{}", 594_425_479_000_000 + self.last_template);
        }
        self.templates.insert((template.name.clone(), template.language.clone()), template.clone());
        template
    }
}

fn push_bounded<T>(queue: &mut VecDeque<T>, value: T, limit: usize) {
    queue.push_back(value);
    if queue.len() > limit {
        queue.pop_front();
    }
}

/// A new message id in the look of Meta's.
pub(crate) fn wamid(wa_id: &str) -> String {
    let mut bytes = vec![0x1c, 0x18, wa_id.len() as u8];
    bytes.extend_from_slice(wa_id.as_bytes());
    bytes.extend_from_slice(&[0x15, 0x02, 0x00]);
    bytes.extend_from_slice(&rand::random::<[u8; 16]>());
    format!("wamid.{}", base64::engine::general_purpose::STANDARD.encode(bytes))
}

/// What tests may look at.
#[derive(Clone, Copy)]
pub struct View<'a>(pub(crate) &'a World);

impl<'a> View<'a> {
    /// Accepted sends in order; the oldest are forgotten beyond the limit.
    pub fn sends(self) -> impl DoubleEndedIterator<Item = &'a AcceptedSend> {
        self.0.sends.iter()
    }

    pub fn sends_after(self, seq: u64) -> impl Iterator<Item = &'a AcceptedSend> {
        self.0.sends.iter().filter(move |s| s.seq > seq)
    }

    /// Also those that were forgotten.
    pub fn sends_ever(self) -> u64 {
        self.0.sends_ever
    }

    pub fn signals(self) -> impl Iterator<Item = &'a Signal> {
        self.0.signals.iter()
    }

    /// Each post of a webhook, with the callback's answer.
    pub fn webhooks(self) -> impl DoubleEndedIterator<Item = &'a WebhookRecord> {
        self.0.webhooks.iter()
    }

    pub fn webhooks_ever(self) -> u64 {
        self.0.webhooks_ever
    }

    /// The chat with a customer, oldest first; empty when nobody wrote.
    pub fn chat(self, number: &str) -> Vec<&'a ChatMessage> {
        let customer = crate::number::wa_id(number).and_then(|id| self.0.customer(&id));
        customer.map(|c| c.messages.iter().collect()).unwrap_or_default()
    }

    pub fn message(self, id: &str) -> Option<&'a ChatMessage> {
        self.0.owner(id)?.message(id)
    }

    pub fn stage(self, id: &str) -> Option<Stage> {
        self.message(id).map(|m| m.stage)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn the_longest_silent_customer_is_forgotten() {
        let mut world = World::new(Limits { customers: 2, messages_per_chat: 2, ..Limits::default() });
        for id in ["40721000001", "40721000002", "40721000001", "40721000003"] {
            world.meet(id, || Customer::new(id.into(), id, "", true));
        }
        let left: Vec<_> = world.customers().map(|c| c.wa_id.as_str()).collect();
        assert_eq!(left, ["40721000003", "40721000001"]);
        assert_eq!((world.by_user_id.len(), world.by_activity.len()), (2, 2));
    }

    #[test]
    fn a_chat_keeps_its_last_messages() {
        let mut world = World::new(Limits { messages_per_chat: 2, ..Limits::default() });
        world.meet("40721000001", || Customer::new("40721000001".into(), "+40721000001", "", true));
        for id in ["a", "b", "c"] {
            world.append("40721000001", ChatMessage::new(id.into(), true, Arc::new(json!({}))));
        }
        assert!(world.owner("a").is_none());
        assert_eq!(world.message_mut("c").unwrap().id, "c");
        assert_eq!(world.by_message.len(), 2);
    }
}
