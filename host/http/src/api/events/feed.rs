//! From the store's feed to events.

use super::shape::{
    CardOrGone, ChannelGone, ChannelOrGone, ContactOrGone, ConversationOrGone, Gone, MessageGone, MessageOrGone,
    OutboxOrGone, Ready, Reset, TaskOrGone, TemplatesChanged, Typing,
};
use crate::api::channels::ChannelSight;
use crate::api::people::Settings;
use crate::caller::Caller;
use crate::metrics::StreamPlace;
use crate::problem::Answer;
use crate::state::ServerState;
use axum::response::sse::Event;
use deskbell_app::view::{ConversationView, EntityView, FeedItem};
use deskbell_app::{AppError, Principal, Workspace};
use deskbell_domain::feed::Change;
use deskbell_domain::id::{ContactId, ConversationId, FeedSeq};
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt};
use serde::Serialize;
use std::collections::HashSet;
use std::convert::Infallible;
use std::time::Duration;
use tokio::time::Instant;

/// Changes that wait together are looked at together, so that a record that
/// changed often is sent once.
const TOGETHER: usize = 256;
/// How long a stream may outlive the session that opened it.
const TRUST: Duration = Duration::from_secs(30);

/// Pulled by the connection: a slow browser delays only itself, and nothing
/// is buffered for it. What it missed stays in the store's feed.
pub(super) async fn stream(
    state: &ServerState,
    caller: Caller,
    after: Option<FeedSeq>,
    place: StreamPlace,
) -> Answer<impl Stream<Item = Result<Event, Infallible>> + Send + use<>> {
    let newest = caller.workspace.feed_position();
    let from = after.unwrap_or(newest);
    let items = caller.workspace.feed(Some(from)).ready_chunks(TOGETHER).boxed();
    let sight = ChannelSight::of(&caller, &state.config.public_url);
    let ready = event("ready", &Ready { seq: newest.0 }).id(from.to_string());
    let follower = Follower { items, caller, sight, checked: Instant::now(), _place: place };
    let changes = futures_util::stream::unfold(follower, Follower::next).flat_map(futures_util::stream::iter);
    let all = futures_util::stream::iter([ready]).chain(changes).map(Ok);
    Ok(all.take_until(state.stopping.clone().cancelled_owned()))
}

struct Follower {
    items: BoxStream<'static, Vec<FeedItem>>,
    caller: Caller,
    sight: ChannelSight,
    checked: Instant,
    /// Counts the stream for as long as it lives.
    _place: StreamPlace,
}

impl Follower {
    async fn next(mut self) -> Option<(Vec<Event>, Self)> {
        let batch = Batch::of(self.items.next().await?);
        let (typing, newest, reset) = (batch.typing, batch.newest, batch.reset);
        let doubtful = self.checked.elapsed() > TRUST;
        let caller = self.caller.clone();
        let read = move |workspace: &Workspace, _: &Principal| {
            if doubtful {
                caller.prove_again()?;
            }
            let all = with_names(workspace, batch.changes)?;
            all.iter().map(|change| workspace.view_of(change)).collect::<Result<Vec<_>, _>>()
        };
        // Ending the stream is safe: the browser resumes where it was.
        let entities = self.caller.ask(read).await.ok()?;
        if doubtful {
            self.checked = Instant::now();
        }
        let mut events: Vec<Event> = entities.into_iter().map(|entity| self.shape(entity)).collect();
        // The newest commit may not be complete yet, so it is repeated after
        // a reconnect; events may come twice.
        if let (Some(seq), Some(last)) = (newest, events.pop()) {
            events.push(last.id(seq.0.saturating_sub(1).to_string()));
        }
        events.extend(typing.into_iter().map(|c| event("typing", &Typing { conversation: c.0 })));
        if let Some(seq) = reset {
            events.push(event("reset", &Reset { seq: seq.0 }).id(seq.to_string()));
        }
        Some((events, self))
    }

