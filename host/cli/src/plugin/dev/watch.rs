//! What changed in a folder, found by looking: a plugin has few files, and
//! looking works on every file system.

use anyhow::Context;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

const PAUSE: Duration = Duration::from_millis(300);
/// What building writes, and what tools keep.
const LEFT_OUT: [&str; 7] = ["target", "dist", "node_modules", ".venv", ".git", "__pycache__", "Cargo.lock"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Source,
    /// The component stays as it is.
    CasesAlone,
}

impl Change {
    pub fn words(self) -> &'static str {
        match self {
            Self::Source => "the plugin changed",
            Self::CasesAlone => "the cases changed",
        }
    }
}

type Files = BTreeMap<PathBuf, (SystemTime, u64)>;

pub struct Watch {
    folder: PathBuf,
    seen: Files,
}

impl Watch {
    pub fn new(folder: &Path) -> anyhow::Result<Self> {
        Ok(Self { folder: folder.to_owned(), seen: files(folder)? })
    }

    /// Waits for a change, and for the end of it: editors write in steps.
    pub async fn next(&mut self) -> anyhow::Result<Change> {
        let mut now = self.look().await?;
        while now == self.seen {
            now = self.look().await?;
        }
        loop {
            let later = self.look().await?;
            if later == now {
                break;
            }
            now = later;
        }
        let change = difference(&self.folder.join("cases"), &self.seen, &now);
        self.seen = now;
        Ok(change)
    }

    async fn look(&self) -> anyhow::Result<Files> {
        tokio::time::sleep(PAUSE).await;
        files(&self.folder)
    }
}

fn difference(cases: &Path, before: &Files, now: &Files) -> Change {
    let others = |files: &Files| -> Files {
        files.iter().filter(|(path, _)| !path.starts_with(cases)).map(|(path, state)| (path.clone(), *state)).collect()
    };
    if others(before) == others(now) { Change::CasesAlone } else { Change::Source }
}

fn files(folder: &Path) -> anyhow::Result<Files> {
    let mut found = Files::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).with_context(|| format!("read {}", folder.display()))?;
        for entry in entries.flatten().filter(|entry| !LEFT_OUT.iter().any(|name| entry.file_name() == *name)) {
            // A file may be gone by now; then it is no longer one of them.
            let Ok(state) = entry.metadata() else { continue };
            if state.is_dir() {
                folders.push(entry.path());
                continue;
            }
            found.insert(entry.path(), (state.modified().unwrap_or(SystemTime::UNIX_EPOCH), state.len()));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn d2_only_what_an_author_writes_is_watched() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("src/lib.rs", "a");
        write("cases/one.json", "{}");
        let before = files(folder.path()).unwrap();
        write("target/x", "built");
        write("dist/x.wasm", "built");
        assert_eq!(files(folder.path()).unwrap(), before);
        let cases = folder.path().join("cases");
        write("cases/two.json", "{}");
        let more = files(folder.path()).unwrap();
        assert_eq!(difference(&cases, &before, &more), Change::CasesAlone);
        write("src/lib.rs", "longer");
        assert_eq!(difference(&cases, &more, &files(folder.path()).unwrap()), Change::Source);
    }
}
