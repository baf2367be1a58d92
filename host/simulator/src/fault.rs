//! Troubles to order: each for a number of times, or at a rate.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum FaultKind {
    /// A send is refused with 429, code 130429 and `Retry-After`.
    RateLimit {
        #[serde(default = "one_second")]
        retry_after_s: u32,
    },
    /// A send is refused with 131056: too many to the same customer.
    PairLimit,
    /// A send is refused with 500 and code 131000.
    ServerError,
    /// A Graph call is refused with this code.
    GraphError { code: u32 },
    /// The answer of a Graph call comes late; nothing is done before.
    Slow { ms: u64 },
    /// A send is done at once and answered late, after its first statuses.
    LateAnswer { ms: u64 },
    /// The connection breaks; the send was accepted.
    DropAfterAccept,
    /// The connection breaks; the send never arrived.
    DropBeforeAccept,
    /// A send is accepted and fails later with this code.
    FailLater { code: u32 },
    /// A send is accepted and nothing is heard of it again.
    NoStatus,
    /// Each webhook is posted twice.
    DuplicateWebhook,
    /// A webhook makes a detour and arrives after its successors.
    ReorderWebhook {
        #[serde(default = "detour")]
        ms: u64,
    },
    /// Webhooks are collected, also across customers, and posted together.
    BatchWebhook { size: usize },
    /// A webhook is posted with a wrong signature first.
    BadSignature,
    /// A cut-off, correctly signed body is posted before the true one.
    MalformedWebhook,
    /// Asking for a file, or downloading it, answers that there is none.
    MediaExpired,
    /// A download gives other bytes than the hash promised.
    MediaCorrupt,
}

fn one_second() -> u32 {
    1
}

fn detour() -> u64 {
    200
}

/// A fault as it is ordered. Without `count` it lasts until it is cleared;
/// without `rate` it always strikes; with `to` only for that customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FaultSpec {
    #[serde(flatten)]
    pub kind: FaultKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

impl FaultSpec {
    /// Until it is cleared.
    pub fn always(kind: FaultKind) -> Self {
        Self { kind, count: None, rate: None, to: None }
    }

    pub fn times(kind: FaultKind, count: u64) -> Self {
        Self { count: Some(count), ..Self::always(kind) }
    }

    pub fn at_rate(kind: FaultKind, rate: f64) -> Self {
        Self { rate: Some(rate), ..Self::always(kind) }
    }

    /// Only for this customer.
    pub fn to(mut self, number: &str) -> Self {
        self.to = crate::number::wa_id(number);
        self
    }
}

/// A fault in force.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Fault {
    pub id: u64,
    #[serde(flatten)]
    pub spec: FaultSpec,
    pub struck: u64,
}

/// Faults in force at the same time.
const MOST: usize = 100;

#[derive(Debug, Default)]
pub(crate) struct FaultBoard {
    faults: Vec<Fault>,
    last_id: u64,
}

impl FaultBoard {
    /// `None` when there are too many already.
    pub fn add(&mut self, spec: FaultSpec) -> Option<u64> {
        if self.faults.len() >= MOST {
            return None;
        }
        self.last_id += 1;
        self.faults.push(Fault { id: self.last_id, spec, struck: 0 });
        Some(self.last_id)
    }

    pub fn remove(&mut self, id: u64) -> bool {
        let before = self.faults.len();
        self.faults.retain(|f| f.id != id);
        self.faults.len() < before
    }

    pub fn clear(&mut self) {
        self.faults.clear();
    }

    pub fn list(&self) -> &[Fault] {
        &self.faults
    }

    /// The first fault that `pick` wants and that strikes now; it is used up by one.
    pub fn strike<T>(&mut self, customer: Option<&str>, pick: impl Fn(&FaultKind) -> Option<T>) -> Option<T> {
        let found = self.faults.iter_mut().find_map(|f| {
            let wanted = pick(&f.spec.kind)?;
            let aimed = f.spec.to.is_none() || f.spec.to.as_deref() == customer;
            let strikes = aimed && f.spec.count != Some(0) && f.spec.rate.is_none_or(chance);
            strikes.then(|| {
                f.struck += 1;
                f.spec.count = f.spec.count.map(|n| n - 1);
                wanted
            })
        });
        self.faults.retain(|f| f.spec.count != Some(0));
        found
    }

    /// Whether a fault of exactly this kind strikes.
    pub fn strikes(&mut self, customer: Option<&str>, kind: &FaultKind) -> bool {
        self.strike(customer, |k| (k == kind).then_some(())).is_some()
    }
}

fn chance(rate: f64) -> bool {
    rand::random::<f64>() < rate
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_counted_fault_strikes_that_often() {
        let mut board = FaultBoard::default();
        board.add(FaultSpec::times(FaultKind::PairLimit, 2)).unwrap();
        let struck: Vec<_> = (0..3).map(|_| board.strikes(None, &FaultKind::PairLimit)).collect();
        assert_eq!(struck, [true, true, false]);
        assert!(board.list().is_empty());
    }

    #[test]
    fn an_aimed_fault_spares_the_others() {
        let mut board = FaultBoard::default();
        board.add(FaultSpec::always(FaultKind::NoStatus).to("+40 721 123 456")).unwrap();
        assert!(!board.strikes(Some("40721000000"), &FaultKind::NoStatus));
        assert!(board.strikes(Some("40721123456"), &FaultKind::NoStatus));
    }

    #[test]
    fn a_rate_is_kept() {
        let mut board = FaultBoard::default();
        board.add(FaultSpec::at_rate(FaultKind::ServerError, 0.25)).unwrap();
        let struck = (0..4000).filter(|_| board.strikes(None, &FaultKind::ServerError)).count();
        assert!((800..1200).contains(&struck), "{struck}");
    }

    #[test]
    fn a_fault_reads_from_flat_json() {
        let spec: FaultSpec = serde_json::from_str(r#"{"kind":"rate-limit","count":3}"#).unwrap();
        assert_eq!(spec, FaultSpec::times(FaultKind::RateLimit { retry_after_s: 1 }, 3));
    }
}
