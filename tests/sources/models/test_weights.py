"""Files of weights alone: safetensors, .npz, PyTorch's checkpoints; whole ones and those made to do harm."""

from __future__ import annotations

import pickle
import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors
import safetensors.numpy

from convanim import ConvanimError
from convanim.sources.models import Model, open_model
from convanim.sources.models.layer import ModelLayer
from tests.sources.models.made import (
    Array,
    call,
    drawn,
    npy,
    pickled,
    refused,
    safetensors_bytes,
    state_file,
    torch_file,
    torch_tensor,
)

ARRAYS = {
    "features.0.weight": drawn(4, 3, 3, 3),
    "features.0.bias": drawn(4),
    "features.2.weight": drawn(2, 4, 5),
    "running": drawn(4, seed=1),
    "fc.weight": drawn(10, 4),
    "volume.weight": drawn(1, 1, 2, 3, 3),
}


def save_safetensors(path: Path, arrays: dict[str, Array]) -> Path:
    safetensors.numpy.save_file({name: np.ascontiguousarray(a) for name, a in arrays.items()}, path)
    return path


def save_npz(path: Path, arrays: dict[str, Array]) -> Path:
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]  # its stub takes allow_pickle for an array's name
    return path


SAVERS = {"safetensors": save_safetensors, "npz": save_npz, "pt": state_file}


@pytest.mark.parametrize("suffix", SAVERS)
def test_arrays_of_three_to_five_axes_are_layers(tmp_path: Path, suffix: str) -> None:
    model = open_model(SAVERS[suffix](tmp_path / f"net.{suffix}", ARRAYS))
    layers = {layer.name: layer for layer in model.layers}
    assert set(layers) == {"features.0", "features.2", "volume"}
    first, second = layers["features.0"], layers["features.2"]
    assert (first.weight_shape, first.kernel_size, first.bias, first.known) == (
        (4, 3, 3, 3),
        (3, 3),
        True,
        False,
    )
    assert (second.axes, second.bias, model.bias(second)) == (1, False, None)
    assert (model.weight(first) == ARRAYS["features.0.weight"]).all()
    assert (model.bias(first) == ARRAYS["features.0.bias"]).all()
    assert (model.weight(layers["volume"]) == ARRAYS["volume.weight"]).all()
    with pytest.raises(
        ConvanimError,
        match=r"what comes before features\.0 in .* is not computed: leave --flow",
    ):
        model.flow(first, ARRAYS["fc.weight"], 10)


@pytest.mark.parametrize("suffix", SAVERS)
def test_kernels_of_flax_have_their_channels_last(tmp_path: Path, suffix: str) -> None:
    kernel = drawn(2, 3, 4, 5)
    model = open_model(
        SAVERS[suffix](tmp_path / f"net.{suffix}", {"conv.kernel": kernel, "conv.bias": drawn(5)})
    )
    (layer,) = model.layers
    assert (layer.name, layer.weight_shape, layer.bias) == ("conv", (5, 4, 2, 3), True)
    assert model.weight(layer)[3, 1, 0, 2] == kernel[0, 2, 1, 3]


def only(model: Model) -> ModelLayer:
    (layer,) = model.layers
    return layer


@pytest.mark.parametrize("suffix", SAVERS)
@pytest.mark.parametrize("dtype", ["float16", "float64", "int64"])
def test_numbers_of_other_types_become_floats(tmp_path: Path, suffix: str, dtype: str) -> None:
    array = np.round(drawn(2, 2, 3) * 8).astype(dtype)
    model = open_model(SAVERS[suffix](tmp_path / f"net.{suffix}", {"c.weight": array}))
    weight = model.weight(only(model))
    assert weight.dtype == (np.float32 if dtype == "float16" else np.float64)
    assert (weight == array).all()


def test_sixteen_bit_brain_floats_are_read(tmp_path: Path) -> None:
    values = np.array([[[1.5, -2.0, 0.15625]]], dtype=np.float32)
    bits = (values.view(np.uint32) >> 16).astype("<u2")
    header = {"c.weight": {"dtype": "BF16", "shape": [1, 1, 3], "data_offsets": [0, 6]}}
    (tmp_path / "net.safetensors").write_bytes(safetensors_bytes(header, bits.tobytes()))
    state_file(tmp_path / "net.pt", {"c.weight": bits.astype(np.uint16)})
    for name in ("net.safetensors", "net.pt"):
        model = open_model(tmp_path / name)
        assert (model.weight(only(model)) == values).all()


