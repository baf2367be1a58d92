//! Whether addresses exist.

use super::{Converted, Reader, Scope, bad, numbered};
use crate::bindings::exports::deskbell::channel::contacts as w;
use crate::outcome::AddressStatus;

/// One finding for each of the `asked` addresses.
pub(crate) fn findings(scope: Scope<'_>, asked: usize, findings: Vec<w::Finding>) -> Converted<Vec<AddressStatus>> {
    if findings.len() != asked {
        return Err(bad("findings", format!("has {} entries for {asked} addresses", findings.len())));
    }
    numbered("findings", findings, |finding| {
        Ok(match finding {
            w::Finding::Exists(party) => AddressStatus::Exists(Reader::new(scope).party("exists", party)?),
            w::Finding::Absent => AddressStatus::Absent,
            w::Finding::Unknown => AddressStatus::Unknown,
        })
    })
}
