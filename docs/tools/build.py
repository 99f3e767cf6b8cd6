"""Builds the site: pages are assembled, Sphinx makes HTML of them, clips are rendered, all is checked.

``python -m docs.tools.build`` needs no network and checks every link. ``--check`` also runs the code on the
pages and opens them in Chromium; what has not changed since it passed is not tried again. ``--pages`` leaves
out the clips.
"""

from __future__ import annotations

import argparse
import logging
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from docs.tools import clips, links, look, mend
from docs.tools.assemble import ROOT, assemble

SITE, SOURCES, CLIPS = ROOT / "build/docs", ROOT / "build/docs-pages", ROOT / "build/docs-clips"


def build(site: Path, sources: Path) -> set[clips.Clip]:
    """Make the site's HTML, every warning of Sphinx an error; the clips that its pages ask for."""
    logging.getLogger("manim").setLevel(logging.WARNING)
    assemble(sources)
    look.write(sources / "_static")
    shutil.rmtree(site, ignore_errors=True)
    asked: set[clips.Clip] = set()
    app = Sphinx(
        sources,
        sources,
        site,
        sources.with_name(sources.name + "-trees"),
        "html",
        status=None,
        warning=sys.stderr,
        freshenv=True,
        warningiserror=True,
        exception_on_warning=False,
        confoverrides={"nitpicky": True},
    )
    app.env.convanim_clips = asked  # type: ignore[attr-defined]  # where the directives note what they ask for
    app.build(force_all=True)
    if app.statuscode:
        raise SystemExit("the site has warnings: see above")
    mend.mend(site)
    return asked


def main() -> None:
    """The whole way, with a line about each part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", action="store_true", help="only the pages and their links, no clips")
    parser.add_argument("--check", action="store_true", help="run the pages' code, and open them in Chromium")
    given = parser.parse_args()
    asked = told("pages", lambda: build(SITE, SOURCES))
    if not given.pages:
        told("clips", lambda: deliver(asked))
    told("links", lambda: links.check(SITE, clips_made=not given.pages))
    if given.check:
        from docs.tools import browser, code

        told("code", lambda: code.check(SOURCES, ROOT / "build/docs-checked"))
        told("browser", lambda: browser.check(SITE, ROOT / "build/docs-checked"))
    print(f"{SITE.relative_to(ROOT)}/index.html")


def deliver(asked: set[clips.Clip]) -> int:
    """Make the clips that are not there yet, and put all of them into the site."""
    made = clips.provide(asked, CLIPS)
    clips.forget(asked, CLIPS)
    shutil.copytree(CLIPS, SITE / "_clips", dirs_exist_ok=True)
    return made


def told(what: str, act: Callable[[], Any]) -> Any:
    """Do a part of the work and say how long it took."""
    start = time.perf_counter()
    print(f"docs: {what} … ", end="", flush=True)
    result = act()
    count = f"{result}, " if isinstance(result, int) else ""
    print(f"{count}{time.perf_counter() - start:.1f} s", flush=True)
    return result


if __name__ == "__main__":
    main()
