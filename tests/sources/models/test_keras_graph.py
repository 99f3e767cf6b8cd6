"""Keras models whose layers part and meet, in each layout that Keras has written them in."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from convanim import ConvanimError
from convanim.engine import average_pool, conv
from convanim.sources.models import keras_graph, open_model
from convanim.sources.models.layer import Model
from tests.sources.models.made import Array, Inside, drawn

DATA = Path(__file__).parent / "data"
X = drawn(2, 6, 5)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process for each file takes its time."""
    monkeypatch.setattr("convanim.sources.models.keras.Datasets", Inside)


def flow(model: Model, name: str, x: Array = X) -> Array:
    return model.flow(next(layer for layer in model.layers if layer.name == name), x, 10**5)


def test_a_file_that_keras_saved_flows_as_keras_computed_it() -> None:
    """Saved and computed by Keras 3.15, whose numbers these are."""
    model = open_model(DATA / "separable.keras")
    assert [layer.name for layer in model.layers] == ["edges.depthwise", "edges.pointwise", "corners"]
    x = (np.arange(36, dtype=np.float32).reshape(1, 6, 6) - 18) / 8
    found = flow(model, "corners", x)
    assert found[0, 1].tolist() == [1.484375, 3.7265625, 3.5078125, 3.2890625, 3.0703125, 2.1953125]
    assert found[0, 5].tolist() == [0.0078125, 0.28125, 0.171875, 0.0625, 0.0, 0.5]
    last = model.layers[-1]
    made = conv(found, model.weight(last), model.bias(last), stride=last.stride, padding=last.padding)
    assert made[2].tolist() == [
        [-4.5859375, -6.171875, -5.296875],
        [-3.548828125, -4.427734375, -3.32421875],
        [-1.408203125, -0.35546875, -0.75],
    ]


WEIGHTS = {
    "stem": [drawn(3, 3, 2, 3), drawn(3)],
    "normal": [drawn(3, seed=1), drawn(3, seed=2), np.abs(drawn(3, seed=3)) + 1],
    "side": [drawn(1, 1, 3, 3, seed=4), drawn(3, seed=4)],
    "inner": [drawn(3, 3, 6, 4, seed=5), drawn(4, seed=5)],
    "squeeze": [drawn(1, 1, 4, 4, seed=6)],
    "end": [drawn(2, 2, 4, 2, seed=7), drawn(2, seed=7)],
}
PLACES = {
    "stem": ("conv2d", "conv2d"),
    "normal": ("batch_normalization", "batch_normalization"),
    "side": ("conv2d_1", "conv2d_2"),
    "inner": ("sequential/{}/conv2d", "sequential/{}/conv2d"),
    "squeeze": ("conv2d_2", "conv2d_4"),
    "end": ("conv2d_3", "conv2d_6"),
}
"""Their groups in an archive, where each class is counted, and in one where it is counted twice."""
ARRAYS = {"normal": ("beta", "moving_mean", "moving_variance")}


def tensor(name: str, call: int = 0) -> dict[str, Any]:
    return {"class_name": "__keras_tensor__", "config": {"keras_history": [name, call, 0]}}


def entry(old: bool, kind: str, name: str, *reads: Any, **config: Any) -> dict[str, Any]:
    """A layer that reads others; what it reads is one list for each call."""
    found = {"class_name": kind, "module": "keras.layers", "config": {"name": name, **config}}
    if old:
        calls = [[[read, 0, 0, {}] for read in (reads if kind != "Twice" else ())]] if reads else []
        return {**found, "name": name, "inbound_nodes": calls}
    tensors: Any = [tensor(read) for read in reads]
    args = [tensors] if len(tensors) > 1 else tensors
    return {**found, "name": name, "inbound_nodes": [{"args": args, "kwargs": {}}] if reads else []}


def inner(old: bool) -> list[dict[str, Any]]:
    first = {"class_name": "InputLayer", "config": {"name": "within"}}
    return [first, {"class_name": "Conv2D", "config": {"name": "inner", "padding": "same"}}]


