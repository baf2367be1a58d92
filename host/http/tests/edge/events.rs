//! Old state + events = fresh state.

use crate::host::{Host, channel, now};
use deskbell_domain::card::Card;
use deskbell_domain::contact::{Contact, NameSource};
use deskbell_domain::conversation::Conversation;
use deskbell_domain::id::{CardId, ContactId, ConversationId};
use deskbell_domain::user::Role;
use deskbell_http::Config;
use futures_util::StreamExt;
use proptest::prelude::*;
use reqwest::Response;
use serde_json::Value;
use std::collections::BTreeMap;
use std::pin::Pin;

/// One event as it stands on the wire.
#[derive(Debug, Clone, Default)]
struct Event {
    id: Option<u64>,
    name: String,
    data: Value,
}

/// A browser's `EventSource`, without its reconnecting.
struct Source {
    bytes: Pin<Box<dyn futures_util::Stream<Item = reqwest::Result<Vec<u8>>> + Send>>,
    text: String,
}

impl Source {
    async fn open(host: &Host, token: &str, last: Option<u64>) -> Self {
        let request = host.get("/api/v1/events").bearer_auth(token);
        let request = match last {
            Some(last) => request.header("last-event-id", last),
            None => request,
        };
        let response: Response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { bytes: Box::pin(response.bytes_stream().map(|chunk| chunk.map(|c| c.to_vec()))), text: String::new() }
    }

    /// None at the end of the stream.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let (event, rest) = (parse(event), rest.to_owned());
                self.text = rest;
                if let Some(event) = event {
                    return Some(event);
                }
                continue;
            }
            let chunk = self.bytes.next().await?.ok()?;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }
}

fn parse(text: &str) -> Option<Event> {
    let mut event = Event::default();
    for line in text.lines() {
        match line.split_once(": ") {
            Some(("id", id)) => event.id = Some(id.parse().unwrap()),
            Some(("event", name)) => event.name = name.into(),
            Some(("data", data)) => event.data = serde_json::from_str(data).unwrap(),
            _ => {}
        }
    }
    (!event.name.is_empty()).then_some(event)
}

/// Something that happens in a workspace.
#[derive(Debug, Clone)]
enum Step {
    Name {
        contact: u64,
        name: String,
    },
    Card {
        card: u64,
        status: String,
    },
    DropCard {
        card: u64,
    },
    Talk {
        contact: u64,
        unread: u32,
    },
    File {
        card: u64,
    },
    /// The browser loses its connection and comes back.
    Reconnect,
}

const CONTACTS: u64 = 3;
const CARDS: u64 = 6;

fn owner(card: u64) -> u64 {
    card % CONTACTS + 1
}

fn step() -> impl Strategy<Value = Step> {
    let (contact, card, word) = (1..=CONTACTS, 1..=CARDS, "[a-z]{1,8}");
    prop_oneof![
        (contact.clone(), word).prop_map(|(contact, name)| Step::Name { contact, name }),
        (card.clone(), word).prop_map(|(card, status)| Step::Card { card, status }),
        card.clone().prop_map(|card| Step::DropCard { card }),
        (contact, 0..9u32).prop_map(|(contact, unread)| Step::Talk { contact, unread }),
        card.prop_map(|card| Step::File { card }),
        Just(Step::Reconnect),
    ]
}

fn card(id: u64, status: &str) -> Card {
    Card {
        id: CardId(id),
        module: "repair-order".into(),
        origin: None,
        number: id.to_string(),
        title: "Bicycle".into(),
        status: status.into(),
        status_label: status.into(),
        open: true,
        contact: ContactId(owner(id)),
        total: None,
        due: None,
        link: None,
        documents: Vec::new(),
        fields: BTreeMap::new(),
        status_change: None,
        version: 1,
        created: now(),
        updated: now(),
    }
}

