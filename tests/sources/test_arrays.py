"""Array files: what is read, and what a hostile or broken file gets instead of a traceback."""

from __future__ import annotations

import os
import struct
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convanim import ConvanimError
from convanim.sources import File
from convanim.sources.arrays import read_csv, read_npy
from convanim.sources.load import load_input, load_kernel


def read(path: Path, **options: Any) -> np.ndarray[Any, Any]:
    return load_input(File(str(path)), seed=0, max_cells=1000, **options)


def refused(path: Path, **options: Any) -> str:
    with pytest.raises(ConvanimError) as error:
        read(path, **options)
    return str(error.value).replace(str(path), path.name)


@pytest.mark.parametrize(
    ("dtype", "kept"),
    [
        ("int8", "int64"),
        ("bool", "int64"),
        (">i4", "int64"),
        ("uint64", "uint64"),
        ("float16", "float32"),
        (">f4", "float32"),
        ("float64", "float64"),
    ],
)
def test_an_npy_file_keeps_its_numbers(tmp_path: Path, dtype: str, kept: str) -> None:
    array = np.array([[0, 1], [2, 3]]).astype(dtype)
    np.save(tmp_path / "x.npy", array)
    assert read(tmp_path / "x.npy").dtype == kept
    assert (read(tmp_path / "x.npy") == array).all()


def test_what_is_read_no_longer_hangs_on_the_file(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.ones((2, 2)))
    array = read_npy(tmp_path / "x.npy", 1000)
    np.save(tmp_path / "x.npy", np.zeros((2, 2)))
    assert array.tolist() == [[1, 1], [1, 1]]
    assert type(array) is np.ndarray


def _header(text: bytes, version: bytes = b"\x01\x00") -> bytes:
    return b"\x93NUMPY" + version + struct.pack("<H", len(text)) + text


NOT_WHOLE = "x.npy is no whole .npy file: save an array of numbers with numpy.save"
HOSTILE_NPY = [
    (b"", NOT_WHOLE),
    (b"\x93NUMPY", NOT_WHOLE),
    (b"PK\x03\x04 a zip", NOT_WHOLE),
    (b"\x80\x04\x95 a pickle", NOT_WHOLE),
    (_header(b"{'descr': '<i8', 'fortran_order': False, 'shape': (3, 3), }\n"), NOT_WHOLE),
    (_header(b"{'descr': '<i8', 'fortran_order': False, 'shape': (3, 3), }\n") + bytes(71), NOT_WHOLE),
    (_header(b"{'descr': '<i8', 'fortran_order': False, 'shape': (99999999, 99999999), }\n"), NOT_WHOLE),
    (_header(b"{'descr': '<i8', 'fortran_order': False, 'shape': (-1, 3), }\n") + bytes(72), NOT_WHOLE),
    (_header(b"{'descr': '<i8', 'fortran_order': False, 'shape': __import__('os'), }\n"), NOT_WHOLE),
    (_header(b"(" * 4000 + b"\n"), NOT_WHOLE),
    (_header(b"{'descr': '<i8'" + b" " * 60_000 + b"}\n"), NOT_WHOLE),
    (_header(b"{'a': '''\n", b"\x02\x00"), NOT_WHOLE),
    (
        _header(b"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n")
        + b"cos\nsystem\n(S'false'\ntR.",
        "x.npy holds Python objects: save an array of numbers with numpy.save",
    ),
]


@pytest.mark.parametrize(("content", "text"), HOSTILE_NPY)
def test_a_broken_npy_file_is_refused(tmp_path: Path, content: bytes, text: str) -> None:
    (tmp_path / "x.npy").write_bytes(content)
    assert refused(tmp_path / "x.npy") == text


@pytest.mark.filterwarnings("error")
def test_a_header_of_python_2_is_read_without_a_word(tmp_path: Path) -> None:
    header = _header(b"{'descr': '<i8', 'fortran_order': False, 'shape': (1L, 2L), }\n")
    (tmp_path / "x.npy").write_bytes(header + struct.pack("<qq", 5, 7))
    assert read(tmp_path / "x.npy").tolist() == [[[5, 7]]]


UNFIT = [
    (np.array([["a", "b"]]), "x.npy has dtype <U1: use integers or real floats"),
    (np.array([[1j]]), "x.npy has dtype complex128: use integers or real floats"),
    (np.zeros((2, 2), dtype=[("a", int)]), "x.npy has dtype of records: use integers or real floats"),
    (np.zeros((0, 3)), "x.npy is empty, its shape is (0, 3): give every axis at least one cell"),
    (np.zeros(3), "x.npy is a single row: give rows, or channels of rows"),
    (np.array(3), "x.npy is a single number: give rows, or channels of rows"),
    (
        np.zeros((40, 40)),
        "x.npy 40×40 has 1,600 cells (12.8 kB), more than the limit of 1,000: use a smaller one, "
        "or raise --max-cells",
    ),
    (
        np.zeros((10, 9, 3)),
        "x.npy is 10×9×3, which looks like height×width×channels: give the channels first, 3×10×9",
    ),
    (np.array([[1, np.nan]]), "x.npy holds nan, which cannot be shown: use finite numbers"),
    (np.array([[-np.inf]]), "x.npy holds -inf, which cannot be shown: use finite numbers"),
]


