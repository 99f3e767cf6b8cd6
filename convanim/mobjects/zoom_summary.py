"""Kernel, filter and layer side by side, drawn: what is meant is lit, the rest of the sheet is dim."""

from __future__ import annotations

import numpy as np

from convanim import typeset
from convanim.layout.boxes import Box
from convanim.layout.zoom.summary import Panel, Piece, SummaryLayout
from convanim.mobjects.drawing import Drawing, Points, polygons, polyline, rectangle
from convanim.mobjects.grid import grid_lines
from convanim.mobjects.sheet_maps import whole
from convanim.mobjects.sheet_parts import dots_curves, is_dark, operator_curves
from convanim.mobjects.words import draw_lines
from convanim.mobjects.zoom_paper import IDENTITY, BoardDrawing, Sheaf
from convanim.theme import Theme
from convanim.typeset import CAP_HEIGHT, Style

DIM = {True: 0.35, False: 0.25}
"""How much of its colours keeps what is not meant, on dark and on light backgrounds."""
LEAST_GRID = 3.5
"""Delivered pixels of a cell below which a map has no grid."""


class SummaryPicture:
    """Three panels, which come one after the other."""

    def __init__(self, drawing: BoardDrawing, layout: SummaryLayout, theme: Theme) -> None:
        self._theme, self._scale = theme, layout.canvas.scale
        draw_lines(drawing, layout.lines)
        for rule in layout.rules:
            drawing.ink().draw(polyline(rule)).paint(stroke=theme.rule, width=1.2)
        self._panels = []
        for panel in layout.panels:
            sheaf = Sheaf()
            with drawing.sheaf(sheaf):
                self._draw(drawing, panel)
            self._panels.append(sheaf)

    def show(self, presences: tuple[float, ...]) -> None:
        """Let each panel be there so far."""
        for sheaf, presence in zip(self._panels, presences, strict=True):
            sheaf.show(IDENTITY, presence)

    def _draw(self, drawing: Drawing, panel: Panel) -> None:
        theme, dim = self._theme, DIM[is_dark(self._theme)]
        for piece in panel.pieces:
            self._piece(drawing, piece, 1.0 if piece.lit else dim)
        for operator, lit in panel.operators:
            opacity, ink = (1.0 if lit else dim), drawing.ink()
            if operator.kind == "plus":
                ink.draw(operator_curves(operator)).paint(stroke=theme.ink, width=1.4, opacity=opacity)
            else:
                ink.draw(dots_curves(operator, 1.5)).paint(fill=theme.ink, opacity=opacity)
        for start, tip, lit in panel.arrows:
            opacity, head = (1.0 if lit else dim), min(8.0, 0.6 * (tip[0] - start[0]))
            line = drawing.ink().draw(polyline((start, (tip[0] - 0.8 * head, tip[1]))))
            line.paint(stroke=theme.ink, width=1.6, opacity=opacity)
            corners = (tip, (tip[0] - head, tip[1] - head / 2), (tip[0] - head, tip[1] + head / 2))
            drawing.ink().draw(polygons([np.array(corners)])).paint(fill=theme.ink, opacity=opacity)
        for frame in panel.frames:
            drawing.ink().draw(rectangle(frame)).paint(stroke=theme.accent, width=3.0)
        draw_lines(drawing, panel.lines)

    def _piece(self, drawing: Drawing, piece: Piece, opacity: float) -> None:
        """A map, a kernel or a bias, without numbers."""
        plane, role = piece.plane, piece.role
        drawing.ink().draw(whole(plane)).paint(fill=role.rest, opacity=opacity)
        fine = plane.cell * self._scale < LEAST_GRID
        lines = whole(plane) if fine else grid_lines(plane, 0, 0, plane.rows, plane.columns)
        drawing.ink().draw(lines).paint(stroke=role.line, width=1.0, opacity=opacity)
        if piece.kind == "bias":
            drawing.ink().draw(_letter(plane.box)).paint(fill=role.rest_text, opacity=opacity)


def _letter(box: Box) -> Points:
    """The letter b in the middle of a box."""
    style = Style(0.66 * box.height, 640, italic=True)
    x, y = box.centre
    shift = (x - typeset.width("b", style) / 2, y + CAP_HEIGHT * style.size / 2)
    letter: Points = typeset.outline("b", style) + shift
    return letter
