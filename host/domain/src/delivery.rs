//! How far an attempt to send got, as a join over what providers report.

use serde::{Deserialize, Serialize};

/// Ordered: the highest ever seen is the truth. `Failed` lies between `Sent`
/// and `Delivered`: a failure after the provider accepted counts, a failure
/// reported after the customer has the message is noise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Delivery {
    Sent,
    Failed,
    Delivered,
    Read,
    Played,
}

impl Delivery {
    pub fn join(self, other: Self) -> Self {
        self.max(other)
    }
}

/// What a failed delivery means for the next message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Consequence {
    None,
    WindowClosed,
    Unreachable,
    OptedOut,
    Transient,
    Account,
}

#[cfg(test)]
mod tests {
    use super::Delivery::{self, *};
    use proptest::prelude::*;

    fn any() -> impl Strategy<Value = Delivery> {
        prop_oneof![Just(Sent), Just(Failed), Just(Delivered), Just(Read), Just(Played)]
    }

    proptest! {
        /// X1: every order of arrival, with any repetition, gives the same end.
        #[test]
        fn x1_order_of_arrival_does_not_matter(
            (seen, shuffled) in prop::collection::vec(any(), 1..12)
                .prop_flat_map(|seen| (Just(seen.clone()), Just(seen).prop_shuffle()))
        ) {
            let join = |all: &[Delivery]| all.iter().copied().reduce(Delivery::join);
            prop_assert_eq!(join(&seen), join(&shuffled));
            prop_assert_eq!(join(&seen), seen.iter().copied().max());
        }

        /// X1: a later report never moves a message back.
        #[test]
        fn x1_status_only_moves_forward(now in any(), next in any()) {
            prop_assert!(now.join(next) >= now);
            prop_assert_eq!(now.join(now), now);
        }
    }

    #[test]
    fn x1_failure_counts_until_the_customer_has_the_message() {
        assert_eq!(Sent.join(Failed), Failed);
        assert_eq!(Failed.join(Delivered), Delivered);
        assert_eq!(Read.join(Failed), Read);
        assert_eq!(Sent.join(Read), Read, "read without delivered is legal");
    }
}
