"""Inks: bare VMobjects, each its own, however cheaply they are made."""

from __future__ import annotations

import numpy as np
import pytest
from manim import RIGHT, VMobject

from convanim.layout.boxes import Box, Canvas
from convanim.mobjects.drawing import Drawing, Ink, rectangle


@pytest.fixture
def drawing() -> Drawing:
    return Drawing(Canvas(200, 100, 1.0))


def test_an_ink_has_all_that_a_new_one_has(drawing):
    made, new = vars(drawing.ink()), vars(Ink(drawing))
    assert made.keys() == new.keys()
    for name, value in new.items():
        assert np.array_equal(made[name], value), name


def test_inks_share_nothing_that_is_changed_in_place(drawing):
    one, other = drawing.ink(), drawing.ink()
    one.set_fill("#ff0000", 1.0)
    one.set_stroke("#00ff00", 2.0)
    one.add(VMobject())
    one.add_updater(lambda mobject: None)
    untouched = Ink(drawing)
    for name, value in vars(untouched).items():
        assert np.array_equal(vars(other)[name], value), name


def test_manim_copies_and_animates_an_ink(drawing):
    ink = drawing.ink().draw(rectangle(Box(10, 10, 30, 20))).paint(fill="#123456")
    start = ink.get_center()
    animation = ink.animate.shift(RIGHT).build()
    animation.begin()
    animation.interpolate(1.0)
    assert np.allclose(ink.get_center(), start + RIGHT)
    assert isinstance(ink.copy(), Ink)


def test_the_log_says_what_changed_and_where(drawing):
    one, other = drawing.ink(), drawing.ink()
    one.draw(rectangle(Box(10, 10, 30, 20))).paint(fill="#123456")
    assert drawing.take_touched() == {one: Box(10, 10, 30, 20)}
    one.draw(rectangle(Box(10, 10, 30, 20))).paint(fill="#123456")
    other.paint(fill="#123456")
    assert drawing.take_touched() == {}
    one.hide()
    assert drawing.take_touched() == {one: Box(10, 10, 30, 20)}
    assert drawing.inks == [one, other]
