"""The kernels that have a name: one line each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class NamedKernel:
    """A kernel by name: its integers, what they are divided by, its title and what it does, as prose."""

    rows: tuple[tuple[int, ...], ...]
    divisor: int
    title: str
    prose: str


KERNELS: Mapping[str, NamedKernel] = MappingProxyType(
    {
        "identity": NamedKernel(
            ((0, 0, 0), (0, 1, 0), (0, 0, 0)), 1, "Identity kernel",
            "The middle weight is 1 and all others are 0, so every window gives back its middle pixel.",
        ),
        "box-blur": NamedKernel(
            ((1, 1, 1), (1, 1, 1), (1, 1, 1)), 9, "Box blur",
            "Nine equal weights average the pixels under the kernel, so detail is smoothed away.",
        ),
        "gaussian": NamedKernel(
            ((1, 2, 1), (2, 4, 2), (1, 2, 1)), 16, "Gaussian blur",
            "Near pixels weigh more than far ones, so the picture is smoothed but keeps its shapes.",
        ),
        "sharpen": NamedKernel(
            ((0, -1, 0), (-1, 5, -1), (0, -1, 0)), 1, "Sharpening kernel",
            "Each pixel is pushed away from its four neighbours, so every edge gets steeper.",
        ),
        "sobel-x": NamedKernel(
            ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)), 1, "Sobel kernel for vertical edges",
            "The right column minus the left one: the sum is large where brightness changes sideways.",
        ),
        "sobel-y": NamedKernel(
            ((-1, -2, -1), (0, 0, 0), (1, 2, 1)), 1, "Sobel kernel for horizontal edges",
            "The bottom row minus the top one: the sum is large where brightness changes downwards.",
        ),
        "prewitt": NamedKernel(
            ((-1, 0, 1), (-1, 0, 1), (-1, 0, 1)), 1, "Prewitt kernel",
            "The right column minus the left one, all rows alike: the sum is large at vertical edges.",
        ),
        "laplacian": NamedKernel(
            ((0, 1, 0), (1, -4, 1), (0, 1, 0)), 1, "Laplacian kernel",
            "Four neighbours minus four times the middle: the sum is 0 where brightness changes evenly.",
        ),
        "emboss": NamedKernel(
            ((-2, -1, 0), (-1, 1, 1), (0, 1, 2)), 1, "Emboss kernel",
            "Pixels below right count up, pixels above left count down, like light from one corner.",
        ),
    }
)  # fmt: skip
"""Every named kernel. Values as in the textbooks on image processing; all are 3×3."""
