"""A small durable store of the plugin's own, one namespace for each account and bucket.

Writes are seen by later reads of the same call and become durable together with the call's result; when the call fails
they vanish. Limits: keys 512 bytes, values 256 KiB, 500 operations in one call, and the bucket's quota in the
manifest's `[[kv]]`.
"""

from __future__ import annotations

import json
from typing import Any, Literal

from ._capability import ask
from ._vocabulary.host import Entry, KvErrorDenied, KvErrorQuota, KvErrorTooLarge, KvErrorUnavailable
from .errors import CallError, Kind

__all__ = ["Bucket", "Entry", "KvError"]

Reason = Literal["too-large", "quota", "denied", "unavailable"]

MEANINGS: dict[type, tuple[Reason, Kind, str, str]] = {
    KvErrorTooLarge: ("too-large", "rejected", "kv-too-large", "a key is over 512 bytes or a value over 256 KiB"),
    KvErrorQuota: ("quota", "retry", "kv-quota", "the plugin's store is full, or was asked too often in one call"),
    KvErrorDenied: ("denied", "auth", "kv-denied", "the bucket is not granted"),
    KvErrorUnavailable: ("unavailable", "retry", "kv-unavailable", "the store cannot answer now"),
}


class KvError(CallError):
    """Why the store did not do it. Left alone it is answered with what suits it.

    >>> KvError(KvErrorQuota()).reason
    'quota'
    """

    reason: Reason

    def __init__(self, error: Any) -> None:
        reason, kind, code, detail = MEANINGS[type(error)]
        super().__init__(kind, code, f"{detail}: {error.value}" if hasattr(error, "value") else detail)
        self.reason = reason


class Bucket:
    """One bucket of the manifest. Naming it asks nothing of the host yet.

    >>> albums = Bucket("albums")
    >>> def remember(album: str, pictures: int) -> None:
    ...     albums.set_json(album, {"pictures": pictures}, ttl_s=3600)
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def get(self, key: str) -> Entry | None:
        """The value and its version, which grows with each write of this key. None when there is none.

        >>> def is_known(key: str) -> bool:
        ...     return Bucket("albums").get(key) is not None
        """
        entry: Entry | None = ask("kv", "get", self.name, key, fail=KvError)
        return entry

    def get_json(self, key: str) -> Any:
        """A value written by `set_json`; None also when it is no JSON.

        >>> def pictures(album: str) -> int:
        ...     return (Bucket("albums").get_json(album) or {}).get("pictures", 0)
        """
        entry = self.get(key)
        try:
            return None if entry is None else json.loads(entry.value)
        except ValueError:
            return None

    def set(self, key: str, value: bytes | str, ttl_s: int | None = None) -> None:
        """Writes a value. With `ttl_s` it disappears by itself after so many seconds, else it stays.

        >>> def note(key: str) -> None:
        ...     Bucket("albums").set(key, "seen", ttl_s=60)
        """
        data = value.encode() if isinstance(value, str) else value
        ask("kv", "set", self.name, key, data, ttl_s, fail=KvError)

    def set_json(self, key: str, value: object, ttl_s: int | None = None) -> None:
        """Writes a value as JSON. What JSON cannot express is a `TypeError`.

        >>> def note(key: str) -> None:
        ...     Bucket("albums").set_json(key, {"seen": True})
        """
        self.set(key, json.dumps(value), ttl_s)

    def delete(self, key: str) -> None:
        """Removes a key; a missing one is fine.

        >>> def forget(key: str) -> None:
        ...     Bucket("albums").delete(key)
        """
        ask("kv", "delete", self.name, key, fail=KvError)

    def scan(self, prefix: str = "", after: str | None = None, limit: int = 100) -> list[tuple[str, Entry]]:
        """Keys with the prefix, in byte order, after `after` (exclusive), at most 100. Fewer than asked: no more.

        >>> def keys() -> list[str]:
        ...     return [key for key, _ in Bucket("albums").scan("a:")]
        """
        found: list[tuple[str, Entry]] = ask("kv", "scan", self.name, prefix, after, limit, fail=KvError)
        return found
