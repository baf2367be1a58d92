"""What Python has and a component without WASI lacks is led to the host, or refused by name.

Left alone, the interpreter would trap without a word, or repeat the random numbers of the build. Used inside the
component alone, before the author's module is loaded.
"""

from __future__ import annotations

import builtins
import codecs
import importlib
import importlib.abc
import io
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from . import _call, clock, log
from .random import random_bytes

#: Modules that the standard library loads only when a function is called.
LOADED_LATE = ("_sha2", "_strptime", "base64", "calendar", "decimal", "encodings.idna", "encodings.punycode", "hashlib",
               "hmac", "importlib.resources", "locale", "stringprep", "textwrap", "traceback", "unicodedata", "uuid")  # fmt: skip
#: Codecs are looked up the same way.
CODECS = ("ascii", "latin-1", "cp1250", "cp1251", "cp1252", "iso8859-2", "iso8859-15", "utf-8-sig", "utf-16", "utf-16-le",
          "utf-16-be", "utf-32", "utf-7", "idna", "punycode", "base64", "hex", "raw_unicode_escape", "unicode_escape")  # fmt: skip


def surround() -> None:
    """Replaces what would trap."""
    _load_early()
    _lead_time()
    _lead_randomness()
    _lead_output()
    _refuse_files()
    sys.meta_path.insert(0, _NoLateImports())


def reseed() -> None:
    """A fresh state for `random`, from the host; once in each call, since an instance serves one."""
    random.seed(int.from_bytes(random_bytes(32)))


# Time


def _lead_time() -> None:
    real_gmtime, real_localtime, real_strftime = time.gmtime, time.localtime, time.strftime
    real_asctime = time.asctime
    nanoseconds = _at_run_time("the time", time.time_ns, lambda: clock.now_ms() * 1_000_000)
    monotonic = _at_run_time("the time", time.monotonic_ns, lambda: clock.monotonic_ms() * 1_000_000)
    replaced: dict[str, Callable[..., Any]] = {
        "time": lambda: nanoseconds() / 1e9,
        "time_ns": nanoseconds,
        "gmtime": lambda secs=None: real_gmtime(_or_now(secs)),
        "localtime": lambda secs=None: real_localtime(_or_now(secs)),
        "ctime": lambda secs=None: real_asctime(real_localtime(_or_now(secs))),
        "asctime": lambda t=None: real_asctime(time.localtime() if t is None else t),
        "strftime": lambda format, t=None: real_strftime(format, time.localtime() if t is None else t),  # noqa: A006
        "sleep": _refused("time.sleep", "a call has no later; raise `CallError.retry(…).after(ms)`"),
    }
    for name in ("monotonic", "perf_counter", "process_time", "thread_time"):
        replaced[name] = lambda: monotonic() / 1e9
        replaced[name + "_ns"] = monotonic
    for name in ("clock_gettime", "clock_gettime_ns"):
        replaced[name] = _refused(f"time.{name}", "use time.time or time.monotonic")
    for name, function in replaced.items():
        setattr(time, name, function)
    _pure_datetime()


def _or_now(secs: float | None) -> float:
    return float(time.time()) if secs is None else secs


def _pure_datetime() -> None:
    """The module written in Python asks `time`; the one written in C would ask the system."""
    for name in ("datetime", "_datetime"):
        sys.modules.pop(name, None)
    # The time zones written in C need the datetime written in C.
    for name in ("_datetime", "_zoneinfo"):
        sys.modules[name] = None  # type: ignore[assignment]
    import datetime  # noqa: F401

    importlib.import_module("_strptime")


# Randomness


def _lead_randomness() -> None:
    urandom = _at_run_time("random bytes", os.urandom, random_bytes)
    for module, name in ((os, "urandom"), (os, "getrandom"), (random, "_urandom")):
        if hasattr(module, name):
            setattr(module, name, urandom)
    original = random.Random

    class Random(original):  # type: ignore[valid-type, misc]
        """`random.Random`, seeded by the host where no seed is given."""

        def __new__(cls, *args: object, **kwargs: object) -> Any:
            return super().__new__(cls, 0)

        def __init__(self, x: object = None) -> None:
            super().__init__(urandom(32) if x is None else x)

        def seed(self, a: Any = None, version: int = 2) -> None:
            super().seed(urandom(32) if a is None else a, version)

    random.Random = Random  # type: ignore[misc]


# Output


class _Lines(io.TextIOBase):
    """Standard output: each line becomes one of the plugin's log."""

    def __init__(self, level: log.Level) -> None:
        self.level = level
        self.rest = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        *lines, self.rest = (self.rest + text).split("\n")
        for line in lines:
            log.write(self.level, line)
        return len(text)


def _lead_output() -> None:
    sys.stdout = _Lines(log.Level.INFO)
    sys.stderr = _Lines(log.Level.WARN)


# Files and modules


#: What else looks at files: `os.path`, `pathlib` and `tempfile` come down to these.
FILES = ("access", "chdir", "getcwd", "link", "listdir", "lstat", "mkdir", "open", "readlink", "remove", "rename",
         "replace", "rmdir", "scandir", "stat", "symlink", "truncate", "unlink", "utime")  # fmt: skip


def _refuse_files() -> None:
    builtins.open = io.open = _while_loading(builtins.open)
    for name in FILES:
        if hasattr(os, name):
            setattr(os, name, _while_loading(getattr(os, name)))


def _while_loading(real: Callable[..., Any]) -> Callable[..., Any]:
    def refuse(*args: Any, **kwargs: Any) -> Any:
        if _call.running():
            raise OSError("there are no files inside Deskbell; read what belongs to the plugin while it is loaded")
        return real(*args, **kwargs)

    return refuse


class _NoLateImports(importlib.abc.MetaPathFinder):
    """Modules are found in files, and those are there only while the component is built."""

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: object = None) -> None:
        if _call.running():
            raise ImportError(f"import `{fullname}` at the top of a module: a running plugin has no files to load it from")


def _load_early() -> None:
    for name in LOADED_LATE:
        importlib.import_module(name)
    for codec in CODECS:
        codecs.lookup(codec)


# Both


def _at_run_time(what: str, at_load: Callable[..., Any], in_call: Callable[..., Any]) -> Callable[..., Any]:
    """The host's answer in a call. While modules are loaded, only the standard library gets the real one."""

    def choose(*args: Any) -> Any:
        if _call.may_ask_host():
            return in_call(*args)
        if not _call.running() and _asked_by_standard_library():
            return at_load(*args)
        raise RuntimeError(_call.why_not(what))

    return choose


def _asked_by_standard_library() -> bool:
    """True while a module of the standard library is being imported, such as `logging`, which notes when it began."""
    frame = sys._getframe(2)
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if module.startswith("importlib."):
            return True
        if module != __name__ and module.split(".")[0] not in sys.stdlib_module_names:
            return False
        frame = frame.f_back  # type: ignore[assignment]
    return True


def _refused(what: str, instead: str) -> Callable[..., NoReturn]:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise RuntimeError(f"`{what}` does not exist inside Deskbell: {instead}")

    return refuse
