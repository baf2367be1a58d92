//! Compiled components on disk. A compiled file is machine code, so only what
//! this host wrote itself is ever opened: the folder is private, and each file
//! carries a code made with a key that lies beside it.

use crate::caps::secrets::HmacAlg;
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use subtle::ConstantTimeEq;
use wasmtime::Engine;
use wasmtime::component::Component;

pub(crate) struct CompiledCache {
    dir: PathBuf,
    key: Vec<u8>,
    flavour: String,
}

impl CompiledCache {
    pub fn open(dir: &Path, flavour: String) -> io::Result<Self> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
        // An existing folder may have been made by hand.
        fs::set_permissions(dir, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
        Ok(Self { dir: dir.to_owned(), key: host_key(&dir.join("key"))?, flavour })
    }

    fn path(&self, digest: &str, suffix: &str) -> PathBuf {
        self.dir.join(format!("{digest}-{}.{suffix}", self.flavour))
    }

    /// A new name for a file that is being made.
    pub fn scratch(&self, suffix: &str) -> PathBuf {
        self.dir.join(format!("{:032x}.{suffix}.tmp", rand::random::<u128>()))
    }

    /// Takes over a freshly compiled file.
    pub fn adopt(&self, compiled: &Path, digest: &str) -> io::Result<()> {
        let code = self.code(digest, &fs::read(compiled)?);
        let scratch = self.scratch("mac");
        write_private(&scratch, &code)?;
        fs::rename(compiled, self.path(digest, "cwasm"))?;
        fs::rename(&scratch, self.path(digest, "mac"))
    }

    /// The component, when it was compiled before and nobody touched it.
    pub fn load(&self, engine: &Engine, digest: &str) -> Option<Component> {
        let path = self.path(digest, "cwasm");
        let bytes = fs::read(&path).ok()?;
        let code = fs::read(self.path(digest, "mac")).ok()?;
        if !bool::from(self.code(digest, &bytes).ct_eq(&code)) {
            tracing::warn!(digest, "compiled plugin does not match its code and is compiled again");
            return None;
        }
        match deserialize(engine, &path) {
            Ok(component) => Some(component),
            Err(error) => {
                tracing::warn!(digest, %error, "compiled plugin does not fit this host and is compiled again");
                None
            }
        }
    }

    fn code(&self, digest: &str, bytes: &[u8]) -> Vec<u8> {
        let mut data = Vec::with_capacity(32);
        data.extend(HmacAlg::Sha256.code(&self.key, bytes));
        data.extend(digest.as_bytes());
        data.extend(self.flavour.as_bytes());
        HmacAlg::Sha256.code(&self.key, &data)
    }
}

#[allow(unsafe_code)]
fn deserialize(engine: &Engine, path: &Path) -> wasmtime::Result<Component> {
    // SAFETY: wasmtime requires that the file was made by its own compiler and
    // not changed since. `CompiledCache::load` has just checked a code over all
    // of it that only this host can make, for this digest, wasmtime version and
    // engine configuration; the folder belongs to this user alone (0700), and
    // files in it are replaced by rename, never written in place.
    unsafe { Component::deserialize_file(engine, path) }
}

/// The key of this folder. Two processes may start on a fresh one together, so
/// a new key gets its name only when it is complete, and the first one stays.
fn host_key(path: &Path) -> io::Result<Vec<u8>> {
    if !path.exists() {
        make_key(path)?;
    }
    let key = fs::read(path)?;
    if key.len() != 32 {
        let text = format!("{} is damaged; remove it, plugins are compiled again", path.display());
        return Err(io::Error::new(io::ErrorKind::InvalidData, text));
    }
    Ok(key)
}

fn make_key(path: &Path) -> io::Result<()> {
    let key: [u8; 32] = rand::random();
    let scratch = path.with_extension(format!("{:032x}.tmp", rand::random::<u128>()));
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&scratch)?;
    let linked = file.write_all(&key).and_then(|()| file.sync_all()).and_then(|()| fs::hard_link(&scratch, path));
    fs::remove_file(&scratch)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::sync::Barrier;

    /// X7: two processes on a fresh folder; one once read the other's key half written.
    #[test]
    fn x7_all_who_start_on_a_fresh_folder_have_the_same_key() {
        for _ in 0..50 {
            let folder = tempfile::tempdir().unwrap();
            let start = Barrier::new(4);
            let key = || {
                start.wait();
                host_key(&folder.path().join("key")).unwrap()
            };
            let keys: Vec<_> = std::thread::scope(|scope| {
                let all: Vec<_> = (0..4).map(|_| scope.spawn(key)).collect();
                all.into_iter().map(|thread| thread.join().unwrap()).collect()
            });
            assert!(keys.iter().all(|key| *key == keys[0]));
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left lying about");
        }
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("key"), b"short").unwrap();
        assert!(host_key(&folder.path().join("key")).unwrap_err().to_string().contains("damaged"));
    }
}
