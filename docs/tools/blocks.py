"""The code on the pages: every block of commands, Python and console sessions, in its order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(
    r"^(?P<fence>`{3,})(?:\{code-block\} *)?(?P<language>[\w-]+)[^\n`]*\n"
    r"(?P<options>(?::[\w-]+:[^\n]*\n)*)\n?(?P<text>.*?)^(?P=fence) *$",
    re.MULTILINE | re.DOTALL,
)
RUN = ("sh", "bash", "shell", "python", "console", "toml")
"""What is run, but for TOML, which is written to the file that its caption names."""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of code: where it stands, its language, the file that its caption names, its text."""

    page: str
    line: int
    language: str
    file: str
    text: str

    @property
    def where(self) -> str:
        """The place, as editors open it."""
        return f"{self.page}:{self.line}"

    @property
    def commands(self) -> list[str]:
        """The command lines: without comments, continued lines joined, prompts and outputs left out."""
        lines = self.text.replace("\\\n", " ").splitlines()
        if self.language == "console":
            lines = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
        kept = (re.sub(r"(^|\s)#\s.*$", "", line).strip() for line in lines)
        return [" ".join(line.split("\n")) for line in kept if line]

    @property
    def answers(self) -> str:
        """What a console session shows after its command."""
        return "\n".join(line for line in self.text.splitlines() if not line.startswith("$ "))


def blocks(page: Path, name: str) -> Iterator[Block]:
    """The blocks of a page that are run."""
    text = page.read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        if found["language"] in RUN:
            caption = re.search(r":caption: *(\S+)", found["options"])
            line = text.count("\n", 0, found.start()) + 1
            yield Block(name, line, found["language"], caption[1] if caption else "", found["text"])


def pages(folder: Path, *others: Path) -> dict[str, list[Block]]:
    """The blocks of all pages of a folder, and of other files, by page; pages without any are left out."""
    named = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.md"))}
    named |= {path.name: path for path in others}
    found = {name: list(blocks(path, name)) for name, path in named.items()}
    return {name: each for name, each in found.items() if each}
