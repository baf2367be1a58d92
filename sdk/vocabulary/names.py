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


#: What the types of an interface are called after, where their own name says too little beside the others.
PREFIXES = {
    "types/http": "Http",
    "channel/pairing": "Pairing",
    "channel/history": "History",
    "channel/templates": "Template",
    "channel/inbound-mail": "Mail",
    "erp/sync": "Sync",
    "erp/actions": "Action",
}


def module_of(path: str) -> str:
    """Each package has a module. Requests are the host's matter, wherever the contract keeps them."""
    return "host" if path == "types/http" else path.split("/")[0]


class Names:
    """The name of each type."""

    def __init__(self, contract: Contract) -> None:
        plain = {(i.path, name): called(i.path, name) for i in contract.interfaces.values() for name in i.types}
        self.of: dict[Place, str] = {}
        for (path, name), own in plain.items():
            twins = [p for (p, n), other in plain.items() if other == own and module_of(p) == module_of(path)]
            self.of[path, name] = own if len(twins) == 1 else pascal(path.split("/")[1]) + own

    def __getitem__(self, type_: Type) -> str:
        assert type_.interface is not None
        return self.of[type_.interface, type_.name]


def called(path: str, name: str) -> str:
    if (path, name) == ("types/errors", "call-error"):
        return "ContractError"  # `CallError` is what plugins raise
    prefix, own = PREFIXES.get(path, ""), pascal(name)
    return own if own.startswith(prefix) else prefix + own


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
