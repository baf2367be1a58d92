//! Templates: approved texts with values in place of their variables.

use super::limits::{Limit, check};
use super::{location, media};
use crate::errors::rejected;
use crate::graph::Graph;
use deskbell_sdk::CallError;
use deskbell_sdk::channel::{
    MediaKind, OutboundMedia, ParameterSlot, ParameterValue, TemplateMessage, TemplateParameter,
};
use serde_json::{Value, json};

const HEADER: Limit = Limit { what: "the value in the template's header", max: 60, code: "parameter-length" };
const BODY: Limit = Limit { what: "a value in the template's text", max: 1_024, code: "parameter-length" };
const PAYLOAD: Limit = Limit { what: "a button's payload", max: 256, code: "parameter-length" };
const SUFFIX: Limit = Limit { what: "the end of a button's link", max: 2_000, code: "parameter-length" };
const MAX_BUTTONS: u8 = 10;

pub(super) fn object(graph: &Graph<'_>, template: &TemplateMessage) -> Result<Value, CallError> {
    check_name(template)?;
    // Everything is checked before the first upload.
    for parameter in &template.parameters {
        check_value(parameter)?;
    }
    let of = |slot: ParameterSlot| template.parameters.iter().filter(move |p| same(p.slot, slot));
    let mut components = Vec::new();
    header(graph, of(ParameterSlot::Header).collect(), &mut components)?;
    body(of(ParameterSlot::Body).collect(), &mut components)?;
    for index in 0..MAX_BUTTONS {
        button(index, of(ParameterSlot::Button(index)).collect(), &mut components)?;
    }
    Ok(json!({
        "name": template.name,
        "language": { "code": template.language },
        "components": components,
    }))
}

fn same(a: ParameterSlot, b: ParameterSlot) -> bool {
    match (a, b) {
        (ParameterSlot::Header, ParameterSlot::Header) | (ParameterSlot::Body, ParameterSlot::Body) => true,
        (ParameterSlot::Button(a), ParameterSlot::Button(b)) => a == b,
        _ => false,
    }
}

fn check_name(template: &TemplateMessage) -> Result<(), CallError> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    if !(1..=512).contains(&template.name.len()) || !template.name.bytes().all(plain) {
        let detail = "a template's name has lower-case letters, digits and underscores only, at most 512";
        return Err(rejected("template-name", detail));
    }
    if template.language.trim().is_empty() {
        return Err(rejected("template-language", "the template's language is missing, e.g. pt_BR"));
    }
    Ok(())
}

/// Whether this value can stand in this slot, and fits.
fn check_value(parameter: &TemplateParameter) -> Result<(), CallError> {
    use ParameterSlot::{Body, Button, Header};
    match (parameter.slot, &parameter.value) {
        (Header, ParameterValue::Text(text)) => clean(HEADER, text).map(drop),
        (Header, ParameterValue::Media(file)) => check_header_file(file),
        (Header, ParameterValue::Location(place)) => check_place(place),
        (Body, ParameterValue::Text(text)) => clean(BODY, text).map(drop),
        (Button(index), _) if index >= MAX_BUTTONS => {
            Err(rejected("template-slot", format!("a template has no button {index}; they count from 0 to 9")))
        }
        (Button(_), ParameterValue::Payload(payload)) => check(PAYLOAD, payload),
        (Button(_), ParameterValue::UrlSuffix(suffix)) => check_suffix(suffix),
        (slot, _) => {
            let takes = match slot {
                Header => "a text, an image, a video, a document or a location",
                Body => "texts only",
                Button(_) => "a payload or the end of a link",
            };
            Err(rejected("template-slot", format!("the template's {} takes {takes}", slot_name(slot))))
        }
    }
}

fn slot_name(slot: ParameterSlot) -> &'static str {
    match slot {
        ParameterSlot::Header => "header",
        ParameterSlot::Body => "text",
        ParameterSlot::Button(_) => "button",
    }
}

fn check_header_file(file: &OutboundMedia) -> Result<(), CallError> {
    match file.kind {
        MediaKind::Image | MediaKind::Video | MediaKind::Document => {
            // A header shows no caption; what is in there is not sent.
            crate::media::check(&OutboundMedia { caption: None, ..file.clone() })
        }
        _ => Err(rejected("header-kind", "the file in a template's header must be an image, a video or a document")),
    }
}

