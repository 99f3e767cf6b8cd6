"""Activations: known values, kept types, extremes without warnings."""

import math

import numpy as np
import pytest

from convanim.engine import ACTIVATIONS, activate

X = np.array([-3.0, -1.0, 0.0, 0.5, 2.0])

FORMULAS = {
    "none": lambda v: v,
    "relu": lambda v: max(v, 0.0),
    "leaky_relu": lambda v: v if v > 0 else 0.01 * v,
    "sigmoid": lambda v: 1 / (1 + math.exp(-v)),
    "tanh": math.tanh,
    "gelu": lambda v: v * (1 + math.erf(v / math.sqrt(2))) / 2,
    "silu": lambda v: v / (1 + math.exp(-v)),
}


def test_every_activation_has_a_formula_here():
    assert set(FORMULAS) == set(ACTIVATIONS)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_values(name):
    np.testing.assert_allclose(activate(X, name), [FORMULAS[name](v) for v in X], rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_types(name):
    kept = np.int64 if name in ("none", "relu") else np.float64
    assert activate(np.array([-2, 3], dtype=np.int8), name).dtype == kept
    assert activate(X.astype(np.float32), name).dtype == np.float32
    assert activate(X, name).dtype == np.float64


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_extremes_stay_finite_and_silent(name):
    with np.errstate(all="raise"):
        assert np.isfinite(activate(np.array([-1e4, 1e4]), name)).all()
        assert np.isfinite(activate(np.array([-1e4, 1e4], dtype=np.float32), name)).all()


def test_the_tail_of_gelu_is_not_cancelled_away():
    assert activate(np.array([-10.0]), "gelu")[0] == pytest.approx(-10 * math.erfc(10 / math.sqrt(2)) / 2)
    assert activate(np.array([-10.0]), "gelu")[0] != 0


def test_shapes_are_kept():
    assert activate(np.ones((2, 0 + 3, 4)), "gelu").shape == (2, 3, 4)
    assert activate(np.float32(-1), "relu").shape == ()
