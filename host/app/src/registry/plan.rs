//! What would happen if a file were installed, and why it cannot be.

use super::config::Config;
use super::consent::{self, Before, ConsentLine};
use super::ledger::{Entry, Held};
use deskbell_plugins::manifest::Author;
use deskbell_plugins::{Kind, Manifest, Objection, Plugin, Signer, TrustError, screen};
use semver::Version;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A file that was looked at.
#[derive(Debug, Clone)]
pub struct Plan {
    /// SHA-256 of the file; names it in an approval.
    pub digest: String,
    pub size: u64,
    /// None when not even the manifest could be read.
    pub about: Option<About>,
    /// Everything that keeps it from being installed.
    pub objections: Vec<Objection>,
}

/// What a readable file says of itself, beside what is at work now.
#[derive(Debug, Clone)]
pub struct About {
    pub manifest: Manifest,
    /// None on a host that takes unsigned plugins.
    pub signer: Option<Signer>,
    /// The version that is at work.
    pub installed: Option<Version>,
    pub lines: Vec<ConsentLine>,
    /// It asks for more than the version at work was granted.
    pub asks_more: bool,
    /// The larger row of limits is asked for, and was not before.
    pub larger_limits: bool,
    /// This very file was taken back before.
    pub held: Option<Held>,
    /// It is at work already.
    pub same: bool,
}

impl About {
    pub fn author(&self) -> Option<&Author> {
        self.manifest.author.as_ref()
    }

    /// Somebody must say yes first.
    pub fn needs_approval(&self) -> bool {
        self.installed.is_none() || self.asks_more || self.held.is_some()
    }
}

/// What is there under the same id.
#[derive(Default)]
pub(super) struct Present {
    pub running: Option<Arc<Plugin>>,
    pub built_in: Option<Arc<Plugin>>,
    pub entry: Option<Entry>,
}

pub(super) fn plan(config: &Config, digest: String, component: &[u8], present: impl FnOnce(&str) -> Present) -> Plan {
    let size = component.len() as u64;
    let found = match screen(component) {
        Ok(found) => found,
        Err(objections) => return Plan { digest, size, about: None, objections },
    };
    let manifest = found.manifest;
    let present = present(&manifest.id);
    let (signer, mut objections) = match signer(config, component, &manifest.id) {
        Ok(signer) => (signer, Vec::new()),
        Err(objection) => (None, vec![objection]),
    };
    if present.built_in.is_some() && signer.is_none() && objections.is_empty() {
        objections.push(Objection::new(
            "built-in",
            format!("{} is part of this binary; only a signed file may take its place", manifest.id),
            "give the plugin an id of its own",
        ));
    }
    objections.extend(against_installed(config, &manifest, &digest, present.running.as_deref()));
    let about = about(manifest, signer, &digest, &present);
    Plan { digest, size, about: Some(about), objections }
}

fn about(manifest: Manifest, signer: Option<Signer>, digest: &str, present: &Present) -> About {
    let running = present.running.as_deref();
    let before = running.map(|plugin| Before { manifest: plugin.manifest(), granted: &plugin.grants().0 });
    let lines = consent::lines(&manifest, before.as_ref());
    let larger = |plugin: &Plugin| plugin.manifest().runtime.profile != manifest.runtime.profile;
    let larger_limits = running.is_some_and(larger) && manifest.runtime.profile.name() == "large";
    let held = present.entry.as_ref().and_then(|entry| entry.held.clone()).filter(|held| held.digest == digest);
    About {
        installed: running.map(|plugin| plugin.manifest().version.clone()),
        asks_more: larger_limits || asks_more(&lines, present),
        larger_limits,
        held,
        same: running.is_some_and(|plugin| plugin.digest() == digest),
        lines,
        signer,
        manifest,
    }
}

/// What the operator withheld once is not asked for again with each version.
fn asks_more(lines: &[ConsentLine], present: &Present) -> bool {
    let withheld: BTreeSet<_> = match &present.running {
        Some(plugin) => plugin.manifest().permissions().difference(&plugin.grants().0).cloned().collect(),
        None => BTreeSet::new(),
    };
    lines.iter().any(|line| line.new && !withheld.contains(&line.permission))
}

fn signer(config: &Config, component: &[u8], id: &str) -> Result<Option<Signer>, Objection> {
    match config.trust().signer(component, id) {
        Ok(signer) => Ok(Some(signer)),
        Err(TrustError::Unsigned | TrustError::UnknownKey { .. }) if config.dev => Ok(None),
        Err(error) => {
            let code = match error {
                TrustError::Signature(_) => "signature",
                TrustError::Unsigned => "unsigned",
                TrustError::UnknownKey { .. } => "unknown-key",
                TrustError::OtherPrefix { .. } => "other-prefix",
            };
            Err(Objection::told(code, &error.to_string()))
        }
    }
}

fn against_installed(
    config: &Config,
    manifest: &Manifest,
    digest: &str,
    running: Option<&Plugin>,
) -> Option<Objection> {
    let running = running?;
    let (old, new) = (&running.manifest().version, &manifest.version);
    if running.digest() == digest {
        return None;
    }
    if running.manifest().kind != manifest.kind {
        let word = |kind: Kind| kind.name();
        let reason = format!(
            "the plugin at work is of kind {}, this one of kind {}",
            word(running.manifest().kind),
            word(manifest.kind)
        );
        return Some(Objection::new("other-kind", reason, "give it an id of its own"));
    }
    if new < old {
        let reason = format!("version {new} is older than {old}, which is at work");
        return Some(Objection::new(
            "older",
            reason,
            format!("`deskbell plugin rollback {}` returns to the version before", manifest.id),
        ));
    }
    // A writer of plugins builds one version many times.
    if new == old && !config.dev {
        let reason = format!("version {new} is at work already, with another content");
        return Some(Objection::new("same-version", reason, "ask its author to raise the version"));
    }
    None
}
