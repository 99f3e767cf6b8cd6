"""Slides whose clips are made, and what writes them to a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Protocol

from convanim.slides.deck import DeckSlide

if TYPE_CHECKING:
    from convanim.slides.clips import Piece


@dataclass(frozen=True, slots=True)
class FinishedSlide:
    """One slide; ``number`` counts the ``[[slide]]`` that it is, or is a section of, from 0."""

    asked: DeckSlide
    number: int
    title: str
    notes: tuple[str, ...]
    dark: bool
    piece: Piece | None = None


class DeckWriter(Protocol):
    """A format of slides. ``media`` is the suffix of the clips that it holds."""

    @property
    def media(self) -> str:
        """``.mp4`` or ``.gif``."""

    def room(self, slide: DeckSlide) -> tuple[float, float]:
        """Width and height of a clip's place on a slide, in any unit; ConvanimError where there is none."""

    def write(self, slides: Sequence[FinishedSlide], file: BinaryIO) -> None:
        """Write the whole file."""
