"""The scenes there are: one line each. The CLI's choices, its help and the tests read this table."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from convanim.errors import ConvanimError

if TYPE_CHECKING:
    from convanim.rendering.stage import Stage


@dataclass(frozen=True, slots=True)
class SceneEntry:
    """A scene by name: where its class and its layout are, what it shows, and what it can be asked for.

    ``planner`` is a function ``module:name`` of (clip, theme, canvas request) that needs no Manim;
    ``default`` is the preset that the plain ``manim`` command shows. ``words`` is a function of (spec,
    trace) that answers the title and the prose of a configuration, ``captions`` one of (storyboard, trace)
    that answers the storyboard with what each beat says. Views come with the usual one first; a limit of
    None is none, and ``axes`` are the numbers of spatial axes that it can show. ``channels`` and ``filters``
    are how many there are where only a size in the plane is given; ``usual`` are the fields of a clip for
    which nothing but the scene is named, where they are not those of every clip.
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
    max_channels: int | None = 1
    max_filters: int | None = 1
    axes: tuple[int, ...] = (2,)
    channels: int = 1
    filters: int = 1
    usual: tuple[tuple[str, Any], ...] = ()

    def load(self) -> type[Stage]:
        """The scene's class; this is where Manim is imported, so listing names costs nothing."""
        found: type[Stage] = getattr(import_module(self.module), self.class_name)
        return found


SCENES: dict[str, SceneEntry] = {
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
            captions="convanim.story.captions_sheet:describe",
            max_channels=None,
            max_filters=None,
            channels=3,
            filters=2,
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
    near = difflib.get_close_matches(name, SCENES, n=1)
    hint = f"did you mean {near[0]}?" if near else f"choose one of {', '.join(SCENES)}"
    raise ConvanimError(f"there is no scene {name!r}: {hint}")
