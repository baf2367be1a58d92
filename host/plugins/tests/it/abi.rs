//! Every version of the contract against every capability: nothing is linked
//! that was not asked for and granted.

use crate::Bench;
use crate::guest::Guest;
use deskbell_plugins::{GrantPolicy, Grants, LoadError};

/// Released versions. A new one is added here, and stays.
const VERSIONS: [&str; 1] = ["0.1.0"];

/// What every plugin has without asking.
const FREE: [&str; 4] = ["log", "clock", "random", "config"];

/// An interface, a function of it as a core import, and the lines that ask for it.
const CAPABILITIES: [(&str, &str, &str, &str); 4] = [
    (
        "http",
        "send",
        "i32 i32 i32 i32 i32 i32 i32 i32 i64 i32 i32 i32 i32 i32 i32",
        "[[http]]\nhost = \"api.example.com\"\nmethods = [\"GET\"]\nwhy = \"test\"\n",
    ),
    (
        "secrets",
        "matches",
        "i32 i32 i32 i32 i32",
        "[[secret]]\nname = \"key\"\nlabel = \"Key\"\nuse = [\"compare\"]\nwhy = \"test\"\n",
    ),
    ("kv", "get", "i32 i32 i32 i32 i32", "[[kv]]\nbucket = \"state\"\nwhy = \"test\"\n"),
    ("media", "put", "i32 i32 i32 i32 i32", "[media]\nwrite = true\nwhy = \"test\"\n"),
];

fn import(version: &str, (interface, function, parameters, _): (&str, &str, &str, &str)) -> String {
    format!(r#"(import "deskbell:host/{interface}@{version}" "{function}" (func (param {parameters})))"#)
}

fn reason(error: LoadError) -> String {
    match error {
        LoadError::Import { reason, .. } => reason,
        other => panic!("refused for another reason: {other:?}"),
    }
}

#[tokio::test]
async fn x7_every_capability_of_every_version_is_denied_unless_granted() {
    let bench = Bench::new();
    for version in VERSIONS {
        for capability in CAPABILITIES {
            let (interface, _, _, asks) = capability;
            let guest = Guest::new().imports(import(version, capability));
            let unasked = reason(bench.refusal(guest.clone()).await);
            assert!(unasked.contains("add to plugin.toml"), "{interface}@{version}: {unasked}");
            let asked = guest.asks(asks).build();
            let nothing = GrantPolicy::Only(Grants::default());
            let ungranted = reason(bench.runtime.load_granted(asked.clone(), &nothing).await.unwrap_err());
            assert!(ungranted.contains("did not grant"), "{interface}@{version}: {ungranted}");
            let granted = bench.runtime.load_granted(asked, &GrantPolicy::AllAsked).await.unwrap();
            assert_eq!(granted.grants().0.len(), 1, "{interface}@{version}");
        }
    }
}

/// An interface that is added to the contract is added to the walk, or this fails.
#[test]
fn x7_the_walk_leaves_no_interface_out() {
    let contract = include_str!("../../../../wit/host/host.wit");
    let named = contract.lines().filter_map(|line| line.strip_prefix("interface "));
    let mut interfaces: Vec<&str> = named.map(|rest| rest.trim_end_matches([' ', '{'])).collect();
    interfaces.sort_unstable();
    let mut walked: Vec<&str> = CAPABILITIES.iter().map(|(interface, ..)| *interface).chain(FREE).collect();
    walked.sort_unstable();
    assert_eq!(walked, interfaces);
}
