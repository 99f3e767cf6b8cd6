"""The pickle inside a PyTorch checkpoint, read without ever running what it names.

Only tensors, their storages and plain containers are made. A pickle is a program: every opcode is looked at
before the first one runs, and each name that it wants to import must stand in the table below.
"""

from __future__ import annotations

import io
import pickle
import pickletools
import warnings
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from convanim.errors import ConvanimError
from convanim.sizes import Size
from convanim.sources.models.layer import printable

STORAGES = {
    "FloatStorage": "f4", "DoubleStorage": "f8", "HalfStorage": "f2", "BFloat16Storage": "bfloat16",
    "LongStorage": "i8", "IntStorage": "i4", "ShortStorage": "i2", "CharStorage": "i1",
    "ByteStorage": "u1", "BoolStorage": "?",
}  # fmt: skip
REFUSED = frozenset(
    {"INST", "OBJ", "NEWOBJ_EX", "EXT1", "EXT2", "EXT4", "NEXT_BUFFER", "READONLY_BUFFER", "PERSID"}
)
"""Opcodes that no checkpoint needs."""
MEMO = frozenset({"PUT", "BINPUT", "LONG_BINPUT"})
BROKEN = (
    *(pickle.UnpicklingError, ValueError, TypeError, AttributeError, IndexError, KeyError, EOFError),
    *(OverflowError, RecursionError, UnicodeError, MemoryError, ImportError),
)
"""What Python's unpickler raises for pickles that are cut or made to do harm."""


class UnreadableError(ConvanimError):
    """The pickle is broken, or wants more than tensors."""


@dataclass(frozen=True, slots=True)
class StorageType:
    """A storage's class: the type of its numbers."""

    dtype: str


@dataclass(frozen=True, slots=True)
class Storage:
    """A storage by its key: a member of the archive with so many numbers."""

    dtype: str
    key: str
    numbers: int


@dataclass(frozen=True, slots=True)
class Tensor:
    """Where a tensor's numbers lie in a storage; sizes and strides count numbers."""

    storage: Storage
    offset: int
    shape: Size
    stride: Size


class _Rebuild:
    """Stands for the function that makes a tensor of a storage; it can be called, and nothing else."""

    __slots__ = ()

    def __call__(self, storage: Any, offset: Any, shape: Any, stride: Any, *_: Any) -> Tensor:
        numbers = (offset, *shape, *stride)
        counted = all(type(number) is int and 0 <= number < 2**48 for number in numbers)
        if not isinstance(storage, Storage) or not counted or len(shape) != len(stride) or len(shape) > 16:
            raise UnreadableError("a tensor that cannot be")
        return Tensor(storage, offset, tuple(shape), tuple(stride))


class _Parameter:
    """Stands for the function that makes a parameter of a tensor."""

    __slots__ = ()

    def __call__(self, tensor: Any, *_: Any) -> Any:
        return tensor


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """What stands for a name; nothing is imported."""
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if module == "torch" and name in STORAGES:
            return StorageType(STORAGES[name])
        if module == "torch._utils" and name == "_rebuild_tensor_v2":
            return _Rebuild()
        if module == "torch._utils" and name == "_rebuild_parameter":
            return _Parameter()
        raise UnreadableError(f"{printable(module)}.{printable(name)}")

    def persistent_load(self, pid: Any) -> Storage:
        """A storage, which lies beside the pickle."""
        if isinstance(pid, tuple) and len(pid) == 5 and pid[0] == "storage":
            _, kind, key, _, numbers = pid
            if isinstance(kind, StorageType) and isinstance(key, str) and type(numbers) is int:
                return Storage(kind.dtype, key, numbers)
        raise UnreadableError("a storage that cannot be")


def unpickled(data: bytes) -> Any:
    """Containers of tensors; UnreadableError says what is in the way: what is broken or wants to run."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about escapes in texts, which is what a broken pickle has
            _check(data)
        return _Unpickler(io.BytesIO(data)).load()
    except UnreadableError:
        raise
    except BROKEN:
        raise UnreadableError("a pickle that is broken") from None


def _check(data: bytes) -> None:
    """Refuse opcodes that no checkpoint needs, and memo places that would take the memory."""
    for count, (opcode, argument, _) in enumerate(pickletools.genops(data)):
        if opcode.name in REFUSED:
            raise UnreadableError(f"the opcode {opcode.name}")
        if opcode.name in MEMO and int(argument or 0) > 2 * count + 256:
            raise UnreadableError("a pickle that is broken")


def tensors_of(loaded: Any) -> dict[str, Tensor]:
    """The tensors in nested dicts by their dotted names; of a training checkpoint, those of its model."""
    for key in ("state_dict", "model_state_dict"):
        if isinstance(loaded, dict) and isinstance(loaded.get(key), dict):
            loaded = loaded[key]
    found: dict[str, Tensor] = {}
    seen: set[int] = set()
    waiting: list[tuple[str, Any]] = [("", loaded)]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, Tensor):
            found[name] = value
        elif isinstance(value, dict) and id(value) not in seen and name.count(".") < 32:
            seen.add(id(value))
            children = [
                (f"{name}.{key}".lstrip("."), child) for key, child in value.items() if isinstance(key, str)
            ]
            waiting += reversed(children)
    return found
