"""The scenes there are: one line each. The CLI's choices, its help and the tests read this table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from convanim.errors import ConvanimError, hint

if TYPE_CHECKING:
    from convanim.rendering.stage import Stage


@dataclass(frozen=True, slots=True)
class SceneEntry:
    """A scene by name: where its class and its layout are, what it shows, and what it can be asked for.

    ``planner`` is a function ``module:name`` of (clip, theme, canvas request) that needs no Manim;
    ``default`` is the preset that the plain ``manim`` command shows. ``words`` is a function of (spec,
    trace, labels) that answers the title and the prose of a configuration, ``captions`` one of (storyboard,
    trace, labels) that answers the storyboard with what each beat says. ``pacing`` is a function of
    (layout, pace, duration, loop), the last three by name, that answers the storyboard: the usual one visits
    the layout's ``grid``, a scene with a story of its own names another. Views come with the usual one
    first; a limit of None is none, and ``axes`` are the numbers of spatial axes that it can show.
    ``channels`` and ``filters`` are how many there are where only a size in the plane is given; ``usual`` are
    the fields of a clip for which nothing but the scene is named, where they are not those of every clip.
    ``settle`` is a function of (spec, input channels) that answers the spec with what they decide, such as
    the usual view; ``tracer`` one of (spec, input) that answers the trace, where a clip shows more than one
    operation. ``signed`` says that values of which only a size is given are drawn from around 0.
    ``partial_maps`` says that it can show the maps of each channel's answers, ``pixels`` that its cells can
    have the colour of their value. ``resize`` is what an image is brought to where no size is asked for.
    """

    name: str
    module: str
    class_name: str
    planner: str
    default: str
    summary: str
    operations: tuple[str, ...]
    views: tuple[str, ...]
    words: str = "convanim.spec.wording:words"
    captions: str = "convanim.story.captions:describe"
    pacing: str = "convanim.story.pacing:visited"
    max_channels: int | None = 1
    max_filters: int | None = 1
    axes: tuple[int, ...] = (2,)
    channels: int = 1
    filters: int = 1
    usual: tuple[tuple[str, Any], ...] = ()
    settle: str = ""
    tracer: str = ""
    signed: bool = False
    partial_maps: bool = False
    pixels: bool = False
    resize: tuple[int, int] | None = None

    def load(self) -> type[Stage]:
        """The scene's class; this is where Manim is imported, so listing names costs nothing."""
        found: type[Stage] = getattr(import_module(self.module), self.class_name)
        return found


