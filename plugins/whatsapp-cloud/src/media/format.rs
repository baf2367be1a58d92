//! Formats and sizes that WhatsApp takes, checked before anything is uploaded.

use crate::errors::rejected;
use deskbell_sdk::channel::{MediaKind, OutboundMedia};
use deskbell_sdk::{BlobRef, CallError};

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;

const AUDIO: &[&str] = &["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"];
const VOICE: &[&str] = &["audio/ogg"];
const IMAGE: &[&str] = &["image/jpeg", "image/png"];
const STICKER: &[&str] = &["image/webp"];
const VIDEO: &[&str] = &["video/mp4", "video/3gpp"];

struct Rule {
    word: &'static str,
    /// Empty: any.
    mimes: &'static [&'static str],
    max: u64,
    max_text: &'static str,
    caption: bool,
}

fn rule(kind: MediaKind) -> Rule {
    let (word, mimes, max, max_text, caption) = match kind {
        MediaKind::Image => ("image", IMAGE, 5 * MIB, "5 MB", true),
        MediaKind::Video => ("video", VIDEO, 16 * MIB, "16 MB", true),
        MediaKind::Audio => ("audio", AUDIO, 16 * MIB, "16 MB", false),
        MediaKind::Voice => ("voice message", VOICE, 16 * MIB, "16 MB", false),
        MediaKind::Document => ("document", &[][..], 100 * MIB, "100 MB", true),
        // Of an animated one; Meta itself refuses still ones over 100 KB.
        MediaKind::Sticker => ("sticker", STICKER, 500 * KIB, "500 KB", false),
    };
    Rule { word, mimes, max, max_text, caption }
}

/// Refuses what Meta would refuse after the upload, or deliver as garbage.
pub(crate) fn check(media: &OutboundMedia) -> Result<(), CallError> {
    let rule = rule(media.kind);
    let mime = essence(&media.blob.mime);
    if !rule.mimes.is_empty() && !rule.mimes.contains(&mime.as_str()) {
        let takes = rule.mimes.join(", ");
        let detail = format!("WhatsApp takes a {} as {takes}, not {mime}; send it as a document", rule.word);
        return Err(rejected("media-type", detail));
    }
    if media.blob.size == 0 {
        return Err(rejected("media-empty", "the file is empty"));
    }
    if media.blob.size > rule.max {
        let detail = format!("the {} has {} bytes; WhatsApp takes {}", rule.word, media.blob.size, rule.max_text);
        return Err(rejected("media-size", detail));
    }
    check_caption(media, &rule)
}

fn check_caption(media: &OutboundMedia, rule: &Rule) -> Result<(), CallError> {
    let length = media.caption.as_deref().unwrap_or("").chars().count();
    match (rule.caption, length) {
        (_, 0) => Ok(()),
        (false, _) => {
            let detail = format!("a {} has no caption on WhatsApp; send the text as a message of its own", rule.word);
            Err(rejected("caption-not-possible", detail))
        }
        (true, 1..=1024) => Ok(()),
        (true, _) => {
            Err(rejected("caption-length", format!("the caption has {length} characters; WhatsApp takes 1,024")))
        }
    }
}

/// Without parameters, in lower case.
fn essence(mime: &str) -> String {
    mime.split(';').next().unwrap_or("").trim().to_ascii_lowercase()
}

/// Without a name the customer would see a random one.
pub(crate) fn default_filename(blob: &BlobRef) -> String {
    let extension = match essence(&blob.mime).as_str() {
        "application/pdf" => "pdf",
        "text/plain" => "txt",
        "text/csv" => "csv",
        "application/msword" => "doc",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        "application/vnd.ms-excel" => "xls",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "xlsx",
        "application/vnd.ms-powerpoint" => "ppt",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation" => "pptx",
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/webp" => "webp",
        "audio/aac" => "aac",
        "audio/amr" => "amr",
        "audio/mpeg" => "mp3",
        "audio/mp4" => "m4a",
        "audio/ogg" => "ogg",
        "video/mp4" => "mp4",
        "video/3gpp" => "3gp",
        _ => "bin",
    };
    format!("document.{extension}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn media(kind: MediaKind, mime: &str, size: u64, caption: Option<&str>) -> OutboundMedia {
        let blob = BlobRef { sha256: "0".repeat(64), size, mime: mime.to_owned() };
        OutboundMedia { kind, blob, caption: caption.map(str::to_owned), filename: None }
    }

    fn code(media: &OutboundMedia) -> Option<String> {
        check(media).err().map(|error| error.problem().code.clone())
    }

    #[test]
    fn every_kind_has_its_formats_and_its_size() {
        let rows: &[(MediaKind, &[&str], &str, u64)] = &[
            (MediaKind::Image, &["image/jpeg", "image/png"], "image/gif", 5 * MIB),
            (MediaKind::Video, &["video/mp4", "video/3gpp"], "video/quicktime", 16 * MIB),
            (
                MediaKind::Audio,
                &["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg; codecs=opus"],
                "audio/wav",
                16 * MIB,
            ),
            (MediaKind::Voice, &["audio/ogg", "Audio/OGG; codecs=opus"], "audio/mpeg", 16 * MIB),
            (MediaKind::Sticker, &["image/webp"], "image/png", 500 * KIB),
        ];
        for (kind, good, bad, max) in rows {
            for mime in *good {
                assert_eq!(code(&media(*kind, mime, *max, None)), None, "{mime}");
                assert_eq!(code(&media(*kind, mime, max + 1, None)).as_deref(), Some("media-size"), "{mime}");
                assert_eq!(code(&media(*kind, mime, 0, None)).as_deref(), Some("media-empty"), "{mime}");
            }
            assert_eq!(code(&media(*kind, bad, 1, None)).as_deref(), Some("media-type"), "{bad}");
        }
        assert_eq!(code(&media(MediaKind::Document, "application/x-anything", 100 * MIB, None)), None);
        let large = media(MediaKind::Document, "application/pdf", 100 * MIB + 1, None);
        assert_eq!(code(&large).as_deref(), Some("media-size"));
    }

    #[test]
    fn captions_only_where_whatsapp_shows_them() {
        let longest = "ã".repeat(1024);
        let too_long = "ã".repeat(1025);
        assert_eq!(code(&media(MediaKind::Image, "image/png", 1, Some(&longest))), None);
        assert_eq!(code(&media(MediaKind::Image, "image/png", 1, Some(&too_long))).as_deref(), Some("caption-length"));
        for (kind, mime) in
            [(MediaKind::Audio, "audio/mpeg"), (MediaKind::Voice, "audio/ogg"), (MediaKind::Sticker, "image/webp")]
        {
            assert_eq!(code(&media(kind, mime, 1, Some("text"))).as_deref(), Some("caption-not-possible"));
            assert_eq!(code(&media(kind, mime, 1, Some(""))), None);
        }
    }
}
