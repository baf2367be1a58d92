//! What browsers follow: the store's feed, and the newest state of what changed.

use crate::error::AppError;
use crate::view::{EntityView, FeedItem};
use crate::workspace::Workspace;
use deskbell_domain::feed::Change;
use deskbell_domain::id::FeedSeq;
use deskbell_store::{FeedSlice, ReadError};
use futures_util::Stream;
use futures_util::stream;
use std::collections::VecDeque;
use tokio::sync::{broadcast, watch};

/// Entries read at once.
const STEP: usize = 100;

struct Follower {
    workspace: Workspace,
    seen: FeedSeq,
    feed: watch::Receiver<FeedSeq>,
    typing: broadcast::Receiver<deskbell_domain::id::ConversationId>,
    waiting: VecDeque<FeedItem>,
}

impl Workspace {
    /// The number of the last change: state read after asking for it, plus the
    /// feed from there, is the newest state.
    pub fn feed_position(&self) -> FeedSeq {
        *self.inner.store.feed().borrow()
    }

    /// Every change after `after`, for as long as the workspace is open.
    pub fn feed(&self, after: Option<FeedSeq>) -> impl Stream<Item = FeedItem> + Send + use<> {
        let feed = self.inner.store.feed();
        let seen = after.unwrap_or(*feed.borrow());
        let follower = Follower {
            typing: self.inner.typing.subscribe(),
            workspace: self.clone(),
            seen,
            feed,
            waiting: VecDeque::new(),
        };
        stream::unfold(follower, |mut follower| async move {
            let item = follower.next().await?;
            Some((item, follower))
        })
    }

    /// The newest state of what a change names.
    pub fn view_of(&self, change: &Change) -> Result<EntityView, AppError> {
        Ok(match change {
            Change::Conversation { id } => EntityView::Conversation(*id, gone(self.conversation(*id))?),
            Change::Message { conversation, id } => {
                EntityView::Message(*conversation, *id, gone(self.message(*conversation, *id))?)
            }
            Change::Contact { id } => EntityView::Contact(*id, gone(self.contact(*id))?),
            Change::Card { id } => EntityView::Card(*id, gone(self.card(*id))?),
            Change::Task { id } => EntityView::Task(*id, self.task_by_id(*id)?.map(Box::new)),
            Change::Outbox { id } => EntityView::Outbox(*id, self.outbox_by_id(*id)?.map(Box::new)),
            Change::Channel { id } => EntityView::Channel(id.clone(), gone(self.channel(id))?),
            Change::Template { channel } => EntityView::Templates(channel.clone()),
            Change::Settings => EntityView::Settings,
        })
    }
}

/// What is not there any more is news as well.
fn gone<T>(found: Result<T, AppError>) -> Result<Option<Box<T>>, AppError> {
    match found {
        Ok(view) => Ok(Some(Box::new(view))),
        Err(AppError::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

impl Follower {
    async fn next(&mut self) -> Option<FeedItem> {
        loop {
            if let Some(item) = self.waiting.pop_front() {
                return Some(item);
            }
            if let Err(error) = self.read() {
                tracing::warn!(%error, "the feed cannot be read");
                return None;
            }
            if !self.waiting.is_empty() {
                continue;
            }
            tokio::select! {
                changed = self.feed.changed() => changed.ok()?,
                typing = self.typing.recv() => match typing {
                    Ok(conversation) => return Some(FeedItem::Typing { conversation }),
                    Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => return None,
                },
            }
        }
    }

    fn read(&mut self) -> Result<(), ReadError> {
        let newest = *self.feed.borrow_and_update();
        if newest < self.seen {
            // A number from another life of this store, e.g. before a restore.
            self.reset(newest);
            return Ok(());
        }
        match self.workspace.inner.store.feed_since(self.seen, STEP)? {
            FeedSlice::TooOld => self.reset(newest),
            FeedSlice::Entries(entries) => {
                for entry in entries {
                    self.seen = entry.seq;
                    let seq = entry.seq;
                    self.waiting.extend(entry.changes.into_iter().map(|change| FeedItem::Changed { seq, change }));
                }
            }
        }
        Ok(())
    }

    fn reset(&mut self, newest: FeedSeq) {
        self.seen = newest;
        self.waiting.push_back(FeedItem::Reset { seq: newest });
    }
}
