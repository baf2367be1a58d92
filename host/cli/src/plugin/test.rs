//! `deskbell plugin test`: each case in the production runtime, with the
//! outside world scripted.

mod case;
mod compare;
mod mistake;
mod outside;
mod report;
mod script;
mod wire;

use super::argument::Argument;
use super::outcome::Printed;
use super::world::{Seed, Setup, World, secrets};
use super::{find, perform, read, readable};
use crate::args::{PluginFunction, PluginTest};
use crate::keep::say;
use crate::{config, embedded};
use anyhow::{Context, bail};
use bytes::Bytes;
use case::Case;
use deskbell_domain::id::ChannelId;
use deskbell_plugins::{Manifest, Plugin};
use mistake::{Mistake, unknown_within};
use outside::Outside;
use script::Script;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

const FAILED: u8 = 1;
const MISTAKEN: u8 = 2;

pub async fn run(args: &PluginTest) -> anyhow::Result<ExitCode> {
    let subject = Subject::find(args)?;
    let cases = match read_all(&subject.cases, args.only.as_deref())? {
        Ok(cases) => cases,
        Err(mistakes) => return Ok(refuse(&mistakes)),
    };
    if cases.is_empty() {
        bail!("no case of {} matches", subject.cases.display());
    }
    let mut outside = Outside::start().await?;
    // Only the folder of compiled plugins is asked for.
    let runtime = embedded::trusting(&config::load(None, |_| {})?.data, vec![outside.root()])?;
    let plugin = runtime.load(subject.component).await.map_err(readable)?;
    say(&format!("{} {} of {}", plugin.manifest().id, plugin.manifest().version, subject.from));
    let (mut failed, mut mistakes) = (0, Vec::new());
    for (number, case) in cases.iter().enumerate() {
        match play(&plugin, &mut outside, number, case).await? {
            Ok(passed) => failed += usize::from(!passed),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    say(&format!("{} passed, {failed} failed", cases.len() - failed - mistakes.len()));
    Ok(match failed {
        _ if !mistakes.is_empty() => refuse(&mistakes),
        0 => ExitCode::SUCCESS,
        _ => ExitCode::from(FAILED),
    })
}

fn refuse(mistakes: &[Mistake]) -> ExitCode {
    for mistake in mistakes {
        say(&mistake.to_string());
    }
    ExitCode::from(MISTAKEN)
}

/// What is tested, and with what.
struct Subject {
    component: Bytes,
    /// For people.
    from: String,
    cases: PathBuf,
}

impl Subject {
    fn find(args: &PluginTest) -> anyhow::Result<Self> {
        let path = Path::new(&args.plugin);
        let (component, from, beside) = match path.is_dir() {
            true => {
                let (component, from) = built(path)?;
                (component, from, Some(path))
            }
            false => (find(&args.plugin)?, args.plugin.clone(), path.parent()),
        };
        let cases = match (&args.cases, beside) {
            (Some(folder), _) => folder.clone(),
            (None, Some(folder)) => folder.join("cases"),
            (None, None) => PathBuf::from("cases"),
        };
        if !cases.is_dir() {
            bail!("there is no folder {}; name the folder of case files with --cases DIR", cases.display());
        }
        Ok(Self { component, from, cases })
    }
}

/// The component of a plugin's folder: as `plugin build` or `plugins/build.sh`
/// leaves it, else the one in this binary.
fn built(folder: &Path) -> anyhow::Result<(Bytes, String)> {
    let folder = folder.canonicalize().with_context(|| format!("open {}", folder.display()))?;
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let file = format!("{name}.wasm");
    let places = [folder.join("dist").join(&file), folder.join(&file), folder.join("../dist").join(&file)];
    if let Some(path) = places.iter().find(|path| path.is_file()) {
        return Ok((read(path)?, path.canonicalize()?.display().to_string()));
    }
    let manifest = folder.join("plugin.toml");
    let text = std::fs::read_to_string(&manifest).with_context(|| format!("read {}", manifest.display()))?;
    let id = Manifest::parse(&text).map_err(readable)?.id;
    let component = embedded::find(&id).with_context(|| {
        format!("find the component of {id}; build it with `deskbell plugin build {}`", folder.display())
    })?;
    Ok((component, "this binary".into()))
}

/// Every case file, by name. All mistakes are told at once.
fn read_all(folder: &Path, only: Option<&str>) -> anyhow::Result<Result<Vec<Case>, Vec<Mistake>>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("read {}", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "json") {
            files.push(path);
        }
    }
    files.sort();
    let (mut cases, mut mistakes) = (Vec::new(), Vec::new());
    for file in files {
        match Case::read(&file) {
            Ok(case) => cases.push(case),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    let wanted = |case: &Case| {
        let name = case.file.file_name().unwrap_or_default().to_string_lossy();
        only.is_none_or(|text| case.title.contains(text) || name.contains(text))
    };
    cases.retain(wanted);
    Ok(if mistakes.is_empty() { Ok(cases) } else { Err(mistakes) })
}

/// Whether the case passed. The outer error is ours.
async fn play(
    plugin: &Arc<Plugin>,
    outside: &mut Outside,
    number: usize,
    case: &Case,
) -> anyhow::Result<Result<bool, Mistake>> {
    let scratch = tempfile::tempdir().context("make a folder for the call's files")?;
    let hosts = plugin.hosts(&case.told.config);
    let private_hosts = outside.grants(&hosts).await?;
    let setup = match setup(number, case) {
        Ok(setup) => Setup { private_hosts, ..setup },
        Err(mistake) => return Ok(Err(mistake)),
    };
    let secrets = setup
        .secrets
        .iter()
        .flat_map(|(name, values)| values.iter().map(move |value| (name.clone(), value.reveal().to_owned())));
    outside.play(Script::new(case.told.http.clone(), secrets.collect()));
    let world = match World::new(plugin, setup, scratch.path()) {
        Ok(world) => world,
        Err(error) => return Ok(Err(case.mistake(&["config"], format!("{error:#}")))),
    };
    let printed = match call(plugin, &world, case).await {
        Ok(printed) => printed,
        Err(error) => return Ok(Err(mistaken_request(case, &error))),
    };
    Ok(Ok(judge(case, printed, &outside.end())))
}

/// Each case has an account of its own, so that a fault rests nobody else.
fn setup(number: usize, case: &Case) -> Result<Setup, Mistake> {
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
    Ok(Setup { channel, settings, secrets, private_hosts: Vec::new(), kv })
}

async fn call(plugin: &Arc<Plugin>, world: &World, case: &Case) -> anyhow::Result<Printed> {
    let told = &case.told;
    let argument = Argument::of(told.request.clone(), case.folder(), world).await?;
    perform(plugin, told.call, told.attempt, world, argument).await
}

fn mistaken_request(case: &Case, error: &anyhow::Error) -> Mistake {
    let message = format!("{error:#}");
    match unknown_within(&message) {
        Some(field) => case.mistake(&["request", &field], message),
        None if case.told.request.is_null() => case.mistake(&["call"], message),
        None => case.mistake(&["request"], message),
    }
}

/// Compares and reports.
fn judge(case: &Case, printed: Printed, script: &Script) -> bool {
    let found = complete(printed.value, script);
    let mut expected = case.told.expect.clone();
    expected.entry("outcome").or_insert_with(|| json!("ok"));
    let mut differences = Vec::new();
    compare::differences("", &Value::Object(expected.clone()), &found, &mut differences);
    if expected["outcome"] != found["outcome"] {
        let why = ["error", "fault", "busy", "reason"].iter().find_map(|key| found.get(*key));
        differences.extend(why.map(|why| format!("it ended with {}", compare::shown(why))));
    }
    differences.extend(script.complaints());
    report::case(case, &found, &differences);
    differences.is_empty()
}

/// The outcome of `plugin call`, with what the outside heard, and with values of
/// `kv` as people write them.
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
    let text = write.get("value").and_then(Value::as_str).and_then(super::outcome::decoded);
    if let Some(bytes) = text {
        let value = match String::from_utf8(bytes) {
            Ok(text) => json!(text),
            Err(_) => json!({ "base64": write["value"] }),
        };
        write.insert("value".into(), value);
    }
    Value::Object(write)
}
