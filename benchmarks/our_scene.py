"""Our own scene with a given clip, for the ``manim`` command: what convanim's renderer and encoders add.

The clip is a TOML text in the environment, as ``convanim render --dump-spec`` prints it:

    CLIP_TOML="$(convanim render dilation --dump-spec)" manim render benchmarks/our_scene.py OurConvolution
"""

from __future__ import annotations

import os
from typing import Any

from convanim.scenes.sliding_kernel import SlidingKernel

from convanim.spec.toml import loads


class OurConvolution(SlidingKernel):
    """The catalogue's scene, untouched."""

    def __init__(self, renderer: Any = None, **options: Any) -> None:
        super().__init__(loads(os.environ["CLIP_TOML"]).resolve(), renderer=renderer, **options)
