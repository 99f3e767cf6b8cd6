"""What people read when something is wrong, and the exit status that scripts see."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from convanim import ConvanimError

from .conftest import Pipeline, Run

REFUSED = [
    (["render", "foo"], 'there is no scene, preset or clip "foo": see "convanim list", or give a .toml file'),
    (
        ["render", "same-paddin-no-strides"],
        'there is no scene, preset or clip "same-paddin-no-strides": did you mean same-padding-no-strides?',
    ),
    (["render", "none.toml"], "none.toml does not exist: check the name, and the folder it is relative to"),
    (["render", "bad.toml"], "bad.toml: stride 0 is not possible: use 1 or more"),
    (["render", "-i", "28x28x3"], "28x28x3 looks like height×width×channels: write 3x28x28"),
    (["render", "--fps", "abc"], 'fps "abc" is no whole number'),
    (["render", "--duration", "abc"], 'duration "abc" is no number'),
    (["render", "--theme", "drak"], 'theme "drak" is unknown: use light, dark or transparent'),
    (["render", "--label", "photo"], 'labels "photo" has no =: write input=photo'),
    (["render", "--label", "imput=x"], 'labels: there is no text "imput": did you mean "input"?'),
    (["render", "--labels", "fr"], 'language "fr" is unknown: use en, de, zh, or a .toml file of labels'),
    (["render", "dilation", "extra"], "got unexpected extra argument (extra)"),
    (["render", "-k"], "option '-k' requires an argument"),
    (
        ["render", "--at", "1", "-o", "x.gif"],
        "at is for .png or .svg, and x.gif is a .gif: leave it out, or write x.png",
    ),
    (
        ["render", "--embed", "-o", "x.mp4"],
        "embed is for .html, and x.mp4 is a .mp4: leave it out, or write x.html",
    ),
    (
        ["render", "--crf", "20", "-o", "frames/"],
        "crf is for .html, .mp4 or .webm, and frames/ is a folder of PNGs: leave it out, or write frames.mp4",
    ),
    (["rendre"], 'there is no command "rendre": did you mean render?'),
    (["completion", "csh"], "invalid value for '{bash|zsh|fish}': 'csh' is not one of 'bash', 'zsh', 'fish'"),
    (
        ["shape", "-i", "5", "-k", "7"],
        "kernel 7×7 does not fit the padded input 5×5: use a kernel of at most 5×5, or padding of at least 1",
    ),
    (["shape", "--ceil-mode"], "conv has no ceil_mode: leave it out, or use max_pool or average_pool"),
    (
        ["shape", "--operation", "max_pool", "-k", "sobel-x"],
        "max_pool has no weights: give the kernel as a size such as 2x2",
    ),
    (["trace", "--step", "x"], 'step "x" is no position: write 12, or 1,2 for its row and column'),
    (["trace", "--step", "9"], "step 9 does not exist: use 0 to 8"),
    (
        ["trace", "--step", "3,0"],
        "position (3, 0) lies outside the 3×3 positions: use (0, 0) to (2, 2)",
    ),
    (["trace", "--channel", "1"], "output channel 1 does not exist: use 0"),
    (
        ["trace", "-i", "99999x99999"],
        "input 99999×99999 has 10.0 billion cells (80.0 GB), more than the limit of 1,000,000: "
        "use a smaller one, or raise --max-cells",
    ),
]


@pytest.mark.parametrize(("arguments", "text"), REFUSED)
def test_bad_input_is_one_sentence_and_status_2(
    run: Run, rendered: Pipeline, arguments: list[str], text: str
) -> None:
    Path("bad.toml").write_text("stride = 0\n")
    outcome = run(*arguments)
    assert outcome.err.startswith(f"error: {text}")
    assert outcome.err.count("\n") == 1
    assert (outcome.status, outcome.out) == (2, "")


def test_a_misspelt_option_is_told_what_was_meant(run: Run) -> None:
    outcome = run("render", "--strid", "2")
    assert outcome.err.startswith("error: no such option")
    assert "--stride" in outcome.err
    assert outcome.status == 2


FAILURES = [
    (ConvanimError("it cannot be"), 2, "error: it cannot be\n"),
    (PermissionError(13, "Permission denied", "x.gif"), 1, "error: x.gif: permission denied\n"),
    (OSError(28, "No space left on device"), 1, "error: no space left on device\n"),
    (OSError("odd"), 1, "error: odd\n"),
    (MemoryError(), 1, "error: the memory does not suffice: use a smaller input or picture\n"),
    (RuntimeError("bang"), 1, "error: unexpected RuntimeError: bang (--debug shows where)\n"),
    (KeyboardInterrupt(), 130, "aborted\n"),
]


@pytest.mark.parametrize(("failure", "status", "text"), FAILURES)
def test_a_failure_has_its_status(
    run: Run, rendered: Pipeline, failure: BaseException, status: int, text: str
) -> None:
    rendered.failure = failure
    outcome = run("render", "-o", "x.gif")
    assert outcome.err.lstrip("\n") == text
    assert (outcome.status, outcome.out) == (status, "")


@pytest.mark.parametrize("arguments", [["--debug", "render"], ["render", "--debug"]])
def test_debug_shows_where_before_and_after_the_command(
    run: Run, rendered: Pipeline, arguments: list[str]
) -> None:
    rendered.failure = RuntimeError("bang")
    outcome = run(*arguments)
    assert outcome.err.startswith("Traceback (most recent call last):")
    assert outcome.err.endswith("\nerror: unexpected RuntimeError: bang (--debug shows where)\n")
    assert outcome.status == 1


def test_the_process_exits_with_the_status() -> None:
    for arguments, status, err in (
        (["shape", "-k", "7"], 2, "error: kernel 7×7 does not fit"),
        (["shape", "-k", "3"], 0, ""),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "convanim", *arguments], capture_output=True, text=True, encoding="utf-8"
        )
        assert (done.returncode, done.stderr[: len(err) or None]) == (status, err)


def test_signs_that_a_terminal_lacks_are_replaced() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "convanim", "shape", "-i", "5"],
        capture_output=True,
        env={"PYTHONIOENCODING": "latin-1"},
    )
    assert done.returncode == 0
    assert "?(i + 2p ? k) / s? + 1 = ?(5 + 2·0" in done.stdout.decode("latin-1")
