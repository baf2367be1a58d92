//! Whether a request may leave, and where to. The one place that decides.

use crate::limits::HTTP_URL;
use crate::manifest::HttpRule;
use deskbell_domain::channel::PrivateHost;
use serde_json::Value;
use std::net::SocketAddr;
use url::{Host, Url};

/// A manifest rule with the account's settings filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HostRule {
    host: Host,
    port: Option<u16>,
    methods: Vec<String>,
    max_blob: u64,
}

/// A request that may leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    pub url: Url,
    /// Bytes of the largest response that is kept as a file.
    pub max_blob: u64,
}

/// What a manifest asks for, as far as it is granted and filled in. What is
/// not is kept to say what is missing.
#[derive(Default)]
pub(super) struct Rules {
    pub granted: Vec<HostRule>,
    pub refused: Vec<HostRule>,
    /// Hosts that name nothing yet, each with the reason.
    pub unfilled: Vec<String>,
}

impl Rules {
    pub fn read<'a>(
        asked: &[HttpRule],
        is_granted: impl Fn(&HttpRule) -> bool,
        setting: impl Fn(&str) -> Option<&'a Value>,
    ) -> Self {
        let mut rules = Self::default();
        for rule in asked {
            match HostRule::expand(rule, &setting) {
                Ok(host) if is_granted(rule) => rules.granted.push(host),
                Ok(host) => rules.refused.push(host),
                Err(reason) => rules.unfilled.push(reason),
            }
        }
        rules
    }

    /// Why a host that is not granted is not: the first step that helps.
    fn missing(&self, host: &Host, named: &str, method: &str) -> String {
        if self.refused.iter().any(|r| r.host == *host) {
            return format!("plugin.toml asks for host {host}, but the operator did not grant it");
        }
        let line = format!("add to plugin.toml: [[http]] host = \"{named}\" methods = [\"{method}\"]");
        match self.unfilled.first() {
            Some(reason) => format!("{reason}; enter it if host {host} is meant, else {line}"),
            None => line,
        }
    }
}

impl HostRule {
    /// The error says which setting is missing, or would change more than it should.
    fn expand<'a>(rule: &HttpRule, setting: impl Fn(&str) -> Option<&'a Value>) -> Result<Self, String> {
        let text = fill(&rule.host, setting)?;
        let (host, port) =
            host_and_port(&text).ok_or_else(|| format!("the settings do not make a host of \"{}\"", rule.host))?;
        Ok(Self { host, port, methods: rule.methods.clone(), max_blob: rule.max_blob_mb << 20 })
    }

    pub fn named(&self) -> (String, Option<u16>) {
        (self.host.to_string(), self.port)
    }

    fn allows(&self, method: &str) -> bool {
        self.methods.iter().any(|m| m == method)
    }
}

/// Puts settings into a host. A placeholder that is the whole host may hold a
/// host or a URL; one inside a name may hold a single label.
fn fill<'a>(pattern: &str, setting: impl Fn(&str) -> Option<&'a Value>) -> Result<String, String> {
    let value = |key: &str| {
        let text = setting(key).and_then(Value::as_str).filter(|text| !text.is_empty());
        text.ok_or_else(|| format!("setting \"{key}\" of the account is empty"))
    };
    let whole = pattern.strip_prefix("{config.").and_then(|rest| rest.strip_suffix('}')).filter(|k| !k.contains('}'));
    if let Some(key) = whole {
        return value(key).map(str::to_owned);
    }
    let mut out = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once("{config.") {
        let (key, tail) = after.split_once('}').ok_or_else(|| unreadable(pattern))?;
        let value = value(key)?;
        if !value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            return Err(format!("setting \"{key}\" is no single part of a host's name"));
        }
        out.push_str(before);
        out.push_str(value);
        rest = tail;
    }
    out.push_str(rest);
    if out.contains(['{', '}']) { Err(unreadable(pattern)) } else { Ok(out) }
}

fn unreadable(pattern: &str) -> String {
    format!("\"{pattern}\" in plugin.toml is no host")
}

fn host_and_port(text: &str) -> Option<(Host, Option<u16>)> {
    let with_scheme = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let url = Url::parse(&with_scheme).ok()?;
    Some((plain_host(&url)?, url.port()))
}

/// Lower case, punycode, without the trailing dot.
fn plain_host(url: &Url) -> Option<Host> {
    match url.host()?.to_owned() {
        Host::Domain(name) => {
            let name = name.strip_suffix('.').unwrap_or(&name);
            (!name.is_empty() && !name.split('.').any(str::is_empty)).then(|| Host::Domain(name.to_owned()))
        }
        ip => Some(ip),
    }
}

/// Whether these grants can be used together. A name leads to one machine: the
/// one that the operator fixed, or what DNS says.
pub fn check_private_hosts(grants: &[PrivateHost]) -> Result<(), String> {
    let mut read = Vec::new();
    for grant in grants {
        let unreadable = || {
            format!("the grant for host \"{}\" cannot be read; an address is written like 127.0.0.1:9001", grant.host)
        };
        read.push(Exception::read(grant).ok_or_else(unreadable)?);
    }
    match read.iter().find(|e| e.contradicted(&read)) {
        Some(e) => {
            Err(format!("host {} is granted with different addresses; give one address to all its ports", e.host))
        }
        None => Ok(()),
    }
}

