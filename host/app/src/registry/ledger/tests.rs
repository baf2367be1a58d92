#![allow(clippy::unwrap_used)]
use super::super::folder::Folder;
use super::*;
use deskbell_domain::time::from_millis;
use proptest::prelude::*;

const ID: &str = "com.acme.sms";

fn release(patch: u64) -> Release {
    Release {
        version: Version::new(1, 0, patch),
        digest: format!("{patch:064x}"),
        size: 45_000 + patch,
        since: from_millis(1_700_000_000_000 + patch as i64),
        granted: BTreeSet::from(["http:api.acme.example".parse().unwrap(), "secret:token:header".parse().unwrap()]),
        signer: Some(Signer { key: "0123456789abcdef".into(), name: "ACME".into() }),
    }
}

fn versions(ledger: &Ledger) -> [Option<u64>; 4] {
    let Some(entry) = ledger.entry(ID) else { return [None; 4] };
    let patch = |release: &Option<Release>| release.as_ref().map(|release| release.version.patch);
    [patch(&entry.current), patch(&entry.previous), patch(&entry.staged), entry.held.as_ref().map(|h| h.version.patch)]
}

/// Each line: what is done, and current, previous, staged and held after it.
#[test]
fn x7_a_plugin_goes_its_way_step_by_step() {
    let mut ledger = Ledger::default();
    let now = from_millis(0);
    ledger.install(ID, release(1));
    assert_eq!(versions(&ledger), [Some(1), None, None, None]);
    assert!(matches!(ledger.roll_back(ID, false, "x", now), Err(StepError::NothingBefore { .. })));
    ledger.install(ID, release(2));
    assert_eq!(versions(&ledger), [Some(2), Some(1), None, None]);
    ledger.stage(ID, release(3));
    assert_eq!(versions(&ledger), [Some(2), Some(1), Some(3), None]);
    ledger.install(ID, release(3));
    assert_eq!(versions(&ledger), [Some(3), Some(2), None, None]);
    ledger.roll_back(ID, false, "it failed", now).unwrap();
    assert_eq!(versions(&ledger), [Some(2), None, None, Some(3)]);
    ledger.install(ID, release(4));
    assert_eq!(versions(&ledger), [Some(4), Some(2), None, Some(3)]);
    ledger.install(ID, release(3));
    assert_eq!(versions(&ledger), [Some(3), Some(4), None, None], "approved again, it is held no longer");
    ledger.grant(ID, BTreeSet::new()).unwrap();
    assert!(ledger.entry(ID).unwrap().current.as_ref().unwrap().granted.is_empty());
    ledger.remove(ID).unwrap();
    assert_eq!(versions(&ledger), [None; 4]);
    assert!(matches!(ledger.remove(ID), Err(StepError::NotInstalled { .. })));
}

#[test]
fn x7_a_plugin_of_the_binary_is_always_there_to_return_to() {
    let mut ledger = Ledger::default();
    ledger.install(ID, release(2));
    ledger.roll_back(ID, true, "it failed", from_millis(0)).unwrap();
    assert_eq!(versions(&ledger), [None, None, None, Some(2)]);
    assert!(matches!(ledger.roll_back(ID, true, "x", from_millis(0)), Err(StepError::NotInstalled { .. })));
    ledger.stage("com.acme.other", release(1));
    ledger.discard("com.acme.other").unwrap();
    assert!(ledger.entry("com.acme.other").is_none(), "nothing is left of it");
}

/// The file's form is a contract with later releases. `UPDATE_GOLDEN=1` writes
/// it anew; the diff is the review.
#[test]
fn x7_the_lock_file_is_the_one_that_was_reviewed() {
    let mut ledger = Ledger::default();
    ledger.install(ID, release(1));
    ledger.install(ID, release(2));
    ledger.stage(ID, release(4));
    ledger.install("com.acme.mail", Release { signer: None, granted: BTreeSet::new(), ..release(7) });
    ledger.install("com.acme.mail", release(8));
    ledger.roll_back("com.acme.mail", false, "its calls kept failing", from_millis(1_700_000_600_000)).unwrap();
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/src/registry/ledger/plugins.lock");
    let text = super::super::lockfile::text(&ledger);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(golden, &text).unwrap();
    }
    assert_eq!(text, std::fs::read_to_string(golden).unwrap_or_default());
    assert_eq!(super::super::lockfile::read(golden.as_ref()).unwrap(), ledger);
}

