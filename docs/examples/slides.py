"""A talk for manim-slides: it stops after each part of the story, until you go on."""

from manim import DOWN, UP, FadeIn, Text

from convanim.blocks import Convolution
from convanim.blocks.slides import Slide


class Talk(Slide):
    """From one kernel to a filter to a layer, at the speaker's pace."""

    def construct(self) -> None:
        """Play the scene."""
        title = Text("From a kernel to a layer").scale(0.7).to_edge(UP)
        convolution = Convolution("kernel-filter-layer").scale(1.2).next_to(title, DOWN)
        self.play(FadeIn(title, convolution))
        for section in convolution.sections:
            self.next_slide()
            self.play(convolution.section(section))
