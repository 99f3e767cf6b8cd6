"""Reads a sliding kernel's picture as a person does: the number in each cell, and what the sum says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from convanim.layout.arithmetic import VALUE_WEIGHT
from convanim.layout.boxes import Box, Plane, flat
from convanim.layout.cells import FACTOR_WEIGHT, NUMBER_WEIGHT
from convanim.mobjects.drawing import Ink
from convanim.rendering.stage import Stage
from tests.mobjects.reading import NotTextError, Points, cell_of, flattened, number_in, read
from tests.scenes.staged import box_of, colour_of, filled, pixels_of

Cell = tuple[int, int]


@dataclass(frozen=True)
class Read:
    """What stands in the cells of one plane: numbers, and the small factors below them."""

    numbers: dict[Cell, str]
    factors: dict[Cell, list[str]]
    inks: dict[Cell, Ink]
    factor_inks: list[Ink]


def planes(scene: Stage) -> dict[str, Plane]:
    """The planes of a sliding kernel's layout by name."""
    layout: Any = scene.staging.layout
    named = {name: getattr(layout, name) for name in ("input", "kernel", "output", "lens")}
    return {name: plane for name, plane in named.items() if plane is not None}


class Reader:
    """Reads a scene again and again; an outline that it has met before costs nothing."""

    def __init__(self, scene: Stage) -> None:
        self.scene = scene
        self._known: dict[tuple[str, bytes], tuple[str, str] | None] = {}

    def cells(self) -> dict[str, Read]:
        """What stands in the cells of each plane just now."""
        found: dict[str, Read] = {}
        inks = [(ink, pixels_of(self.scene, ink)) for ink in filled(self.scene)]
        for name, plane in planes(self.scene).items():
            numbers: dict[Cell, str] = {}
            factors: dict[Cell, list[str]] = {}
            owners: dict[Cell, Ink] = {}
            factor_inks: list[Ink] = []
            for ink, points in inks:
                told = self._text(name, plane, points)
                if told is None:
                    continue
                kind, text = told
                cell = cell_of(points, plane)
                if kind == "factor":
                    factors.setdefault(cell, []).append(text)
                    factor_inks.append(ink)
                    continue
                assert cell not in numbers, (
                    f"two numbers in cell {cell} of the {name}: {numbers[cell]}, {text}"
                )
                numbers[cell], owners[cell] = text, ink
            found[name] = Read(numbers, factors, owners, factor_inks)
        return found

    def _text(self, name: str, plane: Plane, points: Points) -> tuple[str, str] | None:
        """Whether an outline is a number or a factor in a cell of this plane, and what it says."""
        key = (name, points.tobytes())
        if key not in self._known:
            self._known[key] = _text_in_a_cell(plane, points)
        return self._known[key]


def _text_in_a_cell(plane: Plane, points: Points) -> tuple[str, str] | None:
    upright = flattened(points, plane) / plane.cell
    low, high = upright.min(axis=0), upright.max(axis=0)
    if (high - low > 1).any() or (low < 0).any() or high[0] > plane.columns or high[1] > plane.rows:
        return None
    for kind, weight in (("number", NUMBER_WEIGHT), ("factor", FACTOR_WEIGHT)):
        try:
            text = read(upright * 30, weight)
        except NotTextError:
            continue
        if any(character in "0123456789∞" for character in text):  # a bar of cells looks like a minus
            return kind, text
    return None


@dataclass(frozen=True)
class Term:
    """A term of the written sum: a product of two texts, one number, or ``count`` products as one number."""

    value: str
    weight: str | None = None
    count: int = 0


@dataclass(frozen=True)
class Sum:
    """The arithmetic line: its terms, and the result and what the activation makes of it, once written."""

    terms: tuple[Term, ...]
    result: str | None
    activated: str | None


def parsed(line: str) -> Sum:
    """The arithmetic line as a person understands it."""
    left, sign, right = (*re.split(r"(=|(?<=[\d)∞])≈)", line, maxsplit=1), "", "")[:3]
    result, *arrows = re.split(r"→[^→]*→", right)
    result = sign.removeprefix("=") + result.strip()
    terms = tuple(_terms(left))
    return Sum(terms, result or None, arrows[0].strip() if arrows else None)


def _terms(text: str) -> Iterator[Term]:
    for part in re.split(r"\s*\+ ", text.strip()):
        hidden = re.fullmatch(r"\((\d+) more\) (\S+)", part)
        if hidden:
            yield Term(hidden[2], count=int(hidden[1]))
            continue
        value, dot, weight = part.partition("·")
        yield Term(_bare(value), _bare(weight) if dot else None)


def _bare(text: str) -> str:
    return text.removeprefix("(").removesuffix(")")


@dataclass(frozen=True)
class Claim:
    """What a text claims: a number, give or take so much."""

    number: Decimal
    within: Decimal

    @staticmethod
    def of(text: str) -> Claim:
        """Exactly a number, or what rounds to it behind ``≈``."""
        number = number_in(text.removeprefix("≈"))
        if not text.startswith("≈"):
            return Claim(number, Decimal(0))
        exponent = number.as_tuple().exponent
        assert isinstance(exponent, int)
        return Claim(number, Decimal((0, (5,), exponent - 1)))

    def __add__(self, other: Claim) -> Claim:
        return Claim(self.number + other.number, self.within + other.within)

    def __mul__(self, other: Claim) -> Claim:
        reach = abs(self.number) * other.within + abs(other.number) * self.within + self.within * other.within
        return Claim(self.number * other.number, reach)


def added(terms: tuple[Term, ...]) -> Claim:
    """What the written terms add up to."""
    total = Claim(Decimal(0), Decimal(0))
    for term in terms:
        product = Claim.of(term.value)
        total += product if term.weight is None else product * Claim.of(term.weight)
    return total


def strong_text(scene: Stage, box: Box, colour: str) -> str:
    """The bold digits of a colour within a part of the picture, read from their outlines."""
    for ink in filled(scene):
        if colour_of(ink) == colour and box.contains(box_of(scene, ink), 2.0):
            try:
                return read(pixels_of(scene, ink), VALUE_WEIGHT)
            except NotTextError:
                continue
    return ""


def number_in_box(scene: Stage, box: Box) -> str:
    """The one number that stands in a cell that is no map's."""
    plane = flat(1, 1, box.x, box.y, box.width)
    told = [_text_in_a_cell(plane, pixels_of(scene, ink)) for ink in filled(scene)]
    numbers = [text for kind, text in filter(None, told) if kind == "number"]
    assert len(numbers) == 1, f"{numbers} in one cell"
    return numbers[0]


def sum_text(scene: Any) -> str:
    """The arithmetic line as it stands, from left to right and from top to bottom."""
    sums = scene.view.sums
    lines = sorted((*sums._terms.lines, *sums._result.lines), key=lambda line: (line.y, line.x))
    return "".join(line.text for line in lines)


def window_cells(trace: Any, ordinal: int) -> np.ndarray:
    """The (row, column) in the padded grid of each cell under the kernel, in reading order."""
    step = trace.step(trace.position(ordinal))
    (top, _), (left, _) = trace.padding
    rows, columns = step.coordinates
    return np.array([(row + top, column + left) for row in rows for column in columns])
