"""From a folder to a component."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tempfile
from pathlib import Path

from .error import BuildError
from .look import look
from .manifest import read_manifest
from .uses import capabilities
from .world import WORLD, write_world

SDK = Path(__file__).resolve().parents[2]

ENTRY = """
from deskbell_sdk import _guest
_guest.connect()
_guest.surround()
import plugin
globals().update(_guest.classes(plugin.plugin))
"""


def component(folder: Path, out: Path) -> None:
    """Writes the component of a plugin. Sources lie in `src`, other people's packages in `vendor`."""
    manifest = read_manifest(folder)
    if not (folder / "src" / "plugin.py").exists():
        raise BuildError(f"{folder / 'src' / 'plugin.py'} is missing; it is the plugin's first module")
    sources = [path for path in (folder / "src", folder / "vendor") if path.exists()]
    found = look([*sources, SDK])
    kind = {"channel": "channel", "erp": "erp-module"}[found.package]
    if kind != manifest.get("kind"):
        raise BuildError(f'plugin.toml says kind = "{manifest.get("kind")}", but the plugin is of kind "{kind}"; mend one')
    used = capabilities(folder, sources, manifest)
    with tempfile.TemporaryDirectory(prefix="deskbell-build-") as work:
        write_world(Path(work) / "wit", used, found.package, found.interfaces)
        entry = Path(work) / "app"
        entry.mkdir()
        (entry / "deskbell_entry.py").write_text(ENTRY, "utf-8")
        _componentize(Path(work), [entry, *sources, SDK], out)


def _componentize(work: Path, paths: list[Path], out: Path) -> None:
    if importlib.util.find_spec("componentize_py") is None:
        raise BuildError("the build tool is not installed; run: pip install componentize-py==0.25.1")
    # Whoever reads `out` meanwhile sees the old file or the new one.
    fresh = out.with_name(out.name + ".new")
    command = [sys.executable, "-c", "import componentize_py, sys; sys.exit(componentize_py.script())"]
    command += ["--quiet", "--full-names", "--wit-path", str(work / "wit"), "--world", WORLD, "componentize"]
    command += [part for path in paths for part in ("--python-path", str(path))]
    command += ["--stub-wasi", "--output", str(fresh), "deskbell_entry"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise BuildError(f"no component could be made:\n{(run.stderr or run.stdout).strip()}")
    fresh.replace(out)
