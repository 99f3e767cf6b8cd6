"""The page on models: every command on it is run, and what it claims of limits is so."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convanim.api import read_embedded
from convanim.cli import main
from convanim.sources.models import READERS, files, hdf5_child, keras_graph
from tests.sources.models.test_end_to_end import ARRAYS, BRIGHT, onnx_file, truth
from tests.sources.models.test_weights import save_safetensors

PAGE = (Path(__file__).parents[3] / "docs/models.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^convanim (?:layers|render) .*$", PAGE, re.MULTILINE)


def test_every_command_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    onnx_file(tmp_path / "net.onnx")
    save_safetensors(tmp_path / "net.safetensors", ARRAYS)
    Image.fromarray(BRIGHT).save("photo.png")
    assert len(COMMANDS) == 3
    for command in COMMANDS:
        assert main(shlex.split(command)[1:]) == 0, capsys.readouterr().err
    assert "2×2×3×3 + bias" in capsys.readouterr().out
    second = read_embedded(Path("second.gif")).resolve()
    assert np.allclose(second.trace.output, truth(tmp_path, "y"), atol=1e-4)
    assert read_embedded(Path("first.png")).resolve().title == "first: filter 1 of 2"


def test_every_kind_of_file_is_on_the_page() -> None:
    assert [suffix for suffix in READERS if f"`{suffix}`" not in PAGE] == [".hdf5"]  # another name of .h5


def test_the_limits_are_those_of_the_readers() -> None:
    said = " ".join(PAGE.split())
    for limit in (
        f"at most {files.MOST_WEIGHTS // 10**6} million numbers",
        f"over {keras_graph.MOST_DEPTH} deep",
        f"{keras_graph.MOST_NODES:,} layers",
        f"{hdf5_child.LARGEST_MEMORY / 1e9} GB of memory",
    ):
        assert limit in said
