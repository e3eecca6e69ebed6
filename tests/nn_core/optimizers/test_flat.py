"""Weights treated all at once change as they do one by one."""

import numpy as np

from nn_core import optimizers, utils
from nn_core.layers import Dense, Input
from nn_core.models import Sequential


def test_weights_decay_though_the_frozen_first_one_did_not() -> None:
    x = np.random.default_rng(0).normal(size=(8, 3)).astype("float32")
    found = []
    for eager in (True, False):
        utils.set_random_seed(1)
        model = Sequential([Input((3,)), Dense(4), Dense(3)])
        model.compile(optimizers.SGD(0.1, weight_decay=0.5), "mse", run_eagerly=eager)
        model.optimizer.exclude_from_weight_decay(var_list=model.layers[0].weights)
        model.fit(x, x, verbose=0)
        model.layers[0].trainable = False
        model.fit(x, x, verbose=0)
        found.append(model.layers[1].get_weights()[0])
    np.testing.assert_allclose(found[1], found[0], rtol=1e-4)
