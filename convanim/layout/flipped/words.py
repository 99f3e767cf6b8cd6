"""What is written beside the maps: what each side is called, by whom, and its formula."""

from __future__ import annotations

from convanim.labels import Labels
from convanim.layout.boxes import Line
from convanim.layout.formula import SUBSCRIPT, SUBSCRIPT_DROP, Formula
from convanim.theme import Theme
from convanim.typeset import Run, Style

Runs = tuple[Run, ...]


def headings(labels: Labels) -> tuple[str, str]:
    """What the two readings are called."""
    return labels("Cross-correlation"), labels("Convolution")


def abouts(labels: Labels) -> tuple[str, str]:
    """Who calls which of them a convolution."""
    return (
        labels("what deep learning calls convolution"),
        labels("what mathematics calls convolution"),
    )


STAGES = ((0.0, 0.0), (0.5, 0.0), (1.0, 0.5), (1.0, 1.0))
"""How a kernel stands before, between and after its two turns, as (rows, columns)."""


def turned(rows: float, columns: float, labels: Labels) -> str:
    """How a kernel stands whose rows and columns are mirrored that far, each from 0 to 1."""
    if rows <= 0 and columns <= 0:
        return labels("as it is")
    if rows < 1 or columns <= 0:
        return labels("rows swap")
    return labels("columns swap") if columns < 1 else labels("rotated 180°")


def note_runs(turn: tuple[float, float], named: bool, labels: Labels, theme: Theme, size: float) -> Runs:
    """How a kernel stands, (rows, columns), after its name where that does not stand beside it."""
    said = Run(turned(*turn, labels), Style(size), theme.muted)
    name = Run(f"{labels('kernel')}  ", Style(size, 650), theme.kernel.ink)
    return (name, said) if named else (said,)


def definition(side: int, theme: Theme, size: float, least: float = 0.0) -> Runs:
    """``y[i] = Σ x[i + u]·w[u]``, or with a minus: the definitions differ in this one sign.

    The index of the sum is left out where it would be smaller than the least size. Goodfellow, Bengio and
    Courville, "Deep Learning", section 9.1, has both.
    """
    plain, italic, strong = Style(size), Style(size, 500, True), Style(size, 760)
    small = Style(size * SUBSCRIPT, 500, True)
    sign = ("+", "−")[side]

    def letter(text: str, colour: str) -> Run:
        return Run(text, italic, colour)

    def ink(text: str) -> Run:
        return Run(text, plain, theme.ink)

    return (
        *(letter("y", theme.output.ink), ink("["), letter("i", theme.ink), ink("] = Σ")),
        *([Run("u", small, theme.ink, -2 * SUBSCRIPT_DROP * size)] if small.size >= least else []),
        *(ink(" "), letter("x", theme.input.ink), ink("["), letter("i", theme.ink)),
        *(Run(f" {sign} ", strong, theme.ink), letter("u", theme.ink), ink("] · ")),
        *(letter("w", theme.kernel.ink), ink("["), letter("u", theme.ink), ink("]")),
    )


def placed(runs: Runs, x: float, y: float) -> Formula:
    """A definition as a formula in place."""
    line = Line("formula", runs, x, y)
    return Formula((line,), (), line.box)
