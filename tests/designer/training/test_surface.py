"""What a model says in every place of the plane."""

import numpy as np
import pytest

from designer.data.sources import load
from designer.training.run import Order
from designer.training.surface import plane_input, surface_of
from designer.training.trial import Trial
from tests.designer.training.documents import chain


def half_plane():
    """A model that says 'different signs' right of x1 = 0."""
    end = ("Dense", "side", {"units": 1, "activation": "sigmoid"})
    document = chain(("InputLayer", "x", {"shape": [2]}), end, data_name="xor")
    document.set_weights({"layer1": [np.float32([[5], [0]]), np.float32([0])]})
    return Trial(Order.of(document))


def test_only_points_in_the_plane_have_a_surface():
    assert [plane_input(load(name)) for name in ("xor", "iris", "digits")] == ["x", None, None]


def test_the_boundary_is_where_the_model_has_it():
    surface = surface_of(half_plane(), load("xor"), num=20)
    assert surface.low[0] < -1 < 1 < surface.high[0]
    x = np.linspace(surface.low[0], surface.high[0], 41)[1::2]
    assert (surface.values == (x > 0)).all()
    assert surface.certainty[0] == pytest.approx(np.abs(2 / (1 + np.exp(-5 * x)) - 1), abs=1e-4)


def test_other_weights_give_another_surface():
    trial, data = half_plane(), load("xor")
    turned = surface_of(trial, data, weights={"layer1": [np.float32([[0], [5]]), np.float32([0])]}, num=10)
    assert (turned.values == turned.values[:, :1]).all() and turned.values[0, 0] != turned.values[-1, 0]
