//! What business systems report: customers, cards, and what follows for the
//! customer.

use super::{Context, Effects, Recorded, decide, first_time, message};
use crate::compose::TemplateOrder;
use crate::error::AppError;
use crate::{outbox, people, reach, tasks};
use deskbell_domain::address::{Address, AddressKind};
use deskbell_domain::business::{
    BusinessBody, BusinessCard, BusinessDocument, BusinessEvent, CardChange, Customer, DocumentSource,
};
use deskbell_domain::card::{Card, CardOrigin, Document, StatusChange};
use deskbell_domain::contact::{Contact, CustomerRecord, NameSource};
use deskbell_domain::id::{CardId, ChannelId, ContactId, JournalSeq};
use deskbell_domain::journal::{Item, ItemOutcome};
use deskbell_domain::media::{Fetch, FetchTarget, MediaState};
use deskbell_domain::outbox::Lane;
use deskbell_domain::phone;
use deskbell_domain::rule::{Decision, Explanation, TriggerEvent, TriggerFacts};
use deskbell_domain::time::SignedDuration;
use deskbell_store::{Blob, ByAddress, ByOrigin, OnceKey, Read, Tombstone, Tx};
use std::sync::Arc;

/// How long a change of a card is news to a customer who could not be reached
/// when it happened.
const NEWS: SignedDuration = SignedDuration::from_hours(24);

/// The module of customers among what was deleted.
const CUSTOMER: &str = "";

const OLDER: &str = "an older version than the one that is known";

/// Records a translated batch of a business system.
pub(crate) fn record_business(
    tx: &mut Tx<'_>,
    ctx: &Context,
    journal: JournalSeq,
    events: &[BusinessEvent],
    effects: &mut Effects,
) -> Result<Vec<Item>, AppError> {
    let mut items = Vec::with_capacity(events.len());
    for (index, event) in events.iter().enumerate() {
        let recorded = record_event(tx, &ctx.of_item(journal, index, event.at), event, effects)?;
        items.push(Item {
            event: name(&event.body).to_owned(),
            dedupe_key: event.dedupe_key.clone(),
            outcome: recorded.outcome,
            explanation: recorded.explanation,
        });
    }
    Ok(items)
}

fn name(body: &BusinessBody) -> &'static str {
    match body {
        BusinessBody::CustomerChanged(_) => "customer-changed",
        BusinessBody::CustomerDeleted { .. } => "customer-deleted",
        BusinessBody::CardChanged { .. } => "card-changed",
        BusinessBody::CardDeleted { .. } => "card-deleted",
    }
}

fn record_event(
    tx: &mut Tx<'_>,
    ctx: &Context,
    event: &BusinessEvent,
    effects: &mut Effects,
) -> Result<Recorded, AppError> {
    if !first_time(tx, ctx, &event.dedupe_key)? {
        return Ok(Recorded::plain(ItemOutcome::Duplicate));
    }
    match &event.body {
        BusinessBody::CustomerChanged(customer) => customer_changed(tx, ctx, customer, event.version, effects),
        BusinessBody::CustomerDeleted { external_id } => customer_deleted(tx, ctx, external_id, event.version),
        BusinessBody::CardChanged { card, change } => card_changed(tx, ctx, card, *change, event.version, effects),
        BusinessBody::CardDeleted { module, external_id } => card_deleted(tx, ctx, module, external_id, event.version),
    }
}

/// Keys mean something within one integration alone.
fn external(ctx: &Context, external_id: &str) -> Address {
    Address::new(ctx.channel.id.as_str(), AddressKind::ExternalId, external_id)
}

fn by_external(tx: &Tx<'_>, ctx: &Context, external_id: &str) -> Result<Option<Contact>, AppError> {
    Ok(tx.find::<Contact, ByAddress>(&external(ctx, external_id).canonical())?)
}

