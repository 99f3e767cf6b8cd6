"""The table of output formats, and what can be refused before any work."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any

from convanim.encoders.base import Encoder, StreamInfo
from convanim.encoders.folder_target import check_folder
from convanim.encoders.target import followed
from convanim.errors import ConvanimError


@dataclass(frozen=True, slots=True)
class Format:
    """One output format.

    Attributes:
        encoder: ``"module:Class"``, imported only when a file is written.
        alpha: whether transparent pixels survive in it.
        even: whether width and height must be even.
        longest_side: the most pixels that a side can have.
        vector: whether its encoder takes shapes instead of pixels.
    """

    encoder: str
    alpha: bool = False
    even: bool = False
    longest_side: int = 2**31 - 1
    vector: bool = False


Output = str | os.PathLike[str]
"""Where a clip goes. A text that ends with a slash is a folder: a ``Path`` would lose the slash."""

FOLDER = "/"
"""Stands for a suffix where the output is a folder of PNGs."""


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        ".apng": Format("convanim.encoders.apng:ApngEncoder", alpha=True),
        ".gif": Format("convanim.encoders.gif:GifEncoder", alpha=True, longest_side=65535),
        ".html": Format("convanim.encoders.player:PlayerEncoder", even=True, longest_side=16384),
        ".mp4": Format("convanim.encoders.video:Mp4Encoder", even=True, longest_side=16384),
        ".pdf": Format("convanim.encoders.pdf:PdfEncoder", alpha=True, vector=True),
        ".png": Format("convanim.encoders.image:PngEncoder", alpha=True),
        ".svg": Format("convanim.encoders.svg:SvgEncoder", alpha=True, vector=True),
        ".webm": Format("convanim.encoders.video:WebmEncoder", alpha=True, even=True, longest_side=65534),
        ".webp": Format("convanim.encoders.webp:WebpEncoder", alpha=True, longest_side=16384),
        FOLDER: Format("convanim.encoders.folder:FolderEncoder", alpha=True),
    }
)
"""Every output format by its suffix. A new format is one new module and one line here."""


_NO_ROOM = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))


def suffixes() -> tuple[str, ...]:
    """The suffixes of all output formats that are files, sorted."""
    return tuple(sorted(FORMATS.keys() - {FOLDER}))


def suffix_of(output: Output) -> str:
    """The suffix that decides the format, in lower case; ``FOLDER`` for a text that ends with a slash and
    for a folder that there is, unless it is called like a file."""
    text = os.fspath(output)
    suffix = Path(text).suffix.lower()
    if text.endswith(("/", os.sep)) or (suffix not in FORMATS and Path(text).is_dir()):
        return FOLDER
    return suffix


def check(output: Output, info: StreamInfo, *, force: bool = False) -> None:
    """Refuse, before any work, what cannot become a file.

    Raises ConvanimError for an unknown suffix, a transparent clip in a format without transparency, a
    size that the format cannot have, and a target that is no place for a file. ``force`` allows for a
    folder that has files in it.
    """
    form, target = _format_of(output), Path(output)
    name = suffix_of(output)[1:]
    if info.transparent and not form.alpha:
        others = _listed([suffix for suffix in suffixes() if FORMATS[suffix].alpha])
        raise ConvanimError(f"{name} has no transparency: use {others}, or a light or dark theme")
    if info.width < 1 or info.height < 1:
        raise ConvanimError(f"a picture of {info.width}×{info.height} pixels is empty: use at least 1×1")
    if form.even and (info.width % 2 or info.height % 2):
        even = f"{info.width + info.width % 2}×{info.height + info.height % 2}"
        raise ConvanimError(f"{name} needs even sizes, not {info.width}×{info.height}: use {even}")
    if max(info.width, info.height) > form.longest_side:
        size = f"{info.width}×{info.height}"
        raise ConvanimError(f"{name} holds at most {form.longest_side} pixels a side, not {size}: use fewer")
    if suffix_of(output) == FOLDER:
        check_folder(target, replace=force)
    else:
        _check_place(target)
    if not followed(target).parent.is_dir():
        raise ConvanimError(
            f"{target} cannot be written, there is no folder {target.parent}: create it first"
        )


@contextmanager
def open_encoder(
    output: Output, info: StreamInfo, *, force: bool = False, **options: object
) -> Iterator[Encoder[Any]]:
    """The encoder that the output's suffix names, open inside the ``with``.

    Leaving it regularly finishes the file and puts it in place; any exception, Ctrl-C included, removes
    what was written and leaves an older file as it was. ``force`` replaces a folder that has files in it.
    Options are the encoder's own.
    Raises ConvanimError as ``check`` does.
    """
    check(output, info, force=force)
    if suffix_of(output) == FOLDER:
        options["replace"] = force
    module, _, name = _format_of(output).encoder.partition(":")
    encoder: Encoder[Any] = getattr(import_module(module), name)(Path(output), info, **options)
    try:
        encoder.open()
        yield encoder
        encoder.close()
    except BaseException as error:
        encoder.abort()
        # All that cairo knows is that writing failed, an OSError without a number.
        number = (error.errno or errno.ENOSPC) if isinstance(error, OSError) else 0
        if number in _NO_ROOM:
            reason = f"{os.strerror(number)}, for it or for temporary files in {tempfile.gettempdir()}"
            raise OSError(number, reason, os.fspath(output)) from error
        raise


def _format_of(output: Output) -> Format:
    if not os.fspath(output):
        raise ConvanimError("the output has no name: name a file to write to")
    form = FORMATS.get(suffix_of(output))
    if form is None:
        suffix = Path(output).suffix
        given = f"the suffix {suffix}" if suffix else "a name without a suffix"
        raise ConvanimError(
            f"{os.fspath(output)} has {given}, which names no format: use {_listed(suffixes())}, "
            "or end the name with / for a folder of PNGs"
        )
    return form


def _check_place(path: Path) -> None:
    if path.is_dir():
        raise ConvanimError(
            f"{path} is a folder: name a file in it, such as {path / ('clip' + path.suffix.lower())}"
        )
    if path.exists() and not path.is_file():
        raise ConvanimError(f"{path} is a device and not a file: name a file to write to")


def _listed(words: tuple[str, ...] | list[str]) -> str:
    """The words as a person lists them: ``.gif, .mp4 or .png``."""
    return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
