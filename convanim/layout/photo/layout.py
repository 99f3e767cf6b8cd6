"""Where everything of a picture's clip stands, and the pieces that slide and fitted pictures share."""

from __future__ import annotations

from dataclasses import dataclass

from convanim.errors import ConvanimError
from convanim.labels import Labels
from convanim.layout import captions as words
from convanim.layout.boxes import LEAST_PROSE, Box, Canvas, Line, Plane, flat
from convanim.layout.captions import styled
from convanim.layout.cells import Detail, detail_of, factors_fit, fit_number
from convanim.layout.facts import Pair
from convanim.layout.photo.facts import PhotoFacts
from convanim.layout.photo.line import PhotoLine
from convanim.layout.sheet.cells import snapped
from convanim.layout.sliding.layout import Note, Sign
from convanim.ramps import Ramp
from convanim.theme import Theme
from convanim.typeset import CAP_HEIGHT, Run, Style, runs_width

BAR = (150.0, 10.0)
"""The legend's bar."""
BAR_GAP = 8.0
TICK = 4.0
MOST_HALF = 3.5
"""Delivered pixels up to which a cell may be a half more than whole."""


@dataclass(frozen=True, slots=True)
class Legend:
    """What the output's colours mean: a bar of them, and the values at its ends and, if signed, at 0."""

    bar: Box
    ramp: Ramp
    lines: tuple[Line, ...]

    @property
    def box(self) -> Box:
        """The room it takes."""
        return Box.union((self.bar, *(line.box for line in self.lines)))


@dataclass(frozen=True, slots=True)
class PhotoLayout:
    """Where everything stands.

    Attributes:
        input, output: the planes of the two pictures, whose cells are pixels of them; ``padded`` is the
            input's with its padding around it.
        lens, kernel: the window redrawn large, and the weights.
        details: what the cells of "lens" and "kernel" show.
        sums: each stop's arithmetic, and ``stops`` their ordinals.
        beneath: whether the lens stands below the picture instead of beside it.
        note: where it is said how far the kernel is; ``right`` says that the line ends there.
        ramps: the colours of "input" and "output".
    """

    canvas: Canvas
    input: Plane
    padded: Plane
    output: Plane
    lens: Plane
    kernel: Plane
    details: dict[str, Detail]
    lines: tuple[Line, ...]
    signs: tuple[Sign, ...]
    legend: Legend
    sums: tuple[PhotoLine, ...]
    stops: tuple[int, ...]
    note: Note
    right: bool
    beneath: bool
    ramps: dict[str, Ramp]
    labels: Labels

    @property
    def grid(self) -> Pair:
        """The output's rows and columns: one position each."""
        return self.output.rows, self.output.columns


def counted(labels: Labels, number: int, count: int, theme: Theme, size: float) -> tuple[Run, ...]:
    """``position 2,871 of 6,084``."""
    pieces = labels.pieces("position {number} of {count}", number=number, count=count)
    return styled(pieces, (Style(size), theme.muted), number=(Style(size, 650), theme.ink))


def padded_size(facts: PhotoFacts) -> Pair:
    """The size of the picture with its padding."""
    (top, bottom), (left, right) = facts.padding
    return facts.input[0] + top + bottom, facts.input[1] + left + right


def pixel_size(facts: PhotoFacts, room: tuple[float, float], most: float, scale: float) -> float:
    """The side of a pixel, in delivered ones: both pictures fit into (width, height) side by side.

    It is whole, or small and a half: a picture of 1 or 2 of them may else be little more than half as large
    as there is room for. At a half every second pixel is one wider, which no photograph shows.
    """
    (rows, columns), (high, wide) = padded_size(facts), facts.output
    for halves in range(max(2 * int(most * scale), 2), 1, -1):
        if halves % 2 and halves > 2 * MOST_HALF:
            continue
        cell = halves / 2 / scale
        if (columns + wide) * cell <= room[0] and max(rows, high) * cell <= room[1]:
            return cell
    across = int(room[0] * scale) // 2 - 2
    raise ConvanimError(
        f"a picture of {facts.input[0]}×{facts.input[1]} pixels does not fit: use --resize such as 96x128 "
        f"(there is room for about {int(room[1] * scale)}×{across}), or a larger width"
    )


def inner(facts: PhotoFacts, padded: Plane) -> Plane:
    """The picture itself inside its padding."""
    (top, _), (left, _) = facts.padding
    return flat(*facts.input, *padded.at(top, left), padded.cell)


def placed(size: Pair, x: float, y: float, cell: float, scale: float) -> Plane:
    """A plane whose cells begin where delivered pixels do."""
    return flat(*size, snapped(x, scale), snapped(y, scale), cell)


def lens_cell(facts: PhotoFacts, most: float, scale: float) -> float:
    """The side of a cell of lens and kernel: whole delivered pixels where there are no digits to be read."""
    return most if most * scale >= 20 else max(int(most * scale), 1) / scale


def details_of(facts: PhotoFacts, values: tuple[float, ...], cell: float, scale: float) -> dict[str, Detail]:
    """What lens and kernel show: the most that their cells' size allows and that all of their numbers fit."""
    weights = tuple(facts.weights.ravel().tolist())
    found = {"lens": _numbers(values, cell, scale), "kernel": _numbers(weights, cell, scale)}
    if found["lens"] is Detail.FACTORS and not factors_fit(values, weights, cell, scale):
        found["lens"] = Detail.NUMBERS
    return found


def _numbers(values: tuple[float, ...], cell: float, scale: float) -> Detail:
    detail = detail_of(cell * scale)
    fits = detail < Detail.NUMBERS or all(fit_number(value, cell, scale) for value in values)
    return detail if fits else Detail.GRID


def caption_runs(facts: PhotoFacts, theme: Theme, size: float) -> dict[str, tuple[Run, ...]]:
    """The captions of input, window, kernel and output."""
    labels, (padding, spread) = facts.labels, facts.extras
    kernel = words.shape(facts.kernel)
    return {
        "input": words.caption(labels("input"), words.shape(facts.input), padding, theme.input, theme, size),
        "lens": words.caption(labels("window"), kernel, "", theme.input, theme, size),
        "kernel": words.caption(labels("kernel"), kernel, spread, theme.kernel, theme, size),
        "output": words.caption(labels("output"), words.shape(facts.output), "", theme.output, theme, size),
    }


def legend(facts: PhotoFacts, theme: Theme, top: float, middle: float, right: float, scale: float) -> Legend:
    """A bar of the output's colours, its values beside it, around a middle or, wider, up to the right."""
    ramp, size = facts.shades, max(16.0, LEAST_PROSE / scale)
    style = Style(size)
    before, after = ((Run(text, style, theme.muted),) for text in words.end_texts(ramp))
    width, height = BAR
    whole = runs_width(before) + runs_width(after) + width + 2 * BAR_GAP
    left = min(middle - whole / 2, right - whole)
    bar = Box(snapped(left + runs_width(before) + BAR_GAP, scale), snapped(top, scale), width, height)
    y = top + height / 2 + CAP_HEIGHT * size / 2
    lines = [Line("legend", before, left, y), Line("legend", after, bar.right + BAR_GAP, y)]
    if ramp.signed:
        zero = (Run("0", style, theme.muted),)
        below = bar.bottom + TICK + 3 + CAP_HEIGHT * size
        lines.append(Line("legend", zero, bar.centre[0] - runs_width(zero) / 2, below))
    return Legend(bar, ramp, tuple(lines))
