"""The engine: every number that convanim shows, computed with NumPy alone.

Arrays are channels-first: inputs ``(C_in, *spatial)`` or ``(N, C_in, *spatial)`` with one, two or three
spatial axes. What is called convolution is what deep learning calls so, the cross-correlation: the
kernel is not flipped.
"""

from convanim.engine.activations import ACTIVATIONS, activate
from convanim.engine.arrays import whole_numbers
from convanim.engine.conv import conv
from convanim.engine.cost import Cost, conv_cost, group_cost, ungrouped_cost
from convanim.engine.padding import PADDING_MODES, PADDING_NAMES
from convanim.engine.pool import average_pool, max_pool
from convanim.engine.pool_shapes import pool_output_shape
from convanim.engine.shapes import conv_output_shape
from convanim.engine.trace import OPERATIONS, Trace, trace
from convanim.engine.trace_conv import ConvTrace, Step
from convanim.engine.trace_pool import AveragePoolTrace, AverageStep, MaxPoolTrace, MaxStep
from convanim.engine.trace_separable import SeparableTrace, trace_separable
from convanim.engine.trace_stack import StackTrace, trace_stack
from convanim.engine.trace_transposed import GatherStep, GatherTrace, ScatterTrace, Stamp
from convanim.engine.transposed import conv_transpose, conv_transpose_output_shape

__all__ = [
    "ACTIVATIONS",
    "OPERATIONS",
    "PADDING_MODES",
    "PADDING_NAMES",
    "AveragePoolTrace",
    "AverageStep",
    "ConvTrace",
    "Cost",
    "GatherStep",
    "GatherTrace",
    "MaxPoolTrace",
    "MaxStep",
    "ScatterTrace",
    "SeparableTrace",
    "StackTrace",
    "Stamp",
    "Step",
    "Trace",
    "activate",
    "average_pool",
    "conv",
    "conv_cost",
    "conv_output_shape",
    "conv_transpose",
    "conv_transpose_output_shape",
    "group_cost",
    "max_pool",
    "pool_output_shape",
    "trace",
    "trace_separable",
    "trace_stack",
    "ungrouped_cost",
    "whole_numbers",
]
