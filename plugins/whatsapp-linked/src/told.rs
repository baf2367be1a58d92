//! What a gateway tells, in words of both gateways, and what becomes of it.

use crate::bounds::{EMOJI, EVENTS, ID, NAME, clip};
use crate::content::{self, withheld};
use crate::jid::{Jid, party};
use crate::memory::Known;
use deskbell_sdk::channel::{
    AccountEvent, AccountInfo, Consequence, Delivery, Echo, Edited, Event, EventBody, InboundContent, InboundMessage,
    Reaction, Status, StubKind,
};
use deskbell_sdk::{Address, AddressKind, Party, Problem, fingerprint};
use serde_json::Value;

/// The account that the webhook address belongs to.
pub(crate) struct Scope<'a> {
    pub(crate) session: &'a str,
    pub(crate) record_groups: bool,
    pub(crate) record_shared: bool,
    pub(crate) received_ms: u64,
}

/// What became of one request. Each item is counted in exactly one place.
#[derive(Default)]
pub(crate) struct Translation {
    pub(crate) events: Vec<Event>,
    /// Where each message is, for those who quote it later.
    pub(crate) known: Vec<(String, Known)>,
    /// Of other sessions of the same gateway.
    pub(crate) foreign: usize,
    /// Groups, newsletters, and what says nothing to anyone.
    pub(crate) ignored: usize,
}

/// A message of either direction, or a change of one.
pub(crate) struct Told {
    /// Without its chat.
    pub(crate) id: String,
    pub(crate) from_me: bool,
    pub(crate) chat: Jid,
    /// The member of a group, else none.
    pub(crate) participant: Option<Jid>,
    /// Other ids of the same person.
    pub(crate) also: Vec<Jid>,
    pub(crate) name: Option<String>,
    pub(crate) at_ms: u64,
    pub(crate) body: Body,
    pub(crate) reply_to: Option<String>,
    pub(crate) forwarded: bool,
}

#[derive(Debug)]
pub(crate) enum Body {
    Content(InboundContent),
    /// The bare id of the message, and the emoji that is there now.
    Reaction(String, Option<String>),
    Edited(String, Option<InboundContent>),
    Revoked(String),
}

impl Translation {
    pub(crate) fn take(&mut self, scope: &Scope<'_>, told: Told) {
        let group = matches!(told.chat, Jid::Group(_));
        if told.chat == Jid::Other || (group && (!scope.record_groups || told.from_me)) {
            self.ignored += 1;
            return;
        }
        match (told.from_me, &told.body) {
            (false, _) => self.inbound(scope, told),
            (true, Body::Content(_)) => self.echo(scope, told),
            // What the shop changes on its phone stays as it was sent.
            (true, _) => self.ignored += 1,
        }
    }

    fn inbound(&mut self, scope: &Scope<'_>, told: Told) {
        let (id, sender) = (told.bounded_id(), told.person());
        let at_ms = told.at_ms;
        match told.body {
            Body::Content(content) => {
                self.known.push((id.clone(), known(&told.chat, false, told.participant.as_ref())));
                let message = InboundMessage {
                    remote_id: id.clone(),
                    sender,
                    content: shown(scope, content),
                    reply_to: told.reply_to.map(|id| bounded(&id)),
                    forwarded: told.forwarded,
                    group: matches!(told.chat, Jid::Group(_)),
                    referral: None,
                };
                self.push(key("m", &id), at_ms, EventBody::Message(message));
            }
            Body::Reaction(target, emoji) => {
                let emoji = emoji.map(|emoji| clip(&emoji, EMOJI));
                let reaction = Reaction { remote_id: bounded(&target), sender, emoji };
                self.push(key("r", &id), at_ms, EventBody::Reaction(reaction));
            }
            Body::Edited(target, content) => {
                let parts = format!("{id} {at_ms} {content:?}");
                let content = content.map(|content| shown(scope, content));
                let edited = Edited { remote_id: bounded(&target), content };
                self.push(key("e", &fingerprint(&[&target, &parts])), at_ms, EventBody::Edited(edited));
            }
            Body::Revoked(target) => {
                let target = bounded(&target);
                self.push(key("d", &target), at_ms, EventBody::Deleted(target));
            }
        }
    }

    /// What the shop wrote on its phone.
    fn echo(&mut self, scope: &Scope<'_>, told: Told) {
        let (id, recipient, at_ms) = (told.bounded_id(), told.person(), told.at_ms);
        let Body::Content(content) = told.body else { return };
        self.known.push((id.clone(), known(&told.chat, true, None)));
        let echo = Echo { remote_id: id.clone(), recipient, content: shown(scope, content) };
        self.push(key("m", &id), at_ms, EventBody::Echo(echo));
    }

