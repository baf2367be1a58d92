//! Takes a row for sending; everything is checked again, now.

use super::attempt_id;
use crate::compose::not_approved;
use crate::error::AppError;
use crate::tasks;
use deskbell_domain::address::Address;
use deskbell_domain::card::Card;
use deskbell_domain::channel::{Channel, ChannelState, Feature};
use deskbell_domain::contact::Contact;
use deskbell_domain::conversation::Conversation;
use deskbell_domain::id::OutboxId;
use deskbell_domain::media::{BlobRef, MediaKind, MediaState};
use deskbell_domain::message::{Content, DocumentRef, Message, Stage};
use deskbell_domain::outbound::{
    OutboundContent, OutboundMedia, OutboundMessage, ParameterValue, Slot, TemplateMessage, TemplateParameter,
};
use deskbell_domain::outbox::{OutboxRow, OutboxState};
use deskbell_domain::problem::Problem;
use deskbell_domain::template::{Template, TemplateState};
use deskbell_domain::time::{SignedDuration, Timestamp};
use deskbell_domain::window::ReplyWindow;
use deskbell_store::{ByContact, OpenByConversation, Range, Read, Tx};

/// A message sleeps until its document is here: that wakes it. So often it looks
/// by itself.
const DOCUMENT_PAUSE: SignedDuration = SignedDuration::from_mins(15);
/// Conversations of one contact, rows of one conversation.
const FEW: usize = 200;

/// A row marked *sending*, and what the connector gets.
#[derive(Debug, Clone)]
pub(crate) struct Claimed {
    pub row: OutboxRow,
    pub started: Timestamp,
    pub message: OutboundMessage,
    /// The customer has never written in this conversation.
    pub first_contact: bool,
}

enum Verdict {
    Send(Box<OutboundMessage>),
    Hold(Problem),
    Late {
        channel: String,
        problem: Problem,
    },
    Wait(SignedDuration),
    /// The channel has just been paused; resuming it finds the row as it is.
    Stay,
}

/// `None`: nothing to send now; the row says why.
pub(crate) fn claim(tx: &mut Tx<'_>, id: OutboxId, now: Timestamp) -> Result<Option<Claimed>, AppError> {
    let Some(mut row) = tx.get::<OutboxRow>(&id)? else { return Ok(None) };
    if row.state != OutboxState::Queued || row.not_before > now {
        return Ok(None);
    }
    let Some(message) = tx.get::<Message>(&(row.conversation, row.message))? else {
        tx.remove::<OutboxRow>(&id)?;
        return Ok(None);
    };
    match verdict(tx, &row, &message, now)? {
        Verdict::Send(outbound) => {
            row.state = OutboxState::Sending { since: now };
            row.attempts += 1;
            tx.put(&row)?;
            let conversation = tx.get::<Conversation>(&row.conversation)?;
            let first_contact = conversation.is_some_and(|c| c.last_inbound.is_none());
            Ok(Some(Claimed { row, started: now, message: *outbound, first_contact }))
        }
        Verdict::Hold(problem) => {
            hold(tx, row, message, problem)?;
            Ok(None)
        }
        Verdict::Late { channel, problem } => {
            too_late(tx, &channel, now)?;
            hold(tx, row, message, problem)?;
            Ok(None)
        }
        Verdict::Wait(pause) => {
            row.not_before = (now + pause).min(row.deadline());
            tx.put(&row)?;
            Ok(None)
        }
        Verdict::Stay => Ok(None),
    }
}

/// Waits for a person, with the reason.
pub(super) fn hold(
    tx: &mut Tx<'_>,
    mut row: OutboxRow,
    mut message: Message,
    problem: Problem,
) -> Result<(), AppError> {
    row.state = OutboxState::Held { problem: problem.clone() };
    if let Some(outbound) = &mut message.outbound {
        outbound.stage = Stage::Held { problem };
    }
    tx.put(&row)?;
    Ok(tx.put(&message)?)
}

