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
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from convanim.errors import ConvanimError
from convanim.sizes import Size
from convanim.sources.models.layer import printable

STORAGES = {
    "FloatStorage": "f4", "DoubleStorage": "f8", "HalfStorage": "f2", "BFloat16Storage": "bfloat16",
    "LongStorage": "i8", "IntStorage": "i4", "ShortStorage": "i2", "CharStorage": "i1",
    "ByteStorage": "u1", "BoolStorage": "?",
}  # fmt: skip
REFUSED = frozenset(
    {"INST", "OBJ", "NEWOBJ_EX", "EXT1", "EXT2", "EXT4", "NEXT_BUFFER", "READONLY_BUFFER"}
    | {"PERSID", "EMPTY_SET", "ADDITEMS", "FROZENSET", "DICT"}
)
"""Opcodes that no checkpoint needs."""
STATES = ("state_dict", "model_state_dict", "model")
"""Under which a training checkpoint keeps the tensors of its model."""
PARALLEL = "module."
MOST_OPCODES, LONGEST_NAME = 1_000_000, 1_000
KEYS = (str, int, type(None))
"""What keys of dictionaries are; the hash of these takes no time."""
MEMO = frozenset({"PUT", "BINPUT", "LONG_BINPUT"})
BROKEN = (
    *(pickle.UnpicklingError, ValueError, TypeError, AttributeError, IndexError, KeyError, EOFError),
    *(OverflowError, RecursionError, UnicodeError, MemoryError, ImportError),
)
"""What Python's unpickler raises for pickles that are cut or made to do harm."""


class UnreadableError(ConvanimError):
    """The pickle is broken, or wants more than tensors."""


class StorageType(NamedTuple):
    """A storage's class: the type of its numbers."""

    dtype: str


class Storage(NamedTuple):
    """A storage by its key: a member of the archive with so many numbers."""

    dtype: str
    key: str
    numbers: int


class Tensor(NamedTuple):
    """Where a tensor's numbers lie in a storage; sizes and strides count numbers.

    A tuple, because a pickle may set the attributes of whatever has any, a frozen dataclass among them.
    """

    storage: Storage
    offset: int
    shape: Size
    stride: Size


class _Ordered:
    """Stands for OrderedDict, empty: its items are looked at one by one when they come."""

    __slots__ = ()

    def __call__(self, *items: Any) -> Any:
        if items:
            raise UnreadableError("a dictionary that cannot be")
        return OrderedDict()


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


USUAL: Mapping[int, Callable[..., None]] = pickle._Unpickler.dispatch
"""What each opcode does."""


class _Unpickler(pickle._Unpickler):
    """Python's own unpickler, not the one in C: only there can keys be looked at before they are hashed.

    The hash of tuples in tuples, each there twice, would never end.
    """

    stack: list[Any]
    dispatch: ClassVar[dict[int, Callable[..., None]]] = dict(USUAL)

    def _set_item(self) -> None:
        self._check_keys(self.stack[-2:-1])
        USUAL[pickle.SETITEM[0]](self)

    def _set_items(self) -> None:
        self._check_keys(self.stack[::2])
        USUAL[pickle.SETITEMS[0]](self)

    @staticmethod
    def _check_keys(keys: Sequence[Any]) -> None:
        if not all(type(key) in KEYS for key in keys):
            raise UnreadableError("a dictionary that cannot be")

    dispatch[pickle.SETITEM[0]] = _set_item
    dispatch[pickle.SETITEMS[0]] = _set_items

    def find_class(self, module: str, name: str) -> Any:
        """What stands for a name; nothing is imported."""
        if (module, name) == ("collections", "OrderedDict"):
            return _Ordered()
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
        if count > MOST_OPCODES:
            raise UnreadableError(f"over {MOST_OPCODES:,} values")
        if opcode.name in REFUSED:
            raise UnreadableError(f"the opcode {opcode.name}")
        if opcode.name in MEMO and int(argument or 0) > 2 * count + 256:
            raise UnreadableError("a pickle that is broken")


def tensors_of(loaded: Any) -> dict[str, Tensor]:
    """The tensors in nested dicts by their dotted names; of a training checkpoint, those of its model.

    What several devices trained has ``module.`` before every name, which is left out.
    """
    for key in STATES:
        if isinstance(loaded, dict) and isinstance(inner := dict.get(loaded, key), dict):
            loaded = inner
    found: dict[str, Tensor] = {}
    seen: set[int] = set()
    waiting: list[tuple[str, Any]] = [("", loaded)]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, Tensor):
            found[name or "tensor"] = value
        elif isinstance(value, dict) and id(value) not in seen and name.count(".") < 32:
            seen.add(id(value))
            # Not value.items(): a pickle may have set that name of the dictionary to something else.
            named = [pair for pair in dict.items(value) if isinstance(pair[0], str)]
            short = [pair for pair in named if len(name) + len(pair[0]) < LONGEST_NAME]
            waiting += [(f"{name}.{key}".lstrip("."), child) for key, child in reversed(short)]
    if found and all(name.startswith(PARALLEL) for name in found):
        return {name.removeprefix(PARALLEL): tensor for name, tensor in found.items()}
    return found
