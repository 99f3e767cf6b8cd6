"""Files of a given size at the most: what gives way, in which order, is said and not hidden."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from convanim.encoders import FOLDER, FORMATS, Output, suffix_of
from convanim.encoders.target import whole
from convanim.errors import ConvanimError
from convanim.limits import memory
from convanim.rendering.description import SUFFIXES
from convanim.rendering.medium import medium_of
from convanim.rendering.pipeline import Progress, Rendered, render
from convanim.scratch import temporary_folder
from convanim.spec.outputs import FORMATS_OF
from convanim.story.motion import MOTIONS

if TYPE_CHECKING:
    from convanim.spec import ClipSpec

LEAST_WIDTH = 200
NARROWER = 0.85
COLOURS = (128, 64, 32)
QUALITIES = (23, 28, 33)
FAR = 4
"""A first attempt so many times too large is followed by the last: what cannot be is refused soon."""

Attempt = tuple["ClipSpec", tuple[str, ...]]
"""A version of a spec, and what has given way in it."""


def render_within(
    spec: ClipSpec,
    output: Output,
    *,
    progress: Progress | None = None,
    described: bool = False,
    force: bool = False,
) -> Rendered:
    """Make a clip as ``render`` does, but of at most ``spec.max_bytes`` bytes.

    Moves give way first (GIF, WebP, APNG), then colours or quality, then the width. The target is only
    replaced by a file that meets the budget; ConvanimError states the least that was reached.
    """
    if spec.max_bytes is None:
        return render(spec, output, progress=progress, described=described, force=force)
    path = Path(output)
    if suffix_of(output) == FOLDER:
        raise ConvanimError(f"{path} is a folder of PNGs, which has no budget: leave --max-bytes out")
    with temporary_folder() as folder:
        draft = folder / f"draft{path.suffix}"
        rendered = _fitting(spec, path, draft, progress, described)
        _place(draft, path)
        for suffix in SUFFIXES if described else ():
            if (beside := draft.with_suffix(suffix)).exists():
                _place(beside, path.with_suffix(suffix))
    return replace(rendered, path=path)


def _fitting(spec: ClipSpec, path: Path, draft: Path, progress: Progress | None, described: bool) -> Rendered:
    """The first attempt within the budget, made as a draft; ConvanimError where there is none."""
    limit, smallest = spec.max_bytes or 0, None
    planned = tuple(attempts(spec, path))
    for attempt, notes in planned:
        try:
            rendered = render(attempt, draft, progress=progress, described=described)
        except ConvanimError:
            if smallest is None:
                raise
            break  # so narrow that nothing would be legible
        if rendered.bytes <= limit:
            return replace(rendered, notes=_said(notes, attempt.width != spec.width, rendered))
        if smallest is None and rendered.bytes > FAR * limit and len(planned) > 1:
            smallest = _least(planned, draft, progress)
            if smallest > limit:
                break
        smallest = min(rendered.bytes, smallest or rendered.bytes)
    raise ConvanimError(
        f"{path} cannot be brought under {memory(limit)}: allow {memory(smallest or 0)}, the least "
        "that was reached, or give it a shorter duration"
    )


def _least(planned: Sequence[Attempt], draft: Path, progress: Progress | None) -> int:
    """The bytes of the last attempt that can be made: where these are too many, all between are, too."""
    for attempt, _ in reversed(planned):
        with suppress(ConvanimError):  # so narrow that nothing would be legible
            return render(attempt, draft, progress=progress).bytes
    raise RuntimeError("the first attempt was made and cannot be made again")


def _said(notes: tuple[str, ...], narrower: bool, rendered: Rendered) -> tuple[str, ...]:
    """What gave way, with the width as it came out: an encoder or the letters may round it."""
    return (*notes[:-1], f"{rendered.width} pixels wide") if narrower else notes


def attempts(spec: ClipSpec, path: Path) -> Iterator[Attempt]:
    """Ever smaller versions of a spec, each with what has given way so far."""
    notes: tuple[str, ...] = ()
    yield spec, notes
    suffix = suffix_of(path)
    if suffix in FORMATS and FORMATS[suffix].vector:
        return
    if suffix in (".apng", ".gif", ".webp"):
        for motion in tuple(MOTIONS)[tuple(MOTIONS).index(spec.motion) + 1 :]:
            spec, notes = spec.changed(motion=motion), (f"motion {motion}",)
            yield spec, notes
        for colours in COLOURS if suffix in FORMATS_OF["colours"] else ():
            if colours < (spec.colours or 255):
                spec = spec.changed(colours=colours)
                yield spec, (*notes, f"{colours} colours")
    elif suffix in FORMATS_OF["crf"]:
        for crf in QUALITIES:
            if crf > (spec.crf or 0):
                spec = spec.changed(crf=crf)
                yield spec, (*notes, f"crf {crf}")
    notes = tuple(note for note in (f"motion {spec.motion}" if notes else "", _quality(spec)) if note)
    for width in _widths(medium_of(spec, path).request.width):
        yield spec.changed(width=width), (*notes, f"{width} pixels wide")


def _quality(spec: ClipSpec) -> str:
    if spec.colours is not None:
        return f"{spec.colours} colours"
    return "" if spec.crf is None else f"crf {spec.crf}"


def _widths(width: int) -> Iterator[int]:
    while (width := int(width * NARROWER) // 2 * 2) >= LEAST_WIDTH:
        yield width


def _place(draft: Path, path: Path) -> None:
    """Copy a finished draft to its place, where it appears in one step."""
    with whole(path) as file, draft.open("rb") as source:
        shutil.copyfileobj(source, file)
