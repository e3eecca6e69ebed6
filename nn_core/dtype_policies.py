"""Dtype policies under the name scripts import them by; they live in `nn_core.spec.dtype_policies`."""

from nn_core.spec.dtype_policies import DTypePolicy, deserialize, get, serialize

FloatDTypePolicy = DTypePolicy

__all__ = ["DTypePolicy", "FloatDTypePolicy", "deserialize", "get", "serialize"]
