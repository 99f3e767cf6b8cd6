"""The arithmetic line on the screen: products one by one, then the sum in its box."""

from __future__ import annotations

from convanim.layout.arithmetic import SumLine, SumSlot, set_sum
from convanim.layout.sums import StepNumbers
from convanim.mobjects.drawing import Drawing, rectangle
from convanim.mobjects.grid import frame_width
from convanim.mobjects.words import Words
from convanim.theme import Theme


class Arithmetic:
    """Shows one step's sum: its first terms, and the result where it is due."""

    def __init__(self, drawing: Drawing, slot: SumSlot, theme: Theme) -> None:
        self._slot, self._theme = slot, theme
        inks = (theme.input.ink, theme.kernel.ink, theme.bias.ink, theme.output.ink)
        self._terms = Words(drawing, (theme.muted, theme.pad_text, *inks))
        self._box = drawing.ink()
        self._result = Words(drawing, (theme.output.active_text, theme.muted, theme.output.ink))
        self._for: StepNumbers | None = None
        self._line: SumLine | None = None

    def show(self, step: StepNumbers | None, products: float, result: bool) -> int:
        """Write the given share of a step's products; None writes nothing. Returns how many terms stand."""
        if step is None or (products <= 0 and not result):
            self._terms.show(())
            self._result.show(())
            self._box.hide()
            return 0
        if step != self._for or self._line is None:
            self._for, self._line = step, set_sum(step, self._slot, self._theme)
        line = self._line
        count = len(line.terms) if products >= 1 else int(products * len(line.terms)) + 1
        self._terms.show(line.terms[:count])
        if result:
            self._box.draw(rectangle(line.result_box))
            self._box.paint(
                self._theme.output.active, self._theme.accent, frame_width(line.result_box.height)
            )
            self._result.show((line.equals, line.result, *line.tail))
        else:
            self._box.hide()
            self._result.show(())
        return count

    @property
    def result(self) -> SumLine | None:
        """The line as it is set, once its result is written."""
        return self._line if self._result.lines else None

    @property
    def text(self) -> str:
        """What is written, as plain text."""
        lines = (*self._terms.lines, *self._result.lines)
        return "".join(line.text for line in sorted(lines, key=lambda line: (line.y, line.x)))
