"""What Deskbell sends, as the service takes it. Plain data, so that tests can look at it."""

from deskbell_sdk import AddressKind, CallError, find_address, http
from deskbell_sdk.channel import (
    OutboundContentMedia,
    OutboundContentText,
    OutboundMedia,
    OutboundMessage,
    Signal,
    SignalTyping,
)


def message_request(api: str, message: OutboundMessage, sender: str) -> http.Request:
    to = find_address(message.to, AddressKind.USER_ID)
    if to is None:
        raise CallError.rejected("no-address", "the contact has no id on this channel")
    match message.content:
        case OutboundContentText(text):
            body = {"id": message.id, "from": sender, "to": to, "text": text.body}
            return http.post(f"{api}/messages").json({**body, **({"replyTo": message.reply_to} if message.reply_to else {})})
        case OutboundContentMedia(media):
            return _file_request(api, message.id, to, media)
        case _:
            raise CallError.unsupported("the echo service takes text and files only")


def _file_request(api: str, id_: str, to: str, media: OutboundMedia) -> http.Request:
    request = http.post(f"{api}/files").form_field("to", to).form_field("id", id_)
    if media.caption is not None:
        request.form_field("caption", media.caption)
    return request.form_file("file", media.filename or "file", media.blob)


def signal_request(api: str, signal: Signal) -> http.Request:
    kind = "typing" if isinstance(signal, SignalTyping) else "read"
    return http.post(f"{api}/signals").json({"kind": kind, "message": signal.value})
