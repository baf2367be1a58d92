//! People and integrations write to customers.

use crate::compose::{Composer, Draft, content_of, not_approved};
use crate::error::AppError;
use crate::fill;
use crate::inbox;
use crate::outbox::window_problem;
use crate::people;
use crate::principal::{Principal, Who};
use crate::view::{CannedView, MessageView, TemplatePreview};
use crate::workspace::Workspace;
use deskbell_domain::card::Card;
use deskbell_domain::channel::{Channel, Feature, MessagingCapabilities};
use deskbell_domain::contact::Contact;
use deskbell_domain::conversation::Conversation;
use deskbell_domain::id::{ConversationId, MessageId, OutboxId, UserId};
use deskbell_domain::media::{MediaKind, MediaState};
use deskbell_domain::merge::{self, MergeContext, MergeError};
use deskbell_domain::message::{Author, Content, DocumentRef, Message, Outbound, ReplyTo, Stage};
use deskbell_domain::outbound::{Interactive, Location};
use deskbell_domain::outbox::{Lane, MAX_ATTEMPTS, OutboxRow, OutboxState};
use deskbell_domain::template::{Canned, Template, TemplateHeader, TemplateState};
use deskbell_domain::time::Timestamp;
use deskbell_store::{Blob, MessageRef, OnceKey, Range, Read, Tx};

/// What somebody wants to say.
#[derive(Debug, Clone, PartialEq)]
pub struct NewMessage {
    pub content: NewContent,
    pub reply_to: Option<MessageId>,
    /// The caller's own key: asked twice, sent once.
    pub client_key: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum NewContent {
    Text {
        body: String,
    },
    Template {
        name: String,
        language: String,
        values: Vec<String>,
        document: Option<String>,
    },
    Media {
        sha256: String,
        kind: MediaKind,
        caption: Option<String>,
        filename: Option<String>,
    },
    Location(Location),
    Interactive(Interactive),
    /// Seen by colleagues alone.
    Note {
        body: String,
    },
}

impl Workspace {
    /// Queues a message, or says why it cannot leave.
    pub async fn send(
        &self,
        who: &Principal,
        conversation: ConversationId,
        new: NewMessage,
    ) -> Result<MessageView, AppError> {
        let (now, settings, who) = (self.inner.clock.now(), self.settings(), who.clone());
        let job = move |tx: &mut Tx<'_>| {
            let composer = Composer { now, since: now, settings: &settings };
            let key = new.client_key.as_ref().map(|key| format!("send/{}/{conversation}/{key}", author_key(&who)));
            if let Some(known) = already(tx, key.as_deref())? {
                return Ok(known);
            }
            let message = write(tx, &composer, &who, conversation, &new)?;
            if let Some(key) = key {
                let message =
                    Some(MessageRef { conversation: message.conversation, message: message.id, attempt: None });
                tx.put(&OnceKey { key, at: now, message })?;
            }
            Ok::<_, AppError>(message)
        };
        let message = self.inner.store.write(job).await?;
        self.inner.outbox_nudge.notify_one();
        self.message(message.conversation, message.id)
    }

