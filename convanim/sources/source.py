"""Where numbers come from, as it is written: a size to fill, values, a file, a kernel's name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from convanim.errors import ConvanimError
from convanim.sizes import Size, check_array_channels_first, check_channels_first

ARRAY_SUFFIXES = (".npy", ".csv")
IMAGE_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff")

NUMBERED = ("channels", "filters")
"""What a kernel's table may number as a model does."""

Nested: TypeAlias = "int | float | tuple[Nested, ...]"


@dataclass(frozen=True, slots=True)
class Seeded:
    """A size, to be filled with small integers from the seed."""

    shape: Size


@dataclass(frozen=True, slots=True)
class Values:
    """The numbers themselves, nested as rows.

    Attributes:
        dtype: "float32" or, for plain Python numbers, None.
        channels, filters: of weights from a model: what it counts them as; none go by their place.
    """

    cells: Nested
    dtype: str | None = None
    channels: Size = ()
    filters: Size = ()

    @property
    def shape(self) -> Size:
        """The size, found by the first entry at each depth; every row is as long as the first."""
        return nested_shape(self.cells)


@dataclass(frozen=True, slots=True)
class File:
    """A file of numbers or an image, by its path."""

    path: str

    @property
    def suffix(self) -> str:
        """The suffix in lower case, which says what kind of file it is."""
        return Path(self.path).suffix.lower()


@dataclass(frozen=True, slots=True)
class Named:
    """A kernel, or a picture, that has a name."""

    name: str


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of a model's layer.

    Attributes:
        model, layer: the file, and the layer's name in it.
        filters: those that are taken, in this order; all where none are named.
        channels: those that are taken where they stand ``alone``, else those that come to be shown.
        transposed: whether a file that does not tell keeps those of a transposed convolution.
    """

    model: str
    layer: str
    filters: Size = ()
    channels: Size = ()
    alone: bool = False
    transposed: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """What flows into a model's layer where ``source`` goes into the model, or ``straight`` into the layer.

    Of its channels some are taken ``alone``, or come to be shown, as those of the layer's weights.
    """

    model: str
    layer: str
    source: Source
    channels: Size = ()
    alone: bool = False
    straight: bool = False


Source = Seeded | Values | File | Named | Weights | Flow


def nested_shape(cells: Nested) -> Size:
    """The size of nested rows, by the first entry at each depth."""
    return (len(cells), *nested_shape(cells[0])) if isinstance(cells, tuple) else ()


def shortened(text: str) -> str:
    """What was written, as far as a message has room for it."""
    return text if len(text) <= 40 else text[:37] + "…"


def check_source_channels_first(name: str, source: Source) -> None:
    """Refuse a size, or values, whose channels are at the end, which those of a volume would not be."""
    if isinstance(source, Flow):
        check_source_channels_first(name, source.source)
    elif isinstance(source, Seeded):
        check_channels_first(source.shape)
    elif isinstance(source, Values):
        check_array_channels_first(name, source.shape)


def check_not_a_size(name: str, source: Source) -> None:
    """Refuse a bare row of values where only rows can be shown: a size may have been meant."""
    if isinstance(source, Values) and len(source.shape) == 1:
        text = shortened(str(list(source.cells))) if isinstance(source.cells, tuple) else ""
        raise ConvanimError(
            f'{name} {text} could be a size or a row of values: write "5x7" for a size, [[1, 2]] for values'
        )