fn customer_changed(
    tx: &mut Tx<'_>,
    ctx: &Context,
    customer: &Customer,
    version: u64,
    effects: &mut Effects,
) -> Result<Recorded, AppError> {
    let known = by_external(tx, ctx, &customer.external_id)?;
    let older = known.as_ref().is_some_and(|contact| version < known_version(contact, ctx, &customer.external_id));
    if older || !unbury(tx, ctx, CUSTOMER, &customer.external_id, version)? {
        return Ok(Recorded::ignored(OLDER));
    }
    let was_out_of_reach = known.as_ref().is_some_and(out_of_reach);
    let addresses: Vec<Address> = customer.addresses.iter().map(|a| international(ctx, a)).collect();
    let mut contact = match known {
        Some(contact) => in_place_of(tx, ctx, contact, &addresses)?,
        None => match people::find(tx, &addresses)? {
            // Somebody who wrote before the shop entered them.
            Some(contact) if !is_known_to(&contact, ctx) => contact,
            _ => Contact::new(tx.next_id()?, ctx.now),
        },
    };
    people::learn(tx, &mut contact, &[external(ctx, &customer.external_id)], ctx.now)?;
    contact.rename(&customer.name, NameSource::Business, ctx.now);
    let addresses = people::free(tx, &contact, &addresses)?;
    contact.apply(record_of(ctx, customer, version, addresses), ctx.now);
    tx.put(&contact)?;
    let explanation = match was_out_of_reach && !out_of_reach(&contact) {
        true => Some(announce_what_waited(tx, ctx, &contact, effects)?),
        false => None,
    };
    Ok(Recorded { outcome: ItemOutcome::Applied, explanation })
}

fn record_of(ctx: &Context, customer: &Customer, version: u64, addresses: Vec<Address>) -> CustomerRecord {
    CustomerRecord {
        channel: ctx.channel.id.clone(),
        external_id: customer.external_id.clone(),
        version,
        addresses,
        language: customer.language.clone(),
        note: customer.note.clone(),
    }
}

/// Each system counts its own versions.
fn known_version(contact: &Contact, ctx: &Context, external_id: &str) -> u64 {
    contact.record(&ctx.channel.id, external_id).map_or(0, |record| record.version)
}

/// Known by the business system's key alone: nobody could write to them yet.
fn out_of_reach(contact: &Contact) -> bool {
    contact.addresses.iter().all(|known| known.address.kind == AddressKind::ExternalId)
}

/// Cards that changed while their customer could not be reached are announced
/// as they stand now, unless that is old news.
fn announce_what_waited(
    tx: &mut Tx<'_>,
    ctx: &Context,
    contact: &Contact,
    effects: &mut Effects,
) -> Result<Explanation, AppError> {
    let mut whole = Explanation::default();
    let cards = message::cards_of(tx, contact)?;
    for card in cards.into_iter().rev().filter(|card| ctx.now.duration_since(card.updated) <= NEWS) {
        let (change, before) = match card.status_change.clone() {
            Some(changed) => (CardChange::StatusChanged, changed.before),
            None => (CardChange::Created, None),
        };
        whole.runs.extend(trigger(tx, ctx, card, contact.clone(), change, before, effects)?.runs);
    }
    Ok(whole)
}

/// A card that came before its customer made a contact of the key alone. If the
/// customer turns out to have written already, the card is theirs.
fn in_place_of(tx: &mut Tx<'_>, ctx: &Context, made: Contact, addresses: &[Address]) -> Result<Contact, AppError> {
    let key_alone = made.addresses.len() == 1 && made.name.is_none();
    let writer = people::find(tx, addresses)?.filter(|writer| !is_known_to(writer, ctx));
    let Some(writer) = writer.filter(|_| key_alone) else { return Ok(made) };
    loop {
        let cards = message::cards_of(tx, &made)?;
        if cards.is_empty() {
            break;
        }
        for card in cards {
            tx.put(&Card { contact: writer.id, ..card })?;
        }
    }
    tx.remove::<Contact>(&made.id)?;
    Ok(writer)
}

