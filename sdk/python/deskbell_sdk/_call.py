"""What is going on in this instance: a component runs one call and is gone."""

from __future__ import annotations

_inside: str | None = None
_may_have_left = False


class during:  # noqa: N801 (reads as a word)
    """Runs its body as the function of this name.

    Written out, because `contextlib` would set an attribute of exceptions that pass, and the component's are frozen.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        global _inside, _may_have_left
        _inside, _may_have_left = self.name, False

    def __exit__(self, *_: object) -> None:
        global _inside
        _inside = None


def running() -> bool:
    """True in any call, `describe` too."""
    return _inside is not None


def may_ask_host() -> bool:
    """True in a call that may talk to the host: not while modules are loaded, not in `describe`."""
    return _inside is not None and _inside != "describe"


def why_not(what: str) -> str:
    """Why the host cannot be asked now."""
    if _inside == "describe":
        return f"`describe` always answers the same, so it may not use {what}"
    return f"{what} cannot be used while the module is loaded: that happens once, at build time. Use it in a function"


def note_request(method: str) -> None:
    """A request of this method may have taken effect in this call."""
    global _may_have_left
    if method not in ("GET", "HEAD"):
        _may_have_left = True


def request_may_have_left() -> bool:
    return _may_have_left
