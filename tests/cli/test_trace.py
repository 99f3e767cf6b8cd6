"""`convanim trace`: the numbers of one step, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from convanim import preset
from tests.sources.models.made import residual, saved

from .conftest import Run

TABLES = [
    (
        "numerical-padding-strides --step 1,2",
        """\
step (1, 2) of 3×3 positions, output channel 0
row  column  input  weight  product
  1       3      3       0        0
  1       4      1       1        1
  1       5      0       2        0  padding
  2       3      2       2        4
  2       4      3       2        6
  2       5      0       0        0  padding
  3       3      2       0        0
  3       4      2       1        2
  3       5      0       2        0  padding
sum of products  13
bias             0
output           13
""",
    ),
    (
        "-i [[1,-2],[3,4]] -k [[1,-1]] --bias -1 --activation relu --step 0",
        """\
step (0, 0) of 2×1 positions, output channel 0
row  column  input  weight  product
  0       0      1       1        1
  0       1     −2      −1        2
sum of products  3
bias             −1
before relu      2
output           2
""",
    ),
    (
        "-i [[[1,2]],[[3,4]]] -k [[[1,1]],[[1,0]]] --step 0,0",
        """\
step (0, 0) of 1×1 positions, output channel 0
channel  row  column  input  weight  product
      0    0       0      1       1        1
      0    0       1      2       1        2
      1    0       0      3       1        3
      1    0       1      4       0        0
sum of products  6
bias             0
output           6
""",
    ),
    (
        "--operation max_pool -i [[5,5,1],[2,5,1]] -k 2 -p 0x1 -s 1 --step 0,1",
        """\
step (0, 1) of 1×4 positions, output channel 0
row  column  input
  0       0      5  maximum
  0       1      5  tie
  1       0      2
  1       1      5  tie
output  5
""",
    ),
    (
        "--operation average_pool -i [[1,2,6]] -k 1x2 --ceil-mode --step 0,1",
        """\
step (0, 1) of 1×2 positions, output channel 0
row  column  input
  0       2      6
  0       3      0  no cell
sum         6
divided by  1
output      6
""",
    ),
    (
        "--operation conv_transpose -i [[1,2]] -k [[3,4]] -s 2 --step 0,1",
        """\
step (0, 1) of 1×4 positions, output channel 0
row  column  input  weight  product
  0       0      1       4        4
  0       1      0       3        0  inserted zero
sum of products  4
bias             0
output           4
""",
    ),
]


@pytest.mark.parametrize(("options", "table"), TABLES)
def test_a_step_is_shown_cell_by_cell(run: Run, options: str, table: str) -> None:
    outcome = run("trace", *options.split())
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out == table


def test_json_has_every_number_of_the_step(run: Run) -> None:
    values = json.loads(run("trace", "numerical-padding-strides", "--step", "1,2", "--json").out)
    step = preset("numerical-padding-strides").resolve().trace.step((1, 2))
    assert values["position"] == [1, 2]
    assert values["operation"] == "conv"
    assert values["output_shape"] == [1, 3, 3]
    assert values["coordinates"] == [[1, 2, 3], [3, 4, 5]]
    for name in ("patch", "weights", "products", "channel_sums", "inside"):
        assert values[name] == getattr(step, name).tolist()
    assert (np.array(values["patch"]) * values["weights"]).sum() + values["bias"] == values["value"] == 13


def test_a_number_is_a_step_in_reading_order(run: Run) -> None:
    assert run("trace", "--step", "5").out == run("trace", "--step", "1,2").out
    assert run("trace").out == run("trace", "--step", "0,0").out


def test_max_pooling_in_json_names_its_cell(run: Run) -> None:
    options = ["--operation", "max_pool", "-i", "[[1,5],[5,2]]", "-k", "2", "--json"]
    values = json.loads(run("trace", *options).out)
    assert (values["chosen"], values["ties"], values["value"]) == ([0, 1], [[1, 0]], 5)


def test_an_activation_behind_a_pooling_is_shown(run: Run) -> None:
    options = ["pooling", "-i", "[[-1,-2],[-3,-4]]", "-k", "2", "--activation", "relu"]
    assert run("trace", *options).out.endswith("before relu  −1\noutput       0\n")
    average = run("trace", *options, "--operation", "average_pool").out
    assert average.endswith("sum          −10\ndivided by   4\nbefore relu  −2.5\noutput       0\n")


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(residual(), tmp_path_factory.mktemp("model") / "net.onnx")


def rows_of(out: str) -> dict[tuple[str, ...], list[str]]:
    """The numbers of each cell of the window by channel, row and column."""
    lines = [line.split() for line in out.splitlines()[2:]]
    return {tuple(line[:3]): line[3:] for line in lines if line[0].isdigit()}


def test_chosen_channels_and_filters_keep_the_models_numbers(run: Run, net: Path) -> None:
    layer = ["trace", "--model", str(net), "--at-layer", "block/conv", "-i", "3x9x9", "--step", "0"]
    whole = run(*layer, "--channel", "5")
    part = run(*layer, "--only-filters", "2,5", "--channels", "6,1", "--channel", "5")
    assert part.status == 0, part.err
    assert "output channel 5\n" in part.out
    assert rows_of(part.out) == rows_of(whole.out)
    assert rows_of(run(*layer, "--only-filters", "5").out) == rows_of(whole.out)
    values = json.loads(run(*layer, "--only-filters", "2,5", "--channels", "6,1", "--json").out)
    assert (values["out_channel"], values["channels"]) == (2, [6, 1, 0, 2, 3, 4, 5, 7])
    refused = run(*layer, "--only-filters", "2,5", "--channel", "0")
    assert refused.err == "error: filter 0 is not among those that are chosen: use 2 or 5\n"