fn is_known_to(contact: &Contact, ctx: &Context) -> bool {
    contact
        .addresses
        .iter()
        .any(|k| k.address.kind == AddressKind::ExternalId && k.address.realm.as_str() == ctx.channel.id.as_str())
}

/// Business systems write numbers as people do; the shop's country completes them.
fn international(ctx: &Context, address: &Address) -> Address {
    let parsed = match address.kind {
        AddressKind::Phone => phone::parse(&address.value, Some(&ctx.settings.country)),
        _ => None,
    };
    match parsed {
        Some(value) => Address { value, ..address.clone() },
        None => address.clone(),
    }
}

/// The person stays: their messages do. Only the link to the record goes.
fn customer_deleted(tx: &mut Tx<'_>, ctx: &Context, external_id: &str, version: u64) -> Result<Recorded, AppError> {
    let known = by_external(tx, ctx, external_id)?;
    if known.as_ref().is_some_and(|contact| version < known_version(contact, ctx, external_id)) {
        return Ok(Recorded::ignored(OLDER));
    }
    bury(tx, ctx, CUSTOMER, external_id, version)?;
    let Some(mut contact) = known else {
        return Ok(Recorded::ignored("a customer who is not known here"));
    };
    contact.forget(&external(ctx, external_id), ctx.now);
    contact.take_record(&ctx.channel.id, external_id);
    tx.put(&contact)?;
    Ok(Recorded::plain(ItemOutcome::Applied))
}

fn card_changed(
    tx: &mut Tx<'_>,
    ctx: &Context,
    incoming: &BusinessCard,
    change: CardChange,
    version: u64,
    effects: &mut Effects,
) -> Result<Recorded, AppError> {
    let origin = (ctx.channel.id.clone(), incoming.module.clone(), incoming.external_id.clone());
    let known = tx.find::<Card, ByOrigin>(&origin)?;
    if !unbury(tx, ctx, &incoming.module, &incoming.external_id, version)? {
        return Ok(Recorded::ignored(OLDER));
    }
    if let Some(card) = known.as_ref().filter(|card| version < card.version) {
        return overtaken(tx, ctx, card.clone(), incoming, effects);
    }
    let contact = owner(tx, ctx, &incoming.customer, known.as_ref())?;
    let previous_status = known.as_ref().map(|card| card.status.clone());
    let change = actual_change(change, previous_status.as_deref(), &incoming.status);
    let card = merge(tx, ctx, known, incoming, contact.id, change, version)?;
    fetch_documents(tx, ctx, &card, incoming, effects)?;
    tx.put(&card)?;
    let explanation = trigger(tx, ctx, card, contact, change, previous_status, effects)?;
    Ok(Recorded { outcome: ItemOutcome::Applied, explanation: Some(explanation) })
}

/// An older version changes nothing. But if the newer one was the first that we
/// heard of the card, this one tells that its status has changed since, which
/// nobody was told.
fn overtaken(
    tx: &mut Tx<'_>,
    ctx: &Context,
    mut card: Card,
    incoming: &BusinessCard,
    effects: &mut Effects,
) -> Result<Recorded, AppError> {
    let first = card.status_change.is_none() && ctx.now.duration_since(card.created) <= NEWS;
    if !first || card.status == incoming.status {
        return Ok(Recorded::ignored(OLDER));
    }
    let before = Some(incoming.status.clone());
    card.status_change = Some(StatusChange { before: before.clone() });
    tx.put(&card)?;
    let Some(contact) = tx.get::<Contact>(&card.contact)? else { return Ok(Recorded::ignored(OLDER)) };
    let explanation = trigger(tx, ctx, card, contact, CardChange::StatusChanged, before, effects)?;
    Ok(Recorded { outcome: ItemOutcome::Applied, explanation: Some(explanation) })
}

