"""Clips in notebooks: run by a kernel, converted to a page, and opened untrusted in JupyterLab."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from playwright.sync_api import Browser, Page

ALT = "A 2×2 kernel slides over a 3×3 input and fills a 2×2 output."
FIELDS = "input=3, kernel=2, duration=3, width=400"
CELLS = (
    "import convanim\nfrom convanim import progress\nprogress.PATIENCE = 1e9",
    f'convanim.animate("sliding-kernel", {FIELDS})',
    f'convanim.animate("sliding-kernel", {FIELDS}, format="mp4")',
    f'convanim.layer("nn.Conv2d(1, 1, 2)", {FIELDS})',
    f'convanim.render("sliding-kernel", "clip.webp", {FIELDS})',
    f'progress.PATIENCE = 0\nclip = convanim.animate("sliding-kernel", {FIELDS})',
    'convanim.layer("nn.Conv2d(1, 1, 9)", input=3)',
)
"""What somebody types; after the first cell they show a GIF, a video, a GIF, a WebP, nothing, a text."""
SECONDS = 40


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path]:
    """The notebook as a kernel has run it, and its folder; nobody has trusted it."""
    folder = tmp_path_factory.mktemp("notebooks")
    make: Any = nbformat.v4
    book = make.new_notebook(cells=[make.new_code_cell(cell) for cell in CELLS])
    with own_jupyter(folder):
        NotebookClient(book, timeout=SECONDS, resources={"metadata": {"path": str(folder)}}).execute()
    (folder / "clips.ipynb").write_text(json.dumps(book), encoding="utf-8")
    return book, folder


@contextmanager
def own_jupyter(folder: Path) -> Iterator[dict[str, str]]:
    """Jupyter's folders inside of one, so that nothing of this machine's user is read or written."""
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    with pytest.MonkeyPatch.context() as patch:
        for name in names:
            (folder / name.lower()).mkdir(exist_ok=True)
            patch.setenv(name, str(folder / name.lower()))
        yield dict(os.environ)


def shown(book: Any, cell: int) -> dict[str, Any]:
    """The only result of a cell."""
    (output,) = book.cells[cell].outputs
    found: dict[str, Any] = output["data"]
    return found


def test_a_kernel_answers_with_clips_and_says_what_cannot_be(run: tuple[Any, Path]) -> None:
    book, folder = run
    starts = {1: "<img src=", 2: "<video src=", 3: "<img src=", 4: "<img src="}
    for cell, start in starts.items():
        assert set(shown(book, cell)) == {"text/html", "text/plain"}
        assert shown(book, cell)["text/html"].startswith(start)
        assert shown(book, cell)["text/plain"].startswith(ALT.rstrip("."))
    assert set(shown(book, 6)) == {"text/plain"}
    assert shown(book, 6)["text/plain"].endswith("padding of at least 3")
    assert (folder / "clip.webp").read_bytes().startswith(b"RIFF")


def test_the_line_of_progress_is_gone_at_the_end(run: tuple[Any, Path]) -> None:
    (output,) = run[0].cells[5].outputs
    assert output["output_type"] == "display_data"
    assert output["data"] == {"text/html": ""}


def test_nbconvert_makes_a_page_that_shows_them(run: tuple[Any, Path], browser: Browser) -> None:
    book, folder = run
    exporter: Any = HTMLExporter
    html, _ = exporter().from_notebook_node(book)
    (folder / "clips.html").write_text(html, encoding="utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((folder / "clips.html").as_uri(), wait_until="commit")
    look_at(page, ".jp-OutputArea-output")
    assert page.locator("video").get_attribute("aria-label") == ALT
    context.close()


def test_jupyterlab_shows_them_though_nobody_trusts_the_notebook(
    run: tuple[Any, Path], browser: Browser
) -> None:
    folder = run[1]
    with jupyterlab(folder) as (address, log):
        context = browser.new_context(viewport={"width": 1100, "height": 2000})
        page = context.new_page()
        page.goto(f"{address}lab/tree/clips.ipynb?reset")
        page.wait_for_selector(".jp-OutputArea-output video", timeout=1000 * SECONDS)
        look_at(page, ".jp-OutputArea-output")
        assert page.locator(".jp-OutputArea-output video").get_attribute("title") == ALT
        context.close()
        assert "clips.ipynb is not trusted" in log.read_text(encoding="utf-8")


def look_at(page: Page, outputs: str) -> None:
    """Three pictures are decoded and say what they show, and the video has frames."""
    until(page, f"document.querySelectorAll('{outputs} img').length == 3")
    until(
        page,
        f"[...document.querySelectorAll('{outputs} img')].every(i => i.complete && i.naturalWidth > 100)",
    )
    until(page, f"document.querySelector('{outputs} video').videoWidth > 100")
    pictures = page.locator(f"{outputs} img")
    assert [picture.get_attribute("alt") for picture in pictures.all()] == [ALT] * 3
    for picture in pictures.all():
        box, natural = picture.bounding_box(), picture.evaluate("i => i.naturalWidth")
        assert box is not None
        assert box["width"] == natural


def until(page: Page, condition: str) -> None:
    """Wait until a condition holds."""
    page.wait_for_function(condition, timeout=1000 * SECONDS)


@contextmanager
def jupyterlab(folder: Path) -> Iterator[tuple[str, Path]]:
    """A JupyterLab on loopback, with its address and its log; nobody has to log in."""
    log = folder / "lab.log"
    options = (
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        "--port=0",
        "--IdentityProvider.token=",
        "--ServerApp.password=",
        f"--ServerApp.root_dir={folder}",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.news_url=",
    )
    with own_jupyter(folder) as environment, log.open("w") as file:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options], env=environment, stdout=file, stderr=file
        )
        try:
            yield address_of(server, folder / "jupyter_runtime_dir", log), log
        finally:
            server.terminate()
            server.wait(SECONDS)


def address_of(server: subprocess.Popen[bytes], runtime: Path, log: Path) -> str:
    """Where a server listens, as soon as it does."""
    note = runtime / f"jpserver-{server.pid}.json"
    for _ in range(10 * SECONDS):
        if note.is_file() and (text := note.read_text(encoding="utf-8")).endswith("}"):
            address: str = json.loads(text)["url"]
            return address
        if server.poll() is not None:
            break
        time.sleep(0.1)
    pytest.fail(f"JupyterLab did not start: {log.read_text(encoding='utf-8')}", pytrace=False)
