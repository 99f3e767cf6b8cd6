"""What Python users call: one line from a name to a file."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convanim.encoders import suffixes
from convanim.errors import ConvanimError, hint
from convanim.presets import names, preset
from convanim.rendering.catalog import find, scene_names
from convanim.spec import ClipSpec
from convanim.spec.toml import load, loads

if TYPE_CHECKING:
    from convanim.notebook import InlineClip
    from convanim.rendering.pipeline import Rendered
    from convanim.sources.models import ModelLayer


def open_spec(what: str | os.PathLike[str]) -> ClipSpec:
    """The spec that a scene's name, a preset's name, a TOML file or a clip made by convanim stands for.

    A clip from elsewhere does not raise the limits. Raises ConvanimError with the nearest name there is.
    """
    try:
        text = os.fspath(what)
    except TypeError as error:
        raise ConvanimError(f"{what!r} is no scene, preset or clip: give its name, or a file") from error
    if text in scene_names():
        return ClipSpec(scene=text, **dict(find(text).usual))
    suffix = Path(text).suffix.lower()
    if suffix == ".toml":
        return load(Path(text))
    if suffix in suffixes():  # whether there is a spec in it, its reader says
        return read_embedded(Path(text))
    if text in names():
        return preset(text)
    known = (*scene_names(), *names())
    near = hint(text, known, 'see "convanim list", or give a .toml file')
    raise ConvanimError(f'there is no scene, preset or clip "{text}": {near}')


def layer(line: str, **fields: Any) -> ClipSpec:
    """The spec of a layer as PyTorch, Keras or Flax write it, read and never evaluated.

    ``layer("nn.Conv2d(3, 16, kernel_size=3, stride=2)", input="3x32x32")``; `fields` are those of a spec.
    """
    from convanim.spec.layer import from_layer

    return from_layer(line, fields)


def model_layer(path: str | os.PathLike[str], at_layer: str, **fields: Any) -> ClipSpec:
    """The spec of a layer of a model file, with its real weights.

    ``model_layer("resnet.onnx", "conv1", input="photo.png", resize=(3, 32, 32))``; what goes into the model
    flows through the layers before. `fields` are those of a spec, and ``channels`` and ``only_filters``, the
    indices from 0 of what is shown of large layers, and ``flow=False`` for an input of the layer itself.
    """
    from convanim.spec.model import from_model

    return from_model({"model": os.fspath(path), "at_layer": at_layer, **fields})


def model_layers(path: str | os.PathLike[str]) -> tuple[ModelLayer, ...]:
    """The layers of a model file that can be shown."""
    from convanim.sources.models import open_model

    return tuple(open_model(Path(path)).layers)


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
    progress: Callable[[float], None] | bool | None = None,
    describe: bool = False,
    force: bool = False,
    **changes: Any,
) -> Rendered:
    """Make a clip: ``render("same-padding-no-strides", "same.gif", kernel=5)``.

    `what` is a spec, or whatever ``open_spec`` takes; `changes` are fields of the spec, in any form. The
    suffix of `output` decides the format, a slash at its end makes it a folder of PNGs, which `force`
    allows to replace one that has files in it; `progress` is told the share that is done, 0 to 1, and True
    shows it in the notebook or the terminal; `describe` writes beside it what is shown (.txt) and its
    captions (.vtt). In a notebook the answer shows the file.
    """
    from convanim.progress import shown
    from convanim.rendering.budget import render_within
    from convanim.spec.outputs import check_output

    spec = what if isinstance(what, ClipSpec) else open_spec(what)
    changed = spec.changed(**changes)
    check_output(changed, output, changes)
    with shown(progress) as told:
        return render_within(changed, output, progress=told, described=describe, force=force)


def animate(
    what: ClipSpec | str | os.PathLike[str] = "sliding-kernel",
    *,
    format: str = "gif",
    progress: Callable[[float], None] | bool | None = True,
    **changes: Any,
) -> InlineClip:
    """Make a clip that shows itself in a notebook: ``animate("same-padding-no-strides", kernel=5)``.

    `what` and `changes` are as for `render`; ``animate(input="6x6", kernel=3)`` is the scene sliding-kernel.
    `format` is "gif", "webp", "apng", "mp4" or "webm", or "png" or "svg" for one picture. It is made at once,
    so that errors come from here; ``save(path)`` writes it.
    """
    from convanim.notebook import inline
    from convanim.spec.outputs import check_output

    spec = what if isinstance(what, ClipSpec) else open_spec(what)
    changed = spec.changed(**changes)
    check_output(changed, f"clip.{format}", changes)
    return inline(changed, format, progress)
