"""`convanim batch`: options and one library call, and what people see of it."""

from __future__ import annotations

import inspect
import io
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from convanim import ConvanimError
from convanim.batch import run as library
from convanim.batch.entry import Entry
from convanim.batch.report import Event, Outcome, Report
from convanim.batch.table import LiveTable
from convanim.cli import main
from tests.cli.test_imports import HEAVY, PROGRAM, loaded

from .test_course import course, examples

THREE = '[[clip]]\nmatrix = { theme = ["light", "dark"] }\n[[clip]]\nclip = "dilation"\n'


@dataclass
class Library:
    """Stands in for the library's ``run_batch``: keeps what it is asked for, and does as it is told."""

    calls: list[tuple[list[str], Path, dict[str, Any]]] = field(default_factory=list)
    work: dict[str, float] = field(default_factory=dict)
    failure: BaseException | None = None
    fails: str = ""

    def run_batch(self, entries: Sequence[Entry], folder: Path, *, report: Any, **asked: Any) -> Report:
        self.work = asked.pop("work")
        self.calls.append(([entry.name for entry in entries], folder, asked))
        if self.failure is not None:
            raise self.failure
        outcomes = []
        for entry in entries:
            if entry.spec.theme == "dark":
                report(Event("cached", entry, 1.0, 0.0, 1000))
                outcomes.append(Outcome(entry.name, str(entry.output), "unchanged", 0.0, 1000))
                continue
            report(Event("started", entry))
            report(Event("progress", entry, 0.5))
            if entry.name == self.fails:
                report(Event("retried", entry, reason="its worker died"))
                report(Event("failed", entry, reason="it [cannot] be"))
                outcomes.append(Outcome(entry.name, str(entry.output), "failed", reason="it [cannot] be"))
            else:
                report(Event("done", entry, 1.0, 1.25, 2500))
                outcomes.append(Outcome(entry.name, str(entry.output), "made", 1.25, 2500))
        return Report(tuple(outcomes), 3.5, ("no cache",))


@dataclass(frozen=True)
class Ended:
    status: int
    out: str
    err: str


