"""Grouped channels on the screen: every number is the traces', counters count, and groups never meet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from convanim import ClipSpec, preset
from convanim.engine import SeparableTrace, conv_cost
from convanim.layout.boxes import Box
from convanim.layout.cells import Digits
from convanim.layout.grouped.facts import row_step
from convanim.mobjects.cells import number_outline
from convanim.mobjects.grouped import traces_of
from convanim.mobjects.sheet_parts import text_outline
from convanim.story.storyboard import Kind
from tests.mobjects.reading import tells
from tests.scenes.staged import box_of, filled, on_stage
from tests.scenes.test_sheet import Reader, check_cells, check_chip, stroke_of


def shown(**values: Any) -> ClipSpec:
    return ClipSpec.of(scene="grouped", **{"kernel": 3, **values})


SHOWN = {
    "two groups": preset("grouped-two-groups"),
    "two groups, dark": preset("grouped-two-groups").changed(theme="dark", activation="none", bias=None),
    "depthwise": preset("depthwise"),
    "separable": preset("depthwise-separable"),
    "versus": preset("separable-vs-standard"),
    "versus, dark": preset("separable-vs-standard").changed(theme="dark"),
    "32 groups": shown(input="256x4x4", groups=32, bias=-3, activation="relu"),
    "multiplier": shown(input="2x4x5", filters=6, view="depthwise"),
    "padded, separable": shown(
        input="3x4x4", padding=1, stride=2, view="separable", bias=2, activation="relu"
    ),
    "256 channels, versus": shown(input="256x4x4", view="versus", filters=64),
    "floats": shown(
        input=np.random.default_rng(1).uniform(-1, 1, (4, 4, 4)).tolist(), kernel="4x2x2x2", activation="tanh"
    ),
    "one position": shown(input="3x3x3", view="separable", filters=1),
    "twelve channels": shown(input="12x4x4", groups=2, bias=1, frame="slide", width=1280),
    "nine channels, separable": shown(input="9x4x4", view="separable", bias=1, frame="slide", width=1280),
    "fine": shown(input="3x20x20", view="separable"),
}
every_picture = pytest.mark.parametrize(
    ("name", "suffix"), [(name, suffix) for name in SHOWN for suffix in (".gif", ".mp4")]
)


def times_of(scene: Any) -> list[float]:
    """Into the explanation, on the way, and at the end of some beats."""
    beats = scene.storyboard.beats
    shares = {Kind.EXPLAIN: (0.05, *np.linspace(0.1, 0.97, 19)), Kind.HOLD: (0.5,)}
    chosen = [*beats[:5], beats[len(beats) // 2], *beats[-3:]]
    return [b.start + b.duration * s for b in chosen for s in shares.get(b.kind, (0.2, 0.6, 1 - 1e-5))]


def check_picture(scene: Any, reader: Reader, time: float) -> None:
    """All numbers of the picture at a time against the traces."""
    scene.show(time)
    check_drawn(scene, reader)


def check_drawn(scene: Any, reader: Reader) -> None:
    """All numbers that are drawn just now."""
    reader.look()
    layout, traces = scene.staging.layout, traces_of(scene.staging.clip.trace)
    for source in layout.pieces.sources:
        trace = traces[source.trace]
        padded = np.pad(trace.input, ((0, 0), *trace.padding))
        told = reader.cells(source.plane)
        if layout.numbers:
            check_cells(told, padded[source.channel], f"input {source.channel}")
        else:
            assert not told
    for row in layout.pieces.rows:
        check_row(scene, reader, row)
    check_counters(scene)
    check_position(scene)


def check_row(scene: Any, reader: Reader, row: Any) -> None:
    layout, state = scene.staging.layout, scene.state
    trace, part = traces_of(scene.staging.clip.trace)[row.trace], scene.state.parts[row.turn]
    if layout.numbers:
        for kernel, channel in zip(row.kernels, row.channels, strict=True):
            check_cells(reader.cells(kernel), trace.weight[row.index, channel], f"kernel of {row.trace}")
        told = reader.cells(row.output)
        filling = part.working and 0 < part.turn.filling < 1
        due = {divmod(n, trace.output_shape[2]) for n in range(part.filled + filling)}
        assert told.keys() == due, f"{row.trace} {row.index}: outputs that are not computed, or too few"
        for cell, text in told.items():
            value = trace.output[(row.index, *cell)].item()
            assert tells(text, value), f"{row.trace} {row.index} {cell} says {text}, it is {value}"
    answered = state.position is not None and (part.working or part.turn.total)
    step = row_step(trace, state.position or 0, row.index, row.channels)
    for number, box in enumerate(row.chips):
        due_now = answered and int(part.turn.answers * len(row.kernels) + 1e-9) > number
        check_chip(reader.chip(box), step.answers[number] if due_now else None, f"answer {number}")
    check_hidden(scene, row, step if answered and part.turn.answers >= 1 else None)
    if row.bias is not None:
        check_chip(reader.chip(row.bias), trace.bias[row.index].item(), "bias")
    if row.total is not None:
        check_chip(reader.chip(row.total), step.sum if answered and part.turn.total else None, "sum")


def check_hidden(scene: Any, row: Any, step: Any) -> None:
    """With the sum of what is left out, the answers and the bias add up to the sum."""
    text = next(found for found in scene.view.rows if found.row is row).hidden_text
    if row.hidden is None or step is None:
        assert not text
        return
    assert sum(step.answers) + step.hidden + step.bias == step.sum
    assert tells(text.removeprefix("sum "), step.hidden)


def check_counters(scene: Any) -> None:
    """What the counters say is what the filled cells took, as the engine counts it."""
    state, clip = scene.state, scene.staging.clip
    for counter in scene.view.counters:
        placed, text = counter.counter, counter.text
        count = int(text.split(" ")[0].replace(",", ""))
        assert 0 <= count <= placed.total
        share = counter._fill.box.width / placed.bar.width if counter._fill.box is not None else 0.0
        assert share == pytest.approx(count / placed.total, abs=1e-6), f"{text} is drawn as {share}"
        if placed.quantity == "weights":
            used = sum(weights for turn, weights in placed.parts if state.parts[turn].used)
            assert count == used
            continue
        if isinstance(clip.trace, SeparableTrace) and placed.parts[0][0] == 0 and len(placed.parts) == 1:
            assert count == conv_cost(clip.trace.standard).weights * state.parts[0].filled
        elif state.fade == 1:
            each = [weights * state.parts[turn].filled for turn, weights in placed.parts]
            assert count == sum(each), f"{text}: the filled cells took {sum(each)}"


def check_position(scene: Any) -> None:
    state, text = scene.state, scene.view.note_text
    if state.skipped:
        assert text.startswith("… row")
        return
    assert text == f"position {(state.position or 0) + 1} of {scene.staging.layout.facts.positions}"


@every_picture
def test_every_number_is_the_traces(name: str, suffix: str) -> None:
    with on_stage(SHOWN[name], suffix) as scene:
        reader = Reader(scene)
        for time in times_of(scene):
            check_picture(scene, reader, time)


def wrong_answer(scene: Any) -> None:
    """A lie: another number in a chip."""
    box = scene.staging.layout.pieces.rows[0].chips[0]
    for ink in filled(scene):
        if box.contains(box_of(scene, ink)) and box_of(scene, ink).height < 0.6 * box.height:
            ink.draw(text_outline("99", 14.0, box))


def early_output(scene: Any) -> None:
    """A lie: a number in an output cell that is not computed."""
    ink = scene.drawing.ink().paint(fill=scene.staging.theme.ink)
    ink.draw(number_outline(scene.staging.layout.pieces.rows[-1].output, Digits("7", 10.0), 2, 2))
    scene.picture.add(ink)


def crossed_groups(scene: Any) -> None:
    """A lie: a kernel shows the weights of another group's filter."""
    trace, kernel = scene.staging.clip.trace, scene.view.rows[0]._kernels[0]
    kernel._weights = {0: trace.weight[-1, 0]}
    kernel._filter = None
    kernel.show(0, True, True)


