"""The page to scrub: an H.264 clip in one HTML file with its player, which asks no network for anything."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path

from PIL import Image

from convanim.encoders.base import StreamInfo
from convanim.encoders.embedded_page import as_json, element
from convanim.encoders.page import Page, PageStep
from convanim.encoders.target import Target
from convanim.encoders.video import Mp4Encoder
from convanim.rendering.frames import Frame, Pixels
from convanim.scratch import temporary_folder

TEMPLATES = Path(__file__).parent / "templates"
CLOSE = 0.5
"""Seconds between two places of entry at least: each is a whole picture, about 40 kB of a usual one."""
HELD = re.compile(r"\{\{(\w+)\}\}")
"""Where a template has a part filled in: ``{{title}}``."""


class PlayerEncoder:
    """One HTML file: the clip as MP4 with a keyframe where each step is complete, poster, words and script.

    ``page`` is what is told besides the picture; ``crf`` and ``preset`` are the MP4's. Everything that
    comes from outside is escaped, and a content security policy lets only the page's own script run.
    """

    def __init__(
        self,
        path: Path,
        info: StreamInfo,
        *,
        page: Page | None = None,
        crf: int = 23,
        preset: str = "veryfast",
    ) -> None:
        self._target = Target(path)
        self._info, self._page = info, page or Page()
        self._crf, self._preset = crf, preset
        self._rests = tuple(rest_frame(step, info.frame_rate) / info.frame_rate for step in self._page.steps)
        self._folders = contextlib.ExitStack()
        self._video: Mp4Encoder | None = None
        self._poster: Pixels | None = None

    def open(self) -> None:
        """Start the clip in a folder of its own, and the page beside its target."""
        self._target.open().close()
        self._clip = self._folders.enter_context(temporary_folder()) / "clip.mp4"
        inside = replace(self._info, spec="", title="", poster=None, keyframes=tuple(entries(self._rests)))
        self._video = Mp4Encoder(self._clip, inside, crf=self._crf, preset=self._preset)
        self._video.open()

    def frame(self, frame: Frame) -> None:
        """Take one frame, and keep the poster: the clip's own, else the last frame."""
        assert self._video is not None
        self._video.frame(frame)
        at = math.inf if self._info.poster is None else self._info.poster
        if self._poster is None or at == math.inf or frame.time <= at < frame.time + frame.duration:
            self._poster = frame.pixels[..., :3].copy()

    def close(self) -> None:
        """Finish the clip, write the page around it and put it in place."""
        assert self._video is not None
        self._video.close()
        assert self._poster is not None
        text = assembled(self._page, self._info, self._clip.read_bytes(), still(self._poster))
        self._target.temporary.write_text(text, encoding="utf-8", newline="\n")
        self._target.commit()
        self._folders.close()

    def abort(self) -> None:
        """Remove what was written."""
        if self._video is not None:
            self._video.abort()
        self._folders.close()
        self._target.abort()


def entries(times: Sequence[float]) -> Iterator[float]:
    """The times at which the clip can be entered: each, but where they are close not all of them.

    To any time there are then so few frames to decode from an entry that nobody waits.
    """
    entered = -math.inf
    for time in times:
        if time - entered >= CLOSE:
            entered = time
            yield time


def first_frame(step: PageStep, frame_rate: float) -> int:
    """The first frame of a step."""
    return math.ceil(step.start * frame_rate - 1e-6)


def rest_frame(step: PageStep, frame_rate: float) -> int:
    """The last frame of a step: whatever moved in it has come to rest."""
    return max(math.ceil(step.end * frame_rate - 1e-6) - 1, 0)


def still(pixels: Pixels) -> bytes:
    """A picture as lossless WebP, the smallest that every browser shows."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "WEBP", lossless=True, quality=80, method=4)
    return file.getvalue()


def assembled(page: Page, info: StreamInfo, clip: bytes, poster: bytes) -> str:
    """The whole text of a page."""
    script, style = part("cells.js") + part("player.js"), rules(page.colours, info) + part("player.css")
    title = page.heading or info.title or page.words.get("clip", "clip")
    return filled(
        part("player.html"),
        {
            "spec": element(info.spec) if info.spec else "",
            "policy": policy(script, style),
            "language": escape(page.language or "en"),
            "scheme": "dark" if page.dark else "light",
            "kind": "embed" if page.embed else "page",
            "title": escape(info.title or title),
            "heading": escape(title),
            "heading_class": "heading" if page.heading and not page.embed else "unseen",
            "prose": f'<p class="prose">{escape(page.prose)}</p>' if page.prose else "",
            "summary": escape(info.description),
            "width": str(info.width),
            "height": str(info.height),
            "poster": base64.b64encode(poster).decode(),
            "steps": "\n".join(map(step_line, page.steps)),
            "style": style,
            "script": script,
            "clip": as_json(told_to_script(page, info)),
            "video": base64.b64encode(clip).decode(),
            **{f"word_{name}": escape(word) for name, word in words(page).items()},
        },
    )


WORDS = ("controls", "play", "pause", "previous", "next", "scrub", "speed", "loop", "full", "leave", "steps")
"""The words of the page's own parts, each by its name in the templates."""


def words(page: Page) -> dict[str, str]:
    """A word for every part of the page; where the page brings none, the part's name."""
    return {name: page.words.get(name, name) for name in WORDS}


def told_to_script(page: Page, info: StreamInfo) -> dict[str, object]:
    """What the script knows of the clip; times are whole frames."""
    rate = info.frame_rate
    return {
        "rate": rate,
        "frames": max(round(info.duration * rate), 1),
        "loop": info.loop,
        "width": info.width,
        "height": info.height,
        "summary": info.description,
        "words": {**words(page), **page.words},
        "steps": [
            {"from": first_frame(s, rate), "rest": rest_frame(s, rate), "number": s.number, "text": s.text}
            for s in page.steps
        ],
        "areas": page.areas.table() if page.areas else None,
    }


def step_line(step: PageStep) -> str:
    """A step in the list of all steps, with a link to it."""
    return f'<li value="{step.number}"><a href="#step={step.number}">{escape(step.text)}</a></li>'


def rules(colours: Mapping[str, str], info: StreamInfo) -> str:
    """The CSS custom properties of a page: its colours and the picture's proportions."""
    named = {**colours, "wide": str(info.width), "high": str(info.height)}
    return ":root{" + "".join(f"--{name}:{value};" for name, value in named.items()) + "}\n"


def policy(script: str, style: str) -> str:
    """The content security policy: this script, this style, pictures and clips from within, nothing else."""
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (script, style)]
    return (
        f"default-src 'none'; script-src 'sha256-{hashes[0]}'; style-src 'sha256-{hashes[1]}'; "
        "img-src data:; media-src blob:; base-uri 'none'; form-action 'none'"
    )


def part(name: str) -> str:
    """A template's text."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def filled(template: str, parts: Mapping[str, str]) -> str:
    """The template with every part in its place; braces within a part stay what they are."""
    return HELD.sub(lambda found: parts[found[1]], template)