#[test]
fn x7_a_lock_file_that_cannot_be_believed_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plugins.lock");
    let check = |text: &str, part: &str| {
        std::fs::write(&file, text).unwrap();
        let error = super::super::lockfile::read(&file).unwrap_err().to_string();
        assert!(error.contains(part) && error.contains("plugins.lock"), "{error}");
    };
    check("format = 2\nnews = true", "newer Deskbell");
    check("format = 1\nnews = true", "unknown field");
    check("format = 1\n[plugins.\"../evil\"]", "no plugin id");
    check("nonsense", "put the file back");
    let mut spoiled = Ledger::default();
    spoiled.install(ID, Release { digest: "../../etc".into(), ..release(1) });
    check(&super::super::lockfile::text(&spoiled), "no SHA-256");
}

#[derive(Debug, Clone)]
enum Step {
    Install(u64),
    Stage(u64),
    Discard,
    Grant,
    RollBack,
    Remove,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (1u64..6).prop_map(Step::Install),
        (1u64..6).prop_map(Step::Stage),
        Just(Step::Discard),
        Just(Step::Grant),
        Just(Step::RollBack),
        Just(Step::Remove),
    ]
}

/// As the host does it: the file, then the lock; a cut before the lock leaves
/// the file alone. Gives whether the step was carried out.
fn carry_out(folder: &Folder, ledger: &mut Ledger, step: &Step, cut: bool) {
    let mut next = ledger.clone();
    let done = match step {
        Step::Install(patch) | Step::Stage(patch) => {
            folder.keep(ID, &kept(*patch), &patch.to_le_bytes()).unwrap();
            match step {
                Step::Install(_) => next.install(ID, kept(*patch)),
                _ => next.stage(ID, kept(*patch)),
            }
            Ok(())
        }
        Step::Discard => next.discard(ID).map(drop),
        Step::Grant => next.grant(ID, BTreeSet::new()),
        Step::RollBack => next.roll_back(ID, false, "x", from_millis(0)).map(drop),
        Step::Remove => next.remove(ID).map(drop),
    };
    if done.is_ok() && !cut {
        folder.write_ledger(&next).unwrap();
        *ledger = next;
    }
}

fn kept(patch: u64) -> Release {
    Release { digest: super::super::folder::digest(&patch.to_le_bytes()), ..release(patch) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// X7: whatever was done, and wherever it was cut off, the next start finds
    /// every file that the lock names, whole, and no other.
    #[test]
    fn x7_every_start_finds_what_the_lock_names(steps in prop::collection::vec((step(), any::<bool>(), any::<bool>()), 1..24)) {
        let home = tempfile::tempdir().unwrap();
        let folder = Folder::new(home.path().join("plugins"));
        let _guard = folder.guard().unwrap().unwrap();
        let mut ledger = Ledger::default();
        for (step, cut, restart) in &steps {
            carry_out(&folder, &mut ledger, step, *cut);
            if *cut || *restart {
                prop_assert_eq!(&folder.ledger().unwrap(), &ledger);
                folder.sweep(&ledger).unwrap();
            }
            for release in ledger.entry(ID).into_iter().flat_map(Entry::releases) {
                prop_assert!(folder.read(ID, release).is_ok(), "{step:?} of {steps:?}");
            }
            let entry = ledger.entry(ID).cloned().unwrap_or_default();
            let current = entry.current.as_ref().map(|release| &release.digest);
            prop_assert!(entry.previous.is_none() || entry.previous.as_ref().map(|p| &p.digest) != current);
        }
        folder.sweep(&ledger).unwrap();
        let named: BTreeSet<&String> = ledger.0.values().flat_map(Entry::releases).map(|r| &r.digest).collect();
        let files = std::fs::read_dir(folder.path().join(ID)).map_or(0, Iterator::count);
        prop_assert_eq!(files, named.len());
    }
}
