"""The vocabulary for JavaScript: types for editors and compilers, and shapes by which the SDK checks values."""

import json

from .names import Makers, Names, camel, module_of
from .wit import Contract, Declared, Interface, Member, Type

HEAD = "// Made of wit/ by `python -m vocabulary` in sdk/. Change wit/, not this file.\n"
NUMBERS = {"u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "f32", "f64"}


def files(contract: Contract) -> dict[str, str]:
    """Paths below sdk/js and their texts."""
    writer = Writer(contract)
    made = {f"src/vocabulary/{p}.d.ts": writer.declarations(p) for p in ("types", "host", "channel", "erp")}
    made["src/vocabulary/shapes.js"] = writer.shapes()
    return made


def comment(docs: list[str], indent: str = "") -> str:
    if not docs:
        return ""
    if len(docs) == 1:
        return f"{indent}/** {docs[0]} */\n"
    return f"{indent}/**\n" + "".join(f"{indent} * {line}".rstrip() + "\n" for line in docs) + f"{indent} */\n"


class Writer:
    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.names = Names(contract)
        self.makers = Makers(contract)

    # Types

    def declarations(self, package: str) -> str:
        interfaces = [i for i in self.contract.interfaces.values() if module_of(i.path) == package]
        body = "\n".join(self.declared(i, d) for i in interfaces for d in i.types.values())
        return HEAD + "\n" + self.imports(package, interfaces) + body

    def imports(self, package: str, interfaces: list[Interface]) -> str:
        used = {
            (module_of(t.interface), self.names[t])
            for i in interfaces
            for d in i.types.values()
            for m in d.members
            for t in inner(m.type)
            if t.interface and module_of(t.interface) != package
        }
        lines = [
            f'import type {{ {", ".join(sorted(n for p, n in used if p == of))} }} from "./{of}.js";\n'
            for of in sorted({p for p, _ in used})
        ]
        return "".join(lines) + ("\n" if lines else "")

    def declared(self, interface: Interface, declared: Declared) -> str:
        name = self.names.of[interface.path, declared.name]
        return comment(declared.docs) + getattr(self, declared.kind)(interface, declared, name)

    def record(self, interface: Interface, declared: Declared, name: str) -> str:
        lax = self.makers.only_written(interface.path, declared)
        fields = "".join(self.field(member, lax) for member in declared.members)
        return f"export interface {name} {{\n{fields}}}\n"

    def field(self, member: Member, lax: bool) -> str:
        docs, type_ = list(member.docs), member.type
        assert type_ is not None
        if type_.name == "option":
            return f"{comment(docs, '  ')}  {camel(member.name)}?: {self.type(type_.parts[0])} | undefined;\n"
        if lax and type_.name == "bool":
            docs.append("False when left out.")
        mark = "?" if lax and type_.name == "bool" else ""
        return f"{comment(docs, '  ')}  {camel(member.name)}{mark}: {self.type(type_)};\n"

    def variant(self, _: Interface, declared: Declared, name: str) -> str:
        cases = "".join(
            f"{comment(m.docs, '  ')}  | {{ tag: {json.dumps(m.name)}"
            + (f"; val: {self.type(m.type)}" if m.type else "")
            + " }\n"
            for m in declared.members
        )
        return f"export type {name} =\n{cases.rstrip()};\n"

    def enum(self, _: Interface, declared: Declared, name: str) -> str:
        cases = "".join(f"{comment(m.docs, '  ')}  | {json.dumps(m.name)}\n" for m in declared.members)
        return f"export type {name} =\n{cases.rstrip()};\n"

    def flags(self, _: Interface, declared: Declared, name: str) -> str:
        fields = "".join(f"{comment(m.docs, '  ')}  {camel(m.name)}?: boolean;\n" for m in declared.members)
        return f"export interface {name} {{\n{fields}}}\n"

    def type(self, type_: Type | None) -> str:
        if type_ is None:
            return "void"
        if type_.interface:
            return self.names[type_]
        if type_.name == "list":
            part = type_.parts[0]
            assert part is not None
            return "Uint8Array" if part.name == "u8" else f"{self.type(part)}[]"
        if type_.name == "option":
            return f"{self.type(type_.parts[0])} | undefined"
        if type_.name == "tuple":
            return f"[{', '.join(self.type(part) for part in type_.parts)}]"
        if type_.name in NUMBERS:
            return "number"
        return {"bool": "boolean"}.get(type_.name, "string")

    # Shapes

    def shapes(self) -> str:
        types = {
            f"{i.path}.{d.name}": self.shape_of(i, d) for i in self.contract.interfaces.values() for d in i.types.values()
        }
        called = {i.path: functions(i) for i in self.contract.exported() + self.contract.imported()}
        versions = {i.package: i.version for i in self.contract.interfaces.values()}
        text = HEAD
        for docs, name, value in (
            ("The version of each package of the contract.", "VERSIONS", versions),
            ("Each type by its place in the contract.", "TYPES", types),
            ("Each function of each interface: parameters, result, error.", "FUNCTIONS", called),
        ):
            entries = "".join(f"  {json.dumps(key)}: {json.dumps(entry)},\n" for key, entry in value.items())
            text += f"\n/** {docs} */\nexport const {name} = {{\n{entries}}};\n"
        return text

    def shape_of(self, interface: Interface, declared: Declared) -> object:
        if declared.kind == "enum":
            return {"enum": [m.name for m in declared.members]}
        if declared.kind == "flags":
            return {"flags": [camel(m.name) for m in declared.members]}
        if declared.kind == "variant":
            return {"variant": {m.name: shape(m.type) for m in declared.members}}
        made: dict[str, object] = {"record": {camel(m.name): shape(m.type) for m in declared.members}}
        if self.makers.only_written(interface.path, declared):
            made["lax"] = True
        return made


def inner(type_: Type | None) -> list[Type]:
    if type_ is None:
        return []
    return [type_] + [t for part in type_.parts for t in inner(part)]


def shape(type_: Type | None) -> object:
    if type_ is None:
        return None
    if type_.interface:
        return f"{type_.interface}.{type_.name}"
    if type_.name == "list" and type_.parts[0] and type_.parts[0].name == "u8":
        return "bytes"
    if type_.parts:
        return [type_.name, *(shape(part) for part in type_.parts)]
    return type_.name


def functions(interface: Interface) -> dict[str, object]:
    return {camel(f.name): {"params": [[camel(p.name), shape(p.type)] for p in f.params], **answer(f.result)} for f in interface.functions}


def answer(result: Type | None) -> dict[str, object]:
    if result is not None and result.name == "result":
        return {"ok": shape(result.parts[0]), "err": shape(result.parts[1])}
    return {"ok": shape(result)}
