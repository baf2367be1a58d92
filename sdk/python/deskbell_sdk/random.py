"""Randomness, cryptographically strong outside tests. `os.urandom`, `secrets` and `uuid.uuid4` lead here too."""

from ._capability import ask


def random_bytes(count: int) -> bytes:
    """So many random bytes. A call of the plugin may draw 64 KiB in total; more ends it with a fault.

    >>> def nonce() -> str:
    ...     return random_bytes(16).hex()
    """
    return bytes(ask("random", "bytes", count))
