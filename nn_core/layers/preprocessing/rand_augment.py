"""RandAugment: change images in some of many ways while training."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.affine import INTERPOLATION_HELP
from nn_core.layers.preprocessing.augmentations import augmentations
from nn_core.layers.preprocessing.image import RandomImageLayer
from nn_core.layers.regularization.noise import SEED_HELP
from nn_core.spec.kinds import DataFormat
from nn_core.spec.params import param
from nn_core.spec.preparation_kinds import Spread, ValueRange


class RandAugment(RandomImageLayer, category="Preprocessing"):
    """Turn, move, lighten … every batch of images in a few ways chosen at random while training.

    There is nothing to tune but the number of changes and how strong they are.

    Reference: Cubuk et al., "RandAugment: Practical Automated Data Augmentation" (2019).
    """

    value_range: Annotated[Any, ValueRange()] = param(default=(0, 255), help="Values that pixels can have.")
    num_ops: int = param(default=2, minimum=1, help="Number of changes made one after the other.")
    factor: Annotated[Any, Spread(0, 1)] = param(default=0.5, help="How strong the changes are, from 0 to 1.")
    interpolation: Literal["bilinear", "nearest"] = param(default="bilinear", help=INTERPOLATION_HELP)
    seed: int | None = param(default=None, help=SEED_HELP)
    data_format: DataFormat = param(default=None, help="Whether the channels come last or first.")

    sample = Sample(args={}, inputs=[(4, 5, 3)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._augmentations = augmentations(self)

    def transform(self, images: Any) -> Any:
        for number in self._random.generator.integers(0, len(self._augmentations), self.num_ops):
            images = self._augmentations[number].transform(images)
        return images
