//! Asking a provider for news. Where it holds the request open, the host waits
//! in the plugin's place, with no instance alive and no slot taken.

use super::{Begin, Plugin};
use crate::account::{Account, CallInfo};
use crate::bindings::deskbell::types::errors::CallError as WitError;
use crate::bindings::deskbell::types::http as wire;
use crate::bindings::exports::deskbell::channel::poller;
use crate::caps::Caps;
use crate::caps::kv::Overlay;
use crate::convert::{self, Step};
use crate::fault::{Failure, Fault, FaultKind};
use crate::invoke::{Invocation, Poll, Resume};
use crate::limits::{Export, LONGEST_WAIT, WAIT, WAITS};
use crate::link::exchange;
use crate::outcome::{Outcome, Page};
use std::sync::Arc;
use std::time::{Duration, Instant};

impl Plugin {
    /// Everything after the cursor, with what the plugin wrote on the way.
    pub async fn poll(&self, account: Arc<Account>, info: CallInfo, cursor: Option<Vec<u8>>) -> Outcome<Page> {
        let ctx = self.context(&account, &info, Export::Poll);
        let (mut step, mut kv) = self.poll_step(&account, &info, Poll { ctx, cursor }, Overlay::default()).await;
        for _ in 0..WAITS {
            let Outcome { result: Ok(Step::Wait { request, continuation }), .. } = step else { break };
            let answer = self.wait(&account, request).await;
            let ctx = self.context(&account, &info, Export::Poll);
            (step, kv) = self.poll_step(&account, &info, Resume { ctx, continuation, answer }, kv).await;
        }
        let mut outcome = step.and_then(finished);
        if outcome.result.is_ok() {
            outcome.kv = kv.into_writes();
        }
        outcome
    }

    async fn poll_step<I>(
        &self,
        account: &Arc<Account>,
        info: &CallInfo,
        call: I,
        kv: Overlay,
    ) -> (Outcome<Step>, Overlay)
    where
        I: Invocation<Answer = Result<poller::Step, WitError>>,
    {
        let begin = Begin { files: Vec::new(), kv };
        self.step(Arc::clone(account), info.clone(), call, begin, convert::step).await
    }

    /// Makes the request under the very rules of a call.
    async fn wait(&self, account: &Arc<Account>, request: wire::Request) -> Result<wire::Response, wire::Error> {
        if request.store_response_as_blob {
            return Err(wire::Error::Invalid("a request between two calls cannot keep its answer as a file".into()));
        }
        let asked = request.timeout_ms.map_or(WAIT, |ms| Duration::from_millis(ms.into()));
        let deadline = Instant::now() + asked.min(LONGEST_WAIT);
        let caps = Caps::open(self.permit.clone(), Arc::clone(account), self.client(account), deadline);
        exchange(caps, request).await
    }
}

fn finished(step: Step) -> Result<Page, Failure> {
    match step {
        Step::Done(page) => Ok(page),
        Step::Wait { .. } => {
            let detail = format!("asked for more than {WAITS} requests in one poll");
            Err(Failure::Fault(Fault::new(FaultKind::HostLimit("requests between calls"), detail)))
        }
    }
}
