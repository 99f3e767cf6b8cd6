"""The picture that convanim draws, made the way Manim's documentation teaches: squares, texts, ``.animate``.

The clip comes as JSON in the environment, so that the ``manim`` command can render it:

    CLIP='{"input": [[1, 2], [3, 4]], "kernel": [[1]], "frames": 100, "moving": 0.5}' \
        manim render --fps 25 benchmarks/plain_scene.py PlainConvolution
"""

from __future__ import annotations

import json
import os
from importlib.resources import as_file, files

import numpy as np
from manim import (
    DOWN,
    ORIGIN,
    UP,
    WHITE,
    Camera,
    FadeIn,
    FadeOut,
    ManimColor,
    Scene,
    Square,
    Text,
    VGroup,
    config,
    register_font,
)

INTER = files("fontpkg_inter") / "files" / "Inter[opsz,wght].ttf"
INK, BLUE, GREEN, ORANGE, ACCENT = "#1f2933", "#cfe3f7", "#cdebd5", "#fbdfc4", "#d9480f"
FEWEST = 6
"""Frames that move: with fewer, a step is one play."""


def words(text: object, size: float) -> Text:
    return Text(str(text), font="Inter", font_size=size, color=INK)


def cells(rows: int, columns: int, side: float, colour: str | ManimColor) -> VGroup:
    """A grid of squares, row by row."""
    squares = (
        Square(side, color=INK, stroke_width=1.5, fill_color=colour, fill_opacity=1)
        for _ in range(rows * columns)
    )
    return VGroup(*squares).arrange_in_grid(rows, columns, buff=0)


def numbers(values: np.ndarray, grid: VGroup, size: float) -> VGroup:
    """A text in the middle of every square."""
    texts = zip(values.ravel(), grid, strict=True)
    return VGroup(*(words(value, size).move_to(square) for value, square in texts))


class PlainConvolution(Scene):
    """Input, kernel and output in a row; the window moves, the sum is written, the output cell fills."""

    def construct(self) -> None:
        self.clip = json.loads(os.environ["CLIP"])
        assert isinstance(self.camera, Camera)
        self.camera.background_color = WHITE
        with as_file(INTER) as font, register_font(font):
            self.build()
            for row, column in np.ndindex(self.values.shape):
                self.step(row, column)

    def build(self) -> None:
        x, weight = np.array(self.clip["input"]), np.array(self.clip["kernel"])
        windows = np.lib.stride_tricks.sliding_window_view(x, weight.shape)
        self.x, self.weight, self.values = x, weight, (windows * weight).sum(axis=(2, 3))
        columns = x.shape[1] + weight.shape[1] + self.values.shape[1]
        side = min(0.86 * config.frame_width / (columns + 3), 0.6 * config.frame_height / len(x))
        self.size = 28 * side
        grids = [
            cells(array.shape[0], array.shape[1], side, colour)
            for array, colour in ((x, BLUE), (weight, ORANGE), (self.values, WHITE))
        ]
        self.grid, kernel, self.output = grids
        row = VGroup(grids[0], words("∗", 48), kernel, words("=", 48), self.output)
        row.arrange(buff=side / 2).move_to(ORIGIN)
        self.texts = numbers(self.values, self.output, self.size)
        names = ("input", "kernel", "output")
        captions = VGroup(
            *(
                words(f"{name} {array.shape[0]}×{array.shape[1]}", 22).next_to(grid, UP)
                for name, array, grid in zip(names, (x, weight, self.values), grids, strict=True)
            )
        )
        title = words("A kernel slides over its input", 32).to_edge(UP)
        self.window = Square(side, color=ACCENT, stroke_width=5).scale(len(weight))
        self.window.move_to(self.under(0, 0))
        self.add(title, captions, row, numbers(x, self.grid, self.size), numbers(weight, kernel, self.size))
        self.add(self.window)
        self.sum: Text | VGroup = VGroup()

    def under(self, row: int, column: int) -> np.ndarray:
        """The middle of the window at a position."""
        width = self.x.shape[1]
        last = (row + len(self.weight) - 1) * width + column + self.weight.shape[1] - 1
        middle: np.ndarray = (self.grid[row * width + column].get_center() + self.grid[last].get_center()) / 2
        return middle

    def step(self, row: int, column: int) -> None:
        """One position: as many frames as it is due, the given share of them moving."""
        place = row * self.values.shape[1] + column
        share = self.clip["frames"] / self.values.size
        frames = round((place + 1) * share) - round(place * share)
        moving = round(frames * self.clip["moving"])
        fill, text = self.output[place], self.texts[place]
        move = self.window.animate.move_to(self.under(row, column))
        if moving < FEWEST:
            self.play(move, fill.animate.set_fill(GREEN), FadeIn(text), run_time=self.seconds(frames))
            return
        third = moving // 3
        self.play(move, FadeOut(self.sum), run_time=self.seconds(moving - 2 * third))
        patch = self.x[row : row + len(self.weight), column : column + self.weight.shape[1]]
        pairs = zip(patch.ravel(), self.weight.ravel(), strict=True)
        line = " + ".join(f"{value}·{weight}" for value, weight in pairs)
        self.sum = words(f"{line} = {self.values[row, column]}", 22).to_edge(DOWN)
        self.play(FadeIn(self.sum), run_time=self.seconds(third))
        self.play(fill.animate.set_fill(GREEN), FadeIn(text), run_time=self.seconds(third))
        if frames > moving:
            self.wait(self.seconds(frames - moving) + 0.5 / config.frame_rate)

    def seconds(self, frames: int) -> float:
        """A run time that Manim makes exactly so many frames of."""
        return float((frames - 0.5) / config.frame_rate)
