"""What stands beside a clip: a text for readers, and captions that a player can show."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from convanim import ClipSpec, render
from convanim.presets import load
from convanim.rendering.description import captions, escaped, timestamp
from convanim.rendering.medium import medium_of
from convanim.rendering.staging import stage
from convanim.story.storyboard import Beat, Kind, Section, Storyboard

SMALL = ClipSpec.of(input=4, kernel=2, stride=2, duration=4, width=320)
CUE = re.compile(r"(\d\d):(\d\d):(\d\d)\.(\d{3}) --> (\d\d):(\d\d):(\d\d)\.(\d{3})\n([^\n]+)\n")


def cues(text: str) -> list[tuple[int, int, str]]:
    """Start and end in milliseconds, and text, of every cue of a WebVTT file that holds nothing else."""
    head, *blocks = text.split("\n\n")
    assert head == "WEBVTT"
    found = []
    for block in blocks:
        match = CUE.fullmatch(block.rstrip("\n") + "\n")
        assert match is not None, block
        numbers = [int(number) for number in match.groups()[:8]]
        start, end = (
            ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths
            for hours, minutes, seconds, thousandths in (numbers[:4], numbers[4:])
        )
        found.append((start, end, match[9]))
    return found


def test_a_clip_is_described_beside_it(tmp_path: Path) -> None:
    rendered = render(SMALL, tmp_path / "clip.gif", describe=True)
    text = (tmp_path / "clip.txt").read_text(encoding="utf-8")
    assert text.startswith(
        "A 2×2 kernel slides over a 4×4 input with stride 2 and fills a 2×2 output.\n\n"
        "Stride 2\n"
        "The kernel jumps two cells at a time, so the output is half as wide.\n\n"
        "Input: 4×4\nKernel: 2×2\nOutput: 2×2\n\n"
        "0:00.0  all 4 positions are done: the output is 2×2\n"
    )
    found = cues((tmp_path / "clip.vtt").read_text(encoding="utf-8"))
    assert found[-1][1] == round(rendered.duration * 1000)
    assert [line.partition("  ")[2] for line in text.splitlines()[-len(found) :]] == [cue[2] for cue in found]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip.gif", "clip.txt", "clip.vtt"]


def test_it_speaks_the_clips_language(tmp_path: Path) -> None:
    render(SMALL, tmp_path / "clip.gif", describe=True, language="de")
    text = (tmp_path / "clip.txt").read_text(encoding="utf-8")
    assert "Ein 2×2-Kernel gleitet über eine 4×4-Eingabe (Schrittweite 2) und füllt eine 2×2-Ausgabe." in text
    assert "Schrittweite 2\nDer Kernel springt jeweils zwei Zellen weiter, so wird" in text
    assert "Eingabe: 4×4\nKernel: 2×2\nAusgabe: 2×2\n" in text
    assert "Position 1 von 4: " in (tmp_path / "clip.vtt").read_text(encoding="utf-8")


def test_a_still_has_no_captions(tmp_path: Path) -> None:
    render(SMALL.changed(at=1), tmp_path / "clip.png", describe=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip.png", "clip.txt"]
    assert (tmp_path / "clip.txt").read_text(encoding="utf-8").endswith("Output: 2×2\n")


def test_nothing_is_written_unless_asked_for_or_where_the_clip_fails(tmp_path: Path) -> None:
    render(SMALL, tmp_path / "clip.gif")
    with pytest.raises(Exception, match="cannot be brought under"):
        render(SMALL, tmp_path / "small.gif", describe=True, max_bytes=10)
    assert [path.name for path in tmp_path.iterdir()] == ["clip.gif"]


def test_a_clip_within_a_budget_is_described_as_it_became(tmp_path: Path) -> None:
    free = render(SMALL, tmp_path / "free.gif")
    render(SMALL, tmp_path / "clip.gif", describe=True, max_bytes=free.bytes * 2 // 3)
    assert cues((tmp_path / "clip.vtt").read_text(encoding="utf-8"))
    assert (tmp_path / "clip.txt").is_file()


@pytest.mark.parametrize("name", sorted(load()))
@pytest.mark.parametrize("suffix", [".gif", ".mp4"])
def test_the_captions_of_every_preset_are_in_order_and_apart(name: str, suffix: str) -> None:
    spec = load()[name].spec
    medium = medium_of(spec, Path("clip" + suffix))
    storyboard = stage(spec.resolve(), medium.request, medium.loop).storyboard
    found = cues(captions(storyboard))
    assert found
    before = 0
    for start, end, text in found:
        assert before <= start < end
        assert text == text.strip()
        before = end
    assert before <= round(storyboard.duration * 1000)


def test_captions_are_escaped() -> None:
    hold = Beat(Kind.HOLD, 0.0, 1.0, 0, None, 1, 1, caption="a < b & c --> d\n\n<b>e</b>")
    board = Storyboard((hold,), 1, False, (Section("hold", 0.0, 1.0),))
    assert captions(board) == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\na &lt; b &amp; c --&gt; d &lt;b&gt;e&lt;/b&gt;\n"
    )
    assert escaped(" a\r\nb ") == "a b"


def test_times_are_written_as_players_read_them() -> None:
    assert [timestamp(seconds) for seconds in (0, 0.04, 61.2, 3661.005)] == [
        "00:00:00.000",
        "00:00:00.040",
        "00:01:01.200",
        "01:01:01.005",
    ]
