"""The gallery: whole files, pages that show what is there, and nothing lost on the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convanim import ClipSpec, ConvanimError
from convanim.encoders import read_spec
from convanim.presets import Preset
from convanim.rendering import gallery as module
from convanim.rendering.gallery import Gallery, gallery
from convanim.rendering.gallery_pages import Picture, html_page, markdown_page

TINY = ClipSpec(input="2", kernel="2", pace="brisk", width=300)
FIRST = Preset("first", 'a <b>bold</b> "claim" & more', "a book, page 1", TINY)
SECOND = Preset("second", "another one", "another book", TINY.changed(kernel=1, view="tilted"))


@pytest.fixture
def presets(monkeypatch: pytest.MonkeyPatch) -> dict[str, Preset]:
    """Two tiny presets in the place of all that there are; a test may change them."""
    table = {preset.name: preset for preset in (FIRST, SECOND)}
    monkeypatch.setattr(module, "load", lambda: dict(table))
    return table


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_every_preset_becomes_a_gif_a_poster_and_a_place_on_the_pages(
    presets: dict[str, Preset], tmp_path: Path
) -> None:
    told: list[tuple[str, int, int]] = []
    made = gallery(
        tmp_path / "new" / "folder", jobs=1, progress=lambda entry, *n: told.append((entry.preset.name, *n))
    )
    assert told == [("first", 1, 2), ("second", 2, 2)]
    assert made.made == ("first", "second")
    assert [entry.preset for entry in made.entries] == [FIRST, SECOND]
    assert made.entries[0].alt == "A 2×2 kernel slides over a 2×2 input and fills a 1×1 output."
    found = files(made.folder)
    assert set(found) == {"first.gif", "first.png", "second.gif", "second.png", "index.md", "index.html"}
    assert made.bytes == sum(map(len, found.values()))
    for page in made.pages:
        assert page.read_text(encoding="utf-8").count("second.gif") > 0


def test_a_poster_is_the_first_picture_of_its_gif(presets: dict[str, Preset], tmp_path: Path) -> None:
    for entry in gallery(tmp_path, jobs=1).entries:
        with Image.open(entry.gif) as gif, Image.open(entry.poster) as poster:
            assert gif.size == poster.size
            apart = np.abs(np.asarray(gif.convert("RGB"), int) - np.asarray(poster.convert("RGB"), int))
        assert apart.mean() < 0.5


def test_a_gif_that_had_to_become_narrow_has_a_poster_as_narrow(
    presets: dict[str, Preset], tmp_path: Path
) -> None:
    presets["first"] = replace(FIRST, spec=TINY.changed(input=3, width=600))
    wide = gallery(tmp_path, "first", jobs=1, max_bytes=None).entries[0]
    with Image.open(wide.gif) as gif:
        width = gif.width
    made = gallery(tmp_path, "first", jobs=1, max_bytes=wide.gif.stat().st_size * 2 // 5).entries[0]
    assert any(note.endswith("pixels wide") for note in made.notes)
    with Image.open(made.gif) as gif, Image.open(made.poster) as poster:
        assert gif.size == poster.size
        assert gif.width < width


def test_processes_make_the_same_files(presets: dict[str, Preset], tmp_path: Path) -> None:
    gallery(tmp_path / "one", jobs=1)
    shared = gallery(tmp_path / "two", jobs=2)
    assert sorted(shared.made) == ["first", "second"]
    assert files(tmp_path / "two") == files(tmp_path / "one")


def test_a_pattern_makes_its_presets_and_the_pages_keep_the_others(
    presets: dict[str, Preset], tmp_path: Path
) -> None:
    (tmp_path / "gone.gif").write_bytes(b"old")
    assert [entry.preset.name for entry in gallery(tmp_path, "sec*", jobs=1).entries] == ["second"]
    before = files(tmp_path)["second.gif"]
    made = gallery(tmp_path, "first", jobs=1)
    assert made.made == ("first",)
    assert [entry.preset.name for entry in made.entries] == ["first", "second"]
    assert files(tmp_path)["second.gif"] == before
    assert (tmp_path / "gone.gif").read_bytes() == b"old"
    assert "gone" not in made.pages[0].read_text(encoding="utf-8")


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_preset_that_fails_is_named_and_what_was_there_stays(
    presets: dict[str, Preset], tmp_path: Path, jobs: int
) -> None:
    old = {"first.gif": b"old", "first.png": b"old", "index.md": b"old", "index.html": b"old"}
    for name, content in old.items():
        (tmp_path / name).write_bytes(content)
    presets["first"] = replace(FIRST, spec=TINY.changed(kernel=3))
    del presets["second"]
    with pytest.raises(ConvanimError, match=r"^preset first: kernel 3×3 does not fit the padded input 2×2"):
        gallery(tmp_path, jobs=jobs)
    assert files(tmp_path) == old


REFUSED: list[tuple[Callable[[Path], Gallery], str]] = [
    (
        lambda folder: gallery(folder, "third*"),
        'no preset matches "third*": see "convanim list", or write a pattern such as "*padding*"',
    ),
    (lambda folder: gallery(folder, jobs=0), "0 jobs can make nothing: use at least 1"),
    (
        lambda folder: gallery(folder, max_bytes="much"),
        'max_bytes "much" is no size: write 500kB, 2MB or a number of bytes',
    ),
]


@pytest.mark.parametrize(("call", "text"), REFUSED)
def test_what_cannot_be_is_refused_before_a_folder_is_made(
    presets: dict[str, Preset], tmp_path: Path, call: Callable[[Path], Gallery], text: str
) -> None:
    with pytest.raises(ConvanimError, match=f"^{re.escape(text)}$"):
        call(tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_the_folder_is_left(presets: dict[str, Preset], tmp_path: Path) -> None:
    (tmp_path / "x").write_text("mine")
    text = f"cannot make the folder {tmp_path / 'x'}: file exists; name a folder that can be written"
    with pytest.raises(ConvanimError, match=f"^{re.escape(text)}$"):
        gallery(tmp_path / "x", jobs=1)
    assert (tmp_path / "x").read_text() == "mine"


def test_a_clip_of_the_gallery_can_be_made_again(presets: dict[str, Preset], tmp_path: Path) -> None:
    entry = gallery(tmp_path, "first", jobs=1).entries[0]
    for path in (entry.gif, entry.poster):
        assert "kernel = 2" in read_spec(path)


class Page(HTMLParser):
    """What a page holds: its open elements must close in order, its pictures are kept with their posters."""

    VOID = frozenset({"meta", "img", "source", "br", "link"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: list[str] = []
        self.pictures: list[tuple[dict[str, str | None], dict[str, str | None]]] = []
        self.references: list[str] = []
        self._source: dict[str, str | None] = {}
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.references += [value for key, value in attrs if key in ("src", "srcset", "href") and value]
        if tag == "source":
            self._source = named
        elif tag == "img":
            assert self.open[-1] == "picture"
            self.pictures.append((self._source, named))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


SHOWN = Picture(
    *("x", 'a <b>bold</b> "claim" & more', "a book, <i>page</i> 1", "pooling"),
    *('It says "1 < 2" & stops.', "x.gif", "x.png", 640, 320),
)
OTHERS = [
    replace(SHOWN, name=f"y{n}", gif=f"y{n}.gif", poster=f"y{n}.png", scene=("layer", "pooling")[n % 2])
    for n in range(4)
]


@pytest.mark.parametrize("page", [markdown_page, html_page])
def test_a_page_shows_every_clip_with_its_words(page: Callable[[list[Picture]], str]) -> None:
    found = Page(page([SHOWN, *OTHERS]))
    order = [SHOWN, OTHERS[1], OTHERS[3], OTHERS[0], OTHERS[2]]  # scene by scene, as they first come
    assert [image["src"] for _, image in found.pictures] == [picture.gif for picture in order]
    for picture, (source, image) in zip(order, found.pictures, strict=True):
        assert image["alt"] == 'It says "1 < 2" & stops.'
        assert (source["media"], source["srcset"]) == ("(prefers-reduced-motion: reduce)", picture.poster)
    texts = [text.strip() for text in found.texts]
    assert 'A <b>bold</b> "claim" & more.' in texts
    assert "A book, <i>page</i> 1." in texts
    assert "convanim render y3" in texts
    assert set(found.references) <= {name for picture in order for name in (picture.gif, picture.poster)}


def test_the_page_for_a_browser_is_one_file_of_its_own() -> None:
    text = html_page([SHOWN])
    assert text.startswith("<!doctype html>")
    assert "://" not in text
    assert '<html lang="en">' in text
    assert 'width="640" height="320"' in text
    assert re.search(r'<section aria-labelledby="pooling">\s*<h2 id="pooling">pooling</h2>', text)


def test_the_tables_of_markdown_have_no_line_that_would_end_them() -> None:
    tables = re.findall(r"<table>.*?</table>", markdown_page([SHOWN, *OTHERS]), re.DOTALL)
    assert [table.count("<tr>") for table in tables] == [2, 1]
    assert [table for table in tables if "\n\n" in table] == []