def entry(start: int, end: int, shape: list[int] | None = None, dtype: str = "F32") -> dict[str, Any]:
    return {"dtype": dtype, "shape": [1, 1, 1] if shape is None else shape, "data_offsets": [start, end]}


WHOLE = "net.safetensors is no whole safetensors file: "
HOSTILE_SAFETENSORS: list[tuple[bytes, str]] = [
    (b"\xff" * 8 + b"{}", WHOLE + "a header of 18446744.1 TB cannot be"),
    (b"\x02\0\0\0\0\0\0\0{", WHOLE + "a header of 2 bytes cannot be"),
    (b"abc", WHOLE + "a header of 6.5 MB cannot be"),
    (safetensors_bytes(b"[1, 2]"), WHOLE + "its header is no JSON object of different names"),
    (safetensors_bytes(b"[" * 100_000), WHOLE + "its header is no JSON object of different names"),
    (safetensors_bytes(b'{"a": 1, "a": 2}'), WHOLE + "its header is no JSON object of different names"),
    (safetensors_bytes(b"\xff\xff"), WHOLE + "its header is no JSON object of different names"),
    (
        safetensors_bytes({"a": entry(0, 4), "b": entry(2, 6)}, bytes(6)),
        WHOLE + "b does not begin where the array before it ends",
    ),
    (
        safetensors_bytes({"a": entry(4, 8)}, bytes(8)),
        WHOLE + "a does not begin where the array before it ends",
    ),
    (safetensors_bytes({"a": entry(0, 4)}, bytes(3)), WHOLE + "its arrays take 4 bytes but it has 3 bytes"),
    (safetensors_bytes({"a": entry(0, 4)}, bytes(9)), WHOLE + "its arrays take 4 bytes but it has 9 bytes"),
    (
        safetensors_bytes({"a": entry(0, 4, [2, 1, 1])}, bytes(4)),
        WHOLE + "a 2×1×1 does not take as many bytes as it says",
    ),
    (
        safetensors_bytes({"a": entry(0, 4, [2**47] * 9)}, bytes(4)),
        WHOLE + f"a {'×'.join(['140737488355328'] * 9)} does not take as many bytes as it says",
    ),
    *(
        (
            safetensors_bytes({"a": value}, bytes(4)),
            WHOLE + "the entry of a has no known dtype, shape and data_offsets",
        )
        for value in (
            entry(0, 4, [1, -1, -1]),
            entry(-4, 0),
            entry(0, 4, dtype="F7"),
            entry(0, 4, [1, 1, True]),
            {**entry(0, 4), "data_offsets": [0, 1, 2]},
            {**entry(0, 4), "data_offsets": [0, 4.0]},
            {},
            7,
        )
    ),
    (
        safetensors_bytes({"a": entry(0, 4, [1])}, bytes(4)),
        "net.safetensors has no layer that can be shown: an array of weights of three to five axes is needed",
    ),
]


@pytest.mark.parametrize(("content", "text"), HOSTILE_SAFETENSORS)
def test_a_hostile_safetensors_file_is_refused(tmp_path: Path, content: bytes, text: str) -> None:
    path = tmp_path / "net.safetensors"
    path.write_bytes(content)
    with pytest.raises(ConvanimError) as error:
        open_model(path)
    assert str(error.value).replace(f"{tmp_path}/", "") == text
    if WHOLE in text:
        with pytest.raises(safetensors.SafetensorError):
            safetensors.deserialize(content)


