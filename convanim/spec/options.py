"""How the fields of a clip are written and described: what options, schemas and the reference say of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from convanim.spec.fields import FIELDS

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
    SpecOption(
        "width",
        ("--width",),
        "PIXELS",
        "The picture's width, at most where it is as large as its content; 640 for a GIF, 1280 for a video.",
    ),
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

LAYER_HELP = "A layer as your code has it: 'nn.Conv2d(3, 16, 3, padding=1)'; PyTorch, Keras, Flax."

MODEL_OPTIONS = (
    SpecOption("model", ("--model",), "FILE", "A model file: .onnx, .safetensors, .pt, .keras, .h5, .npz."),
    SpecOption(
        "at_layer", ("--at-layer",), "NAME", "Its layer that is shown; convanim layers FILE lists them."
    ),
    SpecOption(
        "channels",
        ("--channels",),
        "N,N,…",
        "The channels of a large layer that are shown, from 0: 0,5,9.",
    ),
    SpecOption(
        "only_filters", ("--only-filters",), "N,N,…", "The filters of a large layer that are kept, from 0."
    ),
    SpecOption(
        "flow",
        ("--flow/--no-flow",),
        "",
        "Whether the input goes through the layers before; --no-flow is straight into the layer.",
    ),
)
"""What is said of a layer of a model file, in place of a line of code; every command has them."""

HELP: Mapping[str, str] = MappingProxyType(
    {option.field: option.help for option in (*OPTIONS, *MODEL_OPTIONS)} | {"layer": LAYER_HELP}
)
"""What each option means, by the key that it has in a table."""


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
