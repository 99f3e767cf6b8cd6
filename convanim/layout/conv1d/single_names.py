"""What stands left of the rows of one layer: their names and sizes."""

from __future__ import annotations

from convanim.labels import Labels, Pieces
from convanim.layout.boxes import Box, Line
from convanim.layout.captions import styled
from convanim.layout.conv1d.layout import SingleLayout
from convanim.layout.conv1d.single_sizes import Manner, SingleFacts
from convanim.theme import Theme
from convanim.typeset import CAP_HEIGHT, Run, Style, runs_width

Block = tuple[tuple[Run, ...], ...]


def samples(number: int, channels: int, labels: Labels) -> Pieces:
    """``12 samples``, with their channels ``3×12 samples``."""
    if number == channels == 1:
        return labels.pieces("one sample")
    return labels.pieces("{number} samples", number=f"{channels}×{number}" if channels > 1 else number)


def _weights(facts: SingleFacts) -> Pieces:
    """The kernel's dilation where it has one, else its weights."""
    trace, channels, labels = facts.trace, facts.trace.input.shape[0], facts.labels
    count = trace.kernel_size[0]
    if trace.dilation[0] > 1 and count > 1:
        return labels.pieces("dilation {number}", number=trace.dilation[0])
    if count == channels == 1:
        return labels.pieces("one weight")
    return labels.pieces("{number} weights", number=f"{channels}×{count}" if channels > 1 else count)


def _name_runs(facts: SingleFacts, theme: Theme, manner: Manner) -> dict[str, Block]:
    """What stands left of each block: its name, and its size."""
    labels, trace, (large, small) = facts.labels, facts.trace, manner.names
    muted, strong, bold = (
        (Style(small), theme.muted),
        (Style(small, 650), theme.kernel.ink),
        Style(large, 650),
    )
    inputs = samples(trace.window.extent[0], trace.input.shape[0], labels)
    return {
        "input": ((Run(labels("input"), bold, theme.input.ink),), styled(inputs, muted)),
        "kernel": (
            (Run(labels("kernel"), bold, theme.kernel.ink),),
            styled(_weights(facts), muted, number=strong),
        ),
        "output": (
            (Run(labels("output"), bold, theme.output.ink),),
            styled(samples(len(trace), 1, labels), muted),
        ),
        "window": ((Run(labels("window"), bold, theme.input.ink),),),
    }


def names_width(facts: SingleFacts, theme: Theme, manner: Manner) -> float:
    return max(runs_width(runs) for block in _name_runs(facts, theme, manner).values() for runs in block)


def name_lines(
    facts: SingleFacts, theme: Theme, manner: Manner, placed: SingleLayout, x: float
) -> list[Line]:
    """The names of output, kernel, window and input, each beside the middle of its block."""
    found: list[Line] = []
    large, small = manner.names
    blocks = {
        "output": (placed.output,),
        "kernel": placed.kernels,
        "window": placed.windows,
        "input": placed.inputs,
    }
    for name, runs in _name_runs(facts, theme, manner).items():
        if not blocks[name]:
            continue
        box = Box.union(tuple(row.box for row in blocks[name]))
        middle = box.centre[1]
        if len(runs) == 1:
            found.append(Line("name", runs[0], x, middle + CAP_HEIGHT * large / 2))
            continue
        found.append(Line("name", runs[0], x, middle - 0.13 * large))
        below = middle + 0.13 * large + small
        found.append(Line("extra", runs[1], x, below))
        if facts.hidden and name == "input":
            text = facts.labels("{number} more", number=facts.hidden)
            found.append(Line("more", (Run(text, Style(small), theme.muted),), x, below + 1.3 * small))
    return found
