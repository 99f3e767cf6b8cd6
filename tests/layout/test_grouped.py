"""Grouped channels: nothing overlaps, nothing leaves the picture, everything can be read, for every case."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pytest

from convanim import ClipSpec, ConvanimError, typeset
from convanim.engine import SeparableTrace, conv_cost
from convanim.labels import ENGLISH, count_text
from convanim.layout.boxes import LEAST_DIGIT, LEAST_PROSE, Box, CanvasRequest, Line
from convanim.layout.cells import fit_number
from convanim.layout.grouped.facts import Shown, grouped_facts
from convanim.layout.grouped.pieces import Counter, GroupedLayout
from convanim.layout.grouped.plan import grouped
from convanim.layout.sheet.cells import fit_chip
from convanim.theme import LIGHT
from convanim.typeset import CAP_HEIGHT, Style
from tests.soak import some

REQUESTS = (
    CanvasRequest(False, 1280),
    CanvasRequest(False, 1000, 1000),
    CanvasRequest(True, 640),
    CanvasRequest(True, 480),
)
RNG = np.random.default_rng(3)


def spec(**values: Any) -> ClipSpec:
    return ClipSpec.of(scene="grouped", **{"kernel": 3, **values})


def drawn(shape: tuple[int, ...], low: float, high: float, floats: bool = False) -> Any:
    return (RNG.uniform(low, high, shape) if floats else RNG.integers(int(low), int(high), shape)).tolist()


CASES: dict[str, ClipSpec] = {
    **{f"groups {n}": spec(input=f"4x{n}x{n}", groups=2) for n in (3, 4, 5, 7, 9, 12, 16, 20, 28)},
    **{f"depthwise {n}": spec(input=f"3x{n}x{n}") for n in (3, 5, 7, 12, 20, 28)},
    **{
        f"{view} {n}": spec(input=f"3x{n}x{n}", view=view)
        for view in ("separable", "versus")
        for n in (3, 4, 5, 6, 8, 12, 20, 28)
    },
    **{
        f"{view} of {c} channels": spec(input=f"{c}x5x5", view=view, groups=groups)
        for view, groups in (("groups", 2), ("depthwise", 1), ("separable", 1), ("versus", 1))
        for c in (2, 4, 6, 256)
    },
    **{f"{g} groups": spec(input=f"{c}x6x6", groups=g) for g, c in ((3, 6), (4, 8), (8, 16), (32, 256))},
    "as many groups": spec(input="4x5x5", groups=4, view="groups"),
    **{f"{f} filters, {v}": spec(input="4x5x5", filters=f, view=v, groups=g) for f in (2, 6, 64) for v, g in (
        ("groups", 2), ("separable", 1), ("versus", 1),
    )},
    "one filter, separable": spec(input="3x5x5", filters=1, view="separable"),
    "one filter, versus": spec(input="3x5x5", filters=1, view="versus"),
    **{f"multiplier {m}": spec(input="3x5x5", filters=3 * m, view="depthwise") for m in (2, 3, 8)},
    "multiplier, separable": spec(input="2x5x5", kernel="4x1x3x3", view="separable"),
    "multiplier, versus": spec(input="2x5x5", kernel="4x1x3x3", view="versus"),
    **{f"kernel {k}, {v}": spec(input="4x11x11", kernel=k, view=v) for k in (1, 2, 7, 11) for v in (
        "groups", "depthwise", "separable", "versus",
    )},
    **{f"{size} under {k}, {v}": spec(input=f"4x{size}", kernel=k, view=v) for size, k in (
        ("1x28", "1x3"), ("28x1", "3x1"), ("5x9", "2x3"), ("3x20", "3x5"), ("1x1", "1x1"),
    ) for v in ("groups", "depthwise", "separable", "versus")},
    **{f"padded, {v}": spec(input="4x6x6", padding=1, stride=2, view=v, bias=1, activation="relu") for v in (
        "groups", "depthwise", "separable", "versus",
    )},
    "a multiplier of 3, separable": spec(input="2x5x5", kernel="6x1x3x3", view="separable"),
    "a multiplier of 5, separable": spec(input="5x5x5", kernel="25x1x3x3", view="separable"),
    "twelve channels": spec(input="12x5x5", groups=2, bias=1),
    "nine channels, separable": spec(input="9x4x4", view="separable", bias=1),
    "dilated": spec(input="3x7x7", dilation=2),
    "a bias": spec(input="4x5x5", groups=2, bias=-250, activation="leaky_relu"),
    "a bias, separable": spec(input="3x5x5", view="separable", bias=-250, activation="relu"),
    "negative numbers": spec(input=drawn((4, 5, 5), -99, 100), kernel=drawn((4, 2, 3, 3), -9, 10)),
    "large numbers": spec(input=drawn((4, 5, 5), -1e9, 1e9), kernel=drawn((4, 2, 3, 3), -9, 10)),
    "floats": spec(
        input=drawn((4, 5, 5), -1, 1, True), kernel=drawn((4, 2, 3, 3), -1, 1, True), activation="sigmoid"
    ),
    "small floats, separable": spec(
        input=drawn((3, 4, 4), -1e-6, 1e-6, True), kernel=drawn((3, 1, 3, 3), -1, 1, True), view="separable"
    ),
    "a long title": spec(input="3x5x5", view="versus", title="A title that goes on and on, for longer " * 3),
}  # fmt: skip
every_case = pytest.mark.parametrize("name", some(list(CASES), 2))


@dataclass(frozen=True)
class Planned:
    """A case laid out for one picture."""

    request: CanvasRequest
    layout: GroupedLayout

    def __str__(self) -> str:
        return str(self.request)


@cache
def planned(name: str) -> tuple[Planned, ...]:
    clip = CASES[name].resolve()
    return tuple(Planned(request, grouped(clip, LIGHT, request)) for request in REQUESTS)


def ink_box(line: Line) -> Box:
    top = CAP_HEIGHT * line.size
    return Box(line.x, line.y - top, line.width, top + 0.2 * line.size)


def counter_text(counter: Counter) -> Box:
    """The room of the widest that a counter says."""
    total = count_text(counter.total, ENGLISH)
    texts = [f"{total} of {total}", *([f"{total} = {counter.split}"] if counter.role == "kernel" else [])]
    wide = max(typeset.width(text, Style(counter.size, 550)) for text in texts)
    return Box(counter.text[0], counter.text[1] - CAP_HEIGHT * counter.size, wide, 0.95 * counter.size)


def note_box(layout: GroupedLayout) -> Box:
    """The room of the longest that is said of the position."""
    note, count = layout.note, layout.facts.positions
    wide = typeset.width(f"position {count} of {count}", Style(note.size, 500))
    if layout.facts.output[0] > 3 and count > 100:
        wide = typeset.width("… rows 10–25 in the same way", Style(note.size, 450))
    x = note.x - wide if note.from_right else note.x
    return Box(x, note.y - CAP_HEIGHT * note.size, wide, 0.95 * note.size)


def solid(layout: GroupedLayout) -> list[tuple[str, Box]]:
    """Maps, kernels, chips and bars: what texts must not lie on."""
    pieces = layout.pieces
    found = [(f"input {source.channel}", source.plane.box) for source in pieces.sources]
    for row in pieces.rows:
        found += [(f"{row.trace} {row.index}", box) for box in row.boxes]
    for counter in pieces.counters:
        bars = (counter.bar, counter.beyond)
        whole = Box.union(tuple(bar for bar in bars if bar is not None))
        found.append((f"bar of {counter.quantity}", whole))
    return found


def texts(layout: GroupedLayout) -> list[tuple[str, Box]]:
    """All texts and signs with the room they take."""
    pieces = layout.pieces
    lines = [*pieces.lines, *(line for row in pieces.rows for line in row.lines)]
    found = [(repr(line.text), ink_box(line)) for line in lines]
    found += [(sign.kind, sign.box) for row in pieces.rows for sign in row.operators]
    found += [("dots", dots.box) for dots in pieces.dots]
    found += [("hidden sum", row.hidden) for row in pieces.rows if row.hidden is not None]
    brackets = [*pieces.brackets, *(row.bracket for row in pieces.rows if row.bracket is not None)]
    found += [("bracket", bracket.box) for bracket in brackets]
    found += [(f"count of {counter.quantity}", counter_text(counter)) for counter in pieces.counters]
    return [*found, ("note", note_box(layout))]


@every_case
def test_nothing_overlaps(name: str) -> None:
    for view in planned(name):
        words, maps = texts(view.layout), solid(view.layout)
        for (one, box), (other, its) in itertools.combinations(maps, 2):
            assert not box.overlaps(its), f"{view}: {one} {box} over {other} {its}"
        for (one, box), (other, its) in itertools.combinations(words, 2):
            assert not box.overlaps(its), f"{view}: {one} {box} over {other} {its}"
        for (one, box), (other, its) in itertools.product(words, maps):
            assert not box.grown(-0.5).overlaps(its), f"{view}: {one} {box} on {other} {its}"


@every_case
def test_arrows_do_not_cross_maps_or_words(name: str) -> None:
    for view in planned(name):
        layout = view.layout
        for row in layout.pieces.rows:
            for (x, y), (tip_x, tip_y) in row.arrows:
                assert tip_x >= x
                assert tip_y >= y
                shaft = Box(x, y - 0.6, tip_x - x, tip_y - y + 1.2)
                for other, box in (*solid(layout), *texts(layout)):
                    assert not shaft.overlaps(box, 0.3), f"{view}: an arrow {shaft} crosses {other} {box}"


@every_case
def test_nothing_leaves_the_picture(name: str) -> None:
    for view in planned(name):
        inside = view.layout.canvas.box.grown(-4)
        for what, box in (*solid(view.layout), *texts(view.layout)):
            assert inside.contains(box), f"{view}: {what} {box} leaves {inside}"
        width, height = view.layout.canvas.pixels
        assert width <= view.request.width
        if view.request.fitted:
            assert (width % 2, height % 2) == (0, 0)


@every_case
def test_everything_is_legible(name: str) -> None:
    for view in planned(name):
        layout, scale = view.layout, view.layout.canvas.scale
        lines = [*layout.pieces.lines, *(line for row in layout.pieces.rows for line in row.lines)]
        for line in lines:
            for run in line.runs:
                assert run.style.size * scale >= LEAST_PROSE - 1e-6, f"{view}: {run.text!r}"
        for counter in layout.pieces.counters:
            assert counter.size * scale >= LEAST_PROSE - 1e-6
        assert layout.note.size * scale >= LEAST_PROSE - 1e-6
        if layout.chip_size:
            assert layout.chip_size * scale >= LEAST_DIGIT - 1e-6
        if layout.numbers:
            cell = min(source.plane.cell for source in layout.pieces.sources)
            for values in layout.facts.values.values():
                digits = [fit_number(value, cell, scale) for value in values.all]
                assert all(d and d.size * scale >= LEAST_DIGIT - 1e-6 for d in digits), str(view)


@every_case
def test_numbers_stay_in_their_chips(name: str) -> None:
    for view in planned(name):
        layout = view.layout
        for row in layout.pieces.rows:
            for box in (*row.chips, *(box for box in (row.bias, row.total) if box is not None)):
                for value in layout.facts.values[row.trace].answers:
                    digits = fit_chip(value, box, layout.canvas.scale, layout.chip_size)
                    wide = typeset.width(digits.text, Style(digits.size, 640))
                    assert wide <= box.width, f"{view}: {digits}"


@every_case
def test_filters_read_only_channels_of_their_own(name: str) -> None:
    facts = grouped_facts(CASES[name].resolve(), False)
    for view in planned(name):
        for row in view.layout.pieces.rows:
            sources = [s for s in view.layout.pieces.sources if s.trace == row.trace and s.turn == row.turn]
            if row.trace != "grouped":
                continue
            breadth = facts.filters // facts.groups
            depth = facts.channels // facts.groups
            group = row.index // breadth
            channels = {source.channel for source in sources}
            assert channels <= set(range(group * depth, (group + 1) * depth))
            assert {group * depth + channel for channel in row.channels} <= channels
            for kernel, channel in zip(row.kernels, row.channels, strict=True):
                column = next(s for s in sources if s.channel == group * depth + channel)
                assert kernel.box.x >= column.plane.box.x - 1.0


@every_case
def test_counters_are_drawn_to_one_scale_and_count_everything(name: str) -> None:
    clip = CASES[name].resolve()
    for view in planned(name):
        counters = view.layout.pieces.counters
        for quantity in ("weights", "multiplies"):
            found = [counter for counter in counters if counter.quantity == quantity]
            lengths = [(counter.bar.width, counter.total) for counter in found]
            lengths += [
                (c.bar.width + c.beyond.width, getattr(view.layout.facts.standard, quantity))
                for c in found
                if c.beyond is not None
            ]
            scales = [width / total for width, total in lengths if width > 2]
            assert max(scales, default=1) <= 1.001 * min(scales, default=1), f"{view}: {quantity} {lengths}"
            for counter in found:
                assert sum(weights for _, weights in counter.parts) == counter.cost.weights
        last = counters[-1].cost
        if isinstance(clip.trace, SeparableTrace):
            assert last == conv_cost(clip.trace.depthwise) + conv_cost(clip.trace.pointwise)
        else:
            assert last == conv_cost(clip.trace)  # type: ignore[arg-type]  # the only other trace there is


def test_what_is_many_is_shown_by_its_ends() -> None:
    assert Shown.of(4, 4).indices == (0, 1, 2, 3)
    assert Shown.of(256, 4) == Shown((0, 1, 255), 256)
    assert Shown.of(9, 2) == Shown((0, 8), 9)
    assert Shown.of(256, 4).hidden == 253


REFUSED = [
    (
        {"input": "3x400x400", "kernel": 3},
        "an input of 400×400 cells under 3×3 kernels does not fit the picture: use a smaller input or "
        "kernel, or a larger width",
    ),
]


@pytest.mark.parametrize(("values", "text"), REFUSED)
def test_what_does_not_fit_is_refused_with_a_remedy(values: dict[str, Any], text: str) -> None:
    with pytest.raises(ConvanimError) as error:
        grouped(spec(**values).resolve(), LIGHT, REQUESTS[2])
    assert str(error.value) == text
