"""`convanim list`, the help, the version, completion: what a newcomer meets first."""

from __future__ import annotations

import io
import json
import re
import shlex
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from PIL import Image

import convanim
from convanim.batch.report import Report
from convanim.cli import COMMANDS, main, program
from convanim.presets import load, names
from convanim.rendering.catalog import SCENES
from tests.sources.models.made import drawn, residual, saved
from tests.sources.models.test_weights import save_safetensors

from .conftest import Pipeline, Run


def test_the_list_has_every_name_with_its_line(run: Run) -> None:
    out = run("list").out
    for entry in (*SCENES.values(), *load().values()):
        assert re.search(rf"^  {re.escape(entry.name)} +{re.escape(entry.summary)}$", out, re.MULTILINE)


def test_the_list_in_json(run: Run) -> None:
    listed = json.loads(run("list", "--json").out)
    assert [entry["name"] for entry in listed["scenes"]] == list(SCENES)
    assert [entry["name"] for entry in listed["presets"]] == list(names())
    assert listed["scenes"][0]["views"] == ["numeric", "tilted"]
    assert "Dumoulin & Visin" in listed["presets"][0]["source"]


def test_the_version(run: Run) -> None:
    outcome = run("--version")
    assert (outcome.status, outcome.out) == (0, f"convanim {convanim.__version__}\n")


@pytest.mark.parametrize("arguments", [["--help"], []])
def test_the_help_lists_every_command(run: Run, arguments: list[str]) -> None:
    outcome = run(*arguments)
    assert outcome.status == 0
    for name, (_, line) in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(line)}$", outcome.out, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_ends_its_help_with_examples(run: Run, command: str) -> None:
    outcome = run(command, "--help")
    assert outcome.status == 0
    usage, _, examples = outcome.out.partition("\n  Examples:\n")
    assert "--debug" in usage
    lines = examples.splitlines()
    assert lines
    assert all(re.match(rf"    (eval \"\$\()?convanim {command} ?", line) for line in lines)


EXAMPLES = [
    line
    for name in COMMANDS
    if name != "completion"
    for line in (program.get_command(None, name).epilog or "").splitlines()  # type: ignore[union-attr, arg-type]  # the commands of the table are there, and need no context
    if line.startswith("  convanim")
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_of_the_help_work(
    run: Run, rendered: Pipeline, monkeypatch: pytest.MonkeyPatch, example: str
) -> None:
    Image.new("RGB", (40, 40)).save("photo.png")
    Path("clip.toml").write_text("kernel = 2\n")
    Path("course.toml").write_text('[[clip]]\nclip = "padding-*"\nmatrix = { theme = ["light", "dark"] }\n')
    Path("deck.toml").write_text('[[slide]]\ntitle = "Strides"\n')
    for name in ("reveal.js", "reveal.css"):
        (part := Path("node_modules", "reveal.js", "dist", name)).parent.mkdir(parents=True, exist_ok=True)
        part.touch()
    saved(residual(), Path("resnet.onnx"))
    save_safetensors(Path("weights.safetensors"), {"conv1.weight": drawn(2, 3, 3, 3)})
    example, _, piped = example.partition(" < ")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(Path(piped).read_bytes() if piped else b"")))
    monkeypatch.setattr("convanim.encoders.read_spec", lambda path: "kernel = 2\n")
    monkeypatch.setattr("convanim.batch.run.run_batch", lambda *entries, **asked: Report(()))
    outcome = run(*shlex.split(example.split(" > ")[0])[1:])
    assert (outcome.status, outcome.err) == (0, "")


def test_the_list_of_texts_can_be_translated_and_given_back(run: Run, rendered: Pipeline) -> None:
    outcome = run("list", "--labels")
    assert (outcome.status, outcome.err) == (0, "")
    assert 'kernel = "kernel"\n' in outcome.out
    Path("mine.toml").write_text(
        outcome.out.replace('kernel = "kernel"', 'kernel = "noyau"'), encoding="utf-8"
    )
    assert run("render", "--labels", "mine.toml", "--describe", "-o", "x.gif").status == 0
    (spec, _), described = rendered.calls[0], rendered.described
    assert spec.resolve().labels("kernel") == "noyau"
    assert described == [True]


def complete(words: list[str], incomplete: str) -> list[tuple[str, str]]:
    found = ShellComplete(program, {}, "convanim", "_CONVANIM_COMPLETE").get_completions(words, incomplete)
    return [(item.type, item.value) for item in found]


@pytest.mark.parametrize(
    ("words", "incomplete", "found"),
    [
        ([], "sh", [("plain", "shape")]),
        (["render"], "rect", [("plain", "rectangular-kernel"), ("file", "rect")]),
        (["render"], "slid", [("plain", "sliding-kernel"), ("file", "slid")]),
        (["render", "--theme"], "", [("plain", "light"), ("plain", "dark"), ("plain", "transparent")]),
        (["render", "-k"], "sob", [("plain", "sobel-x"), ("plain", "sobel-y"), ("file", "sob")]),
        (["render", "-p"], "s", [("plain", "same"), ("plain", "same_lower")]),
        (["render", "--labels"], "d", [("plain", "de"), ("file", "d")]),
        (["render", "--fps"], "", []),
        (["render", "--fps", "nonsense", "--theme"], "d", [("plain", "dark")]),
        (["completion"], "z", [("plain", "zsh")]),
    ],
)
def test_names_are_completed(words: list[str], incomplete: str, found: list[tuple[str, str]]) -> None:
    assert complete(words, incomplete) == found


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell_calls_the_program(run: Run, shell: str) -> None:
    outcome = run("completion", shell)
    assert outcome.status == 0
    assert f"_CONVANIM_COMPLETE={shell}_complete" in outcome.out


def test_the_script_is_answered(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name, value in (
        ("_CONVANIM_COMPLETE", "zsh_complete"),
        ("COMP_WORDS", "convanim li"),
        ("COMP_CWORD", "1"),
    ):
        monkeypatch.setenv(name, value)
    assert main([]) == 0
    assert capsys.readouterr().out.startswith("plain\nlist\n")
