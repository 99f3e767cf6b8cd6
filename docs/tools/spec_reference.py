"""The reference of a clip's fields: what TOML files, Python and options have in common."""

from __future__ import annotations

import dataclasses
import inspect
import re
from html import escape

from convanim.spec import ClipSpec
from convanim.spec.fields import FIELDS
from convanim.spec.options import HELP, OPTIONS

MORE = {
    "scene": "A name in the catalogue: see the pages of the scenes.",
}
"""What is told of fields that are no option."""


def table() -> str:
    """A row for each field: its name, its option, its usual value, what it is."""
    head = "".join(f'<th scope="col">{t}</th>' for t in ("field", "option", "usual value", "what it is"))
    usual = {field.name: field.default for field in dataclasses.fields(ClipSpec)}
    body = "".join(row(name, usual[name]) for name in FIELDS)
    return (
        '<div class="table-wrapper"><table class="docutils fields">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def row(name: str, usual: object) -> str:
    """One field."""
    option = next((option for option in OPTIONS if option.field == name), None)
    flags = ", ".join(f"<code>{escape(flag)}</code>" for flag in option.flags) if option else ""
    choices = FIELDS[name].choices
    values = " ".join(f"<code>{escape(choice)}</code>" for choice in choices()) if choices else ""
    told = " ".join(filter(None, (escape(described(name)), values)))
    return (
        f'<tr id="{name}"><td><code>{name}</code></td><td>{flags}</td>'
        f"<td>{shown(usual)}</td><td>{told}</td></tr>"
    )


def described(name: str) -> str:
    """What the class says of the field, else what its option says."""
    told = attributes().get(name)
    if told:
        return told[:1].upper() + told[1:]
    return HELP.get(name, MORE.get(name, ""))


def attributes() -> dict[str, str]:
    """The lines under "Attributes:" in the class's docstring, by field."""
    text = inspect.getdoc(ClipSpec) or ""
    block = text.partition("Attributes:\n")[2].partition("\n\n")[0]
    told: dict[str, str] = {}
    for names, said in re.findall(r"^ {4}([a-z_, ]+): (.*(?:\n {5,}.*)*)", block, re.MULTILINE):
        for name in names.split(", "):
            told[name] = re.sub(r"``?", "", " ".join(said.split()))
    return told


def shown(value: object) -> str:
    """A usual value as TOML has it."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return f"<code>{str(value).lower()}</code>"
    if isinstance(value, str):
        return f'<code>"{escape(value)}"</code>'
    if isinstance(value, tuple):
        return "–"
    shape = getattr(value, "shape", None)
    return f"<code>{'x'.join(map(str, shape)) if shape else value}</code>"
