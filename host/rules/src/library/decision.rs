//! Decisions: the closed set of what a rule may ask for.

use super::card::{CardHandle, Document};
use super::table::{Callable, Library, Parameter};
use super::value::{FromScript, Kind, type_word};
use crate::check::suggest::did_you_mean;
use crate::facts::Facts;
use crate::hook::Hook;
use crate::run::RunHandle;
use deskbell_domain::conversation::Priority;
use deskbell_domain::rule::Decision;
use rhai::{Dynamic, ImmutableString, Map, NativeCallContext};

/// Longest texts, in characters.
const SHORT: usize = 200;
const LONG: usize = 2_000;

/// Which hooks may decide it, and why not the others.
pub(crate) fn allowed(decision: &str, hook: Hook) -> Result<(), String> {
    let (hooks, next): (&[Hook], &str) = match decision {
        "ignore" => (&[Hook::Filter], "only `filter` can leave a message out, before anything else runs"),
        "file_on" | "create_card" | "assign" | "tag" | "priority" => {
            (&[Hook::Route], "it is about a message; move it to `route`")
        }
        "send_template" | "task" | "notify" => {
            (&[Hook::Route, Hook::Trigger], "`filter` only decides whether a message is recorded; move it to `route`")
        }
        _ => return Ok(()),
    };
    if hooks.contains(&hook) { Ok(()) } else { Err(format!("`{decision}` cannot be used in `{hook}`: {next}")) }
}

pub(crate) fn is_decision(name: &str) -> bool {
    Hook::ALL.iter().any(|hook| allowed(name, *hook).is_err())
}

pub(super) fn register(library: &mut Library) {
    text_decisions(library);
    cards(library);
    send_template(library);
}

const fn decides(name: &'static str, parameters: &'static [Parameter], doc: &'static str) -> Callable {
    Callable { name, parameters, gives: Kind::Nothing, doc }
}

fn text_decisions(library: &mut Library) {
    const REASON: &[Parameter] = &[Parameter::new("reason", Kind::Text)];
    const TO: &[Parameter] = &[Parameter::new("to", Kind::Text)];
    const TAG: &[Parameter] = &[Parameter::new("tag", Kind::Text)];
    const LEVEL: &[Parameter] = &[Parameter::new("level", Kind::Text)];
    const TITLE: &[Parameter] = &[Parameter::new("title", Kind::Text)];
    const TO_TEXT: &[Parameter] = &[Parameter::new("to", Kind::Text), Parameter::new("text", Kind::Text)];
    one_text(
        library,
        decides("ignore", REASON, "Records no message; the reason is kept. In `filter`."),
        SHORT,
        |reason| Ok(Decision::Ignore { reason }),
    );
    one_text(library, decides("assign", TO, "Gives the conversation to a user or a team. In `route`."), SHORT, |to| {
        Ok(Decision::Assign { to })
    });
    one_text(library, decides("tag", TAG, "Tags the conversation. In `route`."), SHORT, |tag| {
        Ok(Decision::Tag { tag })
    });
    let doc = "\"low\", \"normal\", \"high\" or \"urgent\". In `route`.";
    one_text(library, decides("priority", LEVEL, doc), SHORT, |word| {
        Ok(Decision::SetPriority { priority: priority(&word)? })
    });
    one_text(
        library,
        decides("task", TITLE, "Something a person should do. In `route` and `trigger`."),
        SHORT,
        |title| Ok(Decision::CreateTask { title }),
    );
    let doc = "Tells a user, or \"everyone\", with a line in the bell. In `route` and `trigger`.";
    library.function2::<ImmutableString, ImmutableString>(decides("notify", TO_TEXT, doc), |context, to, text| {
        let to = filled("notify", "to", &to, SHORT)?;
        let text = filled("notify", "text", &text, LONG)?;
        decide(context, Decision::Notify { to, text })
    });
}

fn one_text(
    library: &mut Library,
    callable: Callable,
    longest: usize,
    decision: impl Fn(String) -> Result<Decision, String> + Send + Sync + 'static,
) {
    let name = callable.name;
    let what = callable.parameters[0].name;
    library.function1::<ImmutableString>(callable, move |context, text| {
        decide(context, decision(filled(name, what, &text, longest)?)?)
    });
}

