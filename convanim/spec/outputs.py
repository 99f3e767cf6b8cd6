"""What an output cannot be: of a format in which a field changes nothing, or in the place of an input."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from convanim.encoders import FOLDER, FORMATS, Output, suffix_of
from convanim.encoders.target import replaces
from convanim.errors import ConvanimError
from convanim.spec.clip import ClipSpec
from convanim.spec.converters import listed
from convanim.spec.files import files_of

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


def usual_of(formats: Sequence[str]) -> str:
    """The one of some formats that most people want."""
    return ".mp4" if ".mp4" in formats else formats[0]


def check_output(spec: ClipSpec, output: Output, said: Iterable[str]) -> None:
    """Refuse a field that is said together with an output in which it changes nothing, and to lose an input.

    `said` are the fields' names; what a file or a preset had before may be meant for another output.
    """
    suffix = suffix_of(output)
    if suffix not in FORMATS:
        return  # no format at all, as opening an encoder for it says better
    for name in said:
        formats = FORMATS_OF.get(name, (suffix,))
        if suffix not in formats and getattr(spec, name) not in (None, False):
            kind = "a folder of PNGs" if suffix == FOLDER else f"a {suffix}"
            path, other = Path(output), usual_of(formats)
            named = path.with_suffix(other) if path.name.strip(".") else f"clip{other}"
            raise ConvanimError(
                f"{name} is for {listed(formats)}, and {os.fspath(output)} is {kind}: leave it out, or write "
                f"{named}"
            )
    _keep_inputs(spec, output, suffix)


def _keep_inputs(spec: ClipSpec, output: Output, suffix: str) -> None:
    """Refuse an output that would take the place of a file which the clip's numbers come from."""
    for path in files_of(spec):
        if suffix == FOLDER and replaces(output, Path(path).parent):
            raise ConvanimError(
                f"{os.fspath(output)} has {path} in it, which the clip is made from: write to another folder"
            )
        if replaces(output, path):
            raise ConvanimError(
                f"{os.fspath(output)} is a file that the clip is made from: write to another file"
            )
