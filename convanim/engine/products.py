"""Matrix products that are exact for integers and as fast as the machine's BLAS for all."""

import numpy as np

from convanim.engine.arrays import Array

_EXACT_IN_FLOAT64 = 2**53


def matrix_product(left: Array, right: Array, bound: int | None) -> Array:
    """``left @ right`` over the last two axes, in the arrays' own dtype.

    `bound` is what no sum of products exceeds, for integers; None for floats. Below 2⁵³ every
    partial sum is a whole number that float64 holds exactly, so BLAS, which knows no integers,
    gives the exact result too.
    """
    if bound is None or bound >= _EXACT_IN_FLOAT64:
        product: Array = np.matmul(left, right)
        return product
    exact: Array = np.matmul(left.astype(np.float64), right.astype(np.float64))
    return exact.astype(np.int64)
