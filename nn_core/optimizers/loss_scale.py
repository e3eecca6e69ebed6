"""LossScaleOptimizer: keeps small gradients from vanishing in half precision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import numpy as np

from nn_core.autodiff import Variable, convert_to_numpy
from nn_core.optimizers.optimizer import Optimizer
from nn_core.spec.kinds import Registered
from nn_core.spec.params import param
from nn_core.spec.registry import register
from nn_core.spec.serialization import serialize


@register("optimizer", "lossscaleoptimizer")
class LossScaleOptimizer(Optimizer):
    """Lets another optimizer step with a loss made larger; the factor doubles while all goes well, and halves if not.

    Args:
        inner_optimizer: the optimizer that takes the steps.
    """

    inner_optimizer: Annotated[Any, Registered("optimizer")] = param(help="The optimizer that takes the steps.")
    initial_scale: float = param(default=2.0**15, minimum=0.0, help="The factor at the start.")
    dynamic_growth_steps: int = param(default=2000, minimum=1, help="Good steps after which the factor doubles.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inner_optimizer.loss_scale_factor = None  # or gradients would be scaled twice
        self._rate = Variable(np.array(0.0), dtype="float64", trainable=False, name="learning_rate")
        self._rate.path = f"{self.name}/learning_rate"

    @property
    def learning_rate(self) -> Any:
        """The learning rate of the inner optimizer."""
        return self.inner_optimizer.learning_rate

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        self.inner_optimizer.learning_rate = value

    @property
    def iterations(self) -> Any:
        """The number of steps the inner optimizer has taken."""
        return self.inner_optimizer.iterations

    @property
    def variables(self) -> list[Variable]:
        return [*super().variables, *self.inner_optimizer.variables]

    def build(self, variables: Sequence[Variable]) -> None:
        if not self.built:
            self.step_counter = self.add_variable(np.array(0), "step_counter")
            self.dynamic_scale = self.add_variable(np.array(self.initial_scale, np.float32), "dynamic_scale")
        self.inner_optimizer.build(variables)
        self._trainable_variables = self.inner_optimizer._trainable_variables
        self.built = True

    def scale_loss(self, loss: Any) -> Any:
        """Return the loss multiplied by the factor."""
        return loss * (self.dynamic_scale.item() if self.built else self.initial_scale)

    def apply(self, grads: Sequence[Any], trainable_variables: Sequence[Variable] | None = None) -> None:
        """Take a step if all gradients are finite; otherwise take none and halve the factor."""
        variables = self._trainable_variables if trainable_variables is None else list(trainable_variables)
        if not self.built:
            self.build(variables)
        arrays = [None if gradient is None else convert_to_numpy(gradient) for gradient in grads]
        if not all(np.isfinite(array).all() for array in arrays if array is not None):
            self.step_counter.assign(0)
            self.dynamic_scale.value *= 0.5
            return
        scale = self.dynamic_scale.item()
        self.inner_optimizer.apply([None if array is None else array / scale for array in arrays], variables)
        if self.step_counter.item() == self.dynamic_growth_steps - 1:
            self.step_counter.assign(0)
            self.dynamic_scale.value *= 2
        else:
            self.step_counter.value += 1

    def finalize_variable_values(self, var_list: Sequence[Variable]) -> None:
        """Replace weights by their moving average, if the inner optimizer keeps one."""
        self.inner_optimizer.finalize_variable_values(var_list)

    def get_config(self) -> dict[str, Any]:
        """Return the inner optimizer and the settings of the factor."""
        return {
            "name": self.name,
            "inner_optimizer": serialize(self.inner_optimizer),
            "initial_scale": self.initial_scale,
            "dynamic_growth_steps": self.dynamic_growth_steps,
        }
