"""Fonts for what Inter lacks, such as Chinese: the one that was asked for, else one that the machine has.

Nothing is downloaded. Where nothing was asked for, the places are, in this order: the package of the extra
``convanim[chinese]``, the answer of fontconfig's ``fc-match``, and where systems keep their fonts.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from convanim.errors import ConvanimError
from convanim.labels.languages import FONT_SUFFIXES
from convanim.shaping import FontFile, missing

PACKAGES = (("justmytype_intl_cjk", "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"),)
"""Python packages with a font, and where in them it is."""
PLACES = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-sans-cjk-vf-fonts/NotoSansCJK-VF.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/Hiragino Sans GB.ttc",
    "/System/Library/Fonts/STHeiti Medium.ttc",
    "C:/Windows/Fonts/msyh.ttc",
    "C:/Windows/Fonts/Deng.ttf",
    "C:/Windows/Fonts/simhei.ttf",
)
"""Where Linux distributions, macOS and Windows keep a font with Chinese characters."""
PATIENCE = 20.0
"""Seconds that fontconfig is given; the first time it reads every font there is."""


def find_font(text: str, asked: str = "", language: str = "") -> FontFile | None:
    """A font that has all characters of a text that Inter lacks; None where it lacks none.

    ``asked`` is a font's file or its name, and then no other is looked for; ``language`` is a BCP 47 tag.
    Raises ConvanimError with the characters for which there is no font.
    """
    needed = missing(text)
    if not needed:
        return None
    candidates = _asked(asked, language) if asked else _candidates(needed, language)
    lacking = needed
    for font in candidates:
        left = missing(needed, font)
        if not left:
            return font
        lacking = left if asked else lacking
    inside = f" of {language}" if language else ""
    if asked:
        raise ConvanimError(f"the font {asked} lacks {_some(lacking)}{inside}: give another one with --font")
    raise ConvanimError(
        f"no font on this machine has {_some(lacking)}{inside}: install Noto Sans CJK, or "
        f"pip install 'convanim[chinese]', or give a font's file with --font"
    )


def _asked(asked: str, language: str) -> Iterator[FontFile]:
    """The fonts of the file, or those of the name."""
    path = Path(asked)
    if path.suffix.lower() in FONT_SUFFIXES:
        fonts = list(_fonts_in(str(path), language))
        if not fonts:
            raise ConvanimError(f"the font {asked} cannot be read: give a .ttf, .otf or .ttc file")
        yield from fonts
        return
    for font, families in _matches(asked, language):
        if asked.casefold() in families:
            yield font
            return
    raise ConvanimError(f"there is no font {asked} on this machine: give its file, such as fonts/{asked}.ttf")


def _candidates(needed: str, language: str) -> Iterator[FontFile]:
    for package, place in PACKAGES:
        found = find_spec(package)
        if found is not None and found.origin is not None:
            yield from _fonts_in(str(Path(found.origin).parent / place), language)
    codes = " ".join(f"{ord(character):x}" for character in needed[:200])
    tagged = f":lang={language.lower().replace('hans', 'cn').replace('hant', 'tw')}" if language else ""
    for font, _ in _matches(f"sans-serif:charset={codes}{tagged}", language):
        yield font
    for place in PLACES:
        yield from _fonts_in(place, language)


@cache
def _matches(pattern: str, language: str) -> tuple[tuple[FontFile, tuple[str, ...]], ...]:
    """The font that fontconfig answers to a pattern, and the names of its family; none without fontconfig."""
    program = shutil.which("fc-match")
    if program is None:
        return ()
    command = [program, "--format=%{file}\t%{index}\t%{family}", pattern]
    try:
        answer = subprocess.run(
            command, capture_output=True, encoding="utf-8", errors="replace", timeout=PATIENCE, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ()
    path, index, families = (answer.stdout.split("\t") + ["", "", ""])[:3]
    if not index.isdecimal() or not _fonts_in(path, language):
        return ()
    names = tuple(family.strip().casefold() for family in families.split(","))
    return ((FontFile(path, int(index) & 0xFFFF, language), names),)


@cache
def _fonts_in(path: str, language: str) -> tuple[FontFile, ...]:
    """The fonts of a file that can be read, those for Simplified Chinese first; none where it is no font."""
    import uharfbuzz as hb

    try:
        blob = hb.Blob.from_file_path(path)
        faces = [hb.Face(blob, index) for index in range(max(hb.Face(blob, 0).count, 1))]
    except (OSError, hb.HarfBuzzError, MemoryError):
        return ()
    fonts = [
        (FontFile(path, index, language), face) for index, face in enumerate(faces) if face.glyph_count > 1
    ]
    return tuple(font for font, face in sorted(fonts, key=lambda pair: "SC" not in _family(pair[1])))


def _family(face: Any) -> str:
    """The name of a font's family, with the region for which its characters are drawn."""
    return str(face.get_name(1) or "")


def _some(characters: str) -> str:
    """Up to eight characters, quoted, and how many more there are."""
    shown = "".join(characters[:8])
    more = len(characters) - 8
    return f'"{shown}" and {more} more characters' if more > 0 else f'"{shown}"'
