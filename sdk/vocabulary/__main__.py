"""Writes the vocabulary of the SDKs, or says with `--check` whether it is as `wit/` has it."""

import sys
from pathlib import Path

from . import javascript, python, wit

SDK = Path(__file__).resolve().parent.parent


def main() -> int:
    contract = wit.read(SDK.parent / "wit")
    made = {SDK / "js" / path: text for path, text in javascript.files(contract).items()}
    made |= {SDK / "python" / path: text for path, text in python.files(contract).items()}
    stale = [path for path, text in made.items() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"{path.relative_to(SDK.parent)} is not as wit/ has it; run: cd sdk && python3 -m vocabulary")
        return 1 if stale else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made[path], "utf-8")
    return 0


sys.exit(main())
