//! A repair shop's business system, by signed webhooks: customers, repair
//! orders, other cards and their documents.
//!
//! `request` reads a body into events and refuses what it cannot read, naming
//! the field. All of that is plain data. Only `inline` (documents inside the
//! request) and `fetch` (documents by link) ask the host for something.

mod batch;
mod card;
mod customer;
mod describe;
mod document;
mod event;
mod fetch;
mod fields;
mod inline;
mod refusal;
mod request;

use deskbell_sdk::erp::{Descriptor, Documents, ErpModule, Outcome};
use deskbell_sdk::{BlobRef, CallCtx, CallError, RemoteMedia, WebhookReply, WebhookRequest, config, log};
use document::LinkBase;
use std::collections::BTreeMap;

struct Workshop;

impl ErpModule for Workshop {
    fn describe() -> Descriptor {
        describe::descriptor()
    }

    /// What cannot be read is answered here and not as an error, because the
    /// programmer at the other end needs to see the field.
    fn handle(_ctx: CallCtx, request: WebhookRequest) -> Result<Outcome, CallError> {
        let links = LinkBase::new(config::get("base_url")?);
        let events = match request::read(&request, &links) {
            Ok(events) => events,
            Err(refusal) => {
                log::info("request refused", &[("field", &refusal.field)]);
                return Ok(Outcome { reply: refusal.reply(), events: Vec::new() });
            }
        };
        let events = inline::store(events)?;
        let reply = WebhookReply::json(200, &BTreeMap::from([("accepted", events.len())]));
        Ok(Outcome { reply, events })
    }
}

impl Documents for Workshop {
    fn fetch(_ctx: CallCtx, media: RemoteMedia) -> Result<BlobRef, CallError> {
        fetch::document(&media)
    }
}

deskbell_sdk::export_erp_module!(Workshop, webhook, documents);
