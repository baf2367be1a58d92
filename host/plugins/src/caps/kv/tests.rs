#![allow(clippy::unwrap_used)]
use super::*;
use crate::caps::Permit;
use crate::fixtures::{Memory, account};
use crate::grants::{GrantPolicy, Grants};
use crate::manifest::Manifest;
use proptest::prelude::*;
use std::time::Instant;

const MANIFEST: &str = r#"
manifest = 1
id = "test.kv"
name = "KV"
version = "1.0.0"
kind = "channel"
host-api = ">=0.1"
license = "MIT"
[[kv]]
bucket = "b"
quota-mb = 1
why = "test"
"#;

fn caps(stored: &[(&str, &str)]) -> Caps {
    let mut account = account();
    let rows = stored.iter().map(|(k, v)| (("b".to_owned(), (*k).to_owned()), v.as_bytes().to_vec()));
    account.kv = Arc::new(Memory(rows.collect()));
    let manifest = Manifest::parse(MANIFEST).unwrap();
    let grants = Grants::effective(&manifest, &GrantPolicy::AllAsked);
    Caps::open(Arc::new(Permit { manifest, grants }), Arc::new(account), None, Instant::now())
}

fn keys(found: Answer<Vec<(String, KvEntry)>>) -> Vec<String> {
    found.unwrap().unwrap().into_iter().map(|(key, _)| key).collect()
}

#[test]
fn reads_see_the_calls_own_writes() {
    let mut caps = caps(&[("a", "1")]);
    assert_eq!(caps.kv_get("b", "a").unwrap().unwrap().unwrap().version, 1);
    caps.kv_set("b", "a", b"2".to_vec(), None).unwrap().unwrap();
    let entry = caps.kv_get("b", "a").unwrap().unwrap().unwrap();
    assert_eq!((entry.value.as_slice(), entry.version), (b"2".as_slice(), 2));
    caps.kv_delete("b", "a").unwrap().unwrap();
    assert_eq!(caps.kv_get("b", "a").unwrap(), Ok(None));
    let writes = std::mem::take(&mut caps.kv).into_writes();
    assert_eq!(writes, [KvWrite { bucket: "b".into(), key: "a".into(), value: None, ttl: None }]);
}

#[test]
fn sizes_and_operations_are_bounded() {
    let mut caps = caps(&[]);
    let long = "k".repeat(KV_KEY + 1);
    assert_eq!(caps.kv_set("b", &long, vec![], None).unwrap(), Err(KvError::TooLarge));
    assert_eq!(caps.kv_set("b", "k", vec![0; KV_VALUE + 1], None).unwrap(), Err(KvError::TooLarge));
    caps.kv_set("b", "k", vec![0; KV_VALUE], None).unwrap().unwrap();
    assert!(matches!(caps.kv_get("other", "k").unwrap(), Err(KvError::Denied(_))));
    for _ in 4..KV_OPERATIONS {
        caps.kv_get("b", "k").unwrap().unwrap();
    }
    assert_eq!(caps.kv_get("b", "k").unwrap(), Err(KvError::Quota));
}

#[test]
fn the_quota_counts_what_will_be_there() {
    let mut caps = caps(&[]);
    for n in 0..3 {
        caps.kv_set("b", &n.to_string(), vec![0; KV_VALUE], None).unwrap().unwrap();
    }
    assert_eq!(caps.kv_set("b", "3", vec![0; KV_VALUE], None).unwrap(), Err(KvError::Quota));
    caps.kv_set("b", "0", vec![], None).unwrap().unwrap();
    caps.kv_set("b", "3", vec![0; KV_VALUE], None).unwrap().unwrap();
}

proptest! {
    /// A listing after any writes equals the listing of the store in which they were committed.
    #[test]
    fn listings_merge_stored_and_pending(
        stored in prop::collection::btree_map("[ab]{1,3}", "[x-z]", 0..12),
        writes in prop::collection::vec(("[ab]{1,3}", prop::option::of("[x-z]")), 0..12),
        prefix in "[ab]{0,1}",
        after in prop::option::of("[ab]{1,2}"),
        limit in 0u32..8,
    ) {
        let rows: Vec<_> = stored.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let mut caps = caps(&rows);
        let mut expected = stored.clone();
        for (key, value) in &writes {
            match value {
                Some(v) => {
                    caps.kv_set("b", key, v.as_bytes().to_vec(), None).unwrap().unwrap();
                    expected.insert(key.clone(), v.clone());
                }
                None => {
                    caps.kv_delete("b", key).unwrap().unwrap();
                    expected.remove(key);
                }
            }
        }
        let wanted: Vec<String> = expected
            .keys()
            .filter(|k| k.starts_with(&prefix) && after.as_ref().is_none_or(|a| *k > a))
            .take(limit as usize)
            .cloned()
            .collect();
        prop_assert_eq!(keys(caps.kv_scan("b", &prefix, after.as_deref(), limit)), wanted);
    }
}
