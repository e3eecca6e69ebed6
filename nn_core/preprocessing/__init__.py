"""Making arrays of texts, sequences and pictures, as Keras 2 does it."""

from nn_core.preprocessing import image, sequence, text
from nn_core.preprocessing.image_generator import ImageDataGenerator

image.ImageDataGenerator = ImageDataGenerator  # type: ignore[attr-defined]  # where Keras has it

__all__ = ["ImageDataGenerator", "image", "sequence", "text"]
