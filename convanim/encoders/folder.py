"""A folder of numbered PNGs, at a constant rate as editors of videos read them."""

from __future__ import annotations

from pathlib import Path

from convanim.encoders.base import StreamInfo
from convanim.encoders.folder_target import FolderTarget
from convanim.encoders.image import Picture, png
from convanim.rendering.frames import Frame

_LEAST_DIGITS = 4


class FolderEncoder:
    """Writes ``frame_0001.png`` and so on: a picture that stands for many frames is as many files.

    ``name`` is what the files are called before their numbers; ``replace`` allows for a folder in the place
    that has files in it. Each file has the spec and the title in it, as any PNG has.
    """

    def __init__(self, path: Path, info: StreamInfo, *, name: str = "frame", replace: bool = False) -> None:
        self._target = FolderTarget(path, replace=replace)
        self._info, self._name = info, name
        self._digits = max(_LEAST_DIGITS, len(str(round(info.duration * info.frame_rate))))
        self._picture = Picture()
        self._elapsed, self._files = 0.0, 0

    def open(self) -> None:
        """Start the folder beside its target."""
        self._target.open()

    def frame(self, frame: Frame) -> None:
        """Write the files of one frame."""
        self._elapsed += frame.duration
        end = round(self._elapsed * self._info.frame_rate)
        self._picture.take(frame)
        if end == self._files:
            return
        data = png(self._picture.pixels, self._info)
        for number in range(self._files + 1, end + 1):
            file = self._target.temporary / f"{self._name}_{number:0{self._digits}}.png"
            file.write_bytes(data)
        self._files = end

    def close(self) -> None:
        """Put the folder in place."""
        if not self._elapsed:
            raise ValueError("an encoder needs a frame before it is closed")
        self._target.commit()

    def abort(self) -> None:
        """Remove what was written."""
        self._target.abort()
