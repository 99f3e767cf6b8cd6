"""The sum below a picture: its terms one by one, the result in its own colour, and what that means."""

from __future__ import annotations

from convanim.layout.photo.line import PhotoLine
from convanim.mobjects.drawing import Drawing, rectangle
from convanim.mobjects.grid import frame_width
from convanim.mobjects.words import Words
from convanim.theme import Theme


class PhotoSum:
    """Shows the sum of one stop as far as it is told."""

    def __init__(self, drawing: Drawing, theme: Theme) -> None:
        self._theme = theme
        inks = (theme.input.ink, theme.kernel.ink, theme.bias.ink, theme.output.ink)
        self._terms = Words(drawing, (theme.muted, theme.pad_text, *inks))
        self._box = drawing.ink()
        self._ending = Words(drawing, (theme.muted, *inks))
        self._result = Words(drawing, ("#000000", "#FFFFFF"))
        self._verdict = Words(drawing, (theme.muted,))

    def show(self, line: PhotoLine | None, terms: float, result: bool, verdict: bool) -> int | None:
        """Write a share of a line's terms; None writes nothing. Returns the weight of the last one."""
        if line is None or terms <= 0:
            self._terms.show(())
            self._show_result(None)
            self._verdict.show(())
            return None
        count = len(line.terms) if terms >= 1 else int(terms * len(line.terms)) + 1
        self._terms.show(line.terms[:count])
        self._show_result(line if result else None)
        self._verdict.show(line.verdict if verdict else ())
        return line.cells[count - 1]

    def _show_result(self, line: PhotoLine | None) -> None:
        if line is None:
            self._box.hide()
            self._ending.show(())
            self._result.show(())
            return
        self._box.draw(rectangle(line.box))
        self._box.paint(line.fill, self._theme.accent, frame_width(line.box.height))
        self._ending.show(line.ending)
        self._result.show((line.result,))

    @property
    def text(self) -> str:
        """What is written, as plain text."""
        lines = (*self._terms.lines, *self._ending.lines, *self._result.lines)
        return "".join(line.text for line in sorted(lines, key=lambda line: (line.y, line.x)))
