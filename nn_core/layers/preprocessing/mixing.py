"""MixingLayer: the base of layers that mix every image, and its labels, with another one of the batch."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.data_format import channels_last, to_format
from nn_core.layers.preprocessing.image import RandomImageLayer


class MixingLayer(RandomImageLayer):
    """Take a batch of images, or a dict with "images" and "labels" (one row of numbers for each image)."""

    def mix(self, images: Any, others: Any) -> tuple[Any, Any]:
        """Return mixed images (channels last), and for each image its own share."""
        raise NotImplementedError

    def check_input_shape(self, shape: Any) -> None:
        if not isinstance(shape, dict):
            super().check_input_shape(shape)
            return
        if "images" not in shape:
            raise ValueError(
                f"{self._title()} takes images, or a dict with 'images', but got the keys {sorted(shape)}."
            )
        super().check_input_shape(shape["images"])

    def compute_output_shape(self, input_shape: Any) -> Any:
        return dict(input_shape) if isinstance(input_shape, dict) else tuple(input_shape)

    def call(self, inputs: Any, training: bool = True) -> Any:
        given = inputs if isinstance(inputs, dict) else {"images": inputs}
        if not training or len(given["images"].shape) == 3:  # a single image has no other to be mixed with
            return inputs
        images = channels_last(given["images"], self.data_format)
        order = self._random.generator.permutation(images.shape[0])
        mixed, shares = self.mix(images, ops.take(images, order, axis=0))
        found = {**given, "images": to_format(mixed, self.data_format)}
        if "labels" in given:
            found["labels"] = self._mixed_labels(given["labels"], order, shares)
        return found if isinstance(inputs, dict) else found["images"]

    def _mixed_labels(self, labels: Any, order: Any, shares: Any) -> Any:
        if len(labels.shape) < 2:
            raise ValueError(
                f"{self._title()} mixes labels that are rows of numbers, one for each class, but got shape "
                f"{labels.shape}. Use to_categorical first."
            )
        shares = shares.reshape(-1, *[1] * (len(labels.shape) - 1)).astype(str(labels.dtype))
        return shares * labels + (1 - shares) * ops.take(labels, order, axis=0)
