//! What inputs begin with, and what once was a fault, holds.

use deskbell_fuzz::{Target, seeds};
use std::path::Path;

fn check(target: Target) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate lies in the repository");
    let seeds = seeds::of(target, root).expect("the seeds are in the repository");
    seeds.iter().for_each(|seed| target.check(seed));
}

#[test]
fn stored_values() {
    check(Target::StoredValue);
}

#[test]
fn rule_sources() {
    check(Target::RuleSource);
}

#[test]
fn x1_webhooks() {
    check(Target::Webhook);
}

#[test]
fn x7_manifests() {
    check(Target::Manifest);
}
