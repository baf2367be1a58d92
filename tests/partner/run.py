#!/usr/bin/env python3
"""The way of a new partner, from an empty folder to a message: `plugin new`,
build, test, conformance, sign, install into a serving host, connect, a
customer writes, an agent answers. Once for each language.

    tests/partner/run.py [rust] [js] [python]

Needs the debug binary, and what `deskbell plugin build` asks for: a compiler
for wasm32-unknown-unknown, Node.js with npm, Python with componentize-py.
"""

import hashlib
import hmac
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CACHE = Path(os.environ.get("DESKBELL_BUILD_DIR", Path.home() / ".cache/deskbell"))
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", CACHE / "target"))
DESKBELL = os.environ.get("DESKBELL", str(TARGET / "debug/deskbell"))
PATIENCE_S = 120
KEY = "the-webhook-key"
TOKEN = "the-api-token"


class Service(ThreadingHTTPServer):
    """The outside service of the templates: keeps what it is sent."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        self.heard = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]


class Answer(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        self.server.heard.append((self.path, self.headers.get("authorization"), body.decode()))
        answer = json.dumps({"id": f"out-{len(self.server.heard)}"}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


class Desk:
    """A data folder with one workspace, and the process that serves it."""

    def __init__(self, folder):
        self.folder = folder
        self.environment = os.environ | {
            "DESKBELL_DATA": str(folder / "data"),
            "DESKBELL_CONFIG": str(folder / "deskbell.toml"),
            "DESKBELL_LOG__FILTER": "warn",
        }
        # The standard library of the guests is compiled once, for all that build guests.
        if "PARTNER_CARGO_TARGET_DIR" in os.environ:
            self.environment["CARGO_TARGET_DIR"] = os.environ["PARTNER_CARGO_TARGET_DIR"]
        (folder / "deskbell.toml").touch()

    def run(self, *words, cwd=None, code=0):
        """A command as a person types it; its output."""
        shown = " ".join(str(word) for word in words)
        done = subprocess.run([DESKBELL, *map(str, words)], env=self.environment, cwd=cwd or self.folder,
                              capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode != code:
            raise SystemExit(f"FAILED: deskbell {shown}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def serve(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{probe.getsockname()[1]}"
        words = [DESKBELL, "serve", "--listen", self.address]
        self.process = subprocess.Popen(words, env=self.environment, cwd=self.folder)
        until("the desk is ready", lambda: self.ask("GET", "/readyz"))

    def end(self):
        self.process.terminate()
        if self.process.wait(timeout=60) != 0:
            raise SystemExit("FAILED: the desk did not end well")

    def ask(self, method, path, body=None, headers=None):
        headers = headers or {"authorization": f"Bearer {getattr(self, 'token', '')}"}
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://{self.address}{path}", data=data, method=method,
                                         headers={"content-type": "application/json"} | headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.loads(answer.read() or b"{}") or {"ok": True}
        except urllib.error.HTTPError as error:
            if path == "/readyz":
                return None
            raise SystemExit(f"FAILED: {method} {path}: {error.code} {error.read().decode()}") from error
        except urllib.error.URLError:
            return None


def until(what, look):
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise SystemExit(f"FAILED: {what} did not come about")


def says(line):
    print(f"ok  {line}", flush=True)


def toolchain(language, folder):
    """What a partner has on their machine."""
    if language == "js":
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder, check=True)
    if language == "python":
        python = CACHE / "sdk/venv"
        if (python / "bin/python").exists():
            (folder / ".venv").symlink_to(python)
        else:
            subprocess.run([sys.executable, "-m", "venv", ".venv"], cwd=folder, check=True)
            subprocess.run([".venv/bin/python", "-m", "pip", "install", "--quiet", "componentize-py==0.25.1"],
                           cwd=folder, check=True)


def author(desk, language, workshop):
    """From nothing to a signed component."""
    name = f"acme-{language}"
    desk.run("plugin", "new", name, "--lang", language, "--kind", "channel", "--id", f"com.acme.{language}", cwd=workshop)
    folder = workshop / name
    toolchain(language, folder)
    desk.run("plugin", "build", ".", cwd=folder)
    component = folder / "dist" / f"{name}.wasm"
    says(f"{language}: a new folder builds, {component.stat().st_size >> 10} KiB")
    desk.run("plugin", "test", ".", cwd=folder)
    says(f"{language}: its cases pass")
    desk.run("plugin", "conformance", ".", "--mutations", os.environ.get("MUTATIONS", "200"), cwd=folder)
    says(f"{language}: it conforms")
    desk.run("plugin", "sign", component, "--key", workshop / "acme.key")
    return component


def case(folder, name):
    return json.loads((folder / "cases" / name).read_text())


def install(desk, language, component):
    """The operator's side, while the desk serves."""
    desk.run("plugin", "install", component, "--yes", "--grant-all")
    listed = desk.run("plugin", "list")
    if f"com.acme.{language}" not in listed:
        raise SystemExit(f"FAILED: the list does not name com.acme.{language}:\n{listed}")
    says(f"{language}: installed into the serving host")


