//! From a file to a plugin: inspect, compare with the grants, compile or find
//! compiled, link only what is granted, and let it describe itself with
//! nothing in its hands.

use crate::admission::Admission;
use crate::call::Callable;
use crate::caps::{Caps, Permit};
use crate::compile::{CompileError, compile};
use crate::contract;
use crate::convert;
use crate::fault::Failure;
use crate::grants::{GrantPolicy, Grants};
use crate::inspect::{InspectError, Inspection, inspect};
use crate::invoke::{Describe, Description, ExportIndices};
use crate::limits::Export;
use crate::link::linker;
use crate::manifest::{Kind, Manifest};
use crate::outcome::Exports;
use crate::plugin::{PATIENCE, Plugin};
use crate::runtime::Runtime;
use bytes::Bytes;
use deskbell_domain::channel::Capabilities;
use deskbell_domain::pairing;
use std::sync::Arc;
use std::time::{Duration, Instant};
use wasmtime::component::Component;

#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum LoadError {
    #[error(transparent)]
    #[diagnostic(transparent)]
    Inspect(#[from] InspectError),
    /// The component wants what it may not have.
    #[error("the component imports {import}: {reason}")]
    Import { import: String, reason: String },
    #[error("a plugin of kind {word} must export {export}; name it in the SDK's export macro, or mend `kind` in plugin.toml", word = .kind.name())]
    Export { kind: Kind, export: &'static str },
    #[error(
        "the component passes strings that are not UTF-8; build it with string encoding utf8, as wit-bindgen does by itself"
    )]
    NotUtf8,
    #[error(transparent)]
    Compile(#[from] CompileError),
    #[error(
        "the component does not fit the contract {contract}: {0}; build it again with the wit/ folder of this version",
        contract = crate::manifest::HOST_API
    )]
    Link(String),
    /// It failed when it was asked what it can do.
    #[error("the plugin cannot describe itself: {0}")]
    Describe(Failure),
    #[error("the host has no room to try the plugin: {0}")]
    Busy(crate::fault::BusyReason),
}

pub(crate) async fn load(runtime: &Arc<Runtime>, wasm: Bytes, policy: &GrantPolicy) -> Result<Arc<Plugin>, LoadError> {
    let inspection = inspect(&wasm)?;
    let manifest = inspection.manifest.clone();
    let profile = manifest.runtime.profile;
    let limit = profile.component_size();
    if wasm.len() > limit {
        return Err(InspectError::TooLarge { size: wasm.len(), limit }.into());
    }
    if !inspection.utf8 {
        return Err(LoadError::NotUtf8);
    }
    let grants = Grants::effective(&manifest, policy);
    check_imports(&inspection, &manifest, &grants)?;
    let exports = exports(&inspection);
    if let Some(export) = missing_exports(&manifest, exports).first() {
        return Err(LoadError::Export { kind: manifest.kind, export });
    }
    let component = component(runtime, &inspection.digest, wasm, profile.compile_time()).await?;
    let callable = link(runtime, &component, &manifest, &grants, exports)
        .map_err(|error| LoadError::Link(format!("{error:#}")))?;
    let permit = Arc::new(Permit { manifest, grants });
    let (capabilities, pairing) = describe(runtime, &callable, &permit).await?;
    tracing::info!(plugin = %permit.manifest.id, version = %permit.manifest.version, digest = &inspection.digest[..12], "plugin loaded");
    Ok(Arc::new(Plugin {
        runtime: runtime.clone(),
        permit,
        digest: inspection.digest,
        exports,
        callable,
        capabilities,
        pairing,
        clients: Default::default(),
        admission: runtime.admission(profile),
        health: Default::default(),
    }))
}

/// Interfaces with types alone, and those that every plugin has.
const FREE: [&str; 12] = [
    "deskbell:types/errors",
    "deskbell:types/media",
    "deskbell:types/party",
    "deskbell:types/call",
    "deskbell:types/web",
    "deskbell:types/http",
    "deskbell:channel/message",
    "deskbell:erp/business",
    "deskbell:host/log",
    "deskbell:host/clock",
    "deskbell:host/random",
    "deskbell:host/config",
];

fn check_imports(inspection: &Inspection, manifest: &Manifest, grants: &Grants) -> Result<(), LoadError> {
    for import in &inspection.imports {
        if let Some(reason) = refusal(import, manifest, grants) {
            return Err(LoadError::Import { import: import.clone(), reason });
        }
    }
    Ok(())
}

/// Why an import is refused; none when it is free, or asked for and granted.
pub(crate) fn refusal(import: &str, manifest: &Manifest, grants: &Grants) -> Option<String> {
    let interface = contract_interface(import);
    if interface.is_some_and(|i| FREE.contains(&i)) {
        return None;
    }
    let (asked, granted, line) = match interface {
        Some("deskbell:host/http") => {
            (!manifest.http.is_empty(), grants.any_http(), "[[http]] host = \"…\" methods = [\"GET\"] why = \"…\"")
        }
        Some("deskbell:host/secrets") => (
            !manifest.secrets.is_empty(),
            grants.any_secret(),
            "[[secret]] name = \"…\" label = \"…\" use = [\"hmac\"] why = \"…\"",
        ),
        Some("deskbell:host/kv") => (!manifest.kv.is_empty(), grants.any_kv(), "[[kv]] bucket = \"…\" why = \"…\""),
        Some("deskbell:host/media") => {
            (manifest.media.is_some(), grants.any_media(), "[media] read = true why = \"…\"")
        }
        _ if import.starts_with("wasi:") => {
            return Some("there is no WASI here; build for wasm32-unknown-unknown, or with stubs".into());
        }
        None if import.starts_with("deskbell:") => {
            let ours = crate::manifest::HOST_API;
            return Some(format!("this host speaks version {ours} of the contract; build with the wit/ folder of it"));
        }
        _ => return Some("this host has no such interface; see wit/host".into()),
    };
    match (asked, granted) {
        (false, _) => Some(format!("add to plugin.toml: {line}")),
        (true, false) => Some("the operator did not grant it".into()),
        (true, true) => None,
    }
}

