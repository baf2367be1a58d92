//! What an author wants to know of a component before anybody installs it:
//! everything that loading would refuse, all of it at once, without compiling.

use crate::contract;
use crate::grants::{GrantPolicy, Grants};
use crate::inspect::{Anatomy, Needs, anatomy};
use crate::limits::{CORE_INSTANCES, MEMORIES, MIB, Profile, TABLE_ELEMENTS, TABLES};
use crate::load::{contract_interface, exported, missing_exports, refusal};
use crate::manifest::{HOST_API, Kind, Manifest, SecretUse};
use crate::outcome::Exports;
use std::collections::BTreeSet;

/// An empty instance that componentize-py puts into every component.
const PYTHONS_OWN: &str = "exports";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grade {
    /// The plugin would not load, or cannot work.
    Error,
    /// It loads; somebody will be sorry.
    Warning,
    Good,
}

impl Grade {
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Good => "good",
        }
    }
}

/// One sentence about the component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub grade: Grade,
    pub text: String,
}

/// Reads a component file and says what is right and wrong with it.
pub fn check(wasm: &[u8]) -> Vec<Finding> {
    let mut report = Report::default();
    let anatomy = match anatomy(wasm) {
        Ok(anatomy) => anatomy,
        Err(error) => {
            report.error(error.to_string());
            return report.0;
        }
    };
    let manifest = report.manifest(&anatomy);
    let profile = manifest.as_ref().map_or(Profile::Small, |m| m.runtime.profile);
    match &manifest {
        Some(manifest) => {
            report.imports(&anatomy, manifest);
            report.asked(&anatomy, manifest);
            report.exports(&anatomy, manifest);
        }
        None => report.strangers(&anatomy),
    }
    report.contract(wasm);
    report.encoding(&anatomy);
    report.size(wasm.len(), profile);
    report.names(&anatomy);
    report.pool(&anatomy.needs, profile);
    report.0
}

#[derive(Default)]
struct Report(Vec<Finding>);

impl Report {
    fn add(&mut self, grade: Grade, text: impl Into<String>) {
        self.0.push(Finding { grade, text: text.into() });
    }

    fn error(&mut self, text: impl Into<String>) {
        self.add(Grade::Error, text);
    }

    fn good(&mut self, text: impl Into<String>) {
        self.add(Grade::Good, text);
    }

    /// `good` when nothing was found since `before`.
    fn good_since(&mut self, before: usize, text: impl Into<String>) {
        if self.0.len() == before {
            self.good(text);
        }
    }

    fn manifest(&mut self, anatomy: &Anatomy) -> Option<Manifest> {
        use crate::inspect::InspectError::Manifest as Wrong;
        match anatomy.manifest() {
            Ok(manifest) => {
                let Manifest { id, version, kind, .. } = &manifest;
                let (kind, profile) = (kind.name(), manifest.runtime.profile.name());
                self.good(format!("plugin.toml: {id} {version}, kind {kind}, profile {profile}"));
                return Some(manifest);
            }
            Err(Wrong(error)) => self.error(format!("{error}: {}", error.fix)),
            Err(error) => self.error(error.to_string()),
        }
        None
    }

    fn imports(&mut self, anatomy: &Anatomy, manifest: &Manifest) {
        let before = self.0.len();
        let grants = Grants::effective(manifest, &GrantPolicy::AllAsked);
        for import in &anatomy.imports {
            if let Some(reason) = refusal(import, manifest, &grants) {
                self.error(format!("the component imports {import}: {reason}"));
            }
        }
        let count = anatomy.imports.len();
        self.good_since(before, format!("imports: {count}, none beyond what plugin.toml asks for"));
    }

    /// Without a manifest only what no plugin may have can be told.
    fn strangers(&mut self, anatomy: &Anatomy) {
        for import in anatomy.imports.iter().filter(|i| i.starts_with("wasi:")) {
            self.error(format!(
                "the component imports {import}: there is no WASI here; build for wasm32-unknown-unknown, or with stubs"
            ));
        }
    }

