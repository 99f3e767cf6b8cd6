"""The options that describe a clip: one table, from which every command takes what it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem

from convanim.cli.model_options import model_options, model_spec, names_model
from convanim.spec import ClipSpec
from convanim.spec.fields import FIELDS, from_text

RENDER, TRACE, SHAPE = "render", "trace", "shape"
NUMBERS = (RENDER, TRACE)
ALL = (RENDER, TRACE, SHAPE)


@dataclass(frozen=True, slots=True)
class SpecOption:
    """One option: the field it sets, how it is written, and the commands that have it."""

    field: str
    flags: tuple[str, ...]
    metavar: str
    help: str
    commands: tuple[str, ...] = (RENDER,)

    @property
    def is_switch(self) -> bool:
        """Whether it stands alone, without a value."""
        return not self.metavar


OPTIONS = (
    SpecOption(
        "input",
        ("-i", "--input"),
        "SIZE|FILE|LIST",
        "5, 5x7, 3x28x28; .npy, .csv, an image; [[1, 2], [3, 4]].",
        ALL,
    ),
    SpecOption(
        "kernel",
        ("-k", "--kernel"),
        "SIZE|FILE|LIST|NAME",
        "3, 2x3; .npy, .csv; [[1, 0], [0, 1]]; sobel-x, …",
        ALL,
    ),
    SpecOption(
        "pointwise",
        ("--pointwise",),
        "FILE|LIST",
        "Weights of a separable layer's 1×1 filters: [[1, 0, -1], [0, 1, 1]]; .npy, .csv.",
        NUMBERS,
    ),
    SpecOption("stride", ("-s", "--stride"), "N|HxW", "Cells that the kernel moves at a time.", ALL),
    SpecOption(
        "padding",
        ("-p", "--padding"),
        "N|HxW|NAME",
        "1, 1x2, 0:1 (before:after); valid, same, same_lower, full, causal.",
        ALL,
    ),
    SpecOption(
        "dilation", ("-d", "--dilation"), "N|HxW", "Distance between the kernel's cells; 1 is dense.", ALL
    ),
    SpecOption("dilations", ("--dilations",), "N,N,…", "One for each layer of a stack: 1,2,4.", NUMBERS),
    SpecOption("operation", ("--operation",), "NAME", "What is worked out.", ALL),
    SpecOption("groups", ("--groups",), "N", "Groups that the channels are divided into.", ALL),
    SpecOption("filters", ("--filters",), "N", "Filters, where only a kernel's size is given.", ALL),
    SpecOption(
        "output_padding",
        ("--output-padding",),
        "N|HxW",
        "Rows and columns added by a transposed convolution.",
        ALL,
    ),
    SpecOption(
        "ceil_mode",
        ("--ceil-mode",),
        "",
        "Let the last window of a pooling reach past the end.",
        ALL,
    ),
    SpecOption(
        "count_include_pad",
        ("--count-include-pad/--no-count-include-pad",),
        "",
        "Whether an average divides by its cells of padding as well; it does.",
        NUMBERS,
    ),
    SpecOption("padding_mode", ("--padding-mode",), "NAME", "What stands in the padding.", NUMBERS),
    SpecOption("bias", ("--bias",), "NUMBER", "A number that is added to every sum.", NUMBERS),
    SpecOption("activation", ("--activation",), "NAME", "What is applied to every sum.", NUMBERS),
    SpecOption(
        "seed", ("--seed",), "N", "Where the numbers come from that only a size is given for.", NUMBERS
    ),
    SpecOption(
        "resize",
        ("--resize",),
        "SIZE",
        "Bring an image to so many rows x columns: 60x80 in grey, 3x60x80 in RGB.",
        ALL,
    ),
    SpecOption(
        "crop",
        ("--crop",),
        "X,Y,WxH|SIDE",
        "A part of an image; or what is kept where resize cuts: centre, top, bottom, left, right.",
        ALL,
    ),
    SpecOption(
        "partial_maps", ("--partial-maps",), "", "Show a filter's map of each channel's answers as well."
    ),
    SpecOption("view", ("--view",), "NAME", "How it is shown."),
    SpecOption("show", ("--show",), "NAME", "What cells say by their colour: their role, or their value."),
    SpecOption("theme", ("--theme",), "NAME", "The colours."),
    SpecOption("pace", ("--pace",), "NAME", "How fast it goes."),
    SpecOption("motion", ("--motion",), "NAME", "Moves, or stills only, which make small files."),
    SpecOption("duration", ("--duration",), "SECONDS", "The length of the whole clip."),
    SpecOption("fps", ("--fps",), "N", "Frames a second; 25 for a GIF, 30 for a video."),
    SpecOption("width", ("--width",), "PIXELS", "The picture's width; 640 for a GIF, 1280 for a video."),
    SpecOption("height", ("--height",), "PIXELS", "The picture's height."),
    SpecOption(
        "frame", ("--frame",), "NAME", "As large as the content (GIF, narrow video), or 16:9 (video)."
    ),
    SpecOption("title", ("--title",), "TEXT", "The title instead of the one that is found."),
    SpecOption(
        "language",
        ("--labels", "--language"),
        "de|zh|FILE",
        "What the words are in; a .toml file as printed by convanim list --labels.",
    ),
    SpecOption("font", ("--font",), "FILE|NAME", "A font for characters that Inter lacks."),
    SpecOption("labels", ("--label",), "TEXT=TEXT", "Words instead of others: input=photo; may be repeated."),
    SpecOption(
        "at", ("--at",), "SECONDS", "The moment that a still shows; the finished picture if not given."
    ),
    SpecOption(
        "matte", ("--matte",), "COLOUR", "The page under a transparent clip: white, black or #rrggbb."
    ),
    SpecOption("loop", ("--loop/--no-loop",), "", "Whether the clip repeats; a GIF does."),
    SpecOption(
        "max_bytes", ("--max-bytes",), "SIZE", "A budget such as 500kB; moves, colours, width give way."
    ),
    SpecOption("colours", ("--colours",), "N", "Colours of a GIF; 255 if not given."),
    SpecOption("crf", ("--crf",), "N", "Quality of a video, lower is better; .mp4 18, .webm 12, .html 23."),
    SpecOption("preset", ("--preset",), "NAME", "How much time an .mp4 is given to become small."),
    SpecOption("keyframes", ("--keyframes",), "", "Let players enter a video at each of its marks."),
    SpecOption("embed", ("--embed",), "", "Make an .html page for an iframe: no heading, compact controls."),
    SpecOption("max_cells", ("--max-cells",), "N", "Limit: cells of the input, kernel and output.", ALL),
    SpecOption("max_frames", ("--max-frames",), "N", "Limit: frames of the clip."),
    SpecOption("max_pixels", ("--max-pixels",), "N", "Limit: pixels of a frame."),
)
"""Every option that sets a field of a spec."""

STDIN = "-"
"""What stands for standard input."""

LAYER_HELP = "A layer as your code has it: 'nn.Conv2d(3, 16, 3, padding=1)'; PyTorch, Keras, Flax."


if TYPE_CHECKING:
    ParamType = click.ParamType[Any]
else:
    ParamType = click.ParamType  # before click 8.3 it takes no parameter


class FieldType(ParamType):
    """The value of a field, read as the spec reads it."""

    def __init__(self, option: SpecOption) -> None:
        self.name = option.field
        self.option = option

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The value from its text; ConvanimError says what is wrong with it."""
        if value == STDIN and self.name in ("input", "kernel", "pointwise"):
            from convanim.cli import standard_input

            return standard_input.array(self.name)
        return from_text(self.name, value) if isinstance(value, str) else value

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """The names to choose from, where there are any."""
        choices = FIELDS[self.name].choices
        return "|".join(choices()) if choices else self.option.metavar

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The names that begin so; files where a file may stand."""
        names = completions(self.name)
        items = [CompletionItem(name) for name in names if name.startswith(incomplete)]
        return items + [CompletionItem(incomplete, type="file")] * ("FILE" in self.option.metavar)


def completions(field: str) -> tuple[str, ...]:
    """The words that a field's value may be, where they can be listed."""
    choices = FIELDS[field].choices
    if choices:
        return tuple(choices())
    if field == "language":
        from convanim.labels.languages import shipped_names

        return shipped_names()
    if field == "padding":
        from convanim.sizes import PADDING_NAMES

        return PADDING_NAMES
    if field == "kernel":
        from convanim.sources.kernels import KERNELS

        return tuple(KERNELS)
    return ()


