"""What goes into networks trained on ImageNet, and what their predictions mean."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from nn_core import ops
from nn_core.autodiff import convert_to_numpy
from nn_core.spec.defaults import image_data_format
from nn_core.utils.remote_file import RemoteFile

CLASS_NAMES = RemoteFile(
    "imagenet_class_index.json",
    "https://storage.googleapis.com/download.tensorflow.org/data/imagenet_class_index.json",
    35_363,
    "c2c37ea517e94d9795004a39431a14cb",
    cache_subdir="models",
)
_CAFFE_MEAN = (103.939, 116.779, 123.68)  # blue, green, red
_TORCH_MEAN, _TORCH_SPREAD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def preprocess_input(x: Any, data_format: str | None = None, mode: str = "caffe") -> Any:
    """Return pictures with values from 0 to 255 as a network was trained with them. The given ones stay as they are.

    Args:
        x: an array or tensor (height, width, channels), or a batch of such.
        data_format: whether the channels come last or first.
        mode: "tf" for values from -1 to 1; "torch" for mean 0 and spread 1 on ImageNet; "caffe" for blue, green, red
            with mean 0.
    """
    if mode not in ("caffe", "tf", "torch"):
        raise ValueError(f"mode must be 'caffe', 'tf' or 'torch', not {mode!r}.")
    form = data_format or image_data_format()
    if form not in ("channels_last", "channels_first"):
        raise ValueError(f"data_format must be 'channels_last' or 'channels_first', not {form!r}.")
    if isinstance(x, np.ndarray):
        numbers = x if x.dtype.kind == "f" else x.astype("float32")
        return convert_to_numpy(_scaled(ops.convert_to_tensor(numbers), form, mode))
    return _scaled(x if "float" in x.dtype else ops.cast(x, "float32"), form, mode)


def preprocess_caffe(x: Any, data_format: str | None = None) -> Any:
    """Return pictures as blue, green, red with mean 0."""
    return preprocess_input(x, data_format, "caffe")


def preprocess_tf(x: Any, data_format: str | None = None) -> Any:
    """Return pictures with values from -1 to 1."""
    return preprocess_input(x, data_format, "tf")


def preprocess_torch(x: Any, data_format: str | None = None) -> Any:
    """Return pictures with mean 0 and spread 1."""
    return preprocess_input(x, data_format, "torch")


def preprocess_nothing(x: Any, data_format: str | None = None) -> Any:
    """Return the pictures as they are: the network begins with what is to be done."""
    return x


def _scaled(x: Any, form: str, mode: str) -> Any:
    if mode == "tf":
        return x / 127.5 - 1.0
    shape = (3,) if form == "channels_last" else (3, 1, 1)
    mean, spread = ((_as(each, shape, x.dtype)) for each in (_TORCH_MEAN, _TORCH_SPREAD))
    if mode == "torch":
        return (x / 255.0 - mean) / spread
    axis = -1 if form == "channels_last" else -3
    return ops.flip(x, axis=axis) - _as(_CAFFE_MEAN, shape, x.dtype)


def _as(values: tuple[float, ...], shape: tuple[int, ...], dtype: str) -> Any:
    return np.array(values, dtype).reshape(shape)


def decode_predictions(preds: Any, top: int = 5) -> list[list[tuple[str, str, float]]]:
    """Return for every picture the most likely classes: (number in WordNet, name, probability).

    Args:
        preds: predictions (number, 1000).
        top: how many of them.
    """
    shares = convert_to_numpy(preds)
    if shares.ndim != 2 or shares.shape[1] != 1000:
        raise ValueError(f"decode_predictions takes predictions of the shape (number, 1000), not {shares.shape}.")
    names = json.loads(CLASS_NAMES.find().read_text(encoding="utf-8"))
    return [[(*names[str(place)], row[place]) for place in row.argsort()[::-1][:top]] for row in shares]
