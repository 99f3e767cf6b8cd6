"""A spec: what is taken, in which form it is kept, what is refused and in which words."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import convanim.engine as engine
from convanim import ClipSpec, ConvanimError
from convanim.engine.padding import PADDING_NAMES as ENGINE_PADDING_NAMES
from convanim.labels.languages import Language
from convanim.sizes import PADDING_NAMES
from convanim.sources import File, Named, Seeded, Values
from convanim.spec.converters import listed
from convanim.spec.fields import FIELDS

KEPT = [
    ("input", "5", Seeded((5,))),
    ("input", 5, Seeded((5,))),
    ("input", "5x7", Seeded((5, 7))),
    ("input", "5×7", Seeded((5, 7))),
    ("input", (5, 7), Seeded((5, 7))),
    ("input", "3x28x28", Seeded((3, 28, 28))),
    ("input", "4x4x4", Seeded((4, 4, 4))),
    ("input", [[1, 2], [3, 4]], Values(((1, 2), (3, 4)))),
    ("input", "[[1, 2.5], [3, -4]]", Values(((1, 2.5), (3, -4)))),
    ("input", np.array([[1, 2], [3, 4]]), Values(((1, 2), (3, 4)))),
    ("input", np.array([[True, False]]), Values(((1, 0),))),
    ("input", np.array([[0.5]]), Values(((0.5,),))),
    ("input", np.array([[0.5]], dtype=np.float32), Values(((0.5,),), "float32")),
    ("input", "photo.PNG", File("photo.PNG")),
    ("input", Path("a") / "x.npy", File(str(Path("a") / "x.npy"))),
    ("kernel", "sobel-x", Named("sobel-x")),
    ("kernel", "2x3", Seeded((2, 3))),
    ("stride", "2", 2),
    ("stride", "2x1", (2, 1)),
    ("stride", "2,1", (2, 1)),
    ("stride", [2, 1], (2, 1)),
    ("stride", [2], 2),
    ("stride", np.int64(2), 2),
    ("padding", "1", 1),
    ("padding", "1x2", (1, 2)),
    ("padding", "0:1", ((0, 1), (0, 1))),
    ("padding", "0:1,2", ((0, 1), 2)),
    ("padding", "same", "same"),
    ("padding", [[0, 1], [1, 0]], ((0, 1), (1, 0))),
    ("bias", -1, -1),
    ("bias", "-1", -1),
    ("bias", "0.5,1", (0.5, 1)),
    ("duration", 8, 8.0),
    ("matte", "#FFAA00", "#ffaa00"),
    ("labels", {"output": "edges", "input": "photo"}, (("input", "photo"), ("output", "edges"))),
    ("labels", ["input=a=b"], (("input", "a=b"),)),
    ("labels", ["fill = value=colour = number"], (("fill = value", "colour = number"),)),
    ("language", "de", "de"),
    ("language", Path("words/mine.toml"), str(Path("words/mine.toml"))),
    ("language", {"labels": {"input": "photo"}}, Language((("input", "photo"),))),
    ("font", "Noto Sans CJK SC", "Noto Sans CJK SC"),
    ("resize", "28x28", (28, 28)),
    ("resize", 28, (28,)),
    ("title", "", ""),
    ("bias", None, None),
]


@pytest.mark.parametrize(("name", "given", "kept"), KEPT)
def test_a_value_is_kept_in_one_form(name: str, given: Any, kept: Any) -> None:
    spec = ClipSpec.of(**{name: given})
    assert getattr(spec, name) == kept
    assert dataclasses.replace(spec) == spec
    assert hash(spec) == hash(ClipSpec.of(**{name: given}))


def test_whole_biases_stay_whole() -> None:
    assert type(ClipSpec.of(bias="3").bias) is int
    assert type(ClipSpec.of(bias="3.0").bias) is float


REFUSED = [
    ({"strid": 2}, 'there is no field "strid": did you mean stride?'),
    ({"input": "28x28x3"}, "28x28x3 looks like height×width×channels: write 3x28x28"),
    ({"input": (28, 28, 3)}, "28x28x3 looks like height×width×channels: write 3x28x28"),
    ({"input": "0x5"}, "input 0x5 is empty: give every axis at least one cell"),
    ({"input": "9" * 5000}, f"input {'9' * 18}… is too large: use a number that a picture can hold"),
    (
        {"input": [[1, 2], [3]]},
        "input is a nested list whose rows differ in length: give every row the same length",
    ),
    (
        {"input": [[1, 2], 3]},
        "input is a nested list whose rows differ in length: give every row the same length",
    ),
    ({"input": [[1, "a"]]}, "input holds 'a', which is no number: give numbers only"),
    ({"input": [[True]]}, "input holds True, which is no number: give numbers only"),
    ({"input": [[]]}, "input has an empty row: give every axis at least one cell"),
    ({"input": "[[1, 2"}, "input [[1, 2 is no nested list of numbers: write [[1, 2], [3, 4]]"),
    ({"input": "[" * 9000}, f"input {'[' * 37}… is no nested list of numbers: write [[1, 2], [3, 4]]"),
    ({"input": [[[[[1]]]]]}, "input is nested too deep: give rows of numbers"),
    ({"input": np.array([["a"]])}, "input has dtype <U1: use integers or real floats"),
    ({"input": np.array([[1j]])}, "input has dtype complex128: use integers or real floats"),
    ({"input": np.array([[object()]])}, "input has dtype object: use integers or real floats"),
    (
        {"input": np.zeros((28, 28, 3))},
        "input is 28×28×3, which looks like height×width×channels: give the channels first, 3×28×28",
    ),
    (
        {"input": "photo"},
        'input "photo" is no size and no file that can be read: write 5x7, [[1, 2], [3, 4]], or a file '
        "(.npy, .csv, .png, .jpg, .jpeg, .webp, .gif, .bmp, .tif, .tiff)",
    ),
    ({"input": None}, "input None is neither a size nor numbers: write 5x7, a nested list or a file name"),
    (
        {"input": Path("x.doc")},
        "input x.doc is of no kind that can be read: use .npy, .csv, .png, .jpg, .jpeg, .webp, .gif, .bmp, "
        ".tif, .tiff",
    ),
    (
        {"input": {"values": [[1]]}},
        "input {'values': [[1]]} is unknown: write {values = [...], dtype = \"float32\"}",
    ),
    (
        {"kernel": "sobel"},
        'kernel "sobel" is no size, file or known kernel: write 3x3, [[1, 0], [0, 1]], a file (.npy, .csv), '
        "or one of identity, box-blur, gaussian, sharpen, sobel-x, sobel-y, prewitt, laplacian, emboss",
    ),
    ({"kernel": "x.png"}, "kernel x.png is an image: give its weights as .npy or .csv"),
    ({"stride": 0}, "stride 0 is not possible: use 1 or more"),
    ({"stride": -1}, "stride -1 is not possible: use 1 or more"),
    ({"stride": True}, "stride True is no whole number: use 1 or more"),
    ({"stride": 1.5}, "stride 1.5 is no whole number: use 1 or more"),
    ({"stride": "two"}, 'stride "two" is no whole number: write 2, or 2x1 for rows and columns'),
    ({"stride": []}, "stride [] has no number: give one, or one per axis"),
    (
        {"padding": "sme"},
        'padding "sme" is unknown: write 1, 1x2 for rows and columns, 0:1 for before and after, '
        "or one of valid, same, same_lower, full, causal",
    ),
    ({"padding": -1}, "padding -1 is not possible: use 0 or more"),
    ({"padding": [[1, 2, 3], 1]}, "padding [1, 2, 3] of one axis is no pair: give (before, after)"),
    (
        {"operation": "convolve"},
        'operation "convolve" is unknown: use conv, conv_transpose, max_pool or average_pool',
    ),
    ({"view": "titled"}, f'view "titled" is unknown: use {listed(tuple(FIELDS["view"].choices()))}'),
    ({"theme": 3}, "theme 3 is unknown: use light, dark or transparent"),
    ({"bias": "a"}, 'bias "a" is no number'),
    ({"bias": float("nan")}, "bias nan is not possible: use a finite number"),
    ({"bias": []}, "bias [] has no number: give one, or one per filter"),
    ({"bias": 2**70}, f"bias {2**70} is beyond 64-bit integers: use a smaller one, or a float"),
    ({"duration": 0}, "duration 0 is not possible: use more than 0"),
    ({"duration": float("inf")}, "duration inf is not possible: use a finite number"),
    ({"duration": 10**400}, "duration inf is not possible: use a finite number"),
    ({"at": -1.5}, "at -1.5 is not possible: use at least 0"),
    ({"fps": 1000}, "fps 1000 is not possible: use 1 to 120"),
    ({"width": "640"}, "width '640' is no whole number: use 16 or more"),
    ({"title": 5}, "title 5 is no text: put it in quotes"),
    ({"title": "a\nb"}, "title 'a\\nb' has characters that cannot be shown: use one line of text"),
    (
        {"labels": {"imput": "w"}},
        'labels: there is no text "imput": did you mean "input"?',
    ),
    ({"labels": ["input"]}, 'labels "input" has no =: write input=photo'),
    ({"labels": [[1, 2]]}, "labels [1, 2] is no pair of texts: write input=photo"),
    (
        {"labels": [[["input"], "photo"]]},
        "labels [['input'], 'photo'] is no pair of texts: write input=photo",
    ),
    ({"labels": {3: "photo"}}, "labels (3, 'photo') is no pair of texts: write input=photo"),
    ({"labels": 3}, 'labels 3 is no table: write input = "photo"'),
    (
        {"labels": {"stride {number}": "steps"}},
        'labels: "stride {number}" is given "steps", which leaves out {number}: put it where it belongs',
    ),
    ({"language": "De"}, 'language "De" is unknown: use en, de, zh, or a .toml file of labels'),
    ({"language": {"input": "photo"}}, 'language: there is no key "input": put texts into a [labels] table'),
    ({"language": 3}, "language 3 is no text: put it in quotes"),
    ({"matte": "red"}, 'matte "red" is no colour: write #rrggbb, white or black'),
    ({"loop": "yes"}, "loop 'yes' is neither true nor false"),
    ({"max_cells": 0}, "max_cells 0 is not possible: use 1 or more"),
]


@pytest.mark.parametrize(("values", "text"), REFUSED)
def test_what_cannot_be_is_refused_in_one_sentence(values: dict[str, Any], text: str) -> None:
    with pytest.raises(ConvanimError) as error:
        ClipSpec.of(**values)
    assert str(error.value) == text


def test_a_spec_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        ClipSpec().stride = 2  # type: ignore[misc]  # that it cannot be is what is tested


def test_every_field_has_a_converter_and_every_usual_value_passes_it() -> None:
    assert [field.name for field in dataclasses.fields(ClipSpec)] == list(FIELDS)


def test_the_names_that_are_repeated_to_load_less_are_the_engines() -> None:
    choices = {name: field.choices() for name, field in FIELDS.items() if field.choices}
    assert choices["operation"] == engine.OPERATIONS
    assert choices["padding_mode"] == engine.PADDING_MODES
    assert choices["activation"] == tuple(engine.ACTIVATIONS)
    assert PADDING_NAMES == ENGINE_PADDING_NAMES
