#!/usr/bin/env python3
"""A served desk with a number that is linked through `waha.py`: paired, written
to and answered, logged out and linked again.

    DESKBELL=path/to/deskbell plugins/whatsapp-linked/tests/runtime/served.py
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

from waha import API_KEY, CODES, PICTURE, Waha

DESKBELL = os.environ.get("DESKBELL", str(Path.home() / ".cache/deskbell/target/debug/deskbell"))
PATIENCE_S = 60
WEBHOOK_KEY = "canary-webhook-key"
ANA = "554988590187@c.us"
GROUP = "120363043968211234@g.us"


class Desk:
    """A data folder with one workspace, and the process that serves it."""

    def __init__(self, waha):
        self.folder = Path(tempfile.mkdtemp(prefix="deskbell-linked-"))
        self.environment = os.environ | {"DESKBELL_DATA": str(self.folder / "data"), "DESKBELL_LOG__FILTER": "info"}
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{probe.getsockname()[1]}"
        name = f"waha.test:{waha.port}"
        channel = {
            "name": "WhatsApp",
            "plugin": "com.deskbell.whatsapp-linked",
            "settings": {"gateway": "waha", "base_url": f"http://{name}", "session": "shop"},
            "private_hosts": [
                {"host": "waha.test", "port": waha.port, "http": True, "address": f"127.0.0.1:{waha.port}"}
            ],
        }
        secrets = self.write("secrets", {"api_key": API_KEY, "webhook_key": WEBHOOK_KEY})
        self.run("workspace", "add", "shop", "--name", "Oficina Lopes")
        said = self.run("channel", "add", "shop", "whatsapp", "--file", self.write("channel", channel), "--secrets", secrets)
        hook = next(word for word in said.split() if "/hooks/" in word)
        channel["settings"]["webhook_url"] = f"http://{self.address}{hook[hook.index('/hooks/'):]}"
        self.run("channel", "change", "shop", "whatsapp", "--file", self.write("channel", channel))
        self.token = self.run("token", "add", "shop", "test", "--role", "owner").split()[3]
        self.log = open(self.folder / "log", "w+")
        words = [DESKBELL, "serve", "--listen", self.address]
        self.process = subprocess.Popen(words, env=self.environment, cwd=self.folder, stdout=self.log, stderr=self.log)
        until("the desk is ready", lambda: self.ask("GET", "/readyz")[0] == 200)

    def write(self, name, value):
        file = self.folder / f"{name}.json"
        file.write_text(json.dumps(value))
        return str(file)

    def run(self, *words):
        done = subprocess.run([DESKBELL, *words], env=self.environment, cwd=self.folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def end(self):
        self.process.terminate()
        assert self.process.wait(timeout=60) == 0, "the desk did not end well"
        self.log.seek(0)
        log = self.log.read()
        for secret in (API_KEY, WEBHOOK_KEY, "554988590187", "bom dia", *CODES):
            assert secret not in log, f"the log tells {secret}"
        shutil.rmtree(self.folder)

    def ask(self, method, path, body=None):
        """Status and body."""
        request = urllib.request.Request(
            f"http://{self.address}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"authorization": f"Bearer {self.token}", "content-type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, read(answer)
        except urllib.error.HTTPError as refused:
            return refused.code, read(refused)
        except OSError:
            return 0, None

    def api(self, path):
        return self.ask("GET", "/api/v1" + path)[1]

    def items(self, path):
        return (self.api(path) or {}).get("items", [])

    def channel(self):
        return next(channel for channel in self.items("/channels") if channel["id"] == "whatsapp")

    def pairing(self, method="GET", body=None):
        return self.ask(method, "/api/v1/channels/whatsapp/pairing", body)

    def messages(self, conversation):
        return self.items(f"/conversations/{conversation}/messages")

    def write_to(self, conversation, text):
        status, said = self.ask("POST", f"/api/v1/conversations/{conversation}/messages",
                                {"content": {"kind": "text", "body": text}})
        assert status in (200, 201, 202), said


def read(answer):
    try:
        return json.load(answer)
    except ValueError:
        return None


def until(what, look):
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise SystemExit(f"FAILED: {what} did not come about")


def paired(desk, waha):
    """Links the number; the phone scans the code that is shown."""
    start = {"method": "qr", "risk_accepted": True}
    status, said = desk.pairing("POST", start)
    assert status == 200, said
    shown = until("the code", lambda: (p := desk.pairing()[1]) and p["state"] == "code-shown" and p)
    assert "<svg" in shown["qr_svg"] and shown["expires"], shown
    waha.scan()
    linked = until("the link", lambda: (p := desk.pairing()[1]) and p["state"] == "connected" and p)
    assert linked["account"] == "+554988880000 · Oficina Lopes", linked
    until("the open channel", lambda: desk.channel()["state"] == "active")


def main():
    waha = Waha()
    desk = Desk(waha)
    try:
        play(desk, waha)
    except BaseException:
        desk.process.kill()
        raise


def play(desk, waha):
    status, said = desk.pairing()
    assert (status, said["state"]) == (200, "unpaired") and "banned" in said["risk"], said
    assert desk.pairing("POST", {"method": "qr"})[0] >= 400, "the risk must be confirmed"
    assert waha.session is None
    paired(desk, waha)
    print("ok  the risk is confirmed, the code shown and scanned, the number linked")

    hook = waha.session["config"]["webhooks"][0]
    assert hook["hmac"]["key"] == WEBHOOK_KEY and waha.session["config"]["ignore"]["groups"], waha.session
    assert waha.arrive(ANA, "bom dia") == 200
    conversation = until("the message", lambda: desk.items("/conversations"))[0]["id"]
    assert waha.tell("message.any", waha.chats[ANA][0], key="another key") == 401
    assert waha.arrive(GROUP, "of the group", participant=ANA) == 200
    print("ok  a message stands in the inbox; a forged one is refused")

    until("the message's text", lambda: [m for m in desk.messages(conversation) if m["content"].get("body") == "bom dia"])
    desk.write_to(conversation, "Pronto na sexta")
    path, told, message = until("the answer", lambda: waha.sent)[0]
    assert (path, told["chatId"], told["text"]) == ("/api/sendText", ANA, "Pronto na sexta"), told
    own = lambda: [m for m in desk.messages(conversation) if not m["inbound"]]
    for ack, expected in [(1, "sent"), (2, "delivered"), (3, "read")]:
        waha.tick(message, ack)
        until(expected, lambda: own() and own()[0]["status"] == expected)
    assert len(own()) == 1, "the message stands there twice"
    print("ok  the answer went out, and its ticks came back")

    url = "http://localhost:3000/api/files/shop/picture.jpg"
    media = {"url": url, "mimetype": "image/jpeg", "filename": None, "error": None}
    waha.arrive(ANA, "a tela", hasMedia=True, media=media)
    picture = until("the picture", lambda: [m for m in desk.messages(conversation) if m["content"].get("kind") == "media"])[0]
    until("its file", lambda: "GET /api/files/shop/picture.jpg" in waha.asked)
    assert picture["content"].get("caption") == "a tela" and len(PICTURE) > 256 * 1024
    print("ok  a picture is fetched from the gateway")

    assert desk.pairing("DELETE")[0] == 204
    until("the pause", lambda: desk.channel()["state"] == "paused")
    assert waha.session["status"] == "STOPPED"
    desk.write_to(conversation, "Ainda hoje")
    waha.arrive(ANA, "said while nobody listened", heard=False)
    # Longer than the desk takes to see that the channel rests.
    time.sleep(5)
    assert len(waha.sent) == 1, "it was sent although nobody is linked"
    waha.code = 1
    paired(desk, waha)
    until("the message that waited", lambda: len(waha.sent) == 2)
    missed = lambda: [m for m in desk.messages(conversation) if m["content"].get("body") == "said while nobody listened"]
    until("the message that was missed", missed)
    print("ok  logged out the channel rests; linked again it sends what waited and catches up")

    assert len(desk.items("/conversations")) == 1, "a group was recorded"
    assert not waha.complaints, waha.complaints
    desk.end()
    print("ok  no key, number, text or code in the log")


main()
