//! Expired rows go, the others stay.

use crate::{open, samples, write};
use deskbell_domain::time::SignedDuration;
use deskbell_domain::user::Session;
use deskbell_store::{PluginKv, Range, Read, Seen, SweepLimits, SweepReport};
use samples::at;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x1_what_expired_goes_in_bounded_parts() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let handle = store.clone();
    let fill = tokio::task::spawn_blocking(move || {
        write(&handle, |tx| {
            for index in 0..100i64 {
                tx.put(&samples::seen(&index.to_string(), at(index)))?;
            }
            tx.put(&samples::tombstone("old", at(1)))?;
            tx.put(&samples::tombstone("new", at(99)))?;
            tx.put(&samples::parked_change("old", at(1)))?;
            tx.put(&samples::parked_change("new", at(99)))?;
            tx.put(&samples::session(1, "aa", at(50)))?;
            tx.put(&samples::session(1, "bb", at(500)))?;
            for (key, expires) in [("old", Some(at(1))), ("new", Some(at(500))), ("for ever", None)] {
                tx.put(&kv(key, expires))?;
            }
            Ok(())
        });
    });
    fill.await.unwrap();
    let age = SignedDuration::from_secs(40);
    let limits = SweepLimits {
        seen_age: age,
        parked_age: age,
        tombstone_age: age,
        examine: 30,
        remove: 7,
        ..SweepLimits::default()
    };
    let mut total = SweepReport::default();
    for _ in 0..60 {
        let report = store.sweep(at(100), limits).await.unwrap();
        assert!(report.seen <= 7, "a job stays small");
        total.seen += report.seen;
        total.sessions += report.sessions;
        total.plugin_kv += report.plugin_kv;
        total.tombstones += report.tombstones;
        total.parked += report.parked;
    }
    assert_eq!((total.seen, total.sessions, total.plugin_kv, total.tombstones, total.parked), (60, 1, 1, 1, 1));
    let left = store.read(|s| {
        let seen = s.scan::<Seen>(Range::all())?;
        assert!(seen.iter().all(|row| row.at >= at(60)));
        Ok((seen.len(), s.scan::<Session>(Range::all())?.len(), s.scan::<PluginKv>(Range::all())?.len()))
    });
    assert_eq!(left.unwrap(), (40, 1, 2));
    assert_eq!(store.check(), Vec::new(), "the session's index row went with it");
}

fn kv(key: &str, expires: Option<deskbell_domain::time::Timestamp>) -> PluginKv {
    PluginKv {
        plugin: "p".into(),
        channel: samples::channel(),
        bucket: "b".into(),
        key: key.into(),
        value: vec![1],
        version: 1,
        expires,
    }
}
