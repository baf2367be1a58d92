"""How the contract's words are spelt in other languages, and who makes which value."""

from .wit import Contract, Declared, Type

#: (interface path, name of the type)
Place = tuple[str, str]


def pascal(word: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in word.split("-"))


def camel(word: str) -> str:
    name = pascal(word)
    return name[:1].lower() + name[1:]


def snake(word: str) -> str:
    return word.replace("-", "_")


class Names:
    """The name of each type: its own, with its interface in front where the package has another of that name."""

    def __init__(self, contract: Contract) -> None:
        self.of: dict[Place, str] = {}
        for interface in contract.interfaces.values():
            others = {
                name
                for other in contract.interfaces.values()
                if other.package == interface.package and other is not interface
                for name in other.types
            }
            for name in interface.types:
                prefix = pascal(interface.name) if name in others else ""
                self.of[interface.path, name] = prefix + pascal(name)

    def __getitem__(self, type_: Type) -> str:
        assert type_.interface is not None
        return self.of[type_.interface, type_.name]


class Makers:
    """Which types plugins write, and which they are handed. Some are both."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.written: set[Place] = set()
        self.handed: set[Place] = set()
        for interface in contract.exported():
            for function in interface.functions:
                self.reach(self.written, function.result)
                for param in function.params:
                    self.reach(self.handed, param.type)
        for interface in contract.imported():
            for function in interface.functions:
                self.reach(self.handed, function.result)
                for param in function.params:
                    self.reach(self.written, param.type)

    def reach(self, into: set[Place], type_: Type | None) -> None:
        if type_ is None:
            return
        for part in type_.parts:
            self.reach(into, part)
        if type_.interface is None or (type_.interface, type_.name) in into:
            return
        into.add((type_.interface, type_.name))
        for member in self.contract.declared(type_).members:
            self.reach(into, member.type)

    def only_written(self, path: str, declared: Declared) -> bool:
        return (path, declared.name) in self.written and (path, declared.name) not in self.handed
