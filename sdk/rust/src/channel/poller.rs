use super::{Channel, Event, Exported};
use crate::bindings::channel_poller::exports::deskbell::channel::poller as wit;
use crate::bindings::imports::deskbell::types::http as wire;
use crate::http::{HttpError, Request, Response};
use crate::{CallCtx, CallError};

pub use wit::Page;

/// A connector that asks its provider instead of, or besides, being called.
///
/// ```
/// use deskbell_sdk::channel::{Channel, Descriptor, Feature, Page, Poller, Step};
/// use deskbell_sdk::http::{self, HttpError, Response};
/// use deskbell_sdk::{CallCtx, CallError};
///
/// struct Acme;
/// # impl Channel for Acme {
/// #     fn describe() -> Descriptor { unreachable!() }
/// # }
///
/// impl Poller for Acme {
///     fn poll(_ctx: CallCtx, cursor: Option<Vec<u8>>) -> Result<Step, CallError> {
///         let after = cursor.unwrap_or_default();
///         let request = http::get("https://api.acme.example/news?wait=50").timeout_ms(60_000);
///         Ok(Step::wait(request, after))
///     }
///
///     fn resume(_ctx: CallCtx, _after: Vec<u8>, answer: Result<Response, HttpError>) -> Result<Step, CallError> {
///         let _news = answer?;
///         Ok(Page { events: Vec::new(), next_cursor: None, more: true, next_after_ms: None }.into())
///     }
/// }
/// ```
pub trait Poller: Channel {
    /// Everything after `cursor`; `None` at the very first call. The cursor is
    /// at most 4 KiB and is kept together with the events. Asking twice with
    /// the same cursor must give the same events.
    ///
    /// # Errors
    /// The host repeats with back-off; `auth` pauses the account.
    fn poll(ctx: CallCtx, cursor: Option<Vec<u8>>) -> Result<Step, CallError>;

    /// Goes on after the request of [`Step::wait`], with what was given there
    /// as `continuation`. It may wait again, 20 times in one poll.
    ///
    /// # Errors
    /// As for [`Poller::poll`].
    fn resume(_ctx: CallCtx, _continuation: Vec<u8>, _answer: Result<Response, HttpError>) -> Result<Step, CallError> {
        Err(CallError::unsupported("this channel does not wait between two calls"))
    }
}

/// What a poll came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// The events, and where to go on.
    Done(Page),
    /// A request that the host makes while no instance of the plugin is alive:
    /// for providers that hold it open until there is news.
    Wait {
        /// Under the same rules as in a call. Its time-out is at most 90
        /// seconds, 60 when it names none; storing the response is not possible.
        request: Request,
        /// At most 4 KiB, handed to [`Poller::resume`].
        continuation: Vec<u8>,
    },
}

impl Step {
    /// Waits for the answer to `request`.
    ///
    /// ```
    /// use deskbell_sdk::{channel::Step, http};
    /// let step = Step::wait(http::get("https://api.acme.example/news"), *b"after-17");
    /// assert!(matches!(step, Step::Wait { continuation, .. } if continuation == b"after-17"));
    /// ```
    pub fn wait(request: Request, continuation: impl Into<Vec<u8>>) -> Self {
        Self::Wait { request, continuation: continuation.into() }
    }

    /// A page without events and without a new cursor.
    ///
    /// ```
    /// use deskbell_sdk::channel::Step;
    /// assert!(matches!(Step::nothing(), Step::Done(page) if page.events.is_empty()));
    /// ```
    pub fn nothing() -> Self {
        Self::Done(Page { events: Vec::<Event>::new(), next_cursor: None, more: false, next_after_ms: None })
    }
}

impl From<Page> for Step {
    fn from(page: Page) -> Self {
        Self::Done(page)
    }
}

fn step(step: Step) -> wit::Step {
    match step {
        Step::Done(page) => wit::Step::Done(page),
        Step::Wait { request, continuation } => {
            wit::Step::AwaitHttp(wit::HttpWait { request: request.into_host(), continuation })
        }
    }
}

impl<T: Poller> wit::Guest for Exported<T> {
    fn poll(ctx: CallCtx, cursor: Option<Vec<u8>>) -> Result<wit::Step, CallError> {
        crate::panic::install_hook();
        T::poll(ctx, cursor).map(step)
    }

    fn resume(
        ctx: CallCtx,
        continuation: Vec<u8>,
        answer: Result<wire::Response, wire::Error>,
    ) -> Result<wit::Step, CallError> {
        crate::panic::install_hook();
        T::resume(ctx, continuation, answer.map(Response::from_host)).map(step)
    }
}
