"""Making arrays of texts, sequences and pictures, as Keras 2 does it."""

from nn_core.preprocessing import image, sequence, text
from nn_core.preprocessing.image_generator import ImageDataGenerator
from nn_core.utils.image_dataset import image_dataset_from_directory
from nn_core.utils.text_dataset import text_dataset_from_directory
from nn_core.utils.timeseries_dataset import timeseries_dataset_from_array

image.ImageDataGenerator = ImageDataGenerator  # type: ignore[attr-defined]  # where Keras has it

__all__ = [
    "ImageDataGenerator",
    "image",
    "image_dataset_from_directory",
    "sequence",
    "text",
    "text_dataset_from_directory",
    "timeseries_dataset_from_array",
]
