"""What an author's unit tests rely on, and what the component's border does."""

from __future__ import annotations

import doctest
import importlib
import inspect
import json
import pkgutil
import types
import unittest
from collections.abc import Callable
from pathlib import Path
from typing import Any

import deskbell_sdk
from deskbell_sdk import CallError, OutsideDeskbell, Party, clock, config, fingerprint, http, media, random, scrub, secrets
from deskbell_sdk import _capability, _interfaces, _plugin, log, reply, user_id
from deskbell_sdk._check import Unfit, check
from deskbell_sdk._vocabulary import host
from deskbell_sdk._vocabulary import types as words
from deskbell_sdk._vocabulary.functions import RESULTS
from deskbell_sdk.channel import (
    Channel,
    Descriptor,
    Event,
    EventBodyTyping,
    Feature,
    InboundContentText,
    InboundMessage,
    Outcome,
    OutboundMessage,
    Receipt,
    StepAwaitHttp,
    wait,
)
from deskbell_sdk.erp import ErpModule
from deskbell_sdk.kv import Bucket

SDK = Path(__file__).resolve().parents[1]
VECTORS = SDK.parent / "tests" / "vectors"


def modules() -> list[types.ModuleType]:
    found = pkgutil.walk_packages(deskbell_sdk.__path__, "deskbell_sdk.")
    return [importlib.import_module(m.name) for m in found if not m.name.endswith("__main__")]


class Refused(Exception):
    """Stands in for the component's own exception."""

    def __init__(self, value: Any) -> None:
        self.value = value


class Described(Channel):
    def describe(self) -> Descriptor:
        return Descriptor(channel_kind="test", features=Feature(0), max_text=1, pace_per_10s=1)


def call(plugin: object, interface: str, function: str, *args: object) -> Any:
    """What the component would answer: the value, or the contract's error."""
    row = next(row for row in _interfaces.ROWS if row.name == interface and row.package == _interfaces.package_of(plugin))
    try:
        return _plugin.exported(plugin, row, Refused)[function](*args)
    except Refused as refused:
        return refused.value


class Documentation(unittest.TestCase):
    def test_examples_hold(self) -> None:
        results = [doctest.testmod(module) for module in modules()]
        self.assertEqual(sum(result.failed for result in results), 0)
        self.assertGreater(sum(result.attempted for result in results), 60)

    def test_x7_every_public_item_is_documented_functions_with_an_example(self) -> None:
        for module in modules():
            if any(part.startswith("_") or part == "build" for part in module.__name__.split(".")[1:]):
                continue
            for name, item in vars(module).items():
                if name.startswith("_") or getattr(item, "__module__", None) != module.__name__:
                    continue
                if inspect.isfunction(item):
                    self.assertIn(">>>", item.__doc__ or "", f"{module.__name__}.{name}") if name != "answered" else None
                elif inspect.isclass(item):
                    self.assertTrue(item.__doc__, f"{module.__name__}.{name}")


class Helpers(unittest.TestCase):
    def test_x7_scrub_and_fingerprint_are_those_of_every_language(self) -> None:
        for text, expected in json.loads((VECTORS / "scrub.json").read_text("utf-8")):
            self.assertEqual(scrub(text), expected)
        for parts, expected in json.loads((VECTORS / "fingerprint.json").read_text("utf-8")):
            self.assertEqual(fingerprint(*parts), expected)

    def test_errors_keep_to_their_bounds_and_cut_at_a_character(self) -> None:
        error = CallError.rejected("x" * 80, "a" + "ã" * 600)
        self.assertEqual((len(error.code), len(error.detail.encode())), (64, 1023))

    def test_an_answer_reads_what_it_can_and_says_what_it_cannot(self) -> None:
        self.assertEqual(http.Response(503, [("retry-after", "99999999")]).retry_after_ms, 2**32 - 1)
        self.assertIsNone(http.Response(503, [("retry-after", "Fri, 31 Dec 1999 23:59:59 GMT")]).retry_after_ms)
        with self.assertRaises(CallError) as odd:
            http.Response(200, [], b"<html>").json()
        self.assertTrue(odd.exception.uncertain)
        self.assertEqual(http.HttpError(host.HttpErrorDenied("add it")).detail, "the host is not granted: add it")


class Outside(unittest.TestCase):
    def test_x7_capabilities_say_that_they_work_only_inside_deskbell(self) -> None:
        blob = words.BlobRef("", 0, "")
        uses: list[Callable[[], object]] = [
            http.get("https://a.example").send,
            lambda: Bucket("a").get("a"),
            lambda: secrets.reveal("a"),
            lambda: media.read(blob),
            lambda: config.get("a"),
            clock.now_ms,
            lambda: random.random_bytes(1),
        ]
        for use in uses:
            with self.assertRaisesRegex(OutsideDeskbell, r"`deskbell_sdk\.\w+` works only inside Deskbell"):
                use()
        log.info("nothing is written here")


class Interfaces(unittest.TestCase):
    def test_x7_a_plugin_exports_what_it_has_written(self) -> None:
        class Polled(Described):
            def handle_mail(self, ctx: words.CallCtx, mail: Any) -> list[Event]:
                return []

            def resume(self, ctx: words.CallCtx, continuation: bytes, answer: Any) -> Any:
                return wait(http.get("a"))

        class Erp(ErpModule):
            pass

        self.assertEqual([row.name for row in _interfaces.rows_of(Described())], ["connector"])
        self.assertEqual([row.name for row in _interfaces.rows_of(Polled())], ["connector", "poller", "inbound-mail"])
        self.assertEqual([row.name for row in _interfaces.rows_of(Erp())], ["module"])
        with self.assertRaisesRegex(TypeError, "an instance of a subclass"):
            _interfaces.rows_of(object())

    def test_x7_every_function_of_the_contract_has_a_row_and_a_documented_method(self) -> None:
        rows = {(row.package, row.name, function): row for row in _interfaces.ROWS for function in row.functions}
        self.assertEqual(set(rows), set(RESULTS))
        for (package, _, function), row in rows.items():
            method = getattr(_interfaces.BASES[package], row.method(function))
            self.assertTrue(method.__doc__, method)


