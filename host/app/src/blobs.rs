//! Files of a workspace, named by their content.
//!
//! A file is written under a temporary name, hashed on the way, and moved to
//! its place when it is complete: a name in the media folder always holds
//! exactly the bytes of its hash.

use async_trait::async_trait;
use bytes::Bytes;
use deskbell_domain::media::BlobRef;
use deskbell_plugins::{BlobError, BlobStore, ByteStream};
use futures_util::{StreamExt, TryStreamExt};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart};
use sha2::{Digest, Sha256};
use std::io;

/// Files on their way.
const INCOMING: &str = "incoming";

/// Where the media of one workspace lie.
pub struct Blobs {
    files: Box<dyn ObjectStore>,
}

impl Blobs {
    pub fn open(folder: &std::path::Path) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        // What a crash cut off; nobody else writes here, the store's lock sees to that.
        match std::fs::remove_dir_all(folder.join(INCOMING)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let files = LocalFileSystem::new_with_prefix(folder).map_err(io::Error::other)?.with_fsync(true);
        Ok(Self { files: Box::new(files) })
    }

    async fn write(&self, mut data: ByteStream, max: u64) -> Result<(Path, String, u64), BlobError> {
        let temporary = Path::from(format!("{INCOMING}/{}", uuid::Uuid::new_v4().simple()));
        let upload = self.files.put_multipart(&temporary).await.map_err(fault)?;
        let mut writer = WriteMultipart::new(upload);
        let mut hash = Sha256::new();
        let mut size = 0u64;
        while let Some(chunk) = data.next().await {
            let chunk = match chunk {
                Ok(chunk) => chunk,
                Err(error) => {
                    abort(writer).await;
                    return Err(BlobError::Source(error));
                }
            };
            size += chunk.len() as u64;
            if size > max {
                abort(writer).await;
                return Err(BlobError::TooLarge);
            }
            hash.update(&chunk);
            writer.wait_for_capacity(4).await.map_err(fault)?;
            writer.put(chunk);
        }
        writer.finish().await.map_err(fault)?;
        Ok((temporary, hex::encode(hash.finalize()), size))
    }
}

async fn abort(writer: WriteMultipart) {
    if let Err(error) = writer.abort().await {
        tracing::warn!(%error, "an unfinished file could not be removed");
    }
}

fn fault(error: object_store::Error) -> BlobError {
    match error {
        object_store::Error::NotFound { .. } => BlobError::Missing,
        other => BlobError::Store(io::Error::other(other)),
    }
}

fn place(sha256: &str) -> Result<Path, BlobError> {
    let hash = sha256.len() == 64 && sha256.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if !hash {
        return Err(BlobError::Missing);
    }
    Ok(Path::from(format!("{}/{}", &sha256[..2], sha256)))
}

#[async_trait]
impl BlobStore for Blobs {
    async fn read(&self, blob: &BlobRef, offset: u64, len: u32) -> Result<Bytes, BlobError> {
        let path = place(&blob.sha256)?;
        if offset >= blob.size {
            return Ok(Bytes::new());
        }
        let end = blob.size.min(offset + u64::from(len));
        self.files.get_range(&path, offset..end).await.map_err(fault)
    }

    async fn open(&self, blob: &BlobRef) -> Result<ByteStream, BlobError> {
        let found = self.files.get(&place(&blob.sha256)?).await.map_err(fault)?;
        Ok(found.into_stream().map_err(io::Error::other).boxed())
    }

    async fn put(&self, mime: &str, data: ByteStream, max: u64) -> Result<BlobRef, BlobError> {
        let (temporary, sha256, size) = self.write(data, max).await?;
        let path = place(&sha256).expect("a hash that was just computed");
        self.files.rename(&temporary, &path).await.map_err(fault)?;
        Ok(BlobRef { sha256, size, mime: mime.to_owned() })
    }
}
