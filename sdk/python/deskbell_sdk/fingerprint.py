"""A stable name for facts that carry no id of their own."""

OFFSET = 0x6C62272E07BB014262B821756295C58D
PRIME = 0x0000000001000000000000000000013B
MASK = (1 << 128) - 1


def fingerprint(*parts: str) -> str:
    """A `dedupe_key` for what the service gives no id: 128-bit FNV-1a of the parts, 32 hexadecimal digits.

    The same in every version and in the SDK of each language. It tells repeated deliveries of verified content apart
    and is easy to forge, so use it for nothing else.

    >>> fingerprint("ab", "c") != fingerprint("a", "bc")
    True
    >>> fingerprint()
    '6c62272e07bb014262b821756295c58d'
    """
    value = OFFSET
    for part in parts:
        # 0xff is never part of UTF-8, so ("ab", "c") differs from ("a", "bc").
        for byte in part.encode() + b"\xff":
            value = ((value ^ byte) * PRIME) & MASK
    return f"{value:032x}"
