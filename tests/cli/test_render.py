"""`convanim render`: options become a spec, and one call makes the clip."""

from __future__ import annotations

import io
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import convanim
from convanim import ClipSpec, ConvanimError, preset
from convanim.cli.render import summary
from convanim.encoders import suffixes
from convanim.limits import MAX_CELLS
from convanim.rendering.pipeline import Rendered
from convanim.spec.fields import FIELDS
from convanim.spec.options import OPTIONS
from convanim.spec.toml import dumps, loads

from .conftest import Pipeline, Run

SAID: list[tuple[list[str], ClipSpec]] = [
    ([], ClipSpec()),
    (["sliding-kernel"], ClipSpec()),
    (
        ["sliding-kernel", "-i", "6x6", "-k", "4", "-s", "2", "-p", "1"],
        ClipSpec.of(input="6x6", kernel=4, stride=2, padding=1),
    ),
    (
        ["-i", "7", "-d", "2x1", "-p", "0:1,1:0"],
        ClipSpec.of(input=7, dilation=(2, 1), padding=((0, 1), (1, 0))),
    ),
    (["--bias", "-1"], ClipSpec.of(bias=-1)),
    (["--bias=-0.5"], ClipSpec.of(bias=-0.5)),
    (["--colours", "64", "--duration", "8e0", "--fps", "50"], ClipSpec.of(colours=64, duration=8, fps=50)),
    (["--title", "-k 5"], ClipSpec.of(title="-k 5")),
    (["--title", "none"], ClipSpec.of(title="none")),
    (
        ["--label", "input=photo", "--label", "output=edges"],
        ClipSpec.of(labels={"input": "photo", "output": "edges"}),
    ),
    (["--no-loop"], ClipSpec.of(loop=False)),
    (["--loop"], ClipSpec.of(loop=True)),
    (["same-padding-no-strides"], preset("same-padding-no-strides")),
    (
        ["same-padding-no-strides", "-k", "5", "--view", "numeric"],
        preset("same-padding-no-strides").changed(kernel=5, view="numeric"),
    ),
    (["padding-strides", "-s", "none"], preset("padding-strides").changed(stride=None)),
    (
        [
            "--theme",
            "dark",
            "--pace",
            "brisk",
            "--frame",
            "slide",
            "--matte",
            "#FFF000",
            "--activation",
            "relu",
        ],
        ClipSpec.of(theme="dark", pace="brisk", frame="slide", matte="#fff000", activation="relu"),
    ),
]


@pytest.mark.parametrize(("options", "spec"), SAID)
def test_options_make_the_spec_that_python_makes(
    run: Run, rendered: Pipeline, options: list[str], spec: ClipSpec
) -> None:
    outcome = run("render", *options, "-o", "x.gif")
    assert (outcome.status, outcome.err) == (0, "")
    assert rendered.calls == [(spec, Path("x.gif"))]


def test_what_a_file_says_for_another_format_is_no_matter(run: Run, rendered: Pipeline) -> None:
    spec = ClipSpec.of(at=2, embed=True)
    Path("clip.toml").write_text(dumps(spec))
    assert run("render", "clip.toml", "-o", "x.gif").status == 0
    assert run("render", "clip.toml", "--at", "3", "-o", "x.png").status == 0
    assert rendered.calls == [(spec, Path("x.gif")), (spec.changed(at=3), Path("x.png"))]


def test_python_is_told_as_well_which_formats_a_field_is_for(rendered: Pipeline) -> None:
    with pytest.raises(
        ConvanimError, match=r"^at is for \.png or \.svg, and x\.gif is a \.gif: leave it out"
    ):
        convanim.render("dilation", "x.gif", at=2)
    assert rendered.calls == []


def test_every_field_of_a_spec_is_an_option() -> None:
    assert {option.field for option in OPTIONS} == set(FIELDS) - {"scene"}  # the scene is the argument


def test_the_last_line_says_what_was_made(run: Run, rendered: Pipeline) -> None:
    out = run("render", "-o", "x.gif").out
    assert re.fullmatch(r"x\.gif: 212\.3 kB, 640×412, 8\.6 s long, made in \d+\.\d s\n", out)
    rendered.frames = 1
    assert re.fullmatch(r"x\.png: 212\.3 kB, 640×412, made in \d+\.\d s\n", run("render", "-o", "x.png").out)
    assert run("render", "-o", "x.gif", "--quiet").out == ""


def test_several_pictures_have_no_length(tmp_path: Path) -> None:
    made = Rendered(tmp_path / "a.pdf", 10, 0.4, 113_500, 1280, 720, still=True)
    assert summary(made, 2.04) == f"{tmp_path}/a.pdf: 113.5 kB, 1280×720, 10 pictures, made in 2.0 s"
    cut = replace(made, part="of p.jpg the middle is shown")
    assert summary(cut, 2.04).splitlines()[1:] == ["of p.jpg the middle is shown"]