    /// A person's decision on a message that was held, failed or is uncertain:
    /// send it (again).
    pub async fn retry(&self, conversation: ConversationId, message: MessageId) -> Result<MessageView, AppError> {
        let (now, settings) = (self.inner.clock.now(), self.settings());
        let job = move |tx: &mut Tx<'_>| {
            requeue(tx, &Composer { now, since: now, settings: &settings }, conversation, message)
        };
        self.inner.store.write(job).await?;
        self.inner.outbox_nudge.notify_one();
        self.message(conversation, message)
    }

    /// A person's decision that a message shall not leave.
    pub async fn discard(&self, conversation: ConversationId, message: MessageId) -> Result<MessageView, AppError> {
        let job = move |tx: &mut Tx<'_>| {
            let mut found = inbox::load_message(tx, conversation, message)?;
            let outbound = found.outbound.as_mut().ok_or_else(not_ours)?;
            let row = match outbound.outbox {
                Some(id) => tx.get::<OutboxRow>(&id)?,
                None => None,
            };
            let Some(row) = row.filter(|row| !matches!(row.state, OutboxState::Sending { .. })) else {
                return Err(AppError::conflict("not-waiting", "the message is not waiting any more"));
            };
            tx.remove::<OutboxRow>(&row.id)?;
            outbound.outbox = None;
            outbound.stage = Stage::Discarded;
            Ok(tx.put(&found)?)
        };
        self.inner.store.write(job).await?;
        self.message(conversation, message)
    }

    /// The canned texts with this customer's fields in them (S0.4).
    pub fn canned_for(&self, conversation: ConversationId, user_name: &str) -> Result<Vec<CannedView>, AppError> {
        let (now, settings) = (self.inner.clock.now(), self.settings());
        let composer = Composer { now, since: now, settings: &settings };
        self.read(|s| {
            let conversation = inbox::load_conversation(s, conversation)?;
            let contact = inbox::load_contact(s, conversation.contact)?;
            let card = inbox::load_card(s, conversation.card)?;
            let with = composer.merge(&contact, card.as_ref(), Some(user_name));
            let texts = s.scan::<Canned>(Range::all().limit(1000))?;
            Ok(texts.into_iter().map(|canned| filled_canned(canned, &with)).collect())
        })
    }

    /// What the customer would read, and which fields have no value.
    pub fn preview_template(
        &self,
        conversation: ConversationId,
        name: &str,
        language: &str,
        values: &[String],
        user_name: &str,
    ) -> Result<TemplatePreview, AppError> {
        let (now, settings) = (self.inner.clock.now(), self.settings());
        let composer = Composer { now, since: now, settings: &settings };
        self.read(|s| {
            let conversation = inbox::load_conversation(s, conversation)?;
            let template = load_template(s, &conversation, name, language)?;
            let contact = inbox::load_contact(s, conversation.contact)?;
            let card = inbox::load_card(s, conversation.card)?;
            let filled = fill::fill(&template, &composer.merge(&contact, card.as_ref(), Some(user_name)), values);
            Ok(TemplatePreview { text: filled.preview, missing: filled.missing, values: filled.values })
        })
    }
}

fn not_ours() -> AppError {
    AppError::conflict("not-outgoing", "only messages sent from here can be retried or discarded")
}

fn filled_canned(canned: Canned, with: &MergeContext) -> CannedView {
    let (body, missing) = match merge::render(&canned.body, with) {
        Ok(body) => (body, None),
        Err(MergeError::Unresolved { field }) => (canned.body, Some(field)),
        Err(MergeError::Syntax { detail }) => (canned.body, Some(detail)),
    };
    CannedView { shortcut: canned.shortcut, title: canned.title, body, missing }
}

fn author_key(who: &Principal) -> String {
    match who.who {
        Who::User(id) => format!("user-{id}"),
        Who::Token(id) => format!("token-{id}"),
    }
}

fn already(tx: &Tx<'_>, key: Option<&str>) -> Result<Option<Message>, AppError> {
    let Some(key) = key else { return Ok(None) };
    let known = tx.get::<OnceKey>(&key.to_owned())?.and_then(|once| once.message);
    Ok(match known {
        Some(at) => tx.get::<Message>(&(at.conversation, at.message))?,
        None => None,
    })
}

fn write(
    tx: &mut Tx<'_>,
    composer: &Composer<'_>,
    who: &Principal,
    id: ConversationId,
    new: &NewMessage,
) -> Result<Message, AppError> {
    let mut conversation = inbox::load_conversation(tx, id)?;
    let channel = inbox::load_channel(tx, &conversation.channel)?;
    let capabilities = channel.messaging().ok_or(AppError::NotFound { what: "messaging channel" })?;
    if conversation.blocked && !matches!(new.content, NewContent::Note { .. }) {
        return Err(AppError::conflict("blocked", "the customer blocked this account; nothing can be sent"));
    }
    let content = content(tx, composer, who, &conversation, &channel, capabilities, new)?;
    let draft = Draft {
        author: author(who),
        content,
        lane: Lane::Reply,
        card: conversation.card,
        reply_to: quoted(tx, &conversation, new.reply_to)?,
        problem: None,
        source: None,
    };
    let message = composer.message(tx, &mut conversation, draft)?;
    tx.put(&conversation)?;
    Ok(message)
}

fn author(who: &Principal) -> Author {
    match who.who {
        Who::User(id) => Author::User { id },
        Who::Token(_) => Author::Integration { name: who.name.clone() },
    }
}

