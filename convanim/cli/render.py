"""``convanim render``: from a name, a file or options to a clip."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convanim.cli import debug_option
from convanim.cli.options import STDIN, said, spec_from, spec_options, what_argument
from convanim.cli.progress import progress_bar
from convanim.errors import ConvanimError
from convanim.limits import memory

if TYPE_CHECKING:
    from convanim.rendering.pipeline import Rendered

EXAMPLES = """\
\b
Examples:
  convanim render sliding-kernel -i 6x6 -k 4 -s 2 -p 1 -o stride.gif
  convanim render same-padding-no-strides --theme dark -o same.mp4
  convanim render -i photo.png --resize 28x28 -k sobel-x -o edges.gif
  convanim render -i 5x7 -k 2x3 -o rectangles.png
  convanim render padding-strides --pace brisk --duration 8
  convanim render dilation --dump-spec > clip.toml
  convanim render clip.toml
  convanim render - -o clip.gif < clip.toml
  convanim render --model resnet.onnx --at-layer conv1 -i photo.png --resize 32x32 -o conv1.gif
  convanim render old.gif -k 5 -o new.gif
  convanim render padding-strides --labels de -o schritte.gif
  convanim render padding-strides --describe -o steps.mp4
  convanim render padding-strides -o steps.html
  convanim render padding-strides --embed -o frame.html
  convanim render padding-strides -o steps.pdf
  convanim render padding-strides --motion step -o stills/
"""

OUTPUT_HELP = (
    "Where to write. A clip: .gif, .webp, .apng, .mp4, .webm, .html. One picture (--at): .png, or .svg with "
    "real text. A page for each step: .pdf. A name that ends with / is a folder of PNGs: every frame at a "
    "constant rate, or with --motion step one for each step. Named after the clip, .gif, if not given."
)


@click.command("render", epilog=EXAMPLES)
@what_argument
@spec_options("render")
@click.option(
    "-o",
    "--output",
    metavar="FILE|FOLDER/",
    type=click.Path(),
    help=OUTPUT_HELP,
)
@click.option("--force", is_flag=True, help="Replace a folder of PNGs that has files in it, as a whole.")
@click.option("--dump-spec", is_flag=True, help="Print the clip as TOML instead of rendering it.")
@click.option(
    "--describe",
    is_flag=True,
    help="Write beside the clip what it shows (.txt) and its captions for players (.vtt).",
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@debug_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    what: str | None,
    output: str | None,
    force: bool,
    dump_spec: bool,
    describe: bool,
    quiet: bool,
    **values: Any,
) -> None:
    """Make a clip of a scene, a preset, a TOML file, or a clip made before, changed by the options."""
    if output is not None:
        check_asked(output, dump_spec)
    spec = spec_from(ctx, what, values)
    if dump_spec:
        from convanim.spec.toml import dumps

        click.echo(dumps(spec).encode(), nl=False)
        return
    from convanim.rendering.budget import render_within
    from convanim.spec.outputs import check_output

    path = output if output is not None else default_output(what or spec.scene)
    check_output(spec, path, said(ctx, values))
    start = time.perf_counter()
    with progress_bar("rendering", quiet) as progress:
        rendered = render_within(spec, path, progress=progress, described=describe, force=force)
    if not quiet:
        click.echo(summary(rendered, time.perf_counter() - start))


def check_asked(output: str, dump_spec: bool) -> None:
    """Refuse to print and to write at once, and a description where a picture is made."""
    if dump_spec:
        raise ConvanimError(
            "--dump-spec prints and makes no clip: leave -o out, and write > clip.toml behind it"
        )
    if Path(output).suffix.lower() == ".toml":
        raise ConvanimError(
            f"{output} would be a description and no picture: write --dump-spec > {output} instead of -o"
        )


def default_output(what: str) -> Path:
    """A GIF in the current folder, named after what is rendered."""
    if what == STDIN:
        return Path("clip.gif")
    path = Path(what)
    if path.suffix.lower() == ".toml":
        return Path(path.stem + ".gif")
    if path.suffix:
        raise ConvanimError(f"a new clip from {what} needs a name of its own: give one with -o")
    return Path(path.name + ".gif")


def summary(rendered: Rendered, seconds: float) -> str:
    """The line at the end: what was made, how large and long it is, how long it took."""
    size = f"{rendered.width}×{rendered.height}"
    several = f"{rendered.frames:,} pictures" if rendered.still else f"{rendered.duration:.1f} s long"
    length = f", {several}" if rendered.frames > 1 else ""
    gave_way = f" ({', '.join(rendered.notes)})" if rendered.notes else ""
    part = f"\n{rendered.part}" if rendered.part else ""
    return (
        f"{rendered.path}: {memory(rendered.bytes)}, {size}{length}, made in {seconds:.1f} s{gave_way}{part}"
    )
