"""Checks the built site without a browser: links, anchors, pictures, and what is loaded from where."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADING = {
    ("script", "src"),
    ("img", "src"),
    ("iframe", "src"),
    ("iframe", "data-src"),
    ("source", "srcset"),
    ("source", "src"),
    ("video", "src"),
}
"""What a page loads without being asked; so does every ``link`` but those that only name an address."""
NAMING = {"canonical", "index", "search", "next", "prev", "up", "copyright", "author"}
OUTSIDE = re.compile(r"https://[\w.-]+\.[a-z]{2,}(/[^\s<>\"]*)?$")


@dataclass
class Page(HTMLParser):
    """What a page names: its anchors, its links, and what is loaded with it."""

    path: Path
    anchors: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the tag names."""
        named = {name: value or "" for name, value in attrs}
        if anchor := named.get("id"):
            self.anchors.add(anchor)
        if tag == "a" and "href" in named:
            self.links.append(named["href"])
        if tag == "link" and not NAMING.intersection(named.get("rel", "").split()):
            self.loads.append(named["href"])
        if tag == "img" and "alt" not in named:
            self.unnamed.append(named.get("src", ""))
        self.loads += [named[name] for of, name in LOADING if of == tag and name in named]

    def __hash__(self) -> int:
        return hash(self.path)


def faults(site: Path, *, clips_made: bool = True) -> list[str]:
    """Every fault of the site, as a sentence each; clips may be missing where none were made."""
    pages = {path: Page(path) for path in sorted(site.rglob("*.html")) if "_clips" not in path.parts}
    found = []
    for page in pages.values():
        name = page.path.relative_to(site)
        found += [f"{name}: picture {source} has no alt text" for source in page.unnamed]
        for address in page.loads:
            if urlsplit(address).scheme not in ("", "data") or address.startswith("//"):
                found.append(f"{name}: loads {address} from elsewhere")
            elif (clips_made or "_clips/" not in address) and (why := _broken(page, address, pages)):
                found.append(f"{name}: {why}")
        for address in page.links:
            if urlsplit(address).scheme in ("http", "https"):
                if not OUTSIDE.match(address):
                    found.append(f"{name}: {address} is no address that a browser opens safely")
            elif (clips_made or "_clips/" not in address) and (why := _broken(page, address, pages)):
                found.append(f"{name}: {why}")
    return found + [
        f"{path.relative_to(site)}: loads {address} from elsewhere"
        for path in site.rglob("*.css")
        for address in re.findall(
            r"(?:url\(|@import\s*)[\"']?((?:https?:)?//[^\"')]+)", path.read_text("utf-8")
        )
    ]


def _broken(page: Page, address: str, pages: dict[Path, Page]) -> str:
    """Why a link within the site leads nowhere; empty if it leads somewhere."""
    parts = urlsplit(address)
    if parts.scheme == "data":
        return ""
    target = (page.path.parent / unquote(parts.path)).resolve() if parts.path else page.path
    if not target.is_file():
        return f"{address} is not there"
    if parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors:
        return f"{address} has no such anchor"
    return ""


def check(site: Path, *, clips_made: bool = True) -> int:
    """Stop with every fault there is; how many pages were looked at."""
    found = faults(site.resolve(), clips_made=clips_made)
    if found:
        raise SystemExit("\n".join(["", *found]))
    return len(list(site.rglob("*.html")))
