//! What the optional interfaces are asked.

use super::{Argument, Pairs, Recipient, addresses, pairs};
use deskbell_domain::address::Address;
use deskbell_domain::media::BlobRef;
use deskbell_domain::pairing::Method;
use deskbell_domain::template::{TemplateButton, TemplateHeader};
use deskbell_domain::time::{Timestamp, from_millis};
use deskbell_plugins::{Mail, MailPart, TemplateDraft, Verdict};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(tag = "method", rename_all = "kebab-case", deny_unknown_fields)]
enum Linking {
    Qr,
    PhoneCode { phone: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Addresses {
    addresses: Vec<Recipient>,
}

#[derive(Deserialize)]
struct Since {
    since_ms: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    name: String,
    language: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Draft {
    name: String,
    language: String,
    category: String,
    #[serde(default = "no_header")]
    header: TemplateHeader,
    body: String,
    #[serde(default)]
    footer: Option<String>,
    #[serde(default)]
    buttons: Vec<TemplateButton>,
    #[serde(default)]
    examples: Vec<String>,
}

fn no_header() -> TemplateHeader {
    TemplateHeader::None
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Letter {
    #[serde(default)]
    sender: Option<String>,
    recipients: Vec<String>,
    #[serde(default)]
    headers: Pairs,
    #[serde(default)]
    text: String,
    #[serde(default)]
    parts: Vec<Part>,
    #[serde(default)]
    spf: Found,
    #[serde(default)]
    dkim: Found,
    #[serde(default)]
    dmarc: Found,
    received_ms: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    blob: BlobRef,
    #[serde(default)]
    filename: Option<String>,
    #[serde(default)]
    content_id: Option<String>,
    #[serde(default)]
    inline: bool,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Found {
    #[default]
    None,
    Pass,
    Fail,
    SoftFail,
    Unknown,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Card {
    module: String,
    card: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Act {
    module: String,
    card: String,
    action: String,
    #[serde(default)]
    values: Pairs,
}

/// Module and key of a card, the action, and its values by name.
type Asked = ((String, String), String, Vec<(String, String)>);

impl Argument {
    pub fn method(self) -> anyhow::Result<Method> {
        Ok(match self.parse("a way of linking")? {
            Linking::Qr => Method::Qr,
            Linking::PhoneCode { phone } => Method::PhoneCode { phone },
        })
    }

    pub fn addresses(self, realm: &str) -> anyhow::Result<Vec<Address>> {
        let asked: Addresses = self.parse("a list of addresses")?;
        Ok(addresses(asked.addresses, realm))
    }

    pub fn since(self) -> anyhow::Result<(Timestamp, Option<Vec<u8>>)> {
        let next = self.next()?;
        let since: Since = self.parse("a time to begin with")?;
        Ok((from_millis(since.since_ms), next))
    }

    /// `{"next": "base64"}`; none for the first page.
    pub fn next(&self) -> anyhow::Result<Option<Vec<u8>>> {
        self.position("next")
    }

    pub fn template(self) -> anyhow::Result<(String, String)> {
        let named: Named = self.parse("the name and language of a template")?;
        Ok((named.name, named.language))
    }

    pub fn draft(self) -> anyhow::Result<TemplateDraft> {
        let Draft { name, language, category, header, body, footer, buttons, examples } = self.parse("a template")?;
        Ok(TemplateDraft { name, language, category, header, body, footer, buttons, examples })
    }

    pub fn mail(self) -> anyhow::Result<Mail> {
        let letter: Letter = self.parse("a mail")?;
        Ok(Mail {
            sender: letter.sender,
            recipients: letter.recipients,
            headers: pairs(letter.headers)?.into_iter().map(|(name, value)| (name.to_lowercase(), value)).collect(),
            text: letter.text,
            parts: letter.parts.into_iter().map(Part::into).collect(),
            spf: letter.spf.into(),
            dkim: letter.dkim.into(),
            dmarc: letter.dmarc.into(),
            received: letter.received_ms.map_or_else(Timestamp::now, from_millis),
        })
    }

    pub fn card(self) -> anyhow::Result<(String, String)> {
        let asked: Card = self.parse("a card")?;
        Ok((asked.module, asked.card))
    }

    pub fn act(self) -> anyhow::Result<Asked> {
        let act: Act = self.parse("an action")?;
        Ok(((act.module, act.card), act.action, pairs(act.values)?))
    }
}

impl From<Part> for MailPart {
    fn from(part: Part) -> Self {
        Self { blob: part.blob, filename: part.filename, content_id: part.content_id, inline: part.inline }
    }
}

impl From<Found> for Verdict {
    fn from(found: Found) -> Self {
        match found {
            Found::None => Self::None,
            Found::Pass => Self::Pass,
            Found::Fail => Self::Fail,
            Found::SoftFail => Self::SoftFail,
            Found::Unknown => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::{Value, json};

    fn of(value: Value) -> Argument {
        Argument { value }
    }

    #[test]
    fn x7_a_linked_account_is_asked_as_documented() {
        assert_eq!(of(json!({ "method": "qr" })).method().unwrap(), Method::Qr);
        let typed = of(json!({ "method": "phone-code", "phone": "+40721123456" })).method().unwrap();
        assert_eq!(typed, Method::PhoneCode { phone: "+40721123456".into() });
        let (since, next) = of(json!({ "since_ms": 1_772_460_300_000_i64, "next": "AQI=" })).since().unwrap();
        assert_eq!((since.as_millisecond(), next), (1_772_460_300_000, Some(vec![1, 2])));
        let asked = json!({ "addresses": [{ "kind": "phone", "value": "+554988590187" }] });
        assert_eq!(of(asked).addresses("whatsapp").unwrap()[0].value, "+554988590187");
    }

    #[test]
    fn x7_a_template_may_leave_out_what_it_lacks() {
        let draft = json!({ "name": "ready", "language": "pt_BR", "category": "utility", "body": "Olá {{1}}" });
        let draft = of(draft).draft().unwrap();
        assert_eq!((draft.header, draft.buttons, draft.footer), (TemplateHeader::None, vec![], None));
    }

    #[test]
    fn x7_a_mail_and_an_action_are_read() {
        let mail = json!({ "recipients": ["desk@shop.example"], "headers": { "Subject": "Quote" }, "spf": "soft-fail",
            "parts": [{ "blob": { "sha256": "ab", "size": 1, "mime": "text/plain" } }], "received_ms": 5 });
        let mail = of(mail).mail().unwrap();
        assert_eq!(mail.headers, [("subject".to_owned(), "Quote".to_owned())]);
        assert_eq!((mail.spf, mail.dkim, mail.parts.len()), (Verdict::SoftFail, Verdict::None, 1));
        let act = json!({ "module": "quote", "card": "7", "action": "approve", "values": { "note": "yes" } });
        let (card, action, values) = of(act).act().unwrap();
        assert_eq!((card.0.as_str(), card.1.as_str(), action.as_str()), ("quote", "7", "approve"));
        assert_eq!(values, [("note".to_owned(), "yes".to_owned())]);
    }

    #[test]
    fn x7_what_is_misspelled_is_named() {
        let error = of(json!({ "module": "quote", "crad": "7" })).card().unwrap_err();
        assert!(format!("{error:#}").contains("crad"), "{error:#}");
        assert!(of(json!({ "next": "%" })).next().is_err());
        assert!(of(Value::Null).template().is_err());
    }
}
