//! Linking an account by a code (S1.2, S4.3). The provider knows where it
//! stands; nothing of it is kept here, except that a channel whose device was
//! logged out is paused, and goes on once it is linked again.

use crate::accounts::Connected;
use crate::error::AppError;
use crate::intake::{Effects, account};
use crate::kv;
use crate::view::PairingView;
use crate::workspace::{Inner, Workspace};
use deskbell_domain::channel::ChannelState;
use deskbell_domain::id::ChannelId;
use deskbell_domain::pairing::{Method, Pairing, Terms};
use deskbell_domain::phone;
use deskbell_domain::problem::{CallError, Problem};
use deskbell_plugins::{CallInfo, Failure, Outcome, Plugin};
use deskbell_store::Tx;
use std::sync::Arc;

impl Workspace {
    /// Where it stands, and what there is to know.
    pub async fn pairing(&self, id: &ChannelId) -> Result<PairingView, AppError> {
        let (connected, plugin, terms) = self.pairable(id)?;
        let outcome = plugin.pairing_status(Arc::clone(&connected.account), call()).await;
        let state = self.kept(&connected, outcome).await?;
        self.inner.follow(&connected, &state).await?;
        Ok(PairingView { terms, state })
    }

    /// Begins, or shows the code of what has begun. Where the plugin names a
    /// risk, somebody must have read it.
    pub async fn start_pairing(
        &self,
        id: &ChannelId,
        method: Method,
        risk_accepted: bool,
    ) -> Result<PairingView, AppError> {
        let (connected, plugin, terms) = self.pairable(id)?;
        if terms.risk.is_some() && !risk_accepted {
            let detail = "this way of connecting has a risk; read it and confirm it first";
            return Err(AppError::invalid("risk_accepted", detail));
        }
        let method = offered(&terms, method)?;
        let outcome = plugin.start_pairing(Arc::clone(&connected.account), call(), method).await;
        let state = self.kept(&connected, outcome).await?;
        self.inner.follow(&connected, &state).await?;
        tracing::info!(channel = %id, "pairing started");
        Ok(PairingView { terms, state })
    }

    /// Unlinks the account and pauses the channel: nothing could leave.
    pub async fn log_out(&self, id: &ChannelId) -> Result<(), AppError> {
        let (connected, plugin, _) = self.pairable(id)?;
        let outcome = plugin.log_out(Arc::clone(&connected.account), call()).await;
        self.kept(&connected, outcome).await?;
        let problem = Problem::new("logged-out", "the device was logged out here; link it again");
        self.inner.refuse(&connected, &problem).await
    }

    fn pairable(&self, id: &ChannelId) -> Result<(Arc<Connected>, Arc<Plugin>, Terms), AppError> {
        let connected = self.inner.accounts.by_id(id).ok_or(AppError::NotFound { what: "channel" })?;
        let plugin = connected.plugin().ok_or(AppError::NotFound { what: "plugin" })?;
        let terms = plugin.pairing().cloned();
        let terms = terms.ok_or_else(|| {
            AppError::conflict("no-pairing", "this channel is connected by its settings and secrets, not by a code")
        })?;
        Ok((connected, plugin, terms))
    }

    /// The answer, after what the plugin wrote is stored.
    async fn kept<T>(&self, connected: &Connected, outcome: Outcome<T>) -> Result<T, AppError> {
        let answer = outcome.result.map_err(|failure| refusal(&failure))?;
        let (inner, plugin, channel) = (&self.inner, connected.channel.plugin.clone(), connected.channel.id.clone());
        if !outcome.kv.is_empty() {
            let (writes, now) = (outcome.kv, inner.clock.now());
            let job = move |tx: &mut Tx<'_>| kv::commit(tx, &plugin, &channel, &writes, now);
            inner.store.write(job).await?;
        }
        Ok(answer)
    }
}

impl Inner {
    /// The channel goes with what the provider says of its account.
    async fn follow(&self, connected: &Connected, state: &Pairing) -> Result<(), AppError> {
        let paused = matches!(connected.channel.state, ChannelState::Paused { .. });
        if paused && matches!(state, Pairing::Connected { .. }) {
            let ctx = self.context(connected);
            let resumed = self.store.write(move |tx: &mut Tx<'_>| account::recovered(tx, &ctx)).await?;
            self.after(Effects { channels_changed: resumed, queued: resumed, ..Effects::default() });
        }
        Ok(())
    }

    /// Pauses a channel whose provider refuses it, and tells the operator.
    pub(crate) async fn refuse(&self, connected: &Connected, problem: &Problem) -> Result<(), AppError> {
        let (ctx, problem) = (self.context(connected), problem.clone());
        self.store.write(move |tx: &mut Tx<'_>| account::pause(tx, &ctx, &problem)).await?;
        self.after(Effects { channels_changed: true, ..Effects::default() });
        Ok(())
    }
}

fn offered(terms: &Terms, method: Method) -> Result<Method, AppError> {
    if !terms.methods.contains(&method.kind()) {
        return Err(AppError::invalid("method", "this channel is not linked that way"));
    }
    match method {
        Method::Qr => Ok(Method::Qr),
        Method::PhoneCode { phone: typed } => {
            let phone = phone::parse(&typed, None).ok_or_else(|| {
                AppError::invalid("phone", "is no number with its country code, such as +40 721 234 567")
            })?;
            Ok(Method::PhoneCode { phone })
        }
    }
}

fn call() -> CallInfo {
    CallInfo { call_id: uuid::Uuid::new_v4().to_string(), attempt: 1, deadline: None }
}

/// What a failed call means to the person who asked for it.
pub(crate) fn refusal(failure: &Failure) -> AppError {
    match failure {
        Failure::Plugin(CallError::Auth { problem }) => {
            AppError::conflict("credentials", format!("{}; check the settings and secrets", problem.detail))
        }
        Failure::Plugin(error) => AppError::conflict("refused", error.problem().detail.clone()),
        Failure::Fault(fault) => AppError::conflict(
            "plugin-failed",
            format!("the plugin failed ({}); its page says more", fault.kind.name()),
        ),
        Failure::Busy(busy) => AppError::Unavailable { detail: format!("{busy}; try again in a moment") },
    }
}
