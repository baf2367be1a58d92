"""Every interface that a plugin may export, one row each.

An interface is exported when the plugin has written one of its methods, or always. What an unexpected exception means
to the host stands with each method:

* `retry`: nothing is lost; the same call is made again later. A verified webhook is kept for that.
* `careful`: as `retry`, but uncertain once a request may have left: a person decides, nothing is sent twice.
* `final`: best effort anyway.
* `pure`: there is no error to answer; the call ends.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from .channel import Channel
from .erp import ErpModule
from .http import answered

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

    #: What makes a method's arguments of the function's.
    given: dict[str, Callable[..., tuple[Any, ...]]] = field(default_factory=dict)

    def method(self, function: str) -> str:
        return self.methods.get(function, function)

    def written_in(self, plugin: object) -> bool:
        """True when the class of `plugin` has written one of the methods."""
        base = BASES[self.package]
        return any(
            getattr(type(plugin), self.method(f), None) is not getattr(base, self.method(f), None)
            for f in self.functions
        )


def _resumed(ctx: Any, continuation: bytes, answer: Any) -> tuple[Any, ...]:
    return ctx, continuation, answered(answer)


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
    Row("channel", "poller", {"poll": "retry", "resume": "retry"}, given={"resume": _resumed}),
    Row(
        "channel",
        "pairing",
        {"describe": "pure", "start": "retry", "status": "retry", "log_out": "retry"},
        methods={"describe": "pairing_terms", "start": "start_pairing", "status": "pairing_status"},
    ),
    Row("channel", "history", {"since": "retry"}, methods={"since": "history_since"}),
    Row(
        "channel",
        "templates",
        {"list": "retry", "create": "careful", "status": "retry"},
        methods={"list": "list_templates", "create": "create_template", "status": "template_status"},
    ),
    Row("channel", "contacts", {"check": "retry"}, methods={"check": "check_contacts"}),
    Row("channel", "inbound-mail", {"handle": "retry"}, methods={"handle": "handle_mail"}),
    Row("erp", "module", {"describe": "pure"}, always=True),
    Row("erp", "webhook", {"handle": "retry"}),
    Row("erp", "sync", {"changes": "retry"}),
    Row("erp", "lookup", {"find": "retry"}, methods={"find": "find_customers"}),
    Row(
        "erp",
        "documents",
        {"list": "retry", "fetch": "retry"},
        methods={"list": "list_documents", "fetch": "fetch_document"},
    ),
    Row(
        "erp",
        "actions",
        {"available": "retry", "run": "careful"},
        methods={"available": "available_actions", "run": "run_action"},
    ),
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
