#!/usr/bin/env python3
"""A served desk that asks `bot_api.py`, as a shop without a public address
runs it: messages come in by polls, answers go out, and a killed host goes on
where it was.

    DESKBELL=path/to/deskbell plugins/telegram/tests/runtime/served.py
"""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from bot_api import ANA, BLOCKED, TOKEN, BotApi

DESKBELL = os.environ.get("DESKBELL", str(Path.home() / ".cache/deskbell/target/debug/deskbell"))
PATIENCE_S = 30


class Desk:
    """A data folder with one workspace, and the process that serves it."""

    def __init__(self, api):
        self.folder = Path(tempfile.mkdtemp(prefix="deskbell-served-"))
        self.environment = os.environ | {"DESKBELL_DATA": str(self.folder / "data"), "DESKBELL_LOG__FILTER": "warn"}
        self.process = None
        name = f"telegram.test:{api.port}"
        channel = {
            "name": "Telegram",
            "plugin": "com.deskbell.telegram",
            "settings": {"base_url": f"http://{name}", "receive": "poll", "poll_wait_s": 2},
            "private_hosts": [
                {"host": "telegram.test", "port": api.port, "http": True, "address": f"127.0.0.1:{api.port}"}
            ],
        }
        self.run("workspace", "add", "shop", "--name", "Oficina Lopes")
        self.run("channel", "add", "shop", "telegram", "--file", self.write("channel", channel),
                 "--secrets", self.write("secrets", {"bot_token": TOKEN}))
        self.token = self.run("token", "add", "shop", "test", "--role", "owner").split()[3]

    def write(self, name, value):
        file = self.folder / f"{name}.json"
        file.write_text(json.dumps(value))
        return str(file)

    def run(self, *words):
        done = subprocess.run([DESKBELL, *words], env=self.environment, cwd=self.folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{probe.getsockname()[1]}"
        words = [DESKBELL, "serve", "--listen", self.address]
        self.process = subprocess.Popen(words, env=self.environment, cwd=self.folder)
        until("the desk is ready", lambda: self.get("/readyz"))

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self):
        if self.process:
            self.process.terminate()
            assert self.process.wait(timeout=60) == 0, "the desk did not end well"
        shutil.rmtree(self.folder)

    def get(self, path, body=None):
        request = urllib.request.Request(
            f"http://{self.address}{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"authorization": f"Bearer {self.token}", "content-type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return json.load(answer)
        except urllib.error.URLError:
            return None

    def items(self, path):
        page = self.get("/api/v1" + path)
        return page["items"] if page else []


def until(what, look):
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise SystemExit(f"FAILED: {what} did not come about")


def update(number, text):
    message = {"message_id": number, "date": int(time.time()), "chat": ANA, "text": text,
               "from": {"id": ANA["id"], "is_bot": False, "first_name": "Ana"}}
    return {"update_id": number, "message": message}


def texts(desk, conversation):
    messages = desk.items(f"/conversations/{conversation}/messages")
    return [m["content"].get("body") for m in messages if m["inbound"]]


def main():
    api = BotApi()
    desk = Desk(api)
    desk.start()

    api.arrive(update(1, "bom dia"))
    conversation = until("the message", lambda: desk.items("/conversations"))[0]["id"]
    print("ok  a polled message stands in the inbox")

    thread = f"/conversations/{conversation}/messages"
    desk.get("/api/v1" + thread, {"content": {"kind": "text", "body": "Pronto na sexta"}})
    until("the answer", lambda: api.sent("sendMessage"))
    until("its outcome", lambda: any(m["status"] == "sent" for m in desk.items(thread)))
    assert [call["text"] for call in api.sent("sendMessage")] == ["Pronto na sexta"]
    print("ok  the answer went out, once")

    # Killed while more keeps coming; nothing is lost, nothing comes twice.
    for number in range(2, 12):
        api.arrive(update(number, f"message {number}"))
        if number in (4, 8):
            time.sleep(0.2)
            desk.kill()
            desk.start()
    expected = {"bom dia"} | {f"message {number}" for number in range(2, 12)}
    until("all messages", lambda: set(texts(desk, conversation)) == expected)
    assert len(texts(desk, conversation)) == len(expected), "a message came twice"
    print("ok  a killed desk went on where it was")

    # Whoever blocked the bot is not written to again.
    blocked = {**update(12, "oi"), "message": {**update(12, "oi")["message"],
               "chat": {**ANA, "id": BLOCKED}, "from": {"id": BLOCKED, "is_bot": False, "first_name": "Bia"}}}
    api.arrive(blocked)
    bia = until("the second customer", lambda: [c for c in desk.items("/conversations") if c["id"] != conversation])[0]["id"]
    desk.get(f"/api/v1/conversations/{bia}/messages", {"content": {"kind": "text", "body": "Olá"}})
    until("the closed conversation", lambda: desk.get(f"/api/v1/conversations/{bia}")["blocked"])
    print("ok  a customer who blocked the bot closes the conversation")
    assert not api.complaints, api.complaints
    desk.end()


main()
