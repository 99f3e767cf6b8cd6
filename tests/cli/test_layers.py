"""``convanim layers``, and the options that pick one of them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from convanim.spec.toml import loads
from tests.cli.conftest import Pipeline, Run
from tests.sources.models.made import drawn, residual, saved, state_file

TABLE = """\
layer       kind           weights          window  stride  padding  dilation  groups  then
conv1       Conv           8×3×3×3 + bias   3×3     2       1        1         1       –
pool        MaxPool        –                3×3     2       1        1         –       –
block/conv  Conv           8×8×3×3 + bias   3×3     1       1        1         1       relu
depthwise   Conv           8×1×3×3          3×3     2       same     1         8       –
i           AveragePool    –                2×2     1       0:1×0:1  1         –       –
up          ConvTranspose  16×4×3×3         3×3     2       0        1         1       –
last        Conv           2×4×1×1          1×1     1       0        1         1       –
"""


@pytest.fixture
def net(tmp_path: Path) -> Path:
    return saved(residual(), tmp_path / "net.onnx")


def test_the_layers_stand_in_a_table(run: Run, net: Path) -> None:
    outcome = run("layers", "net.onnx")
    assert outcome.status == 0
    lines = [line.split() for line in outcome.out.splitlines()]
    assert lines == [line.split() for line in TABLE.splitlines()]
    assert (
        len(
            {
                line.index("window") if "window" in line else line.rindex("×")
                for line in outcome.out.splitlines()
            }
        )
        > 0
    )


def test_the_layers_are_json_where_asked(run: Run, net: Path) -> None:
    found = json.loads(run("layers", "net.onnx", "--json").out)
    assert [layer["name"] for layer in found][:3] == ["conv1", "pool", "block/conv"]
    assert found[0]["weight_shape"] == [8, 3, 3, 3]
    assert found[3]["groups"] == 8


def test_what_weights_alone_do_not_tell_is_a_dash(run: Run, tmp_path: Path) -> None:
    state_file(tmp_path / "net.pt", {"c.weight": drawn(4, 3, 3, 3)})
    assert run("layers", "net.pt").out.splitlines()[1].split() == ["c", "weights", "4×3×3×3", "3×3", *"–––––"]


def test_a_layer_of_a_model_is_rendered(run: Run, net: Path, rendered: Pipeline) -> None:
    arguments = (
        "--model",
        "net.onnx",
        "--at-layer",
        "conv1",
        "-i",
        "3x9x9",
        "--only-filters",
        "1,2",
        "--theme",
        "dark",
    )
    assert run("render", *arguments, "-o", "x.gif").status == 0
    spec, path = rendered.calls[0]
    assert (spec.scene, spec.theme, spec.stride, path) == ("layer", "dark", 2, Path("x.gif"))
    assert spec.resolve().trace.output_shape == (2, 5, 5)
    assert loads(run("render", *arguments, "--dump-spec").out) == spec


def test_the_numbers_of_a_models_layer_are_traced(run: Run, net: Path) -> None:
    outcome = run("trace", "--model", "net.onnx", "--at-layer", "last", "--no-flow", "-i", "4x3x3")
    assert (outcome.status, outcome.err) == (0, "")
    assert "sum of products" in outcome.out
    shape = run("shape", "--model", "net.onnx", "--at-layer", "conv1", "-i", "3x9x9")
    assert (shape.status, "output 8×5×5" in shape.out) == (0, True)


def test_a_size_is_what_the_model_declares_and_it_is_said_so(run: Run, net: Path) -> None:
    open_size = run("shape", "--model", "net.onnx", "--at-layer", "block/conv").out
    assert open_size.splitlines()[-1] == (
        "the input is of a usual size, since none is taken from net.onnx: give one with -i"
    )
    model = residual()
    for dimension, size in zip(model.graph.input[0].type.tensor_type.shape.dim, (1, 3, 32, 24), strict=True):
        dimension.dim_value = size
    saved(model, net)
    *_, sizes, origin = run("shape", "--model", "net.onnx", "--at-layer", "block/conv").out.splitlines()
    assert sizes == "input 8×8×6, kernel 3×3: output 8×8×6, 48 positions"
    assert origin == "the input is what net.onnx makes of the 3×32×24 that it declares to read"
    asked = ("shape", "--model", "net.onnx", "--at-layer", "conv1")
    assert json.loads(run(*asked, "--json").out)["model_input"] == [3, 32, 24]
    assert "declares" not in run(*asked, "-i", "3x9x9").out
    assert "input 3×7×7" in run(*asked, "--no-flow").out


REFUSED = [
    (("render", "--at-layer", "conv1"), "--at-layer is for the layer of a model: give its file with --model"),
    (("render", "--no-flow"), "--flow/--no-flow is for the layer of a model: give its file with --model"),
    (("layers", "no.onnx"), "model no.onnx does not exist: check the name, and the folder it is relative to"),
    (
        ("render", "--model", "net.onnx"),
        'a model needs a layer: see "convanim layers net.onnx", then give one such as --at-layer conv1',
    ),
]


@pytest.mark.parametrize(("arguments", "sentence"), REFUSED)
def test_what_is_missing_is_said(run: Run, net: Path, arguments: tuple[str, ...], sentence: str) -> None:
    outcome = run(*arguments)
    assert (outcome.status, outcome.err) == (2, f"error: {sentence}\n")
    assert sorted(path.name for path in net.parent.iterdir()) == ["net.onnx"]


def test_a_real_clip_of_a_real_model_is_made(run: Run, net: Path) -> None:
    np.save("x.npy", drawn(3, 12, 12))
    outcome = run("render", "--model", "net.onnx", "--at-layer", "block/conv", "-i", "x.npy", "-o", "x.png")
    assert (outcome.status, outcome.err) == (0, "")
    again = run("render", "x.png", "--dump-spec")
    assert 'title = "block/conv of net.onnx"' in again.out
