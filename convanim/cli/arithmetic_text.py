"""The size arithmetic of an operation with its numbers filled in, as text and as a table."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from convanim.engine.arguments import counted
from convanim.engine.pool_shapes import plan_pool
from convanim.engine.shapes import plan_conv
from convanim.engine.transposed import plan_conv_transpose
from convanim.errors import ConvanimError
from convanim.rendering.catalog import find
from convanim.sizes import Size, size_text
from convanim.sources import Seeded
from convanim.sources.load import kernel_shape, size_of
from convanim.spec import ClipSpec
from convanim.spec.checks import check_parameters
from convanim.spec.resolve import parameters, pool_kernel, settled_for, weight_counts

Pair = tuple[int, int]


AXIS_NAMES = ("slices: ", "rows:   ", "columns:")
"""What the axes of a volume are called, and the last two of them those of a picture."""


@dataclass(frozen=True, slots=True)
class AxisArithmetic:
    """One axis of an operation; ``padding`` is (before, after), ``extra`` the output padding."""

    input: int
    kernel: int
    stride: int
    padding: Pair
    dilation: int
    extra: int
    output: int

    def formula(self, operation: str, *, ceil_mode: bool = False) -> str:
        """``o = ⌊(i + 2p − k) / s⌋ + 1 = ⌊(5 + 2·1 − 3) / 2⌋ + 1 = 3``."""
        expression = self._transposed if operation == "conv_transpose" else self._sliding
        brackets = "⌈⌉" if ceil_mode else "⌊⌋"
        line = f"o = {expression(True, brackets)} = {expression(False, brackets)}"
        if operation != "conv_transpose" and ceil_mode and self._rounded_up() != self.output:
            note = f"{self._rounded_up()}, less one window that would start past the input"
            return f"{line} = {note}: {self.output}"
        return f"{line} = {self.output}"

    def _sliding(self, symbols: bool, brackets: str) -> str:
        """Dumoulin & Visin, relationship 15."""
        size, step = ("i", "s") if symbols else (str(self.input), str(self.stride))
        span = f"− {self._product('d', self.dilation, symbols)}({self._kernel(symbols)} − 1) − 1"
        window = f"− {self._kernel(symbols)}" if self.dilation == 1 else span
        return f"{brackets[0]}({size} + {self._padding(symbols)} {window}) / {step}{brackets[1]} + 1"

    def _transposed(self, symbols: bool, _: str) -> str:
        """Dumoulin & Visin, relationship 14, with the span of a dilated kernel in the kernel's place."""
        size = "i" if symbols else str(self.input)
        grown = f"{self._product('s', self.stride, symbols)}({size} − 1)"
        span = f"{self._product('d', self.dilation, symbols)}({self._kernel(symbols)} − 1) + 1"
        window = self._kernel(symbols) if self.dilation == 1 else span
        extra = f"{'a' if symbols else self.extra} + " if self.extra else ""
        before, after = self.padding
        padding = self._padding(symbols)
        cropped = padding if before == after else f"({padding})"
        return f"{grown} + {extra}{window} − {cropped}"

    def _padding(self, symbols: bool) -> str:
        before, after = self.padding
        if before == after:
            return "2p" if symbols else f"2·{before}"
        return "p₁ + p₂" if symbols else f"{before} + {after}"

    def _kernel(self, symbols: bool) -> str:
        return "k" if symbols else str(self.kernel)

    def _product(self, symbol: str, value: int, symbols: bool) -> str:
        return symbol if symbols else f"{value}·"

    def _rounded_up(self) -> int:
        span = self.dilation * (self.kernel - 1) + 1
        return math.ceil((self.input + sum(self.padding) - span) / self.stride) + 1