fn content(
    tx: &Tx<'_>,
    composer: &Composer<'_>,
    who: &Principal,
    conversation: &Conversation,
    channel: &Channel,
    capabilities: &MessagingCapabilities,
    new: &NewMessage,
) -> Result<Content, AppError> {
    if !matches!(new.content, NewContent::Note { .. } | NewContent::Template { .. }) {
        free_form(conversation, capabilities, composer.now)?;
    }
    match &new.content {
        NewContent::Note { body } => Ok(Content::Note { body: text(body, 65_536)? }),
        NewContent::Text { body } => Ok(Content::Text { body: text(body, capabilities.max_text as usize)? }),
        NewContent::Media { sha256, kind, caption, filename } => {
            needs(channel, capabilities, Feature::Media, "files")?;
            let blob = tx.get::<Blob>(sha256)?.ok_or(AppError::NotFound { what: "uploaded file" })?.r#ref;
            let caption = caption.clone().filter(|c| !c.trim().is_empty());
            Ok(Content::Media {
                media_kind: *kind,
                media: MediaState::Stored { blob },
                caption,
                filename: filename.clone(),
            })
        }
        NewContent::Location(location) => {
            needs(channel, capabilities, Feature::Location, "locations")?;
            Ok(Content::Location { location: location.clone() })
        }
        NewContent::Interactive(interactive) => {
            needs(channel, capabilities, Feature::Interactive, "buttons and lists")?;
            Ok(Content::Interactive { interactive: interactive.clone() })
        }
        NewContent::Template { name, language, values, document } => {
            template(tx, composer, who, conversation, (name, language), values, document.as_deref())
        }
    }
}

/// Outside the reply window nothing free-form leaves (S0.6).
fn free_form(
    conversation: &Conversation,
    capabilities: &MessagingCapabilities,
    now: Timestamp,
) -> Result<(), AppError> {
    match window_problem(conversation.window(now, capabilities.reply_window_h)) {
        None => Ok(()),
        Some(problem) if problem.code == "never-wrote" => Err(AppError::conflict("never-wrote", problem.detail)),
        Some(problem) => Err(AppError::conflict("window-closed", problem.detail)),
    }
}

fn needs(
    channel: &Channel,
    capabilities: &MessagingCapabilities,
    feature: Feature,
    what: &str,
) -> Result<(), AppError> {
    if capabilities.has(feature) {
        return Ok(());
    }
    Err(AppError::conflict("not-on-this-channel", format!("{} cannot carry {what}", channel.name)))
}

/// A text as it may leave: not empty, not too long, no unfilled field (S1.15).
fn text(body: &str, max: usize) -> Result<String, AppError> {
    let body = body.trim();
    if body.is_empty() {
        return Err(AppError::invalid("body", "write something first"));
    }
    let length = body.chars().count();
    if length > max {
        return Err(AppError::invalid("body", format!("{length} characters; the channel takes {max}")));
    }
    match merge::unfilled(body) {
        Some(field) => Err(AppError::invalid("body", format!("the field {field} is not filled in"))),
        None => Ok(body.to_owned()),
    }
}

fn template(
    tx: &Tx<'_>,
    composer: &Composer<'_>,
    who: &Principal,
    conversation: &Conversation,
    (name, language): (&str, &str),
    values: &[String],
    document: Option<&str>,
) -> Result<Content, AppError> {
    let template = load_template(tx, conversation, name, language)?;
    if template.status != TemplateState::Approved {
        return Err(AppError::conflict("template-not-approved", not_approved(&template).detail));
    }
    let contact: Contact = inbox::load_contact(tx, conversation.contact)?;
    let card = inbox::load_card(tx, conversation.card)?;
    let filled = fill::fill(&template, &composer.merge(&contact, card.as_ref(), Some(&who.name)), values);
    if let Some(field) = filled.missing.first() {
        return Err(AppError::invalid("values", format!("the field {field} has no value")));
    }
    let document = header_document(&template, card.as_ref(), document)?;
    Ok(content_of(&template, filled, document))
}

fn header_document(
    template: &Template,
    card: Option<&Card>,
    filename: Option<&str>,
) -> Result<Option<DocumentRef>, AppError> {
    if template.header != TemplateHeader::Document {
        return Ok(None);
    }
    let missing = || AppError::invalid("document", "this template needs a document of the card; choose one");
    let card = card.ok_or_else(missing)?;
    let found = match filename {
        Some(filename) => card.documents.iter().find(|d| d.filename == filename),
        None => card.documents.last(),
    };
    let filename = found.ok_or_else(missing)?.filename.clone();
    Ok(Some(DocumentRef { card: card.id, filename }))
}

