//! The outcome of a call as JSON. Its shape is a contract with partners:
//! fields are only added.

use super::answer;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use deskbell_domain::channel::Capabilities;
use deskbell_domain::journal::Events;
use deskbell_domain::pairing::Terms;
use deskbell_plugins::{AccountInfo, Failure, Handled, LogLevel, LogLine, Outcome, Page, Usage};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// What is printed, and the exit code.
pub struct Printed {
    pub value: Value,
    pub code: u8,
}

const ANSWERED: u8 = 0;
const REFUSED: u8 = 1;
const FAULT: u8 = 2;

pub fn described(result: Result<Capabilities, Failure>, pairing: Option<&Terms>) -> Printed {
    match result {
        Ok(capabilities) => {
            let pairing = pairing.map(answer::terms);
            let value = json!({ "outcome": "ok", "capabilities": capabilities, "pairing": pairing });
            Printed { value, code: ANSWERED }
        }
        Err(failure) => failed(&failure, Map::new()),
    }
}

/// The host's own checks refused the request; the plugin did not run.
pub fn refused(status: u16, reason: &str) -> Printed {
    let value = json!({ "outcome": "refused", "reply": { "status": status }, "reason": reason });
    Printed { value, code: REFUSED }
}

pub fn plain<T: Serialize>(name: &str, outcome: Outcome<T>) -> Printed {
    print(outcome, |answer| json!({ name: answer }))
}

pub fn account(outcome: Outcome<AccountInfo>) -> Printed {
    print(outcome, |info| json!({ "account": { "remote_id": info.remote_id, "display": info.display } }))
}

pub fn handled(outcome: Outcome<Handled>) -> Printed {
    print(outcome, |handled| {
        let body = match String::from_utf8(handled.reply.body) {
            Ok(text) => json!(text),
            Err(bytes) => json!({ "base64": STANDARD.encode(bytes.into_bytes()) }),
        };
        let reply = json!({ "status": handled.reply.status, "content_type": handled.reply.content_type, "body": body });
        json!({ "reply": reply, "events": events(&handled.events) })
    })
}

pub fn polled(outcome: Outcome<Page>) -> Printed {
    print(outcome, |page| {
        json!({
            "events": events(&page.events),
            "next_cursor": page.next_cursor.map(|cursor| STANDARD.encode(cursor)),
            "more": page.more,
            "next_after_ms": page.next_after_ms,
        })
    })
}

pub fn events(events: &Events) -> Value {
    match events {
        Events::Channel(events) => json!(events),
        Events::Business(events) => json!(events),
    }
}

pub fn print<T>(outcome: Outcome<T>, answer: impl FnOnce(T) -> Value) -> Printed {
    let mut rest = Map::new();
    rest.insert("usage".into(), usage(&outcome.usage));
    rest.insert("log".into(), Value::Array(outcome.log.iter().map(line).collect()));
    let answer = match outcome.result {
        Ok(value) => answer(value),
        Err(failure) => return failed(&failure, rest),
    };
    let writes: Vec<Value> = outcome
        .kv
        .iter()
        .map(|write| {
            let value = write.value.as_ref().map(|value| STANDARD.encode(value));
            json!({ "bucket": write.bucket, "key": write.key, "value": value })
        })
        .collect();
    let mut value = Map::new();
    value.insert("outcome".into(), json!("ok"));
    if let Value::Object(fields) = answer {
        value.extend(fields);
    }
    value.insert("kv".into(), Value::Array(writes));
    value.extend(rest);
    Printed { value: Value::Object(value), code: ANSWERED }
}

fn failed(failure: &Failure, rest: Map<String, Value>) -> Printed {
    let mut value = Map::new();
    let code = match failure {
        Failure::Plugin(error) => {
            value.insert("outcome".into(), json!("error"));
            value.insert("error".into(), json!(error));
            REFUSED
        }
        Failure::Fault(fault) => {
            value.insert("outcome".into(), json!("fault"));
            let shown = json!({ "kind": fault.kind.name(), "detail": fault.detail, "backtrace": fault.backtrace });
            value.insert("fault".into(), shown);
            FAULT
        }
        Failure::Busy(reason) => {
            value.insert("outcome".into(), json!("busy"));
            value.insert("busy".into(), json!(reason.to_string()));
            FAULT
        }
    };
    value.extend(rest);
    Printed { value: Value::Object(value), code }
}

fn usage(usage: &Usage) -> Value {
    let part = |used: u64, limit: u64| json!({ "used": used, "limit": limit });
    let size = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    json!({
        "cpu_ms": part(usage.cpu_ms, usage.budget.cpu_ms),
        "wall_ms": part(usage.wall_ms, usage.budget.wall_ms),
        "memory_bytes": part(size(usage.peak_memory), size(usage.budget.memory)),
        "http_requests": usage.http_requests,
        "kv_operations": usage.kv_ops,
        "log_lines": usage.log_lines,
        "log_dropped": usage.log_dropped,
        "limits": {
            "http_requests": usage.budget.http_requests,
            "kv_operations": usage.budget.kv_ops,
            "log_lines": usage.budget.log_lines,
        },
    })
}

fn line(line: &LogLine) -> Value {
    let level = match line.level {
        LogLevel::Debug => "debug",
        LogLevel::Info => "info",
        LogLevel::Warn => "warn",
        LogLevel::Error => "error",
    };
    json!({ "level": level, "message": line.message, "fields": line.fields })
}

/// What a text in base64 stands for.
pub fn decoded(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}
