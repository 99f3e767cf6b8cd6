"""A picture's layout: it fits and can be read, its colours and its stops are the numbers', its sums close."""

from __future__ import annotations

import itertools
import re
from typing import Any

import numpy as np
import pytest

from convanim import ConvanimError
from convanim.labels import ENGLISH
from convanim.layout.boxes import LEAST_DIGIT, LEAST_PROSE, CanvasRequest
from convanim.layout.photo.facts import facts_of
from convanim.layout.photo.layout import PhotoLayout
from convanim.layout.photo.plan import photo
from convanim.layout.photo.stops import stops
from convanim.layout.photo.verdict import verdict
from convanim.ramps import SIGNED_FINE
from convanim.spec import Clip, ClipSpec
from convanim.theme import DARK, LIGHT, contrast, rgb

REQUESTS = (
    CanvasRequest(False, 1280),
    CanvasRequest(False, 900, 900),
    CanvasRequest(True, 640),
    CanvasRequest(True, 480),
)
RNG = np.random.default_rng(3)
SPECS: dict[str, dict[str, Any]] = {
    "sobel": {"input": "camera", "kernel": "sobel-x"},
    "blur": {"input": "camera", "kernel": "box-blur", "padding": 1},
    "one cell": {"input": 1, "kernel": 1},
    "a row": {"input": "1x28", "kernel": "1x5", "bias": -3},
    "a column": {"input": "40x3", "kernel": "5x1", "stride": 2},
    "large": {"input": RNG.integers(0, 256, (216, 216)).tolist(), "kernel": "laplacian", "padding": "same"},
    "many weights": {"input": "30x50", "kernel": RNG.integers(-9, 9, (11, 11)).tolist()},
    "long numbers": {
        "input": RNG.uniform(-1e6, 1e6, (12, 20)).tolist(),
        "kernel": RNG.uniform(-1, 1, (3, 3)).tolist(),
        "bias": -0.12345,
        "activation": "leaky_relu",
        "dilation": 2,
        "stride": 2,
    },
}


def clip_of(name: str) -> Clip:
    return ClipSpec.of(scene="photo", **SPECS[name]).resolve()


def layout_of(name: str, request: CanvasRequest) -> PhotoLayout:
    return photo(clip_of(name), LIGHT, request)


@pytest.mark.parametrize("request_", REQUESTS, ids=str)
@pytest.mark.parametrize("name", SPECS)
def test_everything_has_its_place(name: str, request_: CanvasRequest) -> None:
    layout = layout_of(name, request_)
    scale = layout.canvas.scale
    planes = (layout.padded, layout.output, layout.lens, layout.kernel)
    boxes = [plane.box for plane in planes]
    still = [line.box for line in (*layout.lines, *layout.legend.lines)]
    for one, other in itertools.combinations([*boxes, *still, layout.legend.bar], 2):
        assert not one.overlaps(other, 1.0)
    for told in layout.sums:
        lines = [line.box for line in (*told.terms, *told.ending, *told.verdict)]
        for one, other in itertools.product([*lines, told.box], [*boxes, *still]):
            assert not one.overlaps(other, 1.0)
        assert not any(told.box.overlaps(line, 1.0) for line in lines)
        assert told.box.contains(told.result.box) or told.box.width >= told.result.width
        boxes_of_all = [*lines, told.box, *boxes, *still]
        assert all(layout.canvas.box.contains(box) for box in boxes_of_all)
        sizes = [line.size for line in (*told.terms, *told.verdict, *told.ending)]
        assert min(sizes) * scale >= LEAST_PROSE - 1e-6 > LEAST_DIGIT
    for plane in (layout.input, layout.output):
        pixels = plane.cell * scale
        step = 0.5 if pixels < 4 else 1.0
        for length in (pixels, *(part * scale for part in plane.origin)):
            assert abs(length / step - round(length / step)) < 1e-6


@pytest.mark.parametrize("name", ["sobel", "blur", "one cell", "a row", "many weights"])
def test_a_line_adds_up_to_its_result(name: str) -> None:
    clip = clip_of(name)
    for stop, line in zip(facts_of(clip, LIGHT).stops, layout_of(name, REQUESTS[2]).sums, strict=True):
        text = "".join(part.text for part in (*line.terms, *line.ending))
        text, sign, _ = re.split(r"\s*([=≈])  ", text)
        text = re.sub(r"\(\d+ more\) ", "", text)
        for minus, plain in (("−", "-"), ("·", "*"), ("÷", "/")):
            text = text.replace(minus, plain)
        step = clip.trace.step(clip.trace.position(stop.ordinal))
        assert eval(text, {}) == pytest.approx(float(step.sum))
        shown = line.result.text
        assert sign == "≈" or float(shown.replace("−", "-")) == step.value


