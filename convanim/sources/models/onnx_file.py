"""An ONNX file as nodes and tensors, read where they lie. Source: onnx.proto of the ONNX project."""

from __future__ import annotations

import mmap
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from convanim.engine.arrays import Array
from convanim.errors import ConvanimError
from convanim.sources.models.files import mapped
from convanim.sources.models.layer import printable
from convanim.sources.models.onnx_tensors import Tensor, tensor_array
from convanim.sources.models.wire import BYTES, VARINT, BrokenError, Field, Reader, signed

MOST_AXES = 8


@dataclass(frozen=True, slots=True)
class Node:
    """An operator with the names of what it reads and what it makes."""

    operator: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: Mapping[str, Any]
    domain: str = ""


@dataclass(slots=True)
class Graph:
    """What a file holds: nodes in their order, tensors by name, and the inputs with their shapes."""

    nodes: list[Node] = field(default_factory=list)
    tensors: dict[str, Tensor] = field(default_factory=dict)
    inputs: dict[str, tuple[int | None, ...]] = field(default_factory=dict)
    opset: int = 1


class OnnxFile:
    """An open ONNX file."""

    def __init__(self, path: Path) -> None:
        """Raises ConvanimError for what is no ONNX file, is cut, or is made to do harm."""
        self.path = path
        self.graph = Graph()
        self._buffer: mmap.mmap = mapped(path)
        self._reader = Reader(self._buffer)  # type: ignore[arg-type]  # a map gives bytes for slices, as bytes do
        try:
            self._model(len(self._buffer))
        except BrokenError as error:
            raise ConvanimError(f"{path} is no whole ONNX file: it has {error}") from None
        if not self.graph.nodes:
            raise ConvanimError(f"{path} is no ONNX file, or a graph without nodes: export the model again")

    def _model(self, end: int) -> None:
        for entry in self._reader.fields(0, end):
            if entry.number == 7 and entry.kind == BYTES:
                self._graph(entry)
            elif entry.number == 8 and entry.kind == BYTES:
                self._opset(entry)

    def _opset(self, message: Field) -> None:
        domain, version = "", 1
        for entry in self._reader.fields(message.start, message.end):
            if entry.number == 1 and entry.kind == BYTES:
                domain = self._reader.text(entry)
            elif entry.number == 2 and entry.kind == VARINT:
                version = entry.value
        if domain in ("", "ai.onnx"):
            self.graph.opset = version

    def _graph(self, message: Field) -> None:
        for entry in self._reader.fields(message.start, message.end):
            if entry.kind != BYTES:
                continue
            if entry.number == 1:
                self.graph.nodes.append(self._node(entry))
            elif entry.number == 5:
                tensor = self._tensor(entry)
                self.graph.tensors[tensor.name] = tensor
            elif entry.number == 11:
                name, shape = self._value(entry)
                self.graph.inputs[name] = shape

    def _node(self, message: Field) -> Node:
        inputs: list[str] = []
        outputs: list[str] = []
        texts = {3: "", 4: "", 7: ""}
        attributes: dict[str, Any] = {}
        for entry in self._reader.fields(message.start, message.end):
            if entry.kind != BYTES:
                continue
            if entry.number in (1, 2):
                (inputs if entry.number == 1 else outputs).append(self._reader.text(entry))
            elif entry.number == 5:
                name, value = self._attribute(entry)
                attributes[name] = value
            elif entry.number in texts:
                texts[entry.number] = self._reader.text(entry)
        return Node(texts[4], texts[3], tuple(inputs), tuple(outputs), attributes, texts[7])

    def _attribute(self, message: Field) -> tuple[str, Any]:
        """Name and value; a graph, which is not followed, is None."""
        name = ""
        value: Any = None
        integers: list[int] = []
        floats: list[float] = []
        for entry in self._reader.fields(message.start, message.end):
            if entry.number == 1 and entry.kind == BYTES:
                name = self._reader.text(entry)
            elif entry.number == 2 and entry.kind == 5:
                value = self._reader.floats(entry)[0]
            elif entry.number == 3 and entry.kind == VARINT:
                value = signed(entry.value)
            elif entry.number == 4 and entry.kind == BYTES:
                value = self._reader.text(entry)
            elif entry.number == 5 and entry.kind == BYTES:
                value = self._tensor(entry)
            elif entry.number == 7:
                floats += self._reader.floats(entry)
            elif entry.number == 8 and entry.kind in (VARINT, BYTES):
                integers += self._reader.integers(entry)
        return name, integers or floats or value

    def _tensor(self, message: Field) -> Tensor:
        shape: list[int] = []
        name, kind, raw, typed = "", 0, None, []
        external: dict[str, str] = {}
        outside = False
        for entry in self._reader.fields(message.start, message.end):
            if entry.number == 1 and entry.kind in (VARINT, BYTES):
                shape += self._reader.integers(entry)
            elif entry.number == 2 and entry.kind == VARINT:
                kind = entry.value
            elif entry.number in (4, 5, 7, 10, 11):
                typed.append((entry.number, entry))
            elif entry.number == 8 and entry.kind == BYTES:
                name = self._reader.text(entry)
            elif entry.number == 9 and entry.kind == BYTES:
                raw = (entry.start, entry.end)
            elif entry.number == 13 and entry.kind == BYTES:
                pair = {e.number: self._reader.text(e) for e in self._reader.fields(entry.start, entry.end)}
                external[pair.get(1, "")] = pair.get(2, "")
            elif entry.number == 14:
                outside = entry.value == 1
        if len(shape) > MOST_AXES or any(size < 0 for size in shape):
            raise BrokenError(f'a tensor "{printable(name)}" of an impossible size')
        return Tensor(name, tuple(shape), kind, raw, tuple(typed), external if outside else None)

    def _value(self, message: Field) -> tuple[str, tuple[int | None, ...]]:
        """An input's name and its shape; what is open in it is None."""
        name, shape = "", []
        for entry in self._reader.fields(message.start, message.end):
            if entry.number == 1 and entry.kind == BYTES:
                name = self._reader.text(entry)
            elif entry.number == 2 and entry.kind == BYTES:
                shape = [self._number(dim) for dim in self._inside(entry, (1, 2, 1))]
        return name, tuple(shape)

    def _inside(self, message: Field, path: tuple[int, ...]) -> list[Field]:
        """The messages that lie in messages, by their numbers."""
        found = [message]
        for number in path:
            found = [
                entry
                for outer in found
                for entry in self._reader.fields(outer.start, outer.end)
                if entry.number == number and entry.kind == BYTES
            ]
        return found

    def _number(self, dim: Field) -> int | None:
        entries = self._reader.fields(dim.start, dim.end)
        return next((e.value for e in entries if e.number == 1 and e.kind == VARINT and e.value), None)

    def array(self, tensor: Tensor) -> Array:
        """A tensor's numbers, copied; ConvanimError where they are not those of its shape."""
        return tensor_array(self.path, self._buffer, self._reader, tensor)
