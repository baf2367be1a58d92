"""Write Deskbell plugins in Python.

A plugin is a WebAssembly component that translates: what an outside service sends becomes Deskbell's events, what
Deskbell sends becomes the service's calls. It gets no WASI, no files and no sockets; everything it may do is a module
of this package, and each of those is a permission that `plugin.toml` asks for and the operator grants.

* A connector to a messaging channel is a subclass of `deskbell_sdk.channel.Channel`.
* An integration of a business system is a subclass of `deskbell_sdk.erp.ErpModule`.

The module `plugin` (file `src/plugin.py`) has one instance of it, called `plugin`. **Every call runs in a fresh
instance** of the component: nothing in memory survives; what must be remembered goes into `deskbell_sdk.kv`.

**Keep translation pure.** Reading a request and building the answer needs nothing of the host, so ordinary unit tests
cover it. The capability modules (`http`, `kv`, `secrets`, `config`, `clock`, `random`, `media`) can be imported
anywhere and work only inside Deskbell: outside they raise `OutsideDeskbell`, naming themselves; `log` writes nothing
there.

**Exceptions** that are no `CallError` are logged with type and place and answered with what loses nothing: a verified
webhook is kept and repeated, a message that may have left is uncertain.
"""

from ._capability import OutsideDeskbell
from ._vocabulary.types import *  # noqa: F403
from .errors import CallError
from .fingerprint import fingerprint
from .party import email, find_address, phone, user_id
from .scrub import scrub
from .web import header, json, query_value, reply

__all__ = [  # noqa: PLE0604
    "CallError",
    "OutsideDeskbell",
    "email",
    "find_address",
    "fingerprint",
    "header",
    "json",
    "phone",
    "query_value",
    "reply",
    "scrub",
    "user_id",
]