/// Said once for each channel, however many messages it cost.
pub(super) fn too_late(tx: &mut Tx<'_>, channel: &str, now: Timestamp) -> Result<(), AppError> {
    let text = format!("{channel}: messages could not leave in time; the queue shows which");
    tasks::notice(tx, &text, None, now)
}

fn verdict(tx: &Tx<'_>, row: &OutboxRow, message: &Message, now: Timestamp) -> Result<Verdict, AppError> {
    let (Some(channel), Some(conversation)) =
        (tx.get::<Channel>(&row.channel)?, tx.get::<Conversation>(&row.conversation)?)
    else {
        return Ok(Verdict::Hold(Problem::new("channel-missing", "the channel was removed")));
    };
    if channel.state != ChannelState::Active {
        return Ok(Verdict::Stay);
    }
    if let Some(problem) = forbidden(tx, message, &channel, &conversation, now)? {
        return Ok(Verdict::Hold(problem));
    }
    if row.deadline() <= now {
        let problem = match outbound_content(tx, message)? {
            Ready::Later => Problem::new("file-late", "its file did not come in time; retry when it is there"),
            _ => Problem::new("expired", "it could not leave in time; send it again if it still matters"),
        };
        return Ok(Verdict::Late { channel: channel.name, problem });
    }
    let Some(contact) = tx.get::<Contact>(&conversation.contact)? else {
        return Ok(Verdict::Hold(Problem::new("contact-missing", "the contact was removed")));
    };
    if let Some(reason) = contact.unreachable_on(channel.kind()) {
        let detail = format!("nothing reaches the customer here: {reason}; retry if that has changed");
        return Ok(Verdict::Hold(Problem::new("unreachable", detail)));
    }
    let to: Vec<Address> = contact.addresses_on(channel.kind()).filter(|a| a.kind.identifies()).cloned().collect();
    if to.is_empty() {
        let detail = format!("the contact has no {} address or phone number", channel.kind());
        return Ok(Verdict::Hold(Problem::new("no-address", detail)));
    }
    let repeatable = channel.messaging().is_some_and(|m| m.has(Feature::SendIdempotent));
    let number = if repeatable { 0 } else { row.attempts + 1 };
    Ok(match outbound_content(tx, message)? {
        Ready::Content(content) => Verdict::Send(Box::new(OutboundMessage {
            id: attempt_id(row.conversation, row.message, number),
            to,
            content,
            reply_to: message.reply_to.as_ref().map(|r| r.remote_id.clone()),
        })),
        Ready::Later => Verdict::Wait(DOCUMENT_PAUSE),
        Ready::Never(problem) => Verdict::Hold(problem),
    })
}

/// The rules of the channel, by what is true at this moment.
fn forbidden(
    tx: &Tx<'_>,
    message: &Message,
    channel: &Channel,
    conversation: &Conversation,
    now: Timestamp,
) -> Result<Option<Problem>, AppError> {
    if conversation.blocked {
        return Ok(Some(Problem::new("blocked", "the customer blocked this account")));
    }
    if let Content::Template { template, .. } = &message.content {
        let key = (channel.id.clone(), template.name.clone(), template.language.clone());
        let known = tx.get::<Template>(&key)?;
        return Ok(known.filter(|t| t.status != TemplateState::Approved).map(|t| not_approved(&t)));
    }
    let hours = channel.messaging().and_then(|m| m.reply_window_h);
    Ok(window_problem(conversation.window(now, hours)))
}

/// Outside the reply window nothing free-form leaves (S0.6).
pub(crate) fn window_problem(window: ReplyWindow) -> Option<Problem> {
    match window {
        ReplyWindow::Unlimited | ReplyWindow::Open { .. } => None,
        ReplyWindow::NeverOpened => Some(Problem::new(
            "never-wrote",
            "the customer has not written here yet; send an approved template or invite them",
        )),
        ReplyWindow::Closed { .. } => Some(Problem::new(
            "window-closed",
            "the reply window is closed; send an approved template or invite the customer to write again",
        )),
    }
}

enum Ready {
    Content(OutboundContent),
    /// A file is still on its way.
    Later,
    Never(Problem),
}

