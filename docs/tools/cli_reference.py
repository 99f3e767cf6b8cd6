"""The reference of the command line, from the commands themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from textwrap import dedent

import click

from convanim.cli import COMMANDS, program

LEAD = """\
# Command line

Every command explains itself with `--help`; this page is what they say. Values are written the same way
in all of them and in TOML files: [the fields of a clip](spec.md). An error is one sentence on standard
error; the exit status is 0 if all went well, 2 for input that can be mended, 1 for a failure, 130 after
Ctrl-C.
"""


def page() -> str:
    """The page as Markdown: one section for each command."""
    parent = click.Context(program, info_name="convanim")
    found = {name: program.get_command(parent, name) for name in COMMANDS}
    sections = [section(command, name, parent) for name, command in found.items() if command is not None]
    return "\n".join([LEAD, *sections])


def section(command: click.Command, name: str, parent: click.Context) -> str:
    """What the command is for, how it is called, its options, its examples."""
    context = click.Context(command, info_name=name, parent=parent)
    usage = " ".join(command.collect_usage_pieces(context))
    parts = [
        f"## convanim {name}\n",
        markdown(command.help or "") + "\n",
        f"```text\nconvanim {name} {usage}\n```\n",
        "```{raw} html",
        options(command, context),
        "```\n",
        *examples(command.epilog or ""),
    ]
    if isinstance(command, click.Group):
        inner = [command.get_command(context, each) for each in command.list_commands(context)]
        parts += [section(each, f"{name} {each.name}", parent) for each in inner if each is not None]
    return "\n".join(parts)


def options(command: click.Command, context: click.Context) -> str:
    """The options as a list of terms."""
    records = [p.get_help_record(context) for p in command.get_params(context)]
    items = "".join(
        f"<dt><code>{escape(names)}</code></dt><dd>{escape(told)}</dd>"
        for names, told in filter(None, records)
        if told
    )
    return f'<dl class="options">{items}</dl>'


def examples(epilog: str) -> Iterator[str]:
    """The examples at the end of a help text; the tests of the command line run them."""
    text = dedent(epilog.replace("\b", "")).strip()
    heading, _, lines = text.partition("\n")
    if lines:
        yield f"{heading}\n\n```text\n{dedent(lines)}\n```\n"


def markdown(text: str) -> str:
    """A help text's paragraphs, as the terminal has them, for Markdown."""
    return re.sub(r"([<*_\[])", r"\\\1", dedent(text.replace("\b\n", "")).strip())
