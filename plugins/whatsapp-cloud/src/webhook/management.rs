//! Changes about the account itself: reviews, limits, restrictions.

use super::envelope::Change;
use super::{Scope, Translation, content_key, conversation, problem, template};
use crate::json::{self, Fields, text_at, word_at};
use deskbell_sdk::channel::{AccountEvent, EventBody};
use serde_json::Value;

/// A change with its value read.
pub(super) struct Update<'a> {
    pub(super) field: &'a str,
    pub(super) value: &'a Value,
    pub(super) at_ms: u64,
    /// The same for every delivery of this change. Meta's own time is part of
    /// it: a template that is approved, paused and approved again says the
    /// same twice.
    pub(super) key: String,
}

/// Conversations from before the connection: not imported (see the README).
pub(super) fn is_backfill(field: &str) -> bool {
    matches!(field, "history" | "smb_app_state_sync")
}

pub(super) fn translate(change: &Change<'_>, value: &Fields<'_>, scope: &Scope<'_>, out: &mut Translation) {
    let other_account = !change.waba.is_empty() && !scope.waba_id.is_empty() && change.waba != scope.waba_id;
    if other_account || !conversation::is_ours(value, scope) {
        out.foreign += 1;
        return;
    }
    let parsed = json::parse(change.value).unwrap_or(Value::Null);
    let time = change.at_ms.unwrap_or(0).to_string();
    let update = Update {
        field: &change.field,
        value: &parsed,
        at_ms: change.at_ms.unwrap_or(scope.received_ms),
        key: content_key("a", &[&change.waba, &change.field, &time, change.value.get()]),
    };
    update.translate(out);
}

