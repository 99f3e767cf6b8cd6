"""What a frame costs when the map grows, and what a change of 5 % of the picture costs; before encoding.

    python benchmarks/bench_growth.py [--quick | --full]

Seconds per frame are for rendering alone: building the scene and its first frame are a line of their own.
Numbers are on the screen where cells have 20 pixels: at 28×28 that takes a picture 1920 wide.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass

import numpy as np
from measure import figure, options, rounds, times
from recorded import Stopwatch, planned

from convanim import ClipSpec
from convanim.rendering.catalog import find
from convanim.rendering.frames import Rect
from convanim.rendering.pipeline import manim_settings
from convanim.rendering.renderer import RetainedRenderer

SHARE = 0.05


@dataclass(frozen=True)
class Cost:
    """One rendering of a clip into nothing."""

    build: float
    render: float
    frames: int
    new: int
    inks: int

    @property
    def per_frame(self) -> float:
        return self.render / max(self.frames, 1)

    @property
    def per_new_frame(self) -> float:
        return self.render / max(self.new - 1, 1)


def clip(size: int, view: str, width: int, quick: bool) -> ClipSpec:
    """The numbers of a seed, ``size`` cells a side under a 3×3 kernel, as a video's picture."""
    duration = 6 if quick else None
    numbers = {"input": size, "kernel": 3, "view": view}
    return ClipSpec.of(**numbers, width=width, frame="slide", fps=30, duration=duration)


def cost(spec: ClipSpec) -> Cost:
    """Render once; frames after the first are timed."""
    staging, medium, info = planned(spec, ".mp4")
    watch = Stopwatch()
    with manim_settings(staging, medium):
        start = time.perf_counter()
        scene = find(spec.scene).load()(staging, renderer=RetainedRenderer(watch))
        scene.render()
        end = time.perf_counter()
    frames = round(info.duration * info.frame_rate)
    return Cost(watch.first - start, end - watch.first, frames, watch.frames, len(scene.drawing.inks))


def repaints(spec: ClipSpec, count: int) -> float:
    """Repaints a second of 5 % of the finished picture, in places from a seed."""
    staging, medium, _ = planned(spec, ".mp4")
    rng = np.random.default_rng(0)
    with manim_settings(staging, medium):
        renderer = RetainedRenderer(Stopwatch())
        scene = find(spec.scene).load()(staging, renderer=renderer)
        scene.setup()
        renderer.still(scene, float(staging.storyboard.poster))
        painter = renderer._painter
        width, height = painter.size
        side = round((SHARE * width * height) ** 0.5)
        places = zip(rng.integers(0, width - side, count), rng.integers(0, height - side, count), strict=True)
        rects = [Rect(int(x), int(y), side, side) for x, y in places]
        start = time.perf_counter()
        for rect in rects:
            painter.paint((rect,))
        return count / (time.perf_counter() - start)


def growth(view: str, width: int, count: int, quick: bool) -> None:
    """5×5 against 28×28, in turn."""
    sizes = (5, 14) if quick else (5, 28)
    costs: dict[int, list[Cost]] = {size: [] for size in sizes}
    for _ in range(count):
        for size in sizes:
            costs[size].append(cost(clip(size, view, width, quick)))
    print(f"{view}, {width} wide, 30 fps")
    for size in sizes:
        one = costs[size][0]
        each = statistics.median(c.per_frame for c in costs[size])
        build = statistics.median(c.build for c in costs[size])
        text = f"{each * 1e3:.2f} ms a frame, {build * 1e3:.0f} ms to build"
        figure(f"{size}×{size}: {one.frames} frames, {one.new} new, {one.inks} mobjects", text)
    pairs = list(zip(costs[sizes[1]], costs[sizes[0]], strict=True))
    ratio = statistics.median(large.per_frame / small.per_frame for large, small in pairs)
    figure(
        f"a frame, {sizes[1]}×{sizes[1]} : {sizes[0]}×{sizes[0]}",
        times(ratio),
        "" if quick else "at most 1.3×",
    )
    ratio = statistics.median(large.per_new_frame / small.per_new_frame for large, small in pairs)
    figure("the same, per frame that shows something new", times(ratio))


def damage(view: str, size: int, count: int, repeats: int) -> None:
    spec = clip(size, view, 1280, False)
    rates = [repaints(spec, repeats) for _ in range(count)]
    text = f"{statistics.median(rates):.0f} a second"
    figure(f"5 % of 1280×720 repainted, {view} {size}×{size}", text, "at least 400")


def main() -> None:
    arguments = options(__doc__)
    count = rounds(arguments, 3, 7)
    views = (
        [("numeric", 640)] if arguments.quick else [("numeric", 1280), ("numeric", 1920), ("tilted", 1280)]
    )
    cost(clip(5, "numeric", 320, True))  # so that no first round pays for imports and fonts
    for view, width in views:
        growth(view, width, count, arguments.quick)
    print("damage")
    for view in ("numeric", "tilted"):
        for size in (5,) if arguments.quick else (5, 28):
            damage(view, size, count, 50 if arguments.quick else 500)


if __name__ == "__main__":
    main()
