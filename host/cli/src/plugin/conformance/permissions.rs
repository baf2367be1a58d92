//! What an operator may refuse: each permission by itself.

use super::bench::{Bench, ending};
use super::report::Verdict;
use deskbell_plugins::{GrantPolicy, Grants, LoadError, Permission};

pub async fn withheld(bench: &mut Bench) -> anyhow::Result<Verdict> {
    let asked = bench.plugin.manifest().permissions();
    let (mut found, mut refused) = (Vec::new(), 0);
    for permission in &asked {
        let rest = asked.iter().filter(|other| *other != permission).cloned().collect();
        let policy = GrantPolicy::Only(Grants(rest));
        let name = words(permission);
        match bench.runtime.load_granted(bench.component.clone(), &policy).await {
            // The last of its kind: it cannot even be installed so.
            Err(LoadError::Import { .. }) => refused += 1,
            Err(other) => found.push(format!("without {name}: {other}")),
            Ok(plugin) => {
                for case in bench.cases.clone() {
                    let ended = bench.play_by(&plugin, &case, None).await?;
                    if ended["outcome"] == "fault" {
                        found.push(format!("without {name}, {}: {}", case.name(), ending(&ended)));
                    }
                }
            }
        }
    }
    let tried = format!(
        "{} permissions withheld one by one; {refused} of them the host already refuses at install",
        asked.len()
    );
    Ok(match asked.is_empty() {
        true => Verdict::none("plugin.toml asks for no permission"),
        false => Verdict::of(found, tried),
    })
}

fn words(permission: &Permission) -> String {
    match permission {
        Permission::Http { host } => format!("the host {host}"),
        Permission::Secret { name, usage } => format!("use \"{}\" of secret {name}", usage.name()),
        Permission::Kv { bucket } => format!("the bucket {bucket}"),
        Permission::MediaRead => "reading files".to_owned(),
        Permission::MediaWrite => "writing files".to_owned(),
    }
}
