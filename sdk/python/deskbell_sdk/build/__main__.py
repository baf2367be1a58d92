"""The command line."""

import sys
from pathlib import Path

from .component import component
from .error import BuildError

USAGE = "usage: python -m deskbell_sdk.build PLUGIN_FOLDER OUT.wasm"


def main(args: list[str]) -> int:
    try:
        if len(args) != 2:
            raise BuildError(USAGE)
        out = Path(args[1]).resolve()
        component(Path(args[0]).resolve(), out)
        print(f"{out} {out.stat().st_size} bytes")
    except BuildError as error:
        print(f"deskbell_sdk.build: {error}", file=sys.stderr)
        return 1
    return 0


sys.exit(main(sys.argv[1:]))