class Program:
    """Runs the program in a folder of its own, in which there is a course."""

    def __init__(self, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
        self._capsys, self.folder = capsys, folder

    def __call__(self, *arguments: str, toml: str = THREE) -> Ended:
        course(self.folder, toml)
        self._capsys.readouterr()
        status = main(["batch", *arguments])
        return Ended(status, *self._capsys.readouterr())


@pytest.fixture
def batch(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    return Program(capsys, tmp_path)


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Library:
    found = Library()
    monkeypatch.setattr(library, "run_batch", found.run_batch)
    return found


USUAL: dict[str, Any] = {"jobs": None, "dask": None, "cache": None, "force": False, "report_file": None}
ALL = ["sliding-kernel-light", "sliding-kernel-dark", "dilation"]


@pytest.mark.parametrize(
    ("options", "call"),
    [
        ([], (ALL, Path("clips"), USUAL)),
        (["-o", "x", "--jobs", "3", "--force"], (ALL, Path("x"), USUAL | {"jobs": 3, "force": True})),
        (["--only", "*-dark", "--only", "dil*"], (ALL[1:], Path("clips"), USUAL)),
        (["--dask", "tcp://a:1"], (ALL, Path("clips"), USUAL | {"dask": "tcp://a:1"})),
        (["--cache", "kept"], (ALL, Path("clips"), USUAL | {"cache": Path("kept")})),
        (["--report", "r.json"], (ALL, Path("clips"), USUAL | {"report_file": Path("r.json")})),
        (["--report", "clips/r.json"], (ALL, Path("clips"), USUAL | {"report_file": Path("clips/r.json")})),
    ],
)
def test_options_make_one_call(
    batch: Program, stand_in: Library, options: list[str], call: tuple[Any, ...]
) -> None:
    assert batch("course.toml", *options).status == 0
    assert stand_in.calls == [call]
    assert stand_in.work.keys() == set(call[0])


def test_python_does_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = {name: value.default for name, value in inspect.signature(library.run_batch).parameters.items()}
    assert usual == USUAL | dict.fromkeys(("entries", "folder"), inspect.Parameter.empty) | dict.fromkeys(
        ("executor", "report", "work")
    )


def test_without_a_cache_a_folder_is_made_that_goes_away(batch: Program, stand_in: Library) -> None:
    batch("course.toml", "--no-cache")
    folder = stand_in.calls[0][2]["cache"]
    assert isinstance(folder, Path)
    assert not folder.exists()


def test_each_finished_clip_has_a_line_where_nobody_watches(batch: Program, stand_in: Library) -> None:
    stand_in.fails = "dilation"
    ended = batch("course.toml")
    assert ended.err.splitlines() == [
        "1/3 sliding-kernel-light: 2.5 kB, 1.2 s",
        "2/3 dilation: tried again, its worker died",
        "3/3 dilation: failed, it [cannot] be",
    ]
    assert ended.out == "clips: 1 clip made in 3.5 s, 1 unchanged, 1 failed, 3.5 kB in all\nnote: no cache\n"
    assert ended.status == 1
    quiet = batch("course.toml", "-q")
    assert (quiet.status, quiet.out, quiet.err) == (1, "", "dilation: failed, it [cannot] be\n")


class Terminal(io.StringIO):
    """Somebody watches."""

    def isatty(self) -> bool:
        return True


def test_a_table_lives_where_somebody_watches(
    batch: Program, stand_in: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in.fails = "dilation"
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert batch("course.toml").status == 1
    shown = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", terminal.getvalue())
    assert "checking 100%" in shown
    assert "dilation: failed, it [cannot] be" in shown
    assert "3 of 3, 1 made, 1 unchanged, 1 failed" in shown


@pytest.mark.parametrize("name", ["TERM", "quiet"])
def test_a_terminal_that_cannot_move_its_cursor_has_lines(
    batch: Program, stand_in: Library, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("TERM", "dumb" if name == "TERM" else "xterm")
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    batch("course.toml", *(["-q"] if name == "quiet" else []))
    lines = ["1/3 sliding-kernel-light: 2.5 kB, 1.2 s", "3/3 dilation: 2.5 kB, 1.2 s"]
    assert terminal.getvalue().splitlines() == (lines if name == "TERM" else [])


def test_the_table_shows_what_runs(tmp_path: Path) -> None:
    from rich.console import Console

    from .test_course import read

    entries = read(tmp_path, f"[[clip]]\nmatrix = {{ seed = {list(range(1, 21))} }}\n")
    console = Console(file=io.StringIO(), width=100, force_terminal=False)
    table = LiveTable(20, console)
    for number, entry in enumerate(entries[:19]):
        table(Event("started", entry))
        table(Event("progress", entry, number / 20))
    table(Event("done", entries[0], 1.0, 2.0, 3000))
    with console.capture() as captured:
        console.print(table)
    lines = captured.get().splitlines()
    assert lines[0].split() == ["sliding-kernel-seed2", "━" * 24, "5%", "0", "s"]
    assert len(lines) == 18
    assert lines[-2].strip() == "and 2 more"
    assert lines[-1].strip() == "1 of 20, 1 made"


REFUSED = [
    ((), "a batch needs a course: give a .toml file that names clips"),
    (("course.toml", "--jobs", "0"), "0 jobs can make nothing: use at least 1"),
    (
        ("course.toml", "--jobs", "2", "--dask", "x"),
        "a cluster has workers of its own: leave --jobs out, or --dask",
    ),
    (
        ("course.toml", "--cache", "x", "--no-cache"),
        "--cache and --no-cache are both given: keep one of them",
    ),
    (
        ("course.toml", "--report", "none/r.json"),
        f"{Path('none/r.json')} is no place for a report: name a file in a folder that there is",
    ),
    (
        ("course.toml", "--report", "course.toml"),
        "course.toml has a name that is no report's: end it with .json",
    ),
    (
        ("course.toml", "--only", "zz*"),
        'no clip matches "zz*": see --dry-run for their names, or write a pattern such as "*padding*"',
    ),
    (
        ("course.toml", "--only", "sliding"),
        'no clip matches "sliding": did you mean "*sliding*"?',
    ),
    (
        ("course.toml", "--only", "dilaton"),
        'no clip matches "dilaton": did you mean "dilation"?',
    ),
    (
        ("none.toml",),
        "none.toml: this file cannot be read, no such file or directory: give a course, a .toml file that "
        "names clips",
    ),
    (("--schema", "nonsense"), "invalid value for '--schema': 'nonsense' is not one of 'course', 'clip'"),
]


@pytest.mark.parametrize(("arguments", "sentence"), REFUSED)
def test_bad_input_is_one_sentence_before_anything_is_made(
    batch: Program, stand_in: Library, arguments: tuple[str, ...], sentence: str
) -> None:
    ended = batch(*arguments)
    assert (ended.status, ended.out, ended.err) == (2, "", f"error: {sentence}\n")
    assert stand_in.calls == []
    assert [path.name for path in batch.folder.iterdir()] == ["course.toml"]


def test_a_course_that_is_wrong_is_said_at_once_and_nothing_starts(batch: Program, stand_in: Library) -> None:
    ended = batch("course.toml", toml='[[clip]]\nkernel = 9\n[[clip]]\nname = "b"\nwidth = 16000\n')
    assert ended.status == 2
    head, *problems = ended.err.splitlines()
    assert head == "error: course.toml has 2 problems:"
    assert problems[0] == (
        "  course.toml, clip 1 (sliding-kernel): kernel 9×9 does not fit the padded input 5×5: use a kernel "
        "of at most 5×5, or padding of at least 2"
    )
    assert problems[1].startswith(
        "  course.toml, clip 2 (b): a picture of 16000×9000 has 144.0 million pixels"
    )
    assert stand_in.calls == []


def test_names_files_numbers_and_includes_that_are_wrong_are_one_error(
    batch: Program, stand_in: Library
) -> None:
    toml = (
        'include = ["week-1.toml"]\n[[clip]]\nname = "a"\nkernel = 9\n[[clip]]\nname = "A"\n'
        '[[clip]]\nname = "c"\nstride = 0\n'
    )
    for more in ((), ("--dry-run",), ("--only", "c")):
        ended = batch("course.toml", *more, toml=toml)
        lines = [line.strip() for line in ended.err.splitlines()]
        assert lines[0] == f"error: course.toml has {3 if '--only' in more else 4} problems:"
        assert lines[1].startswith('course.toml: include "week-1.toml" is not there: ')
        assert lines[2].startswith("course.toml, clip 3 (c): stride 0 is not possible")
        assert lines[3].startswith(
            "course.toml, clip 2 (A): name A is that of course.toml, clip 1 (a) as well"
        )
        assert "--only" in more or lines[4].startswith("course.toml, clip 1 (a): kernel 9×9 does not fit")
    assert stand_in.calls == []


def test_what_ends_the_look_at_a_course_is_reported_but_not_what_is_wrong_with_it(
    batch: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch("course.toml", "--report", "r.json", toml="[[clip]]\nkernel = 9\n")
    assert not (batch.folder / "r.json").exists()

    def interrupted(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("convanim.batch.forecast.check", interrupted)
    assert batch("course.toml", "--report", "r.json").status == 130
    said = json.loads((batch.folder / "r.json").read_text(encoding="utf-8"))
    assert (said["ended"], said["not made"]) == ("interrupted", 3)


@pytest.mark.parametrize(
    ("failure", "status", "text"),
    [
        (KeyboardInterrupt(), 130, "\naborted\n"),
        (ConvanimError("the cluster is lost"), 2, "error: the cluster is lost\n"),
    ],
)
def test_what_ends_a_batch_ends_the_program(
    batch: Program, stand_in: Library, failure: BaseException, status: int, text: str
) -> None:
    stand_in.failure = failure
    ended = batch("course.toml")
    assert (ended.status, ended.out, ended.err) == (status, "", text)


def test_the_schema_is_printed(batch: Program) -> None:
    for options, title in (((), "A course of convanim"), (("clip",), "A clip of convanim")):
        ended = batch("--schema", *options)
        assert ended.status == 0
        assert json.loads(ended.out)["title"] == title


def test_the_course_of_the_documentation_can_be_made(batch: Program) -> None:
    toml, included, _ = examples()
    course(batch.folder, included, "pooling.toml")
    ended = batch("course.toml", "--dry-run", toml=toml)
    assert (ended.status, ended.err) == (0, "")
    rows = [line.split() for line in ended.out.splitlines()]
    named = {row[0]: row[-1] for row in rows[1:] if row}
    assert named["padding-strides-k1-light"] == "padding-strides-k1-light.gif"
    assert named["first-layer.mp4"] == "week-1/first-layer.mp4"
    assert named["pooling-average_pool-k3"] == "pooling-average_pool-k3.gif"
    assert "edges" in named
    assert "padding-strides-odd-transposed-dark" not in named
    assert named["padding-strides-transposed-dark"] == "dark/padding-strides-transposed-dark.gif"
    assert re.match(
        r"\d+ clips to make, [\d,]+ frames, about .* MB, about .* of work", ended.out.splitlines()[-1]
    )
    assert sorted(path.name for path in batch.folder.iterdir()) == ["course.toml", "pooling.toml"]


def test_a_clip_is_really_made_and_the_second_run_does_nothing(batch: Program) -> None:
    toml = '[[clip]]\nname = "a b"\ninput = 2\nkernel = 1\nmotion = "step"\nduration = 4\n'
    first = batch("course.toml", "--jobs", "1", toml=toml)
    assert (first.status, first.err.partition(":")[0]) == (0, "1/1 a-b")
    made = (batch.folder / "clips" / "a-b.gif").read_bytes()
    again = batch("course.toml", "--jobs", "1", toml=toml)
    assert (again.status, again.err) == (0, "")
    assert re.fullmatch(r"clips: 0 clips made in \d\.\d s, 1 unchanged, [\d.]+ kB in all\n", again.out)
    assert (batch.folder / "clips" / "a-b.gif").read_bytes() == made
    assert "0 clips to make, 1 unchanged\n" in batch("course.toml", "--dry-run", toml=toml).out


def test_neither_the_help_nor_a_dry_run_load_anything_heavy(batch: Program) -> None:
    assert not loaded(PROGRAM.format(arguments=["batch", "--help"])) & (HEAVY | {"numpy"})
    course(batch.folder, THREE)
    dry = loaded(PROGRAM.format(arguments=["batch", "course.toml", "--dry-run"]))
    assert not dry & {"manim", "PIL", "av", "rich", "scipy"}


def test_a_clip_of_several_formats_is_meant_by_its_name(batch: Program, stand_in: Library) -> None:
    toml = '[[clip]]\nname = "first"\nformats = ["gif", "mp4"]\n[[clip]]\nname = "first-2"\n'
    assert batch("course.toml", "--only", "first", toml=toml).status == 0
    assert batch("course.toml", "--only", "first.mp4", toml=toml).status == 0
    assert [call[0] for call in stand_in.calls] == [["first.gif", "first.mp4"], ["first.mp4"]]
