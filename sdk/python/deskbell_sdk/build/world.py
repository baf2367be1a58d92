"""The world of one plugin: what it uses and what it exports, nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

from .._vocabulary.functions import VERSIONS

#: The contract lies beside the SDKs: `wit/` of the repository, or `deskbell/wit` of a plugin.
CONTRACT = Path(__file__).resolve().parents[4] / "wit"

WORLD = "plugin"


def write_world(folder: Path, capabilities: list[str], package: str, interfaces: list[str]) -> None:
    """Writes the contract and the world into `folder`, as the tools want them."""
    for name in VERSIONS:
        shutil.copytree(CONTRACT / name, folder / "deps" / name)
    imports = "".join(f"  import deskbell:host/{name}@{VERSIONS['host']};\n" for name in capabilities)
    exports = "".join(f"  export deskbell:{package}/{name}@{VERSIONS[package]};\n" for name in interfaces)
    text = f"package deskbell:plugin@0.1.0;\n\nworld {WORLD} {{\n{imports}{exports}}}\n"
    (folder / "world.wit").write_text(text, "utf-8")
