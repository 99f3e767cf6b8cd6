"""Every number that is drawn is the trace's: read from the outlines, at several times, for many clips."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from convanim import typeset
from convanim.layout.arithmetic import VALUE_WEIGHT
from convanim.layout.cells import Digits
from convanim.mobjects.cells import number_outline
from convanim.rendering.stage import Stage
from convanim.spec import ClipSpec
from convanim.story.storyboard import Beat, Kind
from convanim.typeset import Style
from tests.layout.conftest import CASES, Case
from tests.scenes.reader import Reader, added, parsed, planes
from tests.scenes.staged import box_of, colour_of, filled, on_stage, pixels_of, spec_of
from tests.scenes.truth import check_picture

MOST_CELLS = 81
MORE = (
    Case((5, 5), parameters={"padding": ((1, 2), (0, 1)), "padding_mode": "reflect"}),
    Case((4, 6), parameters={"padding": ((2, 0), (1, 3)), "padding_mode": "replicate"}, values=(-9, 10)),
    Case((5, 4), (2, 3), {"padding": (1, 2), "padding_mode": "circular", "stride": (1, 2)}),
    Case((5, 5), parameters={"padding": "same", "stride": 2}, values=(-99, 100), bias=4.0),
    Case((6, 6), (4, 4), {"padding": "full", "stride": 3}),
    Case((4, 4), (2, 2), values=(10**14, 10**15), weights=(-9, 10)),
    Case((5, 5), (2, 2), {"dilation": (2, 3)}, values=(-9, 0), weights=(-9, 0)),
    Case((3, 3), (3, 3), values=(-1e5, 1e5), floats=True),
)
LARGE = tuple(case for case in CASES if case.input in ((14, 14), (20, 20), (28, 28)))[:8]
TABLE = (*(case for case in CASES if np.prod(case.input) <= MOST_CELLS), *MORE, *LARGE)
SHOWN = [
    (case, view, suffix, ("light", "dark")[(number + (view == "tilted")) % 2])
    for number, case in enumerate(TABLE)
    for view, suffix in (
        ("numeric", (".gif", ".mp4")[number // 2 % 2]),
        ("tilted", (".mp4", ".gif")[number % 2]),
    )
]


def times_of(beat: Beat) -> list[float]:
    """Where to look into a beat: while the first position is explained, on the way, and at its end."""
    shares = {Kind.EXPLAIN: (0.05, 0.25, 0.5, 0.78, 0.815, 0.95), Kind.HOLD: (0.5,)}
    return [beat.start + beat.duration * share for share in shares.get(beat.kind, (0.2, 1 - 1e-5))]


def chosen_beats(scene: Stage) -> list[Beat]:
    """The first beat of each kind, one in the middle, the last two."""
    beats = scene.storyboard.beats
    firsts = {beat.kind: beat for beat in reversed(beats)}.values()
    return sorted({*firsts, beats[len(beats) // 2], *beats[-2:]}, key=lambda beat: beat.start)


@pytest.mark.parametrize(("case", "view", "suffix", "theme"), SHOWN, ids=lambda part: str(part))
def test_every_number_is_the_traces(case: Case, view: str, suffix: str, theme: str) -> None:
    with on_stage(spec_of(case, view=view, theme=theme), suffix) as scene:
        reader = Reader(scene)
        for beat in chosen_beats(scene):
            for time in times_of(beat):
                check_picture(scene, reader, time)


def replaced(name: str, cell: tuple[int, int], text: str) -> Callable[[Stage], None]:
    """A lie: another number in a cell."""

    def lie(scene: Stage) -> None:
        plane = planes(scene)[name]
        ink = Reader(scene).cells()[name].inks[cell]
        ink.draw(number_outline(plane, Digits(text, 12.0), *cell))

    return lie


def added_number(name: str, cell: tuple[int, int], text: str) -> Callable[[Stage], None]:
    """A lie: a number where none is due."""

    def lie(scene: Stage) -> None:
        ink = scene.drawing.ink().paint(fill=scene.staging.theme.ink)
        ink.draw(number_outline(planes(scene)[name], Digits(text, 12.0), *cell))
        scene.picture.add(ink)

    return lie


def hidden(name: str, cell: tuple[int, int]) -> Callable[[Stage], None]:
    """A lie: nothing where a number is due."""

    def lie(scene: Stage) -> None:
        Reader(scene).cells()[name].inks[cell].hide()

    return lie


def wrong_factor(scene: Any) -> None:
    """A lie: a weight stands in its neighbour's cell."""
    inks = scene.view.factors.inks
    inks[3].draw(pixels_of(scene, inks[4]))


def wrong_sum(scene: Any) -> None:
    """A lie: the line's outlines say something else than its text."""
    slot, colour = scene.staging.layout.sums, scene.staging.theme.output.active_text
    mine = [
        ink
        for ink in filled(scene)
        if colour_of(ink) == colour and slot.box.grown(4).contains(box_of(scene, ink))
    ]
    assert len(mine) == 1
    box = box_of(scene, mine[0])
    mine[0].draw(typeset.outline("9", Style(slot.size, VALUE_WEIGHT)) + (box.x, box.bottom))


EXAMPLE = ClipSpec.of(input="7x6", kernel=3, padding=1, stride=2, seed=1)


@pytest.mark.parametrize(
    "lie",
    [
        replaced("input", (2, 3), "17"),
        replaced("input", (0, 0), "1"),
        replaced("input", (2, 3), "≈3"),
        replaced("kernel", (1, 1), "−5"),
        replaced("output", (0, 1), "0"),
        replaced("output", (0, 0), "≈3"),
        added_number("output", (2, 1), "0"),
        added_number("output", (3, 2), "5"),
        added_number("kernel", (0, 0), "2"),
        hidden("input", (3, 3)),
        hidden("kernel", (2, 2)),
        hidden("output", (0, 0)),
        wrong_factor,
        wrong_sum,
    ],
)
def test_a_lie_is_found(lie: Callable[[Stage], None]) -> None:
    with on_stage(EXAMPLE) as scene:
        time = scene.storyboard.marks["step 3"] + 1.4
        check_picture(scene, Reader(scene), time)
        lie(scene)
        with pytest.raises(AssertionError):
            check_picture(scene, Reader(scene), time)


@pytest.mark.parametrize(
    "line",
    [
        "3·0 + 2·1 + (2 more) 5 + 1·1 + 7 = 16",
        "3·0 + 2·1 + 1·(−2) = −1",
        "≈0.33·3 + ≈0.5·1 = ≈1.7",
    ],
)
def test_a_wrong_sum_does_not_add_up(line: str) -> None:
    told = parsed(line)
    assert told.result is not None
    total, result = added(told.terms), added(parsed(told.result).terms)
    assert abs(total.number - result.number) > total.within + result.within
