//! The phone page with a day's worth of sample messages, to look at by hand:
//! `cargo run -p deskbell-simulator --example phone -- 127.0.0.1:8099`

use anyhow::{Context as _, Result};
use bytes::Bytes;
use deskbell_simulator::{Act, Handle, SimConfig, Simulator, Stage, demo};
use serde_json::{Value, json};

const ANA: &str = "+5549988590187";
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\n\
trailer<</Root 1 0 R>>\n%%EOF\n";

#[tokio::main]
async fn main() -> Result<()> {
    let bind = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8099".into());
    let config = SimConfig {
        bind: bind.parse().context("the address looks like 127.0.0.1:8099")?,
        customers: demo::customers(),
        templates: demo::templates(),
        coexistence: true,
        ..SimConfig::default()
    };
    let token = config.access_token.clone();
    let messages = format!("http://{bind}/v25.0/{}/messages", config.phone_number_id);
    let sim = Simulator::start(config).await?;
    rustls::crypto::ring::default_provider().install_default().ok();
    let client = reqwest::Client::new();
    say_hello(&sim, &Business { messages, token, client }).await?;
    tokio::signal::ctrl_c().await?;
    sim.shutdown().await;
    Ok(())
}

async fn say_hello(sim: &Handle, business: &Business) -> Result<()> {
    sim.say("+40721123456", "Bună ziua, este gata mașina?")?;
    sim.say(ANA, "Oi! Meu notebook não liga mais desde ontem.")?;
    let quoted = sim.say(ANA, "Vocês conseguem olhar hoje?")?;
    let text = json!({"type": "text", "text": {"body": "Olá, Ana! Claro, pode trazer até as 18 h."}, "context": {"message_id": quoted}});
    let hello = business.send(text).await?;
    sim.act(ANA, Act::Reaction { message_id: hello, emoji: Some("👍".into()) })?;
    let choose = json!({"type": "interactive", "interactive": {
        "type": "button",
        "body": {"text": "O orçamento ficou em R$ 280,00. Podemos fazer o conserto?"},
        "footer": {"text": "Ordem de serviço 1042"},
        "action": {"buttons": [
            {"type": "reply", "reply": {"id": "yes", "title": "Pode fazer"}},
            {"type": "reply", "reply": {"id": "no", "title": "Prefiro não"}}]}}});
    let choose = business.send(choose).await?;
    let (id, title) = ("yes".to_string(), "Pode fazer".to_string());
    sim.act(ANA, Act::ButtonReply { message_id: choose, id, title })?;
    let invoice = sim.put_media("application/pdf", Some("NF-1042.pdf"), Bytes::from_static(PDF));
    let template = json!({"type": "template", "template": {
        "name": "invoice_ready", "language": {"code": "pt_BR"},
        "components": [
            {"type": "header", "parameters": [
                {"type": "document", "document": {"id": invoice.id, "filename": "NF-1042.pdf"}}]},
            {"type": "body", "parameters": [
                {"type": "text", "text": "Ana"}, {"type": "text", "text": "1042"}, {"type": "text", "text": "30/11"}]}]}});
    let sent = business.send(template).await?;
    sim.advance(&sent, Stage::Read);
    sim.say(ANA, "Recebi, muito obrigada! 🎉")?;
    Ok(())
}

/// The other side: what a host would send.
struct Business {
    messages: String,
    token: String,
    client: reqwest::Client,
}

impl Business {
    async fn send(&self, mut message: Value) -> Result<String> {
        message["messaging_product"] = "whatsapp".into();
        message["to"] = ANA.into();
        let request = self.client.post(&self.messages).bearer_auth(&self.token).json(&message);
        let answer: Value = request.send().await?.json().await?;
        Ok(answer["messages"][0]["id"].as_str().with_context(|| answer.to_string())?.to_string())
    }
}
