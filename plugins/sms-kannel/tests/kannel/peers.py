"""The two neighbours of a Kannel under test, in one process on loopback.

* An SMSC that speaks enough SMPP 3.4. The end of a destination decides its fate: 01 is never reached, 02 is refused at
  once, 03 expires, anything else is delivered. What was submitted is written to FOLDER/sms-N.json.
* The desk's webhook address. What Kannel asks is written to FOLDER/hook-N.json, in the form that
  `deskbell plugin call … handle --request` takes. The first request about a number that ends in 77 is answered with
  503. POST /_deliver (query: from, ton, coding; body: bytes) makes the SMSC hand a message to Kannel; POST /_silent
  gets no answer.

    python3 peers.py SMPP_PORT HTTP_PORT FOLDER
"""

import base64
import json
import os
import socket
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

BIND = {0x1: 0x80000001, 0x2: 0x80000002, 0x9: 0x80000009}
SUBMIT, SUBMIT_RESP, DELIVER, ENQUIRE, UNBIND = 0x4, 0x80000004, 0x5, 0x15, 0x6
INVALID_DESTINATION = 0xB
STATES = {"01": ("UNDELIV", "027"), "03": ("EXPIRED", "000")}

# 3GPP TS 23.038; the escape leads to the second table.
BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = dict(zip(b"\x0a\x14\x28\x29\x2f\x3c\x3d\x3e\x40\x65", "\f^{}\\[~]|€"))

folder = sys.argv[3]
counts = {}
numbers = []
lock = threading.Lock()


def record(kind, value):
    """Whole files only: the test waits for the name."""
    with lock:
        counts[kind] = counts.get(kind, 0) + 1
        path = os.path.join(folder, f"{kind}-{counts[kind]}.json")
    with open(path + ".part", "w", encoding="utf-8") as file:
        json.dump(value, file)
    os.rename(path + ".part", path)


def cut_text(body, at):
    end = body.index(0, at)
    return body[at:end].decode("latin-1"), end + 1


def letters(data):
    codes = iter(data)
    return "".join(EXTENSION.get(next(codes, 0), "?") if code == 0x1B else BASIC[code & 0x7F] for code in codes)


def shown(sms, data):
    """What the phone shows."""
    if sms["esm"] & 0x40:
        data = data[data[0] + 1 :]
    # Kannel cuts between the halves of an emoji; phones join the parts first.
    return data.decode("utf-16-be", "replace") if sms["coding"] == 8 else letters(data)


def read_submit(body):
    sms = {}
    sms["service"], at = cut_text(body, 0)
    sms["from_ton"], at = body[at], at + 2
    sms["from"], at = cut_text(body, at)
    sms["to_ton"], at = body[at], at + 2
    sms["to"], at = cut_text(body, at)
    sms["esm"], at = body[at], at + 3
    _, at = cut_text(body, at)
    sms["validity"], at = cut_text(body, at)
    sms["registered"], sms["coding"], length = body[at], body[at + 2], body[at + 4]
    sms["text"] = shown(sms, body[at + 5 : at + 5 + length])
    return sms


class Smsc:
    def __init__(self, port):
        self.socket = None
        self.sequence = 1
        self.ids = 0
        self.listener = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            connection, _ = self.listener.accept()
            self.socket = connection
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        stream = connection.makefile("rb")
        while len(head := stream.read(16)) == 16:
            length, command, _, sequence = struct.unpack(">IIII", head)
            self.answer(command, sequence, stream.read(length - 16))

    def write(self, command, status, sequence, body=b""):
        with lock:
            self.socket.sendall(struct.pack(">IIII", 16 + len(body), command, status, sequence) + body)

    def answer(self, command, sequence, body):
        if command in BIND:
            self.write(BIND[command], 0, sequence, b"test-smsc\0")
        elif command == SUBMIT:
            self.submit(sequence, read_submit(body))
        elif command in (ENQUIRE, UNBIND):
            self.write(command | 0x80000000, 0, sequence)

    def submit(self, sequence, sms):
        record("sms", sms)
        if sms["to"].endswith("02"):
            return self.write(SUBMIT_RESP, INVALID_DESTINATION, sequence)
        self.ids += 1
        remote_id = f"{self.ids:08x}"
        self.write(SUBMIT_RESP, 0, sequence, remote_id.encode() + b"\0")
        if sms["registered"] & 0x1F:
            threading.Timer(0.2, self.report, (remote_id, sms)).start()

    def report(self, remote_id, sms):
        state, error = STATES.get(sms["to"][-2:], ("DELIVRD", "000"))
        now = time.strftime("%y%m%d%H%M")
        text = (
            f"id:{remote_id} sub:001 dlvrd:001 submit date:{now} done date:{now} stat:{state} err:{error} "
            "text:secret words of"
        )
        self.deliver(sms["to"], sms["to_ton"], sms["from"], text.encode(), 0, 0x04)

    def deliver(self, source, ton, destination, data, coding, esm=0):
        self.sequence += 1
        body = b"\0" + bytes([ton, 1]) + source.encode() + b"\0" + bytes([1, 1]) + destination.encode() + b"\0"
        body += bytes([esm, 0, 0]) + b"\0\0" + bytes([0, 0, coding, 0, len(data)]) + data
        self.write(DELIVER, 0, self.sequence, body)


class Hooks(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def reply(self, status=200):
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self):
        self.take(b"")

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.startswith("/_deliver"):
            asked = dict(parse_qsl(urlsplit(self.path).query))
            ton, coding, esm = (int(asked.get(key, "0")) for key in ("ton", "coding", "esm"))
            smsc.deliver(asked["from"], ton, "4988", body, coding, esm)
            return self.reply()
        if self.path.startswith("/_silent"):
            self.close_connection = True
            return None
        return self.take(body)

    def take(self, body):
        parts = urlsplit(self.path)
        query = parse_qsl(parts.query, keep_blank_values=True, errors="replace")
        record(
            "hook",
            {
                "method": self.command,
                "path": parts.path.removeprefix("/hooks/shop/t0ken"),
                # As the desk decodes it: bytes that are no UTF-8 are lost.
                "query": query,
                "headers": dict(self.headers.items()),
                "body": {"base64": base64.b64encode(body).decode()},
                "received_ms": int(time.time() * 1000),
            },
        )
        number = dict(query).get("from", "")
        self.reply(503 if number.endswith("77") and number not in numbers else 200)
        numbers.append(number)


smsc = Smsc(int(sys.argv[1]))
ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Hooks).serve_forever()
