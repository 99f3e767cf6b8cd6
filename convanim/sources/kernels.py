"""The kernels that have a name: one line each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class NamedKernel:
    """A kernel by name: its integers, and what they are divided by."""

    rows: tuple[tuple[int, ...], ...]
    divisor: int


KERNELS: Mapping[str, NamedKernel] = MappingProxyType(
    {
        "identity": NamedKernel(((0, 0, 0), (0, 1, 0), (0, 0, 0)), 1),
        "box-blur": NamedKernel(((1, 1, 1), (1, 1, 1), (1, 1, 1)), 9),
        "gaussian": NamedKernel(((1, 2, 1), (2, 4, 2), (1, 2, 1)), 16),
        "sharpen": NamedKernel(((0, -1, 0), (-1, 5, -1), (0, -1, 0)), 1),
        "sobel-x": NamedKernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)), 1),
        "sobel-y": NamedKernel(((-1, -2, -1), (0, 0, 0), (1, 2, 1)), 1),
        "prewitt": NamedKernel(((-1, 0, 1), (-1, 0, 1), (-1, 0, 1)), 1),
        "laplacian": NamedKernel(((0, 1, 0), (1, -4, 1), (0, 1, 0)), 1),
        "emboss": NamedKernel(((-2, -1, 0), (-1, 1, 1), (0, 1, 2)), 1),
    }
)  # fmt: skip
"""Every named kernel. Values as in the textbooks on image processing; all are 3×3."""
