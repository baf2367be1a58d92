"""The vocabulary for Python: dataclasses and enums that stand in for the generated ones inside the component."""

import keyword

from .names import Makers, Names, module_of, pascal, snake
from .wit import Contract, Declared, Interface, Member, Type

HEAD = '"""Made of wit/ by `python -m vocabulary` in sdk/. Change wit/, not this file."""\n'
WIDTHS = {"u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64"}


def files(contract: Contract) -> dict[str, str]:
    """Paths below sdk/python and their texts."""
    writer = Writer(contract)
    made = {f"deskbell_sdk/_vocabulary/{p}.py": writer.module(p) for p in ("types", "host", "channel", "erp")}
    made["deskbell_sdk/_vocabulary/functions.py"] = writer.functions()
    return made


def text(docs: list[str]) -> str:
    return "\n".join(docs).replace("\\", "\\\\")


class Writer:
    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.names = Names(contract)
        self.makers = Makers(contract)

    def module(self, package: str) -> str:
        interfaces = [i for i in self.contract.interfaces.values() if module_of(i.path) == package]
        places: list[tuple[str, str, str]] = []
        body = ""
        for interface in interfaces:
            for declared in interface.types.values():
                body += "\n\n" + self.declared(interface, declared, places)
        public = sorted({name for _, _, name in places} | {self.names.of[i.path, t] for i in interfaces for t in i.types})
        exported = "".join(f'    "{name}",\n' for name in public)
        table = "".join(f'    ("{path}", "{theirs}"): {ours},\n' for path, theirs, ours in places)
        return (
            f"{HEAD}\nfrom __future__ import annotations\n\nimport enum\nfrom dataclasses import dataclass\nfrom typing import Union\n\n"
            f"{self.imports(package, interfaces)}\n__all__ = [\n{exported}]\n{body}\n\n"
            f"#: What each class stands for: the interface and its generated name there.\nPLACES: dict[tuple[str, str], type] = {{\n{table}}}\n"
        )

    def imports(self, package: str, interfaces: list[Interface]) -> str:
        types = [t for i in interfaces for d in i.types.values() for m in d.members for t in inner(m.type)]
        lines = ""
        widths = sorted({t.name.upper() for t in types if t.name in WIDTHS})
        if widths:
            lines += f"from ._integers import {', '.join(widths)}\n"
        others = {(module_of(t.interface), self.names[t]) for t in types if t.interface and module_of(t.interface) != package}
        for of in sorted({p for p, _ in others}):
            lines += f"from .{of} import {', '.join(sorted(n for p, n in others if p == of))}\n"
        return lines

    def declared(self, interface: Interface, declared: Declared, places: list[tuple[str, str, str]]) -> str:
        name = self.names.of[interface.path, declared.name]
        return getattr(self, declared.kind)(interface, declared, name, places)

    def record(self, interface: Interface, declared: Declared, name: str, places: list[tuple[str, str, str]]) -> str:
        places.append((interface.path, pascal(declared.name), name))
        lax = self.makers.only_written(interface.path, declared)
        optional = [default(m, lax) is not None for m in declared.members]
        ordered = sorted(optional) == optional
        # What the host hands over is made by position; a plugin writes names.
        tail = len(optional) - next((n for n, o in enumerate(reversed(optional)) if not o), len(optional))
        lines = ""
        for at, member in enumerate(declared.members):
            value = default(member, lax) if lax or at >= tail else None
            lines += field_comment(member) + f"    {field_name(member.name)}: {self.type(member.type)}" + (f" = {value}" if value else "") + "\n"
        mark = "(kw_only=True)" if lax and not ordered else ""
        return f"@dataclass{mark}\nclass {name}:\n{docstring(declared.docs)}{lines or '    pass' + chr(10)}"

    def variant(self, interface: Interface, declared: Declared, name: str, places: list[tuple[str, str, str]]) -> str:
        made, cases = "", []
        for member in declared.members:
            case = name + pascal(member.name)
            theirs = f"{pascal(declared.name)}_{escaped(pascal(member.name))}"
            places.append((interface.path, theirs, case))
            cases.append(case)
            docs = member.docs or [f"`{declared.name}`, the case `{member.name}`."]
            field = f"\n    value: {self.type(member.type)}\n" if member.type else ""
            made += f"@dataclass\nclass {case}:\n{docstring(docs).rstrip(chr(10))}\n{field}\n\n"
        listed = "".join(f"    {case},\n" for case in cases)
        note = "".join(f"#: {line}".rstrip() + "\n" for line in declared.docs)
        return f"{made}{note}{name} = Union[\n{listed}]\n"

    def enum(self, interface: Interface, declared: Declared, name: str, places: list[tuple[str, str, str]]) -> str:
        places.append((interface.path, pascal(declared.name), name))
        cases = "".join(f"{field_comment(m)}    {constant(m.name)} = {at}\n" for at, m in enumerate(declared.members))
        return f"class {name}(enum.Enum):\n{docstring(declared.docs)}{cases}"

    def flags(self, interface: Interface, declared: Declared, name: str, places: list[tuple[str, str, str]]) -> str:
        places.append((interface.path, pascal(declared.name), name))
        cases = "".join(f"{field_comment(m)}    {constant(m.name)} = enum.auto()\n" for m in declared.members)
        return f"class {name}(enum.Flag):\n{docstring(declared.docs)}{cases}"

    def type(self, type_: Type | None) -> str:
        if type_ is None:
            return "None"
        if type_.interface:
            return self.names[type_]
        if type_.name == "list":
            part = type_.parts[0]
            return "bytes" if part is not None and part.name == "u8" else f"list[{self.type(part)}]"
        if type_.name == "option":
            return f"{self.type(type_.parts[0])} | None"
        if type_.name == "tuple":
            return f"tuple[{', '.join(self.type(part) for part in type_.parts)}]"
        if type_.name in WIDTHS:
            return type_.name.upper()
        return {"bool": "bool", "f32": "float", "f64": "float"}.get(type_.name, "str")

    def functions(self) -> str:
        lines = ""
        for interface in self.contract.exported():
            for function in interface.functions:
                result = function.result
                ok = result.parts[0] if result is not None and result.name == "result" else result
                package = interface.package
                hint = self.qualified(ok)
                lines += f'    ("{package}", "{interface.name}", "{snake(function.name)}"): {hint},\n'
        versions = sorted({(i.package, i.version) for i in self.contract.interfaces.values()})
        table = "".join(f'    "{package}": "{version}",\n' for package, version in versions)
        return (
            f"{HEAD}\nfrom __future__ import annotations\n\nfrom . import channel, erp, types\n\n"
            f"#: The version of each package of the contract.\nVERSIONS = {{\n{table}}}\n\n"
            "#: What each function that a plugin exports answers.\n"
            f"RESULTS: dict[tuple[str, str, str], object] = {{\n{lines}}}\n"
        )

    def qualified(self, type_: Type | None) -> str:
        if type_ is not None and type_.interface:
            return f"{module_of(type_.interface)}.{self.names[type_]}"
        if type_ is not None and type_.name in ("option", "list") and type_.parts[0] and type_.parts[0].interface:
            inside = self.qualified(type_.parts[0])
            return f"{inside} | None" if type_.name == "option" else f"list[{inside}]"
        return self.type(type_)




def inner(type_: Type | None) -> list[Type]:
    if type_ is None:
        return []
    return [type_] + [t for part in type_.parts for t in inner(part)]


def default(member: Member, lax: bool) -> str | None:
    if member.type is not None and member.type.name == "option":
        return "None"
    if lax and member.type is not None and member.type.name == "bool":
        return "False"
    return None


def field_comment(member: Member) -> str:
    return "".join(f"    #: {line}".rstrip() + "\n" for line in member.docs)


def docstring(docs: list[str]) -> str:
    if not docs:
        return ""
    if len(docs) == 1:
        return f'    """{text(docs)}"""\n\n'
    lines = "\n    ".join(docs).replace("\\", "\\\\")
    return f'    """{lines}\n    """\n\n'


def field_name(word: str) -> str:
    name = snake(word)
    return name + "_" if keyword.iskeyword(name) else name


def constant(word: str) -> str:
    return snake(word).upper()


def escaped(word: str) -> str:
    return word + "_" if keyword.iskeyword(word) else word
