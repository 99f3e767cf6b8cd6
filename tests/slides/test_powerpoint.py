""".pptx: what python-pptx reads back, with and without a template."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pptx
import pytest
from PIL import Image
from pptx.dml.color import RGBColor
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.util import Inches

import convanim
from convanim import ConvanimError
from convanim.slides import make
from convanim.theme import DARK

from .conftest import CLIP, SPEC, WriteDeck

ALT = "A 2×2 kernel slides over a 3×3 input and fills a 2×2 output."
DECK = f"""
title = "Kernels & filters"
[[slide]]
title = "A talk <b>"
text = ["by somebody", "somewhere"]
[[slide]]
title = "One kernel"
notes = "Count with me."
{CLIP}
[[slide]]
text = ["a", "b"]
theme = "dark"
split = "sections"
{CLIP}
[[slide]]
title = "To remember"
text = "a kernel reads one channel"
[[slide]]
title = "The end"
"""


def made(path: Path) -> Presentation:
    make(path, path.with_suffix(".pptx"))
    return pptx.Presentation(str(path.with_suffix(".pptx")))


def pictures(slide: pptx.slide.Slide) -> list[object]:
    return [shape for shape in slide.shapes if shape.element.tag == qn("p:pic")]


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Presentation:
    path = tmp_path_factory.mktemp("talk") / "deck.toml"
    path.write_text(DECK, encoding="utf-8")
    return made(path)


def test_what_was_written_reads_back(talk: Presentation, tmp_path: Path) -> None:
    slides = list(talk.slides)
    assert [slide.shapes.title.text_frame.text for slide in slides] == [
        *("A talk <b>", "One kernel", "2×2 kernel (1/2)", "2×2 kernel (2/2)", "To remember", "The end")
    ]
    kinds = [slide.slide_layout.element.get("type") for slide in slides]
    assert kinds == ["title", "obj", "twoObj", "twoObj", "obj", "secHead"]
    assert [len(pictures(slide)) for slide in slides] == [0, 1, 1, 1, 0, 0]
    assert slides[0].placeholders[1].text_frame.text == "by somebody\nsomewhere"
    assert slides[2].placeholders[1].text_frame.text == "a\nb"
    assert all(shape.text_frame.text for slide in slides for shape in slide.placeholders)
    assert talk.core_properties.title == "Kernels & filters"
    assert talk.core_properties.author == ""
    assert [slide.has_notes_slide for slide in slides] == [False, True, True, False, False, False]
    notes = slides[1].notes_slide.notes_text_frame.text.splitlines()
    assert notes[:2] == ["Count with me.", ""]
    assert "The kernel stays inside the input" in notes[2]

    (movie,) = pictures(slides[1])
    assert movie.element.nvPicPr.cNvPr.get("descr") == ALT
    (part,) = pictures(slides[3])
    assert part.element.nvPicPr.cNvPr.get("descr") == f"{ALT} (2/2)"
    rendered = convanim.render(SPEC, tmp_path / "clip.mp4", frame="fit", loop=True).path.read_bytes()
    parts = {rel.target_part for rel in slides[1].part.rels.values() if not rel.is_external}
    videos = [part.blob for part in parts if part.content_type == "video/mp4"]
    assert videos == [rendered]
    assert movie.width / movie.height == pytest.approx(
        movie.poster_frame.size[0] / movie.poster_frame.size[1], rel=0.01
    )


def test_a_clip_starts_by_itself_and_repeats_and_a_section_stops(talk: Presentation) -> None:
    _, whole, part, *_ = talk.slides
    for slide, repeats in ((whole, "indefinite"), (part, None)):
        (picture,) = pictures(slide)
        (media,) = slide.element.iter(qn("p:cMediaNode"))
        assert media.find(f".//{qn('p:spTgt')}").get("spid") == str(picture.shape_id)
        (times,) = media.findall(qn("p:cTn"))
        assert times.get("repeatCount") == repeats
        assert times.get("fill") == "hold"
        assert [condition.get("delay") for condition in media.iter(qn("p:cond"))] == ["0"]


@pytest.mark.parametrize(("aspect", "wide"), [("16:9", 13.333), ("4:3", 10)])
def test_nothing_leaves_the_slide_or_lies_over_another_thing(
    talk: Presentation, write_deck: WriteDeck, aspect: str, wide: float
) -> None:
    if aspect != "16:9":
        talk = made(write_deck(f'aspect = "{aspect}"\n{DECK}'))
    width, height = talk.slide_width, talk.slide_height
    assert (width / Inches(1), height / Inches(1)) == pytest.approx((wide, 7.5), abs=0.001)
    for slide in talk.slides:
        boxes = [(s.left, s.top, s.left + s.width, s.top + s.height) for s in slide.shapes]
        for number, (left, top, right, bottom) in enumerate(boxes):
            assert 0 <= left < right <= width
            assert 0 <= top < bottom <= height
            for other in boxes[:number]:
                assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top


def test_a_dark_deck_is_dark_and_one_slide_can_be_otherwise(write_deck: WriteDeck) -> None:
    for theme, other in (("light", "dark"), ("dark", "light")):
        text = f"[defaults]\ntheme = '{theme}'\n[[slide]]\n{CLIP}\n[[slide]]\ntheme = '{other}'\n{CLIP}"
        talk = made(write_deck(text))
        mapping = talk.slide_master.element.find(qn("p:clrMap"))
        assert mapping.get("bg1") == ("dk2" if theme == "dark" else "lt1")
        usual, inverted = (slide.element for slide in talk.slides)
        assert usual.find(f".//{qn('a:overrideClrMapping')}") is None
        override = inverted.find(f".//{qn('a:overrideClrMapping')}")
        assert override.get("bg1") == ("lt1" if theme == "dark" else "dk2")
        assert inverted.find(f".//{qn('p:bg')}//{qn('a:schemeClr')}").get("val") == override.get("bg1")
        (theme_part,) = (
            rel.target_part for rel in talk.slide_master.part.rels.values() if rel.reltype.endswith("/theme")
        )
        dark = re.search(rb"<a:dk2><a:srgbClr val=\"(\w+)\"/>", theme_part.blob)
        assert dark is not None
        assert f"#{dark[1].decode()}" == DARK.background


def template(path: Path) -> Path:
    """A presentation of one slide, with a layout of its own in another language."""
    mine = pptx.Presentation()
    mine.slide_width = Inches(13.333)
    layout = mine.slide_layouts.get_by_name("Title and Content")
    layout.name = "Titel und Inhalt"
    content = layout.placeholders[1]
    content.left, content.top, content.width, content.height = map(Inches, (5, 2, 8, 4))
    mine.slide_master.background.fill.solid()
    mine.slide_master.background.fill.fore_color.rgb = RGBColor(0xFF, 0xF6, 0xE0)
    mine.slides.add_slide(mine.slide_layouts[5]).shapes.title.text = "Already here"
    mine.core_properties.author = "A. Teacher"
    mine.save(str(path))
    return path


def test_a_templates_slides_stay_and_its_placeholders_are_used(write_deck: WriteDeck, tmp_path: Path) -> None:
    path = template(tmp_path / "mine.pptx")
    before = hashlib.sha256(path.read_bytes()).digest()
    talk = made(
        write_deck(
            f"template = 'mine.pptx'\nmedia = 'gif'\n[[slide]]\ntitle = 'In its place'\n{CLIP}"
            f"[[slide]]\ntitle = 'Free'\nlayout = 'Title Only'\n{CLIP}"
            f"[[slide]]\ntitle = 'Both'\ntext = 'words'\nlayout = 'Titel und Inhalt'\n{CLIP}"
        )
    )
    here, placed, free, both = talk.slides
    assert here.shapes.title.text_frame.text == "Already here"
    assert placed.slide_layout.name == "Titel und Inhalt"
    (gif,) = pictures(placed)
    assert Inches(5) <= gif.left < gif.left + gif.width <= Inches(13)
    assert Inches(2) <= gif.top < gif.top + gif.height <= Inches(6)
    assert (gif.width, gif.height) == pytest.approx(
        (Inches(8), Inches(8) * gif.image.size[1] / gif.image.size[0]), rel=0.01
    ) or gif.height == pytest.approx(Inches(4), rel=0.01)
    rendered = convanim.render(SPEC, tmp_path / "clip.gif", frame="fit", loop=True).path.read_bytes()
    assert gif.image.blob == rendered
    assert gif.element.nvPicPr.cNvPr.get("descr") == ALT
    assert placed.element.find(f".//{qn('a:overrideClrMapping')}") is None
    (picture,) = pictures(free)
    assert picture.top >= free.shapes.title.top + free.shapes.title.height
    words = both.placeholders[1]
    (picture,) = pictures(both)
    assert words.text_frame.text == "words"
    assert Inches(5) <= words.left < words.left + words.width <= picture.left
    assert talk.core_properties.author == "A. Teacher"
    assert hashlib.sha256(path.read_bytes()).digest() == before


def test_a_layout_that_there_is_not(write_deck: WriteDeck, tmp_path: Path) -> None:
    template(tmp_path / "mine.pptx")
    path = write_deck("template = 'mine.pptx'\n[[slide]]\ntitle = 'a'\nlayout = 'Titel und Inhlat'")
    with pytest.raises(ConvanimError) as error:
        made(path)
    assert str(error.value) == (
        f'{path}: slide 1: there is no layout "Titel und Inhlat": did you mean Titel und Inhalt?'
    )


def test_a_template_that_is_none(write_deck: WriteDeck, tmp_path: Path) -> None:
    path = write_deck("template = 'mine.pptx'\n[[slide]]\ntitle = 'a'")
    mine = tmp_path / "mine.pptx"
    with pytest.raises(ConvanimError, match=r"cannot read template .*mine.pptx: there is no such file"):
        made(path)
    whole = template(mine).read_bytes()
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    for content in (b"", b"PK\x03\x04", whole[: len(whole) // 2], (tmp_path / "a.png").read_bytes()):
        mine.write_bytes(content)
        with pytest.raises(ConvanimError, match=r"mine.pptx is no presentation with layouts: save it in Pow"):
            made(path)
    assert not path.with_suffix(".pptx").exists()
