"""The time. `time.time()`, `datetime.now()` and their kin lead here too, in milliseconds' grain."""

from ._capability import ask


def now_ms() -> int:
    """Milliseconds since 1970-01-01T00:00:00Z by the host's clock, which may jump either way when it is set.

    >>> from datetime import datetime, timezone
    >>> def due(days: int) -> datetime:
    ...     return datetime.fromtimestamp(now_ms() / 1000 + days * 86_400, timezone.utc)
    """
    return int(ask("clock", "now_ms"))


def monotonic_ms() -> int:
    """Milliseconds since this call began. Never goes back; only differences mean something.

    >>> def time_left(deadline_ms: int) -> int:
    ...     return deadline_ms - monotonic_ms()
    """
    return int(ask("clock", "monotonic_ms"))
