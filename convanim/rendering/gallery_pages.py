"""The pages of a gallery: Markdown for a code host, HTML that needs nothing but the pictures beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from string import Template

from convanim.labels import sentence
from convanim.rendering.catalog import find

COLUMNS = 2
SHOWN_WIDTH = 400
"""The most that two pictures side by side have on the page of a code host."""

TITLE = "What convanim draws"
LEAD = "Every preset, made with one command each. This page comes from"
STILL = "(prefers-reduced-motion: reduce)"

PAGE = Template("""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 84rem; margin: 2rem auto; padding: 0 1rem; }
ul { display: grid; gap: 2rem; padding: 0; list-style: none;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 24rem), 1fr)); }
figure { margin: 0; }
img { max-width: 100%; height: auto; border-radius: 6px; }
h3 { margin: 0.5rem 0 0; font-size: 1.1rem; }
p { margin: 0.25rem 0; }
small { opacity: 0.8; }
code { overflow-wrap: anywhere; }
button { font: inherit; padding: 0.4rem 1rem; }
</style>
</head>
<body>
<header>
<h1>$title</h1>
<p>$lead <code>convanim gallery</code>.</p>
<button type="button" aria-pressed="false" hidden>Stills only</button>
</header>
<main>
$sections
</main>
<script>
const button = document.querySelector("button");
let still = matchMedia("$still").matches;
const tell = () => button.setAttribute("aria-pressed", String(still));
button.addEventListener("click", () => {
  still = !still;
  for (const source of document.querySelectorAll("source")) source.media = still ? "all" : "not all";
  tell();
});
button.hidden = false;
tell();
</script>
</body>
</html>
""")


@dataclass(frozen=True, slots=True)
class Picture:
    """One clip on a page; the files' names are relative to it, the size is the GIF's in pixels."""

    name: str
    summary: str
    source: str
    scene: str
    alt: str
    gif: str
    poster: str
    width: int
    height: int

    @property
    def command(self) -> str:
        """What makes it."""
        return f"convanim render {self.name}"


def markdown_page(pictures: Sequence[Picture]) -> str:
    """The page for a code host: a table of pictures for each scene.

    Markdown has no picture in a table cell with words under it, so that the tables are HTML.
    """
    parts = [f"# {TITLE}", f"{LEAD} `convanim gallery`."]
    for scene, group in _by_scene(pictures).items():
        parts += [f"## {scene}", f"{sentence(find(scene).summary)}.", _table(group)]
    return "\n\n".join(parts) + "\n"


def html_page(pictures: Sequence[Picture]) -> str:
    """The page for a browser; where less motion is preferred, and on a click, it shows the posters."""
    sections = []
    for scene, group in _by_scene(pictures).items():
        items = "\n".join(f"<li>{_figure(picture)}</li>" for picture in group)
        summary = f"{sentence(find(scene).summary)}."
        sections.append(
            f'<section aria-labelledby="{escape(scene)}">\n<h2 id="{escape(scene)}">{escape(scene)}</h2>\n'
            f"<p>{escape(summary)}</p>\n<ul>\n{items}\n</ul>\n</section>"
        )
    return PAGE.substitute(title=TITLE, lead=LEAD, still=STILL, sections="\n".join(sections))


def _by_scene(pictures: Sequence[Picture]) -> dict[str, list[Picture]]:
    groups: dict[str, list[Picture]] = {}
    for picture in pictures:
        groups.setdefault(picture.scene, []).append(picture)
    return groups


def _table(pictures: Sequence[Picture]) -> str:
    rows = [pictures[start : start + COLUMNS] for start in range(0, len(pictures), COLUMNS)]
    return "\n".join(
        ["<table>", *("\n".join(["<tr>", *map(_cell, row), "</tr>"]) for row in rows), "</table>"]
    )


def _cell(picture: Picture) -> str:
    image = _image(picture, f'width="{min(SHOWN_WIDTH, picture.width)}"')
    return (
        f'<td width="{100 // COLUMNS}%" valign="top">\n'
        f'<a href="{escape(picture.gif)}">{image}</a><br>\n'
        f"<strong>{escape(picture.name)}</strong><br>\n{escape(sentence(picture.summary))}.<br>\n"
        f"<sub>{escape(sentence(picture.source))}.</sub><br>\n<code>{escape(picture.command)}</code>\n</td>"
    )


def _figure(picture: Picture) -> str:
    size = f'width="{picture.width}" height="{picture.height}" loading="lazy"'
    return (
        f"<figure>\n{_image(picture, size)}\n<figcaption>\n"
        f'<h3 id="{escape(picture.name)}">{escape(picture.name)}</h3>\n'
        f"<p>{escape(sentence(picture.summary))}.</p>\n<p><code>{escape(picture.command)}</code></p>\n"
        f"<p><small>{escape(sentence(picture.source))}.</small></p>\n</figcaption>\n</figure>"
    )


def _image(picture: Picture, attributes: str) -> str:
    """The GIF, or its poster for those who prefer less motion."""
    return (
        f'<picture><source media="{STILL}" srcset="{escape(picture.poster)}">'
        f'<img src="{escape(picture.gif)}" alt="{escape(picture.alt)}" {attributes}></picture>'
    )
