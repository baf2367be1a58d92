//! What one run of one hook read and decided.

use crate::facts::{CardIndex, Facts};
use crate::hook::Hook;
use crate::library::{Settings, Shown};
use deskbell_domain::rule::{Decided, Decision, RuleFailure, RuleRun};
use rhai::{Dynamic, EvalAltResult, ImmutableString, NativeCallContext, Position};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Reads beyond these are not written down.
const READS_KEPT: usize = 64;
/// Characters of a value that is shown.
const SHOWN_CHARS: usize = 60;
/// Characters of an error that is shown.
const ERROR_CHARS: usize = 300;

/// Travels with the evaluation as its tag.
#[derive(Clone)]
pub(crate) struct RunHandle(Arc<Run>);

pub(crate) struct Run {
    pub hook: Hook,
    pub facts: Facts,
    pub settings: Settings,
    decisions_at_most: usize,
    log: Mutex<Log>,
}

#[derive(Default)]
struct Log {
    reads: Vec<Read>,
    decisions: Vec<Decided>,
}

struct Read {
    subject: Subject,
    property: ImmutableString,
    argument: Option<ImmutableString>,
    shown: Shown,
}

/// Whose property was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    Named(&'static str),
    Card(CardIndex),
}

impl RunHandle {
    pub fn new(hook: Hook, facts: Facts, settings: Settings, decisions_at_most: usize) -> Self {
        Self(Arc::new(Run { hook, facts, settings, decisions_at_most, log: Mutex::default() }))
    }

    /// The run that the calling script belongs to; none in a pack's test.
    pub fn of(context: &NativeCallContext<'_>) -> Option<Self> {
        Self::in_tag(context.tag()?)
    }

    pub fn in_tag(tag: &Dynamic) -> Option<Self> {
        tag.read_lock::<Self>().map(|handle| handle.clone())
    }
}

impl std::ops::Deref for RunHandle {
    type Target = Run;
    fn deref(&self) -> &Run {
        &self.0
    }
}

impl Run {
    /// Nothing inside panics while it is held, so a poisoned log is still whole.
    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn note(&self, subject: Subject, property: &ImmutableString, argument: Option<ImmutableString>, shown: Shown) {
        let mut log = self.log();
        let known = log
            .reads
            .iter()
            .any(|read| read.subject == subject && read.property == *property && read.argument == argument);
        if !known && log.reads.len() < READS_KEPT {
            log.reads.push(Read { subject, property: property.clone(), argument, shown });
        }
    }

    /// Writes a decision down, unless it contradicts an earlier one.
    pub fn decide(&self, decision: Decision, line: u32) -> Result<(), String> {
        let mut log = self.log();
        if let Some(earlier) = log.decisions.iter().find(|d| contradict(&d.decision, &decision)) {
            let first = earlier.line;
            return Err(format!(
                "this was already decided on line {first}; a rule decides it once, so return after it"
            ));
        }
        if log.decisions.len() >= self.decisions_at_most {
            return Err(format!("more than {} decisions for one message; is this in a loop?", self.decisions_at_most));
        }
        log.decisions.push(Decided { decision, line });
        Ok(())
    }

    /// The card that this run filed the message on, if it did.
    pub fn filed_on(&self) -> Option<deskbell_domain::id::CardId> {
        self.log().decisions.iter().find_map(|d| match d.decision {
            Decision::FileOn { card } => Some(card),
            _ => None,
        })
    }

    /// The entry of the explanation. Decisions of a failed run do not count.
    pub fn finish(&self, pack: &str, failure: Option<RuleFailure>, operations: u64) -> RuleRun {
        let mut log = self.log();
        let decisions = std::mem::take(&mut log.decisions);
        RuleRun {
            pack: pack.to_owned(),
            hook: self.hook.name().to_owned(),
            read: log.reads.iter().map(|read| self.show(read)).collect(),
            decisions: if failure.is_none() { decisions } else { Vec::new() },
            error: failure,
            operations,
        }
    }

    /// Runs for every message, so it builds its texts without the formatter.
    fn show(&self, read: &Read) -> (String, String) {
        let mut path = String::with_capacity(48);
        match read.subject {
            Subject::Named(name) => path.push_str(name),
            Subject::Card(index) => path.push_str(&card_name(&self.facts, index)),
        }
        path.push('.');
        path.push_str(&read.property);
        match read.argument.as_deref() {
            Some("…") => path.push_str("(…)"),
            Some(text) => path.extend(["(\"", &shorten(text), "\")"]),
            None => {}
        }
        (path, read.shown.text(&self.facts))
    }
}

