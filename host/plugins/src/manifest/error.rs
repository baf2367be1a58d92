//! What is wrong with a manifest, shown at its line.

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode, SourceSpan};
use std::fmt;

#[derive(Debug, thiserror::Error)]
#[error("plugin.toml, line {line}: {message}")]
pub struct ManifestError {
    pub message: String,
    /// From 1.
    pub line: usize,
    /// How to mend it.
    pub fix: String,
    shown: Box<Shown>,
}

/// The text and the place in it.
#[derive(Debug)]
struct Shown {
    text: NamedSource<String>,
    span: SourceSpan,
}

impl ManifestError {
    pub(crate) fn syntax(text: &str, error: &toml::de::Error) -> Self {
        let span = error.span().unwrap_or(0..0);
        let message = error.message().lines().collect::<Vec<_>>().join(", ");
        Self::new(text, span, message, "see docs/plugins for the fields of plugin.toml")
    }

    /// An error at the first place where `needle` stands.
    pub(crate) fn at(text: &str, needle: &str, message: impl Into<String>, fix: impl Into<String>) -> Self {
        let start = text.find(needle).unwrap_or(0);
        let end = if text[start..].starts_with(needle) { start + needle.len() } else { start };
        Self::new(text, start..end, message, fix)
    }

    fn new(text: &str, span: std::ops::Range<usize>, message: impl Into<String>, fix: impl Into<String>) -> Self {
        let line = text.as_bytes()[..span.start.min(text.len())].iter().filter(|b| **b == b'\n').count() + 1;
        Self {
            message: message.into(),
            line,
            fix: fix.into(),
            shown: Box::new(Shown { text: NamedSource::new("plugin.toml", text.to_owned()), span: span.into() }),
        }
    }
}

impl Diagnostic for ManifestError {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.fix))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.shown.text)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(Some("here".into()), self.shown.span))))
    }
}
