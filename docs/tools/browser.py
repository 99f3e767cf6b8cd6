"""Opens every page in Chromium: nothing is complained of, nothing is inaccessible, players play."""

from __future__ import annotations

import functools
import hashlib
import http.server
import multiprocessing
import shutil
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Frame, Page, sync_playwright

from convanim.processes import usual_count
from docs.tools.clips import SCHEMES

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
DESK, PHONE = (1280, 900), (390, 844)
PATIENCE = 10_000
"""Milliseconds that a player is given to begin."""


def check(site: Path, checked: Path) -> int:
    """Look at every page that changed since it was last looked at; stop with all that is wrong."""
    names = sorted(
        path.relative_to(site).as_posix() for path in site.rglob("*.html") if "_clips" not in path.parts
    )
    marks = {name: checked / digest(site, name) for name in names}
    waiting = [name for name in names if not marks[name].exists()]
    checked.mkdir(parents=True, exist_ok=True)
    if waiting:
        parts = [waiting[start :: usual_count()] for start in range(min(usual_count(), len(waiting)))]
        with ProcessPoolExecutor(len(parts), multiprocessing.get_context("spawn")) as pool:
            faults = [fault for part in pool.map(functools.partial(look, site), parts) for fault in part]
        if faults:
            raise SystemExit("\n".join(["", *faults]))
    for mark in marks.values():
        mark.touch()
    return len(names)


def digest(site: Path, name: str) -> str:
    """A hash of a page and of the styles and scripts that all pages have."""
    told = hashlib.sha256((site / name).read_bytes())
    for path in sorted([*site.rglob("_static/**/*.css"), *site.rglob("_static/**/*.js")]):
        told.update(path.read_bytes())
    return f"page-{told.hexdigest()[:24]}"


def look(site: Path, names: Sequence[str]) -> list[str]:
    """The faults of some pages."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        return ["no Chromium found: install Debian's package with apt-get install chromium"]
    with served(site) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=OPTIONS)
        faults = [fault for name in names for fault in faults_of(browser, address, name)]
        browser.close()
    return faults


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The site at an address of this machine."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def faults_of(browser: Browser, address: str, name: str) -> Iterator[str]:
    """What is wrong with a page, light and dark, at a desk and on a phone."""
    for scheme in SCHEMES:
        context = browser.new_context(
            viewport={"width": DESK[0], "height": DESK[1]},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        page = context.new_page()
        said, asked = listened(page)
        page.goto(address + name)
        where = f"{name} ({scheme})"
        yield from (f"{where}: axe: {rule}" for rule in violations(page))
        yield from (f"{where}: {fault}" for fault in players(page))
        if scheme == "light":
            page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > PHONE[0]:
                yield f"{where}: {width} pixels wide on a phone of {PHONE[0]}"
        context.close()
        yield from (f"{where}: console: {text}" for text in said)
        local = (address, "data:", "blob:", "about:")
        yield from (f"{where}: asks for {url}" for url in asked if not url.startswith(local))


def listened(page: Page) -> tuple[list[str], list[str]]:
    """What a page will complain of, and the addresses that it will ask for."""
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    return said, asked


def violations(page: Page) -> list[str]:
    """What axe-core finds; the players are pages of their own, which the tests of the program look at."""
    found = Axe().run(page, context={"exclude": [["iframe"]]})
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found.response["violations"]]


def players(page: Page) -> Iterator[str]:
    """The players of a page that do not play."""
    for frame in page.locator("iframe:visible").all():
        frame.scroll_into_view_if_needed()
        handle = frame.element_handle()
        content = handle.content_frame() if handle else None
        if content is None or not plays(content):
            yield f"the player {frame.get_attribute('title')} does not play"


def plays(frame: Frame) -> bool:
    """Whether the picture moves on after a click on Play, and after one on the next step."""
    frame.wait_for_selector("#play", timeout=PATIENCE)
    if not until(frame, "video.readyState >= 2"):
        return False
    frame.click("#play")
    played = until(frame, "!video.paused && video.currentTime > 0.1")
    frame.click("#play")
    before = frame.input_value("#scrub")
    frame.click("#next")
    return played and until(frame, f"+scrub.value > {before}")


def until(frame: Frame, condition: str) -> bool:
    """Whether a condition comes to hold; asked from outside: the page's policy lets nothing be evaluated."""
    for _ in range(PATIENCE // 50):
        if frame.evaluate(condition):
            return True
        frame.page.wait_for_timeout(50)
    return False
