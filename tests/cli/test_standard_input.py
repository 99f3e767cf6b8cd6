"""What comes through a pipe: a clip for ``render -``, an array for ``-i -``."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

from convanim.cli import standard_input
from tests.cli.conftest import Pipeline, Run
from tests.sources.models.made import npy


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> io.BytesIO:
    """Standard input, to be filled."""
    buffer = io.BytesIO()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(buffer))
    return buffer


def fill(pipe: io.BytesIO, data: bytes) -> None:
    pipe.write(data)
    pipe.seek(0)


def test_a_clip_comes_through_a_pipe(run: Run, pipe: io.BytesIO, rendered: Pipeline) -> None:
    fill(pipe, b'\xef\xbb\xbfinput = "4x6"\nkernel = [[1, 2]]\n')
    assert run("render", "-", "--theme", "dark").status == 0
    spec, path = rendered.calls[0]
    assert (spec.theme, path) == ("dark", Path("clip.gif"))
    assert spec.resolve().trace.input.shape == (1, 4, 6)


def test_what_is_dumped_can_be_piped(run: Run, pipe: io.BytesIO) -> None:
    dumped = run("render", "padding-strides", "--dump-spec").out
    fill(pipe, dumped.encode())
    assert run("render", "-", "--dump-spec").out == dumped


ARRAYS = [
    (b"1,2,3\n4,5,6\n", [[1, 2, 3], [4, 5, 6]]),
    (b" [[1, 2],\n[3, 4]]\n", [[1, 2], [3, 4]]),
    (npy(np.array([[1, 2], [3, 4]], dtype=np.int8)), [[1, 2], [3, 4]]),
    (npy(np.asfortranarray(np.arange(6.0).reshape(2, 3))), [[0, 1, 2], [3, 4, 5]]),
]


@pytest.mark.parametrize(("data", "rows"), ARRAYS)
def test_an_array_comes_through_a_pipe(
    run: Run, pipe: io.BytesIO, rendered: Pipeline, data: bytes, rows: list[list[float]]
) -> None:
    fill(pipe, data)
    assert run("render", "-i", "-", "-k", "[[1]]", "-o", "x.gif").status == 0
    assert rendered.calls[0][0].resolve().trace.input[0].tolist() == rows


def test_narrow_floats_stay_narrow(run: Run, pipe: io.BytesIO, rendered: Pipeline) -> None:
    fill(pipe, npy(np.array([[0.1, 0.2]], dtype=np.float32)))
    assert run("render", "-k", "-", "-i", "3", "-o", "x.gif").status == 0
    assert rendered.calls[0][0].resolve().trace.weight.dtype == np.float32


REFUSED = [
    (
        ("render", "-"),
        b"",
        "standard input is empty, or was read already: send one clip or one array through it",
    ),
    (
        ("render", "-"),
        b"input = 5\nkernal = 3\n",
        'standard input: there is no field "kernal": did you mean kernel?',
    ),
    (("render", "-"), b"\xff\xff", "standard input is no text in UTF-8: give a clip as TOML"),
    (
        ("trace", "-i", "-"),
        b"1,2\n3\n",
        "standard input has 1 number in line 2 but 2 in line 1: give every row the same length",
    ),
    (("trace", "-i", "-"), b"\xff", "standard input is no text in UTF-8: give comma-separated text"),
    (("trace", "-i", "-"), b"\x93NUMPY\x01\x00", "standard input is no whole array: save it again"),
    (("trace", "-i", "-"), npy(np.zeros((4, 4)))[:-1], "standard input is no whole array: save it again"),
    (
        ("trace", "-i", "-"),
        npy(np.zeros((2, 2), complex)),
        "standard input holds dtype complex128: give an array of numbers",
    ),
    (
        ("trace", "-i", "-"),
        npy(np.zeros(10**6 + 1, np.int8)),
        "standard input has over 1,000,000 numbers: give a file",
    ),
    (
        ("trace", "-i", "-", "-k", "-"),
        b"1,2\n",
        "standard input is empty, or was read already: send one clip or one array through it",
    ),
]


@pytest.mark.parametrize(("arguments", "data", "sentence"), REFUSED)
def test_what_is_wrong_in_a_pipe_is_one_sentence(
    run: Run, pipe: io.BytesIO, arguments: tuple[str, ...], data: bytes, sentence: str
) -> None:
    fill(pipe, data)
    outcome = run(*arguments)
    assert (outcome.status, outcome.err) == (2, f"error: {sentence}\n")


def test_an_endless_pipe_is_not_read_to_its_end(
    run: Run, pipe: io.BytesIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standard_input, "MOST_BYTES", 1000)
    fill(pipe, b"1," * 10_000)
    assert run("trace", "-i", "-").err == "error: standard input has more than 1.0 kB: give a file\n"
    assert pipe.tell() < 10_000


def test_pickles_are_not_read_from_a_pipe(run: Run, pipe: io.BytesIO) -> None:
    buffer = io.BytesIO()
    np.save(buffer, np.array([[None]], dtype=object), allow_pickle=True)
    fill(pipe, buffer.getvalue())
    assert run("trace", "-i", "-").err == (
        "error: standard input holds Python objects: give an array of numbers\n"
    )
