"""Every preset in one folder: a GIF and a poster of each, and two pages that show them."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from itertools import islice
from pathlib import Path

from convanim.errors import ConvanimError
from convanim.presets import Preset, load
from convanim.processes import RARELY, usual_count
from convanim.rendering.gallery_pages import Picture, html_page, markdown_page

FOLDER = Path("renders", "gallery")
MAX_BYTES = 154_000


@dataclass(frozen=True, slots=True)
class GalleryEntry:
    """A preset whose GIF and poster are there: what they show, and how large they are.

    ``notes`` say what gave way to the budget, where the GIF was made now.
    """

    preset: Preset
    alt: str
    gif: Path
    poster: Path
    notes: tuple[str, ...] = ()

    @property
    def bytes(self) -> int:
        """The size of both files."""
        return self.gif.stat().st_size + self.poster.stat().st_size


@dataclass(frozen=True, slots=True)
class Gallery:
    """A folder of clips: all that its pages show, and the names of those that were made now."""

    folder: Path
    entries: tuple[GalleryEntry, ...]
    made: tuple[str, ...]

    @property
    def pages(self) -> tuple[Path, Path]:
        """The page for a code host and the one for a browser."""
        return self.folder / "index.md", self.folder / "index.html"

    @property
    def bytes(self) -> int:
        """The size of the pages and of everything they show."""
        return sum(entry.bytes for entry in self.entries) + sum(page.stat().st_size for page in self.pages)


Progress = Callable[[GalleryEntry, int, int], None]
"""Told each clip that is done, how many are, and how many there will be."""


def gallery(
    folder: Path | str = FOLDER,
    only: str | None = None,
    jobs: int | None = None,
    max_bytes: int | str | None = MAX_BYTES,
    progress: Progress | None = None,
) -> Gallery:
    """Make every preset, or those whose names match the pattern `only`, and the pages of the folder.

    Each of the `jobs` is a process (one per core if not given; a single one is this process). A GIF has
    at most `max_bytes` bytes; None is no budget. Nothing is deleted, and a file is replaced only by a
    whole one; the pages show every preset whose files are there. Raises ConvanimError for a pattern that
    matches nothing, and for a preset that cannot be made, before the pages are touched.
    """
    folder = Path(folder)
    presets = load()
    chosen = _chosen(presets, only)
    jobs = _checked_jobs(jobs)
    budgets = {name: preset.spec.changed(max_bytes=max_bytes).max_bytes for name, preset in chosen.items()}
    _make_folder(folder)
    made: dict[str, GalleryEntry] = {}
    work = [partial(make_entry, preset, folder, budgets[name]) for name, preset in chosen.items()]
    for entry in _finished(work, jobs):
        made[entry.preset.name] = entry
        if progress is not None:
            progress(entry, len(made), len(chosen))
    shown = (made.get(name) or _existing(preset, folder) for name, preset in presets.items())
    result = Gallery(folder, tuple(entry for entry in shown if entry is not None), tuple(chosen))
    _write_pages(result)
    return result


def make_entry(preset: Preset, folder: Path, max_bytes: int | None) -> GalleryEntry:
    """Make the GIF of one preset, and its poster: the GIF's first picture, the finished one."""
    from convanim.rendering.budget import render_within

    try:
        entry = _entry(preset, folder)
        rendered = render_within(preset.spec.changed(max_bytes=max_bytes), entry.gif)
        _write_poster(entry)
    except ConvanimError as error:
        raise ConvanimError(f"preset {preset.name}: {error}") from error
    return GalleryEntry(preset, entry.alt, entry.gif, entry.poster, rendered.notes)


def _write_poster(entry: GalleryEntry) -> None:
    """Copy the first picture of a GIF with its spec, in the GIF's own colours, which makes a small file."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    from convanim.encoders import read_spec
    from convanim.encoders.embedded import PNG_KEYWORD
    from convanim.encoders.target import whole

    told = PngInfo()
    told.add_itxt(PNG_KEYWORD, read_spec(entry.gif))
    with whole(entry.poster) as file, Image.open(entry.gif) as first:
        first.save(file, "PNG", optimize=True, pnginfo=told)


def _entry(preset: Preset, folder: Path) -> GalleryEntry:
    from convanim.spec.alt import alt_text

    alt = alt_text(preset.spec.resolve())
    return GalleryEntry(preset, alt, *_files(preset, folder))


def _existing(preset: Preset, folder: Path) -> GalleryEntry | None:
    """A preset that was made before, if its files are there."""
    return _entry(preset, folder) if all(file.is_file() for file in _files(preset, folder)) else None


def _files(preset: Preset, folder: Path) -> tuple[Path, Path]:
    return folder / f"{preset.name}.gif", folder / f"{preset.name}.png"


def _chosen(presets: Mapping[str, Preset], only: str | None) -> Mapping[str, Preset]:
    if only is None:
        return presets
    chosen = {name: preset for name, preset in presets.items() if fnmatchcase(name, only)}
    if not chosen:
        raise ConvanimError(
            f'no preset matches "{only}": see "convanim list", or write a pattern such as "*padding*"'
        )
    return chosen


def _checked_jobs(jobs: int | None) -> int:
    if jobs is not None and jobs < 1:
        raise ConvanimError(f"{jobs} jobs can make nothing: use at least 1")
    return jobs or usual_count()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ConvanimError(
            f"cannot make the folder {folder}: {reason}; name a folder that can be written"
        ) from error


def _finished(work: Sequence[partial[GalleryEntry]], jobs: int) -> Iterator[GalleryEntry]:
    """The entries as they are finished; what has not begun when one fails never begins."""
    if jobs == 1:
        yield from (make() for make in work)
        return
    # Manim keeps global settings, and a fork would copy whatever threads hold: each process begins afresh.
    with ProcessPoolExecutor(
        min(jobs, len(work)), multiprocessing.get_context("spawn"), gc.set_threshold, RARELY
    ) as executor:
        waiting = iter(work)
        running = {executor.submit(make) for make in islice(waiting, jobs)}
        while running:
            # What a pool was given it would begin even after a failure or Ctrl-C: it is given no stock.
            done, running = wait(running, return_when=FIRST_COMPLETED)
            entries = [future.result() for future in done]
            running |= {executor.submit(make) for make in islice(waiting, len(done))}
            yield from entries


def _write_pages(made: Gallery) -> None:
    from convanim.encoders.target import whole

    pictures = [_picture(entry) for entry in made.entries]
    for path, page in zip(made.pages, (markdown_page(pictures), html_page(pictures)), strict=True):
        with whole(path) as file:
            file.write(page.encode())


def _picture(entry: GalleryEntry) -> Picture:
    preset = entry.preset
    size = _gif_size(entry.gif)
    return Picture(
        preset.name,
        preset.summary,
        preset.source,
        preset.spec.scene,
        entry.alt,
        entry.gif.name,
        entry.poster.name,
        *size,
    )


def _gif_size(path: Path) -> tuple[int, int]:
    """The width and the height of a GIF: bytes 6 to 9 (GIF89a, section 18)."""
    with path.open("rb") as file:
        head = file.read(10)
    return int.from_bytes(head[6:8], "little"), int.from_bytes(head[8:10], "little")
