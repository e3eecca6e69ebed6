"""Settings of the whole program, under the name scripts import them by; they live in `nn_core.spec.defaults`."""

from nn_core.autodiff.accelerator import accelerator_is_used, use_accelerator
from nn_core.backend.graph import backend
from nn_core.spec.defaults import (
    disable_interactive_logging,
    enable_interactive_logging,
    epsilon,
    floatx,
    image_data_format,
    is_interactive_logging_enabled,
    plans_are_used,
    set_epsilon,
    set_floatx,
    set_image_data_format,
    use_plans,
)
from nn_core.spec.dtype_policies import dtype_policy, set_dtype_policy

__all__ = [
    "accelerator_is_used",
    "backend",
    "disable_flash_attention",
    "disable_interactive_logging",
    "disable_traceback_filtering",
    "dtype_policy",
    "enable_flash_attention",
    "enable_interactive_logging",
    "enable_traceback_filtering",
    "enable_unsafe_deserialization",
    "epsilon",
    "floatx",
    "image_data_format",
    "is_flash_attention_enabled",
    "is_interactive_logging_enabled",
    "is_traceback_filtering_enabled",
    "plans_are_used",
    "set_backend",
    "set_dtype_policy",
    "set_epsilon",
    "set_floatx",
    "set_image_data_format",
    "use_accelerator",
    "use_plans",
]


def enable_traceback_filtering() -> None:
    """Accepted as in Keras, without effect: tracebacks are Python's own."""


disable_traceback_filtering = enable_traceback_filtering


def is_traceback_filtering_enabled() -> bool:
    """Say whether tracebacks leave out the engine; they never do."""
    return False


def enable_unsafe_deserialization() -> None:
    """Refuse: code in a file is never run."""
    raise ValueError(
        "Code in a model file is never run here, so there is nothing to enable. "
        "Pass classes and functions of your own in custom_objects={...} instead."
    )


def set_backend(backend: str) -> None:
    """Accept NumPy, which computes here, and refuse all others."""
    if backend != "numpy":
        raise ValueError(f"The backend here is 'numpy'; there is no {backend!r}.")


def is_flash_attention_enabled() -> bool:
    """Say whether attention is computed by a fused kernel; it never is."""
    return False


def enable_flash_attention() -> None:
    """Accepted as in Keras, without effect: there is one way to compute attention."""


disable_flash_attention = enable_flash_attention
