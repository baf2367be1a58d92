"""As much of `plugin.toml` as building needs; Deskbell checks all of it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from .error import BuildError

#: What each capability needs in the manifest. Those that are not named are always there.
ASKED = {
    "http": ("http", '[[http]]\nhost = "api.example.com"\nmethods = ["POST"]\nwhy = "…"'),
    "kv": ("kv", '[[kv]]\nbucket = "state"\nwhy = "…"'),
    "secrets": ("secret", '[[secret]]\nname = "signing_key"\nlabel = "Signing key"\nuse = ["hmac"]\nwhy = "…"'),
    "media": ("media", '[media]\nread = true\nwhy = "…"'),
}

#: What the SDK itself needs for errors, time and randomness.
ALWAYS = ("log", "clock", "random", "config")


def read_manifest(folder: Path) -> dict[str, Any]:
    path = folder / "plugin.toml"
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError:
        raise BuildError(f'{path} cannot be read; every plugin has one (docs/plugins, "The manifest")') from None
    except ValueError as error:
        raise BuildError(f"{path}: {error}") from None


def missing_lines(manifest: dict[str, Any], capability: str) -> str | None:
    """None where the manifest asks for the capability, else the lines to add."""
    key, lines = ASKED[capability]
    return None if key in manifest else lines
