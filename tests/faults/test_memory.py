"""A process that makes many clips keeps none of them, even where garbage is looked for rarely."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from convanim import ClipSpec
from convanim.rendering.pipeline import render

LARGE = 50_000
"""Bytes; the canvas of the clip below has 86,400."""


@pytest.fixture
def uncollected() -> Iterator[None]:
    """Python does not look for garbage meanwhile."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def large() -> dict[int, str]:
    """The arrays that own much memory and that anything tracked refers to, with who does."""
    found = {}
    for thing in gc.get_objects():
        for held in gc.get_referents(thing):
            if type(held) is np.ndarray and held.base is None and held.nbytes > LARGE:
                found[id(held)] = f"{held.shape} in a {type(thing).__name__}"
    return found


@pytest.mark.parametrize("name", ["a.png", "a.gif", "a.mp4", "a.svg"])
def test_nothing_large_outlives_its_clip(tmp_path: Path, uncollected: None, name: str) -> None:
    spec = ClipSpec.of(input=3, kernel=2, width=240, motion="step", duration=3)
    render(spec, tmp_path / name)  # what is kept for good is kept by now
    before = large()
    render(spec.changed(seed=1), tmp_path / name)
    kept = [name for key, name in large().items() if key not in before]
    assert kept == []