    fn asked(&mut self, anatomy: &Anatomy, manifest: &Manifest) {
        let imported: BTreeSet<&str> = anatomy.imports.iter().filter_map(|i| contract_interface(i)).collect();
        let mut idle = |asked: &str, interface: &str| {
            if !imported.contains(interface) {
                let text = format!(
                    "plugin.toml asks for {asked}, but the code never uses {interface}; remove it, or operators grant more than is used"
                );
                self.add(Grade::Warning, text);
            }
        };
        if !manifest.http.is_empty() {
            idle("[[http]]", "deskbell:host/http");
        }
        if !manifest.kv.is_empty() {
            idle("[[kv]]", "deskbell:host/kv");
        }
        if manifest.media.is_some() {
            idle("[media]", "deskbell:host/media");
        }
        let verified: BTreeSet<&str> =
            manifest.webhooks.iter().filter_map(|w| w.verify.as_ref().and_then(|v| v.secret())).collect();
        for rule in &manifest.secrets {
            for usage in &rule.uses {
                let asked = || format!("[[secret]] \"{}\" with use \"{}\"", rule.name, usage.name());
                match usage {
                    SecretUse::Header => idle(&asked(), "deskbell:host/http"),
                    SecretUse::Hmac if verified.contains(rule.name.as_str()) => {}
                    _ => idle(&asked(), "deskbell:host/secrets"),
                }
            }
        }
    }

    fn exports(&mut self, anatomy: &Anatomy, manifest: &Manifest) {
        let before = self.0.len();
        let exports = exported(&anatomy.exports);
        let kind = manifest.kind;
        for export in missing_exports(manifest, exports) {
            self.error(format!("a plugin of kind {} must export {export}; name it in the SDK's export macro, or mend `kind` in plugin.toml", kind.name()));
        }
        let strays = anatomy.exports.iter().filter(|e| contract_interface(e).is_none() && *e != PYTHONS_OWN);
        for export in strays {
            self.add(Grade::Warning, format!("the component exports {export}, which nobody calls"));
        }
        if exports.channel_webhook && manifest.webhooks.is_empty() {
            self.add(
                Grade::Warning,
                "the component exports deskbell:channel/webhook, but plugin.toml has no [[webhook]] that leads to it",
            );
        }
        self.good_since(before, format!("world {} is complete", world(kind, exports)));
    }

    fn contract(&mut self, wasm: &[u8]) {
        let before = self.0.len();
        match contract::differences(wasm) {
            Ok(found) => found.into_iter().for_each(|line| self.error(line)),
            Err(reason) => self.error(format!("the component's interfaces cannot be read: {reason}")),
        }
        self.good_since(before, format!("every function and type is as the contract {HOST_API} says"));
    }

    fn encoding(&mut self, anatomy: &Anatomy) {
        match anatomy.utf8() {
            true => self.good("strings cross the border as UTF-8"),
            false => self.error(
                "strings cross the border as UTF-16; build it with string encoding utf8, as wit-bindgen does by itself",
            ),
        }
    }

    fn size(&mut self, size: usize, profile: Profile) {
        let limit = profile.component_size();
        let mib = limit / MIB;
        if size > limit {
            let name = profile.name();
            self.error(format!("the file has {size} bytes, profile {name} allows {limit} ({mib} MiB); strip debug sections, or ask for profile = \"large\""));
            return;
        }
        self.good(format!("{size} bytes, {} % of {mib} MiB", size * 100 / limit));
    }

    fn names(&mut self, anatomy: &Anatomy) {
        match anatomy.names {
            true => self.good("names of functions are there for backtraces"),
            false => self.add(
                Grade::Warning,
                "no names section: a backtrace will show numbers; keep names when you link (strip = \"debuginfo\")",
            ),
        }
    }

    fn pool(&mut self, needs: &Needs, profile: Profile) {
        let before = self.0.len();
        let count = |n: usize| n as u64;
        let limits = [
            ("core instances", count(needs.core_instances), count(CORE_INSTANCES)),
            ("memories", count(needs.memories), count(MEMORIES)),
            ("tables", count(needs.tables), count(TABLES)),
            ("elements in one table", needs.largest_table, count(TABLE_ELEMENTS)),
            ("table elements", needs.elements, count(profile.table_elements())),
            ("bytes of memory at the start", needs.memory, count(profile.memory())),
        ];
        for (what, used, limit) in limits {
            if used > limit {
                self.error(format!("an instance needs {used} {what}, the pool has room for {limit}"));
            }
        }
        let Needs { core_modules, core_instances, memories, tables, elements, .. } = needs;
        let kib = needs.memory / 1024;
        self.good_since(before, format!(
            "pool: {core_modules} core modules, {core_instances} core instances of {CORE_INSTANCES}, {memories} memories of {MEMORIES} ({kib} KiB at the start), {tables} tables of {TABLES} ({elements} elements)"
        ));
    }
}

fn world(kind: Kind, exports: Exports) -> &'static str {
    match kind {
        Kind::Channel if exports.channel_webhook && exports.poller => "deskbell:channel/channel with poller",
        Kind::Channel if exports.poller => "deskbell:channel/channel-poll",
        Kind::Channel => "deskbell:channel/channel",
        Kind::ErpModule => "deskbell:erp/erp-module",
    }
}
