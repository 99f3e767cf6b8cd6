"""What a TOML file is, by its keys: one clip, a course of clips, a deck of slides."""

from __future__ import annotations

from collections.abc import Mapping

from convanim.errors import ConvanimError

OF_CLIP = ("scene", "input", "kernel", "layer", "model")
"""What stands in a file of one clip and in no other file, above all tables."""

KINDS = {
    "clip": "this is one clip: make it with convanim render",
    "course": "this is a course of clips: make it with convanim batch",
    "deck": "this is a deck of slides: make it with convanim slides",
}
"""What a file is, and what makes it."""


def kind_of(table: Mapping[str, object]) -> str:
    """A name of `KINDS`; empty where nothing tells."""
    if "slide" in table:
        return "deck"
    if isinstance(table.get("clip"), list) or "include" in table:
        return "course"
    return "clip" if any(key in table for key in OF_CLIP) else ""


def check_kind(table: Mapping[str, object], kind: str) -> None:
    """Refuse a file that is plainly another kind than this: it has a command of its own."""
    found = kind_of(table)
    if found not in ("", kind):
        raise ConvanimError(KINDS[found])
