"""The files that the pages' commands are given: a photo, a clip made before, a model."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np

from docs.tools.assemble import DOCS, ROOT

COURSE = """\
[[clip]]
clip = "no-padding-no-strides"
matrix = { theme = ["light", "dark"], motion = ["step"] }
"""
"""A course for pages that show none of their own."""


def provide(folder: Path) -> None:
    """Put everything that a page may name into a folder."""
    for name in ("convanim/sources/data", "scenes"):
        shutil.copytree(ROOT / name, folder / name)
    if (DOCS / "examples").is_dir():
        shutil.copytree(DOCS / "examples", folder, dirs_exist_ok=True)
    (folder / "course.toml").write_text(COURSE, encoding="utf-8")
    photo(folder / "photo.jpg")
    photo(folder / "photo.png")


def photo(path: Path) -> None:
    """A picture that looks like one: a bright disc on a slope, in colour."""
    from PIL import Image

    rows, columns = np.mgrid[0:96, 0:128]
    slope = (rows + columns) / 2
    disc = 140.0 * (np.hypot(rows - 44, columns - 70) < 26)
    channels = [
        np.clip(slope + disc * share + shift, 0, 255) for share, shift in ((1, 20), (0.8, 0), (0.3, 40))
    ]
    Image.fromarray(np.stack(channels, axis=-1).astype(np.uint8)).save(path)