/// A host and port that the operator named although they are not public https.
pub(super) struct Exception {
    pub host: Host,
    port: Option<u16>,
    http: bool,
    pub fixed: Option<SocketAddr>,
}

impl Exception {
    /// Grants that cannot be read grant nothing.
    pub fn read(grant: &PrivateHost) -> Option<Self> {
        let (host, _) = host_and_port(&grant.host)?;
        let fixed = match &grant.address {
            Some(address) => Some(address.parse().ok()?),
            None => None,
        };
        Some(Self { host, port: grant.port, http: grant.http, fixed })
    }

    /// The port of a fixed address counts only where the url names none.
    pub fn is_for_default_port(&self) -> bool {
        matches!(self.port, None | Some(80 | 443))
    }

    /// Another grant of the same host leads elsewhere.
    fn contradicted(&self, all: &[Self]) -> bool {
        let differs = |other: &Self| match (self.fixed, other.fixed) {
            (Some(a), Some(b)) => {
                a.ip() != b.ip() || (self.is_for_default_port() && other.is_for_default_port() && a != b)
            }
            (a, b) => a != b,
        };
        all.iter().any(|other| other.host == self.host && differs(other))
    }

    fn covers(&self, host: &Host, port: u16, scheme_port: u16) -> bool {
        self.host == *host && self.port.unwrap_or(scheme_port) == port
    }
}

/// Checks one request. The error says what to add where.
pub(super) fn check(raw: &str, method: &str, rules: &Rules, exceptions: &[Exception]) -> Result<Target, String> {
    let (url, host) = read(raw)?;
    let scheme_port = if url.scheme() == "https" { 443 } else { 80 };
    let port = url.port().unwrap_or(scheme_port);
    let exception = exceptions.iter().find(|e| e.covers(&host, port, scheme_port));
    let own_port = |rule: &HostRule| rule.port.unwrap_or(scheme_port) == port || exception.is_some();
    let named: Vec<_> = rules.granted.iter().filter(|r| r.host == host).collect();
    if named.is_empty() {
        return Err(rules.missing(&host, &host.to_string(), method));
    }
    let Some(rule) = named.iter().find(|r| own_port(r) && r.allows(method)) else {
        return Err(rules.missing(&host, &format!("{host}:{port}"), method));
    };
    if exception.is_some_and(|e| e.contradicted(exceptions)) {
        return Err(format!("the operator granted host {host} with different addresses; one of them has to go"));
    }
    check_exception(&url, &host, exception, exceptions)?;
    Ok(Target { url, max_blob: rule.max_blob })
}

fn read(raw: &str) -> Result<(Url, Host), String> {
    let bad = |what: &str| Err(format!("the url {what}"));
    if raw.len() > HTTP_URL {
        return bad("is over 8 KiB");
    }
    // The parser would quietly repair these, and repairs differ between parsers.
    if raw.chars().any(|c| c.is_control() || c == ' ' || c == '\\') {
        return bad("contains blanks, control characters or backslashes");
    }
    let Ok(mut url) = Url::parse(raw) else { return bad("cannot be read") };
    if !matches!(url.scheme(), "https" | "http") {
        return bad("is neither https nor http");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return bad("carries a user name; use a secret header");
    }
    let Some(host) = plain_host(&url) else { return bad("has no host") };
    if url.set_host(Some(&host.to_string())).is_err() {
        return bad("has no host");
    }
    url.set_fragment(None);
    Ok((url, host))
}

fn check_exception(url: &Url, host: &Host, exception: Option<&Exception>, all: &[Exception]) -> Result<(), String> {
    let Some(exception) = exception else {
        let ask = |why: &str| Err(format!("{why}; the operator must grant host {host} by name"));
        if url.scheme() == "http" {
            return ask("plain http");
        }
        if !matches!(host, Host::Domain(_)) {
            return ask("an address instead of a name");
        }
        // A granted host may resolve to a private address, so its other ports stay closed.
        return if all.iter().any(|e| e.host == *host) { ask("another port") } else { Ok(()) };
    };
    if url.scheme() == "http" && !exception.http {
        return Err(format!("the operator granted host {host} for https only"));
    }
    match (exception.fixed, host) {
        (Some(fixed), Host::Ipv4(ip)) if fixed.ip() != *ip => Err(mismatch(host)),
        (Some(fixed), Host::Ipv6(ip)) if fixed.ip() != *ip => Err(mismatch(host)),
        (Some(fixed), _) if url.port_or_known_default() != Some(fixed.port()) && url.port().is_some() => {
            Err(mismatch(host))
        }
        _ => Ok(()),
    }
}

fn mismatch(host: &Host) -> String {
    format!("the address the operator fixed for {host} differs from the one in the url")
}

#[cfg(test)]
mod tests;
