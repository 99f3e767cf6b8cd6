"""Decks of one small clip."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from convanim.spec import ClipSpec

WriteDeck = Callable[..., Path]

SPEC = ClipSpec.of(
    input=[[1, 2, 0], [0, 1, 3], [2, 2, 1]], kernel=[[1, 2], [1, 2]], duration=3, fps=10, width=400
)
CLIP = """
input = [[1, 2, 0], [0, 1, 3], [2, 2, 1]]
kernel = [[1, 2], [1, 2]]
duration = 3
fps = 10
width = 400
"""
"""A clip that is made in a tenth of a second, and as it stands on a slide."""


@pytest.fixture
def write_deck(tmp_path: Path) -> WriteDeck:
    """Writes a deck.toml in an empty folder."""

    def write(text: str, name: str = "deck.toml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write