    fn shape(&self, entity: EntityView) -> Event {
        let gone = |id: u64| Gone { id, gone: true };
        match entity {
            EntityView::Conversation(id, found) => {
                event("conversation", &here_or(found, ConversationOrGone::Here, ConversationOrGone::Gone(gone(id.0))))
            }
            EntityView::Message(conversation, id, found) => {
                let missing = MessageGone { conversation: conversation.0, id: id.0, gone: true };
                event("message", &here_or(found, MessageOrGone::Here, MessageOrGone::Gone(missing)))
            }
            EntityView::Contact(id, found) => {
                event("contact", &here_or(found, ContactOrGone::Here, ContactOrGone::Gone(gone(id.0))))
            }
            EntityView::Card(id, found) => {
                event("card", &here_or(found, CardOrGone::Here, CardOrGone::Gone(gone(id.0))))
            }
            EntityView::Task(id, found) => {
                event("task", &here_or(found, TaskOrGone::Here, TaskOrGone::Gone(gone(id.0))))
            }
            EntityView::Outbox(id, found) => {
                event("outbox", &here_or(found, OutboxOrGone::Here, OutboxOrGone::Gone(gone(id.0))))
            }
            EntityView::Channel(id, None) => {
                event("channel", &ChannelOrGone::Gone(ChannelGone { id: id.into(), gone: true }))
            }
            EntityView::Channel(_, Some(found)) => {
                event("channel", &ChannelOrGone::Here(Box::new(self.sight.show(*found))))
            }
            EntityView::Templates(channel) => event("templates", &TemplatesChanged { channel: channel.into() }),
            EntityView::Settings => event("settings", &Settings::of(&self.caller.workspace.settings())),
        }
    }
}

fn here_or<V, W: From<V>, E>(found: Option<Box<V>>, here: fn(Box<W>) -> E, gone: E) -> E {
    match found {
        Some(view) => here(Box::new(W::from(*view))),
        None => gone,
    }
}

fn event(name: &'static str, data: &impl Serialize) -> Event {
    let json = serde_json::to_string(data).expect("wire shapes have text keys and finite numbers");
    Event::default().event(name).data(json)
}

/// Feed items that waited together: each change once, in the order of its
/// last appearance.
#[derive(Debug, Default, PartialEq)]
struct Batch {
    changes: Vec<Change>,
    typing: Vec<ConversationId>,
    newest: Option<FeedSeq>,
    reset: Option<FeedSeq>,
}

impl Batch {
    fn of(items: Vec<FeedItem>) -> Self {
        let mut batch = Self::default();
        for item in items {
            match item {
                FeedItem::Changed { seq, change } => {
                    batch.newest = Some(seq);
                    batch.changes.push(change);
                }
                FeedItem::Typing { conversation } => batch.typing.push(conversation),
                FeedItem::Reset { seq } => batch = Self { reset: Some(seq), ..Self::default() },
            }
        }
        batch.changes = once_each(batch.changes);
        batch
    }
}

fn once_each(mut changes: Vec<Change>) -> Vec<Change> {
    let mut seen = HashSet::new();
    changes.reverse();
    changes.retain(|change| seen.insert(change.clone()));
    changes.reverse();
    changes
}

/// A conversation shows the names of its contact and card: when one of those
/// changes, so does what the list shows of the conversation.
fn with_names(workspace: &Workspace, mut changes: Vec<Change>) -> Result<Vec<Change>, AppError> {
    let mut named = Vec::new();
    for change in &changes {
        match change {
            Change::Contact { id } => named.extend(conversations_of(workspace, *id, |_| true)?),
            Change::Card { id } => {
                if let Some(card) = found(workspace.card(*id))? {
                    let filed = |view: &ConversationView| view.card.as_ref().is_some_and(|brief| brief.id == *id);
                    named.extend(conversations_of(workspace, card.contact, filed)?);
                }
            }
            _ => {}
        }
    }
    changes.extend(named);
    Ok(once_each(changes))
}

fn conversations_of(
    workspace: &Workspace,
    contact: ContactId,
    wanted: impl Fn(&ConversationView) -> bool,
) -> Result<Vec<Change>, AppError> {
    let contact = found(workspace.contact(contact))?;
    let all = contact.into_iter().flat_map(|contact| contact.conversations);
    Ok(all.filter(wanted).map(|view| Change::Conversation { id: view.id }).collect())
}

fn found<T>(answer: Result<T, AppError>) -> Result<Option<T>, AppError> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(AppError::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(seq: u64, id: u64) -> FeedItem {
        FeedItem::Changed { seq: FeedSeq(seq), change: Change::Contact { id: ContactId(id) } }
    }

    #[test]
    fn a_record_that_changed_often_is_sent_once_and_last() {
        let batch = Batch::of(vec![contact(1, 7), contact(1, 8), contact(2, 7)]);
        assert_eq!(batch.changes, [8, 7].map(|id| Change::Contact { id: ContactId(id) }));
        assert_eq!(batch.newest, Some(FeedSeq(2)));
    }

    #[test]
    fn a_reset_makes_what_came_before_it_pointless() {
        let batch = Batch::of(vec![contact(1, 7), FeedItem::Reset { seq: FeedSeq(9) }]);
        assert_eq!(batch, Batch { reset: Some(FeedSeq(9)), ..Batch::default() });
    }
}
