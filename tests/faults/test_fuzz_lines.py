"""Random command lines, plausible and hostile: each ends well or with one sentence."""

from __future__ import annotations

from importlib import import_module
from itertools import chain
from pathlib import Path

import click
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convanim.cli import COMMANDS
from convanim.presets import names
from convanim.rendering.catalog import scene_names
from convanim.spec.fields import FIELDS
from tests.faults.calling import FILES, check_call, place
from tests.soak import SOAKING, often

__all__ = ["place"]

NUMBERS = [
    *"0123456789",
    "-1",
    "1.5",
    "1e9",
    "1e400",
    "nan",
    "inf",
    "-0",
    "99999999999999999999",
    "٣",
    "0x10",
]
SIZES = [
    "5x5",
    "3x6x6",
    "2x3",
    "1x1",
    "7x5x5x5",
    "0x0",
    "4x4x3",
    "5x",
    "x",
    "5 5",
    "3,3",
    "1x1x1x1x1",
    "99x99",
]
LISTS = [
    "[[1, 2], [3, 4]]",
    "[[1], [2, 3]]",
    "[]",
    "[[[]]]",
    "[" * 5000,
    "[[1e308, -1e308]]",
    "[[true]]",
    "{}",
]
PLACES = [
    *FILES,
    "photo.png",
    "k.npy",
    "old.png",
    "model.npz",
    "folder.gif",
    "none.png",
    "none.toml",
    "..",
    "/",
    "-",
]
TEXTS = [
    "",
    " ",
    "a=b",
    "input=photo",
    "=",
    "卷积",
    "a\nb",
    "\x1b[31m",
    "é" * 300,
    "%s{x}",
    "\udcff",
    "none",
    "same",
]
OUTPUTS = [
    "a.gif",
    "a.mp4",
    "a.html",
    "a.png",
    "a.svg",
    "a.pdf",
    "a.webp",
    "a/",
    "a.xyz",
    "a",
    "folder.gif",
    "no/a.gif",
]
LAYERS = [
    "nn.Conv2d(1, 2, 3)",
    "Conv2D(2, 3)",
    "nn.MaxPool2d(2)",
    "f(",
    "nn.Conv2d(" + "(" * 300,
    "__import__('os')",
]
BY_NAME = {
    "output": OUTPUTS,
    "layer": LAYERS,
    "input": [*SIZES, *LISTS, *PLACES],
    "kernel": [*SIZES, *LISTS, "sobel-x"],
}
WHAT = [*scene_names(), *names(), *PLACES, "dilatoin", "", "-"]

HOSTILE = st.one_of(
    st.sampled_from([*NUMBERS, *SIZES, *LISTS, *PLACES, *TEXTS]),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12),
    st.integers(-3, 40).map(str),
)


def values(name: str) -> st.SearchStrategy[str]:
    """What may follow an option: often what it takes."""
    field = FIELDS.get(name)
    usual = (
        list(field.choices())
        if field is not None and field.choices
        else BY_NAME.get(name, NUMBERS[:7] + SIZES[:4])
    )
    return st.one_of(st.sampled_from(usual), st.sampled_from(usual), HOSTILE)


def option(parameter: click.Option) -> st.SearchStrategy[list[str]]:
    """An option as words."""
    flag = st.sampled_from([*parameter.opts, *parameter.secondary_opts])
    if parameter.is_flag:
        return flag.map(lambda name: [name])
    return st.tuples(flag, values(parameter.name or "")).map(list)


def lines_of(name: str) -> st.SearchStrategy[list[str]]:
    """Lines that begin with a command."""
    command: click.Command = import_module(COMMANDS[name][0]).command
    found = [found for found in command.params if isinstance(found, click.Option)]
    options = [option(one) for one in found if one.name != "debug"]  # which prints tracebacks
    if isinstance(command, click.Group):
        ending = st.sampled_from([[sub] for sub in command.commands])
    elif name in ("slides", "batch", "layers"):
        ending = st.sampled_from([["deck.toml"], ["course.toml"], ["model.npz"], ["clip.toml"], ["none"], []])
    elif any(isinstance(found, click.Argument) for found in command.params):
        ending = st.one_of(
            st.just([]), st.sampled_from(WHAT).map(lambda what: [what]), HOSTILE.map(lambda what: [what])
        )
    else:
        ending = st.just([])
    more = {"batch": [["--dry-run"]], "cache": []}.get(name, [])
    middle = st.lists(st.one_of(options), max_size=5) if options else st.just([])
    return st.tuples(ending, middle).map(lambda parts: [name, *chain(*more, *parts[1]), *parts[0]])


LINES = st.one_of(
    *[lines_of("render")] * 8,
    *[lines_of(name) for name in ("shape", "trace")] * 3,
    *[lines_of(name) for name in COMMANDS],
    st.lists(st.one_of(st.sampled_from([*COMMANDS, "--help", "--version"]), HOSTILE), max_size=4),
)
GIVEN = st.sampled_from([b"", *(text.encode() for text in FILES.values()), b"\xff\xfe", b"\x93NUMPY\1\0"])


@settings(
    max_examples=often(80, 20_000),
    deadline=None,
    database=None,
    derandomize=not SOAKING,
    suppress_health_check=list(HealthCheck),
)
@given(words=LINES, given=GIVEN)
def test_a_line_ends_well_or_with_one_sentence(place: Path, words: list[str], given: bytes) -> None:
    check_call(words, given, but="kept")