    /// Progress of a message of ours, by the gateway's own word for it.
    pub(crate) fn status(&mut self, id: &str, delivery: Delivery, at_ms: u64) {
        let failed = delivery == Delivery::Failed;
        let problem =
            failed.then(|| Problem::new("not-sent", "WhatsApp did not take the message; see it on the phone"));
        let (id, word) = (bounded(id), word(delivery));
        let status = Status {
            remote_id: id.clone(),
            message_id: None,
            delivery,
            problem,
            consequence: Consequence::None,
            recipient: None,
            price_category: None,
        };
        self.push(format!("{}:{word}", key("s", &id)), at_ms, EventBody::Status(status));
    }

    /// A call is a line among the messages; it cannot be taken here.
    pub(crate) fn call(&mut self, scope: &Scope<'_>, id: &str, from: Jid, video: bool, raw: &Value) {
        let kind = if video { "Video call" } else { "Call" };
        let at_ms = ["timestamp", "date"].iter().find_map(|key| crate::json::millis(raw.get(key)?));
        let content = content::stub(StubKind::Call, "call", &format!("{kind} to the phone"), raw);
        self.take(
            scope,
            Told {
                id: format!("call:{id}"),
                from_me: false,
                chat: from,
                participant: None,
                also: Vec::new(),
                name: None,
                at_ms: at_ms.unwrap_or(scope.received_ms),
                body: Body::Content(content),
                reply_to: None,
                forwarded: false,
            },
        );
    }

    /// Something about the account itself; `of` names the fact.
    pub(crate) fn account(&mut self, of: &[&str], at_ms: u64, event: AccountEvent) {
        let parts: Vec<&str> = of.iter().copied().chain([kind(&event)]).collect();
        self.push(key("a", &fingerprint(&parts)), at_ms, EventBody::Account(event));
    }

    fn push(&mut self, dedupe_key: String, at_ms: u64, body: EventBody) {
        // Neither gateway sends nearly as many; the contract's limit ends a call.
        if self.events.len() < EVENTS {
            self.events.push(Event { dedupe_key, at_ms, body });
        }
    }
}

impl Told {
    fn bounded_id(&self) -> String {
        bounded(&self.id)
    }

    /// Who is on the other side; a member of a group who is not named is
    /// nobody in particular.
    fn person(&self) -> Party {
        let chat = if self.chat.is_person() { Some(&self.chat) } else { self.participant.as_ref() };
        let jids: Vec<Jid> = chat.into_iter().chain(&self.also).cloned().collect();
        let nobody = || Party::new(vec![Address { kind: AddressKind::Other, value: self.bounded_id() }], None);
        party(&jids, self.name.as_deref()).unwrap_or_else(nobody)
    }
}

pub(crate) fn known(chat: &Jid, from_me: bool, participant: Option<&Jid>) -> Known {
    Known { from_me, chat: chat.chat_id(), participant: participant.map(Jid::chat_id) }
}

fn shown(scope: &Scope<'_>, content: InboundContent) -> InboundContent {
    if scope.record_shared { content } else { withheld(content) }
}

/// `id` as it can be one here.
fn bounded(id: &str) -> String {
    let id = id.trim();
    if (1..=ID).contains(&id.len()) { id.to_owned() } else { format!("#{}", fingerprint(&[id])) }
}

/// A message that the gateway does not name is named by what it is, so that it
/// stays visible.
pub(crate) fn named(id: &str, raw: &Value) -> String {
    let id = id.trim();
    if id.is_empty() { format!("#{}", fingerprint(&[&raw.to_string()])) } else { id.to_owned() }
}

/// Longer ids than this leave no room in a key.
const KEY_ID: usize = 200;

fn key(prefix: &str, id: &str) -> String {
    let id = if id.len() <= KEY_ID { id.to_owned() } else { format!("#{}", fingerprint(&[id])) };
    format!("{prefix}:{id}")
}

fn word(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::Sent => "sent",
        Delivery::Failed => "failed",
        Delivery::Delivered => "delivered",
        Delivery::Read => "read",
        Delivery::Played => "played",
    }
}

fn kind(event: &AccountEvent) -> &'static str {
    match event {
        AccountEvent::CredentialsBad(_) => "credentials-bad",
        AccountEvent::Connected(_) => "connected",
        AccountEvent::PairingChanged => "pairing-changed",
        AccountEvent::Notice(_) => "notice",
        AccountEvent::Quality(_) => "quality",
        AccountEvent::TemplateStatus(_) => "template-status",
    }
}

/// The linked number as people read it: "+554988590187 · Oficina".
pub(crate) fn account_info(jid: Option<&str>, name: Option<&str>, session: &str) -> AccountInfo {
    let number = match jid.map(Jid::read) {
        Some(Jid::Phone(digits)) => Some(format!("+{digits}")),
        Some(Jid::Lid(digits)) => Some(format!("{digits}@lid")),
        _ => None,
    };
    let remote_id = number.clone().unwrap_or_else(|| session.to_owned());
    let name = name.map(str::trim).filter(|name| !name.is_empty() && *name != "~").map(str::to_owned);
    let shown: Vec<String> = [Some(remote_id.clone()), name].into_iter().flatten().collect();
    AccountInfo { remote_id: clip(&remote_id, NAME), display: clip(&shown.join(" · "), NAME) }
}
