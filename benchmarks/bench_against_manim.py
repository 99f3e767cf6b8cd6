"""Whole processes: our clip, a plain scene of the same content, and our scene under the ``manim`` command.

    python benchmarks/bench_against_manim.py [--quick | --full]

All make the same numbers in the same size, rate and length, with the same share of frames that move.
``--full`` adds 14×14 in a minute, measured once.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from measure import (
    Series,
    convanim,
    figure,
    import_manim,
    in_turn,
    kilobytes,
    manim,
    options,
    rounds,
    size_of,
    times,
)

from convanim import ClipSpec, preset, render
from convanim.engine import ConvTrace
from convanim.spec.toml import dumps


@dataclass(frozen=True)
class Case:
    """One clip, and what is expected of it."""

    name: str
    spec: ClipSpec
    suffix: str
    rounds: int
    goal: str
    bytes_goal: str = ""


def cases(quick: bool, full: bool, count: int) -> list[Case]:
    five = preset("numerical-no-padding-no-strides").changed(frame="fit", loop=False, width=640, fps=25)
    if quick:
        short = five.changed(duration=3, width=320)
        return [Case("5×5 GIF, 3 s, smoke test", short, "gif", 1, "")]
    large = five.changed(frame="slide", width=1920, fps=60)
    fourteen = five.changed(frame="slide", input=14, kernel=3, width=1280)
    tens = ("3× (5× less import)", "at most 0.1×")
    found = [
        Case("5×5 GIF, 640 wide, 25 fps", five, "gif", count, *tens),
        Case("5×5 MP4, 1080p60", large, "mp4", count, "2×"),
        Case("14×14 GIF, 1280 wide, 25 fps", fourteen, "gif", count, "25×"),
    ]
    if full:
        minute = fourteen.changed(duration=60)
        found.append(Case("14×14 GIF, the same in 60 s", minute, "gif", 1, "25×"))
    return found


def measure(case: Case, folder: Path) -> None:
    """Print the figures of one case."""
    ours, plain, staged = folder / f"ours.{case.suffix}", folder / "plain", folder / "staged"
    trace = case.spec.resolve().trace
    assert isinstance(trace, ConvTrace)
    first = render(case.spec, ours)  # also tells how much of the clip moves
    frames = round(first.duration * (case.spec.fps or 0))
    numbers = {"input": trace.input[0].tolist(), "kernel": trace.weight[0, 0].tolist()}
    given = json.dumps({**numbers, "frames": frames, "moving": first.frames / frames})
    toml, rate, size = dumps(case.spec), case.spec.fps or 0, (first.width, first.height)
    spec_file = folder / "clip.toml"
    spec_file.write_text(toml, encoding="utf-8")
    seconds = in_turn(
        {
            "ours": convanim("render", spec_file, "-o", ours),
            "plain": manim(
                "plain_scene.py:PlainConvolution", plain, case.suffix, size, rate, {"CLIP": given}
            ),
            "staged": manim(
                "our_scene.py:OurConvolution", staged, case.suffix, size, rate, {"CLIP_TOML": toml}
            ),
            "import": import_manim(),
        },
        case.rounds,
    )
    print(f"{case.name}: {size[0]}×{size[1]}, {frames} frames, {first.frames} of them new")
    report(case, seconds)
    sizes = [size_of(place, case.suffix) for place in (plain, staged)]
    ratio = times(first.bytes / sizes[0])
    figure("bytes: ours", f"{kilobytes(first.bytes)}, {ratio} of the plain one", case.bytes_goal)
    figure("bytes: plain, and our scene, by manim", f"{kilobytes(sizes[0])}, {kilobytes(sizes[1])}")


def report(case: Case, seconds: dict[str, Series]) -> None:
    ours, plain, staged, imported = (seconds[name] for name in ("ours", "plain", "staged", "import"))
    figure("convanim render", str(ours))
    figure("plain scene, manim render", str(plain))
    figure("our scene file, manim render", str(staged))
    figure("import manim alone", str(imported))
    figure("plain : ours", times(plain.ratio(ours)), case.goal)
    figure("plain : ours, Manim's import off both", times(plain.ratio(ours, imported)))
    figure("our scene by manim : ours", times(staged.ratio(ours)))
    figure("our scene by manim : ours, import off both", times(staged.ratio(ours, imported)))


def main() -> None:
    arguments = options(__doc__)
    for case in cases(arguments.quick, arguments.full, rounds(arguments, 3, 5)):
        with tempfile.TemporaryDirectory() as folder:
            measure(case, Path(folder))


if __name__ == "__main__":
    main()
