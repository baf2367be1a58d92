"""The account's settings, as the operator entered them in the form that the manifest's `[config]` schema describes."""

import json
from typing import Any

from ._capability import ask
from .errors import CallError


def get(key: str) -> Any:
    """A setting; None when it is neither set nor has a default. The host checked it against the schema.

    >>> def sandbox() -> bool:
    ...     return get("sandbox") is True
    """
    text = ask("config", "get", key)
    return None if text is None else json.loads(text)


def require(key: str) -> Any:
    """A setting that must be there; its absence is an `auth` error with the code "missing-setting".

    >>> def base_url() -> str:
    ...     return str(require("base_url"))
    """
    value = get(key)
    if value is None:
        raise CallError.auth("missing-setting", f"the setting `{key}` is empty")
    return value
