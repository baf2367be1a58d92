//! `data` of `repair-order.…` and `card.…`.

use crate::describe::usual_status;
use crate::document::{self, Given, LinkBase};
use crate::fields::Fields;
use crate::refusal::Refusal;
use deskbell_sdk::erp::{Card, Money};
use serde_json::Value;

/// A card whose documents still have to be stored.
#[derive(Debug, Clone, PartialEq)]
pub struct CardData {
    /// Without its documents.
    pub card: Card,
    pub documents: Vec<Given>,
}

pub fn read(data: &mut Fields, module: String, links: &LinkBase) -> Result<CardData, Refusal> {
    let external_id = data.required_text("id", 128)?;
    let number = data.text("number", 64)?.unwrap_or_else(|| external_id.chars().take(64).collect());
    let title = data.required_text("title", 255)?;
    let customer = data.required_text("customer", 128)?;
    let (status, status_label, open) = status(data, &module)?;
    let total = data.object("total")?.map(money).transpose()?;
    let due_ms = data.moment("due_at")?;
    let link = data.address("link")?;
    let fields = data.object("fields")?.map(merge_fields).transpose()?.unwrap_or_default();
    let documents = document::read_all(data, links)?;
    let card = Card {
        module,
        external_id,
        number,
        title,
        status,
        status_label,
        open,
        customer,
        total,
        due_ms,
        link,
        documents: Vec::new(),
        fields,
    };
    Ok(CardData { card, documents })
}

fn status(data: &mut Fields, module: &str) -> Result<(String, String, bool), Refusal> {
    let Some(word) = data.word("status")? else { return data.refuse("status", "is missing") };
    let label = data.text("status_label", 255)?;
    let open = data.flag("open")?;
    match (usual_status(module, &word), label) {
        (Some((usual, usually_open)), label) => {
            Ok((word, label.unwrap_or_else(|| usual.to_owned()), open.unwrap_or(usually_open)))
        }
        (None, Some(label)) => Ok((word, label, open.unwrap_or(true))),
        (None, None) => data.refuse("status_label", "is missing: this status is not one of the usual ones"),
    }
}

/// In the smallest unit, because a fraction of a cent is always a mistake.
fn money(mut total: Fields) -> Result<Money, Refusal> {
    let place = total.place("minor");
    let minor = total.take("minor").and_then(|value| value.as_i64());
    let Some(minor) = minor else {
        return Err(Refusal::new(place, "must be a whole number of the currency's smallest unit (cents)"));
    };
    let currency = total.required_text("currency", 3)?;
    if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_uppercase()) {
        return total.refuse("currency", "must be an ISO 4217 code like \"BRL\"");
    }
    total.done()?;
    Ok(Money { minor, currency })
}

/// Names of merge fields are what a template can write.
fn merge_fields(fields: Fields) -> Result<Vec<(String, String)>, Refusal> {
    let place = fields.place("");
    let mut read = Vec::new();
    for (at, value) in fields.into_rest() {
        let name = at.strip_prefix(&place).unwrap_or(&at).to_owned();
        let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if name.is_empty() || name.len() > 64 || !plain {
            return Err(Refusal::new(place.trim_end_matches('.'), "names must be 1 to 64 of a-z, 0-9 and \"_\""));
        }
        if let Some(text) = merge_value(&at, value)? {
            read.push((name, text));
        }
    }
    if read.len() > 100 {
        return Err(Refusal::new(place.trim_end_matches('.'), "has more than 100 items"));
    }
    Ok(read)
}

/// Text as people read it; whole numbers are taken as they stand.
fn merge_value(at: &str, value: Value) -> Result<Option<String>, Refusal> {
    match value {
        Value::Null => Ok(None),
        Value::Number(number) if number.is_i64() || number.is_u64() => Ok(Some(number.to_string())),
        Value::String(text) if text.len() <= 1024 => Ok(Some(text)),
        Value::String(_) => Err(Refusal::new(at, "is longer than 1024 bytes")),
        _ => Err(Refusal::new(at, "must be text, as people should read it")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn order(patch: Value) -> Result<CardData, Refusal> {
        let mut value = json!({ "id": "RO-1042", "title": "Brake pads", "status": "received", "customer": "C-17" });
        value.as_object_mut().unwrap().extend(patch.as_object().unwrap().clone());
        let mut data = Fields::new("data", value).unwrap();
        let card = read(&mut data, "repair-order".to_owned(), &LinkBase::new(None))?;
        data.done().map(|()| card)
    }

    fn check(patch: Value, field: &str) {
        assert_eq!(order(patch.clone()).unwrap_err().field, field, "{patch}");
    }

    #[test]
    fn all_fields_arrive() {
        let card = order(json!({
            "number": "1042", "status": "ready", "total": { "minor": 45000, "currency": "BRL" },
            "due_at": "2026-03-05T18:00:00-03:00", "link": "https://erp.example/ro/1042",
            "fields": { "plate": "ABC1D23", "mileage": 84210, "vehicle": "VW Gol", "work": null },
        }));
        let card = card.unwrap().card;
        assert_eq!((card.number.as_str(), card.status_label.as_str(), card.open), ("1042", "Ready for pick-up", true));
        assert_eq!(card.total, Some(Money { minor: 45000, currency: "BRL".to_owned() }));
        assert_eq!(card.due_ms, Some(1_772_744_400_000));
        let fields: Vec<_> = card.fields.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        assert_eq!(fields, [("mileage", "84210"), ("plate", "ABC1D23"), ("vehicle", "VW Gol")]);
    }

    #[test]
    fn a_status_of_the_shops_own_needs_its_label() {
        check(json!({ "status": "at-the-painter" }), "data.status_label");
        let card = order(json!({ "status": "at-the-painter", "status_label": "At the painter" })).unwrap().card;
        assert_eq!((card.status_label.as_str(), card.open), ("At the painter", true));
        assert!(!order(json!({ "status": "delivered" })).unwrap().card.open);
        assert!(order(json!({ "status": "delivered", "open": true })).unwrap().card.open);
    }

    #[test]
    fn mistakes_are_named() {
        check(json!({ "id": null }), "data.id");
        check(json!({ "title": "" }), "data.title");
        check(json!({ "customer": { "id": "C-17" } }), "data.customer");
        check(json!({ "status": "In progress" }), "data.status");
        check(json!({ "total": 450.0 }), "data.total");
        check(json!({ "total": { "minor": 450.5, "currency": "BRL" } }), "data.total.minor");
        check(json!({ "total": { "minor": 45000, "currency": "R$" } }), "data.total.currency");
        check(json!({ "total": { "minor": 1, "currency": "BRL", "x": 1 } }), "data.total.x");
        check(json!({ "due_at": "tomorrow" }), "data.due_at");
        check(json!({ "fields": { "plate": { "nr": 1 } } }), "data.fields.plate");
        check(json!({ "fields": { "Plate No": "1" } }), "data.fields");
        check(json!({ "costumer": "C-17" }), "data.costumer");
    }
}