fn cards(library: &mut Library) {
    const CARD: &[Parameter] = &[Parameter::new("card", Kind::Fact("Card"))];
    const NEW: &[Parameter] = &[Parameter::new("module", Kind::Text), Parameter::new("title", Kind::Text)];
    library.function1::<CardHandle>(
        decides("file_on", CARD, "Files the message and its conversation on this card. In `route`."),
        |context, card| decide(context, Decision::FileOn { card: card.get()?.id }),
    );
    library.function2::<ImmutableString, ImmutableString>(
        decides("create_card", NEW, "Makes a card in this module and files the message on it. In `route`."),
        |context, module, title| {
            let module = filled("create_card", "module", &module, SHORT)?;
            let title = filled("create_card", "title", &title, SHORT)?;
            decide(context, Decision::CreateCard { module, title })
        },
    );
}

fn send_template(library: &mut Library) {
    const NAME: &[Parameter] = &[Parameter::new("name", Kind::Text)];
    const NAME_WITH: &[Parameter] = &[Parameter::new("name", Kind::Text), Parameter::new("options", Kind::Map)];
    let doc = "Sends an approved template to the contact. In `route` and `trigger`.";
    library.function1::<ImmutableString>(decides("send_template", NAME, doc), |context, name| {
        let template = filled("send_template", "name", &name, SHORT)?;
        decide(context, Decision::SendTemplate { template, document: None })
    });
    let doc = "The same with `#{ document: … }`: a document of a card, its kind or file name; () sends none.";
    library.function2::<ImmutableString, Map>(decides("send_template", NAME_WITH, doc), |context, name, options| {
        let template = filled("send_template", "name", &name, SHORT)?;
        let document = document_option(context, &options)?;
        decide(context, Decision::SendTemplate { template, document })
    });
}

/// The file name of the document that goes along.
fn document_option(context: &NativeCallContext<'_>, options: &Map) -> Result<Option<String>, String> {
    if let Some(unknown) = options.keys().find(|key| key.as_str() != "document") {
        return Err(format!("send_template has no option {unknown:?}; it has \"document\""));
    }
    let Some(value) = options.get("document").filter(|value| !value.is_unit()) else { return Ok(None) };
    if let Some(document) = Document::from_script(value) {
        return Ok(Some(document.get()?.filename.clone()));
    }
    let Some(name) = ImmutableString::from_script(value) else {
        return Err(format!("send_template expects a document or its kind as document, got {}", type_word(value)));
    };
    let run = current(context)?;
    let card = card_at_hand(&run).ok_or("there is no card here to take the document from; file the message first")?;
    match card.document(&name) {
        Some(document) => Ok(Some(document.get()?.filename.clone())),
        None => {
            let card = card.get()?;
            Err(format!("{} {} has no document {:?}", card.module, card.number, name.as_str()))
        }
    }
}

/// The event's card; for a message, the one it was just filed on, else the one
/// its conversation is filed on.
fn card_at_hand(run: &RunHandle) -> Option<CardHandle> {
    let index = match &run.facts {
        Facts::Trigger(_) => 0,
        Facts::Inbound(facts) => {
            let card = run.filed_on().or_else(|| facts.conversation.as_ref().and_then(|c| c.card))?;
            run.facts.card_index(card)?
        }
    };
    Some(CardHandle { facts: run.facts.clone(), index })
}

fn decide(context: &NativeCallContext<'_>, decision: Decision) -> Result<Dynamic, String> {
    let run = current(context)?;
    allowed(context.fn_name(), run.hook)?;
    let line = context.call_position().line().and_then(|line| u32::try_from(line).ok()).unwrap_or_default();
    run.decide(decision, line)?;
    Ok(Dynamic::UNIT)
}

fn current(context: &NativeCallContext<'_>) -> Result<RunHandle, String> {
    RunHandle::of(context)
        .ok_or_else(|| format!("`{}` decides something, which only a hook can; a test expects it", context.fn_name()))
}

fn filled(function: &str, what: &str, text: &str, longest: usize) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(format!("{function} got an empty text as {what}"));
    }
    if text.chars().count() > longest {
        return Err(format!("{function} got a {what} longer than {longest} characters"));
    }
    Ok(text.to_owned())
}

fn priority(word: &str) -> Result<Priority, String> {
    match word {
        "low" => Ok(Priority::Low),
        "normal" => Ok(Priority::Normal),
        "high" => Ok(Priority::High),
        "urgent" => Ok(Priority::Urgent),
        other => {
            let hint = did_you_mean(other, ["low", "normal", "high", "urgent"]).unwrap_or_default();
            Err(format!("{other:?} is not a priority; use low, normal, high or urgent{hint}"))
        }
    }
}
