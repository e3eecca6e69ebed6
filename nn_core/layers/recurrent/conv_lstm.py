"""ConvLSTM: what LSTMs share whose states are pictures."""

from __future__ import annotations

from typing import Any

from nn_core.layers.recurrent.conv_lstm_cell import ConvLSTMCell
from nn_core.layers.recurrent.recurrent import Recurrent
from nn_core.spec.kinds import Regularizer, Size2
from nn_core.spec.params import param


class ConvLSTM(Recurrent, cell=ConvLSTMCell):
    """Read a sequence of pictures step by step with an LSTM that looks at them through convolutions."""

    kernel_size: Size2 = param(help="Height and width of the window that slides over the input and the state.")
    strides: Size2 = param(default=1, help="Steps by which the window moves over the input.")
    dilation_rate: Size2 = param(default=1, help="Distance between the elements the window looks at in the input.")
    activity_regularizer: Regularizer = param(default=None, after="bias_regularizer", help="Penalty on large outputs.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ValueError(
                f"{self._title()}: strides={self.strides} and dilation_rate={self.dilation_rate} cannot both exceed 1."
            )

    def state_shapes(self, input_shape: Any) -> list[Any]:
        return [self.step_output_shape(input_shape)] * 2

    def step_output_shape(self, input_shape: Any) -> tuple[Any, ...]:
        shape: tuple[Any, ...] = self.cell.shape_of_state((input_shape[0], *input_shape[2:]))
        if any(size is not None and size < 1 for size in shape):
            raise ValueError(
                f"{self._title()}: a kernel of size {self.kernel_size} does not fit into the steps of the input shape "
                f"{input_shape}. Use a smaller kernel_size or padding='same'."
            )
        return shape
