"""Step by step: point at cells, and say their numbers."""

from manim import DOWN, LEFT, UP, YELLOW, Arrow, FadeIn, FadeOut, Scene, Text

from convanim.blocks import Convolution


class PointAndStep(Scene):
    """Each of the first outputs is computed, then an arrow points at it."""

    def construct(self) -> None:
        """Play the scene."""
        convolution = Convolution("sliding-kernel", input=5, kernel=3).shift(DOWN)
        columns = convolution.output.shape[1]
        self.play(FadeIn(convolution))
        for step in range(3):
            self.play(convolution.steps(step, run_time=2))
            row, column = divmod(step, columns)
            number = Text(f"{convolution.trace.output[0, row, column]}").scale(0.6).move_to(3 * UP + LEFT)
            arrow = Arrow(number, convolution.output.cell(row, column), color=YELLOW)
            self.play(FadeIn(number, arrow))
            self.play(FadeOut(number, arrow))
