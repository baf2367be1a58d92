"""Keeps customers out of error texts; word for word as in the SDK of each language."""

import re

CLOSING = {"“": "”", "«": "»"}
FIELD_NAME = re.compile(r"[a-z0-9_\[\].]{0,60}")
DIGITS = re.compile(r"(?:\+[ ()-]*)?[0-9][0-9 ()-]*")


def scrub(text: str) -> str:
    """`text` without anything that may be a phone number or something a person wrote.

    That is: runs of six digits or more, and quoted words that are not the name of a field. For a service's own words
    in the detail of an error, which operators read and logs keep.

    >>> scrub("Recipient +55 (49) 98859-0187 not in list")
    'Recipient … not in list'
    """
    return DIGITS.sub(_number, _quotes(text))


def _number(run: re.Match[str]) -> str:
    found = run.group()
    if sum(character.isdigit() for character in found) < 6:
        return found
    return "…" + found[len(found.rstrip(" ()-")) :]


def _quotes(text: str) -> str:
    out, rest = "", text
    while (start := _opening(rest)) is not None:
        close = CLOSING.get(rest[start], rest[start])
        inside = rest[start + 1 :]
        end = _closing(inside, close)
        out, rest = out + rest[: start + 1], inside
        if end is None:
            continue
        quoted = inside[:end]
        out += (quoted if FIELD_NAME.fullmatch(quoted) else "…") + close
        rest = inside[end + 1 :]
    return out + rest


def _opening(text: str) -> int | None:
    """Where a quote begins: not at the apostrophe within a word ("user's")."""
    for at, character in enumerate(text):
        if character in "\"'“«" and (character != "'" or not text[:at][-1:].isalnum()):
            return at
    return None


def _closing(inside: str, close: str) -> int | None:
    """Where the quote ends, by the same rule."""
    for at, character in enumerate(inside):
        if character == close and not inside[at + 1 : at + 2].isalnum():
            return at
    return None
