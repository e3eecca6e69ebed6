"""DTypePolicy: in which type of numbers layers compute, and in which they keep their weights."""

from __future__ import annotations

from typing import Any

from nn_core.spec.defaults import floatx
from nn_core.spec.naming import did_you_mean
from nn_core.spec.remarks import remark

FLOATS = ("float16", "float32", "float64", "bfloat16", "complex64", "complex128")
INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
PLAIN = (*FLOATS, *INTEGERS, "bool", "string")
# NumPy has no bfloat16, and halves a program's speed with float16: for these policies layers compute in float32.
COMPUTED_IN_FLOAT32 = ("mixed_float16", "mixed_bfloat16", "bfloat16")


class DTypePolicy:
    """A name such as "float32" or "mixed_float16", and the two types of numbers it stands for.

    Example:
        >>> DTypePolicy("mixed_float16").variable_dtype
        'float32'
    """

    def __init__(self, name: Any = None, *, source_name: str | None = None) -> None:
        self.name = floatx() if name is None else str(name)
        known = (*PLAIN, "mixed_float16", "mixed_bfloat16")
        if self.name not in known:
            hint = did_you_mean(self.name, known)
            raise ValueError(f"There is no dtype policy {self.name!r}; give float32, float64 or mixed_float16.{hint}")

    @property
    def compute_dtype(self) -> str:
        """The type that the policy names for computing."""
        return self.name.removeprefix("mixed_")

    @property
    def variable_dtype(self) -> str:
        """The type of the weights."""
        return "float32" if self.name.startswith("mixed_") else self.name

    @property
    def computed_dtype(self) -> str:
        """The type that layers really compute in here."""
        return "float32" if self.name in COMPUTED_IN_FLOAT32 else self.name

    def get_config(self) -> dict[str, Any]:
        """Return the name as JSON data."""
        return {"name": self.name}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> DTypePolicy:
        """Make a policy from what `get_config` gave."""
        return cls(**config)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DTypePolicy) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f'<DTypePolicy "{self.name}">'


class _Program:
    policy: DTypePolicy | None = None


def dtype_policy() -> DTypePolicy:
    """Return the policy of layers that do not name one."""
    return _Program.policy or DTypePolicy()


def set_dtype_policy(policy: Any) -> None:
    """Set the policy of layers made from now on; None goes back to that of `floatx`."""
    _Program.policy = None if policy is None else get(policy)
    if _Program.policy is not None:
        say_what_is_computed(_Program.policy)


def get(identifier: Any) -> DTypePolicy:
    """Return the policy that a name, a policy or its saved configuration means; the program's for None."""
    if identifier is None:
        return dtype_policy()
    if isinstance(identifier, DTypePolicy):
        return identifier
    if isinstance(identifier, dict):
        return deserialize(identifier)
    return DTypePolicy(getattr(identifier, "name", None) or getattr(identifier, "__name__", None) or identifier)


def chosen(dtype: Any) -> DTypePolicy:
    """Return the policy of a layer that was given this dtype, with a remark if it cannot be kept."""
    policy = get(dtype)
    if dtype is not None:  # of the program's own it was said when it was set
        say_what_is_computed(policy)
    return policy


def say_what_is_computed(policy: DTypePolicy) -> None:
    """Say so in one line if layers compute in another type than the policy names."""
    if policy.computed_dtype != policy.compute_dtype:
        remark(f"The dtype policy {policy.name!r} is accepted, but layers compute in {policy.computed_dtype} here.")


def serialize(policy: DTypePolicy) -> dict[str, Any]:
    """Return a policy as Keras writes it."""
    return {
        "module": "keras",
        "class_name": "DTypePolicy",
        "config": policy.get_config(),
        "registered_name": None,
    }


def deserialize(config: dict[str, Any], custom_objects: dict[str, Any] | None = None) -> DTypePolicy:
    """Make the policy that `serialize`, or an older Keras, described."""
    inner = config.get("config", config)
    return DTypePolicy(inner.get("name"))
