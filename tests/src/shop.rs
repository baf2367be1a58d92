//! What the shop under test has: settings, templates, two connected accounts.

use crate::host::{Config, SIGNING_SECRET, whatsapp, workshop};
use deskbell_app::{NewChannel, Workspace};
use deskbell_domain::channel::{PrivateHost, Routing};
use deskbell_domain::hours::BusinessHours;
use deskbell_domain::outbound::Slot;
use deskbell_domain::secret::Secret;
use deskbell_domain::template::{Binding, Template, TemplateHeader, TemplateState};
use deskbell_domain::user::Settings;
use deskbell_simulator::{Handle, Template as ProviderTemplate};
use jiff::Timestamp;
use serde_json::json;
use std::collections::BTreeMap;

pub fn settings(name: &str) -> Settings {
    let time = |hour| jiff::civil::time(hour, 0, 0, 0);
    Settings {
        name: name.into(),
        country: "BR".into(),
        locale: "en".into(),
        time_zone: "America/Sao_Paulo".into(),
        hours: BusinessHours::weekdays(time(8), time(18)),
        template_languages: vec!["en".into()],
    }
}

/// Connects both accounts and stores the templates.
pub(crate) async fn furnish(shop: &Workspace, config: &Config, sim: &Handle) -> anyhow::Result<()> {
    shop.connect(messenger(config, sim)).await?;
    shop.connect(business_system()).await?;
    for (name, body, document) in &TEMPLATES {
        let mut template = template(name, body, &["{{ contact.first_name }}", "{{ card.number }}"]);
        if *document {
            template.header = TemplateHeader::Document;
        }
        shop.put_template(template).await?;
    }
    Ok(())
}

fn messenger(config: &Config, sim: &Handle) -> NewChannel {
    let provider = &config.simulator;
    NewChannel {
        id: whatsapp(),
        name: "WhatsApp".into(),
        plugin: "com.deskbell.whatsapp-cloud".into(),
        config: json!({
            "phone_number_id": provider.phone_number_id, "waba_id": provider.waba_id,
            "base_url": sim.url().trim_end_matches('/'),
        }),
        secrets: BTreeMap::from([
            ("app_secret".into(), secret(&provider.app_secret)),
            ("verify_token".into(), secret(&provider.verify_token)),
            ("access_token".into(), secret(&provider.access_token)),
        ]),
        routing: config.routing.clone(),
        private_hosts: vec![private_host(sim)],
        pace_per_10s: config.pace_per_10s,
    }
}

fn business_system() -> NewChannel {
    NewChannel {
        id: workshop(),
        name: "Workshop".into(),
        plugin: "com.deskbell.workshop".into(),
        config: json!({}),
        secrets: BTreeMap::from([("signing_secret".into(), secret(SIGNING_SECRET))]),
        routing: Routing::default(),
        private_hosts: Vec::new(),
        pace_per_10s: None,
    }
}

fn secret(value: &str) -> Vec<Secret> {
    vec![Secret::new(value)]
}

/// What lets a plugin reach the simulator.
pub fn private_host(sim: &Handle) -> PrivateHost {
    PrivateHost { host: sim.addr().ip().to_string(), port: Some(sim.addr().port()), http: true, address: None }
}

type Texts = (&'static str, &'static str, bool);

/// Name, body, whether the header is a document.
const TEMPLATES: [Texts; 3] = [
    ("repair_order_received", "Hello {{1}}, your repair order is {{2}}. Thank you.", false),
    ("repair_order_ready", "Hello {{1}}, repair order {{2}} is ready. See the document.", true),
    ("invite_again", "Hello {{1}}, please answer about order {{2}}. Thank you.", false),
];

pub(crate) fn provider_templates() -> impl Iterator<Item = ProviderTemplate> {
    TEMPLATES.iter().map(|(name, body, document)| {
        let template = ProviderTemplate::text(name, "en", body);
        if *document { template.with(json!({"type": "HEADER", "format": "DOCUMENT"})) } else { template }
    })
}

/// An approved template whose placeholders are filled by these expressions.
pub fn template(name: &str, body: &str, expressions: &[&str]) -> Template {
    let binding = |expression: &&str| Binding {
        slot: Slot::Body,
        name: None,
        label: expression.trim_matches(['{', '}', ' ']).into(),
        expression: (*expression).into(),
    };
    Template {
        channel: whatsapp(),
        name: name.into(),
        language: "en".into(),
        category: "UTILITY".into(),
        status: TemplateState::Approved,
        reason: None,
        header: TemplateHeader::None,
        body: body.into(),
        footer: None,
        buttons: Vec::new(),
        bindings: expressions.iter().map(binding).collect(),
        updated: Timestamp::now(),
    }
}
