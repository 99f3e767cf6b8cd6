"""A stack of causal layers: every layer has the operation's values, and no output sees the future."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from convanim.engine import conv, trace_stack
from convanim.errors import ConvanimError

X = np.array([[1, 3, 0, 2, 4, 1, 2, 3, 1, 0, 2, 4, 3, 1, 2, 0]])
KERNELS = [[1, 1], [1, 1], [1, -1]]


@pytest.mark.parametrize("dilations", [(1,), (1, 2, 4), (3, 1), (1, 2, 4, 8, 16)])
@pytest.mark.parametrize("k", [1, 2, 3, 5])
def test_the_layers_are_the_operations_after_one_another(dilations: tuple[int, ...], k: int) -> None:
    rng = np.random.default_rng(k)
    kernels = [rng.integers(-3, 4, k) for _ in dilations]
    biases = [int(number) for number in rng.integers(-2, 3, len(dilations))]
    found = trace_stack(X, kernels, biases, dilations=dilations, activation="relu")
    rows = X
    for layer, kernel, bias, dilation in zip(found.layers, kernels, biases, dilations, strict=True):
        assert np.array_equal(layer.input, rows)
        rows = np.maximum(conv(rows, kernel[None, None], [bias], padding="causal", dilation=dilation), 0)
        assert np.array_equal(layer.output, rows)
    assert np.array_equal(found.output, rows)
    assert found.output.dtype == np.int64
    assert found.dilations == dilations
    assert found.weight.shape == (len(dilations), 1, k)
    assert np.array_equal(found.weight[:, 0], kernels)


def test_the_drawn_example() -> None:
    found = trace_stack(X, KERNELS, dilations=(1, 2, 4))
    assert found.output[0].tolist() == [-1, -4, -4, -6, -8, -3, -5, -4, 2, 1, 3, 3, -2, -4, -4, 1]
    assert found.receptive_field == 8
    assert found.reach((11,)) == ((4, 5, 6, 7, 8, 9, 10, 11), (5, 7, 9, 11), (7, 11), (11,))
    assert found.reach((2,)) == ((0, 1, 2), (0, 2), (2,), (2,))
    step = found.step((11,))
    assert (step.patch.tolist(), step.weights.tolist(), step.sum) == ([[10, 7]], [[1, -1]], 3)


@pytest.mark.parametrize(("k", "dilations"), [(2, (1, 2, 4)), (3, (1, 3)), (3, (2,)), (2, (5, 1))])
def test_an_output_depends_on_what_it_reaches_and_on_nothing_else(k: int, dilations: tuple[int, ...]) -> None:
    """With weights of 1 nothing cancels, so a change of any sample within reach changes the output."""
    kernels = [[1] * k for _ in dilations]
    found = trace_stack(X, kernels, dilations=dilations)
    for position in range(X.shape[1]):
        felt = []
        for sample in range(X.shape[1]):
            changed = X.copy()
            changed[0, sample] += 1
            other = trace_stack(changed, kernels, dilations=dilations)
            felt += [sample] if other.output[0, position] != found.output[0, position] else []
        assert found.reach((position,))[0] == tuple(felt)
        assert max(felt) <= position
    deep = trace_stack(np.zeros((1, 60), dtype=int), kernels, dilations=dilations)
    reach = deep.reach((59,))[0]
    assert reach[-1] - reach[0] + 1 == deep.receptive_field


def test_a_stack_cannot_be_changed() -> None:
    found = trace_stack(X, KERNELS, dilations=(1, 2, 4))
    with pytest.raises(FrozenInstanceError):
        found.layers = ()  # type: ignore[misc]  # that is the point
    for array in (found.output, found.weight, found.layers[1].output):
        assert not array.flags.writeable


REFUSED = [
    (X, KERNELS, None, (), "a stack was given no dilations: give one for each layer, such as 1, 2, 4"),
    (
        [[1, 2], [3, 4]], [[1]], None, (1,),
        "a stack reads one channel of samples but the input is 2×2: use an input of shape 1×2",
    ),
    (X, KERNELS, None, (1, 2), "3 kernels for 2 layers: give one kernel, or one for each layer"),
    (
        X, [[1, 1], [1, 1, 1]], None, (1, 2),
        "the kernels of a stack differ in length: give every layer as many weights",
    ),
    (
        X, KERNELS, [1, 2], (1, 2, 4),
        "bias of 2 numbers does not match 3 layers: give one number, or one for each layer",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("x", "kernels", "biases", "dilations", "text"), REFUSED)
def test_what_is_no_stack_is_refused(
    x: object, kernels: object, biases: object, dilations: object, text: str
) -> None:
    with pytest.raises(ConvanimError) as error:
        trace_stack(x, kernels, biases, dilations=dilations)  # type: ignore[arg-type]  # some are meant to be wrong
    assert str(error.value) == text
