//! What is wrong with a case file: where, and what was probably meant.

use std::fmt;
use std::path::{Path, PathBuf};

#[derive(Debug)]
pub struct Mistake {
    file: PathBuf,
    line: usize,
    message: String,
    hint: Option<String>,
}

impl Mistake {
    pub fn new(file: &Path, line: usize, message: String) -> Self {
        let mut mistake = Self { file: file.to_owned(), line, message, hint: None };
        if let Some((unknown, known)) = unknown_field(&mistake.message) {
            mistake.hint = hint(&unknown, &known);
        }
        mistake
    }

    pub fn syntax(file: &Path, error: &serde_json::Error) -> Self {
        let place = format!(" at line {} column {}", error.line(), error.column());
        Self::new(file, error.line().max(1), error.to_string().replace(&place, ""))
    }

    pub fn nearest(mut self, word: &str, known: &[&str]) -> Self {
        let known: Vec<String> = known.iter().map(|k| (*k).to_owned()).collect();
        self.hint = hint(word, &known);
        self
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}: {}", self.file.display(), self.line, self.message)?;
        self.hint.as_ref().map_or(Ok(()), |hint| write!(f, "; {hint}"))
    }
}

/// The words of serde's "unknown field `a`, expected one of `b`, `c`".
fn unknown_field(message: &str) -> Option<(String, Vec<String>)> {
    let start = ["unknown field `", "unknown variant `"].iter().find_map(|words| message.find(words))?;
    let mut quoted = message[start..].split('`').skip(1).step_by(2).map(str::to_owned);
    Some((quoted.next()?, quoted.collect()))
}

fn hint(word: &str, known: &[String]) -> Option<String> {
    let distance = |k: &&String| strsim::damerau_levenshtein(word, k);
    let nearest = known.iter().min_by_key(distance)?;
    match distance(&nearest) <= 1 + word.len() / 3 {
        true => Some(format!("did you mean `{nearest}`?")),
        false => Some(format!("known are {}", known.join(", "))),
    }
}

/// Where the last of the words stands, each looked for after the one before.
pub fn line_of(text: &str, words: &[&str]) -> usize {
    let mut at = 0;
    for word in words {
        at += text[at..].find(&format!("\"{word}\"")).unwrap_or(0);
    }
    text[..at].matches('\n').count() + 1
}

/// As [`line_of`], for what an error says of an unknown field within a part.
pub fn unknown_within(message: &str) -> Option<String> {
    unknown_field(message).map(|(word, _)| word)
}