def miscount(scene: Any) -> None:
    """A lie: a bar that is longer than its count."""
    fill, bar = scene.view.counters[1]._fill, scene.view.counters[1].counter.bar
    fill.draw(fill.points[:0, :2])
    assert bar.width > 0


@pytest.mark.parametrize("lie", [wrong_answer, early_output, crossed_groups, miscount])
def test_a_lie_is_found(lie: Callable[[Any], None]) -> None:
    with on_stage(SHOWN["two groups"], ".mp4") as scene:
        time = scene.storyboard.marks["step 2"] + 1.4
        check_picture(scene, Reader(scene), time)
        lie(scene)
        with pytest.raises(AssertionError):
            check_drawn(scene, Reader(scene))


def accents(scene: Any) -> list[Box]:
    """Where the accent outlines something."""
    accent = scene.staging.theme.accent
    drawn = [ink for ink in scene.drawing.inks if len(ink.points) and ink.stroke_width > 0]
    return [box_of(scene, ink) for ink in drawn if stroke_of(ink) == accent and ink.stroke_rgbas[0, 3] > 0]


def test_while_one_group_works_nothing_of_the_other_is_touched() -> None:
    with on_stage(SHOWN["two groups"], ".mp4") as scene:
        explain = next(beat for beat in scene.storyboard.beats if beat.kind is Kind.EXPLAIN)
        pieces = scene.staging.layout.pieces
        for turn, share in ((0, 0.25), (1, 0.7)):
            scene.show(explain.start + share * explain.duration)
            assert [part.working for part in scene.state.parts] == [turn == 0, turn == 1]
            resting = [source.plane.box for source in pieces.sources if source.turn != turn]
            resting += [kernel.box for row in pieces.rows if row.turn != turn for kernel in row.kernels]
            working = [kernel.box for row in pieces.rows if row.turn == turn for kernel in row.kernels]
            found = accents(scene)
            assert all(any(box.overlaps(kernel) for box in found) for kernel in working)
            for box in found:
                assert not any(box.overlaps(other.grown(-2)) for other in resting)


