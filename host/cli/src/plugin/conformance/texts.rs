//! Texts as people write them, in the place of a case's own.

use super::bench::{Bench, ending};
use super::report::Verdict;
use crate::args::PluginFunction::Send;
use crate::plugin::test::case::Case;
use deskbell_domain::channel::Capabilities;
use serde_json::json;

/// Every channel carries these, or says in one word that it cannot.
const USUAL: [(&str, &str); 9] = [
    ("Latin with accents", "Olá, seu carro está pronto — até já!"),
    ("Greek", "Το αυτοκίνητό σας είναι έτοιμο."),
    ("Cyrillic", "Ваш автомобіль готовий."),
    ("right to left", "السيارة جاهزة، شكرًا لك"),
    ("Chinese with four-byte characters", "车已修好𠮷𝔘"),
    ("emoji of several parts", "👩🏽‍🔧🚗✅🇧🇷"),
    ("combining marks", "e\u{301}a\u{303}o\u{308}"),
    ("several lines", "one\n\ttwo\r\nthree"),
    ("signs that formats know", "*a* _b_ <i>c</i> & \"d\" {e} 100% \\ 'f'"),
];

pub async fn carried(bench: &mut Bench) -> anyhow::Result<Verdict> {
    let Some(case) = bench.good(Send).into_iter().map(|(case, _)| case).find(is_text) else {
        return Ok(Verdict::none("no case of `send` with a text ends well"));
    };
    let (usual, odd) = (USUAL.map(|(name, text)| (name, text.to_owned())), odd(most(bench).await?));
    let mut found = Vec::new();
    for (name, text) in &usual {
        let ended = bench.play(&with_text(&case, text)).await?;
        if ended["outcome"] != "ok" {
            found.push(format!("{name}: {}", ending(&ended)));
        }
    }
    for (name, text) in &odd {
        let ended = bench.play(&with_text(&case, text)).await?;
        let kind = ended["error"]["kind"].as_str().unwrap_or_default();
        if ended["outcome"] != "ok" && !matches!(kind, "rejected" | "unsupported") {
            found.push(format!("{name}: {}; right would be rejected", ending(&ended)));
        }
    }
    Ok(Verdict::of(found, format!("{} texts in the place of {}'s", usual.len() + odd.len(), case.name())))
}

/// Taken, or refused for good: nothing that would be tried again for ever.
fn odd(most: usize) -> Vec<(&'static str, String)> {
    vec![
        ("empty", String::new()),
        ("blanks", " \n\t ".to_owned()),
        ("control characters", "a\u{0}\u{7}\u{1b}[31m\u{202e}b".to_owned()),
        ("as long as describe allows", "a".repeat(most)),
        ("as many four-byte characters", "🚗".repeat(most)),
        ("one more than describe allows", "a".repeat(most + 1)),
        ("64 KiB", "é".repeat(32 * 1024)),
    ]
}

async fn most(bench: &Bench) -> anyhow::Result<usize> {
    Ok(match bench.plugin.describe().await {
        Ok(Capabilities::Messaging(messaging)) => {
            usize::try_from(messaging.max_text).unwrap_or(4096).clamp(1, 64 * 1024)
        }
        _ => 4096,
    })
}

fn is_text(case: &Case) -> bool {
    case.told.request["content"]["kind"] == "text"
}

/// The service answers whatever the body is.
fn with_text(case: &Case, text: &str) -> Case {
    let mut case = case.clone();
    case.told.request["content"]["body"] = json!(text);
    for scripted in &mut case.told.http {
        scripted.widen();
    }
    case
}
