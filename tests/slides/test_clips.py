"""Clips of a talk: cut where the story is, with the picture that says most, and what can be said to them."""

from __future__ import annotations

import io
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

import convanim
from convanim.presets import preset
from convanim.rendering.moments import explained
from convanim.slides.clips import Piece, make_pieces
from convanim.slides.plan import Plan, plan
from convanim.spec import ClipSpec

from .conftest import SPEC

ROOM = (2.0, 1.0)


def made(spec: ClipSpec, suffix: str, folder: Path, split: bool = False) -> tuple[Plan, list[Piece]]:
    planned = plan(spec, suffix, ROOM, split)
    folder.mkdir()
    return planned, make_pieces(planned, folder)


def pictures(path: Path) -> list[NDArray[np.int16]]:
    """Every frame of a video, ``(rows, columns, 3)``."""
    with av.open(str(path)) as container:
        return [
            frame.to_ndarray(format="rgb24").astype(np.int16)
            for frame in container.decode(container.streams.video[0])
        ]


def far(one: NDArray[np.int16], other: NDArray[np.int16]) -> float:
    return float(np.abs(one - other).mean())


@pytest.mark.parametrize("suffix", [".mp4", ".gif"])
def test_a_whole_clip_is_the_file_that_render_makes(tmp_path: Path, suffix: str) -> None:
    planned, (piece,) = made(SPEC, suffix, tmp_path / "pieces")
    rendered = convanim.render(SPEC, tmp_path / f"clip{suffix}", frame="fit", loop=True)
    assert piece.path.read_bytes() == rendered.path.read_bytes()
    assert piece.size == (rendered.width, rendered.height)
    assert planned.loops
    assert planned.info.loop


def test_the_sections_together_are_the_whole_clip(tmp_path: Path) -> None:
    planned, pieces = made(SPEC, ".mp4", tmp_path / "pieces", split=True)
    whole = convanim.render(SPEC, tmp_path / "clip.mp4", frame="fit", loop=False)
    frames = pictures(whole.path)
    parts = [pictures(piece.path) for piece in pieces]
    assert [len(part) for part in parts] == [round((span.end - span.start) * 10) for span in planned.spans]
    assert len(parts) == 2
    cut = [picture for part in parts for picture in part]
    assert len(cut) == len(frames)
    assert max(far(one, other) for one, other in zip(cut, frames, strict=True)) < 1
    assert not any(piece.loops for piece in pieces)


def test_a_section_as_a_gif_plays_once_and_begins_with_what_it_explains(tmp_path: Path) -> None:
    _, pieces = made(SPEC, ".gif", tmp_path / "pieces", split=True)
    finished = convanim.render(SPEC, tmp_path / "end.png", frame="fit").path
    with (
        Image.open(finished) as end,
        Image.open(pieces[0].path) as first,
        Image.open(pieces[-1].path) as last,
    ):
        shown = np.asarray(end.convert("RGB"), np.int16)
        assert "loop" not in first.info
        assert far(np.asarray(first.convert("RGB"), np.int16), shown) > 3
        last.seek(last.n_frames - 1)
        assert far(np.asarray(last.convert("RGB"), np.int16), shown) < 1


def test_the_poster_is_the_explained_position_and_a_sections_its_last_picture(tmp_path: Path) -> None:
    planned, (whole,) = made(SPEC, ".mp4", tmp_path / "whole")
    frames = pictures(whole.path)
    with Image.open(io.BytesIO(whole.poster)) as image:
        poster = np.asarray(image.convert("RGB"), np.int16)
    best = min(range(len(frames)), key=lambda number: far(frames[number], poster))
    at = explained(planned.staging.storyboard)
    assert best == int(at * 10)
    assert far(frames[best], poster) < 3 < far(frames[0], poster) / 3
    _, pieces = made(SPEC, ".mp4", tmp_path / "pieces", split=True)
    for piece in pieces:
        with Image.open(io.BytesIO(piece.poster)) as image:
            distances = [
                far(frame, np.asarray(image.convert("RGB"), np.int16)) for frame in pictures(piece.path)
            ]
        assert distances[-1] < 3 < distances[0] / 3


@pytest.mark.parametrize("name", ["from-kernel-to-layer", "two-filters", "dilation"])
def test_a_story_is_cut_into_its_sections_and_the_last_one_ends_with_the_finished_picture(name: str) -> None:
    planned = plan(preset(name), ".mp4", ROOM, split=True)
    *told, hold = planned.staging.storyboard.sections
    assert hold.name == "hold"
    assert [span.start for span in planned.spans] == [section.start for section in told]
    assert [span.end for span in planned.spans] == [
        *(section.start for section in told[1:]),
        planned.info.duration,
    ]
    assert len(told) > 1


def test_the_picture_has_no_title_and_one_that_would_be_tall_is_laid_out_for_its_place() -> None:
    usual = plan(SPEC.changed(title="Named"), ".mp4", ROOM, split=False)
    assert usual.title == "Named"
    assert usual.clip.spec.title is None
    assert usual.clip.spec.frame == "fit"
    tall = plan(preset("transposed-two-views"), ".mp4", (2.0, 1.0), split=False)
    assert (tall.info.width, tall.info.height) == (1280, 640)
    assert (tall.clip.spec.frame, tall.clip.spec.title) == ("slide", "")
    assert tall.title == preset("transposed-two-views").resolve().title
    asked = plan(preset("transposed-two-views").changed(frame="fit"), ".mp4", (2.0, 1.0), split=False)
    assert asked.info.height > asked.info.width


def test_what_can_be_said_to_a_clip() -> None:
    planned = plan(SPEC.changed(duration=None), ".mp4", ROOM, split=True)
    assert planned.notes(0) == (
        "The kernel stays inside the input, so the output is one cell smaller each way.",
        "0:00.0  position 1 of 4: 1·1 + 2·2 + 0·1 + 1·2 = 7",
    )
    assert planned.notes(1) == (
        "0:00.0  position 2 of 4: 2·1 + 0·2 + 1·1 + 3·2 = 9",
        "0:01.5  position 3 of 4: 0·1 + 1·2 + 2·1 + 2·2 = 8",
        "0:03.2  all 4 positions are done: the output is 2×2",
    )
    alt = "A 2×2 kernel slides over a 3×3 input and fills a 2×2 output."
    assert [planned.alt(0), planned.alt(1)] == [f"{alt} (1/2)", f"{alt} (2/2)"]
    whole = plan(SPEC.changed(duration=None), ".mp4", ROOM, split=False)
    assert whole.alt(0) == alt
    assert whole.notes(0)[1].startswith("0:01.4  position 1 of 4")


def test_a_frame_that_stands_across_a_cut_goes_to_both_sides(tmp_path: Path) -> None:
    from convanim.rendering.frames import Frame, whole
    from convanim.slides.clips import Cutter

    planned = plan(SPEC, ".gif", ROOM, split=True)
    width, height = planned.info.width, planned.info.height
    with Cutter(planned, tmp_path) as cutter:
        cutter.frame(Frame(0.0, 3.0, np.zeros((height, width, 4), np.uint8), whole(width, height)))
    durations = []
    for path in cutter.paths:
        with Image.open(path) as image:
            durations.append(image.info["duration"])
    assert durations == [round(1000 * (span.end - span.start)) for span in planned.spans]
    assert sum(durations) == 3000