/// Two answers to one question.
pub(crate) fn contradict(a: &Decision, b: &Decision) -> bool {
    use Decision::{Assign, CreateCard, FileOn, Ignore, SetPriority};
    matches!(
        (a, b),
        (Ignore { .. }, Ignore { .. })
            | (FileOn { .. } | CreateCard { .. }, FileOn { .. } | CreateCard { .. })
            | (Assign { .. }, Assign { .. })
            | (SetPriority { .. }, SetPriority { .. })
    )
}

pub(crate) fn card_name(facts: &Facts, index: CardIndex) -> String {
    facts.card(index).map_or_else(|| "card".to_owned(), |card| [&card.module, " ", &card.number].concat())
}

pub(crate) fn shorten(text: &str) -> String {
    cut(text, SHOWN_CHARS)
}

fn cut(text: &str, chars: usize) -> String {
    match text.char_indices().nth(chars) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// What went wrong, at the innermost place, in words for the author.
/// Where rhai names no place, as for an empty loop, it is the hook's.
pub(crate) fn describe(error: &EvalAltResult, facts: &Facts, hook_at: Position) -> RuleFailure {
    let (message, position) = innermost(error);
    let position = if position.is_none() { hook_at } else { position };
    RuleFailure {
        message: cut(&discreet(&message, facts.message_text()), ERROR_CHARS),
        line: position.line().and_then(|n| u32::try_from(n).ok()),
        column: position.position().and_then(|n| u32::try_from(n).ok()),
    }
}

pub(crate) fn innermost(error: &EvalAltResult) -> (String, Position) {
    use crate::watch::{TOO_LONG, TOO_MANY_OPERATIONS};
    use EvalAltResult as E;
    match error {
        E::ErrorInFunctionCall(_, _, inner, outer) | E::ErrorInModule(_, inner, outer) => {
            let (message, position) = innermost(inner);
            (message, if position.is_none() { *outer } else { position })
        }
        E::ErrorRuntime(value, at) => (format!("{value}"), *at),
        E::ErrorTerminated(reason, at) => {
            let reason = reason.clone().into_immutable_string().unwrap_or_default();
            let message = match reason.as_str() {
                TOO_MANY_OPERATIONS => "too many steps; is there a loop that does not end?",
                TOO_LONG => "took too long",
                _ => "ended by the host",
            };
            (message.to_owned(), *at)
        }
        E::ErrorTooManyOperations(at) => ("too many steps; is there a loop that does not end?".to_owned(), *at),
        E::ErrorStackOverflow(at) => ("functions call each other too deeply".to_owned(), *at),
        E::ErrorTooManyVariables(at) => ("too many variables".to_owned(), *at),
        E::ErrorDataTooLarge(what, at) => (format!("{} grew too large", what.to_lowercase()), *at),
        E::ErrorFunctionNotFound(signature, at) => (format!("there is no function {signature}"), *at),
        E::ErrorDotExpr(what, at) if what.is_empty() => ("this property does not exist".to_owned(), *at),
        other => (plain(other), other.position()),
    }
}

/// Rhai's own words without the position, which is shown beside them.
fn plain(error: &EvalAltResult) -> String {
    let text = error.to_string();
    let text = text.rsplit_once(" (line ").map_or(text.as_str(), |(message, _)| message);
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// An error may repeat what the customer wrote, or a number; neither is kept.
fn discreet(message: &str, text: Option<&str>) -> String {
    let without_text = match text.map(str::trim) {
        Some(text) if text.chars().count() > 3 => message.replace(text, "[message text]"),
        _ => message.to_owned(),
    };
    mask_numbers(&without_text)
}

/// Runs of seven digits or more keep their last two.
fn mask_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut digits = String::new();
    for c in text.chars().chain(std::iter::once('\0')) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if digits.len() >= 7 {
            out.push('…');
            out.push_str(&digits[digits.len() - 2..]);
        } else {
            out.push_str(&digits);
        }
        digits.clear();
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_show_neither_text_nor_numbers() {
        assert_eq!(
            discreet("cannot read 'call me' of +40721123456", Some("call me")),
            "cannot read '[message text]' of +…56"
        );
        assert_eq!(discreet("line 123456", None), "line 123456");
    }
}
