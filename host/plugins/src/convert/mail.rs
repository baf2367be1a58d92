//! Mail that the host received. Our own values need no checks.

use super::media::blob_to_wit;
use crate::bindings::exports::deskbell::channel::inbound_mail as w;
use crate::outcome::{Mail, MailPart, Verdict};

pub(crate) fn mail_to_wit(mail: Mail) -> w::Mail {
    w::Mail {
        sender: mail.sender,
        recipients: mail.recipients,
        headers: mail.headers,
        text: mail.text,
        parts: mail.parts.into_iter().map(part).collect(),
        spf: verdict(mail.spf),
        dkim: verdict(mail.dkim),
        dmarc: verdict(mail.dmarc),
        received_ms: u64::try_from(mail.received.as_millisecond()).unwrap_or(0),
    }
}

fn part(part: MailPart) -> w::Part {
    w::Part {
        blob: blob_to_wit(part.blob),
        filename: part.filename,
        content_id: part.content_id,
        shown_inline: part.inline,
    }
}

fn verdict(verdict: Verdict) -> w::Verdict {
    match verdict {
        Verdict::None => w::Verdict::None,
        Verdict::Pass => w::Verdict::Pass,
        Verdict::Fail => w::Verdict::Fail,
        Verdict::SoftFail => w::Verdict::SoftFail,
        Verdict::Unknown => w::Verdict::Unknown,
    }
}
