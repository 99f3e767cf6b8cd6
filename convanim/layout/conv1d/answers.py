"""What each channel of samples answers, beside its kernel: ``0·1 + 1·2 = 2``, or the sum alone."""

from __future__ import annotations

from dataclasses import dataclass

from convanim.engine import ConvTrace, Step
from convanim.layout.arithmetic import BRIEF_TERM, LONGEST_TERM, VALUE_WEIGHT, brief, equated, signed
from convanim.layout.boxes import Line
from convanim.layout.conv1d.facts import answers_of
from convanim.layout.conv1d.rows import SampleRow
from convanim.layout.facts import widest_values
from convanim.theme import Theme
from convanim.typeset import CAP_HEIGHT, Run, Style, runs_width

MOST_PRODUCTS = 4
"""Products written beside a kernel; of a longer one only the sum."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Where the channels' answers stand: their left end, a baseline each, their size; products or not."""

    x: float
    baselines: tuple[float, ...]
    size: float
    full: bool


def answer_runs(
    values: list[float], weights: list[float], total: float, size: float, full: bool, theme: Theme
) -> tuple[Run, ...]:
    """One channel's products and their sum."""
    plain, strong = Style(size), Style(size, VALUE_WEIGHT)
    runs: list[Run] = []
    for value, weight in zip(values, weights, strict=True) if full else ():
        runs += [Run(" + ", plain, theme.muted)] if runs else []
        runs += [Run(signed(value, not runs), strong, theme.input.ink), Run("·", plain, theme.muted)]
        runs.append(Run(signed(weight, False), strong, theme.kernel.ink))
    sign, text = equated(brief(total, LONGEST_TERM, BRIEF_TERM))
    equals = Run(f" {sign} " if runs else f"{sign} ", plain, theme.muted)
    return (*runs, equals, Run(text, strong, theme.input.ink))


def answers_width(trace: ConvTrace, size: float, full: bool, theme: Theme) -> float:
    """A width that holds the answers of all channels at all positions."""
    count = trace.kernel_size[0]
    values, weights = widest_values(trace.input), widest_values(trace.weight)
    value, weight, total = (
        max(numbers, key=lambda number: runs_width((Run(signed(number, False), Style(size), "#000000"),)))
        for numbers in (values, weights, answers_of(trace))
    )
    return runs_width(answer_runs([value] * count, [weight] * count, total, size, full, theme))


def place_answers(kernels: tuple[SampleRow, ...], x: float, size: float, full: bool) -> Answers:
    """Answers beside the kernels' rows, all from one x on."""
    baselines = tuple(row.box.centre[1] + CAP_HEIGHT * size / 2 for row in kernels)
    return Answers(x, baselines, size, full)


def answer_lines(
    step: Step, channels: tuple[int, ...], told: int, place: Answers, theme: Theme
) -> tuple[Line, ...]:
    """The answers of the first ``told`` channels, where these have a row."""
    return tuple(
        Line(
            "answer",
            answer_runs(
                step.patch[channel].tolist(),
                step.weights[channel].tolist(),
                step.channel_sums[channel].item(),
                place.size,
                place.full,
                theme,
            ),
            place.x,
            baseline,
        )
        for channel, baseline in zip(channels, place.baselines, strict=True)
        if channel < told
    )
