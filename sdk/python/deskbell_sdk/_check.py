"""Whether a value fits the contract. A wrong one would end the component without a word; here it is named."""

from __future__ import annotations

import dataclasses
import enum
import functools
import types
import typing
from typing import Any


class Unfit(TypeError):
    """A value that does not fit the contract. Its message names places and types, never values."""


def check(value: object, hint: Any, path: str) -> None:
    """Raises `Unfit` where `value` is not what the annotation says."""
    origin = typing.get_origin(hint)
    if origin is typing.Annotated:
        _check_number(value, typing.get_args(hint)[1], path)
    elif origin in (typing.Union, types.UnionType):
        _check_union(value, typing.get_args(hint), path)
    elif origin is list:
        _check_list(value, typing.get_args(hint)[0], path)
    elif origin is tuple:
        _check_tuple(value, typing.get_args(hint), path)
    elif dataclasses.is_dataclass(hint):
        _check_fields(value, typing.cast(type, hint), path)
    elif hint is None or hint is type(None):
        _expect(value is None, "None", value, path)
    elif issubclass(hint, enum.Enum):
        _expect(isinstance(value, hint), hint.__name__, value, path)
    else:
        _expect(type(value) is hint, hint.__name__, value, path)


def _expect(holds: bool, expected: str, value: object, path: str) -> None:
    if not holds:
        raise Unfit(f"{path}: expected {expected}, got {type(value).__name__}")


def _check_number(value: object, bounds: tuple[int, int], path: str) -> None:
    low, high = bounds
    holds = type(value) is int and low <= value <= high
    _expect(holds, f"a whole number from {low} to {high}", value, path)


def _check_union(value: object, hints: tuple[Any, ...], path: str) -> None:
    if value is None and type(None) in hints:
        return
    others = [hint for hint in hints if hint is not type(None)]
    chosen = others[0] if len(others) == 1 else type(value)
    _expect(chosen in others, " or ".join(_name(hint) for hint in others), value, path)
    check(value, chosen, path)


def _check_list(value: object, hint: Any, path: str) -> None:
    _expect(isinstance(value, list), "list", value, path)
    for at, item in enumerate(typing.cast(list[object], value)):
        check(item, hint, f"{path}[{at}]")


def _check_tuple(value: object, hints: tuple[Any, ...], path: str) -> None:
    _expect(isinstance(value, tuple) and len(value) == len(hints), f"a tuple of {len(hints)}", value, path)
    for at, (item, hint) in enumerate(zip(typing.cast(tuple[object, ...], value), hints, strict=True)):
        check(item, hint, f"{path}[{at}]")


def _check_fields(value: object, class_: type, path: str) -> None:
    _expect(type(value) is class_, class_.__name__, value, path)
    for name, hint in hints_of(class_).items():
        check(getattr(value, name), hint, f"{path}.{name}")


@functools.cache
def hints_of(class_: type) -> dict[str, Any]:
    """Annotations, read once: reading them costs more than all the rest."""
    return typing.get_type_hints(class_, include_extras=True)


def warm(hint: Any) -> None:
    """Reads all annotations that `check` will need, so that no call pays for it."""
    if dataclasses.is_dataclass(hint):
        for inner in hints_of(typing.cast(type, hint)).values():
            warm(inner)
    else:
        for inner in typing.get_args(hint):
            if not isinstance(inner, tuple):
                warm(inner)


def _name(hint: Any) -> str:
    return str(getattr(hint, "__name__", hint))
