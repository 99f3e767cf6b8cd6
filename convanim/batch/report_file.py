"""The report of a batch as a file of JSON: written when the batch is at its end, however it got there."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from convanim.batch.interrupts import interrupts_held
from convanim.batch.ledger import sentence
from convanim.batch.report import Outcome, Report
from convanim.encoders.target import Target, whole
from convanim.errors import ConvanimError

if TYPE_CHECKING:
    from convanim.batch.entry import Entry


def check_report(path: Path) -> None:
    """Refuse a place where no report can be written; what is there already stays as it is."""
    if path.suffix.lower() != ".json":
        raise ConvanimError(f"{path} has a name that is no report's: end it with .json")
    if (path.exists() and not path.is_file()) or not path.absolute().parent.is_dir():
        raise ConvanimError(f"{path} is no place for a report: name a file in a folder that there is")
    target = Target(path)
    try:
        target.open()
    finally:
        target.abort()


def write_report(path: Path, report: Report) -> None:
    """Write a report in one step; OSError names the file and what came of it."""
    try:
        with whole(path) as file:
            file.write((json.dumps(report.as_json(), indent=2, ensure_ascii=False) + "\n").encode())
    except OSError as error:
        raise OSError(error.errno, f"the report cannot be written, {sentence(error)}", str(path)) from error


@contextlib.contextmanager
def reported(
    path: Path | None, report: Callable[[str], Report], unless: tuple[type[BaseException], ...] = ()
) -> Iterator[None]:
    """Within, whatever ends a batch before its time has a report written first; `report` is told why.

    Not for exceptions of the kinds `unless`. What ended the batch counts, even if the report cannot be
    written.
    """
    try:
        yield
    except unless:
        raise
    except BaseException as error:
        if path is not None:
            with interrupts_held(), contextlib.suppress(OSError, ConvanimError):
                write_report(path, report(why(error)))
        raise


def unmade(entries: Sequence[Entry], ended: str) -> Report:
    """The report of a batch that ended before its first clip."""
    return Report(tuple(Outcome(entry.name, str(entry.output), "not made") for entry in entries), ended=ended)


def why(error: BaseException) -> str:
    """Whatever ended a batch, in words."""
    if isinstance(error, KeyboardInterrupt):
        return "interrupted"
    return sentence(error) if isinstance(error, Exception) else "asked to end"
