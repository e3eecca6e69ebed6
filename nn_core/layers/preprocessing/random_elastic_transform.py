"""RandomElasticTransform: bend images at random while training."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.affine import FILL_MODE_HELP, FILL_VALUE_HELP, INTERPOLATION_HELP
from nn_core.layers.preprocessing.image import RandomImageLayer
from nn_core.layers.regularization.noise import SEED_HELP
from nn_core.spec.kinds import DataFormat
from nn_core.spec.params import param
from nn_core.spec.preparation_kinds import Range, Spread, ValueRange


class RandomElasticTransform(RandomImageLayer, category="Preprocessing"):
    """Bend random images while training, as if they were drawn on rubber.

    For each image the chance of being changed is drawn from `factor`; `scale` is how far pixels move.

    Reference: Simard et al., "Best Practices for Convolutional Neural Networks" (2003).
    """

    factor: Annotated[Any, Spread(0, 1)] = param(default=1.0, help="Range of the chance that an image is changed.")
    scale: Annotated[Any, Range(0, 1)] = param(default=1.0, help="How strongly images are bent, from 0 to 1.")
    interpolation: Literal["bilinear", "nearest"] = param(default="bilinear", help=INTERPOLATION_HELP)
    fill_mode: Literal["reflect", "wrap", "constant", "nearest"] = param(default="reflect", help=FILL_MODE_HELP)
    fill_value: float = param(default=0.0, help=FILL_VALUE_HELP)
    value_range: Annotated[Any, ValueRange()] = param(default=(0, 255), help="Values that pixels can have.")
    seed: int | None = param(default=None, help=SEED_HELP)
    data_format: DataFormat = param(default=None, help="Whether the channels come last or first.")

    suggested = {"scale": 0.5}
    sample = Sample(args={}, inputs=[(4, 5, 2)])

    def transform(self, images: Any) -> Any:
        shape = (len(images), 1, 1, 1)
        is_changed = self.draw((0, 1), shape) < self.draw(self.factor, shape)
        bounds = self.scale if isinstance(self.scale, tuple) else (self.scale, self.scale)
        strength = float(self.draw(bounds, ()))
        size = min(images.shape[1:3])
        bent = ops.image.elastic_transform(
            images,
            alpha=max(size * strength, 1e-6),
            sigma=max(0.05 * size * strength, 1e-6),
            interpolation=self.interpolation,
            fill_mode=self.fill_mode,
            fill_value=self.fill_value,
            seed=self._random,
        )
        return ops.clip(ops.where(is_changed, bent, images), *self.value_range)
