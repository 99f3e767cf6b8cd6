"""What a spec's words are, and which font has their characters."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from convanim.errors import ConvanimError
from convanim.labels import Labels
from convanim.labels.languages import FONT_SUFFIXES, Language, find_language
from convanim.spec import ClipSpec

if TYPE_CHECKING:
    from convanim.shaping import FontFile


def language_of(spec: ClipSpec) -> Language:
    """The language of a spec; a file is read here, and ConvanimError says what is wrong with it."""
    if spec.language is None:
        return Language()
    return find_language(spec.language) if isinstance(spec.language, str) else spec.language


def labels_of(spec: ClipSpec, language: Language) -> Labels:
    """The words of a spec: its own labels, else the language's."""
    own = dict(spec.labels)
    if "kernel" in own and "window" not in own and spec.operation in ("max_pool", "average_pool"):
        raise ConvanimError(
            f"labels kernel: a pooling has no kernel but a window: write window={own['kernel']}"
        )
    return Labels(MappingProxyType({**language.texts, **own}))


def font_of(spec: ClipSpec, language: Language, labels: Labels, *texts: str) -> FontFile | None:
    """The font for whatever Inter lacks in the words of a clip; ConvanimError where there is none."""
    from convanim.fonts import find_font

    said = "".join(sorted(set("".join((*texts, *labels.texts.values())))))
    return find_font(said, spec.font or language.font, language.tag)


def carried(spec: ClipSpec, language: Language) -> ClipSpec:
    """The spec with the words of its file of labels in it, and a font's file by its whole path."""
    font = spec.font
    if font is not None and Path(font).suffix.lower() in FONT_SUFFIXES:
        font = str(Path(font).resolve())
    if not isinstance(spec.language, str) or Path(spec.language).suffix.lower() != ".toml":
        return spec.changed(font=font)
    if Path(language.font).suffix.lower() in FONT_SUFFIXES:
        language = replace(language, font=str(Path(language.font).resolve()))
    return spec.changed(font=font, language=language)
