"""The looks of slides without a template: python-pptx' own, with other sizes, type and colours."""

from __future__ import annotations

from typing import Any

import pptx
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.presentation import Presentation
from pptx.slide import Slide, SlideLayout
from pptx.util import Emu, Inches

from convanim.slides.arrange import placeholders
from convanim.theme import DARK, LIGHT

KEPT = ("title", "obj", "secHead", "twoObj", "titleOnly", "blank")
"""The types of the layouts that there are."""
FONT = "Arial"
HEIGHT = 7.5
MARGIN, TITLE_TOP, TITLE_HEIGHT, TOP, BOTTOM = 0.6, 0.35, 0.95, 1.4, 0.4
"""Inches."""
TEXT_SHARE, GAP = 0.31, 0.3
SQUARE = 0.2
"""Inches: the side of the three squares under a title: input, kernel and output."""

PAPER = {False: ("lt1", "dk1", "lt2", "dk2"), True: ("dk2", "lt2", "dk1", "lt1")}
"""For light and dark slides: the theme's colours that are background 1, text 1, background 2 and text 2."""
ACCENTS = tuple(
    role.line for role in (LIGHT.input, LIGHT.kernel, LIGHT.output, LIGHT.bias, LIGHT.red, LIGHT.green)
)


def house_style(aspect: tuple[int, int], dark: bool) -> Presentation:
    """A presentation without slides: title at the left, the clip below it as large as it can be."""
    presentation = pptx.Presentation()
    width = HEIGHT * aspect[0] / aspect[1]
    presentation.slide_width, presentation.slide_height = Inches(width), Inches(HEIGHT)
    master = presentation.slide_master
    for layout in list(presentation.slide_layouts):
        if layout.element.get("type") not in KEPT:
            presentation.slide_layouts.remove(layout)
    for shape in placeholders(master):
        _stretch(shape, width / 10)
    _colours(master)
    _set_map(master.element.find(qn("p:clrMap")), dark)
    _type(master)
    title, body = placeholders(master)[:2]
    _place(title, MARGIN, TITLE_TOP, width - 2 * MARGIN, TITLE_HEIGHT)
    _place(body, MARGIN, TOP, width - 2 * MARGIN, HEIGHT - TOP - BOTTOM)
    for layout in presentation.slide_layouts:
        _arrange(layout, width)
    return presentation


