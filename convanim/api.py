"""What Python users call: one line from a name to a file."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convanim.errors import ConvanimError
from convanim.presets import names, preset
from convanim.rendering.catalog import find, scene_names
from convanim.spec import ClipSpec
from convanim.spec.toml import load, loads

if TYPE_CHECKING:
    from convanim.rendering.pipeline import Rendered

RENDERED_SUFFIXES = (".gif", ".png", ".mp4", ".webm")
"""Files that may have a spec in them; whether one is there, its reader says."""


def open_spec(what: str | os.PathLike[str]) -> ClipSpec:
    """The spec that a scene's name, a preset's name, a TOML file or a clip made by convanim stands for.

    A clip from elsewhere does not raise the limits. Raises ConvanimError with the nearest name there is.
    """
    text = os.fspath(what)
    if text in scene_names():
        return ClipSpec(scene=text, **dict(find(text).usual))
    suffix = Path(text).suffix.lower()
    if suffix == ".toml":
        return load(Path(text))
    if suffix in RENDERED_SUFFIXES:
        return read_embedded(Path(text))
    if text in names():
        return preset(text)
    known = (*scene_names(), *names())
    near = difflib.get_close_matches(text, known, n=1)
    hint = f"did you mean {near[0]}?" if near else 'see "convanim list", or give a .toml file'
    raise ConvanimError(f'there is no scene, preset or clip "{text}": {hint}')


def read_embedded(path: Path) -> ClipSpec:
    """The spec inside a clip that convanim made."""
    from convanim.encoders import read_spec

    text = read_spec(path)
    try:
        return loads(text, path.parent).with_usual_limits()
    except ConvanimError as error:
        raise ConvanimError(f"{path}: {error}") from None


def render(
    what: ClipSpec | str | os.PathLike[str],
    output: str | os.PathLike[str],
    *,
    progress: Callable[[float], None] | None = None,
    **changes: Any,
) -> Rendered:
    """Make a clip: ``render("same-padding-no-strides", "same.gif", kernel=5)``.

    `what` is a spec, or whatever ``open_spec`` takes; `changes` are fields of the spec, in any form. The
    suffix of `output` decides the format; `progress` is told the share that is done, 0 to 1.
    """
    from convanim.rendering.budget import render_within

    spec = what if isinstance(what, ClipSpec) else open_spec(what)
    return render_within(spec.changed(**changes), Path(output), progress=progress)
