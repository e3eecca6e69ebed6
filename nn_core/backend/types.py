"""Questions about types of numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.spec.defaults import floatx

__all__ = ["is_float_dtype", "is_int_dtype", "is_sparse", "result_type", "standardize_dtype", "to_dense"]


def standardize_dtype(dtype: Any) -> str:
    """Return the name of a type of numbers, however it was given."""
    if dtype is None:
        return floatx()
    name = getattr(dtype, "name", None) or getattr(dtype, "__name__", None) or str(dtype)
    name = {"float": "float32", "int": "int64", "str": "string"}.get(name, name)
    if name not in ("bfloat16", "string"):
        try:
            np.dtype(name)
        except TypeError:
            raise ValueError(f"There is no type of numbers called {dtype!r}; float32, int32 … are some.") from None
    return name


def is_float_dtype(dtype: Any) -> bool:
    """Say whether it is a type of numbers with decimals."""
    return "float" in standardize_dtype(dtype)


def is_int_dtype(dtype: Any) -> bool:
    """Say whether it is a type of whole numbers."""
    return "int" in standardize_dtype(dtype)


def result_type(*dtypes: Any) -> str:
    """Return the type that numbers of these types are brought to when they meet."""
    names = [standardize_dtype(each) for each in dtypes] or ["float32"]
    floats = [name for name in names if "float" in name]
    if "bfloat16" in floats:
        return "bfloat16" if set(floats) == {"bfloat16"} else "float32"
    found = np.result_type(*floats) if floats else np.result_type(*names)
    return "float32" if not floats and found.kind == "f" else found.name


def is_sparse(tensor: Any) -> bool:
    """Say whether a tensor is sparse; there are no such tensors here."""
    return False


def to_dense(tensor: Any) -> Any:
    """Return the tensor, which is never sparse."""
    return tensor
