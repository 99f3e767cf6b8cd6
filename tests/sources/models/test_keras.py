"""Keras models: .keras archives and .h5 files as Keras lays them out, and those made to do harm."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from convanim import ConvanimError
from convanim.engine import conv, conv_transpose
from convanim.sources.models import files, hdf5, open_model
from tests.sources.models.made import Array, Inside, drawn, refused

WEIGHTS: dict[str, list[Array]] = {
    "first": [drawn(3, 2, 3, 4), drawn(4)],
    "normal": [drawn(4, seed=1), drawn(4, seed=2), drawn(4, seed=3), np.abs(drawn(4, seed=4))],
    "depth": [drawn(3, 3, 4, 2), drawn(8)],
    "up": [drawn(2, 2, 5, 8), drawn(5)],
    "inner": [drawn(1, 1, 5, 2)],
}
CLASSES = {
    "first": "conv2d",
    "normal": "batch_normalization",
    "depth": "depthwise_conv2d",
    "up": "conv2d_transpose",
}


DATA = Path(__file__).parent / "data"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process for each file takes its time: only the tests of that process have it."""
    monkeypatch.setattr("convanim.sources.models.keras.Datasets", Inside)


def layer(kind: str, name: str, **config: Any) -> dict[str, Any]:
    return {"module": "keras.layers", "class_name": kind, "config": {"name": name, **config}}


def configuration() -> dict[str, Any]:
    inner = [layer("Conv2D", "inner", kernel_size=[1, 1], use_bias=False, activation="softmax")]
    layers = [
        layer("InputLayer", "input", batch_shape=[None, 28, 28, 3]),
        layer(
            "Conv2D",
            "first",
            kernel_size=[3, 2],
            strides=[2, 1],
            padding="same",
            activation="relu",
            use_bias=True,
        ),
        layer("BatchNormalization", "normal"),
        layer("MaxPooling2D", "pool", pool_size=[2, 2], strides=None, padding="valid"),
        layer("DepthwiseConv2D", "depth", kernel_size=[3, 3], depth_multiplier=2, dilation_rate=[2, 2]),
        layer("Conv2DTranspose", "up", kernel_size=[2, 2], strides=[3, 3], padding="valid"),
        {"class_name": "Sequential", "config": {"name": "block", "layers": inner}},
    ]
    return {"class_name": "Functional", "config": {"name": "net", "layers": layers}}


def weights_file(source: Any, fill: Any = None) -> None:
    """The weights as Keras 3 lays them out: by classes, with the layers' names as attributes."""
    with h5py.File(source, "w") as file:
        for name, arrays in WEIGHTS.items():
            group = "layers/" + (f"{CLASSES[name]}" if name in CLASSES else "sequential/layers/conv2d")
            variables = file.create_group(f"{group}/vars")
            variables.attrs["name"] = name
            for number, array in enumerate(arrays):
                variables[str(number)] = array
        if fill is not None:
            fill(file)


def keras_file(path: Path, config: object = None, fill: Any = None) -> Path:
    buffer = io.BytesIO()
    weights_file(buffer, fill)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("metadata.json", "{}")
        archive.writestr("config.json", json.dumps(configuration() if config is None else config))
        archive.writestr("model.weights.h5", buffer.getvalue())
    return path


def h5_file(path: Path) -> Path:
    """The layout of before: weights by their layers' names, and the configuration as an attribute."""
    kinds: Mapping[str, tuple[str, ...]] = {
        "depth": ("depthwise_kernel", "bias"),
        "normal": ("gamma", "beta", "moving_mean", "moving_variance"),
    }
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = json.dumps(configuration())
        for name, arrays in WEIGHTS.items():
            for kind, array in zip(kinds.get(name, ("kernel", "bias")), arrays, strict=False):
                file[f"model_weights/{'block' if name == 'inner' else name}/net/{name}/{kind}:0"] = array
    return path


