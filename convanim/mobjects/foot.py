"""The sum below one side of a transposed convolution: terms one by one, then the result in its box."""

from __future__ import annotations

from convanim.layout.boxes import Line
from convanim.layout.footing import FootLine, FootSlot, Sum, set_foot
from convanim.mobjects.drawing import Drawing, rectangle
from convanim.mobjects.grid import frame_width
from convanim.mobjects.words import Words
from convanim.theme import Theme


class Foot:
    """Shows one cell's sum: its first terms, and the result where it is due."""

    def __init__(self, drawing: Drawing, slot: FootSlot, theme: Theme) -> None:
        self._slot, self._theme, self.labels = slot, theme, slot.labels
        inks = (theme.input.ink, theme.kernel.ink, theme.bias.ink, theme.output.ink)
        self._terms = Words(drawing, (theme.muted, theme.pad_text, *inks))
        self._box = drawing.ink()
        self._result = Words(drawing, (theme.output.active_text, theme.muted, theme.output.ink))
        self._for: Sum | None = None
        self._line: FootLine | None = None

    def show(self, line: Sum | None, terms: float, result: bool) -> int:
        """Write the given share of a sum's terms; None writes nothing. Returns how many terms stand."""
        if line is None or (terms <= 0 and not result):
            self._terms.show(())
            self._result.show(())
            self._box.hide()
            return 0
        if line != self._for or self._line is None:
            self._for, self._line = line, set_foot(line, self._slot, self._theme)
        placed = self._line
        count = len(placed.terms) if terms >= 1 else int(terms * len(placed.terms)) + 1
        self._terms.show(placed.terms[:count])
        if not result:
            self._box.hide()
            self._result.show(())
            return count
        self._box.draw(rectangle(placed.result_box))
        width = frame_width(placed.result_box.height)
        self._box.paint(self._theme.output.active, self._theme.accent, width)
        self._result.show((placed.equals, placed.result, *placed.tail))
        return count

    @property
    def text(self) -> str:
        """What is written, as plain text."""
        return "".join(line.text for line in (*self._terms.lines, *self._result.lines))

    @property
    def result(self) -> tuple[Line, ...]:
        """What is written from the equals sign on."""
        return self._result.lines
