"""How much may be computed before a layer is reached."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from convanim.errors import ConvanimError
from convanim.limits import PRODUCTS_PER_CELL, amount, check_cells

CELLS, LAYERS = 64, 20
"""What flows through a model may be so many times the cells of an input, and the work of so many layers."""


@dataclass(slots=True)
class Budget:
    """What may still be done before it would never end."""

    max_cells: int
    spent: int = 0

    def check(self, shape: Sequence[int], products: int = 1) -> None:
        """Count an array that is about to be made, with so many products a cell."""
        check_cells("its output", shape, CELLS * self.max_cells)
        self.spent += math.prod(shape) * products
        if self.spent > LAYERS * PRODUCTS_PER_CELL * self.max_cells:
            raise ConvanimError(
                f"the layers up to this one take over {amount(self.spent)} products: use a smaller input, "
                f"or raise --max-cells (now {self.max_cells:,})"
            )
