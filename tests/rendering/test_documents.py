"""Clips as documents and folders: the same picture as the PNG of the same moment, and what is said of it."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import av
import numpy as np
import pypdfium2
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageSequence

from convanim.api import read_embedded
from convanim.errors import ConvanimError
from convanim.rendering.budget import render_within
from convanim.rendering.moments import explained
from convanim.rendering.pipeline import render
from convanim.spec import ClipSpec
from convanim.theme import LIGHT, rgb
from tests.scenes.staged import planned

SCENES = {
    "numbers": ClipSpec.of(input=5, kernel=3, padding=1, view="numeric"),
    "tilted": ClipSpec.of(input=5, kernel=3, stride=2, view="tilted"),
    "a filter": ClipSpec.of(scene="filter", input="3x4x4", kernel=3, theme="dark"),
    "max pooling": ClipSpec.of(scene="pooling", input=4, kernel=2),
    "two views": ClipSpec.of(scene="transposed", input=2, kernel=3, stride=2),
}


def pixels(path: Path) -> NDArray[np.int64]:
    """A picture's colours."""
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"), dtype=int)


def page(document: pypdfium2.PdfDocument, number: int, width: int) -> NDArray[np.int64]:
    """A page, drawn by PDFium so many pixels wide."""
    scale = width / document[number].get_width()
    return np.asarray(document[number].render(scale=scale, rev_byteorder=True).to_numpy()[..., :3], dtype=int)


@pytest.mark.parametrize("name", SCENES)
def test_the_last_page_is_the_finished_picture(tmp_path: Path, name: str) -> None:
    spec = SCENES[name]
    render(spec, tmp_path / "a.pdf")
    render(spec, tmp_path / "a.png")
    with pypdfium2.PdfDocument(tmp_path / "a.pdf") as document:
        apart = np.abs(page(document, len(document) - 1, 1280) - pixels(tmp_path / "a.png"))
        first = np.abs(page(document, 0, 1280) - pixels(tmp_path / "a.png"))
    assert apart.mean() < 0.5
    assert (apart.max(axis=-1) > 100).mean() < 0.001
    assert first.mean() > 2 * apart.mean()  # another page is seen to be another


def test_a_page_shows_the_step_that_its_bookmark_tells(tmp_path: Path) -> None:
    spec = ClipSpec.of(input=4, kernel=2, view="numeric", motion="step")
    made = render(spec, tmp_path / "a.pdf")
    render(spec, f"{tmp_path}/stills/")
    stills = sorted((tmp_path / "stills").iterdir())
    assert made.still
    with pypdfium2.PdfDocument(tmp_path / "a.pdf") as document:
        assert len(document) == len(stills) == made.frames == 10
        for number, still in enumerate(stills):
            assert np.abs(page(document, number, 1280) - pixels(still)).mean() < 0.5
        titles = [mark.get_title() for mark in document.get_toc()]
    assert len(set(titles)) == 10


def test_an_svg_says_in_text_what_the_picture_says(tmp_path: Path) -> None:
    spec = ClipSpec.of(input=[[1, 2], [3, 4]], kernel=[[5]], view="numeric", title="A <title>", at=1000)
    render(spec, tmp_path / "a.svg")
    root = ElementTree.parse(tmp_path / "a.svg").getroot()
    texts = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"5", "10", "15", "20", "input", "kernel", "output"} <= set(texts)
    assert root.find("{http://www.w3.org/2000/svg}title").text == "A <title>"
    assert root.get("aria-label").startswith("A 1×1 kernel slides over a 2×2 input")
    assert read_embedded(tmp_path / "a.svg") == read_embedded(tmp_path / "a.svg")


def test_a_folder_has_every_frame_at_a_constant_rate(tmp_path: Path) -> None:
    spec = ClipSpec.of(input=3, kernel=2, width=320, fps=10, duration=4)
    made = render(spec, f"{tmp_path}/out/")
    files = sorted((tmp_path / "out").iterdir())
    assert (len(files), made.path, made.still) == (40, tmp_path / "out", False)
    assert made.bytes == sum(file.stat().st_size for file in files)
    render(spec.changed(at=1.7), tmp_path / "a.png")
    assert np.array_equal(pixels(files[17]), pixels(tmp_path / "a.png"))
    with pytest.raises(ConvanimError, match="has 40 files in it: use --force"):
        render(spec, tmp_path / "out")
    assert render(spec.changed(duration=3), tmp_path / "out", force=True).duration == 3
    assert len(list((tmp_path / "out").iterdir())) == 30


def test_a_folder_has_no_budget(tmp_path: Path) -> None:
    with pytest.raises(ConvanimError) as caught:
        render_within(ClipSpec.of(max_bytes="1MB"), f"{tmp_path}/out/")
    assert (
        str(caught.value) == f"{tmp_path}/out is a folder of PNGs, which has no budget: leave --max-bytes out"
    )


@pytest.mark.parametrize("suffix", [".svg", ".pdf"])
def test_a_document_has_nothing_that_gives_way(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(ConvanimError, match=r"cannot be brought under 1\.0 kB: allow "):
        render_within(ClipSpec.of(input=3, kernel=2, max_bytes=1000), tmp_path / f"a{suffix}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".apng"])
def test_even_a_clip_that_plays_once_starts_with_the_finished_picture(tmp_path: Path, suffix: str) -> None:
    spec = ClipSpec.of(input=3, kernel=2, width=320, fps=10, duration=5, loop=False)
    path = render(spec, tmp_path / f"a{suffix}").path
    with Image.open(path) as image:
        assert image.info.get("loop", 1) == 1
        first, *others = [np.asarray(frame.convert("RGB"), int) for frame in ImageSequence.Iterator(image)]
    filled = rgb(LIGHT.output.rest)
    assert (first == filled).all(axis=-1).any()
    assert any(not (picture == filled).all(axis=-1).any() for picture in others)
    assert np.abs(first - others[-1]).max() <= 1


def test_an_mp4_has_the_explained_position_for_its_cover(tmp_path: Path) -> None:
    spec = ClipSpec.of(input=4, kernel=3, width=960, fps=10)
    render(spec, tmp_path / "a.mp4")
    time = explained(planned(spec, ".mp4")[0].storyboard)
    render(spec.changed(at=time), tmp_path / "a.png")
    with av.open(str(tmp_path / "a.mp4")) as container:
        clip, cover = container.streams.video
        assert cover.disposition & av.stream.Disposition.attached_pic
        assert not clip.disposition & av.stream.Disposition.attached_pic
        (packet,) = [packet for packet in container.demux(cover) if packet.size]
        (frame,) = packet.decode()
    assert packet.size < 40_000
    with Image.open(tmp_path / "a.png") as image:
        wanted = np.asarray(image.convert("RGB").resize((640, 360), Image.Resampling.LANCZOS), dtype=int)
    assert np.abs(frame.to_ndarray(format="rgb24").astype(int) - wanted).mean() < 1.5
