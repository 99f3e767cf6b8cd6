"""The keys of a deck.toml, and the values of those that are not fields of a clip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from convanim.errors import ConvanimError, hint
from convanim.spec import converters as to
from convanim.spec.fields import FIELDS, converted
from convanim.spec.model import KEYS as MODEL_KEYS

OF_DECK = ("title", "aspect", "template", "reveal", "media", "split", "defaults", "slide")
OF_SLIDE = ("title", "clip", "notes", "text", "split", "layout")
"""What is said of a slide besides its clip."""
MEDIA = {"mp4": ".mp4", "gif": ".gif"}
ASPECTS = {"16:9": (16, 9), "4:3": (4, 3)}
SPLITS = ("clip", "sections")

_REFUSED = {
    "at": "a slide has a clip and no still",
    "embed": "a slide is no page to scrub",
    "max_bytes": "a slide has no budget, give its clip a width, a motion or a crf",
}
OF_CLIP = tuple(name for name in FIELDS if name not in ("title", *_REFUSED))
"""The fields of a clip that stand beside a slide's own keys, and in ``[defaults]``."""


def wrong(values: Mapping[str, object], known: Iterable[str]) -> Iterator[str]:
    """What is wrong with a table: keys that there are not, with the nearest there is, and a clip's fields."""
    known = tuple(known)
    for key, value in values.items():
        if key in _REFUSED:
            yield f"{key} is no key of a slide: {_REFUSED[key]}"
        elif key not in known:
            near = hint(key, known, f"use some of {', '.join(known)}")
            yield f'there is no key "{key}": {near}'
        elif key in OF_CLIP:
            try:
                converted(key, value)
            except ConvanimError as error:
                yield str(error)


def wrong_on_slide(values: Mapping[str, object]) -> Iterator[str]:
    """What is wrong with a ``[[slide]]``; its clip has one origin."""
    yield from wrong(values, (*OF_SLIDE, *OF_CLIP, "layer", *MODEL_KEYS))
    origins = [key for key in ("clip", "layer", "model") if key in values]
    if len(origins) > 1:
        yield f"{origins[0]} and {origins[1]} are two clips: give each a [[slide]] of its own"


def clip_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """What of a ``[[slide]]`` is about its clip."""
    return {key: value for key, value in values.items() if key not in OF_SLIDE}


def chosen(key: str, value: object, names: Iterable[str]) -> str:
    """One of some names."""
    return to.choice(key, value, choices=lambda: tuple(names))


def line(key: str, value: object) -> str:
    """One line of text."""
    return to.text(key, value)


def lines(key: str, value: object) -> tuple[str, ...]:
    """One or several lines: a text, which may have line breaks, or a list of texts."""
    texts = value if isinstance(value, list) else [value]
    found = []
    for text in texts:
        if not isinstance(text, str):
            raise ConvanimError(f"{key} {text!r} is no text: put it in quotes")
        found += [to.text(key, part.rstrip()) for part in text.expandtabs().splitlines()]
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def titles(key: str, value: object) -> tuple[str, ...]:
    """A title, or one for each section of a clip."""
    if not isinstance(value, list):
        return (line(key, value),)
    if not value:
        raise ConvanimError(f"{key} [] has no title: give one, or one for each section")
    return tuple(line(key, title) for title in value)
