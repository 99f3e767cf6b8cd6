"""The clip's description in an HTML page: a string of JSON in a script element that no browser runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from convanim.encoders.embedded_parts import LONGEST

_START, _STOP = '<script type="application/json" id="convanim-spec">', "</script>"
_PIECE = 4096
"""The element begins within so many bytes, before anything in the page that comes from a user."""


def element(spec: str) -> str:
    """The spec as an element."""
    return f"{_START}{as_json(spec)}{_STOP}"


def as_json(value: object) -> str:
    """JSON that no parser of HTML takes for a tag, an entity or the end of a script."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def page_specs(file: BinaryIO) -> Iterator[str]:
    """The spec in a page, if there is one of at most ``LONGEST`` bytes that is whole."""
    start = file.read(_PIECE).find(_START.encode())
    if start < 0:
        return
    file.seek(start + len(_START))
    data, stop = bytearray(), _STOP.encode()
    while stop not in data[-_PIECE - len(stop) :]:
        piece = file.read(_PIECE)
        data += piece
        if not piece or len(data) > LONGEST:
            return
    try:
        spec = json.loads(data[: data.index(stop)])
        whole = isinstance(spec, str) and bool(spec.encode())
    except (ValueError, RecursionError):
        return
    if whole:
        yield spec
