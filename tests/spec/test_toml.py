"""Specs as TOML text, and back."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from convanim import ClipSpec, ConvanimError
from convanim.limits import MAX_CELLS
from convanim.sizes import looks_channels_last
from convanim.sources import File, Named, Seeded, Values
from convanim.sources.kernels import KERNELS
from convanim.spec.fields import FIELDS
from convanim.spec.toml import dumps, load, loads

small = st.integers(1, 30)
per_axis = st.one_of(small, st.tuples(small, small))
pair = st.tuples(st.integers(0, 9), st.integers(0, 9))
padding = st.one_of(
    st.integers(0, 9), st.sampled_from(["same", "valid", "full"]), st.tuples(st.one_of(small, pair), pair)
)
number = st.one_of(st.integers(-(2**62), 2**62), st.floats(allow_nan=False, allow_infinity=False))
text = st.text(st.characters(blacklist_categories=["C", "Z"]), max_size=20)
words = text.filter(lambda said: not set("{}") & set(said))
shapes = st.lists(small, min_size=1, max_size=3).map(tuple).filter(lambda size: not looks_channels_last(size))
grids = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.tuples(*[number] * width), min_size=1, max_size=4).map(tuple)
)
narrow = st.lists(
    st.tuples(st.floats(width=32, allow_nan=False, allow_infinity=False)), min_size=1, max_size=4
)
files = st.sampled_from(["x.npy", "a b/ü.csv", 'quo"te.png', "sub/[1].npy", "5x5.png"])
inputs = st.one_of(
    shapes.map(Seeded),
    grids.map(Values),
    narrow.map(lambda rows: Values(tuple(rows), "float32")),
    files.map(lambda name: File(str(Path(name)))),
)
kernels = st.one_of(shapes.map(Seeded), grids.map(Values), st.sampled_from(list(KERNELS)).map(Named))
positive = st.floats(0.1, 100)
fields: dict[str, st.SearchStrategy[Any]] = {
    "input": inputs,
    "kernel": kernels,
    "pointwise": st.sampled_from([None, ((1, -1), (0, 2)), "filters.npy"]),
    "stride": per_axis,
    "padding": padding,
    "output_padding": st.integers(0, 3),
    "dilation": per_axis,
    "groups": small,
    "ceil_mode": st.booleans(),
    "count_include_pad": st.booleans(),
    "bias": st.one_of(st.none(), number, st.tuples(number, number)),
    "duration": st.one_of(st.none(), positive),
    "fps": st.one_of(st.none(), small),
    "width": st.one_of(st.none(), st.integers(16, 4000)),
    "height": st.one_of(st.none(), st.integers(16, 4000)),
    "title": st.one_of(st.none(), text),
    "labels": st.dictionaries(st.sampled_from(["input", "kernel", "output"]), words),
    "language": st.one_of(
        st.sampled_from([None, "de", "zh", "en", "words/mine.toml"]),
        st.dictionaries(st.sampled_from(["input", "fill = value"]), words).map(lambda said: {"labels": said}),
    ),
    "font": st.one_of(st.none(), text),
    "seed": st.integers(0, 2**53),
    "at": st.one_of(st.none(), positive),
    "matte": st.sampled_from([None, "white", "#12ab9f"]),
    "resize": st.one_of(st.none(), shapes),
    "crop": st.one_of(st.sampled_from([None, "top", "10,20,200x100"]), st.tuples(small, small, small, small)),
    "loop": st.sampled_from([None, True, False]),
    "crf": st.one_of(st.none(), st.integers(0, 63)),
    "filters": st.one_of(st.none(), st.integers(1, 64)),
    "keyframes": st.booleans(),
    "embed": st.booleans(),
    "partial_maps": st.booleans(),
    "dilations": st.one_of(st.none(), st.lists(st.integers(1, 64), min_size=1, max_size=8).map(tuple)),
    "colours": st.one_of(st.none(), st.integers(2, 255)),
    "max_bytes": st.one_of(st.none(), st.integers(1, 10**9)),
    "max_cells": st.integers(1, 10**9),
    "max_frames": st.integers(1, 10**9),
    "max_pixels": st.integers(1, 10**9),
} | {name: st.sampled_from(field.choices()) for name, field in FIELDS.items() if field.choices}


@settings(max_examples=300, deadline=None)
@given(st.fixed_dictionaries({}, optional=fields))
def test_every_spec_survives_the_way_to_text_and_back(values: dict[str, Any]) -> None:
    spec = ClipSpec.of(**values)
    again = loads(dumps(spec))
    assert again == spec
    assert repr(again) == repr(spec)  # 1 and 1.0 are equal, but not the same number on the screen


def test_the_round_trip_is_tried_on_every_field() -> None:
    assert set(fields) == set(FIELDS)


def test_a_spec_is_written_as_a_person_would() -> None:
    spec = ClipSpec.of(
        input=[[1, 2], [3, 4.5]], kernel="2x3", padding=[[0, 1], 2], title='A "title"', labels=["input=photo"]
    )
    assert dumps(spec) == (
        'scene = "sliding-kernel"\n'
        "input = [\n    [1, 2],\n    [3, 4.5],\n]\n"
        'kernel = "2x3"\n'
        "padding = [[0, 1], 2]\n"
        'title = "A \\"title\\""\n'
        '\n[labels]\ninput = "photo"\n'
    )


def test_files_are_relative_to_the_toml_file(tmp_path: Path) -> None:
    folder = tmp_path / "clips"
    folder.mkdir()
    (folder / "x.csv").write_text("1,2,3\n4,5,6\n7,8,9\n")
    (folder / "clip.toml").write_text('input = "x.csv"\nkernel = 2\n')
    spec = load(folder / "clip.toml")
    assert spec.input == File(str(folder / "x.csv"))
    assert spec.resolve().trace.input.tolist() == [[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]
    absolute = str(folder / "x.csv")
    assert loads(f"input = '{absolute}'", tmp_path).input == File(absolute)


REFUSED = [
    ("inptu = 5", 'there is no field "inptu": did you mean input?'),
    ("zzz = 5", f'there is no field "zzz": use some of {", ".join(FIELDS)}'),
    ('stride = "two"', 'stride "two" is no whole number: write 2, or 2x1 for rows and columns'),
    ("stride = 1.5", "stride 1.5 is no whole number: use 1 or more"),
    ('fps = "25"', "fps '25' is no whole number: use 1 or more"),
    ("title = 1979-05-27", "title datetime.date(1979, 5, 27) is no text: put it in quotes"),
    (
        "input = 1979-05-27",
        "input datetime.date(1979, 5, 27) is neither a size nor numbers: write 5x7, a nested list or a "
        "file name",
    ),
    ("duration = nan", "duration nan is not possible: use a finite number"),
    ("labels = 3", 'labels 3 is no table: write input = "photo"'),
    ("input = ", "this is no TOML: invalid value (at end of document)"),
    ("input = 5\ninput = 6", "this is no TOML: cannot overwrite a value (at end of document)"),
    ("input = " + "[" * 5000, "this is no TOML: "),
    ("input = " + "1" * 5000, "this has an integer of thousands of digits: use a smaller number"),
]


@pytest.mark.parametrize(("toml", "text"), REFUSED)
def test_wrong_toml_is_refused_in_one_sentence(toml: str, text: str) -> None:
    with pytest.raises(ConvanimError) as error:
        loads(toml)
    assert str(error.value).startswith(text)
    assert "\n" not in str(error.value)


def test_an_error_in_a_file_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "clip.toml"
    path.write_text("stride = 0")
    with pytest.raises(ConvanimError) as error:
        load(path)
    assert str(error.value) == f"{path}: stride 0 is not possible: use 1 or more"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConvanimError) as error:
        load(path)
    assert str(error.value) == f"{path} is no text in UTF-8: save it as TOML"
    with pytest.raises(ConvanimError) as error:
        load(tmp_path / "none.toml")
    none = tmp_path / "none.toml"
    assert str(error.value) == f"{none} does not exist: check the name, and the folder it is relative to"
    with pytest.raises(ConvanimError, match=r"^cannot read .*: Is a directory$"):
        load(tmp_path)


def _embedded(spec: ClipSpec) -> ClipSpec:
    return loads(spec.resolve().embedded)


def test_what_is_embedded_makes_the_clip_again_without_its_files(tmp_path: Path) -> None:
    values = np.linspace(0, 1, 36, dtype=np.float32).reshape(6, 6)
    np.save(tmp_path / "x.npy", values)
    (tmp_path / "k.csv").write_text("1,0\n0,-1.5\n")
    spec = ClipSpec.of(input=tmp_path / "x.npy", kernel=tmp_path / "k.csv", max_cells=10**7)
    before, again = spec.resolve().trace, _embedded(spec)
    assert max(map(len, spec.resolve().embedded.split())) < 20  # decimals as short as float32's
    (tmp_path / "x.npy").unlink()
    (tmp_path / "k.csv").unlink()
    after = again.resolve().trace
    assert after.input.dtype == np.float32
    assert (after.input == before.input).all()
    assert (after.output == before.output).all()
    assert again.max_cells == MAX_CELLS


def test_an_image_is_embedded_as_it_was_resized(tmp_path: Path) -> None:
    pixels = np.arange(40 * 30, dtype=np.uint8).reshape(40, 30)
    Image.fromarray(pixels).save(tmp_path / "x.png")
    spec = ClipSpec.of(input=tmp_path / "x.png", resize="8x6")
    again = _embedded(spec)
    assert again.resize is None
    assert isinstance(again.input, Values)
    assert (again.resolve().trace.input == spec.resolve().trace.input).all()


def test_a_large_file_is_embedded_as_its_whole_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    np.save("x.npy", np.zeros((65, 64)))
    assert _embedded(ClipSpec.of(input="x.npy")).input == File(str(tmp_path / "x.npy"))
    np.save("x.npy", np.zeros((64, 64)))
    assert isinstance(_embedded(ClipSpec.of(input="x.npy")).input, Values)


def test_infinite_numbers_in_values_reach_the_error_that_names_them() -> None:
    spec = loads("input = [[inf, 1]]\nkernel = 1")
    assert isinstance(spec.input, Values)
    assert spec.input.cells == ((math.inf, 1),)
    assert tomllib.loads(dumps(spec))["input"] == [[math.inf, 1]]
    with pytest.raises(ConvanimError, match=r"^input holds inf, which cannot be shown: use finite numbers$"):
        spec.resolve()
