"""A budget in bytes is met, said, and never paid with the file that was there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image

from convanim.encoders import read_spec
from convanim.errors import ConvanimError
from convanim.rendering import budget
from convanim.rendering.budget import attempts, render_within
from convanim.rendering.pipeline import Rendered
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


class Sized:
    """Stands in for the pipeline: files of a share of the pixels, none below 300 pixels of width."""

    def __init__(self, share: float) -> None:
        self.share, self.widths = share, list[int]()

    def __call__(self, spec: ClipSpec, output: Path, **_: Any) -> Rendered:
        width = spec.width or 640
        if width < 300:
            raise ConvanimError("too narrow")
        self.widths.append(width)
        output.write_bytes(bytes(int(self.share * width)))
        return Rendered(output, 1, 1.0, int(self.share * width), width - 4, 100)


def test_what_is_hopeless_is_refused_after_the_largest_and_the_smallest(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sized = Sized(10.0)
    monkeypatch.setattr(budget, "render", sized)
    with pytest.raises(ConvanimError, match=r"allow 3\.3 kB, the least"):
        render_within(ClipSpec(max_bytes=1000), tmp_path / "x.gif")
    assert sized.widths == [640, 332]
    assert not list(tmp_path.iterdir())


def test_the_width_that_is_said_is_the_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(budget, "render", Sized(10.0))
    rendered = render_within(ClipSpec(max_bytes=5000), tmp_path / "x.gif")
    assert (rendered.width, rendered.notes[-1]) == (458, "458 pixels wide")
    assert render_within(ClipSpec(max_bytes=6400), tmp_path / "x.gif").notes == ()


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
