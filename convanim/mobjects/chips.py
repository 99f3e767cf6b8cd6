"""Single cells that are no maps: the bias, and an activation as its curve."""

from __future__ import annotations

from typing import Any

import numpy as np

from convanim.engine import activate
from convanim.layout.boxes import Box, flat
from convanim.layout.cells import fit_number
from convanim.layout.sliding.layout import Chip
from convanim.mobjects.cells import number_outline
from convanim.mobjects.drawing import Drawing, polyline, rectangle, segments
from convanim.mobjects.grid import stroke_width
from convanim.theme import Theme

REACH = 3.0
"""How far an icon's curve reaches on both sides of 0."""


def draw_chip(drawing: Drawing, chip: Chip, theme: Theme, trace: Any, scale: float) -> None:
    """A chip of the row: the bias as a filled cell with its number, the activation as an icon."""
    if chip.name == "bias":
        draw_bias(drawing, chip.box, theme, trace.bias[0].item(), scale)
    else:
        draw_activation(drawing, chip.box, theme, trace.activation)


def draw_bias(drawing: Drawing, box: Box, theme: Theme, value: float, scale: float) -> None:
    """The bias in a cell of its own."""
    width = stroke_width(box.width)
    drawing.ink().draw(rectangle(box)).paint(fill=theme.bias.rest, stroke=theme.bias.line, width=width)
    digits = fit_number(value, box.width, scale)
    if digits is not None:
        plane = flat(1, 1, box.x, box.y, box.width)
        drawing.ink().draw(number_outline(plane, digits, 0, 0)).paint(fill=theme.bias.rest_text)


def draw_activation(drawing: Drawing, box: Box, theme: Theme, name: str) -> None:
    """An activation as its curve over its axes, in a box."""
    drawing.ink().draw(rectangle(box)).paint(fill=theme.background, stroke=theme.ink, width=1.6)
    x, y = box.centre
    half = 0.36 * box.width
    axes = np.array((((x - half, y), (x + half, y)), ((x, y - half), (x, y + half))))
    drawing.ink().draw(segments(axes)).paint(stroke=theme.ghost, width=1.2)
    steps = np.linspace(-REACH, REACH, 49)
    values = np.asarray(activate(steps, name), dtype=np.float64)
    heights = values / max(float(np.abs(values).max()), 1e-9)
    stops = [
        (x + half * step / REACH, y - half * height) for step, height in zip(steps, heights, strict=True)
    ]
    drawing.ink().draw(polyline(stops)).paint(stroke=theme.output.ink, width=2.6, round_caps=True)
