//! What was said before, and where it is filed.

use super::card::CardHandle;
use super::moment::Moment;
use super::table::{About, Callable, Library, Parameter};
use super::value::{Fact, Kind};
use crate::facts::Facts;
use crate::run::Subject;
use deskbell_domain::conversation::{Conversation, ConversationStatus, Priority};
use deskbell_domain::id::CardId;
use deskbell_domain::rule::InboundFacts;
use rhai::ImmutableString;
use std::sync::Arc;

#[derive(Clone)]
pub(super) struct ConversationHandle(pub Arc<InboundFacts>);

impl About for ConversationHandle {
    fn subject(&self) -> Subject {
        Subject::Named("msg.conversation")
    }
}

impl ConversationHandle {
    fn fact(&self, read: impl FnOnce(&Conversation) -> Fact) -> Fact {
        self.0.conversation.as_ref().map_or_else(Fact::nothing, read)
    }

    /// A card that is not among the contact's is none.
    fn card(&self, id: Option<CardId>) -> Fact {
        let facts = Facts::Inbound(self.0.clone());
        match id.and_then(|id| facts.card_index(id)) {
            Some(index) => CardHandle { facts, index }.into(),
            None => Fact::nothing(),
        }
    }
}

pub(super) fn register(library: &mut Library) {
    const TAG: &[Parameter] = &[Parameter::new("tag", Kind::Text)];
    library
        .describe::<ConversationHandle>("Conversation", "All messages with one contact over one channel.")
        .property("card", Kind::Fact("Card"), "Where its messages are filed now; () when nowhere.", |c| {
            c.fact(|conversation| c.card(conversation.card))
        })
        .property("last_sent_card", Kind::Fact("Card"), "The card our last message was sent from; () when none.", |c| {
            c.fact(|conversation| c.card(conversation.last_sent_card))
        })
        .property("status", Kind::Text, "\"attentive\" (they wait for us), \"answered\" or \"closed\".", |c| {
            c.fact(|conversation| Fact::text(status(conversation.status)))
        })
        .property("assigned", Kind::Bool, "Somebody has it.", |c| {
            c.fact(|conversation| Fact::bool(conversation.assignee.is_some()))
        })
        .property("priority", Kind::Text, "\"low\", \"normal\", \"high\" or \"urgent\".", |c| {
            c.fact(|conversation| Fact::text(priority_word(conversation.priority)))
        })
        .property("tags", Kind::List, "Its tags.", |c| {
            c.fact(|conversation| Fact::texts(conversation.tags.iter().map(String::as_str)))
        })
        .property("unread", Kind::Number, "Messages nobody has read yet.", |c| {
            c.fact(|conversation| Fact::number(i64::from(conversation.unread)))
        })
        .property("last_message_at", Kind::Fact("Moment"), "When the customer last wrote; () when never.", |c| {
            c.fact(|conversation| match conversation.last_inbound {
                Some(at) => Moment::new(at, &c.0.time_zone).into(),
                None => Fact::nothing(),
            })
        })
        .method1::<ImmutableString>(
            Callable { name: "has_tag", parameters: TAG, gives: Kind::Bool, doc: "One of its tags is this one." },
            |c, tag| Ok(c.fact(|conversation| Fact::bool(conversation.tags.iter().any(|t| *t == tag.as_str())))),
        );
}

fn status(status: ConversationStatus) -> &'static str {
    match status {
        ConversationStatus::Attentive => "attentive",
        ConversationStatus::Answered => "answered",
        ConversationStatus::Closed => "closed",
    }
}

pub(crate) fn priority_word(priority: Priority) -> &'static str {
    match priority {
        Priority::Low => "low",
        Priority::Normal => "normal",
        Priority::High => "high",
        Priority::Urgent => "urgent",
    }
}
