"""``convanim batch``: from one file that names many clips to a folder of them."""

from __future__ import annotations

import contextlib
import difflib
import json
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convanim.cli import FAILURE, debug_option
from convanim.errors import ConvanimError
from convanim.limits import memory
from convanim.scratch import temporary_folder

if TYPE_CHECKING:
    from convanim.batch.entry import Entry
    from convanim.batch.report import Report
    from convanim.problems import Problems

EXAMPLES = """\
\b
Examples:
  convanim batch course.toml -o clips
  convanim batch course.toml --dry-run
  convanim batch course.toml --only "padding-*" --only "*-dark" --jobs 1
  convanim batch --schema > course.schema.json
"""


@click.command("batch", epilog=EXAMPLES)
@click.argument("course", metavar="[COURSE.toml]", required=False, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    default=Path("clips"),
    show_default=True,
    help="The folder to write to; nothing in it is deleted.",
)
@click.option("--only", metavar="GLOB", multiple=True, help="Clips by their names; may be repeated.")
@click.option("--dry-run", is_flag=True, help="Show what would be made, with its frames, bytes and time.")
@click.option("--jobs", metavar="N", type=int, help="Processes; one per core. 1 is this process.")
@click.option("--dask", metavar="ADDRESS", help="A Dask cluster to work on: tcp://host:8786.")
@click.option(
    "--cache",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Where finished clips are kept as well.",
)
@click.option("--no-cache", is_flag=True, help="Keep nothing, and make every clip anew.")
@click.option("--force", is_flag=True, help="Make clips anew that are unchanged.")
@click.option(
    "--report",
    metavar="FILE.json",
    type=click.Path(path_type=Path),
    help="Write how each clip ended as JSON.",
)
@click.option(
    "--schema",
    type=click.Choice(["course", "clip"]),
    is_flag=False,
    flag_value="course",
    help="Print the JSON Schema of a course, or of a single clip's file, for editors.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@debug_option
def command(
    course: Path | None,
    output: Path,
    only: tuple[str, ...],
    dry_run: bool,
    schema: str | None,
    quiet: bool,
    report: Path | None,
    no_cache: bool,
    **asked: Any,
) -> int:
    """Make the clips that a file names, those that are not there yet or have changed."""
    if schema is not None:
        click.echo(schema_text(schema), nl=False)
        return 0
    check_options(course, report, no_cache, asked)
    from convanim.batch.course import read_course
    from convanim.problems import Problems

    assert course is not None
    problems = Problems(str(course))
    entries = chosen(read_course(course, problems), only, problems)
    check_place(report, output)
    with folder_of_cache(asked.pop("cache"), no_cache) as cache:
        if dry_run:
            click.echo(foretold(entries, output, cache, problems, asked))
            return 0
        made = make(entries, output, cache, problems, report, quiet, asked)
    if not quiet:
        click.echo(summary(output, made))
    return FAILURE if made.failed else 0


def check_options(course: Path | None, report: Path | None, no_cache: bool, asked: dict[str, Any]) -> None:
    """Refuse options that cannot be, or not together."""
    if course is None:
        raise ConvanimError("a batch needs a course: give a .toml file that names clips")
    if asked["jobs"] is not None and asked["jobs"] < 1:
        raise ConvanimError(f"{asked['jobs']} jobs can make nothing: use at least 1")
    if asked["jobs"] is not None and asked["dask"] is not None:
        raise ConvanimError("a cluster has workers of its own: leave --jobs out, or --dask")
    if no_cache and asked["cache"] is not None:
        raise ConvanimError("--cache and --no-cache are both given: keep one of them")


def check_place(report: Path | None, output: Path) -> None:
    """Refuse a report that cannot be written, unless it goes to the folder that is to be made."""
    if report is None or (report.absolute().parent == output.absolute() and not output.exists()):
        return
    from convanim.batch.report_file import check_report

    check_report(report)


def chosen(entries: Sequence[Entry], only: Sequence[str], problems: Problems) -> tuple[Entry, ...]:
    """The clips whose names match one of the patterns; all where there is none.

    Raises ConvanimError for a pattern of none, unless there are `problems`: it may mean a clip that has one.
    """
    for pattern in only:
        if not len(problems) and not any(_is_meant(entry, pattern) for entry in entries):
            raise ConvanimError(f'no clip matches "{pattern}": {_instead(entries, pattern)}')
    return tuple(entry for entry in entries if not only or any(_is_meant(entry, name) for name in only))


def _is_meant(entry: Entry, pattern: str) -> bool:
    """Whether a pattern is for a clip, by its whole name or by what it shares with its other formats."""
    return any(
        fnmatchcase(name, pattern) for name in (entry.name, entry.name.removesuffix(entry.output.suffix))
    )


def _instead(entries: Sequence[Entry], pattern: str) -> str:
    """What would do for a pattern that is for no clip."""
    names = [entry.name for entry in entries]
    if not set(pattern) & set("*?[") and any(pattern in name for name in names):
        return f'did you mean "*{pattern}*"?'
    near = difflib.get_close_matches(pattern, names, n=1)
    return (
        f'did you mean "{near[0]}"?'
        if near
        else 'see --dry-run for their names, or write a pattern such as "*padding*"'
    )


@contextlib.contextmanager
def folder_of_cache(folder: Path | None, no_cache: bool) -> Iterator[Path | None]:
    """Where finished clips are kept; where none are to be, a folder that is gone afterwards."""
    if not no_cache:
        yield folder
        return
    with temporary_folder() as place:
        yield place


def foretold(
    entries: Sequence[Entry], output: Path, cache: Path | None, problems: Problems, asked: dict[str, Any]
) -> str:
    """The table of what would be made."""
    from convanim.batch.forecast import forecast
    from convanim.batch.table import forecast_text
    from convanim.processes import usual_count

    jobs = 1 if asked["dask"] is not None else asked["jobs"] or usual_count()
    return forecast_text(forecast(entries, output, cache, force=asked["force"], problems=problems), jobs)


def make(
    entries: Sequence[Entry],
    output: Path,
    cache: Path | None,
    problems: Problems,
    report: Path | None,
    quiet: bool,
    asked: dict[str, Any],
) -> Report:
    """Make the clips, and show how it goes."""
    from convanim.batch import run
    from convanim.batch.forecast import check
    from convanim.batch.report_file import reported, unmade
    from convanim.batch.table import looking, watching

    with reported(report, partial(unmade, entries), (Exception,)), looking(quiet=quiet) as progress:
        work = check(entries, output, cache, progress, problems)
    with watching(len(entries), quiet=quiet) as watch:
        return run.run_batch(
            entries, output, cache=cache, report=watch, report_file=report, work=work, **asked
        )


def summary(output: Path, made: Report) -> str:
    """The line at the end: what was made, what was not, how large all of it is."""
    count = len(made.made)
    parts = [f"{count} clip{'s' * (count != 1)} made in {made.seconds:.1f} s"]
    parts += [f"{len(made.unchanged)} unchanged"] if made.unchanged else []
    parts += [f"{len(made.failed)} failed"] if made.failed else []
    parts.append(f"{memory(sum(outcome.bytes for outcome in made.outcomes))} in all")
    return "\n".join([f"{output}: {', '.join(parts)}", *(f"note: {note}" for note in made.notes)])


def schema_text(which: str) -> str:
    """A JSON Schema as text."""
    from convanim.batch.schema import clip_schema, course_schema

    schema = clip_schema() if which == "clip" else course_schema()
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