/// What the rules make of a card's change.
fn trigger(
    tx: &mut Tx<'_>,
    ctx: &Context,
    card: Card,
    contact: Contact,
    change: CardChange,
    previous_status: Option<String>,
    effects: &mut Effects,
) -> Result<Explanation, AppError> {
    let facts = Arc::new(TriggerFacts {
        now: ctx.now,
        time_zone: ctx.zone.clone(),
        open_now: ctx.settings.hours.open_at(ctx.now, &ctx.zone),
        event: TriggerEvent { change: change.as_str().to_owned(), version: card.version },
        card,
        contact,
        previous_status,
    });
    let ruled = ctx.rules.trigger(&facts);
    apply_trigger(tx, ctx, &facts, &ruled, effects)?;
    Ok(ruled.explanation)
}

/// What changed is what differs from what we know, whatever the sender calls it.
fn actual_change(said: CardChange, before: Option<&str>, now: &str) -> CardChange {
    match before {
        // The sender saw it change, even if for us the card begins here.
        None if said == CardChange::StatusChanged => said,
        None => CardChange::Created,
        Some(before) if before != now => CardChange::StatusChanged,
        Some(_) if said == CardChange::Created => CardChange::Updated,
        Some(_) if said == CardChange::StatusChanged => CardChange::Updated,
        Some(_) => said,
    }
}

fn status_change(known: Option<&Card>, incoming: &BusinessCard, change: CardChange) -> Option<StatusChange> {
    match known {
        Some(card) if card.status != incoming.status => Some(StatusChange { before: Some(card.status.clone()) }),
        Some(card) => card.status_change.clone(),
        None => (change == CardChange::StatusChanged).then_some(StatusChange { before: None }),
    }
}

/// A card may come before its customer: the contact is made with the key alone.
/// It may also outlive the customer's record: then it stays whose it was.
fn owner(tx: &mut Tx<'_>, ctx: &Context, external_id: &str, known: Option<&Card>) -> Result<Contact, AppError> {
    if let Some(contact) = by_external(tx, ctx, external_id)? {
        return Ok(contact);
    }
    let deleted = tx.get::<Tombstone>(&grave(ctx, CUSTOMER, external_id))?.is_some();
    if let Some(card) = known.filter(|_| deleted)
        && let Some(contact) = tx.get::<Contact>(&card.contact)?
    {
        return Ok(contact);
    }
    let id: ContactId = tx.next_id()?;
    let mut contact = Contact::new(id, ctx.now);
    contact.learn(&[external(ctx, external_id)], ctx.now);
    tx.put(&contact)?;
    Ok(contact)
}

fn merge(
    tx: &mut Tx<'_>,
    ctx: &Context,
    known: Option<Card>,
    incoming: &BusinessCard,
    contact: ContactId,
    change: CardChange,
    version: u64,
) -> Result<Card, AppError> {
    let status_change = status_change(known.as_ref(), incoming, change);
    let (id, created, documents): (CardId, _, _) = match known {
        Some(card) => (card.id, card.created, card.documents),
        None => (tx.next_id()?, ctx.now, Vec::new()),
    };
    Ok(Card {
        id,
        module: incoming.module.clone(),
        origin: Some(CardOrigin { channel: ctx.channel.id.clone(), external_id: incoming.external_id.clone() }),
        number: incoming.number.clone(),
        title: incoming.title.clone(),
        status: incoming.status.clone(),
        status_label: incoming.status_label.clone(),
        open: incoming.open,
        contact,
        total: incoming.total.clone(),
        due: incoming.due,
        link: incoming.link.clone(),
        documents: documents_after(documents, &incoming.documents),
        fields: incoming.fields.iter().cloned().collect(),
        status_change,
        version,
        created,
        updated: ctx.now,
    })
}

