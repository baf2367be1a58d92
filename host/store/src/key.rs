//! Keys as bytes that compare like the keys themselves.

use deskbell_domain::address::{AddressKey, AddressKind};
use deskbell_domain::id::{
    CardId, ChannelId, ContactId, ConversationId, FeedSeq, FetchId, JournalSeq, MessageId, OutboxId, TaskId, TokenId,
    UserId,
};
use deskbell_domain::task::TaskKind;
use deskbell_domain::time::Timestamp;

/// A key of a table or an index.
///
/// `a < b` exactly when `encode(a) < encode(b)` as bytes, and no encoding is the
/// beginning of another one, so encodings can follow each other in a tuple.
pub trait Key {
    fn encode(&self, out: &mut Vec<u8>);

    /// Steps over one encoded key; `None` when the input is not one.
    fn skip(input: &mut &[u8]) -> Option<()>;
}

/// `Self` is how a key of type `K` begins: the first parts of a tuple, or all of it.
pub trait Prefix<K>: Key {}

pub(crate) fn encoded(key: &impl Key) -> Vec<u8> {
    let mut out = Vec::with_capacity(24);
    key.encode(&mut out);
    out
}

/// The smallest byte string greater than everything that begins with `prefix`.
pub(crate) fn successor(mut prefix: Vec<u8>) -> Option<Vec<u8>> {
    while let Some(last) = prefix.pop() {
        if last < u8::MAX {
            prefix.push(last + 1);
            return Some(prefix);
        }
    }
    None
}

fn take<'a>(input: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (head, rest) = input.split_at_checked(count)?;
    *input = rest;
    Some(head)
}

/// Length first, then the significant bytes: most ids take two or three bytes
/// instead of eight, which makes small index rows.
impl Key for u64 {
    fn encode(&self, out: &mut Vec<u8>) {
        let bytes = self.to_be_bytes();
        let zeros = (self.leading_zeros() / 8) as usize;
        out.push(8 - zeros as u8);
        out.extend_from_slice(&bytes[zeros..]);
    }

    fn skip(input: &mut &[u8]) -> Option<()> {
        let length = *take(input, 1)?.first()?;
        take(input, usize::from(length)).filter(|_| length <= 8).map(drop)
    }
}

impl Key for u8 {
    fn encode(&self, out: &mut Vec<u8>) {
        out.push(*self);
    }

    fn skip(input: &mut &[u8]) -> Option<()> {
        take(input, 1).map(drop)
    }
}

/// The shortest form of what lies on either side of this tag.
const ZERO: u8 = 0x10;

/// Milliseconds since 1970. Moments before that have a smaller tag and
/// complemented bytes.
impl Key for Timestamp {
    fn encode(&self, out: &mut Vec<u8>) {
        let ms = self.as_millisecond();
        let magnitude = if ms < 0 { !ms } else { ms } as u64;
        let zeros = (magnitude.leading_zeros() / 8) as usize;
        let length = 8 - zeros as u8;
        let bytes = &magnitude.to_be_bytes()[zeros..];
        if ms < 0 {
            out.push(ZERO - 1 - length);
            out.extend(bytes.iter().map(|byte| !byte));
        } else {
            out.push(ZERO + length);
            out.extend_from_slice(bytes);
        }
    }

    fn skip(input: &mut &[u8]) -> Option<()> {
        let tag = *take(input, 1)?.first()?;
        let length = if tag >= ZERO { tag - ZERO } else { ZERO - 1 - tag };
        take(input, usize::from(length)).filter(|_| length <= 8).map(drop)
    }
}

/// A zero byte in the text becomes 00 FF, and 00 01 ends it: less than whatever
/// a longer text has there.
const ESCAPED: [u8; 2] = [0, u8::MAX];
const END: [u8; 2] = [0, 1];

pub(crate) fn encode_text(text: &str, out: &mut Vec<u8>) {
    for (index, piece) in text.as_bytes().split(|&byte| byte == 0).enumerate() {
        if index > 0 {
            out.extend_from_slice(&ESCAPED);
        }
        out.extend_from_slice(piece);
    }
}

impl Key for &str {
    fn encode(&self, out: &mut Vec<u8>) {
        encode_text(self, out);
        out.extend_from_slice(&END);
    }

    fn skip(input: &mut &[u8]) -> Option<()> {
        loop {
            let zero = input.iter().position(|&byte| byte == 0)?;
            take(input, zero)?;
            match take(input, 2)? {
                pair if pair == END => return Some(()),
                pair if pair == ESCAPED => {}
                _ => return None,
            }
        }
    }
}

impl Key for String {
    fn encode(&self, out: &mut Vec<u8>) {
        self.as_str().encode(out);
    }

    fn skip(input: &mut &[u8]) -> Option<()> {
        <&str>::skip(input)
    }
}

/// A name has no zero byte, so one ends it.
impl Key for ChannelId {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.as_str().as_bytes());
        out.push(0);
    }

    fn skip(input: &mut &[u8]) -> Option<()> {
        let end = input.iter().position(|&byte| byte == 0)?;
        take(input, end + 1).map(drop)
    }
}

macro_rules! id_keys {
    ($($id:ident),*) => {$(
        impl Key for $id {
            fn encode(&self, out: &mut Vec<u8>) {
                self.0.encode(out);
            }

            fn skip(input: &mut &[u8]) -> Option<()> {
                u64::skip(input)
            }
        }
    )*};
}

id_keys!(ContactId, ConversationId, MessageId, CardId, TaskId, OutboxId, JournalSeq, FeedSeq, FetchId, UserId, TokenId);

