"""The clips of the site: what a page asks for, its size before it is made, and the files, made once."""

from __future__ import annotations

import gc
import hashlib
import json
import multiprocessing
import shlex
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path

import convanim
from convanim.cli.options import spec_from
from convanim.processes import RARELY, usual_count
from convanim.spec import ClipSpec
from convanim.spec.toml import dumps

SCHEMES = ("light", "dark")
PLAYER_WIDTH = 960
"""Pixels of a player's picture: sharp in a column of 46 rem, and half the bytes of a page of its own."""
POOL = ("manim", "av", "pillow", "numpy", "pycairo", "fontpkg-inter", "uharfbuzz")
"""The packages that a clip's bytes depend on."""
UNSEEN = {"cli", "batch"}
"""Folders of the package that no picture depends on."""


@dataclass(frozen=True)
class Clip:
    """One file of the site: a spec, and ``.html`` for a player or ``.gif`` for a clip with its poster."""

    spec: ClipSpec
    suffix: str

    @cached_property
    def name(self) -> str:
        """The file's name: what it is made of, as a hash."""
        told = f"{self.suffix}\n{drawing()}\n{dumps(self.spec)}"
        return hashlib.sha256(told.encode()).hexdigest()[:16] + self.suffix

    @cached_property
    def poster(self) -> str:
        """The name of the still that stands for a GIF where less motion is preferred."""
        return Path(self.name).with_suffix(".png").name

    @cached_property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, found without drawing anything."""
        from convanim.rendering.medium import medium_of, stream_info
        from convanim.rendering.moments import staged

        medium = medium_of(self.spec, Path(f"clip{self.suffix}"))
        info = stream_info(staged(self.spec.resolve(), medium), medium)
        return info.width, info.height

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that is made."""
        return (self.name,) if self.suffix == ".html" else (self.name, self.poster)


@cache
def drawing() -> str:
    """A hash of whatever decides the pixels: the package's sources and the libraries that draw."""
    package = Path(convanim.__file__).parent
    files = [path for path in sorted(package.rglob("*")) if path.suffix in (".py", ".toml", ".css", ".js")]
    files += sorted((package.parent / "scenes").glob("*.py"))
    told = hashlib.sha256(" ".join(map(version, POOL)).encode())
    for path in files:
        if not UNSEEN.intersection(path.relative_to(package.parent).parts):
            told.update(path.read_bytes())
    return told.hexdigest()


def spec_of(command: str) -> ClipSpec:
    """The spec of what follows ``convanim render`` on a command line."""
    from convanim.cli.render import command as render

    context = render.make_context("render", shlex.split(command))
    values = dict(context.params)
    return spec_from(context, values.pop("what"), {name: values[name] for name in values if name not in OWN})


OWN = {"output", "force", "dump_spec", "describe", "quiet", "debug"}
"""The parameters of ``convanim render`` that describe no clip."""


def players(spec: ClipSpec) -> tuple[Clip, ...]:
    """The player of a spec for a light page and for a dark one."""
    sized = spec.changed(embed=True, **({} if spec.width else {"width": PLAYER_WIDTH}))
    return tuple(Clip(sized.changed(theme=scheme), ".html") for scheme in SCHEMES)


def pictures(spec: ClipSpec) -> tuple[Clip, ...]:
    """The GIF of a spec for a light page and for a dark one."""
    return tuple(Clip(spec.changed(theme=scheme), ".gif") for scheme in SCHEMES)


def still_steps(spec: ClipSpec) -> ClipSpec:
    """The clip for a card, where nobody reads numbers: a picture for each step, a fifth of the bytes."""
    return spec.changed(motion="step")


def make(clip: Clip, folder: Path) -> None:
    """Render one clip into the folder; a GIF's poster is its first picture, the finished one."""
    path = folder / clip.name
    convanim.render(clip.spec, path)
    if clip.suffix == ".gif":
        from PIL import Image

        with Image.open(path) as first:
            first.save(folder / clip.poster, optimize=True)


def provide(clips: Iterable[Clip], folder: Path) -> int:
    """Make what is not in the folder yet, on all cores; how many were made. The longest are begun first."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [c for c in set(clips) if not all((folder / name).is_file() for name in c.files)]
    missing.sort(key=lambda clip: (clip.suffix == ".html", clip.size[0] * clip.size[1]), reverse=True)
    if missing:
        # Manim keeps global settings and threads: a fork would copy them, so each process begins afresh.
        start = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(usual_count(), start, gc.set_threshold, RARELY) as pool:
            for done in [pool.submit(make, clip, folder) for clip in missing]:
                done.result()
    return len(missing)


def forget(clips: Iterable[Clip], folder: Path) -> None:
    """Remove files from the folder that no page asks for any more."""
    wanted = {name for clip in clips for name in clip.files}
    for path in folder.iterdir():
        if path.name not in wanted:
            path.unlink()


def manifest(clips: Sequence[Clip]) -> str:
    """What the checks need to know of the clips, as JSON."""
    return json.dumps({clip.name: clip.size for clip in clips}, indent=1)
