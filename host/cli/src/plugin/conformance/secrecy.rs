//! Where secrets must never be found: a log, an event, an error, an address.

use super::bench::Bench;
use super::report::Verdict;
use crate::plugin::test::case::{Answer, Case, Scripted};
use deskbell_plugins::manifest::SecretUse;
use serde_json::{Value, json};

/// A shorter one may stand anywhere by chance.
const SHORTEST: usize = 8;
/// What the host puts in the place of a secret in a log.
const BLANKED: &str = "••••";

pub async fn kept(bench: &mut Bench) -> anyhow::Result<Verdict> {
    let revealed = revealed(bench);
    let (mut found, mut looked, mut noted) = (Vec::new(), 0, false);
    for case in bench.cases.clone() {
        let secrets = secrets(&case);
        if secrets.is_empty() {
            continue;
        }
        for case in [case.clone(), echoing(&case, &secrets, 400), echoing(&case, &secrets, 500)] {
            looked += 1;
            let ended = bench.play(&case).await?;
            found.extend(leaks(&ended, &secrets).into_iter().map(|text| format!("{}: {text}", case.name())));
            for name in in_addresses(&ended) {
                match revealed.contains(&name) {
                    true => noted = true,
                    false => found.push(format!("{}: {name} stands in the address of a request", case.name())),
                }
            }
        }
    }
    found.dedup();
    let note =
        if noted { "; one that plugin.toml asks to reveal stands in addresses of the service alone" } else { "" };
    Ok(match looked {
        0 => Verdict::none("no case has a secret of 8 characters or more"),
        _ => Verdict::of(
            found,
            format!("{looked} calls, some with a service that repeats every secret in its answer{note}"),
        ),
    })
}

/// Names of secrets that the plugin may see, as its manifest explains.
fn revealed(bench: &Bench) -> Vec<String> {
    let rules = bench.plugin.manifest().secrets.iter();
    rules.filter(|rule| rule.uses.contains(&SecretUse::Reveal)).map(|rule| rule.name.clone()).collect()
}

fn secrets(case: &Case) -> Vec<(String, String)> {
    let values = |(name, value): (&String, &Value)| {
        let all = match value {
            Value::Array(all) => all.clone(),
            one => vec![one.clone()],
        };
        let texts = all.into_iter().filter_map(|value| value.as_str().map(str::to_owned));
        texts.filter(|text| text.len() >= SHORTEST).map(|text| (name.clone(), text)).collect::<Vec<_>>()
    };
    case.told.secrets.iter().flat_map(values).collect()
}

/// A service that quotes the credentials when it complains.
fn echoing(case: &Case, secrets: &[(String, String)], status: u16) -> Case {
    let quoted = secrets.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(" ");
    let message = format!("invalid credentials: {quoted}");
    let body = json!({ "error": { "code": 190, "message": message }, "description": message, "ok": false, "message": message });
    let mut case = case.clone();
    case.told.http = vec![Scripted::anything(Answer { status, bytes: body.to_string().into(), ..Answer::default() })];
    case
}

fn leaks(ended: &Value, secrets: &[(String, String)]) -> Vec<String> {
    let mut found = Vec::new();
    for part in ["log", "events", "error", "fault", "reply", "receipt", "account"] {
        let text = ended[part].to_string();
        let named = secrets.iter().find(|(_, value)| text.contains(value.as_str()));
        found.extend(named.map(|(name, _)| format!("{name} stands in the {part}")));
    }
    if ended["log"].to_string().contains(BLANKED) {
        found.push("a secret was written to the log; the host blanked it".to_owned());
    }
    found
}

/// Requests are shown with `{secret.NAME}` where a value stood.
fn in_addresses(ended: &Value) -> Vec<String> {
    let urls = ended["requests"].as_array().into_iter().flatten().filter_map(|request| request["url"].as_str());
    urls.flat_map(|url| url.split("{secret.").skip(1).filter_map(|rest| rest.split('}').next()).map(str::to_owned))
        .collect()
}
