"""The directives of the pages: players, clips, sizes, and what is told of each scene."""

from __future__ import annotations

import shlex
from html import escape
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from convanim.labels import sentence
from convanim.presets import load, preset
from convanim.rendering.catalog import SCENES
from convanim.spec import ClipSpec
from convanim.spec.alt import alt_text
from docs.tools import clips, docstrings, scene_tables, sizes
from docs.tools.clips import SCHEMES, Clip

FOLDER = "_clips"


class Embedded(SphinxDirective):
    """A directive of one argument, the rest of a command line, that shows something made by convanim."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {"caption": directives.unchanged, "bare": directives.flag}

    def ask(self, clip: Clip) -> str:
        """Note that the site needs a clip; its address as seen from this page."""
        self.env.convanim_clips.add(clip)  # type: ignore[attr-defined]  # Sphinx keeps what extensions note there
        return "../" * self.env.docname.count("/") + f"{FOLDER}/{clip.name}"

    def figure(self, kind: str, inner: str, command: str) -> list[nodes.Node]:
        """A figure with its caption, and the command that makes it."""
        told = escape(self.options.get("caption", ""))
        return captioned(kind, inner, told, "" if "bare" in self.options else copyable(command))


class Player(Embedded):
    """``{player} rgb-one-filter``: the page to scrub, in a frame."""

    def run(self) -> list[nodes.Node]:
        """The player of what the command line says."""
        command = self.arguments[0]
        return self.player(
            clips.spec_of(command), f"convanim render {command} -o {shlex.split(command)[0]}.html"
        )

    def player(self, spec: ClipSpec, command: str, told: str = "") -> list[nodes.Node]:
        """Two frames; the page's script loads the one that suits the page, once the reader comes near."""
        title = escape(f"Player: {alt_text(spec.resolve())}")
        made = dict(zip(SCHEMES, clips.players(spec), strict=True))
        frames = "".join(
            f'<iframe class="only-{scheme}" data-src="{self.ask(clip)}" title="{title}" '
            f'allow="fullscreen" style="--wide:{clip.size[0]};--high:{clip.size[1]}"></iframe>'
            for scheme, clip in made.items()
        )
        plain = f'<noscript><a href="{self.ask(made["light"])}">Open the player</a></noscript>'
        code = "" if "bare" in self.options else copyable(command)
        return captioned("player", frames + plain, told or escape(self.options.get("caption", "")), code)


class ScenePlayer(Player):
    """``{scene-player} pooling``: the player of the scene's usual clip."""

    def run(self) -> list[nodes.Node]:
        """The player of the preset that stands for the scene."""
        default = SCENES[self.arguments[0]].default
        command = f"convanim render {default} -o {default}.html"
        return self.player(preset(default), command, scene_tables.origin(load()[default]))


class Moving(Embedded):
    """``{clip} padding-strides``: a GIF; where less motion is preferred, its finished picture."""

    def run(self) -> list[nodes.Node]:
        """Two pictures, of which the browser loads the one that suits the page."""
        spec = clips.spec_of(self.arguments[0])
        alt = escape(alt_text(spec.resolve()))
        return self.figure("clip", "".join(self.pictures(spec, alt)), f"convanim render {self.arguments[0]}")

    def pictures(self, spec: ClipSpec, alt: str) -> list[str]:
        """The elements of both schemes."""
        return [
            picture(self.ask(clip), clip, f"only-{scheme}", alt)
            for scheme, clip in zip(SCHEMES, clips.pictures(spec), strict=True)
        ]


class Sizes(SphinxDirective):
    """``{sizes} -i 5 -k 3 -s 2 -p 1``: the arithmetic that ``convanim shape`` prints, in colour."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """The formula, the same with the numbers, and the command."""
        arithmetic = sizes.arithmetic(self.arguments[0])
        lines = sizes.lines(arithmetic)
        code = copyable(f"convanim shape {self.arguments[0]}")
        return [raw(f'<figure class="sizes">{lines}<figcaption>{code}</figcaption></figure>')]


class SceneOptions(SphinxDirective):
    """``{scene-options} pooling``: what the scene takes and what it is asked with."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Two tables."""
        return [raw(scene_tables.facts(SCENES[self.arguments[0]]) + scene_tables.options(self.arguments[0]))]


