"""AugMix: blend an image with several changed copies of it while training."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.affine import INTERPOLATION_HELP
from nn_core.layers.preprocessing.augmentations import augmentations
from nn_core.layers.preprocessing.image import RandomImageLayer
from nn_core.layers.regularization.noise import SEED_HELP
from nn_core.spec.kinds import DataFormat
from nn_core.spec.params import param
from nn_core.spec.preparation_kinds import Spread, ValueRange


class AugMix(RandomImageLayer, category="Preprocessing"):
    """Blend every image with a mixture of copies, each changed in a few ways chosen at random, while training.

    Much variety, but the image can still be recognised.

    Reference: Hendrycks et al., "AugMix: A Simple Data Processing Method to Improve Robustness" (2020).
    """

    value_range: Annotated[Any, ValueRange()] = param(default=(0, 255), help="Values that pixels can have.")
    num_chains: int = param(default=3, minimum=1, help="Number of changed copies.")
    chain_depth: int = param(default=3, minimum=1, help="Largest number of changes of one copy.")
    factor: Annotated[Any, Spread(0, 1)] = param(default=0.3, help="How strong the changes are, from 0 to 1.")
    alpha: float = param(default=1.0, minimum=0.0, help="How evenly the copies are mixed.")
    all_ops: bool = param(default=True, help="Whether colours, brightness and sharpness are changed too.")
    interpolation: Literal["bilinear", "nearest"] = param(default="bilinear", help=INTERPOLATION_HELP)
    seed: int | None = param(default=None, help=SEED_HELP)
    data_format: DataFormat = param(default=None, help="Whether the channels come last or first.")

    sample = Sample(args={}, inputs=[(4, 5, 3)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._augmentations = augmentations(self, self.all_ops)

    def transform(self, images: Any) -> Any:
        generator = self._random.generator
        shares = generator.dirichlet([self.alpha] * self.num_chains)
        mixture: Any = 0.0
        for share in shares:
            mixture = mixture + float(share) * self._changed(images)
        own = float(generator.beta(self.alpha, self.alpha))
        return ops.clip(own * images + (1 - own) * mixture, *self.value_range)

    def _changed(self, images: Any) -> Any:
        """Return a copy with some changes; each of them may be left out."""
        for number in self._random.generator.integers(0, len(self._augmentations) + 1, self.chain_depth):
            if number < len(self._augmentations):
                images = self._augmentations[number].transform(images)
        return images
