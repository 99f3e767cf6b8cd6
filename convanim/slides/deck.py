"""A talk as it is asked for: deck.toml, read and checked before any clip is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from convanim.encoders import suffixes
from convanim.errors import ConvanimError
from convanim.slides import keys
from convanim.spec import ClipSpec
from convanim.tables import read_table


@dataclass(frozen=True, slots=True)
class DeckSlide:
    """One ``[[slide]]``.

    Attributes:
        where: the file and the number that errors name: ``deck.toml: slide 2``.
        titles: its title, one for each section, or none: then the clip's own.
        spec: its clip; None is a slide of text alone.
        text: lines beside the clip, or of a slide without one.
        notes: what the speaker wants to read, before the captions.
        split: whether each section of the clip has a slide of its own.
        layout: the name of a template's layout.
    """

    where: str
    titles: tuple[str, ...] = ()
    spec: ClipSpec | None = None
    text: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    split: bool = False
    layout: str | None = None


@dataclass(frozen=True, slots=True)
class Deck:
    """A whole talk.

    Attributes:
        media: the suffix of its clips in a ``.pptx``.
        theme: that of the slides without a clip.
        language: the tag of the language that it is written in.
    """

    path: Path
    slides: tuple[DeckSlide, ...]
    title: str = ""
    aspect: tuple[int, int] = (16, 9)
    template: Path | None = None
    reveal: Path | None = None
    media: str = ".mp4"
    theme: str = "light"
    language: str = "en"


def read_deck(path: Path) -> Deck:
    """The deck in a TOML file; its files are relative to it.

    Raises ConvanimError, which names the file, the slide and the key.
    """
    values = read_table(path)
    try:
        keys.check_keys(values, keys.OF_DECK)
        return _deck(path, values)
    except _SlideError as error:
        raise ConvanimError(str(error)) from None
    except ConvanimError as error:
        raise ConvanimError(f"{path}: {error}") from None


class _SlideError(ConvanimError):
    """Says already which file and slide it is about."""


def _deck(path: Path, values: Mapping[str, Any]) -> Deck:
    if "template" in values and "aspect" in values:
        raise ConvanimError("aspect is the template's: leave one of the two out")
    defaults = values.get("defaults", {})
    if not isinstance(defaults, dict):
        raise ConvanimError(f"defaults {defaults!r} is no table: write [defaults]")
    try:
        keys.check_keys(defaults, keys.OF_CLIP)
        usual = _fields(defaults, path.parent)
    except ConvanimError as error:
        raise ConvanimError(f"[defaults]: {error}") from None
    split = keys.chosen("split", values.get("split", "clip"), keys.SPLITS)
    tables = values.get("slide", [])
    if not isinstance(tables, list) or not tables or not all(isinstance(table, dict) for table in tables):
        raise ConvanimError("it has no slides: write [[slide]] and what is on it, for each")
    slides = [
        _slide(f"{path}: slide {number}", path.parent, table, usual, split)
        for number, table in enumerate(tables, start=1)
    ]
    aspect = keys.chosen("aspect", values.get("aspect", "16:9"), keys.ASPECTS)
    media = keys.chosen("media", values.get("media", "mp4"), keys.MEDIA)
    return Deck(
        path,
        tuple(slides),
        keys.line("title", values.get("title", "")),
        keys.ASPECTS[aspect],
        _file("template", values.get("template"), path.parent),
        _file("reveal", values.get("reveal"), path.parent),
        keys.MEDIA[media],
        usual.get("theme", "light"),
        _tag(usual.get("language")),
    )


def _slide(where: str, folder: Path, table: dict[str, Any], usual: dict[str, Any], split: str) -> DeckSlide:
    try:
        keys.check_slide_keys(table)
        text = keys.lines("text", table.get("text", []))
        notes = keys.lines("notes", table.get("notes", []))
        titles = keys.titles("title", table["title"]) if "title" in table else ()
        layout = keys.line("layout", table["layout"]) if "layout" in table else None
        in_sections = keys.chosen("split", table.get("split", split), keys.SPLITS) == "sections"
        fields = keys.clip_fields(table)
        spec = _spec(table.get("clip"), fields, usual, folder) if "clip" in table or fields else None
    except ConvanimError as error:
        raise _SlideError(f"{where}: {error}") from None
    if spec is None and not (text or any(titles)):
        raise _SlideError(f"{where} is empty: give it a clip, a title or text")
    if len(titles) > 1 and (spec is None or not in_sections):
        raise _SlideError(f'{where} has {len(titles)} titles: give one, or split = "sections" and a clip')
    return DeckSlide(where, titles, spec, text, notes, in_sections, layout)


def _spec(clip: object, fields: dict[str, Any], usual: dict[str, Any], folder: Path) -> ClipSpec:
    """The clip of a slide: what it starts from, changed by ``[defaults]``, then by the slide's own keys."""
    from convanim.api import open_spec
    from convanim.spec.toml import from_table

    if clip is None:
        spec = from_table(fields, folder)
        return spec.changed(**{name: value for name, value in usual.items() if name not in fields})
    if not isinstance(clip, str) or not clip:
        raise ConvanimError(f'clip {clip!r} is no name: write clip = "dilation"')
    is_file = Path(clip).suffix.lower() in (".toml", *suffixes())
    try:
        start = open_spec(folder / clip if is_file else clip)
    except ConvanimError as error:
        raise ConvanimError(f"clip: {error}") from None
    return start.changed(**{**usual, **_fields(fields, folder)})


def _fields(values: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Fields of a spec as it keeps them, their files found in a folder."""
    from convanim.spec.toml import from_table

    spec = from_table(values, folder)
    return {name: getattr(spec, name) for name in values}


def _file(key: str, value: object, folder: Path) -> Path | None:
    return None if value is None else folder / keys.line(key, value)


def _tag(language: object) -> str:
    """``de`` where that is the language of all clips."""
    return language if isinstance(language, str) and language.isalpha() else "en"
