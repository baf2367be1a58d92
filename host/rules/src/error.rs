//! A mistake in a pack, shown to the person who wrote it.

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode, SourceSpan};
use rhai::Position;
use std::fmt;

/// Where and what; as a miette diagnostic it shows the line with the place marked.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{pack}/{file}{}: {message}", At(*line, *column))]
pub struct RuleError {
    pub pack: String,
    pub file: String,
    /// From 1; none when the mistake has no one place.
    pub line: Option<u32>,
    pub column: Option<u32>,
    pub message: String,
    /// The next step.
    pub hint: Option<String>,
    /// The marked bytes of `source`.
    span: Option<SourceSpan>,
    source_text: Option<NamedSource<String>>,
}

struct At(Option<u32>, Option<u32>);

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0, self.1) {
            (Some(line), Some(column)) => write!(f, ":{line}:{column}"),
            (Some(line), None) => write!(f, ":{line}"),
            _ => Ok(()),
        }
    }
}

impl Diagnostic for RuleError {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.hint.as_ref().map(|hint| Box::new(hint) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source_text.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = self.span?;
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(Some("here".to_owned()), span))))
    }
}

impl RuleError {
    pub(crate) fn new(pack: &str, file: &str, message: impl Into<String>) -> Self {
        Self {
            pack: pack.to_owned(),
            file: file.to_owned(),
            line: None,
            column: None,
            message: message.into(),
            hint: None,
            span: None,
            source_text: None,
        }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub(crate) fn maybe_hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }

    /// Marks the word at `position` of `text`.
    pub(crate) fn at(mut self, text: &str, position: Position) -> Self {
        self.line = position.line().and_then(|n| u32::try_from(n).ok());
        self.column = position.position().and_then(|n| u32::try_from(n).ok());
        let span = byte_offset(text, position).map(|start| (start, word_length(&text[start..])).into());
        self.mark(text, span)
    }

    /// Marks a range of bytes, as toml names its places.
    pub(crate) fn at_range(mut self, text: &str, range: Option<std::ops::Range<usize>>) -> Self {
        let range = range.filter(|r| text.is_char_boundary(r.start));
        if let Some(range) = &range {
            let before = &text[..range.start];
            self.line = u32::try_from(before.matches('\n').count() + 1).ok();
            self.column = u32::try_from(before.chars().rev().take_while(|c| *c != '\n').count() + 1).ok();
        }
        self.mark(text, range.map(|r| (r.start, r.len()).into()))
    }

    fn mark(mut self, text: &str, span: Option<SourceSpan>) -> Self {
        self.span = span;
        self.source_text = Some(NamedSource::new(format!("{}/{}", self.pack, self.file), text.to_owned()));
        self
    }
}

/// Rhai counts lines and characters from 1; column 0 is the start of the line.
pub(crate) fn byte_offset(text: &str, position: Position) -> Option<usize> {
    let line = position.line()?;
    let column = position.position().unwrap_or(1).max(1);
    let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let rest = text.get(start..)?;
    let within = rest.char_indices().nth(column - 1).map_or(rest.len(), |(offset, _)| offset);
    Some(start + within)
}

fn word_length(rest: &str) -> usize {
    let word: usize = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').map(char::len_utf8).sum();
    if word > 0 { word } else { rest.chars().next().map_or(0, char::len_utf8) }
}
