"""The stack of output maps: slices in order and clear of one another, dimensions true, labels readable."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from convanim.labels import ENGLISH
from convanim.layout.boxes import Box, Plane, flat, touches
from convanim.layout.stack import ACROSS, DOWN, Stack, between, tube
from convanim.layout.stack_words import Free, PlacedStack, StackWords, fit_stack, place_stack
from convanim.theme import LIGHT

ROOM = Box(10, 20, 420, 380)
SIZES = [
    (3, 3, 2), (3, 3, 1), (3, 3, 3), (3, 3, 64), (1, 1, 2), (1, 1, 256), (1, 8, 2), (8, 1, 2),
    (4, 7, 3), (7, 4, 3), (26, 26, 2), (26, 26, 16), (1, 28, 3), (28, 1, 3), (12, 5, 5),
]  # fmt: skip
every_size = pytest.mark.parametrize("size", SIZES, ids=["x".join(map(str, size)) for size in SIZES])


def placed(size: tuple[int, int, int], **words: bool) -> PlacedStack:
    found = fit_stack(Stack(*size, 1.0, (0.0, 0.0)), StackWords(LIGHT, ENGLISH, **words), ROOM)
    assert found is not None
    return found


def corners(plane: Plane) -> np.ndarray:
    return plane.quad(0, 0, plane.rows, plane.columns)


def test_the_numbers_are_those_of_the_drawn_standard() -> None:
    """The slices of a 3×3×2 volume at a unit of 55: each step as it was measured."""
    first, last = Stack(3, 3, 2, 55.0, (903.0, 365.0)).slices
    assert first.at(0, 3) == pytest.approx((903 + 136.95, 365 - 42.9))
    assert first.at(3, 0) == pytest.approx((903, 365 + 165))
    assert last.origin == pytest.approx((903 + 141.9, 365 + 74.25))


@every_size
def test_all_of_it_is_in_the_room_and_as_large_as_it_can_be(size: tuple[int, int, int]) -> None:
    found = placed(size)
    assert ROOM.contains(found.box, 1e-6)
    words = StackWords(LIGHT, ENGLISH)
    larger = place_stack(Stack(*size, found.stack.unit * 1.02, (0.0, 0.0)), words).box
    fits = larger.width <= ROOM.width and larger.height <= ROOM.height
    assert found.stack.unit == pytest.approx(72) or not fits


@every_size
def test_slices_stand_clear_of_one_another_and_in_order(size: tuple[int, int, int]) -> None:
    slices = placed(size).stack.slices
    for behind, before in itertools.pairwise(slices):
        assert max(corners(behind)[:, 0]) < min(corners(before)[:, 0])
        assert before.origin[1] > behind.origin[1]


@every_size
def test_no_label_lies_on_a_slice_or_on_another(size: tuple[int, int, int]) -> None:
    found = placed(size, counted=True)
    boxes = [(line.text, line.box.grown(-3.0)) for line in found.lines]
    for (name, box), (other, its) in itertools.combinations(boxes, 2):
        assert not box.overlaps(its), f"{name} over {other}"
    for plane, (name, box) in itertools.product(found.stack.slices, boxes):
        assert not touches(corners(plane), box), f"{name} on a slice"


@every_size
def test_dimensions_are_as_long_as_what_they_measure(size: tuple[int, int, int]) -> None:
    rows, columns, count = size
    found = placed(size, counted=True)
    unit = found.stack.unit
    height, width, *depth = (np.hypot(*(d.strokes[0, 1] - d.strokes[0, 0])) for d in found.dimensions)
    assert height == pytest.approx(rows * unit)
    assert width == pytest.approx(columns * unit * np.hypot(*ACROSS))
    assert len(depth) == (count > 1)
    texts = [dimension.label.text for dimension in found.dimensions]
    assert texts == [f"H′ = {rows}", f"W′ = {columns}", f"out_dims = {count}"][: 2 + (count > 1)]


def test_maps_that_are_left_out_are_counted_and_leave_a_gap_with_dots() -> None:
    stack = placed((3, 3, 64)).stack
    assert stack.shown == (0, 1, 63)
    assert stack.hidden == 61
    assert placed((3, 3, 64)).dimensions[-1].label.text == "out_dims = 64"
    assert placed((3, 3, 3)).dimensions[-1].label.text == "out_dims"
    dots, radius = stack.dots
    assert len(dots) == 3
    for (x, y), plane in itertools.product(dots, stack.slices):
        room = Box(x - radius, y - radius, 2 * radius, 2 * radius)
        assert not touches(corners(plane), room)
    assert placed((3, 3, 3)).stack.dots == ((), 0.0)


def test_maps_slide_along_straight_lines_from_flat_to_the_stack() -> None:
    stack = Stack(2, 5, 2, 30.0, (200.0, 150.0))
    flats = (flat(2, 5, 10, 10, 12.0), flat(2, 5, 10, 80, 12.0))
    starts, ends = stack.planes(0.0, flats), stack.planes(1.0, flats)
    assert ends == stack.slices
    for share in (0.0, 0.3, 0.8):
        for plane, start, end in zip(stack.planes(share, flats), starts, ends, strict=True):
            expected = corners(start) + (corners(end) - corners(start)) * share
            assert np.allclose(corners(plane), expected)
    for plane, lying in zip(starts, flats, strict=True):
        assert np.allclose(corners(plane), corners(lying))


def test_a_tube_has_the_same_cell_in_every_slice() -> None:
    stack = Stack(3, 4, 3, 20.0, (0.0, 100.0))
    for cell, plane in zip(tube(stack.slices, 1, 2), stack.slices, strict=True):
        assert np.allclose(cell, plane.quad(1, 2))


def test_names_keep_clear_of_what_is_there() -> None:
    stack, words = Stack(3, 3, 2, 40.0, (200.0, 150.0)), StackWords(LIGHT, ENGLISH)
    free = place_stack(stack, words).names
    assert [line.text for line in free] == ["map 1", "map 2"]
    taken = Free(Box(0, 0, 640, 480), tuple(line.box for line in free))
    for line in place_stack(stack, words, taken).names:
        assert not any(line.box.overlaps(box) for box in taken.taken)
    assert place_stack(stack, words, Free(Box(400, 0, 240, 480))).names == ()


def test_a_row_meets_its_slice_at_the_left_edge_or_not_at_all() -> None:
    stack = Stack(3, 3, 2, 40.0, (200.0, 150.0))
    assert stack.entry(0, 200.0) == (200.0, 200.0)
    assert stack.entry(1, 149.0) is None
    assert DOWN == (0.0, 1.0)


def test_a_plane_between_two_planes_has_its_digits_between_two_sizes() -> None:
    start, end = flat(3, 3, 0, 0, 20.0), Stack(3, 3, 1, 40.0, (100.0, 100.0)).slices[0]
    assert between(start, end, 0.5).cell == 30.0


def test_too_small_a_room_has_no_stack() -> None:
    words = StackWords(LIGHT, ENGLISH)
    assert fit_stack(Stack(3, 3, 2, 1.0, (0.0, 0.0)), words, Box(0, 0, 60, 40)) is None
