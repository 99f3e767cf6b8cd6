"""`convanim gallery`: options and one library call."""

from __future__ import annotations

import inspect
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from convanim import ConvanimError
from convanim.presets import load
from convanim.rendering import gallery as library
from convanim.rendering.gallery import Gallery, GalleryEntry

from .conftest import Run
from .test_imports import HEAVY, PROGRAM, loaded
from .test_render import Terminal


@dataclass
class Library:
    """Stands in for the library's ``gallery``: keeps what it is asked for, or fails as it is told."""

    calls: list[tuple[Any, ...]] = field(default_factory=list)
    failure: Exception | None = None

    def gallery(self, folder: Path, only: Any, jobs: Any, max_bytes: Any, progress: Any) -> Gallery:
        self.calls.append((folder, only, jobs, max_bytes))
        if self.failure is not None:
            raise self.failure
        folder.mkdir(parents=True, exist_ok=True)
        for name, size in (("x.gif", 200_000), ("x.png", 40_000), ("index.md", 1000), ("index.html", 2000)):
            (folder / name).write_bytes(bytes(size))
        preset = load()["dilation"]
        entry = GalleryEntry(preset, "", folder / "x.gif", folder / "x.png", ("motion step",))
        if progress is not None:
            progress(entry, 1, 26)
        return Gallery(folder, (entry,), (preset.name,))


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Library:
    found = Library()
    monkeypatch.setattr(library, "gallery", found.gallery)
    return found


@pytest.mark.parametrize(
    ("options", "call"),
    [
        ([], (Path("renders/gallery"), None, None, "154kB")),
        (["-o", "x", "--only", "*odd*", "--jobs", "3"], (Path("x"), "*odd*", 3, "154kB")),
        (["--max-bytes", "1MB"], (Path("renders/gallery"), None, None, "1MB")),
        (["--max-bytes", "none"], (Path("renders/gallery"), None, None, None)),
    ],
)
def test_options_make_one_call(
    run: Run, stand_in: Library, options: list[str], call: tuple[Any, ...]
) -> None:
    assert run("gallery", *options).status == 0
    assert stand_in.calls == [call]


def test_python_does_the_same_where_nothing_is_said() -> None:
    usual = {name: value.default for name, value in inspect.signature(library.gallery).parameters.items()}
    assert usual == {
        "folder": Path("renders/gallery"),
        "only": None,
        "jobs": None,
        "max_bytes": 154_000,
        "progress": None,
    }


def test_the_last_line_says_what_was_made(run: Run, stand_in: Library) -> None:
    outcome = run("gallery", "-o", "x")
    head, _, tail = outcome.out.partition(" made in ")
    assert head == f"{Path('x/index.html')}: 1 clip"
    assert tail.split(" s, ")[1] == "1 shown, 243.0 kB in all\n"
    assert outcome.err == ""
    assert run("gallery", "-o", "x", "--quiet").out == ""


def test_every_clip_has_a_line_where_somebody_watches(
    run: Run, stand_in: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    for options, lines in (([], " 1/26 dilation: 240.0 kB (motion step)\n"), (["-q"], "")):
        terminal = Terminal()
        monkeypatch.setattr(sys, "stderr", terminal)
        run("gallery", *options)
        assert terminal.getvalue() == lines


def test_bad_input_is_one_sentence(run: Run, stand_in: Library) -> None:
    stand_in.failure = ConvanimError("preset x: it does not fit")
    outcome = run("gallery")
    assert (outcome.status, outcome.out, outcome.err) == (2, "", "error: preset x: it does not fit\n")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            ["--only", "nothing*"],
            'no preset matches "nothing*": see "convanim list", or write a pattern such',
        ),
        (["--jobs", "0"], "0 jobs can make nothing: use at least 1"),
        (["--jobs", "two"], "invalid value for '--jobs': 'two' is not a valid integer"),
        (["--max-bytes", "big"], 'max_bytes "big" is no size: write 500kB, 2MB or a number of bytes'),
    ],
)
def test_what_cannot_be_ends_with_2(run: Run, options: list[str], sentence: str) -> None:
    outcome = run("gallery", *options)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith(f"error: {sentence}")
    assert outcome.err.count("\n") == 1
    assert list(Path().iterdir()) == []


def test_the_help_loads_nothing_heavy() -> None:
    assert not loaded(PROGRAM.format(arguments=["gallery", "--help"])) & (HEAVY | {"numpy"})
