"""The animation that brings a convolution from one time of its story to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from manim import Animation, linear

from convanim.errors import ConvanimError

if TYPE_CHECKING:
    from convanim.blocks.convolution import Convolution

SHAVE = 1e-6
"""Taken off a run time that nobody named, in seconds, so that rounding never adds a frame."""


class ConvolutionAnimation(Animation):
    """Play a convolution: all of it, or from one time to another.

    ``self.play(ConvolutionAnimation(convolution))`` starts with nothing computed and ends with the finished
    picture. `Convolution.steps` and `Convolution.section` make the ones for parts of it.
    """

    def __init__(
        self,
        convolution: Convolution,
        start: float | str = 0.0,
        end: float | str | None = None,
        run_time: float | None = None,
        **options: Any,
    ) -> None:
        """Args: the moments of the story where it starts and ends, as for `Convolution.at`, the end being
        the finished picture unless told; how long that takes, as long as in the story unless told; Manim's
        own options. With an end before the start it plays backwards.

        ConvanimError for what is no `Convolution`, for moments outside its story, and for one moment alone
        that is not told how long it takes.
        """
        from convanim.blocks.convolution import Convolution

        if not isinstance(convolution, Convolution):
            raise ConvanimError(
                f"{convolution!r} is no Convolution, whose story could be played: make one with "
                f'Convolution("sliding-kernel"), and use Create or FadeIn for other mobjects'
            )
        self.start = convolution.seconds(start)
        self.end = convolution.length if end is None else convolution.seconds(end)
        if run_time is None:
            run_time = self._story_time() - SHAVE
        super().__init__(convolution, run_time=run_time, **{"rate_func": linear, **options})
        self.convolution = convolution

    def _story_time(self) -> float:
        """The seconds of the story between its ends, whichever comes first."""
        if self.start == self.end:
            raise ConvanimError(
                f"from {self.start:.6g} to {self.end:.6g} seconds there is nothing to play: give another "
                f"start or end, or a run_time"
            )
        return abs(self.end - self.start)

    def begin(self) -> None:
        """Show the first moment; nothing is copied, since no mobject is interpolated."""
        self.interpolate(0.0)

    def finish(self) -> None:
        """Leave the picture at the last moment."""
        self.interpolate(1.0)

    def update_mobjects(self, dt: float) -> None:
        """There is no starting mobject to be updated."""

    def interpolate_mobject(self, alpha: float) -> None:
        """Bring the picture to a share of the way."""
        share = self.rate_func(alpha)
        self.convolution.bring_to(self.start + share * (self.end - self.start))
