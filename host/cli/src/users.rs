//! `deskbell user` and `deskbell workspace`.

use crate::args;
use crate::config;
use crate::keep::say;
use anyhow::{Context, bail};
use deskbell_app::{Clock, Desk, Plugins, random_token};
use deskbell_domain::hours::BusinessHours;
use deskbell_domain::secret::Secret;
use deskbell_domain::user::Settings;
use jiff::civil::time;
use std::io::Read;
use std::process::ExitCode;

/// A desk for commands that need no plugin to run.
pub fn desk(host: &args::Host) -> anyhow::Result<Desk> {
    let config = config::load(host.config.as_deref(), |_| {})?;
    let runtime = crate::embedded::runtime(&config.data)?;
    let desk = config.desk(false);
    Ok(Desk::new(desk, Plugins::new(runtime), Clock::system()))
}

pub async fn run(host: &args::Host, args: args::User) -> anyhow::Result<ExitCode> {
    let desk = desk(host)?;
    match args {
        args::User::Add { workspace, login, name, role, password_stdin } => {
            let (password, made_up) = password(password_stdin)?;
            let shop = desk.open(workspace).await?;
            shop.add_user(&login, name.as_deref().unwrap_or(&login), role, password.clone()).await?;
            announce(&login, made_up.then_some(&password));
        }
        args::User::Disable { workspace, login } => {
            desk.open(workspace).await?.set_disabled(&login, true).await?;
            say(&format!("{login} no longer signs in"));
        }
        args::User::Enable { workspace, login } => {
            desk.open(workspace).await?.set_disabled(&login, false).await?;
            say(&format!("{login} may sign in again"));
        }
        args::User::Passwd { workspace, login, password_stdin } => {
            let (password, made_up) = password(password_stdin)?;
            desk.open(workspace).await?.set_password(&login, password.clone()).await?;
            announce(&login, made_up.then_some(&password));
        }
    }
    desk.close().await;
    Ok(ExitCode::SUCCESS)
}

fn announce(login: &str, made_up: Option<&Secret>) {
    match made_up {
        Some(password) => say(&format!("{login} signs in with the password {}", password.reveal())),
        None => say(&format!("{login} signs in with the password that was given")),
    }
}

/// From standard input, else made up.
fn password(stdin: bool) -> anyhow::Result<(Secret, bool)> {
    if !stdin {
        return Ok((made_up(), true));
    }
    let mut text = String::new();
    std::io::stdin().take(4096).read_to_string(&mut text).context("read the password from standard input")?;
    let text = text.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        bail!("standard input held no password");
    }
    Ok((Secret::new(text), false))
}

/// 80 random bits, easy to read aloud.
pub fn made_up() -> Secret {
    let token = random_token();
    let groups: Vec<&str> = (0..5).map(|i| &token[i * 4..i * 4 + 4]).collect();
    Secret::new(groups.join("-"))
}

pub async fn workspace(host: &args::Host, args: args::Workspace) -> anyhow::Result<ExitCode> {
    let desk = desk(host)?;
    match args {
        args::Workspace::Add { workspace, name, country, locale, time_zone } => {
            jiff::tz::TimeZone::get(&time_zone).with_context(|| format!("{time_zone:?} is not an IANA time zone"))?;
            desk.create(workspace.clone(), settings(name, country, locale, time_zone)).await?;
            say(&format!(
                "workspace {workspace} is ready; `deskbell user add {workspace} NAME --role owner` comes next"
            ));
        }
        args::Workspace::List => {
            for slug in desk.on_disk()? {
                say(slug.as_str());
            }
        }
    }
    desk.close().await;
    Ok(ExitCode::SUCCESS)
}

pub fn settings(name: String, country: String, locale: String, time_zone: String) -> Settings {
    Settings {
        name,
        country: country.to_uppercase(),
        template_languages: vec![locale.replace('-', "_")],
        locale,
        time_zone,
        hours: BusinessHours::weekdays(time(8, 0, 0, 0), time(18, 0, 0, 0)),
    }
}
