"""Small real models, made on the spot: ONNX by its own helper, PyTorch's archives by hand."""

from __future__ import annotations

import io
import json
import pickle
import struct
import zipfile
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import h5py
import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from convanim import ConvanimError
from convanim.sources.models import hdf5_child, open_model

Array = NDArray[Any]


def drawn(*shape: int, seed: int = 0) -> Array:
    """Floats around 0."""
    return np.random.default_rng([seed, *shape]).normal(size=shape).astype(np.float32)


def onnx_model(nodes: Sequence[Any], tensors: Mapping[str, Array], channels: int | None = 3) -> Any:
    """A model of nodes that reads ``x`` and makes ``y``."""
    ends = [
        helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", channels, None, None]),
        helper.make_tensor_value_info("y", TensorProto.FLOAT, ["N", None, None, None]),
    ]
    held = [numpy_helper.from_array(array, name) for name, array in tensors.items()]
    graph = helper.make_graph(list(nodes), "graph", ends[:1], ends[1:], held)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def residual() -> Any:
    """A network like a small ResNet: what stands before a layer there, stands here."""
    node = helper.make_node
    nodes = [
        node(
            "Conv",
            ["x", "conv1.weight", "conv1.bias"],
            ["a"],
            "/conv1/Conv",
            strides=[2, 2],
            pads=[1, 1, 1, 1],
        ),
        node("BatchNormalization", ["a", "scale", "offset", "mean", "variance"], ["b"]),
        node("Relu", ["b"], ["c"]),
        node(
            "MaxPool", ["c"], ["d"], "/pool/MaxPool", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1]
        ),
        node("Conv", ["d", "w2", "b2"], ["e"], "/block/conv/Conv", pads=[1, 1, 1, 1]),
        node("Relu", ["e"], ["f"]),
        node("Add", ["f", "d"], ["g"]),
        node("Conv", ["g", "depthwise.weight"], ["h"], group=8, auto_pad="SAME_UPPER", strides=[2, 2]),
        node("AveragePool", ["h"], ["i"], kernel_shape=[2, 2], pads=[0, 0, 1, 1], count_include_pad=0),
        node("Clip", ["i", "low", "high"], ["j"]),
        node("Concat", ["h", "j"], ["k"], axis=1),
        node("HardSwish", ["k"], ["l"]),
        node("LeakyRelu", ["l"], ["m"], alpha=0.2),
        node("ConvTranspose", ["m", "up.weight"], ["n"], strides=[2, 2], output_padding=[1, 1]),
        node("Resize", ["n", "", "scales"], ["o"]),
        node("Conv", ["o", "last.weight"], ["y"]),
    ]
    tensors = {
        "conv1.weight": drawn(8, 3, 3, 3),
        "conv1.bias": drawn(8),
        "scale": drawn(8, seed=1),
        "offset": drawn(8, seed=2),
        "mean": drawn(8, seed=3),
        "variance": np.abs(drawn(8, seed=4)) + np.float32(0.5),
        "w2": drawn(8, 8, 3, 3),
        "b2": drawn(8, seed=5),
        "depthwise.weight": drawn(8, 1, 3, 3),
        "low": np.array(-1, np.float32),
        "high": np.array(2, np.float32),
        "up.weight": drawn(16, 4, 3, 3),
        "scales": np.array([1, 1, 2, 2], np.float32),
        "last.weight": drawn(2, 4, 1, 1),
    }
    return onnx_model(nodes, tensors)


def saved(model: Any, path: Path) -> Path:
    """The model in a file."""
    onnx.save(model, path)
    return path


