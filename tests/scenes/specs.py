"""One table of clips across all scenes, from the smallest to the largest, that the invariants walk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from convanim import presets
from convanim.rendering.catalog import SCENES
from convanim.spec import ClipSpec

LONG = "What a convolution with an unusually long explanation in its title does to every single pixel"


@dataclass(frozen=True)
class Shown:
    """A clip in a format."""

    name: str
    spec: ClipSpec
    suffix: str

    def __str__(self) -> str:
        return f"{self.name}{self.suffix}"


def numbers(*shape: int, low: float = -9, high: float = 9, floats: bool = False) -> Any:
    """Values as a user writes them, the same ones every time."""
    rng = np.random.default_rng(sum(shape))
    if floats:
        return rng.uniform(low, high, shape).tolist()
    return rng.integers(int(low), int(high) + 1, shape).tolist()


TINY, HUGE = {"low": -1e-6, "high": 1e-6, "floats": True}, {"low": -(10**9), "high": 10**9}
PLANE: tuple[dict[str, Any], ...] = (
    {"input": 1, "kernel": 1},
    {"input": 3, "kernel": 3},
    {"input": "5x7", "kernel": "3x2"},
    {"input": 7, "kernel": 3, "stride": 2, "padding": 1},
    {"input": 9, "kernel": 3, "dilation": 2},
    {"input": 12, "kernel": 5, "padding": "same"},
    {"input": 14, "kernel": 11},
    {"input": "1x28", "kernel": "1x5"},
    {"input": 28, "kernel": 5},
    {"input": numbers(5, 5, **TINY), "kernel": numbers(3, 3, floats=True)},
    {"input": numbers(5, 5, **HUGE), "kernel": numbers(3, 3)},
    {"input": numbers(6, 6, floats=True), "kernel": numbers(3, 3, floats=True), "bias": -0.123},
    {"input": numbers(6, 5), "kernel": numbers(2, 2), "bias": 1000, "activation": "sigmoid"},
    {"input": 5, "kernel": 3, "title": LONG},
)
"""Clips of one channel that every scene of a plane can show."""
DEEP: tuple[dict[str, Any], ...] = (
    {"input": "2x5x5", "kernel": 3},
    {"input": "3x5x5", "kernel": 3, "bias": 1, "activation": "relu"},
    {"input": "3x7x5", "kernel": "2x3", "stride": 2},
    {"input": "4x5x5", "kernel": 3, "bias": -2},
    {"input": "256x4x4", "kernel": 3},
    {"input": "3x28x28", "kernel": 3, "activation": "relu"},
    {"input": "3x6x6", "kernel": 1},
    {"input": numbers(3, 5, 5, floats=True), "kernel": 3, "bias": 0.25, "activation": "tanh"},
    {"input": numbers(2, 4, 4, **HUGE), "kernel": 2, "title": LONG},
    {"input": numbers(3, 4, 4, **TINY), "kernel": 2},
)
"""Clips of several channels."""

VOLUMES: tuple[dict[str, Any], ...] = (
    {"input": 1, "kernel": 1},
    {"input": "4x5x5", "kernel": "2x3x3"},
    {"input": "6x7x7", "kernel": 3, "stride": 2, "padding": 1},
    {"input": "12x5x5", "kernel": "3x2x2"},
    {"input": "5x5x6", "kernel": 2, "dilation": 2, "bias": -3, "activation": "relu"},
    {"input": "16x28x28", "kernel": 3},
    {"input": "4x1x20", "kernel": "2x1x5"},
    {"input": numbers(3, 4, 4, **HUGE), "kernel": 2},
    {"input": numbers(3, 4, 4, floats=True), "kernel": 2, "bias": 0.25, "activation": "tanh"},
    {"input": "4x5x5", "kernel": "2x3x3", "title": LONG},
)
"""Clips of three axes."""


def _of(scene: str, clips: tuple[dict[str, Any], ...], **more: Any) -> list[dict[str, Any]]:
    return [{"scene": scene, **clip, **more} for clip in clips]


def _without(clips: tuple[dict[str, Any], ...], *names: str) -> tuple[dict[str, Any], ...]:
    return tuple({name: value for name, value in clip.items() if name not in names} for clip in clips)


def _pools() -> tuple[dict[str, Any], ...]:
    """The clips of a plane as windows: a size, and no weights."""
    plain = _without(PLANE, "bias", "activation")
    sized = (
        {**clip, "kernel": clip["kernel"] if isinstance(clip["kernel"], int | str) else 2} for clip in plain
    )
    return tuple(sized)


ROWS: tuple[dict[str, Any], ...] = (
    {"input": 12, "kernel": 3},
    {"input": 1, "kernel": 1},
    {"input": 28, "kernel": 5, "stride": 2, "padding": 2},
    {"input": 16, "kernel": 2, "padding": "causal", "dilation": 3},
    {"input": 200, "kernel": 11},
    {"input": "3x12", "kernel": 3, "bias": 1},
    {"input": "8x9", "kernel": 3},
    {"input": numbers(9, **HUGE), "kernel": numbers(3)},
    {"input": numbers(9, floats=True), "kernel": numbers(3, floats=True), "activation": "tanh"},
    {"input": 16, "dilations": (1, 2, 4)},
    {"input": 24, "dilations": (1, 2, 4, 8), "kernel": 3, "title": LONG},
)
"""Clips of rows of samples, one layer and several."""
BYTES = [[0, 30, 60, 90, 110], [115, 118, 121, 130, 255], *numbers(4, 5, low=0, high=255)]
"""A picture with the greys on which neither black nor white is seen well, and the two ends."""


REAL: dict[str, Any] = {
    "input": numbers(3, 6, 6, low=0, high=1, floats=True),
    "kernel": numbers(2, 3, 3, 3, low=-1, high=1, floats=True),
    "bias": 0.125,
}
"""A layer as models have them: no number of it is short."""

FIELDS: tuple[dict[str, Any], ...] = (
    *_of("sliding-kernel", PLANE),
    *_of("sliding-kernel", PLANE, view="tilted"),
    *_of("transposed", (*PLANE[:6], {"input": 7, "kernel": 11}, *PLANE[7:9])),
    *_of("transposed", PLANE[9:], view="scatter"),
    *_of("transposed", (*PLANE[2:6], *PLANE[7:9]), view="gather"),
    *_of("transposed", (*PLANE[2:6], *PLANE[7:9]), view="tilted"),
    *_of("pooling", _pools()),
    *_of("pooling", _pools()[:12], view="tilted", operation="average_pool"),
    *_of("filter", (*DEEP, *PLANE[:3])),
    *_of("layer", DEEP, filters=2),
    *_of("layer", DEEP[:4], filters=5),
    *_of("layer", DEEP[1:2], filters=64),
    *_of("grouped", DEEP),
    *_of("grouped", DEEP[1:7], view="versus"),
    *_of("grouped", DEEP[2:6], view="separable"),
    *_of("activation", PLANE),
    *_of("conv1d", ROWS),
    *_of("kernel-filter-layer", DEEP[:8]),
    *_of("kernel-filter-layer", DEEP[1:3], filters=64),
    *_of("kernel-filter-layer", DEEP[1:4], view="summary"),
    *_of("sliding-kernel", PLANE[2:8], width=480),
    *_of("pooling", _pools()[2:6], width=480),
    *_of("transposed", PLANE[1:4], width=480),
    *_of("filter", DEEP[:4], width=480),
    *_of("layer", DEEP[:4], width=480),
    *_of("sliding-kernel", PLANE[3:6], width=1080, height=1920, frame="slide"),
    *_of("layer", DEEP[1:3], width=3840, frame="slide"),
    *_of("cross-correlation", PLANE),
    *_of("cross-correlation", PLANE[1:4], width=480),
    *_of("conv3d", VOLUMES),
    *_of("conv3d", VOLUMES[1:5], width=480),
    *_of(
        "sliding-kernel", ({"input": BYTES, "kernel": "sobel-x", "padding": 1, "stride": 2},), show="pixels"
    ),
    *_of("sliding-kernel", ({"input": BYTES, "kernel": "laplacian"},), view="tilted", show="pixels"),
    *_of("transposed", ({"input": BYTES[:3], "kernel": numbers(3, 2), "stride": 2},), show="pixels"),
    *_of("pooling", ({"input": BYTES, "kernel": 2, "stride": 1},), show="pixels"),
    *_of("filter", ({"input": [BYTES] * 3, "kernel": 3, "partial_maps": True},), show="pixels"),
    *_of("layer", ({"input": [BYTES] * 3, "kernel": 3, "bias": -99},), show="pixels"),
    *_of("photo", (*PLANE[:1], *PLANE[7:8], PLANE[11])),
    *_of("photo", ({"input": "camera", "kernel": numbers(7, 7), "padding": "same", "title": LONG},)),
    *_of("photo", ({"input": "camera", "kernel": "box-blur", "bias": -9, "activation": "relu"},), width=480),
    *_of("photo", ({"input": "camera", "resize": "96x96", "kernel": "gaussian"},), width=282),
    *_of("kernel-filter-layer", (REAL,)),
)


def _table() -> tuple[Shown, ...]:
    """Every preset as it is, then the fields, the themes and the formats taken in turn."""
    shown = [
        Shown(name, preset.spec, (".gif", ".mp4")[n % 2])
        for n, (name, preset) in enumerate(presets.load().items())
    ]
    for number, fields in enumerate(FIELDS):
        spec = ClipSpec.of(**fields, theme=("light", "dark")[number // 2 % 2])
        shown.append(Shown(f"{number}-{spec.scene}", spec, (".gif", ".mp4")[number % 2]))
    return tuple(shown)


TABLE = _table()
"""At least one hundred and fifty clips; every scene of the catalogue is among them."""
assert {shown.spec.scene for shown in TABLE} == set(SCENES)
