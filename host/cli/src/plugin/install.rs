//! `deskbell plugin install` and `upgrade`: nothing is granted before somebody
//! has read what it means.

use super::fetch;
use super::front::Front;
use crate::args;
use crate::keep::say;
use anyhow::{anyhow, bail, ensure};
use serde_json::{Value, json};
use std::io::{BufRead, IsTerminal, Write};
use std::process::ExitCode;

pub async fn install(args: &args::PluginInstall) -> anyhow::Result<ExitCode> {
    let component = fetch::component(&args.source).await?;
    let front = Front::open(&args.host, true).await?;
    let plan = front.upload("/plan", component).await?;
    let outcome = match &args.approve {
        Some(known) if *known != word(&plan["digest"]) => {
            Err(anyhow!("the file's digest is {}, not the one that was approved", word(&plan["digest"])))
        }
        known => {
            let consent = Consent { known: known.is_some(), args: &args.consent, waits: false };
            decide(&front, &plan, consent).await
        }
    };
    front.close().await;
    outcome
}

/// What was said on the command line.
#[derive(Clone, Copy)]
struct Consent<'a> {
    /// The very file was named by its digest.
    known: bool,
    args: &'a args::Consent,
    /// What asks for more may be left waiting for an approval.
    waits: bool,
}

pub async fn upgrade(args: &args::PluginUpgrade) -> anyhow::Result<ExitCode> {
    let component = match &args.source {
        Some(source) => Some(fetch::component(source).await?),
        None => None,
    };
    let front = Front::open(&args.host, true).await?;
    let outcome = match (component, &args.staged) {
        (Some(component), _) => {
            let plan = front.upload("/plan", component).await?;
            decide(&front, &plan, Consent { known: false, args: &args.consent, waits: true }).await
        }
        (None, Some(id)) => {
            let staged = front.get(&format!("/{id}")).await?["plugin"]["staged"].take();
            ensure!(staged.is_object(), "no version of {id} waits for approval");
            decide(&front, &staged["plan"], Consent { known: false, args: &args.consent, waits: false }).await
        }
        (None, None) => bail!("name a file or an address, or --approve ID for a version that waits"),
    };
    front.close().await;
    outcome
}

async fn decide(front: &Front, plan: &Value, consent: Consent<'_>) -> anyhow::Result<ExitCode> {
    show(plan);
    let refusals = plan["refusals"].as_array().map(Vec::len).unwrap_or_default();
    let about = &plan["plugin"];
    if refusals > 0 || !about.is_object() {
        return Ok(ExitCode::FAILURE);
    }
    if consent.waits && about["installed"].is_null() {
        bail!("{} is not installed; use `deskbell plugin install`", word(&about["id"]));
    }
    let digest = word(&plan["digest"]);
    let asked = about["needs_approval"] == json!(true) && about["unchanged"] != json!(true);
    let approved = match asked {
        true => approved(consent, digest)?,
        false => false,
    };
    if asked && !approved && !consent.waits {
        say("Nothing was installed.");
        return Ok(ExitCode::FAILURE);
    }
    let wanted = json!({ "digest": digest, "approve": approved, "only": only(about, consent.args) });
    let done = front.change("POST", "", Some(&wanted)).await?;
    tell(&done);
    Ok(ExitCode::SUCCESS)
}

/// A person says yes at the terminal; a script has to say what it agrees to.
fn approved(consent: Consent<'_>, digest: &str) -> anyhow::Result<bool> {
    if consent.known {
        return Ok(true);
    }
    if consent.args.yes {
        return Ok(consent.args.grant_all || consent.args.limits());
    }
    if consent.waits && !std::io::stdin().is_terminal() {
        return Ok(false);
    }
    ensure!(
        std::io::stdin().is_terminal(),
        "somebody has to agree: repeat with --yes --grant-all, with --approve {digest}, or at a terminal"
    );
    ask()
}

#[expect(clippy::print_stdout, reason = "the command line asks there")]
fn ask() -> anyhow::Result<bool> {
    print!("Grant this? [y/N] ");
    std::io::stdout().flush()?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    Ok(["y", "yes"].contains(&answer.trim().to_lowercase().as_str()))
}

/// Some of what is asked for; null for all of it, or for no more than before.
fn only(about: &Value, consent: &args::Consent) -> Value {
    if !consent.limits() {
        return Value::Null;
    }
    let all = about["permissions"].as_array().into_iter().flatten().map(|line| word(&line["permission"]));
    let wanted = all.filter(|name| match consent.only.is_empty() {
        true => !consent.without.iter().any(|left_out| left_out == name),
        false => consent.only.iter().any(|named| named == name),
    });
    wanted.collect()
}

fn show(plan: &Value) {
    let about = &plan["plugin"];
    if about.is_object() {
        header(plan, about);
        super::installed::permissions(&about["permissions"]);
    }
    for refusal in plan["refusals"].as_array().into_iter().flatten() {
        say(&format!("refused: {}", word(&refusal["reason"])));
        say(&format!("  next: {}", word(&refusal["next"])));
    }
    for warning in plan["warnings"].as_array().into_iter().flatten() {
        say(&format!("note: {}", word(warning)));
    }
}

fn header(plan: &Value, about: &Value) {
    let author = about["author"]["name"].as_str().unwrap_or("an author who gives no name");
    say(&format!("{} {} ({})", word(&about["name"]), word(&about["version"]), word(&about["id"])));
    say(&format!("  by {author}, license {}, limits: {}", word(&about["license"]), word(&about["limits"])));
    match about["signer"].as_object() {
        Some(_) => {
            say(&format!("  signed by {} with key {}", word(&about["signer"]["name"]), word(&about["signer"]["key"])))
        }
        None => say("  SIGNED BY NOBODY THAT THIS HOST TRUSTS"),
    }
    say(&format!("  {} bytes, sha256 {}", plan["size"], word(&plan["digest"])));
    if let Some(installed) = about["installed"].as_str() {
        say(&format!("  takes the place of {installed}"));
    }
    if let Some(why) = about["held"]["why"].as_str() {
        say(&format!("  this version was taken back before: {why}"));
    }
    if about["larger_limits"] == json!(true) {
        say("  it wants more memory and processor time than the version before");
    }
}

fn tell(done: &Value) {
    let plugin = &done["plugin"];
    let (id, version) = (word(&plugin["id"]), word(&plugin["version"]));
    match word(&done["outcome"]) {
        "installed" => say(&format!("{id} {version} is installed and at work.")),
        "upgraded" => {
            say(&format!("{id} is now {version}; `deskbell plugin rollback {id}` returns to the version before."))
        }
        "staged" => {
            let waiting = word(&plugin["staged"]["version"]);
            say(&format!("{id} {waiting} asks for more and waits; {version} works on."));
            say(&format!("`deskbell plugin upgrade --approve {id}` lets it in."));
        }
        _ => say(&format!("{id} {version} is at work already.")),
    }
}

pub(super) fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
