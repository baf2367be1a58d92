//! The SDK's `Cargo.toml` as it must stand outside this repository: what it
//! takes from the workspace is written out.

use anyhow::{Context, bail};
use toml::{Table, Value};

const SDK: &str = include_str!("../../../../../sdk/rust/Cargo.toml");
const WORKSPACE: &str = include_str!("../../../../../Cargo.toml");

pub fn sdk_manifest() -> anyhow::Result<String> {
    let (mut sdk, workspace) = (table(SDK)?, table(WORKSPACE)?);
    let root = workspace.get("workspace").context("the root manifest is a workspace")?;
    for part in ["package", "dependencies", "dev-dependencies"] {
        let Some(own) = sdk.get_mut(part).and_then(Value::as_table_mut) else { continue };
        let shared = root.get(part.trim_start_matches("dev-")).and_then(Value::as_table);
        for (name, value) in own.iter_mut().filter(|(_, value)| inherits(value)) {
            let found = shared
                .and_then(|shared| shared.get(name))
                .with_context(|| format!("{part}.{name} in the workspace"))?;
            *value = merged(found, value)?;
        }
    }
    // The lints are about how the SDK is written, not about who uses it.
    sdk.remove("lints");
    toml::to_string(&sdk).context("write the SDK's manifest")
}

fn table(text: &str) -> anyhow::Result<Table> {
    text.parse().context("read a manifest of this repository")
}

fn inherits(value: &Value) -> bool {
    value.get("workspace").is_some()
}

/// A dependency may add to what the workspace says.
fn merged(shared: &Value, own: &Value) -> anyhow::Result<Value> {
    let extra = own.as_table().context("an inherited value is a table")?;
    if extra.len() == 1 {
        return Ok(shared.clone());
    }
    if shared.get("path").is_some() {
        bail!("the SDK depends on a crate of this repository, which its copy would lack");
    }
    let mut all = match shared {
        Value::Table(table) => table.clone(),
        version => Table::from_iter([("version".to_owned(), version.clone())]),
    };
    all.extend(extra.iter().filter(|(key, _)| *key != "workspace").map(|(key, value)| (key.clone(), value.clone())));
    Ok(Value::Table(all))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// D2: the copy is the SDK; two that differ would be two SDKs.
    #[test]
    fn d2_the_copy_says_what_the_repository_says() {
        let (copy, sdk, root) =
            (table(&sdk_manifest().unwrap()).unwrap(), table(SDK).unwrap(), table(WORKSPACE).unwrap());
        assert!(!sdk_manifest().unwrap().contains("workspace"));
        for part in ["package", "dependencies"] {
            let (own, written) = (sdk[part].as_table().unwrap(), copy[part].as_table().unwrap());
            assert_eq!(own.keys().collect::<Vec<_>>(), written.keys().collect::<Vec<_>>());
            for (name, value) in own {
                let expected = if inherits(value) { &root["workspace"][part][name] } else { value };
                assert_eq!(&written[name], expected, "{part}.{name}");
            }
        }
    }
}
