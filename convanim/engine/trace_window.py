"""What every trace of a sliding window has in common: its positions, its coordinates, its output."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from convanim.engine.activations import activate
from convanim.engine.arguments import Pairs, Size, axes_text, range_text, size_text
from convanim.engine.arrays import Array, Number, read_only
from convanim.engine.window import Window
from convanim.errors import ConvanimError


@dataclass(frozen=True, eq=False)
class BaseTrace:
    """The numbers of one operation on an unbatched input ``(C_in, *spatial)``, worked out when asked for."""

    operation: str
    input: Array
    activation: str

    @property
    def positions(self) -> Size:
        """How many positions there are along each axis."""
        raise NotImplementedError

    def _run(self) -> Array:
        """The whole operation, before its activation."""
        raise NotImplementedError

    @cached_property
    def preactivation(self) -> Array:
        """The operation's whole output before the activation, ``(C_out, *spatial)``; computed once."""
        return read_only(self._run())

    @cached_property
    def output(self) -> Array:
        """The operation's whole output after the activation, ``(C_out, *spatial)``; computed once."""
        return read_only(activate(self.preactivation, self.activation))

    def __len__(self) -> int:
        """The number of positions: spatial ones only, whatever the channels."""
        return int(np.prod(self.positions))

    def position(self, ordinal: int) -> Size:
        """The position that comes `ordinal`-th, from 0, in raster order (the last axis fastest)."""
        if not 0 <= ordinal < len(self):
            raise ConvanimError(f"step {ordinal} does not exist: use {range_text(len(self) - 1)}")
        return tuple(int(place) for place in np.unravel_index(ordinal, self.positions))

    def _check_position(self, position: Size) -> None:
        if len(position) != len(self.positions):
            raise ConvanimError(
                f"position {tuple(position)} has {axes_text(len(position))} but the trace has "
                f"{len(self.positions)}: give one number per axis"
            )
        for place, count in zip(position, self.positions, strict=True):
            if not 0 <= place < count:
                raise ConvanimError(
                    f"position {tuple(position)} lies outside the {size_text(self.positions)} positions: "
                    f"use {(0,) * len(position)} to {tuple(size - 1 for size in self.positions)}"
                )

    def _check_channel(self, channel: int, channels: int, name: str) -> None:
        if not 0 <= channel < channels:
            raise ConvanimError(f"{name} {channel} does not exist: use {range_text(channels - 1)}")


@dataclass(frozen=True, eq=False)
class WindowTrace(BaseTrace):
    """A trace in which a window reads the input (or the stuffed input) once for each output position."""

    @property
    def window(self) -> Window:
        """The window, with the grid it slides over."""
        raise NotImplementedError

    @property
    def positions(self) -> Size:
        """The output's spatial size: how many positions the window takes along each axis."""
        return self.window.count

    @property
    def kernel_size(self) -> Size:
        """The kernel's cells along each axis, dilation not counted."""
        return self.window.kernel_size

    @property
    def stride(self) -> Size:
        """The operation's stride along each axis."""
        return self.window.stride

    @property
    def padding(self) -> Pairs:
        """The operation's padding, (before, after) along each axis."""
        return self.window.padding

    @property
    def dilation(self) -> Size:
        """The distance between neighbouring cells of the kernel along each axis; 1 is dense."""
        return self.window.dilation

    def origin(self, position: Size) -> Size:
        """The coordinate of the window's first cell in the unpadded grid; negative in the padding."""
        self._check_position(position)
        return self.window.origin(position)

    def reads(self, axis: int) -> NDArray[np.bool_]:
        """Which coordinates of the padded grid along `axis` any window reads, as `Window.reads` tells."""
        return self.window.reads(axis)


def activated(number: Number, activation: str) -> Number:
    """One number after the activation of that name."""
    value: Number = activate(number, activation).flat[0]
    return value


def inside_mask(coordinates: tuple[Array, ...], extent: Size) -> NDArray[np.bool_]:
    """Which cells of a window lie on the grid of size `extent`: a mask of the window's shape."""
    mask = np.ones((), dtype=np.bool_)
    for cells, size in zip(coordinates, extent, strict=True):
        mask = mask[..., None] & ((cells >= 0) & (cells < size))
    return mask


def check_unbatched(x: Array, axes: int) -> None:
    """Refuse a batch: a trace tells of one example. Other wrong ranks are the operation's to refuse."""
    if x.ndim == axes + 2:
        raise ConvanimError(
            f"input {size_text(x.shape)} has a batch axis but a trace takes one example: "
            f"use an input of shape {size_text(x.shape[1:])}"
        )
