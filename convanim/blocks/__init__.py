"""convanim's pictures as building blocks: in a Manim scene of your own, beside your own mobjects.

    class Talk(Scene):
        def construct(self):
            convolution = Convolution("sliding-kernel", input=5, kernel=3).to_edge(LEFT)
            self.play(FadeIn(convolution))
            self.play(ConvolutionAnimation(convolution))

A `Convolution` is a Mobject like any other: move it, scale it, point at its maps. For Manim's Cairo renderer.
"""

from convanim.blocks.animation import ConvolutionAnimation
from convanim.blocks.convolution import Convolution
from convanim.blocks.parts import Map

__all__ = ["Convolution", "ConvolutionAnimation", "Map"]
