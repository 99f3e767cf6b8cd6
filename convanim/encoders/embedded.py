"""The clip's own description inside the files made from it: how it is marked, and how it is read back."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from convanim.encoders.embedded_documents import pdf_specs, svg_specs, webp_specs
from convanim.encoders.embedded_page import page_specs
from convanim.encoders.embedded_parts import (
    LONGEST,
    MARK,
    MOST_PARTS,
    MalformedError,
    decoded,
    exactly,
    unmarked,
)
from convanim.errors import ConvanimError

PNG_KEYWORD = "convanim"
"""The name of the PNG text chunk that holds the spec."""

_MP4_PATH = (b"moov", b"udta", b"meta", b"ilst", b"\xa9cmt", b"data")
_SEGMENT, _TAGS, _TAG, _SIMPLE_TAG = 0x18538067, 0x1254C367, 0x7373, 0x67C8
_TAG_NAME, _TAG_STRING = 0x45A3, 0x4487


class NoSpecError(ConvanimError):
    """A file of one of the formats that somebody else made."""


def marked(spec: str) -> str:
    """The spec as it stands in a comment: behind a line that tells it from other people's comments."""
    return MARK + spec


def read_spec(path: str | os.PathLike[str]) -> str:
    """The TOML text that an encoder embedded in a file of any of the formats.

    Reads headers only and never more than a bounded part of the file into memory, whatever the file
    claims. Raises ConvanimError for a file that cannot be read, is none of these, or has no spec.
    """
    name = Path(path)
    try:
        with name.open("rb") as file:
            texts = _reader_of(file, name)
            return next(texts(file))
    except FileNotFoundError:
        raise ConvanimError(
            f"{name} does not exist: check the name, and the folder it is relative to"
        ) from None
    except OSError as error:
        raise ConvanimError(f"cannot read {name}: {error.strerror}") from error
    except (StopIteration, MalformedError):
        raise NoSpecError(
            f"{name} has no convanim spec in it: give a file that convanim wrote, or a .toml file"
        ) from None


def _reader_of(file: BinaryIO, name: Path) -> Callable[[BinaryIO], Iterator[str]]:
    """The function that reads this kind of file, told by its first bytes."""
    head = file.read(12)
    file.seek(0)
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return _gif_specs
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        return _png_specs
    if head[4:8] == b"ftyp":
        return _mp4_specs
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return _webm_specs
    if head[:9] == b"<!doctype":
        return page_specs
    if head[:4] == b"RIFF" and head[8:] == b"WEBP":
        return webp_specs
    if head[:5] == b"%PDF-":
        return pdf_specs
    if head[:4] in (b"<svg", b"<?xm"):
        return svg_specs
    raise ConvanimError(
        f"{name} is none of the files that can have a clip's description in them: "
        "give one that convanim wrote, or a .toml file"
    )


def _gif_specs(file: BinaryIO) -> Iterator[str]:
    """The comments of a GIF (GIF89a specification, section 24)."""
    flags = exactly(file, 13)[10]
    _skip_gif_table(file, flags)
    while (kind := exactly(file, 1)) != b";":
        if kind == b"!":
            comment = exactly(file, 1) == b"\xfe"
            yield from unmarked(_gif_blocks(file, keep=comment))
        elif kind == b",":
            _skip_gif_table(file, exactly(file, 9)[8])
            exactly(file, 1)
            _gif_blocks(file, keep=False)
        else:
            raise MalformedError


def _skip_gif_table(file: BinaryIO, flags: int) -> None:
    if flags & 0x80:
        exactly(file, 3 << (flags & 7) + 1)


def _gif_blocks(file: BinaryIO, *, keep: bool) -> bytes:
    """A chain of sub-blocks, joined if it is to be kept."""
    data = bytearray()
    while size := exactly(file, 1)[0]:
        block = exactly(file, size)
        if keep:
            data += block
        if len(data) > LONGEST:
            raise MalformedError
    return bytes(data)


