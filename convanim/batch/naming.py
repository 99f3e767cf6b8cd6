"""The names of clips and of their files: templates, what file systems take, and no two alike."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from string import Formatter

from convanim.batch.matrix import Alternative, Combination
from convanim.encoders import suffixes
from convanim.errors import ConvanimError
from convanim.spec.fields import FIELDS

LETTERS = {"input": "i", "kernel": "k", "stride": "s", "padding": "p", "dilation": "d"}
"""What stands before a number in a name: the letters of the options."""

LONGEST_NAME = 200
"""Bytes of each part of a path: file systems take 255, and a temporary file's name needs some more."""

_RESERVED = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)}
)
_FORBIDDEN = '<>:"|?*\\'


def filled(key: str, template: str, values: Mapping[str, str]) -> str:
    """A template with its placeholders filled in: ``{name}-k{kernel}``; ``{{`` is a brace.

    Raises ConvanimError for a placeholder that there is not, with the nearest there is.
    """
    try:
        parts = list(Formatter().parse(template))
    except ValueError:
        raise ConvanimError(
            f'{key} "{template}" has a brace that is not closed or not opened: write {{{{ or }}}} for one'
        ) from None
    done = []
    for literal, name, form, conversion in parts:
        done.append(literal)
        if name is None:
            continue
        if name not in values or form or conversion:
            near = difflib.get_close_matches(name, values, n=1)
            hint = f"did you mean {{{near[0]}}}?" if near else f"use some of {', '.join(values)}"
            raise ConvanimError(f'{key} "{template}" has the unknown placeholder {{{name}}}: {hint}')
        done.append(values[name])
    return "".join(done)


def has_placeholders(template: str) -> bool:
    """Whether a template has anything to fill in."""
    try:
        return any(name is not None for _, name, _, _ in Formatter().parse(template))
    except ValueError:
        return True


def plain(text: str) -> str:
    """A value as a part of a file's name: spaces and what file systems or patterns do not take are dashes."""
    kept = (c if c.isprintable() and not c.isspace() and c not in _FORBIDDEN + "/[]" else "-" for c in text)
    return re.sub("-{2,}", "-", unicodedata.normalize("NFC", "".join(kept))).strip("-. ")


def part(key: str, alternative: Alternative) -> str:
    """What a value of a matrix adds to a name: ``k3``, ``dark``, ``groups2``, ``no-loop``."""
    said, called = alternative.said, key.replace("_", "-")
    if isinstance(alternative.value, bool):
        return called if alternative.value else f"no-{called}"
    if said[:1] == "v" and said[1:].isdigit():
        return f"{called}-{said}"
    if not said.lstrip("-")[:1].isdigit():
        return said
    if said.startswith("-"):
        return f"{called}{said}"
    return f"{LETTERS.get(key, called)}{said}"


def joined(base: str, combination: Combination, consumed: Iterable[str]) -> str:
    """A name from its base and the values of a matrix that are not in it already."""
    parts = [base, *(part(key, value) for key, value in combination.items() if key not in consumed)]
    return "-".join(filter(None, map(plain, parts)))


def output_path(template: str, values: Mapping[str, str], suffix: str, *, several: bool) -> PurePosixPath:
    """Where a clip goes, relative to the folder of all: its template filled in, with a format's suffix.

    `suffix` is that of a format; a template may end with one of its own where there are not `several`.
    Raises ConvanimError for a path out of the folder, and for what is no file's name everywhere.
    """
    if several and template_suffix(template) and "{format}" not in template:
        raise ConvanimError(
            f'output "{template}" has a suffix although there are formats: leave the suffix out'
        )
    text = filled("output", template, {**values, "format": suffix[1:]})
    if not template_suffix(template):
        text += suffix
    _check(template, text)
    return PurePosixPath(unicodedata.normalize("NFC", text))


def template_suffix(template: str) -> str:
    """The suffix that a template ends with, or nothing; ConvanimError where it names no format."""
    if template.endswith(".{format}"):
        return ".{format}"
    match = re.search(r"\.[A-Za-z][A-Za-z0-9]*$", template)
    if match is None:
        return ""
    if match[0].lower() not in suffixes():
        raise ConvanimError(f'output "{template}" ends with {match[0]}, which is no format: use {known()}')
    return match[0].lower()


def known() -> str:
    """The suffixes of all formats, as people list them."""
    *others, last = suffixes()
    return f"{', '.join(others)} or {last}"


def _check(template: str, text: str) -> None:
    given = f'output "{template}"' if template == text else f'output "{template}", filled in as "{text}",'
    parts = text.split("/")
    if text.startswith("/") or re.match("[A-Za-z]:", text) or ".." in parts:
        raise ConvanimError(f"{given} leads out of the folder: name a file in it, such as week-1/{{name}}")
    for name in parts:
        odd = next((c for c in name if c in _FORBIDDEN or not c.isprintable()), "")
        if odd:
            raise ConvanimError(f"{given} has {odd!r} in it, which not every file system takes: leave it out")
        if not name or name != name.strip() or name[0] == "." or name[-1] == ".":
            raise ConvanimError(
                f"{given} has a part that is no name: leave out empty parts, and spaces and dots at ends"
            )
        if name.partition(".")[0].lower() in _RESERVED:
            raise ConvanimError(f"{given} has the name {name}, which is a device on Windows: use another")
        if len(name.encode()) > LONGEST_NAME:
            raise ConvanimError(
                f"{given} has a name of {len(name.encode())} bytes: use at most {LONGEST_NAME}"
            )


PLACEHOLDERS = ("name", "clip", "layer", "model", "at_layer", *FIELDS)
"""What a template can fill in, besides ``format``."""


def folded(path: PurePosixPath) -> str:
    """A path as file systems compare it that do not tell capitals from small letters."""
    return unicodedata.normalize("NFC", str(path).casefold())
