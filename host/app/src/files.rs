//! Files that people upload and download.

use crate::error::AppError;
use crate::workspace::Workspace;
use bytes::Bytes;
use deskbell_domain::media::BlobRef;
use deskbell_plugins::{BlobError, BlobStore, ByteStream};
use deskbell_store::{Blob, Read, Tx};

/// The largest upload; channels have lower limits of their own.
pub const MAX_UPLOAD: u64 = 100 << 20;

impl Workspace {
    pub async fn put_media(&self, mime: &str, data: ByteStream) -> Result<BlobRef, AppError> {
        let blob = self.inner.blobs.put(mime, data, MAX_UPLOAD).await.map_err(fault)?;
        let row = Blob { r#ref: blob.clone(), at: self.inner.clock.now() };
        self.inner.store.write(move |tx: &mut Tx<'_>| Ok::<_, AppError>(tx.put(&row)?)).await?;
        Ok(blob)
    }

    /// What is kept under this hash.
    pub fn media_info(&self, sha256: &str) -> Result<BlobRef, AppError> {
        let blob = self.read(|s| Ok(s.get::<Blob>(&sha256.to_owned())?))?;
        Ok(blob.ok_or(AppError::NotFound { what: "file" })?.r#ref)
    }

    pub async fn media(&self, sha256: &str) -> Result<(BlobRef, ByteStream), AppError> {
        let blob = self.media_info(sha256)?;
        let stream = self.inner.blobs.open(&blob).await.map_err(fault)?;
        Ok((blob, stream))
    }

    /// A part of a file, for players that jump.
    pub async fn media_range(&self, blob: &BlobRef, offset: u64, len: u32) -> Result<Bytes, AppError> {
        self.inner.blobs.read(blob, offset, len).await.map_err(fault)
    }
}

fn fault(error: BlobError) -> AppError {
    match error {
        BlobError::Missing => AppError::NotFound { what: "file" },
        BlobError::TooLarge => AppError::invalid("file", format!("larger than {} MB", MAX_UPLOAD >> 20)),
        BlobError::Source(_) => AppError::invalid("file", "the upload broke off; send it again"),
        BlobError::Store(error) => AppError::Unavailable { detail: format!("the file could not be kept: {error}") },
    }
}
