"""Which fields of a spec are for some formats alone: said of another output, they are refused."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from convanim.encoders import FOLDER, FORMATS, Output, suffix_of
from convanim.errors import ConvanimError
from convanim.spec.clip import ClipSpec
from convanim.spec.converters import listed

VIDEOS = (".html", ".mp4", ".webm")

FORMATS_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "at": (".png", ".svg"),
        "embed": (".html",),
        "colours": (".gif",),
        "crf": VIDEOS,
        "preset": (".html", ".mp4"),
        "keyframes": VIDEOS,
    }
)
"""The formats that a field changes something in; all others change any."""


def check_output(spec: ClipSpec, output: Output, said: Iterable[str]) -> None:
    """Refuse a field that is said together with an output in which it changes nothing.

    `said` are the fields' names; what a file or a preset had before may be meant for another output.
    """
    suffix = suffix_of(output)
    if suffix not in FORMATS:
        return  # no format at all, as opening an encoder for it says better
    for name in said:
        formats = FORMATS_OF.get(name, (suffix,))
        if suffix not in formats and getattr(spec, name) not in (None, False):
            kind = "a folder of PNGs" if suffix == FOLDER else f"a {suffix}"
            raise ConvanimError(
                f"{name} is for {listed(formats)}, and {os.fspath(output)} is {kind}: leave it out, or write "
                f"{'that' if len(formats) == 1 else 'one of those'}"
            )
