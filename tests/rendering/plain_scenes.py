"""Plain Manim scenes, written for what they do to a renderer that keeps its canvas."""

from __future__ import annotations

import numpy as np
from manim import (
    BLUE,
    DOWN,
    GREEN,
    LEFT,
    ORANGE,
    PI,
    RED,
    RIGHT,
    UP,
    WHITE,
    YELLOW,
    Circle,
    Create,
    DashedLine,
    DecimalNumber,
    Dot,
    FadeIn,
    FadeOut,
    GrowFromCenter,
    ImageMobject,
    Indicate,
    LaggedStart,
    Line,
    MoveAlongPath,
    MovingCameraScene,
    Polygon,
    ReplacementTransform,
    Rotate,
    Scene,
    Square,
    Star,
    Text,
    ThreeDScene,
    Transform,
    TransformFromCopy,
    Triangle,
    Uncreate,
    ValueTracker,
    VGroup,
    Write,
    always_redraw,
)


class Transforms(Scene):
    def construct(self) -> None:
        square, circle = Square(color=BLUE, fill_opacity=0.5), Circle(color=RED).shift(RIGHT)
        self.play(Create(square), run_time=0.5)
        self.play(Transform(square, circle), run_time=0.5)
        self.play(ReplacementTransform(square, Star(color=YELLOW).shift(LEFT)), run_time=0.5)
        triangle = Triangle().shift(2 * UP)
        self.play(TransformFromCopy(circle, triangle), Rotate(triangle, PI / 3), run_time=0.5)
        self.play(triangle.animate.scale(0.5).shift(3 * DOWN).set_color(GREEN), run_time=0.5)
        self.play(Uncreate(triangle), run_time=0.3)


class Layers(Scene):
    def construct(self) -> None:
        squares = [
            Square(fill_opacity=1, fill_color=colour).shift(n * 0.7 * RIGHT)
            for n, colour in enumerate((RED, GREEN, BLUE))
        ]
        self.add(*squares)
        self.wait(0.2)
        squares[0].set_z_index(5)
        self.play(squares[1].animate.shift(UP), run_time=0.4)
        squares[0].set_z_index(-1)
        self.play(squares[2].animate.shift(LEFT), run_time=0.4)
        self.bring_to_back(squares[2])
        self.play(Rotate(squares[0], PI / 4), run_time=0.4)
        front = Circle(fill_opacity=1, fill_color=WHITE, radius=0.4)
        self.add_foreground_mobject(front)
        self.play(squares[1].animate.move_to(front), run_time=0.4)
        self.remove_foreground_mobject(front)
        self.play(squares[1].animate.shift(DOWN), run_time=0.3)


class Updaters(Scene):
    def construct(self) -> None:
        tracker = ValueTracker(0.0)
        number = DecimalNumber(0, mob_class=Text).add_updater(lambda m: m.set_value(tracker.get_value()))
        dot = Dot().add_updater(lambda m, dt: m.shift(2 * dt * RIGHT))
        line = always_redraw(lambda: Line(LEFT, dot.get_center()))
        self.add(number.shift(2 * UP), dot, line, Square().shift(3 * LEFT))
        self.play(tracker.animate.set_value(3.5), run_time=0.6)
        self.wait(0.4)
        dot.clear_updaters()
        self.play(tracker.animate.set_value(1.25), run_time=0.4)


class Groups(Scene):
    def construct(self) -> None:
        dots = VGroup(*[Dot(np.array((x, y, 0)), radius=0.2) for x in range(-2, 3) for y in (-1, 0, 1)])
        self.play(LaggedStart(*[FadeIn(dot) for dot in dots], lag_ratio=0.2), run_time=0.6)
        dots.remove(dots[3], dots[7])
        self.play(dots.animate.arrange_in_grid(3).set_color_by_gradient(RED, BLUE), run_time=0.5)
        dots.add(Square())
        self.play(FadeOut(dots[:4]), run_time=0.3)
        self.remove(dots)
        self.wait(0.2)
        self.add(dots[5])
        self.play(Indicate(dots[5]), run_time=0.4)
        self.clear()
        self.wait(0.2)


