"""What must be true of a sliding kernel's picture: every number in it is the trace's."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from convanim.layout.cells import Detail
from convanim.story.storyboard import Beat, Kind
from tests.mobjects.reading import tells
from tests.scenes.reader import (
    Read,
    Reader,
    added,
    number_in_box,
    parsed,
    strong_text,
    sum_text,
    window_cells,
)

MODES: dict[str, Any] = {"zeros": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}


def check_picture(scene: Any, reader: Reader, time: float) -> None:
    """All numbers of the picture at a time against the trace."""
    scene.show(time)
    moment = scene.storyboard.at(time)
    cells = reader.cells()
    check_input(scene, cells["input"])
    check_output(scene, cells["output"], moment.beat, moment.progress)
    check_factors(scene, cells["input"], moment.beat, moment.progress)
    if "kernel" in cells:
        check_kernel(scene, cells["kernel"])
    if "lens" in cells:
        check_lens(scene, cells["lens"], moment.beat, moment.progress)
    check_bias(scene)
    if scene.staging.layout.sums is not None:
        check_sum(scene, moment.beat, moment.progress)


def check_map(told: Read, expected: dict[tuple[int, int], Any], name: str) -> None:
    assert told.numbers.keys() == expected.keys(), f"other cells of the {name} have numbers"
    for cell, text in told.numbers.items():
        assert tells(text, expected[cell]), f"{name} {cell} says {text}, it is {expected[cell]}"


def check_input(scene: Any, told: Read) -> None:
    trace, layout = scene.staging.clip.trace, scene.staging.layout
    padded = np.pad(trace.input[0], trace.padding, MODES[trace.padding_mode])
    padding = np.pad(np.zeros(trace.input.shape[1:], bool), trace.padding, constant_values=True)
    shown = np.full(padded.shape, layout.details["input"] >= Detail.NUMBERS)
    if layout.view == "tilted":
        shown &= padding
    expected = {(int(r), int(c)): padded[r, c].item() for r, c in np.argwhere(shown)}
    check_map(told, expected, "input")


def check_output(scene: Any, told: Read, beat: Beat, progress: float) -> None:
    trace, layout = scene.staging.clip.trace, scene.staging.layout
    if layout.view == "tilted" or layout.details["output"] < Detail.NUMBERS:
        assert not told.numbers
        return
    columns = trace.output_shape[-1]
    must, may = beat.done_before, beat.done_after
    if beat.kind is Kind.REWIND:
        must, may = (beat.done_before,) * 2 if 0 < progress < 1 else (0, beat.done_before)
    elif progress > 0.9999:
        must = beat.done_after
    ordinals = {row * columns + column for row, column in told.numbers}
    assert set(range(must)) <= ordinals, "a number that was computed is not shown"
    assert all(ordinal < may for ordinal in ordinals), "a number is shown before it is computed"
    assert ordinals == set(range(len(ordinals))), "outputs are not filled in order"
    for (row, column), text in told.numbers.items():
        value = trace.output[0, row, column].item()
        assert tells(text, value), f"output {row, column} says {text}, it is {value}"


def check_bias(scene: Any) -> None:
    """The number in the bias's own cell, where the layout has one."""
    for chip in scene.staging.layout.chips:
        if chip.name == "bias":
            bias = scene.staging.clip.trace.bias[0].item()
            assert tells(number_in_box(scene, chip.box), bias), f"the bias is {bias}"


def is_moving(beat: Beat, progress: float) -> bool:
    """Whether the window may be between two positions; a move takes at most four tenths of a beat."""
    rests_from = {Kind.STEP: 0.41, Kind.SKIM: 0.41, Kind.SKIP: 1.0, Kind.REWIND: 1.0}
    return progress < rests_from.get(beat.kind, 0.0)


def is_due(beat: Beat, progress: float, written: int, count: int) -> bool:
    """Whether so many of the weights may be written: all, unless the window moves or is explained."""
    if is_moving(beat, progress) or (beat.kind is Kind.EXPLAIN and progress < 0.9):
        return written <= count
    return written == count


def check_factors(scene: Any, told: Read, beat: Beat, progress: float) -> None:
    trace, layout = scene.staging.clip.trace, scene.staging.layout
    weights = [weight.item() for weight in trace.weight.ravel()]
    written = [text for texts in told.factors.values() for text in texts]
    if layout.view == "tilted" or layout.details["input"] < Detail.FACTORS:
        assert not written
        return
    assert is_due(beat, progress, len(written), len(weights)), f"{len(written)} weights are written"
    if is_moving(beat, progress):
        return
    for cell, weight in zip(window_cells(trace, beat.position)[: len(written)], weights, strict=False):
        texts = told.factors.get(tuple(cell.tolist()), [])
        assert len(texts) == 1, f"input {cell}: weights {texts}"
        assert texts[0].startswith("×")
        assert tells(texts[0][1:], weight), f"input {cell} is multiplied by {weight}, not {texts[0]}"