def test_depthwise_answers_are_those_of_one_channel_each() -> None:
    with on_stage(SHOWN["depthwise"], ".mp4") as scene:
        trace: Any = scene.staging.clip.trace
        for row in scene.staging.layout.pieces.rows:
            step = trace.step((1, 1), row.index)
            assert step.channels == (row.index,)
            assert len(row.kernels) == 1
            assert not row.operators, "nothing is added across channels"


def test_both_layers_stand_at_the_same_position_and_fill_the_same_output() -> None:
    with on_stage(SHOWN["versus"], ".mp4") as scene:
        trace: Any = scene.staging.clip.trace
        assert (trace.standard.output == trace.pointwise.output).all()
        for time in np.linspace(0, scene.storyboard.duration, 40):
            scene.show(float(time))
            windows = [source._frame.box for source in scene.view.sources if source._frame.box is not None]
            offsets = {
                (round(box.x - source.source.plane.box.x, 1), round(box.y - source.source.plane.box.y, 1))
                for box, source in zip(windows, scene.view.sources, strict=False)
                if scene.state.parts[source.source.turn].working
            }
            assert len(offsets) <= 1


def test_the_counters_of_the_mock_up() -> None:
    """54 = 2·27 and 33 = 27 + 6; after five of nine positions 270 of 486 and 165 of 297."""
    with on_stage(SHOWN["versus"], ".mp4") as scene:
        fifth = next(beat for beat in scene.storyboard.beats if beat.position == 4 and beat.done_after == 5)
        scene.show(fifth.end - 1e-5)
        assert [counter.text for counter in scene.view.counters] == [
            "54 = 2·27",
            "270 of 486",
            "33 = 27 + 6",
            "165 of 297",
        ]
        assert scene.view.note_text == "position 5 of 9"