/// Headers want the place's name and address too.
fn check_place(place: &deskbell_sdk::channel::Location) -> Result<(), CallError> {
    let missing = |text: &Option<String>| text.as_deref().is_none_or(|text| text.trim().is_empty());
    if missing(&place.name) || missing(&place.address) {
        return Err(rejected("location", "a location in a template's header needs a name and an address"));
    }
    location::object(place).map(drop)
}

fn check_suffix(suffix: &str) -> Result<(), CallError> {
    check(SUFFIX, suffix)?;
    if suffix.chars().any(char::is_whitespace) {
        return Err(rejected("url-suffix", "the end of a button's link may not contain blanks"));
    }
    Ok(())
}

/// Meta refuses line breaks, tabs and more than four blanks in a row within a
/// value; each such run becomes one blank. What is then empty is refused here.
fn clean(limit: Limit, text: &str) -> Result<String, CallError> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.trim();
    while let Some(at) = rest.find(char::is_whitespace) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len());
        let run = &rest[..end];
        let breaks = run.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'));
        out.push_str(if breaks || run.chars().count() > 4 { " " } else { run });
        rest = &rest[end..];
    }
    out.push_str(rest);
    check(limit, &out)?;
    Ok(out)
}

fn header(
    graph: &Graph<'_>,
    parameters: Vec<&TemplateParameter>,
    components: &mut Vec<Value>,
) -> Result<(), CallError> {
    let parameter = match parameters[..] {
        [] => return Ok(()),
        [parameter] => parameter,
        _ => return Err(rejected("template-slot", "a template's header takes one value")),
    };
    let value = match &parameter.value {
        ParameterValue::Media(file) => {
            let word = media::word(file.kind);
            json!({ "type": word, word: media::uploaded(graph, file)? })
        }
        ParameterValue::Location(place) => json!({ "type": "location", "location": location::object(place)? }),
        _ => text(HEADER, parameter)?,
    };
    components.push(json!({ "type": "header", "parameters": [value] }));
    Ok(())
}

fn body(parameters: Vec<&TemplateParameter>, components: &mut Vec<Value>) -> Result<(), CallError> {
    if parameters.is_empty() {
        return Ok(());
    }
    let named = parameters.iter().filter(|p| p.name.is_some()).count();
    if named != 0 && named != parameters.len() {
        return Err(rejected("template-names", "a template's values are all named or all numbered, not mixed"));
    }
    let values: Vec<Value> = parameters.into_iter().map(|p| text(BODY, p)).collect::<Result<_, _>>()?;
    components.push(json!({ "type": "body", "parameters": values }));
    Ok(())
}

fn text(limit: Limit, parameter: &TemplateParameter) -> Result<Value, CallError> {
    let ParameterValue::Text(text) = &parameter.value else {
        return Err(rejected("template-slot", format!("the template's {} takes texts", slot_name(parameter.slot))));
    };
    let mut value = json!({ "type": "text", "text": clean(limit, text)? });
    if let Some(name) = &parameter.name {
        value["parameter_name"] = json!(name);
    }
    Ok(value)
}

fn button(index: u8, parameters: Vec<&TemplateParameter>, components: &mut Vec<Value>) -> Result<(), CallError> {
    let parameter = match parameters[..] {
        [] => return Ok(()),
        [parameter] => parameter,
        _ => return Err(rejected("template-slot", format!("the template's button {index} takes one value"))),
    };
    let (sub_type, value) = match &parameter.value {
        ParameterValue::Payload(payload) => ("quick_reply", json!({ "type": "payload", "payload": payload })),
        ParameterValue::UrlSuffix(suffix) => ("url", json!({ "type": "text", "text": suffix })),
        // Refused by `check_value` already.
        _ => return Err(rejected("template-slot", "a template's button takes a payload or the end of a link")),
    };
    components.push(json!({
        "type": "button", "sub_type": sub_type, "index": index.to_string(), "parameters": [value],
    }));
    Ok(())
}

#[cfg(test)]
mod tests;
