"""A renderer that Manim accepts in place of its own: it keeps its canvas and draws what changed.

``MyScene(renderer=RetainedRenderer(sink)).render()`` sends every picture of any scene to ``sink`` as a
``Frame``: pixels, the rectangles that differ from the picture before, and how long it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

import numpy as np
from manim import CairoRenderer, Camera, Mobject, MovingCamera, Scene, VMobject
from manim.scene.scene_file_writer import SceneFileWriter
from manim.scene.section import DefaultSectionType, Section
from manim.utils.iterables import list_update

from convanim.layout.boxes import Box
from convanim.mobjects.drawing import Ink
from convanim.rendering.changes import HIDDEN, NOTHING, changed_boxes, look_at
from convanim.rendering.damage import corners, rectangles
from convanim.rendering.frames import FrameSink, Pixels, Rect, changed_box, whole
from convanim.rendering.painter import Painter
from convanim.rendering.stage import Clock, Stage
from convanim.rendering.stream import FrameStream


class NoFile:
    """Stands where Manim keeps its file writer: it knows the sections and writes nothing."""

    def __init__(self, settings: Any) -> None:
        self.sections = [Section(DefaultSectionType.NORMAL, None, "", False)]
        self.subcaptions: list[Any] = []
        self.output_spec = settings.plan.output

    def next_section(self, name: str, section_type: str, skip_animations: bool) -> None:
        """Begin a section; one that is skipped shows no frames."""
        self.sections.append(Section(section_type, None, name, skip_animations))

    def add_sound(self, *args: Any, **kwargs: Any) -> None:
        """Frames have no sound."""

    def abort_encode_jobs(self, **options: Any) -> None:
        """There are none."""


class RetainedRenderer(CairoRenderer):
    """Draws only what changed, with the pixels that Manim's own renderer would draw.

    For any scene: one look for changes at what Manim counts as moving, per frame, and at all the rest
    per play. For a ``Stage``, which says what it touched, no work grows with what is at rest.
    Where a part cannot be drawn alone (images, point clouds, cameras that warp), the whole picture is
    drawn and compared; ``whole_redraws`` counts those frames.
    """

    def __init__(self, sink: FrameSink, camera_class: type[Camera] | None = None) -> None:
        """Args: where frames go; the kind of camera, the scene's own unless told."""
        super().__init__(file_writer_class=cast(type[SceneFileWriter], NoFile), camera_class=camera_class)
        self._own_camera = camera_class is not None
        self.whole_redraws = 0
        self._painter = Painter(self.camera)
        self._stream = FrameStream(sink, self.camera)
        self._look, self._view = NOTHING, NO_VIEW
        self._clean = False
        self._at_rest: list[Mobject] = []

    def init_scene(self, scene: Scene, *args: Any, **kwargs: Any) -> None:
        """Take the scene's kind of camera."""
        super().init_scene(scene, *args, **kwargs)
        if not self._own_camera and (scene.camera_class is not type(self.camera) or isinstance(scene, Stage)):
            self.camera = scene.camera_class()  # a stage sets the frame and the background when it is made
            self._painter = Painter(self.camera)
            self._stream.camera = self.camera

    def play(self, scene: Scene, *args: Any, **kwargs: Any) -> None:
        """Show every frame of a play to the sink; time advances by whole frames."""
        self.skip_animations = self._original_skipping_status
        self.update_skipping_status()
        if isinstance(scene, Stage) and len(args) == 1 and isinstance(args[0], Clock):
            self._play_stage(scene, args[0])
        else:
            self._play_any(scene, *args, **kwargs)
        self.num_plays += 1

    def scene_finished(self, scene: Scene) -> None:
        """Hand out the last picture; a scene without plays is one picture of one frame."""
        if not self.num_plays:
            self.skip_animations = False
            self.save_static_frame_data(scene, ())
            self.update_frame(scene, list_update(scene.mobjects, scene.foreground_mobjects))
            self._advance(1)
        self._stream.flush()

    def release(self) -> None:
        """Let go of the canvas and the sink, once and for all.

        Manim's scenes and renderers hold each other until Python looks for garbage, and would hold all
        pixels of a clip, and through the sink its encoder's, for as long.
        """
        vars(self).clear()

    def _advance(self, frames: int) -> None:
        if not self.skip_animations:
            self._stream.advance(frames)
            self.time += frames / self.camera.frame_rate

    # A stage says what it touched.

    def _play_stage(self, stage: Stage, clock: Clock) -> None:
        rate = self.camera.frame_rate
        for number in range(round(clock.start * rate), round((clock.start + clock.section) * rate)):
            self._update_stage(stage, stage.show(number / rate))
            self._advance(1)

    def still(self, stage: Stage, time: float) -> None:
        """Show one moment of a stage to the sink, as a single frame."""
        self._update_stage(stage, stage.show(time))
        self._advance(1)
        self._stream.flush()

    def _update_stage(self, stage: Stage, touched: dict[Ink, Box]) -> None:
        scale, painter = stage.staging.canvas.scale, self._painter
        if not self._clean:
            self._clean = True
            painter.load(stage.drawing.inks, corners(_edges(ink.box) for ink in stage.drawing.inks) * scale)
            self._repaint(whole(*painter.size))
        elif touched:
            for ink in touched:
                painter.boxes[stage.drawing.places[ink]] = np.array(_edges(ink.box)) * scale
            painter.forget(touched, in_place=False)
            self._repaint(rectangles(corners(_edges(box) for box in touched.values()) * scale, *painter.size))

    # Any other scene is looked at.

    def _play_any(self, scene: Scene, *args: Any, **kwargs: Any) -> None:
        scene.compile_animation_data(*args, **kwargs)
        if self.skip_animations:
            self.time += scene.duration
        scene.begin_animations()
        self.save_static_frame_data(scene, scene.static_mobjects)
        if scene.is_current_animation_frozen_frame():
            self.update_frame(scene, scene.moving_mobjects)
            self.freeze_current_frame(scene.duration)
        else:
            scene.play_internal()

    def render(self, scene: Scene, time: float, moving_mobjects: Iterable[Mobject] | None = None) -> None:
        """Show one frame."""
        self.update_frame(scene, moving_mobjects)
        self._advance(1)

    def freeze_current_frame(self, duration: float) -> None:
        """Let the picture stand, in seconds, for as many whole frames as Manim does."""
        self._advance(int(duration / (1 / self.camera.frame_rate)))

    def save_static_frame_data(self, scene: Scene, static_mobjects: Iterable[Mobject]) -> None:
        """Note what is at rest during a play."""
        self._at_rest = self.camera.get_mobjects_to_display(static_mobjects)

    def update_frame(
        self, scene: Scene, mobjects: Iterable[Mobject] | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Bring the picture up to date with a scene of any kind."""
        if self.skip_animations:
            return
        moving = list(mobjects or ())
        if not moving:
            self._redraw(lambda: self._draw_twice(scene))
            return
        shown = [*self._at_rest, *self.camera.get_mobjects_to_display(moving)]
        if not self._separable(shown):
            self._redraw(lambda: self._draw_whole(shown))
            return
        look, view = look_at(cast(list[VMobject], shown), self.camera), _view(self.camera)
        changes = changed_boxes(self._look, look) if self._clean and view == self._view else None
        self._look, self._view, self._clean = look, view, True
        self._painter.load(shown, look.boxes)
        if changes is None:
            self._painter.forget_all()
            self._redraw(lambda: self._painter.paint(whole(*self._painter.size)), clean=True)
        elif len(changes[0]):
            self._painter.forget(changes[1])
            self._repaint(rectangles(changes[0], *self._painter.size))

    def _separable(self, mobjects: Sequence[Mobject]) -> bool:
        """Whether every mobject can be drawn alone in a band of rows."""
        if type(self.camera) not in (Camera, MovingCamera):
            return False
        return all(isinstance(m, VMobject) and m.get_background_image() is None for m in mobjects)

    def _draw_whole(self, mobjects: Sequence[Mobject]) -> None:
        self.camera.reset()
        self.camera.capture_mobjects(mobjects, include_submobjects=False)

    def _draw_twice(self, scene: Scene) -> None:
        """What Manim does in a play in which nothing moves: all that rests lies there twice, edges harder."""
        self._draw_whole(self._at_rest)
        self.camera.capture_mobjects(list_update(scene.mobjects, scene.foreground_mobjects))

    def _repaint(self, rects: tuple[Rect, ...]) -> None:
        """Draw rectangles anew; the picture before them is handed out first."""
        if rects:
            self._stream.flush()
            self._painter.paint(rects)
            self._stream.changed(rects)

    def _redraw(self, draw: Callable[[], None], clean: bool = False) -> None:
        """Draw the whole picture, and see what is different."""
        before = cast(Pixels, self.camera.pixel_array.copy())
        draw()
        self._clean = clean
        self.whole_redraws += 1
        if not self._stream.started:
            self._stream.changed(whole(*self._painter.size))
        elif box := changed_box((before != self.camera.pixel_array).any(axis=2)):
            self._stream.flush(before)
            self._stream.changed((box,))


NO_VIEW = (0.0, 0.0, 0.0, 0.0)


def _view(camera: Camera) -> tuple[float, float, float, float]:
    x, y = np.asarray(camera.frame_center)[:2]
    return float(x), float(y), float(camera.frame_width), float(camera.frame_height)


def _edges(box: Box | None) -> tuple[float, float, float, float]:
    return HIDDEN if box is None else (box.x, box.y, box.right, box.bottom)
