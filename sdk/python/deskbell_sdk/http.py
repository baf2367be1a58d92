"""Requests to the hosts that the manifest's `[[http]]` names.

Redirects are not followed: the plugin sees the 3xx. A call of the plugin may make 20 requests; request and response
bodies are at most 8 MiB each, larger files travel as blobs. Secrets are named, never seen: the host fills them into
headers when the request leaves.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Literal, Self

from ._call import note_request
from ._capability import ask
from ._vocabulary import host
from ._vocabulary.types import BlobRef
from .errors import CallError, Kind

__all__ = ["HttpError", "Request", "Response", "delete", "get", "patch", "post", "put"]

#: Inside a class with a method of that name.
Bytes = bytes

Reason = Literal[
    "denied", "dns", "connect", "tls", "timeout", "too-large", "protocol", "budget-exhausted", "invalid", "unavailable"
]

#: What each failure means, and whether the request may have taken effect.
MEANINGS: dict[type, tuple[Reason, Kind, str, str, bool]] = {
    host.HttpErrorDenied: ("denied", "auth", "http-denied", "the host is not granted", False),
    host.HttpErrorDns: ("dns", "retry", "http-dns", "the service's name has no public address", False),
    host.HttpErrorConnect: ("connect", "retry", "http-connect", "the service did not accept a connection", False),
    host.HttpErrorTls: ("tls", "retry", "http-tls", "no secure connection to the service", False),
    host.HttpErrorTimeout: ("timeout", "retry", "http-timeout", "the service did not answer in time", True),
    host.HttpErrorProtocol: ("protocol", "retry", "http-protocol", "the connection broke or it is not HTTP", True),
    host.HttpErrorTooLarge: ("too-large", "rejected", "http-too-large", "the request or its answer is too large", True),
    host.HttpErrorBudgetExhausted: ("budget-exhausted", "retry", "http-budget", "too many requests in one call", False),
    host.HttpErrorInvalid: ("invalid", "rejected", "http-invalid", "nothing was sent", False),
    host.HttpErrorUnavailable: ("unavailable", "retry", "http-file", "a file of the request cannot be read now", False),
}


class HttpError(CallError):
    """Why there is no response. Left alone it is answered with what suits it.

    A request that certainly was not sent is repeated, one that may have taken effect is uncertain, a missing
    permission needs the operator.

    >>> HttpError(host.HttpErrorTimeout()).uncertain, HttpError(host.HttpErrorDns()).uncertain
    (True, False)
    """

    #: The case of the contract's `http.error`.
    reason: Reason
    #: The request may have taken effect.
    may_have_left: bool

    def __init__(self, error: Any) -> None:
        reason, kind, code, detail, left = MEANINGS[type(error)]
        text = f"{detail}: {error.value}" if hasattr(error, "value") else detail
        super().__init__(kind, code, text, uncertain=left and kind == "retry")
        self.reason = reason
        self.may_have_left = left


class Response:
    """A complete response. Tests make one to try code that reads it.

    >>> Response(429, [("retry-after", "30")], b"slow down").retry_after_ms
    30000
    """

    def __init__(self, status: int, headers: Iterable[tuple[str, str]] = (), body: bytes | BlobRef = b"") -> None:
        #: The status code.
        self.status = status
        #: Names in lower case.
        self.headers = list(headers)
        self._body = body

    @property
    def is_success(self) -> bool:
        """True for 200 to 299."""
        return 200 <= self.status < 300

    def header(self, name: str) -> str | None:
        """The first header of this name (any case).

        >>> Response(200, [("etag", "1")]).header("ETag")
        '1'
        """
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    @property
    def body(self) -> bytes:
        """The body; empty when it was stored as a blob."""
        return self._body if isinstance(self._body, bytes) else b""

    @property
    def blob(self) -> BlobRef | None:
        """The stored file, when `Request.store_response` was asked and the status is 2xx."""
        return None if isinstance(self._body, bytes) else self._body

    def json(self) -> Any:
        """The body read as JSON.

        Anything else means that the service, or something between, answered strangely: uncertain, because the
        request itself was delivered.

        >>> Response(200, [], b'{"id": "a"}').json()["id"]
        'a'
        """
        try:
            return json.loads(self.body)
        except ValueError:
            detail = f"status {self.status} with a body that is not JSON"
            raise CallError.uncertain_retry("bad-response", detail) from None

    @property
    def retry_after_ms(self) -> int | None:
        """`Retry-After` in milliseconds, when it is given in seconds; a date is left to the host."""
        seconds = (self.header("retry-after") or "").strip()
        return min(int(seconds) * 1000, 2**32 - 1) if seconds.isascii() and seconds.isdigit() else None


class Request:
    """A request under construction. It is plain data until `send`, so tests can look at what would be sent.

    >>> request = post("https://api.acme.example/messages").secret_header("authorization", "Bearer ", "access_token")
    >>> request = request.json({"to": "u-17"}).timeout_ms(10_000)
    >>> request.method, request.url, request.body_bytes
    ('POST', 'https://api.acme.example/messages', b'{"to": "u-17"}')
    """

    def __init__(self, method: host.HttpMethod, url: str) -> None:
        self._method = method
        #: https, unless the operator granted this host plain http by name. At most 8 KiB.
        self.url = url
        #: Names and values in order, at most 100 of 64 KiB together; secrets stay names.
        self.headers: list[tuple[str, host.HttpHeaderValue]] = []
        #: The body as it would be sent.
        self.body: host.HttpBody = host.HttpBodyNone()
        self._timeout_ms: int | None = None
        self._store_response = False

    @property
    def method(self) -> str:
        """The method, in capitals."""
        return self._method.name

    @property
    def body_bytes(self) -> bytes | None:
        """The body when it is bytes."""
        return self.body.value if isinstance(self.body, host.HttpBodyBytes) else None

    def header(self, name: str, value: str) -> Self:
        """Adds a header. `host` and hop-by-hop headers are the host's own.

        >>> get("https://api.acme.example/").header("accept", "application/json").headers[0][0]
        'accept'
        """
        self.headers.append((name, host.HttpHeaderValuePlain(value)))
        return self

    def secret_header(self, name: str, before: str, secret: str) -> Self:
        """Adds a header that reads `before` + the newest value of the named secret, which needs use "header".

        >>> request = get("https://api.acme.example/").secret_header("authorization", "Bearer ", "api_token")
        """
        self.headers.append((name, host.HttpHeaderValueSecret(host.HttpSecretValue(name=secret, before=before))))
        return self

    def json(self, value: object) -> Self:
        """A JSON body with its content type. What JSON cannot express is a `TypeError`.

        >>> put("https://api.acme.example/a").json([1]).body_bytes
        b'[1]'
        """
        return self.header("content-type", "application/json").bytes(json.dumps(value).encode())

    def bytes(self, body: Bytes) -> Self:
        """A body of at most 8 MiB.

        >>> post("https://api.acme.example/a").bytes(b"a=1").body_bytes
        b'a=1'
        """
        self.body = host.HttpBodyBytes(body)
        return self

    def blob(self, blob: BlobRef) -> Self:
        """A stored file as the body; its bytes never enter the plugin.

        >>> request = put("https://api.acme.example/file").blob(BlobRef("0" * 64, 5, "text/plain"))
        """
        self.body = host.HttpBodyBlob(blob)
        return self

    def form_field(self, name: str, value: str) -> Self:
        """Adds a text field of a `multipart/form-data` body.

        >>> request = post("https://api.acme.example/files").form_field("to", "u-17")
        """
        return self.form_part(host.HttpFormPart(name=name, content=host.HttpPartContentBytes(value.encode())))

    def form_file(self, name: str, filename: str, blob: BlobRef) -> Self:
        """Adds a stored file to a `multipart/form-data` body.

        >>> quote = BlobRef("0" * 64, 5, "application/pdf")
        >>> request = post("https://api.acme.example/files").form_file("file", "quote.pdf", quote)
        """
        content = host.HttpPartContentBlob(blob)
        return self.form_part(host.HttpFormPart(name=name, filename=filename, mime=blob.mime, content=content))

    def form_part(self, part: host.HttpFormPart) -> Self:
        """Adds any part; at most 32. The host writes boundary and content type."""
        before = self.body.value if isinstance(self.body, host.HttpBodyMultipart) else []
        self.body = host.HttpBodyMultipart([*before, part])
        return self

    def timeout_ms(self, ms: int) -> Self:
        """Wait at most this long; clipped to what is left of the call's own time.

        >>> request = get("https://api.acme.example/").timeout_ms(10_000)
        """
        self._timeout_ms = ms
        return self

    def store_response(self) -> Self:
        """Keep a 2xx response body as a blob (up to the manifest's `max-blob-mb`). Any other status returns bytes.

        >>> request = get("https://api.acme.example/file").store_response()
        """
        self._store_response = True
        return self

    def send(self) -> Response:
        """Sends the request and waits for the whole response. Any status is a response, also 4xx and 5xx.

        >>> def account() -> str:
        ...     return str(get("https://api.acme.example/account").send().json()["id"])
        """
        try:
            response = ask("http", "send", self.to_contract(), fail=HttpError)
        except HttpError as error:
            if error.may_have_left:
                note_request(self.method)
            raise
        note_request(self.method)
        return _response(response)

    def to_contract(self) -> host.HttpRequest:
        """As the contract writes it."""
        return host.HttpRequest(
            method=self._method,
            url=self.url,
            headers=self.headers,
            body=self.body,
            timeout_ms=self._timeout_ms,
            store_response_as_blob=self._store_response,
        )


def answered(answer: Any) -> Response | HttpError:
    """The answer that `resume` is given: a response, or why there is none."""
    failed = isinstance(answer.value, tuple(MEANINGS))
    return HttpError(answer.value) if failed else _response(answer.value)


def _response(response: host.HttpResponse) -> Response:
    return Response(response.status, response.headers, response.body.value)


def get(url: str) -> Request:
    """A GET request.

    >>> get("https://api.acme.example/account").method
    'GET'
    """
    return Request(host.HttpMethod.GET, url)


def post(url: str) -> Request:
    """A POST request.

    >>> post("https://api.acme.example/messages").method
    'POST'
    """
    return Request(host.HttpMethod.POST, url)


def put(url: str) -> Request:
    """A PUT request.

    >>> put("https://api.acme.example/messages/1").method
    'PUT'
    """
    return Request(host.HttpMethod.PUT, url)


def patch(url: str) -> Request:
    """A PATCH request.

    >>> patch("https://api.acme.example/messages/1").method
    'PATCH'
    """
    return Request(host.HttpMethod.PATCH, url)


def delete(url: str) -> Request:
    """A DELETE request.

    >>> delete("https://api.acme.example/messages/1").method
    'DELETE'
    """
    return Request(host.HttpMethod.DELETE, url)
