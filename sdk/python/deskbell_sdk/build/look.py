"""What a plugin is: it is loaded here, on this computer, and asked to describe itself, so that a mistake is told in
words and not by a trap."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from .error import BuildError

LOOK = """
import json, sys
from deskbell_sdk._call import during
from deskbell_sdk._check import check
from deskbell_sdk._interfaces import package_of, rows_of
from deskbell_sdk._vocabulary.functions import RESULTS
import plugin
if not hasattr(plugin, "plugin"):
    sys.exit("the module `plugin` has no name `plugin`; write: plugin = Acme()")
rows = rows_of(plugin.plugin)
with during("describe"):
    check(plugin.plugin.describe(), RESULTS[rows[0].package, rows[0].name, "describe"], "the answer of describe")
found = {"package": package_of(plugin.plugin), "interfaces": [row.name for row in rows]}
print("\\n" + json.dumps(found))
"""


@dataclass
class Found:
    package: str
    interfaces: list[str]


def look(paths: list[Path]) -> Found:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))}
    command = [sys.executable, "-c", LOOK]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    if run.returncode != 0:
        raise BuildError(f"the plugin cannot be loaded and described:\n{run.stderr.strip()}")
    return Found(**json.loads(run.stdout.splitlines()[-1]))
