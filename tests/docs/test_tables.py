"""What the pages tell from tables: sizes, options of scenes, fields, commands."""

from __future__ import annotations

import inspect
import re
from html import unescape

import click
import numpy as np
import pytest
from sphinx.util.typing import stringify_annotation

from convanim.cli import COMMANDS, program
from convanim.engine import conv, conv_transpose, max_pool
from convanim.presets import load
from convanim.rendering.catalog import SCENES
from convanim.spec.fields import FIELDS
from docs.tools import cli_reference, clips, docstrings, mend, scene_tables, sizes, spec_reference
from docs.tools.assemble import DOCS, scene_page, scenes

ASKED = re.findall(r"```\{sizes\} (.+)", (DOCS / "arithmetic.md").read_text(encoding="utf-8"))


def plain(html: str) -> str:
    return unescape(re.sub("<[^>]+>", "", html.replace("</p>", "\n")))


@pytest.mark.parametrize("command", ASKED)
def test_a_formula_of_the_page_has_the_size_that_the_engine_answers(command: str):
    found = sizes.arithmetic(command)
    axis = [(a.input, a.kernel, a.stride, a.padding, a.dilation, a.extra) for a in found.axes]
    extents, kernels, strides, paddings, dilations, extras = zip(*axis, strict=True)
    x = np.zeros((1, *extents))
    common = {"stride": strides, "padding": paddings, "dilation": dilations}
    if found.operation == "max_pool":
        out = max_pool(x, kernels, ceil_mode=found.ceil_mode, **common)
    elif found.operation == "conv_transpose":
        out = conv_transpose(x, np.zeros((1, 1, *kernels)), output_padding=extras, **common)
    else:
        out = conv(x, np.zeros((1, 1, *kernels)), **common)
    answers = re.findall(r"= (\d+)$", plain(sizes.lines(found)), re.MULTILINE)
    assert out.shape[1:] == found.output_shape[1:]
    assert set(map(int, answers)) == set(out.shape[1:])


def test_the_page_shows_every_kind_of_size():
    told = " ".join(ASKED)
    assert all(option in told for option in ("-s", "-p", "-d", "conv_transpose", "max_pool", "--ceil-mode"))
    assert len(ASKED) >= 12


def test_a_number_has_the_colour_of_its_symbol():
    lines = sizes.lines(sizes.arithmetic("-i 6 -k 3 -s 2 -p 1")).split("</p>")
    assert plain(lines[1]) == "o = ⌊(6 + 2·1 − 3) / 2⌋ + 1 = 3"
    found = re.findall(r'class="(\w+)">(\d)', lines[1])
    assert found == [("input", "6"), ("parameter", "1"), ("kernel", "3"), ("parameter", "2"), ("output", "3")]


def test_axes_that_differ_share_the_formula_and_have_their_own_numbers():
    lines = plain(sizes.lines(sizes.arithmetic("-i 5x7 -k 2x3"))).splitlines()
    assert lines[0] == "o = ⌊(i + 2p − k) / s⌋ + 1"
    assert [line.split()[0] for line in lines[1:]] == ["rows", "columns"]


@pytest.mark.parametrize("name", SCENES)
def test_every_scene_has_a_page_of_its_own_words(name: str):
    page = DOCS / "scenes" / f"{name}.md"
    assert page.exists(), f"write docs/scenes/{name}.md; it begins as\n{scene_page(SCENES[name])}"
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {name}\n")
    for part in ("scene-player", "scene-options", "scene-presets"):
        assert f"```{{{part}}} {name}\n" in text
    prose = text.partition("```")[0]
    assert len(prose) < 700, "the player should be near the top of a phone's screen"
    assert 3 <= len(re.findall(r"[.:](?:\s|$)", prose)) <= 12


