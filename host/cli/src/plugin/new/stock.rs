//! What the binary carries for authors.

use rust_embed::Embed;

/// The SDKs and the templates, without what was installed or built in them.
#[derive(Embed)]
#[folder = "../../sdk"]
#[include = "rust/*"]
#[include = "js/*"]
#[include = "python/*"]
#[include = "templates/*"]
#[exclude = "*/node_modules/*"]
#[exclude = "*/dist/*"]
#[exclude = "*/target/*"]
#[exclude = "*/.venv/*"]
#[exclude = "*/__pycache__/*"]
pub struct Sdk;

#[derive(Embed)]
#[folder = "../../wit"]
pub struct Wit;

/// The files below a folder, with their paths in it.
pub fn below<S: Embed>(folder: &str) -> impl Iterator<Item = (String, Vec<u8>)> {
    S::iter().filter_map(move |path| {
        let content = S::get(&path)?.data.into_owned();
        Some((path.strip_prefix(folder)?.to_owned(), content))
    })
}
