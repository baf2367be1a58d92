//! Before the first message to somebody who never wrote: does the address
//! exist? Sending to numbers that do not gets accounts banned, and some numbers
//! are known to the provider in another form than people write (X5).

use super::Sent;
use super::dispatch::not_tried;
use crate::accounts::Connected;
use deskbell_domain::address::{Address, Party};
use deskbell_domain::problem::{CallError, Problem};
use deskbell_plugins::{AddressStatus, CallInfo, Failure, Plugin};
use std::sync::Arc;

/// The code of a message that reached nobody.
pub(super) const NO_SUCH_ADDRESS: &str = "no-such-address";

/// How the provider knows them; none when it does not say. The error is what
/// becomes of the message instead.
pub(super) async fn look_up(
    plugin: &Plugin,
    connected: &Connected,
    call: &CallInfo,
    to: &[Address],
) -> Result<Option<Party>, Sent> {
    let asked = to.iter().take(50).cloned().collect();
    // Another piece of work than the message itself, whose id must stay its own.
    let info = CallInfo { call_id: format!("{}:check", call.call_id), ..call.clone() };
    let outcome = plugin.check_contacts(Arc::clone(&connected.account), info, asked).await;
    match outcome.result {
        Ok(found) => known(found),
        Err(Failure::Plugin(CallError::Unsupported { .. })) => Ok(None),
        // Nothing has left: whatever went wrong, the message may be tried again.
        Err(Failure::Plugin(CallError::Retry { problem, after_ms, .. })) => {
            Err(Sent::Refused(CallError::Retry { problem, after_ms, uncertain: false }))
        }
        Err(Failure::Plugin(error)) => Err(Sent::Refused(error)),
        Err(Failure::Fault(fault)) => {
            let problem = Problem::new("plugin-fault", format!("the plugin failed: {}", fault.kind.name()));
            Err(Sent::Refused(CallError::Retry { problem, after_ms: None, uncertain: false }))
        }
        Err(Failure::Busy(busy)) => Err(not_tried("busy", &busy.to_string(), 1)),
    }
}

fn known(found: Vec<AddressStatus>) -> Result<Option<Party>, Sent> {
    let nobody = !found.is_empty() && found.iter().all(|finding| *finding == AddressStatus::Absent);
    if nobody {
        let problem = Problem::new(NO_SUCH_ADDRESS, "nobody can be reached at this address on this channel");
        return Err(Sent::Refused(CallError::Rejected { problem }));
    }
    Ok(found.into_iter().find_map(|finding| match finding {
        AddressStatus::Exists(party) => Some(party),
        AddressStatus::Absent | AddressStatus::Unknown => None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use deskbell_domain::address::AddressKind;

    #[test]
    fn x5_the_providers_own_address_is_taken_and_nobody_is_nobody() {
        let party = Party {
            addresses: vec![Address::new("whatsapp", AddressKind::Phone, "+554988590187")],
            display_name: None,
        };
        let exists = AddressStatus::Exists(party.clone());
        assert_eq!(known(vec![AddressStatus::Absent, exists]), Ok(Some(party)));
        assert_eq!(known(vec![AddressStatus::Absent, AddressStatus::Unknown]), Ok(None));
        let refused = known(vec![AddressStatus::Absent]).expect_err("nobody is there");
        assert!(matches!(refused, Sent::Refused(CallError::Rejected { problem }) if problem.code == NO_SUCH_ADDRESS));
    }
}
