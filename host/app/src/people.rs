//! Who wrote: contacts by their addresses.

use deskbell_domain::address::{Address, Party};
use deskbell_domain::contact::{Contact, NameSource};
use deskbell_domain::time::Timestamp;
use deskbell_store::{ByAddress, Read, Tx, TxError};

/// The contact that owns one of these addresses. Where addresses of one party
/// belong to different contacts, a provider's own id is believed before a
/// phone number: numbers change hands, and merging is a person's decision.
pub(crate) fn find(store: &impl Read, addresses: &[Address]) -> Result<Option<Contact>, TxError> {
    let mut ordered: Vec<&Address> = addresses.iter().filter(|a| a.kind.identifies()).collect();
    ordered.sort_by_key(|a| a.kind == deskbell_domain::address::AddressKind::Phone);
    for address in ordered {
        if let Some(contact) = store.find::<Contact, ByAddress>(&address.canonical())? {
            return Ok(Some(contact));
        }
    }
    Ok(None)
}

/// Adds the addresses that nobody else has; true when something was new.
pub(crate) fn learn(
    store: &impl Read,
    contact: &mut Contact,
    addresses: &[Address],
    now: Timestamp,
) -> Result<bool, TxError> {
    let free = free(store, contact, addresses)?;
    Ok(contact.learn(&free, now))
}

/// The addresses that are this contact's, or nobody's.
pub(crate) fn free(store: &impl Read, contact: &Contact, addresses: &[Address]) -> Result<Vec<Address>, TxError> {
    let mut free = Vec::new();
    for address in addresses {
        let known = contact.addresses.iter().any(|known| known.address == *address);
        let owner = match !known && address.kind.identifies() {
            true => store.find::<Contact, ByAddress>(&address.canonical())?,
            false => None,
        };
        if owner.is_none_or(|owner| owner.id == contact.id) {
            free.push(address.clone());
        }
    }
    Ok(free)
}

/// The sender's contact, made when nobody knows them. Not yet stored when new
/// or changed: the flag says so.
pub(crate) fn resolve(
    tx: &mut Tx<'_>,
    known: Option<Contact>,
    party: &Party,
    now: Timestamp,
) -> Result<Contact, TxError> {
    let (mut contact, mut changed) = match known {
        Some(contact) => (contact, false),
        None => (Contact::new(tx.next_id()?, now), true),
    };
    changed |= learn(tx, &mut contact, &party.addresses, now)?;
    if let Some(name) = &party.display_name {
        changed |= contact.rename(name, NameSource::Profile, now);
    }
    if changed {
        tx.put(&contact)?;
    }
    Ok(contact)
}

/// Whoever writes can be reached, and where they write from comes first.
pub(crate) fn wrote(tx: &mut Tx<'_>, contact: &mut Contact, sender: &Party, channel_kind: &str) -> Result<(), TxError> {
    if contact.wrote_from(&sender.addresses) {
        tx.put(&*contact)?;
    }
    reached(tx, contact, channel_kind)
}

/// Whoever writes, or got a message, can be reached on this kind of channel.
pub(crate) fn reached(tx: &mut Tx<'_>, contact: &mut Contact, channel_kind: &str) -> Result<(), TxError> {
    if contact.reached_on(channel_kind) { tx.put(&*contact) } else { Ok(()) }
}