@pytest.mark.parametrize(("array", "text"), UNFIT)
def test_an_unfit_array_is_refused_by_its_files_name(tmp_path: Path, array: Any, text: str) -> None:
    np.save(tmp_path / "x.npy", array)
    assert refused(tmp_path / "x.npy") == text


def test_a_pickled_array_is_never_unpickled(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> Any:
            return os.mkdir, (str(tmp_path / "sprung"),)

    np.save(tmp_path / "x.npy", np.array([[Trap()]], dtype=object), allow_pickle=True)
    assert refused(tmp_path / "x.npy").startswith("x.npy holds Python objects")
    assert not (tmp_path / "sprung").exists()
    np.load(tmp_path / "x.npy", allow_pickle=True)
    assert (tmp_path / "sprung").exists()  # the trap works, so its not being sprung above says something


@pytest.mark.filterwarnings("error")
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_damaged_npy_file_escapes_as_another_error(tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "x.npy"
    np.save(path, np.arange(12).reshape(3, 4))
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    with suppress(ConvanimError):
        assert read(path).size <= 1000


CSV = [
    ("1,2\n3,4\n", [[1, 2], [3, 4]]),
    ("1;2\n3;4", [[1, 2], [3, 4]]),
    ("1\t2\r\n3\t4\r\n", [[1, 2], [3, 4]]),
    (" 1  2 \n 3  -4 \n", [[1, 2], [3, -4]]),
    ("# a note, with commas\n\n1, 2.5\n3e2, 4\n", [[1, 2.5], [300, 4]]),
    ("\ufeff1,2", [[1, 2]]),
    ("7", [[7]]),
    ("0,5;-1,25\n3;,5\n", [[0.5, -1.25], [3, 0.5]]),  # as a spreadsheet saves it where decimals have commas
    ("0,5\t1", [[0.5, 1]]),
]


@pytest.mark.parametrize(("text", "rows"), CSV)
def test_a_csv_file_is_read_as_people_write_it(tmp_path: Path, text: str, rows: list[list[float]]) -> None:
    (tmp_path / "x.csv").write_text(text, encoding="utf-8", newline="")
    array = read_csv(tmp_path / "x.csv", 1000)
    assert array.tolist() == rows
    assert array.dtype == (np.float64 if any(cell % 1 for row in rows for cell in row) else np.int64)


BAD_CSV = [
    (b"", "x.csv holds no numbers: write one row a line, such as 0,1,2"),
    (b"# only a note\n\n", "x.csv holds no numbers: write one row a line, such as 0,1,2"),
    (b"1,2\n\n3\n", "x.csv has 1 number in line 3 but 2 in line 1: give every row the same length"),
    (b"a,b\n1,2\n", 'x.csv has "a", which is no number, in line 1: give numbers only'),
    (b"1,2\n3,\n", "x.csv has a gap between two separators, in line 2: give numbers only"),
    (b"1,nan\n", "x.csv holds nan, which cannot be shown: use finite numbers"),
    (b"1,inf\n", "x.csv holds inf, which cannot be shown: use finite numbers"),
    (b"\xff\xfe1\x00", "x.csv is no text in UTF-8: save it as comma-separated text"),
    (b"1" * 400, "x.csv holds integers beyond 64 bits: use smaller integers, or floats"),
    (b"z" * 400, f'x.csv has "{"z" * 27}…", which is no number, in line 1: give numbers only'),
    (
        b"1\n" * 1001,
        "x.csv 1001×1 has 1,001 cells (8.0 kB), more than the limit of 1,000: use a smaller one, "
        "or raise --max-cells",
    ),
    (
        b"1" * 40_000,
        "x.csv has 40.0 kB, more than 1,000 numbers take: use a smaller file, or raise --max-cells",
    ),
]


@pytest.mark.parametrize(("content", "text"), BAD_CSV)
def test_a_bad_csv_file_is_refused_with_its_line(tmp_path: Path, content: bytes, text: str) -> None:
    (tmp_path / "x.csv").write_bytes(content)
    assert refused(tmp_path / "x.csv") == text


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.npy"
    assert refused(path) == "input x.npy does not exist: check the name, and the folder it is relative to"
    path.mkdir()
    assert refused(path) == "input x.npy is no regular file: give a file of numbers or an image"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only systems with named pipes can hang on one")
def test_a_named_pipe_does_not_hang(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    os.mkfifo(path)
    assert refused(path) == "input x.csv is no regular file: give a file of numbers or an image"


@pytest.mark.parametrize(
    ("shape", "weights"), [((2, 3), (1, 1, 2, 3)), ((3, 2, 2), (1, 3, 2, 2)), ((2, 3, 2, 2), (2, 3, 2, 2))]
)
def test_weights_get_the_axes_that_are_not_written(
    tmp_path: Path, shape: tuple[int, ...], weights: tuple[int, ...]
) -> None:
    np.save(tmp_path / "k.npy", np.ones(shape))
    source = File(str(tmp_path / "k.npy"))
    assert load_kernel(source, filters=1, channels=1, seed=0, max_cells=1000).shape == weights