@pytest.mark.parametrize(
    ("scene", "has", "lacks"),
    [
        (
            "pooling",
            {"--ceil-mode", "--operation", "--no-count-include-pad"},
            {"--bias", "--groups", "--filters"},
        ),
        (
            "sliding-kernel",
            {"--padding-mode", "--view"},
            {"--ceil-mode", "--groups", "--dilations", "--filters"},
        ),
        ("grouped", {"--groups", "--pointwise", "--filters"}, {"--partial-maps", "--ceil-mode"}),
        ("conv1d", {"--dilations"}, {"--pointwise", "--ceil-mode"}),
        ("filter", {"--partial-maps"}, {"--filters", "--view"}),
    ],
)
def test_a_scene_lists_the_options_that_it_accepts(scene: str, has: set[str], lacks: set[str]):
    told = set(re.findall(r"<code>(--[\w-]+)</code>", scene_tables.options(scene)))
    assert has <= told
    assert not lacks & told


def test_every_preset_is_on_a_page_with_its_source():
    shown = [entry for name in SCENES for entry in scene_tables.presets_of(name)]
    assert {entry.name for entry in shown} == set(load())
    card = scene_tables.preset_card(load()["dilation"], "", "")
    assert "Dumoulin &amp; Visin, section 5.1, figure 5.1." in card


def test_every_field_and_every_option_is_explained():
    table = spec_reference.table()
    rows = dict(re.findall(r'<tr id="(\w+)">(.*?)</tr>', table, re.DOTALL))
    assert set(rows) == set(FIELDS)
    assert [name for name, row in rows.items() if row.endswith("<td></td>")] == []
    page = unescape(cli_reference.page())
    context = click.Context(program, info_name="convanim")
    for name in COMMANDS:
        assert f"## convanim {name}\n" in page
        command = program.get_command(context, name)
        assert command
        for parameter in command.params:
            assert isinstance(parameter, click.Argument) or max(parameter.opts, key=len) in page


def test_every_scene_has_a_card_and_the_contents_have_the_order_of_the_cards():
    page = (DOCS / "scenes/index.md").read_text(encoding="utf-8")
    shown = " ".join(re.findall(r"\{scene-cards\} (.+)", page)).split()
    assert sorted(shown) == sorted(SCENES)
    assert scenes(DOCS).split() == shown


def test_a_player_says_which_section_of_which_paper_it_shows():
    told = scene_tables.origin(load()["dilation"])
    assert 'href="#dilation"' in told
    assert told.endswith("Dumoulin &amp; Visin, section 5.1, figure 5.1.")


def test_the_clip_of_a_card_has_a_picture_for_each_step():
    assert clips.still_steps(clips.spec_of("dilation")).motion == "step"


def test_fields_of_a_docstring_become_a_list():
    lines = [
        "A clip.",
        "",
        "Attributes:",
        "    input, kernel: where they",
        "        come from.",
        "    at: a moment.",
        "",
    ]
    docstrings.arrange(None, "class", "Clip", None, None, lines)
    assert [line for line in lines if line][1:] == [
        "* **input**, **kernel**: where they",
        "  come from.",
        "* **at**: a moment.",
    ]


def test_the_sentence_of_a_property_is_no_type():
    lines = ["The parts, in order: a scene waits."]
    docstrings.arrange(None, "property", "Clip.parts", None, None, lines)
    assert lines == ["The parts, in order:", "a scene waits."]


def test_signatures_name_arrays_shortly_and_list_their_parameters_as_text():
    long = inspect.signature(conv, eval_str=True).parameters["x"].annotation
    told = f"(x: {stringify_annotation(long, 'smart')}, stride: int = 1)"
    assert docstrings.sign(None, "function", "conv", conv, None, told, None) == (
        "(x: ArrayLike, stride: int = 1)",
        None,
    )
    line = '<dd><em class="sig-param">x</em>,</dd>\n'
    assert "<d" not in mend.PARAMETERS.sub(mend.inline, f"<dl>\n{line}{line}</dl>")


def test_a_clip_is_named_after_what_it_is_made_of():
    light, dark = clips.players(clips.spec_of("padding-strides"))
    assert light.name != dark.name
    assert light.name == clips.players(clips.spec_of("padding-strides"))[0].name
    assert light.spec.embed
    assert clips.pictures(clips.spec_of("padding-strides"))[0].files[1].endswith(".png")