/// What the workspace holds, as the test wrote it.
struct Shop {
    contacts: BTreeMap<u64, Contact>,
    conversations: BTreeMap<u64, Conversation>,
    cards: BTreeMap<u64, Card>,
}

impl Shop {
    /// Each contact with a conversation of the same number.
    async fn open(host: &Host) -> Self {
        let all = 1..=CONTACTS;
        let talk = |n| Conversation::new(ConversationId(n), channel().id, ContactId(n), now());
        let shop = Self {
            contacts: all.clone().map(|n| (n, Contact::new(ContactId(n), now()))).collect(),
            conversations: all.map(|n| (n, talk(n))).collect(),
            cards: BTreeMap::new(),
        };
        let rows = (shop.contacts.clone(), shop.conversations.clone());
        host.write(move |tx| {
            for contact in rows.0.values() {
                tx.put(contact)?;
            }
            for conversation in rows.1.values() {
                tx.put(conversation)?;
            }
            Ok(())
        })
        .await;
        shop
    }

    async fn apply(&mut self, host: &Host, step: &Step) {
        match step {
            Step::Name { contact, name } => {
                let contact = self.contacts.get_mut(contact).unwrap();
                contact.rename(name, NameSource::Person, now());
                let contact = contact.clone();
                host.write(move |tx| Ok(tx.put(&contact)?)).await;
            }
            Step::Card { card: id, status } => {
                let card = card(*id, status);
                self.cards.insert(*id, card.clone());
                host.write(move |tx| Ok(tx.put(&card)?)).await;
            }
            Step::DropCard { card } => self.drop_card(host, *card).await,
            Step::Talk { contact, unread } => {
                let conversation = self.conversations.get_mut(contact).unwrap();
                conversation.unread = *unread;
                let conversation = conversation.clone();
                host.write(move |tx| Ok(tx.put(&conversation)?)).await;
            }
            Step::File { card } if self.cards.contains_key(card) => {
                let conversation = self.conversations.get_mut(&owner(*card)).unwrap();
                conversation.card = Some(CardId(*card));
                let conversation = conversation.clone();
                host.write(move |tx| Ok(tx.put(&conversation)?)).await;
            }
            Step::File { .. } | Step::Reconnect => {}
        }
    }

    /// As the app does it: what was filed there is filed nowhere afterwards.
    async fn drop_card(&mut self, host: &Host, card: u64) {
        self.cards.remove(&card);
        let conversation = self.conversations.get_mut(&owner(card)).unwrap();
        conversation.card = conversation.card.filter(|filed| filed.0 != card);
        let conversation = conversation.clone();
        host.write(move |tx| {
            tx.remove::<Card>(&CardId(card))?;
            Ok(tx.put(&conversation)?)
        })
        .await;
    }
}

type Model = BTreeMap<(String, u64), Value>;

/// What a page reads when it opens.
async fn fresh(host: &Host, token: &str) -> Model {
    let mut model = Model::new();
    let kinds =
        [("conversation", "conversations", CONTACTS), ("contact", "contacts", CONTACTS), ("card", "cards", CARDS)];
    for (kind, plural, count) in kinds {
        for id in 1..=count {
            let response = host.get(&format!("/api/v1/{plural}/{id}")).bearer_auth(token).send().await.unwrap();
            if response.status() == 200 {
                model.insert((kind.into(), id), own(response.json().await.unwrap()));
            }
        }
    }
    model
}

/// Records inside a contact have events of their own.
fn own(mut record: Value) -> Value {
    if let Some(record) = record.as_object_mut()
        && record.contains_key("addresses")
    {
        record.remove("cards");
        record.remove("conversations");
    }
    record
}

fn learn(model: &mut Model, event: &Event) {
    if !["conversation", "contact", "card"].contains(&event.name.as_str()) {
        return;
    }
    let key = (event.name.clone(), event.data["id"].as_u64().unwrap());
    if event.data["gone"] == true {
        model.remove(&key);
    } else {
        model.insert(key, own(event.data.clone()));
    }
}

