"""embed.py PLUGIN_FOLDER COMPONENT OUT: puts `plugin.toml` into a component, where Deskbell looks for it.

The custom section `deskbell:manifest`, as `deskbell plugin build` writes it.
"""

import sys
from pathlib import Path


def length(value: int) -> bytes:
    """LEB128, as WebAssembly writes numbers."""
    digit, rest = value & 0x7F, value >> 7
    return bytes([digit | 0x80]) + length(rest) if rest else bytes([digit])


folder, component, out = map(Path, sys.argv[1:])
name, manifest = b"deskbell:manifest", (folder / "plugin.toml").read_bytes()
body = length(len(name)) + name + manifest
fresh = out.with_name(out.name + ".new")
fresh.write_bytes(component.read_bytes() + b"\x00" + length(len(body)) + body)
fresh.replace(out)
