"""What the slices are called."""

from __future__ import annotations

from dataclasses import replace

from convanim.labels import Labels
from convanim.layout.boxes import Line
from convanim.layout.volume.layout import VolumeLayout
from convanim.theme import Theme
from convanim.typeset import Run, Style, runs_width

AIR = 8.0


def slice_name(layout: VolumeLayout, number: int, depth: int, labels: Labels, theme: Theme) -> Line:
    """A slice's name above the first slot: its number in an input of so many slices, or that it is padding.

    Where slices stand close, the number alone; padding is dashed, and then says no more than that.
    """
    rise, size = layout.label
    real = 0 <= number < depth
    said = labels("slice {number}", number=number + 1) if real else labels("padding")
    run = Run(said, Style(size), theme.muted)
    if runs_width((run,)) > layout.strip.pitch - AIR:
        run = replace(run, text=f"{number + 1}" if real else "")
    return Line("slice", (run,), layout.input.box.x, layout.input.box.y + rise)