@dataclass(frozen=True, slots=True)
class ShapeArithmetic:
    """The sizes of an operation and how the output's comes about: rows, then columns."""

    operation: str
    ceil_mode: bool
    input_shape: Size
    output_shape: Size
    axes: tuple[AxisArithmetic, ...]

    @property
    def formulas(self) -> tuple[str, ...]:
        """One line where both axes have the same numbers, else one each."""
        lines = tuple(axis.formula(self.operation, ceil_mode=self.ceil_mode) for axis in self.axes)
        return lines[:1] if len(set(self.axes)) == 1 else lines

    def text(self) -> str:
        """The lines that a person reads."""
        lines = self.formulas
        if len(lines) > 1:
            names = AXIS_NAMES[-len(lines) :]
            lines = tuple(f"{name} {line}" for name, line in zip(names, lines, strict=True))
        first = (
            1 if self.input_shape[0] == self.output_shape[0] == 1 else 0
        )  # one channel goes without saying
        output = size_text(self.output_shape[first:])
        sizes = f"input {size_text(self.input_shape[first:])}, kernel {size_text(self._each('kernel'))}"
        positions = counted(math.prod(self.output_shape[1:]), "position")
        return "\n".join((*lines, f"{sizes}: output {output}, {positions}"))

    def table(self) -> dict[str, Any]:
        """The numbers as JSON has them."""
        names = ("kernel", "stride", "padding", "dilation", "output")
        return {
            "operation": self.operation,
            "input_shape": list(self.input_shape),
            **{name: self._each(name) for name in names},
            "output_shape": list(self.output_shape),
            "positions": math.prod(self.output_shape[1:]),
            "formulas": list(self.formulas),
        }

    def _each(self, name: str) -> list[Any]:
        values = [getattr(axis, name) for axis in self.axes]
        return [list(value) if isinstance(value, tuple) else value for value in values]


def shape_arithmetic(spec: ClipSpec) -> ShapeArithmetic:
    """The arithmetic of a spec's operation, from sizes alone; ConvanimError for what cannot be."""
    spec = spec.settled()
    operation = str(spec.operation)
    check_parameters(spec)
    along = find(spec.scene).axes[0]
    size = size_of(
        "input", spec.input, max_cells=spec.max_cells, resize=spec.resize, axes=along, crop=spec.crop
    )
    channels = find(spec.scene).channels if isinstance(spec.input, Seeded) else 1
    input_shape = size if len(size) > along else (channels, *size)
    spec = settled_for(spec, input_shape[0])
    if spec.dilations is not None:
        raise ConvanimError(
            "every layer of a stack answers as many samples as it reads: leave dilations out to see one layer"
        )
    output_shape, axes = _PLANS.get(operation, _pooled)(spec, input_shape)
    return ShapeArithmetic(operation, spec.ceil_mode, input_shape, output_shape, axes)


Plan = tuple[Size, tuple[AxisArithmetic, ...]]


def _convolved(spec: ClipSpec, input_shape: Size) -> Plan:
    plan = plan_conv(input_shape, _weight_shape(spec, input_shape), **parameters(spec))
    return plan.output_shape, _axes(plan.window, (0,) * len(plan.window.extent))


def _transposed(spec: ClipSpec, input_shape: Size) -> Plan:
    plan = plan_conv_transpose(input_shape, _weight_shape(spec, input_shape), **parameters(spec))
    numbers = (plan.input_size, plan.kernel_size, plan.stride, plan.padding, plan.dilation)
    rows = zip(*numbers, plan.output_padding, plan.output_size, strict=True)
    return plan.output_shape, tuple(AxisArithmetic(*row) for row in rows)


def _pooled(spec: ClipSpec, input_shape: Size) -> Plan:
    plan = plan_pool(input_shape, pool_kernel(spec), **parameters(spec))
    return plan.output_shape, _axes(plan.window, (0,) * len(plan.window.extent))


_PLANS: dict[str, Callable[[ClipSpec, Size], Plan]] = {"conv": _convolved, "conv_transpose": _transposed}


def _axes(window: Any, extra: Size) -> tuple[AxisArithmetic, ...]:
    numbers = (window.extent, window.kernel_size, window.stride, window.padding, window.dilation)
    return tuple(AxisArithmetic(*row) for row in zip(*numbers, extra, window.count, strict=True))


def _weight_shape(spec: ClipSpec, input_shape: Size) -> Size:
    axes = len(input_shape) - 1
    size = size_of("kernel", spec.kernel, max_cells=spec.max_cells, axes=axes)
    return kernel_shape(size, *weight_counts(spec, input_shape[0]), axes=axes)
