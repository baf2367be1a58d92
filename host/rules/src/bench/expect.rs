//! `outcome.expect_…`: what must have been decided. A failed one shows what was
//! decided instead, and the explanation.

use crate::facts_json::FactsInput;
use crate::library::{About, Callable, Describe, Fact, Kind, Library, Parameter, priority_word};
use crate::ruleset::Ruled;
use crate::run::Subject;
use deskbell_domain::card::Card;
use deskbell_domain::id::CardId;
use deskbell_domain::rule::Decision;
use rhai::ImmutableString;
use std::fmt::Write;
use std::sync::Arc;

#[derive(Clone)]
pub(super) struct Outcome(Arc<(Ruled, FactsInput)>);

impl About for Outcome {
    fn subject(&self) -> Subject {
        Subject::Named("outcome")
    }
}

const TEXT: &[Parameter] = &[Parameter::new("expected", Kind::Text)];

pub(super) fn register(library: &mut Library) {
    let mut outcome = library.describe::<Outcome>("Outcome", "What a pack decided in a test.");
    without(&mut outcome, "expect_kept", "The message is recorded.", |o| {
        !o.some(|decision| matches!(decision, Decision::Ignore { .. }))
    });
    without(&mut outcome, "expect_not_filed", "No place was decided for the message.", |o| {
        !o.some(|decision| matches!(decision, Decision::FileOn { .. } | Decision::CreateCard { .. }))
    });
    without(&mut outcome, "expect_nothing", "Nothing was decided.", |o| o.0.0.decisions.is_empty());
    with(&mut outcome, "expect_ignored", "The message is left out, with these words in the reason.", |o, words| {
        o.some(|decision| matches!(decision, Decision::Ignore { reason } if reason.contains(words)))
    });
    with(&mut outcome, "expect_filed_on", "The message is filed on the card of this number.", |o, number| {
        o.some(|decision| matches!(decision, Decision::FileOn { card } if o.number(*card) == Some(number)))
    });
    with(&mut outcome, "expect_card_created", "A card is made with this title.", |o, wanted| {
        o.some(|decision| matches!(decision, Decision::CreateCard { title, .. } if title == wanted))
    });
    with(&mut outcome, "expect_card_created_in", "A card is made in this module.", |o, wanted| {
        o.some(|decision| matches!(decision, Decision::CreateCard { module, .. } if module == wanted))
    });
    with(&mut outcome, "expect_assigned", "The conversation goes to this user or team.", |o, wanted| {
        o.some(|decision| matches!(decision, Decision::Assign { to } if to == wanted))
    });
    with(&mut outcome, "expect_tagged", "The conversation gets this tag.", |o, wanted| {
        o.some(|decision| matches!(decision, Decision::Tag { tag } if tag == wanted))
    });
    with(&mut outcome, "expect_priority", "The conversation gets this priority.", |o, wanted| {
        o.some(|decision| matches!(decision, Decision::SetPriority { priority } if priority_word(*priority) == wanted))
    });
    with(&mut outcome, "expect_template", "This template is sent.", |o, wanted| {
        o.some(|decision| matches!(decision, Decision::SendTemplate { template, .. } if template == wanted))
    });
    with(&mut outcome, "expect_document", "A template is sent with the document of this file name.", |o, wanted| {
        o.some(|d| matches!(d, Decision::SendTemplate { document: Some(document), .. } if document == wanted))
    });
    without(&mut outcome, "expect_no_document", "A template is sent, without a document.", |o| {
        o.some(|decision| matches!(decision, Decision::SendTemplate { document: None, .. }))
    });
    with(&mut outcome, "expect_task", "A task is made with this title.", |o, wanted| {
        o.some(|decision| matches!(decision, Decision::CreateTask { title } if title == wanted))
    });
    with(&mut outcome, "expect_notified", "This user, or \"everyone\", is told.", |o, wanted| {
        o.some(|decision| matches!(decision, Decision::Notify { to, .. } if to == wanted))
    });
    with(&mut outcome, "expect_failure", "The rule failed, with these words in the error.", |o, words| {
        o.0.0.explanation.runs.iter().any(|run| run.error.as_ref().is_some_and(|e| e.message.contains(words)))
    });
}

fn without(
    outcome: &mut Describe<'_, Outcome>,
    name: &'static str,
    doc: &'static str,
    holds: impl Fn(&Outcome) -> bool + Send + Sync + 'static,
) {
    let callable = Callable { name, parameters: &[], gives: Kind::Fact("Outcome"), doc };
    outcome.method0(callable, move |o| o.verdict(name, None, holds(o)));
}

fn with(
    outcome: &mut Describe<'_, Outcome>,
    name: &'static str,
    doc: &'static str,
    holds: impl Fn(&Outcome, &str) -> bool + Send + Sync + 'static,
) {
    let callable = Callable { name, parameters: TEXT, gives: Kind::Fact("Outcome"), doc };
    outcome.method1::<ImmutableString>(callable, move |o, text| o.verdict(name, Some(&text), holds(o, &text)));
}

impl Outcome {
    pub fn new(ruled: Ruled, facts: FactsInput) -> Self {
        Self(Arc::new((ruled, facts)))
    }

    fn some(&self, wanted: impl Fn(&Decision) -> bool) -> bool {
        self.0.0.decisions.iter().any(|decided| wanted(&decided.decision))
    }

    fn cards(&self) -> &[Card] {
        match &self.0.1 {
            FactsInput::Message(facts) => &facts.cards,
            FactsInput::Event(facts) => std::slice::from_ref(&facts.card),
        }
    }

    fn number(&self, id: CardId) -> Option<&str> {
        self.cards().iter().find(|card| card.id == id).map(|card| card.number.as_str())
    }

    /// A rule that failed fails every expectation but that it fails.
    fn verdict(&self, name: &str, expected: Option<&str>, holds: bool) -> Result<Fact, String> {
        if holds && (self.0.0.failures == 0 || name == "expect_failure") {
            return Ok(Fact::thing(self.clone(), crate::library::Shown::Silent));
        }
        let wanted = name.trim_start_matches("expect_").replace('_', " ");
        let expected = expected.map(|text| format!(" {text:?}")).unwrap_or_default();
        Err(format!("expected: {wanted}{expected}\n{}", self.explain()))
    }

    fn explain(&self) -> String {
        let mut out = String::new();
        for run in &self.0.0.explanation.runs {
            line(&mut out, format_args!("{} {}:", run.pack, run.hook));
            for (path, value) in &run.read {
                line(&mut out, format_args!("  read {path} = {value}"));
            }
            for decided in &run.decisions {
                line(&mut out, format_args!("  line {}: {}", decided.line, self.decision(&decided.decision)));
            }
            match &run.error {
                Some(failure) => {
                    let at = failure.line.map(|line| format!(" on line {line}")).unwrap_or_default();
                    line(&mut out, format_args!("  failed{at}: {}", failure.message));
                }
                None if run.decisions.is_empty() => line(&mut out, format_args!("  decided nothing")),
                None => {}
            }
        }
        if self.0.0.explanation.runs.is_empty() {
            out.push_str("no hook of the pack ran on these facts\n");
        }
        out
    }

    fn decision(&self, decision: &Decision) -> String {
        match decision {
            Decision::FileOn { card } => format!("file on {}", self.number(*card).unwrap_or("?")),
            other => serde_json::to_string(other).unwrap_or_else(|_| other.name().to_owned()),
        }
    }
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    writeln!(out, "{text}").expect("writing to a String never fails");
}
