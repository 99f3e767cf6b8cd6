"""Title and prose of a three-dimensional convolution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convanim.labels import ENGLISH, Labels, counted

if TYPE_CHECKING:
    from convanim.engine import ConvTrace
    from convanim.spec import ClipSpec


def words(spec: ClipSpec, trace: ConvTrace, labels: Labels = ENGLISH) -> tuple[str, str]:
    """The title and the prose: how many slices the kernel reads, and that it moves along them."""
    deep, places = int(trace.kernel_size[0]), int(trace.positions[0])
    title = labels("3-D convolution")
    if places == 1:
        reads = labels("The kernel reads all slices at once, so the output has only one.")
        return title, reads
    if deep == 1:
        return title, labels("A kernel one slice deep goes through the slices one after the other.")
    number = counted(deep, labels)
    return title, labels(
        "The kernel reads {number} slices at a time and, unlike with channels, moves along the depth.",
        number=number,
    )
