"""What looks at the site in Chromium: it lets a good page pass, and sees what is wrong with a bad one."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from convanim.spec import ClipSpec

sys.path.insert(0, str(Path(__file__).parents[2]))  # the site's tools lie beside the pages

from docs.tools import browser as tools
from docs.tools.browser import faults_of, served

PLAYER = ClipSpec.of(input=3, kernel=2, duration=3, width=420, embed=True)
PAGE = """<!doctype html><html lang="en">
<meta name="viewport" content="width=device-width"><title>A page</title>
<main><h1>A page</h1>{}</main></html>"""
FRAME = '<iframe class="only-light" src="player.html" title="Player" width="340" height="420"></iframe>'


@pytest.fixture
def faults(browser: Browser, tmp_path: Path) -> Callable[[str], list[str]]:
    def look(content: str) -> list[str]:
        (tmp_path / "index.html").write_text(PAGE.format(content), encoding="utf-8")
        (tmp_path / "favicon.ico").touch()
        with served(tmp_path) as address:
            return list(faults_of(browser, address, "index.html"))

    return look


def test_a_page_with_a_player_has_no_faults(
    faults: Callable[[str], list[str]], page_of: Callable[[ClipSpec], Path], tmp_path: Path
):
    shutil.copy(page_of(PLAYER), tmp_path / "player.html")
    assert faults(FRAME) == []


def test_a_player_that_does_not_move_is_seen(
    faults: Callable[[str], list[str]], page_of: Callable[[ClipSpec], Path], tmp_path: Path, monkeypatch
):
    monkeypatch.setattr(tools, "PATIENCE", 800)
    text = page_of(PLAYER).read_text(encoding="utf-8")
    (tmp_path / "player.html").write_text(text.replace('id="convanim-video">', 'id="convanim-video">AAAA'))
    found = faults(FRAME)
    assert "index.html (light): the player Player does not play" in found


def test_what_is_wrong_with_a_page_is_seen(faults: Callable[[str], list[str]]):
    wrong = {
        '<p style="color:#bbb;background:#fff">faint</p>': "axe: color-contrast",
        '<img src="favicon.ico">': "axe: image-alt",
        "<script>console.warn('odd')</script>": "console: odd",
        "<script>nothing()</script>": "console: nothing is not defined",
        '<p style="width:900px">wide</p>': "pixels wide on a phone of 390",
        "<script>fetch('http://127.0.0.1:9/').catch(() => 0)</script>": "asks for http://127.0.0.1:9/",
    }
    found = "\n".join(faults("".join(wrong)))
    assert [fault for fault in wrong.values() if fault not in found] == []
