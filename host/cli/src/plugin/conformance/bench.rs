//! The plugin, its cases, and everything that they are tried with.

use crate::args::PluginFunction;
use crate::plugin::argument::Argument;
use crate::plugin::readable;
use crate::plugin::test::case::{Case, Moment};
use crate::plugin::test::differences;
use crate::plugin::test::mistake::Mistake;
use crate::plugin::test::outside::Outside;
use crate::plugin::test::play::{Played, play, setup};
use crate::plugin::world::World;
use crate::{config, embedded};
use anyhow::{Context, anyhow, bail};
use bytes::Bytes;
use deskbell_domain::journal::Events;
use deskbell_plugins::{Account, Ambient, CallInfo, Failure, Plugin, Runtime, Verification, WebhookRequest};
use jiff::Timestamp;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

pub struct Bench {
    pub runtime: Arc<Runtime>,
    pub component: Bytes,
    pub plugin: Arc<Plugin>,
    pub cases: Vec<Case>,
    /// What each case ended with, in their order.
    pub baseline: Vec<Value>,
    outside: Outside,
    accounts: usize,
}

pub enum Start {
    Ready(Bench),
    Mistaken(Vec<Mistake>),
}

impl Bench {
    /// Plays every case as it stands: only what passes can be a seed.
    pub async fn start(component: Bytes, cases: Vec<Case>) -> anyhow::Result<Start> {
        let outside = Outside::start().await?;
        // Only the folder of compiled plugins is asked for.
        let runtime = embedded::trusting(&config::load(None, |_| {})?.data, vec![outside.root()])?;
        let plugin = runtime.load(component.clone()).await.map_err(readable)?;
        let mut bench = Self { runtime, component, plugin, cases, baseline: Vec::new(), outside, accounts: 0 };
        let mut mistakes = Vec::new();
        for case in bench.cases.clone() {
            match bench.try_play(&bench.plugin.clone(), &case, None).await? {
                Ok(played) => {
                    if let Some(first) = differences(&case, &played).first() {
                        bail!("the case {} does not pass ({first}); see `deskbell plugin test`", case.name());
                    }
                    bench.baseline.push(played.found);
                }
                Err(mistake) => mistakes.push(mistake),
            }
        }
        Ok(if mistakes.is_empty() { Start::Ready(bench) } else { Start::Mistaken(mistakes) })
    }

    /// The cases of one function that end well, with what they ended with.
    pub fn good(&self, function: PluginFunction) -> Vec<(Case, Value)> {
        let all = self.cases.iter().zip(&self.baseline);
        let good = all.filter(|(case, found)| case.told.call == function && found["outcome"] == "ok");
        good.map(|(case, found)| (case.clone(), found.clone())).collect()
    }

    pub async fn play(&mut self, case: &Case) -> anyhow::Result<Value> {
        self.play_within(case, None).await
    }

    pub async fn play_within(&mut self, case: &Case, deadline: Option<Duration>) -> anyhow::Result<Value> {
        let plugin = self.plugin.clone();
        self.play_by(&plugin, case, deadline).await
    }

    /// By another loaded version, such as one with fewer grants.
    pub async fn play_by(
        &mut self,
        plugin: &Arc<Plugin>,
        case: &Case,
        deadline: Option<Duration>,
    ) -> anyhow::Result<Value> {
        let played = self.try_play(plugin, case, deadline).await?;
        Ok(played.map_err(|mistake| anyhow!("{mistake}"))?.found)
    }

    async fn try_play(
        &mut self,
        plugin: &Arc<Plugin>,
        case: &Case,
        deadline: Option<Duration>,
    ) -> anyhow::Result<Result<Played, Mistake>> {
        self.accounts += 1;
        play(plugin, &mut self.outside, self.accounts, case, deadline).await
    }

    /// A webhook of a case, ready to be delivered in any form. Nothing outside
    /// answers meanwhile.
    pub async fn hook(&mut self, case: &Case) -> anyhow::Result<Hook> {
        self.accounts += 1;
        let scratch = tempfile::tempdir().context("make a folder for the call's files")?;
        let mut setup = setup(self.accounts, case).map_err(|mistake| anyhow!("{mistake}"))?;
        setup.private_hosts = self.outside.grants(&self.plugin.hosts(&case.told.config)).await?;
        let world = World::new(&self.plugin, setup, scratch.path())?;
        let argument = Argument::of(case.told.request.clone(), case.folder(), &world).await?;
        let mut request = argument.webhook(world.account.ambient.now)?;
        if case.told.sign {
            self.plugin.sign(&world.account, &mut request).map_err(|reason| anyhow!(reason))?;
        }
        Ok(Hook {
            plugin: self.plugin.clone(),
            account: world.account,
            request,
            case: case.name(),
            scratch: Arc::new(scratch),
        })
    }
}

