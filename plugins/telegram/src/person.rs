//! Who is who: a user or, where a group or channel speaks for itself, a chat.

use crate::bounds::{NAME, clip};
use crate::json::{int_at, text_at, word_at};
use deskbell_sdk::{Address, AddressKind, Party};
use serde_json::Value;

/// Who wrote a message, reacted, or changed the bot's rights. `from` of an
/// anonymous administrator is a placeholder; `sender_chat` is whom they speak for.
pub(crate) fn author(item: &Value, stand_in: &str) -> Party {
    let chat = |key: &str| item.get(key).and_then(chat);
    let user = || item.get("from").or_else(|| item.get("user")).and_then(user);
    let party = chat("sender_chat").or_else(|| chat("actor_chat")).or_else(user).or_else(|| chat("chat"));
    // Without anybody the message stays visible all the same.
    party.unwrap_or_else(|| Party::new(vec![Address::new(AddressKind::Other, clip(stand_in, NAME))], None))
}

fn user(user: &Value) -> Option<Party> {
    party(user, name(user))
}

/// A private chat has the id and the names of its user.
fn chat(chat: &Value) -> Option<Party> {
    party(chat, text_at(chat, "title").map(|title| clip(title.trim(), NAME)).or_else(|| name(chat)))
}

/// The user id of a private chat is also its chat id, so it is all that is
/// needed to answer.
fn party(value: &Value, name: Option<String>) -> Option<Party> {
    let mut addresses = vec![Address::user_id(int_at(value, "id")?.to_string())];
    if let Some(username) = word_at(value, "username").filter(|name| name.len() <= NAME) {
        addresses.push(Address::new(AddressKind::Username, username));
    }
    Some(Party::new(addresses, name))
}

fn name(user: &Value) -> Option<String> {
    let names: Vec<&str> = ["first_name", "last_name"].iter().filter_map(|key| text_at(user, key)).collect();
    (!names.is_empty()).then(|| clip(names.join(" ").trim(), NAME))
}

/// A group by its id alone.
pub(crate) fn group(id: i64) -> Party {
    Party::new(vec![Address::user_id(id.to_string())], None)
}

/// The number that a customer shared as their own: of another one's card, or
/// of a card passed on, it would be somebody else's.
pub(crate) fn own_phone(message: &Value) -> Option<Address> {
    let contact = message.get("contact")?;
    let from = message.get("from").and_then(|from| int_at(from, "id"))?;
    let passed_on = message.get("forward_origin").or_else(|| message.get("forward_date")).is_some();
    if passed_on || int_at(contact, "user_id") != Some(from) {
        return None;
    }
    phone(&word_at(contact, "phone_number")?).map(Address::phone)
}

/// Telegram writes it with or without "+", always with the country code.
pub(crate) fn phone(raw: &str) -> Option<String> {
    let digits: String = raw.chars().filter(|c| !matches!(c, '+' | ' ' | '-' | '(' | ')')).collect();
    let fits = (5..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| format!("+{digits}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn known(item: Value) -> (Vec<String>, Option<String>) {
        let party = author(&item, "m:?");
        (party.addresses.into_iter().map(|a| a.value).collect(), party.display_name)
    }

    #[test]
    fn users_chats_and_nobody() {
        let ana = json!({"id": 7, "first_name": "Ana", "last_name": "Souza", "username": "anasouza"});
        assert_eq!(known(json!({"from": ana})), (vec!["7".into(), "anasouza".into()], Some("Ana Souza".into())));
        let group = json!({"id": -100, "title": "Oficina", "type": "supergroup"});
        let anonymous = json!({"from": {"id": 1_087_968_824, "first_name": "Group"}, "sender_chat": group});
        assert_eq!(known(anonymous), (vec!["-100".into()], Some("Oficina".into())));
        assert_eq!(known(json!({"chat": group})), (vec!["-100".into()], Some("Oficina".into())));
        assert_eq!(known(json!({})), (vec!["m:?".into()], None));
        let blank = json!({"from": {"id": 7, "first_name": " ", "username": "x".repeat(300)}});
        assert_eq!(known(blank), (vec!["7".into()], None));
        assert!(known(json!({"from": {"id": 7, "first_name": "ã".repeat(300)}})).1.unwrap().len() <= NAME);
    }

    #[test]
    fn only_ones_own_number_counts() {
        let card = |user_id: i64| json!({"from": {"id": 7}, "contact": {"phone_number": "380 50 123-45-67", "user_id": user_id}});
        assert_eq!(own_phone(&card(7)).unwrap().value, "+380501234567");
        assert_eq!(own_phone(&card(8)), None);
        let mut passed_on = card(7);
        passed_on["forward_origin"] = json!({"type": "user"});
        assert_eq!(own_phone(&passed_on), None);
        assert_eq!(phone("no number"), None);
    }
}
