"""Two convolutions at once: what a stride changes."""

from manim import DOWN, FadeIn, Scene, Text, VGroup

from convanim.blocks import Convolution, ConvolutionAnimation


class SideBySide(Scene):
    """The same input and kernel with stride 1 and with stride 2, over the same seconds."""

    def construct(self) -> None:
        """Play the scene."""
        one, two = (Convolution("sliding-kernel", input=7, kernel=3, stride=stride) for stride in (1, 2))
        pair = VGroup(one, two).arrange(buff=0.5).scale_to_fit_width(13)
        first = Text("stride 1").scale(0.5).match_x(one).to_edge(DOWN)
        second = Text("stride 2").scale(0.5).match_x(two).to_edge(DOWN)

        self.play(FadeIn(pair, first, second))
        self.play(ConvolutionAnimation(one, run_time=8), ConvolutionAnimation(two, run_time=8))
        self.play(pair.animate.set_opacity(0.3))