def npy(array: Array) -> bytes:
    """An array as the bytes of an .npy file."""
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def safetensors_bytes(header: object, data: bytes = b"") -> bytes:
    """A safetensors file of any header."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


TORCH_TYPES = {
    "float32": "FloatStorage",
    "float64": "DoubleStorage",
    "float16": "HalfStorage",
    "int64": "LongStorage",
    "uint16": "BFloat16Storage",
}


class _Global:
    """Pickled as the name of something in a module that is not here."""

    def __init__(self, module: str, name: str) -> None:
        self.module, self.name = module, name


class _Call:
    """Pickled as a call of a name."""

    def __init__(self, function: _Global, *arguments: Any) -> None:
        self.function, self.arguments = function, arguments


class _Storage:
    """Pickled as a storage that lies beside the pickle."""

    def __init__(self, kind: str, key: str, count: int) -> None:
        self.kind, self.key, self.count = kind, key, count


class _Pickler(pickle._Pickler):
    def persistent_id(self, obj: Any) -> Any:
        if isinstance(obj, _Storage):
            return "storage", _Global("torch", obj.kind), obj.key, "cpu", obj.count
        return None

    def save(self, obj: Any, save_persistent_id: bool = True) -> None:
        if isinstance(obj, _Global):
            self.write(f"c{obj.module}\n{obj.name}\n".encode())
        elif isinstance(obj, _Call):
            self.save(obj.function)
            self.save(obj.arguments)
            self.write(b"R")
        else:
            super().save(obj, save_persistent_id)


def call(name: str, *arguments: Any) -> Any:
    """Stands for ``module.name(*arguments)`` in a pickle."""
    module, _, function = name.rpartition(".")
    return _Call(_Global(module, function), *arguments)


def pickled(value: Any) -> bytes:
    """A value as PyTorch pickles it, with protocol 2."""
    buffer = io.BytesIO()
    _Pickler(buffer, 2).dump(value)
    return buffer.getvalue()


def torch_tensor(key: str, array: Array, *, offset: int = 0, shape: Any = None, stride: Any = None) -> Any:
    """A tensor of a storage, as ``torch.save`` writes it."""
    shape = array.shape if shape is None else shape
    stride = tuple(step // array.itemsize for step in array.strides) if stride is None else stride
    storage = _Storage(TORCH_TYPES[str(array.dtype)], key, array.size)
    return call("torch._utils._rebuild_tensor_v2", storage, offset, shape, stride, False, OrderedDict())


def torch_file(path: Path, data: bytes, storages: Mapping[str, bytes] | None = None, **more: bytes) -> Path:
    """A checkpoint: a pickle and the storages' bytes in an archive."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("net/data.pkl", data)
        for key, content in (storages or {}).items():
            archive.writestr(f"net/data/{key}", content)
        for name, content in more.items():
            archive.writestr(f"net/{name}", content)
    return path


def state_file(path: Path, arrays: Mapping[str, Array]) -> Path:
    """A checkpoint of named tensors, each with a storage of its own."""
    tensors = OrderedDict(
        (name, torch_tensor(str(n), array)) for n, (name, array) in enumerate(arrays.items())
    )
    return torch_file(path, pickled(tensors), {str(n): a.tobytes() for n, a in enumerate(arrays.values())})


class Inside:
    """What reads an HDF5 file in a process of its own, in this process: quicker, for files that are whole."""

    def __init__(self, path: Path, member: IO[bytes] | None = None, size: int = 0) -> None:
        self.path = path
        try:
            self._file = h5py.File(path if member is None else io.BytesIO(member.read(size)), "r")
        except OSError:
            raise ConvanimError(f"{path} is no whole HDF5 file: save the model again") from None
        found = hdf5_child.contents(self._file)
        self.shapes, self.names, self.config = found["shapes"], found["names"], found["config"]

    def load(self, name: str) -> Array:
        try:
            return np.array(hdf5_child.dataset(self._file, name)[()])
        except ConvanimError as error:
            raise ConvanimError(f"{self.path}: {error}") from None


def refused(path: Path) -> str:
    """What opening a model and loading its layers is refused with."""
    with pytest.raises(ConvanimError) as error:
        loaded(path)
    return str(error.value).replace(str(path), path.name)


def loaded(path: Path) -> None:
    """Open a model, and load the weights and biases of all its layers that have some."""
    model = open_model(path)
    for layer in model.layers:
        if layer.weight_shape:
            model.weight(layer)
            model.bias(layer)
