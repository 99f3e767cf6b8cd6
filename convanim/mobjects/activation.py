"""The picture of an activation: the maps, the curve between them, and the way of a value."""

from __future__ import annotations

from typing import Any

import numpy as np

from convanim import typeset
from convanim.layout.activation.functions import CHARS
from convanim.layout.activation.layout import ActivationLayout
from convanim.layout.activation.line import SetLine, ValueStep, set_line
from convanim.layout.activation.plot import Point
from convanim.layout.activation.routes import length, part_of, route_in, route_out
from convanim.layout.arithmetic import VALUE_WEIGHT
from convanim.layout.boxes import Box, Line
from convanim.layout.facts import plain
from convanim.mobjects.activation_maps import SignedMap
from convanim.mobjects.curve import EarlierPoints, MovingPoint, ValueChip, draw_labels, draw_plot
from convanim.mobjects.drawing import Drawing, Points, polyline, rectangle
from convanim.mobjects.grid import frame_width
from convanim.mobjects.map_numbers import Filled
from convanim.mobjects.notes import pacing_line
from convanim.mobjects.sliding import LEAST_FRAME
from convanim.mobjects.window import frame
from convanim.mobjects.words import Words, draw_formula, draw_lines
from convanim.numbers import format_number
from convanim.ramps import top_value
from convanim.story.activation import ActivationState, place_of
from convanim.story.sliding import SlidingState
from convanim.theme import Theme
from convanim.typeset import CAP_HEIGHT, Style

ROUTE = 2.2
"""The width of a value's way, in design pixels."""
BOUNDED = ("sigmoid", "tanh")
"""Functions whose results are on a scale of their own."""


