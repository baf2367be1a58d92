//! Uploaded files: by the business for sending, by customers for fetching.

use base64::Engine as _;
use bytes::Bytes;
use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::{HashMap, VecDeque};

/// A stored file.
#[derive(Debug, Clone, Serialize)]
pub struct Media {
    pub id: String,
    pub mime: String,
    pub filename: Option<String>,
    #[serde(skip)]
    pub data: Bytes,
    /// Hex, as the media node gives it; webhooks carry it in base64.
    pub sha256: String,
    #[serde(skip)]
    pub(crate) at: Timestamp,
}

impl Media {
    pub(crate) fn sha256_base64(&self) -> String {
        let raw = hex::decode(&self.sha256).expect("made by hex::encode");
        base64::engine::general_purpose::STANDARD.encode(raw)
    }
}

/// The kinds a message can carry, with their limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Audio,
    Document,
    Image,
    Sticker,
    Video,
}

impl Kind {
    pub fn of_type(word: &str) -> Option<Self> {
        Some(match word {
            "audio" => Kind::Audio,
            "document" => Kind::Document,
            "image" => Kind::Image,
            "sticker" => Kind::Sticker,
            "video" => Kind::Video,
            _ => return None,
        })
    }

    /// The kind an upload of this MIME type is stored as.
    pub fn of_mime(mime: &str) -> Self {
        match essence(mime) {
            "image/webp" => Kind::Sticker,
            "image/jpeg" | "image/png" => Kind::Image,
            m if m.starts_with("audio/") => Kind::Audio,
            m if m.starts_with("video/") => Kind::Video,
            _ => Kind::Document,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Kind::Audio => "audio",
            Kind::Document => "document",
            Kind::Image => "image",
            Kind::Sticker => "sticker",
            Kind::Video => "video",
        }
    }

    pub fn largest(self) -> usize {
        match self {
            Kind::Audio | Kind::Video => 16 << 20,
            Kind::Document => 100 << 20,
            Kind::Image => 5 << 20,
            Kind::Sticker => 500 << 10,
        }
    }

    /// Documents are taken of any type, the others of a short list.
    pub fn takes(self, mime: &str) -> bool {
        let mime = essence(mime);
        match self {
            Kind::Audio => matches!(mime, "audio/aac" | "audio/amr" | "audio/mpeg" | "audio/mp4" | "audio/ogg"),
            Kind::Image => matches!(mime, "image/jpeg" | "image/png"),
            Kind::Sticker => mime == "image/webp",
            Kind::Video => matches!(mime, "video/3gpp" | "video/mp4"),
            Kind::Document => true,
        }
    }
}

/// A MIME type without parameters.
pub(crate) fn essence(mime: &str) -> &str {
    mime.split(';').next().unwrap_or(mime).trim()
}

/// What is wrong with an upload, in Meta's way of saying it.
pub(crate) fn objection(mime: &str, data: &[u8]) -> Option<String> {
    let kind = Kind::of_mime(mime);
    let name = essence(mime);
    if data.is_empty() {
        return Some("the file is empty".into());
    }
    if !kind.takes(mime) || name.starts_with("image/") && kind == Kind::Document {
        return Some(format!(
            "Param file must be a file with one of the supported types. Received file of type '{name}'"
        ));
    }
    if data.len() > kind.largest() {
        return Some(format!("File size {} bytes is over the {} limit of {}", data.len(), kind.word(), kind.largest()));
    }
    let (expected, fits) = signature(name, data)?;
    (!fits).then(|| format!("Media file was declared as {name}, but its content is not {expected}"))
}

/// Whether the first bytes fit the declared type, where the type has any.
fn signature(mime: &str, data: &[u8]) -> Option<(&'static str, bool)> {
    Some(match mime {
        "image/jpeg" => ("a JPEG", data.starts_with(&[0xff, 0xd8, 0xff])),
        "image/png" => ("a PNG", data.starts_with(b"\x89PNG\r\n\x1a\n")),
        "image/webp" => ("a WebP", data.len() > 12 && data.starts_with(b"RIFF") && &data[8..12] == b"WEBP"),
        "application/pdf" => ("a PDF", data.windows(5).take(1024).any(|w| w == b"%PDF-")),
        "audio/ogg" => ("an Ogg file", data.starts_with(b"OggS")),
        "audio/amr" => ("an AMR file", data.starts_with(b"#!AMR")),
        "video/mp4" | "video/3gpp" | "audio/mp4" => ("an MP4", data.len() > 8 && &data[4..8] == b"ftyp"),
        _ => return None,
    })
}

/// The files in memory, the oldest leaving first.
#[derive(Debug, Default)]
pub(crate) struct MediaShelf {
    files: HashMap<String, Media>,
    order: VecDeque<String>,
    bytes: usize,
    last: u64,
}

impl MediaShelf {
    pub fn put(&mut self, mime: &str, filename: Option<String>, data: Bytes, limit: usize) -> Media {
        self.last += 1;
        let media = Media {
            id: format!("{}", 1_003_383_421_000_000 + self.last),
            mime: mime.to_string(),
            filename,
            sha256: hex::encode(Sha256::digest(&data)),
            data,
            at: Timestamp::now(),
        };
        self.bytes += media.data.len();
        self.order.push_back(media.id.clone());
        self.files.insert(media.id.clone(), media.clone());
        self.shrink(limit);
        media
    }

    pub fn find(&self, id: &str) -> Option<&Media> {
        self.files.get(id)
    }

    pub fn remove(&mut self, id: &str) -> bool {
        let Some(media) = self.files.remove(id) else { return false };
        self.bytes -= media.data.len();
        self.order.retain(|kept| kept != id);
        true
    }

    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The newest file stays even when it alone is over the limit.
    fn shrink(&mut self, limit: usize) {
        while self.bytes > limit && self.order.len() > 1 {
            let oldest = self.order.pop_front().expect("more than one");
            if let Some(media) = self.files.remove(&oldest) {
                self.bytes -= media.data.len();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_shelf_forgets_the_oldest_file() {
        let mut shelf = MediaShelf::default();
        let put = |shelf: &mut MediaShelf| shelf.put("text/plain", None, Bytes::from_static(&[b'x'; 40]), 100);
        let first = put(&mut shelf);
        let second = put(&mut shelf);
        let third = put(&mut shelf);
        assert!(shelf.find(&first.id).is_none());
        assert!(shelf.find(&second.id).is_some() && shelf.find(&third.id).is_some());
        assert!(shelf.remove(&second.id));
        assert_eq!(shelf.bytes(), 40);
    }

    #[test]
    fn the_content_must_fit_the_declared_type() {
        assert!(objection("image/png", b"\x89PNG\r\n\x1a\nrest").is_none());
        assert!(objection("image/png", b"GIF89a").unwrap().contains("not a PNG"));
        assert!(objection("image/gif", b"GIF89a").unwrap().contains("image/gif"));
        assert!(objection("application/pdf", b"%PDF-1.7").is_none());
        assert!(objection("application/zip", b"PK").is_none());
        assert!(objection("audio/ogg; codecs=opus", b"OggS").is_none());
        assert!(objection("image/jpeg", &[0xff, 0xd8, 0xff]).is_none());
        assert!(objection("image/jpeg", &vec![0xff; 6 << 20]).unwrap().contains("limit"));
    }
}
