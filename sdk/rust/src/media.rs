//! Files of the workspace that this call was handed or has stored itself.
//! Whole files usually travel by reference: [`crate::http`] uploads a blob and
//! stores a response as one without the bytes ever entering the plugin.

use crate::bindings::imports::deskbell::host::media as host;
use crate::{BlobRef, CallError, inside_host};

pub use host::Error as MediaError;

/// The most bytes that one [`read`] or [`put`] moves.
pub const MAX_CHUNK: usize = 256 * 1024;

/// A part of a file, at most [`MAX_CHUNK`] bytes; shorter at its end.
pub fn read(blob: &BlobRef, offset: u64, len: u32) -> Result<Vec<u8>, MediaError> {
    inside_host("media");
    host::read(blob, offset, len)
}

/// Stores a small file, at most [`MAX_CHUNK`] bytes. Larger ones arrive through
/// [`crate::http::Request::store_response`].
pub fn put(mime: &str, data: &[u8]) -> Result<BlobRef, MediaError> {
    inside_host("media");
    host::put(mime, data)
}

impl From<MediaError> for CallError {
    fn from(error: MediaError) -> Self {
        match error {
            MediaError::Missing => Self::rejected("media-missing", "the file is no longer there"),
            MediaError::TooLarge => Self::rejected("media-too-large", "the file is larger than allowed"),
            MediaError::Unavailable => Self::retry("media-unavailable", "the file store cannot answer now"),
            MediaError::Denied => Self::rejected("media-denied", "reading or storing files is not granted"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x1_only_a_store_that_cannot_answer_is_asked_again() {
        assert!(CallError::from(MediaError::Unavailable).is_transient());
        for lasting in [MediaError::Missing, MediaError::TooLarge, MediaError::Denied] {
            assert!(!CallError::from(lasting).is_transient());
        }
    }
}
