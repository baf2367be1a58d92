"""Which capabilities a plugin's source uses, and where. Imports inside functions count."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .error import BuildError
from .manifest import ALWAYS, ASKED, missing_lines

SDK = "deskbell_sdk"


def capabilities(folder: Path, sources: list[Path], manifest: dict[str, Any]) -> list[str]:
    """All that the world imports. Refuses what the manifest does not ask for."""
    used: set[str] = set()
    for path in sorted(file for source in sources for file in source.rglob("*.py")):
        for name, line in _imports(path):
            if name not in ASKED:
                continue
            lines = missing_lines(manifest, name)
            if lines is not None:
                place = f"{path.relative_to(folder)}:{line}"
                toml = folder / "plugin.toml"
                raise BuildError(f"{place} uses {SDK}.{name}, which {toml} does not ask for; add:\n\n{lines}\n")
            used.add(name)
    return [*ALWAYS, *sorted(used)]


def _imports(path: Path) -> Iterator[tuple[str, int]]:
    """Names of the SDK's modules and lines."""
    try:
        tree = ast.parse(path.read_text("utf-8"), str(path))
    except SyntaxError as error:
        raise BuildError(f"{path}:{error.lineno}: {error.msg}") from None
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith(f"{SDK}."):
                    yield alias.name.split(".")[1], node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module == SDK:
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{SDK}."):
            yield str(node.module).split(".")[1], node.lineno
