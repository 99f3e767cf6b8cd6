"""Protocol Buffers as bytes: fields are walked where they lie, and nothing is built that is not asked for.

A library would build an object for every two bytes of a file that is made for it. Source of the encoding:
the Protocol Buffers documentation, "Encoding".
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from convanim.errors import ConvanimError

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
MOST_FIELDS = 1_000_000
"""Of one file: the largest models that people publish have a twentieth of it."""


class BrokenError(ConvanimError):
    """The bytes are no message."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a message: its number, and an integer or the place of its bytes."""

    number: int
    kind: int
    value: int
    start: int
    end: int


class Reader:
    """Reads the fields of messages that lie in a buffer."""

    def __init__(self, buffer: bytes) -> None:
        """`buffer` is anything that gives bytes for a slice, such as a file in memory or a mapped one."""
        self.buffer = buffer
        self._left = MOST_FIELDS

    def fields(self, start: int, end: int) -> Iterator[Field]:
        """The fields of the message between two places."""
        place = start
        while place < end:
            self._left -= 1
            if self._left < 0:
                raise BrokenError(f"more than {MOST_FIELDS:,} entries")
            tag, place = self._varint(place, end)
            number, kind = tag >> 3, tag & 7
            first = place
            value = 0
            if kind == VARINT:
                value, place = self._varint(place, end)
            elif kind == BYTES:
                length, first = self._varint(place, end)
                place = first + length
            elif kind in (FIXED32, FIXED64):
                place += 4 if kind == FIXED32 else 8
            else:
                raise BrokenError("an entry of an unknown kind")
            if number == 0 or place > end:
                raise BrokenError("an entry that reaches past the end")
            yield Field(number, kind, value, first, place)

    def _varint(self, place: int, end: int) -> tuple[int, int]:
        value = 0
        for shift in range(0, 70, 7):
            if place >= end:
                break
            byte = self.buffer[place]
            place += 1
            value |= (byte & 127) << shift
            if byte < 128:
                return value & (2**64 - 1), place
        raise BrokenError("a number that has no end")

    def text(self, field: Field) -> str:
        """A field's text; what is no text is written with a sign that says so."""
        return bytes(self.buffer[field.start : field.end]).decode(errors="replace")

    def integers(self, field: Field) -> list[int]:
        """The integers of a repeated field, of which this is one entry: alone, or many packed."""
        if field.kind == VARINT:
            return [signed(field.value)]
        found, place = [], field.start
        while place < field.end:
            value, place = self._varint(place, field.end)
            found.append(signed(value))
            self._left -= 1
            if self._left < 0:
                raise BrokenError(f"more than {MOST_FIELDS:,} entries")
        return found

    def floats(self, field: Field) -> list[float]:
        """The 32-bit floats of a field: one, or many packed."""
        data = bytes(self.buffer[field.start : field.end])
        if len(data) % 4 or len(data) // 4 > self._left:
            raise BrokenError("floats of a length that cannot be")
        self._left -= len(data) // 4
        return list(struct.unpack(f"<{len(data) // 4}f", data))


def signed(value: int) -> int:
    """A varint as the 64-bit integer that it stands for."""
    return value - 2**64 if value >= 2**63 else value
