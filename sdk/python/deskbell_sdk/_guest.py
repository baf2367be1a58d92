"""The component's side: joins the plugin to what `componentize-py` generates."""

from __future__ import annotations

import importlib
from typing import Any

from . import _capability
from ._interfaces import Row, rows_of
from ._plugin import exported
from ._surroundings import surround as surround
from ._vocabulary import channel, erp, host, types
from ._vocabulary.functions import VERSIONS


def module_name(package: str, interface: str) -> str:
    """As `componentize-py --full-names` writes it."""
    version = VERSIONS[package].replace(".", "_")
    return f"deskbell_{package}_{interface.replace('-', '_')}_{version}"


def class_name(row: Row) -> str:
    """The class that the component is asked for, as `componentize-py --full-names` writes it."""
    words = f"deskbell-{row.package}-{row.name}".split("-")
    return "".join(word.capitalize() for word in words) + VERSIONS[row.package].replace(".", "")


def connect() -> None:
    """Puts the SDK's classes in the place of the generated ones, and the host's functions where the SDK finds them."""
    for words in (types, host, channel, erp):
        for (path, name), ours in words.PLACES.items():
            package, interface = path.split("/")
            for side in ("imports", "exports"):
                module = _generated(side, package, interface)
                if module is not None and hasattr(module, name):
                    setattr(module, name, ours)
    names = ("log", "clock", "random", "config", "http", "kv", "secrets", "media")
    hosts = {name: _generated("imports", "host", name) for name in names}
    err: type[Exception] = importlib.import_module("componentize_py_types").Err
    _capability.connect({name: module for name, module in hosts.items() if module is not None}, err)


def _generated(side: str, package: str, interface: str) -> Any:
    try:
        return importlib.import_module(f"wit_world.{side}.{module_name(package, interface)}")
    except ModuleNotFoundError:
        return None


def classes(plugin: object) -> dict[str, type]:
    """What the component's first module must have: a class for each exported interface."""
    err = importlib.import_module("componentize_py_types").Err
    made: dict[str, type] = {}
    for row in rows_of(plugin):
        functions = exported(plugin, row, err)
        methods = {name: _method(function) for name, function in functions.items()}
        made[class_name(row)] = type(class_name(row), (), methods)
    return made


def _method(function: Any) -> Any:
    return lambda self, *args: function(*args)