/// Applies what comes until the contact of that name, and all that came with
/// it, was seen; gives the place to continue.
async fn follow_until(source: &mut Source, model: &mut Model, name: &str) -> u64 {
    let mut seen = false;
    loop {
        let event = source.next().await.unwrap();
        seen |= event.name == "contact" && event.data["name"] == name;
        learn(model, &event);
        if let (true, Some(id)) = (seen, event.id) {
            return id;
        }
    }
}

async fn check(steps: Vec<Step>) -> (Model, Model) {
    let host = Host::start().await;
    let token = host.token(Role::Owner).await;
    let mut shop = Shop::open(&host).await;
    let mut source = Source::open(&host, &token, None).await;
    assert_eq!(source.next().await.unwrap().name, "ready");
    let mut model = fresh(&host, &token).await;
    for (number, step) in steps.iter().enumerate() {
        shop.apply(&host, step).await;
        if matches!(step, Step::Reconnect) {
            let (contact, name) = (1, format!("before {number}"));
            shop.apply(&host, &Step::Name { contact, name: name.clone() }).await;
            let seen = follow_until(&mut source, &mut model, &name).await;
            source = Source::open(&host, &token, Some(seen)).await;
        }
    }
    let (contact, name) = (1, "the end".to_owned());
    shop.apply(&host, &Step::Name { contact, name }).await;
    follow_until(&mut source, &mut model, "the end").await;
    // An event of an earlier change may have shown the last state already, with
    // others still on their way: they must lead to the fresh state.
    let mut latest = fresh(&host, &token).await;
    while model != latest {
        let Ok(Some(event)) = tokio::time::timeout(std::time::Duration::from_secs(5), source.next()).await else {
            break;
        };
        learn(&mut model, &event);
        latest = fresh(&host, &token).await;
    }
    (model, latest)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn old_state_and_events_give_fresh_state(steps in prop::collection::vec(step(), 1..20)) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let (followed, fresh) = runtime.block_on(check(steps));
        prop_assert_eq!(followed, fresh);
    }
}

#[tokio::test]
async fn who_was_away_too_long_begins_anew() {
    let host = Host::remembering(Config::default(), 5).await;
    let token = host.token(Role::Owner).await;
    let mut shop = Shop::open(&host).await;
    // The store forgets in steps of 256 rows.
    for n in 0..260 {
        shop.apply(&host, &Step::Name { contact: 1, name: format!("name {n}") }).await;
    }
    let mut source = Source::open(&host, &token, Some(1)).await;
    assert_eq!(source.next().await.unwrap().name, "ready");
    let reset = source.next().await.unwrap();
    assert_eq!(reset.name, "reset");
    assert_eq!(reset.id, reset.data["seq"].as_u64());
    // A number of another life of this store, e.g. before a restore.
    let mut source = Source::open(&host, &token, Some(1_000_000)).await;
    assert_eq!(source.next().await.unwrap().name, "ready");
    assert_eq!(source.next().await.unwrap().name, "reset");
}

#[tokio::test]
async fn streams_show_life_and_end_with_the_host() {
    let mut host = Host::with(Config { heartbeat_s: 1, ..Config::default() }).await;
    let token = host.token(Role::Owner).await;
    let mut source = Source::open(&host, &token, None).await;
    source.next().await.unwrap();
    let alive = source.bytes.next().await.unwrap().unwrap();
    assert_eq!(alive, b": alive\n\n");
    let end = tokio::spawn(async move { source.next().await });
    host.stop().await;
    assert!(end.await.unwrap().is_none());
}

#[tokio::test]
async fn streams_are_bounded() {
    let host = Host::with(Config { max_event_streams: 1, ..Config::default() }).await;
    let token = host.token(Role::Owner).await;
    let _first = Source::open(&host, &token, None).await;
    let second = host.get("/api/v1/events").bearer_auth(&token).send().await.unwrap();
    assert_eq!(second.status(), 503);
}
