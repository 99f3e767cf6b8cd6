"""The code on the pages up to the point where pictures would be drawn: a quick form of running it."""

from __future__ import annotations

import ast
import contextlib
import io
import itertools
import shlex
from collections.abc import Iterator
from pathlib import Path

import click

from convanim.cli import main, program
from docs.tools import clips
from docs.tools.blocks import Block
from docs.tools.code import elsewhere, prepares, run_block, run_command

DRAWING = ("manim", "render(", "animate(", "run_batch")
"""What in a piece of Python draws."""
WHOLE = ("shape", "trace", "list", "layers", "completion")
"""Commands that are run as they are, since they draw nothing."""


class Planned:
    """Runs the commands of a page without drawing: a clip that one makes is known to the next by its spec."""

    def __init__(self) -> None:
        self.made: dict[str, Path] = {}
        self.names: dict[str, object] = {"__name__": "__main__"}
        self.drawn = False

    def block(self, block: Block) -> None:
        """Run one block; what is wrong is raised."""
        if block.language == "toml":
            if block.file:
                Path(block.file).write_text(block.text, encoding="utf-8")
        elif block.language == "python":
            self.python(block)
        elif block.language == "console":
            run_block(block, run_command, self.names)
        else:
            for line in block.commands:
                if not prepares(line):
                    self.command(line.replace(".venv/bin/", ""))

    def command(self, line: str) -> None:
        """Run a line as far as its spec and its layout."""
        if elsewhere(line):
            assert not line.startswith("convanim ") or parsed(shlex.split(line)[1:]), line
            return
        line, _, target = line.partition(" > ")
        words = [str(self.made.get(word, word)) for word in shlex.split(line.partition(" < ")[0])]
        if words[0] == "manim":
            path, name = Path(words[-2]), words[-1]
            assert name in path.read_text(encoding="utf-8"), f"there is no {name} in {path}"
        elif words[0] == "convanim" and words[1] == "render":
            self.render(words[2:], target)
        elif words[0] == "convanim" and words[1] in WHOLE:
            with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO(), encoding="utf-8")):
                assert main(words[1:]) == 0, line
        else:
            assert words[0] != "convanim" or parsed(words[1:]), line

    def render(self, words: list[str], target: str) -> None:
        """Everything that ``convanim render`` does before it draws."""
        from convanim.spec.toml import dumps

        spec = clips.spec_of(shlex.join(words))
        output = next(
            (word for flag, word in itertools.pairwise(words) if flag in ("-o", "--output")),
            "a.gif",
        )
        clip = clips.Clip(spec, Path(output).suffix or ".png")
        assert all(clip.size), words
        plan = Path(f"{len(self.made)}.plan.toml")
        plan.write_text(dumps(spec), encoding="utf-8")
        self.made[target or output] = plan

    def python(self, block: Block) -> None:
        """Run a piece of Python that draws nothing; of another, and of what follows it, only the imports."""
        code = compile(block.text, block.where, "exec")
        self.drawn = self.drawn or any(word in block.text for word in DRAWING)
        if self.drawn:
            for statement in imports(block.text):
                exec(statement, {})
            return
        with contextlib.redirect_stdout(io.StringIO()):
            exec(code, self.names)


def parsed(words: list[str]) -> bool:
    """Whether the program understands a command line; it is not run."""
    context = click.Context(program, info_name="convanim")
    command = program.get_command(context, words[0])
    assert command is not None, f"there is no command {words[0]}"
    return bool(command.make_context(words[0], words[1:], parent=context))


def imports(text: str) -> Iterator[str]:
    """The statements that import something of convanim."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("convanim"):
            yield ast.unparse(node)
