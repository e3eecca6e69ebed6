"""ImageLayer: the base of layers that change images, one by one or in batches."""

from __future__ import annotations

from typing import Any, ClassVar

from nn_core import ops
from nn_core.layers.data_format import channels_last, to_format
from nn_core.layers.layer import Layer
from nn_core.ops.random import SeedGenerator


class ImageLayer(Layer):
    """Change images: with four axes a batch, with three a single image."""

    min_ndim = 3
    data_format: Any = "channels_last"

    def transform(self, images: Any) -> Any:
        """Return other images; both have the axes batch, height, width, channels."""
        raise NotImplementedError

    def call(self, inputs: Any) -> Any:
        return self._transformed(inputs, self.transform)

    def _transformed(self, inputs: Any, transform: Any) -> Any:
        """Apply a function of a batch of images that have the channels last."""
        is_single = len(inputs.shape) == 3
        images = ops.expand_dims(inputs, 0) if is_single else inputs
        images = to_format(transform(channels_last(images, self.data_format)), self.data_format)
        return ops.squeeze(images, 0) if is_single else images

    def compute_output_shape(self, input_shape: Any) -> Any:
        return tuple(input_shape)

    def resized_shape(self, input_shape: Any, height: int, width: int) -> Any:
        """Return the shape of the input with another height and width."""
        self.check_input_shape(input_shape)
        before, after = input_shape[: len(input_shape) - 3], input_shape[-1]
        if self.data_format == "channels_first":
            return (*before, input_shape[-3], height, width)
        return (*before, height, width, after)

    def check_input_shape(self, shape: Any) -> None:
        super().check_input_shape(shape)
        if len(shape) > 4:
            raise ValueError(
                f"{self._title()} takes a batch of images (4 axes) or a single image (3 axes), but got shape {shape}."
            )


class RandomImageLayer(ImageLayer):
    """Change images at random while training, pass them on unchanged otherwise.

    A call on its own, outside a model that is evaluated or predicts, counts as training, so that one can look at what
    the layer does.
    """

    usual_rank: ClassVar[int] = 100  # its place in a list of changes: what most people try comes first
    seed: int | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._random = SeedGenerator(self.seed)

    def call(self, inputs: Any, training: bool = True) -> Any:
        return self._transformed(inputs, self.transform) if training else inputs

    def draw(self, bounds: tuple[float, float], shape: Any) -> Any:
        """Return random numbers between two bounds."""
        return self._random.generator.uniform(*bounds, shape).astype("float32")


def for_images(numbers: Any, images: Any) -> Any:
    """Return one number for each image, in the images' own type and a shape that meets theirs."""
    return numbers.reshape(-1, 1, 1, 1).astype(str(images.dtype))
