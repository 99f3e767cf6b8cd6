"""What is asked for: a frozen description of a clip, parsed without touching data."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from convanim.errors import ConvanimError, hint
from convanim.labels import Labels
from convanim.limits import MAX_CELLS, MAX_FRAMES, MAX_PIXELS
from convanim.rendering.catalog import find
from convanim.sizes import Padding, Size
from convanim.sources import Seeded, Source
from convanim.sources.crop import Crop
from convanim.sources.source import check_source_channels_first
from convanim.spec.fields import FIELDS, converted

if TYPE_CHECKING:
    from convanim.engine import Trace
    from convanim.labels.languages import Language
    from convanim.shaping import FontFile

USUAL_INPUT, USUAL_KERNEL = Seeded((5,)), Seeded((3,))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipSpec:
    """A clip as it is asked for. The fields' names are the keys of TOML files and, with dashes, options.

    Values may be written as on the command line (``input="5x7"``, ``stride="2x1"``) or as Python values;
    they are kept in one form, so that equal clips have equal specs. `resolve` meets the data.

    Attributes:
        scene: a name in the catalogue.
        operation: "conv", "conv_transpose", "max_pool" or "average_pool"; None is the scene's usual one.
        view: how the scene shows it; None is its usual view.
        input, kernel: where the numbers come from; a size is filled from the seed.
        pointwise: the weights of a separable layer's 1×1 filters, a row for each; None draws them.
        stride: one number or one per axis; None is 1, for a pooling the kernel's size.
        dilations: the dilation of each layer of a stack, the lowest first; None is no stack.
        ceil_mode: whether the last windows of a pooling may reach past the end.
        count_include_pad: whether an average divides by its cells of padding as well.
        filters: how many filters a kernel has that only a size is given for; None is the scene's usual.
        padding: a number, one or a (before, after) pair per axis, or a name such as "same".
        bias: one number, or one per filter.
        show: "numbers" in cells of their role's colour, or "pixels", where the colour is the value.
        partial_maps: whether the scene filter shows the map of each channel's answers.
        duration, at: seconds; ``at`` is the moment that a still shows.
        frame: "fit" is a canvas as large as the content, "slide" one of 16:9; None is as the format has it.
        language: what the words are in: a shipped language, a .toml file of labels, or what such a file says.
        font: for characters that Inter lacks, a font's file or its name; None looks for one.
        labels: words instead of the program's own, such as the captions of input, kernel and output.
        matte: the colour of the page under a transparent clip.
        resize: the size that an image is brought to.
        crop: the part of it that is taken, or the side of it that is kept.
        crf, preset: a video's quality (lower is better) and how much time the encoder takes for it.
        keyframes: whether a video can be entered at each mark without decoding what is before it.
        embed: whether an .html page is made for an iframe: no heading, compact controls.
        colours: how many colours a GIF has.
        max_bytes: the size that the file must not exceed; moves, colours, quality and width give way to it.
        max_cells, max_frames, max_pixels: limits: cells of an array, frames of the clip, pixels of a frame.

    Raises ConvanimError, which names the field and the value, for whatever a field cannot be.
    """

    scene: str = "sliding-kernel"
    operation: str | None = None
    input: Source = USUAL_INPUT
    kernel: Source = USUAL_KERNEL
    pointwise: Source | None = None
    stride: int | Size | None = None
    padding: Padding = 0
    output_padding: int | Size = 0
    dilation: int | Size = 1
    dilations: Size | None = None
    groups: int = 1
    filters: int | None = None
    padding_mode: str = "zeros"
    ceil_mode: bool = False
    count_include_pad: bool = True
    bias: int | float | tuple[int | float, ...] | None = None
    activation: str = "none"
    partial_maps: bool = False
    view: str | None = None
    show: str = "numbers"
    theme: str = "light"
    pace: str = "adaptive"
    motion: str = "smooth"
    duration: float | None = None
    fps: int | None = None
    width: int | None = None
    height: int | None = None
    frame: str | None = None
    title: str | None = None
    language: str | Language | None = None
    font: str | None = None
    labels: tuple[tuple[str, str], ...] = ()
    seed: int = 0
    at: float | None = None
    matte: str | None = None
    resize: Size | None = None
    crop: Crop | None = None
    loop: bool | None = None
    crf: int | None = None
    preset: str | None = None
    keyframes: bool = False
    embed: bool = False
    colours: int | None = None
    max_bytes: int | None = None
    max_cells: int = MAX_CELLS
    max_frames: int = MAX_FRAMES
    max_pixels: int = MAX_PIXELS

    def __post_init__(self) -> None:
        """Bring every value into the form in which it is kept."""
        for name in FIELDS:
            object.__setattr__(self, name, converted(name, getattr(self, name)))
        if 3 not in find(self.scene).axes:
            for name in ("input", "kernel"):
                check_source_channels_first(name, getattr(self, name))

    @classmethod
    def of(cls, **values: Any) -> ClipSpec:
        """A spec from values in any form; an unknown name is refused with the nearest there is."""
        check_names(values)
        return cls(**values)

    def changed(self, **values: Any) -> ClipSpec:
        """The same spec with some values changed, in any form."""
        check_names(values)
        return dataclasses.replace(self, **values)

    def settled(self) -> ClipSpec:
        """The same spec with the scene's usual operation and view where none is named.

        Where the input's channels decide the view, it stays open until they are known.
        """
        scene = find(self.scene)
        operation = self.operation or scene.operations[0]
        view = self.view or (None if scene.settle else scene.views[0])
        return dataclasses.replace(self, operation=operation, view=view)

    def with_usual_limits(self) -> ClipSpec:
        """The same spec under the usual limits: a file from elsewhere does not raise them."""
        return self.changed(max_cells=MAX_CELLS, max_frames=MAX_FRAMES, max_pixels=MAX_PIXELS)

    def resolve(self) -> Clip:
        """The clip with every number; raises ConvanimError for what cannot be."""
        from convanim.spec.resolve import resolve

        return resolve(self)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """The clip itself, where a notebook shows a spec."""
        from convanim.notebook import spec_bundle

        return spec_bundle(self)


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """A spec that has met its data.

    Attributes:
        trace: every number of the operation.
        title: as given, or what is special about this configuration.
        prose: one or two short sentences that explain it.
        labels: the words on the screen, and what they are written in.
        font: has the characters that Inter lacks; None where there are none.
        embedded: the spec as TOML text that makes the clip again elsewhere: small files' values are in it.
    """

    spec: ClipSpec
    trace: Trace
    title: str
    prose: str
    labels: Labels
    embedded: str
    font: FontFile | None = None

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """The clip itself, in a notebook."""
        return self.spec._repr_mimebundle_()


def check_names(values: Mapping[str, object]) -> None:
    """Refuse a name that is no field of a spec."""
    for name in values:
        if name not in FIELDS:
            known = hint(name, FIELDS, f"use some of {', '.join(FIELDS)}")
            raise ConvanimError(f'there is no field "{name}": {known}')
