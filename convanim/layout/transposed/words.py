"""What is written beside the maps of a transposed convolution: captions and the size formula."""

from __future__ import annotations

from convanim.labels import Labels
from convanim.layout.captions import caption, shape
from convanim.layout.formula import SUBSCRIPT, SUBSCRIPT_DROP
from convanim.layout.transposed.sizes import Pair, Sizes
from convanim.theme import Theme
from convanim.typeset import Run, Style

Runs = tuple[Run, ...]


def stuffed_caption(sizes: Sizes, labels: Labels, theme: Theme, size: float) -> Runs:
    """``input 2×2 + zeros = 7×7``; no zeros, no sum."""
    extra = labels("+ zeros = {size}", size=shape(sizes.grid)) if sizes.grid != sizes.input else ""
    return caption(labels("input"), shape(sizes.input), extra, theme.input, theme, size)


def input_caption(sizes: Sizes, labels: Labels, theme: Theme, size: float) -> Runs:
    """``input 2×2``."""
    return caption(labels("input"), shape(sizes.input), "", theme.input, theme, size)


def output_caption(sizes: Sizes, labels: Labels, theme: Theme, size: float) -> Runs:
    """``output 5×5``."""
    return caption(labels("output"), shape(sizes.output), "", theme.output, theme, size)


def cropped_caption(sizes: Sizes, labels: Labels, theme: Theme, size: float) -> Runs:
    """``output 5×5 = 7×7 cropped``: what padding does to the output."""
    extra = labels("= {size} cropped", size=shape(sizes.canvas)) if sizes.cropped().any() else ""
    return caption(labels("output"), shape(sizes.output), extra, theme.output, theme, size)


def kernel_caption(sizes: Sizes, labels: Labels, theme: Theme, size: float) -> Runs:
    """``kernel 3×3``."""
    return caption(labels("kernel"), shape(sizes.kernel), "", theme.kernel, theme, size)


def size_formulas(sizes: Sizes, theme: Theme, size: float, two_lines: bool = False) -> tuple[Runs, ...]:
    """The output size in letters and numbers, one line where both axes agree, else one for each.

    Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", relationship 14:
    ``o = (i − 1)·s + k − 2p + a``, where a is the output padding; a dilated kernel spans d·(k − 1) + 1.
    With ``two_lines`` the letters and the numbers come apart.
    """
    axes = [_Axis(sizes, axis, theme, size, name) for axis, name in enumerate("hw")]
    if axes[0].numbers() == axes[1].numbers():
        axes = [_Axis(sizes, 0, theme, size, "")]
    rows = [(axis.letters(), axis.numbers()) for axis in axes]
    if two_lines:
        return tuple(part for row in rows for part in row)
    return tuple((*letters, *_Axis.sign_run(" ", theme, size), *numbers) for letters, numbers in rows)


class _Axis:
    """The formula of one axis."""

    def __init__(self, sizes: Sizes, axis: int, theme: Theme, size: float, name: str) -> None:
        self._input, self._kernel = sizes.input[axis], sizes.kernel[axis]
        self._stride, self._dilation = sizes.stride[axis], sizes.dilation[axis]
        self._padding: Pair = sizes.padding[axis]
        self._extra, self._output = sizes.output_padding[axis], sizes.output[axis]
        self._theme, self._size, self._name = theme, size, name

    def letters(self) -> Runs:
        """``o = (i − 1)·s + k``, and what else there is."""
        theme = self._theme
        runs = (
            *self._letter("o", theme.output.ink),
            *self._sign(" = ("),
            *self._letter("i", theme.input.ink),
        )
        runs += (*self._sign(" − 1)·"), *self._letter("s", theme.ink), *self._sign(" + "))
        kernel = self._letter("k", theme.kernel.ink)
        if self._dilation > 1:
            kernel = (*self._letter("d", theme.ink), *self._sign("·("), *kernel, *self._sign(" − 1) + 1"))
        runs += kernel
        before, after = self._padding
        letter = self._letter("p", theme.muted)
        if before != after:
            runs += (*self._sign(" − "), *letter, *self._sign(" − "), *letter, *self._sign("′"))
        elif before:
            runs += (*self._sign(" − 2"), *letter)
        if self._extra:
            runs += (*self._sign(" + "), *self._letter("a", theme.muted))
        return runs

    def numbers(self) -> Runs:
        """``= 1·2 + 3 = 5``."""
        theme = self._theme
        runs = (*self._sign("= "), *self._number(self._input - 1, theme.input.ink), *self._sign("·"))
        runs += (*self._number(self._stride, theme.ink), *self._sign(" + "))
        if self._dilation > 1:
            runs += (*self._number(self._dilation, theme.ink), *self._sign("·"))
            runs += (*self._number(self._kernel - 1, theme.kernel.ink), *self._sign(" + 1"))
        else:
            runs += self._number(self._kernel, theme.kernel.ink)
        before, after = self._padding
        if before != after:
            runs += (*self._sign(" − "), *self._number(before, theme.muted))
            runs += (*self._sign(" − "), *self._number(after, theme.muted))
        elif before:
            runs += (*self._sign(" − 2·"), *self._number(before, theme.muted))
        if self._extra:
            runs += (*self._sign(" + "), *self._number(self._extra, theme.muted))
        return (*runs, *self._sign(" = "), *self._number(self._output, theme.output.ink, 700))

    def _letter(self, letter: str, colour: str) -> Runs:
        runs: Runs = (Run(letter, Style(self._size, 500, True), colour),)
        if self._name:
            runs += (
                Run(
                    self._name,
                    Style(self._size * SUBSCRIPT, 500),
                    colour,
                    -SUBSCRIPT_DROP * self._size,
                ),
            )
        return runs

    def _number(self, value: int, colour: str, weight: int = 500) -> Runs:
        return (Run(str(value), Style(self._size, weight), colour),)

    def _sign(self, text: str) -> Runs:
        return self.sign_run(text, self._theme, self._size)

    @staticmethod
    def sign_run(text: str, theme: Theme, size: float) -> Runs:
        """Signs and brackets in ink."""
        return (Run(text, Style(size), theme.ink),)
