"""What flows into a layer of an ONNX graph: the engine runs what stands before it, or onnxruntime does."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from convanim.engine.arrays import Array
from convanim.errors import ConvanimError
from convanim.limits import check_cells
from convanim.sources.models.budget import CELLS, Budget
from convanim.sources.models.layer import printable
from convanim.sources.models.onnx_file import Node, OnnxFile
from convanim.sources.models.onnx_operators import OPERATORS
from convanim.sources.models.onnx_windows import called

_UNFIT = (ValueError, TypeError, IndexError, KeyError, OverflowError, ZeroDivisionError)
"""What NumPy raises where operands do not go together."""


def flow(file: OnnxFile, wanted: str, x: Array, max_cells: int) -> Array:
    """The value `wanted` ``(C, *spatial)`` where `x` ``(C, *spatial)`` goes into the graph.

    Raises ConvanimError for cycles, for graphs of several inputs, for sizes that do not go together and for
    what neither the engine nor an installed onnxruntime computes.
    """
    nodes, entry = upstream(file, wanted)
    x = x[np.newaxis].astype(np.float64 if x.dtype == np.float64 else np.float32)
    if wanted == entry:
        alone: Array = x[0]
        return alone
    foreign = next((node for node in nodes if not _is_ours(node)), None)
    if foreign is None:
        value = _run(file, nodes, {entry: x}, wanted, max_cells)
    else:
        from convanim.sources.models.onnx_runtime import run

        value = run(file, nodes, entry, x, wanted, CELLS * max_cells, foreign)
    if value.ndim < 3 or value.shape[0] != 1:
        raise ConvanimError(
            f"what flows into {printable(wanted)} has shape {value.shape}, which is no feature map"
        )
    feature_map: Array = value[0]
    return feature_map


def upstream(file: OnnxFile, wanted: str) -> tuple[list[Node], str]:
    """The nodes that a value hangs on, in the file's order, and the one input of the graph among them."""
    makers = {
        output: number for number, node in enumerate(file.graph.nodes) for output in node.outputs if output
    }
    needed: set[int] = set()
    entries: list[str] = []
    names, seen = [wanted], {wanted, ""}
    while names:
        name = names.pop()
        if name in file.graph.tensors:  # those of constant nodes among them
            continue
        if name in makers:
            needed.add(makers[name])
            new = [read for read in file.graph.nodes[makers[name]].inputs if read not in seen]
            names += new
            seen.update(new)
        else:
            entries.append(name)
    if len(entries) != 1:
        several = ", ".join(f'"{printable(name)}"' for name in sorted(entries)[:4]) or "no input at all"
        raise ConvanimError(
            f"{file.path}: what comes before this layer reads {several}, not one input: give what flows into "
            f"the layer, with --no-flow"
        )
    return [file.graph.nodes[number] for number in sorted(needed)], entries[0]


def _is_ours(node: Node) -> bool:
    return node.operator in OPERATORS and node.domain in ("", "ai.onnx")


def _run(
    file: OnnxFile, nodes: Sequence[Node], values: dict[str, Array], wanted: str, max_cells: int
) -> Array:
    """Node after node; what nobody reads any more is let go."""
    budget = Budget(max_cells)
    last = {name: number for number, node in enumerate(nodes) for name in node.inputs}
    for number, node in enumerate(nodes):
        operands = [_operand(file, values, node, name) for name in node.inputs if name]
        values[node.outputs[0]] = _computed(node, operands, budget)
        for name in node.inputs:
            if last[name] == number and name != wanted:
                values.pop(name, None)
        check_cells("what flows at once", (sum(v.size for v in values.values()),), 2 * CELLS * max_cells)
    if wanted not in values:
        raise ConvanimError(f"{file.path}: nothing makes {printable(wanted)}: export the model again")
    return values[wanted]


def _operand(file: OnnxFile, values: dict[str, Array], node: Node, name: str) -> Array:
    if name in values:
        return values[name]
    if name in file.graph.tensors:
        return file.array(file.graph.tensors[name])
    raise ConvanimError(
        f'{file.path}: {called(node)} reads "{printable(name)}", which is made after it: the graph has '
        f"a cycle, or its nodes are out of order"
    )


def _computed(node: Node, operands: list[Array], budget: Budget) -> Array:
    try:
        with np.errstate(all="ignore"):  # what is not finite is refused where it is to be shown
            return OPERATORS[node.operator](node, operands, budget)
    except ConvanimError as error:
        named = str(error).startswith(called(node))
        raise ConvanimError(str(error) if named else f"{called(node)}: {error}") from None
    except _UNFIT as error:
        reason = printable(str(error))
        raise ConvanimError(f"{called(node)} does not fit what flows into it: {reason}") from None
