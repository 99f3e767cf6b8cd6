"""Every command in docs/slides.md runs as it is written there, with few frames, and writes what it names."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from convanim.cli import main
from convanim.slides import read_deck
from convanim.slides.plan import plan

PAGE = (Path(__file__).parents[2] / "docs" / "slides.md").read_text(encoding="utf-8")
COMMANDS = list(dict.fromkeys(re.findall(r"^convanim (.+)$", PAGE, re.MULTILINE)))
RENDERS = [command for command in COMMANDS if command.startswith("render ")]
DECK = re.findall(r":caption: deck.toml\n\n(.*?)```", PAGE, re.DOTALL)[0]


def test_the_page_has_commands_and_one_deck() -> None:
    assert len(RENDERS) >= 9
    assert [command for command in COMMANDS if command not in RENDERS] == [
        "slides deck.toml -o talk.pptx",
        "slides deck.toml -o talk.html",
    ]


@pytest.mark.parametrize("command", [command for command in RENDERS if "-o steps" not in command])
def test_a_command_writes_what_it_names(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = shlex.split(command)
    assert main([*words, "--fps", "5", "--motion", "step", "--quiet"]) == 0
    assert (tmp_path / words[words.index("-o") + 1]).exists()


def test_beamer_finds_the_pages_and_the_pictures_that_the_recipe_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (pages,) = (command for command in RENDERS if command.endswith("-o steps.pdf"))
    assert main(shlex.split(pages)) == 0
    assert ", 10 pictures, " in capsys.readouterr().out
    (series,) = (command for command in RENDERS if command.endswith("-o steps/"))
    assert main(shlex.split(series)) == 0
    names = sorted(path.name for path in (tmp_path / "steps").iterdir())
    assert (names[0], names[-1], len(names)) == ("step_0001.png", "step_0010.png", 10)


def test_the_deck_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "deck.toml").write_text(DECK, encoding="utf-8")
    deck = read_deck(tmp_path / "deck.toml")
    plans = [plan(slide.spec, ".mp4", (2, 1), slide.split) for slide in deck.slides if slide.spec]
    assert [len(each.spans) for each in plans] == [1, 1, 3, 1]
    assert len(deck.slides[3].titles) == 3
