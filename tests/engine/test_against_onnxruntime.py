"""The operations agree with ONNX Runtime, an inference engine of its own, on generated configurations.

Every configuration is built to be valid, so that each example compares two outputs. Values are small
whole numbers in float32: all sums stay below 2²⁴, where both sides are exact whatever their order.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnxruntime
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper

from convanim.engine import (
    average_pool,
    conv,
    conv_output_shape,
    conv_transpose,
    conv_transpose_output_shape,
    max_pool,
    pool_output_shape,
)

OPSET = 22
MODES = {"zeros": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}


@dataclass(frozen=True)
class Case:
    """One valid configuration: shapes, a seed for the data, and the parameters on both sides."""

    input_shape: tuple[int, ...]
    weight_shape: tuple[int, ...] = ()
    has_bias: bool = False
    seed: int = 0
    ours: dict[str, Any] = field(default_factory=dict)
    theirs: dict[str, Any] = field(default_factory=dict)
    padded_first: tuple[str, tuple[tuple[int, int], ...]] | None = None

    def data(self) -> tuple[np.ndarray, ...]:
        rng = np.random.default_rng(self.seed)
        shapes = [self.input_shape, self.weight_shape]
        arrays = [rng.integers(-9, 10, shape).astype(np.float32) for shape in shapes if shape]
        return tuple(arrays)

    def bias(self, channels: int) -> np.ndarray | None:
        if not self.has_bias:
            return None
        return np.random.default_rng(self.seed + 1).integers(-9, 10, channels).astype(np.float32)


def run_onnx(
    operator: str, x: np.ndarray, constants: list[np.ndarray], case: Case, batched: bool
) -> np.ndarray:
    """One ONNX node (behind a Pad node where the padding has a mode) on one thread."""
    source = "x"
    nodes = []
    initializers = [numpy_helper.from_array(value, f"c{index}") for index, value in enumerate(constants)]
    if case.padded_first is not None:
        mode, pairs = case.padded_first
        amounts = np.array([0, 0, *(p[0] for p in pairs), 0, 0, *(p[1] for p in pairs)], dtype=np.int64)
        initializers.append(numpy_helper.from_array(amounts, "amounts"))
        nodes.append(helper.make_node("Pad", ["x", "amounts"], ["padded"], mode=MODES[mode]))
        source = "padded"
    names = [source, *(f"c{index}" for index in range(len(constants)))]
    nodes.append(helper.make_node(operator, names, ["y"], **case.theirs))
    batch = x if batched else x[None]
    graph = helper.make_graph(
        nodes,
        "one",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, batch.shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        initializers,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=10)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    answer = session.run(None, {"x": batch})[0]
    return answer if batched else answer[0]


def agree_on(
    cases: st.SearchStrategy[Case], examples: int, distinct: int, check: Callable[[Case], None]
) -> None:
    """Run `check` on `examples` generated cases, the same every time; at least `distinct` must differ."""
    seen = set()

    @settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(cases)
    def each(case: Case) -> None:
        seen.add(repr(case))
        check(case)

    each()

    assert len(seen) >= distinct


@st.composite
def windows(
    draw: st.DrawFn, *, most_kernel: int = 4, pooling: bool = False, extra: int = 3
) -> dict[str, Any]:
    """Sizes along each axis such that the window fits: kernel, stride, dilation, padding, input."""
    axes = draw(st.integers(1, 3))
    largest = most_kernel if axes < 3 else 3
    kernel, stride, dilation, padding, size = [], [], [], [], []
    for _ in range(axes):
        k = draw(st.integers(1, largest))
        d = draw(st.integers(1, 3 if axes < 3 else 2))
        span = d * (k - 1) + 1
        most = k - 1 if pooling else span
        pair = (draw(st.integers(0, most)), draw(st.integers(0, most)))
        least = max(1, span - sum(pair))
        if pooling and d > 1:
            # Every window of a dilated pooling holds a cell if the input is at least one dilation long.
            least = max(least, d)
        kernel.append(k)
        stride.append(draw(st.integers(1, 3)))
        dilation.append(d)
        padding.append(pair)
        size.append(draw(st.integers(least, least + extra)))
    return {
        "kernel": tuple(kernel),
        "stride": tuple(stride),
        "dilation": tuple(dilation),
        "padding": tuple(padding),
        "size": tuple(size),
    }


def onnx_pads(padding: tuple[tuple[int, int], ...]) -> list[int]:
    return [before for before, _ in padding] + [after for _, after in padding]


@st.composite
def layers(draw: st.DrawFn) -> tuple[tuple[int, ...], int, int, int, bool, int]:
    """Batch (or none), groups, channels per group in and out, whether there is a bias, a seed."""
    batch = draw(st.sampled_from([(), (1,), (2,)]))
    groups, per_in, per_out = draw(st.integers(1, 3)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    return batch, groups, per_in, per_out, draw(st.booleans()), draw(st.integers(0, 10**6))


def conv_case(window: dict[str, Any], layer: tuple[Any, ...], **changes: Any) -> Case:
    batch, groups, per_in, per_out, has_bias, seed = layer
    ours = {
        "stride": window["stride"],
        "padding": window["padding"],
        "dilation": window["dilation"],
        "groups": groups,
    }
    theirs = {
        "strides": window["stride"],
        "pads": onnx_pads(window["padding"]),
        "dilations": window["dilation"],
        "group": groups,
    }
    ours.update(changes.get("ours", {}))
    theirs.update(changes.get("theirs", {}))
    return Case(
        (*batch, groups * per_in, *window["size"]),
        (groups * per_out, per_in, *window["kernel"]),
        has_bias,
        seed,
        ours,
        {name: value for name, value in theirs.items() if value is not None},
        changes.get("padded_first"),
    )


@st.composite
def explicit_convs(draw: st.DrawFn) -> Case:
    return conv_case(draw(windows()), draw(layers()))


@st.composite
def named_convs(draw: st.DrawFn) -> Case:
    window = draw(windows())
    name = draw(
        st.sampled_from(
            ["valid", "same", "same_lower", "full", "causal"][: 5 if len(window["size"]) == 1 else 4]
        )
    )
    if name in ("same", "same_lower"):
        # The other engine names no padding for a dilated kernel.
        window["dilation"] = (1,) * len(window["size"])
    span = [d * (k - 1) + 1 for d, k in zip(window["dilation"], window["kernel"], strict=True)]
    window["size"] = tuple(max(size, cells) for size, cells in zip(window["size"], span, strict=True))
    theirs: dict[str, Any] = {"pads": None, "auto_pad": {"same": "SAME_UPPER"}.get(name, name.upper())}
    if name == "full":
        theirs = {"pads": [cells - 1 for cells in span] * 2}
    if name == "causal":
        theirs = {"pads": [span[0] - 1, 0]}
    return conv_case(window, draw(layers()), ours={"padding": name}, theirs=theirs)


@st.composite
def mode_convs(draw: st.DrawFn) -> Case:
    window = draw(windows(extra=5))
    mode = draw(st.sampled_from(["reflect", "replicate", "circular"]))
    # Reflection needs a cell beside the border for each it adds; the other engine's wrap one for each.
    need = [max(pair) + 1 for pair in window["padding"]]
    window["size"] = tuple(max(size, least) for size, least in zip(window["size"], need, strict=True))
    return conv_case(
        window,
        draw(layers()),
        ours={"padding_mode": mode},
        theirs={"pads": None},
        padded_first=(mode, window["padding"]),
    )


def check_conv(case: Case) -> None:
    x, weight = case.data()
    bias = case.bias(weight.shape[0])
    constants = [weight] if bias is None else [weight, bias]
    theirs = run_onnx("Conv", x, constants, case, batched=x.ndim == weight.ndim)
    ours = conv(x, weight, bias, **case.ours)
    assert ours.dtype == np.float32
    np.testing.assert_array_equal(ours, theirs)
    assert conv_output_shape(x.shape, weight.shape, **case.ours) == theirs.shape


@pytest.mark.parametrize(
    ("cases", "examples", "distinct"),
    [
        pytest.param(explicit_convs(), 1000, 800, id="numbers"),
        pytest.param(named_convs(), 450, 300, id="names"),
        pytest.param(mode_convs(), 350, 200, id="modes"),
    ],
)
def test_conv_agrees(cases: st.SearchStrategy[Case], examples: int, distinct: int) -> None:
    agree_on(cases, examples, distinct, check_conv)


@st.composite
def transposed_cases(draw: st.DrawFn) -> Case:
    """Stride, dilation, crops and output padding such that at least one cell of each axis is left."""
    batch, groups, per_in, per_out, has_bias, seed = draw(layers())
    axes = draw(st.integers(1, 3))
    kernel, stride, dilation, padding, extra, size = [], [], [], [], [], []
    for _ in range(axes):
        k, s, d = draw(st.integers(1, 4 if axes < 3 else 3)), draw(st.integers(1, 3)), draw(st.integers(1, 2))
        # The other engine refuses output padding from the stride on, whatever the dilation.
        i, more = draw(st.integers(1, 4)), draw(st.integers(0, s - 1))
        full = (i - 1) * s + d * (k - 1) + 1 + more
        before = draw(st.integers(0, min(full - 1, d * (k - 1) + 1)))
        after = draw(st.integers(0, min(full - 1 - before, d * (k - 1) + 1)))
        for values, value in zip(
            (kernel, stride, dilation, padding, extra, size), (k, s, d, (before, after), more, i), strict=True
        ):
            values.append(value)
    ours = {
        "stride": tuple(stride),
        "padding": tuple(padding),
        "output_padding": tuple(extra),
        "dilation": tuple(dilation),
        "groups": groups,
    }
    theirs = {
        "strides": stride,
        "pads": onnx_pads(tuple(padding)),
        "output_padding": extra,
        "dilations": dilation,
        "group": groups,
    }
    name = draw(st.sampled_from([None, None, None, "same", "same_lower"]))
    span = [d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True)]
    if name is not None and all(cells >= step for cells, step in zip(span, stride, strict=True)):
        ours.update(padding=name, output_padding=0)
        theirs.update(auto_pad={"same": "SAME_UPPER"}.get(name, "SAME_LOWER"), output_padding=[0] * axes)
        del theirs["pads"]
    return Case(
        (*batch, groups * per_in, *size),
        (groups * per_in, per_out, *kernel),
        has_bias,
        seed,
        ours,
        theirs,
    )


def test_conv_transpose_agrees() -> None:
    def check(case: Case) -> None:
        x, weight = case.data()
        bias = case.bias(weight.shape[1] * case.ours["groups"])
        constants = [weight] if bias is None else [weight, bias]
        theirs = run_onnx("ConvTranspose", x, constants, case, batched=x.ndim == weight.ndim)
        ours = conv_transpose(x, weight, bias, **case.ours)
        np.testing.assert_array_equal(ours, theirs)
        assert conv_transpose_output_shape(x.shape, weight.shape, **case.ours) == theirs.shape

    agree_on(transposed_cases(), 700, 500, check)


@st.composite
def pool_cases(draw: st.DrawFn, *, average: bool) -> Case:
    window = draw(windows(pooling=True))
    batch = draw(st.sampled_from([(), (1,), (2,)]))
    ceil_mode = draw(st.booleans())
    ours = {
        "kernel_size": window["kernel"],
        "stride": window["stride"],
        "padding": window["padding"],
        "dilation": window["dilation"],
        "ceil_mode": ceil_mode,
    }
    theirs = {
        "kernel_shape": window["kernel"],
        "strides": window["stride"],
        "pads": onnx_pads(window["padding"]),
        "dilations": window["dilation"],
        "ceil_mode": int(ceil_mode),
    }
    name = draw(st.sampled_from([None, None, None, "same", "same_lower"]))
    if name is not None:
        ones = (1,) * len(window["kernel"])
        ours.update(padding=name, dilation=ones, ceil_mode=False)
        theirs.update(auto_pad={"same": "SAME_UPPER"}.get(name, "SAME_LOWER"), dilations=ones, ceil_mode=0)
        del theirs["pads"]
        # Where the stride exceeds the kernel the other engine's pooling counts a negative padding.
        window["stride"] = tuple(map(min, window["stride"], window["kernel"]))
        ours["stride"] = theirs["strides"] = window["stride"]
        window["size"] = tuple(
            max(size, kernel) for size, kernel in zip(window["size"], window["kernel"], strict=True)
        )
    if average:
        ours["count_include_pad"] = draw(st.booleans())
        theirs["count_include_pad"] = int(ours["count_include_pad"])
    shape = (*batch, draw(st.integers(1, 3)), *window["size"])
    return Case(shape, seed=draw(st.integers(0, 10**6)), ours=ours, theirs=theirs)


def test_max_pool_agrees() -> None:
    def check(case: Case) -> None:
        (x,) = case.data()
        theirs = run_onnx("MaxPool", x, [], case, batched=x.ndim == len(case.ours["kernel_size"]) + 2)
        np.testing.assert_array_equal(max_pool(x, **case.ours), theirs)
        assert pool_output_shape(x.shape, **case.ours) == theirs.shape

    agree_on(pool_cases(average=False), 600, 450, check)


def test_average_pool_agrees() -> None:
    def check(case: Case) -> None:
        (x,) = case.data()
        theirs = run_onnx("AveragePool", x, [], case, batched=x.ndim == len(case.ours["kernel_size"]) + 2)
        np.testing.assert_allclose(average_pool(x, **case.ours), theirs, rtol=1e-6, atol=1e-6)

    agree_on(pool_cases(average=True), 600, 450, check)
