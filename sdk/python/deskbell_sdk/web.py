"""Webhook requests and their replies."""

from __future__ import annotations

import json as _json
from typing import Any

from ._vocabulary.types import WebhookReply, WebhookRequest
from .errors import CallError


def header(request: WebhookRequest, name: str) -> str | None:
    """The first header of this name (any case).

    >>> header(WebhookRequest("POST", "", [], [("content-type", "text/plain")], b"", 0), "Content-Type")
    'text/plain'
    """
    wanted = name.lower()
    return next((value for key, value in request.headers if key.lower() == wanted), None)


def query_value(request: WebhookRequest, name: str) -> str | None:
    """The first query parameter of this name, decoded.

    >>> query_value(WebhookRequest("GET", "", [("hub.mode", "subscribe")], [], b"", 0), "hub.mode")
    'subscribe'
    """
    return next((value for key, value in request.query if key == name), None)


def json(request: WebhookRequest) -> Any:
    """The body read as JSON.

    Anything else is `rejected` with the code "bad-json"; the detail says where, never what the body contains.

    >>> json(WebhookRequest("POST", "", [], [], b'{"a": 1}', 0))
    {'a': 1}
    """
    try:
        return _json.loads(request.body)
    except _json.JSONDecodeError as error:
        detail = f"the body is not JSON: line {error.lineno}, column {error.colno}"
        raise CallError.rejected("bad-json", detail) from None
    except UnicodeDecodeError:
        raise CallError.rejected("bad-json", "the body is not UTF-8") from None


class reply:  # noqa: N801 (a place for functions)
    """Replies to webhooks. The host sends them only after the events are on disk."""

    @staticmethod
    def ok() -> WebhookReply:
        """Status 200 without a body.

        >>> reply.ok().status
        200
        """
        return WebhookReply(200, [], b"")

    @staticmethod
    def text(status: int, body: str) -> WebhookReply:
        """Plain text, such as the answer to a handshake.

        >>> reply.text(200, "1158201444").body
        b'1158201444'
        """
        return reply.with_type(status, "text/plain; charset=utf-8", body.encode())

    @staticmethod
    def json(status: int, body: object) -> WebhookReply:
        """A JSON body. What JSON cannot express is a `TypeError`.

        >>> reply.json(200, {"taken": 1}).body
        b'{"taken": 1}'
        """
        return reply.with_type(status, "application/json", _json.dumps(body).encode())

    @staticmethod
    def with_type(status: int, content_type: str, body: bytes) -> WebhookReply:
        """Any body of at most 64 KiB with its content type. The status is 200 to 599.

        >>> reply.with_type(200, "text/xml", b"<ok/>").headers
        [('content-type', 'text/xml')]
        """
        return WebhookReply(status, [("content-type", content_type)], body)
