"""Slides in the programs that show them: LibreOffice Impress for .pptx, reveal.js in Chromium for .html."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pptx
import pypdfium2
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, Page
from pptx.enum.shapes import MSO_SHAPE_TYPE

from convanim.slides import make
from convanim.slides.clips import make_pieces
from convanim.slides.plan import plan
from convanim.spec import ClipSpec

from .conftest import until

OFFICE = (
    *("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice"),
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
NO_OFFICE = "no LibreOffice found: install Debian's package with apt-get install libreoffice-impress-nogui"
REVEAL = Path(sys.prefix) / "share/convanim/node_modules/reveal.js"
NO_REVEAL = f"no reveal.js found: npm install --prefix {REVEAL.parents[1]} reveal.js"
SPEC = ClipSpec.of(input=[[1, 2, 0], [0, 1, 3], [2, 2, 1]], kernel=[[1, 2], [1, 2]], duration=3, width=640)
CLIP = """
input = [[1, 2, 0], [0, 1, 3], [2, 2, 1]]
kernel = [[1, 2], [1, 2]]
duration = 3
width = 640
"""
DECK = f"""
title = "Kernels"
[[slide]]
title = "Kernels, filters, layers"
text = ["week 4"]
[[slide]]
title = "A kernel slides"
notes = "Count with me."
{CLIP}
[[slide]]
title = "In the dark"
theme = "dark"
text = ["beside it"]
split = "sections"
{CLIP}
"""
Picture = NDArray[np.int16]


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("deck") / "deck.toml"
    path.write_text(DECK, encoding="utf-8")
    return path


def as_pdf(path: Path, folder: Path) -> pypdfium2.PdfDocument:
    """What LibreOffice makes of a presentation, with a profile of its own."""
    found = next(filter(None, map(shutil.which, OFFICE)), None)
    if found is None:
        pytest.fail(NO_OFFICE, pytrace=False)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [found, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return pypdfium2.PdfDocument(folder / f"{path.stem}.pdf")


def poster(spec: ClipSpec, folder: Path, split: bool, number: int) -> Image.Image:
    folder.mkdir()
    piece = make_pieces(plan(spec, ".mp4", (2, 1), split), folder)[number]
    return Image.open(io.BytesIO(piece.poster)).convert("RGB")


def seen(page: Image.Image, box: tuple[float, float, float, float], size: tuple[int, int]) -> Picture:
    """What is in a place of a picture, the place in shares of its sides."""
    width, height = page.size
    place = (box[0] * width, box[1] * height, box[2] * width, box[3] * height)
    return np.asarray(page.resize(size, Image.Resampling.LANCZOS, box=place), np.int16)


def test_libreoffice_shows_every_slide_with_its_title_and_its_poster(deck: Path, tmp_path: Path) -> None:
    path = make(deck, tmp_path / "talk.pptx").path
    document = as_pdf(path, tmp_path)
    talk = pptx.Presentation(str(path))
    assert len(document) == len(talk.slides) == 4
    wide, high = talk.slide_width, talk.slide_height
    titles = ["Kernels, filters, layers", "A kernel slides", "In the dark (1/2)", "In the dark (2/2)"]
    pages = []
    for number, title in enumerate(titles):
        assert title in document[number].get_textpage().get_text_bounded()
        pages.append(document[number].render(scale=1.5).to_pil().convert("RGB"))
    assert "beside it" in document[2].get_textpage().get_text_bounded()
    assert [page.getpixel((5, 5)) for page in pages] == [
        *((255, 255, 255), (255, 255, 255), (0x11, 0x17, 0x1E), (0x11, 0x17, 0x1E))
    ]
    dark = SPEC.changed(theme="dark")
    posters = [
        poster(SPEC, tmp_path / "1", split=False, number=0),
        poster(dark, tmp_path / "2", split=True, number=0),
        poster(dark, tmp_path / "3", split=True, number=1),
    ]
    for number in range(1, 4):
        (shape,) = (s for s in talk.slides[number].shapes if s.shape_type == MSO_SHAPE_TYPE.MEDIA)
        box = (shape.left / wide, shape.top / high)
        box = (*box, box[0] + shape.width / wide, box[1] + shape.height / high)
        shown = seen(pages[number], box, (320, 168))
        distances = [
            float(np.abs(shown - np.asarray(other.resize((320, 168)), np.int16)).mean()) for other in posters
        ]
        assert distances[number - 1] < 4
        assert all(other > 2 * distances[number - 1] for n, other in enumerate(distances) if n != number - 1)


Show = Callable[[Path, str], Page]


@pytest.fixture
def show(browser: Browser) -> Iterator[Show]:
    """Opens a deck at a slide; afterwards nothing was complained of, and no network asked."""
    context = browser.new_context(viewport={"width": 960, "height": 540})
    said: list[str] = []
    asked: list[str] = []

    def open_at(path: Path, place: str) -> Page:
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{path.as_uri()}#/{place}")
        until(page, "window.Reveal !== undefined && Reveal.isReady()")
        return page

    yield open_at
    context.close()
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:", "about:"))] == []


@pytest.fixture(scope="module")
def talk(deck: Path) -> Path:
    """The deck with the real reveal.js inside."""
    if not (REVEAL / "dist/reveal.js").is_file():
        pytest.fail(NO_REVEAL, pytrace=False)
    return make(deck, deck.with_suffix(".html"), reveal=REVEAL).path


NOW = "Reveal.getCurrentSlide().querySelector('video')"


def test_a_clip_plays_when_its_slide_is_shown_and_not_before(talk: Path, show: Show) -> None:
    page = show(talk, "0")
    assert page.title() == "Kernels"
    videos = page.evaluate("[...document.querySelectorAll('video')].map(video => video.paused)")
    assert videos == [True, True, True]
    page.keyboard.press("ArrowRight")
    until(page, f"{NOW} !== null && !{NOW}.paused && {NOW}.currentTime > 0.3")
    assert page.evaluate(f"[{NOW}.muted, {NOW}.loop, {NOW}.videoWidth > 300]") == [True, True, True]
    image = page.get_by_role("img", name="A 2×2 kernel slides over a 3×3 input and fills a 2×2 output.")
    box = image.bounding_box()
    assert box is not None
    assert 0 <= box["x"] < box["x"] + box["width"] <= 960
    assert 60 <= box["y"] < box["y"] + box["height"] <= 540
    image.click()
    until(page, f"{NOW}.paused")
    page.keyboard.press("ArrowRight")
    until(page, f"{NOW}.currentTime > 0 && !{NOW}.paused")
    assert "Count with me." in page.evaluate("document.querySelectorAll('aside.notes')[0].textContent")


def test_a_section_rests_on_its_last_picture_and_the_next_lies_below(talk: Path, show: Show) -> None:
    page = show(talk, "2")
    until(page, f"{NOW}.ended && {NOW}.currentTime === {NOW}.duration")
    assert page.inner_text("section.present section.present h1") == "In the dark (1/2)"
    page.keyboard.press("ArrowDown")
    assert page.inner_text("section.present section.present h1") == "In the dark (2/2)"
    until(page, f"{NOW}.currentTime > 0.1")
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        assert picture.convert("RGB").getpixel((5, 5)) == (0x11, 0x17, 0x1E)


def test_nothing_moves_by_itself_where_less_motion_is_asked_for(talk: Path, browser: Browser) -> None:
    page = browser.new_page(reduced_motion="reduce")
    page.goto(f"{talk.as_uri()}#/1")
    until(page, "window.Reveal !== undefined && Reveal.isReady()")
    page.wait_for_timeout(400)
    assert page.evaluate(f"[{NOW}.paused, {NOW}.currentTime]") == [True, 0]
    page.focus("section.present video")
    page.keyboard.press("Enter")
    until(page, f"!{NOW}.paused && {NOW}.currentTime > 0.1")
    page.close()
