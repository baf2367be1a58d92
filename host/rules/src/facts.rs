//! The facts of one run, shared by every object a script holds.

use deskbell_domain::card::Card;
use deskbell_domain::contact::Contact;
use deskbell_domain::id::CardId;
use deskbell_domain::rule::{InboundFacts, TriggerFacts};
use deskbell_domain::time::Timestamp;
use jiff::tz::TimeZone;
use std::sync::Arc;

#[derive(Clone)]
pub(crate) enum Facts {
    Inbound(Arc<InboundFacts>),
    Trigger(Arc<TriggerFacts>),
}

/// Position of a card among the facts.
pub(crate) type CardIndex = u16;

impl Facts {
    pub fn now(&self) -> Timestamp {
        match self {
            Self::Inbound(facts) => facts.now,
            Self::Trigger(facts) => facts.now,
        }
    }

    pub fn time_zone(&self) -> &TimeZone {
        match self {
            Self::Inbound(facts) => &facts.time_zone,
            Self::Trigger(facts) => &facts.time_zone,
        }
    }

    pub fn open_now(&self) -> bool {
        match self {
            Self::Inbound(facts) => facts.open_now,
            Self::Trigger(facts) => facts.open_now,
        }
    }

    pub fn contact(&self) -> Option<&Contact> {
        match self {
            Self::Inbound(facts) => facts.contact.as_ref(),
            Self::Trigger(facts) => Some(&facts.contact),
        }
    }

    pub fn cards(&self) -> &[Card] {
        match self {
            Self::Inbound(facts) => &facts.cards,
            Self::Trigger(facts) => std::slice::from_ref(&facts.card),
        }
    }

    pub fn card(&self, index: CardIndex) -> Option<&Card> {
        self.cards().get(usize::from(index))
    }

    pub fn card_index(&self, id: CardId) -> Option<CardIndex> {
        let at = self.cards().iter().position(|card| card.id == id)?;
        CardIndex::try_from(at).ok()
    }

    /// What the customer wrote, so that it can be kept out of what is shown.
    pub fn message_text(&self) -> Option<&str> {
        match self {
            Self::Inbound(facts) => crate::library::message_text(&facts.message.content),
            Self::Trigger(_) => None,
        }
    }
}
