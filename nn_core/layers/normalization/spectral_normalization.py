"""SpectralNormalization: keep a layer from stretching its input."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np

from nn_core.initializers import TruncatedNormal
from nn_core.layers.core.wrapper import Wrapper
from nn_core.layers.layer import Sample
from nn_core.spec.kinds import Nested
from nn_core.spec.params import param


class SpectralNormalization(Wrapper, category="Normalization"):
    """Divide the kernel of a layer by its largest singular value, so that the layer stretches no input.

    Keeps the discriminator of a generative adversarial network tame. The singular value is estimated while training,
    with a step of the power method in every call; the kernel itself is changed.

    Reference: Miyato et al., "Spectral Normalization for Generative Adversarial Networks" (2018).
    """

    layer: Annotated[Any, Nested()] = param(help="The layer whose kernel (or table of embeddings) is normalised.")
    power_iterations: int = param(default=1, minimum=1, help="Steps of the power method in every call.")

    sample = Sample(args={"layer": {"class_name": "Dense", "config": {"units": 3}}}, inputs=[(4,)])

    def build(self, input_shape: Any) -> None:
        super().build(input_shape)
        weights = [getattr(self.layer, name) for name in ("kernel", "embeddings") if hasattr(self.layer, name)]
        if not weights:
            raise ValueError(
                f"{self._title()} needs a layer with a kernel or embeddings; {type(self.layer).__name__} has neither."
            )
        self.kernel = weights[0]
        start = TruncatedNormal(stddev=0.02)
        self.vector_u = self.add_weight("vector_u", (1, self.kernel.shape[-1]), initializer=start, trainable=False)

    def call(self, inputs: Any, training: bool = False) -> Any:
        if training and self.kernel.value.any():
            self._normalize()
        return self.layer(inputs)

    def _normalize(self) -> None:
        """Improve the estimate of the largest singular value, and divide the kernel by it."""
        matrix, u = self.kernel.value.reshape(-1, self.kernel.shape[-1]), self.vector_u.value
        for _ in range(self.power_iterations):
            v = _unit(u @ matrix.T)
            u = _unit(v @ matrix)
        self.vector_u.assign(u)
        # a new array: steps recorded before, at which the layer was called too, still need the old one
        self.kernel.value = self.kernel.value / (v @ matrix @ u.T)


def _unit(x: Any) -> Any:
    """Return a vector of length 1 in the same direction."""
    return x / max(np.sqrt((x * x).sum()), 1e-7)
