"""Answers to a webhook what it found in its surroundings, one word a finding."""

import datetime
import logging
import os
import pathlib
import random as stdrandom
import secrets as stdsecrets
import sys
import time
import uuid
import zoneinfo
from collections.abc import Callable
from datetime import timezone

from deskbell_sdk import CallCtx, WebhookRequest, clock, config, http, media, random, reply, secrets
from deskbell_sdk.channel import Channel, Descriptor, Feature, OutboundMessage, Outcome, Receipt
from deskbell_sdk.kv import Bucket

UTC = timezone.utc


def refusal(body: Callable[[], object]) -> str:
    try:
        return repr(body())
    except Exception as error:
        return str(error)


def caught(body: Callable[[], object]) -> str:
    try:
        return repr(body())
    except Exception as error:
        return f"{getattr(error, 'kind', '')} {getattr(error, 'code', '')} {getattr(error, 'reason', '')}"


AT_LOAD = [refusal(time.time), refusal(datetime.datetime.now), refusal(lambda: os.urandom(4)), refusal(stdrandom.Random)]
GENERATOR = stdrandom.Random(7)


def near(ms: float) -> bool:
    return abs(ms - clock.now_ms()) < 1000


def late_import() -> object:
    import tarfile

    return tarfile


def store() -> bool:
    bucket = Bucket("state")
    bucket.set_json("a", {"n": 1})
    bucket.set("b", "text", 60)
    found = [(key, len(entry.value), type(entry.version)) for key, entry in bucket.scan()]
    bucket.delete("b")
    return bucket.get_json("a") == {"n": 1} and found == [("a", 8, int), ("b", 4, int)] and bucket.get("b") is None


def codes() -> bool:
    mac = secrets.hmac("key", secrets.HmacAlg.SHA256, b"data")
    verified = secrets.verify_hmac("key", secrets.HmacAlg.SHA256, b"data", mac)
    return len(mac) == 32 and verified and secrets.matches("key", "secret") and not secrets.matches("key", "other")


def files() -> bool:
    blob = media.put("text/plain", b"hello")
    return blob.size == 5 and media.read(blob, 1, 3) == b"ell"


PROBES: dict[str, Callable[[], bool]] = {
    "time": lambda: near(time.time() * 1000) and near(time.time_ns() / 1e6) and time.monotonic() >= 0,
    "now": lambda: near(datetime.datetime.now(UTC).timestamp() * 1000) and near(datetime.datetime.now().timestamp() * 1000),
    "today": lambda: datetime.date.today() == datetime.datetime.now().date(),
    "gmtime": lambda: time.gmtime().tm_year >= 2024 and len(time.strftime("%Y-%m-%d")) == 10 and len(time.ctime()) > 10,
    "of": lambda: datetime.datetime.fromtimestamp(0, UTC).isoformat() == "1970-01-01T00:00:00+00:00",
    "parse": lambda: datetime.datetime.strptime("2026-03-02", "%Y-%m-%d").year == 2026,
    "iso": lambda: datetime.datetime.fromisoformat("2026-03-02T14:05:00Z").tzinfo is not None,
    "at_load": lambda: all("at build time" in text for text in AT_LOAD),
    "sleep": lambda: "a call has no later" in refusal(lambda: time.sleep(0.1)),
    "perf": lambda: time.perf_counter() >= 0 and time.process_time_ns() >= 0,
    "random": lambda: len({stdrandom.random() for _ in range(100)}) == 100,
    "random_bytes": lambda: len(random.random_bytes(4)) == 4,
    "urandom": lambda: os.urandom(16) != os.urandom(16) and stdsecrets.token_hex() != stdsecrets.token_hex(),
    "uuid": lambda: uuid.uuid4() != uuid.uuid4() and uuid.uuid4().version == 4,
    "Random": lambda: stdrandom.Random().random() != stdrandom.Random().random(),
    "seeded": lambda: stdrandom.Random(7).random() == stdrandom.Random(7).random() and 0 <= GENERATOR.random() < 1,
    "system": lambda: stdrandom.SystemRandom().random() != stdrandom.SystemRandom().random(),
    "choice": lambda: sorted(stdrandom.sample(range(5), 5)) == [0, 1, 2, 3, 4],
    "open": lambda: "there are no files" in refusal(lambda: open("/etc/passwd")),
    "import": lambda: "at the top of a module" in refusal(late_import),
    "codec": lambda: "ã".encode("cp1252") == b"\xe3" and "ã".encode("utf-16-le") == b"\xe3\x00",
    "version": lambda: sys.version_info[:2] == (3, 14),
    "zones": lambda: "no time zone found" in refusal(lambda: zoneinfo.ZoneInfo("America/Sao_Paulo")).lower(),
    "paths": lambda: not os.path.exists("/etc/passwd") and "there are no files" in refusal(pathlib.Path("/etc").stat),
    "config": lambda: config.require("number") == 30 and config.get("none") is None,
    "kv": store,
    "kv_denied": lambda: caught(lambda: Bucket("other").get("a")) == "auth kv-denied denied",
    "kv_large": lambda: caught(lambda: Bucket("state").set("x" * 600, "a")) == "rejected kv-too-large too-large",
    "secrets": codes,
    "secret_denied": lambda: caught(lambda: secrets.reveal("key")) == "auth secret-denied denied",
    "media": files,
    "http": lambda: http.post("https://api.echo.example/a").json({}).send().json() == {"yes": True},
    "http_denied": lambda: caught(http.get("https://elsewhere.example/").send) == "auth http-denied denied",
}


class Surroundings(Channel):
    def describe(self) -> Descriptor:
        return Descriptor(channel_kind="surroundings", features=Feature(0), max_text=1, pace_per_10s=1)

    def handle(self, ctx: CallCtx, request: WebhookRequest) -> Outcome:
        print("asked")
        logging.getLogger(__name__).warning("asked %s", "again")
        print("to stderr", file=sys.stderr)
        failed = [name for name, probe in PROBES.items() if refusal(probe) != "True"]
        return Outcome(reply=reply.json(200, [f"{name}: {refusal(PROBES[name])}" for name in failed]), events=[])

    def send(self, ctx: CallCtx, message: OutboundMessage) -> Receipt:
        return Receipt(remote_id=17)  # type: ignore[arg-type]


plugin = Surroundings()
