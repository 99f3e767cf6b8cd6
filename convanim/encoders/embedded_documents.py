"""Reads embedded specs of WebP files and of documents: SVG and PDF."""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Iterator
from typing import BinaryIO

from convanim.encoders import embedded_xml
from convanim.encoders.embedded_parts import LONGEST, MOST_PARTS, MalformedError, decoded, exactly

PDF_COMMENT = b"%convanim "
"""What a line of a PDF begins with that has a spec in it, in base64."""

_PDF_LINE = re.compile(rb"^%convanim ([A-Za-z0-9+/=]+)\nstartxref$", re.MULTILINE)


def webp_specs(file: BinaryIO) -> Iterator[str]:
    """The XMP packets of a WebP file."""
    end = file.seek(0, os.SEEK_END)
    start = 12
    for _ in range(MOST_PARTS):
        if start + 8 > end:
            return
        file.seek(start)
        head = exactly(file, 8)
        size = int.from_bytes(head[4:], "little")
        if head[:4] == b"XMP ":
            yield from embedded_xml.specs(decoded(exactly(file, size)))
        start += 8 + size + size % 2


def svg_specs(file: BinaryIO) -> Iterator[str]:
    """The metadata of an SVG picture; it stands near its beginning."""
    yield from embedded_xml.specs(file.read(LONGEST).decode(errors="replace"))


def pdf_specs(file: BinaryIO) -> Iterator[str]:
    """The comment at the end of a PDF."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - LONGEST))
    for found in _PDF_LINE.finditer(file.read(LONGEST)):
        try:
            yield decoded(base64.b64decode(found[1], validate=True))
        except binascii.Error:
            raise MalformedError from None