@pytest.mark.parametrize("make", [keras_file, h5_file])
def test_a_model_has_its_layers_and_their_weights(tmp_path: Path, make: Any) -> None:
    model = open_model(make(tmp_path / ("net.keras" if make is keras_file else "net.h5")))
    layers = {layer.name: layer for layer in model.layers}
    assert list(layers) == ["first", "pool", "depth", "up", "inner"]
    first, pool, depth, up, inner = layers.values()
    assert (first.weight_shape, first.stride, first.padding) == ((4, 3, 3, 2), (2, 1), "same")
    assert (first.activation, first.bias, inner.activation, inner.bias) == ("relu", True, "none", False)
    assert (pool.operation, pool.kernel_size, pool.stride) == ("max_pool", (2, 2), (2, 2))
    assert (depth.weight_shape, depth.groups, depth.dilation) == ((8, 1, 3, 3), 4, (2, 2))
    assert (up.operation, up.weight_shape, up.output_padding) == ("conv_transpose", (8, 5, 2, 2), (1, 1))
    assert (model.bias(first) == WEIGHTS["first"][1]).all()
    assert model.input_shape == (3, 28, 28)


def test_weights_mean_what_keras_means_by_them(tmp_path: Path) -> None:
    model = open_model(keras_file(tmp_path / "net.keras"))
    first, _, depth, up, _ = model.layers
    x = drawn(3, 3, 2)
    kernel = WEIGHTS["first"][0]
    made = conv(x, model.weight(first))[:, 0, 0]
    assert np.allclose(made, np.einsum("chw,hwcf->f", x, kernel), rtol=1e-4)
    y = drawn(4, 3, 3)
    made = conv(y, model.weight(depth), groups=4)[:, 0, 0]
    expected = np.einsum("chw,hwcm->cm", y, WEIGHTS["depth"][0]).ravel()
    assert np.allclose(made, expected, rtol=1e-4)
    z = drawn(8, 1, 1)
    stamped = conv_transpose(z, model.weight(up))
    assert np.allclose(stamped, np.einsum("chw,yxfc->fyx", z, WEIGHTS["up"][0]), rtol=1e-4)


def chain(*before: dict[str, Any]) -> dict[str, Any]:
    """Layers one after another, and a last one that can be shown."""
    return {
        "class_name": "Sequential",
        "config": {"layers": [*before, layer("MaxPooling2D", "end", pool_size=2)]},
    }


def test_what_flows_in_comes_through_the_layers_before(tmp_path: Path) -> None:
    config = chain(
        layer("InputLayer", "input"),
        layer("Conv2D", "first", kernel_size=[3, 2], activation="relu"),
        layer("Dropout", "drop"),
        layer("BatchNormalization", "normal", epsilon=0.5),
        layer("LeakyReLU", "leaky", negative_slope=0.25),
        layer("Activation", "bent", activation="tanh"),
    )
    model = open_model(keras_file(tmp_path / "net.keras", config))
    x = drawn(3, 6, 5)
    found = model.flow(model.layers[-1], x, 10**4)
    kernel, bias = WEIGHTS["first"]
    windows = np.lib.stride_tricks.sliding_window_view(x, (3, 2), (1, 2))
    sums = np.einsum("cyxhw,hwcf->fyx", windows, kernel) + bias[:, None, None]
    gamma, beta, mean, variance = (array[:, None, None] for array in WEIGHTS["normal"])
    normal = gamma * (np.maximum(sums, 0) - mean) / np.sqrt(variance + 0.5) + beta
    expected = np.tanh(np.where(normal < 0, 0.25 * normal, normal))
    assert model.flows
    assert model.in_channels == 3
    assert np.allclose(found, expected, rtol=1e-4, atol=1e-5)


NOT_COMPUTED = "which comes before the layer, is not computed: give what flows into the layer, with --no-flow"
BEFORE = [
    (layer("Resizing", "sized", height=3), f"sized (Resizing), {NOT_COMPUTED}"),
    (layer("Conv2D", "first", kernel_size=[3, 2], activation="softmax"), f"first (Conv2D), {NOT_COMPUTED}"),
    (layer("Activation", "bent", activation="leaky_relu"), f"bent (Activation), {NOT_COMPUTED}"),
    (layer("ReLU", "late", threshold=6), f"late (ReLU), {NOT_COMPUTED}"),
    (layer("ZeroPadding2D", "wide", padding=[1]), f"wide (ZeroPadding2D), {NOT_COMPUTED}"),
    (layer("Rescaling", "scaled", scale="x"), f"scaled (Rescaling), {NOT_COMPUTED}"),
    (layer("Add", "sum"), f"sum (Add), {NOT_COMPUTED}"),
    (layer("UpSampling2D", "up", size=2, data_format="channels_first"), f"up (UpSampling2D), {NOT_COMPUTED}"),
    (layer("UpSampling2D", "up", size=2**30), "its output 3×6442450944×5368709120 has 1.0e+20 cells"),
    (layer("BatchNormalization", "normal"), f"normal (BatchNormalization), {NOT_COMPUTED}"),
    (
        layer("Conv2D", "inner", kernel_size=[1, 1]),
        "inner, which comes before the layer: weight 2×5×1×1 reads",
    ),
]


