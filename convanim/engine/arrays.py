"""Which arrays the engine takes, and in which type it computes with them."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convanim.engine.arguments import check_not_empty
from convanim.errors import ConvanimError

Array: TypeAlias = NDArray[Any]
Dtype: TypeAlias = np.dtype[Any]
Number: TypeAlias = np.number[Any]

INT64_LARGEST = 2**63 - 1


def numeric(values: ArrayLike, name: str) -> Array:
    """`values` as an array of integers, booleans or floats; an array that is one already is returned itself.

    Raises `ConvanimError` for ragged lists, empty arrays and every other dtype.
    """
    try:
        array = np.asarray(values)
    except ValueError:
        raise ConvanimError(
            f"{name} is a nested list whose rows differ in length: give every row the same length"
        ) from None
    if array.dtype.kind not in "biuf":
        raise ConvanimError(f"{name} has dtype {array.dtype}: use integers or real floats")
    check_not_empty(array.shape, name)
    return array


def compute_dtype(*arrays: Array | None) -> Dtype:
    """The type an operation on `arrays` computes and answers in.

    int64 if all are integers or booleans; otherwise float64, or float32 where no array has more.
    """
    kinds = [_widened(array.dtype) for array in arrays if array is not None]
    return np.result_type(*kinds)


def _widened(dtype: Dtype) -> Dtype:
    if dtype.kind in "biu":
        return np.dtype(np.int64)
    return np.dtype(np.float32) if dtype.itemsize <= 4 else np.dtype(np.float64)


def magnitude(array: Array) -> int:
    """The largest absolute value of an integer array, as an exact Python int."""
    return max(abs(int(array.max())), abs(int(array.min())))


def integer_bound(x: Array, weight: Array, bias: Array | None, terms: int) -> int:
    """What no sum of products of `x` and `weight`, plus bias, exceeds; refuses what int64 cannot hold.

    `terms` is the number of products that one output element adds.
    """
    bound = magnitude(x) * magnitude(weight) * terms + (0 if bias is None else magnitude(bias))
    if max(bound, magnitude(x), magnitude(weight)) > INT64_LARGEST:
        largest = max(magnitude(x), magnitude(weight))
        raise ConvanimError(
            f"integers up to {largest} can overflow 64 bits when {terms} products are added: "
            f"use smaller integers, or floats"
        )
    return bound


def check_fits_int64(x: Array, name: str) -> None:
    """Refuse unsigned integers that int64 cannot hold."""
    if x.dtype.kind == "u" and int(x.max()) > INT64_LARGEST:
        raise ConvanimError(f"{name} holds {int(x.max())}, beyond 64-bit integers: use smaller integers")


def check_finite(array: Array, name: str) -> None:
    """Refuse NaN and infinity, without a temporary copy: both survive in the minimum or the maximum."""
    if array.dtype.kind != "f":
        return
    for extreme in (array.min(), array.max()):
        if not np.isfinite(extreme):
            raise ConvanimError(f"{name} holds {extreme}, which cannot be shown: use finite numbers")


def whole_numbers(values: ArrayLike, name: str) -> NDArray[np.int64]:
    """`values` as int64, where every value is a whole number within its range.

    Raises `ConvanimError` for NaN, infinity, fractions and what int64 cannot hold.
    """
    array = numeric(values, name)
    check_finite(array, name)
    check_fits_int64(array, name)
    if array.dtype.kind == "f":
        fractions = array[array != np.floor(array)]
        if fractions.size:
            raise ConvanimError(f"{name} holds {fractions[0]}, which is not whole: use whole numbers")
        if np.abs(array).max() >= 2.0**63:
            raise ConvanimError(
                f"{name} holds {array.flat[np.abs(array).argmax()]}, beyond 64-bit integers: "
                f"use smaller integers"
            )
    return array.astype(np.int64)


def read_only(array: Array) -> Array:
    """`array` itself, no longer writeable: a value that is handed out stays what it was."""
    array.flags.writeable = False
    return array
