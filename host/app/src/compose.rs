//! Makes messages that leave: one place for people, rules and integrations.
//!
//! A message and its outbox row are written together. What cannot leave as it
//! is waits as *held*, with the reason, and is never lost.

use crate::error::AppError;
use crate::fill::{self, Filled};
use crate::tasks;
use deskbell_domain::card::Card;
use deskbell_domain::channel::Channel;
use deskbell_domain::contact::Contact;
use deskbell_domain::conversation::{Conversation, ConversationStatus, LastMessage};
use deskbell_domain::id::{CardId, OutboxId};
use deskbell_domain::merge::MergeContext;
use deskbell_domain::message::{Author, Content, DocumentRef, Message, Outbound, ReplyTo, Source, Stage};
use deskbell_domain::outbound::TemplateMessage;
use deskbell_domain::outbox::{Lane, MAX_ATTEMPTS, OutboxRow, OutboxState, expiry};
use deskbell_domain::problem::Problem;
use deskbell_domain::template::{Template, TemplateHeader, TemplateState};
use deskbell_domain::time::Timestamp;
use deskbell_domain::user::Settings;
use deskbell_store::{Range, Read, Tx};

/// Writes outgoing messages inside a transaction.
pub(crate) struct Composer<'a> {
    pub now: Timestamp,
    /// When that happened which the messages are about.
    pub since: Timestamp,
    pub settings: &'a Settings,
}

/// A template that a rule wants sent.
pub(crate) struct TemplateOrder<'a> {
    pub template: &'a str,
    /// File name or kind of the card's document that goes along.
    pub document: Option<&'a str>,
    pub author: Author,
    pub lane: Lane,
    pub card: Option<CardId>,
    pub source: Option<Source>,
}

/// A message about to be written.
pub(crate) struct Draft {
    pub author: Author,
    pub content: Content,
    pub lane: Lane,
    pub card: Option<CardId>,
    pub reply_to: Option<ReplyTo>,
    /// Why it cannot leave yet.
    pub problem: Option<Problem>,
    /// What made a rule ask for it; its explanation is kept there.
    pub source: Option<Source>,
}

impl Composer<'_> {
    /// Queues a rule's template. Whatever is missing holds the message.
    pub(crate) fn template(
        &self,
        tx: &mut Tx<'_>,
        conversation: &mut Conversation,
        contact: &Contact,
        order: &TemplateOrder<'_>,
    ) -> Result<bool, AppError> {
        let card = match order.card {
            Some(id) => tx.get::<Card>(&id)?,
            None => None,
        };
        let (content, problem) = match self.choose(tx, conversation, contact, order.template)? {
            Some(template) => self.fill_template(&template, contact, card.as_ref(), order.document),
            None => missing_template(order.template),
        };
        let draft = Draft {
            author: order.author.clone(),
            content,
            lane: order.lane,
            card: order.card,
            reply_to: None,
            problem,
            source: order.source,
        };
        let message = self.message(tx, conversation, draft)?;
        Ok(matches!(message.outbound.map(|o| o.stage), Some(Stage::Queued)))
    }

    /// The same template once more, with what is known now.
    pub(crate) fn refilled(
        &self,
        tx: &Tx<'_>,
        conversation: &Conversation,
        contact: &Contact,
        card: Option<&Card>,
        name: &str,
    ) -> Result<(Content, Option<Problem>), AppError> {
        Ok(match self.choose(tx, conversation, contact, name)? {
            Some(template) => {
                // A person asks again after adding what was missing: the newest paper.
                let newest = card.and_then(|card| card.documents.last()).map(|d| d.filename.as_str());
                self.fill_template(&template, contact, card, newest)
            }
            None => missing_template(name),
        })
    }

    /// The approved template of that name in the language that fits best.
    fn choose(
        &self,
        tx: &Tx<'_>,
        conversation: &Conversation,
        contact: &Contact,
        name: &str,
    ) -> Result<Option<Template>, AppError> {
        let prefix = (conversation.channel.clone(), name.to_owned());
        let all = tx.scan::<Template>(Range::prefix(&prefix).limit(40))?;
        let wanted = contact.language.iter().chain(&self.settings.template_languages).chain([&self.settings.locale]);
        let approved = |t: &&Template| t.status == TemplateState::Approved;
        for language in wanted {
            if let Some(found) = all.iter().filter(approved).find(|t| same_language(&t.language, language)) {
                return Ok(Some(found.clone()));
            }
        }
        Ok(all.iter().find(approved).or(all.first()).cloned())
    }

    fn fill_template(
        &self,
        template: &Template,
        contact: &Contact,
        card: Option<&Card>,
        document: Option<&str>,
    ) -> (Content, Option<Problem>) {
        let filled = fill::fill(template, &self.merge(contact, card, None), &[]);
        let document = (template.header == TemplateHeader::Document).then(|| pick_document(card?, document?)).flatten();
        let problem = if template.status != TemplateState::Approved {
            Some(not_approved(template))
        } else if let Some(problem) = filled.problem() {
            Some(problem)
        } else if template.header == TemplateHeader::Document && document.is_none() {
            Some(Problem::new("document-missing", "the card has no document for this template; attach one, then retry"))
        } else {
            None
        };
        (content_of(template, filled, document), problem)
    }

    pub(crate) fn merge(&self, contact: &Contact, card: Option<&Card>, user_name: Option<&str>) -> MergeContext {
        MergeContext {
            contact: Some(contact.clone()),
            card: card.cloned(),
            user_name: user_name.map(str::to_owned),
            workspace_name: self.settings.name.clone(),
        }
    }

    /// Writes the message and, unless it is a note, its outbox row; moves the
    /// conversation along. The caller stores the conversation.
    pub(crate) fn message(
        &self,
        tx: &mut Tx<'_>,
        conversation: &mut Conversation,
        draft: Draft,
    ) -> Result<Message, AppError> {
        let note = matches!(draft.content, Content::Note { .. });
        let mut message = Message {
            id: tx.next_id()?,
            conversation: conversation.id,
            at: self.now,
            recorded: self.now,
            author: draft.author,
            content: draft.content,
            card: draft.card,
            remote_id: None,
            reply_to: draft.reply_to,
            forwarded: false,
            reactions: Vec::new(),
            edits: Vec::new(),
            deleted: None,
            outbound: None,
            source: draft.source,
            referral: None,
        };
        if !note {
            message.outbound = Some(self.queue(tx, conversation, &message, draft.lane, draft.problem)?);
            self.answered(tx, conversation, &message)?;
        }
        tx.put(&message)?;
        Ok(message)
    }

    fn queue(
        &self,
        tx: &mut Tx<'_>,
        conversation: &Conversation,
        message: &Message,
        lane: Lane,
        problem: Option<Problem>,
    ) -> Result<Outbound, AppError> {
        let id: OutboxId = tx.next_id()?;
        let state = match &problem {
            Some(problem) => OutboxState::Held { problem: problem.clone() },
            None => OutboxState::Queued,
        };
        let expires = self.expires(tx, conversation, &message.content, lane)?;
        let row = OutboxRow {
            id,
            channel: conversation.channel.clone(),
            conversation: conversation.id,
            message: message.id,
            lane,
            state,
            attempts: 0,
            give_up_at: MAX_ATTEMPTS,
            created: self.now,
            not_before: self.now,
            expires: Some(expires),
        };
        tx.put(&row)?;
        let mut outbound = Outbound::queued(&row);
        if let Some(problem) = problem {
            outbound.stage = Stage::Held { problem };
        }
        Ok(outbound)
    }

    /// When it is too late to send this in this lane.
    pub(crate) fn expires(
        &self,
        tx: &Tx<'_>,
        conversation: &Conversation,
        content: &Content,
        lane: Lane,
    ) -> Result<Timestamp, AppError> {
        let channel = tx.get::<Channel>(&conversation.channel)?;
        let hours = channel.as_ref().and_then(|c| c.messaging()).and_then(|m| m.reply_window_h);
        let free_form = !matches!(content, Content::Template { .. });
        Ok(expiry(lane, free_form, conversation.window(self.now, hours), self.since))
    }

    /// We spoke last. Only a person's answer does the reply task and takes the
    /// conversation off the desk; what rules send does not.
    fn answered(&self, tx: &mut Tx<'_>, conversation: &mut Conversation, message: &Message) -> Result<(), AppError> {
        let last = LastMessage { id: message.id, inbound: false, preview: message.content.preview() };
        conversation.last_message = Some(last);
        conversation.activity = self.now;
        conversation.last_sent_card = message.card.or(conversation.last_sent_card);
        if matches!(message.author, Author::User { .. } | Author::Integration { .. }) {
            conversation.status = ConversationStatus::Answered;
            conversation.unread = 0;
            tasks::close_reply(tx, conversation.id, self.now)?;
        }
        Ok(())
    }
}

