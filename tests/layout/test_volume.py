"""A volume's layout: nothing overlaps, leaves the picture or is too small to read, wherever the box is."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pytest

from convanim import ConvanimError
from convanim.engine import ConvTrace, trace
from convanim.labels import ENGLISH
from convanim.layout.boxes import LEAST_DIGIT, LEAST_PROSE, Box, CanvasRequest, Line
from convanim.layout.cells import Detail, fit_number
from convanim.layout.sheet.cells import fit_chip
from convanim.layout.volume.facts import VolumeFacts, volume_facts, volume_step
from convanim.layout.volume.layout import VolumeLayout
from convanim.layout.volume.names import slice_name
from convanim.layout.volume.plan import plan_volume
from convanim.layout.volume.strip import Strip
from convanim.theme import LIGHT
from tests.layout.test_invariants import ink_box

PROSE = "The kernel reads two slices at a time and, unlike with channels, moves along the depth."
REQUESTS = (
    CanvasRequest(False, 1280),
    CanvasRequest(False, 1000, 1000),
    CanvasRequest(True, 640),
    CanvasRequest(True, 480),
)


@dataclass(frozen=True)
class Case:
    input: tuple[int, int, int]
    kernel: tuple[int, int, int] = (2, 3, 3)
    parameters: dict[str, Any] = field(default_factory=dict)
    values: tuple[float, float] = (0, 4)
    floats: bool = False
    bias: float | None = None
    activation: str = "none"
    title: str = "3-D convolution"

    def __str__(self) -> str:
        size = "x".join(map(str, self.input)) + "-k" + "x".join(map(str, self.kernel))
        more = "-".join(f"{name}{value}" for name, value in self.parameters.items())
        kind = "-floats" * self.floats + f"-{self.values[1]:g}" + f"-{self.activation}-{self.bias}"
        return f"{size}-{more}{kind}"

    def trace(self) -> ConvTrace:
        rng = np.random.default_rng(1)
        draw = rng.uniform if self.floats else lambda low, high, size: rng.integers(int(low), int(high), size)
        x = draw(*self.values, (1, *self.input))
        weight = draw(-2, 3, (1, 1, *self.kernel))
        bias = None if self.bias is None else np.array([self.bias]).astype(weight.dtype)
        return trace("conv", x, weight, bias, activation=self.activation, **self.parameters)

    def facts(self, titled: bool) -> VolumeFacts:
        title = self.title if titled else ""
        return volume_facts(self.trace(), title, PROSE, ENGLISH, self.bias is not None)


CASES = (
    *(Case((n, n, n), (1, 1, 1)) for n in (1, 2, 5)),
    *(Case((n, 5, 5)) for n in (2, 3, 4, 5, 8, 12, 16)),
    *(Case((n, 5, 5), (3, 3, 3), {"padding": 1}) for n in (1, 3, 6, 16)),
    *(Case((4, n, n), (2, 3, 3)) for n in (3, 7, 9, 12, 16, 20, 28)),
    *(Case((16, n, n), (3, 5, 5)) for n in (14, 28)),
    Case((6, 7, 7), (3, 3, 3), {"stride": 2, "padding": 1}),
    Case((9, 6, 8), (2, 2, 3), {"stride": (2, 1, 2)}),
    Case((6, 5, 5), (2, 2, 2), {"dilation": 2}),
    Case((7, 5, 6), (2, 3, 2), {"dilation": (3, 1, 2), "padding": (1, 0, 2)}),
    Case((5, 1, 12), (3, 1, 3)),
    Case((5, 12, 1), (3, 3, 1)),
    Case((4, 2, 20), (2, 2, 5)),
    Case((5, 4, 4), (5, 2, 2)),
    Case((6, 4, 4), (4, 4, 4)),
    Case((4, 5, 5), (2, 3, 3), {"padding": ((0, 1), (1, 0), (2, 1))}),
    Case((4, 5, 5), values=(0, 256)),
    Case((4, 5, 5), values=(-1e9, 1e9)),
    Case((4, 5, 5), values=(-1, 1), floats=True),
    Case((4, 5, 5), bias=3.0),
    Case((4, 5, 5), bias=-100.0, activation="relu"),
    Case((4, 5, 5), bias=0.25, activation="leaky_relu", floats=True),
    Case((8, 28, 28), (3, 3, 3), bias=1.0, activation="sigmoid"),
    Case((4, 5, 5), title="A title that is much longer than any title has a right to be, and then goes on"),
)

every_case = pytest.mark.parametrize("number", range(len(CASES)), ids=[str(case) for case in CASES])


@cache
def planned(number: int) -> tuple[VolumeLayout, ...]:
    case = CASES[number]
    long = len(case.title) > 40
    return tuple(plan_volume(case.facts(not request.fitted or long), LIGHT, request) for request in REQUESTS)


def shifts(layout: VolumeLayout) -> list[float]:
    """How far right each slice of the kernel stands of the first."""
    return [n * layout.strip.pitch * spread_of(layout) for n in range(depth_of(layout))]


def depth_of(layout: VolumeLayout) -> int:
    return next(CASES[n].kernel[0] for n in range(len(CASES)) if layout in planned(n))


def spread_of(layout: VolumeLayout) -> int:
    depth = depth_of(layout)
    return (layout.strip.span - 1) // (depth - 1) if depth > 1 else 1


def boxes_at(layout: VolumeLayout, place: int) -> dict[str, Box]:
    """Everything that stands in the picture while the box is at a place along depth."""
    strip, found = layout.strip, dict[str, Box]()
    at = strip.offset(place * strip.step, place)[0]
    for z in range(strip.depth):
        if strip.seen(z, place):
            found[f"slice {z}"] = layout.input.moved(*strip.offset(z, place)).box
    for n in range(strip.positions):
        if strip.output_seen(n, place):
            found[f"output {n}"] = layout.output.moved(*strip.offset(n * strip.step, place)).box
    for number, shift in enumerate(shifts(layout)):
        found[f"kernel {number}"] = layout.row.kernel.moved(at + shift, 0).box
        found[f"answer {number}"] = layout.row.chip.moved(at + shift, 0)
        if layout.row.lens is not None:
            found[f"lens {number}"] = layout.row.lens.moved(at + shift, 0).box
            assert layout.row.star is not None
            found[f"star {number}"] = layout.row.star.box.moved(at + shift, 0)
        if number < depth_of(layout) - 1:
            found[f"plus {number}"] = layout.row.plus.box.moved(at + shift, 0)
    last = at + shifts(layout)[-1]
    found["total"] = layout.row.total.moved(last, 0)
    found["equals"] = layout.row.equals.box.moved(last, 0)
    if layout.row.bias is not None:
        assert layout.row.bias_plus is not None
        found |= {
            "bias": layout.row.bias.moved(last, 0),
            "bias plus": layout.row.bias_plus.box.moved(last, 0),
        }
    total = found["total"]
    foot = total.bottom if layout.row.activation is None else layout.row.activation.box.bottom
    below = layout.output.moved(*strip.offset(place * strip.step, place)).box.y
    found["drop"] = Box(total.centre[0] - 5, foot + 1, 10, below - foot - 2)
    assert below - foot > 12, "there is no room for an arrow"
    for z in range(strip.depth):
        if strip.seen(z, place):
            name = slice_name(layout, z, strip.depth, ENGLISH, LIGHT).moved(*strip.offset(z, place))
            found[f"name {z}"] = ink_box(name) if name.text else name.box
    lines = [layout.kernel_caption.moved(at, 0)]
    lines += [layout.row.activation.moved(last, 0)] if layout.row.activation is not None else []
    lines += layout.lines
    found |= {f"{line.name} {line.text!r} {n}": ink_box(line) for n, line in enumerate(lines)}
    for where, hidden in zip(layout.dots, strip.hidden(place), strict=True):
        if hidden:
            found[f"dots {where}"] = Box(where[0] - 11, where[1] - 3, 22, 6)
    found["sum"] = layout.sums.box
    return found


@every_case
def test_the_boxs_edges_keep_clear_of_the_slices_names(number: int) -> None:
    case = CASES[number]
    dilation = case.parameters.get("dilation", 1)
    right = dilation if isinstance(dilation, int) else dilation[2]
    reach = right * (case.kernel[2] - 1) + 1
    for layout in planned(number):
        plane, strip, step = layout.input, layout.strip, spread_of(layout)
        for column in range(plane.columns - reach + 1):
            for corner in (column, column + reach):
                start, end = plane.at(0, corner), plane.moved(*strip.offset(step, 0)).at(0, corner)
                for z in range(1, step + 1) if depth_of(layout) > 1 else ():
                    name = slice_name(layout, z, strip.depth, ENGLISH, LIGHT).moved(*strip.offset(z, 0))
                    box = ink_box(name) if name.text else None
                    if box is None or end[0] <= box.x or start[0] >= box.right:
                        continue
                    share = (min(max(box.x, start[0]), end[0]) - start[0]) / (end[0] - start[0])
                    height = start[1] + share * (end[1] - start[1])
                    assert height > box.bottom - 0.5, (
                        f"{layout.canvas.pixels}: an edge runs through {name.text}"
                    )


def places(layout: VolumeLayout) -> list[int]:
    last = layout.strip.positions - 1
    return sorted({0, last // 2, last})


@every_case
def test_nothing_overlaps(number: int) -> None:
    for layout in planned(number):
        for place in places(layout):
            found = boxes_at(layout, place)
            for (name, box), (other, its) in itertools.combinations(found.items(), 2):
                assert not box.overlaps(its), (
                    f"{layout.canvas.pixels} at {place}: {name} {box} over {other} {its}"
                )


@every_case
def test_nothing_leaves_the_picture(number: int) -> None:
    for layout in planned(number):
        inside = layout.canvas.box.grown(-4)
        for place in places(layout):
            for name, box in boxes_at(layout, place).items():
                assert inside.contains(box), (
                    f"{layout.canvas.pixels} at {place}: {name} {box} leaves {inside}"
                )


@every_case
def test_everything_is_legible(number: int) -> None:
    facts = CASES[number].facts(True)
    for layout in planned(number):
        scale = layout.canvas.scale
        lines: list[Line] = [*layout.lines, layout.kernel_caption]
        for line in lines:
            assert line.size * scale >= LEAST_PROSE - 1e-6, f"{line.text!r} at {line.size * scale}"
        assert min(layout.label[1], layout.sums.size, layout.note.size) * scale >= LEAST_PROSE - 1e-6
        for name, plane, values in (
            ("input", layout.input, facts.inputs),
            ("kernel", layout.row.kernel, facts.weights),
            ("output", layout.output, facts.outputs),
        ):
            if layout.details[name] >= Detail.NUMBERS:
                digits = [fit_number(value, plane.cell, scale) for value in values]
                assert all(d and d.size * scale >= LEAST_DIGIT - 1e-6 for d in digits)
        for value in facts.answers:
            assert (
                fit_chip(value, layout.row.chip, scale, layout.chip_size).size * scale >= LEAST_DIGIT - 1e-6
            )


@every_case
def test_slices_stand_in_order_and_the_box_is_always_in_view(number: int) -> None:
    for layout in planned(number):
        strip = layout.strip
        for place in range(strip.positions):
            start = place * strip.step
            assert all(strip.seen(z, place) for z in range(start, start + strip.span))
            seen = [z for z in range(strip.depth) if strip.seen(z, place)]
            assert len(seen) == strip.slots
            assert seen == list(range(seen[0], seen[0] + strip.slots))
            assert strip.hidden(place) == (seen[0], strip.depth - 1 - seen[-1])
            assert strip.output_seen(place, place)


@every_case
def test_canvases_have_the_size_that_was_asked_for(number: int) -> None:
    for request, layout in zip(REQUESTS, planned(number), strict=True):
        width, height = layout.canvas.pixels
        if request.fitted:
            assert width <= request.width
            assert (width % 2, height % 2) == (0, 0)
        else:
            assert (width, height) == (request.width, request.height or 720)


@every_case
def test_answers_add_up(number: int) -> None:
    found = CASES[number].trace()
    for ordinal in {0, len(found) // 2, len(found) - 1}:
        step, own = volume_step(found, ordinal, True), found.step(found.position(ordinal))
        assert len(step.answers) == CASES[number].kernel[0]
        assert sum(step.answers) + float(step.bias or 0) == pytest.approx(float(own.sum), rel=1e-9, abs=1e-9)
        for answer, products in zip(step.answers, own.products[0], strict=True):
            assert answer == products.sum()


def test_a_strip_scrolls_while_the_box_moves_on() -> None:
    strip = Strip(12, 5, 100.0, 6.0, 2, 1, 11)
    assert [round(strip.first(place)) for place in range(11)] == [0, 0, 1, 2, 3, 4, 5, 6, 7, 7, 7]
    assert strip.first(2.5) == 1.5
    assert strip.offset(3, 2) == (200.0, 12.0)
    assert strip.offset(2.5, 2.5) == (100.0, 6.0)  # the box stays where it is, the slices come to it
    assert strip.hidden(4) == (3, 4)


def test_few_slices_are_all_in_view_and_many_are_not() -> None:
    for depth, elided in ((4, False), (16, True)):
        layout = plan_volume(Case((depth, 5, 5)).facts(True), LIGHT, REQUESTS[0])
        assert layout.strip.elided is elided
        assert layout.details["input"] >= Detail.NUMBERS


def test_fine_slices_have_lenses() -> None:
    layout = plan_volume(Case((4, 28, 28)).facts(True), LIGHT, REQUESTS[0])
    assert layout.row.lens is not None
    assert layout.details["input"] < Detail.NUMBERS
    assert layout.details["lens"] >= Detail.NUMBERS


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ConvanimError) as error:
        plan_volume(Case((4, 28, 28)).facts(False), LIGHT, CanvasRequest(True, 60))
    assert str(error.value) == (
        "an input of 4×28×28 cells under a 2×3×3 kernel does not fit the picture: "
        "use a smaller input or kernel, or a larger width"
    )
