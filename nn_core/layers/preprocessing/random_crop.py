"""RandomCrop: cut out a part at a random place while training."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.image import RandomImageLayer
from nn_core.layers.regularization.noise import SEED_HELP
from nn_core.spec.kinds import DataFormat
from nn_core.spec.params import param


class RandomCrop(RandomImageLayer, category="Preprocessing"):
    """Cut a part out of images, at a random place while training.

    The network sees the same thing in ever other places. All images of a batch are cut at the same place; images that
    are too small are enlarged. Outside training images pass unchanged, whatever their size, as in Keras: let Resizing
    or CenterCrop follow if they are larger than the part.
    """

    height: int = param(minimum=1, help="Height of the part.")
    width: int = param(minimum=1, help="Width of the part.")
    seed: int | None = param(default=None, help=SEED_HELP)
    data_format: DataFormat = param(default=None, help="Whether the channels come last or first.")

    suggested = {"height": 64, "width": 64}
    sample = Sample(args={"height": 4, "width": 5}, inputs=[(4, 5, 2)])

    def compute_output_shape(self, input_shape: Any) -> Any:
        return self.resized_shape(input_shape, self.height, self.width)

    def transform(self, images: Any) -> Any:
        top, left = self._corner(*images.shape[1:3])
        part = images[:, top : top + self.height, left : left + self.width]
        return part if part.shape[1:3] == (self.height, self.width) else ops.resize(part, (self.height, self.width))

    def _corner(self, height: int, width: int) -> tuple[int, int]:
        """Return where the part begins: anywhere, or if the image is too small where its middle part begins."""
        if height > self.height and width > self.width:
            rows, columns = height - self.height + 1, width - self.width + 1
            return int(self._random.generator.integers(rows)), int(self._random.generator.integers(columns))
        part_height = max(min(height, int(width * self.height / self.width)), 1)
        part_width = max(min(width, int(height * self.width / self.height)), 1)
        return (height - part_height) // 2, (width - part_width) // 2
