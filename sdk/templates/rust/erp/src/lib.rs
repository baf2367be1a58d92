//! __title__: a business system for Deskbell.
//!
//! Reading order: the integration as Deskbell calls it; what the system tells
//! us (`records`); how its documents are fetched (`documents`). Only this file
//! asks the host for something, so the other two are tested with plain
//! `cargo test`.

mod documents;
mod records;

use deskbell_sdk::erp::{Descriptor, Documents, ErpModule, ModuleInfo, Outcome};
use deskbell_sdk::{BlobRef, CallCtx, CallError, RemoteMedia, WebhookReply, WebhookRequest, config};

struct Integration;

impl ErpModule for Integration {
    fn describe() -> Descriptor {
        let statuses = records::STATUSES.map(|(word, label, _)| (word.to_owned(), label.to_owned())).to_vec();
        let orders = ModuleInfo {
            id: records::MODULE.to_owned(),
            name: "Orders".to_owned(),
            statuses,
            fields: vec!["vehicle".to_owned()],
        };
        Descriptor { system: "__title__".to_owned(), modules: vec![orders] }
    }

    /// The host has checked the signature already, as plugin.toml says.
    fn handle(_ctx: CallCtx, request: WebhookRequest) -> Result<Outcome, CallError> {
        Ok(Outcome { reply: WebhookReply::ok(), events: records::events(&request)? })
    }
}

impl Documents for Integration {
    fn fetch(_ctx: CallCtx, media: RemoteMedia) -> Result<BlobRef, CallError> {
        let base_url: String = config::require("base_url")?;
        documents::stored(&documents::request(base_url.trim_end_matches('/'), &media)?.send()?)
    }
}

deskbell_sdk::export_erp_module!(Integration, webhook, documents);
