"""The one way to the host."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import _call


class OutsideDeskbell(RuntimeError):
    """A capability was used outside of Deskbell, such as in a unit test."""


#: The host's interfaces by name, filled inside the component alone.
_hosts: dict[str, Any] = {}
_refusal: type[Exception] | None = None


def connect(hosts: dict[str, Any], refusal: type[Exception]) -> None:
    """Called once inside the component, with the generated modules and their exception."""
    global _refusal
    _hosts.update(hosts)
    _refusal = refusal


def connected() -> bool:
    return _refusal is not None


def ask(interface: str, function: str, *args: object, fail: Callable[[Any], Exception] | None = None) -> Any:
    """Calls a function of the host. `fail` makes an exception of what it answered instead of a result."""
    what = f"deskbell_sdk.{interface}"
    if _refusal is None:
        raise OutsideDeskbell(f"`{what}` works only inside Deskbell; keep what a unit test covers free of host calls")
    if not _call.may_ask_host():
        raise RuntimeError(_call.why_not(f"`{what}`"))
    try:
        return getattr(_hosts[interface], function)(*args)
    except _refusal as refused:
        if fail is None:
            raise
        raise fail(refused.value) from None  # type: ignore[attr-defined]
