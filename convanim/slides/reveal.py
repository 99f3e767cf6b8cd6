"""A deck as one page for reveal.js, whose files and clips are inside: it asks no network for anything."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from convanim.errors import ConvanimError
from convanim.slides.clips import Piece
from convanim.slides.deck import Deck, DeckSlide
from convanim.slides.finished import FinishedSlide
from convanim.theme import DARK, LIGHT

TEMPLATES = Path(__file__).parent / "templates"
HELD = re.compile(r"\{\{(\w+)\}\}")
USUAL = Path("node_modules", "reveal.js")
NEEDED = ("dist/reveal.css", "dist/reveal.js")
NOTES = ("dist/plugin/notes.js", "plugin/notes/notes.js")
"""The speaker's view: where reveal.js 6 has it, and where those before."""
HEIGHT = 720
SIDES, TOP, BOTTOM, GAP = 56, 118, 36, 40
"""Pixels of a page: the margins, and what is above and below the clip; as in ``templates/deck.css``."""
TEXT_SHARE = 0.31


class RevealWriter:
    """Writes pages for reveal.js; sections of a clip lie below each other. The clips are videos."""

    media = ".mp4"

    def __init__(self, deck: Deck, reveal: Path | None) -> None:
        if deck.template is not None:
            raise ConvanimError(f"{deck.path}: template is for a .pptx: leave it out, or write one")
        self._deck = deck
        self._package = _package(deck, reveal)
        self._width = HEIGHT * deck.aspect[0] // deck.aspect[1]

    def room(self, slide: DeckSlide) -> tuple[float, float]:
        """The clip's place in pixels."""
        if slide.layout is not None:
            raise ConvanimError("layout is for a .pptx: leave it out, or write one")
        width = self._width - 2 * SIDES
        beside = round((width - GAP) * TEXT_SHARE) + GAP if slide.text else 0
        return width - beside, HEIGHT - TOP - BOTTOM

    def write(self, slides: Sequence[FinishedSlide], file: BinaryIO) -> None:
        """Write the page."""
        notes = next((path for name in NOTES if (path := self._package / name).is_file()), None)
        parts = {
            "language": self._deck.language,
            "title": escape(self._deck.title or slides[0].title),
            "reveal_css": _inside((self._package / NEEDED[0]).read_text("utf-8"), "style"),
            "deck_css": _filled((TEMPLATES / "deck.css").read_text("utf-8"), _measures(self._width)),
            "reveal_js": _inside((self._package / NEEDED[1]).read_text("utf-8"), "script"),
            "notes_js": "" if notes is None else _inside(notes.read_text("utf-8"), "script"),
            "deck_js": (TEMPLATES / "deck.js").read_text("utf-8"),
            "width": str(self._width),
            "height": str(HEIGHT),
            "slides": "\n".join(self._stacks(slides)),
        }
        file.write(_filled((TEMPLATES / "deck.html").read_text("utf-8"), parts).encode())

    def _stacks(self, slides: Sequence[FinishedSlide]) -> Iterator[str]:
        """A section for each ``[[slide]]``; around several, which are sections of one clip, another one."""
        for number, group in groupby(slides, key=lambda slide: slide.number):
            sections = [self._section(slide, opening=not number) for slide in group]
            joined = "\n".join(sections)
            yield joined if len(sections) == 1 else f"<section>\n{joined}\n</section>"

    def _section(self, slide: FinishedSlide, opening: bool) -> str:
        theme = DARK if slide.dark else LIGHT
        head = opening or not slide.asked.text
        kinds = ["dark" if slide.dark else "light"]
        if slide.piece is None and head:
            kinds.append("opening")
        parts = [f"<h1>{escape(slide.title)}</h1>"] if slide.title else []
        if slide.piece is None and head:
            parts.append('<p class="squares" aria-hidden="true"><i></i><i></i><i></i></p>')
            parts += [f"<p>{escape(text)}</p>" for text in slide.asked.text]
        else:
            items = "".join(f"<li>{escape(text)}</li>" for text in slide.asked.text)
            listed = [f"<ul>{items}</ul>"] if items else []
            video = [_video(slide.piece)] if slide.piece is not None else []
            parts.append(f'<div class="body">{"".join(listed + video)}</div>')
        if slide.notes:
            parts.append(f'<aside class="notes">{"<br>".join(map(escape, slide.notes))}</aside>')
        return (
            f'<section class="{" ".join(kinds)}" data-background-color="{theme.background}">'
            f"{''.join(parts)}</section>"
        )


def _video(piece: Piece) -> str:
    """A clip that starts when its slide is shown; what does not repeat rests on its last picture."""
    width, height = piece.size
    loop = " loop" if piece.loops else ""
    return (
        f'<video muted{loop} playsinline data-autoplay preload="auto" tabindex="0" role="img" '
        f'width="{width}" height="{height}" aria-label="{escape(piece.alt)}" '
        f'poster="{_data("image/png", piece.poster)}" '
        f'src="{_data("video/mp4", piece.path.read_bytes())}"></video>'
    )


def _package(deck: Deck, asked: Path | None) -> Path:
    """The folder of reveal.js' npm package: as asked for, as the deck says, or where npm puts it."""
    named = asked if asked is not None else deck.reveal
    places = [named] if named is not None else [deck.path.parent / USUAL, USUAL]
    for place in places:
        if all((place / name).is_file() for name in NEEDED):
            return place
    where = " or ".join(dict.fromkeys(map(str, places)))
    raise ConvanimError(
        f"there is no reveal.js in {where}: run npm install reveal.js, and name its folder with --reveal "
        "if it is elsewhere"
    )


def _measures(width: int) -> dict[str, str]:
    """What the style sheet takes from here."""
    lengths = {"width": width, "height": HEIGHT, "sides": SIDES, "top": TOP, "bottom": BOTTOM, "gap": GAP}
    colours = {
        "ink": LIGHT.ink,
        "dark_ink": DARK.ink,
        "input": LIGHT.input.line,
        "kernel": LIGHT.kernel.line,
        "output": LIGHT.output.line,
    }
    return {**{name: str(value) for name, value in lengths.items()}, **colours}


def _inside(text: str, element: str) -> str:
    """A script or a style sheet as it stands in a page: nothing in it ends its element."""
    text = re.sub(rf"</(?={element})", r"<\\/", text, flags=re.IGNORECASE)
    return text.replace("<!--", r"<\!--") if element == "script" else text


def _data(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _filled(template: str, parts: dict[str, str]) -> str:
    """A template with its parts; what is filled in is not looked at again."""
    return HELD.sub(lambda match: parts[match[1]], template)
