"""The pages: Sphinx has no complaint, every link leads somewhere, nothing comes from another place."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import pytest

import convanim.blocks
import convanim.engine
import convanim.slides
from convanim.rendering.catalog import SCENES
from docs.tools.build import build
from docs.tools.links import faults

PUBLIC = {
    f"{module.__name__}.{name}"
    for module in (convanim, convanim.blocks, convanim.engine, convanim.slides)
    for name in module.__all__
    if callable(getattr(module, name))
}
"""What the reference must describe; constants are told in prose."""

PAGE = '<html><body id="top"><img src="a.png" alt="a"><a href="b.html#there">b</a>{}</body></html>'


def test_the_site_builds_and_its_links_hold(tmp_path: Path):
    site = tmp_path / "site"
    asked = build(site, tmp_path / "pages")
    assert faults(site, clips_made=False) == []
    for name, scene in SCENES.items():
        text = (site / "scenes" / f"{name}.html").read_text(encoding="utf-8")
        assert len(re.findall(r"<iframe [^>]*data-src=", text)) == text.count("<iframe") == 2
        assert "<iframe src" not in text
        assert text.count('class="preset"') >= 1
        assert scene.default in text
    assert {clip.suffix for clip in asked} == {".html", ".gif"}
    assert not PUBLIC - described(site)
    assert (site / "404.html").is_file()
    assert (site / ".nojekyll").is_file()  # a host with Jekyll would leave out _static and _clips
    assert "mathjax" not in (site / "arithmetic.html").read_text(encoding="utf-8").lower()


def described(site: Path) -> set[str]:
    """The full names that the reference describes."""
    packed = (site / "objects.inv").read_bytes().split(b"\n", 4)[4]
    entries = (line.split(" ") for line in zlib.decompress(packed).decode().splitlines())
    return {name for name, kind, *_ in entries if kind.startswith("py:")}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "a.png").touch()
    (tmp_path / "b.html").write_text('<p id="there">', encoding="utf-8")
    (tmp_path / "index.html").write_text(PAGE.format(""), encoding="utf-8")
    return tmp_path


def test_a_whole_site_has_no_faults(site: Path):
    assert faults(site) == []


@pytest.mark.parametrize(
    ("added", "fault"),
    [
        ('<a href="c.html">c</a>', "c.html is not there"),
        ('<a href="b.html#here">b</a>', "b.html#here has no such anchor"),
        ('<a href="#bottom">b</a>', "#bottom has no such anchor"),
        ('<a href="http://example.org/x">x</a>', "is no address that a browser opens safely"),
        ('<img src="c.png" alt="c">', "c.png is not there"),
        ('<img src="a.png">', "picture a.png has no alt text"),
        ('<img src="https://example.org/a.png" alt="">', "from elsewhere"),
        ('<script src="//example.org/a.js"></script>', "from elsewhere"),
        ('<link rel="stylesheet" href="https://example.org/a.css">', "from elsewhere"),
        ('<iframe src="_clips/none.html"></iframe>', "none.html is not there"),
    ],
)
def test_a_fault_is_found(site: Path, added: str, fault: str):
    (site / "index.html").write_text(PAGE.format(added), encoding="utf-8")
    found = faults(site)
    assert len(found) == 1
    assert found[0].startswith("index.html: ")
    assert fault in found[0]


def test_a_style_sheet_that_loads_from_elsewhere_is_found(site: Path):
    (site / "a.css").write_text("@font-face{src:url(https://example.org/a.woff2)}", encoding="utf-8")
    assert faults(site) == ["a.css: loads https://example.org/a.woff2 from elsewhere"]
