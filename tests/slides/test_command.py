"""``convanim slides``: what it writes where, what it says, and that nothing is half-written."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pptx
import pytest

from convanim.cli import main
from convanim.encoders import target
from convanim.slides import clips, make, powerpoint

from .conftest import CLIP, WriteDeck

PLAIN = "[[slide]]\ntitle = 'a'\n[[slide]]\n"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        return main(["slides", *arguments]), *capsys.readouterr()

    return call


def test_it_is_named_after_the_deck(run: Run, write_deck: WriteDeck, tmp_path: Path) -> None:
    write_deck(PLAIN + CLIP, "week 4.toml")
    status, out, err = run("week 4.toml")
    assert (status, err) == (0, "")
    assert out.startswith("week 4.pptx: ")
    assert ", 2 slides, made in " in out
    assert len(pptx.Presentation(str(tmp_path / "week 4.pptx")).slides) == 2
    assert run("week 4.toml", "-q", "-o", "b.pptx") == (0, "", "")


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("talk.pdf", "talk.pdf is no file of slides: write a .pptx or an .html"),
        ("talk", "talk is no file of slides: write a .pptx or an .html"),
        ("folder.pptx", "folder.pptx is a folder: name a file in it, such as folder.pptx/deck.pptx"),
        ("none/talk.pptx", "none/talk.pptx cannot be written, there is no folder none: create it first"),
    ],
)
def test_a_place_where_no_slides_can_be(
    run: Run, write_deck: WriteDeck, tmp_path: Path, output: str, said: str
):
    (tmp_path / "folder.pptx").mkdir()
    write_deck(PLAIN + CLIP)
    assert run("deck.toml", "-o", output) == (2, "", f"error: {said}\n")


def test_a_folder_that_cannot_be_written_to_is_named_before_any_clip_is_made(
    run: Run, write_deck: WriteDeck, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(clips, "make_pieces", lambda *_: pytest.fail("a clip was made"))
    monkeypatch.setattr(target.os, "open", refuse)
    write_deck(PLAIN + CLIP)
    status, _, err = run("deck.toml")
    assert status == 2
    assert "deck.pptx: Permission denied; write to a folder where files can be made" in err


IMPOSSIBLE = {
    "input = 3\nkernel = 5\n": "slide 2: kernel 5×5 does not fit",
    "clip = 'dilation'\ntheme = 'transparent'\n": "slide 2: mp4 has no transparency",
    f"title = ['a', 'b', 'c']\nsplit = 'sections'\n{CLIP}": "slide 2: title has 3 for 2 sections: "
    "give 2, or one for all",
    "clip = 'dilation'\nduration = 0.4\n": "slide 2: duration 0.4 s is too short",
}


@pytest.mark.parametrize("text", IMPOSSIBLE)
def test_what_cannot_be_is_said_before_any_clip_is_made_and_the_old_file_stays(
    run: Run, write_deck: WriteDeck, tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clips, "make_pieces", lambda *_: pytest.fail("a clip was made"))
    write_deck(f"[[slide]]\n{CLIP}\n[[slide]]\n{text}")
    (tmp_path / "deck.pptx").write_bytes(b"old")
    status, out, err = run("deck.toml")
    assert (status, out) == (2, "")
    assert err.startswith(f"error: deck.toml: {IMPOSSIBLE[text]}")
    assert (tmp_path / "deck.pptx").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["deck.pptx", "deck.toml"]


def test_a_failure_in_the_middle_leaves_the_old_file(
    run: Run, write_deck: WriteDeck, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(powerpoint, "_clip", fail)
    write_deck(PLAIN + CLIP)
    (tmp_path / "deck.pptx").write_bytes(b"old")
    assert run("deck.toml") == (1, "", "error: no space left on device\n")
    assert (tmp_path / "deck.pptx").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["deck.pptx", "deck.toml"]


def test_progress_is_told_by_slide(write_deck: WriteDeck, tmp_path: Path) -> None:
    told: list[tuple[int, int, float]] = []
    make(
        write_deck(PLAIN + CLIP),
        tmp_path / "deck.pptx",
        progress=lambda number, count, share: told.append((number, count, share)),
    )
    assert told == sorted(told)
    assert {(number, count) for number, count, _ in told} == {(1, 2), (2, 2)}
    assert len(told) > 10
    assert told[-1] == (2, 2, 1.0)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_names_the_slide_where_somebody_watches(
    run: Run, write_deck: WriteDeck, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_deck(PLAIN + CLIP)
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    run("deck.toml")
    assert "slide 1 of 2" in terminal.getvalue()
    assert "slide 2 of 2" in terminal.getvalue()
    assert "100%" in terminal.getvalue()


def test_without_python_pptx_the_extra_is_named(
    run: Run, write_deck: WriteDeck, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pptx", None)
    for name in ("powerpoint", "arrange", "house_style"):
        monkeypatch.delitem(sys.modules, f"convanim.slides.{name}")
    write_deck(PLAIN + CLIP)
    assert run("deck.toml") == (
        2,
        "",
        "error: deck.pptx needs python-pptx: pip install 'convanim[slides]', "
        "or write an .html for reveal.js\n",
    )


def test_its_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from convanim.cli import main; main(['slides', '--help']);"
        "sys.exit(', '.join({'manim', 'PIL', 'av', 'numpy', 'pptx', 'lxml'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
