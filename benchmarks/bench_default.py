"""The default clip and a still of it, as whole processes with start-up: what a person waits for.

python benchmarks/bench_default.py [--quick | --full]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from measure import (
    command,
    convanim,
    figure,
    import_manim,
    in_turn,
    kilobytes,
    options,
    peak_of_children,
    rounds,
    times,
)

CLIP = "same-padding-no-strides"


def main() -> None:
    arguments = options(__doc__)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        gif, step, still = folder / "clip.gif", folder / "step.gif", folder / "still.png"
        stills = {"step": convanim("render", CLIP, "--motion", "step", "-o", step)}
        seconds = in_turn(
            {
                "gif": convanim("render", CLIP, "-o", gif),
                **({} if arguments.quick else stills),
                "png": convanim("render", CLIP, "--at", "5", "-o", still),
                "import": import_manim(),
                "python": command(sys.executable, "-c", "pass"),
                "list": convanim("list"),
            },
            rounds(arguments, 5, 15),
        )
        sizes = {path.name: path.stat().st_size for path in folder.iterdir()}
    imported = seconds["import"]
    print(f"{CLIP}, whole processes")
    figure("GIF", str(seconds["gif"]), "under 2.5 s")
    figure("GIF : import manim", times(seconds["gif"].ratio(imported)))
    figure("GIF, bytes", kilobytes(sizes["clip.gif"]), "under 1000 kB")
    if not arguments.quick:
        figure("GIF, --motion step", str(seconds["step"]))
        figure("GIF, --motion step, bytes", kilobytes(sizes["step.gif"]), "at most 400 kB")
    figure("PNG of one moment", str(seconds["png"]), "under 1.2 s")
    figure("PNG : import manim", times(seconds["png"].ratio(imported)))
    figure("import manim alone", str(imported))
    figure("convanim list", str(seconds["list"]))
    figure("Python alone", str(seconds["python"]))
    figure("peak memory of the largest of these processes", f"{peak_of_children():.0f} MB")


if __name__ == "__main__":
    main()
