//! Webhooks as nobody meant them: bytes changed, cut and doubled, and JSON
//! with other values in its places.

use deskbell_plugins::WebhookRequest;
use serde_json::{Value, json};

/// Numbers that follow from a seed, the same everywhere (SplitMix64).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let a = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let b = (a ^ (a >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        b ^ (b >> 31)
    }

    /// 0 to `end` exclusive; 0 where there is no choice.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.roll() % (end.max(1) as u64)).unwrap_or(0)
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// What bodies and values are spoiled with.
const WORDS: [&str; 14] = [
    "",
    "\0",
    "\u{202e}",
    "💥",
    "é",
    "null",
    "-1",
    "99999999999999999999",
    "1e999",
    "{}",
    "[[[[[[[[",
    "\"",
    "\\ud83d",
    "%00",
];
const LONGEST: usize = 256 * 1024;

/// One mutation of a request. Values that `keeps` stay, so that a plugin that
/// verifies by a shared secret still looks at the rest.
pub fn mutated(
    dice: &mut Dice,
    request: &WebhookRequest,
    other: &[u8],
    keeps: &dyn Fn(&str) -> bool,
) -> WebhookRequest {
    let mut request = request.clone();
    let free: Vec<usize> = (0..request.query.len()).filter(|n| !keeps(&request.query[*n].1)).collect();
    if !free.is_empty() && (request.body.is_empty() || dice.below(4) == 0) {
        let place = *dice.pick(&free);
        let value = spoiled(dice, request.query[place].1.as_bytes(), other);
        request.query[place].1 = String::from_utf8_lossy(&value).into_owned();
        return request;
    }
    let mut body = request.body.to_vec();
    for _ in 0..=dice.below(3) {
        body = spoiled(dice, &body, other);
    }
    body.truncate(LONGEST);
    request.body = body.into();
    request
}

fn spoiled(dice: &mut Dice, body: &[u8], other: &[u8]) -> Vec<u8> {
    match serde_json::from_slice(body) {
        Ok(json) if dice.below(2) == 0 => spoiled_json(dice, json),
        _ => spoiled_bytes(dice, body, other),
    }
}

fn spoiled_bytes(dice: &mut Dice, body: &[u8], other: &[u8]) -> Vec<u8> {
    let mut body = body.to_vec();
    let (start, length) = (dice.below(body.len() + 1), 1 + dice.below(64));
    let end = (start + length).min(body.len());
    match dice.below(7) {
        0 if start < body.len() => body[start] ^= 1 << dice.below(8),
        1 => drop(body.drain(start..end)),
        2 => {
            let twice = body[start..end].to_vec();
            body.splice(start..start, twice);
        }
        3 => body.truncate(start),
        4 => drop(body.splice(start..end, dice.pick(&WORDS).bytes())),
        5 => drop(body.splice(start.., other[dice.below(other.len() + 1)..].iter().copied())),
        _ => drop(body.splice(start..end, (0..length).map(|_| dice.roll().to_le_bytes()[0]))),
    }
    body
}

fn spoiled_json(dice: &mut Dice, mut json: Value) -> Vec<u8> {
    let mut place = dice.below(nodes(&json));
    if let Some(node) = nth(&mut json, &mut place) {
        *node = stranger(dice, node);
    }
    json.to_string().into_bytes()
}

/// Something else than the service would write there.
fn stranger(dice: &mut Dice, node: &Value) -> Value {
    match dice.below(8) {
        0 => Value::Null,
        1 => json!(*dice.pick(&[0, -1, i64::MAX, i64::MIN, 4_294_967_296])),
        2 => json!(*dice.pick(&[0.5, -1e308, 1e-308])),
        3 => json!(*dice.pick(&WORDS)),
        4 => json!("x".repeat(1 << dice.below(17))),
        5 => (0..dice.below(200)).fold(node.clone(), |inner, _| json!([inner])),
        6 => json!(vec![node.clone(); dice.below(40)]),
        _ => json!({ "type": node, "": {} }),
    }
}

fn nodes(json: &Value) -> usize {
    1 + match json {
        Value::Array(items) => items.iter().map(nodes).sum(),
        Value::Object(fields) => fields.values().map(nodes).sum(),
        _ => 0,
    }
}

/// The node that `left` counts down to, in order of writing.
fn nth<'a>(json: &'a mut Value, left: &mut usize) -> Option<&'a mut Value> {
    if *left == 0 {
        return Some(json);
    }
    *left -= 1;
    match json {
        Value::Array(items) => items.iter_mut().find_map(|item| nth(item, left)),
        Value::Object(fields) => fields.values_mut().find_map(|field| nth(field, left)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn request() -> WebhookRequest {
        WebhookRequest {
            method: "POST".into(),
            path: String::new(),
            query: vec![("key".into(), "secret-word".into()), ("id".into(), "17".into())],
            headers: vec![],
            body: br#"{"items":[{"id":"in-1","text":"Hello"}]}"#.as_slice().into(),
            received: jiff::Timestamp::UNIX_EPOCH,
        }
    }

    /// X7: a failure that cannot be looked at again helps nobody.
    #[test]
    fn x7_the_same_seed_spoils_in_the_same_way() {
        let keeps = |text: &str| text.contains("secret");
        let run = |seed| mutated(&mut Dice::new(seed), &request(), b"other", &keeps);
        let all: Vec<_> = (0..500).map(run).collect();
        assert_eq!(all, (0..500).map(run).collect::<Vec<_>>());
        assert!(all.iter().all(|request| request.query[0].1 == "secret-word"));
        let changed = all.iter().filter(|spoiled| **spoiled != request()).count();
        assert!(changed > 450, "{changed}");
        let json = all.iter().filter(|spoiled| serde_json::from_slice::<Value>(&spoiled.body).is_ok()).count();
        assert!((100..400).contains(&json), "{json} are still JSON");
    }

    #[test]
    fn x7_every_node_can_be_reached() {
        let json = json!({ "a": [1, { "b": 2 }], "c": null });
        assert_eq!(nodes(&json), 6);
        let found: Vec<Value> = (0..6).map(|n| nth(&mut json.clone(), &mut { n }).unwrap().clone()).collect();
        assert_eq!(found, [json.clone(), json["a"].clone(), json!(1), json!({ "b": 2 }), json!(2), Value::Null]);
    }
}
