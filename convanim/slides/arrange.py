"""Which layout of a template a slide takes, and what lies where on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from pptx.enum.shapes import PP_PLACEHOLDER as KIND
from pptx.presentation import Presentation
from pptx.slide import SlideLayout

from convanim.errors import ConvanimError, hint
from convanim.slides.deck import DeckSlide

TITLES = (KIND.TITLE, KIND.CENTER_TITLE)
TEXTS = (KIND.BODY, KIND.OBJECT, KIND.SUBTITLE)
CONTENTS = (*TEXTS, KIND.PICTURE, KIND.MEDIA_CLIP)
WANTED = {
    "opening": ("title", "secHead", "titleOnly"),
    "clip": ("obj", "titleOnly"),
    "clip and text": ("twoObj", "obj", "titleOnly"),
    "text": ("obj", "tx", "titleOnly"),
    "title": ("secHead", "title", "titleOnly"),
}
"""The types of layouts (ECMA-376, ST_SlideLayoutType) for each purpose, the best first."""
TEXT_SHARE, GAP = 0.31, 0.03
"""Of a place that text and a clip share."""
MARGIN = 0.05
"""Of the slide's width, where a template says nothing."""


def placeholders(holder: Any) -> list[Any]:
    """The placeholders of a layout, a master or a slide."""
    return list(holder.placeholders)


class Place(NamedTuple):
    """A rectangle on a slide, in English Metric Units."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A layout and what is put where: ``text`` and ``picture`` are its placeholders' numbers, if any.

    A placeholder keeps its own place unless ``text_place`` moves it.
    """

    layout: SlideLayout
    text: int | None = None
    text_place: Place | None = None
    picture: int | None = None
    picture_place: Place | None = None


def arrange(presentation: Presentation, slide: DeckSlide, first: bool) -> Arrangement:
    """The arrangement of a slide; ConvanimError where it names a layout that there is not."""
    layout = _layout(presentation, slide, first)
    contents = sorted(
        (shape for shape in placeholders(layout) if shape.placeholder_format.type in CONTENTS),
        key=lambda shape: ((shape.width or 0) * (shape.height or 0), shape.left or 0),
        reverse=True,
    )
    free = _free(presentation, layout)
    if slide.spec is None:
        texts = [shape for shape in contents if shape.placeholder_format.type in TEXTS]
        if not slide.text:
            return Arrangement(layout)
        return Arrangement(layout, _number(texts[0])) if texts else Arrangement(layout, text_place=free)
    if not slide.text:
        place = _place(contents[0], free) if contents else free
        return Arrangement(layout, picture=_number(contents[0]) if contents else None, picture_place=place)
    if len(contents) > 1:
        others = [shape for shape in contents[1:] if shape.placeholder_format.type in TEXTS]
        if others:
            return Arrangement(
                layout, _number(others[0]), None, _number(contents[0]), _place(contents[0], free)
            )
    text, picture = _shared(_place(contents[0], free) if contents else free)
    holds_text = contents and contents[0].placeholder_format.type in TEXTS
    return Arrangement(layout, _number(contents[0]) if holds_text else None, text, None, picture)


def _layout(presentation: Presentation, slide: DeckSlide, first: bool) -> SlideLayout:
    layouts = list(presentation.slide_layouts)
    names = [layout.name for layout in layouts]
    if slide.layout is not None:
        if slide.layout in names:
            return layouts[names.index(slide.layout)]
        known = hint(slide.layout, names, f"use one of {', '.join(names)}")
        raise ConvanimError(f'there is no layout "{slide.layout}": {known}')
    if slide.spec is not None:
        purpose = "clip and text" if slide.text else "clip"
    elif first:
        purpose = "opening"
    else:
        purpose = "text" if slide.text else "title"
    types = WANTED[purpose]

    def order(layout: SlideLayout) -> tuple[bool, int]:
        kind = layout.element.get("type") or ""
        titled = any(shape.placeholder_format.type in TITLES for shape in placeholders(layout))
        return not titled, types.index(kind) if kind in types else len(types)

    return min(layouts, key=order)


def _number(shape: Any) -> int:
    return int(shape.placeholder_format.idx)


def _place(shape: Any, otherwise: Place) -> Place:
    sides = (shape.left, shape.top, shape.width, shape.height)
    return otherwise if None in sides else Place(*map(int, sides))


def _free(presentation: Presentation, layout: SlideLayout) -> Place:
    """What is free below the title."""
    width, height = int(presentation.slide_width or 0), int(presentation.slide_height or 0)
    margin = round(MARGIN * width)
    whole = Place(margin, margin, width - 2 * margin, height - 2 * margin)
    titles = [shape for shape in placeholders(layout) if shape.placeholder_format.type in TITLES]
    if not titles:
        return whole
    title = _place(titles[0], whole)
    top = title.top + title.height + margin // 4
    if top > height // 2:
        return whole
    return Place(title.left, top, title.width, height - top - margin)


def _shared(place: Place) -> tuple[Place, Place]:
    """A place in two: text on the left, the clip on the right."""
    text = round(place.width * TEXT_SHARE)
    after = text + round(place.width * GAP)
    return (
        Place(place.left, place.top, text, place.height),
        Place(place.left + after, place.top, place.width - after, place.height),
    )
