"""The account's secrets. The plugin names them and, with one exception, never sees them.

A secret may hold several live values while it is being rotated; the first one is the newest.
"""

from __future__ import annotations

from typing import Any, Literal

from ._capability import ask
from ._vocabulary.host import HmacAlg, SecretsErrorDenied
from .errors import CallError

__all__ = ["HmacAlg", "SecretError", "hmac", "matches", "reveal", "verify_hmac"]


class SecretError(CallError):
    """Why a secret could not be used. Both reasons need the operator, so both pause the account.

    >>> SecretError(SecretsErrorDenied("use = [\\"hmac\\"]")).kind
    'auth'
    """

    reason: Literal["denied", "missing"]

    def __init__(self, error: Any) -> None:
        if isinstance(error, SecretsErrorDenied):
            super().__init__("auth", "secret-denied", f"this use is not granted: {error.value}")
            self.reason = "denied"
        else:
            super().__init__("auth", "secret-missing", "a secret of this account is empty")
            self.reason = "missing"


def hmac(name: str, alg: HmacAlg, data: bytes) -> bytes:
    """A code over `data` with the newest value. The manifest must ask for use "hmac".

    >>> def signature(body: bytes) -> str:
    ...     return hmac("signing_key", HmacAlg.SHA256, body).hex()
    """
    return bytes(ask("secrets", "hmac", name, alg, data, fail=SecretError))


def verify_hmac(name: str, alg: HmacAlg, data: bytes, mac: bytes) -> bool:
    """True when any live value gives `mac`; compared in constant time. Needs use "hmac".

    >>> def is_genuine(body: bytes, mac: str) -> bool:
    ...     return verify_hmac("signing_key", HmacAlg.SHA256, body, bytes.fromhex(mac))
    """
    return bool(ask("secrets", "verify_hmac", name, alg, data, mac, fail=SecretError))


def matches(name: str, candidate: str) -> bool:
    """True when `candidate` equals any live value; compared in constant time. Needs use "compare".

    >>> def knows_key(given: str | None) -> bool:
    ...     return given is not None and matches("callback_key", given)
    """
    return bool(ask("secrets", "matches", name, candidate, fail=SecretError))


def reveal(name: str) -> str:
    """The newest value itself.

    Needs use "reveal", which the operator grants apart and which is recorded in the audit log; prefer a secret header
    of `deskbell_sdk.http`.

    >>> def password() -> str:
    ...     return reveal("password")
    """
    return str(ask("secrets", "reveal", name, fail=SecretError))