@pytest.mark.parametrize(("before", "sentence"), BEFORE)
def test_what_is_not_computed_is_said(tmp_path: Path, before: dict[str, Any], sentence: str) -> None:
    model = open_model(keras_file(tmp_path / "net.keras", chain(before)))
    with pytest.raises(ConvanimError) as error:
        model.flow(model.layers[-1], drawn(3, 6, 5), 10**4)
    assert str(error.value).startswith(sentence)


def test_weights_alone_are_layers_too(tmp_path: Path) -> None:
    weights_file(tmp_path / "net.weights.h5")
    model = open_model(tmp_path / "net.weights.h5")
    found = {layer.name: layer for layer in model.layers}
    first = found["layers/conv2d"]
    assert (first.weight_shape, first.bias, first.known) == ((4, 3, 3, 2), True, False)
    assert model.weight(first)[3, 1, 2, 0] == WEIGHTS["first"][0][2, 0, 1, 3]


def test_without_h5py_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = h5_file(tmp_path / "net.h5")
    monkeypatch.undo()
    monkeypatch.setattr(files, "find_spec", lambda name: None)
    with pytest.raises(ConvanimError) as error:
        open_model(path)
    assert str(error.value) == (
        f"reading {path} needs the package h5py, which is not installed: pip install 'convanim[models]'"
    )


def dataset(file: Any) -> Any:
    """The first layer's weights, taken out."""
    del file["layers/conv2d/vars/0"]
    return file["layers/conv2d/vars"]


def external(file: Any, path: Path) -> None:
    dataset(file).create_dataset("0", (3, 2, 3, 4), "f4", external=[(str(path), 0, 288)])


def virtual(file: Any, path: Path) -> None:
    layout = h5py.VirtualLayout((3, 2, 3, 4), "f4")
    layout[:] = h5py.VirtualSource(str(path), "a", (3, 2, 3, 4))
    dataset(file).create_virtual_dataset("0", layout)


def huge(file: Any, path: Path) -> None:
    dataset(file).create_dataset("0", (3, 2, 30_000, 40_000), "f4", chunks=(1, 1, 10, 10))


def text(file: Any, path: Path) -> None:
    dataset(file).create_dataset("0", (3, 2, 3, 4), "S5")


ELSEWHERE = (
    "net.keras: layers/conv2d/vars/0 lies elsewhere, or is packed in a way of its own: save it plainly"
)
HOSTILE = [
    (external, ELSEWHERE),
    (virtual, ELSEWHERE),
    (
        huge,
        "net.keras: layers/conv2d/vars/0 3×2×30000×40000 has more than 134.2 million numbers: use a "
        "smaller layer",
    ),
    (text, "net.keras: layers/conv2d/vars/0 has dtype |S5: use integers or real floats"),
]


@pytest.mark.parametrize(("fill", "sentence"), HOSTILE)
def test_a_hostile_dataset_is_refused(tmp_path: Path, fill: Any, sentence: str) -> None:
    (tmp_path / "secret").write_bytes(bytes(288))
    path = keras_file(tmp_path / "net.keras", fill=lambda file: fill(file, tmp_path / "secret"))
    assert refused(path) == sentence


def test_links_are_followed_only_inside_and_once(tmp_path: Path) -> None:
    def knot(file: Any) -> None:
        file["layers/conv2d/again"] = file["layers"]
        file["elsewhere"] = h5py.ExternalLink("/etc/passwd", "/")
        file["soft"] = h5py.SoftLink("/layers")

    model = open_model(keras_file(tmp_path / "net.keras", fill=knot))
    assert len(model.layers) == 5


