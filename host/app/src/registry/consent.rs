//! What a plugin asks for, in plain words: what an operator agrees to.

use deskbell_plugins::manifest::{HttpRule, SecretRule, SecretUse};
use deskbell_plugins::{Manifest, Permission};
use std::collections::BTreeSet;
use std::net::IpAddr;

/// How much harm a permission could do; the gravest stand first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Risk {
    High,
    Raised,
    Usual,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    Secrets,
    Network,
    Files,
    Storage,
}

/// One thing to agree to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentLine {
    pub permission: Permission,
    pub group: Group,
    pub risk: Risk,
    pub text: String,
    /// The author's reason.
    pub why: String,
    /// Not granted to the version that is at work, or less of it.
    pub new: bool,
    /// What is more than before, where the permission itself is not new.
    pub more: Option<String>,
}

/// The version that is at work, and what it may do.
pub(super) struct Before<'a> {
    pub manifest: &'a Manifest,
    pub granted: &'a BTreeSet<Permission>,
}

/// All that the manifest asks for, the gravest first.
pub(super) fn lines(manifest: &Manifest, before: Option<&Before<'_>>) -> Vec<ConsentLine> {
    let mut lines: Vec<ConsentLine> = manifest.permissions().into_iter().map(|p| line(manifest, p, before)).collect();
    lines.sort_by(|a, b| (a.risk, a.group, &a.permission).cmp(&(b.risk, b.group, &b.permission)));
    lines
}

fn line(manifest: &Manifest, permission: Permission, before: Option<&Before<'_>>) -> ConsentLine {
    let more = before.and_then(|before| more(&permission, before.manifest, manifest));
    let known = before.is_some_and(|before| before.granted.contains(&permission));
    let (group, risk, text, why) = match &permission {
        Permission::Http { host } => {
            let rules = rules(manifest, host);
            let (risk, text) = http(host, &rules);
            (Group::Network, risk, text, said(rules.iter().map(|rule| rule.why.as_str())))
        }
        Permission::Secret { name, usage } => {
            let rule = manifest.secrets.iter().find(|rule| rule.name == *name);
            let risk = if *usage == SecretUse::Reveal { Risk::High } else { Risk::Usual };
            (Group::Secrets, risk, secret(name, rule, *usage), said(rule.map(|rule| rule.why.as_str())))
        }
        Permission::Kv { bucket } => {
            let rule = manifest.kv.iter().find(|rule| rule.bucket == *bucket);
            let quota = rule.map_or(0, |rule| rule.quota_mb);
            let text = format!("keep up to {quota} MB of notes of its own for each channel (`{bucket}`)");
            (Group::Storage, Risk::Usual, text, said(rule.map(|rule| rule.why.as_str())))
        }
        Permission::MediaRead => {
            let text = "read the files of the messages that it is handed".into();
            (Group::Files, Risk::Usual, text, said(manifest.media.as_ref().map(|rule| rule.why.as_str())))
        }
        Permission::MediaWrite => {
            let text = "store files that come with messages".into();
            (Group::Files, Risk::Usual, text, said(manifest.media.as_ref().map(|rule| rule.why.as_str())))
        }
    };
    ConsentLine { permission, group, risk, text, why, new: !known || more.is_some(), more: more.filter(|_| known) }
}

fn said<'a>(reasons: impl IntoIterator<Item = &'a str>) -> String {
    let mut all: Vec<&str> = reasons.into_iter().collect();
    all.dedup();
    all.join("; ")
}

fn rules<'a>(manifest: &'a Manifest, host: &str) -> Vec<&'a HttpRule> {
    manifest.http.iter().filter(|rule| rule.host == host).collect()
}

fn methods(rules: &[&HttpRule]) -> BTreeSet<String> {
    rules.iter().flat_map(|rule| rule.methods.iter().cloned()).collect()
}

fn http(host: &str, rules: &[&HttpRule]) -> (Risk, String) {
    let methods = methods(rules).into_iter().collect::<Vec<_>>().join(", ");
    let settings = "; a private address or plain http must be named besides, where the channel is connected";
    if let Some(key) = whole_setting(host) {
        return (
            Risk::Raised,
            format!("send requests ({methods}) to the host that the setting `{key}` names{settings}"),
        );
    }
    if host.contains("{config.") {
        return (Risk::Raised, format!("send requests ({methods}) to {host}, where a setting fills the gap"));
    }
    if is_private(host) {
        let text = format!("send requests ({methods}) to {host}, which lies in your own network{settings}");
        return (Risk::Raised, text);
    }
    (Risk::Usual, format!("send requests ({methods}) to {host}, over https alone"))
}

fn whole_setting(host: &str) -> Option<&str> {
    host.strip_prefix("{config.")?.strip_suffix('}').filter(|key| !key.contains('}'))
}

/// As far as a name tells.
fn is_private(host: &str) -> bool {
    let bracketed = host.trim_start_matches('[').split(']').next().unwrap_or(host);
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let local = [".local", ".internal", ".lan", ".home.arpa"];
    let address = |text: &str| text.parse::<IpAddr>().is_ok();
    address(bracketed)
        || address(name)
        || name == "localhost"
        || !name.contains('.')
        || local.iter().any(|end| name.ends_with(end))
}

