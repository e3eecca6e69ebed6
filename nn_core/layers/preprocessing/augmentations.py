"""The changes that RandAugment and AugMix choose from."""

from __future__ import annotations

from typing import Any

from nn_core.layers.preprocessing.auto_contrast import AutoContrast
from nn_core.layers.preprocessing.equalization import Equalization
from nn_core.layers.preprocessing.image import ImageLayer
from nn_core.layers.preprocessing.random_brightness import RandomBrightness
from nn_core.layers.preprocessing.random_color_degeneration import RandomColorDegeneration
from nn_core.layers.preprocessing.random_contrast import RandomContrast
from nn_core.layers.preprocessing.random_posterization import RandomPosterization
from nn_core.layers.preprocessing.random_rotation import RandomRotation
from nn_core.layers.preprocessing.random_sharpness import RandomSharpness
from nn_core.layers.preprocessing.random_shear import RandomShear
from nn_core.layers.preprocessing.random_translation import RandomTranslation
from nn_core.layers.preprocessing.solarization import Solarization

OF_SHAPE = (RandomShear, RandomTranslation, RandomRotation)
OF_COLOUR = (RandomBrightness, RandomColorDegeneration, RandomContrast, RandomSharpness)


def augmentations(layer: Any, with_all: bool = True) -> list[ImageLayer]:
    """Return the changes that a layer chooses from, with its range of values, its strength, and seeds of its own."""
    factor, value_range, ways = layer.factor, layer.value_range, {"interpolation": layer.interpolation}
    arguments: dict[type[ImageLayer], dict[str, Any]] = {
        RandomShear: {"x_factor": factor, "y_factor": factor, **ways},
        RandomTranslation: {"height_factor": factor, "width_factor": factor, **ways},
        RandomRotation: {"factor": factor, **ways},
        Solarization: {"addition_factor": factor, "threshold_factor": factor, "value_range": value_range},
        RandomPosterization: {"factor": max(1, int(8 * factor[1])), "value_range": value_range},
    }
    arguments |= {each: {"factor": factor, "value_range": value_range} for each in OF_COLOUR if with_all}
    drawn = {each: {**named, "seed": layer._random.next()} for each, named in arguments.items()}
    drawn |= {each: {"value_range": value_range} for each in (AutoContrast, Equalization)}
    made = [
        each(name=f"{layer.name}_{i}", data_format="channels_last", **named)
        for i, (each, named) in enumerate(drawn.items())
    ]
    return made