def invert(slide: Slide, dark: bool) -> None:
    """Let one slide be dark in a light deck, or light in a dark one: background and text change sides."""
    override = slide.element.find(qn("p:clrMapOvr"))
    override.clear()
    mapping = parse_xml(f"<a:overrideClrMapping {nsdecls('a')}/>")
    _set_map(mapping, dark)
    for name in (*(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink"):
        mapping.set(name, name)
    override.append(mapping)
    # LibreOffice maps the text's colours only, so the background is said as well.
    slide.background.fill.solid()
    slide.background.fill.fore_color.theme_color = MSO_THEME_COLOR.DARK_2 if dark else MSO_THEME_COLOR.LIGHT_1


def _set_map(element: Any, dark: bool) -> None:
    for name, colour in zip(("bg1", "tx1", "bg2", "tx2"), PAPER[dark], strict=True):
        element.set(name, colour)


def _colours(master: Any) -> None:
    """The theme's colours, and its font for headings and text."""
    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme: Any = parse_xml(part.blob)
    colours = {"dk1": LIGHT.ink, "lt1": LIGHT.background, "dk2": DARK.background, "lt2": DARK.ink}
    colours |= {f"accent{number}": colour for number, colour in enumerate(ACCENTS, start=1)}
    colours |= {"hlink": LIGHT.input.line, "folHlink": LIGHT.bias.line}
    scheme = theme.find(f".//{qn('a:clrScheme')}")
    for name, colour in colours.items():
        slot = scheme.find(qn(f"a:{name}"))
        slot.clear()
        slot.append(parse_xml(f'<a:srgbClr {nsdecls("a")} val="{colour.removeprefix("#")}"/>'))
    for kind in ("major", "minor"):
        theme.find(f".//{qn(f'a:{kind}Font')}/{qn('a:latin')}").set("typeface", FONT)
    part.blob = serialize_part_xml(theme)


def _type(master: Any) -> None:
    """Sizes and weights of titles and text."""
    styles = master.element.find(qn("p:txStyles"))
    title = styles.find(f"{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    title.set("algn", "l")
    _font(title, 30, bold=True)
    body = styles.find(qn("p:bodyStyle"))
    for level, size in enumerate((22, 20, 18, 16, 16), start=1):
        _font(body.find(qn(f"a:lvl{level}pPr")), size)


def _font(properties: Any, size: float, bold: bool = False) -> None:
    font = properties.find(qn("a:defRPr"))
    font.set("sz", str(round(size * 100)))
    font.set("b", str(int(bold)))


def _arrange(layout: SlideLayout, width: float) -> None:
    """Put the placeholders of a layout where they belong; others keep the master's place."""
    kind = layout.element.get("type")
    contents = [shape for shape in placeholders(layout) if shape.placeholder_format.idx in (1, 2)]
    for shape in placeholders(layout):
        _stretch(shape, width / 10)
    inner = width - 2 * MARGIN
    if kind == "twoObj":
        text = inner * TEXT_SHARE
        for shape, left, size in zip(
            contents, (MARGIN, MARGIN + text + GAP), (text, inner - text - GAP), strict=True
        ):
            _place(shape, left, TOP, size, HEIGHT - TOP - BOTTOM)
            shape.element.find(f".//{qn('a:lstStyle')}").clear()
    elif kind in ("title", "secHead"):
        (title,) = (shape for shape in placeholders(layout) if shape.placeholder_format.idx == 0)
        _place(title, MARGIN, 1.3, inner, 2.2)
        _style(title, 44 if kind == "title" else 38, bold=True, anchor="b")
        _place(contents[0], MARGIN, 4.25, inner, 2.2)
        _style(contents[0], 24, bold=False, anchor="t")
        for number in range(3):
            _square(layout, number)


def _style(shape: Any, size: float, bold: bool, anchor: str) -> None:
    """Type of a layout's own, without bullets, and where in its place it stands."""
    styles = shape.element.find(f".//{qn('a:lstStyle')}")
    styles.clear()
    styles.append(
        parse_xml(
            f'<a:lvl1pPr {nsdecls("a")} marL="0" indent="0" algn="l"><a:buNone/>'
            f'<a:defRPr sz="{size * 100}" b="{int(bold)}" cap="none"/></a:lvl1pPr>'
        )
    )
    shape.element.find(f".//{qn('a:bodyPr')}").set("anchor", anchor)


def _square(layout: SlideLayout, number: int) -> None:
    """One of the squares under the title: a layout takes no shapes from python-pptx, so it is written."""
    side, left = Inches(SQUARE), Inches(MARGIN + 0.1 + number * 1.4 * SQUARE)
    layout.shapes._spTree.append(  # the tree has no other way in
        parse_xml(
            f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{90 + number}" name="Square {number + 1}"/>'
            '<p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
            f'<p:spPr><a:xfrm><a:off x="{left}" y="{Inches(3.8)}"/><a:ext cx="{side}" cy="{side}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
            f'<a:solidFill><a:schemeClr val="accent{number + 1}"/></a:solidFill><a:ln><a:noFill/></a:ln>'
            "</p:spPr></p:sp>"
        )
    )


def _place(shape: Any, left: float, top: float, width: float, height: float) -> None:
    """Where a shape is, in inches."""
    shape.left, shape.top, shape.width, shape.height = map(Inches, (left, top, width, height))


def _stretch(shape: Any, factor: float) -> None:
    """Bring a placeholder with a place of its own to another slide's width."""
    if shape.element.spPr.find(qn("a:xfrm")) is not None:
        left, top, width, height = shape.left, shape.top, shape.width, shape.height
        shape.left, shape.width = Emu(round(left * factor)), Emu(round(width * factor))
        shape.top, shape.height = top, height
