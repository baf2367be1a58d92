//! Which rows of a table or an index are wanted, and how many.

use crate::key::{Key, Prefix, encode_text, encoded, successor};
use crate::record::Record;
use std::marker::PhantomData;
use std::ops::Bound;

/// A range over the records of one table.
pub type Scan<R> = Range<<R as Record>::Key>;

/// Rows come 1000 at most unless a limit says otherwise; no read is unbounded.
const DEFAULT_LIMIT: usize = 1000;

/// A part of a table with keys of type `K`, read in key order from one end.
///
/// Bounds may be whole keys or the first parts of one:
/// `Range::prefix(&channel).through(&(channel, now))`.
pub struct Range<K> {
    pub(crate) rows: RowRange,
    key: PhantomData<fn(K)>,
}

impl<K> Clone for Range<K> {
    fn clone(&self) -> Self {
        Self { rows: self.rows.clone(), key: PhantomData }
    }
}

impl<K: Key> Range<K> {
    pub fn all() -> Self {
        Self { rows: RowRange::default(), key: PhantomData }
    }

    /// Rows whose key begins with `prefix`.
    pub fn prefix<P: Prefix<K>>(prefix: &P) -> Self {
        Self::beginning(encoded(prefix))
    }

    /// Rows whose key begins with `prefix` and goes on with a text that begins with `text`.
    pub fn prefix_text<P: Prefix<K>>(prefix: &P, text: &str) -> Self {
        let mut bytes = encoded(prefix);
        encode_text(text, &mut bytes);
        Self::beginning(bytes)
    }

    fn beginning(bytes: Vec<u8>) -> Self {
        let rows = RowRange { high: successor(bytes.clone()), low: bytes, ..RowRange::default() };
        Self { rows, key: PhantomData }
    }

    /// Rows at `bound` or above.
    pub fn from<P: Prefix<K>>(mut self, bound: &P) -> Self {
        self.rows.raise(encoded(bound));
        self
    }

    /// Rows below `bound`.
    pub fn before<P: Prefix<K>>(mut self, bound: &P) -> Self {
        self.rows.lower(Some(encoded(bound)));
        self
    }

    /// Rows below `bound`, and all that begin with it.
    pub fn through<P: Prefix<K>>(mut self, bound: &P) -> Self {
        self.rows.lower(successor(encoded(bound)));
        self
    }

    /// Goes on behind the last row of the previous page, in the range's direction.
    pub fn after(mut self, last: &K) -> Self {
        self.rows.after = Some(encoded(last));
        self
    }

    /// Highest key first.
    pub fn reverse(mut self) -> Self {
        self.rows.reverse = true;
        self
    }

    pub fn limit(mut self, limit: usize) -> Self {
        self.rows.limit = limit;
        self
    }
}

/// A range over encoded keys.
#[derive(Clone)]
pub struct RowRange {
    pub(crate) low: Vec<u8>,
    pub(crate) high: Option<Vec<u8>>,
    pub(crate) after: Option<Vec<u8>>,
    pub(crate) reverse: bool,
    pub(crate) limit: usize,
}

impl Default for RowRange {
    fn default() -> Self {
        Self { low: Vec::new(), high: None, after: None, reverse: false, limit: DEFAULT_LIMIT }
    }
}

pub(crate) type Bounds<'a> = (Bound<&'a [u8]>, Bound<&'a [u8]>);

impl RowRange {
    pub(crate) fn everything() -> Self {
        Self { limit: usize::MAX, ..Self::default() }
    }

    fn raise(&mut self, low: Vec<u8>) {
        if low > self.low {
            self.low = low;
        }
    }

    fn lower(&mut self, high: Option<Vec<u8>>) {
        if let Some(high) = high
            && self.high.as_ref().is_none_or(|old| high < *old)
        {
            self.high = Some(high);
        }
    }

    /// `None` when nothing can lie inside; both redb and `BTreeMap` refuse such bounds.
    pub(crate) fn bounds(&self) -> Option<Bounds<'_>> {
        let mut low = Bound::Included(self.low.as_slice());
        let mut high = self.high.as_deref();
        match self.after.as_deref() {
            Some(after) if self.reverse => high = Some(high.map_or(after, |old| old.min(after))),
            Some(after) if after >= self.low.as_slice() => low = Bound::Excluded(after),
            _ => {}
        }
        let (Bound::Included(start) | Bound::Excluded(start)) = low else { return None };
        match high {
            Some(end) if start >= end => None,
            Some(end) => Some((low, Bound::Excluded(end))),
            None => Some((low, Bound::Unbounded)),
        }
    }
}
