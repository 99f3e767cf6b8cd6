"""The page to scrub in Chromium: what a reader clicks, presses, touches, points at and hears."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from html import escape
from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page

from convanim.encoders.player import rest_frame
from convanim.rendering.medium import medium_of
from convanim.rendering.page import page_of as told_of
from convanim.rendering.pipeline import render
from convanim.rendering.staging import Staging, stage
from convanim.spec import ClipSpec

from .conftest import Open, until

FLAT = ClipSpec.of(input="5x6", kernel="2x3", stride="2x1", padding="1x0", duration=6, width=860)
TILTED = FLAT.changed(view="tilted", theme="dark")
PLAIN = ClipSpec.of(input=4, kernel=2, duration=5, width=840)
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
RATE = 25
Write = Callable[[ClipSpec], Path]


def staged(spec: ClipSpec) -> Staging:
    medium = medium_of(spec, Path("a.html"))
    return stage(spec.resolve(), medium.request, medium.loop)


def settled(page: Page) -> Page:
    """The page when the frame that was sought is shown."""
    until(page, f"!video.seeking && Math.abs(video.currentTime - (+scrub.value + 0.5) / {RATE}) < 0.03")
    return page


def said(page: Page) -> str:
    return settled(page).inner_text("#said")


def shown(page: Page) -> NDArray[np.int16]:
    """The pixels of the frame that the video shows, ``(rows, columns, 3)``."""
    settled(page)
    data = page.evaluate(
        """() => {
            const canvas = document.createElement("canvas");
            [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
            canvas.getContext("2d").drawImage(video, 0, 0);
            return canvas.toDataURL();
        }"""
    )
    with Image.open(io.BytesIO(base64.b64decode(data.partition(",")[2]))) as image:
        return np.asarray(image.convert("RGB"), dtype=np.int16)


def photograph(page: Page) -> NDArray[np.int16]:
    """The picture as it stands on the screen."""
    settled(page).wait_for_timeout(100)
    with Image.open(io.BytesIO(page.locator("#stage").screenshot())) as image:
        return np.asarray(image.convert("RGB"), dtype=np.int16)


@pytest.mark.parametrize("spec", [FLAT, TILTED], ids=["flat", "tilted"])
def test_a_step_shows_the_frame_of_that_step(spec: ClipSpec, page_of: Write, open_page: Open, tmp_path: Path):
    page = open_page(page_of(spec))
    steps = told_of(staged(spec)).steps
    stills = []
    for step in steps:
        still = spec.changed(at=rest_frame(step, RATE) / RATE, frame="fit")
        with Image.open(render(still, tmp_path / "still.png").path) as image:
            stills.append(np.asarray(image.convert("RGB"), dtype=np.int16))
    for number in range(len(steps)):
        page.keyboard.press("ArrowRight")
        picture = shown(page)
        apart = [float(np.abs(picture - still).mean()) for still in stills]
        assert apart[number] < 2
        different = [index for index, still in enumerate(stills) if (still != stills[number]).any()]
        assert apart[number] < min(apart[index] for index in different) / 3


def test_keys_go_through_the_steps(page_of: Write, open_page: Open):
    page = open_page(page_of(PLAIN))
    texts = [step.text for step in told_of(staged(PLAIN)).steps]
    assert len(texts) == 10
    for text in texts:
        page.keyboard.press("ArrowRight")
        assert said(page) == text
        assert page.get_attribute("#scrub", "aria-valuetext") == text
    page.keyboard.press("ArrowRight")
    assert said(page) == texts[-1]
    page.keyboard.press("ArrowLeft")
    assert said(page) == texts[-2]
    page.keyboard.press("Home")
    assert said(page) == texts[0]
    assert page.is_disabled("#previous")
    page.keyboard.press("End")
    assert said(page) == texts[-1]
    assert page.is_disabled("#next")
    page.focus("#scrub")
    page.keyboard.press("ArrowLeft")
    assert said(page) == texts[-2]
    page.keyboard.press(" ")
    assert not page.evaluate("video.paused")
    page.keyboard.press(" ")
    assert page.evaluate("video.paused")


def test_the_buttons_do_what_they_say(page_of: Write, open_page: Open):
    page = open_page(page_of(PLAIN))
    page.get_by_role("button", name="Next step").click()
    page.get_by_role("button", name="Next step").click()
    assert said(page).startswith("Position 2 of 9: ")
    page.get_by_role("button", name="Previous step").click()
    assert said(page).startswith("Position 1 of 9: ")
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Pause").click()
    page.get_by_label("Speed").select_option("4×")
    assert page.evaluate("video.playbackRate") == 4
    page.get_by_role("button", name="Repeat").click()
    assert page.evaluate("video.loop")
    page.get_by_role("button", name="Full screen").click()
    until(page, "document.fullscreenElement === player")
    page.get_by_role("button", name="Leave full screen").click()
    until(page, "document.fullscreenElement === null")


def test_the_scrubber_has_a_tick_for_every_step_and_seeks(page_of: Write, open_page: Open):
    page = open_page(page_of(PLAIN))
    steps = told_of(staged(PLAIN)).steps
    thumb = page.locator("#scrub").bounding_box()
    assert thumb
    ticks = [tick.bounding_box() for tick in page.locator("#ticks i").all()]
    assert len(ticks) == len(steps)
    for step, tick in zip(steps, ticks, strict=True):
        assert tick
        page.locator("#scrub").fill(str(rest_frame(step, RATE)))
        assert said(page) == step.text
        share = rest_frame(step, RATE) / int(page.get_attribute("#scrub", "max") or 0)
        where = thumb["x"] + 9 + share * (thumb["width"] - 18)
        assert tick["x"] + tick["width"] / 2 == pytest.approx(where, abs=1)


def test_it_plays_by_itself_to_the_end_and_again(page_of: Write, open_page: Open):
    page = open_page(page_of(PLAIN), still=False)
    until(page, "!video.paused && video.currentTime > 0.2")
    assert page.get_attribute("#said", "aria-live") == "off"
    page.get_by_label("Speed").select_option("4×")
    until(page, "video.ended")
    assert said(page) == "All 9 positions are done: the output is 3×3"
    assert page.get_attribute("#said", "aria-live") == "polite"
    assert page.evaluate("location.hash") == ""
    page.get_by_role("button", name="Play").click()
    until(page, "!video.paused && video.currentTime < 1 && video.currentTime > 0")


def test_it_rests_under_reduced_motion_and_shows_the_explained_position(page_of: Write, open_page: Open):
    page = open_page(page_of(PLAIN), still=True)
    page.wait_for_timeout(400)
    assert page.evaluate("[video.paused, video.currentTime]") == [True, 0]
    resting = photograph(page)
    page.keyboard.press("ArrowRight")
    explained = photograph(page)
    page.locator("#scrub").fill("1")
    page.locator("#scrub").fill("0")
    empty = photograph(page)
    assert np.abs(resting - explained).mean() < 2
    assert np.abs(resting - empty).mean() > 6


def test_an_address_names_a_step_and_follows_it(page_of: Write, open_page: Open):
    page = open_page(page_of(PLAIN), "#step=5", still=False)
    assert said(page).startswith("Position 5 of 9: ")
    assert page.evaluate("video.paused")
    before = page.evaluate("history.length")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("location.hash") == "#step=6"
    assert page.evaluate("history.length") == before
    page.evaluate("location.hash = '#step=2'")
    until(page, "said.textContent.startsWith('Position 2 of 9')")
    page.click("summary")
    page.click("li:nth-child(8) a")
    until(page, "said.textContent.startsWith('Position 8 of 9')")


@pytest.mark.parametrize(
    ("address", "start"), [("#step=99", "All 9"), ("#step=0", "Position 1 "), ("#step=x", "A 2")]
)
def test_an_address_that_names_none_is_no_failure(page_of: Write, open_page: Open, address: str, start: str):
    assert said(open_page(page_of(PLAIN), address)).startswith(start)


@pytest.mark.parametrize("embed", [False, True])
def test_what_comes_from_outside_is_text_and_nothing_else(page_of: Write, open_page: Open, embed: bool):
    labels = {"Play": HOSTILE, "All steps in words": HOSTILE, "input": "</script>"}
    position = "position {number} of {count}: {line}"
    labels[position] = f"{HOSTILE} {position} --> <!-- &quot;"
    spec = PLAIN.changed(title=HOSTILE, labels=labels, embed=embed)
    page = open_page(page_of(spec), "#step=2")
    assert page.title() == HOSTILE
    assert said(page).startswith(f"{HOSTILE} position 2 of 9: ")
    assert page.get_attribute("#play", "aria-label") == HOSTILE
    assert page.evaluate("[document.scripts.length, document.images.length]") == [4, 0]
    page.hover(".cells.input path >> nth=3")
    assert said(page).startswith("</script> ")
    assert escape(HOSTILE) in page_of(spec).read_text(encoding="utf-8")
    assert "alert(1)</script>" not in page_of(spec).read_text(encoding="utf-8")


def test_the_policy_of_the_page_lets_no_other_script_run(page_of: Write, browser: object, tmp_path: Path):
    text = page_of(PLAIN).read_text(encoding="utf-8")
    path = tmp_path / "changed.html"
    path.write_text(text.replace("</main>", "</main><script>window.ran = 1</script>"), encoding="utf-8")
    page = browser.new_page()  # type: ignore[attr-defined]  # the fixture's type needs no import here
    page.goto(path.as_uri())
    until(page, "video.readyState >= 2")
    assert page.evaluate("window.ran") is None
    page.close()


def cells_of(page: Page, path: str) -> list[tuple[float, float]]:
    """The middles of the quadrilaterals of a path, in the picture's pixels."""
    drawn = page.get_attribute(path, "d") or ""
    quads = [quad.rstrip("Z").split("L") for quad in drawn.split("M")[1:]]
    corners = [[tuple(map(float, corner.split())) for corner in quad] for quad in quads]
    return [(sum(x for x, _ in quad) / 4, sum(y for _, y in quad) / 4) for quad in corners]


def middles(plane, scale: float, cells) -> list[tuple[float, float]]:
    """The middles of cells of a plane, as the layout has them."""
    return [tuple(scale * part for part in plane.at(row + 0.5, column + 0.5)) for row, column in cells]


def same_places(found: list[tuple[float, float]], meant: list[tuple[float, float]]) -> bool:
    return len(found) == len(meant) and np.allclose(sorted(found), sorted(meant), atol=0.1)


@pytest.mark.parametrize("spec", [FLAT, TILTED], ids=["flat", "tilted"])
def test_pointing_at_an_output_shows_its_window_and_arithmetic(
    spec: ClipSpec, page_of: Write, open_page: Open
):
    page, staging = open_page(page_of(spec)), staged(spec)
    trace, layout, scale = staging.clip.trace, staging.layout, staging.canvas.scale
    texts = [step.text for step in told_of(staging).steps]
    assert page.locator(".cells.output path").count() == len(trace)
    for place in range(len(trace)):
        page.hover(f".cells.output path >> nth={place}")
        step = trace.step(trace.position(place))
        rows, columns = (
            along + before for along, (before, _) in zip(step.coordinates, trace.padding, strict=True)
        )
        window = [(row, column) for row in rows for column in columns]
        assert same_places(cells_of(page, ".mark.thin"), middles(layout.input, scale, window))
        assert same_places(cells_of(page, ".mark:not(.thin)"), middles(layout.output, scale, [step.position]))
        assert said(page).startswith(f"Position {place + 1} of {len(trace)}: ")
        assert said(page).endswith(f"= {step.value}")
        assert said(page) in texts
    page.mouse.move(5, 5)
    assert page.get_attribute(".mark.thin", "d") is None
    assert said(page) == page.get_attribute("meta[name=description]", "content")


def test_pointing_at_an_input_or_a_weight_shows_where_it_was_used(page_of: Write, open_page: Open):
    page, staging = open_page(page_of(FLAT)), staged(FLAT)
    trace, layout, scale = staging.clip.trace, staging.layout, staging.canvas.scale
    steps = [trace.step(trace.position(place)) for place in range(len(trace))]
    (top, _), (left, _) = trace.padding
    for row, column in [(0, 0), (1, 0), (3, 2), (5, 5)]:
        page.hover(f".cells.input path >> nth={row * layout.input.columns + column}")
        users = [
            s.position for s in steps if row - top in s.coordinates[0] and column - left in s.coordinates[1]
        ]
        assert same_places(cells_of(page, ".mark.thin"), middles(layout.output, scale, users))
        value = trace.input[0, row - top, column - left] if top <= row < top + 5 else 0
        name = f"Input {value} in row {row}, column {column + 1}" if top <= row < top + 5 else "Padding 0"
        assert said(page) == f"{name}: read at {len(users)} of {len(trace)} positions"
    page.hover(".cells.kernel path >> nth=5")
    used = {(int(s.coordinates[0][1]) + top, int(s.coordinates[1][2]) + left) for s in steps}
    assert same_places(cells_of(page, ".mark.thin"), middles(layout.input, scale, used))
    weight = trace.weight[0, 0, 1, 2]
    assert said(page) == f"Weight {weight} in row 2, column 3: used at each of {len(trace)} positions"


def test_cells_are_reached_by_keys_and_lead_to_their_step(page_of: Write, open_page: Open):
    page = open_page(page_of(PLAIN))
    page.focus(".cells.output path >> nth=0")
    assert said(page).startswith("Position 1 of 9: ")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    assert said(page).startswith("Position 5 of 9: ")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == said(page)
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#step=5"
    page.keyboard.press("Escape")
    page.click(".cells.output path >> nth=7")
    assert page.evaluate("location.hash") == "#step=8"
    assert page.locator(".cells path[tabindex='0']").count() == 3


def test_touch_taps_and_swipes(page_of: Write, open_page: Open):
    page = open_page(page_of(PLAIN), "#step=3", has_touch=True, is_mobile=True, size=(390, 760))
    box = page.locator("#stage").bounding_box()
    assert box
    touch = page.context.new_cdp_session(page)

    def swipe(start: float, end: float) -> None:
        y = box["y"] + 0.9 * box["height"]
        places = [box["x"] + box["width"] * (start + (end - start) * part / 5) for part in range(6)]
        for index, x in enumerate(places):
            kind = "touchMove" if index else "touchStart"
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    swipe(0.8, 0.3)
    assert said(page).startswith("Position 4 of 9: ")
    swipe(0.2, 0.7)
    assert said(page).startswith("Position 3 of 9: ")
    page.touchscreen.tap(box["x"] + 0.5 * box["width"], box["y"] + 0.97 * box["height"])
    until(page, "!video.paused")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


VIEWS = [PLAIN, PLAIN.changed(embed=True), TILTED, PLAIN.changed(embed=True, theme="dark")]


@pytest.mark.parametrize("spec", VIEWS, ids=["page", "embed", "tilted", "dark embed"])
def test_axe_finds_nothing(spec: ClipSpec, page_of: Write, open_page: Open):
    page = open_page(page_of(spec), "#step=2")
    for act in (lambda: None, lambda: page.hover(".cells.output path >> nth=1")):
        act()
        found = Axe().run(page)
        wrong = {rule["id"]: rule["nodes"][0]["html"] for rule in found.response["violations"]}
        assert wrong == {}
    assert len(found.response["passes"]) > 20


@pytest.mark.parametrize("size", [(640, 400), (360, 320), (900, 260)])
def test_an_embedded_page_fits_its_frame(
    page_of: Write, open_page: Open, tmp_path: Path, size: tuple[int, int]
):
    inner = page_of(PLAIN.changed(embed=True))
    host = tmp_path / "host.html"
    frame = (
        f'<iframe src="{inner.as_uri()}#step=2" width={size[0]} height={size[1]} style="border:0"></iframe>'
    )
    host.write_text(f"<!doctype html><title>host</title>{frame}", encoding="utf-8")
    page = open_page(host, size=(1000, 600))
    frame = page.frames[1]
    until(frame, "video.readyState >= 2 && !video.seeking")
    for side in ("Width", "Height"):
        assert frame.evaluate(f"document.documentElement.scroll{side} <= inner{side}")
    for name in ("#stage", "#play", "#next", "#scrub", "#speed", "#loop"):
        box = frame.locator(name).bounding_box()
        outer = page.locator("iframe").bounding_box()
        assert box
        assert outer
        assert box["width"] > 12
        assert box["x"] >= outer["x"]
        assert box["x"] + box["width"] <= outer["x"] + outer["width"]
        assert box["y"] + box["height"] <= outer["y"] + outer["height"] + 0.5
    heading = frame.locator("h1").bounding_box()
    assert heading
    assert heading["width"] <= 1
    assert not frame.locator(".prose").is_visible()
    assert not frame.locator(".steps").is_visible()


def test_a_page_works_in_a_sandbox_without_an_origin(page_of: Write, open_page: Open, tmp_path: Path):
    host = tmp_path / "host.html"
    inner = page_of(PLAIN.changed(embed=True)).as_uri()
    host.write_text(
        f'<!doctype html><iframe sandbox="allow-scripts" src="{inner}" width=640 height=400></iframe>'
    )
    page = open_page(host)
    frame = page.frames[1]
    until(frame, "video.readyState >= 2")
    frame.click("#next")
    until(frame, "said.textContent.startsWith('Position 1 of 9')")


def test_the_usual_clip_is_small_and_two_are_alike(tmp_path: Path):
    made = [render(ClipSpec(), tmp_path / f"{name}.html") for name in "ab"]
    assert made[0].bytes < 1_200_000
    assert made[0].path.read_bytes() == made[1].path.read_bytes()
