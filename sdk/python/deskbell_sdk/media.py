"""Files of the workspace that this call was handed or has stored itself.

Whole files usually travel by reference: `deskbell_sdk.http` uploads a blob and stores a response as one without the
bytes ever entering the plugin.
"""

from __future__ import annotations

from typing import Any, Literal

from ._capability import ask
from ._vocabulary.host import MediaErrorDenied, MediaErrorMissing, MediaErrorTooLarge, MediaErrorUnavailable
from ._vocabulary.types import BlobRef
from .errors import CallError, Kind

__all__ = ["MAX_CHUNK", "MediaError", "put", "read"]

#: The most bytes that one `read` or `put` moves.
MAX_CHUNK = 256 * 1024

Reason = Literal["missing", "too-large", "denied", "unavailable"]

MEANINGS: dict[type, tuple[Reason, Kind, str, str]] = {
    MediaErrorMissing: ("missing", "rejected", "media-missing", "the file is no longer there"),
    MediaErrorTooLarge: ("too-large", "rejected", "media-too-large", "the file is larger than allowed"),
    MediaErrorDenied: ("denied", "rejected", "media-denied", "reading or storing files is not granted"),
    MediaErrorUnavailable: ("unavailable", "retry", "media-unavailable", "the file store cannot answer now"),
}


class MediaError(CallError):
    """Why a file could not be read or stored. Left alone it is answered with what suits it.

    >>> MediaError(MediaErrorUnavailable()).is_transient
    True
    """

    reason: Reason

    def __init__(self, error: Any) -> None:
        reason, kind, code, detail = MEANINGS[type(error)]
        super().__init__(kind, code, detail)
        self.reason = reason


def read(blob: BlobRef, offset: int = 0, length: int = MAX_CHUNK) -> bytes:
    """A part of a file, at most 256 KiB; shorter at its end, empty beyond it.

    A call may read 1,000 times and 128 MiB together.

    >>> def is_pdf(blob: BlobRef) -> bool:
    ...     return read(blob, 0, 5) == b"%PDF-"
    """
    return bytes(ask("media", "read", blob, offset, length, fail=MediaError))


def put(mime: str, data: bytes) -> BlobRef:
    """Stores a small file, at most 256 KiB; a call may store 200, 16 MiB together.

    Larger ones arrive through `Request.store_response` of `deskbell_sdk.http`.

    >>> def keep(text: str) -> BlobRef:
    ...     return put("text/plain", text.encode())
    """
    blob: BlobRef = ask("media", "put", mime, data, fail=MediaError)
    return blob
