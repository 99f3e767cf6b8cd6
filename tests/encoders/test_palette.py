"""The palette: exact where it must be, near elsewhere, ordered for short codes."""

from __future__ import annotations

import numpy as np

from convanim.encoders.palette import choose_palette, frugal_order, nearest


def random_colours(count: int) -> np.ndarray:
    rng = np.random.default_rng(0)
    return np.unique(rng.integers(0, 256, (count, 3)).astype(np.uint8), axis=0)


def test_few_colours_are_kept_as_they_are():
    colours = random_colours(100)
    assert np.array_equal(choose_palette(colours, np.ones(len(colours)), (), 255), colours)


def test_common_and_pinned_colours_are_exact():
    colours = random_colours(5000)
    weights = 1.0 / np.arange(1, len(colours) + 1)
    pinned = tuple(map(tuple, colours[-5:].tolist()))
    palette = choose_palette(colours, weights, pinned, 255)
    assert len(palette) <= 255
    chosen = palette[nearest(colours, palette)]
    assert (chosen[:64] == colours[:64]).all()
    assert (chosen[-5:] == colours[-5:]).all()
    # 255 cells of equal size in the cube of colours would be 40 wide: the average is well within.
    assert np.abs(chosen.astype(int) - colours).mean() < 14


def test_more_pinned_colours_than_slots_still_fit():
    colours = random_colours(600)
    pinned = tuple(map(tuple, colours.tolist()))
    assert len(choose_palette(colours, np.ones(len(colours)), pinned, 255)) <= 255


def test_very_many_colours():
    colours = random_colours(60_000)
    palette = choose_palette(colours, np.ones(len(colours)), (), 255)
    assert 200 < len(palette) <= 255
    assert np.abs(palette[nearest(colours, palette)].astype(int) - colours).mean() < 14


def test_nearest_is_the_nearest():
    colours, palette = random_colours(500), random_colours(40)
    distances = ((colours[:, None].astype(int) - palette) ** 2).sum(-1)
    found = np.take_along_axis(distances, nearest(colours, palette)[:, None], 1)[:, 0]
    assert np.array_equal(found, distances.min(1))


def test_pictures_with_few_colours_get_the_first_indices():
    sets = np.zeros((3, 255), bool)
    sets[0, :10] = True
    sets[1, [7, 8]] = True
    sets[2, [8, 9, 3]] = True
    order = frugal_order(sets, 12)
    assert order[:2].tolist() == [7, 8]
    assert sorted(order[2:4].tolist()) == [3, 9]
    assert sorted(order.tolist()) == list(range(12))
    assert frugal_order(np.zeros((0, 255), bool), 3).tolist() == [0, 1, 2]
