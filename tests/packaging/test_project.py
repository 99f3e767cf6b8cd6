"""What pyproject.toml, the documents and the checks' configuration promise about each other."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import convanim

TOP_LEVEL = {
    *("CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md", "pyproject.toml"),
    *("benchmarks", "convanim", "docs", "renders", "scenes", "tests"),
    *(".ci", ".github", ".gitattributes", ".gitignore", ".pre-commit-config.yaml"),
}
EDITORS_OWN = {".idea", ".vscode", ".DS_Store", ".envrc", ".python-version", ".tool-versions"}


@pytest.fixture(scope="module")
def pyproject(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def makefile(root: Path) -> str:
    return (root / "Makefile").read_text(encoding="utf-8")


def test_the_package_tells_the_version_of_pyproject(pyproject: dict[str, Any]) -> None:
    assert convanim.__version__ == pyproject["project"]["version"]


def test_the_changelog_has_the_version_or_says_unreleased(root: Path, pyproject: dict[str, Any]) -> None:
    titles = re.findall(r"^## \[(.+?)\]", (root / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert titles[0] in ("Unreleased", pyproject["project"]["version"])


def test_the_tools_check_against_the_oldest_python(root: Path, pyproject: dict[str, Any]) -> None:
    """mypy excepted: it reads the NumPy that is installed, whose types only a newer Python may understand."""
    oldest = pyproject["project"]["requires-python"].removeprefix(">=")
    assert "python_version" not in pyproject["tool"]["mypy"]
    assert pyproject["tool"]["ruff"]["target-version"] == "py" + oldest.replace(".", "")
    assert f"convanim needs Python {oldest} or newer" in (root / ".ci" / "setup.sh").read_text(
        encoding="utf-8"
    )


def test_every_dependency_has_a_lower_bound_and_manim_an_upper_one(pyproject: dict[str, Any]) -> None:
    extras = pyproject["project"]["optional-dependencies"]
    named = [*pyproject["project"]["dependencies"], *itertools.chain(*extras.values())]
    bounds = dict(re.fullmatch(r"([\w-]+(?:\[[\w,]+\])?)(.*)", line).groups() for line in named)
    assert bounds.pop("convanim[test,docs]") == ""
    assert [name for name, bound in bounds.items() if not bound.startswith(">=")] == []
    assert re.search(r",<\d", bounds["manim"])


def test_the_top_level_is_the_designs(root: Path, project_files: Callable[[str], list[Path]]) -> None:
    found = {path.parts[0] for path in project_files(".")}
    assert found - EDITORS_OWN <= TOP_LEVEL
    assert {"Makefile", "README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", ".ci"} <= found


def test_no_file_names_a_folder_of_the_machine_it_was_written_on(
    root: Path, project_files: Callable[[str], list[Path]]
) -> None:
    private = re.compile(
        rb"(?<![\w.~-])/(?:" + b"|".join([b"ro" + b"ot", b"wo" + b"rk", b"ho" + b"me"]) + rb")/\w"
    )
    files = [path for path in project_files(".") if path.parts[0] in TOP_LEVEL]
    assert Path("tests/packaging/test_project.py") in files
    assert [str(path) for path in files if private.search((root / path).read_bytes())] == []


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_every_make_command_of_the_documents_is_a_target(root: Path, makefile: str, document: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    text = (root / document).read_text(encoding="utf-8")
    blocks = "".join(re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    lines = re.findall(r"^(?:\$ )?make ([^#\n]+)", blocks, re.MULTILINE)
    named = {word for line in lines for word in line.split() if "=" not in word}
    named |= set(re.findall(r"`make ([a-z]+)", text))
    assert named <= targets
    assert {"README.md": {"demo", "test"}, "CONTRIBUTING.md": {"test", "lint", "format"}}[document] <= named


def test_a_commit_meets_the_same_checks_as_ci(root: Path, makefile: str) -> None:
    recipe = re.search(r"^lint:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)
    assert recipe
    checks = [line.strip().replace("$(BIN)", ".venv/bin") for line in recipe[1].splitlines()]
    hooks = re.findall(
        r"^ *entry: (.+)$", (root / ".pre-commit-config.yaml").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert hooks == checks
    assert re.findall(r"^make (\w+)$", (root / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE) == [
        "lint",
        "test",
    ]