def branches(old: bool = False) -> dict[str, Any]:
    """A network that parts, meets, has another in it, and weighs its channels."""
    layers = [
        entry(old, "InputLayer", "x", batch_shape=[None, 6, 5, 2]),
        entry(old, "Conv2D", "stem", "x", padding="same", activation="relu"),
        entry(old, "BatchNormalization", "normal", "stem", scale=False, epsilon=0.5, axis=[3]),
        entry(old, "Conv2D", "side", "normal"),
        entry(old, "Add", "sum", "normal", "side"),
        entry(old, "Concatenate", "both", "sum", "stem", axis=3),
        entry(old, "Sequential", "block", "both", layers=inner(old)),
        entry(old, "GlobalAveragePooling2D", "mean", "block"),
        entry(old, "Reshape", "cell", "mean", target_shape=[1, 1, 4]),
        entry(old, "Conv2D", "squeeze", "cell", use_bias=False, activation="sigmoid"),
        entry(old, "Multiply", "weighed", "squeeze", "block"),
        entry(old, "AveragePooling2D", "pool", "weighed", pool_size=2),
        entry(old, "Conv2D", "end", "pool"),
    ]
    if old:  # a network with an input of its own was called once when it was made
        for layer in layers:
            for call in layer["inbound_nodes"]:
                call[:] = [[name, int(name == "block"), *rest] for name, _, *rest in call]
    ends = {"input_layers": [["x", 0, 0]], "output_layers": ["end", 0, 0]}
    return {"class_name": "Functional", "config": {"name": "net", "layers": layers, **ends}}


def expected() -> dict[str, Array]:
    """What flows into each layer, by NumPy and the engine."""
    kernels = {
        name: np.moveaxis(arrays[0], (-1, -2), (0, 1)) for name, arrays in WEIGHTS.items() if name != "normal"
    }
    stem = np.maximum(conv(X, kernels["stem"], WEIGHTS["stem"][1], padding=1), 0)
    beta, mean, variance = (array[:, None, None] for array in WEIGHTS["normal"])
    normal = (stem - mean) / np.sqrt(variance + 0.5) + beta
    side = conv(normal.astype(np.float32), kernels["side"], WEIGHTS["side"][1])
    both = np.concatenate([normal + side, stem])
    block = conv(both.astype(np.float32), kernels["inner"], WEIGHTS["inner"][1], padding=1)
    cell = block.mean(axis=(1, 2), keepdims=True)
    weighed = block / (1 + np.exp(-conv(cell, kernels["squeeze"])))
    pool = average_pool(weighed, 2)
    return {"side": normal, "inner": both, "squeeze": cell, "pool": weighed, "end": pool}


def archive(path: Path, config: object, container: str, times: int, named: bool) -> Path:
    """A ``.keras`` file; `times` is how often a layer is counted, `named` whether groups have names."""
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        for name, arrays in WEIGHTS.items():
            place = PLACES[name][times - 1].format(container)
            group = file.create_group(f"{container}/{place}/vars")
            if named:
                group.attrs["name"] = name
            for number, array in enumerate(arrays):
                group[str(number)] = array
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("config.json", json.dumps(config))
        packed.writestr("model.weights.h5", buffer.getvalue())
    return path


def grouped(path: Path, config: object, end: str) -> Path:
    """An ``.h5`` file, whose arrays end with ``:0`` where Keras 2 wrote it."""
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = json.dumps(config)
        for name, arrays in WEIGHTS.items():
            outer = "block" if name == "inner" else name
            for word, array in zip(ARRAYS.get(name, ("kernel", "bias")), arrays, strict=False):
                file[f"model_weights/{outer}/{name}/{word}{end}"] = array
    return path


