//! Files. Telegram shows a kind of file only in certain formats; in any other
//! it goes as a document, so that it arrives.

use super::draft::{Draft, File};
use super::limits::{CAPTION, check};
use crate::errors::rejected;
use crate::settings::Settings;
use deskbell_sdk::CallError;
use deskbell_sdk::channel::{MediaKind, OutboundMedia};
use serde_json::json;

const MIB: u64 = 1024 * 1024;
const MOST: u64 = 50 * MIB;
const MOST_PHOTO: u64 = 10 * MIB;
/// Telegram's longest file name is not told; this is what file systems take.
const MAX_FILENAME: usize = 120;

pub(super) fn draft(settings: &Settings, media: &OutboundMedia) -> Result<Draft, CallError> {
    check_size(settings, media)?;
    let (method, field) = way(media)?;
    let caption = media.caption.as_deref().filter(|caption| !caption.trim().is_empty());
    let mut draft = Draft::new(method, json!({}));
    if let Some(caption) = caption {
        check(CAPTION, caption)?;
        if field == "sticker" {
            return Err(rejected(
                "caption-not-possible",
                "a sticker has no caption; send the text as a message of its own",
            ));
        }
        draft = draft.with("caption", json!(caption));
    }
    if field == "document" {
        // Else Telegram may make an animation or a song of it.
        draft = draft.with("disable_content_type_detection", json!(true));
    }
    Ok(draft.with_file(File { field, blob: media.blob.clone(), filename: filename(media) }))
}

fn check_size(settings: &Settings, media: &OutboundMedia) -> Result<(), CallError> {
    let size = media.blob.size;
    if size == 0 {
        return Err(rejected("media-empty", "the file is empty"));
    }
    if size > MOST && settings.is_cloud() {
        return Err(rejected("media-size", format!("the file has {size} bytes; Telegram takes 50 MB from a bot")));
    }
    Ok(())
}

/// Method, and the parameter that takes the file.
fn way(media: &OutboundMedia) -> Result<(&'static str, &'static str), CallError> {
    let mime = essence(&media.blob.mime);
    Ok(match (media.kind, mime.as_str()) {
        (MediaKind::Image, "image/jpeg" | "image/png" | "image/webp") if media.blob.size <= MOST_PHOTO => {
            ("sendPhoto", "photo")
        }
        (MediaKind::Image, "image/gif") => ("sendAnimation", "animation"),
        (MediaKind::Video, "video/mp4") => ("sendVideo", "video"),
        (MediaKind::Audio, "audio/mpeg" | "audio/mp4" | "audio/x-m4a" | "audio/m4a") => ("sendAudio", "audio"),
        (MediaKind::Voice, "audio/ogg" | "audio/mpeg" | "audio/mp4" | "audio/x-m4a") => ("sendVoice", "voice"),
        (MediaKind::Sticker, "image/webp" | "application/x-tgsticker" | "video/webm") => ("sendSticker", "sticker"),
        (MediaKind::Sticker, other) => {
            let detail = format!("Telegram takes stickers as WebP, TGS or WebM, not {other}; send it as an image");
            return Err(rejected("media-type", detail));
        }
        _ => ("sendDocument", "document"),
    })
}

/// "Audio/OGG; codecs=opus" is "audio/ogg".
fn essence(mime: &str) -> String {
    mime.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn filename(media: &OutboundMedia) -> String {
    let given = media.filename.as_deref().map(str::trim).filter(|name| !name.is_empty());
    given.map_or_else(|| default_filename(&media.blob.mime), shortened)
}

/// Telegram knows many formats by the ending alone.
fn default_filename(mime: &str) -> String {
    let ending = match essence(mime).as_str() {
        "application/pdf" => "pdf",
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/webp" => "webp",
        "image/gif" => "gif",
        "video/mp4" => "mp4",
        "video/webm" => "webm",
        "audio/ogg" => "ogg",
        "audio/mpeg" => "mp3",
        "audio/mp4" | "audio/x-m4a" | "audio/m4a" => "m4a",
        "application/x-tgsticker" => "tgs",
        "text/plain" => "txt",
        _ => "bin",
    };
    format!("file.{ending}")
}

/// Cut before the ending, which tells the phone how to open the file.
fn shortened(name: &str) -> String {
    let length = name.chars().count();
    if length <= MAX_FILENAME {
        return name.to_owned();
    }
    let ending = name.rfind('.').map_or("", |dot| &name[dot..]);
    let ending = if ending.chars().count() <= 16 { ending } else { "" };
    let stem: String = name.chars().take(MAX_FILENAME - ending.chars().count()).collect();
    format!("{stem}{ending}")
}
