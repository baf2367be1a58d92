//! Files by reference.

use super::{Converted, Reader, SHORT, Scope, bad, wit};
use deskbell_domain::media::{BlobRef, MediaKind, RemoteMedia};
use wit::channel::message::MediaKind as WitKind;
use wit::types::media as w;

impl Reader<'_> {
    pub(super) fn blob(&mut self, field: &str, b: w::BlobRef) -> Converted<BlobRef> {
        let scope = self.scope.ok_or_else(|| bad(field, "may not name a file"))?;
        blob(scope, field, b)
    }

    pub(super) fn remote(&mut self, field: &str, m: w::RemoteMedia) -> Converted<RemoteMedia> {
        if let Some(sha256) = &m.sha256 {
            check_hash(&format!("{field}.sha256"), sha256)?;
        }
        Ok(RemoteMedia {
            reference: self.text(&format!("{field}.reference"), m.reference, 1..=2048)?,
            mime: self.optional(&format!("{field}.mime"), m.mime, SHORT)?,
            size: m.size,
            sha256: m.sha256,
            filename: self.optional(&format!("{field}.filename"), m.filename, SHORT)?,
        })
    }
}

/// A file that a plugin says it has. Only its hash is believed, and only when
/// the call was handed that file or has stored it; the rest the host knows,
/// except a type that the transport did not tell.
pub(crate) fn blob(scope: Scope<'_>, field: &str, b: w::BlobRef) -> Converted<BlobRef> {
    let known = scope.files.find(&b.sha256).cloned();
    let known = known.ok_or_else(|| bad(field, "names a file that this call has neither been handed nor stored"))?;
    Ok(typed(known, Some(&b.mime)))
}

/// The file with its type, where the transport said nothing of it.
pub(crate) fn typed(blob: BlobRef, named: Option<&str>) -> BlobRef {
    match named {
        Some(mime) if is_vague(&blob.mime) && is_type(mime) => BlobRef { mime: mime.to_owned(), ..blob },
        _ => blob,
    }
}

fn is_vague(mime: &str) -> bool {
    let essence = mime.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    matches!(essence.as_str(), "" | "application/octet-stream" | "binary/octet-stream")
}

fn is_type(mime: &str) -> bool {
    let printable = mime.len() <= 255 && mime.bytes().all(|b| (0x20..0x7f).contains(&b));
    printable && mime.split_once('/').is_some_and(|(kind, rest)| !kind.is_empty() && !rest.is_empty())
}

fn check_hash(field: &str, hash: &str) -> Converted<()> {
    let good = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if good { Ok(()) } else { Err(bad(field, "is not a lower-case hexadecimal SHA-256")) }
}

pub(super) fn kind(kind: WitKind) -> MediaKind {
    match kind {
        WitKind::Image => MediaKind::Image,
        WitKind::Video => MediaKind::Video,
        WitKind::Audio => MediaKind::Audio,
        WitKind::Voice => MediaKind::Voice,
        WitKind::Document => MediaKind::Document,
        WitKind::Sticker => MediaKind::Sticker,
    }
}

pub(super) fn kind_to_wit(kind: MediaKind) -> WitKind {
    match kind {
        MediaKind::Image => WitKind::Image,
        MediaKind::Video => WitKind::Video,
        MediaKind::Audio => WitKind::Audio,
        MediaKind::Voice => WitKind::Voice,
        MediaKind::Document => WitKind::Document,
        MediaKind::Sticker => WitKind::Sticker,
    }
}

pub(crate) fn blob_to_wit(b: BlobRef) -> w::BlobRef {
    w::BlobRef { sha256: b.sha256, size: b.size, mime: b.mime }
}

pub(crate) fn remote_to_wit(m: RemoteMedia) -> w::RemoteMedia {
    w::RemoteMedia { reference: m.reference, mime: m.mime, size: m.size, sha256: m.sha256, filename: m.filename }
}
