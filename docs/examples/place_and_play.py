"""A convolution in a scene of your own: place it, play it, go on with something else."""

from manim import DOWN, UP, FadeIn, FadeOut, Scene, Text, Write

from convanim.blocks import Convolution, ConvolutionAnimation


class PlaceAndPlay(Scene):
    """A title, a convolution below it, and what comes after."""

    def construct(self) -> None:
        """Play the scene."""
        title = Text("What does padding do?").scale(0.8).to_edge(UP)
        convolution = Convolution("sliding-kernel", input=4, kernel=3, padding=1)
        convolution.scale(1.2).next_to(title, DOWN, buff=0.6)

        self.play(Write(title), FadeIn(convolution))
        self.play(ConvolutionAnimation(convolution, run_time=8))
        self.play(convolution.animate.scale(0.5).to_edge(DOWN))
        self.play(FadeOut(convolution, shift=DOWN))
