//! The call of one function, whichever interface it belongs to.

use super::argument::Argument;
use super::outcome::{self, Printed};
use super::world::World;
use super::{answer, outcome::plain};
use crate::args::PluginFunction as F;
use anyhow::bail;
use clap::ValueEnum;
use deskbell_plugins::{CallInfo, Exports, Plugin, Verification};
use std::sync::Arc;
use std::time::Duration;

/// Which function is called, and how.
#[derive(Debug, Clone, Copy)]
pub struct Call {
    pub function: F,
    pub attempt: u32,
    pub deadline: Option<Duration>,
    /// A webhook gets the signature that the manifest declares.
    pub sign: bool,
}

/// The case asks for a signature that the manifest does not declare.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unsigned(pub String);

pub async fn perform(plugin: &Arc<Plugin>, call: &Call, world: &World, argument: Argument) -> anyhow::Result<Printed> {
    let function = call.function;
    if let Some(interface) = lacking(function, plugin.exports()) {
        let name = function.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
        bail!("this plugin has no {name}: it does not export the interface {interface}");
    }
    let info = CallInfo { call_id: "call-1".into(), attempt: call.attempt, deadline: call.deadline };
    let call = Running { plugin, info, world, argument, sign: call.sign };
    match function {
        F::PairingStart | F::PairingStatus | F::LogOut | F::CheckContacts => call.linked(function).await,
        F::History | F::Templates | F::CreateTemplate | F::TemplateStatus | F::Mail => call.provider(function).await,
        F::Changes | F::Find | F::Documents | F::Actions | F::Act => call.business(function).await,
        _ => call.connector(function).await,
    }
}

/// The interface that the function belongs to, where the plugin lacks it.
fn lacking(function: F, exports: Exports) -> Option<&'static str> {
    let (offered, interface) = match function {
        F::Describe => return None,
        F::Handle => (exports.webhook(), "webhook"),
        F::Send | F::Signal | F::CheckAccount => (exports.connector, "connector"),
        F::FetchMedia => (exports.connector || exports.documents, "documents"),
        F::Poll => (exports.poller, "poller"),
        F::PairingStart | F::PairingStatus | F::LogOut => (exports.pairing, "pairing"),
        F::History => (exports.history, "history"),
        F::Templates | F::CreateTemplate | F::TemplateStatus => (exports.templates, "templates"),
        F::CheckContacts => (exports.contacts, "contacts"),
        F::Mail => (exports.inbound_mail, "inbound-mail"),
        F::Changes => (exports.sync, "sync"),
        F::Find => (exports.lookup, "lookup"),
        F::Documents => (exports.documents, "documents"),
        F::Actions | F::Act => (exports.actions, "actions"),
    };
    (!offered).then_some(interface)
}

struct Running<'a> {
    plugin: &'a Arc<Plugin>,
    info: CallInfo,
    world: &'a World,
    argument: Argument,
    sign: bool,
}

impl Running<'_> {
    async fn connector(self, function: F) -> anyhow::Result<Printed> {
        if function == F::Handle {
            return self.webhook().await;
        }
        let Self { plugin, info, world, argument, .. } = self;
        let account = Arc::clone(&world.account);
        Ok(match function {
            F::Send => {
                let message = argument.message(&world.realm(plugin).await?)?;
                plain("receipt", plugin.send(account, info, message).await)
            }
            F::Signal => plain("answer", plugin.signal(account, info, argument.parse("a signal")?).await),
            F::FetchMedia => plain("blob", plugin.fetch_media(account, info, argument.parse("remote media")?).await),
            F::CheckAccount => outcome::account(plugin.check_account(account, info).await),
            F::Poll => outcome::polled(plugin.poll(account, info, argument.cursor()?).await),
            _ => outcome::described(plugin.describe().await, plugin.pairing()),
        })
    }

    /// The host's own checks come first, as in production.
    async fn webhook(self) -> anyhow::Result<Printed> {
        let account = Arc::clone(&self.world.account);
        let mut request = self.argument.webhook(account.ambient.now)?;
        if self.sign {
            self.plugin.sign(&account, &mut request).map_err(Unsigned)?;
        }
        Ok(match self.plugin.verify(&account, &request) {
            Verification::Verified | Verification::Handshake | Verification::ByPlugin => {
                outcome::handled(self.plugin.handle(account, self.info, request).await)
            }
            Verification::Refused(reason) => outcome::refused(401, &reason),
            Verification::NoSuchRoute => outcome::refused(404, "the manifest has no such webhook"),
            Verification::TooLarge { max } => outcome::refused(413, &format!("the body is larger than {max} bytes")),
        })
    }

    async fn linked(self, function: F) -> anyhow::Result<Printed> {
        let Self { plugin, info, world, argument, .. } = self;
        let account = Arc::clone(&world.account);
        Ok(match function {
            F::PairingStart => answer::pairing(plugin.start_pairing(account, info, argument.method()?).await),
            F::PairingStatus => answer::pairing(plugin.pairing_status(account, info).await),
            F::LogOut => plain("answer", plugin.log_out(account, info).await),
            _ => {
                let addresses = argument.addresses(&world.realm(plugin).await?)?;
                answer::findings(plugin.check_contacts(account, info, addresses).await)
            }
        })
    }

    async fn provider(self, function: F) -> anyhow::Result<Printed> {
        let Self { plugin, info, world, argument, .. } = self;
        let account = Arc::clone(&world.account);
        Ok(match function {
            F::History => {
                let (since, next) = argument.since()?;
                answer::history(plugin.history(account, info, since, next).await)
            }
            F::Templates => answer::templates(plugin.templates(account, info, argument.next()?).await),
            F::CreateTemplate => answer::template(plugin.create_template(account, info, argument.draft()?).await),
            F::TemplateStatus => {
                let (name, language) = argument.template()?;
                answer::template(plugin.template_status(account, info, name, language).await)
            }
            _ => answer::mail(plugin.handle_mail(account, info, argument.mail()?).await),
        })
    }

    async fn business(self, function: F) -> anyhow::Result<Printed> {
        let Self { plugin, info, world, argument, .. } = self;
        let account = Arc::clone(&world.account);
        Ok(match function {
            F::Changes => outcome::polled(plugin.changes(account, info, argument.cursor()?).await),
            F::Find => {
                let addresses = argument.addresses(&world.realm(plugin).await?)?;
                answer::matches(plugin.find(account, info, addresses).await)
            }
            F::Documents => {
                let (module, card) = argument.card()?;
                plain("documents", plugin.documents(account, info, module, card).await)
            }
            F::Actions => {
                let (module, card) = argument.card()?;
                answer::actions(plugin.actions(account, info, module, card).await)
            }
            _ => {
                let (card, action, values) = argument.act()?;
                answer::done(plugin.act(account, info, card, action, values).await)
            }
        })
    }
}
