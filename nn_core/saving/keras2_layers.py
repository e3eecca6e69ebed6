"""What the layers of Keras 2 call otherwise than those of Keras 3, or do not know, when a file is for Keras 2 alone."""

from __future__ import annotations

from typing import Any

_PICTURES = ("Crop", "Flip", "Translation", "Rotation", "Zoom", "Contrast", "Brightness")
_UNKNOWN: dict[str, tuple[str, ...]] = {
    **{f"Random{what}": ("data_format",) for what in _PICTURES},
    "RandomContrast": ("data_format", "value_range"),
    "CenterCrop": ("data_format",),
    "ZeroPadding1D": ("data_format",),
    "Resizing": ("pad_to_aspect_ratio", "fill_mode", "fill_value", "antialias", "data_format"),
    "LayerNormalization": ("rms_scaling",),
    "StringLookup": ("oov_method", "salt"),
    "IntegerLookup": ("oov_method", "salt"),
    "MultiHeadAttention": ("flash_attention", "use_gate", "sliding_window", "seed"),
}
_RENAMED = {"LeakyReLU": {"negative_slope": "alpha"}}
_ADDED: dict[str, dict[str, Any]] = {
    "MultiHeadAttention": {"query_shape": None, "key_shape": None, "value_shape": None},
    "TextVectorization": {"dtype": "string"},
}


def for_keras_2(class_name: str, config: dict[str, Any]) -> dict[str, Any]:
    """Return the configuration of a layer as Keras 2 knows it."""
    unknown, renamed = _UNKNOWN.get(class_name, ()), _RENAMED.get(class_name, {})
    config = {renamed.get(name, name): value for name, value in config.items() if name not in unknown}
    if class_name == "Lambda":
        return _lambda(config)
    return {**config, **_ADDED.get(class_name, {})}


def _lambda(config: dict[str, Any]) -> dict[str, Any]:
    """Say of what kind the function is. Keras 2 opens such a layer only when it is given the function itself."""
    kind = "lambda" if isinstance(config.get("function"), list) else "function"
    return {"output_shape": None, **config, "function_type": kind, "output_shape_type": "raw"}
