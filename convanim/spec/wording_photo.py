"""Title and prose of a kernel that sweeps over a photograph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convanim.labels import ENGLISH, Labels
from convanim.ramps import keeps_scale
from convanim.sources import Named
from convanim.spec.wording_kernels import kernel_prose, kernel_title

if TYPE_CHECKING:
    from convanim.engine import ConvTrace
    from convanim.spec import ClipSpec


def words(spec: ClipSpec, trace: ConvTrace, labels: Labels = ENGLISH) -> tuple[str, str]:
    """The title and the prose: what the kernel does to a picture."""
    if isinstance(spec.kernel, Named):
        name = spec.kernel.name
        titles = {
            "sobel-x": labels("Sobel finds vertical edges"),
            "sobel-y": labels("Sobel finds horizontal edges"),
        }
        return titles.get(name, kernel_title(name, labels)), kernel_prose(name, labels)
    title = labels("A kernel sweeps over a picture")
    if keeps_scale(trace):
        prose = labels("Each output pixel is the weighted sum of the pixels under the kernel, shown in grey.")
        return title, prose
    return title, labels(
        "Each output cell is the weighted sum of the pixels under the kernel; its hue says the sign."
    )