BAD_CONFIGS: list[tuple[object, str]] = [
    ([1], "net.keras: its configuration is no table: save the model again"),
    (
        {},
        "net.keras has no layer that can be shown: a convolution along one to three axes, or a pooling, is ",
    ),
    (
        {"config": {"layers": [1, None, {"config": 3}]}},
        "net.keras has no layer that can be shown: a convolution",
    ),
    (
        layer("Conv2D", "first", strides=["2", 1]),
        "net.keras: first has strides that cannot be: save the model again",
    ),
    (
        layer("Conv2D", "first", dilation_rate=[2**70, 1]),
        "net.keras: first has dilation_rate that cannot be: save the model again",
    ),
    (layer("Conv2D", "first", groups=3), "net.keras: first has groups that cannot be: save the model again"),
    (
        layer("Conv2D", "first", padding={}),
        "net.keras: first has a padding that is not known: use valid or same",
    ),
]


@pytest.mark.parametrize(("config", "sentence"), BAD_CONFIGS)
def test_a_bad_configuration_is_refused(tmp_path: Path, config: object, sentence: str) -> None:
    assert refused(keras_file(tmp_path / "net.keras", config)).startswith(sentence)


def test_broken_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "net.h5").write_bytes(b"\x89HDF\r\n\x1a\n")
    assert refused(tmp_path / "net.h5") == "net.h5 is no whole HDF5 file: save the model again"
    with zipfile.ZipFile(tmp_path / "net.keras", "w") as archive:
        archive.writestr("config.json", "{}")
    assert refused(tmp_path / "net.keras") == "net.keras is no whole Keras model: save it again"


def test_weights_that_swell_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "net.keras", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", "{}")
        archive.writestr("model.weights.h5", bytes(30_000_000))
    assert refused(tmp_path / "net.keras") == (
        "net.keras: its weights grow too much when unpacked: save the model again"
    )


@pytest.mark.parametrize("make", [keras_file, h5_file])
def test_a_file_is_read_by_a_process_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Any
) -> None:
    monkeypatch.undo()
    path = make(tmp_path / ("net.keras" if make is keras_file else "net.h5"))
    (tmp_path / "h5py.py").write_text("open('proof', 'w')")  # a module in the current folder is not run
    monkeypatch.chdir(tmp_path)
    model = open_model(path)
    assert (model.weight(model.layers[0]) == np.moveaxis(WEIGHTS["first"][0], (-1, -2), (0, 1))).all()
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(["h5py.py", path.name])


@pytest.mark.parametrize(("child", "seconds"), [("this", 60.0), (hdf5.CHILD, 0.001)])
def test_a_reader_that_crashes_or_hangs_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, child: str, seconds: float
) -> None:
    monkeypatch.undo()
    path = h5_file(tmp_path / "net.h5")
    monkeypatch.setattr(hdf5, "CHILD", child)
    monkeypatch.setattr(hdf5, "LONGEST", seconds)
    assert refused(path) == "net.h5 is no whole HDF5 file: save the model again"


def test_a_reader_that_ends_in_between_is_one_sentence(tmp_path: Path) -> None:
    data = hdf5.Datasets(h5_file(tmp_path / "net.h5"))
    name = "model_weights/first/net/first/kernel:0"
    assert (data.load(name) == WEIGHTS["first"][0]).all()
    data._child.kill()
    with pytest.raises(ConvanimError, match=r"net\.h5 is no whole HDF5 file: save the model again"):
        data.load(name)


def test_what_a_process_refuses_is_said_with_the_files_name(tmp_path: Path) -> None:
    path = tmp_path / "net.h5"
    with h5py.File(path, "w") as file:
        file["conv.weight"] = np.zeros((1, 1, 3), "S5")
    with pytest.raises(ConvanimError) as error:
        hdf5.Datasets(path).load("conv.weight")
    assert str(error.value) == f"{path}: conv.weight has dtype |S5: use integers or real floats"


def test_a_process_has_so_much_memory_and_no_more() -> None:
    code = "from convanim.sources.models.hdf5_child import bound_memory as b; b(); bytearray(5 * 10**9)"
    ran = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr.splitlines()[-1:]) == (1, ["MemoryError"])


def test_a_process_works_for_so_long_and_no_longer() -> None:
    code = "from convanim.sources.models import hdf5_child as c; c.LONGEST = 0.1; c.bound_time()"
    code += "\nwhile True: pass"
    ran = subprocess.run([sys.executable, "-P", "-c", code], check=False, timeout=60)
    assert ran.returncode == -signal.SIGXCPU
