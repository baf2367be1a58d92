//! `deskbell plugin new`: a folder that builds, with the SDK and the contract
//! of this very version inside, because there is no public registry to depend
//! on.

mod name;
mod resolved;
mod stock;

use crate::args::{PluginLanguage, PluginNew};
use crate::keep::say;
use anyhow::{Context, bail};
use name::Name;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use stock::{Sdk, Wit};

pub fn run(args: &PluginNew) -> anyhow::Result<ExitCode> {
    let name = Name::new(&args.name, args.id.as_deref())?;
    let folder = PathBuf::from(&name.kebab);
    create(&folder, args, &name)?;
    say(&format!("{} is ready; README.md has the next commands", folder.display()));
    Ok(ExitCode::SUCCESS)
}

fn create(folder: &Path, args: &PluginNew, name: &Name) -> anyhow::Result<()> {
    let used = folder.read_dir().is_ok_and(|mut entries| entries.next().is_some());
    if used || folder.is_file() {
        bail!("{} is there already and not empty; choose another name, or empty it", folder.display());
    }
    let language = args.lang.folder();
    let template = format!("templates/{language}/{}/", args.kind.folder());
    for (path, content) in template_files(&template, name)? {
        write(&folder.join(path), &content)?;
    }
    for (path, content) in stock::below::<Sdk>(&format!("{language}/")) {
        write(&folder.join("deskbell/sdk").join(language).join(path), &content)?;
    }
    for (path, content) in stock::below::<Wit>("") {
        write(&folder.join("deskbell/wit").join(path), &content)?;
    }
    if args.lang == PluginLanguage::Rust {
        write(&folder.join("deskbell/sdk/rust/Cargo.toml"), resolved::sdk_manifest()?.as_bytes())?;
    }
    Ok(())
}

fn template_files(template: &str, name: &Name) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let filled = |(path, content): (String, Vec<u8>)| {
        let content = String::from_utf8(content).map(|text| name.fill(&text).into_bytes());
        (name.fill(&path), content.unwrap_or_else(|binary| binary.into_bytes()))
    };
    let files: Vec<_> = stock::below::<Sdk>(template).map(filled).collect();
    if files.is_empty() {
        bail!("this binary was built without {template}");
    }
    Ok(files)
}

fn write(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("make {}", folder.display()))?;
    }
    std::fs::write(path, content).with_context(|| format!("write {}", path.display()))
}
