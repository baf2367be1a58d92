"""A small WAHA with a memory: one session, its QR code, messages in both
directions, ticks, files and the history of chats. Webhooks are signed and
repeated as WAHA does; what the connector asks for wrongly is collected."""

import hashlib
import hmac
import json
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

API_KEY = "canary-api-key"
ME = {"id": "554988880000@c.us", "pushName": "Oficina Lopes"}
PICTURE = b"\xff\xd8\xff" + b"a picture of a brake disc " * 20_000
CODES = ["2@first,code", "2@second,code"]


class Waha:
    def __init__(self):
        self.session = None
        self.code = 0
        self.chats, self.sent, self.asked, self.complaints = {}, [], [], []
        self.next_id = 1
        waha = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                waha.serve(self)

            do_GET = do_POST = do_PUT = do_DELETE = handle_any

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    # --- what a test does ---

    def scan(self):
        """Somebody holds the phone before the code."""
        self.become("WORKING")

    def arrive(self, chat, body=None, heard=True, **more):
        """A customer writes; unheard, the webhook is lost."""
        message = {"id": f"false_{chat}_{self.number()}", "timestamp": int(time.time()), "from": chat, "to": ME["id"],
                   "fromMe": False, "source": "app", "body": body, "hasMedia": False, "media": None, "ack": 1,
                   "vCards": [], "_data": {"notifyName": "Ana Souza"}, **more}
        self.chats.setdefault(chat, []).append(message)
        return self.tell("message.any", message) if heard else None

    def tick(self, message, ack):
        self.tell("message.ack", {"id": message["id"], "from": message["to"], "fromMe": True, "ack": ack})

    def tell(self, event, payload, key=None):
        """One webhook; repeated until it is taken. The status of the last try."""
        hook = self.session["config"]["webhooks"][0]
        if event not in hook["events"]:
            return None
        body = {"id": f"evt_{self.number()}", "timestamp": int(time.time() * 1000), "event": event, "session": self.session["name"],
                "me": ME if self.session["status"] == "WORKING" else None, "payload": payload, "engine": "GOWS"}
        data = json.dumps(body, ensure_ascii=False).encode()
        code = hmac.new((key or hook["hmac"]["key"]).encode(), data, hashlib.sha512).hexdigest()
        headers = {"content-type": "application/json", "x-webhook-hmac": code, "x-webhook-hmac-algorithm": "sha512"}
        for _ in range(20):
            try:
                request = urllib.request.Request(hook["url"], data=data, headers=headers)
                return urllib.request.urlopen(request, timeout=10).status
            except urllib.error.HTTPError as refused:
                if refused.code < 500:
                    return refused.code
            except OSError:
                pass
            time.sleep(0.2)
        return None

    # --- the session ---

    def become(self, status):
        before = self.session["status"]
        self.session["status"] = status
        states = [{"status": before}, {"status": status}]
        threading.Thread(target=self.tell, args=("session.status", {"status": status, "statuses": states, "data": None})).start()

    def number(self):
        self.next_id += 1
        return f"3EB0{self.next_id:06X}"

    def shown(self):
        working = self.session["status"] == "WORKING"
        return {"name": self.session["name"], "status": self.session["status"], "me": ME if working else None}

    # --- the wire ---

    def serve(self, http):
        body = http.rfile.read(int(http.headers.get("content-length") or 0))
        path, _, query = http.path.partition("?")
        self.asked.append(f"{http.command} {path}")
        if http.headers.get("x-api-key") != API_KEY:
            return answer(http, 401, {"message": "Unauthorized", "statusCode": 401})
        if path.startswith("/api/files/"):
            return answer(http, 200, PICTURE)
        try:
            told = json.loads(body) if body else {}
            query = dict(urllib.parse.parse_qsl(query))
            status, result = self.run(http.command, urllib.parse.unquote(path), query, told)
        except (KeyError, ValueError) as odd:
            self.complaints.append(f"{http.command} {http.path}: {odd!r}")
            status, result = 400, {"message": "bad request"}
        return answer(http, status, result)

    def run(self, method, path, query, told):
        if (method, path) == ("POST", "/api/sessions"):
            self.session = {"name": told["name"], "status": "STARTING", "config": told["config"]}
            self.become("SCAN_QR_CODE")
            return 201, self.shown()
        if self.session is None:
            return 404, {"message": "Session not found", "statusCode": 404}
        name = self.session["name"]
        if path == f"/api/sessions/{name}":
            return 200, self.shown()
        if path == f"/api/sessions/{name}/start":
            self.become("SCAN_QR_CODE")
            return 201, self.shown()
        if path == f"/api/sessions/{name}/logout":
            self.become("STOPPED")
            return 201, self.shown()
        if path == f"/api/{name}/auth/qr":
            if self.session["status"] != "SCAN_QR_CODE":
                return 422, {"error": "not now", "status": self.session["status"], "expected": ["SCAN_QR_CODE"]}
            assert query == {"format": "raw"}, query
            return 200, {"value": CODES[self.code]}
        if self.session["status"] != "WORKING":
            return 422, {"error": "Session status is not as expected.", "status": self.session["status"], "expected": ["WORKING"]}
        return self.work(method, path, query, told)

    def work(self, method, path, query, told):
        name = self.session["name"]
        if path == "/api/contacts/check-exists":
            return 200, {"numberExists": True, "chatId": f"{query['phone']}@c.us"}
        if path == f"/api/{name}/chats/overview":
            ordered = sorted(self.chats.items(), key=lambda chat: -chat[1][-1]["timestamp"])
            begin = int(query["offset"])
            page = ordered[begin : begin + int(query["limit"])]
            return 200, [{"id": chat, "name": None, "lastMessage": messages[-1]} for chat, messages in page]
        of_chat = re.fullmatch(rf"/api/{name}/chats/([^/]+)/messages", path)
        if of_chat:
            since = int(query["filter.timestamp.gte"])
            return 200, [m for m in self.chats.get(of_chat[1], []) if m["timestamp"] >= since]
        if method == "POST" and path in ("/api/sendText", "/api/sendFile", "/api/sendImage"):
            assert told["session"] == name, told
            message = {"id": f"true_{told['chatId']}_{self.number()}", "timestamp": int(time.time()), "from": ME["id"],
                       "to": told["chatId"], "fromMe": True, "source": "api", "body": told.get("text"), "ack": 0}
            self.chats.setdefault(told["chatId"], []).append(message)
            self.sent.append((path, told, message))
            # WAHA tells this too, perhaps before its answer has arrived.
            self.tell("message.any", message)
            return 201, message
        if path in ("/api/sendSeen", "/api/startTyping"):
            return 201, {}
        raise ValueError("no such endpoint")


def answer(http, status, body):
    kind = "image/jpeg" if isinstance(body, bytes) else "application/json"
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    http.send_response(status)
    http.send_header("content-type", kind)
    http.send_header("content-length", str(len(data)))
    http.end_headers()
    http.wfile.write(data)