fn outbound_content(tx: &Tx<'_>, message: &Message) -> Result<Ready, AppError> {
    Ok(match &message.content {
        Content::Text { body } => {
            Ready::Content(OutboundContent::Text { body: body.clone(), preview_link: body.contains("https://") })
        }
        Content::Media { media_kind, media, caption, filename } => match media {
            MediaState::Stored { blob } => Ready::Content(OutboundContent::Media(OutboundMedia {
                media_kind: *media_kind,
                blob: blob.clone(),
                caption: caption.clone(),
                filename: filename.clone(),
            })),
            MediaState::Pending { .. } => Ready::Later,
            MediaState::Lost { reason } => Ready::Never(Problem::new("file-lost", reason.clone())),
        },
        Content::Location { location } => Ready::Content(OutboundContent::Location(location.clone())),
        Content::Interactive { interactive } => Ready::Content(OutboundContent::Interactive(interactive.clone())),
        Content::Template { template, document, .. } => template_content(tx, template, document.as_ref())?,
        Content::Choice { .. } | Content::Stub { .. } | Content::Note { .. } => {
            Ready::Never(Problem::new("not-sendable", "this kind of message cannot be sent"))
        }
    })
}

fn template_content(
    tx: &Tx<'_>,
    template: &TemplateMessage,
    document: Option<&DocumentRef>,
) -> Result<Ready, AppError> {
    let mut template = template.clone();
    if let Some(wanted) = document {
        match document_of(tx, wanted)? {
            Ok(blob) => template.parameters.insert(0, header_document(wanted, blob)),
            Err(other) => return Ok(other),
        }
    }
    Ok(Ready::Content(OutboundContent::Template(template)))
}

/// The parameter that carries a card's document.
pub(crate) fn header_document(wanted: &DocumentRef, blob: BlobRef) -> TemplateParameter {
    let media =
        OutboundMedia { media_kind: MediaKind::Document, blob, caption: None, filename: Some(wanted.filename.clone()) };
    TemplateParameter { slot: Slot::Header, name: None, value: ParameterValue::Media { media } }
}

fn document_of(tx: &Tx<'_>, wanted: &DocumentRef) -> Result<Result<BlobRef, Ready>, AppError> {
    let card = tx.get::<Card>(&wanted.card)?;
    let document = card.and_then(|c| c.documents.into_iter().find(|d| d.filename == wanted.filename));
    Ok(match document.map(|d| d.media) {
        Some(MediaState::Stored { blob }) => Ok(blob),
        Some(MediaState::Pending { .. }) => Err(Ready::Later),
        Some(MediaState::Lost { reason }) => {
            let detail = format!("the document {} could not be fetched: {reason}", wanted.filename);
            Err(Ready::Never(Problem::new("document-lost", detail)))
        }
        None => {
            let detail = format!("the card no longer has the document {}", wanted.filename);
            Err(Ready::Never(Problem::new("document-missing", detail)))
        }
    })
}

/// A document's fetch has ended, well or not: the messages that sleep for it
/// look again. A row that was tried already keeps the pause it was given.
pub(crate) fn wake(tx: &mut Tx<'_>, card: &Card, filename: &str, now: Timestamp) -> Result<(), AppError> {
    let conversations = tx.list::<Conversation, ByContact>(Range::prefix(&card.contact).limit(FEW))?;
    for conversation in conversations {
        let rows = tx.list::<OutboxRow, OpenByConversation>(Range::prefix(&conversation.id).limit(FEW))?;
        for mut row in rows.into_iter().filter(|row| row.state == OutboxState::Queued && row.attempts == 0) {
            let message = tx.get::<Message>(&(row.conversation, row.message))?;
            let waits = message.is_some_and(|message| match message.content {
                Content::Template { document: Some(wanted), .. } => {
                    wanted.card == card.id && wanted.filename == filename
                }
                _ => false,
            });
            if waits && row.not_before > now {
                row.not_before = now;
                tx.put(&row)?;
            }
        }
    }
    Ok(())
}