class ScenePresets(Moving):
    """``{scene-presets} pooling``: a card for each preset of the scene."""

    def run(self) -> list[nodes.Node]:
        """The cards; in the dark a card keeps the preset's own colours where those are dark."""
        cards = []
        for entry in scene_tables.presets_of(self.arguments[0]):
            shown = "".join(self.pictures(entry.spec, escape(alt_text(entry.spec.resolve()))))
            cards.append(scene_tables.preset_card(entry, shown, copyable(f"convanim render {entry.name}")))
        return [raw(f'<div class="presets">{"".join(cards)}</div>')]


class Card(Moving):
    """``{card} arithmetic``: a card that leads to a page, with a clip above its title."""

    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {"clip": directives.unchanged, "title": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """The card; where it leads is checked with all links."""
        address = "../" * self.env.docname.count("/") + f"{self.arguments[0]}.html"
        shown = "".join(self.pictures(clips.still_steps(clips.spec_of(self.options["clip"])), ""))
        title, told = escape(self.options["title"]), escape(" ".join(self.content))
        return [raw(scene_tables.card(address, shown, title, told, "div"))]


class SceneCards(Moving):
    """``{scene-cards} filter layer``: a card for each of these scenes, with its usual clip."""

    def run(self) -> list[nodes.Node]:
        """The cards, in the order given."""
        up = "../" * self.env.docname.count("/")
        cards = []
        for scene in map(SCENES.__getitem__, self.arguments[0].split()):
            shown = "".join(self.pictures(clips.still_steps(preset(scene.default)), ""))
            told = escape(sentence(scene.summary) + ".")
            cards.append(scene_tables.card(f"{up}scenes/{scene.name}.html", shown, scene.name, told, "li"))
        return [raw(f'<ul class="cards">{"".join(cards)}</ul>')]


def captioned(kind: str, inner: str, told: str, code: str) -> list[nodes.Node]:
    """A figure; under it a line of HTML and a command, where there are any."""
    text = f'<p class="caption">{told}</p>' if told else ""
    caption = f"<figcaption>{text}{code}</figcaption>" if text or code else ""
    return [raw(f'<figure class="{kind}">{inner}{caption}</figure>')]


def raw(html: str) -> nodes.Node:
    """A piece of HTML."""
    return nodes.raw("", html, format="html")


def picture(address: str, clip: Clip, kind: str, alt: str) -> str:
    """A GIF that gives way to its poster."""
    poster = f"{address.rpartition('/')[0]}/{clip.poster}"
    width, height = clip.size
    return (
        f'<picture class="{kind}"><source media="(prefers-reduced-motion: reduce)" srcset="{poster}">'
        f'<img src="{address}" alt="{alt}" width="{width}" height="{height}" loading="lazy"></picture>'
    )


def copyable(command: str) -> str:
    """A command line as a block to copy; the tests run it."""
    return f'<div class="highlight-sh command"><pre tabindex="0"><code>{escape(command)}</code></pre></div>'


def setup(app: Sphinx) -> ExtensionMetadata:
    """Tell Sphinx."""
    for name, directive in (
        ("player", Player),
        ("scene-player", ScenePlayer),
        ("clip", Moving),
        ("sizes", Sizes),
        ("scene-options", SceneOptions),
        ("scene-presets", ScenePresets),
        ("scene-cards", SceneCards),
        ("card", Card),
    ):
        app.add_directive(name, directive)
    app.connect("autodoc-process-docstring", docstrings.arrange, priority=400)  # Napoleon has 500
    app.connect("autodoc-process-signature", docstrings.sign)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
