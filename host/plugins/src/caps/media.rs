//! Files by reference. A plugin reaches those that its call was handed or has
//! stored itself, nothing else of the workspace.

use super::{Broken, Caps};
use crate::account::BlobError;
use crate::grants::Permission;
use crate::limits::{MEDIA_CHUNK, MEDIA_PUT_BYTES, MEDIA_PUTS, MEDIA_READ_BYTES, MEDIA_READS};
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

/// What one call has moved.
#[derive(Default)]
pub(crate) struct Moved {
    reads: Used,
    puts: Used,
}

#[derive(Default)]
struct Used {
    times: u32,
    bytes: u64,
}

impl Used {
    fn take(&mut self, bytes: usize, times: u32, most: u64) -> Result<(), MediaError> {
        let fits = bytes <= MEDIA_CHUNK && self.times < times && self.bytes + bytes as u64 <= most;
        if !fits {
            return Err(MediaError::TooLarge);
        }
        self.times += 1;
        self.bytes += bytes as u64;
        Ok(())
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
    pub async fn media_read(
        &mut self,
        sha256: &str,
        offset: u64,
        len: u32,
    ) -> Result<Result<Bytes, MediaError>, Broken> {
        let account = self.account("media.read")?.clone();
        if !self.permit.grants.has(&Permission::MediaRead) {
            return Ok(Err(MediaError::Denied));
        }
        if let Err(error) = self.moved.reads.take(len as usize, MEDIA_READS, MEDIA_READ_BYTES) {
            return Ok(Err(error));
        }
        let Some(blob) = self.media.find(sha256) else { return Ok(Err(MediaError::Missing)) };
        Ok(account.blobs.read(blob, offset, len).await.map_err(MediaError::of))
    }

    pub async fn media_put(&mut self, mime: &str, data: Vec<u8>) -> Result<Result<BlobRef, MediaError>, Broken> {
        let account = self.account("media.put")?.clone();
        if !self.permit.grants.has(&Permission::MediaWrite) || mime.len() > 255 {
            return Ok(Err(MediaError::Denied));
        }
        if let Err(error) = self.moved.puts.take(data.len(), MEDIA_PUTS, MEDIA_PUT_BYTES) {
            return Ok(Err(error));
        }
        let stream = futures_util::stream::once(async move { Ok(Bytes::from(data)) }).boxed();
        let stored = account.blobs.put(mime, stream, MEDIA_CHUNK as u64).await;
        if let Ok(blob) = &stored {
            self.media.add(blob.clone());
        }
        Ok(stored.map_err(MediaError::of))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x7_a_call_moves_files_within_its_budget() {
        let mut used = Used::default();
        assert_eq!(used.take(MEDIA_CHUNK + 1, 3, u64::MAX), Err(MediaError::TooLarge), "one chunk");
        let full = MEDIA_CHUNK as u64 * 2;
        assert!((0..2).all(|_| used.take(MEDIA_CHUNK, 3, full).is_ok()));
        assert_eq!(used.take(1, 3, full), Err(MediaError::TooLarge), "all bytes");
        assert_eq!(used.take(0, 3, full), Ok(()));
        assert_eq!(used.take(0, 3, full), Err(MediaError::TooLarge), "all times");
    }
}
