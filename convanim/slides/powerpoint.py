"""A deck as a .pptx: a slide for each clip, which starts and repeats by itself."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

import pptx
from pptx.exc import PackageNotFoundError, PythonPptxError
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.slide import Slide
from pptx.util import Emu

from convanim.errors import ConvanimError
from convanim.slides.arrange import Arrangement, Place, arrange
from convanim.slides.clips import Piece
from convanim.slides.deck import Deck, DeckSlide
from convanim.slides.finished import FinishedSlide
from convanim.slides.house_style import house_style, invert

DAMAGED = (
    *(PythonPptxError, zipfile.BadZipFile, zlib.error, SyntaxError, KeyError, ValueError),
    *(AttributeError, RuntimeError, EOFError),
)
"""What python-pptx raises for what is no presentation, damaged or encrypted; SyntaxError is lxml's."""


class PowerPointWriter:
    """Writes .pptx files; ``Deck.template`` gives the looks, else the house style does.

    The slides that a template has stay; those of the deck follow them.
    """

    def __init__(self, deck: Deck) -> None:
        self._deck = deck
        if deck.template is None:
            self._presentation = house_style(deck.aspect, deck.theme == "dark")
        else:
            self._presentation = _opened(deck.template)
        self._first = deck.slides[0] if not len(self._presentation.slides) else None

    @property
    def media(self) -> str:
        """As the deck asks."""
        return self._deck.media

    def room(self, slide: DeckSlide) -> tuple[float, float]:
        """The clip's place in English Metric Units."""
        place = self._arranged(slide).picture_place
        return (place.width, place.height) if place else (16, 9)

    def write(self, slides: Sequence[FinishedSlide], file: BinaryIO) -> None:
        """Add the slides to the template and write it."""
        for slide in slides:
            self._add(slide)
        properties = self._presentation.core_properties
        if self._deck.template is None:
            properties.author = properties.last_modified_by = ""
            properties.title = self._deck.title or slides[0].title
        elif self._deck.title:
            properties.title = self._deck.title
        self._presentation.save(file)

    def _arranged(self, slide: DeckSlide) -> Arrangement:
        return arrange(self._presentation, slide, slide is self._first)

    def _add(self, finished: FinishedSlide) -> None:
        arrangement = self._arranged(finished.asked)
        slide = self._presentation.slides.add_slide(arrangement.layout)
        _title(self._presentation, slide, finished.title)
        if finished.asked.text:
            _text(slide, arrangement, finished.asked.text)
        _remove_empty(slide)
        if finished.piece is not None and arrangement.picture_place is not None:
            _clip(slide, finished.piece, arrangement.picture_place)
        if finished.notes:
            frame = slide.notes_slide.notes_text_frame
            if frame is not None:
                frame.text = "\n".join(finished.notes)
        if self._deck.template is None and finished.dark != (self._deck.theme == "dark"):
            invert(slide, finished.dark)


def _opened(path: Path) -> Presentation:
    try:
        presentation = pptx.Presentation(str(path))
        if len(presentation.slide_layouts):
            return presentation
    except OSError as error:
        raise ConvanimError(f"cannot read template {path}: {error.strerror or error}") from None
    except PackageNotFoundError:
        if not path.exists():
            raise ConvanimError(f"cannot read template {path}: there is no such file") from None
    except DAMAGED:
        pass  # the sentence below is for all of them
    raise ConvanimError(f"template {path} is no presentation with layouts: save it in PowerPoint as .pptx")


def _title(presentation: Presentation, slide: Slide, title: str) -> None:
    holder = slide.shapes.title
    if holder is not None:
        holder.text_frame.text = title
    elif title:
        width, height = int(presentation.slide_width or 0), int(presentation.slide_height or 0)
        box = slide.shapes.add_textbox(Emu(width // 20), Emu(0), Emu(width * 9 // 10), Emu(height // 20))
        box.text_frame.text = title


def _text(slide: Slide, arrangement: Arrangement, text: Sequence[str]) -> None:
    place = arrangement.text_place
    if arrangement.text is None:
        assert place is not None, "text without a placeholder has a place"
        shape: Any = slide.shapes.add_textbox(*map(Emu, place))
        shape.text_frame.word_wrap = True
    else:
        shape = next(s for s in slide.placeholders if s.placeholder_format.idx == arrangement.text)
        if place is not None:
            shape.left, shape.top, shape.width, shape.height = map(Emu, place)
    shape.text_frame.text = "\n".join(text)


def _remove_empty(slide: Slide) -> None:
    """Remove placeholders that would ask for content."""
    for shape in list(slide.placeholders):
        if not (shape.has_text_frame and shape.text_frame.text):
            shape.element.getparent().remove(shape.element)


def _clip(slide: Slide, piece: Piece, place: Place) -> None:
    """Put a clip in the middle of its place, as large as it fits."""
    width, height = piece.size
    scale = min(place.width / width, place.height / height)
    size = round(width * scale), round(height * scale)
    corner = place.left + (place.width - size[0]) // 2, place.top + (place.height - size[1]) // 2
    if piece.path.suffix == ".gif":
        picture: Any = slide.shapes.add_picture(str(piece.path), *map(Emu, (*corner, *size)))
    else:
        picture = slide.shapes.add_movie(
            str(piece.path),
            Emu(corner[0]),
            Emu(corner[1]),
            Emu(size[0]),
            Emu(size[1]),
            poster_frame_image=io.BytesIO(piece.poster),
            mime_type="video/mp4",
        )
        _start_by_itself(slide, picture, piece.loops)
    picture.name = "Clip"
    picture.element.nvPicPr.cNvPr.set("descr", piece.alt)


def _start_by_itself(slide: Slide, movie: Any, loops: bool) -> None:
    """Let a movie start with its slide instead of on a click, and repeat if it loops."""
    (node,) = slide.element.xpath(f"./p:timing//p:cMediaNode[p:tgtEl/p:spTgt/@spid='{movie.shape_id}']")
    times = node.find(qn("p:cTn"))
    times.find(f"{qn('p:stCondLst')}/{qn('p:cond')}").set("delay", "0")
    if loops:
        times.set("repeatCount", "indefinite")
    node.set("mute", "1")
