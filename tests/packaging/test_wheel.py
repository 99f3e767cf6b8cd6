"""The wheel holds what the tree holds, and works where the tree is not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest


def run_python(*arguments: str | Path, cwd: Path, path: Path | None = None) -> str:
    """What this interpreter prints, run in ``cwd`` with ``path`` first among its imports."""
    environment = {**os.environ, "PYTHONPATH": str(path)} if path else None
    done = subprocess.run(
        [sys.executable, *map(str, arguments)], cwd=cwd, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source archive, that from a copy of the tree; no network needed."""
    copy = tmp_path_factory.mktemp("tree")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(root / name, copy)
    for name in ("convanim", "scenes", "tests"):
        shutil.copytree(root / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    run_python("-m", "build", "--no-isolation", "--outdir", copy / "dist", copy, cwd=copy)
    (built,) = (copy / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but the installed wheel; its dependencies come from this interpreter."""
    folder = tmp_path_factory.mktemp("installed")
    run_python(
        "-m", "pip", "install", "-qq", "--no-deps", "--no-index", "--target", folder, wheel, cwd=folder
    )
    return folder


def test_wheel_holds_every_file_of_the_package_and_nothing_else(
    wheel: Path, project_files: Callable[[str], list[Path]]
) -> None:
    expected = {path.as_posix() for path in project_files("convanim")}
    expected |= {f"convanim/{path.as_posix()}" for path in project_files("scenes")}
    with ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert sorted(held) == sorted(expected)
    assert {"convanim/py.typed", "convanim/presets.toml", "convanim/scenes/sliding_kernel.py"} <= held


def test_installed_wheel_tells_its_version(root: Path, installed: Path, tmp_path: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] in run_python("-m", "convanim", "--version", cwd=tmp_path, path=installed)


def test_every_scene_loads_from_the_installed_wheel(installed: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from convanim.rendering.catalog import SCENES\n"
        "for entry in SCENES.values():\n"
        "    print(sys.modules[entry.load().__module__].__file__)"
    )
    places = run_python("-c", code, cwd=tmp_path, path=installed).splitlines()
    assert places
    assert all(Path(place).is_relative_to(installed / "convanim" / "scenes") for place in places)


def test_shipped_digit_names_its_source_and_licence(installed: Path) -> None:
    data = installed / "convanim" / "sources" / "data"
    rows = [[int(cell) for cell in line.split(",")] for line in (data / "digit.csv").read_text().split()]
    assert [len(row) for row in rows] == [8] * 8
    assert all(0 <= cell <= 16 for row in rows for cell in row)
    notice = (data / "digit.LICENSE.md").read_text(encoding="utf-8")
    for claim in ("Alpaydin", "Kaynak", "10.24432/C50P49", "creativecommons.org/licenses/by/4.0"):
        assert claim in notice
