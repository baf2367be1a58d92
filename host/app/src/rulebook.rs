//! The published rule packs.

use crate::error::AppError;
use crate::view::PackView;
use crate::workspace::{Workspace, sources};
use deskbell_rules::{PackSource, RuleError, RuleSet};
use deskbell_store::{Range, Read, RulePack, Tx};
use std::sync::Arc;

impl Workspace {
    /// The packs in force, in their order.
    pub fn rule_packs(&self) -> Result<Vec<PackView>, AppError> {
        let packs = self.read(|s| Ok(s.scan::<RulePack>(Range::all().limit(200))?))?;
        if packs.is_empty() {
            let shipped = deskbell_rules::shipped();
            return Ok(shipped.into_iter().enumerate().map(|(order, pack)| shipped_view(order, pack)).collect());
        }
        let mut views: Vec<PackView> = packs.into_iter().map(pack_view).collect();
        views.sort_by(|a, b| (a.order, &a.name).cmp(&(b.order, &b.name)));
        Ok(views)
    }

    /// Compiles the packs in force with `pack` in its place. The published
    /// ones stay whatever comes of it.
    pub fn check_rules(&self, pack: &PackSource) -> Result<Result<(), Vec<RuleError>>, AppError> {
        Ok(self.with(pack)?.map(drop))
    }

    fn with(&self, pack: &PackSource) -> Result<Result<RuleSet, Vec<RuleError>>, AppError> {
        let stored = self.read(|s| Ok(s.scan::<RulePack>(Range::all().limit(200))?))?;
        let mut all = if stored.is_empty() { deskbell_rules::shipped() } else { sources(stored) };
        match all.iter_mut().find(|known| known.name == pack.name) {
            Some(known) => *known = pack.clone(),
            None => all.push(pack.clone()),
        }
        Ok(RuleSet::compile(&all, deskbell_rules::Limits::default()))
    }

    /// The next message obeys. A pack that does not compile changes nothing.
    pub async fn publish_rules(&self, pack: PackSource) -> Result<Result<(), Vec<RuleError>>, AppError> {
        // One after the other: each is compiled with what was published before it.
        let _turn = self.inner.publishing.lock().await;
        let rules = match self.with(&pack)? {
            Ok(rules) => rules,
            Err(errors) => return Ok(Err(errors)),
        };
        let now = self.inner.clock.now();
        let job = move |tx: &mut Tx<'_>| {
            let known = tx.scan::<RulePack>(Range::all().limit(200))?;
            if known.is_empty() {
                // From now on the workspace has its own copy of every pack.
                for (order, shipped) in (0u32..).zip(deskbell_rules::shipped()) {
                    tx.put(&row(shipped, order, 1, now))?;
                }
            }
            let before = tx.get::<RulePack>(&pack.name)?;
            let order = before.as_ref().map_or(u32::try_from(known.len()).unwrap_or(u32::MAX), |p| p.order);
            let version = before.map_or(1, |p| p.version + 1);
            Ok::<_, AppError>(tx.put(&row(pack.clone(), order, version, now))?)
        };
        self.inner.store.write(job).await?;
        self.inner.rules.store(Arc::new(rules));
        Ok(Ok(()))
    }
}

fn row(pack: PackSource, order: u32, version: u64, now: deskbell_domain::time::Timestamp) -> RulePack {
    RulePack { name: pack.name, files: pack.files, enabled: true, order, version, published_at: now }
}

fn pack_view(pack: RulePack) -> PackView {
    PackView {
        name: pack.name,
        version: pack.version.to_string(),
        enabled: pack.enabled,
        order: i64::from(pack.order),
        files: pack.files,
    }
}

fn shipped_view(order: usize, pack: PackSource) -> PackView {
    let order = i64::try_from(order).unwrap_or(i64::MAX);
    PackView { name: pack.name, version: "shipped".into(), enabled: true, order, files: pack.files }
}
