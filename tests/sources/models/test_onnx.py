"""ONNX models: their layers as they are, and what flows into each as onnxruntime computes it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper

from convanim import ConvanimError
from convanim.engine import average_pool, conv, conv_transpose, max_pool
from convanim.sources.models import budget, find_layer, onnx_runtime, open_model
from tests.sources.models.made import drawn, onnx_model, residual, saved


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(residual(), tmp_path_factory.mktemp("onnx") / "net.onnx")


def computed(model: Any, value: str, x: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """What onnxruntime computes for a value of the whole model."""
    asked = onnx.ModelProto()
    asked.CopyFrom(model)
    del asked.graph.output[:]
    asked.graph.output.append(helper.make_empty_tensor_value_info(value))
    session = onnxruntime.InferenceSession(asked.SerializeToString())
    found: np.ndarray[Any, Any] = session.run([value], {"x": x[np.newaxis]})[0][0]
    return found


def test_the_layers_are_listed_by_their_names(path: Path) -> None:
    found = {layer.name: layer for layer in open_model(path).layers}
    assert list(found) == ["conv1", "pool", "block/conv", "depthwise", "i", "up", "last"]
    first = found["conv1"]
    assert (first.kind, first.weight_shape, first.kernel_size) == ("Conv", (8, 3, 3, 3), (3, 3))
    assert (first.stride, first.padding, first.bias, first.activation) == ((2, 2), 1, True, "none")
    assert found["block/conv"].activation == "relu"
    assert (found["depthwise"].groups, found["depthwise"].padding) == (8, "same")
    assert (found["i"].padding, found["i"].count_include_pad) == (((0, 1), (0, 1)), False)
    assert (found["up"].operation, found["up"].in_channels, found["up"].out_channels) == (
        "conv_transpose",
        16,
        4,
    )


READ = {"pool": "c", "block/conv": "d", "depthwise": "g", "i": "h", "up": "m", "last": "o"}


@pytest.mark.parametrize(("name", "value"), READ.items())
def test_what_flows_in_is_what_onnxruntime_computes(path: Path, name: str, value: str) -> None:
    model, x = open_model(path), np.abs(drawn(3, 45, 37))
    found = model.flow(find_layer(model, str(path), name), x, 10**6)
    expected = computed(residual(), value, x)
    assert found.shape == expected.shape
    assert np.allclose(found, expected, rtol=1e-4, atol=1e-4)
    assert np.ptp(expected) > 0.1


MADE = {"conv1": "a", "pool": "d", "block/conv": "e", "depthwise": "h", "i": "i", "up": "n", "last": "y"}


@pytest.mark.parametrize(("name", "value"), MADE.items())
def test_a_layer_makes_of_it_what_onnxruntime_makes(path: Path, name: str, value: str) -> None:
    model, x = open_model(path), np.abs(drawn(3, 45, 37))
    layer = find_layer(model, str(path), name)
    flow = model.flow(layer, x, 10**6)
    named: dict[str, Any] = {"stride": layer.stride, "padding": layer.padding, "dilation": layer.dilation}
    if layer.operation == "conv":
        made = conv(flow, model.weight(layer), model.bias(layer), groups=layer.groups, **named)
    elif layer.operation == "conv_transpose":
        made = conv_transpose(flow, model.weight(layer), output_padding=layer.output_padding, **named)
    elif layer.operation == "max_pool":
        made = max_pool(flow, layer.kernel_size, **named)
    else:
        made = average_pool(flow, layer.kernel_size, count_include_pad=layer.count_include_pad, **named)
    assert np.allclose(made, computed(residual(), value, x), rtol=1e-3, atol=1e-3)


def test_a_layer_is_found_by_every_name_that_it_has(path: Path) -> None:
    model = open_model(path)
    for name in ("block/conv", "/block/conv/Conv", "w2", "e"):
        assert find_layer(model, "net.onnx", name).name == "block/conv"
    with pytest.raises(ConvanimError) as error:
        find_layer(model, "net.onnx", "block/conf")
    assert (
        str(error.value) == 'net.onnx has no layer "block/conf" that can be shown: did you mean block/conv?'
    )
    with pytest.raises(ConvanimError) as error:
        find_layer(model, "net.onnx", "\x1b[31mzzz")
    assert str(error.value) == (
        'net.onnx has no layer "?[31mzzz" that can be shown: see "convanim layers net.onnx"'
    )


def test_without_onnxruntime_the_extra_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from convanim.sources.models import files

    monkeypatch.setattr(files, "find_spec", lambda name: None)
    model = open_model(path)
    with pytest.raises(ConvanimError) as error:
        model.flow(find_layer(model, "", "last"), np.ones((3, 32, 32)), 10**6)
    assert str(error.value) == (
        'computing the node "o" (Resize), which comes before the layer, needs the package onnxruntime, which '
        "is not installed: pip install 'convanim[onnx]'"
    )


@pytest.mark.parametrize("dtype", ["float16", "float64", "bfloat16", "int8"])
@pytest.mark.parametrize("raw", [True, False])
def test_weights_of_every_type_are_read(tmp_path: Path, dtype: str, raw: bool) -> None:
    values = np.round(drawn(2, 3, 3, 3) * 4) / 4
    kind = {"float16": TensorProto.FLOAT16, "float64": TensorProto.DOUBLE, "int8": TensorProto.INT8}
    if raw and dtype != "bfloat16":
        tensor = onnx.numpy_helper.from_array(values.astype(dtype), "c.weight")
    else:
        number = kind.get(dtype, TensorProto.BFLOAT16)
        tensor = helper.make_tensor("c.weight", number, values.shape, values.ravel().tolist())
    model = onnx_model([helper.make_node("Conv", ["x", "c.weight"], ["y"])], {})
    model.graph.initializer.append(tensor)
    found = open_model(saved(model, tmp_path / "net.onnx"))
    weight = found.weight(found.layers[0])
    assert weight.dtype == (np.float64 if dtype == "float64" else np.float32)
    assert (weight == onnx.numpy_helper.to_array(tensor).astype(np.float64)).all()


def test_constants_are_weights_too(tmp_path: Path) -> None:
    tensor = onnx.numpy_helper.from_array(drawn(2, 3, 1, 1), "held")
    nodes = [
        helper.make_node("Constant", [], ["w"], value=tensor),
        helper.make_node("Identity", ["w"], ["v"]),
        helper.make_node("Mul", ["x", "share"], ["z"]),
        helper.make_node("Conv", ["z", "v"], ["y"], "c"),
    ]
    share = onnx.numpy_helper.from_array(np.array([0.5], np.float32), "held")
    nodes.insert(0, helper.make_node("Constant", [], ["share"], value=share))
    model = open_model(saved(onnx_model(nodes, {}), tmp_path / "net.onnx"))
    assert (model.weight(model.layers[0]) == drawn(2, 3, 1, 1)).all()
    assert (model.flow(model.layers[0], np.ones((3, 2, 2)), 10**4) == 0.5).all()


def external(tmp_path: Path, location: str, **said: int) -> Path:
    model = onnx_model([helper.make_node("Conv", ["x", "c.weight"], ["y"])], {"c.weight": drawn(2, 3, 3, 3)})
    tensor = model.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in {"location": location, **said}.items():
        tensor.external_data.add(key=key, value=str(value))
    folder = tmp_path / "model"
    folder.mkdir()
    return saved(model, folder / "net.onnx")


def test_data_beside_the_model_is_read(tmp_path: Path) -> None:
    path = external(tmp_path, "net.data", offset=16, length=216)
    (path.parent / "net.data").write_bytes(bytes(16) + drawn(2, 3, 3, 3).tobytes())
    model = open_model(path)
    assert (model.weight(model.layers[0]) == drawn(2, 3, 3, 3)).all()


OUTSIDE = ["../secret", "/etc/passwd", "sub/../../secret", "link", "", ".", "\0"]


@pytest.mark.parametrize("location", OUTSIDE)
def test_data_outside_the_models_folder_is_never_read(tmp_path: Path, location: str) -> None:
    (tmp_path / "secret").write_bytes(bytes(216))
    path = external(tmp_path, location)
    (path.parent / "link").symlink_to(tmp_path / "secret")
    model = open_model(path)
    with pytest.raises(ConvanimError) as error:
        model.weight(model.layers[0])
    shown = location.replace("\0", "?")
    assert str(error.value) == (
        f'{path}: c.weight lies in "{shown}", outside the model\'s folder: put the file beside the model, '
        f"and name it without a path"
    )


@pytest.mark.parametrize("said", [{"offset": 8}, {"length": 10**9}, {"offset": 2**62}, {"offset": -1}])
def test_data_that_is_not_whole_is_refused(tmp_path: Path, said: dict[str, int]) -> None:
    path = external(tmp_path, "net.data", **said)
    (path.parent / "net.data").write_bytes(bytes(216))
    model = open_model(path)
    with pytest.raises(ConvanimError, match=r"the tensor c.weight is not whole in \"net.data\""):
        model.weight(model.layers[0])


def refused(model: Any, tmp_path: Path, name: str = "c", x: Any = None) -> str:
    found = open_model(saved(model, tmp_path / "net.onnx"))
    with pytest.raises(ConvanimError) as error:
        found.flow(find_layer(found, "net.onnx", name), np.ones((3, 8, 8)) if x is None else x, 10**4)
    return str(error.value).replace(str(tmp_path), "").removeprefix("/")


def flowing(*nodes: Any, **tensors: Any) -> Any:
    """A model of some nodes that make ``v``, and a convolution that reads it."""
    last = helper.make_node("Conv", ["v", "w"], ["y"], "c")
    return onnx_model([*nodes, last], {"w": drawn(2, 3, 1, 1), **tensors})


def test_a_cycle_is_refused(tmp_path: Path) -> None:
    node = helper.make_node
    model = flowing(
        node("Add", ["x", "b"], ["a"], "one"), node("Relu", ["a"], ["b"]), node("Relu", ["b"], ["v"])
    )
    assert refused(model, tmp_path) == (
        'net.onnx: the node "one" (Add) reads "b", which is made after it: the graph has a cycle, or its '
        "nodes are out of order"
    )
    assert refused(flowing(node("Relu", ["v"], ["v"])), tmp_path).startswith(
        "net.onnx: what comes before this layer reads no input at all, not one input"
    )


REFUSED = [
    (
        [helper.make_node("Add", ["x", "z"], ["v"])],
        'net.onnx: what comes before this layer reads "x", "z", not one input: give what flows into the '
        "layer, with --no-flow",
    ),
    (
        [helper.make_node("Pad", ["x"], ["v"], "p", pads=[0, 0, 9999, 9999, 0, 0, 9999, 9999])],
        'the node "p" (Pad): its output 1×3×20006×20006 has 1.2 billion cells (9.6 GB), more than '
        "the limit of 640,000: use a smaller one, or raise --max-cells",
    ),
    (
        [helper.make_node("MaxPool", ["x"], ["v"], "p", kernel_shape=[3, 3], pads=[2**40] * 4)],
        'the node "p" (MaxPool) has pads [1099511627776, 1099511627776, 109951…, which cannot '
        "be: export the model again",
    ),
    (
        [helper.make_node("Flatten", ["x"], ["v"])],
        "what flows into v has shape (1, 192), which is no feature map",
    ),
    (
        [helper.make_node("Loop", ["x"], ["v"], body=helper.make_graph([], "body", [], []))],
        'net.onnx: the node "v" (Loop) is of a kind that is not run here: give what flows into the layer, '
        "with --no-flow",
    ),
    (
        [helper.make_node("Relu", ["x"], ["v"], "r", domain="evil")],
        'net.onnx: the node "r" (Relu) is of a kind that is not run here: give what flows into the layer, '
        "with --no-flow",
    ),
    (
        [helper.make_node("Tile", ["x", "many"], ["v"])],
        "what makes v, 1×3×80000000×80000000 has 1.9e+16 cells (153600.0 TB), more than the limit of "
        "640,000: use a smaller one, or raise --max-cells",
    ),
    (
        [
            helper.make_node("NonZero", ["x"], ["n"]),
            helper.make_node("Reshape", ["n", "square"], ["v"]),
        ],
        "the size of n, which comes before the layer, is known only while the model runs: give what flows "
        "into the layer, with --no-flow",
    ),
]


@pytest.mark.parametrize(("nodes", "text"), REFUSED)
def test_what_cannot_be_computed_is_one_sentence(nodes: list[Any], text: str, tmp_path: Path) -> None:
    many = {
        "many": np.array([1, 1, 10**7, 10**7], np.int64),
        "square": np.array([1, 3, -1, 8], np.int64),
    }
    assert refused(flowing(*nodes, **many), tmp_path) == text


def test_a_deep_network_of_many_products_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "LAYERS", 1)
    names = [f"n{n}" for n in range(60)]
    nodes = [
        helper.make_node("Conv", [before, "wide"], [after], pads=[2, 2, 2, 2])
        for before, after in zip(["x", *names], [*names, "v"], strict=False)
    ]
    text = refused(flowing(*nodes, wide=drawn(3, 3, 5, 5)), tmp_path, x=np.ones((3, 99, 99), np.float32))
    assert "products: use a smaller input, or raise --max-cells (now 10,000)" in text


def test_what_onnxruntime_cannot_run_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx_runtime, "_check_sizes", lambda *_: None)
    model = flowing(
        helper.make_node("Reshape", ["x", "shape"], ["v"]), shape=np.array([1, 5, 7, 9], np.int64)
    )
    text = refused(model, tmp_path)
    assert text.startswith("net.onnx: onnxruntime cannot run what comes before the layer: ")
    assert "\n" not in text


BROKEN = [
    (b"\x3a\x05\x0a", "net.onnx is no whole ONNX file: it has an entry that reaches past the end"),
    (b"\xff" * 30, "net.onnx is no whole ONNX file: it has a number that has no end"),
    (b"hello", "net.onnx is no whole ONNX file: it has an entry of an unknown kind"),
    (b"\x0b", "net.onnx is no whole ONNX file: it has an entry of an unknown kind"),
    (b"\x08\x07", "net.onnx is no ONNX file, or a graph without nodes: export the model again"),
    (b"", "net.onnx is empty: give a model file"),
]


@pytest.mark.parametrize(("content", "text"), BROKEN)
def test_what_is_no_onnx_file_is_refused(tmp_path: Path, content: bytes, text: str) -> None:
    (tmp_path / "net.onnx").write_bytes(content)
    with pytest.raises(ConvanimError) as error:
        open_model(tmp_path / "net.onnx")
    assert str(error.value).replace(f"{tmp_path}/", "") == text


def test_millions_of_empty_entries_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from convanim.sources.models import wire

    monkeypatch.setattr(wire, "MOST_FIELDS", 1000)
    body = b"\x0a\x00" * 2000
    length = bytes([len(body) & 127 | 128, len(body) >> 7])
    (tmp_path / "net.onnx").write_bytes(b"\x3a" + length + body)
    with pytest.raises(ConvanimError, match="it has more than 1,000 entries"):
        open_model(tmp_path / "net.onnx")


def test_weights_that_are_not_those_of_their_shape_are_refused(tmp_path: Path) -> None:
    model = onnx_model([helper.make_node("Conv", ["x", "c.weight"], ["y"])], {"c.weight": drawn(2, 3, 3, 3)})
    model.graph.initializer[0].raw_data = bytes(20)
    found = open_model(saved(model, tmp_path / "net.onnx"))
    with pytest.raises(ConvanimError, match=r"the tensor c.weight 2×3×3×3 needs 216 bytes but has 20 bytes"):
        found.weight(found.layers[0])
    model.graph.initializer[0].dims[0] = 10**12
    found = open_model(saved(model, tmp_path / "net.onnx"))
    with pytest.raises(ConvanimError, match=r"27\.0 trillion numbers, more than the limit of 134\.2 million"):
        found.weight(found.layers[0])


def test_a_model_of_other_things_has_nothing_to_show(tmp_path: Path) -> None:
    with pytest.raises(ConvanimError) as error:
        open_model(saved(onnx_model([helper.make_node("Relu", ["x"], ["y"])], {}), tmp_path / "net.onnx"))
    assert str(error.value).endswith(
        "net.onnx has no layer that can be shown: a Conv or ConvTranspose along one to three axes, or a "
        "pooling, is needed"
    )


def test_many_layers_are_listed_in_their_number_of_steps(tmp_path: Path) -> None:
    """What reads a layer is looked up: to search it among all would take the square of their number."""
    names = [f"v{number}" for number in range(3000)]
    nodes = [
        helper.make_node("Conv", [before, "w"], [after])
        for before, after in zip(["x", *names], [*names, "y"], strict=True)
    ]
    model = open_model(saved(onnx_model(nodes, {"w": drawn(3, 3, 1, 1)}), tmp_path / "net.onnx"))
    begin = time.process_time()
    assert len(model.layers) == 3001
    assert time.process_time() - begin < 0.5
