"""What onnxruntime computes where the engine cannot: the nodes before a layer, and nothing else."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from convanim.engine.arrays import Array
from convanim.errors import ConvanimError
from convanim.limits import check_cells
from convanim.sources.models.files import package
from convanim.sources.models.layer import printable
from convanim.sources.models.onnx_file import Node, OnnxFile
from convanim.sources.models.onnx_tensors import Tensor
from convanim.sources.models.onnx_windows import called

IR_VERSION = 8


def run(
    file: OnnxFile, nodes: Sequence[Node], entry: str, x: Array, wanted: str, most: int, foreign: Node
) -> Array:
    """The value `wanted` where `x` goes in at `entry`; no array on the way has more than `most` cells.

    `foreign` is the node that the engine lacks, for the error of a machine without onnxruntime.
    """
    for node in nodes:
        if node.domain not in ("", "ai.onnx") or any(value is None for value in node.attributes.values()):
            raise ConvanimError(
                f"{file.path}: {called(node)} is of a kind that is not run here: give what flows into the "
                f"layer, with --no-flow"
            )
    what = f"computing {called(foreign)}, which comes before the layer,"
    runtime = package("onnxruntime", "onnx", what)
    onnx = package("onnx", "onnx", what)
    model = _model(file, onnx, nodes, entry, x, wanted)
    try:
        _check_sizes(onnx, model, most)
        options = runtime.SessionOptions()
        options.log_severity_level = 4  # its own words on stderr: the error below says what is wrong
        options.intra_op_num_threads = 1
        session = runtime.InferenceSession(
            model.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )
        return np.asarray(session.run([wanted], {entry: x.astype(np.float32)})[0])
    except ConvanimError:
        raise
    except (RuntimeError, ValueError, TypeError, onnx.shape_inference.InferenceError) as error:
        raise _failed(file, error) from None
    except Exception as error:
        # Its errors have no base of their own: they come from a compiled module, one class for each code.
        if not type(error).__module__.startswith("onnxruntime"):
            raise
        raise _failed(file, error) from None


def _failed(file: OnnxFile, error: Exception) -> ConvanimError:
    return ConvanimError(
        f"{file.path}: onnxruntime cannot run what comes before the layer: {printable(str(error))}"
    )


def _model(file: OnnxFile, onnx: Any, nodes: Sequence[Node], entry: str, x: Array, wanted: str) -> Any:
    helper = onnx.helper
    made = [
        helper.make_node(
            node.operator,
            node.inputs,
            node.outputs,
            node.name,
            **{name: _attribute(file, onnx, value) for name, value in node.attributes.items()},
        )
        for node in nodes
    ]
    read = {name for node in nodes for name in node.inputs}
    tensors = [
        onnx.numpy_helper.from_array(file.array(tensor), name)
        for name, tensor in file.graph.tensors.items()
        if name in read
    ]
    float32 = onnx.TensorProto.FLOAT
    ends = [helper.make_tensor_value_info(entry, float32, x.shape)]
    graph = helper.make_graph(made, "before", ends, [helper.make_empty_tensor_value_info(wanted)], tensors)
    opset = [helper.make_opsetid("", file.graph.opset)]
    return helper.make_model(graph, opset_imports=opset, ir_version=IR_VERSION)


def _attribute(file: OnnxFile, onnx: Any, value: Any) -> Any:
    return onnx.numpy_helper.from_array(file.array(value)) if isinstance(value, Tensor) else value


def _check_sizes(onnx: Any, model: Any, most: int) -> None:
    """Refuse a model whose arrays are too large, or of a size that is known only while it runs."""
    inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True)
    sizes: dict[str, list[int] | None] = {}
    for value in (*inferred.graph.value_info, *inferred.graph.output):
        shape = value.type.tensor_type.shape if value.type.tensor_type.HasField("shape") else None
        dims = None if shape is None else [dim.dim_value for dim in shape.dim if dim.HasField("dim_value")]
        sizes[value.name] = dims if shape is not None and len(dims or ()) == len(shape.dim) else None
    for node in inferred.graph.node:
        for output in filter(None, node.output):
            size = sizes.get(output)
            if size is None:
                raise ConvanimError(
                    f"the size of {printable(output)}, which comes before the layer, is known only while the "
                    f"model runs: give what flows into the layer, with --no-flow"
                )
            check_cells(f"what makes {printable(output)},", size or (1,), most)
            if math.prod(size) < 0:
                raise ConvanimError(f"the size of {printable(output)} cannot be: export the model again")
