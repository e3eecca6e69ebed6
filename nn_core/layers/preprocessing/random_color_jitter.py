"""RandomColorJitter: change brightness, contrast, saturation and hue at random while training."""

from __future__ import annotations

from typing import Annotated, Any

from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.image import ImageLayer, RandomImageLayer
from nn_core.layers.preprocessing.random_brightness import RandomBrightness
from nn_core.layers.preprocessing.random_contrast import RandomContrast
from nn_core.layers.preprocessing.random_hue import RandomHue
from nn_core.layers.preprocessing.random_saturation import RandomSaturation
from nn_core.layers.regularization.noise import SEED_HELP
from nn_core.spec.kinds import DataFormat, Optional
from nn_core.spec.params import param
from nn_core.spec.preparation_kinds import Spread, ValueRange

LAYERS: dict[str, type[ImageLayer]] = {
    "brightness_factor": RandomBrightness,
    "contrast_factor": RandomContrast,
    "saturation_factor": RandomSaturation,
    "hue_factor": RandomHue,
}


class RandomColorJitter(RandomImageLayer, category="Preprocessing"):
    """Change brightness, contrast, saturation and hue of every image, one after the other, at random while training.

    What is left out stays as it is.
    """

    value_range: Annotated[Any, ValueRange()] = param(default=(0, 255), help="Values that pixels can have.")
    brightness_factor: Annotated[Any, Optional(Spread(-1, 1))] = param(default=None, help="As in RandomBrightness.")
    contrast_factor: Annotated[Any, Optional(Spread(0, 1))] = param(default=None, help="As in RandomContrast.")
    saturation_factor: Annotated[Any, Optional(Spread(0, 1))] = param(default=None, help="As in RandomSaturation.")
    hue_factor: Annotated[Any, Optional(Spread(0, 1))] = param(default=None, help="As in RandomHue.")
    seed: int | None = param(default=None, help=SEED_HELP)
    data_format: DataFormat = param(default=None, help="Whether the channels come last or first.")

    suggested = {"brightness_factor": 0.2, "contrast_factor": 0.2, "saturation_factor": 0.2, "hue_factor": 0.1}
    sample = Sample(args={"brightness_factor": 0.3, "hue_factor": 0.1}, inputs=[(4, 5, 3)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = {name: getattr(self, name) for name in LAYERS if getattr(self, name) is not None}
        self._steps = [
            LAYERS[name](
                factor=factor,
                value_range=self.value_range,
                seed=self._random.next(),
                data_format="channels_last",
                name=f"{self.name}_{name}",
            )
            for name, factor in given.items()
        ]

    def transform(self, images: Any) -> Any:
        for layer in self._steps:
            images = layer.transform(images)
        return images
