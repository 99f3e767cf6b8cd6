"""What the pages tell of scenes, from the tables of the package: nothing here can be out of date."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from html import escape
from typing import Any

from convanim.errors import ConvanimError
from convanim.labels import sentence
from convanim.presets import Preset, load
from convanim.rendering.catalog import SceneEntry, find
from convanim.spec import ClipSpec
from convanim.spec.fields import FIELDS
from convanim.spec.options import OPTIONS, RENDER, SpecOption

AXES = {1: "a row of samples", 2: "a map of rows and columns", 3: "a volume of slices"}
SMALL = {1: "9", 2: "6x6", 3: "4x5x5"}
"""An input of each number of axes on which an option is tried."""
PROBES: dict[str, tuple[dict[str, Any], ...]] = {
    "stride": ({"stride": 2},),
    "padding": ({"padding": 1},),
    "output_padding": ({"stride": 2, "output_padding": 1},),
    "dilation": ({"dilation": 2},),
    "dilations": ({"dilations": (1, 2)},),
    "groups": ({"groups": 2, "filters": 4, "channels": 4},),
    "filters": ({"filters": 2}, {"filters": 4, "channels": 4}),
    "padding_mode": ({"padding": 1, "padding_mode": "reflect"},),
    "bias": ({"bias": 1},),
    "activation": ({"activation": "relu"}, {"activation": "gelu"}),
    "ceil_mode": ({"ceil_mode": True},),
    "count_include_pad": ({"padding": 1, "count_include_pad": False},),
    "partial_maps": ({"partial_maps": True},),
    "pointwise": ({"pointwise": [[1, 0, -1, 1], [0, 1, 1, 0]], "channels": 4},),
}
"""For each option that not every scene has: changes of a spec on which it is tried."""
NAMED = ("operation", "view")
"""Options that a scene has where there is something to choose from."""


def presets_of(scene: str) -> list[Preset]:
    """The presets that the scene shows, in the order of the table."""
    return [entry for entry in load().values() if entry.spec.scene == scene]


@cache
def takes(scene: str, option: str) -> bool:
    """Whether the scene accepts the option in some operation and view: it is tried."""
    return any(_works(spec) for spec in _tries(find(scene), option))


def _tries(scene: SceneEntry, option: str) -> Iterator[dict[str, Any]]:
    for probe in PROBES[option]:
        changes = dict(probe)
        channels = changes.pop("channels", scene.channels)
        size = SMALL[scene.axes[0]]
        base = {"scene": scene.name, "kernel": "x".join(["2"] * scene.axes[0]) if scene.axes[0] > 1 else 2}
        base["input"] = f"{channels}x{size}" if channels > 1 else size
        for operation in scene.operations:
            for view in scene.views:
                yield base | {"operation": operation, "view": view} | changes


def _works(fields: dict[str, Any]) -> bool:
    try:
        ClipSpec(**fields).resolve()
    except ConvanimError:
        return False
    return True


def facts(scene: SceneEntry) -> str:
    """The table of what the scene takes: operations, views, input, channels, filters."""
    rows = [
        ("operations" if len(scene.operations) > 1 else "operation", _codes(scene.operations)),
        ("views" if len(scene.views) > 1 else "view", _codes(scene.views)),
        ("input", escape(" or ".join(AXES[axes] for axes in scene.axes))),
        ("channels", _limit(scene.max_channels, scene.channels)),
        ("filters", _limit(scene.max_filters, scene.filters)),
        ("default clip", f"<code>{escape(scene.default)}</code>"),
    ]
    if scene.usual:
        usual = ", ".join(f"<code>{escape(n)} = {escape(_shown(v))}</code>" for n, v in scene.usual)
        rows.append(("if left out", usual))
    body = "".join(f'<tr><th scope="row">{name}</th><td>{value}</td></tr>' for name, value in rows)
    return f'<div class="table-wrapper"><table class="docutils facts"><tbody>{body}</tbody></table></div>'


def options(name: str) -> str:
    """The table of the options that the scene has of its own, each with its values and what it does."""
    scene = find(name)
    rows = "".join(
        _row(option, scene) for option in OPTIONS if RENDER in option.commands and _own(option, scene)
    )
    head = "".join(f'<th scope="col">{title}</th>' for title in ("option", "value", "what it does"))
    return (
        '<div class="table-wrapper"><table class="docutils options">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _own(option: SpecOption, scene: SceneEntry) -> bool:
    if option.field in NAMED:
        return len(getattr(scene, f"{option.field}s")) > 1
    if option.field == "filters" and scene.max_filters == 1:
        return False  # accepted, and without a meaning
    return option.field in ("input", "kernel") or (option.field in PROBES and takes(scene.name, option.field))


def _row(option: SpecOption, scene: SceneEntry) -> str:
    flags = "<br>".join(f"<code>{escape(flag)}</code>" for each in option.flags for flag in each.split("/"))
    return f"<tr><td>{flags}</td><td>{_values(option, scene)}</td><td>{escape(option.help)}</td></tr>"


def _values(option: SpecOption, scene: SceneEntry) -> str:
    if option.field in NAMED:
        return _codes(getattr(scene, f"{option.field}s"))
    choices = FIELDS[option.field].choices
    if choices:
        return " ".join(f"<code>{escape(choice)}</code>" for choice in choices())
    return f"<code>{escape(option.metavar)}</code>" if option.metavar else "a switch"


def preset_card(entry: Preset, shown: str, code: str) -> str:
    """A preset: its clip, a line about it, its source, the command."""
    return (
        f'<section class="preset" id="{escape(entry.name)}" aria-labelledby="{escape(entry.name)}-name">'
        f"{shown}"
        f'<h3 id="{escape(entry.name)}-name">{escape(entry.name)}</h3>'
        f"<p>{escape(sentence(entry.summary))}.</p>"
        f'<p class="source">{escape(sentence(entry.source))}.</p>{code}</section>'
    )


def origin(entry: Preset) -> str:
    """What a player shows, and from which section of a paper or an article it is."""
    name = escape(entry.name)
    return f'Preset <a href="#{name}"><code>{name}</code></a>. {escape(sentence(entry.source))}.'


def card(address: str, shown: str, title: str, told: str, tag: str) -> str:
    """A clip, a name, one line, all of it a link."""
    inner = f"{shown}<strong>{title}</strong><span>{told}</span>"
    return f'<{tag} class="card"><a href="{address}">{inner}</a></{tag}>'


def _codes(names: tuple[str, ...]) -> str:
    first = f"<code>{escape(names[0])}</code>" + (" (the usual one)" if len(names) > 1 else "")
    return ", ".join([first, *(f"<code>{escape(name)}</code>" for name in names[1:])])


def _limit(most: int | None, usual: int) -> str:
    if most == 1:
        return "one"
    return f"{'any number' if most is None else f'at most {most}'}; {usual} where only a size is given"


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) < 40 else f"{text[:36]} …"
