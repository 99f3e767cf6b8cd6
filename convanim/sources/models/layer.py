"""What a model file says of one of its layers, whatever the file's kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from convanim.engine.arrays import Array
from convanim.errors import ConvanimError, hint
from convanim.sizes import Padding, Size

MOST_LETTERS = 80
"""Of a layer's name; what is longer was made to do harm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelLayer:
    """A convolution or pooling layer of a model.

    Attributes:
        name: what the model calls it, fit to be printed; unique in its model.
        kind: its class or operator in the model's own words.
        operation: "conv", "conv_transpose", "max_pool" or "average_pool".
        weight_shape: as the engine takes weights, channels first; empty for a pooling.
        kernel_size: one number per spatial axis.
        known: whether the file says stride, padding and the rest; a file of weights alone does not.
        bias: whether it has one.
        activation: what is applied to its sums next.
    """

    name: str
    kind: str
    operation: str
    weight_shape: Size
    kernel_size: Size
    known: bool = True
    stride: Size | None = None
    padding: Padding = 0
    dilation: Size | None = None
    output_padding: int | Size = 0
    groups: int = 1
    bias: bool = False
    activation: str = "none"
    ceil_mode: bool = False
    count_include_pad: bool = True

    @property
    def axes(self) -> int:
        """How many spatial axes it has."""
        return len(self.kernel_size)

    @property
    def in_channels(self) -> int | None:
        """The channels that it reads; None where the file does not say."""
        if not self.weight_shape:
            return None
        transposed = self.operation == "conv_transpose"
        return self.weight_shape[0] if transposed else self.weight_shape[1] * self.groups

    @property
    def out_channels(self) -> int | None:
        """The maps that it makes; None where the file does not say."""
        if not self.weight_shape:
            return None
        transposed = self.operation == "conv_transpose"
        return self.weight_shape[1] * self.groups if transposed else self.weight_shape[0]


class Model(Protocol):
    """An open model file."""

    @property
    def layers(self) -> Sequence[ModelLayer]:
        """The layers that can be shown, in the file's order."""

    @property
    def flows(self) -> bool:
        """Whether the file says what comes before a layer."""

    @property
    def in_channels(self) -> int | None:
        """The channels of what goes into the model, where the file says it."""

    @property
    def input_shape(self) -> Size | None:
        """What goes into the model, ``(C, *spatial)``, where the file declares all of it."""

    def find(self, name: str) -> ModelLayer | None:
        """A layer by another name that the model has for it."""

    def weight(self, layer: ModelLayer) -> Array:
        """The layer's weights, ``(C_out, C_in/groups, *kernel)``, as the engine takes them."""

    def bias(self, layer: ModelLayer) -> Array | None:
        """One number for each of its maps, if it has them."""

    def flow(self, layer: ModelLayer, x: Array, max_cells: int) -> Array:
        """What flows into the layer, ``(C, *spatial)``, where `x` ``(C, *spatial)`` goes into the model."""


def find_layer(model: Model, path: str, name: str) -> ModelLayer:
    """The layer of that name; ConvanimError tells the nearest there is."""
    for layer in model.layers:
        if layer.name == name:
            return layer
    found = model.find(name)
    if found is not None:
        return found
    names = [layer.name for layer in model.layers]
    near = hint(name, names, f'see "convanim layers {printable(path)}"')
    raise ConvanimError(f'{printable(path)} has no layer "{printable(name)}" that can be shown: {near}')


def printable(text: str) -> str:
    """A name as it can be printed on a terminal and in a picture."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in text)
    return shown if len(shown) <= MOST_LETTERS else f"{shown[: MOST_LETTERS - 1]}…"


def unique(names: Sequence[str]) -> list[str]:
    """The names, printable; of equal ones, the later ones get a number."""
    seen: dict[str, int] = {}
    found: list[str] = []
    for name in map(printable, names):
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found


def no_layers(path: object, what: str) -> ConvanimError:
    """The error of a file in which nothing can be shown, and what can be."""
    return ConvanimError(f"{path} has no layer that can be shown: {what} is needed")


def refuse_flow(path: object, layer: ModelLayer) -> ConvanimError:
    """The error of a file that is asked what comes before a layer, and does not say it."""
    return ConvanimError(
        f"what comes before {layer.name} in {path} is not computed: leave --flow out, and give what "
        f"flows into it"
    )
