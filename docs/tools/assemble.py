"""The pages of the site in one folder: those that are written, and those that are made from tables."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from convanim.labels import sentence
from convanim.rendering.catalog import SCENES, SceneEntry
from docs.tools import cli_reference, scene_tables, spec_reference
from docs.tools.diagram import pipeline

DOCS = Path(__file__).resolve().parents[1]
ROOT = DOCS.parent
GUIDES = ("slides", "notebooks", "models", "manim", "batch", "scale", "examples/index")
"""Pages that explain one matter each, in the order in which the contents list them."""
TAKEN = {
    "benchmarks/README.md": "benchmarks.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
}
"""Pages that stand elsewhere in the repository."""
NOT_PAGES = {"tools", "__pycache__"}


def assemble(folder: Path) -> None:
    """Write every page of the site, and what the pages show, to a folder that holds nothing else."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(DOCS, folder, ignore=lambda _, names: NOT_PAGES.intersection(names))
    for source, target in TAKEN.items():
        shutil.copy(ROOT / source, folder / target)
    for scene in SCENES.values():
        page = folder / "scenes" / f"{scene.name}.md"
        if not page.exists():
            page.write_text(scene_page(scene), encoding="utf-8")
    for page in (folder / "scenes").glob("*.md"):
        if page.stem not in {*SCENES, "index"}:
            page.unlink()
    for page in folder.rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        if "@@" in text:
            page.write_text(filled(text, folder), encoding="utf-8")


def scene_page(scene: SceneEntry) -> str:
    """The page of a scene that has none of its own."""
    return (
        f"# {scene.name}\n\n{sentence(scene.summary)}.\n\n"
        f"```{{scene-player}} {scene.name}\n```\n\n"
        f"## To copy\n\n```sh\nconvanim render {scene.name} -o {scene.name}.gif\n```\n\n"
        f"## Options\n\n```{{scene-options}} {scene.name}\n```\n\n"
        f"## Presets\n\n```{{scene-presets}} {scene.name}\n```\n"
    )


def filled(text: str, folder: Path) -> str:
    """The text with what stands for ``@@name@@`` in its place."""
    return re.sub(r"@@(\w+)@@", lambda found: PARTS[found[1]](folder), text)


def scenes(folder: Path) -> str:
    """The scenes, a line each, in the order in which the page of all scenes has their cards."""
    page = (folder / "scenes/index.md").read_text(encoding="utf-8")
    shown = " ".join(re.findall(r"^```\{scene-cards\} (.+)", page, re.MULTILINE)).split()
    return "\n".join(dict.fromkeys([*shown, *SCENES]))


def guides(folder: Path) -> str:
    """The guides that there are, a line each."""
    others = sorted(
        path.relative_to(folder).with_suffix("").as_posix()
        for path in (folder / "examples").glob("*.md")
        if path.stem != "index"
    )
    wanted = GUIDES if (folder / "examples" / "index.md").exists() else (*GUIDES, *others)
    return "\n".join(name for name in wanted if (folder / f"{name}.md").exists())


def gallery(_: Path) -> str:
    """The presets of every scene that has some."""
    return "\n".join(
        f"## {name}\n\n```{{scene-presets}} {name}\n```\n" for name in SCENES if scene_tables.presets_of(name)
    )


PARTS: dict[str, Callable[[Path], str]] = {
    "scenes": scenes,
    "guides": guides,
    "gallery": gallery,
    "commands": lambda _: cli_reference.page(),
    "fields": lambda _: spec_reference.table(),
    "pipeline": lambda _: pipeline(),
}
"""What pages can have filled in."""