/// One webhook and the account that it comes to.
pub struct Hook {
    pub plugin: Arc<Plugin>,
    pub account: Arc<Account>,
    pub request: WebhookRequest,
    pub case: String,
    /// Goes with the last of those that share it.
    scratch: Arc<tempfile::TempDir>,
}

/// How a delivered webhook ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// With the dedupe keys of its events.
    Taken(Vec<String>),
    /// By the host, or by the plugin.
    Refused,
    Fault(String),
    Busy,
}

impl Hook {
    /// The same at another moment, with other random bytes.
    pub fn meeting(&self, now: Timestamp, seed: u64) -> Self {
        let ambient = Ambient { now: Some(now), seed: Some(seed) };
        Self {
            plugin: Arc::clone(&self.plugin),
            account: Arc::new(Account { ambient, ..Account::clone(&self.account) }),
            request: self.request.clone(),
            case: self.case.clone(),
            scratch: Arc::clone(&self.scratch),
        }
    }

    /// As in production: verified first.
    pub async fn deliver(&self, request: &WebhookRequest) -> Ending {
        match self.plugin.verify(&self.account, request) {
            Verification::Verified | Verification::Handshake | Verification::ByPlugin => self.handle(request).await,
            _ => Ending::Refused,
        }
    }

    /// Past the host's own checks, so that the plugin's code is what is tried.
    pub async fn handle(&self, request: &WebhookRequest) -> Ending {
        let info = CallInfo { call_id: "call-1".into(), attempt: 1, deadline: None };
        match self.plugin.handle(self.account.clone(), info, request.clone()).await.result {
            Ok(handled) => Ending::Taken(keys(&handled.events)),
            Err(Failure::Plugin(_)) => Ending::Refused,
            Err(Failure::Busy(_)) => Ending::Busy,
            Err(Failure::Fault(fault)) => {
                let place = fault.backtrace.iter().find(|frame| !frame.is_empty());
                let place = place.map(|frame| format!(" in {frame}")).unwrap_or_default();
                Ending::Fault(format!("{} ({}){place}", fault.kind.name(), fault.detail))
            }
        }
    }

    /// Whether the manifest leaves verifying to the plugin.
    pub fn by_plugin(&self) -> bool {
        self.plugin.verify(&self.account, &self.request) == Verification::ByPlugin
    }

    /// Whether a text holds one of the account's secrets.
    pub fn secret_in(&self, text: &str) -> bool {
        let mut values = self.account.secrets.values().flatten().map(|secret| secret.reveal());
        values.any(|value| !value.is_empty() && text.contains(value))
    }
}

fn keys(events: &Events) -> Vec<String> {
    let events = match events {
        Events::Channel(events) => serde_json::to_value(events),
        Events::Business(events) => serde_json::to_value(events),
    };
    let list = events.unwrap_or_default();
    let key = |event: &Value| event["dedupe_key"].as_str().map(str::to_owned);
    list.as_array().into_iter().flatten().filter_map(key).collect()
}

/// The same case with time and chance scripted, where it does not say so itself.
pub fn fixed(case: &Case) -> Case {
    let mut case = case.clone();
    let received = case.told.request["received_ms"].as_i64();
    let moment = received.unwrap_or(1_772_460_300_000);
    case.told.clock.get_or_insert(Moment::Millis(moment));
    case.told.random_seed.get_or_insert(1);
    case
}

/// How a played case ended, for people.
pub fn ending(found: &Value) -> String {
    let outcome = found["outcome"].as_str().unwrap_or_default();
    let inner = ["error", "fault", "busy"].iter().find_map(|key| found.get(*key));
    match inner {
        Some(Value::Object(fields)) => {
            let word = fields.get("kind").and_then(Value::as_str).unwrap_or_default();
            let detail = fields.get("detail").or_else(|| fields.get("problem").and_then(|p| p.get("code")));
            format!("{outcome} {word} {}", detail.and_then(Value::as_str).unwrap_or_default())
        }
        Some(other) => format!("{outcome} {other}"),
        None => outcome.to_owned(),
    }
}
