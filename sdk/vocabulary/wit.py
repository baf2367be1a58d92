"""Reads the contract in `wit/`: as much of WIT as it uses."""

import re
from dataclasses import dataclass, field
from pathlib import Path

# Every package, in the order in which they build upon each other.
PACKAGES = ("types", "host", "channel", "erp")

PRIMITIVES = {"bool", "string", "char", "u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "f32", "f64"}
CONSTRUCTORS = {"list", "option", "tuple", "result"}

TOKEN = re.compile(r"///(?P<doc>[^\n]*)|//[^\n]*|\s+|(?P<word>%?[A-Za-z0-9][\w.-]*)|(?P<mark>->|[{}()<>,;:=/@.*_])")


@dataclass(frozen=True)
class Type:
    """A type expression: a primitive, a constructor with its parts, or a name."""

    name: str
    parts: tuple["Type | None", ...] = ()
    #: "types/errors" for a name that an interface declares.
    interface: str | None = None


@dataclass
class Member:
    """A field, a case, or a parameter."""

    name: str
    type: Type | None
    docs: list[str]


@dataclass
class Declared:
    """A record, variant, enum or flags type."""

    kind: str
    name: str
    members: list[Member]
    docs: list[str]


@dataclass
class Function:
    name: str
    params: list[Member]
    result: Type | None
    docs: list[str]


@dataclass
class Interface:
    package: str
    name: str
    version: str
    docs: list[str]
    types: dict[str, Declared] = field(default_factory=dict)
    functions: list[Function] = field(default_factory=list)
    uses: dict[str, Type] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"{self.package}/{self.name}"


class Contract:
    """All interfaces by path, such as "channel/message"."""

    def __init__(self, interfaces: list[Interface]) -> None:
        self.interfaces = {interface.path: interface for interface in interfaces}
        for interface in interfaces:
            self.resolve(interface)

    def resolve(self, interface: Interface) -> None:
        """Says of each name where it is declared."""
        members = [m for t in interface.types.values() for m in t.members]
        members += [p for f in interface.functions for p in f.params]
        for member in members:
            member.type = self.home(interface, member.type)
        for function in interface.functions:
            function.result = self.home(interface, function.result)

    def home(self, interface: Interface, type_: Type | None) -> Type | None:
        if type_ is None or type_.name in PRIMITIVES or type_.interface is not None:
            return type_
        if type_.name in CONSTRUCTORS:
            return Type(type_.name, tuple(self.home(interface, part) for part in type_.parts))
        if type_.name in interface.types:
            return Type(type_.name, interface=interface.path)
        used = interface.uses[type_.name]
        assert used.interface is not None
        return self.home(self.interfaces[used.interface], Type(used.name))

    def declared(self, type_: Type) -> Declared:
        assert type_.interface is not None
        return self.interfaces[type_.interface].types[type_.name]

    def exported(self) -> list[Interface]:
        """What plugins export: optional interfaces stand in no world, so whatever has functions here."""
        return [i for i in self.interfaces.values() if i.package in ("channel", "erp") and i.functions]

    def imported(self) -> list[Interface]:
        """What the host offers."""
        return [i for i in self.interfaces.values() if i.package == "host"]


def read(folder: Path) -> Contract:
    """The whole contract."""
    files = [(package, file) for package in PACKAGES for file in sorted((folder / package).glob("*.wit"))]
    return Contract([i for package, file in files for i in Parser(file.read_text("utf-8"), file).interfaces(package)])


class Parser:
    """Recursive descent over the tokens of one file."""

    def __init__(self, text: str, file: Path) -> None:
        self.file = file
        self.version = ""
        self.tokens: list[tuple[str, list[str]]] = []
        self.at = 0
        docs: list[str] = []
        place = 0
        while place < len(text):
            match = TOKEN.match(text, place)
            if match is None:
                raise SyntaxError(f"{file}: cannot read {text[place:place + 20]!r}")
            place = match.end()
            if match["doc"] is not None:
                docs.append(match["doc"].removeprefix(" "))
            elif match["word"] or match["mark"]:
                self.tokens.append((match["word"] or match["mark"], docs))
                docs = []

    def peek(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def take(self, expected: str | None = None) -> str:
        word = self.peek()
        if expected is not None and word != expected:
            raise SyntaxError(f"{self.file}: expected {expected!r}, found {word!r}")
        self.at += 1
        return word

    def docs(self) -> list[str]:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else []

    def accept(self, word: str) -> bool:
        if self.peek() == word:
            self.at += 1
            return True
        return False

    def until(self, end: str) -> None:
        while self.take() != end:
            pass

    def package(self) -> None:
        """`package deskbell:types@0.1.0;`"""
        while not self.accept("@"):
            self.at += 1
        self.version = self.take()
        self.take(";")

    def annotations(self) -> None:
        """`@since(version = 0.1.0)` changes no shape."""
        while self.peek() == "@":
            self.until(")")

    def members_end(self) -> bool:
        self.accept(",")
        return self.accept("}")

    def name(self) -> str:
        return self.take().removeprefix("%")

    def world(self) -> None:
        self.take()
        self.until("{")
        depth = 1
        while depth:
            word = self.take()
            depth += (word == "{") - (word == "}")

    def interfaces(self, package: str) -> list[Interface]:
        found: list[Interface] = []
        self.package()
        while self.peek():
            docs = self.docs()
            self.annotations()
            if self.peek() == "world":
                self.world()
            elif self.peek() == "interface":
                found.append(self.interface(package, docs))
            else:
                raise SyntaxError(f"{self.file}: unexpected {self.peek()!r}")
        return found

    def interface(self, package: str, docs: list[str]) -> Interface:
        self.take("interface")
        made = Interface(package, self.name(), self.version, docs)
        self.take("{")
        while not self.accept("}"):
            self.item(made)
        return made

    def item(self, into: Interface) -> None:
        docs = self.docs()
        self.annotations()
        word = self.peek()
        if word == "use":
            self.use(into)
        elif word in ("record", "variant", "enum", "flags"):
            declared = self.declared(self.take(), docs)
            into.types[declared.name] = declared
        else:
            into.functions.append(self.function(docs))

    def use(self, into: Interface) -> None:
        """`use deskbell:types/media@0.1.0.{blob-ref};` or `use message.{event};`"""
        self.take("use")
        words: list[str] = []
        while not self.accept("{"):
            words.append(self.take())
        path = re.sub(r"@.*", "", "".join(words)).rstrip(".")
        path = path.removeprefix("deskbell:") if "/" in path else f"{into.package}/{path}"
        while not self.members_end():
            name = self.name()
            into.uses[self.name() if self.accept("as") else name] = Type(name, interface=path)
        self.take(";")

    def declared(self, kind: str, docs: list[str]) -> Declared:
        made = Declared(kind, self.name(), [], docs)
        self.take("{")
        while not self.members_end():
            made.members.append(self.member(kind))
        return made

    def member(self, kind: str) -> Member:
        docs = self.docs()
        name = self.name()
        type_: Type | None = None
        if kind == "record":
            self.take(":")
            type_ = self.type()
        elif kind == "variant" and self.accept("("):
            type_ = self.type()
            self.take(")")
        return Member(name, type_, docs)

    def function(self, docs: list[str]) -> Function:
        name = self.name()
        self.take(":")
        self.take("func")
        self.take("(")
        params: list[Member] = []
        while not self.accept(")"):
            params.append(self.member("record"))
            self.accept(",")
        result = self.type() if self.accept("->") else None
        self.take(";")
        return Function(name, params, result, docs)

    def type(self) -> Type | None:
        word = self.name()
        if word == "_":
            return None
        parts: list[Type | None] = []
        if self.accept("<"):
            while not self.accept(">"):
                parts.append(self.type())
                self.accept(",")
        return Type(word, tuple(parts))


PRIMITIVES = {"bool", "string", "char", "u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "f32", "f64"}
CONSTRUCTORS = {"list", "option", "tuple", "result"}
