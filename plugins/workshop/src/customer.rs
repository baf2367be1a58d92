//! `data` of `customer.created` and `customer.changed`.

use crate::fields::{self, Fields};
use crate::refusal::Refusal;
use deskbell_sdk::Address;
use deskbell_sdk::erp::Customer;

/// The contract's bound of a party.
const MAX_ADDRESSES: usize = 16;

pub fn read(data: &mut Fields) -> Result<Customer, Refusal> {
    let external_id = data.required_text("id", 128)?;
    let name = data.required_text("name", 255)?;
    let mut addresses = Vec::new();
    texts(data, "phone", "phones", 32, |text| addresses.push(Address::phone(text)))?;
    texts(data, "email", "emails", 254, |text| addresses.push(Address::email(text)))?;
    if addresses.len() > MAX_ADDRESSES {
        return data.refuse("phones", format!("more than {MAX_ADDRESSES} phones and e-mail addresses together"));
    }
    let language = language(data)?;
    let note = data.text("note", 4096)?;
    Ok(Customer { external_id, name, addresses, language, note })
}

/// One under the singular name, several under the plural, or both.
fn texts(data: &mut Fields, one: &str, many: &str, max: usize, mut add: impl FnMut(String)) -> Result<(), Refusal> {
    data.text(one, max)?.into_iter().for_each(&mut add);
    for (place, value) in data.list(many, MAX_ADDRESSES)? {
        let text = fields::text(&place, value, max)?;
        if text.is_empty() {
            return Err(Refusal::new(place, "is empty"));
        }
        add(text);
    }
    Ok(())
}

fn language(data: &mut Fields) -> Result<Option<String>, Refusal> {
    let language = data.text("language", 35)?;
    match &language {
        Some(tag) if !tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') => {
            data.refuse("language", "must be a language tag like \"pt-BR\"")
        }
        _ => Ok(language),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn check(value: serde_json::Value, field: &str) {
        let mut data = Fields::new("data", value).unwrap();
        assert_eq!(read(&mut data).unwrap_err().field, field);
    }

    #[test]
    fn all_fields_arrive() {
        let value = json!({
            "id": "C-17", "name": " Maria Souza ", "phone": "(49) 99999-8888", "phones": ["+55 49 3333-2222"],
            "emails": ["maria@example.com"], "language": "pt-BR", "note": "prefers mornings",
        });
        let mut data = Fields::new("data", value).unwrap();
        let customer = read(&mut data).unwrap();
        data.done().unwrap();
        assert_eq!((customer.external_id.as_str(), customer.name.as_str()), ("C-17", "Maria Souza"));
        let expected = vec![
            Address::phone("(49) 99999-8888"),
            Address::phone("+55 49 3333-2222"),
            Address::email("maria@example.com"),
        ];
        assert_eq!(customer.addresses, expected);
        assert_eq!(customer.language.as_deref(), Some("pt-BR"));
        assert_eq!(customer.note.as_deref(), Some("prefers mornings"));
    }

    #[test]
    fn a_customer_may_have_no_address() {
        let mut data = Fields::new("data", json!({ "id": "C-1", "name": "Ana" })).unwrap();
        assert!(read(&mut data).unwrap().addresses.is_empty());
    }

    #[test]
    fn mistakes_are_named() {
        check(json!({ "name": "Ana" }), "data.id");
        check(json!({ "id": "x".repeat(129), "name": "Ana" }), "data.id");
        check(json!({ "id": "C-1" }), "data.name");
        check(json!({ "id": "C-1", "name": "Ana", "phone": 4999998888_u64 }), "data.phone");
        check(json!({ "id": "C-1", "name": "Ana", "phones": ["1", ""] }), "data.phones[1]");
        check(json!({ "id": "C-1", "name": "Ana", "phones": vec!["1"; 16], "email": "a@b.example" }), "data.phones");
        check(json!({ "id": "C-1", "name": "Ana", "language": "pt_BR" }), "data.language");
    }
}
