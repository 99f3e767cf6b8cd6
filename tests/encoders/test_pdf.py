"""PDF, opened by PDFium: a page for each picture, with its bookmark, drawn as it should be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pypdfium2
import pytest

from convanim.encoders.pdf import POINTS_PER_PIXEL

from .conftest import HEIGHT, WIDTH, Clip, drawings


@pytest.fixture
def document(tmp_path: Path, clip: Clip) -> pypdfium2.PdfDocument:
    """The file of three drawings."""
    return pypdfium2.PdfDocument(clip.write(tmp_path / "a.pdf", description="It shows."))


def test_a_page_for_each_picture(document: pypdfium2.PdfDocument) -> None:
    assert len(document) == 3
    assert document[0].get_size() == (WIDTH * POINTS_PER_PIXEL, HEIGHT * POINTS_PER_PIXEL)


def test_properties_name_it_and_hold_no_date(document: pypdfium2.PdfDocument, clip: Clip) -> None:
    told = document.get_metadata_dict(skip_empty=True)
    assert (told["Title"], told["Subject"], told["Creator"]) == (clip.info.title, "It shows.", "convanim")
    assert not {"CreationDate", "ModDate"} & told.keys()


def test_captions_are_bookmarks(document: pypdfium2.PdfDocument) -> None:
    found = [(mark.get_title(), mark.get_dest().get_index()) for mark in document.get_toc()]
    assert found == [("picture <0>", 0), ("picture <1>", 1), ("picture <2>", 2)]


def test_each_page_is_drawn(document: pypdfium2.PdfDocument) -> None:
    for number in range(3):
        pixels = document[number].render(scale=1 / POINTS_PER_PIXEL, rev_byteorder=True).to_numpy()[..., :3]
        assert pixels.shape == (HEIGHT, WIDTH, 3)
        assert tuple(pixels[-2, -2]) == (255, 255, 255)
        card = pixels[18, 25 + 20 * number].astype(int)
        assert np.abs(card - (164, 181, 251)).max() <= 2  # half of the fill on white
        letters = (pixels[64:82, 20:110] < 80).all(axis=-1)
        assert 150 < letters.sum() < 600


def test_the_same_bytes_twice(tmp_path: Path, clip: Clip) -> None:
    assert clip.write(tmp_path / "a.pdf").read_bytes() == clip.write(tmp_path / "b.pdf").read_bytes()


def test_a_text_is_in_the_file_once(tmp_path: Path, clip: Clip, monkeypatch: pytest.MonkeyPatch) -> None:
    few = clip.write(tmp_path / "few.pdf").stat().st_size
    monkeypatch.setattr(Clip, "shown", lambda self, output: 20 * drawings())
    many = clip.write(tmp_path / "many.pdf").stat().st_size
    assert many < few + 57 * 900
