//! `deskbell plugin keygen`, `sign` and `verify`.

use crate::args;
use crate::config;
use crate::keep::say;
use anyhow::{Context, bail};
use deskbell_plugins::{PublicKey, Seal, SecretKey, Trust, inspect, sign};
use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// A new key: FILE for its owner alone, FILE.pub for everybody.
pub fn keygen(file: &Path) -> anyhow::Result<ExitCode> {
    let key = SecretKey::generate();
    let public = PathBuf::from(format!("{}.pub", file.display()));
    fresh(file, 0o600, &key.reveal())?;
    fresh(&public, 0o644, &key.public().to_string())?;
    say(&format!("{} signs; keep it to yourself, with a copy where it cannot be lost.", file.display()));
    say(&format!("{} is key {}. Hosts that trust it have this in deskbell.toml:", public.display(), key.public().id()));
    say("");
    say("[[plugins.trust]]");
    say("prefix = \"com.example.\"   # how the ids of your plugins begin");
    say(&format!("key = \"{}\"", key.public()));
    say("name = \"Your name\"");
    Ok(ExitCode::SUCCESS)
}

/// An existing key is never written over.
fn fresh(file: &Path, mode: u32, text: &str) -> anyhow::Result<()> {
    let opened = fs::OpenOptions::new().write(true).create_new(true).mode(mode).open(file);
    let mut opened = opened.with_context(|| format!("make the key file {}", file.display()))?;
    writeln!(opened, "{text}").with_context(|| format!("write {}", file.display()))
}

/// Signs in place; the file is the old one or the new one, never half of it.
pub fn run(args: &args::PluginSign) -> anyhow::Result<ExitCode> {
    let key = secret(&args.key)?;
    let component = fs::read(&args.component).with_context(|| format!("read {}", args.component.display()))?;
    let manifest = inspect(&component).map_err(super::readable)?.manifest;
    let signed = sign(&component, &key)?;
    replace(&args.component, &signed).with_context(|| format!("write {}", args.component.display()))?;
    let (file, id) = (args.component.display(), key.public().id());
    say(&format!("{file}: {} {} is signed by key {id}", manifest.id, manifest.version));
    Ok(ExitCode::SUCCESS)
}

fn secret(file: &Path) -> anyhow::Result<SecretKey> {
    let text = fs::read_to_string(file).with_context(|| format!("read the key {}", file.display()))?;
    text.parse().with_context(|| format!("{} is no key to sign with", file.display()))
}

fn replace(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut scratch = tempfile::NamedTempFile::new_in(folder)?;
    scratch.write_all(bytes)?;
    scratch.as_file().set_permissions(fs::metadata(file)?.permissions())?;
    scratch.as_file().sync_all()?;
    scratch.persist(file)?;
    Ok(())
}

/// By one key, or by those that the configuration trusts.
pub fn verify(args: &args::PluginVerify) -> anyhow::Result<ExitCode> {
    let component = fs::read(&args.component).with_context(|| format!("read {}", args.component.display()))?;
    let manifest = inspect(&component).map_err(super::readable)?.manifest;
    let by = match &args.key {
        Some(key) => by_key(&component, &public(key)?)?,
        None => {
            let config = config::load(args.host.config.as_deref(), |_| {})?;
            let signer = Trust(config.plugins.trust).signer(&component, &manifest.id)?;
            format!("key {} of {}", signer.key, signer.name)
        }
    };
    say(&format!("{} {} is whole and signed by {by}", manifest.id, manifest.version));
    Ok(ExitCode::SUCCESS)
}

fn by_key(component: &[u8], key: &PublicKey) -> anyhow::Result<String> {
    match Seal::of(component)? {
        None => bail!("the file is not signed; `deskbell plugin sign` does that"),
        Some(seal) if seal.key != key.id() => bail!("the file is signed by key {}, not by {}", seal.key, key.id()),
        Some(seal) => seal.check(key)?,
    }
    Ok(format!("key {}", key.id()))
}

/// A key as text, or the file that holds it.
fn public(key: &str) -> anyhow::Result<PublicKey> {
    if !Path::new(key).is_file() {
        return Ok(key.parse()?);
    }
    let text = fs::read_to_string(key).with_context(|| format!("read the key {key}"))?;
    text.parse().with_context(|| format!("{key} is no public key"))
}
