"""From a spec to a plan of the picture that lies in somebody else's scene."""

from __future__ import annotations

import hashlib

import numpy as np
from manim import ManimColor, config

from convanim import __version__
from convanim.rendering.medium import medium_of
from convanim.rendering.staging import Staging, stage
from convanim.spec import ClipSpec


def suited(spec: ClipSpec, *, named: bool) -> ClipSpec:
    """The spec in colours that suit Manim's background, unless a theme was named or is in it."""
    if named or spec.theme != "light":
        return spec
    page = spec.matte or ManimColor(config.background_color).to_hex()
    return spec.changed(theme="transparent", matte=page)


def staged(spec: ClipSpec) -> Staging:
    """The plan of a picture that is as large as its content, or a slide, and plays once unless told."""
    return stage(spec.resolve(), medium_of(spec, "picture.gif").request, loop=bool(spec.loop))


def key_of(staging: Staging) -> str:
    """A text that differs wherever a picture does, now or later in its story."""
    clip = staging.clip
    numbers = hashlib.sha256()
    for array in (clip.trace.input, clip.trace.output):
        numbers.update(np.ascontiguousarray(array).tobytes())
    return f"{__version__} {numbers.hexdigest()} {clip.embedded}"