fn load_template(
    store: &impl Read,
    conversation: &Conversation,
    name: &str,
    language: &str,
) -> Result<Template, AppError> {
    let key = (conversation.channel.clone(), name.to_owned(), language.to_owned());
    store.get::<Template>(&key)?.ok_or(AppError::NotFound { what: "template" })
}

fn quoted(tx: &Tx<'_>, conversation: &Conversation, message: Option<MessageId>) -> Result<Option<ReplyTo>, AppError> {
    let Some(id) = message else { return Ok(None) };
    let quoted = inbox::load_message(tx, conversation.id, id)?;
    let ours = quoted.outbound.as_ref().and_then(|o| o.attempts.last()).and_then(|a| a.remote_id.clone());
    let remote_id = quoted.remote_id.or(ours).ok_or_else(|| {
        AppError::conflict("not-quotable", "the provider does not know that message yet; quote it when it is sent")
    })?;
    Ok(Some(ReplyTo { remote_id, message: Some(id) }))
}

/// Every attempt is its own record: a retry really sends, it never only turns
/// a tick green.
fn requeue(
    tx: &mut Tx<'_>,
    composer: &Composer<'_>,
    conversation: ConversationId,
    message: MessageId,
) -> Result<(), AppError> {
    let mut found = inbox::load_message(tx, conversation, message)?;
    refill(tx, composer, &mut found)?;
    let Some(outbound) = found.outbound.clone() else { return Err(not_ours()) };
    if !inbox::can_retry(&outbound) {
        return Err(AppError::conflict(
            "not-waiting",
            "the message is under way or was sent; there is nothing to retry",
        ));
    }
    let attempts = outbound.attempts_made();
    let row = match outbound.outbox {
        Some(id) => tx.get::<OutboxRow>(&id)?,
        None => None,
    };
    let lane = row.as_ref().map(|row| row.lane).or(outbound.lane).unwrap_or(Lane::Reply);
    let filed = inbox::load_conversation(tx, conversation)?;
    worth_another_try(tx, &filed)?;
    let expires = Some(composer.expires(tx, &filed, &found.content, lane)?);
    let row = OutboxRow {
        id: match &row {
            Some(row) => row.id,
            None => tx.next_id::<OutboxId>()?,
        },
        channel: filed.channel,
        conversation,
        message,
        lane,
        state: OutboxState::Queued,
        attempts,
        give_up_at: attempts + MAX_ATTEMPTS,
        created: row.as_ref().map_or(composer.now, |row| row.created),
        not_before: composer.now,
        expires,
    };
    tx.put(&row)?;
    found.outbound = Some(Outbound { attempts: outbound.attempts, ..Outbound::queued(&row) });
    Ok(tx.put(&found)?)
}

/// A person may know better than the provider's last word.
fn worth_another_try(tx: &mut Tx<'_>, conversation: &Conversation) -> Result<(), AppError> {
    let channel = inbox::load_channel(tx, &conversation.channel)?;
    let mut contact = inbox::load_contact(tx, conversation.contact)?;
    Ok(people::reached(tx, &mut contact, channel.kind())?)
}

/// A held template is filled again: what was missing may be there now.
fn refill(tx: &Tx<'_>, composer: &Composer<'_>, message: &mut Message) -> Result<(), AppError> {
    let held = match message.outbound.as_ref().map(|o| &o.stage) {
        Some(Stage::Held { problem }) => problem.code.clone(),
        _ => return Ok(()),
    };
    let refillable = ["merge-field", "document-missing", "template-missing"].contains(&held.as_str());
    let Content::Template { template, .. } = &message.content else { return Ok(()) };
    if !refillable {
        return Ok(());
    }
    let conversation = inbox::load_conversation(tx, message.conversation)?;
    let contact = inbox::load_contact(tx, conversation.contact)?;
    let card = inbox::load_card(tx, message.card)?;
    let (content, problem) = composer.refilled(tx, &conversation, &contact, card.as_ref(), &template.name)?;
    match problem {
        Some(problem) => Err(AppError::conflict("still-held", problem.detail)),
        None => {
            message.content = content;
            Ok(())
        }
    }
}

/// Who a message is from, for the list of names a view needs.
pub(crate) fn author_user(message: &Message) -> Option<UserId> {
    match message.author {
        Author::User { id } => Some(id),
        _ => None,
    }
}
