"""Title and prose of cross-correlation beside convolution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convanim.engine.trace_flipped import flipped_pair
from convanim.labels import ENGLISH, Labels, paragraph

if TYPE_CHECKING:
    from convanim.engine import ConvTrace
    from convanim.spec import ClipSpec


def words(spec: ClipSpec, trace: ConvTrace, labels: Labels = ENGLISH) -> tuple[str, str]:
    """The title and the prose: who rotates the kernel, and whether that changes anything here."""
    pair = flipped_pair(trace)
    title = labels("Convolution or cross-correlation?")
    if pair.symmetric:
        same = labels("This kernel looks the same rotated by 180°, so both give the same output.")
        return title, same
    rotated = labels("Mathematics rotates the kernel by 180° first, deep learning does not.")
    if pair.agreeing.all():
        return title, paragraph(labels, rotated, labels("Here both give the same output."))
    return title, rotated
