"""ImageDataGenerator: pictures turned, moved and mirrored by chance, so that a network sees more of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nn_core.autodiff import convert_to_numpy
from nn_core.autodiff.tensor import Array
from nn_core.ops.resampling import continued, resample, transformed_places
from nn_core.preprocessing.frame_pictures import FramePictures
from nn_core.preprocessing.image import img_to_array, load_img
from nn_core.preprocessing.image_batches import ArrayPictures, FolderPictures

FILL_MODES = ("constant", "nearest", "reflect", "wrap")


class ImageDataGenerator:
    """Changes pictures by chance and brings their numbers to a common scale; gives batches for `fit`.

    Args:
        featurewise_center, featurewise_std_normalization: subtract the mean of all pictures, divide by their spread;
            fit() measures both.
        samplewise_center, samplewise_std_normalization: the same with mean and spread of each picture.
        rotation_range: greatest angle in degrees.
        width_shift_range, height_shift_range: greatest shift, as a share of the size below 1, in pixels from 1.
        shear_range: greatest angle in degrees by which the columns lean.
        zoom_range: the scale is drawn from 1 - zoom_range to 1 + zoom_range, or between two numbers.
        brightness_range: two numbers between which a factor for all numbers is drawn.
        channel_shift_range: greatest number that is added to all values or taken from them.
        fill_mode, cval: how a picture goes on beyond its border.
        horizontal_flip, vertical_flip: whether a half of the pictures is mirrored.
        rescale: factor for all numbers.
        preprocessing_function: what is done to each picture besides.
        validation_split: share of the pictures that subset="validation" gives.
    """

    def __init__(
        self,
        featurewise_center: bool = False,
        samplewise_center: bool = False,
        featurewise_std_normalization: bool = False,
        samplewise_std_normalization: bool = False,
        rotation_range: float = 0,
        width_shift_range: float = 0.0,
        height_shift_range: float = 0.0,
        brightness_range: tuple[float, float] | None = None,
        shear_range: float = 0.0,
        zoom_range: Any = 0.0,
        channel_shift_range: float = 0.0,
        fill_mode: str = "nearest",
        cval: float = 0.0,
        horizontal_flip: bool = False,
        vertical_flip: bool = False,
        rescale: float | None = None,
        preprocessing_function: Callable[[Any], Any] | None = None,
        validation_split: float = 0.0,
    ) -> None:
        if fill_mode not in FILL_MODES:
            raise ValueError(f"fill_mode must be one of {', '.join(FILL_MODES)}, not {fill_mode!r}.")
        if not 0 <= validation_split < 1:
            raise ValueError(f"validation_split must be at least 0 and below 1, not {validation_split!r}.")
        self.featurewise_center, self.samplewise_center = featurewise_center, samplewise_center
        self.featurewise_std_normalization = featurewise_std_normalization
        self.samplewise_std_normalization = samplewise_std_normalization
        self.rotation_range, self.brightness_range = rotation_range, brightness_range
        self.width_shift_range, self.height_shift_range = width_shift_range, height_shift_range
        self.zoom_range = (1 - zoom_range, 1 + zoom_range) if isinstance(zoom_range, int | float) else tuple(zoom_range)
        self.shear_range, self.channel_shift_range = shear_range, channel_shift_range
        self.fill_mode, self.cval = fill_mode, cval
        self.horizontal_flip, self.vertical_flip = horizontal_flip, vertical_flip
        self.rescale, self.preprocessing_function = rescale, preprocessing_function
        self.validation_split = validation_split
        self.mean: Any = None
        self.std: Any = None

    def fit(self, x: Any, augment: bool = False, rounds: int = 1, seed: int | None = None) -> None:
        """Measure mean and spread of the pictures, for the featurewise settings."""
        pictures = np.asarray(x, "float32")
        self.mean = pictures.mean(axis=(0, 1, 2), keepdims=True)[0]
        self.std = pictures.std(axis=(0, 1, 2), keepdims=True)[0]

    def flow(
        self,
        x: Any,
        y: Any = None,
        batch_size: int = 32,
        shuffle: bool = True,
        sample_weight: Any = None,
        seed: int | None = None,
        subset: str | None = None,
    ) -> ArrayPictures:
        """Return batches from an array (number, height, width, channels)."""
        first, last = self._share(subset)
        rows = slice(int(first * len(x)), int(last * len(x)))
        x, y, sample_weight = (None if each is None else np.asarray(each)[rows] for each in (x, y, sample_weight))
        return ArrayPictures(x, y, sample_weight, self._changed, batch_size=batch_size, shuffle=shuffle, seed=seed)

    def flow_from_directory(
        self,
        directory: Any,
        target_size: tuple[int, int] = (256, 256),
        color_mode: str = "rgb",
        classes: list[str] | None = None,
        class_mode: str | None = "categorical",
        batch_size: int = 32,
        shuffle: bool = True,
        seed: int | None = None,
        subset: str | None = None,
        interpolation: str = "nearest",
        keep_aspect_ratio: bool = False,
    ) -> FolderPictures:
        """Return batches from a folder with one folder in it for each class."""
        read = reading(target_size, color_mode, interpolation, keep_aspect_ratio)
        what = (directory, classes, class_mode, self._share(subset), read, self._changed)
        found = FolderPictures(*what, batch_size=batch_size, shuffle=shuffle, seed=seed)
        print(f"Found {found.n} images belonging to {found.num_classes} classes.")
        return found

    def flow_from_dataframe(
        self,
        dataframe: Any,
        directory: Any = None,
        x_col: str = "filename",
        y_col: Any = "class",
        weight_col: str | None = None,
        target_size: tuple[int, int] = (256, 256),
        color_mode: str = "rgb",
        classes: list[str] | None = None,
        class_mode: str | None = "categorical",
        batch_size: int = 32,
        shuffle: bool = True,
        seed: int | None = None,
        subset: str | None = None,
        interpolation: str = "nearest",
        validate_filenames: bool = True,
    ) -> FramePictures:
        """Return batches of the pictures that a table names, a DataFrame of pandas or a dict of lists.

        Args:
            directory: folder of the files, if the table does not hold whole paths.
            x_col, y_col, weight_col: columns of the files, the targets and the sample weights.
            class_mode: "categorical", "binary" or "sparse" for classes; "raw" for numbers; "multi_output" for several
                columns of them; "input" for the pictures themselves; None.
            validate_filenames: leave out files that are missing or no pictures.
        """
        columns = (x_col, y_col, weight_col)
        read = reading(target_size, color_mode, interpolation, keep_aspect_ratio=False)
        what = (classes, class_mode, self._share(subset), validate_filenames, read, self._changed)
        found = FramePictures(dataframe, directory, columns, *what, batch_size=batch_size, shuffle=shuffle, seed=seed)
        missing = f" {found.num_missing} are missing or no pictures." if found.num_missing else ""
        print(f"Found {found.n} validated image filenames.{missing}")
        return found

    def _share(self, subset: str | None) -> tuple[float, float]:
        if subset is None:
            return 0.0, 1.0
        if subset not in ("training", "validation") or not self.validation_split:
            raise ValueError("subset must be 'training' or 'validation', and needs a validation_split.")
        return (0.0, self.validation_split) if subset == "validation" else (self.validation_split, 1.0)

    def _changed(self, picture: Array, chance: np.random.Generator) -> Array:
        return self.standardize(self.random_transform(picture, chance))

    def random_transform(self, x: Any, seed: Any = None) -> Array:
        """Return a picture turned, moved, scaled, mirrored and lit by chance."""
        chance = seed if isinstance(seed, np.random.Generator) else np.random.default_rng(seed)
        picture = self._moved(np.asarray(x, "float32"), chance)
        if self.horizontal_flip and chance.random() < 0.5:
            picture = picture[:, ::-1]
        if self.vertical_flip and chance.random() < 0.5:
            picture = picture[::-1]
        if self.channel_shift_range:
            shifts = chance.uniform(-self.channel_shift_range, self.channel_shift_range)
            picture = np.clip(picture + shifts, picture.min(), picture.max())
        if self.brightness_range is not None:
            picture = np.clip(picture * chance.uniform(*self.brightness_range), 0, 255)
        return np.asarray(picture, "float32")

    def _moved(self, picture: Array, chance: np.random.Generator) -> Array:
        """Return a picture turned, moved and scaled around its centre."""
        height, width = picture.shape[:2]
        angle = np.deg2rad(chance.uniform(-self.rotation_range, self.rotation_range))
        down = _drawn_shift(self.height_shift_range, height, chance)
        right = _drawn_shift(self.width_shift_range, width, chance)
        zoom_x, zoom_y = (chance.uniform(*self.zoom_range) for _ in range(2))
        shear = np.deg2rad(chance.uniform(-self.shear_range, self.shear_range)) if self.shear_range else 0.0
        if not (angle or down or right or shear) and zoom_x == zoom_y == 1:
            return picture
        cos, sin = np.cos(angle), np.sin(angle)
        centre_x, centre_y = (width - 1) / 2, (height - 1) / 2
        # a turn, then the lean, then the scale
        lean_x, lean_y = -np.sin(shear), np.cos(shear)
        a, b = cos * zoom_x, (cos * lean_x - sin * lean_y) * zoom_y
        c, d = sin * zoom_x, (sin * lean_x + cos * lean_y) * zoom_y
        at_x = centre_x + right - a * centre_x - b * centre_y
        at_y = centre_y + down - c * centre_x - d * centre_y
        transform = np.array([[a, b, at_x, c, d, at_y, 0, 0]], "float32")
        rows, columns = transformed_places(transform, height, width)
        rows, columns = continued(rows, height, self.fill_mode), continued(columns, width, self.fill_mode)
        (moved,) = convert_to_numpy(resample(picture[None], rows=rows, columns=columns, fill_value=self.cval))
        return np.asarray(moved)

    def standardize(self, x: Any) -> Array:
        """Return a picture with its numbers on the wanted scale."""
        picture = np.asarray(x, "float32")
        if self.preprocessing_function is not None:
            picture = np.asarray(self.preprocessing_function(picture), "float32")
        if self.rescale:
            picture = picture * np.float32(self.rescale)
        if self.samplewise_center:
            picture = picture - picture.mean()
        if self.samplewise_std_normalization:
            picture = picture / (picture.std() + 1e-6)
        if (self.featurewise_center or self.featurewise_std_normalization) and self.mean is None:
            raise ValueError("The featurewise settings need the mean of all pictures: call fit(pictures) first.")
        if self.featurewise_center:
            picture = picture - self.mean
        return np.asarray(picture / (self.std + 1e-6) if self.featurewise_std_normalization else picture)


def reading(
    size: tuple[int, int], color_mode: str, interpolation: str, keep_aspect_ratio: bool
) -> Callable[[str], Array]:
    """Return a function that reads a file as an array of this size."""
    return lambda path: img_to_array(load_img(path, color_mode, size, interpolation, keep_aspect_ratio))


def _drawn_shift(limit: float, size: int, chance: np.random.Generator) -> float:
    return float(chance.uniform(-limit, limit) * (size if limit < 1 else 1))
