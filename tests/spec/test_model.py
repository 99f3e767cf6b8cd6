"""A layer of a model file becomes the clip of that layer, with its own numbers and nothing made up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnx import helper
from PIL import Image

from convanim import ClipSpec, ConvanimError, model_layer, model_layers
from convanim.engine import max_pool
from convanim.sources.models import open_model
from convanim.spec.toml import dumps, loads
from tests.sources.models.made import drawn, onnx_model, residual, saved, state_file


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(residual(), tmp_path_factory.mktemp("model") / "net.onnx")


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pixels = np.random.default_rng(7).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    path = tmp_path_factory.mktemp("photo") / "photo.png"
    Image.fromarray(pixels).save(path)
    return path


def flow(net: Path, photo: Path, name: str) -> Any:
    """What flows into a layer when the photograph goes in, in shares of the brightest."""
    from convanim.sources.images import read_image

    model = open_model(net)
    layer = next(layer for layer in model.layers if layer.name == name)
    pixels = read_image(photo, (3, 32, 32), 10**6).astype(np.float32) / np.float32(255)
    return model.flow(layer, pixels, 10**6)


SCENES = [
    ("conv1", "layer", (3, 32, 32), (8, 16, 16)),
    ("pool", "pooling", (1, 16, 16), (1, 8, 8)),
    ("block/conv", "layer", (8, 8, 8), (8, 8, 8)),
    ("depthwise", "grouped", (8, 8, 8), (8, 4, 4)),
    ("i", "pooling", (1, 4, 4), (1, 4, 4)),
    ("up", "transposed", (1, 4, 4), (1, 10, 10)),
    ("last", "layer", (4, 20, 20), (2, 20, 20)),
]


@pytest.mark.parametrize(("name", "scene", "x", "y"), SCENES)
def test_every_layer_of_a_network_becomes_a_clip(
    net: Path, photo: Path, name: str, scene: str, x: Any, y: Any
) -> None:
    clip = model_layer(net, name, input=photo, resize="32x32").resolve()
    assert (clip.spec.scene, clip.trace.input.shape, clip.trace.output_shape) == (scene, x, y)


def test_a_clip_has_the_layers_own_numbers(net: Path, photo: Path) -> None:
    clip = model_layer(net, "block/conv", input=photo, resize="32x32").resolve()
    model = open_model(net)
    layer = model.layers[2]
    trace = clip.trace
    assert (trace.input == flow(net, photo, "block/conv")).all()
    assert (trace.weight == model.weight(layer)).all()
    assert (trace.bias == model.bias(layer)).all()
    assert (clip.spec.activation, clip.spec.padding, clip.title) == ("relu", 1, "block/conv of net.onnx")
    assert trace.output.dtype == np.float32


def test_filters_that_are_chosen_are_the_whole_clip(net: Path, photo: Path) -> None:
    whole = model_layer(net, "conv1", input=photo, resize="32x32").resolve()
    clip = model_layer(net, "conv1", input=photo, resize="32x32", only_filters="5,0").resolve()
    assert (clip.trace.weight == whole.trace.weight[[5, 0]]).all()
    assert np.allclose(clip.trace.output, whole.trace.output[[5, 0]], atol=1e-5)
    assert clip.title == "conv1: filters 5 and 0 of 8"
    alone = model_layer(net, "conv1", input=photo, resize="32x32", only_filters=[5]).resolve()
    assert (alone.spec.scene, alone.title) == ("filter", "conv1: filter 5 of 8")


def test_channels_that_are_chosen_leave_every_sum_as_it_is(net: Path, photo: Path) -> None:
    from convanim.layout.sheet.facts import shown_of

    whole = model_layer(net, "block/conv", input=photo, resize="32x32").resolve()
    for channels in ((5,), (5, 2), (6, 0, 3)):
        clip = model_layer(net, "block/conv", input=photo, resize="32x32", channels=channels).resolve()
        shown = [whole.trace.input[channel] for channel in channels]
        assert all((a == clip.trace.input[n]).all() for a, n in zip(shown, shown_of(8), strict=False))
        assert np.allclose(clip.trace.output, whole.trace.output, atol=1e-4)
        assert sorted(clip.trace.weight.ravel()) == sorted(whole.trace.weight.ravel())


def test_a_channel_of_a_pooling_is_shown_alone(net: Path, photo: Path) -> None:
    clip = model_layer(net, "pool", input=photo, resize="32x32", channels=[4]).resolve()
    x = flow(net, photo, "pool")
    assert (clip.trace.output == max_pool(x, 3, stride=2, padding=1)[[4]]).all()
    assert clip.title == "pool: channel 4"


def test_a_channel_of_a_depthwise_layer_is_shown_alone(net: Path, photo: Path) -> None:
    whole = model_layer(net, "depthwise", input=photo, resize="32x32").resolve()
    clip = model_layer(net, "depthwise", input=photo, resize="32x32", channels=[6, 1]).resolve()
    assert (clip.trace.output == whole.trace.output[[6, 1]]).all()
    alone = model_layer(net, "depthwise", input=photo, resize="32x32", channels=[6]).resolve()
    assert alone.spec.scene == "sliding-kernel"
    assert (alone.trace.output == whole.trace.output[[6]]).all()


def test_a_part_of_a_sum_is_called_so(net: Path, photo: Path) -> None:
    clip = model_layer(net, "up", input=photo, resize="32x32", channels=[9], only_filters=[2]).resolve()
    assert clip.title == "up: filter 2 of 4, channel 9 of 16 alone"
    assert (clip.trace.weight == open_model(net).weight(open_model(net).layers[5])[9:10, 2:3]).all()
    assert clip.spec.bias is None


def test_layers_along_one_axis_are_shown(tmp_path: Path) -> None:
    arrays = {"wide.weight": drawn(4, 16, 3), "wide.bias": drawn(4), "group.weight": drawn(6, 1, 5)}
    path = state_file(tmp_path / "net.pt", arrays)
    clip = model_layer(path, "wide", only_filters=[3], channels=[1, 15], input=20).resolve()
    assert (clip.spec.scene, clip.trace.input.shape) == ("conv1d", (2, 20))
    assert (clip.trace.weight == arrays["wide.weight"][3:4, [1, 15]]).all()
    assert (clip.spec.bias, clip.title) == (
        None,
        "wide: filter 3 of 4, channels 1 and 15 of 16 alone",
    )
    samples = np.arange(60.0).reshape(6, 10)
    np.save(tmp_path / "x.npy", samples)
    clip = model_layer(path, "group", only_filters=[4], groups=6, input=tmp_path / "x.npy").resolve()
    assert (clip.trace.input == samples[[4]]).all()
    assert (clip.trace.weight == arrays["group.weight"][[4]]).all()


def test_a_volume_of_one_channel_is_shown(tmp_path: Path) -> None:
    path = state_file(tmp_path / "net.pt", {"v.weight": drawn(1, 1, 2, 3, 3)})
    assert model_layer(path, "v", input="4x5x5").resolve().trace.output_shape == (1, 3, 3, 3)


def test_what_a_file_of_weights_does_not_tell_is_asked_for(tmp_path: Path) -> None:
    path = state_file(tmp_path / "net.pt", {"c.weight": drawn(4, 3, 3, 3), "t.weight": drawn(2, 3, 4, 4)})
    clip = model_layer(path, "c", input="3x9x9", stride=2, padding="same").resolve()
    assert clip.trace.output_shape == (4, 5, 5)
    clip = model_layer(path, "t", input=3, operation="conv_transpose", stride=2).resolve()
    assert (clip.spec.scene, clip.trace.output_shape) == ("transposed", (1, 8, 8))
    clip = model_layer(path, "c").resolve()
    assert clip.trace.input.shape == (3, 7, 7)


def test_what_comes_before_is_not_made_up(tmp_path: Path) -> None:
    path = state_file(tmp_path / "net.pt", {"c.weight": drawn(2, 1, 3, 3)})
    with pytest.raises(ConvanimError) as error:
        model_layer(path, "c", input=5, flow=True)
    assert str(error.value) == (
        f"what comes before c in {path} is not computed: leave --flow out, and give what flows into it"
    )


def test_what_flows_in_may_be_given_outright(net: Path, tmp_path: Path) -> None:
    x = drawn(8, 6, 5)
    np.save(tmp_path / "x.npy", x)
    clip = model_layer(net, "block/conv", input=tmp_path / "x.npy", flow=False).resolve()
    assert (clip.trace.input == x).all()


def test_a_grey_picture_goes_into_a_model_of_colour(net: Path, tmp_path: Path) -> None:
    Image.new("L", (16, 16), 51).save(tmp_path / "grey.png")
    clip = model_layer(net, "conv1", input=tmp_path / "grey.png").resolve()
    assert clip.trace.input.shape == (3, 16, 16)
    assert np.ptp(clip.trace.input) == 0
    assert clip.trace.input.max() == np.float32(0.2)


def test_colour_does_not_go_into_a_model_of_grey(tmp_path: Path, photo: Path) -> None:
    nodes = [helper.make_node("Conv", ["x", "c.weight"], ["y"])]
    path = saved(onnx_model(nodes, {"c.weight": drawn(2, 1, 3, 3)}, channels=1), tmp_path / "net.onnx")
    with pytest.raises(ConvanimError) as error:
        model_layer(path, "c", input=photo).resolve()
    assert str(error.value) == (
        f"{photo} is in colour and the model reads one channel: make it grey with --resize 28x28"
    )
    assert model_layer(path, "c", input=photo, resize=12).resolve().trace.input.shape == (1, 12, 12)


@pytest.mark.parametrize(
    "fields",
    [{}, {"channels": [6, 1]}, {"only_filters": [3, 4], "channels": [1]}, {"flow": False, "input": "8x5x5"}],
)
def test_a_clip_of_a_model_is_written_and_read(net: Path, photo: Path, fields: dict[str, Any]) -> None:
    spec = model_layer(net, "block/conv", **{"input": photo, "resize": "32x32", **fields})
    if "flow" in fields:
        spec = spec.changed(resize=None)
    assert loads(dumps(spec)) == spec


@pytest.mark.parametrize("name", ["conv1", "depthwise", "up", "pool"])
def test_what_is_in_a_clip_makes_it_again(net: Path, photo: Path, name: str, monkeypatch: Any) -> None:
    monkeypatch.chdir(net.parent)
    clip = model_layer("net.onnx", name, input=photo, resize="32x32").resolve()
    monkeypatch.chdir("/")
    again = loads(clip.embedded).resolve()
    assert (again.trace.output == clip.trace.output).all()
    assert again.title == clip.title


def test_a_toml_file_names_a_model_beside_it(net: Path, tmp_path: Path, monkeypatch: Any) -> None:
    net_there = saved(residual(), tmp_path / "net.onnx")
    (tmp_path / "clip.toml").write_text(
        'model = "net.onnx"\nat_layer = "conv1"\ninput = "3x9x9"\nonly_filters = [2]\n'
    )
    monkeypatch.chdir("/")
    from convanim.spec.toml import load

    spec = load(tmp_path / "clip.toml")
    assert spec == model_layer(net_there, "conv1", input="3x9x9", only_filters=[2])
    assert spec.resolve().trace.output_shape == (1, 5, 5)


TABLES = [
    (
        'input = {model = "a.onnx"}',
        "input of a model's layer has keys that are not known: use alone, channels, ",
    ),
    ('kernel = {model = "a.onnx", layer = 3}', "kernel of a model's layer is wrong: write {model = "),
    (
        'kernel = {model = "a.onnx", layer = "c", alone = 1}',
        "kernel of a model's layer is wrong: write {model = ",
    ),
    (
        'kernel = {model = "a.onnx", layer = "c", filters = [-1]}',
        "filters [-1] are no numbers from 0 on: write 0,5,9",
    ),
    (
        'input = {model = "a.onnx", layer = "c", input = {model = "b.onnx", layer = "c", input = 3}}',
        "what goes into a model is itself a part of a model: give a size, numbers or a file",
    ),
    ('input = {model = "a.onnx", layer = "c", input = "x.doc"}', 'input "x.doc" is no size and no file'),
    (
        'pointwise = {model = "a.onnx", layer = "c"}',
        "pointwise of a model's layer has keys that are not known",
    ),
]


@pytest.mark.parametrize(("text", "sentence"), TABLES)
def test_a_wrong_table_is_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ConvanimError) as error:
        loads(text)
    assert str(error.value).startswith(sentence)


REFUSED: list[tuple[str | None, dict[str, Any], str]] = [
    (None, {}, 'a model needs a layer: see "convanim layers NET", then give one such as --at-layer conv1'),
    ("conv2", {}, 'NET has no layer "conv2" that can be shown: did you mean conv1?'),
    (
        "conv1",
        {"channels": [1]},
        "all 3 channels of conv1 are shown: leave channels out, or use the scene sliding-kernel for one of "
        "them",
    ),
    ("conv1", {"kernel": 2}, "conv1 has weights of its own: leave kernel out"),
    ("conv1", {"only_filters": ""}, 'only_filters "" are no numbers from 0 on: write 0,5,9'),
    (
        "conv1",
        {"input": "2x9x9", "flow": False},
        "conv1 reads 3 channels but the input 2×9×9 has 2: use 3×9×9",
    ),
    ("conv1", {"only_filters": [8]}, "conv1 has 8 filters and no filter 8: use 0 to 7"),
    ("conv1", {"only_filters": [1, 1]}, "only_filters 1, 1 has a number twice: leave one out"),
    ("conv1", {"only_filters": "a"}, 'only_filters "a" are no numbers from 0 on: write 0,5,9'),
    ("conv1", {"filters": 3}, "filters 3 was given for a kernel that has its own"),
    ("block/conv", {"channels": [8]}, "block/conv has 8 channels and no channel 8: use 0 to 7"),
    (
        "block/conv",
        {"channels": [1, 2, 3, 4]},
        "a sheet shows 3 channels, and the sum of the others, and 4 are chosen: choose up to 3",
    ),
    ("pool", {"channels": [1, 2]}, "scene pooling shows one channel and 2 are chosen: choose one"),
    ("pool", {"channels": [99], "input": "3x9x9"}, "channel 99 does not exist: there are 8, use 0 to 7"),
    ("pool", {"only_filters": [1]}, "pool is a pooling and has no filters: choose one of its --channels"),
    ("up", {"channels": [1, 2]}, "scene transposed shows 1 of the channels and 2 are chosen: choose 1"),
    ("up", {"only_filters": [1, 2]}, "scene transposed shows one filter and 2 are chosen: choose one"),
    (
        "depthwise",
        {"channels": [1], "only_filters": [1]},
        "every channel of depthwise has filters of its own: choose --channels alone",
    ),
    (
        "conv1",
        {"scene": "conv1d"},
        "conv1 has 2 spatial axes, which the scene conv1d does not show: leave the scene out",
    ),
    ("conv1", {"flow": 3}, "flow 3 is neither true nor false"),
    (
        "conv1",
        {"input": "2x9x9"},
        "conv1 reads 3 channels but what flows into it has 2: give an input of other channels",
    ),
    ("conv1", {"strid": 3}, 'there is no field "strid": did you mean stride?'),
    (
        "pool",
        {"input": np.full((3, 9, 9), 3e38, np.float32)},
        "which cannot be shown: use another input or layer",
    ),
]


@pytest.mark.parametrize(("name", "fields", "sentence"), REFUSED)
def test_what_cannot_be_shown_is_one_sentence(
    net: Path, name: Any, fields: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ConvanimError) as error:
        model_layer(net, name, **fields).resolve()
    assert sentence in str(error.value).replace(str(net), "NET")


def test_a_layer_that_is_too_large_says_which_filters_to_keep(tmp_path: Path) -> None:
    path = state_file(tmp_path / "net.pt", {"c.weight": np.zeros((500, 500, 3, 3), np.float32)})
    with pytest.raises(
        ConvanimError,
        match=r"the weights of c, 500×500×3×3, are 2\.2 million numbers, .* with --only-filters",
    ):
        model_layer(path, "c", input="500x5x5").resolve()
    assert model_layer(path, "c", input="500x5x5", only_filters=[7]).resolve().trace.output_shape == (1, 3, 3)


def test_weights_that_are_not_finite_are_refused(tmp_path: Path) -> None:
    arrays = {
        "a.weight": np.full((1, 1, 2, 2), np.nan, np.float32),
        "b.weight": drawn(1, 1, 2, 2),
        "b.bias": np.array([np.inf]),
    }
    path = state_file(tmp_path / "net.pt", arrays)
    with pytest.raises(ConvanimError, match=r"the weights of a holds nan, which cannot be shown"):
        model_layer(path, "a").resolve()
    with pytest.raises(
        ConvanimError, match=r"the bias of b holds a number that cannot be shown: choose others"
    ):
        model_layer(path, "b")


def test_names_that_would_do_harm_on_a_terminal_are_shown_harmless(tmp_path: Path) -> None:
    path = state_file(
        tmp_path / "net.pt", {"\x1b[2J\nc.weight": drawn(1, 1, 2, 2), "x" * 500: drawn(1, 1, 2, 2)}
    )
    first, second = model_layers(path)
    assert (first.name, len(second.name)) == ("?[2J?c", 80)
    clip = model_layer(path, first.name).resolve()
    assert clip.title == "?[2J?c of net.pt"
    assert isinstance(clip.spec, ClipSpec)


def test_a_size_of_all_channels_is_one_of_those_that_are_shown_alone(tmp_path: Path) -> None:
    path = state_file(tmp_path / "net.pt", {"c.weight": drawn(8, 64, 3, 3)})
    fields = {"input": "64x6x6", "scene": "sliding-kernel", "channels": [9], "only_filters": [7]}
    clip = model_layer(path, "c", **fields).resolve()
    assert (clip.trace.input.shape, clip.title) == ((1, 6, 6), "c: filter 7 of 8, channel 9 of 64 alone")
