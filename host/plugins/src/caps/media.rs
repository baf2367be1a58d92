//! Files by reference. A plugin reaches those that its call was handed or has
//! stored itself, nothing else of the workspace.

use super::{Broken, Caps};
use crate::account::BlobError;
use crate::grants::Permission;
use crate::limits::MEDIA_CHUNK;
use bytes::Bytes;
use deskbell_domain::media::BlobRef;
use futures_util::StreamExt;
use std::collections::HashMap;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MediaError {
    Missing,
    TooLarge,
    Denied,
    /// The host's store failed; another attempt may succeed.
    Unavailable,
}

impl MediaError {
    fn of(error: BlobError) -> Self {
        match error {
            BlobError::Missing => Self::Missing,
            BlobError::TooLarge => Self::TooLarge,
            BlobError::Source(_) | BlobError::Store(_) => {
                tracing::error!(%error, "the file store cannot serve a plugin");
                Self::Unavailable
            }
        }
    }
}

/// The files of this call by hash. The host's own knowledge of size and type
/// counts, not what the plugin says of them.
#[derive(Default)]
pub(crate) struct Handed {
    files: HashMap<String, BlobRef>,
}

impl Handed {
    pub fn add(&mut self, blob: BlobRef) {
        self.files.insert(blob.sha256.clone(), blob);
    }

    pub fn find(&self, sha256: &str) -> Option<&BlobRef> {
        self.files.get(sha256)
    }
}

impl Caps {
    pub async fn media_read(&self, sha256: &str, offset: u64, len: u32) -> Result<Result<Bytes, MediaError>, Broken> {
        let account = self.account("media.read")?;
        if !self.permit.grants.has(&Permission::MediaRead) {
            return Ok(Err(MediaError::Denied));
        }
        if len as usize > MEDIA_CHUNK {
            return Ok(Err(MediaError::TooLarge));
        }
        let Some(blob) = self.media.find(sha256) else { return Ok(Err(MediaError::Missing)) };
        Ok(account.blobs.read(blob, offset, len).await.map_err(MediaError::of))
    }

    pub async fn media_put(&mut self, mime: &str, data: Vec<u8>) -> Result<Result<BlobRef, MediaError>, Broken> {
        let account = self.account("media.put")?;
        if !self.permit.grants.has(&Permission::MediaWrite) || mime.len() > 255 {
            return Ok(Err(MediaError::Denied));
        }
        if data.len() > MEDIA_CHUNK {
            return Ok(Err(MediaError::TooLarge));
        }
        let stream = futures_util::stream::once(async move { Ok(Bytes::from(data)) }).boxed();
        let stored = account.blobs.put(mime, stream, MEDIA_CHUNK as u64).await;
        if let Ok(blob) = &stored {
            self.media.add(blob.clone());
        }
        Ok(stored.map_err(MediaError::of))
    }
}