/// The name without its version, when the version is one this host speaks.
pub(crate) fn contract_interface(name: &str) -> Option<&str> {
    let (interface, version) = name.split_once('@')?;
    let version = semver::Version::parse(version).ok()?;
    (version.major == 0 && version.minor == 1).then_some(interface)
}

fn exports(inspection: &Inspection) -> Exports {
    exported(&inspection.exports)
}

pub(crate) fn exported(names: &[String]) -> Exports {
    let has = |name: &str| names.iter().any(|e| contract_interface(e) == Some(name));
    Exports {
        connector: has("deskbell:channel/connector"),
        channel_webhook: has("deskbell:channel/webhook"),
        poller: has("deskbell:channel/poller"),
        pairing: has("deskbell:channel/pairing"),
        history: has("deskbell:channel/history"),
        templates: has("deskbell:channel/templates"),
        contacts: has("deskbell:channel/contacts"),
        inbound_mail: has("deskbell:channel/inbound-mail"),
        erp_module: has("deskbell:erp/module"),
        erp_webhook: has("deskbell:erp/webhook"),
        sync: has("deskbell:erp/sync"),
        lookup: has("deskbell:erp/lookup"),
        documents: has("deskbell:erp/documents"),
        actions: has("deskbell:erp/actions"),
    }
}

/// What a plugin of this kind lacks.
pub(crate) fn missing_exports(manifest: &Manifest, e: Exports) -> Vec<&'static str> {
    let needs = match manifest.kind {
        Kind::Channel => vec![
            (e.connector, "deskbell:channel/connector"),
            (
                e.channel_webhook || e.poller || e.inbound_mail,
                "deskbell:channel/webhook, deskbell:channel/poller or deskbell:channel/inbound-mail",
            ),
            (e.channel_webhook || manifest.webhooks.is_empty(), "deskbell:channel/webhook"),
        ],
        Kind::ErpModule => vec![
            (e.erp_module, "deskbell:erp/module"),
            (e.erp_webhook || e.sync, "deskbell:erp/webhook or deskbell:erp/sync"),
            (e.erp_webhook || manifest.webhooks.is_empty(), "deskbell:erp/webhook"),
        ],
    };
    needs.into_iter().filter_map(|(has, export)| (!has).then_some(export)).collect()
}

async fn component(runtime: &Runtime, digest: &str, wasm: Bytes, limit: Duration) -> Result<Component, LoadError> {
    let engine = runtime.engine();
    if let Some(component) = runtime.cache().load(engine, digest) {
        return Ok(component);
    }
    fits(wasm.clone()).await?;
    // Unoptimised, the compiler is many times slower.
    let limit = if cfg!(debug_assertions) { limit * 6 } else { limit };
    compile(runtime.compiler(), engine, runtime.cache(), digest, wasm, limit).await?;
    let missing = || CompileError::Refused("the compiled component cannot be opened".into());
    Ok(runtime.cache().load(engine, digest).ok_or_else(missing)?)
}

/// Compares every function with the contract, so that a difference is told now
/// and not by the first message that is sent. What is compiled has passed.
async fn fits(wasm: Bytes) -> Result<(), LoadError> {
    let compared = tokio::task::spawn_blocking(move || contract::differences(&wasm)).await;
    // What cannot be read as interfaces at all is the linker's to refuse.
    match compared {
        Ok(Ok(found)) if !found.is_empty() => Err(LoadError::Link(found.join("; "))),
        _ => Ok(()),
    }
}

fn link(
    runtime: &Runtime,
    component: &Component,
    manifest: &Manifest,
    grants: &Grants,
    exports: Exports,
) -> wasmtime::Result<Callable> {
    let pre = linker(runtime.engine(), grants)?.instantiate_pre(component)?;
    let indices = ExportIndices::find(&pre, exports)?;
    Ok(Callable { pre, exports: indices, profile: manifest.runtime.profile, memory: runtime.memory() })
}

type Described = (Capabilities, Option<pairing::Terms>);

async fn describe(runtime: &Runtime, callable: &Callable, permit: &Arc<Permit>) -> Result<Described, LoadError> {
    let wall = permit.manifest.wall(Export::Describe);
    let _permits = Admission::first(runtime.host_slots()).enter(PATIENCE).await.map_err(LoadError::Busy)?;
    let caps = Caps::sealed(permit.clone(), Instant::now() + wall);
    let described = callable.run(caps, wall, Describe).await.outcome.and_then(|described| {
        match described {
            Description::Channel(d, terms) => convert::messaging_descriptor(d).and_then(|messaging| {
                Ok((Capabilities::Messaging(messaging), terms.map(convert::pairing_terms).transpose()?))
            }),
            Description::Erp(d) => convert::business_descriptor(d).map(|d| (Capabilities::Business(d), None)),
        }
        .map_err(Failure::Fault)
    });
    described.result.map_err(|failure| match failure {
        Failure::Busy(reason) => LoadError::Busy(reason),
        other => LoadError::Describe(other),
    })
}
