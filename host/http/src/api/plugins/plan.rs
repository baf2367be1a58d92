//! What an operator is told before a plugin is installed.

use super::shape::{HeldPlugin, PluginKind};
use crate::api::mirror::mirror;
use deskbell_app::Objection;
use deskbell_app::registry::{About, ConsentLine, Plan};
use serde::Serialize;
use utoipa::ToSchema;

mirror! {
    /// How much harm it could do.
    PluginRisk from deskbell_app::registry::Risk { High, Raised, Usual }
}

mirror! {
    PermissionGroup from deskbell_app::registry::Group { Secrets, Network, Files, Storage }
}

/// A file that was looked at.
#[derive(Debug, Serialize, ToSchema)]
pub struct PluginPlan {
    /// SHA-256; names the file when it is installed.
    pub digest: String,
    pub size: u64,
    /// Everything that keeps it from being installed; empty when it may be.
    pub refusals: Vec<PluginRefusal>,
    /// Null when not even its manifest could be read.
    pub plugin: Option<PlannedPlugin>,
    /// What will want attention afterwards.
    pub warnings: Vec<String>,
}

/// One reason against a file, and what helps.
#[derive(Debug, Serialize, ToSchema)]
pub struct PluginRefusal {
    /// A stable word: "not-a-component", "wasi", "unknown-key" …
    pub code: String,
    pub reason: String,
    pub next: String,
}

/// What a file says of itself, and what an approval would grant.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlannedPlugin {
    pub id: String,
    pub name: String,
    pub version: String,
    pub kind: PluginKind,
    pub license: String,
    pub author: Option<Author>,
    /// Null on a host that takes unsigned plugins, for such a one.
    pub signer: Option<Signer>,
    /// The version at work; null for a new plugin.
    pub installed: Option<String>,
    /// This very file is at work already.
    pub unchanged: bool,
    /// Somebody has to approve it.
    pub needs_approval: bool,
    /// "small" or "large".
    pub limits: String,
    /// The larger limits are new.
    pub larger_limits: bool,
    /// This file was taken back before.
    pub held: Option<HeldPlugin>,
    /// All that it asks for, the gravest first.
    pub permissions: Vec<PluginPermission>,
}

/// One thing that a plugin asks for.
#[derive(Debug, Serialize, ToSchema)]
pub struct PluginPermission {
    /// How grants name it: `http:api.example.com`, `secret:token:reveal`.
    pub permission: String,
    pub group: PermissionGroup,
    pub risk: PluginRisk,
    /// What it means, in plain words.
    pub text: String,
    /// The author's reason.
    pub why: String,
    pub granted: bool,
    /// The version at work may not do this, or less of it.
    pub new: bool,
    /// What is more than the version at work was granted.
    pub more: Option<String>,
}

/// Who wrote it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PluginAuthor)]
pub struct Author {
    pub name: String,
    pub url: Option<String>,
    pub support: Option<String>,
}

/// Whose key signed it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Signer {
    pub key: String,
    /// As deskbell.toml calls the key's owner.
    pub name: String,
}

impl PluginPlan {
    pub(super) fn of(plan: &Plan, warnings: Vec<String>) -> Self {
        Self {
            digest: plan.digest.clone(),
            size: plan.size,
            refusals: plan.objections.iter().map(PluginRefusal::of).collect(),
            plugin: plan.about.as_ref().map(PlannedPlugin::of),
            warnings,
        }
    }
}

impl PluginRefusal {
    fn of(objection: &Objection) -> Self {
        Self { code: objection.code.to_owned(), reason: objection.reason.clone(), next: objection.next.clone() }
    }
}

impl PlannedPlugin {
    fn of(about: &About) -> Self {
        let manifest = &about.manifest;
        Self {
            id: manifest.id.clone(),
            name: manifest.name.clone(),
            version: manifest.version.to_string(),
            kind: manifest.kind.into(),
            license: manifest.license.clone(),
            author: manifest.author.as_ref().map(Author::of),
            signer: about.signer.as_ref().map(Signer::of),
            installed: about.installed.as_ref().map(ToString::to_string),
            unchanged: about.same,
            needs_approval: about.needs_approval(),
            limits: manifest.runtime.profile.name().to_owned(),
            larger_limits: about.larger_limits,
            held: about.held.as_ref().map(HeldPlugin::of),
            permissions: about.lines.iter().map(|line| PluginPermission::of(line, !line.new)).collect(),
        }
    }
}

impl PluginPermission {
    pub(super) fn of(line: &ConsentLine, granted: bool) -> Self {
        Self {
            permission: line.permission.to_string(),
            group: line.group.into(),
            risk: line.risk.into(),
            text: line.text.clone(),
            why: line.why.clone(),
            granted,
            new: line.new,
            more: line.more.clone(),
        }
    }
}

impl Author {
    pub(super) fn of(author: &deskbell_app::manifest::Author) -> Self {
        Self { name: author.name.clone(), url: author.url.clone(), support: author.support.clone() }
    }
}

impl Signer {
    pub(super) fn of(signer: &deskbell_app::Signer) -> Self {
        Self { key: signer.key.clone(), name: signer.name.clone() }
    }
}
