"""What the build tells an author before it makes a component."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

from deskbell_sdk.build.component import component
from deskbell_sdk.build.error import BuildError
from deskbell_sdk.build.look import look
from deskbell_sdk.build.manifest import read_manifest
from deskbell_sdk.build.uses import capabilities
from deskbell_sdk.build.world import write_world

SDK = Path(__file__).resolve().parents[1]

PLUGIN = """
from deskbell_sdk.channel import Channel, Descriptor, Feature

class Acme(Channel):
    def describe(self):
        return Descriptor(channel_kind="a", features=Feature(0), max_text=1, pace_per_10s=1)

    def handle(self, ctx, request):
        from deskbell_sdk import http

plugin = Acme()
"""


class Build(unittest.TestCase):
    def setUp(self) -> None:
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.folder = Path(place.name)
        (self.folder / "src").mkdir()
        self.write(PLUGIN, 'kind = "channel"\n[[http]]\nhost = "a"\n[[kv]]\nbucket = "b"\n')

    def write(self, source: str, manifest: str | None = None) -> None:
        (self.folder / "src" / "plugin.py").write_text(source, "utf-8")
        if manifest is not None:
            (self.folder / "plugin.toml").write_text(manifest, "utf-8")

    def refuses(self, message: str) -> None:
        with self.assertRaisesRegex(BuildError, message):
            component(self.folder, self.folder / "out.wasm")

    def test_x7_a_capability_that_the_manifest_does_not_ask_for_is_told_with_the_lines_to_add(self) -> None:
        self.write(PLUGIN + "\nfrom deskbell_sdk.media import read\n")
        self.refuses(r"src/plugin.py:13 uses deskbell_sdk.media, which .*plugin.toml does not ask for; add:\n\n\[media\]")

    def test_x7_the_world_has_what_is_used_and_nothing_else(self) -> None:
        used = capabilities(self.folder, [self.folder / "src"], read_manifest(self.folder))
        self.assertEqual(used, ["log", "clock", "random", "config", "http"])
        write_world(self.folder / "wit", used, "channel", ["connector"])
        world = (self.folder / "wit" / "world.wit").read_text("utf-8")
        self.assertIn("import deskbell:host/http@0.1.0;\n  export deskbell:channel/connector@0.1.0;", world)
        self.assertNotIn("kv", world)

    def test_what_the_plugin_is_is_seen_by_loading_it(self) -> None:
        found = look([self.folder / "src", SDK])
        self.assertEqual((found.package, found.interfaces), ("channel", ["connector", "webhook"]))
        self.write("")
        self.refuses("has no name `plugin`")
        self.write("import nowhere")
        self.refuses("No module named 'nowhere'")
        self.write(PLUGIN.replace("max_text=1", "max_text='many'"))
        self.refuses("the answer of describe.max_text: expected a whole number")

    def test_kind_and_manifest_must_agree_and_there_must_be_a_first_module(self) -> None:
        self.write(PLUGIN, 'kind = "erp-module"\n')
        self.refuses("mend one")
        self.write(PLUGIN, "kind = \n")
        self.refuses("plugin.toml: ")
        (self.folder / "plugin.toml").unlink()
        self.refuses("plugin.toml cannot be read")
        self.write(PLUGIN, 'kind = "channel"\n')
        (self.folder / "src" / "plugin.py").unlink()
        self.refuses("plugin.py is missing")