fn secret(name: &str, rule: Option<&SecretRule>, usage: SecretUse) -> String {
    let label = rule.map_or(name, |rule| rule.label.as_str());
    match usage {
        SecretUse::Reveal => format!("see the secret \"{label}\" itself (`{name}`)"),
        SecretUse::Header => format!("have the secret \"{label}\" (`{name}`) put into its requests, without seeing it"),
        SecretUse::Hmac => {
            format!("have data signed and checked with the secret \"{label}\" (`{name}`), without seeing it")
        }
        SecretUse::Compare => format!("have texts compared with the secret \"{label}\" (`{name}`), without seeing it"),
    }
}

/// What a permission of the same name reaches that it did not reach before.
fn more(permission: &Permission, before: &Manifest, now: &Manifest) -> Option<String> {
    match permission {
        Permission::Http { host } => {
            let (old, new) = (rules(before, host), rules(now, host));
            let added: Vec<String> = methods(&new).difference(&methods(&old)).cloned().collect();
            if !added.is_empty() {
                return Some(format!("also {}", added.join(", ")));
            }
            let largest = |rules: &[&HttpRule]| rules.iter().map(|rule| rule.max_blob_mb).max().unwrap_or(0);
            grown("files", largest(&old), largest(&new))
        }
        Permission::Kv { bucket } => {
            let quota = |m: &Manifest| m.kv.iter().find(|rule| rule.bucket == *bucket).map_or(0, |rule| rule.quota_mb);
            grown("notes", quota(before), quota(now))
        }
        Permission::Secret { .. } | Permission::MediaRead | Permission::MediaWrite => None,
    }
}

fn grown(what: &str, before: u64, now: u64) -> Option<String> {
    (now > before).then(|| format!("{what} of up to {now} MB, {before} before"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn manifest(tables: &str) -> Manifest {
        let head = "manifest = 1\nid = \"com.acme.sms\"\nname = \"ACME\"\nversion = \"1.0.0\"\nkind = \"channel\"\nhost-api = \">=0.1, <0.2\"\nlicense = \"MIT\"\n";
        Manifest::parse(&format!("{head}{tables}")).unwrap()
    }

    fn host(host: &str, methods: &str) -> String {
        format!("[[http]]\nhost = \"{host}\"\nmethods = [{methods}]\nwhy = \"talk\"\n")
    }

    /// X7: what could do most harm is read first.
    #[test]
    fn x7_the_gravest_permission_stands_first_and_is_named_plainly() {
        let secret =
            "[[secret]]\nname = \"token\"\nlabel = \"API token\"\nuse = [\"header\", \"reveal\"]\nwhy = \"sign in\"\n";
        let kv = "[[kv]]\nbucket = \"state\"\nwhy = \"remember\"\n[config]\ntype = \"object\"\n[config.properties.base_url]\ntype = \"string\"\n";
        let asks =
            [host("api.acme.example", "\"GET\""), host("{config.base_url}", "\"POST\""), secret.into(), kv.into()];
        let lines = lines(&manifest(&asks.concat()), None);
        let keys: Vec<String> = lines.iter().map(|line| line.permission.to_string()).collect();
        let expected = [
            "secret:token:reveal",
            "http:{config.base_url}",
            "secret:token:header",
            "http:api.acme.example",
            "kv:state",
        ];
        assert_eq!(keys, expected);
        assert!(lines[0].text.contains("see the secret \"API token\" itself"), "{}", lines[0].text);
        assert!(lines[1].text.contains("`base_url`") && lines[1].text.contains("plain http"), "{}", lines[1].text);
        assert_eq!((lines[3].risk, lines[3].why.as_str()), (Risk::Usual, "talk"));
        assert!(lines.iter().all(|line| line.new));
    }

    #[test]
    fn x7_hosts_of_the_own_network_are_named_as_such() {
        for (name, private) in [
            ("10.0.0.5", true),
            ("10.0.0.5:8080", true),
            ("[fd00::1]", true),
            ("localhost", true),
            ("erp", true),
            ("erp.lan:8443", true),
            ("api.acme.example", false),
            ("api.acme.example:8443", false),
        ] {
            assert_eq!(is_private(name), private, "{name}");
        }
    }

    /// X7: an upgrade could otherwise write where it was only let read.
    #[test]
    fn x7_more_of_a_granted_permission_is_new() {
        let before = manifest(&format!(
            "{}[[kv]]\nbucket = \"state\"\nwhy = \"remember\"\n",
            host("api.acme.example", "\"GET\"")
        ));
        let granted = before.permissions();
        let check = |tables: &str, expected: &[Option<&str>]| {
            let now = manifest(tables);
            let lines = lines(&now, Some(&Before { manifest: &before, granted: &granted }));
            let new: Vec<Option<&str>> = lines.iter().filter(|l| l.new).map(|l| l.more.as_deref()).collect();
            assert_eq!(new, expected, "{tables}");
        };
        check(&host("api.acme.example", "\"GET\""), &[]);
        check(&host("api.acme.example", "\"GET\", \"POST\""), &[Some("also POST")]);
        check(&host("other.example", "\"GET\""), &[None]);
        check("[[kv]]\nbucket = \"state\"\nquota-mb = 64\nwhy = \"x\"\n", &[Some("notes of up to 64 MB, 16 before")]);
        let large = host("api.acme.example", "\"GET\"") + "max-blob-mb = 200\n";
        check(&large, &[Some("files of up to 200 MB, 100 before")]);
    }
}