class Border(unittest.TestCase):
    def setUp(self) -> None:
        self.lines: list[tuple[Any, ...]] = []
        written = types.SimpleNamespace(write=lambda *line: self.lines.append(line))
        sent = types.SimpleNamespace(send=lambda _: host.HttpResponse(200, [], host.HttpResponseBodyBytes(b"[]")))
        drawn = types.SimpleNamespace(bytes=lambda count: b"7" * count)
        _capability.connect({"log": written, "http": sent, "random": drawn}, Refused)

    def tearDown(self) -> None:
        _capability._hosts.clear()
        _capability._refusal = None

    def test_x1_x2_an_unexpected_exception_never_loses_a_message(self) -> None:
        class Broken(Described):
            def handle(self, ctx: words.CallCtx, request: words.WebhookRequest) -> Outcome:
                raise ValueError("what the customer wrote")

            def send(self, ctx: words.CallCtx, message: OutboundMessage) -> Receipt:
                http.post("https://a.example").send()
                raise ValueError("what the customer wrote")

            def check_account(self, ctx: words.CallCtx) -> Any:
                http.get("https://a.example").send()
                return 5

            def send_signal(self, ctx: words.CallCtx, signal: Any) -> None:
                raise SystemExit("what the customer wrote")

        handled = call(Broken(), "webhook", "handle", None, None)
        problem = words.Problem("exception", "ValueError in handle; the plugin's log says where")
        self.assertEqual(handled, words.ContractErrorRetry(words.RetryHint(problem, None, uncertain=False)))
        self.assertTrue(call(Broken(), "connector", "send", None, None).value.uncertain)
        self.assertFalse(call(Broken(), "connector", "check_account", None).value.uncertain)
        self.assertIsInstance(call(Broken(), "connector", "send_signal", None, None), words.ContractErrorRejected)
        self.assertNotIn("customer", repr(self.lines))
        self.assertIn("test_sdk.py", repr(self.lines))

    def test_what_is_not_written_is_unsupported(self) -> None:
        self.assertIsInstance(call(Described(), "connector", "send", None, None), words.ContractErrorUnsupported)

    def test_a_raised_call_error_becomes_the_contracts(self) -> None:
        error = CallError.rate_limited("429", "slow", 7, "recipient")
        limit = words.RateLimit(words.Problem("429", "slow"), 7, words.RateScope.RECIPIENT)
        self.assertEqual(_plugin.to_contract(error), words.ContractErrorRateLimited(limit))

    def test_a_long_poll_is_resumed_with_the_response_or_with_why_there_is_none(self) -> None:
        class Polled(Described):
            def resume(self, ctx: words.CallCtx, continuation: bytes, answer: http.Response | http.HttpError) -> Any:
                given.append(answer)
                return wait(http.get("https://a.example"), continuation)

        given: list[Any] = []
        response = types.SimpleNamespace(value=host.HttpResponse(200, [], host.HttpResponseBodyBytes(b"[1]")))
        self.assertIsInstance(call(Polled(), "poller", "resume", None, b"7", response), StepAwaitHttp)
        call(Polled(), "poller", "resume", None, b"7", types.SimpleNamespace(value=host.HttpErrorConnect()))
        self.assertEqual((given[0].json(), given[1].reason), ([1], "connect"))

    def test_x7_what_does_not_fit_is_named_by_place_never_by_value(self) -> None:
        def refuses(value: object, hint: Any, message: str) -> None:
            with self.assertRaises(Unfit) as unfit:
                check(value, hint, "it")
            self.assertEqual(str(unfit.exception), message)

        party = Party([user_id("u")])
        event = Event("k", 1, EventBodyTyping(party))
        outcome = Outcome(reply.ok(), [event])
        check(outcome, Outcome, "it")
        event.body = InboundContentText("a")  # type: ignore[assignment]
        with self.assertRaisesRegex(Unfit, r"it\.events\[0\]\.body: expected EventBodyMessage or .*, got InboundContentText"):
            check(outcome, Outcome, "it")
        refuses(Receipt(5), Receipt, "it.remote_id: expected str, got int")  # type: ignore[arg-type]
        refuses(Receipt("a", held=None), Receipt, "it.held: expected bool, got NoneType")  # type: ignore[arg-type]
        refuses(Event("k", -1, EventBodyTyping(party)), Event, f"it.at_ms: expected a whole number from 0 to {2**64 - 1}, got int")
        refuses((), list[Event], "it: expected list, got tuple")
        message = InboundMessage(remote_id="a", sender=party, content=InboundContentText("a"))
        check(message, InboundMessage, "it")


class Readme(unittest.TestCase):
    def test_the_readmes_plugin_runs(self) -> None:
        text = (SDK / "README.md").read_text("utf-8")
        place: dict[str, Any] = {}
        exec(compile(text.split("```python\n")[1].split("```")[0], "README.md", "exec"), place)
        self.assertEqual(place["plugin"].describe().max_text, 1530)
        self.assertEqual([row.name for row in _interfaces.rows_of(place["plugin"])], ["connector", "webhook"])
