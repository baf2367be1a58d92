//! Rows of a table with those of the overlay in their places.

use crate::error::TxError;
use crate::overlay::Entry;
use crate::range::RowRange;
use crate::read::rows::{Flow, Visit};
use redb::{AccessGuard, Range};
use std::cmp::Ordering;
use std::collections::btree_map;

type Bytes = &'static [u8];
type Stored<'a> = (AccessGuard<'a, Bytes>, AccessGuard<'a, Bytes>);

pub(crate) struct Merge<'a> {
    stored: Range<'a, Bytes, Bytes>,
    written: btree_map::Range<'a, Vec<u8>, Entry>,
    reverse: bool,
    next_stored: Option<Stored<'a>>,
    next_written: Option<(&'a Vec<u8>, &'a Entry)>,
}

impl<'a> Merge<'a> {
    pub fn new(
        stored: Range<'a, Bytes, Bytes>,
        written: btree_map::Range<'a, Vec<u8>, Entry>,
        reverse: bool,
    ) -> Result<Self, TxError> {
        let mut merge = Self { stored, written, reverse, next_stored: None, next_written: None };
        merge.advance_stored()?;
        merge.advance_written();
        Ok(merge)
    }

    pub fn walk(mut self, range: &RowRange, visit: &mut Visit<'_>) -> Result<(), TxError> {
        let mut left = range.limit;
        while left > 0 {
            let Some(order) = self.order() else { return Ok(()) };
            let flow =
                if order == Ordering::Less { self.show_stored(visit)? } else { self.show_written(visit, order)? };
            match flow {
                Some(Flow::Stop) => return Ok(()),
                Some(Flow::On) => left -= 1,
                None => {}
            }
        }
        Ok(())
    }

    /// `Less` when the stored row comes first; `Equal` when the written one replaces it.
    fn order(&self) -> Option<Ordering> {
        match (&self.next_stored, self.next_written) {
            (None, None) => None,
            (Some(_), None) => Some(Ordering::Less),
            (None, Some(_)) => Some(Ordering::Greater),
            (Some((stored, _)), Some((written, _))) => {
                let order = stored.value().cmp(written.as_slice());
                Some(if self.reverse { order.reverse() } else { order })
            }
        }
    }

    fn show_stored(&mut self, visit: &mut Visit<'_>) -> Result<Option<Flow>, TxError> {
        let Some((key, value)) = self.next_stored.take() else { return Ok(None) };
        self.advance_stored()?;
        visit(key.value(), value.value()).map(Some)
    }

    /// Nothing is shown for a row that the batch removed.
    fn show_written(&mut self, visit: &mut Visit<'_>, order: Ordering) -> Result<Option<Flow>, TxError> {
        let Some((key, entry)) = self.next_written else { return Ok(None) };
        self.advance_written();
        if order == Ordering::Equal {
            self.advance_stored()?;
        }
        entry.as_ref().map(|value| visit(key, value)).transpose()
    }

    fn advance_stored(&mut self) -> Result<(), TxError> {
        let next = if self.reverse { self.stored.next_back() } else { self.stored.next() };
        self.next_stored = next.transpose()?;
        Ok(())
    }

    fn advance_written(&mut self) {
        self.next_written = if self.reverse { self.written.next_back() } else { self.written.next() };
    }
}
