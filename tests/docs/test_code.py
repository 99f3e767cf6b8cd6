"""All code on the site and in the README: run as far as its pictures, which ``make docs`` draws as well."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from convanim import ConvanimError
from docs.tools import code
from docs.tools.assemble import DOCS, ROOT, assemble
from docs.tools.blocks import Block, blocks, pages
from docs.tools.materials import provide
from docs.tools.planned import Planned

WRONG = (ConvanimError, click.ClickException, AssertionError, ImportError, SyntaxError)


def block(text: str, language: str = "sh", file: str = "") -> Block:
    return Block("page.md", 1, language, file, text)


def test_every_command_and_every_piece_of_python_is_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    assemble(tmp_path / "pages")
    found = pages(tmp_path / "pages", ROOT / "README.md")
    assert len(found) >= len(list(DOCS.glob("scenes/*.md"))) - 2
    wrong = []
    for name, each in found.items():
        folder = tmp_path / name.replace("/", "-")
        folder.mkdir()
        monkeypatch.chdir(folder)
        provide(folder)
        planned = Planned()
        for one in each:
            try:
                planned.block(one)
            except Exception as error:  # each page's faults are told together, with their places
                wrong.append(f"{one.where}: {type(error).__name__}: {error}")
    assert not wrong, "\n".join(wrong)


def test_blocks_are_found_with_their_places_and_files(tmp_path: Path):
    page = tmp_path / "page.md"
    page.write_text(
        "# A\n\n```sh\nconvanim list   # all\n```\n\n```text\nno\n```\n\n"
        "```{code-block} toml\n:caption: a.toml\n\nkernel = 3\n```\n\n```python\nx = 1\n```\n"
    )
    found = list(blocks(page, "page.md"))
    assert [(each.where, each.language, each.file) for each in found] == [
        ("page.md:3", "sh", ""),
        ("page.md:11", "toml", "a.toml"),
        ("page.md:17", "python", ""),
    ]
    assert found[0].commands == ["convanim list"]
    assert found[1].text == "kernel = 3\n"


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("convanim render no-such-thing", "sh", 'there is no scene, preset or clip "no-such-thing"'),
        ("convanim render -i 5 -k 7 -o a.gif", "sh", "kernel 7×7 does not fit"),
        ("convanim render -i 5 --sride 2", "sh", "--sride"),
        ("convanim gallery --onyl x", "sh", "--onyl"),
        ("convanim conjure", "sh", "there is no command conjure"),
        ("make tea", "sh", "the Makefile has no target tea"),
        ("pip install 'convanim[tea]'", "sh", "there is no extra tea"),
        ("manim -ql scenes/sliding_kernel.py SlidingColonel", "sh", "there is no SlidingColonel"),
        ("from convanim import rendre", "python", "rendre"),
        ("import convanim\nconvanim.render('a'", "python", "never closed"),
        ("assert 1 + 1 == 3", "python", ""),
    ],
)
def test_what_is_wrong_on_a_page_is_found(
    text: str, language: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    provide(tmp_path)
    with pytest.raises(
        (ConvanimError, click.ClickException, AssertionError, ImportError, SyntaxError)
    ) as caught:
        Planned().block(block(text, language))
    assert said in str(caught.value)


def test_a_console_session_must_answer_what_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    session = "$ convanim shape -i 5 -k 3\no = ⌊(i + 2p − k) / s⌋ + 1 = ⌊(5 + 2·0 − 3) / 1⌋ + 1 = 3\n"
    last = "input 5×5, kernel 3×3: output 3×3, 9 positions\n"
    code.run_block(block(session + last, "console"), code.run_command, {})
    with pytest.raises(AssertionError, match="10 positions"):
        code.run_block(block(session + last.replace(" 9", " 10"), "console"), code.run_command, {})


def test_a_page_runs_as_it_is_written():
    given = [
        block('scene = "sliding-kernel"\ninput = 3\nkernel = 2\nwidth = 320\n', "toml", "small.toml"),
        block(
            "convanim render small.toml -o small.png\nconvanim render small.png --dump-spec > again.toml\n"
        ),
        block("from pathlib import Path\nassert 'width = 320' in Path('again.toml').read_text()\n", "python"),
    ]
    assert code.run_page(given) == ""
    assert "page.md:1: AssertionError" in code.run_page([*given[:2], block("assert False", "python")])
