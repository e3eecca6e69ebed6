"""Discretization: say in which of several ranges a number lies."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np

from nn_core.autodiff import Tensor, convert_to_numpy
from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.category_layer import SPARSE_HELP, CategoryLayer, batches_of
from nn_core.layers.preprocessing.encoding import OUTPUT_HELP, encode, encoded_shape
from nn_core.layers.preprocessing.quantiles import Quantiles
from nn_core.spec.kinds import Optional
from nn_core.spec.params import param
from nn_core.spec.preparation_kinds import Numbers, OutputMode


class Discretization(CategoryLayer, category="Preprocessing"):
    """Replace each number by the number of the range in which it lies.

    Ages become age groups: `bin_boundaries=[18, 65]` makes 0 of what is below 18, 1 of what is from 18 to below 65, and
    2 of the rest. With `num_bins` instead, `adapt(data)` finds boundaries between which about equally many data lie.
    """

    bin_boundaries: Annotated[Any, Optional(Numbers())] = param(default=None, help="Where one range ends.")
    num_bins: int | None = param(default=None, minimum=1, help="Number of ranges, if adapt() finds them.")
    epsilon: float = param(default=0.01, minimum=1e-6, maximum=1.0, help="How precisely adapt() finds them.")
    output_mode: Annotated[str, OutputMode(("int", "one_hot", "multi_hot", "count"))] = param(
        default="int", help=OUTPUT_HELP
    )
    sparse: bool = param(default=False, help=SPARSE_HELP)

    suggested = {"bin_boundaries": [0.0, 1.0]}
    sample = Sample(args={"bin_boundaries": [-1.0, 0.0, 0.5], "output_mode": "one_hot"}, inputs=[(4,)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.bin_boundaries is None and self.num_bins is None:
            raise ValueError("Discretization needs bin_boundaries, or num_bins for adapt() to find the boundaries.")
        if self.bin_boundaries is not None and self.num_bins is not None:
            raise ValueError("Discretization takes bin_boundaries or num_bins, not both.")
        if self.bin_boundaries is not None and list(self.bin_boundaries) != sorted(self.bin_boundaries):
            raise ValueError(f"Discretization: bin_boundaries must be in ascending order, not {self.bin_boundaries}.")

    def get_config(self) -> dict[str, Any]:
        """Return the parameters as Keras writes them: there is nothing to train, and Keras's layer does not say so."""
        return {name: value for name, value in super().get_config().items() if name != "trainable"}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """Make a layer from its configuration; one that was adapted has both boundaries and their number."""
        boundaries = config.get("bin_boundaries")
        if config.get("num_bins") is None or boundaries is None:
            return super().from_config(config)
        layer = super().from_config({**config, "bin_boundaries": None})
        layer.bin_boundaries = boundaries
        return layer

    def adapt(self, data: Any, steps: int | None = None) -> None:
        """Find boundaries between which about equally many of the data lie.

        Args:
            data: an array, or an iterable of batches such as a generator.
            steps: number of batches to use; all if not given.
        """
        if self.num_bins is None:
            raise ValueError(f"{self._title()} was given its bin_boundaries; to adapt it, give num_bins instead.")
        quantiles = Quantiles(self.epsilon)
        for batch in batches_of(data, steps):
            quantiles.add(np.asarray(convert_to_numpy(batch), "float32"))
        self.bin_boundaries = quantiles.boundaries(self.num_bins)

    def output_dtype(self, input_dtype: str) -> str:
        return "int32" if self.output_mode == "int" else str(self.dtype)

    def _depth(self) -> int:
        return self.num_bins or 0 if self.bin_boundaries is None else len(self.bin_boundaries) + 1

    def compute_output_shape(self, input_shape: Any) -> Any:
        return encoded_shape(input_shape, self.output_mode, self._depth())

    def call(self, inputs: Any) -> Any:
        if self.bin_boundaries is None:
            raise ValueError(f"{self._title()} does not know its boundaries yet: call adapt(data) first.")
        numbers = np.digitize(convert_to_numpy(inputs), self.bin_boundaries)
        return Tensor(encode(numbers, self.output_mode, self._depth(), self.output_dtype("")))
