"""The files that specs name: found, hashed once, and carried along with a clip to wherever it is made."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from convanim.errors import ConvanimError
from convanim.labels.languages import FONT_SUFFIXES, Language, find_language
from convanim.limits import memory
from convanim.sources import File, Flow, Source, Weights
from convanim.spec import ClipSpec
from convanim.spec.files import SOURCES, files_of

MOST_CARRIED = 2 * 10**9
"""Bytes of files that go along with one clip at most."""


@dataclass(frozen=True, slots=True)
class Named:
    """A file that a spec names.

    Attributes:
        said: its path in the spec; empty for one that another file names, as a model its data.
        place: where it is laid beside a clip's other files, such as ``0/photo.png``.
        called: its path as the finished clip has it in its embedded spec, seen from the clip's folder.
        path: where it is on this machine.
        sha256, size: of its bytes.
    """

    said: str
    place: str
    called: str
    path: Path
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Carried:
    """A file that a spec names, with its bytes; see `Named`."""

    said: str
    place: str
    called: str
    data: bytes


class Inputs:
    """Reads the files of many specs; one that several clips name is hashed once."""

    def __init__(self) -> None:
        self._hashes: dict[tuple[str, int, int], str] = {}
        self._beside: dict[tuple[str, int, int], tuple[str, ...]] = {}

    def named(self, spec: ClipSpec, folder: Path, output: Path) -> tuple[Named, ...]:
        """The files of a spec whose relative paths are relative to `folder`, for a clip at `output`.

        Raises ConvanimError for a file that is not there or cannot be read.
        """
        found = []
        for number, said in enumerate(paths_of(spec)):
            path = located(said, folder)
            found.append(self._named(said, f"{number}/{path.name}", path, output))
            for location in self._companions(path):
                place, beside = f"{number}/{location}", path.parent / location
                found.append(self._named("", place, beside, output))
        if (size := sum(file.size for file in found)) > MOST_CARRIED:
            raise ConvanimError(
                f"the files of {output.name} have {memory(size)}, more than the {memory(MOST_CARRIED)} that "
                f"go along with a clip of a batch: make it alone with convanim render"
            )
        return tuple(found)

    def carried(self, files: tuple[Named, ...]) -> tuple[Carried, ...]:
        """The same files with their bytes; ConvanimError for one that has changed since it was hashed."""
        carried = []
        for file in files:
            data = _read(file.path)
            if hashlib.sha256(data).hexdigest() != file.sha256:
                raise ConvanimError(f"{file.path} changed while the batch ran: run the batch again")
            carried.append(Carried(file.said, file.place, file.called, data))
        return tuple(carried)

    def sha256(self, path: Path) -> str:
        """The hash of a file, in hexadecimal digits."""
        key = _identity(path)
        if key not in self._hashes:
            self._hashes[key] = hash_of(path)
        return self._hashes[key]

    def _named(self, said: str, place: str, path: Path, output: Path) -> Named:
        digest = self.sha256(path)
        return Named(said, place, _seen_from(output.parent, path), path, digest, path.stat().st_size)

    def _companions(self, path: Path) -> tuple[str, ...]:
        """The files in which an ONNX model keeps large tensors, by their names in the model's folder."""
        if path.suffix.lower() != ".onnx":
            return ()
        key = _identity(path)
        if key not in self._beside:
            self._beside[key] = tuple(_external(path))
        return self._beside[key]


def paths_of(spec: ClipSpec) -> tuple[str, ...]:
    """Every path that a spec names, once, in the order of its fields."""
    found = dict.fromkeys(files_of(spec))
    font = spec.language.font if isinstance(spec.language, Language) else ""
    found.update({path: None for path in (spec.font or "", font) if _is_font_file(path)})
    return tuple(found)


def renamed(spec: ClipSpec, names: Mapping[str, str]) -> ClipSpec:
    """The spec with other paths; those that are not among `names` stay."""
    changes: dict[str, object] = {}
    for name in SOURCES:
        source = getattr(spec, name)
        changes[name] = None if source is None else _renamed(source, names)
    if spec.font is not None:
        changes["font"] = names.get(spec.font, spec.font)
    if isinstance(spec.language, Language):
        font = spec.language.font
        changes["language"] = replace(spec.language, font=names.get(font, font))
    return replace(spec, **changes)  # type: ignore[arg-type]  # each value is one of its field


def read_language(spec: ClipSpec, folder: Path) -> ClipSpec:
    """The spec with the words of its file of labels in it, so that the file need not go along."""
    if not isinstance(spec.language, str) or Path(spec.language).suffix.lower() != ".toml":
        return spec
    return replace(spec, language=find_language(str(located(spec.language, folder))))


def located(said: str, folder: Path) -> Path:
    """A file by its path, relative to `folder`; ConvanimError where there is no such file."""
    path = folder / said
    if path.is_file():
        return path
    if path.exists():
        raise ConvanimError(f"{said} is no regular file: give a file of numbers or an image")
    raise ConvanimError(f"{said} does not exist: check the name, and the folder it is relative to")


def hash_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ConvanimError(f"cannot read {path}: {error.strerror or error}") from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConvanimError(f"cannot read {path}: {error.strerror or error}") from None


def _renamed(source: Source, names: Mapping[str, str]) -> Source:
    if isinstance(source, File):
        return File(names.get(source.path, source.path))
    if isinstance(source, Weights):
        return replace(source, model=names.get(source.model, source.model))
    if isinstance(source, Flow):
        inner = _renamed(source.source, names)
        return replace(source, model=names.get(source.model, source.model), source=inner)
    return source


def _is_font_file(path: str) -> bool:
    return Path(path).suffix.lower() in FONT_SUFFIXES


def _identity(path: Path) -> tuple[str, int, int]:
    """What tells, within one batch, whether a file is the one that was read."""
    stat = path.stat()
    return str(path), stat.st_size, stat.st_mtime_ns


def _seen_from(folder: Path, path: Path) -> str:
    """A path relative to a folder, with slashes; the whole path where no relative one leads there."""
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:  # on another drive
        return str(path.resolve())


def _external(path: Path) -> Iterator[str]:
    """Names of the files beside an ONNX model that have tensors of it.

    What lies elsewhere its reader refuses.
    """
    from convanim.sources.models.onnx_file import OnnxFile
    from convanim.sources.models.onnx_tensors import Tensor

    graph = OnnxFile(path).graph
    constants = (value for node in graph.nodes for value in node.attributes.values())
    tensors = (*graph.tensors.values(), *(value for value in constants if isinstance(value, Tensor)))
    for location in dict.fromkeys((tensor.external or {}).get("location", "") for tensor in tensors):
        place = PurePosixPath(location)
        inside = location and "\0" not in location and not place.is_absolute() and ".." not in place.parts
        if inside and (path.parent / location).is_file():
            yield location
