"""What a frame costs when the map grows, and what a change of 5 % of the picture costs; before encoding.

    python benchmarks/bench_growth.py [--quick | --full]

Seconds per frame are for rendering alone: building the scene and its first frame are a line of their own.
A 28×28 clip shows something new in more of its frames, and in some passes over whole rows, which a 5×5 clip
never does; so frames are compared with those that do the same, and all with all as well.
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
from convanim.rendering.frames import Frame, Rect
from convanim.rendering.pipeline import manim_settings
from convanim.rendering.renderer import RetainedRenderer
from convanim.story.storyboard import Kind

SHARE = 0.05


@dataclass
class Damage:
    """A sink that only notes whether the last frame showed something new."""

    damaged: bool = False

    def __call__(self, frame: Frame) -> None:
        self.damaged = bool(frame.damage)


@dataclass(frozen=True)
class Cost:
    """One rendering of a clip into nothing.

    ``work`` is what the frames took that show something new, by what the clip does in them: explaining a
    position, stepping, skimming, skipping; ``rest`` is what all the others took together.
    """

    build: float
    rest: float
    frames: int
    inks: int
    work: dict[Kind, tuple[float, ...]]

    @property
    def new(self) -> int:
        return sum(map(len, self.work.values()))

    @property
    def per_frame(self) -> float:
        return (sum(map(sum, self.work.values())) + self.rest) / self.frames

    @property
    def per_new_frame(self) -> float:
        return sum(map(sum, self.work.values())) / self.new

    def at_the_same(self, other: Cost) -> float:
        """How many times longer a new frame takes than one of the other clip that does the same; each kind
        counts by its share in the other clip."""
        shared = self.work.keys() & other.work.keys()
        mine = sum(statistics.fmean(self.work[kind]) * len(other.work[kind]) for kind in shared)
        return mine / sum(sum(other.work[kind]) for kind in shared)


def clip(size: int, view: str, width: int, quick: bool) -> ClipSpec:
    """The numbers of a seed, ``size`` cells a side under a 3×3 kernel, as a video's picture."""
    duration = 6 if quick else None
    numbers = {"input": size, "kernel": 3, "view": view}
    return ClipSpec.of(**numbers, width=width, frame="slide", fps=30, duration=duration)


def cost(spec: ClipSpec) -> Cost:
    """Render once, moment by moment; building and the first frame are a line of their own."""
    staging, medium, info = planned(spec, ".mp4")
    sink = Damage()
    frames, rest = round(info.duration * info.frame_rate), 0.0
    work: dict[Kind, list[float]] = {}
    with manim_settings(staging, medium):
        renderer = RetainedRenderer(sink)
        start = time.perf_counter()
        scene = find(spec.scene).load()(staging, renderer=renderer)
        scene.setup()
        renderer.still(scene, 0.0)
        build = time.perf_counter() - start
        for number in range(1, frames):
            start = time.perf_counter()
            renderer.still(scene, number / info.frame_rate)
            seconds = time.perf_counter() - start
            if sink.damaged:
                work.setdefault(staging.storyboard.at(number / info.frame_rate).beat.kind, []).append(seconds)
            else:
                rest += seconds
    kinds = {kind: tuple(seconds) for kind, seconds in work.items()}
    return Cost(build, rest, frames, len(scene.drawing.inks), kinds)


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
    small, large = 5, (14 if quick else 28)
    costs: dict[int, list[Cost]] = {small: [], large: []}
    for _ in range(count):
        for size in costs:
            costs[size].append(cost(clip(size, view, width, quick)))
    print(f"{view}, {width} wide, 30 fps")
    for size, found in costs.items():
        one, each = found[0], statistics.median(c.per_frame for c in found)
        build = statistics.median(c.build for c in found)
        text = f"{each * 1e3:.2f} ms a frame, {build * 1e3:.0f} ms to build"
        figure(f"{size}×{size}: {one.frames} frames, {one.new} new, {one.inks} mobjects", text)
        means = (f"{k.value} {statistics.fmean(s) * 1e3:.2f} ms ({len(s)})" for k, s in one.work.items())
        print(f"    new frames: {', '.join(means)}")
    pairs = list(zip(costs[large], costs[small], strict=True))
    same = statistics.median(big.at_the_same(little) for big, little in pairs)
    goal = "" if quick else "at most 1.3×"
    figure(f"{large}×{large} : {small}×{small}, a new frame that does the same", times(same), goal)
    new = statistics.median(big.per_new_frame / little.per_new_frame for big, little in pairs)
    figure("any new frame", times(new))
    ratio = statistics.median(big.per_frame / little.per_frame for big, little in pairs)
    figure("any frame of the clip", times(ratio), goal)


def damage(view: str, size: int, count: int, repeats: int) -> None:
    spec = clip(size, view, 1280, False)
    rates = [repaints(spec, repeats) for _ in range(count)]
    text = f"{statistics.median(rates):.0f} a second"
    figure(f"5 % of 1280×720 repainted, {view} {size}×{size}", text, "at least 400")


def main() -> None:
    arguments = options(__doc__)
    count = rounds(arguments, 3, 7)
    views = (
        [("numeric", 840)] if arguments.quick else [("numeric", 1280), ("numeric", 1920), ("tilted", 1280)]
    )
    cost(clip(5, "numeric", 840, True))  # so that no first round pays for imports and fonts
    for view, width in views:
        growth(view, width, count, arguments.quick)
    print("damage")
    for view in ("numeric", "tilted"):
        for size in (5,) if arguments.quick else (5, 28):
            damage(view, size, count, 50 if arguments.quick else 500)


if __name__ == "__main__":
    main()
