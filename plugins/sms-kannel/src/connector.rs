//! The connector as Deskbell calls it: host functions here, everything else in
//! parts that know none.

use crate::settings::Settings;
use crate::webhook::{self, Scope};
use crate::{account, answer, send};
use deskbell_sdk::channel::{AccountInfo, Channel, Descriptor, Feature, OutboundMessage, Outcome, Receipt};
use deskbell_sdk::{CallCtx, CallError, WebhookReply, WebhookRequest, secrets};

pub(crate) struct Kannel;

impl Channel for Kannel {
    fn describe() -> Descriptor {
        Descriptor {
            channel_kind: "sms".to_owned(),
            features: Feature::FIRST_CONTACT | Feature::DELIVERED,
            reply_window_h: None,
            // Ten parts of seven-bit letters.
            max_text: 1_530,
            // Kannel queues; the connection behind it is slower than this.
            pace_per_10s: 100,
        }
    }

    fn check_account(_ctx: CallCtx) -> Result<AccountInfo, CallError> {
        let settings = Settings::load()?;
        account::read(&settings, &account::request(&settings).send()?)
    }

    fn send(ctx: CallCtx, message: OutboundMessage) -> Result<Receipt, CallError> {
        let prepared = send::prepare(&Settings::load()?, &message)?;
        answer::accepted(&prepared.request.send()?, ctx.attempt)?;
        Ok(Receipt { remote_id: prepared.remote_id, recipient: None, held: false })
    }

    fn handle(_ctx: CallCtx, request: WebhookRequest) -> Result<Outcome, CallError> {
        verify(&request)?;
        let settings = Settings::load()?;
        let scope = Scope { country_code: &settings.country_code };
        let events = webhook::translate(&scope, &request).into_iter().collect();
        Ok(Outcome { reply: reply(), events })
    }
}

/// The host calls us before it knows who asks: Kannel signs nothing.
fn verify(request: &WebhookRequest) -> Result<(), CallError> {
    let refused = || CallError::rejected("signature", "the request does not carry the callback key");
    let key = request.query_value("key").ok_or_else(refused)?;
    if secrets::matches("callback_key", key)? { Ok(()) } else { Err(refused()) }
}

/// Any body would be sent to the customer as an SMS, and any status but 200 as
/// an apology of Kannel's own.
fn reply() -> WebhookReply {
    WebhookReply::text(200, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sms_can_open_a_conversation_and_be_confirmed_nothing_more() {
        let descriptor = Kannel::describe();
        assert_eq!(descriptor.channel_kind, "sms");
        assert_eq!(descriptor.reply_window_h, None);
        assert_eq!(descriptor.features, Feature::FIRST_CONTACT | Feature::DELIVERED);
    }

    #[test]
    fn the_customer_gets_no_text_from_our_answer() {
        assert_eq!((reply().status, reply().body), (200, Vec::new()));
    }
}
