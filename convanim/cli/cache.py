"""``convanim cache``: what finished clips take, and keeping them few and whole."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import click

from convanim.cli import NamedGroup, debug_option
from convanim.errors import ConvanimError
from convanim.limits import amount, memory

EXAMPLES = """\
\b
Examples:
  convanim cache show
  convanim cache verify
  convanim cache prune --help
"""

AGES = {"s": 1, "min": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
SIZES = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12}

folder_option = click.option(
    "--cache",
    "folder",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="The folder; the one that batches use by themselves, if not given.",
)


@click.group("cache", cls=NamedGroup, epilog=EXAMPLES, invoke_without_command=True)
@debug_option
@click.pass_context
def command(ctx: click.Context) -> None:
    """Look after the finished clips that batches keep."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@command.command("show", epilog="\b\nExamples:\n  convanim cache show --json\n")
@folder_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@debug_option
def show(folder: Path | None, as_json: bool) -> None:
    """Show where the cache is, how much is in it and how old that is."""
    from convanim.batch.cache import Cache

    cache = Cache(_folder(folder))
    entries, now = list(cache.entries()), time.time()
    ages = [max(now - entry.used, 0.0) for entry in entries]
    size, hollow = sum(entry.bytes for entry in entries), sum(entry.hollow for entry in entries)
    if as_json:
        oldest = round(max(ages), 1) if ages else None
        said = {"folder": str(cache.folder), "clips": len(entries), "manifests_only": hollow, "bytes": size}
        click.echo(json.dumps({**said, "longest_unused_seconds": oldest}))
        return
    click.echo(f"{cache.folder}: {clips(len(entries))}, {memory(size)}")
    if hollow:
        click.echo(f"of {clips(hollow)} only the manifest is left, which tells whether they are unchanged")
    if ages:
        click.echo(f"last of use {age(min(ages))} to {age(max(ages))} ago")
        for within, name in ((86400, "a day"), (7 * 86400, "a week"), (30 * 86400, "30 days")):
            held = [entry.bytes for entry, old in zip(entries, ages, strict=True) if old <= within]
            click.echo(f"  of use within {name + ':':<9} {clips(len(held))}, {memory(sum(held))}")


@command.command("prune", epilog="\b\nExamples:\n  convanim cache prune --older-than 30d --max-size 2GB\n")
@folder_option
@click.option("--older-than", metavar="AGE", help="Remove what was of no use for 30d, 2w or 12h.")
@click.option(
    "--max-size",
    metavar="SIZE",
    help="Remove the files of what is longest unused until no more than 2GB or 500MB are left.",
)
@debug_option
def prune(folder: Path | None, older_than: str | None, max_size: str | None) -> None:
    """Remove what is old, or too much.

    A clip over the size keeps its manifest: where it stands in its place, it is still known as unchanged.
    """
    from convanim.batch import upkeep
    from convanim.batch.cache import Cache

    if older_than is None and max_size is None:
        raise ConvanimError("prune needs a limit: give --older-than 30d, or --max-size 2GB")
    old = None if older_than is None else seconds(older_than)
    size = None if max_size is None else round(number_of("max-size", max_size, SIZES, "2GB"))
    pruned = upkeep.prune(Cache(_folder(folder)), older_than=old, max_size=size)
    emptied = f", and the files of {clips(pruned.emptied)}" if pruned.emptied else ""
    click.echo(f"removed {clips(pruned.removed)}{emptied}: {memory(pruned.bytes)}")


@command.command("verify", epilog="\b\nExamples:\n  convanim cache verify\n")
@folder_option
@debug_option
def verify(folder: Path | None) -> None:
    """Read every file, and remove the clips that are damaged; a batch makes them again."""
    from convanim.batch import upkeep
    from convanim.batch.cache import Cache

    cache = Cache(_folder(folder))
    damaged = 0
    for entry, damage in upkeep.verify(cache):
        damaged += 1
        click.echo(f"{entry.folder}: {damage}")
    whole = sum(1 for _ in cache.entries())
    click.echo(f"{clips(whole)} whole" + (f", {clips(damaged)} damaged and removed" if damaged else ""))


def _folder(given: Path | None) -> Path:
    """The folder that is meant; one that a person names must be there."""
    from convanim.batch.upkeep import usual_place

    if given is None:
        return usual_place()
    if not given.is_dir():
        raise ConvanimError(f"there is no cache {given}: give the folder that a batch was given")
    return given


def seconds(text: str) -> float:
    """An age such as ``30d`` in seconds."""
    return number_of("older-than", text, AGES, "30d")


def number_of(name: str, text: str, units: dict[str, int], example: str) -> float:
    """A number with its unit; ConvanimError for anything else."""
    match = re.fullmatch(r"(\d{1,15}(?:\.\d{1,9})?) ?([a-z]*)", text.strip().lower())
    if match is None or match[2] not in units:
        known = ", ".join(filter(None, units))
        raise ConvanimError(f'{name} "{text}" is no number with a unit: write {example} (units: {known})')
    return float(match[1]) * units[match[2]]


def clips(count: int) -> str:
    """``1 clip``, ``200 clips``."""
    return f"{amount(count)} clip{'' if count == 1 else 's'}"


def age(seconds: float) -> str:
    """Seconds in the largest unit of which there are two at least: ``5 h``."""
    named = (("w", "weeks"), ("d", "days"), ("h", "h"), ("min", "min"))
    unit = next(((AGES[key], name) for key, name in named if seconds >= 2 * AGES[key]), (1, "s"))
    return f"{seconds / unit[0]:.0f} {unit[1]}"
