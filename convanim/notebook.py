"""Clips that show themselves in a notebook, trusted or not: one element, whose file is in its address."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from convanim.errors import ConvanimError
from convanim.limits import memory
from convanim.progress import Told, in_notebook, shown
from convanim.scratch import temporary_folder

if TYPE_CHECKING:
    from convanim.encoders import Output
    from convanim.rendering.pipeline import Progress, Rendered
    from convanim.spec import ClipSpec

MEDIA: Mapping[str, str] = MappingProxyType(
    {
        ".apng": "image/apng",
        ".gif": "image/gif",
        ".mp4": "video/mp4",
        ".png": "image/png",
        ".svg": "image/svg+xml",
        ".webm": "video/webm",
        ".webp": "image/webp",
    }
)
"""What browsers show by themselves, by suffix."""
VIDEOS = (".mp4", ".webm")

MOST_BYTES = 8_000_000
"""The largest file that a notebook is given unless told. It holds a third more of it, as text; the largest
preset has 1.5 MB."""

Bundle = dict[str, str]
"""What a notebook is told: texts by their media type."""


@dataclass(frozen=True, slots=True, repr=False)
class InlineClip:
    """A finished clip: in a notebook it shows itself.

    Attributes:
        spec: what was asked for.
        data: the file.
        alt: what it shows, in one sentence with the sizes.
        rendered: how large and how long it is, and what gave way for its size.
    """

    spec: ClipSpec
    data: bytes
    alt: str
    rendered: Rendered

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self._repr_mimebundle_()['text/plain']}>"

    @property
    def format(self) -> str:
        """The format, such as "gif"."""
        return self.rendered.path.suffix[1:]

    def save(self, path: Output, **changes: Any) -> Rendered:
        """Write it: as it is where the suffix is the same, else made anew, with any fields changed."""
        from convanim.api import render
        from convanim.encoders import suffix_of
        from convanim.encoders.target import whole
        from convanim.spec.outputs import check_output

        if changes or suffix_of(path) != self.rendered.path.suffix:
            return render(self.spec, path, **changes)
        if Path(path).is_dir():
            raise ConvanimError(
                f"{path} is a folder: name a file in it, such as {Path(path, 'clip')}.{self.format}"
            )
        check_output(self.spec, path, ())
        with whole(path) as file:
            file.write(self.data)
        return replace(self.rendered, path=Path(path))

    def changed(self, **fields: Any) -> InlineClip:
        """The clip with some fields changed, in the same format."""
        return inline(self.spec.changed(**fields), self.format)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Bundle:
        """The clip as a notebook shows it; as text where only that is shown."""
        return _bundle(self.data, self.alt, self.rendered)


def inline(spec: ClipSpec, format: str = "gif", progress: Told = True) -> InlineClip:
    """Make a clip of a spec in memory, at once: what cannot be is said where it was asked for.

    A video fits its content as a picture does. A clip of more than 8 MB gives way as ``max_bytes`` has it.
    """
    from convanim.spec.alt import alt_text
    from convanim.spec.converters import listed

    suffix = "." + format.lower().removeprefix(".")
    if suffix not in MEDIA:
        known = listed([name[1:] for name in MEDIA])
        raise ConvanimError(
            f'"{format}" cannot be shown in a notebook: use {known}; save("clip.html") makes a page'
        )
    with shown(progress) as told:
        data, rendered = _made(_fitted(spec, suffix), suffix, told)
    return InlineClip(spec, data, alt_text(spec.resolve()), rendered)


def _fitted(spec: ClipSpec, suffix: str) -> ClipSpec:
    return spec.changed(frame="fit") if suffix in VIDEOS and spec.frame is None else spec


def _made(spec: ClipSpec, suffix: str, progress: Progress | None) -> tuple[bytes, Rendered]:
    """The bytes of a clip, and how it was made."""
    from convanim.rendering.budget import render_within

    with temporary_folder() as folder:
        path = folder / f"clip{suffix}"
        try:
            rendered = render_within(spec, path, progress=progress)
            if rendered.bytes > MOST_BYTES and spec.max_bytes is None:
                rendered = render_within(spec.changed(max_bytes=MOST_BYTES), path, progress=progress)
        except ConvanimError as error:
            raise ConvanimError(str(error).replace(str(path), f"the {suffix[1:]}")) from None
        return path.read_bytes(), replace(rendered, path=Path(path.name))


def spec_bundle(spec: ClipSpec) -> Bundle:
    """What a notebook shows of a spec: the clip, or why there is none. Elsewhere the spec is only named."""
    if not in_notebook():
        return {"text/plain": repr(spec)}
    try:
        return inline(spec)._repr_mimebundle_()
    except ConvanimError as error:
        return {"text/plain": str(error)}


def file_bundle(rendered: Rendered) -> Bundle:
    """What a notebook shows of a file that was made; those that are no picture, or too large, are named."""
    path = rendered.path
    if path.suffix.lower() not in MEDIA or not path.is_file() or rendered.bytes > MOST_BYTES:
        return {"text/plain": repr(rendered)}
    return _bundle(path.read_bytes(), _alt_of(path), rendered)


def _alt_of(path: Path) -> str:
    """The alternative text of a file that convanim made; its name where its spec cannot be met any more."""
    from convanim.api import read_embedded
    from convanim.spec.alt import alt_text

    try:
        return alt_text(read_embedded(path).resolve())
    except ConvanimError:
        return path.name


def _bundle(data: bytes, alt: str, rendered: Rendered) -> Bundle:
    """One element without scripts; the address on the element itself, which is all that a sanitizer keeps.

    Of a video it keeps the title, not the label.
    """
    suffix = rendered.path.suffix.lower()
    address = f"data:{MEDIA[suffix]};base64,{base64.b64encode(data).decode()}"
    said = escape(alt)
    look = f'width="{rendered.width}" style="max-width: 100%; height: auto"'
    if suffix in VIDEOS:
        plays = "controls loop muted autoplay playsinline"
        html = f'<video src="{address}" aria-label="{said}" title="{said}" {look} {plays}></video>'
    else:
        html = f'<img src="{address}" alt="{said}" {look}>'
    size = f"{suffix[1:]}, {rendered.width}×{rendered.height}, {memory(rendered.bytes)}"
    if rendered.notes:
        html += f"<br><small>made smaller: {escape(', '.join(rendered.notes))}</small>"
        size += f", made smaller: {', '.join(rendered.notes)}"
    if rendered.part:
        html += f"<br><small>{escape(rendered.part)}</small>"
        size += f", {rendered.part}"
    return {"text/html": html, "text/plain": f"{alt} ({size})"}
