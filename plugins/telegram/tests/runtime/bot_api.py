"""A small Bot API with a memory: what Telegram's own server does to a bot that
asks, sends and fetches, refusals included. Every body is checked with the
models of aiogram, where that is installed: it is an independent reading of
Telegram's description."""

import json
import threading
import time
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

try:
    import aiogram.methods as models
    from aiogram.types import BufferedInputFile
except ImportError:
    models = None

TOKEN = "42:AAE-canary_secret"
BOT = {"id": 42, "is_bot": True, "first_name": "Oficina Lopes", "username": "oficina_bot"}
ANA = {"id": 7, "first_name": "Ana", "username": "anasouza", "type": "private"}

# What happens to whom.
BLOCKED, DEACTIVATED, STRANGER, FAST, BROKEN, SILENT, MUTE = 403, 404, 405, 429, 500, 599, 204
OLD_GROUP, NEW_GROUP = -4012345, -1004012345
MOST_FILE = 20 * 1024 * 1024


class Refusal(Exception):
    def __init__(self, code, description, **parameters):
        self.code, self.description, self.parameters = code, description, parameters


class BotApi:
    def __init__(self):
        self.calls, self.complaints = [], []
        self.updates, self.files, self.uploads = [], {}, {}
        self.webhook = ""
        self.next_message = 100
        self.lock = threading.Condition()
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                api.serve(self)

            def do_POST(self):
                api.serve(self)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    # --- what a test does ---

    def arrive(self, *updates):
        with self.lock:
            self.updates.extend(updates)
            self.lock.notify_all()

    def sent(self, method):
        return [parameters for name, parameters in self.calls if name == method]

    # --- the wire ---

    def serve(self, http):
        body = http.rfile.read(int(http.headers.get("content-length") or 0))
        path = http.path.lstrip("/")
        if path.startswith("file/bot"):
            return self.serve_file(http, path)
        token, _, method = path.removeprefix("bot").partition("/")
        if token != TOKEN:
            return answer(http, 401, refusal(401, "Unauthorized"))
        parameters = read(http.headers.get("content-type", ""), body)
        self.calls.append((method, parameters))
        self.check(method, parameters)
        try:
            result = self.run(method, parameters)
        except Refusal as no:
            return answer(http, no.code, refusal(no.code, no.description, **no.parameters))
        if result is None:
            # The connection ends without an answer.
            http.close_connection = True
            return None
        return answer(http, 200, {"ok": True, "result": result})

    def serve_file(self, http, path):
        token, _, name = path.removeprefix("file/bot").partition("/")
        content = self.files.get(name) if token == TOKEN else None
        if content is None:
            return answer(http, 404, refusal(404, "Not Found"))
        http.send_response(200)
        http.send_header("content-type", "application/octet-stream")
        http.send_header("content-length", str(len(content)))
        http.end_headers()
        http.wfile.write(content)

    def check(self, method, parameters):
        """Complaints are collected: the fake goes on as Telegram would."""
        if models is None:
            return
        model = getattr(models, method[0].upper() + method[1:], None)
        if model is None:
            self.complaints.append(f"there is no method {method}")
            return
        unknown = set(parameters) - set(model.model_fields)
        if unknown:
            self.complaints.append(f"{method} has no {sorted(unknown)}")
        try:
            model.model_validate({k: BufferedInputFile(v, "x") if isinstance(v, bytes) else v for k, v in parameters.items()})
        except Exception as error:  # noqa: BLE001 - the text is the point
            self.complaints.append(f"{method}: {error}")

    # --- the methods ---

    def run(self, method, p):
        if method == "getMe":
            return BOT
        if method == "getWebhookInfo":
            return {"url": self.webhook, "has_custom_certificate": False, "pending_update_count": 0}
        if method == "getUpdates":
            return self.get_updates(p)
        if method == "getFile":
            return self.get_file(p["file_id"])
        if method == "answerCallbackQuery":
            return True
        if method in ("sendChatAction", "setMessageReaction"):
            self.reach(p["chat_id"])
            return True
        if method.startswith("send"):
            return self.send(method, p)
        raise Refusal(404, "Not Found: method not found")

    def get_updates(self, p):
        if self.webhook:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
        until = time.monotonic() + p.get("timeout", 0)
        with self.lock:
            # Asking confirms what lies before the offset.
            if "offset" in p:
                self.updates = [u for u in self.updates if u["update_id"] >= p["offset"]]
            while not self.updates and time.monotonic() < until:
                self.lock.wait(until - time.monotonic())
            return self.updates[: p.get("limit", 100)]

    def get_file(self, file_id):
        for name, content in self.files.items():
            if name.endswith(file_id):
                if len(content) > MOST_FILE:
                    raise Refusal(400, "Bad Request: file is too big")
                return {"file_id": file_id, "file_unique_id": "u" + file_id, "file_size": len(content), "file_path": name}
        raise Refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable")

    def reach(self, chat):
        chat = int(chat)
        if chat == BLOCKED:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if chat == DEACTIVATED:
            raise Refusal(403, "Forbidden: user is deactivated")
        if chat == STRANGER:
            raise Refusal(403, "Forbidden: bot can't initiate conversation with a user")
        if chat == FAST:
            raise Refusal(429, "Too Many Requests: retry after 14", retry_after=14)
        if chat == BROKEN:
            raise Refusal(500, "Internal Server Error: restart")
        if chat == OLD_GROUP:
            raise Refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=NEW_GROUP)
        if chat not in (ANA["id"], NEW_GROUP, SILENT, MUTE):
            raise Refusal(400, "Bad Request: chat not found")
        return chat

    def send(self, method, p):
        chat = self.reach(p["chat_id"])
        if chat == SILENT:
            time.sleep(20)
        if chat == MUTE:
            return None
        if len(p.get("text", "").encode("utf-16-le")) > 8192:
            raise Refusal(400, "Bad Request: message is too long")
        message = {"message_id": self.next_message, "from": BOT, "date": int(time.time())}
        message["chat"] = ANA if chat == 7 else {"id": chat, "type": "supergroup", "title": "Obra"}
        self.next_message += 1
        for field in ("photo", "document", "animation", "video", "audio", "voice", "sticker"):
            if field in p:
                message[field] = self.take(field, p[field])
        return message

    def take(self, field, file):
        if isinstance(file, str) and file not in self.uploads:
            raise Refusal(400, "Bad Request: wrong remote file identifier specified: Wrong string length")
        if field == "photo" and isinstance(file, bytes) and file.endswith(b"long"):
            raise Refusal(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
        if isinstance(file, bytes):
            file_id = f"FILE{len(self.uploads)}"
            self.uploads[file_id] = file
        else:
            file_id = file
        named = {"file_id": file_id, "file_unique_id": "u" + file_id}
        return [named | {"width": 90, "height": 60}] if field == "photo" else named


def read(content_type, body):
    """JSON, or a form whose texts Telegram reads as JSON where it expects that."""
    if content_type.startswith("multipart/form-data"):
        head = f"content-type: {content_type}\r\n\r\n".encode()
        parameters = {}
        for part in BytesParser().parsebytes(head + body).get_payload():
            name = part.get_param("name", header="content-disposition")
            content = part.get_payload(decode=True)
            parameters[name] = content if part.get_filename() else from_text(content.decode())
        return parameters
    return json.loads(body or b"{}")


def from_text(text):
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value


def refusal(code, description, **parameters):
    body = {"ok": False, "error_code": code, "description": description}
    return body | ({"parameters": parameters} if parameters else {})


def answer(http, status, body):
    data = json.dumps(body).encode()
    http.send_response(status)
    http.send_header("content-type", "application/json")
    http.send_header("content-length", str(len(data)))
    http.end_headers()
    try:
        http.wfile.write(data)
    except ConnectionError:
        pass  # The bot was killed while it waited.
