//! The demo's data. Customers and repair orders come in the way a workshop's
//! own program would send them: signed webhooks.

use anyhow::{Context, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use deskbell_app::{WebhookRequest, Workspace};
use deskbell_domain::id::ChannelId;
use deskbell_domain::outbound::Slot;
use deskbell_domain::template::{Binding, Canned, Template, TemplateHeader, TemplateState};
use deskbell_domain::user::Settings;
use deskbell_simulator::{CustomerSeed, Template as ProviderTemplate};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::Sha256;

const QUOTE: &[u8] = include_bytes!("../../assets/quote-1042.pdf");
const INVOICE: &[u8] = include_bytes!("../../assets/invoice-1038.pdf");

pub fn settings() -> Settings {
    let mut settings =
        crate::users::settings("Oficina Demo".into(), "BR".into(), "en".into(), "America/Sao_Paulo".into());
    settings.template_languages = vec!["en".into(), "pt_BR".into()];
    settings
}

pub fn phones() -> Vec<CustomerSeed> {
    vec![
        CustomerSeed::new("Ana Souza", "+55 49 98859-0187"),
        CustomerSeed::new("Bruno Keller", "+55 11 97654-3210"),
        CustomerSeed::new("Ioana Marin", "+40 721 123 456"),
        CustomerSeed::new("Олена Коваль", "+380 50 123 45 67"),
        CustomerSeed::new("New customer", "+55 21 98888-7777"),
    ]
}

/// Name, language, body, whether the header is a document, field labels.
const TEMPLATES: [(&str, &str, &str, bool); 6] = [
    (
        "repair_order_received",
        "en",
        "Hello {{1}}, we have your vehicle. Your repair order is {{2}}. Write to us here any time.",
        false,
    ),
    (
        "repair_order_received",
        "pt_BR",
        "Olá {{1}}, recebemos o seu veículo. A ordem de serviço é {{2}}. Escreva aqui quando quiser.",
        false,
    ),
    (
        "repair_order_ready",
        "en",
        "Hello {{1}}, good news: repair order {{2}} is ready. The document is attached.",
        true,
    ),
    (
        "repair_order_ready",
        "pt_BR",
        "Olá {{1}}, boas notícias: a ordem {{2}} está pronta. O documento vai em anexo.",
        true,
    ),
    (
        "invite_again",
        "en",
        "Hello {{1}}, we have news about order {{2}}. Please answer, so that we can go on here.",
        false,
    ),
    ("invite_again", "pt_BR", "Olá {{1}}, temos novidades da ordem {{2}}. Responda para continuarmos por aqui.", false),
];

pub fn provider_templates() -> Vec<ProviderTemplate> {
    TEMPLATES
        .iter()
        .map(|(name, language, body, document)| {
            let template = ProviderTemplate::text(name, language, body);
            if *document { template.with(json!({"type": "HEADER", "format": "DOCUMENT"})) } else { template }
        })
        .collect()
}

pub async fn fill(
    shop: &Workspace,
    whatsapp: &ChannelId,
    workshop: &ChannelId,
    signing_secret: &str,
) -> anyhow::Result<()> {
    for (name, language, body, document) in TEMPLATES {
        shop.put_template(template(whatsapp, name, language, body, document)).await?;
    }
    for (shortcut, title, body) in CANNED {
        let canned = Canned { shortcut: shortcut.into(), title: title.into(), body: body.into() };
        shop.put_canned(canned).await?;
    }
    let token = shop.channel(workshop)?.hook_path.rsplit('/').next().unwrap_or_default().to_owned();
    // Customers first: an order in status "received" greets its customer.
    let events: Vec<Value> = customers().into_iter().chain(orders()).collect();
    post(shop, &token, signing_secret, &json!({ "events": events })).await
}

const CANNED: [(&str, &str, &str); 4] = [
    ("hello", "Greeting", "Hello {{ contact.first_name }}, this is {{ workspace.name }}. How can we help?"),
    ("pickup", "Pick-up hours", "You can pick up your vehicle Monday to Friday, 8:00 to 18:00."),
    ("status", "Status of the order", "Repair order {{ card.number }} ({{ card.title }}): {{ card.status }}."),
    ("photo", "Ask for a photo", "Could you send us a photo of the problem, please?"),
];

fn template(channel: &ChannelId, name: &str, language: &str, body: &str, document: bool) -> Template {
    let binding = |label: &str, expression: &str| Binding {
        slot: Slot::Body,
        name: None,
        label: label.into(),
        expression: expression.into(),
    };
    Template {
        channel: channel.clone(),
        name: name.into(),
        language: language.into(),
        category: "UTILITY".into(),
        status: TemplateState::Approved,
        reason: None,
        header: if document { TemplateHeader::Document } else { TemplateHeader::None },
        body: body.into(),
        footer: None,
        buttons: Vec::new(),
        bindings: vec![binding("Customer", "{{ contact.first_name }}"), binding("Order", "{{ card.number }}")],
        updated: Timestamp::now(),
    }
}

fn customers() -> Vec<Value> {
    let customer = |id: &str, name: &str, phone: &str, language: &str| {
        json!({
            "id": format!("seed-customer-{id}"),
            "type": "customer.created",
            "timestamp": moment(10_000),
            "data": { "id": id, "name": name, "phone": phone, "language": language, "version": 1 },
        })
    };
    vec![
        customer("C-17", "Ana Souza", "(49) 98859-0187", "en"),
        customer("C-18", "Bruno Keller", "(11) 97654-3210", "pt-BR"),
        customer("C-19", "Ioana Marin", "+40 721 123 456", "en"),
        customer("C-20", "Олена Коваль", "+380 50 123 45 67", "en"),
    ]
}

fn orders() -> Vec<Value> {
    let order = |id: &str, customer: &str, title: &str, status: &str, minor: i64, age_s: i64, documents: Value| {
        json!({
            "id": format!("seed-order-{id}"),
            "type": "repair-order.changed",
            "timestamp": moment(age_s),
            "data": {
                "id": format!("RO-{id}"), "number": id, "title": title, "status": status, "customer": customer,
                "total": { "minor": minor, "currency": "BRL" }, "version": 1, "documents": documents,
            },
        })
    };
    let pdf = |kind: &str, filename: &str, bytes: &[u8]| json!([{ "kind": kind, "filename": filename, "base64": STANDARD.encode(bytes) }]);
    vec![
        order("1021", "C-17", "Oil change", "delivered", 18_000, 9_000, json!([])),
        order(
            "1042",
            "C-17",
            "Brake pads, VW Gol ABC1D23",
            "in-progress",
            50_500,
            3_000,
            pdf("quote", "quote-1042.pdf", QUOTE),
        ),
        order(
            "1038",
            "C-18",
            "Clutch, Fiat Strada",
            "in-progress",
            184_000,
            6_000,
            pdf("invoice", "invoice-1038.pdf", INVOICE),
        ),
        order("1044", "C-19", "Air conditioning, Dacia Logan", "diagnosis", 0, 2_000, json!([])),
        order("1045", "C-20", "Timing belt, Škoda Octavia", "waiting-for-approval", 92_000, 1_000, json!([])),
    ]
}

fn moment(age_s: i64) -> String {
    (Timestamp::now() - jiff::SignedDuration::from_secs(age_s)).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Signs and delivers a request as the Standard Webhooks scheme says.
async fn post(shop: &Workspace, token: &str, secret: &str, body: &Value) -> anyhow::Result<()> {
    let (id, timestamp, body) = ("seed-1", Timestamp::now().as_second(), body.to_string());
    let key = STANDARD.decode(secret.trim_start_matches("whsec_")).context("the signing secret is base64")?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("HMAC takes keys of any length");
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    let signature = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
    let header = |name: &str, value: String| (name.to_owned(), value);
    let reply = shop
        .webhook(
            token,
            WebhookRequest {
                method: "POST".into(),
                path: String::new(),
                query: Vec::new(),
                headers: vec![
                    header("content-type", "application/json".into()),
                    header("webhook-id", id.into()),
                    header("webhook-timestamp", timestamp.to_string()),
                    header("webhook-signature", signature),
                ],
                body: body.into(),
                received: Timestamp::now(),
            },
        )
        .await;
    if reply.status != 200 {
        bail!("the demo's data were refused ({}): {}", reply.status, String::from_utf8_lossy(&reply.body));
    }
    Ok(())
}