/// Provider languages ("pt_BR") against ours ("pt-BR", "pt").
fn same_language(provider: &str, ours: &str) -> bool {
    let plain = |s: &str| s.replace('_', "-").to_lowercase();
    let (provider, ours) = (plain(provider), plain(ours));
    let primary = |s: &str| s.split('-').next().unwrap_or_default().to_owned();
    provider == ours || (primary(&provider) == primary(&ours) && (!provider.contains('-') || !ours.contains('-')))
}

/// By file name, else the newest of that kind. What was not asked for is not
/// sent: a card may hold papers that are not the customer's business.
fn pick_document(card: &Card, wanted: &str) -> Option<DocumentRef> {
    let named = card.documents.iter().find(|d| d.filename == wanted);
    let document = named.or_else(|| card.documents.iter().rev().find(|d| d.kind == wanted))?;
    Some(DocumentRef { card: card.id, filename: document.filename.clone() })
}

pub(crate) fn not_approved(template: &Template) -> Problem {
    let detail = format!("the provider has not approved template {} ({})", template.name, template.language);
    Problem::new("template-not-approved", detail)
}

fn missing_template(name: &str) -> (Content, Option<Problem>) {
    let template = TemplateMessage { name: name.to_owned(), language: String::new(), parameters: Vec::new() };
    let detail = format!("there is no template {name} on this channel; create it there, then retry");
    (
        Content::Template { template, preview: String::new(), document: None },
        Some(Problem::new("template-missing", detail)),
    )
}

pub(crate) fn content_of(template: &Template, filled: Filled, document: Option<DocumentRef>) -> Content {
    let template = TemplateMessage {
        name: template.name.clone(),
        language: template.language.clone(),
        parameters: filled.parameters,
    };
    Content::Template { template, preview: filled.preview, document }
}

#[cfg(test)]
mod tests {
    use super::same_language;

    #[test]
    fn template_languages_match_as_people_expect() {
        for (provider, ours, want) in [
            ("pt_BR", "pt-BR", true),
            ("pt_BR", "pt", true),
            ("en", "en-GB", true),
            ("en_US", "en-GB", false),
            ("pt_BR", "pt-PT", false),
            ("ro", "uk", false),
        ] {
            assert_eq!(same_language(provider, ours), want, "{provider} {ours}");
        }
    }
}
