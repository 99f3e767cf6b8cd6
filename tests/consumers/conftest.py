"""The real consumers of what convanim writes, opened in tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, sync_playwright

from convanim.rendering.pipeline import render
from convanim.spec import ClipSpec

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
REMEDY = "no Chromium found: install Debian's package with apt-get install chromium"
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium of this machine, without a window."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        pytest.fail(REMEDY, pytrace=False)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def page_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[ClipSpec], Path]:
    """Writes the page of a spec, once for all tests, and returns its path."""
    folder = tmp_path_factory.mktemp("pages")
    made: dict[ClipSpec, Path] = {}

    def write(spec: ClipSpec) -> Path:
        if spec not in made:
            made[spec] = render(spec, folder / f"{len(made)}.html").path
        return made[spec]

    return write


Open = Callable[..., Page]


def until(page: Page | Frame, condition: str) -> None:
    """Wait until a condition holds; asked from outside, since the page's policy lets nothing be evaluated."""
    for _ in range(400):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(25)
    pytest.fail(f"in ten seconds it never held that {condition}")


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Opens a file in a context of its own; afterwards nothing was complained of, and no network asked."""
    contexts: list[BrowserContext] = []
    said: list[str] = []
    asked: list[str] = []

    def open_file(path: Path, address: str = "", *, still: bool = True, **options: object) -> Page:
        size = options.pop("size", (1100, 800))
        motion = "reduce" if still else "no-preference"
        viewport = {"width": size[0], "height": size[1]}  # type: ignore[index]  # a pair of pixels
        context = browser.new_context(viewport=viewport, reduced_motion=motion, **options)  # type: ignore[arg-type]  # as playwright names them
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: (said.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri() + address)
        until(page, "document.querySelector('iframe') !== null || video.readyState >= 2")
        return page

    yield open_file
    for context in contexts:
        context.close()
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "blob:", "data:", "about:"))] == []
