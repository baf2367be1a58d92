//! Changes of message templates.

use super::Translation;
use super::management::Update;
use crate::bounds::{DETAIL, NAME, clip};
use crate::json::{text_at, word_at};
use deskbell_sdk::channel::{AccountEvent, TemplateState, TemplateStatus};

pub(super) fn status(update: Update<'_>, out: &mut Translation) {
    let event = update.word("event");
    let state = match event.as_str() {
        "APPROVED" | "REINSTATED" => TemplateState::Approved,
        "PENDING" | "IN_APPEAL" => TemplateState::Pending,
        "REJECTED" => TemplateState::Rejected,
        "PAUSED" => TemplateState::Paused,
        // An archived template is not sent, but may come back.
        "DISABLED" | "ARCHIVED" => TemplateState::Disabled,
        "DELETED" | "PENDING_DELETION" => TemplateState::Deleted,
        // FLAGGED, LOCKED, LIMIT_EXCEEDED, UNARCHIVED: it can be sent or not as before.
        _ => return update.notice(out, "template-event", &format!("the template {} is now {event}", title(&update))),
    };
    let Some(name) = name(&update) else {
        return update.notice(out, "template-event", &format!("a template without a name is now {event}"));
    };
    let status = TemplateStatus { name, language: language(&update), status: state, reason: reason(&update, &event) };
    update.event(out, AccountEvent::TemplateStatus(status));
}

fn name(update: &Update<'_>) -> Option<String> {
    word_at(update.value, "message_template_name").filter(|name| name.len() <= 512)
}

/// As registered: some updates spell `en_US` as `en-US`.
fn language(update: &Update<'_>) -> String {
    let language = word_at(update.value, "message_template_language").unwrap_or_default();
    clip(&language.replace('-', "_"), NAME)
}

fn title(update: &Update<'_>) -> String {
    format!("{} ({})", name(update).unwrap_or_else(|| "without a name".to_owned()), language(update))
}

/// Everything Meta says about why, most useful last.
fn reason(update: &Update<'_>, event: &str) -> Option<String> {
    let value = update.value;
    let inner = |object: &str, key: &str| value.get(object).and_then(|o| text_at(o, key)).map(str::to_owned);
    let reason = word_at(value, "reason").filter(|reason| reason != "NONE");
    // The event's own word is not lost where several share one state.
    let event = matches!(event, "ARCHIVED" | "IN_APPEAL" | "PENDING_DELETION").then(|| event.to_owned());
    let parts: Vec<String> = [
        event,
        reason,
        inner("other_info", "title"),
        inner("other_info", "description"),
        inner("rejection_info", "reason"),
        inner("rejection_info", "recommendation"),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!parts.is_empty()).then(|| clip(&parts.join(": "), DETAIL))
}

pub(super) fn quality(update: &Update<'_>, out: &mut Translation) {
    let (old, new) = (update.word("previous_quality_score"), update.word("new_quality_score"));
    update.notice(out, "template-quality", &format!("the quality of {} went from {old} to {new}", title(update)));
}

pub(super) fn category(update: &Update<'_>, out: &mut Translation) {
    let title = title(update);
    let detail = match word_at(update.value, "correct_category") {
        Some(correct) => format!("Meta will move {title} to the category {correct}; prices and rules differ"),
        None => {
            let (old, new) = (update.word("previous_category"), update.word("new_category"));
            format!("Meta moved {title} from {old} to {new}; prices and rules differ")
        }
    };
    update.notice(out, "template-category", &detail);
}

pub(super) fn components(update: &Update<'_>, out: &mut Translation) {
    let detail = format!("the text or buttons of {} have changed; read the templates again", title(update));
    update.notice(out, "template-components", &detail);
}
