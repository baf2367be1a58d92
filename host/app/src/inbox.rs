//! What people see: conversations, messages, contacts, the queue.

use crate::accounts::Connected;
use crate::error::AppError;
use crate::outbox::header_document;
use crate::principal::Principal;
use crate::send::author_user;
use crate::view::{
    CardBrief, ChannelBrief, ContactBrief, ContactView, ConversationView, MessageView, OutboxView, Page, TaskView,
    UserBrief,
};
use crate::workspace::Workspace;
use deskbell_domain::card::Card;
use deskbell_domain::channel::Channel;
use deskbell_domain::contact::Contact;
use deskbell_domain::conversation::{Conversation, ConversationStatus};
use deskbell_domain::delivery::Delivery;
use deskbell_domain::id::{CardId, ChannelId, ContactId, ConversationId, MessageId, OutboxId, TaskId, UserId};
use deskbell_domain::journal::JournalEntry;
use deskbell_domain::media::MediaState;
use deskbell_domain::message::{Content, Message, Outbound, Stage};
use deskbell_domain::outbox::OutboxRow;
use deskbell_domain::rule::Explanation;
use deskbell_domain::task::Task;
use deskbell_domain::time::Timestamp;
use deskbell_domain::user::User;
use deskbell_store::{ByActivity, ByContact, ByState, OpenByDue, Range, Read, ReadError, Snapshot};

