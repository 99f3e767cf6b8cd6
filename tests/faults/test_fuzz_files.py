"""Damaged TOML files, of clips, decks, courses and labels: each is read or refused in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convanim.presets import names, preset
from convanim.spec.fields import FIELDS
from convanim.spec.toml import dumps
from tests.faults.calling import FILES, check_call, place
from tests.soak import SOAKING, often

__all__ = ["place"]

CLIPS = [FILES["clip.toml"], *(dumps(preset(name)) for name in names()[::5])]
CALLS: dict[str, tuple[list[str], list[list[str]]]] = {
    "clip": (
        CLIPS,
        [
            ["render", "made.toml", "--dump-spec"],
            ["render", "made.toml", "-o", "a.gif"],
            ["render", "made.toml", "-o", "a.svg"],
            ["shape", "made.toml"],
            ["trace", "made.toml"],
        ],
    ),
    "deck": ([FILES["deck.toml"]], [["slides", "made.toml", "-o", "a.pptx"]]),
    "course": ([FILES["course.toml"]], [["batch", "made.toml", "--dry-run"]]),
    "labels": ([FILES["words.toml"]], [["render", "--labels", "made.toml", "-o", "a.gif"]]),
}
"""Of each kind of file the whole ones, and the calls that read one."""

VALUES = [
    *[
        "0",
        "-1",
        "1",
        "2",
        "1.5",
        "1e400",
        "nan",
        "-inf",
        "9223372036854775808",
        "0x7f",
        "true",
        "1979-05-27",
    ],
    *["[]", "[[]]", "[[1, 2], [3, 4]]", "[1, [2]]", "{}", "{a = 1}", '{values = [1], dtype = "float32"}'],
    *[
        '""',
        '"a\\u0000b"',
        '"\\u001b[2J"',
        "'''\n\n'''",
        '"5x5"',
        '"x.csv"',
        '"photo.png"',
        '"../.."',
        '"/"',
        '"same"',
    ],
    *[
        '"made.toml"',
        '"none.npy"',
        '"a\\u0000.csv"',
        '"{name}"',
        '"{kernel"',
        '"卷积"',
        '"*"',
        "[" * 2000,
        '"folder.gif"',
    ],
    *[
        '{model = "model.npz", layer = "a"}',
        '["made.toml"]',
        '["gif", "gif"]',
        '"a/../../b"',
        '"con"',
        "07:32:00",
    ],
]
KEYS = [
    *FIELDS,
    "layer",
    "model",
    "at_layer",
    "clip",
    "slide",
    "defaults",
    "matrix",
    "include",
    "output",
    "formats",
]
MORE = [
    "name",
    "preset",
    "title",
    "text",
    "notes",
    "split",
    "media",
    "template",
    "aspect",
    "__class__",
    '""',
    "a.b",
]


@dataclass(frozen=True)
class Case:
    """A file of a kind, and one of the calls that read it."""

    kind: str
    data: bytes
    words: tuple[str, ...]


@st.composite
def mutated(draw: st.DrawFn) -> Case:
    """A whole file with some lines and bytes changed."""
    kind = draw(st.sampled_from([*CALLS, "clip", "clip"]))
    texts, calls = CALLS[kind]
    lines = draw(st.sampled_from(texts)).splitlines()
    for _ in range(draw(st.integers(0, 3))):
        change(draw, lines)
    data = "\n".join(lines).encode(errors="surrogatepass")
    if draw(st.integers(0, 4)) == 0:
        at = draw(st.integers(0, len(data)))
        data = data[:at] + draw(st.binary(max_size=3)) + data[at + draw(st.integers(0, 3)) :]
    return Case(kind, data, tuple(draw(st.sampled_from(calls))))


def change(draw: st.DrawFn, lines: list[str]) -> None:
    """Change, add, double or drop one line."""
    at = draw(st.integers(0, max(len(lines) - 1, 0)))
    key, value = draw(st.sampled_from([*KEYS, *MORE])), draw(st.sampled_from(VALUES))
    choices = FIELDS[key].choices if key in FIELDS else None
    if choices and draw(st.booleans()):
        value = f'"{draw(st.sampled_from(sorted(choices())))}"'
    what = draw(st.integers(0, 9))
    if not lines or what < 4:
        lines.insert(at, f"{key} = {value}")
    elif what < 8:
        lines[at] = f"{lines[at].partition('=')[0].strip()} = {value}"
    elif what == 8:
        lines.insert(at, lines[at])
    else:
        del lines[at]


MUTATED = mutated()


def attempt(case: Case, check: Callable[..., Any] = check_call) -> None:
    """Write the file, and read it as a person would."""
    Path("made.toml").write_bytes(case.data)
    words: Sequence[str] = list(case.words)
    check(words, but="kept")


@settings(
    max_examples=often(80, 20_000),
    deadline=None,
    database=None,
    derandomize=not SOAKING,
    suppress_health_check=list(HealthCheck),
)
@given(case=MUTATED)
def test_a_damaged_file_is_read_or_refused_in_one_sentence(place: Path, case: Case) -> None:
    attempt(case)
