//! `deskbell channel`: connecting accounts from files.

use crate::args;
use crate::config;
use crate::keep::say;
use crate::plugin::{json, secrets};
use crate::serve;
use anyhow::{Context, anyhow};
use deskbell_app::{NewChannel, Workspace};
use deskbell_domain::channel::{PrivateHost, Routing};
use deskbell_domain::id::ChannelId;
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
    let desk = serve::open(&config).await?;
    match args {
        args::Channel::Add { workspace, channel, file, secrets } => {
            let shop = desk.open(workspace).await?;
            add(&shop, channel, &file, secrets.as_deref(), &config.http.public_url).await?;
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

async fn add(
    shop: &Workspace,
    id: ChannelId,
    file: &Path,
    secrets_file: Option<&Path>,
    public_url: &str,
) -> anyhow::Result<()> {
    let wanted: ChannelFile = parse(file)?;
    let secrets = match secrets_file {
        Some(path) => secrets(&json(path)?).with_context(|| format!("read the secrets in {}", path.display()))?,
        None => BTreeMap::new(),
    };
    let view = shop
        .connect(NewChannel {
            id,
            name: wanted.name,
            plugin: wanted.plugin,
            config: if wanted.settings.is_null() { Value::Object(serde_json::Map::new()) } else { wanted.settings },
            secrets,
            routing: wanted.routing,
            private_hosts: wanted.private_hosts,
            pace_per_10s: wanted.pace_per_10s,
        })
        .await?;
    say(&format!("{} is stored; its webhook address is", view.id));
    say(&format!("{}{}", public_url.trim_end_matches('/'), view.hook_path));
    Ok(())
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