def test_a_picture_is_shown_in_its_own_greys() -> None:
    clip = clip_of("sobel")
    picture = clip.trace.input[0]
    assert (facts_of(clip, LIGHT).greys.pixels(picture) == picture[..., None]).all()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_signs_have_hues_and_zero_has_none_of_them(theme: Any) -> None:
    ramp = facts_of(clip_of("sobel"), theme).shades
    assert (ramp.low, ramp.cut) == (-ramp.high, (True, True))
    assert ramp.colour(10 * ramp.high) == ramp.colour(ramp.high) == theme.output.active
    assert ramp.colour(-10 * ramp.high) == theme.kernel.ink
    red, green, blue = rgb(ramp.colour(0))
    assert max(red, green, blue) - min(red, green, blue) < 16
    assert ramp.colour(0) != theme.background
    contrasts = [contrast(colour, theme.background) for colour in ramp.colours[SIGNED_FINE // 2 :]]
    assert contrasts == sorted(contrasts)


def test_a_picture_stays_grey_and_says_what_is_cut() -> None:
    blur = facts_of(clip_of("blur"), LIGHT).shades
    assert (blur.signed, blur.low, blur.high, blur.cut) == (False, 0, 255, (False, False))
    sharp = ClipSpec.of(scene="photo", input="camera", kernel="sharpen").resolve()
    assert facts_of(sharp, LIGHT).shades.cut == (True, True)
    texts = [line.text for line in photo(sharp, LIGHT, REQUESTS[0]).legend.lines]
    assert texts == ["≤ 0", "≥ 255"]


EDGES = [[9] * 4 + [200] * 4 + [9] * 8] * 8
FALLING = [list(row) for row in zip(*EDGES, strict=True)]


FLAT = {"flat: next to no change": 0}


@pytest.mark.parametrize(
    ("picture", "kernel", "words"),
    [
        (EDGES, "sobel-x", {"dark left, bright right": 1, "bright left, dark right": -1, **FLAT}),
        (FALLING, "sobel-y", {"dark above, bright below": 1, "bright above, dark below": -1, **FLAT}),
        (EDGES, "laplacian", {"darker than around it": 1, "brighter than around it": -1, **FLAT}),
        (
            EDGES,
            "sharpen",
            {"below 0: shown black": -1, "above 255: shown white": 1, "the pixel itself is 9": 1},
        ),
    ],
)
def test_the_kernel_stops_at_both_kinds_of_edge_and_where_there_is_none(
    picture: Any, kernel: str, words: dict[str, int]
) -> None:
    """The words go with the sign of the result."""
    clip = ClipSpec.of(scene="photo", input=picture, kernel=kernel).resolve()
    trace: Any = clip.trace
    found = stops(trace)
    assert found == tuple(sorted(found))
    steps = [trace.step(trace.position(stop)) for stop in found]
    assert {verdict(trace, step, ENGLISH): int(np.sign(step.value)) for step in steps} == words
    answers = trace.output[0] - (trace.input[0][1:-1, 1:-1] if kernel == "sharpen" else 0)
    seen = [answers.ravel()[stop] for stop in found]
    assert (max(seen), min(seen)) == (answers[1:-1, 1:-1].max(), answers[1:-1, 1:-1].min())
    assert abs(seen[0]) > 0


def test_fractions_of_a_named_kernel_stand_as_its_integers() -> None:
    facts = facts_of(clip_of("blur"), LIGHT)
    assert facts.weights.tolist() == [[1] * 3] * 3
    assert facts.divisor == 9
    assert (clip_of("blur").trace.weight[0, 0] == facts.weights / 9).all()  # type: ignore[attr-defined]  # a convolution's


def test_a_picture_that_is_too_large_is_refused_with_a_size_that_is_not() -> None:
    spec = ClipSpec.of(scene="photo", input=np.zeros((40, 700), dtype=int), kernel="sobel-x")
    with pytest.raises(
        ConvanimError, match=r"^a picture of 40×700 pixels does not fit: use --resize such as 96x128 "
    ):
        photo(spec.resolve(), LIGHT, REQUESTS[2])
