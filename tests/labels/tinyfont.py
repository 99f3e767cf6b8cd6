"""A font of squares: as small as a TrueType font can be, so that tests need none of the machine's."""

from __future__ import annotations

import struct
from pathlib import Path

EM = 1000


def write_font(path: Path, characters: str, name: str = "Tiny Squares") -> Path:
    """A font in which each of these characters is a filled square, 800 wide, on an em of 1000."""
    codes = sorted({ord(character) for character in characters})
    count = len(codes) + 1
    square = _square()
    tables = {
        b"cmap": _cmap(codes),
        b"glyf": square * count,
        b"head": struct.pack(
            ">IIIIHHqqhhhhHHhhh",
            *(0x10000, 0, 0, 0x5F0F3CF5, 0, EM, 0, 0, 100, 0, 900, 800, 0, 8, 2, 1, 0),
        ),
        b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 0x10000, 880, -120, 0, EM, *[0] * 11, count),
        b"hmtx": struct.pack(">Hh", EM, 100) * count,
        b"loca": b"".join(struct.pack(">I", len(square) * number) for number in range(count + 1)),
        b"maxp": struct.pack(">IH26x", 0x10000, count),
        b"name": _name(name),
    }
    path.write_bytes(_file(tables))
    return path


def _square() -> bytes:
    """A closed contour of four points, padded to four bytes."""
    glyph = struct.pack(">hhhhh", 1, 100, 0, 900, 800) + struct.pack(">HH", 3, 0) + bytes([1] * 4)
    glyph += struct.pack(">hhhh", 100, 800, 0, -800) + struct.pack(">hhhh", 0, 0, 800, 0)
    return glyph + bytes(-len(glyph) % 4)


def _cmap(codes: list[int]) -> bytes:
    groups = b"".join(struct.pack(">III", code, code, number) for number, code in enumerate(codes, start=1))
    subtable = struct.pack(">HHIII", 12, 0, 16 + len(groups), 0, len(codes)) + groups
    return struct.pack(">HHHHI", 0, 1, 3, 10, 12) + subtable


def _name(name: str) -> bytes:
    text = name.encode("utf-16-be")
    return struct.pack(">HHH", 0, 1, 18) + struct.pack(">HHHHHH", 3, 1, 0x409, 1, len(text), 0) + text


def _file(tables: dict[bytes, bytes]) -> bytes:
    head = struct.pack(">IHHHH", 0x10000, len(tables), 128, 3, 16 * len(tables) - 128)
    place, entries, bodies = 12 + 16 * len(tables), b"", b""
    for tag, body in sorted(tables.items()):
        entries += struct.pack(">4sIII", tag, 0, place + len(bodies), len(body))
        bodies += body + bytes(-len(body) % 4)
    return head + entries + bodies
