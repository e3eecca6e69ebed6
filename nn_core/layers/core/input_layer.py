"""Input: the place where data enters a model."""

from __future__ import annotations

from typing import Annotated, Any

from nn_core.layers.layer import Layer, Sample
from nn_core.layers.node import KerasTensor, Node
from nn_core.spec.kinds import Optional, Shape
from nn_core.spec.params import param


class InputLayer(Layer, category="Core", aliases=("Input",)):
    """The place where data enters the model.

    The shape is that of one sample: a grey picture of 28 × 28 pixels has `(28, 28, 1)`, a row of 13 columns `(13,)`.
    Use None for a size that changes from batch to batch, such as the length of a text.
    """

    shape: Annotated[Any, Optional(Shape())] = param(default=None, help="Shape of one sample, without the batch axis.")
    batch_size: int | None = param(default=None, minimum=1, help="Fixed number of samples in a batch, if there is one.")

    palette_name = "Input"
    suggested = {"shape": (28, 28, 1)}
    max_inputs = 0
    min_inputs = 0
    sample = Sample(args={"shape": (4,)}, inputs=[(4,)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        for ignored in ("sparse", "ragged", "optional", "input_tensor"):
            kwargs.pop(ignored, None)
        super().__init__(*args, **kwargs)
        if self._batch_input_shape is not None:
            self.batch_size, *rest = self._batch_input_shape
            self.shape = tuple(rest)
        if self.shape is None:
            raise ValueError("Input needs the shape of one sample, for instance shape=(28, 28, 1) or shape=(13,).")
        self.built = True
        output = KerasTensor(self.batch_shape, str(self.dtype), self.name)
        self._nodes.append(Node(self, (), {}, output, 0))

    @property
    def batch_shape(self) -> tuple[int | None, ...]:
        """The shape with the batch axis."""
        return (self.batch_size, *self.shape)

    def compute_output_shape(self, input_shape: Any = None) -> Any:
        return self.batch_shape

    def call(self, inputs: Any) -> Any:
        return inputs

    def get_config(self) -> dict[str, Any]:
        return {
            "batch_shape": list(self.batch_shape),
            "dtype": str(self.dtype),
            "sparse": False,
            "ragged": False,
            "name": self.name,
        }


def Input(
    shape: Any = None,
    batch_size: int | None = None,
    dtype: Any = None,
    name: str | None = None,
    batch_shape: Any = None,
    **kwargs: Any,
) -> KerasTensor:
    """Return a placeholder for data of the given shape (without the batch axis), from which to start a model.

    Example:
        >>> x = Input(shape=(28, 28, 1))
    """
    if batch_shape is not None:
        layer = InputLayer(batch_shape=batch_shape, dtype=dtype, name=name)
    else:
        layer = InputLayer(shape, batch_size, dtype=dtype, name=name, **kwargs)
    output: KerasTensor = layer.output
    return output
