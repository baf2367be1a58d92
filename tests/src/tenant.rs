//! One workspace under test, with the provider on its other side.

use crate::api::Api;
use crate::host::{Config, SIGNING_SECRET, whatsapp, workshop};
use crate::signed::{meta_signature, standard_webhook};
use crate::{shop, until};
use anyhow::{Context, bail};
use deskbell_app::{Clock, Workspace};
use deskbell_domain::id::ChannelId;
use deskbell_domain::journal::JournalEntry;
use deskbell_domain::media::Fetch;
use deskbell_domain::time::SignedDuration;
use deskbell_domain::user::Role;
use deskbell_simulator::{AcceptedSend, Handle, SimConfig, Simulator};
use deskbell_store::{Range, Read};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::ops::Deref;

/// A WhatsApp channel, a workshop integration, and their customers.
pub struct Tenant {
    pub shop: Workspace,
    pub sim: Handle,
    pub clock: Clock,
    pub api: Api,
}

/// For requests to what runs here.
pub fn client_builder() -> reqwest::ClientBuilder {
    // The first of the process chooses, the others find it chosen.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy()
}

impl Deref for Tenant {
    type Target = Api;

    fn deref(&self) -> &Api {
        &self.api
    }
}

impl Tenant {
    pub(crate) async fn simulator(config: &Config) -> anyhow::Result<Handle> {
        let mut provider: SimConfig = config.simulator.clone();
        provider.templates.extend(shop::provider_templates());
        Ok(Simulator::start(provider).await?)
    }

    pub(crate) async fn new(shop: Workspace, sim: Handle, clock: Clock, address: SocketAddr) -> anyhow::Result<Self> {
        let (_, token) = shop.add_token("tests", Role::Owner, None).await?;
        let api = Api {
            client: client_builder().build()?,
            address,
            workspace: shop.slug().to_string(),
            token: token.reveal().to_owned(),
        };
        Ok(Self { shop, sim, clock, api })
    }

    /// Registers the webhook with the provider.
    pub(crate) async fn subscribe(&self) -> anyhow::Result<()> {
        self.sim.set_callback(&self.hook(&whatsapp())?).await.context("register the webhook")
    }

    /// The public address of a channel's webhook.
    pub fn hook(&self, channel: &ChannelId) -> anyhow::Result<String> {
        Ok(format!("http://{}{}", self.api.address, self.shop.channel(channel)?.hook_path))
    }

    /// Delivers a body to the WhatsApp webhook, signed as Meta does.
    pub async fn meta(&self, body: &Value) -> anyhow::Result<u16> {
        let body = body.to_string();
        let signature = meta_signature(&SimConfig::default().app_secret, body.as_bytes());
        let request = self.client.post(self.hook(&whatsapp())?).header("x-hub-signature-256", signature).body(body);
        Ok(request.send().await?.status().as_u16())
    }

    /// Delivers events of the business system; gives status and text.
    pub async fn business(&self, id: &str, events: &[Value]) -> anyhow::Result<(u16, String)> {
        let body = json!({ "events": events }).to_string();
        let mut request = self.client.post(self.hook(&workshop())?).header("content-type", "application/json");
        for (name, value) in standard_webhook(SIGNING_SECRET, id, &body, self.clock.now()) {
            request = request.header(name, value);
        }
        let response = request.body(body).send().await?;
        Ok((response.status().as_u16(), response.text().await?))
    }

    /// Events of the business system that must be taken.
    pub async fn reports(&self, id: &str, events: &[Value]) -> anyhow::Result<()> {
        match self.business(id, events).await? {
            (200, _) => Ok(()),
            (status, text) => bail!("events refused: {status} {text}"),
        }
    }

    /// A customer as the business system reports them.
    pub async fn customer(&self, id: &str, name: &str, phone: &str) -> anyhow::Result<()> {
        let data = json!({ "id": id, "name": name, "phone": phone, "version": 1 });
        let event = json!({ "id": format!("customer-{id}"), "type": "customer.created", "data": data,
                            "timestamp": self.clock.now().to_string() });
        self.reports(&format!("c-{id}"), &[event]).await
    }

    /// A customer writes from the phone; gives the conversation.
    pub async fn says(&self, number: &str, body: &str) -> Value {
        self.sim.say(number, body).expect("a number of the simulator");
        until("the customer's message", async || {
            self.conversations().await.ok()?.into_iter().find(|c| c["last_message"]["preview"] == body)
        })
        .await
    }

    /// What the provider accepted, in order.
    pub fn sends(&self) -> Vec<AcceptedSend> {
        self.sim.look(|view| view.sends().cloned().collect())
    }

    /// Waits until the provider accepted this many messages.
    pub async fn sent(&self, messages: usize) -> Vec<AcceptedSend> {
        until(&format!("{messages} sends"), async || {
            let sends = self.sends();
            (sends.len() >= messages).then_some(sends)
        })
        .await
    }

    /// Every request that was kept, with the outcome of each item.
    pub fn journal(&self) -> Vec<JournalEntry> {
        self.shop.store().read(|s| Ok(s.scan::<JournalEntry>(Range::all())?)).expect("an open store")
    }

    /// Files that are still to be fetched.
    pub fn fetches(&self) -> Vec<Fetch> {
        self.shop.store().read(|s| Ok(s.scan::<Fetch>(Range::all())?)).expect("an open store")
    }

    /// Moves a manual clock.
    pub fn pass(&self, time: SignedDuration) {
        self.clock.advance(time);
    }
}
