"""The table of output formats, and what can be refused before any work."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from convanim.encoders.base import Encoder, StreamInfo
from convanim.errors import ConvanimError


@dataclass(frozen=True, slots=True)
class Format:
    """One output format.

    Attributes:
        encoder: ``"module:Class"``, imported only when a file is written.
        alpha: whether transparent pixels survive in it.
        even: whether width and height must be even.
        longest_side: the most pixels that a side can have.
    """

    encoder: str
    alpha: bool = False
    even: bool = False
    longest_side: int = 2**31 - 1


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        ".gif": Format("convanim.encoders.gif:GifEncoder", alpha=True, longest_side=65535),
        ".mp4": Format("convanim.encoders.video:Mp4Encoder", even=True, longest_side=16384),
        ".png": Format("convanim.encoders.image:PngEncoder", alpha=True),
        ".webm": Format("convanim.encoders.video:WebmEncoder", alpha=True, even=True, longest_side=65534),
    }
)
"""Every output format by its suffix. A new format is one new module and one line here."""


def suffixes() -> tuple[str, ...]:
    """The suffixes of all output formats, sorted."""
    return tuple(sorted(FORMATS))


def check(path: str | os.PathLike[str], info: StreamInfo) -> None:
    """Refuse, before any work, what cannot become a file.

    Raises ConvanimError for an unknown suffix, a transparent clip in a format without transparency, a
    size that the format cannot have, and a target that is no place for a file.
    """
    target = Path(path)
    form = _format_of(target)
    name = target.suffix.lower()[1:]
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
    _check_place(target)


@contextmanager
def open_encoder(path: str | os.PathLike[str], info: StreamInfo, **options: object) -> Iterator[Encoder]:
    """The encoder that the path's suffix names, open inside the ``with``.

    Leaving it regularly finishes the file and puts it in place; any exception, Ctrl-C included, removes
    what was written and leaves an older file as it was. Options are the encoder's own.
    Raises ConvanimError as ``check`` does.
    """
    check(path, info)
    module, _, name = _format_of(Path(path)).encoder.partition(":")
    encoder: Encoder = getattr(import_module(module), name)(Path(path), info, **options)
    try:
        encoder.open()
        yield encoder
        encoder.close()
    except BaseException:
        encoder.abort()
        raise


def _format_of(path: Path) -> Format:
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        given = f"the suffix {path.suffix}" if path.suffix else "a name without a suffix"
        raise ConvanimError(f"{path} has {given}, which names no format: use {_listed(suffixes())}")
    return form


def _check_place(path: Path) -> None:
    if path.is_dir():
        raise ConvanimError(
            f"{path} is a folder: name a file in it, such as {path / ('clip' + path.suffix.lower())}"
        )
    if path.exists() and not path.is_file():
        raise ConvanimError(f"{path} is a device and not a file: name a file to write to")
    parent = path.resolve().parent
    if not parent.is_dir():
        raise ConvanimError(f"{path} cannot be written, there is no folder {path.parent}: create it first")


def _listed(words: tuple[str, ...] | list[str]) -> str:
    """The words as a person lists them: ``.gif, .mp4 or .png``."""
    return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
