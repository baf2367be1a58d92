//! `deskbell channel`: connecting accounts from files.

use crate::args;
use crate::config;
use crate::keep::say;
use crate::plugin::{json, secrets};
use crate::serve;
use anyhow::{Context, anyhow, bail};
use deskbell_app::view::ChannelView;
use deskbell_app::{NewChannel, Workspace};
use deskbell_domain::channel::{PrivateHost, Routing};
use deskbell_domain::id::ChannelId;
use deskbell_domain::secret::Secret;
use deskbell_domain::template::{Binding, Template, TemplateButton, TemplateHeader, TemplateState};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

/// The file of `channel add`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChannelFile {
    name: String,
    /// Id of a plugin in this binary; `deskbell plugin list` names them.
    plugin: String,
    #[serde(default)]
    settings: Value,
    #[serde(default)]
    routing: Routing,
    #[serde(default)]
    private_hosts: Vec<PrivateHost>,
    /// Messages in ten seconds, to be slower than the plugin's own pace.
    #[serde(default)]
    pace_per_10s: Option<u32>,
}

/// One entry of the file of `channel templates`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TemplateFile {
    name: String,
    language: String,
    category: String,
    status: TemplateState,
    #[serde(default = "no_header")]
    header: TemplateHeader,
    body: String,
    #[serde(default)]
    footer: Option<String>,
    #[serde(default)]
    buttons: Vec<TemplateButton>,
    #[serde(default)]
    bindings: Vec<Binding>,
}

fn no_header() -> TemplateHeader {
    TemplateHeader::None
}

pub async fn run(host: &args::Host, args: args::Channel) -> anyhow::Result<ExitCode> {
    let config = config::load(host.config.as_deref(), |_| {})?;
    let desk = serve::open(&config, serve::Purpose::SET).await?;
    match args {
        args::Channel::Add { workspace, channel, file, secrets } => {
            let shop = desk.open(workspace).await?;
            let view = add(&shop, channel, &file, secrets.as_deref()).await?;
            say(&format!("{} is stored; its webhook address is", view.id));
            say(&address(&config, &view));
        }
        args::Channel::Change { workspace, channel, file, secrets } => {
            change(&desk.open(workspace).await?, &channel, file.as_deref(), secrets.as_deref()).await?;
            say(&format!("{channel} is changed"));
        }
        args::Channel::List { workspace } => {
            for channel in desk.open(workspace).await?.channels() {
                say(&format!("{:20} {:32} {}", channel.id.as_str(), channel.plugin, address(&config, &channel)));
            }
        }
        args::Channel::Templates { workspace, channel, file } => {
            let shop = desk.open(workspace).await?;
            let count = templates(&shop, &channel, &file).await?;
            say(&format!("{count} templates of {channel} are stored"));
        }
        args::Channel::Check { workspace, channel } => {
            let shop = desk.open(workspace).await?;
            let account = shop.check_channel(&channel).await?;
            say(&format!("{channel} is connected as {account}"));
        }
    }
    desk.close().await;
    Ok(ExitCode::SUCCESS)
}

async fn add(shop: &Workspace, id: ChannelId, file: &Path, secrets: Option<&Path>) -> anyhow::Result<ChannelView> {
    let wanted: ChannelFile = parse(file)?;
    let view = shop
        .connect(NewChannel {
            id,
            name: wanted.name,
            plugin: wanted.plugin,
            config: object(wanted.settings),
            secrets: secrets.map(read_secrets).transpose()?.unwrap_or_default(),
            routing: wanted.routing,
            private_hosts: wanted.private_hosts,
            pace_per_10s: wanted.pace_per_10s,
        })
        .await?;
    Ok(view)
}

async fn change(shop: &Workspace, id: &ChannelId, file: Option<&Path>, secrets: Option<&Path>) -> anyhow::Result<()> {
    if file.is_none() && secrets.is_none() {
        bail!("say what changes: --file, --secrets or both");
    }
    if let Some(file) = file {
        let wanted: ChannelFile = parse(file)?;
        shop.configure_channel(id, object(wanted.settings), wanted.private_hosts).await?;
    }
    if let Some(secrets) = secrets {
        shop.set_secrets(id, read_secrets(secrets)?).await?;
    }
    Ok(())
}

fn object(settings: Value) -> Value {
    if settings.is_null() { Value::Object(serde_json::Map::new()) } else { settings }
}

fn read_secrets(path: &Path) -> anyhow::Result<BTreeMap<String, Vec<Secret>>> {
    secrets(&json(path)?).with_context(|| format!("read the secrets in {}", path.display()))
}

/// Where the provider sends what happens.
fn address(config: &config::Config, channel: &ChannelView) -> String {
    format!("{}{}", config.http.public_url.trim_end_matches('/'), channel.hook_path)
}

async fn templates(shop: &Workspace, channel: &ChannelId, file: &Path) -> anyhow::Result<usize> {
    let wanted: Vec<TemplateFile> = parse(file)?;
    let count = wanted.len();
    for template in wanted {
        shop.put_template(Template {
            channel: channel.clone(),
            name: template.name,
            language: template.language,
            category: template.category,
            status: template.status,
            reason: None,
            header: template.header,
            body: template.body,
            footer: template.footer,
            buttons: template.buttons,
            bindings: template.bindings,
            updated: Timestamp::now(),
        })
        .await?;
    }
    Ok(count)
}

fn parse<T: serde::de::DeserializeOwned>(file: &Path) -> anyhow::Result<T> {
    serde_json::from_value(json(file)?).map_err(|error| anyhow!("{}: {error}", file.display()))
}