class ActivationPicture:
    """The map before, the curve, the map after, and below them what was worked out."""

    def __init__(self, drawing: Drawing, layout: ActivationLayout, theme: Theme, trace: Any) -> None:
        self.drawing, self.layout, self.theme, self.trace = drawing, layout, theme, trace
        self._values = trace.preactivation[0], trace.output[0]
        flat = (values.ravel() for values in self._values)
        self._points = np.array(
            [layout.plot.at(float(b), float(a)) for b, a in zip(*flat, strict=True)], dtype=np.float64
        )
        self._columns = layout.before.columns
        self._build()

    def _build(self) -> None:
        """Make the inks, in the order in which they lie."""
        drawing, layout, theme = self.drawing, self.layout, self.theme
        draw_lines(drawing, layout.lines)
        draw_formula(drawing, layout.formula, theme.ink)
        draw_plot(drawing, layout.plot, theme)
        self.before, self.after = self._maps()
        self._whole_before()
        self.earlier = EarlierPoints(drawing, self._points, layout.plot.pen.earlier, theme)
        self._route_in, self._route_out = drawing.ink(), drawing.ink()
        draw_labels(drawing, layout.plot, theme)
        self._cell_casing, self._cell_frame = drawing.ink(), drawing.ink()
        self._target_casing, self._target_frame = drawing.ink(), drawing.ink()
        self.point = MovingPoint(drawing, layout.plot.pen.disc, theme)
        self.chip_before = ValueChip(drawing, layout.role, theme)
        self.chip_after = ValueChip(drawing, theme.output, theme)
        colours = (theme.muted, layout.role.ink, theme.output.active_text)
        self._result_box = drawing.ink()
        self._line = Words(drawing, colours)
        self._note = Words(drawing, (theme.ink, theme.muted))
        self._set: tuple[int, SetLine] | None = None

    def _maps(self) -> tuple[SignedMap, SignedMap]:
        """Both maps; their fills share a scale unless the function has one of its own."""
        layout, (before, after) = self.layout, self._values
        tops = [top_value(np.abs(values.astype(np.float64))) for values in self._values]
        top_after = 1.0 if self.trace.activation in BOUNDED else tops[0]
        shown = (
            (layout.before, layout.role, "before", before, tops[0]),
            (layout.after, self.theme.output, "after", after, top_after),
        )
        one, other = (
            SignedMap(
                self.drawing,
                plane,
                self.theme,
                role,
                layout.details[name],
                values,
                before < 0,
                layout.canvas.scale,
                top,
            )
            for plane, role, name, values, top in shown
        )
        return one, other

    def _whole_before(self) -> None:
        self.before.show(Filled(self._values[0].size, 0.0, 1.0, None))

    def show(self, state: ActivationState) -> None:
        """Bring the picture to a state."""
        standing = state.place == tuple(map(round, state.place)) and state.landed >= 1
        here = int(state.place[0]) * self._columns + int(state.place[1]) if standing else None
        self.before.show(Filled(self._values[0].size, 0.0, 1.0, here))
        self.after.show(Filled(state.filled, state.filling, state.fade, state.active))
        self.earlier.show(state.filled, state.fade)
        self._show_frames(state)
        self._show_way(state)
        self._show_line(state)
        self._show_note(state)

    def _show_frames(self, state: ActivationState) -> None:
        self._frame(self._cell_frame, self._cell_casing, self.layout.before, state.place, state.landed)
        if state.target:
            place = state.place if state.fade >= 1 or state.position is None else self._anchor(state)
            self._frame(self._target_frame, self._target_casing, self.layout.after, place, state.fade)
        else:
            self._target_frame.hide()
            self._target_casing.hide()

    def _frame(self, ink: Any, casing: Any, plane: Any, place: Point, opacity: float) -> None:
        box = plane.cell_box(*place)
        box = box.grown(max(LEAST_FRAME - box.width, 0.0) / 2)
        frame(ink, casing, rectangle(box), plane.cell, self.theme, opacity)

    def _anchor(self, state: ActivationState) -> Point:
        """The cell that the way starts from: the frame's, but in a rewind the last one."""
        if state.fade >= 1 or state.position is None:
            return state.place
        return place_of(state.position, self._columns)

    def _point(self, state: ActivationState) -> Point:
        """Where the point is on the curve; between two values it slides along it."""
        assert state.position is not None
        x, y = self._points[state.position].tolist()
        if state.source is None or state.slide >= 1:
            return x, y
        start = float(self._points[state.source][0])
        x = start + (x - start) * state.slide
        return x, self.layout.plot.height_at(x)

    def _show_way(self, state: ActivationState) -> None:
        """The way in, the point, and the way out, as far as they are."""
        if state.position is None or state.leave <= 0:
            self._route_in.hide()
            self._route_out.hide()
            self.point.show(None)
            self.chip_before.hide()
            self.chip_after.hide()
            return
        layout, anchor, point = self.layout, self._anchor(state), self._point(state)
        self._show_way_in(state, point, anchor)
        out = route_out(layout.after, anchor, layout.arrive, point)
        to_chip = max(layout.column - point[0], 0.0)
        if state.across <= 0:
            self._route_out.hide()
        else:
            gone = to_chip * state.across + (length(out) - to_chip) * state.arrive
            self._draw_route(self._route_out, part_of(out, gone), state.fade)
        self._show_chip_after(state, point)

    def _draw_route(self, ink: Any, path: Points, opacity: float) -> None:
        ink.draw(polyline((x, y) for x, y in path.tolist()))
        ink.paint(stroke=self.theme.accent, width=ROUTE, opacity=opacity)

    def _show_way_in(self, state: ActivationState, point: Point, anchor: Point) -> None:
        """The value in its chip on its way to the axis, then the point from there to the curve."""
        assert state.position is not None
        layout = self.layout
        text = format_number(plain(self._values[0].ravel()[state.position]), CHARS)
        box = layout.chip_before(point[0], typeset.width(text, self._style))
        if state.leave < 1:
            way = route_in(layout.before, anchor, layout.leave, layout.level, box.centre)
            stops = np.concatenate((np.array([layout.before.cell_box(*anchor).centre]), way))
            gone = length(stops) * state.leave
            x, y = part_of(stops, gone)[-1]
            box = box.moved(x - box.centre[0], y - box.centre[1])
            way = part_of(way, max(gone - length(stops[:2]), 0.0))
            self.point.show(None)
        else:
            axis = layout.plot.zero[1]
            height = axis + (point[1] - axis) * state.rise
            way = route_in(layout.before, anchor, layout.leave, layout.level, (point[0], height))
            self.point.show((point[0], height), state.fade)
        self._draw_route(self._route_in, way, state.fade)
        if state.fast:
            self.chip_before.hide()
        else:
            self.chip_before.show(box, self._text(text, box), state.fade)

    def _show_chip_after(self, state: ActivationState, point: Point) -> None:
        assert state.position is not None
        if state.fast or state.across <= 0 or state.slide < 1:
            self.chip_after.hide()
            return
        text = format_number(plain(self._values[1].ravel()[state.position]), CHARS)
        box = self.layout.chip_after(point[1], typeset.width(text, self._style))
        back = (box.centre[0] - point[0]) * (1 - state.across)
        box = box.moved(-back, 0.0)
        self.chip_after.show(box, self._text(text, box), state.fade)

    @property
    def _style(self) -> Style:
        return Style(self.layout.chip.type, VALUE_WEIGHT)

    def _text(self, text: str, box: Box) -> Points:
        """A text's outline in the middle of a chip."""
        x, y = box.centre
        left = x - typeset.width(text, self._style) / 2
        moved: Points = typeset.outline(text, self._style) + (left, y + CAP_HEIGHT * self._style.size / 2)
        return moved

    def _show_line(self, state: ActivationState) -> None:
        """What is asked once the value is on the axis, what is done, and the result once it is there."""
        due = state.position is not None and state.leave >= 1 and not state.fast and state.fade >= 1
        if not due:
            self._line.show(())
            self._result_box.hide()
            return
        found = self._line_of(state.position or 0)
        answered = state.across >= 1 and state.slide >= 1
        done = (found.done,) if found.done is not None and state.rise > 0 else ()
        rest = (found.equals, found.result) if answered else ()
        remark = (found.remark,) if found.remark is not None and answered else ()
        self._line.show((found.call, *done, *rest, *remark))
        if not answered:
            self._result_box.hide()
            return
        width = frame_width(found.result_box.height)
        self._result_box.draw(rectangle(found.result_box))
        self._result_box.paint(self.theme.output.active, self.theme.accent, width)

    def _line_of(self, position: int) -> SetLine:
        if self._set is None or self._set[0] != position:
            before, after = (plain(values.ravel()[position]) for values in self._values)
            step = ValueStep(self.trace.activation, before, after)
            self._set = position, set_line(step, self.layout.slot, self.theme)
        return self._set[1]

    def _show_note(self, state: ActivationState) -> None:
        lines: tuple[Line, ...] = ()
        if state.fast and state.position is not None:
            told = SlidingState(window=state.place, position=state.position, skipped=state.skipped)
            size = self._values[0].size
            lines = (pacing_line(self.layout.note, told, self._columns, size, self.theme),)
        self._note.show(lines)
