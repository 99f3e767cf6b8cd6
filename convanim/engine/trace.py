"""One door to the traces: `trace` names an operation and answers every number of it, step by step."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Literal, TypeAlias, overload

from numpy.typing import ArrayLike

from convanim.engine.trace_conv import ConvTrace, trace_conv
from convanim.engine.trace_pool import AveragePoolTrace, MaxPoolTrace, trace_average_pool, trace_max_pool
from convanim.engine.trace_separable import SeparableTrace
from convanim.engine.trace_stack import StackTrace
from convanim.engine.trace_transposed import GatherTrace, ScatterTrace, trace_conv_transpose
from convanim.errors import ConvanimError

Trace: TypeAlias = (
    ConvTrace | GatherTrace | ScatterTrace | MaxPoolTrace | AveragePoolTrace | SeparableTrace | StackTrace
)

OPERATIONS = ("conv", "conv_transpose", "max_pool", "average_pool")


@overload
def trace(
    operation: Literal["conv"],
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    activation: str = "none",
    **parameters: Any,
) -> ConvTrace: ...


@overload
def trace(
    operation: Literal["conv_transpose"],
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    activation: str = "none",
    reading: Literal["gather"] = "gather",
    **parameters: Any,
) -> GatherTrace: ...


@overload
def trace(
    operation: Literal["conv_transpose"],
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    activation: str = "none",
    reading: Literal["scatter"],
    **parameters: Any,
) -> ScatterTrace: ...


@overload
def trace(
    operation: Literal["max_pool"], x: ArrayLike, *, activation: str = "none", **parameters: Any
) -> MaxPoolTrace: ...


@overload
def trace(
    operation: Literal["average_pool"], x: ArrayLike, *, activation: str = "none", **parameters: Any
) -> AveragePoolTrace: ...


@overload
def trace(
    operation: str,
    x: ArrayLike,
    weight: ArrayLike | None = None,
    bias: ArrayLike | None = None,
    *,
    activation: str = "none",
    **parameters: Any,
) -> Trace: ...


def trace(
    operation: str,
    x: ArrayLike,
    weight: ArrayLike | None = None,
    bias: ArrayLike | None = None,
    *,
    activation: str = "none",
    **parameters: Any,
) -> Trace:
    """Every number of an operation on `x` ``(C_in, *spatial)``, followed by `activation`.

    `operation` is "conv", "conv_transpose", "max_pool" or "average_pool"; `parameters` are those of the
    function of that name, and for "conv_transpose" the `reading`: "gather" (default) or "scatter".
    Nothing is computed until a step or the output is asked for, and `x` is not copied. Raises
    `ConvanimError` for what the operation would refuse, for a batch, and for NaN and infinity.
    """
    if operation not in OPERATIONS:
        raise ConvanimError(f'operation "{operation}" is unknown: use {", ".join(OPERATIONS)}')
    if operation in _WEIGHTED:
        if weight is None:
            raise ConvanimError(f"{operation} was given no weight: give an array of weights")
        return _WEIGHTED[operation](x, weight, bias, activation=activation, **parameters)
    if weight is not None or bias is not None:
        raise ConvanimError(f"{operation} takes neither weight nor bias: give a kernel_size only")
    if "kernel_size" not in parameters:
        raise ConvanimError(f"{operation} was given no kernel_size: give one number, or one per axis")
    return _POOLING[operation](x, activation=activation, **parameters)


_WEIGHTED: Mapping[str, Callable[..., Trace]] = MappingProxyType(
    {"conv": trace_conv, "conv_transpose": trace_conv_transpose}
)
_POOLING: Mapping[str, Callable[..., Trace]] = MappingProxyType(
    {"max_pool": trace_max_pool, "average_pool": trace_average_pool}
)