def zipped(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_arrays_of_objects_are_never_unpickled(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> Any:
            return Path.mkdir, (tmp_path / "sprung",)

    np.savez(tmp_path / "net.npz", w=np.array([[[Trap()]]], dtype=object))
    assert refused(tmp_path / "net.npz") == (
        "net.npz: w holds Python objects: save an array of numbers with numpy.savez"
    )
    assert not (tmp_path / "sprung").exists()
    np.load(tmp_path / "net.npz", allow_pickle=True)["w"]
    assert (tmp_path / "sprung").exists()  # the trap works, so its not being sprung above says something


def header(text: str) -> bytes:
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode()


def test_a_bomb_in_an_archive_does_not_go_off(tmp_path: Path) -> None:
    claim = header("{'descr': '<f4', 'fortran_order': False, 'shape': (100000, 100, 99), }\n")
    zipped(tmp_path / "net.npz", {"w.npy": claim + bytes(10**7)}, zipfile.ZIP_DEFLATED)
    assert refused(tmp_path / "net.npz") == (
        "net.npz: w 100000×100×99 has more than 134.2 million numbers: use a smaller layer"
    )
    claim = header("{'descr': '<f4', 'fortran_order': False, 'shape': (10000, 100, 99), }\n")
    zipped(tmp_path / "net.npz", {"w.npy": claim + bytes(10**6)}, zipfile.ZIP_DEFLATED)
    assert refused(tmp_path / "net.npz") == "net.npz is no whole .npz file: save it again"


def test_a_header_of_gigabytes_is_not_unpacked(tmp_path: Path) -> None:
    long = b"\x93NUMPY\x02\x00" + (2**32 - 1).to_bytes(4, "little") + b" " * 100_000
    path = zipped(tmp_path / "net.npz", {"w.npy": long}, zipfile.ZIP_DEFLATED)
    taken: list[int] = []
    whole = zipfile.ZipExtFile.read

    def read(self: Any, n: int | None = -1) -> bytes:
        data = whole(self, n)
        taken.append(len(data))
        return data

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zipfile.ZipExtFile, "read", read)
        assert refused(path) == "net.npz: w is no whole array: save it again"
    assert taken == [65_536]


BAD_NPZ = [
    (b"PK\x03\x04", "net.npz is no whole .npz file: save it again"),
    (b"", "net.npz is no whole .npz file: save it again"),
    (b"no archive", "net.npz is no whole .npz file: save it again"),
]


@pytest.mark.parametrize(("content", "text"), BAD_NPZ)
def test_what_is_no_npz_file_is_refused(tmp_path: Path, content: bytes, text: str) -> None:
    (tmp_path / "net.npz").write_bytes(content)
    assert refused(tmp_path / "net.npz") == text


def test_members_that_are_no_arrays_are_refused(tmp_path: Path) -> None:
    zipped(tmp_path / "net.npz", {"\x1b[2Jw.npy": b"\x93NUMPY\x01\x00"})
    assert refused(tmp_path / "net.npz") == "net.npz: ?[2Jw is no whole array: save it again"
    text = "{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 2, 3), }\n"
    zipped(tmp_path / "net.npz", {"w.npy": header(text)})
    assert refused(tmp_path / "net.npz") == "net.npz: w is no whole array: save it again"


def test_columns_may_come_first(tmp_path: Path) -> None:
    array = np.asfortranarray(drawn(2, 3, 4).astype(">f8"))
    zipped(tmp_path / "net.npz", {"w.npy": npy(array)})
    model = open_model(tmp_path / "net.npz")
    assert (model.weight(only(model)) == array).all()


def test_a_checkpoint_of_training_gives_its_models_tensors(tmp_path: Path) -> None:
    array = drawn(2, 3, 4)
    state = {"epoch": 3, "state_dict": {"c.weight": torch_tensor("0", array)}, "lr": [0.1, None, True]}
    model = open_model(torch_file(tmp_path / "net.ckpt", pickled(state), {"0": array.tobytes()}))
    assert (only(model).name, model.weight(only(model)).tolist()) == ("c", array.tolist())


def test_a_tensor_may_be_a_view_of_a_storage(tmp_path: Path) -> None:
    array = drawn(4, 5, 6)
    parameter = call("torch._utils._rebuild_parameter", torch_tensor("0", array.T), True, {})
    view = torch_tensor("0", array, offset=30, shape=(2, 5, 6), stride=(30, 1, 5))
    path = torch_file(
        tmp_path / "net.pth", pickled({"a.weight": parameter, "b.weight": view}), {"0": array.tobytes()}
    )
    model = open_model(path)
    a, b = model.layers
    assert (model.weight(a) == array.T).all()
    assert model.weight(b)[1, 2, 3] == array.ravel()[30 + 30 + 2 + 15]


def test_numbers_of_the_other_byte_order_are_read(tmp_path: Path) -> None:
    array = drawn(2, 3, 4)
    data = pickled({"c.weight": torch_tensor("0", array)})
    path = torch_file(tmp_path / "net.pt", data, {"0": array.astype(">f4").tobytes()}, byteorder=b"big")
    model = open_model(path)
    assert (model.weight(only(model)) == array).all()


BROKEN = (
    "net.pt holds a pickle that is broken besides tensors, which is never run: save its state_dict() alone"
)
RUN = [
    (pickled(call("os.system", "true")), "os.system"),
    (pickled({"a": call("argparse.Namespace")}), "argparse.Namespace"),
    (pickled(call("builtins.eval", "1")), "builtins.eval"),
    (pickled(call("torch.nn.modules.conv.Conv2d")), "torch.nn.modules.conv.Conv2d"),
    (b"\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x04true\x85R.", "posix.system"),
    (b"(S'true'\nios\nsystem\n.", "the opcode INST"),
    (b"(cos\nsystem\nS'true'\no.", "the opcode OBJ"),
    (b"\x82\x01.", "the opcode EXT1"),
    (b"ccollections\nOrderedDict\nNN\x92.", "the opcode NEWOBJ_EX"),
    (pickled(call("torch._utils._rebuild_tensor_v2", 1, 0, (), ())), "a tensor that cannot be"),
]


@pytest.mark.parametrize(("data", "named"), RUN)
def test_what_a_checkpoint_wants_to_run_is_named_and_not_run(tmp_path: Path, data: bytes, named: str) -> None:
    assert refused(torch_file(tmp_path / "net.pt", data)) == (
        f"net.pt holds {named} besides tensors, which is never run: save its state_dict() alone"
    )


def test_a_trap_in_a_checkpoint_is_not_sprung(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> Any:
            return Path.mkdir, (tmp_path / "sprung",)

    data = pickle.dumps(Trap())
    assert "pathlib" in refused(torch_file(tmp_path / "net.pt", data))
    assert not (tmp_path / "sprung").exists()
    pickle.loads(data)
    assert (tmp_path / "sprung").exists()


BAD_PICKLES = [
    b"",
    b".",
    b"\x80\x02}q\x00.."[:3],
    b"N" + b"r\xff\xff\xff\x7f" + b".",  # a memo place that would take 16 GB
    b"N" + b"p4294967295\n" + b".",
    b"N" + b"r\x80\x96\x98\x00" + b".",  # one that would take 160 MB
    b"\x8e\xff\xff\xff\xff\xff\xff\xff\x7f.",  # bytes of 8 EB
    b"\x8b\xff\xff\xff\x7f.",  # an integer of 2 GB
    b"h\x05.",
    b"(" * 10_000 + b".",
    b"ctorch._utils\n_rebuild_tensor_v2\n}(X\x08\x00\x00\x00__dict__Nub.",
    b"ctorch._utils\n_rebuild_tensor_v2\nN}(X\x0c\x00\x00\x00__defaults__Nu\x86b.",  # a default
    b"ccollections\nOrderedDict\nN}(X\x06\x00\x00\x00updateNu\x86b.",
]


@pytest.mark.parametrize("data", BAD_PICKLES)
def test_a_broken_pickle_is_refused(tmp_path: Path, data: bytes) -> None:
    assert refused(torch_file(tmp_path / "net.pt", data)) == BROKEN


def built(obj: bytes, state: bytes) -> bytes:
    """A pickle that sets attributes of something."""
    return obj[:-1] + state[2:-1] + b"b."


def test_what_a_tensor_is_cannot_be_changed_behind_its_check(tmp_path: Path) -> None:
    """Strides that reach out of the storage would show what else is in memory."""
    array = drawn(2, 3, 4)
    whole = pickled(torch_tensor("0", array))
    for state in (
        (None, {"stride": (0, 0, -100_000)}),
        [1, 0, (1, 1, 9), (0, 0, -9)],
        {"stride": (0, 0, -9)},
    ):
        data = built(whole, pickled(state))
        assert refused(torch_file(tmp_path / "net.pt", data, {"0": array.tobytes()})) == BROKEN


def test_names_that_a_dictionary_has_are_not_called(tmp_path: Path) -> None:
    ordered = pickled(OrderedDict())
    state = {name: call("torch._utils._rebuild_parameter", 1) for name in ("items", "get", "keys")}
    path = torch_file(tmp_path / "net.pt", built(ordered, pickled(state)))
    assert "has no layer that can be shown" in refused(path)


FOREVER = b"N" + b"2\x86" * 60
"""A tuple of itself twice, sixty times: its hash takes 2^60 steps."""
BOMBS = [
    (b"}" + FOREVER + b"Ns.", "a dictionary that cannot be"),
    (b"}(" + FOREVER + b"Nu.", "a dictionary that cannot be"),
    (b"ccollections\nOrderedDict\n](" + FOREVER + b"N\x86e\x85R.", "a dictionary that cannot be"),
    (b"\x8f(" + FOREVER + b"\x90.", "the opcode EMPTY_SET"),
    (b"(" + FOREVER + b"\x91.", "the opcode FROZENSET"),
    (b"(" + FOREVER + b"Nd.", "the opcode DICT"),
    (b"N0" * 600_000 + b"N.", "over 1,000,000 values"),
]


@pytest.mark.parametrize(("data", "named"), BOMBS)
def test_a_pickle_that_would_never_end_ends(tmp_path: Path, data: bytes, named: str) -> None:
    assert refused(torch_file(tmp_path / "net.pt", data)) == (
        f"net.pt holds {named} besides tensors, which is never run: save its state_dict() alone"
    )


def test_long_names_are_not_put_together(tmp_path: Path) -> None:
    array = drawn(1, 1, 2)
    tensor = torch_tensor("0", array)
    state = {
        "n" * 900: {f"{number}.weight": tensor for number in range(300)},
        "c.weight": tensor,
        "m" * 2000: tensor,
    }
    model = open_model(torch_file(tmp_path / "net.pt", pickled(state), {"0": array.tobytes()}))
    assert (len(model.layers), model.layers[-1].name) == (301, "c")


@pytest.mark.parametrize("key", ["state_dict", "model_state_dict", "model"])
def test_a_checkpoints_model_is_found_and_what_devices_put_before_names_left_out(
    tmp_path: Path, key: str
) -> None:
    array = drawn(1, 1, 2)
    state = {key: {"module.c.weight": torch_tensor("0", array)}, "optimizer": {"state": {0: None}}}
    model = open_model(torch_file(tmp_path / "net.pt", pickled(state), {"0": array.tobytes()}))
    assert only(model).name == "c"


def test_a_laughing_pickle_is_not_unfolded(tmp_path: Path) -> None:
    nested: dict[str, Any] = {}
    for _ in range(60):
        nested = {"a": nested, "b": nested}
    assert "has no layer that can be shown" in refused(torch_file(tmp_path / "net.pt", pickled(nested)))


IMPOSSIBLE = BROKEN.replace("pickle that is broken", "tensor that cannot be")
VIEWS: list[tuple[dict[str, Any], str]] = [
    ({"offset": 1}, "net.pt: c.weight 2×3×4 reaches past its storage of 96 bytes: save it again"),
    (
        {"offset": -1},
        IMPOSSIBLE,
    ),
    (
        {"stride": (2**40, 1, 1)},
        "net.pt: c.weight 2×3×4 has more than 134.2 million numbers: use a smaller layer",
    ),
    (
        {"shape": (2**40, 3, 4), "stride": (0, 0, 0)},
        "net.pt: c.weight 1099511627776×3×4 has more than 134.2 million numbers: use a smaller layer",
    ),
    (
        {"shape": (2, 3)},
        IMPOSSIBLE,
    ),
]


@pytest.mark.parametrize(("view", "text"), VIEWS)
def test_a_view_past_its_storage_is_refused(tmp_path: Path, view: dict[str, Any], text: str) -> None:
    array = drawn(2, 3, 4)
    data = pickled({"c.weight": torch_tensor("0", array, **view)})
    assert refused(torch_file(tmp_path / "net.pt", data, {"0": array.tobytes()})) == text


def test_a_checkpoint_of_old_is_refused(tmp_path: Path) -> None:
    (tmp_path / "net.pt").write_bytes(pickle.dumps({}))
    assert refused(tmp_path / "net.pt") == (
        "net.pt is no PyTorch checkpoint of PyTorch 1.6 or later: save its state_dict() again with torch.save"
    )
    zipped(tmp_path / "net.pt", {"a": b"b"})
    assert refused(tmp_path / "net.pt") == (
        "net.pt is no PyTorch checkpoint: save a state_dict() with torch.save"
    )


def test_a_pickle_of_gigabytes_is_not_unpacked(tmp_path: Path) -> None:
    zipped(tmp_path / "net.pt", {"net/data.pkl": bytes(9_000_000)}, zipfile.ZIP_DEFLATED)
    assert refused(tmp_path / "net.pt") == "net.pt: its data.pkl is over 8.0 MB, more than any model has"


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    known = ".onnx, .safetensors, .npz, .pt, .pth, .ckpt, .bin, .keras, .h5, .hdf5"
    assert refused(Path("net.tflite")) == f"model net.tflite is of no kind that can be read: use {known}"
    for suffix in ("onnx", "safetensors", "npz", "pt", "keras", "h5"):
        path = tmp_path / f"net.{suffix}"
        assert refused(path) == (
            f"model net.{suffix} does not exist: check the name, and the folder it is relative to"
        )
        path.mkdir()
        assert refused(path) == f"model net.{suffix} is no regular file: give a model file"