def check_kernel(scene: Any, told: Read) -> None:
    weight = scene.staging.clip.trace.weight[0, 0]
    numbered = scene.staging.layout.details["kernel"] >= Detail.NUMBERS
    check_map(
        told, {cell: value.item() for cell, value in np.ndenumerate(weight)} if numbered else {}, "kernel"
    )


def check_lens(scene: Any, told: Read, beat: Beat, progress: float) -> None:
    if is_moving(beat, progress):
        return
    trace, detail = scene.staging.clip.trace, scene.staging.layout.details["lens"]
    step = trace.step(trace.position(beat.position))
    patch = {cell: value.item() for cell, value in np.ndenumerate(step.patch[0])}
    check_map(told, patch if detail >= Detail.NUMBERS else {}, "lens")
    for cell, texts in told.factors.items():
        assert len(texts) == 1
        assert tells(texts[0].removeprefix("×"), step.weights[0][cell].item()), f"lens {cell} says {texts}"
    if detail >= Detail.FACTORS:
        assert is_due(beat, progress, len(told.factors), step.weights.size)


def check_sum(scene: Any, beat: Beat, progress: float) -> None:
    line = sum_text(scene)
    if not line or is_moving(beat, progress):
        assert line or beat.kind is not Kind.HOLD
        return
    trace = scene.staging.clip.trace
    step = trace.step(trace.position(beat.position))
    told = parsed(line)
    values, weights = step.patch.ravel().tolist(), step.weights.ravel().tolist()
    at = 0
    for term in told.terms:
        if term.count:
            hidden = Decimal(0)
            for value, weight in zip(values[at : at + term.count], weights[at:], strict=False):
                hidden += Decimal(value) * Decimal(weight)
            claim = added((term,))
            assert abs(claim.number - hidden) <= claim.within + rounding(values, weights)
            at += term.count
        elif term.weight is None:
            assert tells(term.value, step.bias.item()), f"bias {step.bias} is written {term.value}"
            assert at == len(values), "the bias stands among the products"
        else:
            assert tells(term.value, values[at]), f"{line}: {values[at]} is written {term.value}"
            assert tells(term.weight, weights[at]), f"{line}: {weights[at]} is written {term.weight}"
            at += 1
    if told.result is None:
        return
    assert at == len(values), "products are missing"
    assert tells(told.result, step.sum.item()), f"{line}: the sum is {step.sum}"
    total, result = added(told.terms), added(parsed(told.result).terms)
    slack = total.within + result.within + rounding(values, weights)
    assert abs(total.number - result.number) <= slack, f"{line} does not add up"
    if trace.activation == "none":
        assert told.activated is None
    else:
        assert told.activated is not None
        assert tells(told.activated, step.value.item()), f"{line}: the value is {step.value}"
    check_drawn_sum(scene, told, step)


def rounding(values: list[Any], weights: list[Any]) -> Decimal:
    """By how much the engine's own sum of floats may be off; nothing for integers."""
    if all(isinstance(number, int) for number in (*values, *weights)):
        return Decimal(0)
    largest = max(map(abs, values)) * max(map(abs, weights)) * len(values)
    return Decimal(largest) * Decimal("1e-14")


def check_drawn_sum(scene: Any, told: Any, step: Any) -> None:
    """The outlines of the line say what its text says."""
    theme, box = scene.staging.theme, scene.staging.layout.sums.box.grown(4)
    shown = [term for term in told.terms if term.weight is not None]
    assert bare(strong_text(scene, box, theme.kernel.ink)) == "".join(term.weight for term in shown)
    inside = step.inside.ravel().tolist()
    head = len(shown) if len(shown) == len(inside) else len(shown) - 1
    real = [*inside[:head], *inside[len(inside) - (len(shown) - head) :]]
    values = "".join(term.value for term, kept in zip(shown, real, strict=True) if kept)
    assert bare(strong_text(scene, box, theme.input.ink)) == values
    assert strong_text(scene, box, theme.output.active_text) == (
        told.activated or told.result.removeprefix("≈")
    )


def bare(text: str) -> str:
    return text.replace("(", "").replace(")", "")
