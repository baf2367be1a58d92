"""Made of wit/ by `python -m vocabulary` in sdk/. Change wit/, not this file."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Union

from ._integers import U16, U32, U64, U8
from .types import BlobRef

__all__ = [
    "Entry",
    "HmacAlg",
    "HttpBody",
    "HttpBodyBlob",
    "HttpBodyBytes",
    "HttpBodyMultipart",
    "HttpBodyNone",
    "HttpError",
    "HttpErrorBudgetExhausted",
    "HttpErrorConnect",
    "HttpErrorDenied",
    "HttpErrorDns",
    "HttpErrorInvalid",
    "HttpErrorProtocol",
    "HttpErrorTimeout",
    "HttpErrorTls",
    "HttpErrorTooLarge",
    "HttpErrorUnavailable",
    "HttpFormPart",
    "HttpHeaderValue",
    "HttpHeaderValuePlain",
    "HttpHeaderValueSecret",
    "HttpMethod",
    "HttpPartContent",
    "HttpPartContentBlob",
    "HttpPartContentBytes",
    "HttpRequest",
    "HttpResponse",
    "HttpResponseBody",
    "HttpResponseBodyBlob",
    "HttpResponseBodyBytes",
    "HttpSecretValue",
    "KvError",
    "KvErrorDenied",
    "KvErrorQuota",
    "KvErrorTooLarge",
    "KvErrorUnavailable",
    "Level",
    "MediaError",
    "MediaErrorDenied",
    "MediaErrorMissing",
    "MediaErrorTooLarge",
    "MediaErrorUnavailable",
    "SecretsError",
    "SecretsErrorDenied",
    "SecretsErrorMissing",
]


class HttpMethod(enum.Enum):
    GET = 0
    POST = 1
    PUT = 2
    PATCH = 3
    DELETE = 4
    HEAD = 5


@dataclass
class HttpPartContentBytes:
    """`part-content`, the case `bytes`."""

    value: bytes


@dataclass
class HttpPartContentBlob:
    """`part-content`, the case `blob`."""

    value: BlobRef


HttpPartContent = Union[
    HttpPartContentBytes,
    HttpPartContentBlob,
]


@dataclass(kw_only=True)
class HttpFormPart:
    """A part of `multipart/form-data`."""

    name: str
    filename: str | None = None
    mime: str | None = None
    content: HttpPartContent


@dataclass
class HttpBodyNone:
    """`body`, the case `none`."""


@dataclass
class HttpBodyBytes:
    """At most 8 MiB."""

    value: bytes


@dataclass
class HttpBodyBlob:
    """Streamed from the host's media store; it never enters the guest."""

    value: BlobRef


@dataclass
class HttpBodyMultipart:
    """The host writes the boundary and the content-type header. At most 32 parts."""

    value: list[HttpFormPart]


HttpBody = Union[
    HttpBodyNone,
    HttpBodyBytes,
    HttpBodyBlob,
    HttpBodyMultipart,
]


@dataclass
class HttpHeaderValuePlain:
    """`header-value`, the case `plain`."""

    value: str


@dataclass
class HttpHeaderValueSecret:
    """`before` + the newest value of the named secret. Needs use "header".
    The guest never sees the value.
    """

    value: HttpSecretValue


HttpHeaderValue = Union[
    HttpHeaderValuePlain,
    HttpHeaderValueSecret,
]


@dataclass
class HttpSecretValue:
    name: str
    #: E.g. "Bearer ". May be empty.
    before: str


@dataclass
class HttpRequest:
    method: HttpMethod
    #: https, unless the operator granted this host plain http by name. At
    #: most 8 KiB.
    url: str
    #: At most 100, names and values together 64 KiB.
    headers: list[tuple[str, HttpHeaderValue]]
    body: HttpBody
    #: Clipped to what is left of the call's own time.
    timeout_ms: U32 | None = None
    #: Keep a 2xx response body as a blob (up to the manifest's
    #: `max-blob-mb`, and all files of the call together up to the largest
    #: one of the manifest) instead of returning its bytes. Any other status
    #: returns bytes, so that errors can be read.
    store_response_as_blob: bool = False


@dataclass
class HttpResponseBodyBytes:
    """At most 8 MiB."""

    value: bytes


@dataclass
class HttpResponseBodyBlob:
    """`response-body`, the case `blob`."""

    value: BlobRef


HttpResponseBody = Union[
    HttpResponseBodyBytes,
    HttpResponseBodyBlob,
]


@dataclass
class HttpResponse:
    status: U16
    #: Names in lower case. The first 100, together at most 64 KiB.
    headers: list[tuple[str, str]]
    body: HttpResponseBody


@dataclass
class HttpErrorDenied:
    """Not in the manifest, not granted, or a setting or secret that it needs
    has no usable value; carries the step that helps. Nothing was sent.
    """

    value: str


@dataclass
class HttpErrorDns:
    """No such name, or it resolves to an address that is not public."""


@dataclass
class HttpErrorConnect:
    """Nothing was sent."""


@dataclass
class HttpErrorTls:
    """`error`, the case `tls`."""


@dataclass
class HttpErrorTimeout:
    """The request may have taken effect."""


@dataclass
class HttpErrorTooLarge:
    """The request or the response is over its limit."""


@dataclass
class HttpErrorProtocol:
    """The connection broke or the answer is not HTTP. The request may have
    taken effect.
    """

    value: str


@dataclass
class HttpErrorBudgetExhausted:
    """More than 20 requests in one call, no room left for its files, or the
    host's own limit.
    """


