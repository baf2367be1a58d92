//! What the outside world is told to say in one case, and what it heard.

use super::case::Scripted;
use super::compare::matches;
use super::wire;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

#[derive(Default)]
pub struct Script {
    answers: Vec<(Scripted, u32)>,
    /// Names and values; a value leaves this type only as its name.
    secrets: Vec<(String, String)>,
    heard: Vec<Value>,
    unexpected: Vec<String>,
}

impl Script {
    /// The longest secret first, so that one within another is not cut out of it.
    pub fn new(answers: Vec<Scripted>, mut secrets: Vec<(String, String)>) -> Self {
        secrets.retain(|(_, value)| !value.is_empty());
        secrets.sort_by_key(|(_, value)| std::cmp::Reverse(value.len()));
        let answers = answers.into_iter().map(|answer| (answer, 0)).collect();
        Self { answers, secrets, heard: Vec::new(), unexpected: Vec::new() }
    }

    /// The first answer that fits and is not used up.
    pub fn answer(&mut self, request: wire::Request) -> Option<Scripted> {
        let request = self.masked(request.shown());
        self.heard.push(request.clone());
        let fits = self.answers.iter_mut().find(|(answer, used)| *used < answer.times && answer.fits(&request));
        match fits {
            Some((answer, used)) => {
                *used += 1;
                Some(answer.clone())
            }
            None => {
                let (method, url) = (text(&request, "method"), text(&request, "url"));
                self.unexpected.push(format!("nothing in `http` answers {method} {url}{}", self.nearest(&request)));
                None
            }
        }
    }

    fn nearest(&self, request: &Value) -> String {
        let same = self.answers.iter().find(|(answer, _)| answer.reaches(text(request, "url")));
        match same {
            Some((answer, used)) if *used >= answer.times => format!("; its answer was given {used} times already"),
            Some(_) => format!("; method, headers or body differ: {}", super::compare::shown(request)),
            None => String::new(),
        }
    }

    /// What went wrong outside: requests nobody expected, answers nobody asked for.
    pub fn complaints(&self) -> Vec<String> {
        let unused = self.answers.iter().filter(|(answer, used)| *used < answer.times).map(|(answer, used)| {
            let method = answer.method.as_deref().unwrap_or("a request to");
            format!("{method} {} was expected {} times, came {used} times", answer.url, answer.times)
        });
        self.unexpected.iter().cloned().chain(unused).collect()
    }

    pub fn heard(&self) -> Value {
        Value::Array(self.heard.clone())
    }

    /// Secrets as `{secret.NAME}`, wherever they stand.
    fn masked(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(
                self.secrets
                    .iter()
                    .fold(text, |text, (name, value)| text.replace(value.as_str(), &format!("{{secret.{name}}}"))),
            ),
            Value::Array(items) => items.into_iter().map(|item| self.masked(item)).collect(),
            Value::Object(fields) => fields.into_iter().map(|(key, value)| (key, self.masked(value))).collect(),
            other => other,
        }
    }
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

impl Scripted {
    fn reaches(&self, url: &str) -> bool {
        match self.url.strip_suffix('*') {
            Some(start) => url.starts_with(start),
            None => url == self.url,
        }
    }

    fn fits(&self, request: &Value) -> bool {
        let header = |(name, value): (&String, &String)| request["headers"][name.to_lowercase()] == json!(value);
        self.reaches(text(request, "url"))
            && self.method.as_ref().is_none_or(|m| m.eq_ignore_ascii_case(text(request, "method")))
            && self.headers.iter().all(header)
            && self.body.as_ref().is_none_or(|body| matches(body, &request["body"]))
    }
}

/// Bytes as people read them: JSON, text, or `{"base64": "…"}`.
pub fn readable(bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(text) => serde_json::from_str(text).ok().filter(Value::is_object).unwrap_or_else(|| json!(text)),
        Err(_) => json!({ "base64": STANDARD.encode(bytes) }),
    }
}
