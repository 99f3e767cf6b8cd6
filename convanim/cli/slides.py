"""``convanim slides``: from a deck.toml to slides."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from convanim.cli import debug_option
from convanim.cli.progress import Show, progress_bar
from convanim.limits import memory

if TYPE_CHECKING:
    from convanim.slides import Made
    from convanim.slides.making import Progress

EXAMPLES = """\
\b
Examples:
  convanim slides deck.toml
  convanim slides deck.toml -o talk.pptx
  convanim slides deck.toml -o talk.html --reveal node_modules/reveal.js
"""


@click.command("slides", epilog=EXAMPLES)
@click.argument("deck", metavar="DECK.toml", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="A .pptx, or an .html for reveal.js. Named after the deck, .pptx, if not given.",
)
@click.option(
    "--reveal",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="reveal.js' npm package, for an .html; node_modules/reveal.js if not given.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@debug_option
def command(deck: Path, output: Path | None, reveal: Path | None, quiet: bool) -> None:
    """Make slides of the clips that a deck.toml names: clips that play by themselves, notes, alt text.

    \b
    title = "Strides"              # a deck.toml; every key but [[slide]] may be left out
    aspect = "16:9"                # or "4:3", or template = "mine.pptx"
    split = "clip"                 # or "sections": a slide for each idea of a clip
    media = "mp4"                  # what a .pptx holds, or "gif"
    [defaults]                     # for all clips
    theme = "light"
    [[slide]]
    title = "Strides"
    text = ["what it does to the output", "a list, or one line"]
    [[slide]]
    title = "Every other cell"
    clip = "numerical-padding-strides"   # a preset, a scene, a .toml, a clip made before
    stride = 2
    notes = "Count the positions with me."
    """
    from convanim.slides import make

    path = output if output is not None else Path(deck.stem + ".pptx")
    start = time.perf_counter()
    with progress_bar("slides", quiet) as show:
        made = make(deck, path, reveal=reveal, progress=None if show is None else _told(show))
    if not quiet:
        click.echo(summary(made, time.perf_counter() - start))


def summary(made: Made, seconds: float) -> str:
    """The line at the end: what was made, how large it is, how long it took."""
    slides = f"{made.slides} slide{'s' * (made.slides != 1)}"
    return f"{made.path}: {memory(made.bytes)}, {slides}, made in {seconds:.1f} s"


def _told(show: Show) -> Progress:
    """Names the slide, beside a bar for all of them."""
    return lambda number, count, share: show((number - 1 + share) / count, f"slide {number} of {count}")