SCENES: Mapping[str, SceneEntry] = {
    entry.name: entry
    for entry in (
        SceneEntry(
            "sliding-kernel",
            "convanim.scenes.sliding_kernel",
            "SlidingKernel",
            "convanim.layout.sliding.plan:sliding_kernel",
            "numerical-padding-strides",
            "a kernel slides over one input channel and fills the output, cell by cell",
            ("conv",),
            ("numeric", "tilted"),
            pixels=True,
        ),
        SceneEntry(
            "transposed",
            "convanim.scenes.transposed",
            "Transposed",
            "convanim.layout.transposed.plan:transposed",
            "transposed-two-views",
            "a transposed convolution two ways: output cells gather, input cells stamp the kernel",
            ("conv_transpose",),
            ("both", "gather", "scatter", "tilted"),
            words="convanim.spec.wording_transposed:words",
            captions="convanim.story.captions_transposed:describe",
            pixels=True,
        ),
        SceneEntry(
            "pooling",
            "convanim.scenes.pooling",
            "Pooling",
            "convanim.layout.pooling.plan:pooling",
            "max-pooling-2x2",
            "a window takes the largest of its cells, or their average, and the map becomes smaller",
            ("max_pool", "average_pool"),
            ("numeric", "tilted"),
            usual=(("input", 6), ("kernel", 2)),
            words="convanim.spec.wording_pooling:words",
            captions="convanim.story.captions_pooling:describe",
            pixels=True,
        ),
        SceneEntry(
            "filter",
            "convanim.scenes.filter",
            "Filter",
            "convanim.layout.sheet.plan:filter_sheet",
            "rgb-one-filter",
            "one kernel for every input channel: their answers and the bias add up to one map",
            ("conv",),
            ("numeric",),
            words="convanim.spec.wording_sheet:filter_words",
            captions="convanim.story.captions_sheet:describe",
            pacing="convanim.story.sheet_ending:concluded",
            partial_maps=True,
            pixels=True,
            max_channels=None,
            channels=3,
        ),
        SceneEntry(
            "layer",
            "convanim.scenes.layer",
            "Layer",
            "convanim.layout.sheet.plan:layer_sheet",
            "two-filters",
            "every filter reads the same window and draws its own map; the maps are the output",
            ("conv",),
            ("numeric",),
            words="convanim.spec.wording_sheet:layer_words",
            pixels=True,
            captions="convanim.story.captions_sheet:describe",
            pacing="convanim.story.sheet_ending:concluded",
            max_channels=None,
            max_filters=None,
            channels=3,
            filters=2,
        ),
        SceneEntry(
            "grouped",
            "convanim.scenes.grouped",
            "Grouped",
            "convanim.layout.grouped.plan:grouped",
            "grouped-two-groups",
            "channels in groups, each with filters of its own: grouped, depthwise and separable layers",
            ("conv",),
            ("groups", "depthwise", "separable", "versus"),
            words="convanim.spec.wording_grouped:words",
            captions="convanim.story.captions_grouped:describe",
            max_channels=None,
            max_filters=None,
            channels=4,
            filters=4,
            settle="convanim.spec.grouped:settle",
            tracer="convanim.spec.grouped:grouped_trace",
        ),
        SceneEntry(
            "kernel-filter-layer",
            "convanim.scenes.kernel_filter_layer",
            "KernelFilterLayer",
            "convanim.layout.zoom.plan:kernel_filter_layer",
            "from-kernel-to-layer",
            "one camera move from a kernel to a filter to the whole layer, each with its weights counted",
            ("conv",),
            ("zoom", "summary"),
            words="convanim.spec.wording_zoom:words",
            captions="convanim.story.captions_zoom:describe",
            pacing="convanim.story.zoom:told",
            max_channels=None,
            max_filters=None,
            channels=3,
            filters=2,
            usual=(("bias", 1), ("activation", "relu")),
        ),
        SceneEntry(
            "cross-correlation",
            "convanim.scenes.cross_correlation",
            "CrossCorrelation",
            "convanim.layout.flipped.plan:cross_correlation",
            "convolution-or-correlation",
            "what deep learning computes beside what mathematics calls convolution: the kernel rotated",
            ("conv",),
            ("both",),
            words="convanim.spec.wording_flipped:words",
            captions="convanim.story.captions_flipped:describe",
        ),
        SceneEntry(
            "activation",
            "convanim.scenes.activation",
            "Activation",
            "convanim.layout.activation.plan:activation",
            "activation-relu",
            "a curve makes of each cell of a map a cell of the next: ReLU, sigmoid, GELU and others",
            ("conv",),
            ("numeric",),
            words="convanim.spec.wording_activation:words",
            captions="convanim.story.captions_activation:describe",
            usual=(
                ("input", "[[3, -2, 5, 0], [-4, 1, 2, -1], [6, -3, 4, -5], [-1, 2, -2, 3]]"),
                ("kernel", "[[1]]"),
                ("activation", "relu"),
            ),
            signed=True,
        ),
        SceneEntry(
            "conv1d",
            "convanim.scenes.conv1d",
            "Conv1d",
            "convanim.layout.conv1d.plan:conv1d",
            "conv1d-two-weights",
            "a kernel slides over a row of samples; or causal, dilated layers, each reaching further back",
            ("conv",),
            ("single", "stack"),
            words="convanim.spec.wording_conv1d:words",
            captions="convanim.story.captions_conv1d:describe",
            usual=(("input", 12), ("kernel", 3)),
            max_channels=8,
            axes=(1,),
            settle="convanim.spec.conv1d:settle",
            tracer="convanim.spec.conv1d:samples_trace",
        ),
        SceneEntry(
            "conv3d",
            "convanim.scenes.conv3d",
            "Conv3d",
            "convanim.layout.volume.plan:conv3d",
            "conv3d-two-slices",
            "a kernel with a depth of its own moves through a volume: across, down, and slice by slice",
            ("conv",),
            ("slices",),
            words="convanim.spec.wording_volume:words",
            captions="convanim.story.captions_volume:describe",
            pacing="convanim.story.volume_pacing:lingered",
            axes=(3,),
            usual=(("input", "4x5x5"), ("kernel", "2x3x3")),
        ),
        SceneEntry(
            "photo",
            "convanim.scenes.photo",
            "Photo",
            "convanim.layout.photo.plan:photo",
            "photo-sobel",
            "a kernel sweeps over a photograph and stops at edges; its answers are a picture again",
            ("conv",),
            ("numeric",),
            words="convanim.spec.wording_photo:words",
            captions="convanim.story.captions_photo:describe",
            pacing="convanim.story.photo_pacing:swept",
            usual=(("input", "camera"), ("kernel", "sobel-x")),
            resize=(96, 96),
            pixels=True,
        ),
    )
}


def function(name: str) -> Callable[..., Any]:
    """The function that ``module:name`` names."""
    module, _, attribute = name.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), attribute)
    return found


def scene_names() -> tuple[str, ...]:
    """The names of all scenes, in the order in which they are best learned."""
    return tuple(SCENES)


def find(name: str) -> SceneEntry:
    """The scene of that name; ConvanimError names the nearest one there is."""
    if name in SCENES:
        return SCENES[name]
    known = hint(name, SCENES, f"choose one of {', '.join(SCENES)}")
    raise ConvanimError(f"there is no scene {name!r}: {known}")