LAYOUTS = {
    "3": lambda folder: archive(folder / "net.keras", branches(), "layers", 1, True),
    "2.15": lambda folder: archive(folder / "net.keras", branches(True), "layers", 1, False),
    "2.13": lambda folder: archive(
        folder / "net.keras", branches(True), "_layer_checkpoint_dependencies", 2, False
    ),
    "3-h5": lambda folder: grouped(folder / "net.h5", branches(), ""),
    "2-h5": lambda folder: grouped(folder / "net.h5", branches(True), ":0"),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_flows_through_branches_is_computed(tmp_path: Path, layout: str) -> None:
    model = open_model(LAYOUTS[layout](tmp_path))
    assert [layer.name for layer in model.layers] == ["stem", "side", "inner", "squeeze", "pool", "end"]
    assert model.in_channels == 2
    for name, value in {"stem": X, **expected()}.items():
        found = flow(model, name)
        assert found.shape == value.shape
        assert np.allclose(found, value, rtol=1e-3, atol=1e-4), name


def net(path: Path, *layers: dict[str, Any], outputs: Any = None) -> Model:
    """A model of some layers, with the weights of the others."""
    config = {"layers": list(layers), "input_layers": [["x", 0, 0]], "output_layers": outputs}
    return open_model(
        archive(path / "net.keras", {"class_name": "Functional", "config": config}, "layers", 1, True)
    )


INPUT = entry(False, "InputLayer", "x")
POOL = entry(False, "MaxPooling2D", "pool", "v", pool_size=1)


def test_a_layer_may_be_called_again(tmp_path: Path) -> None:
    again = entry(False, "ZeroPadding2D", "v", "x", padding=1)
    again["inbound_nodes"].append({"args": [tensor("v", 0)], "kwargs": {}})
    last = entry(False, "MaxPooling2D", "pool", "v", pool_size=1)
    last["inbound_nodes"][0]["args"] = [tensor("v", 1)]
    found = flow(net(tmp_path, INPUT, again, last), "pool")
    assert (found == np.pad(X, ((0, 0), (2, 2), (2, 2)))).all()


def operation(name: str, *arguments: Any, **named: Any) -> dict[str, Any]:
    return {
        "class_name": name,
        "module": "keras.src.ops.numpy",
        "config": {"name": "v"},
        "name": "v",
        "inbound_nodes": [{"args": list(arguments), "kwargs": named}],
    }


OPERATIONS: list[tuple[dict[str, Any], Any]] = [
    (operation("Add", tensor("x"), 3.0), X + 3),
    (operation("Subtract", 3, tensor("x")), 3 - X),
    (operation("Multiply", tensor("x"), tensor("x")), X * X),
    (operation("TrueDivide", tensor("x"), 4), X / 4),
    (entry(False, "Average", "v", "x", "x"), X),
    (entry(False, "Subtract", "v", "x", "x"), X - X),
    (
        entry(False, "ReLU", "v", "x", max_value=0.5, negative_slope=0.25),
        np.minimum(np.where(X < 0, X / 4, X), 0.5),
    ),
    (entry(False, "Rescaling", "v", "x", scale=0.5, offset=-1), X / 2 - 1),
    (entry(False, "Activation", "v", "x", activation="relu6"), np.clip(X, 0, 6)),
    (entry(False, "Activation", "v", "x", activation="hard_silu"), X * np.clip(X + 3, 0, 6) / 6),
    (entry(False, "Normalization", "v", "x", mean=1.5, variance=4.0), (X - 1.5) / 2),
    (entry(False, "ZeroPadding2D", "v", "x", padding=[[1, 0], [0, 2]]), np.pad(X, ((0, 0), (1, 0), (0, 2)))),
    (entry(False, "Cropping2D", "v", "x", cropping=[[1, 2], [0, 1]]), X[:, 1:4, :4]),
    (entry(False, "UpSampling2D", "v", "x", size=[2, 3]), X.repeat(2, 1).repeat(3, 2)),
]


@pytest.mark.parametrize(("layer", "value"), OPERATIONS)
def test_what_stands_between_layers_is_computed(tmp_path: Path, layer: dict[str, Any], value: Array) -> None:
    assert np.allclose(flow(net(tmp_path, INPUT, layer, POOL), "pool"), value, atol=1e-6)


NOT_COMPUTED = "which comes before the layer, is not computed: give what flows into the layer, with --no-flow"
REFUSED: list[tuple[list[dict[str, Any]], str]] = [
    ([operation("Add", tensor("x"), [1, 2])], f"v (ops.Add), {NOT_COMPUTED}"),
    ([operation("Add", tensor("x"), y=3)], f"v (ops.Add), {NOT_COMPUTED}"),
    ([operation("Mean", tensor("x"))], f"v (ops.Mean), {NOT_COMPUTED}"),
    ([entry(False, "Lambda", "v", "x")], f"v (Lambda), {NOT_COMPUTED}"),
    ([entry(False, "Reshape", "v", "x", target_shape=[1, 60])], f"v (Reshape), {NOT_COMPUTED}"),
    ([entry(False, "Concatenate", "v", "x", "x", axis=0)], f"v (Concatenate), {NOT_COMPUTED}"),
    ([entry(False, "Add", "v", "a", "b"), entry(False, "ReLU", "a", "v"), entry(False, "ReLU", "b", "x")],
     "v hangs on itself: save the model again"),
    ([entry(False, "ReLU", "v", "z")], "z is read and not made: save the model again"),
    ([entry(False, "InputLayer", "z"), entry(False, "Add", "v", "x", "z")],
     'what comes before pool reads "x", "z", not one input: give what flows into the layer, with --no-flow'),
]  # fmt: skip


@pytest.mark.parametrize(("layers", "sentence"), REFUSED)
def test_what_cannot_flow_is_one_sentence(
    tmp_path: Path, layers: list[dict[str, Any]], sentence: str
) -> None:
    model = net(tmp_path, INPUT, *layers, POOL)
    with pytest.raises(ConvanimError) as error:
        flow(model, "pool")
    assert str(error.value).removeprefix(f"{model.path}: ") == sentence  # type: ignore[attr-defined]  # Keras' own


def test_models_in_models_have_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep: dict[str, Any] = entry(False, "MaxPooling2D", "pool", pool_size=1)
    del deep["inbound_nodes"]
    for _ in range(20):
        deep = {"class_name": "Sequential", "config": {"name": "s", "layers": [deep]}}
    with pytest.raises(
        ConvanimError, match=r"net\.keras: it has models in models over 16 deep: save the inner"
    ):
        open_model(archive(tmp_path / "net.keras", deep, "layers", 1, True))
    monkeypatch.setattr(keras_graph, "MOST_NODES", 50)
    wide = entry(False, "ReLU", "v", "x")
    wide["inbound_nodes"] *= 60
    with pytest.raises(
        ConvanimError, match=r"net\.keras: it has more than 50 layers: save a part of the model"
    ):
        net(tmp_path, INPUT, wide, POOL)


def test_a_model_that_says_much_and_is_called_often_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a count of what is walked through, calls times what is said would be walked."""
    monkeypatch.setattr(keras_graph, "MOST_STEPS", 10_000)
    said = {"layers": [], "input_layers": [["x", 0, 0]] * 1_000, "output_layers": []}
    much = {
        "class_name": "Functional",
        "name": "m",
        "config": {**said, "layers": [entry(False, "ReLU", "r", "x")]},
    }
    calls = {**much, "inbound_nodes": [[["x", 0, 0]]] * 1_000}
    with pytest.raises(
        ConvanimError, match=r"it says more of its layers than any model: save a part of the model"
    ):
        net(tmp_path, INPUT, calls, POOL)


def test_layers_of_one_name_in_two_models_keep_their_own_arrays(tmp_path: Path) -> None:
    """Names may have strokes themselves, of which another name may be the beginning."""
    layers: list[Any] = [{"class_name": "Conv2D", "config": {"name": name}} for name in ("c", "a", "a/c")]
    block = {"class_name": "Sequential", "config": {"name": "b", "layers": layers[:1]}}
    with h5py.File(tmp_path / "net.h5", "w") as file:
        file.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": [block, *layers]})
        for number, place in enumerate(("b/c", "c/c", "a/a", "a/c/a/c")):
            file[f"model_weights/{place}/kernel:0"] = np.full((1, 1, 1, 1), number, np.float32)
    model = open_model(tmp_path / "net.h5")
    found = {layer.name: model.weight(layer).item() for layer in model.layers}
    assert found == {"b/c": 0, "c": 1, "a": 2, "a/c": 3}


SIZES = [
    (3, 2, "same", None, "same", 0, 10),
    (4, 2, "valid", None, 0, 0, 12),
    (2, 3, "valid", None, 0, (1, 1), 15),
    (3, 3, "valid", 1, 0, (1, 1), 16),
    (3, 2, "same", 1, ((0, 1), (0, 1)), (0, 0), 10),
    (4, 3, "same", 1, ((1, 2), (1, 2)), (0, 0), 13),
    (1, 3, "same", 2, ((0, 0), (0, 0)), (2, 2), 15),
]
"""Kernel, stride, padding and output_padding, what the engine takes, what TensorFlow makes of five cells."""


@pytest.mark.parametrize(("kernel", "stride", "padding", "more", "taken", "added", "size"), SIZES)
def test_transposed_sizes_are_those_of_keras(
    kernel: int, stride: int, padding: str, more: Any, taken: Any, added: Any, size: int
) -> None:
    from convanim.engine import conv_transpose_output_shape
    from convanim.sources.models.keras_layers import described

    config = {"strides": stride, "padding": padding, "output_padding": more}
    layer = described(Path("n"), "Conv2DTranspose", "up", config, [(kernel, kernel, 2, 3)])
    assert layer is not None
    assert (layer.padding, layer.output_padding) == (taken, added)
    named: Any = {"stride": stride, "padding": layer.padding, "output_padding": layer.output_padding}
    assert conv_transpose_output_shape((3, 5, 5), layer.weight_shape, **named) == (2, size, size)


@pytest.mark.parametrize("old", [False, True])
def test_weights_alone_tell_a_separable_layer_from_a_depthwise_one(tmp_path: Path, old: bool) -> None:
    wide, mixed, deep = drawn(3, 2, 4, 2), drawn(1, 1, 8, 5), drawn(3, 3, 4, 2)
    words = (
        (
            "s/s/depthwise_kernel:0",
            "s/s/pointwise_kernel:0",
            "s/s/bias:0",
            "d/d/depthwise_kernel:0",
            "d/d/bias:0",
        )
        if old
        else (
            *(f"layers/separable_conv2d/vars/{number}" for number in range(3)),
            *(f"layers/depthwise_conv2d/vars/{number}" for number in range(2)),
        )
    )
    with h5py.File(tmp_path / "net.h5", "w") as file:
        for word, array in zip(words, (wide, mixed, drawn(5), deep, drawn(8)), strict=True):
            file[word] = array
    model = open_model(tmp_path / "net.h5")
    found = {layer.name.split("/")[-1]: layer for layer in model.layers}
    deepest, first, second = (
        found[name]
        for name in (
            ("d", "s.depthwise", "s.pointwise")
            if old
            else ("depthwise_conv2d", "separable_conv2d.depthwise", "separable_conv2d.pointwise")
        )
    )
    assert (deepest.weight_shape, deepest.bias) == ((8, 1, 3, 3), True)
    assert (first.weight_shape, first.bias) == ((8, 1, 3, 2), False)
    assert (second.weight_shape, second.bias) == ((5, 8, 1, 1), True)
    assert model.weight(deepest)[3, 0, 2, 1] == deep[2, 1, 1, 1]
    assert model.weight(second)[4, 7, 0, 0] == mixed[0, 0, 7, 4]