/// The same file name is the same document in a newer version; documents that
/// an event does not mention stay.
fn documents_after(mut before: Vec<Document>, incoming: &[BusinessDocument]) -> Vec<Document> {
    for document in incoming {
        let media = match &document.source {
            DocumentSource::Blob { blob } => MediaState::Stored { blob: blob.clone() },
            DocumentSource::Remote { remote } => MediaState::Pending { remote: remote.clone() },
        };
        let new = Document { kind: document.kind.clone(), filename: document.filename.clone(), media };
        match before.iter_mut().find(|d| d.filename == new.filename) {
            Some(old) => *old = new,
            None => before.push(new),
        }
    }
    before
}

/// Documents given by link are fetched later; those given inside are here.
fn fetch_documents(
    tx: &mut Tx<'_>,
    ctx: &Context,
    card: &Card,
    incoming: &BusinessCard,
    effects: &mut Effects,
) -> Result<(), AppError> {
    for document in &incoming.documents {
        let remote = match &document.source {
            DocumentSource::Remote { remote } => remote,
            DocumentSource::Blob { blob } => {
                tx.put(&Blob { r#ref: blob.clone(), at: ctx.now })?;
                outbox::wake(tx, card, &document.filename, ctx.now)?;
                effects.queued = true;
                continue;
            }
        };
        let id = tx.next_id()?;
        tx.put(&Fetch {
            id,
            channel: ctx.channel.id.clone(),
            remote: remote.clone(),
            target: FetchTarget::CardDocument { card: card.id, filename: document.filename.clone() },
            attempt: 0,
            not_before: ctx.now,
            created: ctx.now,
        })?;
        effects.fetches = true;
    }
    Ok(())
}

fn card_deleted(
    tx: &mut Tx<'_>,
    ctx: &Context,
    module: &str,
    external_id: &str,
    version: u64,
) -> Result<Recorded, AppError> {
    let origin = (ctx.channel.id.clone(), module.to_owned(), external_id.to_owned());
    let known = tx.find::<Card, ByOrigin>(&origin)?;
    if known.as_ref().is_some_and(|card| version < card.version) {
        return Ok(Recorded::ignored(OLDER));
    }
    bury(tx, ctx, module, external_id, version)?;
    let Some(mut card) = known else {
        return Ok(Recorded::ignored("a card that is not known here"));
    };
    // Conversations are filed on it: it is closed, not torn out.
    card.open = false;
    card.status_change = Some(StatusChange { before: Some(card.status) });
    card.status = "deleted".into();
    card.status_label = "Deleted".into();
    card.version = version;
    card.updated = ctx.now;
    tx.put(&card)?;
    Ok(Recorded::plain(ItemOutcome::Applied))
}

fn grave(ctx: &Context, module: &str, external_id: &str) -> (ChannelId, String, String) {
    (ctx.channel.id.clone(), module.to_owned(), external_id.to_owned())
}

/// Remembers a deletion, also of what is not known here: it may have overtaken
/// the record itself.
fn bury(tx: &mut Tx<'_>, ctx: &Context, module: &str, external_id: &str, version: u64) -> Result<(), AppError> {
    let (channel, module, external_id) = grave(ctx, module, external_id);
    let before = tx.get::<Tombstone>(&(channel.clone(), module.clone(), external_id.clone()))?;
    let version = before.map_or(version, |before| before.version.max(version));
    Ok(tx.put(&Tombstone { channel, module, external_id, version, at: ctx.now })?)
}

/// Whether a record of this version is not deleted: a newer one is there again.
fn unbury(tx: &mut Tx<'_>, ctx: &Context, module: &str, external_id: &str, version: u64) -> Result<bool, AppError> {
    let grave = grave(ctx, module, external_id);
    match tx.get::<Tombstone>(&grave)? {
        Some(deleted) if version <= deleted.version => return Ok(false),
        Some(_) => tx.remove::<Tombstone>(&grave)?,
        None => None,
    };
    Ok(true)
}

fn apply_trigger(
    tx: &mut Tx<'_>,
    ctx: &Context,
    facts: &TriggerFacts,
    ruled: &deskbell_rules::Ruled,
    effects: &mut Effects,
) -> Result<(), AppError> {
    for decided in &ruled.decisions {
        match &decided.decision {
            Decision::SendTemplate { template, document } => {
                let once = once_key(ctx, facts, template);
                if tx.get::<OnceKey>(&once)?.is_some() {
                    continue;
                }
                let Some(mut conversation) = reach::conversation_for(tx, &facts.contact, template, ctx.now)? else {
                    let text = not_announced(tx, facts, template)?;
                    tasks::tell(tx, &text, (&facts.card).into(), None, ctx.now)?;
                    continue;
                };
                tx.put(&OnceKey { key: once, at: ctx.now, message: None })?;
                let order = TemplateOrder {
                    template,
                    document: document.as_deref(),
                    author: decide::author(ruled, decided),
                    lane: Lane::Service,
                    card: Some(facts.card.id),
                    source: ctx.source,
                };
                effects.queued |= ctx.composer().template(tx, &mut conversation, &facts.contact, &order)?;
                // Answers to this message belong to the card it is about.
                conversation.card = Some(facts.card.id);
                tx.put(&conversation)?;
            }
            Decision::CreateTask { title } => {
                let once = once_key(ctx, facts, &format!("task/{title}"));
                if tx.get::<OnceKey>(&once)?.is_none() {
                    tx.put(&OnceKey { key: once, at: ctx.now, message: None })?;
                    tasks::todo(tx, title, (&facts.card).into(), None, ctx.now)?;
                }
            }
            Decision::Notify { to, text } => decide::notify(tx, ctx, to, text, (&facts.card).into())?,
            Decision::Tag { tag } => {
                let mut contact = facts.contact.clone();
                decide::add_tag(&mut contact.tags, tag);
                tx.put(&contact)?;
            }
            // The rules refuse these in a trigger.
            Decision::Ignore { .. }
            | Decision::FileOn { .. }
            | Decision::CreateCard { .. }
            | Decision::Assign { .. }
            | Decision::SetPriority { .. } => {}
        }
    }
    Ok(())
}

fn not_announced(tx: &Tx<'_>, facts: &TriggerFacts, template: &str) -> Result<String, AppError> {
    let reason = if !reach::is_offered(tx, template)? {
        format!("no channel has the template {template}; create it at the provider")
    } else if out_of_reach(&facts.contact) {
        "the customer's number or address has not come yet; it is announced when it does".to_owned()
    } else {
        format!("the customer has no messenger or number to which a channel could send {template}")
    };
    Ok(format!("{} {} could not be announced: {reason}", facts.card.module, facts.card.number))
}

/// Each business event sends at most once for (document, event, version) (X2).
/// Where nobody could be reached the key is still free for a later time.
fn once_key(ctx: &Context, facts: &TriggerFacts, template: &str) -> String {
    let document = facts.card.origin.as_ref().map_or("", |o| &o.external_id);
    let TriggerEvent { change, version } = &facts.event;
    format!("trigger/{}/{}/{document}/{change}/{version}/{template}", ctx.channel.id, facts.card.module)
}

#[cfg(test)]
mod tests {
    use super::actual_change;
    use deskbell_domain::business::CardChange::{self, Created, StatusChanged, Updated};

    #[test]
    fn x2_what_changed_is_what_differs_from_what_is_known() {
        let check = |said: CardChange, before, want: CardChange| {
            assert_eq!(actual_change(said, before, "ready"), want, "{said:?} after {before:?}");
        };
        check(Created, None, Created);
        check(Updated, None, Created);
        check(StatusChanged, None, StatusChanged);
        for said in [Created, Updated, StatusChanged] {
            check(said, Some("in-progress"), StatusChanged);
            check(said, Some("ready"), Updated);
        }
    }
}