impl Update<'_> {
    fn translate(self, out: &mut Translation) {
        match self.field {
            "message_template_status_update" => template::status(self, out),
            "message_template_quality_update" => template::quality(&self, out),
            "template_category_update" => template::category(&self, out),
            "message_template_components_update" => template::components(&self, out),
            "phone_number_quality_update" => self.number_quality(out),
            "phone_number_name_update" => self.number_name(out),
            "account_update" => self.account(out),
            "account_alerts" => self.alert(out),
            "account_review_update" => {
                self.told(out, "account-review", "the review of the WhatsApp account says", "decision")
            }
            "business_capability_update" => self.capability(out),
            "security" => self.told(out, "security", "a security setting of the number has changed", "event"),
            "business_username_updates" => {
                self.told(out, "business-username", "the business's user name has changed", "status");
            }
            "payment_configuration_update" => {
                self.told(out, "payment-configuration", "a payment setting has changed", "status");
            }
            field if is_backfill(field) => self.backfill(out),
            _ => self.unknown(out),
        }
    }

    pub(super) fn word(&self, key: &str) -> String {
        word_at(self.value, key).unwrap_or_else(|| "unknown".to_owned())
    }

    pub(super) fn notice(&self, out: &mut Translation, code: &str, detail: &str) {
        out.notice(self.key.clone(), self.at_ms, code, detail);
    }

    pub(super) fn event(self, out: &mut Translation, event: AccountEvent) {
        out.push(self.key, self.at_ms, EventBody::Account(event));
    }

    /// `says`, with the one word of the value that matters.
    fn told(&self, out: &mut Translation, code: &str, says: &str, key: &str) {
        let word = word_at(self.value, key).map(|word| format!(": {word}")).unwrap_or_default();
        self.notice(out, code, &format!("{says}{word}"));
    }

    /// Meta names the number by its display form only, so an account with
    /// several numbers shows this on each of them.
    fn number_quality(self, out: &mut Translation) {
        let limit = word_at(self.value, "max_daily_conversations_per_business")
            .or_else(|| word_at(self.value, "current_limit"))
            .unwrap_or_else(|| "unknown".to_owned());
        match self.word("event").as_str() {
            "FLAGGED" => self.event(out, AccountEvent::Quality("RED".to_owned())),
            "UNFLAGGED" => self.event(out, AccountEvent::Quality("GREEN".to_owned())),
            event => self.notice(out, "number-limit", &format!("the number's sending limit is now {limit} ({event})")),
        }
    }

    fn number_name(&self, out: &mut Translation) {
        let decision = self.word("decision");
        let reason = word_at(self.value, "rejection_reason").filter(|reason| reason != "NONE");
        let reason = reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
        self.notice(out, "display-name", &format!("the review of the display name says {decision}{reason}"));
    }

    fn capability(&self, out: &mut Translation) {
        let per_day = word_at(self.value, "max_daily_conversations_per_business")
            .or_else(|| word_at(self.value, "max_daily_conversation_per_phone"))
            .unwrap_or_else(|| "unknown".to_owned());
        self.notice(out, "capability", &format!("the sending limit of the business is now {per_day} customers a day"));
    }

    fn alert(&self, out: &mut Translation) {
        let info = self.value.get("alert_info").unwrap_or(self.value);
        let word = |key| word_at(info, key).unwrap_or_else(|| "unknown".to_owned());
        let detail =
            format!("Meta alerts ({}): {}, {}", word("alert_severity"), word("alert_type"), word("alert_status"));
        self.notice(out, "account-alert", &detail);
    }

    fn account(self, out: &mut Translation) {
        let event = self.word("event");
        let inner = |object: &str, key: &str| self.value.get(object).and_then(|o| word_at(o, key));
        let ban = inner("ban_info", "waba_ban_state");
        match (event.as_str(), ban.as_deref()) {
            ("DISABLED_UPDATE", Some("DISABLE")) => {
                self.stops(
                    out,
                    "account-disabled",
                    "Meta has disabled the WhatsApp account; appeal in WhatsApp Manager",
                );
            }
            ("DISABLED_UPDATE", Some(state)) => {
                let detail = format!("Meta has changed the state of the WhatsApp account: {state}");
                self.notice(out, "account-state", &detail);
            }
            ("ACCOUNT_DELETED", _) => self.stops(out, "account-deleted", "the WhatsApp account was deleted"),
            ("PARTNER_REMOVED" | "PARTNER_APP_UNINSTALLED" | "ACCOUNT_OFFBOARDED", _) => {
                self.stops(
                    out,
                    "access-removed",
                    "the app has lost its access to the WhatsApp account; connect it again",
                );
            }
            ("ACCOUNT_VIOLATION", _) => {
                let kind = inner("violation_info", "violation_type").unwrap_or_else(|| "unknown".to_owned());
                self.notice(out, "account-violation", &format!("Meta sees a policy violation: {kind}"));
            }
            ("ACCOUNT_RESTRICTION", _) => self.notice(out, "account-restricted", &self.restrictions()),
            _ => self.notice(out, "account-update", &format!("the WhatsApp account has changed: {event}")),
        }
    }

    fn restrictions(&self) -> String {
        let kinds: Vec<String> = json::list_at(self.value, "restriction_info")
            .iter()
            .map(|info| {
                let kind = word_at(info, "restriction_type").unwrap_or_else(|| "unknown".to_owned());
                match word_at(info, "expiration") {
                    Some(until) => format!("{kind} until {until}"),
                    None => kind,
                }
            })
            .collect();
        format!("Meta has restricted the account: {}", kinds.join(", "))
    }

    fn stops(self, out: &mut Translation, code: &str, detail: &str) {
        let problem = problem(code, detail);
        self.event(out, AccountEvent::CredentialsBad(problem));
    }

    /// Hundreds of chunks may come: one notice tells it.
    fn backfill(&self, out: &mut Translation) {
        let detail = match self.field {
            "history" => "WhatsApp sent chats from before the connection; they are not imported",
            _ => "WhatsApp sent the phone app's contacts; they are not imported",
        };
        out.notice(content_key("n:backfill", &[self.field]), self.at_ms, "not-imported", detail);
    }

    /// Once for each field, however often it comes.
    fn unknown(&self, out: &mut Translation) {
        let named = text_at(self.value, "event").map(|event| format!(" ({event})")).unwrap_or_default();
        let field = if self.field.is_empty() { "without a name" } else { self.field };
        let detail = format!("WhatsApp sends the webhook field \"{field}\"{named}, which this connector does not use");
        out.notice(content_key("n:field", &[self.field]), self.at_ms, "unknown-field", detail);
    }
}