/// Codes are stored: never give one a new meaning.
impl Key for TaskKind {
    fn encode(&self, out: &mut Vec<u8>) {
        out.push(match self {
            Self::Reply => 0,
            Self::ToDo => 1,
            Self::Notice => 2,
        });
    }

    fn skip(input: &mut &[u8]) -> Option<()> {
        u8::skip(input)
    }
}

/// Codes are stored: never give one a new meaning.
impl Key for AddressKind {
    fn encode(&self, out: &mut Vec<u8>) {
        out.push(match self {
            Self::Phone => 0,
            Self::UserId => 1,
            Self::ParentUserId => 2,
            Self::Username => 3,
            Self::Email => 4,
            Self::ExternalId => 5,
            Self::Other => 6,
        });
    }

    fn skip(input: &mut &[u8]) -> Option<()> {
        u8::skip(input)
    }
}

impl Key for AddressKey {
    fn encode(&self, out: &mut Vec<u8>) {
        self.realm.as_str().encode(out);
        self.kind.encode(out);
        self.value.encode(out);
    }

    fn skip(input: &mut &[u8]) -> Option<()> {
        <(String, AddressKind, String)>::skip(input)
    }
}

impl Key for () {
    fn encode(&self, _out: &mut Vec<u8>) {}

    fn skip(_input: &mut &[u8]) -> Option<()> {
        Some(())
    }
}

macro_rules! tuple_keys {
    ($($part:ident $index:tt),+) => {
        impl<$($part: Key),+> Key for ($($part,)+) {
            fn encode(&self, out: &mut Vec<u8>) {
                $(self.$index.encode(out);)+
            }

            fn skip(input: &mut &[u8]) -> Option<()> {
                $($part::skip(input)?;)+
                Some(())
            }
        }
    };
}

tuple_keys!(A 0, B 1);
tuple_keys!(A 0, B 1, C 2);
tuple_keys!(A 0, B 1, C 2, D 3);

impl<K: Key> Prefix<K> for K {}
impl<A: Key, B: Key> Prefix<(A, B)> for A {}
impl<A: Key, B: Key, C: Key> Prefix<(A, B, C)> for A {}
impl<A: Key, B: Key, C: Key> Prefix<(A, B, C)> for (A, B) {}
impl<A: Key, B: Key, C: Key, D: Key> Prefix<(A, B, C, D)> for A {}
impl<A: Key, B: Key, C: Key, D: Key> Prefix<(A, B, C, D)> for (A, B) {}
impl<A: Key, B: Key, C: Key, D: Key> Prefix<(A, B, C, D)> for (A, B, C) {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use deskbell_domain::address::Address;
    use deskbell_domain::time::from_millis;
    use proptest::prelude::*;

    fn check<K: Key + Ord>(a: &K, b: &K) -> Result<(), TestCaseError> {
        let (left, right) = (encoded(a), encoded(b));
        prop_assert_eq!(a.cmp(b), left.cmp(&right));
        prop_assert!(left == right || !right.starts_with(&left), "one key begins like another");
        let mut rest = left.as_slice();
        prop_assert_eq!(K::skip(&mut rest), Some(()));
        prop_assert!(rest.is_empty());
        Ok(())
    }

    fn number() -> impl Strategy<Value = u64> {
        prop_oneof![0u64..600, any::<u64>(), (0u32..64).prop_map(|shift| 1 << shift)]
    }

    fn moment() -> impl Strategy<Value = Timestamp> {
        prop_oneof![-600i64..600, any::<i64>(), 1_700_000_000_000i64..1_700_000_100_000].prop_map(from_millis)
    }

    fn text() -> impl Strategy<Value = String> {
        prop_oneof!["[\u{0}\u{1}a\u{ff}]{0,6}", ".{0,12}"]
    }

    proptest! {
        #[test]
        fn numbers_keep_their_order(a in number(), b in number()) {
            check(&a, &b)?;
        }

        #[test]
        fn moments_keep_their_order(a in moment(), b in moment()) {
            // Both sides of 1970, to the millisecond.
            check(&from_millis(a.as_millisecond()), &from_millis(b.as_millisecond()))?;
        }

        #[test]
        fn texts_and_tuples_keep_their_order(a in (text(), number(), text()), b in (text(), number(), text())) {
            check(&a.0, &b.0)?;
            check(&a, &b)?;
        }

        #[test]
        fn channels_and_messages_keep_their_order(a in ("[a-c]([a-c-]{0,3}[a-c])?", number()), b in ("[a-c]([a-c-]{0,3}[a-c])?", number())) {
            let key = |(name, id): (String, u64)| (ChannelId::new(name).unwrap(), MessageId(id));
            check(&key(a), &key(b))?;
        }

        #[test]
        fn addresses_keep_their_order(a in text(), b in text(), kind in 0usize..3) {
            let kind = [AddressKind::Phone, AddressKind::UserId, AddressKind::ExternalId][kind];
            let key = |value: String| Address::new("whatsapp", kind, value).canonical();
            check(&key(a), &key(b))?;
        }

        /// Every key that begins with a prefix lies between the prefix and its successor.
        #[test]
        fn a_successor_ends_a_prefix(prefix in prop::collection::vec(any::<u8>(), 0..4), rest in prop::collection::vec(any::<u8>(), 0..4), other in prop::collection::vec(any::<u8>(), 0..6)) {
            let mut full = prefix.clone();
            full.extend(rest);
            let end = successor(prefix.clone());
            prop_assert!(end.as_ref().is_none_or(|end| full < *end));
            let inside = other >= prefix && end.as_ref().is_none_or(|end| other < *end);
            prop_assert_eq!(inside, other.starts_with(&prefix));
        }
    }
}
