//! Files are uploaded and sent by id, so that an invoice never has a public
//! address.

use crate::graph::Graph;
use crate::media::{check, default_filename};
use deskbell_sdk::CallError;
use deskbell_sdk::channel::{MediaKind, OutboundMedia};
use serde_json::{Value, json};

pub(super) fn object(graph: &Graph<'_>, media: &OutboundMedia) -> Result<(&'static str, Value), CallError> {
    check(media)?;
    let word = word(media.kind);
    let mut object = uploaded(graph, media)?;
    if let Some(caption) = media.caption.as_deref().filter(|caption| !caption.is_empty()) {
        object["caption"] = json!(caption);
    }
    if media.kind == MediaKind::Voice {
        object["voice"] = json!(true);
    }
    Ok((word, object))
}

/// The file without caption, for headers. It must have been checked.
pub(super) fn uploaded(graph: &Graph<'_>, media: &OutboundMedia) -> Result<Value, CallError> {
    let filename = filename(media);
    let mut object = json!({ "id": graph.upload(&media.blob, &filename)? });
    if media.kind == MediaKind::Document {
        object["filename"] = json!(filename);
    }
    Ok(object)
}

pub(super) fn word(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Image => "image",
        MediaKind::Video => "video",
        MediaKind::Audio | MediaKind::Voice => "audio",
        MediaKind::Document => "document",
        MediaKind::Sticker => "sticker",
    }
}

/// Meta's longest file name, in characters.
const MAX_FILENAME: usize = 240;

fn filename(media: &OutboundMedia) -> String {
    let given = media.filename.as_deref().map(str::trim).filter(|name| !name.is_empty());
    given.map_or_else(|| default_filename(&media.blob), shortened)
}

/// Cut before the extension, which tells the phone how to open the file.
fn shortened(name: &str) -> String {
    let length = name.chars().count();
    if length <= MAX_FILENAME {
        return name.to_owned();
    }
    let extension = name.rfind('.').map_or("", |dot| &name[dot..]);
    let extension = if extension.chars().count() <= 16 { extension } else { "" };
    let stem: String = name.chars().take(MAX_FILENAME - extension.chars().count()).collect();
    format!("{stem}{extension}")
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn a_long_file_name_keeps_its_extension() {
        assert_eq!(shortened("nota.pdf"), "nota.pdf");
        let long = shortened(&format!("{}.pdf", "ã".repeat(300)));
        assert_eq!(long.chars().count(), 240);
        assert!(long.ends_with("ã.pdf"));
        assert_eq!(shortened(&"a".repeat(300)), "a".repeat(240));
        assert_eq!(shortened(&format!("a.{}", "b".repeat(300))).chars().count(), 240);
    }
}