def main():
    languages = sys.argv[1:] or ["rust", "js", "python"]
    workshop = Path(tempfile.mkdtemp(prefix="deskbell-partner-"))
    desk, service = Desk(workshop), Service()
    desk.run("workspace", "add", "shop", "--name", "Oficina Lopes")
    desk.token = desk.run("token", "add", "shop", "test", "--role", "owner").split()[3]
    desk.run("plugin", "keygen", workshop / "acme.key")
    public = (workshop / "acme.key.pub").read_text().strip()
    (workshop / "deskbell.toml").write_text(
        f'[[plugins.trust]]\nprefix = "com.acme."\nkey = "{public}"\nname = "ACME"\n')
    desk.serve()
    try:
        for language in languages:
            component = author(desk, language, workshop)
            install(desk, language, component)
            message(desk, service, language, workshop / f"acme-{language}")
    finally:
        desk.end()
        service.shutdown()
    shutil.rmtree(workshop)
    print(f"partner: {len(languages)} passed, 0 failed")


def message(desk, service, language, folder):
    """A customer writes through the new plugin, and the shop answers."""
    name = f"acme-{language}.test"
    channel = desk.ask("POST", "/api/v1/channels", {
        "id": f"acme-{language}", "name": f"ACME {language}", "plugin": f"com.acme.{language}",
        "settings": {"base_url": f"http://{name}:{service.port}"} | ({} if language == "rust" else {"sender": "+5549999990000"}),
        "secrets": {"api_token": [TOKEN], "webhook_key": [KEY]},
        "private_hosts": [{"host": name, "port": service.port, "http": True, "address": f"127.0.0.1:{service.port}"}],
    })
    told = case(folder, "message.json" if language == "rust" else "handle.json")["request"]["body"]
    body = (told if isinstance(told, str) else json.dumps(told)).encode()
    signature = "sha256=" + hmac.new(KEY.encode(), body, hashlib.sha256).hexdigest()
    header = "X-Signature-256" if language == "rust" else "X-Signature"
    path = channel["hook_url"].split("/", 3)[3]
    desk.ask("POST", "/" + path, body, {header: signature})

    def here():
        return [c for c in desk.ask("GET", "/api/v1/conversations")["items"] if c["channel"]["id"] == channel["id"]]

    conversation = until(f"{language}: the message in the inbox", here)[0]["id"]
    says(f"{language}: a customer's message stands in the inbox")
    before = len(service.heard)
    content = {"content": {"kind": "text", "body": "It is ready."}}
    desk.ask("POST", f"/api/v1/conversations/{conversation}/messages", content)
    until(f"{language}: the answer at the service", lambda: len(service.heard) > before)
    _, authorization, sent = service.heard[-1]
    if authorization != f"Bearer {TOKEN}" or "It is ready." not in sent:
        raise SystemExit(f"FAILED: {language}: the service was sent something else")
    says(f"{language}: the answer reached the service, signed in with the secret")


if __name__ == "__main__":
    main()
