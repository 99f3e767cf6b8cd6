"""What one side of the flat views shows, and the measures in which slides and fitted pictures differ."""

from __future__ import annotations

from dataclasses import dataclass, replace

from convanim import typeset
from convanim.layout.captions import dilation_words
from convanim.layout.transposed import words
from convanim.layout.transposed.plan import Facts
from convanim.layout.transposed.sizes import Pair
from convanim.theme import Theme
from convanim.typeset import Run, Style, runs_width

Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Manner:
    """The measures in which slides and fitted pictures differ; sizes of type, then of gaps.

    Attributes:
        heading, about: the side's name and what it does.
        caption, beside: captions below maps, and what else there is to say of the kernel.
        gap: between the columns, in cells, and its least in pixels.
        above: between the kernel and the map below it.
        drop: from a map to its caption's baseline, in caption sizes.
        kernel_at: where the kernels stand: "target" is above both sides' outputs, "source" above the scatter
            side's input, "right" beside the output of a side that stands alone and has no heading.
    """

    heading: float
    about: float
    caption: float
    beside: float
    gap: tuple[float, float]
    above: float
    drop: float
    kernel_at: str

    @property
    def fitted(self) -> bool:
        """Whether this is how fitted pictures are laid out: the sides above each other."""
        return self.kernel_at == "source"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one side shows, before anyone knows how large its cells are.

    ``about`` is what it does; ``abouts`` is that of both sides, which are set alike.
    """

    name: str
    heading: str
    about: str
    abouts: tuple[str, ...]
    source: Pair
    target: Pair
    kernel: Pair
    captions: dict[str, Runs]
    beside: tuple[Runs, ...]
    kernel_at: str

    def brief(self) -> Sheet:
        """The same with captions of names and shapes alone, where there is no room for more."""
        return replace(self, captions={name: runs[:2] for name, runs in self.captions.items()})


NOTE = 1.5
"""The width from which on a note beside the kernel is set in lines, in widths of the kernel's caption."""


def _lines(notes: tuple[str, ...], style: Style, width: float) -> tuple[str, ...]:
    return tuple(line for note in notes for line in typeset.wrap(note, style, width))


def sheet_of(facts: Facts, name: str, theme: Theme, manner: Manner) -> Sheet:
    """The sheet of "gather" or "scatter"."""
    sizes, size, labels = facts.sizes, manner.caption, facts.labels
    gather = name == "gather"
    caption = words.stuffed_caption if gather else words.input_caption
    target = words.output_caption if gather else words.cropped_caption
    note = labels("rotated 180°") if gather else labels("overlaps add")
    notes = (note, dilation_words(sizes.dilation, labels))
    abouts = (labels("each output cell reads a window"), labels("each pixel stamps a kernel"))
    style = Style(manner.beside)
    kernel = words.kernel_caption(sizes, facts.labels, theme, manner.beside + 1)
    return Sheet(
        name,
        labels("Gather") if gather else labels("Scatter"),
        abouts[0 if gather else 1],
        abouts,
        sizes.grid if gather else sizes.input,
        sizes.output if gather else sizes.canvas,
        sizes.kernel,
        {
            "source": caption(sizes, facts.labels, theme, size),
            "target": target(sizes, facts.labels, theme, size),
        },
        (
            kernel,
            *((Run(line, style, theme.muted),) for line in _lines(notes, style, NOTE * runs_width(kernel))),
        ),
        "target" if gather and manner.kernel_at == "source" else manner.kernel_at,
    )
