"""KerasTensor and Node: the symbolic graph that calling layers on placeholders draws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nn_core.autodiff import Symbolic
from nn_core.spec import registry
from nn_core.spec.naming import unique_name
from nn_core.spec.structure import flatten

if TYPE_CHECKING:
    from nn_core.layers.layer import Layer

SymbolicShape = tuple[int | None, ...]


class KerasTensor(Symbolic):
    """A placeholder between layers: a shape with the batch axis, a dtype, and the node it came from."""

    def __init__(self, shape: SymbolicShape, dtype: str = "float32", name: str | None = None) -> None:
        self.shape: SymbolicShape = tuple(shape)
        self.dtype = dtype
        self.name = name or unique_name("keras_tensor")
        self.node: Node | None = None
        self.tensor_index = 0
        self.has_mask = False

    @property
    def ndim(self) -> int:
        return len(self.shape)

    def apply(self, name: str, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Answer a function of nn_core.ops with a node of the graph."""
        return registry.get("layer", "Operation").on(name, args, kwargs)

    def __getitem__(self, key: Any) -> Any:
        keys = key if isinstance(key, tuple) else (key,)
        if not all(k is None or k is Ellipsis or isinstance(k, int | slice) for k in keys):
            raise TypeError("Between layers, x[...] takes whole numbers and slices; for a list of places use ops.take.")
        return self.apply("getitem", lambda: None, (self, keys), {})

    def __iter__(self) -> Any:
        raise TypeError(f"A symbolic tensor of shape {self.shape} has no values yet and cannot be iterated over.")

    def __bool__(self) -> bool:
        raise TypeError("A symbolic tensor has no values yet: Python's `if` and `while` cannot look at it.")

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        raise TypeError(
            "A symbolic tensor has no values yet; NumPy cannot compute with it. Use layers, or call the model on data."
        )

    def __repr__(self) -> str:
        return f"<KerasTensor shape={self.shape}, dtype={self.dtype}, name={self.name}>"


@dataclass(eq=False)
class Node:
    """One call of a layer: the layer, what went in, what came out."""

    layer: Layer
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    outputs: Any
    index: int
    inputs: list[KerasTensor] = field(init=False)

    def __post_init__(self) -> None:
        self.inputs = [x for x in flatten([self.args, self.kwargs]) if isinstance(x, KerasTensor)]
        for position, output in enumerate(flatten(self.outputs)):
            output.node, output.tensor_index = self, position

    @property
    def parents(self) -> list[Node]:
        """The nodes whose outputs this one takes."""
        return [x.node for x in self.inputs if x.node is not None]
