#!/usr/bin/env python3
"""Calls the built component in the production sandbox against `bot_api.py`.

    plugins/build.sh telegram
    DESKBELL=path/to/deskbell plugins/telegram/tests/runtime/run.py

With `pip install aiogram` every body is also checked with aiogram's models.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.dont_write_bytecode = True  # the source folder stays as it is

from bot_api import BLOCKED, BROKEN, DEACTIVATED, FAST, MUTE, NEW_GROUP, OLD_GROUP, SILENT, STRANGER, TOKEN, BotApi, models

PLUGIN = Path(__file__).resolve().parents[2]
COMPONENT = PLUGIN.parent / "dist" / "telegram.wasm"
DESKBELL = os.environ.get("DESKBELL", str(Path.home() / ".cache/deskbell/target/debug/deskbell"))
WORD = "webhook-canary_word"

folder = Path(tempfile.mkdtemp(prefix="deskbell-telegram-"))
passed = 0


def call(api, function, request=None, code=0, config=None, token=TOKEN, **options):
    """One function, its exit code, and the promise that the token is nowhere."""
    name = f"telegram.test:{api.port}"
    settings = {"base_url": f"http://{name}", "receive": "poll", "poll_wait_s": 1} | (config or {})
    write = lambda file, value: (folder / file).write_text(json.dumps(value)) and str(folder / file)
    command = [DESKBELL, "plugin", "call", str(COMPONENT), function]
    command += ["--config", write("config.json", settings)]
    command += ["--secrets", write("secrets.json", {"bot_token": token, "webhook_secret": WORD})]
    command += ["--map-host", f"{name}=127.0.0.1:{api.port}"]
    command += ["--request", write("request.json", request)] if request is not None else []
    for option, value in options.items():
        command += [f"--{option}", str(value)]
    # What the program keeps (compiled components) stays out of the source.
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == code, f"exit {done.returncode}: {done.stdout}{done.stderr}"
    assert "canary" not in done.stdout + done.stderr, "a secret was told"
    return json.loads(done.stdout)


def holds(what, true, seen=None):
    global passed
    if not true:
        sys.exit(f"FAILED {what}: {json.dumps(seen, ensure_ascii=False, indent=1)}")
    passed += 1
    print(f"ok  {what}")


def outgoing(content, to=7, **more):
    return {"id": "m-1", "to": [{"kind": "user-id", "value": str(to)}], "content": content} | more


def text(to=7, body="Pronto na sexta 😀", **more):
    return outgoing({"kind": "text", "body": body, "preview_link": False}, to, **more)


def refused(api, message, **more):
    return call(api, "send", message, code=1, **more)["error"]


def webhook(update, word=WORD):
    headers = {"X-Telegram-Bot-Api-Secret-Token": word} if word else {}
    return {"headers": headers, "body": json.dumps(update)}


def account(api):
    info = call(api, "check-account")["account"]
    holds("the account has a name", info["display"] == "@oficina_bot · Oficina Lopes" and info["remote_id"] == "42", info)
    no = call(api, "check-account", code=1, token="42:AAE-other_canary")["error"]
    holds("a wrong token pauses the channel", no["kind"] == "auth", no)
    no = call(api, "check-account", code=1, token="canary/../x")["error"]
    holds("what is no token goes nowhere", no["kind"] == "auth" and no["problem"]["code"] == "bad-token", no)


def webhooks(api):
    update = {"update_id": 5, "message": {"message_id": 9, "date": 1780000000, "text": "Oi",
              "chat": {"id": 7, "type": "private"}, "from": {"id": 7, "is_bot": False, "first_name": "Ana"}}}
    out = call(api, "handle", webhook(update))
    holds("a webhook with the word is taken", out["events"][0]["dedupe_key"] == "m:7:9" and out["reply"]["status"] == 200, out)
    for word in ("wrong", None):
        out = call(api, "handle", webhook(update, word), code=1)
        holds(f"a webhook with the word {word} is not", out["error"]["problem"]["code"] == "signature", out)
    tap = {"update_id": 6, "callback_query": {"id": "99", "from": {"id": 7, "is_bot": False, "first_name": "Ana"},
           "chat_instance": "1", "data": "confirm:1"}}
    out = call(api, "handle", webhook(tap))
    holds("a tap is acknowledged by the reply", json.loads(out["reply"]["body"])["method"] == "answerCallbackQuery", out)
    moved = {"update_id": 7, "message": {"message_id": 1, "date": 1780000000, "chat": {"id": OLD_GROUP, "type": "group"},
             "migrate_to_chat_id": NEW_GROUP}}
    out = call(api, "handle", webhook(moved))
    holds("a moved group is remembered", out["kv"][0]["bucket"] == "groups" and out["events"][0]["body"]["event"] == "identity-changed", out)
    out = call(api, "handle", {"headers": {"X-Telegram-Bot-Api-Secret-Token": WORD}, "body": "{"}, code=1)
    holds("a body that is no JSON is refused", out["error"]["problem"]["code"] == "bad-json", out)
    for path in sorted((PLUGIN / "tests/corpus").glob("*.json")):
        if path.name.endswith(".events.json"):
            continue
        for update in json.loads(path.read_text()):
            out = call(api, "handle", webhook(update))
            assert out["outcome"] == "ok", out
    holds("the whole corpus is within the host's limits", True)


def polls(api):
    message = lambda n: {"update_id": n, "message": {"message_id": n, "date": 1780000000, "text": "Oi",
                         "chat": {"id": 7, "type": "private"}, "from": {"id": 7, "is_bot": False, "first_name": "Ana"}}}
    api.arrive(message(1000), message(1001))
    first = call(api, "poll")
    again = call(api, "poll")
    keys = lambda page: [event["dedupe_key"] for event in page["events"]]
    holds("a poll brings what waits", keys(first) == ["m:7:1000", "m:7:1001"], first)
    holds("asking again brings the same", keys(again) == keys(first), again)
    late = threading.Timer(0.4, lambda: api.arrive(message(1002)))
    late.start()
    began = time.monotonic()
    page = call(api, "poll", {"cursor": first["next_cursor"]}, config={"poll_wait_s": 10})
    holds("a long poll ends when something comes", keys(page) == ["m:7:1002"] and time.monotonic() - began < 5, page)
    holds("the cursor confirmed what was kept", [u["update_id"] for u in api.updates] == [1002])
    page = call(api, "poll", {"cursor": page["next_cursor"]})
    holds("a quiet poll keeps its cursor", page["events"] == [] and page["next_after_ms"] == 0 and not page["more"], page)
    api.arrive({"update_id": 1003, "callback_query": {"id": "88", "chat_instance": "1", "data": "x",
                "from": {"id": 7, "is_bot": False, "first_name": "Ana"}}})
    page = call(api, "poll", {"cursor": page["next_cursor"]})
    holds("a polled tap is acknowledged", api.sent("answerCallbackQuery") == [{"callback_query_id": "88"}], page)
    api.arrive(*[message(n) for n in range(2000, 2150)])
    page = call(api, "poll", {"cursor": page["next_cursor"]})
    holds("a full page is followed by another", page["more"] and len(page["events"]) == 100, page.get("usage"))
    rest = call(api, "poll", {"cursor": page["next_cursor"]})
    holds("nothing is lost between pages", keys(rest)[0] == "m:7:2100" and len(rest["events"]) == 50, rest["next_cursor"])
    api.webhook = "https://desk.example/x"
    no = call(api, "poll", code=1)["error"]
    holds("polling beside a webhook needs the operator", no["kind"] == "auth", no)
    api.webhook = ""
    idle = call(api, "poll", config={"receive": "webhook"})
    holds("with webhooks a poll is idle", idle["usage"]["http_requests"] == 0 and idle["next_after_ms"] == 3600000, idle)


def sends(api):
    receipt = call(api, "send", text())["receipt"]
    holds("a text arrives", receipt["remote_id"].startswith("7:") and api.sent("sendMessage")[-1]["chat_id"] == 7, receipt)
    call(api, "send", text(reply_to="7:12"))
    holds("a quote names its message", api.sent("sendMessage")[-1]["reply_parameters"]["message_id"] == 12)
    (folder / "boleto.pdf").write_bytes(b"%PDF-1.4 boleto")
    pdf = {"kind": "media", "media_kind": "document", "filename": "boleto março.pdf", "caption": "Vence dia 10",
           "blob": {"file": "boleto.pdf", "mime": "application/pdf"}}
    out = call(api, "send", outgoing(pdf))
    sent = api.sent("sendDocument")[-1]
    holds("a file is uploaded", sent["document"] == b"%PDF-1.4 boleto" and sent["caption"] == "Vence dia 10", out)
    holds("its id is kept", out["kv"][0]["bucket"] == "files", out["kv"])
    (folder / "p.png").write_bytes(b"\x89PNG\r\n")
    photo = {"kind": "media", "media_kind": "image", "filename": None, "caption": None, "blob": {"file": "p.png", "mime": "image/png"}}
    call(api, "send", outgoing(photo))
    holds("an image is a photo", api.sent("sendPhoto")[-1]["photo"] == b"\x89PNG\r\n")
    (folder / "long.png").write_bytes(b"\x89PNG long")
    call(api, "send", outgoing(photo | {"blob": {"file": "long.png", "mime": "image/png"}}))
    holds("an image that cannot be shown is a file", api.sent("sendDocument")[-1]["document"] == b"\x89PNG long")
    buttons = {"kind": "buttons", "buttons": [{"id": "confirm:1", "title": "Sim"}, {"id": "refuse:1", "title": "Não"}]}
    offer = {"kind": "interactive", "header": None, "body": "Confirma?", "footer": None, "offer": buttons}
    call(api, "send", outgoing(offer))
    rows = api.sent("sendMessage")[-1]["reply_markup"]["inline_keyboard"]
    holds("buttons come back as their ids", [row[0]["callback_data"] for row in rows] == ["confirm:1", "refuse:1"], rows)
    header = {"kind": "media", "media": {k: v for k, v in pdf.items() if k != "kind"} | {"caption": None}}
    call(api, "send", outgoing(offer | {"header": header}))
    holds("a file stands above buttons", api.sent("sendDocument")[-1]["caption"] == "Confirma?")
    place = {"kind": "location", "latitude": "-27.1004", "longitude": "-52.6152", "name": "Oficina", "address": "Rua A, 12"}
    call(api, "send", outgoing(place))
    holds("a place is a venue", api.sent("sendVenue")[-1]["address"] == "Rua A, 12")
    call(api, "send", outgoing(place | {"name": None, "address": None}))
    holds("a bare place is a location", api.sent("sendLocation")[-1]["latitude"] == -27.1004)
    call(api, "send", outgoing({"kind": "reaction", "remote_id": "7:12", "emoji": "👍"}))
    holds("a reaction is set", api.sent("setMessageReaction")[-1]["reaction"] == [{"type": "emoji", "emoji": "👍"}])
    call(api, "signal", {"kind": "typing", "remote_id": "7:12"})
    holds("typing is shown", api.sent("sendChatAction")[-1] == {"chat_id": 7, "action": "typing"})
    out = call(api, "send", text(reply_to=f"{OLD_GROUP}:3"))
    holds("a moved group is followed", out["receipt"]["remote_id"].startswith(f"{NEW_GROUP}:") and out["kv"][0]["bucket"] == "groups", out)


def refusals(api):
    rejected = lambda no, code: no["kind"] == "rejected" and no["problem"]["code"] == code
    for to, code in ((BLOCKED, "blocked"), (DEACTIVATED, "blocked"), (STRANGER, "not-started"), (12345, "chat-not-found")):
        no = refused(api, text(to))
        holds(f"who cannot be reached: {code}", rejected(no, code), no)
    no = refused(api, text(FAST))
    holds("too fast: the pause is Telegram's", no["kind"] == "rate-limited" and no["after_ms"] == 14000, no)
    for to, what in ((BROKEN, "a 500"), (MUTE, "no answer")):
        before = len(api.sent("sendMessage"))
        no = refused(api, text(to))
        once = len(api.sent("sendMessage")) == before + 1
        holds(f"{what} is uncertain and sent once", no["kind"] == "retry" and no["uncertain"] and once, no)
    no = refused(api, text(SILENT))
    holds("a time-out is uncertain", no["kind"] == "retry" and no["uncertain"], no)
    holds("a text too long is not tried", rejected(refused(api, text(body="😀" * 2049)), "text-length"))
    holds("nobody to send to", rejected(refused(api, {"to": [{"kind": "phone", "value": "+5549988590187"}],
          "content": {"kind": "text", "body": "x", "preview_link": False}}), "no-recipient"))


def files(api):
    api.files["photos/file_PHOTO"] = b"\xff\xd8jpeg"
    media = {"reference": "PHOTO", "mime": "image/jpeg", "size": 6, "sha256": None, "filename": None}
    blob = call(api, "fetch-media", media)["blob"]
    holds("a file is fetched with its type", blob["size"] == 6 and blob["mime"] == "image/jpeg", blob)
    no = call(api, "fetch-media", media | {"reference": "GONE"}, code=1)["error"]
    holds("a missing file may come later", no["kind"] == "retry", no)
    no = call(api, "fetch-media", media | {"reference": "GONE"}, code=1, attempt=3)["error"]
    holds("and is given up in the end", no["problem"]["code"] == "media-gone", no)
    api.files["videos/file_BIG"] = bytes(MOST := 20 * 1024 * 1024 + 1)
    no = call(api, "fetch-media", media | {"reference": "BIG", "size": MOST}, code=1)["error"]
    holds("20 MB is the most", no["problem"]["code"] == "media-too-large", no)


def heavy(api):
    """The largest that Telegram sends, within half of the host's limits."""
    within = lambda out: all(out["usage"][what]["used"] * 2 <= out["usage"][what]["limit"] for what in ("cpu_ms", "memory_bytes"))
    chat, ana = {"id": 7, "type": "private"}, {"id": 7, "is_bot": False, "first_name": "Ana"}
    message = lambda n, **more: {"message_id": n, "date": 1780000000, "chat": chat, "from": ana, "text": "好" * 4096} | more
    api.updates = [{"update_id": n, "message": message(n, reply_to_message=message(1))} for n in range(5000, 5100)]
    page = call(api, "poll")
    holds("a hundred long messages at once", len(page["events"]) == 100 and within(page), page["usage"])
    hologram = [{"a": n, "b": "x" * 10} for n in range(25000)]
    out = call(api, "handle", webhook({"update_id": 1, "message": {"message_id": 1, "chat": chat, "from": ana, "hologram": hologram}}))
    holds("a webhook of 800 KB of something new", out["events"][0]["body"]["content"]["kind"] == "stub" and within(out), out["usage"])


if __name__ == "__main__":
    api = BotApi()
    for part in (account, webhooks, polls, sends, refusals, files, heavy):
        part(api)
    if models is None:
        print("aiogram is not installed: bodies were not checked with its models")
    else:
        holds("every body is one of the Bot API", api.complaints == [], api.complaints)
    print(f"{passed} checks passed")