/// Conversations looked at for one page of a filtered list.
const SCAN_FOR_A_PAGE: usize = 5_000;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConversationQuery {
    pub list: ConversationList,
    pub channel: Option<ChannelId>,
    /// Part of a name, or digits of a number.
    pub search: Option<String>,
    pub cursor: Option<String>,
    pub limit: usize,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ConversationList {
    #[default]
    All,
    Attentive,
    Answered,
    Mine,
    Unassigned,
    Closed,
}

impl Workspace {
    pub(crate) fn read<T>(&self, f: impl FnOnce(&Snapshot) -> Result<T, AppError>) -> Result<T, AppError> {
        // The store's own errors and ours travel apart.
        self.inner.store.read(|snapshot| Ok::<_, ReadError>(f(snapshot)))?
    }

    /// Newest first (S2.8). The counts tell the number of open dialogs.
    pub fn conversations(
        &self,
        who: &Principal,
        query: &ConversationQuery,
    ) -> Result<Page<ConversationView>, AppError> {
        let limit = query.limit.clamp(1, 200);
        let search = query.search.as_deref().map(Search::new).filter(|s| !s.is_empty());
        self.read(|s| {
            let mut items = Vec::new();
            let mut after = query.cursor.as_deref().map(parse_cursor).transpose()?;
            let mut looked = 0;
            loop {
                let mut range = Range::all().reverse().limit(200);
                if let Some(after) = &after {
                    range = range.after(after);
                }
                let page = s.list::<Conversation, ByActivity>(range)?;
                let exhausted = page.len() < 200;
                for conversation in page {
                    after = Some((conversation.activity, conversation.id));
                    looked += 1;
                    if !fits(&conversation, who, query) {
                        continue;
                    }
                    let view = self.conversation_view(s, &conversation)?;
                    if search.as_ref().is_none_or(|search| search.finds(&view)) {
                        items.push(view);
                    }
                    if items.len() == limit {
                        return Ok(Page { items, next: after.map(format_cursor) });
                    }
                }
                if exhausted {
                    return Ok(Page { items, next: None });
                }
                if looked >= SCAN_FOR_A_PAGE {
                    return Ok(Page { items, next: after.map(format_cursor) });
                }
            }
        })
    }

    pub fn conversation(&self, id: ConversationId) -> Result<ConversationView, AppError> {
        self.read(|s| self.conversation_view(s, &load_conversation(s, id)?))
    }

    /// Newest first; `before` continues towards the past.
    pub fn messages(
        &self,
        conversation: ConversationId,
        before: Option<MessageId>,
        limit: usize,
    ) -> Result<Page<MessageView>, AppError> {
        let limit = limit.clamp(1, 200);
        self.read(|s| {
            load_conversation(s, conversation)?;
            let mut range = Range::prefix(&conversation).reverse().limit(limit);
            if let Some(before) = before {
                range = range.after(&(conversation, before));
            }
            let messages = s.scan::<Message>(range)?;
            let next = (messages.len() == limit).then(|| messages.last().map(|m| m.id.to_string())).flatten();
            let items = messages.into_iter().map(|m| message_view(s, m)).collect::<Result<_, _>>()?;
            Ok(Page { items, next })
        })
    }

    pub fn message(&self, conversation: ConversationId, id: MessageId) -> Result<MessageView, AppError> {
        self.read(|s| message_view(s, load_message(s, conversation, id)?))
    }

    /// Why the message is where it is.
    pub fn explanation(&self, conversation: ConversationId, id: MessageId) -> Result<Option<Explanation>, AppError> {
        self.read(|s| {
            let message = load_message(s, conversation, id)?;
            let Some(source) = message.source else { return Ok(None) };
            // Swept after a time; saying that no rule ran would be untrue.
            let entry = s.get::<JournalEntry>(&source.journal)?;
            let entry = Some(entry.ok_or(AppError::NotFound { what: "explanation; they are kept for 90 days" })?);
            let item = usize::try_from(source.item).unwrap_or(usize::MAX);
            Ok(entry.and_then(|entry| entry.items.into_iter().nth(item)).and_then(|item| item.explanation))
        })
    }

    pub fn contact(&self, id: ContactId) -> Result<ContactView, AppError> {
        self.read(|s| self.contact_view(s, load_contact(s, id)?))
    }

    /// By part of a name or digits of a number, at most `limit`.
    pub fn search_contacts(&self, text: &str, limit: usize) -> Result<Vec<ContactBrief>, AppError> {
        let search = Search::new(text);
        if search.is_empty() {
            return Ok(Vec::new());
        }
        self.read(|s| {
            let contacts = s.scan::<Contact>(Range::all().reverse().limit(SCAN_FOR_A_PAGE))?;
            let briefs = contacts.iter().map(contact_brief);
            Ok(briefs.filter(|contact| search.names(contact)).take(limit.clamp(1, 100)).collect())
        })
    }

    pub fn card(&self, id: CardId) -> Result<Card, AppError> {
        self.read(|s| s.get::<Card>(&id)?.ok_or(AppError::NotFound { what: "card" }))
    }

    /// What waits for a person, or for its time.
    pub fn outbox(
        &self,
        state: Option<&str>,
        cursor: Option<OutboxId>,
        limit: usize,
    ) -> Result<Page<OutboxView>, AppError> {
        let limit = limit.clamp(1, 200);
        self.read(|s| {
            let rows = outbox_rows(s, state, cursor, limit)?;
            let next = (rows.len() == limit).then(|| rows.last().map(|r| r.id.to_string())).flatten();
            let items = rows.into_iter().map(|row| self.outbox_view(s, row)).collect::<Result<Vec<_>, _>>()?;
            Ok(Page { items: items.into_iter().flatten().collect(), next })
        })
    }

    /// Open tasks, the longest waiting first (S4.5).
    pub fn tasks(&self, limit: usize) -> Result<Vec<TaskView>, AppError> {
        let now = self.inner.clock.now();
        self.read(|s| {
            let tasks = s.list::<Task, OpenByDue>(Range::all().limit(limit.clamp(1, 500)))?;
            tasks.into_iter().map(|task| task_view(s, task, now)).collect()
        })
    }

    pub(crate) fn task_by_id(&self, id: TaskId) -> Result<Option<TaskView>, AppError> {
        let now = self.inner.clock.now();
        self.read(|s| s.get::<Task>(&id)?.map(|task| task_view(s, task, now)).transpose())
    }

    pub(crate) fn outbox_by_id(&self, id: OutboxId) -> Result<Option<OutboxView>, AppError> {
        self.read(|s| match s.get::<OutboxRow>(&id)? {
            Some(row) => self.outbox_view(s, row),
            None => Ok(None),
        })
    }

    fn conversation_view(&self, s: &impl Read, conversation: &Conversation) -> Result<ConversationView, AppError> {
        let connected = self.inner.accounts.by_id(&conversation.channel);
        let contact = load_contact(s, conversation.contact)?;
        let card = load_card(s, conversation.card)?;
        let hours = connected.as_ref().and_then(|c| c.channel.messaging()).and_then(|m| m.reply_window_h);
        Ok(ConversationView {
            id: conversation.id,
            channel: channel_brief(&conversation.channel, connected.as_deref()),
            contact: contact_brief(&contact),
            card: card.as_ref().map(CardBrief::from),
            status: conversation.status,
            assignee: user_brief(s, conversation.assignee)?,
            tags: conversation.tags.clone(),
            priority: conversation.priority,
            unread: conversation.unread,
            last_message: conversation.last_message.clone(),
            activity: conversation.activity,
            window: conversation.window(self.inner.clock.now(), hours),
            blocked: conversation.blocked,
        })
    }

    fn contact_view(&self, s: &impl Read, contact: Contact) -> Result<ContactView, AppError> {
        let cards = s.list::<Card, ByContact>(Range::prefix(&contact.id).reverse().limit(100))?;
        let conversations = s.list::<Conversation, ByContact>(Range::prefix(&contact.id).limit(100))?;
        let mut conversations =
            conversations.iter().map(|c| self.conversation_view(s, c)).collect::<Result<Vec<_>, _>>()?;
        conversations.sort_by_key(|c| std::cmp::Reverse(c.activity));
        Ok(ContactView { contact, cards, conversations })
    }

    fn outbox_view(&self, s: &impl Read, row: OutboxRow) -> Result<Option<OutboxView>, AppError> {
        let Some(conversation) = s.get::<Conversation>(&row.conversation)? else { return Ok(None) };
        let Some(message) = s.get::<Message>(&(row.conversation, row.message))? else { return Ok(None) };
        let contact = load_contact(s, conversation.contact)?;
        let channel = self.inner.accounts.by_id(&row.channel);
        Ok(Some(OutboxView {
            contact: contact_brief(&contact),
            preview: message.content.preview(),
            channel_name: channel.map_or_else(|| row.channel.to_string(), |c| c.channel.name.clone()),
            row,
        }))
    }
}

fn outbox_rows(
    s: &impl Read,
    state: Option<&str>,
    cursor: Option<OutboxId>,
    limit: usize,
) -> Result<Vec<OutboxRow>, AppError> {
    let state = match state {
        None => {
            let range = cursor.iter().fold(Range::all().limit(limit), |range, last| range.after(last));
            return Ok(s.scan::<OutboxRow>(range)?);
        }
        // The index knows these words by heart; anything else is a mistake.
        Some("sending") => "sending",
        Some("uncertain") => "uncertain",
        Some("held") => "held",
        Some("dead") => "dead",
        Some(other) => {
            return Err(AppError::invalid("state", format!("{other:?} is none of sending, uncertain, held, dead")));
        }
    };
    let range = cursor.iter().fold(Range::prefix(&state).limit(limit), |range, last| range.after(&(state, *last)));
    Ok(s.list::<OutboxRow, ByState>(range)?)
}

fn fits(conversation: &Conversation, who: &Principal, query: &ConversationQuery) -> bool {
    let list = match query.list {
        ConversationList::All => true,
        ConversationList::Attentive => conversation.status == ConversationStatus::Attentive,
        ConversationList::Answered => conversation.status == ConversationStatus::Answered,
        ConversationList::Closed => conversation.status == ConversationStatus::Closed,
        ConversationList::Mine => who.user().is_some() && conversation.assignee == who.user(),
        ConversationList::Unassigned => {
            conversation.assignee.is_none() && conversation.status != ConversationStatus::Closed
        }
    };
    list && query.channel.as_ref().is_none_or(|channel| *channel == conversation.channel)
}

/// Case does not matter; digits are looked for in the number.
struct Search {
    text: String,
    digits: String,
}

impl Search {
    fn new(raw: &str) -> Self {
        let text = raw.trim().to_lowercase();
        let number = text.chars().all(|c| c.is_ascii_digit() || "+-() .".contains(c));
        let digits = if number { text.chars().filter(char::is_ascii_digit).collect() } else { String::new() };
        Self { text, digits }
    }

    fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    fn finds(&self, view: &ConversationView) -> bool {
        let card = view.card.as_ref().map_or("", |c| &c.number);
        self.names(&view.contact) || (!card.is_empty() && card.to_lowercase() == self.text)
    }

    fn names(&self, contact: &ContactBrief) -> bool {
        let name = contact.name.as_deref().unwrap_or("").to_lowercase();
        let phone: String = contact.phone.iter().flat_map(|p| p.chars()).filter(char::is_ascii_digit).collect();
        name.contains(&self.text) || (self.digits.len() >= 3 && phone.contains(&self.digits))
    }
}

fn parse_cursor(cursor: &str) -> Result<(Timestamp, ConversationId), AppError> {
    let bad = || AppError::invalid("cursor", "not a cursor of this list; begin again without it");
    let (ms, id) = cursor.split_once('-').ok_or_else(bad)?;
    let ms = ms.parse().map_err(|_| bad())?;
    Ok((deskbell_domain::time::from_millis(ms), id.parse().map_err(|_| bad())?))
}

fn format_cursor((activity, id): (Timestamp, ConversationId)) -> String {
    format!("{}-{id}", activity.as_millisecond())
}

pub(crate) fn load_conversation(s: &impl Read, id: ConversationId) -> Result<Conversation, AppError> {
    s.get::<Conversation>(&id)?.ok_or(AppError::NotFound { what: "conversation" })
}

pub(crate) fn load_message(s: &impl Read, conversation: ConversationId, id: MessageId) -> Result<Message, AppError> {
    s.get::<Message>(&(conversation, id))?.ok_or(AppError::NotFound { what: "message" })
}

pub(crate) fn load_contact(s: &impl Read, id: ContactId) -> Result<Contact, AppError> {
    s.get::<Contact>(&id)?.ok_or(AppError::NotFound { what: "contact" })
}

pub(crate) fn load_channel(s: &impl Read, id: &ChannelId) -> Result<Channel, AppError> {
    s.get::<Channel>(id)?.ok_or(AppError::NotFound { what: "channel" })
}

pub(crate) fn load_card(s: &impl Read, id: Option<CardId>) -> Result<Option<Card>, AppError> {
    Ok(match id {
        Some(id) => s.get::<Card>(&id)?,
        None => None,
    })
}

fn contact_brief(contact: &Contact) -> ContactBrief {
    ContactBrief {
        id: contact.id,
        name: contact.name.clone(),
        phone: contact.phone().map(str::to_owned),
        tags: contact.tags.clone(),
    }
}

fn channel_brief(id: &ChannelId, connected: Option<&Connected>) -> ChannelBrief {
    let messaging = connected.and_then(|c| c.channel.messaging());
    ChannelBrief {
        id: id.clone(),
        name: connected.map_or_else(|| id.to_string(), |c| c.channel.name.clone()),
        kind: messaging.map(|m| m.channel_kind.clone()).unwrap_or_default(),
        features: messaging.map(|m| m.features.clone()).unwrap_or_default(),
        reply_window_h: messaging.and_then(|m| m.reply_window_h),
        max_text: messaging.map_or(0, |m| m.max_text),
    }
}

fn user_brief(s: &impl Read, id: Option<UserId>) -> Result<Option<UserBrief>, AppError> {
    let user = match id {
        Some(id) => s.get::<User>(&id)?,
        None => None,
    };
    Ok(user.map(|user| UserBrief { id: user.id, name: user.name }))
}

fn task_view(s: &impl Read, task: Task, now: Timestamp) -> Result<TaskView, AppError> {
    let contact = match task.contact {
        Some(id) => s.get::<Contact>(&id)?,
        None => None,
    };
    Ok(TaskView { late: task.due < now, contact: contact.as_ref().map(contact_brief), task })
}

/// A template's document is named by its card; the reader gets the file itself
/// once it is here.
fn show_document(s: &impl Read, message: &mut Message) -> Result<(), AppError> {
    let Content::Template { template, document: Some(wanted), .. } = &mut message.content else { return Ok(()) };
    let card = load_card(s, Some(wanted.card))?;
    let found = card.and_then(|card| card.documents.into_iter().find(|d| d.filename == wanted.filename));
    if let Some(MediaState::Stored { blob }) = found.map(|document| document.media) {
        template.parameters.insert(0, header_document(wanted, blob));
    }
    Ok(())
}

fn message_view(s: &impl Read, mut message: Message) -> Result<MessageView, AppError> {
    show_document(s, &mut message)?;
    let quoted = match message.reply_to.as_ref().and_then(|r| r.message) {
        Some(id) => s.get::<Message>(&(message.conversation, id))?.map(|m| m.content.preview()),
        None => None,
    };
    let author_name = user_brief(s, author_user(&message))?.map(|user| user.name);
    let outbound = message.outbound.as_ref();
    Ok(MessageView {
        author_name,
        quoted,
        status: outbound.map(Outbound::status),
        problem: outbound.and_then(|o| o.problem().cloned()),
        can_retry: outbound.is_some_and(can_retry),
        can_discard: outbound.is_some_and(can_discard),
        message,
    })
}

/// A person may send it (again): it waits for them, or it failed.
pub(crate) fn can_retry(outbound: &Outbound) -> bool {
    match &outbound.stage {
        Stage::Held { .. } | Stage::Uncertain | Stage::Failed { .. } => true,
        Stage::Accepted => outbound.attempts.last().is_some_and(|a| a.delivery == Some(Delivery::Failed)),
        Stage::Queued | Stage::Sending | Stage::Discarded => false,
    }
}

fn can_discard(outbound: &Outbound) -> bool {
    outbound.outbox.is_some() && !matches!(outbound.stage, Stage::Sending | Stage::Accepted)
}
