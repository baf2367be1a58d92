"""Errors, told as what Deskbell should do about them."""

from __future__ import annotations

from typing import Literal, Self

Kind = Literal["retry", "rate-limited", "auth", "rejected", "unsupported"]
Scope = Literal["account", "recipient"]

MAX_CODE = 64
MAX_DETAIL = 1024


class CallError(Exception):
    """What a plugin raises when a call cannot be done. Make one with the methods below.

    `code` is the service's own ("131047") or a short stable word, at most 64 bytes. `detail` is one sentence for the
    operator, at most 1,024 bytes, never a secret and never what a customer wrote (see `deskbell_sdk.scrub`). Both
    are cut to their bounds.

    >>> error = CallError.retry("503", "the service is down").after(30_000)
    >>> error.kind, error.code, error.after_ms
    ('retry', '503', 30000)
    """

    #: What the host does about it.
    kind: Kind
    code: str
    detail: str
    #: With `retry`: the request may have taken effect.
    uncertain: bool
    #: With `retry` and `rate-limited`: the earliest useful time for another attempt, in milliseconds from now.
    after_ms: int | None
    #: With `rate-limited`: how much of the channel pauses.
    scope: Scope

    def __init__(
        self,
        kind: Kind,
        code: str,
        detail: str,
        *,
        uncertain: bool = False,
        after_ms: int | None = None,
        scope: Scope = "account",
    ) -> None:
        super().__init__(f"{detail} ({code})")
        self.kind = kind
        self.code = _cut(code, MAX_CODE)
        self.detail = _cut(detail, MAX_DETAIL)
        self.uncertain = uncertain
        self.after_ms = after_ms
        self.scope = scope

    @classmethod
    def retry(cls, code: str, detail: str) -> CallError:
        """Transient, and the request certainly had no effect: the host repeats the call with its own back-off.

        >>> CallError.retry("503", "the service is down").is_transient
        True
        """
        return CallError("retry", code, detail)

    @classmethod
    def uncertain_retry(cls, code: str, detail: str) -> CallError:
        """Transient, but the request may have taken effect although no answer was seen.

        A `send` is then never repeated by the host; a person decides.

        >>> CallError.uncertain_retry("504", "no answer").uncertain
        True
        """
        return CallError("retry", code, detail, uncertain=True)

    @classmethod
    def rate_limited(cls, code: str, detail: str, after_ms: int, scope: Scope = "account") -> CallError:
        """The service asked this account, or this recipient alone, to pause for so many milliseconds.

        >>> CallError.rate_limited("429", "too fast", 5_000, "recipient").scope
        'recipient'
        """
        return CallError("rate-limited", code, detail, after_ms=after_ms, scope=scope)

    @classmethod
    def auth(cls, code: str, detail: str) -> CallError:
        """Credentials, permissions or settings are bad. The host pauses this account and tells the operator.

        >>> CallError.auth("401", "the token is not taken").kind
        'auth'
        """
        return CallError("auth", code, detail)

    @classmethod
    def rejected(cls, code: str, detail: str) -> CallError:
        """Permanent for this request.

        From `handle` it answers 400 (401 with the code "signature") and nothing is kept. Two codes of `send` mean
        more: "window-closed" (the message waits for a template) and "blocked" (the conversation takes no messages
        until the customer writes again).

        >>> str(CallError.rejected("no-phone", "the contact has no phone number"))
        'the contact has no phone number (no-phone)'
        """
        return CallError("rejected", code, detail)

    @classmethod
    def unsupported(cls, what: str) -> CallError:
        """The channel cannot do this at all, such as a reaction over SMS.

        >>> CallError.unsupported("SMS carries text only").code
        'unsupported'
        """
        return CallError("unsupported", "unsupported", what)

    def after(self, ms: int) -> Self:
        """The earliest useful time for another attempt. `Retry-After` of a service belongs here.

        Errors that are not repeated stay as they are.

        >>> CallError.rejected("a", "b").after(5).after_ms is None
        True
        """
        if self.is_transient:
            self.after_ms = ms
        return self

    def repeatable(self) -> Self:
        """For requests that may be repeated without harm: nothing about them is uncertain.

        >>> CallError.uncertain_retry("504", "no answer").repeatable().uncertain
        False
        """
        self.uncertain = False
        return self

    @property
    def is_transient(self) -> bool:
        """True when the same call can succeed later."""
        return self.kind in ("retry", "rate-limited")


def _cut(text: str, most: int) -> str:
    """The longest beginning of at most so many bytes."""
    return text.encode()[:most].decode(errors="ignore")
