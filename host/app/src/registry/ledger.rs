//! What is installed, and how that may change. Pure: the same step on the same
//! ledger gives the same ledger.

use deskbell_domain::time::Timestamp;
use deskbell_plugins::{Permission, Signer};
use semver::Version;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One version of one plugin as it was taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Release {
    pub version: Version,
    /// SHA-256 of the file, hexadecimal.
    pub digest: String,
    pub size: u64,
    /// When it became what it is here.
    pub since: Timestamp,
    #[serde(with = "texts")]
    pub granted: BTreeSet<Permission>,
    /// Nobody, on a host that takes unsigned plugins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer: Option<Signer>,
}

/// A version that was taken back and does not come again by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Held {
    pub version: Version,
    pub digest: String,
    pub since: Timestamp,
    pub why: String,
}

/// One plugin. Without a current version the one in the binary is at work.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Entry {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<Release>,
    /// What a roll back returns to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Release>,
    /// Asks for more than was granted and waits for somebody to approve it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staged: Option<Release>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Held>,
}

impl Entry {
    pub fn releases(&self) -> impl Iterator<Item = &Release> {
        [&self.current, &self.previous, &self.staged].into_iter().flatten()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StepError {
    #[error("{id} is not installed")]
    NotInstalled { id: String },
    #[error("no earlier version of {id} is kept")]
    NothingBefore { id: String },
    #[error("no version of {id} waits for approval")]
    NothingStaged { id: String },
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger(pub BTreeMap<String, Entry>);

impl Ledger {
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        self.0.get(id)
    }

    /// The version becomes the current one; the one before is kept.
    pub fn install(&mut self, id: &str, release: Release) {
        let entry = self.0.entry(id.to_owned()).or_default();
        entry.staged = None;
        if entry.held.as_ref().is_some_and(|held| held.digest == release.digest) {
            entry.held = None;
        }
        let before = entry.current.replace(release);
        let replaced = entry.current.as_ref().map(|current| &current.digest);
        if before.as_ref().map(|before| &before.digest) != replaced {
            entry.previous = before;
        }
    }

    pub fn stage(&mut self, id: &str, release: Release) {
        self.0.entry(id.to_owned()).or_default().staged = Some(release);
    }

    /// The staged version is turned down.
    pub fn discard(&mut self, id: &str) -> Result<Release, StepError> {
        let nothing = || StepError::NothingStaged { id: id.to_owned() };
        let entry = self.0.get_mut(id).ok_or_else(nothing)?;
        let staged = entry.staged.take().ok_or_else(nothing)?;
        self.forget_empty(id);
        Ok(staged)
    }

    pub fn grant(&mut self, id: &str, granted: BTreeSet<Permission>) -> Result<(), StepError> {
        let current = self.0.get_mut(id).and_then(|entry| entry.current.as_mut());
        let current = current.ok_or_else(|| StepError::NotInstalled { id: id.to_owned() })?;
        current.granted = granted;
        Ok(())
    }

    /// Back to the version before, or to the binary's own. What is withdrawn
    /// is held.
    pub fn roll_back(&mut self, id: &str, built_in: bool, why: &str, now: Timestamp) -> Result<Release, StepError> {
        let missing = || StepError::NotInstalled { id: id.to_owned() };
        let entry = self.0.get_mut(id).ok_or_else(missing)?;
        if entry.previous.is_none() && !built_in {
            return Err(match entry.current {
                Some(_) => StepError::NothingBefore { id: id.to_owned() },
                None => missing(),
            });
        }
        let withdrawn = entry.current.take().ok_or_else(missing)?;
        let back = |release| Release { since: now, ..release };
        entry.current = entry.previous.take().map(back);
        let (version, digest) = (withdrawn.version.clone(), withdrawn.digest.clone());
        entry.held = Some(Held { version, digest, since: now, why: why.to_owned() });
        Ok(withdrawn)
    }

    pub fn remove(&mut self, id: &str) -> Result<Entry, StepError> {
        self.0.remove(id).ok_or_else(|| StepError::NotInstalled { id: id.to_owned() })
    }

    fn forget_empty(&mut self, id: &str) {
        if self.0.get(id).is_some_and(|entry| *entry == Entry::default()) {
            self.0.remove(id);
        }
    }
}

/// Permissions as texts.
mod texts {
    use deskbell_plugins::Permission;
    use serde::{Deserialize, Deserializer, Serializer, de};
    use std::collections::BTreeSet;

    pub fn serialize<S: Serializer>(all: &BTreeSet<Permission>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(all.iter().map(ToString::to_string))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeSet<Permission>, D::Error> {
        let texts = Vec::<String>::deserialize(deserializer)?;
        texts.iter().map(|text| text.parse().map_err(de::Error::custom)).collect()
    }
}

#[cfg(test)]
mod tests;
