"""A budget in bytes is met, said, and never paid with the file that was there."""

from __future__ import annotations

from pathlib import Path

import av
import pytest
from PIL import Image

from convanim.encoders import read_spec
from convanim.errors import ConvanimError
from convanim.rendering.budget import attempts, render_within
from convanim.spec import ClipSpec

SMALL = ClipSpec(input="4", kernel="2", pace="brisk", width=400)


def test_without_a_budget_nothing_gives_way(tmp_path: Path) -> None:
    rendered = render_within(SMALL, tmp_path / "clip.gif")
    assert rendered.notes == ()
    assert rendered.bytes == (tmp_path / "clip.gif").stat().st_size


def test_a_budget_is_met_and_what_gave_way_is_said(tmp_path: Path) -> None:
    free = render_within(SMALL, tmp_path / "free.gif")
    rendered = render_within(SMALL.changed(max_bytes=free.bytes * 3 // 5), tmp_path / "clip.gif")
    assert rendered.path == tmp_path / "clip.gif"
    assert (tmp_path / "clip.gif").stat().st_size == rendered.bytes <= free.bytes * 3 // 5
    assert rendered.notes[0].startswith("motion ")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["clip.gif", "free.gif"]
    with Image.open(tmp_path / "clip.gif") as image:
        assert image.size == (rendered.width, rendered.height)


def test_what_gives_way_is_embedded(tmp_path: Path) -> None:
    render_within(SMALL.changed(max_bytes=40_000), tmp_path / "clip.gif")
    assert 'motion = "' in read_spec(tmp_path / "clip.gif")


def test_an_impossible_budget_leaves_the_old_file(tmp_path: Path) -> None:
    old = tmp_path / "clip.gif"
    old.write_bytes(b"old")
    with pytest.raises(ConvanimError, match=r"cannot be brought under 100 bytes: allow [\d.]+ kB, the least"):
        render_within(SMALL.changed(max_bytes=100), old)
    assert old.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["clip.gif"]


def test_what_gives_way_comes_in_order() -> None:
    said = [notes for _, notes in attempts(ClipSpec(), Path("x.gif"))]
    assert said[:6] == [
        (),
        ("motion sparse",),
        ("motion step",),
        ("motion step", "128 colours"),
        ("motion step", "64 colours"),
        ("motion step", "32 colours"),
    ]
    assert said[6] == ("motion step", "32 colours", "544 pixels wide")
    assert [notes[0] for _, notes in attempts(ClipSpec(crf=25), Path("x.mp4")) if notes][:2] == [
        "crf 28",
        "crf 33",
    ]


def test_colours_and_keyframes_reach_the_encoders(tmp_path: Path) -> None:
    render_within(SMALL.changed(colours=16), tmp_path / "few.gif")
    with Image.open(tmp_path / "few.gif") as image:
        assert len(image.convert("RGB").getcolors(1 << 16) or ()) <= 16
    for keyframes in (False, True):
        render_within(SMALL.changed(keyframes=keyframes, crf=30, preset="ultrafast"), tmp_path / "clip.mp4")
        with av.open(str(tmp_path / "clip.mp4")) as video:
            entries = [frame.time for frame in video.decode(video=0) if frame.key_frame]
        assert (len(entries) > 3) is keyframes
