//! What providers tell about the account itself.

use super::{Context, Effects, Recorded};
use crate::error::AppError;
use crate::tasks;
use deskbell_domain::channel::{Channel, ChannelState};
use deskbell_domain::inbound::AccountEvent;
use deskbell_domain::journal::ItemOutcome;
use deskbell_domain::problem::Problem;
use deskbell_domain::template::Template;
use deskbell_store::{Read, Tx};

pub(super) fn record(
    tx: &mut Tx<'_>,
    ctx: &Context,
    event: &AccountEvent,
    effects: &mut Effects,
) -> Result<Recorded, AppError> {
    match event {
        AccountEvent::CredentialsBad { problem } => {
            pause(tx, ctx, problem)?;
            effects.channels_changed = true;
        }
        AccountEvent::Connected { .. } => {
            effects.channels_changed = recovered(tx, ctx)?;
            effects.queued = effects.channels_changed;
        }
        AccountEvent::PairingChanged => {}
        AccountEvent::Notice { problem } => {
            tasks::notice(tx, &format!("{}: {}", ctx.channel.name, problem.detail), None, ctx.now)?;
        }
        AccountEvent::Quality { value } if value == "GREEN" => {}
        AccountEvent::Quality { value } => {
            let text = format!(
                "{}: the provider rates this number {value}; send less and only what is wanted",
                ctx.channel.name
            );
            tasks::notice(tx, &text, None, ctx.now)?;
        }
        AccountEvent::TemplateStatus { name, language, status, reason } => {
            let key = (ctx.channel.id.clone(), name.clone(), language.clone());
            let Some(mut template) = tx.get::<Template>(&key)? else {
                return Ok(Recorded::ignored("a template that is not kept here"));
            };
            template.status = *status;
            template.reason = reason.clone();
            template.updated = ctx.now;
            tx.put(&template)?;
        }
    }
    Ok(Recorded::plain(ItemOutcome::Applied))
}

/// A channel that its provider had refused goes on; one that a person paused
/// stays so.
pub(crate) fn recovered(tx: &mut Tx<'_>, ctx: &Context) -> Result<bool, AppError> {
    let Some(mut channel) = tx.get::<Channel>(&ctx.channel.id)? else { return Ok(false) };
    match &channel.state {
        ChannelState::Paused { problem } if problem.code != BY_A_PERSON => {}
        _ => return Ok(false),
    }
    channel.state = ChannelState::Active;
    tx.put(&channel)?;
    tasks::notice(tx, &format!("{} works again", channel.name), None, ctx.now)?;
    Ok(true)
}

/// The code of a pause that only a person ends.
pub(crate) const BY_A_PERSON: &str = "paused";

/// Nothing leaves the channel until an operator acts; messages wait.
pub(crate) fn pause(tx: &mut Tx<'_>, ctx: &Context, problem: &Problem) -> Result<(), AppError> {
    let Some(mut channel) = tx.get::<Channel>(&ctx.channel.id)? else { return Ok(()) };
    if channel.state != ChannelState::Active {
        return Ok(());
    }
    channel.state = ChannelState::Paused { problem: problem.clone() };
    tx.put(&channel)?;
    let text = format!("{} is paused: {}. Renew its credentials, then resume it", channel.name, problem.detail);
    tasks::notice(tx, &text, None, ctx.now)
}
