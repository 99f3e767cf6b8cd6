"""Pages for reveal.js: what is in them. Its package has a stand-in; Chromium opens the real one elsewhere."""

from __future__ import annotations

import base64
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

import convanim
from convanim import ConvanimError
from convanim.slides import make
from convanim.theme import DARK

from .conftest import CLIP, SPEC, WriteDeck

HOSTILE = "</title></section><script>alert(1)</script>"
DECK = f"""
title = "{HOSTILE}"
[[slide]]
title = "{HOSTILE}"
text = ["<b>one</b>", "two"]
notes = "<i>said</i>\\nhere"
[[slide]]
title = "Once more"
text = "beside"
{CLIP}
[[slide]]
title = ["One", "Two"]
split = "sections"
theme = "dark"
{CLIP}
[[slide]]
title = "To remember"
text = ["a", "b"]
"""
SCRIPT = "window.Reveal = {initialize: () => '</script><!--'}"
STYLE = ".reveal { content: '</style>' }"


def package(folder: Path, notes: str = "dist/plugin/notes.js") -> Path:
    """Files where reveal.js' npm package has them."""
    for name, text in (("dist/reveal.js", SCRIPT), ("dist/reveal.css", STYLE), (notes, "'notes'")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


class Outline(HTMLParser):
    """The elements of a page, each with its attributes, and how deep sections stand in each other."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.depths: list[int] = []
        self._depth = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag == "section":
            self._depth += 1
            self.depths.append(self._depth)

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag == "section"

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def page(path: Path, **options: Path) -> str:
    made = make(path, path.with_suffix(".html"), **options)
    return made.path.read_text(encoding="utf-8")


def test_a_page_has_all_slides_and_the_clips_in_them(write_deck: WriteDeck, tmp_path: Path) -> None:
    text = page(write_deck(DECK), reveal=package(tmp_path / "reveal"))
    outline = Outline(text)
    assert outline.depths == [1, 1, 1, 2, 2, 1]
    videos = outline.all("video")
    assert len(videos) == 3
    whole, *parts = videos
    assert {"muted", "loop", "playsinline", "data-autoplay"} <= whole.keys()
    assert all("loop" not in part and "data-autoplay" in part for part in parts)
    rendered = convanim.render(SPEC, tmp_path / "clip.mp4", frame="fit", loop=True).path.read_bytes()
    assert base64.b64decode(str(whole["src"]).removeprefix("data:video/mp4;base64,")) == rendered
    assert base64.b64decode(str(whole["poster"]).removeprefix("data:image/png;base64,"))[:4] == b"\x89PNG"
    assert whole["aria-label"] == "A 2×2 kernel slides over a 3×3 input and fills a 2×2 output."
    assert str(parts[1]["aria-label"]).endswith("output. (2/2)")
    backgrounds = [section.get("data-background-color") for section in outline.all("section")]
    assert backgrounds == ["#FFFFFF", "#FFFFFF", None, DARK.background, DARK.background, "#FFFFFF"]
    notes = re.findall(r'<aside class="notes">(.*?)</aside>', text)
    assert notes[0] == "&lt;i&gt;said&lt;/i&gt;<br>here"
    assert "The kernel stays inside the input" in notes[1]


def test_what_comes_from_outside_is_text(write_deck: WriteDeck, tmp_path: Path) -> None:
    text = page(write_deck(DECK), reveal=package(tmp_path / "reveal"))
    outline = Outline(text)
    assert "<script>alert" not in text
    assert unescape(re.findall(r"<title>(.*?)</title>", text)[0]) == HOSTILE
    assert unescape(re.findall(r"<h1>(.*?)</h1>", text)[0]) == HOSTILE
    assert len(outline.all("script")) == 3
    assert not outline.all("b") + outline.all("i")[3:]  # the three squares of the opening are <i>
    assert r"<\/script><\!--" in text
    assert r"<\/style>" in text


def test_a_page_says_its_language(write_deck: WriteDeck, tmp_path: Path) -> None:
    reveal = package(tmp_path / "reveal")
    for text, tag in (("", "en"), ("[defaults]\nlanguage = 'de'\n", "de")):
        page_text = page(write_deck(f"{text}[[slide]]\ntitle = 'a'"), reveal=reveal)
        assert f'<html lang="{tag}">' in page_text


def test_where_reveal_is_looked_for(
    write_deck: WriteDeck, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    plain = "[[slide]]\ntitle = 'a'\n"
    with pytest.raises(ConvanimError) as error:
        page(write_deck(plain))
    beside = tmp_path / "node_modules/reveal.js"
    assert str(error.value) == (
        f"there is no reveal.js in {beside} or node_modules/reveal.js: run npm install reveal.js, "
        "and name its folder with --reveal if it is elsewhere"
    )
    with pytest.raises(ConvanimError, match=r"there is no reveal\.js in elsewhere: run npm install"):
        page(write_deck(plain), reveal=Path("elsewhere"))
    package(tmp_path / "mine", notes="plugin/notes/notes.js")
    assert "'notes'" in page(write_deck(f"reveal = 'mine'\n{plain}"))
    package(beside)
    assert "'notes'" in page(write_deck(plain))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "template = 'a.pptx'\n[[slide]]\ntitle = 'a'",
            "template is for a .pptx: leave it out, or write one",
        ),
        (
            "[[slide]]\ntitle = 'a'\nlayout = 'b'",
            "slide 1: layout is for a .pptx: leave it out, or write one",
        ),
    ],
)
def test_what_only_powerpoint_has(write_deck: WriteDeck, tmp_path: Path, text: str, said: str) -> None:
    path = write_deck(text)
    with pytest.raises(ConvanimError) as error:
        page(path, reveal=package(tmp_path / "reveal"))
    assert str(error.value) == f"{path}: {said}"
