"""What a person names to begin with: a scene, a preset or a file; and what was meant where it is none."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from convanim.errors import ConvanimError

if TYPE_CHECKING:
    from convanim.spec import ClipSpec


def named_spec(what: str) -> ClipSpec:
    """The spec of what is named; ConvanimError says which option it should stand behind, if any."""
    from convanim.api import open_spec

    try:
        return open_spec(what)
    except ConvanimError as error:
        if meant := _meant(what, error):
            raise ConvanimError(meant) from error
        raise


def _meant(what: str, error: ConvanimError) -> str:
    """What is said of a model, a line of code, an array or a picture; empty for anything else."""
    from convanim.encoders import suffixes
    from convanim.encoders.embedded import NoSpecError
    from convanim.sources.models import READERS
    from convanim.sources.source import ARRAY_SUFFIXES, IMAGE_SUFFIXES

    suffix = Path(what).suffix.lower()
    if suffix in READERS:
        return f"{what} is a model: give it as --model {what}, and its layer as --at-layer"
    if "(" in what and what.rstrip().endswith(")"):
        return f'{what} is a layer: give it as --layer "{what}"'
    if isinstance(error, NoSpecError) and suffix in IMAGE_SUFFIXES:
        return (
            f"{what} has no convanim spec in it: give a file that convanim wrote, a .toml file, or the "
            f"picture as -i {what}"
        )
    if suffix in (*ARRAY_SUFFIXES, *IMAGE_SUFFIXES) and suffix not in suffixes():
        return f"{what} is an input: give it as -i {what}"
    return ""
