//! One case file: docs/plugins/cases.md describes it.

use super::mistake::{Mistake, line_of};
use crate::args::PluginFunction;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[derive(Debug, Clone)]
pub struct Case {
    pub file: PathBuf,
    pub text: String,
    pub title: String,
    pub told: Told,
}

/// What the author wrote.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    #[serde(default)]
    title: Option<String>,
    pub call: PluginFunction,
    #[serde(default = "one")]
    pub attempt: u32,
    #[serde(default)]
    pub config: Map<String, Value>,
    #[serde(default)]
    pub secrets: Map<String, Value>,
    #[serde(default)]
    pub kv: Vec<Entry>,
    #[serde(default)]
    pub clock: Option<Moment>,
    #[serde(default, alias = "random-seed")]
    pub random_seed: Option<u64>,
    /// The webhook gets the signature that the manifest declares.
    #[serde(default)]
    pub sign: bool,
    #[serde(default)]
    pub request: Value,
    #[serde(default)]
    pub http: Vec<Scripted>,
    pub expect: Map<String, Value>,
}

fn one() -> u32 {
    1
}

/// Milliseconds since 1970 UTC, or RFC 3339.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(untagged)]
pub enum Moment {
    Millis(i64),
    Text(Timestamp),
}

impl Moment {
    pub fn at(self) -> Timestamp {
        match self {
            Self::Millis(ms) => deskbell_domain::time::from_millis(ms),
            Self::Text(at) => at,
        }
    }
}

/// Something that the plugin's own store holds already.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub bucket: String,
    pub key: String,
    #[serde(default)]
    value: Option<String>,
    #[serde(default)]
    base64: Option<String>,
}

/// A request that the outside world expects, and how it answers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scripted {
    #[serde(default)]
    pub method: Option<String>,
    /// With scheme and query; a `*` at its end stands for any rest.
    pub url: String,
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    #[serde(default)]
    pub body: Option<Value>,
    #[serde(default = "one")]
    pub times: u32,
    #[serde(default)]
    pub answer: Answer,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Answer {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: Option<Value>,
    pub base64: Option<String>,
    pub file: Option<PathBuf>,
    pub delay_ms: u64,
    /// The body comes byte by byte, one in each of these.
    pub drip_ms: u64,
    /// The connection ends without an answer.
    pub broken: bool,
    #[serde(skip)]
    pub bytes: Bytes,
}

impl Default for Answer {
    fn default() -> Self {
        let (body, base64, file) = (None, None, None);
        let headers = BTreeMap::new();
        Self { status: 200, headers, body, base64, file, delay_ms: 0, drip_ms: 0, broken: false, bytes: Bytes::new() }
    }
}

/// What `expect` may name.
const EXPECTED: [&str; 24] = [
    "outcome",
    "events",
    "reply",
    "reason",
    "receipt",
    "answer",
    "blob",
    "account",
    "error",
    "fault",
    "capabilities",
    "pairing",
    "findings",
    "templates",
    "template",
    "matches",
    "documents",
    "actions",
    "message",
    "next",
    "next_cursor",
    "more",
    "kv",
    "requests",
];

impl Case {
    pub fn read(file: &Path) -> Result<Self, Mistake> {
        let text = std::fs::read_to_string(file).map_err(|e| Mistake::new(file, 1, format!("cannot be read: {e}")))?;
        let mut told: Told = serde_json::from_str(&text).map_err(|e| Mistake::syntax(file, &e))?;
        let case = |line, message| Mistake::new(file, line, message);
        if let Some(key) = told.expect.keys().find(|key| !EXPECTED.contains(&key.as_str())) {
            let line = line_of(&text, &["expect", key]);
            return Err(case(line, format!("`expect` has no `{key}`")).nearest(key, &EXPECTED));
        }
        for scripted in &mut told.http {
            let line = line_of(&text, &["http", &scripted.url]);
            scripted.complete(file).map_err(|message| case(line, message))?;
        }
        let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let title = told.title.take().unwrap_or(stem);
        Ok(Self { file: file.to_owned(), text, title, told })
    }

    /// A mistake in one part of the case, which `parts` lead to.
    pub fn mistake(&self, parts: &[&str], message: impl Into<String>) -> Mistake {
        Mistake::new(&self.file, line_of(&self.text, parts), message.into())
    }

    /// The file's name.
    pub fn name(&self) -> String {
        self.file.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    pub fn folder(&self) -> &Path {
        self.file.parent().unwrap_or(Path::new("."))
    }
}

impl Entry {
    pub fn bytes(&self) -> Result<Vec<u8>, String> {
        match (&self.value, &self.base64) {
            (Some(text), None) => Ok(text.clone().into_bytes()),
            (None, Some(code)) => {
                STANDARD.decode(code).map_err(|_| format!("the value of `{}` is not base64", self.key))
            }
            _ => Err(format!("`{}` needs one of `value` and `base64`", self.key)),
        }
    }
}

impl Scripted {
    /// One answer to whatever is asked, as often as it is.
    pub fn anything(answer: Answer) -> Self {
        Self { method: None, url: "*".to_owned(), headers: BTreeMap::new(), body: None, times: u32::MAX, answer }
    }

    /// The same answer to whatever is asked of the same address.
    pub fn widen(&mut self) {
        (self.body, self.times) = (None, u32::MAX);
        if let Some((address, _)) = self.url.split_once('?') {
            self.url = format!("{address}*");
        }
    }

    /// Checks what JSON cannot, and reads the answer's body.
    fn complete(&mut self, file: &Path) -> Result<(), String> {
        if !self.url.starts_with("http://") && !self.url.starts_with("https://") {
            return Err(format!("`url` is {:?}; write it whole, from https:// on", self.url));
        }
        if self.times == 0 {
            return Err("`times` is 0; leave the answer out".into());
        }
        let answer = &mut self.answer;
        if !(200..=599).contains(&answer.status) {
            return Err(format!("`status` is {}, not 200 to 599", answer.status));
        }
        answer.bytes = match (&answer.body, &answer.base64, &answer.file) {
            (None, None, None) => Bytes::new(),
            (Some(Value::String(text)), None, None) => Bytes::from(text.clone()),
            (Some(json), None, None) => Bytes::from(json.to_string()),
            (None, Some(code), None) => STANDARD.decode(code).map_err(|_| "`base64` is no base64")?.into(),
            (None, None, Some(name)) => {
                let path = file.parent().unwrap_or(Path::new(".")).join(name);
                std::fs::read(&path).map_err(|e| format!("read {}: {e}", path.display()))?.into()
            }
            _ => return Err("an answer has one of `body`, `base64` and `file`".into()),
        };
        let json = answer.body.as_ref().is_some_and(|body| !body.is_string());
        let named = answer.headers.keys().any(|name| name.eq_ignore_ascii_case("content-type"));
        if json && !named {
            answer.headers.insert("content-type".into(), "application/json".into());
        }
        Ok(())
    }
}
