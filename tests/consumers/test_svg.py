"""SVG in a real browser: it looks as the PNG does, its text is text, and it asks nobody for anything."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, Page

from convanim.rendering.pipeline import render
from convanim.spec import ClipSpec

SCENES = {
    "numbers": ClipSpec.of(input=5, kernel=3, padding=1, view="numeric", at=4, frame="fit", width=640),
    "tilted": ClipSpec.of(input=5, kernel=3, stride=2, view="tilted", frame="fit", width=640),
    "a filter": ClipSpec.of(scene="filter", input="3x5x5", kernel=3, theme="dark", frame="fit", width=640),
    "pooling": ClipSpec.of(scene="pooling", input=6, kernel=2, frame="fit", width=640),
    "a large map": ClipSpec.of(input=28, kernel=5, at=5, frame="fit", width=640),
    "from a kernel to a layer": ClipSpec.of(
        scene="kernel-filter-layer", input="3x5x5", kernel=3, filters=2, frame="fit", width=640, at=9
    ),
    "a photograph": ClipSpec.of(
        scene="photo", input="camera", kernel="sobel-x", frame="fit", width=640, at=9
    ),
}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page; afterwards nothing was asked for but files and what was inside them."""
    asked: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    yield page
    context.close()
    assert [url for url in asked if not url.startswith(("file:", "data:", "about:"))] == []


def colours(data: BytesIO | Path) -> NDArray[np.int64]:
    """A picture's colours."""
    with Image.open(data) as image:
        return np.asarray(image.convert("RGB"), dtype=int)


def shown(page: Page, path: Path, width: int, height: int) -> NDArray[np.int64]:
    """What a browser draws of a picture in a page."""
    page.set_viewport_size({"width": width, "height": height})
    around = path.with_suffix(".html")
    style = "position:absolute;top:0;left:0"
    around.write_text(f'<!doctype html><img src="{path.name}" style="{style}" width="{width}">')
    page.goto(around.as_uri())
    page.evaluate("document.images[0].decode()")
    return colours(BytesIO(page.screenshot()))


@pytest.mark.parametrize("name", SCENES)
def test_it_looks_as_the_png_does(page: Page, tmp_path: Path, name: str) -> None:
    made = render(SCENES[name], tmp_path / "a.svg")
    render(SCENES[name], tmp_path / "a.png")
    apart = np.abs(shown(page, made.path, made.width, made.height) - colours(tmp_path / "a.png"))
    assert apart.mean() < 2
    # Edges are anti-aliased otherwise; a letter in another place would differ over its whole width.
    blurred = np.asarray(
        Image.fromarray(apart.max(axis=-1).astype(np.uint8)).resize((64, 40), Image.Resampling.BOX)
    )
    assert blurred.max() < 60


def test_its_letters_are_found_by_a_search_and_stand_where_they_should(page: Page, tmp_path: Path) -> None:
    made = render(SCENES["numbers"], tmp_path / "a.svg")
    page.set_viewport_size({"width": made.width, "height": made.height})
    page.goto(made.path.as_uri())
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.size)") == 1
    assert page.evaluate("[...document.fonts].every(font => font.status === 'loaded')")
    widths = page.evaluate(
        """[...document.querySelectorAll('text')].map(text => {
            const asked = text.textLength.baseVal.value;
            text.removeAttribute('textLength');
            return [asked, text.getComputedTextLength()];
        })"""
    )
    assert len(widths) > 70
    for asked, own in widths:
        assert own == pytest.approx(asked, rel=0.01, abs=0.1)
    assert page.evaluate("document.title || document.querySelector('title').textContent")
    words = page.evaluate("[...document.querySelectorAll('text')].map(text => text.textContent)")
    assert {"input", "kernel", "output"} <= set(words)


def test_without_its_letters_it_keeps_its_layout(page: Page, tmp_path: Path) -> None:
    made = render(SCENES["numbers"], tmp_path / "a.svg")
    page.set_viewport_size({"width": made.width, "height": made.height})
    page.goto(made.path.as_uri())
    boxes = "[...document.querySelectorAll('text')].map(text => text.getBBox())"
    find = f"{boxes}.map(box => [box.x, box.width])"
    own = np.array(page.evaluate(find))
    page.evaluate(
        "document.querySelector('style').remove(); document.documentElement.style.fontFamily = 'monospace'"
    )
    page.evaluate("document.documentElement.setAttribute('font-family', 'monospace')")
    other = np.array(page.evaluate(find))
    assert np.abs(own - other).max() < 1.5
