//! One case in the production runtime, and what came of it.

use super::case::Case;
use super::mistake::{Mistake, unknown_within};
use super::outside::Outside;
use super::script::Script;
use crate::args::PluginFunction;
use crate::plugin::argument::Argument;
use crate::plugin::outcome::{Printed, decoded};
use crate::plugin::perform::{Call, Unsigned, perform};
use crate::plugin::world::{Seed, Setup, World, secrets};
use anyhow::Context;
use deskbell_domain::id::ChannelId;
use deskbell_plugins::{Ambient, Plugin};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

pub struct Played {
    /// The outcome of `plugin call`, with what the outside heard.
    pub found: Value,
    pub script: Script,
}

/// The outer error is ours, the inner one the author's. `number` names an
/// account of its own, so that a fault rests nobody else.
pub async fn play(
    plugin: &Arc<Plugin>,
    outside: &mut Outside,
    number: usize,
    case: &Case,
    deadline: Option<Duration>,
) -> anyhow::Result<Result<Played, Mistake>> {
    let scratch = tempfile::tempdir().context("make a folder for the call's files")?;
    let hosts = plugin.hosts(&case.told.config);
    let private_hosts = outside.grants(&hosts).await?;
    let setup = match setup(number, case) {
        Ok(setup) => Setup { private_hosts, ..setup },
        Err(mistake) => return Ok(Err(mistake)),
    };
    outside.play(Script::new(case.told.http.clone(), values(&setup)));
    let world = match World::new(plugin, setup, scratch.path()) {
        Ok(world) => world,
        Err(error) => return Ok(Err(case.mistake(&["config"], format!("{error:#}")))),
    };
    Ok(match call(plugin, &world, case, deadline).await {
        Ok(printed) => {
            let script = outside.end();
            Ok(Played { found: complete(printed.value, &script), script })
        }
        Err(error) => Err(mistaken_request(case, &error)),
    })
}

fn values(setup: &Setup) -> Vec<(String, String)> {
    let of = |(name, values): (&String, &Vec<deskbell_domain::secret::Secret>)| {
        values.iter().map(|value| (name.clone(), value.reveal().to_owned())).collect::<Vec<_>>()
    };
    setup.secrets.iter().flat_map(of).collect()
}

pub fn setup(number: usize, case: &Case) -> Result<Setup, Mistake> {
    let told = &case.told;
    let settings = (told.call != PluginFunction::Describe).then(|| Value::Object(told.config.clone()));
    let secrets = secrets(&Value::Object(told.secrets.clone()))
        .map_err(|error| case.mistake(&["secrets"], format!("{error:#}")))?;
    let mut kv = Seed::default();
    for entry in &told.kv {
        let value = entry.bytes().map_err(|message| case.mistake(&["kv", &entry.key], message))?;
        kv.0.insert((entry.bucket.clone(), entry.key.clone()), value);
    }
    let channel = ChannelId::new(format!("case-{number}")).expect("letters, a dash and digits are a name");
    let ambient = Ambient { now: told.clock.map(|moment| moment.at()), seed: told.random_seed };
    Ok(Setup { channel, settings, secrets, private_hosts: Vec::new(), kv, ambient })
}

async fn call(plugin: &Arc<Plugin>, world: &World, case: &Case, deadline: Option<Duration>) -> anyhow::Result<Printed> {
    let told = &case.told;
    let argument = Argument::of(told.request.clone(), case.folder(), world).await?;
    let call = Call { function: told.call, attempt: told.attempt, deadline, sign: told.sign };
    perform(plugin, &call, world, argument).await
}

fn mistaken_request(case: &Case, error: &anyhow::Error) -> Mistake {
    let message = format!("{error:#}");
    match unknown_within(&message) {
        _ if error.is::<Unsigned>() => case.mistake(&["sign"], message),
        Some(field) => case.mistake(&["request", &field], message),
        None if case.told.request.is_null() => case.mistake(&["call"], message),
        None => case.mistake(&["request"], message),
    }
}

/// With values of `kv` as people write them.
fn complete(outcome: Value, script: &Script) -> Value {
    let Value::Object(mut outcome) = outcome else { return outcome };
    let writes = outcome.remove("kv").unwrap_or_else(|| json!([]));
    let writes = writes.as_array().into_iter().flatten().map(written).collect();
    outcome.insert("kv".into(), Value::Array(writes));
    outcome.insert("requests".into(), script.heard());
    Value::Object(outcome)
}

fn written(write: &Value) -> Value {
    let mut write = write.as_object().cloned().unwrap_or_default();
    if let Some(bytes) = write.get("value").and_then(Value::as_str).and_then(decoded) {
        let value = match String::from_utf8(bytes) {
            Ok(text) => json!(text),
            Err(_) => json!({ "base64": write["value"] }),
        };
        write.insert("value".into(), value);
    }
    Value::Object(write)
}
