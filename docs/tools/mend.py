"""What the theme leaves out for readers who listen: levels of headings, names of landmarks."""

from __future__ import annotations

from pathlib import Path

MENDED = (
    ('class="caption" role="heading">', 'class="caption" role="heading" aria-level="2">'),
    ('<aside class="sidebar-drawer">', '<aside class="sidebar-drawer" aria-label="Pages">'),
    ('<aside class="toc-drawer">', '<aside class="toc-drawer" aria-label="On this page">'),
    ('<th class="head"><p></p></th>', "<td></td>"),
    ('<div id="search-results"></div>', '<h1>Search</h1><div id="search-results"></div>'),
)
"""Pieces of the theme's HTML, and what they become."""


def mend(site: Path) -> None:
    """Mend every page of a site."""
    for page in site.rglob("*.html"):
        if "_clips" not in page.parts:
            text = page.read_text(encoding="utf-8")
            for old, new in MENDED:
                text = text.replace(old, new)
            page.write_text(text, encoding="utf-8", newline="\n")