class ClipName(ParamType):
    """What is rendered: a scene, a preset, a TOML file, or a clip that convanim made."""

    name = "what"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The names of scenes and presets that begin so, and files."""
        from convanim.presets import names
        from convanim.rendering.catalog import scene_names

        known = (*scene_names(), *names())
        items = [CompletionItem(name) for name in known if name.startswith(incomplete)]
        return [*items, CompletionItem(incomplete, type="file")]


what_argument = click.argument(
    "what", metavar="[SCENE|PRESET|CLIP.toml|OLD.gif]", required=False, type=ClipName()
)


def spec_options(command: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A decorator that gives a command the options of the table that it has."""

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        function = model_options(function)
        function = click.option("--layer", metavar="CODE", help=LAYER_HELP)(function)
        for option in reversed(OPTIONS):
            if command in option.commands:
                add = click.option(option.field, *option.flags, help=option.help, **_kind(option))
                function = add(function)
        return function

    return decorate


def _kind(option: SpecOption) -> dict[str, Any]:
    if option.is_switch:
        return {"is_flag": True, "default": None}
    if option.field == "labels":
        return {"multiple": True, "metavar": option.metavar}
    return {"type": FieldType(option)}


def said(ctx: click.Context, values: dict[str, Any]) -> dict[str, Any]:
    """The options that were really given."""
    return {
        name: value
        for name, value in values.items()
        if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE
    }


def spec_from(
    ctx: click.Context, what: str | None, values: dict[str, Any], *, declared: bool = False
) -> ClipSpec:
    """The spec of what was named, with the options that were really given; `declared` as for a model."""
    from convanim.api import layer, open_spec

    given = said(ctx, values)
    if (line := given.pop("layer", None)) is not None:
        return layer(line, **given, **({} if what is None else {"scene": what}))
    if names_model(given):
        return model_spec(given | ({} if what is None else {"scene": what}), declared=declared)
    if what == STDIN:
        from convanim.cli import standard_input

        return standard_input.spec().changed(**given)
    spec = ClipSpec() if what is None else open_spec(what)
    return spec.changed(**given)
