"""The optimizers of Keras 2, which it keeps under this name: with `decay`, and epsilon in other places."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.optimizers import adadelta, adagrad, adam, adamax, ftrl, nadam, rmsprop, sgd
from nn_core.optimizers.one_pass import OnePass
from nn_core.spec.params import param


def decay_param() -> Any:
    """Declare `decay`."""
    return param(default=0.0, minimum=0.0, kw_only=True, help="The learning rate is divided by 1 + decay · steps.")


class SGD(sgd.SGD):
    """Go against the gradient, with momentum if wanted."""

    decay: float = decay_param()


class Adam(adam.Adam):
    """Momentum, and steps divided by the recent size of the gradient."""

    decay: float = decay_param()


class Adamax(adamax.Adamax):
    """Adam with the largest recent gradient in place of the mean square."""

    decay: float = decay_param()


class Adadelta(adadelta.Adadelta):
    """Step sizes from the recent size of the steps themselves."""

    decay: float = decay_param()


class Ftrl(ftrl.Ftrl):
    """Follow the regularised leader."""

    decay: float = decay_param()


class Nadam(nadam.Nadam):
    """Adam with the momentum of the next step, which rises slowly."""

    schedule_decay = 0.004


class Adagrad(adagrad.Adagrad):
    """Steps divided by the size of all gradients so far; epsilon is added to the root."""

    decay: float = decay_param()

    def update(self, w: Array, g: Array, slots: dict[str, Array], learning_rate: float) -> None:
        total = slots["accumulator"]
        total += g * g
        w -= learning_rate * g / (np.sqrt(total) + self.epsilon)


class RMSprop(rmsprop.RMSprop):
    """Steps divided by the recent size of the gradient; epsilon is added to the root, without momentum."""

    decay: float = decay_param()

    def update(self, w: Array, g: Array, slots: dict[str, Array], learning_rate: float) -> None:
        if self.momentum > 0:
            super().update(w, g, slots, learning_rate)
            return
        velocity = slots["velocity"]
        velocity += (1 - self.rho) * (g * g - velocity)
        size = velocity
        if self.centered:
            mean = slots["average_gradient"]
            mean += (1 - self.rho) * (g - mean)
            size = velocity - mean * mean
        w -= learning_rate * g / (np.sqrt(size) + self.epsilon)

    def in_one_pass(self, learning_rate: float) -> OnePass | None:
        return None
