"""What the theme leaves out for readers who listen: levels of headings, names of landmarks."""

from __future__ import annotations

import re
from pathlib import Path

MENDED = (
    ('class="caption" role="heading">', 'class="caption" role="heading" aria-level="2">'),
    ('<aside class="sidebar-drawer">', '<aside class="sidebar-drawer" aria-label="Pages">'),
    ('<aside class="toc-drawer">', '<aside class="toc-drawer" aria-label="On this page">'),
    ('<th class="head"><p></p></th>', "<td></td>"),
    ('<div id="search-results"></div>', '<h1>Search</h1><div id="search-results"></div>'),
)
"""Pieces of the theme's HTML, and what they become."""
PARAMETERS = re.compile(r'<dl>\n((?:<dd><em class="sig-param">.*</dd>\n)+)</dl>')
"""A signature's parameters, a line each, where HTML allows no list."""


def inline(found: re.Match[str]) -> str:
    """The parameters as lines of text."""
    lines = found[1].replace("<dd>", '<span class="parameter">').replace("</dd>", "</span>")
    return f'<span class="parameters">{lines}</span>'


def mend(site: Path) -> None:
    """Mend every page of a site."""
    for page in site.rglob("*.html"):
        if "_clips" not in page.parts:
            text = page.read_text(encoding="utf-8")
            for old, new in MENDED:
                text = text.replace(old, new)
            text = PARAMETERS.sub(inline, text)
            page.write_text(text, encoding="utf-8", newline="\n")
