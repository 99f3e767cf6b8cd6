"""What a clip's bytes depend on besides its spec: versions, fonts, the kind of machine.

Asking is cheap: nothing is imported that draws. FFmpeg is told by the libraries that come with PyAV, whose
names have their versions and hashes. Pango is not asked: no text of ours is set by it.
"""

from __future__ import annotations

import hashlib
import platform
import sys
import zlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from convanim import __version__
from convanim.errors import ConvanimError
from convanim.labels.languages import FONT_SUFFIXES
from convanim.sources import Flow
from convanim.spec import ClipSpec

Environment = tuple[tuple[str, str], ...]
"""Names and versions, sorted."""

PACKAGES = ("manim", "av", "pillow", "numpy", "uharfbuzz")
FFMPEG = ("avcodec", "avformat", "avutil", "swscale", "x264", "vpx")
"""The libraries of FFmpeg that a video's bytes depend on."""

LAST_OF_INTER = "\u0148"
"""Up to here Inter has every letter; only what follows needs a look."""

CALLED = {"font": "the font of the clip's words"}
"""What people call what a clip depends on, where that is no name of a package."""

NOT_DRAWING = ("batch", "blocks", "cli", "notebook.py", "problems.py", "processes.py", "slides")
"""Parts of convanim on which no picture depends."""


def environment_of(spec: ClipSpec) -> Environment:
    """What a clip's bytes depend on, on this machine.

    Raises ConvanimError for words for which there is no font.
    """
    found = dict(common())
    if font := found_font(spec):
        found["font"] = font
    if isinstance(spec.input, Flow):
        found["onnxruntime"] = _version("onnxruntime")
    return tuple(sorted(found.items()))


class ChangedError(ConvanimError):
    """What makes clips is not what it was when the batch began."""


def check_same(wanted: Environment, found: Environment, *, elsewhere: bool = False) -> None:
    """Refuse to make a clip with something else than it was asked to be made with.

    Raises ConvanimError where a worker is `elsewhere`, and ChangedError on the batch's own machine.
    """
    asked, here = dict(wanted), dict(found)
    for name in sorted(asked.keys() | here.keys()):
        if asked.get(name) == here.get(name):
            continue
        if not elsewhere:
            changed = CALLED.get(name, name)
            raise ChangedError(
                f"{changed} changed while the batch ran: run it again, what is finished is kept"
            )
        raise ConvanimError(
            f"the worker has {name} {here.get(name, 'not at all')} and this batch is made with "
            f"{asked.get(name, 'none')}: install the same versions on all machines"
        )


@cache
def common() -> Environment:
    """What all clips depend on."""
    import cairo

    found = {name: _version(name) for name in PACKAGES}
    found |= {
        "convanim": f"{__version__} {_source()}",
        "cairo": cairo.cairo_version_string(),
        "ffmpeg": _ffmpeg(),
        "Inter": _inter(),
        "python": ".".join(map(str, sys.version_info[:2])),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "machine": f"{sys.platform} {platform.machine()}",
    }
    return tuple(sorted(found.items()))


def found_font(spec: ClipSpec) -> str:
    """The hash of the font found for what Inter lacks; empty where none is needed, or a file is given."""
    from convanim.spec.language import labels_of, language_of

    language = language_of(spec)
    labels = labels_of(spec, language)
    asked = spec.font or language.font
    text = "".join(sorted(set("".join((spec.title or "", *labels.texts.values())))))
    unsure = any(character > LAST_OF_INTER for character in text)
    if not unsure or Path(asked).suffix.lower() in FONT_SUFFIXES:
        return ""
    return _font_for(text, asked, language.tag)


@cache
def _font_for(text: str, asked: str, language: str) -> str:
    from convanim.fonts import find_font

    font = find_font(text, asked, language)
    return "" if font is None else f"{_digest(Path(font.path))} {font.index}"


@cache
def _version(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return "none"


def _source() -> str:
    """The hash of convanim's own files: a checkout changes more often than its version."""
    digest = hashlib.sha256()
    for package in ("convanim", "convanim.scenes"):
        folder = _folder(package)
        for path in sorted(path for path in folder.rglob("*") if path.suffix != ".pyc" and path.is_file()):
            inside = path.relative_to(folder)
            if inside.parts[0] not in NOT_DRAWING:
                digest.update(f"{inside.as_posix()} {path.stat().st_size} ".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _ffmpeg() -> str:
    """The libraries that PyAV brings along, else the versions of those that it found on the machine."""
    package = _folder("av")
    places = (package.parent / "av.libs", package / ".dylibs", package / "__dot__dylibs")
    bundled = [path.name for place in places if place.is_dir() for path in place.iterdir()]
    if bundled:
        kept = sorted(name for name in bundled if any(library in name for library in FFMPEG))
        return hashlib.sha256(" ".join(kept).encode()).hexdigest()[:16]
    import av

    return " ".join(f"{name} {version}" for name, version in sorted(av.library_versions.items()))


def _inter() -> str:
    fonts = sorted((_folder("fontpkg_inter") / "files").glob("*.[ot]tf"))
    return hashlib.sha256("".join(map(_digest, fonts)).encode()).hexdigest()[:16]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def _folder(package: str) -> Path:
    found = find_spec(package)
    if found is None or found.origin is None:
        raise ConvanimError(f"the package {package} is missing: install convanim again")
    return Path(found.origin).parent
