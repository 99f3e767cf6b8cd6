"""The files that a spec names, as it names them."""

from __future__ import annotations

from collections.abc import Iterator

from convanim.sources import File, Flow, Source, Weights
from convanim.spec.clip import ClipSpec

SOURCES = ("input", "kernel", "pointwise")
"""The fields of a spec that are sources."""


def files_of(spec: ClipSpec) -> Iterator[str]:
    """The path of every file that numbers of the spec come from, pictures that flow through a model too."""
    for name in SOURCES:
        source = getattr(spec, name)
        if source is not None:
            yield from _files(source)


def _files(source: Source) -> Iterator[str]:
    if isinstance(source, File):
        yield source.path
    elif isinstance(source, Weights | Flow):
        yield source.model
        if isinstance(source, Flow):
            yield from _files(source.source)
