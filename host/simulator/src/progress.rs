//! What happens by itself to a sent message: sent, delivered, read; or failed.

use crate::customer::{Customer, Stage};
use crate::payload::{self, Update};
use crate::sim::{Job, Sim};
use std::time::Duration;

/// What follows by itself, and after how long.
type Step = (Duration, Stage);

impl Sim {
    /// Moves a message to a stage, now or after a while.
    pub(crate) fn advance_after(&self, delay: Duration, id: &str, to: Stage) {
        if delay.is_zero() {
            self.advance(id, to);
        } else {
            self.timer.after(delay, Job::Advance { id: id.to_string(), to });
        }
    }

    /// Moves a message of the business on, tells the host and plans what follows.
    pub(crate) fn advance(&self, id: &str, to: Stage) {
        let Some(next) = self.report(id, to, None) else { return };
        if let Some((delay, stage)) = next {
            self.advance_after(delay, id, stage);
        }
    }

    /// The message failed after it was accepted.
    pub(crate) fn fail(&self, id: &str, code: u32) {
        self.report(id, Stage::Failed, Some(code));
    }

    /// Moves a message and posts its status. `None`: it cannot move there.
    fn report(&self, id: &str, to: Stage, error: Option<u32>) -> Option<Option<Step>> {
        let (wa_id, status, next) = self.change(|world| {
            let message = world.message_mut(id).filter(|m| m.from_business && m.stage < to)?;
            message.stage = to;
            message.error = error;
            let customer = world.owner(id)?;
            let message = customer.message(id)?;
            let status = (!message.track.silent).then(|| payload::status(customer, message, to, error));
            let next = if message.track.sent_only { None } else { self.next(customer, to) };
            Some((customer.wa_id.clone(), status, next))
        })?;
        if let Some(status) = status {
            self.dispatch(&wa_id, Update::Status(status));
        }
        self.tell_message(id);
        Some(next)
    }

    fn next(&self, customer: &Customer, stage: Stage) -> Option<Step> {
        let latency = &self.config.latency;
        match stage {
            Stage::Sent if customer.online && !customer.blocked => Some((latency.delivered, Stage::Delivered)),
            Stage::Delivered if self.config.auto_read => Some((latency.read, Stage::Read)),
            _ => None,
        }
    }

    /// Moves a message without telling the host: it is the one who knows.
    pub(crate) fn step(&self, id: &str, to: Stage) {
        let moved = self.change(|world| {
            let message = world.message_mut(id).filter(|m| m.stage < to);
            message.map(|m| m.stage = to).is_some()
        });
        if moved {
            self.tell_message(id);
        }
    }

    /// The phone is switched on or off; what waited for it arrives.
    pub(crate) fn switch_phone(&self, wa_id: &str, online: bool) -> bool {
        let known = self.change(|world| world.customer_mut(wa_id).map(|c| c.online = online).is_some());
        if online {
            self.move_all(wa_id, Stage::Sent, Stage::Delivered);
        }
        self.tell_customer(wa_id);
        known
    }

    /// The customer looks at the chat.
    pub(crate) fn read_chat(&self, wa_id: &str) {
        self.move_all(wa_id, Stage::Delivered, Stage::Read);
    }

    fn move_all(&self, wa_id: &str, from: Stage, to: Stage) {
        let ids: Vec<String> = self.look(|world| {
            let Some(customer) = world.customer(wa_id).filter(|c| !c.blocked) else { return Vec::new() };
            let due = |m: &&crate::ChatMessage| m.from_business && m.stage == from && !m.track.sent_only;
            customer.messages.iter().filter(due).map(|m| m.id.clone()).collect()
        });
        ids.iter().for_each(|id| self.advance(id, to));
    }
}
