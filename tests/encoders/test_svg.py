"""SVG: shapes as paths, texts as texts at their places, nothing that breaks out of its element."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import uharfbuzz as hb

from convanim import typeset
from convanim.encoders import StreamInfo
from convanim.encoders.svg import document, path
from convanim.lettering import Lettered
from convanim.rendering.outlines import Look, Shape, VectorFrame
from convanim.typeset import Style

from .conftest import Clip, drawings

SVG = "{http://www.w3.org/2000/svg}"
INFO = StreamInfo(128, 96, 25, 0.04, title="<b>3×3</b> & so", description='It says "so".', spec="a = '<&>'\n")


def text_at(text: str, axes: object = ((1, 0), (0, 1)), **style: object) -> Lettered:
    return Lettered(
        text, Style(**{"size": 20.0, **style}), None, np.array(axes, float), np.array((10.0, 50.0))
    )


def picture(*texts: Lettered) -> VectorFrame:
    return VectorFrame(0, 0.04, 128, 96, (Shape(Look("#1F2937"), np.zeros((0, 2)), texts),))


def parsed(frame: VectorFrame, info: StreamInfo = INFO) -> ElementTree.Element:
    return ElementTree.fromstring("\n".join(document(frame, info)))


def texts_of(*texts: Lettered) -> list[ElementTree.Element]:
    return list(parsed(picture(*texts)).iter(f"{SVG}text"))


def test_it_has_a_title_and_says_what_it_shows(tmp_path: Path, clip: Clip) -> None:
    root = ElementTree.parse(clip.write(tmp_path / "a.svg", title=INFO.title, description=INFO.description))
    svg = root.getroot()
    assert svg.find(f"{SVG}title").text == INFO.title
    assert svg.find(f"{SVG}desc").text == svg.get("aria-label") == INFO.description
    assert (svg.get("role"), svg.get("viewBox")) == ("img", "0 0 128 96")


def test_the_last_picture_is_the_one(tmp_path: Path, clip: Clip) -> None:
    written = clip.write(tmp_path / "a.svg").read_text()
    assert "M50 8L80 8L80 28L50 28L50 8Z" in written
    assert written.count("<path") == 1


def test_a_text_says_where_it_stands_and_how_wide_it_is() -> None:
    (found,) = texts_of(text_at("3×3 kernel"))
    assert found.text == "3×3 kernel"
    assert [found.get(name) for name in ("x", "y", "font-size")] == ["10", "50", "20"]
    width = typeset.width("3×3 kernel", Style(20.0))
    assert float(found.get("textLength")) == pytest.approx(width, abs=0.006)
    assert found.get("lengthAdjust") == "spacingAndGlyphs"


def test_spaces_at_the_ends_move_the_text_instead() -> None:
    (found,) = texts_of(text_at("  +  "))
    assert found.text == "+"
    assert float(found.get("x")) == pytest.approx(10 + typeset.width("  ", Style(20.0)), abs=0.006)
    assert float(found.get("textLength")) == pytest.approx(typeset.width("+", Style(20.0)), abs=0.006)


def test_a_larger_text_has_a_larger_size_and_a_tilted_one_a_transform() -> None:
    large, tilted = texts_of(text_at("7", ((1.5, 0), (0, 1.5))), text_at("7", ((0.9, -0.2), (0.4, 0.5))))
    assert (large.get("font-size"), large.get("transform")) == ("30", None)
    assert tilted.get("transform") == "matrix(0.9 -0.2 0.4 0.5 10 50)"
    assert (tilted.get("font-size"), tilted.get("x")) == ("20", None)


@pytest.mark.parametrize(
    "text", ["</text><script>alert(1)</script>", '" onload="x', "&amp; <![CDATA[", "a\0b\x1f"]
)
def test_nothing_breaks_out(text: str) -> None:
    info = StreamInfo(128, 96, 25, 0.04, title=text, description=text, spec=f"title = {text!r}\n")
    root = parsed(picture(text_at(text)), info)
    allowed = {"svg", "title", "desc", "metadata", "clip", "style", "rect", "g", "text"}
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= allowed
    assert all(not name.startswith("on") for element in root.iter() for name in element.attrib)
    clean = re.sub("[\0-\x1f]", "", text)
    assert root.find(f"{SVG}title").text == root.get("aria-label") == clean


def test_looks_are_attributes() -> None:
    curves = np.array(((0, 0), (1, 0), (2, 0), (3, 0)), float)
    looks = (Look("#4A6CF7", "#1F2937", 2.0, 0.5, True), Look(None, "#1F2937", 1.25), Look("#4A6CF7"))
    root = parsed(VectorFrame(0, 0.04, 128, 96, tuple(Shape(look, curves, ()) for look in looks)))
    first, second, third = (dict(group.attrib) for group in root.iter(f"{SVG}g"))
    assert first == {
        "fill": "#4A6CF7",
        "fill-opacity": "0.5",
        "stroke": "#1F2937",
        "stroke-width": "2",
        "stroke-miterlimit": "10",
        "stroke-opacity": "0.5",
        "stroke-linecap": "round",
    }
    assert second == {"fill": "none", "stroke": "#1F2937", "stroke-width": "1.25", "stroke-miterlimit": "10"}
    assert third == {"fill": "#4A6CF7"}


def test_paths_are_short_and_closed_where_they_end_where_they_began() -> None:
    square = np.array(
        ((0, 0), (1, 0), (2, 0), (3, 0), (3, 0), (3, 1), (3, 2), (3, 3), (3, 3), (2, 2), (1, 1), (0, 0))
    )
    assert path(square.astype(float)) == "M0 0L3 0L3 3L0 0Z"
    bow = np.array(((0, 0), (0, 1.005), (3, 2), (-0.001, 3)))
    assert path(bow) == "M0 0C0 1 3 2 0 3"
    assert path(np.concatenate((bow, bow + 5))) == "M0 0C0 1 3 2 0 3M5 5C5 6 8 7 5 8"


def test_a_transparent_picture_has_no_ground() -> None:
    clear = StreamInfo(128, 96, 25, 0.04, transparent=True)
    assert parsed(picture(), clear).find(f"{SVG}rect") is None
    assert parsed(picture(), INFO).find(f"{SVG}rect").get("fill") == "#ffffff"


def test_the_letters_are_in_the_file_and_no_others() -> None:
    rules = parsed(picture(text_at("3×3"), text_at("k", italic=True))).find(f"{SVG}style").text
    fonts = [base64.b64decode(data) for data in re.findall(r"base64,([^)]*)", rules)]
    assert len(fonts) == 2
    faces = [hb.Face(font) for font in fonts]
    assert [{chr(code) for code in face.unicodes} for face in faces] == [{"3", "×"}, {"k"}]
    assert sum(map(len, fonts)) < 16_000
    assert "http" not in rules


def test_two_pictures_in_one_page_do_not_share_a_font() -> None:
    families = [
        re.search("font-family:([^;]*)", parsed(picture(text_at(text))).find(f"{SVG}style").text)[1]
        for text in ("123", "456", "123")
    ]
    assert families[0] == families[2] != families[1]


def test_the_same_bytes_twice(tmp_path: Path, clip: Clip) -> None:
    assert clip.write(tmp_path / "a.svg").read_bytes() == clip.write(tmp_path / "b.svg").read_bytes()
    assert len(drawings()) == 3
