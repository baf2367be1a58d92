//! Credentials are stored sealed. The key lies in a file of its own, so that
//! whoever gets hold of a store or of its backup has no credentials.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use deskbell_domain::id::ChannelId;
use deskbell_domain::secret::Secret;
use deskbell_store::{ChannelSecret, Range, Read, ReadError, Store, Tx};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const KEY: usize = 32;
const NONCE: usize = 24;
/// Stands first in a sealed value; another way of sealing gets another number.
const VERSION: u8 = 1;

#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    #[error("key file {file}: {source}")]
    File { file: PathBuf, source: io::Error },
    #[error(
        "key file {file}: it must hold 64 hexadecimal digits; put the file back that was made with the data folder"
    )]
    Malformed { file: PathBuf },
    #[error(
        "the secret {name} of channel {channel} cannot be opened with the key in {file}; put the key file back that was used when it was entered"
    )]
    WrongKey { channel: ChannelId, name: String, file: PathBuf },
    #[error("the secrets cannot be read: {0}")]
    Read(#[from] ReadError),
}

/// Seals and opens credentials.
pub(crate) struct Vault {
    cipher: XChaCha20Poly1305,
    file: PathBuf,
}

impl Vault {
    /// Reads the key; makes one where there is none yet.
    pub(crate) fn open(file: &Path) -> Result<Self, VaultError> {
        let fault = |source| VaultError::File { file: file.to_owned(), source };
        let text = match fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => make(file).map_err(fault)?,
            Err(error) => return Err(fault(error)),
        };
        let mut key = [0; KEY];
        hex::decode_to_slice(text.trim(), &mut key).map_err(|_| VaultError::Malformed { file: file.to_owned() })?;
        Ok(Self { cipher: XChaCha20Poly1305::new(&key.into()), file: file.to_owned() })
    }

    /// The same secret is sealed differently each time.
    fn seal(&self, place: &str, secret: &Secret) -> Vec<u8> {
        let nonce: [u8; NONCE] = rand::random();
        let payload = Payload { msg: secret.reveal().as_bytes(), aad: place.as_bytes() };
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), payload).expect("fails on gigabytes alone");
        [&[VERSION], nonce.as_slice(), &sealed].concat()
    }

    /// A value that was sealed for another place does not open.
    fn unseal(&self, place: &str, sealed: &[u8]) -> Option<Secret> {
        let (&version, rest) = sealed.split_first()?;
        let (nonce, msg) = rest.split_first_chunk::<NONCE>()?;
        if version != VERSION {
            return None;
        }
        let payload = Payload { msg, aad: place.as_bytes() };
        let plain = self.cipher.decrypt(&XNonce::from(*nonce), payload).ok()?;
        String::from_utf8(plain).ok().map(Secret::new)
    }

    pub(crate) fn row(&self, channel: &ChannelId, name: &str, values: &[Secret]) -> ChannelSecret {
        let place = place(channel, name);
        let sealed = values.iter().map(|value| self.seal(&place, value).into()).collect();
        ChannelSecret { channel: channel.clone(), name: name.to_owned(), values: Vec::new(), sealed }
    }

    pub(crate) fn values(&self, row: &ChannelSecret) -> Result<Vec<Secret>, VaultError> {
        let place = place(&row.channel, &row.name);
        let opened: Option<Vec<Secret>> = row.sealed.iter().map(|sealed| self.unseal(&place, sealed)).collect();
        let mut values = row.values.clone();
        values.extend(opened.ok_or_else(|| VaultError::WrongKey {
            channel: row.channel.clone(),
            name: row.name.clone(),
            file: self.file.clone(),
        })?);
        Ok(values)
    }

    /// Every secret of a store opens with this key; what an older release left
    /// open is sealed.
    pub(crate) async fn take_over(self: &Arc<Self>, store: &Store) -> Result<(), crate::workspace::WorkspaceError> {
        let rows = store.read(|s| Ok(s.scan::<ChannelSecret>(Range::all().limit(MOST_SECRETS))?));
        let rows = rows.map_err(VaultError::from)?;
        let mut open = Vec::new();
        for row in rows {
            let values = self.values(&row)?;
            if !row.values.is_empty() {
                open.push(self.row(&row.channel, &row.name, &values));
            }
        }
        if !open.is_empty() {
            let job = move |tx: &mut Tx<'_>| open.iter().try_for_each(|row| tx.put(row)).map_err(crate::AppError::from);
            store.write(job).await.map_err(crate::AppError::from)?;
        }
        Ok(())
    }
}

/// Secrets that are read in one go.
pub(crate) const MOST_SECRETS: usize = 10_000;

/// Binds a sealed value to where it stands.
fn place(channel: &ChannelId, name: &str) -> String {
    format!("{channel}/{name}")
}

/// Only its owner may read it.
fn make(file: &Path) -> io::Result<String> {
    use std::os::unix::fs::OpenOptionsExt;
    let key = hex::encode(rand::random::<[u8; KEY]>());
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut created = match fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file) {
        // Another process was faster; its key counts.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return fs::read_to_string(file),
        created => created?,
    };
    writeln!(created, "{key}")?;
    created.sync_all()?;
    tracing::info!(file = %file.display(), "a key for secrets was made; keep a copy of it, apart from the backups");
    Ok(key)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn channel() -> ChannelId {
        ChannelId::new("desk").unwrap()
    }

    /// X7: what is stored tells nothing, and opens only where it belongs.
    #[test]
    fn x7_a_sealed_secret_opens_with_its_key_in_its_place_alone() {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::open(&folder.path().join("a/secrets.key")).unwrap();
        let values = [Secret::new("new-value"), Secret::new("old-value")];
        let row = vault.row(&channel(), "token", &values);
        assert_eq!(vault.values(&row).unwrap(), values);
        let stored = serde_json::to_string(&row).unwrap();
        assert!(!stored.contains("value\""), "{stored}");
        assert!(row.values.is_empty() && row.sealed[0].windows(9).all(|part| part != b"new-value"));
        assert_ne!(row.sealed, vault.row(&channel(), "token", &values).sealed, "the same looks different each time");

        let moved = ChannelSecret { name: "other".into(), ..row.clone() };
        assert!(matches!(vault.values(&moved), Err(VaultError::WrongKey { .. })));
        let again = Vault::open(&folder.path().join("a/secrets.key")).unwrap();
        assert_eq!(again.values(&row).unwrap(), values, "the key is kept");
        let other = Vault::open(&folder.path().join("b/secrets.key")).unwrap();
        let refused = other.values(&row).unwrap_err().to_string();
        assert!(refused.contains("desk") && refused.contains("secrets.key"), "{refused}");
        let mut spoiled = row;
        *spoiled.sealed[0].last_mut().unwrap() ^= 1;
        assert!(vault.values(&spoiled).is_err());
    }

    #[test]
    fn x7_the_key_file_is_its_owners_alone_and_must_be_whole() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secrets.key");
        Vault::open(&file).unwrap();
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        fs::write(&file, "abc").unwrap();
        assert!(matches!(Vault::open(&file), Err(VaultError::Malformed { .. })));
    }
}
