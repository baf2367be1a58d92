"""Lines for the operator's plugin page. `print` and `logging` lead here too.

A call may write 200 lines and 64 KiB, 32 fields of a line; what exceeds that is dropped and counted. Never log
secrets, phone numbers or what a customer wrote. Outside of Deskbell nothing is written.
"""

from ._call import may_ask_host
from ._capability import ask, connected
from ._vocabulary.host import Level

__all__ = ["Level", "debug", "error", "info", "warn", "write"]


def write(level: Level, message: str, **fields: object) -> None:
    """Writes one line: a fixed text, the data in fields.

    >>> write(Level.INFO, "file fetched", bytes=1024)
    """
    # A line is never worth an error: outside of a call there is nobody to read it.
    if connected() and may_ask_host():
        ask("log", "write", level, message, [(name, str(value)) for name, value in fields.items()])


def debug(message: str, **fields: object) -> None:
    """For the author, usually not shown.

    >>> debug("asked again", attempt=2)
    """
    write(Level.DEBUG, message, **fields)


def info(message: str, **fields: object) -> None:
    """A milestone.

    >>> info("file fetched", bytes=1024)
    """
    write(Level.INFO, message, **fields)


def warn(message: str, **fields: object) -> None:
    """Recovered, but odd.

    >>> warn("the service sent an unknown status", status="parked")
    """
    write(Level.WARN, message, **fields)


def error(message: str, **fields: object) -> None:
    """A person should look.

    >>> error("the service answers in another version", version=3)
    """
    write(Level.ERROR, message, **fields)
