//! What people do with conversations, besides writing.

use crate::error::AppError;
use crate::inbox;
use crate::tasks;
use crate::view::{ConversationView, UserView};
use crate::workspace::Workspace;
use deskbell_domain::card::Card;
use deskbell_domain::channel::Feature;
use deskbell_domain::conversation::{Conversation, ConversationStatus};
use deskbell_domain::id::{CardId, ConversationId, TaskId, UserId};
use deskbell_domain::outbound::Signal;
use deskbell_domain::task::Task;
use deskbell_domain::user::User;
use deskbell_plugins::CallInfo;
use deskbell_store::{Range, Read, Tx};
use std::sync::Arc;

impl Workspace {
    /// Somebody looked; the customer sees blue ticks where the channel has them.
    pub async fn mark_read(&self, id: ConversationId) -> Result<ConversationView, AppError> {
        let mut remote = None;
        let before = self.read(|s| inbox::load_conversation(s, id))?;
        if before.unread > 0 {
            remote = before.last_inbound_remote.clone();
            self.change(id, |conversation| conversation.unread = 0).await?;
        }
        if let Some(remote_id) = remote {
            self.signal(&before, Feature::MarkRead, Signal::MarkRead { remote_id });
        }
        self.conversation(id)
    }

    /// The customer sees that somebody is writing, where the channel can show it.
    pub fn typing(&self, id: ConversationId) -> Result<(), AppError> {
        let conversation = self.read(|s| inbox::load_conversation(s, id))?;
        if let Some(remote_id) = conversation.last_inbound_remote.clone() {
            self.signal(&conversation, Feature::TypingOut, Signal::Typing { remote_id });
        }
        Ok(())
    }

    /// A courtesy: it is tried once, and nobody waits for it.
    fn signal(&self, conversation: &Conversation, needs: Feature, signal: Signal) {
        let Some(connected) = self.inner.accounts.by_id(&conversation.channel) else { return };
        let able = connected.channel.messaging().is_some_and(|m| m.has(needs));
        let Some(plugin) = connected.plugin().filter(|_| able) else { return };
        self.inner.tasks.spawn(async move {
            let call = CallInfo { call_id: uuid::Uuid::new_v4().to_string(), attempt: 1, deadline: None };
            let outcome = plugin.signal(Arc::clone(&connected.account), call, signal).await;
            if let Err(failure) = outcome.result {
                tracing::debug!(channel = %connected.channel.id, %failure, "a courtesy did not go out");
            }
        });
    }

    pub async fn assign(&self, id: ConversationId, to: Option<UserId>) -> Result<ConversationView, AppError> {
        if let Some(user) = to {
            let known = self.read(|s| Ok(s.get::<User>(&user)?))?;
            if known.is_none_or(|user| user.disabled) {
                return Err(AppError::NotFound { what: "user" });
            }
        }
        self.change(id, move |conversation| conversation.assignee = to).await
    }

    /// Closed until the customer writes again (S3.2).
    pub async fn close_conversation(&self, id: ConversationId) -> Result<ConversationView, AppError> {
        let now = self.inner.clock.now();
        let job = move |tx: &mut Tx<'_>| {
            let mut conversation = inbox::load_conversation(tx, id)?;
            conversation.status = ConversationStatus::Closed;
            conversation.unread = 0;
            tasks::close_reply(tx, id, now)?;
            Ok::<_, AppError>(tx.put(&conversation)?)
        };
        self.inner.store.write(job).await?;
        self.conversation(id)
    }

    pub async fn reopen_conversation(&self, id: ConversationId) -> Result<ConversationView, AppError> {
        self.change(id, |conversation| conversation.status = ConversationStatus::Attentive).await
    }

    /// New messages are filed there from now on.
    pub async fn file_on(&self, id: ConversationId, card: Option<CardId>) -> Result<ConversationView, AppError> {
        let job = move |tx: &mut Tx<'_>| {
            let mut conversation = inbox::load_conversation(tx, id)?;
            if let Some(card) = card {
                let card = tx.get::<Card>(&card)?.ok_or(AppError::NotFound { what: "card" })?;
                if card.contact != conversation.contact {
                    return Err(AppError::invalid("card", "that card belongs to another customer"));
                }
            }
            conversation.card = card;
            Ok::<_, AppError>(tx.put(&conversation)?)
        };
        self.inner.store.write(job).await?;
        self.conversation(id)
    }

    pub async fn finish_task(&self, id: TaskId) -> Result<(), AppError> {
        let now = self.inner.clock.now();
        let job = move |tx: &mut Tx<'_>| {
            let mut task = tx.get::<Task>(&id)?.ok_or(AppError::NotFound { what: "task" })?;
            task.done.get_or_insert(now);
            Ok::<_, AppError>(tx.put(&task)?)
        };
        Ok(self.inner.store.write(job).await?)
    }

    /// Who may be assigned.
    pub fn users(&self) -> Result<Vec<UserView>, AppError> {
        self.read(|s| Ok(s.scan::<User>(Range::all().limit(1000))?.iter().map(UserView::from).collect()))
    }

    async fn change(
        &self,
        id: ConversationId,
        edit: impl Fn(&mut Conversation) + Send + 'static,
    ) -> Result<ConversationView, AppError> {
        let job = move |tx: &mut Tx<'_>| {
            let mut conversation = inbox::load_conversation(tx, id)?;
            edit(&mut conversation);
            Ok::<_, AppError>(tx.put(&conversation)?)
        };
        self.inner.store.write(job).await?;
        self.conversation(id)
    }
}
