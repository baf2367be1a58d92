//! Trouble at the service: what a plugin makes of it decides whether a message
//! is repeated, given up, or shown to a person.

use super::bench::{Bench, ending};
use super::report::Verdict;
use crate::args::PluginFunction::{self, CheckAccount, FetchMedia, Poll, Send, Signal};
use crate::plugin::test::case::{Answer, Case, Scripted};
use bytes::Bytes;
use serde_json::Value;
use std::time::Duration;

const CALLS: [(PluginFunction, &str); 5] =
    [(Send, "send"), (Signal, "signal"), (FetchMedia, "fetch-media"), (CheckAccount, "check-account"), (Poll, "poll")];

/// Of each function so many cases are tried.
const SEEDS: usize = 2;
/// Less than the production gives, so that waiting does not take minutes.
const PATIENCE: Duration = Duration::from_secs(3);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weather {
    TooMany,
    Broken,
    Silent,
    Garbage,
    Drip,
    Cut,
}

impl Weather {
    const ALL: [Self; 6] = [Self::TooMany, Self::Broken, Self::Silent, Self::Garbage, Self::Drip, Self::Cut];

    fn name(self) -> &'static str {
        match self {
            Self::TooMany => "status 429",
            Self::Broken => "status 500",
            Self::Silent => "no answer in time",
            Self::Garbage => "an answer that is garbage",
            Self::Drip => "an answer that drips",
            Self::Cut => "a connection that breaks",
        }
    }

    fn answer(self) -> Answer {
        let usual = Answer::default();
        match self {
            Self::TooMany => {
                let headers = [("retry-after".to_owned(), "7".to_owned())].into();
                Answer { status: 429, headers, bytes: Bytes::from_static(b"slow down"), ..usual }
            }
            Self::Broken => Answer { status: 500, bytes: Bytes::from_static(b"<h1>Internal error</h1>"), ..usual },
            Self::Silent => Answer { delay_ms: 60_000, ..usual },
            Self::Garbage => Answer { bytes: Bytes::from_static(b"\x00\xff{[\xc3\x28<html>\xf0\x9f"), ..usual },
            Self::Drip => Answer { drip_ms: 100, bytes: Bytes::from(vec![b' '; 4096]), ..usual },
            Self::Cut => Answer { broken: true, ..usual },
        }
    }

    /// Kinds of errors that say what shall happen next.
    fn right(self) -> &'static [&'static str] {
        match self {
            Self::TooMany | Self::Broken => &["rate-limited", "retry"],
            Self::Silent | Self::Drip | Self::Cut => &["retry"],
            Self::Garbage => &["retry", "rejected"],
        }
    }
}

pub async fn errors(bench: &mut Bench) -> anyhow::Result<Verdict> {
    let (mut found, mut tried) = (Vec::new(), 0);
    for (function, name) in CALLS {
        let asking = bench.good(function).into_iter().filter(|(_, ended)| requests(ended) > 0);
        for (case, ended) in asking.take(SEEDS) {
            for weather in Weather::ALL {
                tried += 1;
                let clouded = under(&case, weather);
                let now = bench.play_within(&clouded, Some(PATIENCE)).await?;
                let complaint = judge(function, weather, &ended, &now);
                found.extend(complaint.map(|text| format!("{} ({name}), {}: {text}", case.name(), weather.name())));
            }
        }
    }
    Ok(match tried {
        0 => Verdict::none("no case that ends well makes a request"),
        _ => Verdict::of(found, format!("{tried} calls under {} kinds of trouble", Weather::ALL.len())),
    })
}

fn requests(found: &Value) -> usize {
    found["requests"].as_array().map_or(0, Vec::len)
}

/// Whatever is asked for, the answer is this weather.
fn under(case: &Case, weather: Weather) -> Case {
    let mut case = case.clone();
    case.told.http = vec![Scripted::anything(weather.answer())];
    case
}

fn judge(function: PluginFunction, weather: Weather, ended: &Value, now: &Value) -> Option<String> {
    let kind = now["error"]["kind"].as_str().unwrap_or_default();
    let lenient = function == Signal || (function == FetchMedia && weather == Weather::Garbage);
    match now["outcome"].as_str().unwrap_or_default() {
        "ok" if lenient => None,
        "ok" => Some("it answered as if all were well".into()),
        // Somebody else answers there: the address is the operator's to mend.
        "error" if function == CheckAccount && weather == Weather::Garbage && kind == "auth" => None,
        "error" if !weather.right().contains(&kind) => {
            Some(format!("{}; right would be {}", ending(now), weather.right().join(" or ")))
        }
        "error" if may_have_left(function, weather, ended) && now["error"]["uncertain"] != true && kind == "retry" => {
            Some("the message may have left, but the error does not say uncertain: it would be sent twice".into())
        }
        "error" => None,
        _ => Some(ending(now)),
    }
}

/// Only where the one request is the message itself.
fn may_have_left(function: PluginFunction, weather: Weather, ended: &Value) -> bool {
    let lost = matches!(weather, Weather::Silent | Weather::Drip | Weather::Cut);
    let posted = ended["requests"][0]["method"] == "POST" && requests(ended) == 1;
    function == Send && lost && posted
}
