//! Webhooks that were tampered with, and webhooks that come again.

use super::bench::{Bench, Ending, Hook};
use super::report::Verdict;
use crate::args::PluginFunction::Handle;
use deskbell_plugins::WebhookRequest;
use std::time::Duration;

/// Bytes that are changed in each body.
const FLIPS: usize = 16;

const NO_WEBHOOK: &str = "no case of `handle` ends well; the plugin takes no webhooks, or its cases show none";

pub async fn tampered(bench: &mut Bench) -> anyhow::Result<Verdict> {
    let cases = bench.good(Handle);
    let (mut found, mut tried) = (Vec::new(), 0);
    for (case, _) in &cases {
        let hook = bench.hook(case).await?;
        if hook.plugin.verify(&hook.account, &hook.request) == deskbell_plugins::Verification::Handshake {
            continue;
        }
        let forgeries = forgeries(&hook);
        if forgeries.is_empty() {
            found.push(format!("{}: nothing in the request proves where it comes from", hook.case));
        }
        for (what, forged) in forgeries {
            tried += 1;
            let ending = hook.deliver(&forged).await;
            if ending != Ending::Refused {
                found.push(format!("{}: with {what} it was not rejected: {ending:?}", hook.case));
            }
        }
    }
    Ok(match cases.is_empty() {
        true => Verdict::none(NO_WEBHOOK),
        false => Verdict::of(found, format!("{tried} forgeries of {} webhooks", cases.len())),
    })
}

/// Where the host verifies: bytes of the body, and every header that the
/// signature needs. Where the plugin does: whatever holds a secret; without any
/// the body must be signed.
fn forgeries(hook: &Hook) -> Vec<(String, WebhookRequest)> {
    let shared = places(hook, |text| hook.secret_in(text));
    if hook.by_plugin() {
        return if shared.is_empty() { bodies(hook) } else { shared };
    }
    let proof = places(hook, |_| true).into_iter().filter(|(_, forged)| hook_refuses(hook, forged));
    bodies(hook).into_iter().chain(proof.take(8)).chain(unsigned(hook)).collect()
}

/// Other headers may change: they prove nothing.
fn hook_refuses(hook: &Hook, forged: &WebhookRequest) -> bool {
    !matches!(hook.plugin.verify(&hook.account, forged), deskbell_plugins::Verification::Verified)
}

fn bodies(hook: &Hook) -> Vec<(String, WebhookRequest)> {
    let length = hook.request.body.len();
    let flip = |n: usize| {
        let place = n * length / FLIPS.min(length);
        let mut body = hook.request.body.to_vec();
        body[place] ^= 1;
        (format!("byte {place} of the body changed"), WebhookRequest { body: body.into(), ..hook.request.clone() })
    };
    (0..FLIPS.min(length)).map(flip).collect()
}

/// Headers and query values with their last character changed, or left out.
fn places(hook: &Hook, wanted: impl Fn(&str) -> bool) -> Vec<(String, WebhookRequest)> {
    let mut forged = Vec::new();
    let mut change = |what: &str, name: &str, edit: &dyn Fn(&mut WebhookRequest)| {
        let mut request = hook.request.clone();
        edit(&mut request);
        forged.push((format!("{what} {name}"), request));
    };
    for (n, (name, value)) in hook.request.headers.iter().enumerate().filter(|(_, (_, value))| wanted(value)) {
        change("a changed header", name, &|request| request.headers[n].1 = altered(value));
        change("no header", name, &|request| drop(request.headers.remove(n)));
    }
    for (n, (name, value)) in hook.request.query.iter().enumerate().filter(|(_, (_, value))| wanted(value)) {
        change("a changed query value", name, &|request| request.query[n].1 = altered(value));
        change("no query value", name, &|request| drop(request.query.remove(n)));
    }
    forged
}

fn unsigned(hook: &Hook) -> Option<(String, WebhookRequest)> {
    let bare = WebhookRequest { headers: Vec::new(), ..hook.request.clone() };
    Some(("no headers at all".to_owned(), bare))
}

fn altered(value: &str) -> String {
    let mut letters: Vec<char> = value.chars().collect();
    match letters.last_mut() {
        Some(last) => *last = if *last == 'x' { 'y' } else { 'x' },
        None => letters.push('x'),
    }
    letters.into_iter().collect()
}

/// Providers repeat what was not answered, and some repeat what was.
pub async fn twice(bench: &mut Bench) -> anyhow::Result<Verdict> {
    let cases = bench.good(Handle);
    let (mut found, mut events) = (Vec::new(), 0);
    for (case, _) in &cases {
        let hook = bench.hook(case).await?;
        let request = later(&hook);
        let first = hook.meeting(hook.request.received, 1).deliver(&hook.request).await;
        let again = hook.meeting(request.received, 2).deliver(&request).await;
        if let Ending::Taken(keys) = &first {
            events += keys.len();
        }
        if first != again {
            found.push(format!("{}: first {first:?}, half a minute later {again:?}", hook.case));
        }
    }
    Ok(match (cases.is_empty(), events) {
        (true, _) => Verdict::none(NO_WEBHOOK),
        (false, 0) => Verdict::none("no case of `handle` brings an event"),
        _ => Verdict::of(found, format!("{} webhooks with {events} events", cases.len())),
    })
}

/// The same request, signed anew where its signature holds the moment.
fn later(hook: &Hook) -> WebhookRequest {
    let received = hook.request.received + Duration::from_secs(30);
    let mut request = WebhookRequest { received, ..hook.request.clone() };
    if !hook.by_plugin() {
        // What cannot be signed carries its own proof.
        let _ = hook.plugin.sign(&hook.account, &mut request);
    }
    request
}
