"""Which package knows which: what CONTRIBUTING.md says of the way from a spec to a file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

KNOWS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "engine": frozenset(),
        "labels": frozenset(),
        "sources": frozenset({"engine"}),
        "story": frozenset({"engine", "labels", "layout"}),
        "layout": frozenset({"engine", "labels", "sources", "spec", "story"}),
        "mobjects": frozenset({"engine", "labels", "layout", "story"}),
        "encoders": frozenset({"rendering"}),
        "scenes": frozenset({"engine", "layout", "mobjects", "rendering", "story"}),
    }
)
"""All that a package may import of the others, wherever in its modules it does."""

KNOWN_BY: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "cli": frozenset(),
        "blocks": frozenset(),
        "batch": frozenset({"cli"}),
        "slides": frozenset({"cli"}),
    }
)
"""Packages that use the others and that the others must do without, and who may import them."""

IMPORT = re.compile(r"^\s*(?:from|import) convanim\.(\w+)", re.MULTILINE)


@pytest.fixture(scope="module")
def imports(root: Path, project_files: Callable[[str], list[Path]]) -> Mapping[str, dict[str, Path]]:
    """For each package, which others it imports, and a file in which it does."""
    found: dict[str, dict[str, Path]] = {}
    for path in (*project_files("convanim"), *project_files("scenes")):
        *folders, _ = path.parts
        if path.suffix != ".py" or folders == ["convanim"]:
            continue
        own = folders[1] if folders[0] == "convanim" else folders[0]
        for other in IMPORT.findall((root / path).read_text(encoding="utf-8")):
            if other != own and (root / "convanim" / other).is_dir():
                found.setdefault(own, {})[other] = path
    return found


@pytest.mark.parametrize("package", KNOWS)
def test_a_stage_knows_no_more_than_it_needs(imports: Mapping[str, dict[str, Path]], package: str) -> None:
    known = imports.get(package, {})
    assert {other: path for other, path in known.items() if other not in KNOWS[package]} == {}


@pytest.mark.parametrize("package", KNOWN_BY)
def test_what_stands_above_the_pipeline_is_not_known_below(
    imports: Mapping[str, dict[str, Path]], package: str
) -> None:
    users = {user: known[package] for user, known in imports.items() if package in known}
    assert {user: path for user, path in users.items() if user not in KNOWN_BY[package]} == {}


def test_the_check_sees_imports_at_all(imports: Mapping[str, dict[str, Path]]) -> None:
    assert {"batch", "slides"} <= imports["cli"].keys()
    assert {"encoders", "story", "layout"} <= imports["rendering"].keys()
