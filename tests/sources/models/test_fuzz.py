"""Damaged model files of every kind: a model or one sentence, whatever is broken, and nothing is written.

``CONVANIM_FUZZ=20000`` runs so many cases a kind instead of the few of every day.
"""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convanim import ConvanimError
from convanim.sources.models import open_model
from convanim.sources.models.keras_graph import Graph
from convanim.sources.models.keras_layers import described
from tests.sources.models.made import drawn, residual, saved, state_file
from tests.sources.models.test_keras import configuration, h5_file, keras_file
from tests.sources.models.test_weights import save_npz, save_safetensors

EXAMPLES = int(os.environ.get("CONVANIM_FUZZ", "60"))
SLOWER = {"h5": 20, "keras": 20, "graph": 3}
"""The files are read by a process of their own."""
ARRAYS = {"a.weight": drawn(2, 3, 2, 2), "a.bias": drawn(2), "b.weight": drawn(1, 2, 3)}
MAKERS: dict[str, Callable[[Path], Path]] = {
    "onnx": lambda path: saved(residual(), path),
    "safetensors": lambda path: save_safetensors(path, ARRAYS),
    "npz": lambda path: save_npz(path, ARRAYS),
    "pt": lambda path: state_file(path, ARRAYS),
    "keras": lambda path: keras_file(path, {**configuration(), "class_name": "Sequential"}),
    "h5": h5_file,
}


def used(path: Path) -> str:
    """What comes of a file: the layers that it has, or the sentence that refuses it."""
    try:
        model = open_model(path)
        for layer in model.layers:
            assert layer.name.isprintable()
            if layer.weight_shape:
                assert model.weight(layer).shape == layer.weight_shape
                model.bias(layer)
        if model.flows:
            model.flow(model.layers[-1], np.ones((3, 24, 24), np.float32), 10**4)
    except ConvanimError as error:
        return str(error)
    return ""


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("suffix", MAKERS)
def test_a_damaged_file_is_a_model_or_a_sentence(
    suffix: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp(suffix)
    path = MAKERS[suffix](folder / f"net.{suffix}")
    whole = path.read_bytes()
    assert used(path) == ""
    outcomes: set[str] = set()

    examples = EXAMPLES // SLOWER.get(suffix, 1)

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def damaged(data: st.DataObject) -> None:
        if zipfile.is_zipfile(io.BytesIO(whole)) and data.draw(st.booleans()):
            path.write_bytes(inside(whole, data))
        else:
            path.write_bytes(spoilt(whole, data))
        outcome = used(path)
        assert "\n" not in outcome
        outcomes.add(outcome.replace(str(folder), ""))
        assert list(folder.iterdir()) == [path]

    damaged()
    assert len(outcomes) > 2 or suffix in SLOWER
    assert "" in outcomes or EXAMPLES < 1000


def spoilt(content: bytes, data: st.DataObject) -> bytes:
    """Bytes with a few pieces changed, put in or cut off."""
    found = bytearray(content)
    for _ in range(data.draw(st.integers(0, 3))):
        place = data.draw(st.integers(0, len(found)))
        piece = data.draw(st.binary(min_size=1, max_size=9))
        found[place : place + data.draw(st.sampled_from([0, len(piece), len(piece)]))] = piece
    whole = st.just(len(found))
    return bytes(found[: data.draw(st.one_of(whole, whole, st.integers(0, len(found))))])


def inside(content: bytes, data: st.DataObject) -> bytes:
    """An archive that is whole, with one spoilt member."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        chosen = data.draw(st.sampled_from(old.namelist()))
        for name in old.namelist():
            new.writestr(name, spoilt(old.read(name), data) if name == chosen else old.read(name))
    return buffer.getvalue()


def drawn_value() -> st.SearchStrategy[Any]:
    """Values of JSON that are wrong in many ways."""
    leaf = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
    return st.recursive(
        leaf,
        lambda parts: st.lists(parts, max_size=4) | st.dictionaries(st.text(max_size=5), parts, max_size=3),
        max_leaves=8,
    )


KEYS = (
    "kernel_size",
    "strides",
    "padding",
    "dilation_rate",
    "groups",
    "pool_size",
    "output_padding",
    "activation",
)
KINDS = ("Conv2D", "MaxPooling2D", "DepthwiseConv2D", "Conv2DTranspose", "Conv1D", "AveragePooling3D")


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    st.sampled_from(KINDS),
    st.dictionaries(st.sampled_from(KEYS), drawn_value(), max_size=4),
    st.lists(st.lists(st.integers(0, 9), max_size=5).map(tuple), max_size=2),
)
def test_any_configuration_is_a_layer_or_a_sentence(kind: str, config: dict[str, Any], shapes: Any) -> None:
    with suppress(ConvanimError):
        layer = described(Path("net.keras"), kind, "c", config, shapes)
        assert layer is None or f"{layer.axes}D" in kind


TENSORS = st.sampled_from(["x", "a", "b", "s"])
READS = st.lists(st.tuples(TENSORS, st.integers(0, 1), st.just(0)).map(list), max_size=2)
GRAPH_KINDS = ("Conv2D", "Add", "MaxPooling2D", "SeparableConv2D", "InputLayer", "Sequential", "Reshape")


@st.composite
def any_graph(draw: st.DrawFn, depth: int = 2) -> dict[str, Any]:
    """Layers that read each other in any way, old and new, models among them, and what is none of it."""
    layers: list[Any] = []
    for name in draw(st.lists(TENSORS, max_size=4)):
        kind = draw(st.sampled_from(GRAPH_KINDS))
        inner = depth and kind == "Sequential"
        config = draw(any_graph(depth - 1))["config"] if inner else {"name": name, "pool_size": 1}
        calls = draw(st.none() | st.lists(READS | READS.map(lambda read: {"args": [read]}), max_size=2))
        layers.append({"class_name": kind, "name": name, "config": config, "inbound_nodes": calls})
    layers += draw(st.lists(drawn_value(), max_size=1))
    ends = {key: draw(READS | drawn_value()) for key in ("input_layers", "output_layers")}
    return {"class_name": "Functional", "config": {"layers": layers, **ends}}


@settings(max_examples=EXAMPLES // SLOWER["graph"], deadline=None)
@given(any_graph())
def test_any_graph_is_followed_to_its_ends_or_refused(entry: dict[str, Any]) -> None:
    with suppress(ConvanimError):
        graph = Graph(entry)
        for layer in graph.layers:
            for read in graph.first(layer).inputs:
                keys = graph.before(read)
                assert keys[-1] == read
                assert len(set(keys)) == len(keys)
