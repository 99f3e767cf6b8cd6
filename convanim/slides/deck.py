"""A talk as it is asked for: deck.toml, read and checked before any clip is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from convanim.encoders import suffixes
from convanim.errors import ConvanimError
from convanim.problems import Problems
from convanim.slides import keys
from convanim.spec import ClipSpec
from convanim.spec.kinds import check_kind
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
        origin: the file that its clip starts from, if that is one.
    """

    where: str
    titles: tuple[str, ...] = ()
    spec: ClipSpec | None = None
    text: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    split: bool = False
    layout: str | None = None
    origin: Path | None = None


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


def read_deck(path: Path, problems: Problems | None = None) -> Deck:
    """The deck in a TOML file; its files are relative to it.

    Raises ConvanimError with all that is wrong, each with the file, the slide and the key. With `problems` it
    is noted there instead, and the deck has what could be read, so that what is found later is said with it.
    """
    found = Problems(str(path)) if problems is None else problems
    table, deck = read_table(path), Deck(path, ())
    with found.noted(str(path)):
        check_kind(table, "deck")
        deck = _deck(path, table, found)
    if problems is None:
        found.raise_any()
    return deck


def _deck(path: Path, values: Mapping[str, Any], problems: Problems) -> Deck:
    here = str(path)
    for problem in keys.wrong(values, keys.OF_DECK):
        problems.note(here, problem)
    if "template" in values and "aspect" in values:
        problems.note(here, "aspect is the template's: leave one of the two out")
    usual: dict[str, Any] = {}
    with problems.noted(here):
        usual = _usual(values.get("defaults", {}), path, problems)
    deck = Deck(path, (), theme=usual.get("theme", "light"), language=_tag(usual.get("language")))
    split = "clip"
    with problems.noted(here):
        split = keys.chosen("split", values.get("split", split), keys.SPLITS)
    for key, read in _READ.items():
        with problems.noted(here):
            deck = replace(deck, **{key: read(values[key], path.parent)} if key in values else {})
    tables = values.get("slide", [])
    if not isinstance(tables, list) or not tables or not all(isinstance(table, dict) for table in tables):
        problems.note(here, "it has no slides: write [[slide]] and what is on it, for each")
        return deck
    slides = (_slide(path, number, table, usual, split, problems) for number, table in enumerate(tables, 1))
    return replace(deck, slides=tuple(slide for slide in slides if slide is not None))


_READ: Mapping[str, Callable[[Any, Path], Any]] = {
    "title": lambda value, _: keys.line("title", value),
    "aspect": lambda value, _: keys.ASPECTS[keys.chosen("aspect", value, keys.ASPECTS)],
    "template": lambda value, folder: folder / keys.line("template", value),
    "reveal": lambda value, folder: folder / keys.line("reveal", value),
    "media": lambda value, _: keys.MEDIA[keys.chosen("media", value, keys.MEDIA)],
}
"""How what is said of a whole deck is read; files are relative to a folder."""


def _usual(defaults: object, path: Path, problems: Problems) -> dict[str, Any]:
    """What all clips are asked for unless they say otherwise."""
    if not isinstance(defaults, dict):
        raise ConvanimError(f"defaults {defaults!r} is no table: write [defaults]")
    where, before = f"{path}: [defaults]", len(problems)
    for problem in keys.wrong(defaults, keys.OF_CLIP):
        problems.note(where, problem)
    return _fields(defaults, path.parent) if len(problems) == before else {}


def _slide(
    path: Path, number: int, table: dict[str, Any], usual: dict[str, Any], split: str, problems: Problems
) -> DeckSlide | None:
    """A slide; None where something is wrong with it, which is noted."""
    where, before = f"{path}: slide {number}", len(problems)
    for problem in keys.wrong_on_slide(table):
        problems.note(where, problem)
    if len(problems) > before:
        return None
    with problems.noted(where):
        text = keys.lines("text", table.get("text", []))
        notes = keys.lines("notes", table.get("notes", []))
        titles = keys.titles("title", table["title"]) if "title" in table else ()
        layout = keys.line("layout", table["layout"]) if "layout" in table else None
        in_sections = keys.chosen("split", table.get("split", split), keys.SPLITS) == "sections"
        fields = keys.clip_fields(table)
        spec = _spec(table.get("clip"), fields, usual, path.parent) if "clip" in table or fields else None
        if spec is None and not (text or any(titles)):
            problems.note(str(path), f"slide {number} is empty: give it a clip, a title or text")
        elif len(titles) > 1 and (spec is None or not in_sections):
            several = f"slide {number} has {len(titles)} titles"
            problems.note(str(path), f'{several}: give one, or split = "sections" and a clip')
        else:
            origin = path.parent / table["clip"] if is_file(table.get("clip")) else None
            return DeckSlide(where, titles, spec, text, notes, in_sections, layout, origin)
    return None


def _spec(clip: object, fields: dict[str, Any], usual: dict[str, Any], folder: Path) -> ClipSpec:
    """The clip of a slide: what it starts from, changed by ``[defaults]``, then by the slide's own keys."""
    from convanim.api import open_spec
    from convanim.spec.toml import from_table

    if clip is None:
        spec = from_table(fields, folder)
        return spec.changed(**{name: value for name, value in usual.items() if name not in fields})
    if not isinstance(clip, str) or not clip:
        raise ConvanimError(f'clip {clip!r} is no name: write clip = "dilation"')
    try:
        start = open_spec(folder / clip if is_file(clip) else clip)
    except ConvanimError as error:
        raise ConvanimError(f"clip: {error}") from None
    return start.changed(**{**usual, **_fields(fields, folder)})


def is_file(clip: object) -> bool:
    """Whether a clip starts from a file and not from a name."""
    return isinstance(clip, str) and Path(clip).suffix.lower() in (".toml", *suffixes())


def _fields(values: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Fields of a spec as it keeps them, their files found in a folder."""
    from convanim.spec.toml import from_table

    spec = from_table(values, folder)
    return {name: getattr(spec, name) for name in values}


def _tag(language: object) -> str:
    """``de`` where that is the language of all clips."""
    return language if isinstance(language, str) and language.isalpha() else "en"
