"""TimeDistributed: the same layer at every step."""

from __future__ import annotations

from typing import Any, ClassVar

from nn_core import ops
from nn_core.autodiff import convert_to_numpy
from nn_core.layers.core.wrapper import Wrapper
from nn_core.layers.layer import Sample


class TimeDistributed(Wrapper, category="Recurrent"):
    """Apply the same layer to every step of a sequence.

    Around a Conv2D it looks at each picture of a film. Dense and most layers that work on the last axis do so anyway
    and need no wrapping.
    """

    min_ndim = 3
    supports_masking = True
    suggested: ClassVar[dict[str, Any]] = {"layer": "Dense"}
    sample = Sample(args={"layer": {"class_name": "Dense", "config": {"units": 3}}}, inputs=[(4, 2)])

    def build(self, input_shape: Any) -> None:
        super().build(_of_step(input_shape))

    def compute_output_shape(self, input_shape: Any) -> Any:
        self.check_input_shape(input_shape)
        batch, *sizes = super().compute_output_shape(_of_step(input_shape))
        return (batch, input_shape[1], *sizes)

    def count_macs(self, input_shape: Any) -> int | None:
        macs = super().count_macs(_of_step(input_shape))
        return None if macs is None or input_shape[1] is None else macs * input_shape[1]

    def call(self, inputs: Any, training: bool = False, mask: Any = None) -> Any:
        if mask is not None and mask.shape[:2] != inputs.shape[:2]:
            raise ValueError(f"{self._title()}: the mask has shape {mask.shape}, but the input {inputs.shape}.")
        if self._has_memory():
            steps = ops.unstack(inputs, axis=1)
            return ops.stack([self._apply(x, mask, t) for t, x in enumerate(steps)], axis=1)
        batch, steps, *sizes = inputs.shape
        y = self._apply(ops.reshape(inputs, (batch * steps, *sizes)), mask)
        return ops.reshape(y, (batch, steps, *y.shape[1:]))

    def _has_memory(self) -> bool:
        """Say whether a call changes the layer, as training does BatchNormalization: then every step is a call."""
        return getattr(self.layer, "stateful", False) or any(not v.is_parameter for v in self.layer.weights)

    def _apply(self, x: Any, mask: Any, step: int | None = None) -> Any:
        """Call the layer on one step, or on all of them as one batch."""
        if mask is not None and len(mask.shape) > 2:  # a mask of the steps themselves says nothing within them
            masked = convert_to_numpy(mask)
            x._keras_mask = masked.reshape(-1, *masked.shape[2:]) if step is None else masked[:, step]
        y = self.layer(x)
        if getattr(self.layer, "activity_regularizer", None) is not None:  # which Keras 3 does not count here
            self.layer.forget_output_penalties(y)
        return y


def _of_step(shape: Any) -> tuple[Any, ...]:
    return (shape[0], *shape[2:])
