//! Rhai's syntax errors in the words of the rule language.

use super::Finding;
use crate::engine::LEFT_OUT;
use rhai::{LexError, ParseError, ParseErrorType};

pub(crate) fn syntax(error: &ParseError) -> Finding {
    let (message, hint) = words(error.err_type());
    Finding { at: error.position(), message, hint }
}

fn words(error: &ParseErrorType) -> (String, Option<String>) {
    use ParseErrorType as P;
    match error {
        P::UnexpectedEOF => ("the script ends too early".to_owned(), Some("a closing } or ) is missing".to_owned())),
        P::Reserved(word) | P::BadInput(LexError::ImproperSymbol(word, _)) if left_out(word).is_some() => {
            (format!("`{word}` is not part of the rule language"), left_out(word).map(str::to_owned))
        }
        P::MissingToken(token, purpose) => (format!("expected {token} {purpose}"), None),
        P::FnDuplicatedDefinition(name, _) => {
            (format!("there are two functions `{name}`"), Some("put both into one function, or rename one".to_owned()))
        }
        P::ExprTooDeep => {
            ("this is nested too deeply".to_owned(), Some("give the inner parts names with `let`".to_owned()))
        }
        P::TooManyFunctions => ("the file has too many functions".to_owned(), Some("split the pack".to_owned())),
        P::WrongFnDefinition => {
            ("a function cannot stand inside another".to_owned(), Some("move it out to the top of the file".to_owned()))
        }
        P::FnMissingBody(_) | P::FnMissingParams(_) => {
            (lower(&error.to_string()), Some("write `fn name(parameter) { … }`".to_owned()))
        }
        other => (lower(&other.to_string()), None),
    }
}

fn left_out(word: &str) -> Option<&'static str> {
    LEFT_OUT.iter().find(|(left_out, _)| *left_out == word).map(|(_, hint)| *hint)
}

fn lower(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
