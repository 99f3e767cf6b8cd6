"""The whole pipeline against the encoder alone on the finished frames, imports aside: 1080p60 MP4.

    python benchmarks/bench_video.py [--quick | --full]

"x264 alone" is fed with pictures that are already converted, with the options that our encoder uses.
"""

from __future__ import annotations

import tempfile
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from measure import figure, in_turn, kilobytes, options, rounds, times
from numpy.typing import NDArray
from recorded import Recording, planned, record

from convanim import ClipSpec, preset
from convanim.encoders import StreamInfo, open_encoder
from convanim.encoders.planes import Planes, patches
from convanim.encoders.video import Mp4Encoder
from convanim.rendering.frames import Frame
from convanim.rendering.pipeline import manim_settings, play
from convanim.rendering.staging import Staging

CLIPS = {"numeric": "numerical-no-padding-no-strides", "tilted": "same-padding-no-strides"}
Converted = list[tuple[NDArray[np.uint8], int]]


def pipeline(staging: Staging, info: StreamInfo, spec: ClipSpec, path: Path) -> None:
    """Scene, renderer and encoder: all but the imports and the plan."""
    _, medium, _ = planned(spec, ".mp4")
    with open_encoder(path, info) as encoder, manim_settings(staging, medium):
        play(staging, encoder.frame)


def encoder_alone(recording: Recording, info: StreamInfo, path: Path) -> None:
    """Our encoder on finished frames."""
    with open_encoder(path, info) as encoder:
        recording.replay(encoder.frame)


def converted(recording: Recording, info: StreamInfo) -> Converted:
    """Every picture in the planes that x264 takes, and how many frames it stands."""
    planes, pictures = Planes(info.width, info.height, "yuv420p"), Converted()

    def keep(frame: Frame) -> None:
        for patch in patches(frame):
            planes.patch(patch)
        picture = np.asarray(planes.frame.to_ndarray(), dtype=np.uint8)
        pictures.append((picture, round(frame.duration * info.frame_rate)))

    recording.replay(keep)
    return pictures


def x264_alone(pictures: Converted, info: StreamInfo, path: Path) -> None:
    """PyAV and x264, nothing before them."""
    ours = Mp4Encoder(path, info)
    rate = Fraction(1, int(info.frame_rate))
    with av.open(str(path), "w", format="mp4", options=dict(ours.muxing)) as container:
        stream = container.add_stream("libx264", rate=int(info.frame_rate), options=dict(ours._options))
        stream.width, stream.height, stream.pix_fmt = info.width, info.height, "yuv420p"
        stream.codec_context.thread_count, stream.codec_context.time_base = 2, rate
        count = 0
        for planes, repeats in pictures:
            picture = av.VideoFrame.from_ndarray(planes, "yuv420p")
            for pts in range(count, count + repeats):
                picture.pts, picture.time_base = pts, rate
                container.mux(stream.encode(picture))
            count += repeats
        container.mux(stream.encode(None))


def measure(name: str, spec: ClipSpec, count: int, folder: Path, goal: str) -> None:
    """Print the figures of one clip."""
    staging, _, info = planned(spec, ".mp4")
    recording, _ = record(spec, ".mp4")
    pictures = converted(recording, info)
    ours = folder / "ours.mp4"
    seconds = in_turn(
        {
            "pipeline": lambda: pipeline(staging, info, spec, ours),
            "encoder": lambda: encoder_alone(recording, info, folder / "encoder.mp4"),
            "x264": lambda: x264_alone(pictures, info, folder / "x264.mp4"),
        },
        count,
    )
    whole, encoder, x264 = seconds["pipeline"], seconds["encoder"], seconds["x264"]
    frames = round(info.duration * info.frame_rate)
    print(f"{name}, {info.width}×{info.height} at {info.frame_rate}: {frames} frames, {len(pictures)} new")
    figure("pipeline", f"{whole}, {frames / whole.median:.0f} frames a second")
    figure("our encoder alone on the finished frames", str(encoder))
    figure("x264 alone on the converted pictures", str(x264))
    figure("pipeline : encoder alone", times(whole.ratio(encoder)), goal)
    figure("pipeline : x264 alone", times(whole.ratio(x264)))
    figure("file", kilobytes(ours.stat().st_size))


def main() -> None:
    arguments = options(__doc__)
    goal = "" if arguments.quick else "at most 1.25×"
    for name, clip in CLIPS.items():
        spec = preset(clip).changed(width=1920, fps=60)
        if arguments.quick:
            spec = spec.changed(width=640, fps=25, duration=6)
        with tempfile.TemporaryDirectory() as folder:
            measure(name, spec, rounds(arguments, 3, 7), Path(folder), goal)


if __name__ == "__main__":
    main()
