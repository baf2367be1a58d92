"""Every interface that a plugin may export, one row each.

An interface is exported when the plugin has written one of its methods, or always. What an unexpected exception means
to the host stands with each method:

* `retry`: nothing is lost; the same call is made again later. A verified webhook is kept for that.
* `careful`: as `retry`, but uncertain once a request may have left: a person decides, nothing is sent twice.
* `final`: best effort anyway.
* `pure`: there is no error to answer; the call ends.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from .channel import Channel
from .erp import ErpModule

Broken = Literal["retry", "careful", "final", "pure"]


@dataclass(frozen=True)
class Row:
    package: Literal["channel", "erp"]
    name: str
    #: Functions of the contract, with underscores.
    functions: dict[str, Broken]
    always: bool = False
    #: Where a method of the plugin is called otherwise than the function.
    methods: dict[str, str] = field(default_factory=dict)

    def method(self, function: str) -> str:
        return self.methods.get(function, function)

    def written_in(self, plugin: object) -> bool:
        """True when the class of `plugin` has written one of the methods."""
        base = BASES[self.package]
        return any(
            getattr(type(plugin), self.method(f), None) is not getattr(base, self.method(f), None)
            for f in self.functions
        )


BASES: dict[str, type] = {"channel": Channel, "erp": ErpModule}

ROWS = (
    Row(
        "channel",
        "connector",
        {
            "describe": "pure",
            "check_account": "retry",
            "send": "careful",
            "send_signal": "final",
            "fetch_media": "retry",
        },
        always=True,
    ),
    Row("channel", "webhook", {"handle": "retry"}),
    Row("channel", "poller", {"poll": "retry"}),
    Row("erp", "module", {"describe": "pure", "fetch_document": "retry"}, always=True),
    Row("erp", "webhook", {"handle": "retry"}, always=True),
)


def package_of(plugin: object) -> str:
    """ "channel" or "erp"."""
    for package, base in BASES.items():
        if isinstance(plugin, base):
            return package
    raise TypeError(
        "the module `plugin` needs a name `plugin` that is an instance of a subclass of "
        "deskbell_sdk.channel.Channel or deskbell_sdk.erp.ErpModule"
    )


def rows_of(plugin: object) -> list[Row]:
    """The interfaces that this plugin has."""
    package = package_of(plugin)
    return [row for row in ROWS if row.package == package and (row.always or row.written_in(plugin))]