@dataclass
class HttpErrorInvalid:
    """The request cannot be written (a header with a line break, a malformed
    media type, a file that this call does not have). Nothing was sent, and
    repeating it does not help.
    """

    value: str


@dataclass
class HttpErrorUnavailable:
    """The host cannot read a file of the request now. Nothing was sent.
    Return `retry`.
    """


HttpError = Union[
    HttpErrorDenied,
    HttpErrorDns,
    HttpErrorConnect,
    HttpErrorTls,
    HttpErrorTimeout,
    HttpErrorTooLarge,
    HttpErrorProtocol,
    HttpErrorBudgetExhausted,
    HttpErrorInvalid,
    HttpErrorUnavailable,
]


class Level(enum.Enum):
    DEBUG = 0
    INFO = 1
    WARN = 2
    ERROR = 3


class HmacAlg(enum.Enum):
    SHA1 = 0
    SHA256 = 1
    SHA512 = 2


@dataclass
class SecretsErrorDenied:
    """The manifest does not ask for this use of this secret, or the operator
    did not grant it. Carries the manifest line to add.
    """

    value: str


@dataclass
class SecretsErrorMissing:
    """Asked and granted, but the operator has not entered a value, or only an
    empty one.
    """


SecretsError = Union[
    SecretsErrorDenied,
    SecretsErrorMissing,
]


@dataclass
class Entry:
    value: bytes
    #: Grows with each write of this key.
    version: U64


@dataclass
class KvErrorTooLarge:
    """Key or prefix over 512 bytes, or value over 256 KiB."""


@dataclass
class KvErrorQuota:
    """The bucket's quota, or 500 operations in one call."""


@dataclass
class KvErrorDenied:
    """The bucket is not in the manifest, or not granted."""

    value: str


@dataclass
class KvErrorUnavailable:
    """The store cannot answer now. Return `retry`."""


KvError = Union[
    KvErrorTooLarge,
    KvErrorQuota,
    KvErrorDenied,
    KvErrorUnavailable,
]


@dataclass
class MediaErrorMissing:
    """The call has no such file, or it is gone."""


@dataclass
class MediaErrorTooLarge:
    """More than 256 KiB at once, or more than one call may move: 1,000 reads
    of 128 MiB together, 200 puts of 16 MiB together.
    """


@dataclass
class MediaErrorDenied:
    """The manifest does not ask for it, or the operator did not grant it."""


@dataclass
class MediaErrorUnavailable:
    """The file store cannot answer now. Return `retry`."""


MediaError = Union[
    MediaErrorMissing,
    MediaErrorTooLarge,
    MediaErrorDenied,
    MediaErrorUnavailable,
]


#: What each class stands for: the interface and its generated name there.
PLACES: dict[tuple[str, str], type] = {
    ("types/http", "Method"): HttpMethod,
    ("types/http", "PartContent_Bytes"): HttpPartContentBytes,
    ("types/http", "PartContent_Blob"): HttpPartContentBlob,
    ("types/http", "FormPart"): HttpFormPart,
    ("types/http", "Body_None_"): HttpBodyNone,
    ("types/http", "Body_Bytes"): HttpBodyBytes,
    ("types/http", "Body_Blob"): HttpBodyBlob,
    ("types/http", "Body_Multipart"): HttpBodyMultipart,
    ("types/http", "HeaderValue_Plain"): HttpHeaderValuePlain,
    ("types/http", "HeaderValue_Secret"): HttpHeaderValueSecret,
    ("types/http", "SecretValue"): HttpSecretValue,
    ("types/http", "Request"): HttpRequest,
    ("types/http", "ResponseBody_Bytes"): HttpResponseBodyBytes,
    ("types/http", "ResponseBody_Blob"): HttpResponseBodyBlob,
    ("types/http", "Response"): HttpResponse,
    ("types/http", "Error_Denied"): HttpErrorDenied,
    ("types/http", "Error_Dns"): HttpErrorDns,
    ("types/http", "Error_Connect"): HttpErrorConnect,
    ("types/http", "Error_Tls"): HttpErrorTls,
    ("types/http", "Error_Timeout"): HttpErrorTimeout,
    ("types/http", "Error_TooLarge"): HttpErrorTooLarge,
    ("types/http", "Error_Protocol"): HttpErrorProtocol,
    ("types/http", "Error_BudgetExhausted"): HttpErrorBudgetExhausted,
    ("types/http", "Error_Invalid"): HttpErrorInvalid,
    ("types/http", "Error_Unavailable"): HttpErrorUnavailable,
    ("host/log", "Level"): Level,
    ("host/secrets", "HmacAlg"): HmacAlg,
    ("host/secrets", "Error_Denied"): SecretsErrorDenied,
    ("host/secrets", "Error_Missing"): SecretsErrorMissing,
    ("host/kv", "Entry"): Entry,
    ("host/kv", "Error_TooLarge"): KvErrorTooLarge,
    ("host/kv", "Error_Quota"): KvErrorQuota,
    ("host/kv", "Error_Denied"): KvErrorDenied,
    ("host/kv", "Error_Unavailable"): KvErrorUnavailable,
    ("host/media", "Error_Missing"): MediaErrorMissing,
    ("host/media", "Error_TooLarge"): MediaErrorTooLarge,
    ("host/media", "Error_Denied"): MediaErrorDenied,
    ("host/media", "Error_Unavailable"): MediaErrorUnavailable,
}
