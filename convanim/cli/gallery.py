"""``convanim gallery``: every preset in one folder, with pages that show them."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from convanim.cli import debug_option
from convanim.limits import memory

if TYPE_CHECKING:
    from convanim.rendering.gallery import Gallery, GalleryEntry

EXAMPLES = """\
\b
Examples:
  convanim gallery --only no-padding-strides --jobs 2 -o clips
"""


@click.command("gallery", epilog=EXAMPLES)
@click.option(
    "-o",
    "--output",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    default=Path("renders", "gallery"),
    show_default=True,
    help="The folder to write to; nothing in it is deleted.",
)
@click.option("--only", metavar="GLOB", help='The presets to make, such as "*padding*"; all if not given.')
@click.option("--jobs", metavar="N", type=int, help="Processes that share the work; one per core.")
@click.option(
    "--max-bytes",
    metavar="SIZE",
    default="154kB",
    show_default=True,
    help="A budget for each GIF; moves, colours, width give way. none is no budget.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@debug_option
def command(output: Path, only: str | None, jobs: int | None, max_bytes: str, quiet: bool) -> None:
    """Make every preset: a GIF and a poster of each, index.md and index.html to look at them."""
    from convanim.rendering.gallery import gallery

    start = time.perf_counter()
    watched = not quiet and sys.stderr.isatty()
    budget = None if max_bytes == "none" else max_bytes
    made = gallery(output, only, jobs, budget, show if watched else None)
    if not quiet:
        click.echo(summary(made, time.perf_counter() - start))


def show(entry: GalleryEntry, done: int, total: int) -> None:
    """The line about a clip that is done."""
    gave_way = f" ({', '.join(entry.notes)})" if entry.notes else ""
    click.echo(
        f"{done:{len(str(total))}}/{total} {entry.preset.name}: {memory(entry.bytes)}{gave_way}", err=True
    )


def summary(made: Gallery, seconds: float) -> str:
    """The line at the end: what was made, how much is there, how long it took."""
    clips = f"{len(made.made)} clip{'s' * (len(made.made) != 1)} made in {seconds:.1f} s"
    return f"{made.pages[1]}: {clips}, {len(made.entries)} shown, {memory(made.bytes)} in all"