class Strokes(Scene):
    def construct(self) -> None:
        dashed = DashedLine(3 * LEFT, 3 * RIGHT + UP)
        gradient = Circle(stroke_width=12).set_color_by_gradient(RED, YELLOW, BLUE)
        sheen = Square(fill_opacity=1).set_sheen(0.6, UP).shift(2 * RIGHT)
        edged = Star(fill_opacity=1, color=ORANGE).set_stroke(WHITE, 10, background=True).shift(2 * LEFT)
        spike = Polygon(3 * LEFT + 2 * DOWN, 3 * RIGHT + 1.9 * DOWN, 3 * LEFT + 1.8 * DOWN, stroke_width=8)
        self.add(dashed, gradient, sheen, edged, spike)
        self.play(dashed.animate.shift(DOWN), gradient.animate.set_sheen(-0.5, RIGHT), run_time=0.5)
        self.play(edged.animate.rotate(1), sheen.animate.set_sheen_direction(LEFT), run_time=0.5)
        self.play(spike.animate.shift(UP).set_stroke(width=2), run_time=0.5)


class Words(Scene):
    def construct(self) -> None:
        title = Text("retained", font_size=60)
        self.play(Write(title), run_time=0.6)
        self.play(title[2:5].animate.set_color(YELLOW), run_time=0.3)
        self.play(title.animate.to_edge(UP), GrowFromCenter(Text("0123").shift(DOWN)), run_time=0.5)


class Translucent(Scene):
    def construct(self) -> None:
        discs = [Circle(fill_opacity=0.4, fill_color=c, stroke_opacity=0.5) for c in (RED, GREEN, BLUE)]
        self.add(*discs)
        ways = zip(discs, (UP, LEFT, RIGHT), strict=True)
        self.play(*[disc.animate.shift(way) for disc, way in ways], run_time=0.5)
        self.play(MoveAlongPath(discs[0], Circle(radius=2)), FadeOut(discs[1]), run_time=0.6)
        self.wait(0.3)


class Still(Scene):
    def construct(self) -> None:
        self.add(Square(fill_opacity=0.5), Circle())
        self.wait(0.5)
        self.wait(0.3)
        self.play(Rotate(self.mobjects[0], 0.5), run_time=0.3)
        self.wait(0.2)


class Pictures(Scene):
    def construct(self) -> None:
        ramp = np.linspace(0, 255, 16 * 16, dtype=np.uint8).reshape(16, 16)
        image = ImageMobject(np.stack((ramp, ramp.T, ramp), axis=2)).scale(4)
        square = Square(fill_opacity=0.7, fill_color=RED)
        self.add(image, square)
        self.play(square.animate.shift(2 * RIGHT), run_time=0.4)
        self.play(image.animate.shift(LEFT).set_opacity(0.5), run_time=0.4)


class Camera(MovingCameraScene):
    def construct(self) -> None:
        square, circle = Square(fill_opacity=1), Circle(color=RED).shift(2 * RIGHT)
        self.add(square, circle)
        self.play(circle.animate.shift(UP), run_time=0.3)
        self.play(self.camera.frame.animate.scale(0.5).move_to(square), run_time=0.5)
        self.play(square.animate.rotate(0.6), run_time=0.3)


class Depth(ThreeDScene):
    def construct(self) -> None:
        self.set_camera_orientation(phi=1.0, theta=-0.8)
        square = Square(fill_opacity=0.5)
        self.add(square, Circle().shift(UP))
        self.play(square.animate.shift(RIGHT), run_time=0.4)
        self.move_camera(phi=0.4, run_time=0.4)


class Skipped(Scene):
    def construct(self) -> None:
        dot = Dot()
        self.play(dot.animate.shift(LEFT), run_time=0.3)
        self.next_section("hidden", skip_animations=True)
        self.play(dot.animate.shift(2 * UP), run_time=0.3)
        self.next_section("shown")
        self.play(dot.animate.shift(2 * RIGHT), run_time=0.3)


SCENES = (
    Transforms,
    Layers,
    Updaters,
    Groups,
    Strokes,
    Words,
    Translucent,
    Still,
    Pictures,
    Camera,
    Depth,
    Skipped,
)
SEPARABLE = (Transforms, Groups, Strokes, Words, Translucent)
"""Scenes of which nearly every frame can be drawn in part."""
