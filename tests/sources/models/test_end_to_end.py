"""A picture goes into a small network in a file of every kind; the clip's numbers are onnxruntime's."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import onnxruntime
import pytest
from onnx import helper
from PIL import Image

from convanim import model_layer, render
from convanim.api import read_embedded
from convanim.engine import activate
from tests.sources.models.made import Array, drawn, onnx_model, saved, state_file
from tests.sources.models.test_weights import save_npz, save_safetensors

ARRAYS = {
    "first.weight": drawn(2, 3, 3, 3),
    "first.bias": drawn(2),
    "second.weight": drawn(2, 2, 3, 3, seed=1),
    "second.bias": drawn(2, seed=1),
}
BRIGHT = np.random.default_rng(3).integers(0, 256, (10, 12, 3), dtype=np.uint8)


def onnx_file(path: Path) -> Path:
    node = helper.make_node
    nodes = [
        node("Conv", ["x", "first.weight", "first.bias"], ["a"], pads=[1, 1, 1, 1]),
        node("Relu", ["a"], ["b"]),
        node("Conv", ["b", "second.weight", "second.bias"], ["y"], strides=[2, 2]),
    ]
    return saved(onnx_model(nodes, ARRAYS), path)


def truth(folder: Path, value: str) -> Array:
    """What onnxruntime computes of the picture."""
    import onnx

    model = onnx.load(onnx_file(folder / "truth.onnx"))
    del model.graph.output[:]
    model.graph.output.append(helper.make_empty_tensor_value_info(value))
    x = np.moveaxis(BRIGHT.astype(np.float32) / np.float32(255), -1, 0)[np.newaxis]
    found: Array = onnxruntime.InferenceSession(model.SerializeToString()).run([value], {"x": x})[0][0]
    return found


CHAIN = {
    "class_name": "Sequential",
    "config": [
        {"class_name": "Conv2D", "config": {"name": "first", "padding": "same", "activation": "relu"}},
        {"class_name": "Conv2D", "config": {"name": "second", "strides": [2, 2]}},
    ],
}


def last(array: Array) -> Array:
    return np.moveaxis(array, (0, 1), (-1, -2)) if array.ndim > 1 else array


def h5_file(path: Path) -> Path:
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = json.dumps(CHAIN)
        for name, array in ARRAYS.items():
            layer, _, kind = name.partition(".")
            file[f"model_weights/{layer}/{layer}/{kind.replace('weight', 'kernel')}:0"] = last(array)
    return path


def keras_file(path: Path) -> Path:
    weights = path.with_name("weights")
    with h5py.File(weights, "w") as file:
        for number, name in enumerate(ARRAYS):
            place = "conv2d_1" if name.startswith("second") else "conv2d"
            file[f"layers/{place}/vars/{number % 2}"] = last(ARRAYS[name])
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", json.dumps(CHAIN))
        archive.write(weights, "model.weights.h5")
    return path


def torch_file(path: Path) -> Path:
    return state_file(path, {f"module.{name}": array for name, array in ARRAYS.items()})


GRAPHS: list[tuple[str, Any]] = [("onnx", onnx_file), ("keras", keras_file), ("h5", h5_file)]
WEIGHTS: list[tuple[str, Any]] = [
    ("pt", torch_file),
    ("safetensors", lambda path: save_safetensors(path, ARRAYS)),
    ("npz", lambda path: save_npz(path, ARRAYS)),
]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    Image.fromarray(BRIGHT).save(tmp_path / "photo.png")
    return tmp_path / "photo.png"


@pytest.mark.parametrize(("suffix", "make"), GRAPHS)
def test_a_picture_flows_to_the_layer_that_is_shown(
    tmp_path: Path, photo: Path, suffix: str, make: Any
) -> None:
    spec = model_layer(make(tmp_path / f"net.{suffix}"), "second", input=photo)
    made = tmp_path / f"clip.{'gif' if suffix == 'onnx' else 'png'}"
    render(spec, made, pace="brisk", fps=5)
    trace = read_embedded(made).resolve().trace
    assert np.allclose(trace.input, truth(tmp_path, "b"), atol=1e-5)
    assert np.allclose(trace.output, truth(tmp_path, "y"), atol=1e-4)
    assert np.ptp(trace.output) > 1
    with Image.open(made) as image:
        assert image.width > 300


@pytest.mark.parametrize(("suffix", "make"), WEIGHTS)
def test_a_picture_goes_straight_into_weights_alone(
    tmp_path: Path, photo: Path, suffix: str, make: Any
) -> None:
    spec = model_layer(make(tmp_path / f"net.{suffix}"), "first", input=photo, padding=1, activation="relu")
    made = tmp_path / "clip.png"
    render(spec, made)
    trace = read_embedded(made).resolve().trace
    shown = activate(trace.output, spec.activation)
    assert np.allclose(shown, truth(tmp_path, "b"), atol=1e-5)
    assert np.ptp(trace.output) > 1
