//! What keeps a file from being installed, all of it at once and without
//! compiling: each with a word to decide by, the reason and the next step.

use crate::contract;
use crate::grants::{GrantPolicy, Grants};
use crate::inspect::{InspectError, Inspection, inspect};
use crate::load::{exported, missing_exports, refusal};
use crate::manifest::{HOST_API, Manifest};

/// One reason against a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// A stable word: `not-a-component`, `import`, `manifest` …
    pub code: &'static str,
    pub reason: String,
    /// What helps.
    pub next: String,
}

const ASK: &str = "ask its author for a file that passes `deskbell plugin check`";

impl Objection {
    pub fn new(code: &'static str, reason: impl Into<String>, next: impl Into<String>) -> Self {
        Self { code, reason: reason.into(), next: next.into() }
    }

    /// Our messages read "what is wrong; what to do".
    pub fn told(code: &'static str, text: &str) -> Self {
        let (reason, next) = text.rsplit_once("; ").unwrap_or((text, ASK));
        Self::new(code, reason, next)
    }
}

/// Reads a file that somebody wants to install.
pub fn screen(wasm: &[u8]) -> Result<Inspection, Vec<Objection>> {
    let found = inspect(wasm).map_err(|error| vec![unreadable(&error)])?;
    let mut objections = imports(&found);
    let manifest = &found.manifest;
    for export in missing_exports(manifest, exported(&found.exports)) {
        let reason = format!("a plugin of kind {} must export {export}", manifest.kind.name());
        objections.push(Objection::new("export", reason, ASK));
    }
    if !found.utf8 {
        objections.push(Objection::new("encoding", "the component passes strings that are not UTF-8", ASK));
    }
    objections.extend(size(manifest, found.size));
    match contract::differences(wasm) {
        Ok(lines) => objections.extend(lines.iter().map(|line| other_contract(line))),
        Err(reason) => objections.push(Objection::new("contract", reason, ASK)),
    }
    if objections.is_empty() { Ok(found) } else { Err(objections) }
}

fn unreadable(error: &InspectError) -> Objection {
    let code = match error {
        InspectError::TooLarge { .. } => "too-large",
        InspectError::Precompiled => "precompiled",
        InspectError::CoreModule | InspectError::Malformed(_) => "not-a-component",
        InspectError::NoManifest => "no-manifest",
        InspectError::Manifest(wrong) => return Objection::new("manifest", wrong.to_string(), wrong.fix.clone()),
    };
    Objection::told(code, &error.to_string())
}

fn imports(found: &Inspection) -> Vec<Objection> {
    let grants = Grants::effective(&found.manifest, &GrantPolicy::AllAsked);
    let refused = |import: &String| {
        let why = refusal(import, &found.manifest, &grants)?;
        let code = if import.starts_with("wasi:") { "wasi" } else { "import" };
        let reason = format!("the component imports {import}");
        Some(match why.split_once("; ") {
            Some((why, next)) => Objection::new(code, format!("{reason}: {why}"), next),
            None => Objection::new(code, reason, why),
        })
    };
    found.imports.iter().filter_map(refused).collect()
}

fn size(manifest: &Manifest, size: usize) -> Option<Objection> {
    let (profile, limit) = (manifest.runtime.profile.name(), manifest.runtime.profile.component_size());
    let reason = || format!("the file has {size} bytes, profile {profile} allows {limit}");
    (size > limit).then(|| Objection::new("too-large", reason(), ASK))
}

fn other_contract(line: &str) -> Objection {
    let next = format!("ask its author for a build with version {HOST_API} of the contract");
    Objection::new("contract", line, next)
}