def test_a_name_that_ends_with_a_slash_is_a_folder(run: Run, tmp_path: Path) -> None:
    made = run("render", "-i", "3", "-k", "2", "--motion", "step", "--width", "960", "-o", "stills/")
    assert re.fullmatch(r"stills: [\d.]+ kB, 960×540, 5 pictures, made in \d+\.\d s\n", made.out)
    assert [file.name for file in sorted(Path("stills").iterdir())] == [
        f"step_000{n}.png" for n in range(1, 6)
    ]
    refused = run("render", "-i", "3", "-k", "2", "-o", "stills/")
    assert refused.err == (
        "error: stills has 5 files in it: use --force to replace the folder as a whole, or another name\n"
    )
    assert refused.status == 2


def test_force_is_handed_on(run: Run, rendered: Pipeline) -> None:
    for options in ([], ["--force"]):
        run("render", "-o", "x/", *options)
    assert rendered.forced == [False, True]


def test_the_help_names_every_suffix(run: Run) -> None:
    words = run("render", "--help").out.split()
    assert {f"{suffix}" for suffix in suffixes()} <= {word.rstrip(".,;") for word in words}


class Terminal(io.StringIO):
    """A stream that somebody watches."""

    def isatty(self) -> bool:
        return True


def test_a_bar_is_drawn_only_where_somebody_watches(
    run: Run, rendered: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("render", "-o", "x.gif").err == ""
    for options, drawn in (([], True), (["--quiet"], False)):
        terminal = Terminal()
        monkeypatch.setattr(sys, "stderr", terminal)
        run("render", "-o", "x.gif", *options)
        assert ("100%" in terminal.getvalue()) is drawn


@pytest.mark.parametrize(
    ("what", "name"),
    [([], "sliding-kernel.gif"), (["dilation"], "dilation.gif"), (["sub/clip.toml"], "clip.gif")],
)
def test_without_a_name_the_clip_is_named_after_what_it_shows(
    run: Run, rendered: Pipeline, what: list[str], name: str
) -> None:
    Path("sub").mkdir()
    Path("sub/clip.toml").write_text("kernel = 2\n")
    run("render", *what)
    assert rendered.calls[0][1] == Path(name)


def test_a_clip_from_a_clip_needs_a_name(
    run: Run, rendered: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("convanim.encoders.read_spec", lambda path: "kernel = 2\nmax_cells = 999999999\n")
    outcome = run("render", "old.gif")
    assert outcome.err == "error: a new clip from old.gif needs a name of its own: give one with -o\n"
    assert outcome.status == 2
    assert run("render", "old.gif", "-k", "4", "-o", "new.gif").status == 0
    assert rendered.calls == [(ClipSpec.of(kernel=4, max_cells=MAX_CELLS), Path("new.gif"))]


def test_a_spec_is_dumped_instead_of_rendered(run: Run, rendered: Pipeline) -> None:
    outcome = run("render", "padding-strides", "-k", "5", "--title", "Ünï ×", "--dump-spec")
    spec = preset("padding-strides").changed(kernel=5, title="Ünï ×")
    assert outcome.out == dumps(spec)
    assert loads(outcome.out) == spec
    assert rendered.calls == []


def test_options_change_a_toml_file_and_its_files_stay_where_they_are(run: Run, rendered: Pipeline) -> None:
    Path("sub").mkdir()
    Path("sub/clip.toml").write_text('input = "x.csv"\nkernel = 2\nstride = 2\n')
    run("render", "sub/clip.toml", "-k", "k.csv", "-o", "x.mp4")
    spec = ClipSpec.of(input=Path("sub") / "x.csv", kernel="k.csv", stride=2)
    assert rendered.calls == [(spec, Path("x.mp4"))]


def test_python_does_the_same_in_one_line(rendered: Pipeline, tmp_path: Path) -> None:
    made = convanim.render("same-padding-no-strides", tmp_path / "same.gif", kernel=5)
    spec = preset("same-padding-no-strides").changed(kernel=5)
    assert rendered.calls == [(spec, tmp_path / "same.gif")]
    assert made.width == 640
    shares: list[float] = []
    convanim.render(spec, str(tmp_path / "x.gif"), progress=shares.append, theme="dark")
    assert rendered.calls[1] == (spec.changed(theme="dark"), tmp_path / "x.gif")
    assert shares == [0.5, 1.0]


@pytest.mark.parametrize("public", ["Clip", "ClipSpec", "ConvanimError", "open_spec", "preset", "render"])
def test_public_names_are_there_when_they_are_asked_for(public: str) -> None:
    found: Any = getattr(convanim, public)
    assert found.__name__ == public
    assert public in dir(convanim)


def test_what_is_not_public_is_refused_as_python_does() -> None:
    with pytest.raises(AttributeError, match=r"^module 'convanim' has no attribute 'rendre'$"):
        _ = convanim.rendre
