"""From a deck.toml to a file of slides, in one function."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from convanim.encoders.target import followed, replaces, whole
from convanim.errors import ConvanimError
from convanim.problems import Problems
from convanim.scratch import temporary_folder
from convanim.slides.deck import Deck, DeckSlide, read_deck
from convanim.slides.finished import DeckWriter, FinishedSlide

if TYPE_CHECKING:
    from convanim.slides.plan import Plan

SUFFIXES = (".pptx", ".html")

Progress = Callable[[int, int, float], None]
"""Told which slide is made, counted from 1, of how many, and the share of it that is done."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: the file, its slides (a section counts as one) and its bytes."""

    path: Path
    slides: int
    bytes: int


def make(
    deck: str | os.PathLike[str],
    output: str | os.PathLike[str],
    *,
    reveal: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> Made:
    """Make the slides of a deck.toml: ``.pptx`` for PowerPoint and others, ``.html`` for reveal.js.

    `reveal` is the folder of reveal.js' npm package, if the deck names none. Everything is checked before
    the first clip is made, and an older file is replaced in one step by a whole one.
    Raises ConvanimError with all that is wrong, each with the file, the slide and the key.
    """
    path = _checked(Path(output))
    problems = Problems(os.fspath(deck))
    asked = read_deck(Path(deck), problems)
    if not asked.slides:
        problems.raise_any()
    _keep(path, asked)
    try:
        writer = _writer(asked, path, None if reveal is None else Path(reveal))
    except ConvanimError:
        problems.raise_any()
        raise
    plans = [_plan(slide, writer, problems) for slide in asked.slides]
    problems.raise_any()
    with whole(path) as file, temporary_folder() as folder:
        finished = list(_finished(asked, plans, folder, progress))
        writer.write(finished, file)
    return Made(path, len(finished), path.stat().st_size)


def _checked(path: Path) -> Path:
    if path.suffix.lower() not in SUFFIXES:
        raise ConvanimError(f"{path} is no file of slides: write a {' or an '.join(SUFFIXES)}")
    if path.is_dir():
        raise ConvanimError(f"{path} is a folder: name a file in it, such as {path / 'deck.pptx'}")
    if not followed(path).parent.is_dir():
        raise ConvanimError(f"{path} cannot be written, there is no folder {path.parent}: create it first")
    return path


def _keep(path: Path, deck: Deck) -> None:
    """Refuse slides in the place of what they are made from."""
    if deck.template is not None and replaces(path, deck.template):
        raise ConvanimError(f"{path} is the template of these slides: write to another file")
    if any(slide.origin is not None and replaces(path, slide.origin) for slide in deck.slides):
        raise ConvanimError(f"{path} is a clip of these slides: write to another file")


def _writer(deck: Deck, path: Path, reveal: Path | None) -> DeckWriter:
    if path.suffix.lower() == ".html":
        from convanim.slides.reveal import RevealWriter

        return RevealWriter(deck, reveal)
    try:
        from convanim.slides.powerpoint import PowerPointWriter
    except ModuleNotFoundError as error:
        if error.name != "pptx":
            raise
        raise ConvanimError(
            f"{path} needs python-pptx: pip install 'convanim[slides]', or write an .html for reveal.js"
        ) from None
    return PowerPointWriter(deck)


def _plan(slide: DeckSlide, writer: DeckWriter, problems: Problems) -> Plan | None:
    """The clip of a slide, planned for its place; what is wrong with it is noted."""
    from convanim.slides.plan import plan

    with problems.noted(slide.where):
        room = writer.room(slide)
        if slide.spec is None:
            return None
        found = plan(slide.spec, writer.media, room, slide.split)
        titles, sections = len(slide.titles), len(found.spans)
        if titles > 1 and titles != sections:
            raise ConvanimError(
                f"title has {titles} for {sections} section{'s' * (sections != 1)}: "
                f"give {sections}, or one for all"
            )
        return found
    return None


def _finished(
    deck: Deck, plans: list[Plan | None], folder: Path, progress: Progress | None
) -> Iterator[FinishedSlide]:
    """Every slide with its clip, made now."""
    from convanim.slides.clips import make_pieces
    from convanim.slides.plan import counted

    for number, (slide, plan) in enumerate(zip(deck.slides, plans, strict=True)):
        tell = None if progress is None else _told(progress, number + 1, len(plans))
        if plan is None:
            title = slide.titles[0] if slide.titles else ""
            dark = deck.theme == "dark"
            yield FinishedSlide(slide, number, title, slide.notes, dark)
        else:
            place = folder / str(number)
            place.mkdir()
            pieces = make_pieces(plan, place, tell)
            for part, piece in enumerate(pieces):
                if len(slide.titles) > 1:
                    title = slide.titles[part]
                else:
                    title = counted((*slide.titles, plan.title)[0], part, len(pieces))
                own = slide.notes if not part else ()
                notes = (*own, *([""] if own and piece.notes else []), *piece.notes)
                yield FinishedSlide(slide, number, title, notes, piece.dark, piece)
        if tell is not None:
            tell(1.0)


def _told(progress: Progress, number: int, count: int) -> Callable[[float], None]:
    return lambda share: progress(number, count, share)
