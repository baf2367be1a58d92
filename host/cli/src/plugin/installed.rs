//! `deskbell plugin list`, `grants`, `rollback`, `remove` and `logs`.

use super::front::Front;
use super::install::word;
use crate::args;
use crate::keep::say;
use anyhow::{bail, ensure};
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};
use std::process::ExitCode;
use std::time::Duration;

pub async fn list(host: &args::Host) -> anyhow::Result<ExitCode> {
    let front = Front::open(host, false).await?;
    let all = front.get("").await?;
    for plugin in all["items"].as_array().into_iter().flatten() {
        row(plugin);
    }
    front.close().await;
    Ok(ExitCode::SUCCESS)
}

fn row(plugin: &Value) {
    let version = plugin["version"].as_str().unwrap_or("-");
    let from = match (word(&plugin["origin"]), plugin["unsigned"] == json!(true)) {
        ("installed", true) => "UNSIGNED",
        ("installed", false) => "installed",
        ("built-in", _) => "built-in",
        _ => "not at work",
    };
    say(&format!("{:32} {version:10} {from:11} {}", word(&plugin["id"]), word(&plugin["name"])));
    if let Some(staged) = plugin["staged"]["version"].as_str() {
        say(&format!("  {staged} waits: deskbell plugin upgrade --approve {}", word(&plugin["id"])));
    }
    if let Some(held) = plugin["held"]["version"].as_str() {
        say(&format!("  {held} was taken back: {}", word(&plugin["held"]["why"])));
    }
    if let Some(trouble) = plugin["trouble"].as_str() {
        say(&format!("  {trouble}"));
    }
}

/// All that a plugin asks for, the gravest first.
pub(super) fn permissions(lines: &Value) {
    let lines = lines.as_array().map(Vec::as_slice).unwrap_or_default();
    say(if lines.is_empty() { "It asks for nothing." } else { "It asks to:" });
    for line in lines {
        let mark = if word(&line["risk"]) == "usual" { "-" } else { "!" };
        let state = match (line["granted"] == json!(true), line["more"].as_str()) {
            (true, _) => String::new(),
            (false, Some(more)) => format!(" [more than before: {more}]"),
            (false, None) => " [not granted yet]".to_owned(),
        };
        say(&format!("  {mark} {}{state}", word(&line["text"])));
        say(&format!("      because: {}", word(&line["why"])));
        say(&format!("      {}", word(&line["permission"])));
    }
}

pub async fn grants(args: &args::PluginGrants) -> anyhow::Result<ExitCode> {
    let changes = !args.add.is_empty() || !args.remove.is_empty();
    let front = Front::open(&args.host, changes).await?;
    let mut plugin = front.get(&format!("/{}", args.id)).await?["plugin"].take();
    if changes {
        let granted = granted(&plugin, args)?;
        plugin = front.change("PUT", &format!("/{}/grants", args.id), Some(&json!({ "granted": granted }))).await?;
    }
    permissions(&plugin["permissions"]);
    front.close().await;
    Ok(ExitCode::SUCCESS)
}

fn granted(plugin: &Value, args: &args::PluginGrants) -> anyhow::Result<BTreeSet<String>> {
    let lines = plugin["permissions"].as_array().map(Vec::as_slice).unwrap_or_default();
    let asked: BTreeSet<&str> = lines.iter().map(|line| word(&line["permission"])).collect();
    if let Some(strange) = args.add.iter().chain(&args.remove).find(|name| !asked.contains(name.as_str())) {
        bail!("the plugin does not ask for {strange}; `deskbell plugin grants {}` lists what it asks for", args.id);
    }
    let before =
        lines.iter().filter(|line| line["granted"] == json!(true)).map(|line| word(&line["permission"]).to_owned());
    let mut granted: BTreeSet<String> = before.collect();
    granted.extend(args.add.iter().cloned());
    granted.retain(|name| !args.remove.contains(name));
    Ok(granted)
}

pub async fn roll_back(args: &args::PluginOne) -> anyhow::Result<ExitCode> {
    let front = Front::open(&args.host, true).await?;
    let plugin = front.change("POST", &format!("/{}/rollback", args.id), None).await?;
    say(&format!("{} is {} again.", args.id, word(&plugin["version"])));
    front.close().await;
    Ok(ExitCode::SUCCESS)
}

pub async fn remove(args: &args::PluginRemove) -> anyhow::Result<ExitCode> {
    let front = Front::open(&args.host, true).await?;
    let done = front.change("DELETE", &format!("/{}?force={}", args.id, args.force), None).await?;
    say(&format!("{} is removed; its notes about channels are kept for when it comes again.", args.id));
    if done["back_to_binary"] == json!(true) {
        say("The version of this binary works in its place.");
    }
    for paused in done["paused"].as_array().into_iter().flatten() {
        say(&format!("paused: {} of {}", word(&paused["channel"]), word(&paused["workspace"])));
    }
    front.close().await;
    Ok(ExitCode::SUCCESS)
}

const LOOK: Duration = Duration::from_secs(1);

pub async fn logs(args: &args::PluginLogs) -> anyhow::Result<ExitCode> {
    let front = Front::open(&args.host, false).await?;
    ensure!(matches!(front, Front::Host { .. }), "no host runs on this data folder: log lines are kept in its memory");
    let mut path = format!("/{}/logs?level={}", args.id, args.level.name());
    if let Some(channel) = &args.channel {
        path.push_str(&format!("&channel={channel}"));
    }
    let mut seen = HashMap::new();
    loop {
        let found = front.get(&path).await?;
        found["items"].as_array().into_iter().flatten().for_each(|log| news(log, &mut seen));
        if !args.follow {
            return Ok(ExitCode::SUCCESS);
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Lines of an account behind the last one that was printed.
fn news(log: &Value, seen: &mut HashMap<String, Value>) {
    let account = format!("{}/{}", word(&log["workspace"]), word(&log["channel"]));
    let lines = log["lines"].as_array().map(Vec::as_slice).unwrap_or_default();
    let last = seen.get(&account);
    let from = lines.iter().rposition(|line| Some(line) == last).map_or(0, |at| at + 1);
    for line in &lines[from..] {
        let fields = line["fields"].as_array().into_iter().flatten();
        let fields: String = fields.map(|f| format!(" {}={}", word(&f["name"]), word(&f["value"]))).collect();
        let (at, level, function) = (word(&line["at"]), word(&line["level"]), word(&line["function"]));
        say(&format!("{at} {level:5} {account} {function}: {}{fields}", word(&line["message"])));
    }
    if let Some(line) = lines.last() {
        seen.insert(account, line.clone());
    }
}