def _png_specs(file: BinaryIO) -> Iterator[str]:
    """The text chunks of a PNG named after convanim (PNG specification, section 11.3.3)."""
    file.seek(8)
    for _ in range(MOST_PARTS):
        head = exactly(file, 8)
        size, kind = int.from_bytes(head[:4]), head[4:]
        if kind == b"IEND":
            return
        if kind not in (b"iTXt", b"tEXt"):
            file.seek(size + 4, os.SEEK_CUR)
            continue
        keyword, _, rest = exactly(file, size).partition(b"\0")
        exactly(file, 4)
        if keyword == PNG_KEYWORD.encode():
            yield decoded(_international(rest)) if kind == b"iTXt" else rest.decode("latin-1")


def _international(rest: bytes) -> bytes:
    """The text of an iTXt chunk: behind the compression flags, the language and the translated keyword."""
    compressed = rest[:1] == b"\1"
    parts = rest[2:].split(b"\0", 2)
    if len(parts) < 3:
        raise MalformedError
    if not compressed:
        return parts[2]
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(parts[2], LONGEST)
    except zlib.error:
        raise MalformedError from None
    if not unpacking.eof:
        raise MalformedError
    return text


def _mp4_specs(file: BinaryIO) -> Iterator[str]:
    """The comment of an MP4: the box at moov/udta/meta/ilst/©cmt/data (ISO 14496-12, iTunes' names)."""
    start, end = 0, file.seek(0, os.SEEK_END)
    for name in _MP4_PATH:
        start, end = _mp4_box(file, name, start, end)
        start += 4 if name == b"meta" else 0
    file.seek(start + 8)
    yield from unmarked(exactly(file, max(0, end - start - 8)))


def _mp4_box(file: BinaryIO, name: bytes, start: int, end: int) -> tuple[int, int]:
    """Where the content of the first box of this name begins and ends."""
    for _ in range(MOST_PARTS):
        if start + 8 > end:
            break
        file.seek(start)
        head = exactly(file, 8)
        size, header = int.from_bytes(head[:4]), 8
        if size == 1:
            size, header = int.from_bytes(exactly(file, 8)), 16
        stop = start + size if size else end
        if stop > end or stop < start + header:
            break
        if head[4:] == name:
            return start + header, stop
        start = stop
    raise MalformedError


def _webm_specs(file: BinaryIO) -> Iterator[str]:
    """The COMMENT tags of a WebM file (RFC 8794 and RFC 9559)."""
    end = file.seek(0, os.SEEK_END)
    for segment in _webm_elements(file, _SEGMENT, (0, end)):
        for tags in _webm_elements(file, _TAGS, segment):
            for tag in _webm_elements(file, _TAG, tags):
                for simple in _webm_elements(file, _SIMPLE_TAG, tag):
                    names = [_webm_bytes(file, span) for span in _webm_elements(file, _TAG_NAME, simple)]
                    if names == [b"COMMENT"]:
                        for span in _webm_elements(file, _TAG_STRING, simple):
                            yield from unmarked(_webm_bytes(file, span))


def _webm_elements(file: BinaryIO, wanted: int, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """The spans of the contents of the elements with this identifier, directly within a span."""
    start, end = span
    for _ in range(MOST_PARTS):
        if start >= end:
            return
        file.seek(start)
        identifier, _ = _webm_number(file, keep_marker=True)
        size, unknown = _webm_number(file, keep_marker=False)
        start = file.tell()
        stop = end if unknown else start + size
        if stop > end:
            return
        if identifier == wanted:
            yield start, stop
        start = stop


def _webm_number(file: BinaryIO, *, keep_marker: bool) -> tuple[int, bool]:
    """A number of variable length, and whether all its bits are ones (an unknown size)."""
    first = exactly(file, 1)[0]
    length = 9 - first.bit_length()
    if length > 8:
        raise MalformedError
    value = int.from_bytes(bytes([first]) + exactly(file, length - 1))
    content = value & (1 << 7 * length) - 1
    return (value if keep_marker else content), content == (1 << 7 * length) - 1


def _webm_bytes(file: BinaryIO, span: tuple[int, int]) -> bytes:
    file.seek(span[0])
    return exactly(file, span[1] - span[0])
