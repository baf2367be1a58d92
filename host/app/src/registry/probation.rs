//! A new version is on probation: one that keeps failing for an account within
//! its first minutes gives way to the version before, by itself.

use super::change::Turn;
use super::ledger::Release;
use crate::desk::Desk;
use deskbell_domain::time::{SignedDuration, Timestamp};
use deskbell_plugins::{BreakerState, Plugin};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// A breaker that opens later than that is for a person to judge.
pub(super) const PROBATION: SignedDuration = SignedDuration::from_mins(10);
/// A breaker that opened stays so for half a minute at least.
const LOOK: Duration = Duration::from_secs(1);

impl Desk {
    /// Takes back what fails, until `stop`.
    pub async fn watch_plugins(self, stop: CancellationToken) {
        loop {
            self.withdraw_failing().await;
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }

    /// One look at every version on probation.
    async fn withdraw_failing(&self) {
        let ledger = self.registry().inner.ledger.load_full();
        for id in ledger.0.keys().filter(|id| self.failing(id).is_some()) {
            let Ok(turn) = self.registry().turn().await else { return };
            // Somebody may have changed it while we waited for our turn.
            if let Some((release, where_)) = self.failing(id) {
                self.withdraw(&turn, id, &release, &where_).await;
            }
        }
    }

    async fn withdraw(&self, turn: &Turn<'_>, id: &str, release: &Release, where_: &str) {
        let version = &release.version;
        let why = format!("its calls kept failing for {where_} within {} minutes", PROBATION.as_mins());
        match self.roll_back(turn, id, &why).await {
            Ok(back) => {
                let text =
                    format!("Plugin {id}: version {version} kept failing and was taken back; {back} works again");
                self.tell_users_of(id, &text).await;
            }
            Err(error) => {
                let trouble = format!("version {version} keeps failing and could not be taken back: {error}");
                tracing::error!(plugin = id, %trouble, "a failing plugin stays");
                turn.inner.set_trouble(id, Some(trouble));
            }
        }
    }

    /// The version, and the account for which it fails.
    fn failing(&self, id: &str) -> Option<(Release, String)> {
        let inner = &self.registry().inner;
        let entry = inner.entry(id)?;
        let current = entry.current?;
        let has_fallback = entry.previous.is_some() || inner.built_in(id).is_some();
        let stuck = inner.troubles.load().contains_key(id);
        let plugin = inner.plugins.find(id).filter(|plugin| plugin.digest() == current.digest)?;
        let judged = has_fallback && !stuck && on_probation(&current, inner.clock.now());
        judged.then(|| opened(&plugin)).flatten().map(|account| (current, account))
    }
}

fn on_probation(release: &Release, now: Timestamp) -> bool {
    now.duration_since(release.since) < PROBATION
}

fn opened(plugin: &Plugin) -> Option<String> {
    let breakers = plugin.health().breakers;
    let (account, _) = breakers.iter().find(|(_, state)| *state != BreakerState::Closed)?;
    Some(format!("channel {} of workspace {}", account.channel, account.workspace))
}
