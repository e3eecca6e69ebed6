"""Functional: a model drawn by calling layers on placeholders."""

from __future__ import annotations

from typing import Any, ClassVar

from nn_core import ops, tree
from nn_core.autodiff import Tensor
from nn_core.layers.calling import is_training_decided
from nn_core.layers.core.input_layer import InputLayer
from nn_core.layers.layer import Layer
from nn_core.layers.node import KerasTensor, Node
from nn_core.layers.own_arguments import is_own_constructor
from nn_core.layers.shapes import flat_shapes
from nn_core.layers.trying import Sized
from nn_core.models.graph_config import graph_from_config, graph_to_config
from nn_core.models.layer_order import calls_by_depth, layers_by_depth
from nn_core.models.model import Model
from nn_core.spec.legacy import accepts_old_names
from nn_core.spec.naming import did_you_mean, unique_name
from nn_core.spec.structure import flatten, map_structure, pack_like


class Functional(Model, category=""):
    """A model given by its inputs and outputs; everything on the way between them belongs to it.

    Example:
        >>> x = Input((4,))
        >>> model = Model(inputs=x, outputs=Dense(3)(x))
    """

    made_of: ClassVar[str] = "calls"  # what a nested model of this class is given: calls of layers on placeholders

    @accepts_old_names
    def __init__(self, inputs: Any, outputs: Any, name: str | None = None, **kwargs: Any) -> None:
        super().__init__(name=name or unique_name("functional"), **kwargs)
        self._connect(inputs, outputs)

    def _connect(self, inputs: Any, outputs: Any) -> None:
        """Take the graph between inputs and outputs as this model's own."""
        for x in flatten([inputs, outputs]):
            if not isinstance(x, KerasTensor):
                raise ValueError(
                    f"A model is made from what Input() and layers return, not from {type(x).__name__}: {x!r}."
                )
        self.input_structure = tuple(inputs) if isinstance(inputs, tuple) else inputs
        self.output_structure = outputs
        self.inputs: list[KerasTensor] = tree.flatten(inputs)  # as in Keras, those of a dict by their sorted keys
        self.outputs: list[KerasTensor] = tree.flatten(outputs)
        nodes = nodes_between(self.inputs, self.outputs)
        self._layers: list[Layer] = layers_by_depth(nodes, self.outputs)
        self.graph_nodes = calls_by_depth(nodes)
        self._sublayers[:] = self._layers
        self._refuse_twin_names()
        self.input_names = [str(_layer_of(x).name) for x in self.inputs]
        has_keys = isinstance(outputs, dict) and not any(map(tree.is_nested, outputs.values()))
        self.output_names = sorted(outputs) if has_keys else _distinct_names(self.outputs)
        types = [x.dtype for x in (*self.inputs, *self.outputs) if "float" in x.dtype]
        self.dtype = types[0] if types else "float32"
        self.built = True

    @property
    def layers(self) -> list[Layer]:
        return list(self._layers)

    @property
    def input(self) -> Any:
        """The model's own placeholder, or the list or dict of them."""
        self._need_graph("input")
        return self.inputs[0] if len(self.inputs) == 1 else self.input_structure

    @property
    def output(self) -> Any:
        """What the model gives for its placeholders, or the list or dict of it."""
        self._need_graph("output")
        return self.outputs[0] if len(self.outputs) == 1 else self.output_structure

    @property
    def input_shape(self) -> Any:
        """The shape of the input, or a list of those of all inputs, with None where it is open."""
        self._need_graph("input_shape")
        return _shapes(self.inputs)

    @property
    def output_shape(self) -> Any:
        """The shape of the output, or a list of those of all outputs."""
        self._need_graph("output_shape")
        return _shapes(self.outputs)

    def _need_graph(self, what: str) -> None:
        if not hasattr(self, "inputs"):
            raise AttributeError(f"{self._title()} has no {what} yet: give it an Input, or call build(shape).")

    def _refuse_twin_names(self) -> None:
        names = [str(layer.name) for layer in self._layers]
        twins = {name for name in names if names.count(name) > 1}
        if twins:
            raise ValueError(
                f"Layer names must differ within a model; used more than once: {', '.join(map(repr, sorted(twins)))}."
            )

    # ---- calling ----------------------------------------------------------------------------------------------

    def call(self, inputs: Any, training: bool = False) -> Any:
        values = {id(symbol): value for symbol, value in zip(self.inputs, self._in_order(inputs), strict=True)}
        for node in self.graph_nodes:
            if isinstance(node.layer, InputLayer):
                continue
            args, kwargs = map_structure(
                lambda x: values[id(x)] if isinstance(x, KerasTensor) else x, (node.args, node.kwargs)
            )
            if is_training_decided():  # as in Keras 3, the model's own flag counts more than that of the drawing
                kwargs.pop("training", None)
            outputs = node.layer(*args, **kwargs)
            values.update((id(symbol), y) for symbol, y in zip(flatten(node.outputs), flatten(outputs), strict=True))
        found = map_structure(lambda symbol: values[id(symbol)], self.output_structure)
        return found[0] if isinstance(found, list | tuple) and len(found) == 1 else found

    def _in_order(self, inputs: Any) -> list[Any]:
        """Return the inputs as a list in the model's own order; a dict goes by input names."""
        if isinstance(inputs, dict):
            missing = [name for name in self._keys() if name not in inputs]
            if missing:
                hint = did_you_mean(missing[0], inputs)
                raise ValueError(
                    f"Model '{self.name}' needs an input called {missing[0]!r}; given: {sorted(inputs)}.{hint}"
                )
            given = [inputs[name] for name in self._keys()]
        else:
            given = tree.flatten(inputs)
        if len(given) != len(self.inputs):
            raise ValueError(
                f"Model '{self.name}' has {len(self.inputs)} inputs ({', '.join(self.input_names)}), "
                f"but was given {len(given)}."
            )
        return [
            self._fitted(x, symbol, name) for x, symbol, name in zip(given, self.inputs, self.input_names, strict=True)
        ]

    def _keys(self) -> list[str]:
        return sorted(self.input_structure) if isinstance(self.input_structure, dict) else self.input_names

    def _fitted(self, x: Any, symbol: KerasTensor, name: str) -> Any:
        """Check the shape; add or take away a last axis of size 1 where that makes it fit, as Keras does."""
        shape = tuple(x.shape)
        if _fits(shape, symbol.shape):
            return self._cast(x, symbol)
        if _fits((*shape, 1), symbol.shape) and isinstance(x, Tensor):
            return self._cast(x[..., None], symbol)
        if shape[-1:] == (1,) and _fits(shape[:-1], symbol.shape) and isinstance(x, Tensor):
            return self._cast(x[..., 0], symbol)
        raise ValueError(
            f"Input '{name}' of model '{self.name}' takes shape {symbol.shape}, but the data has shape {shape}."
        )

    def _cast(self, x: Any, symbol: KerasTensor) -> Any:
        if not isinstance(x, Tensor) or x.number_type.kind not in "fiub" or x.dtype == symbol.dtype:
            return x
        y: Tensor = ops.cast(x, dtype=symbol.dtype)
        y._keras_mask = x._keras_mask
        return y

    casts = False  # each input has a type of its own; see _cast

    def check_input_shape(self, shape: Any) -> None:
        """Nothing to do here: `_fitted` checks every input and names it."""

    def compute_output_shape(self, input_shape: Any) -> Any:
        """Return the output shapes for other input shapes, node by node."""
        if isinstance(input_shape, dict):
            input_shape = [input_shape[name] for name in self._keys()]
        shapes = {id(symbol): shape for symbol, shape in zip(self.inputs, flat_shapes(input_shape), strict=True)}
        for node in self.graph_nodes:
            if isinstance(node.layer, InputLayer):
                continue
            args, kwargs = map_structure(
                lambda x: Sized(shapes[id(x)]) if isinstance(x, KerasTensor) else x, (node.args, node.kwargs)
            )
            found = node.layer.infer_output_shape(args, kwargs)
            symbols = flatten(node.outputs)
            shapes.update((id(symbol), shape) for symbol, shape in zip(symbols, flat_shapes(found), strict=True))
        return map_structure(lambda symbol: shapes[id(symbol)], self.output_structure)

    def symbolic_outputs(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        found = self.infer_output_shape(args, kwargs)
        symbols = flatten(self.output_structure)
        made = [KerasTensor(each, symbol.dtype) for each, symbol in zip(flat_shapes(found), symbols, strict=True)]
        return pack_like(self.output_structure, made)

    # ---- configuration ------------------------------------------------------------------------------------------

    def get_config(self) -> dict[str, Any]:
        """Return the whole graph as Keras writes it; of a class with a constructor of its own, what that was given."""
        return Model.get_config(self) if is_own_constructor(type(self)) else graph_to_config(self)

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """Make a model from what `get_config` gave, or what Keras 2 or 3 saved."""
        return graph_from_config(cls, config)


def nodes_between(inputs: list[KerasTensor], outputs: list[KerasTensor]) -> list[Node]:
    """Return the nodes from inputs to outputs, each after those it depends on.

    Raises:
        ValueError: an output depends on an Input that was not listed.
    """
    done: dict[int, Node] = {}
    listed = {id(x) for x in inputs}
    for x in inputs:
        if x.node is not None and isinstance(x.node.layer, InputLayer):
            done[id(x.node)] = x.node
    for output in outputs:
        _visit(output, listed, done)
    return list(done.values())


def _visit(start: KerasTensor, listed: set[int], done: dict[int, Node]) -> None:
    """Depth-first with a list instead of recursion: a model may have thousands of layers in a row."""
    waiting: list[tuple[KerasTensor, bool]] = [(start, False)]
    while waiting:
        x, is_ready = waiting.pop()
        node = x.node
        if node is None or id(node) in done or (id(x) in listed):
            continue
        if is_ready:
            done[id(node)] = node
        elif isinstance(node.layer, InputLayer):
            raise ValueError(
                f"The model's outputs depend on the input '{node.layer.name}', which is not among its inputs. "
                "Add it to inputs=[...]."
            )
        else:
            waiting.append((x, True))
            waiting.extend((each, False) for each in reversed(node.inputs))


def _layer_of(x: KerasTensor) -> Layer:
    if x.node is None:
        raise ValueError(f"{x!r} does not come from Input() or a layer.")
    return x.node.layer


def _distinct_names(outputs: list[KerasTensor]) -> list[str]:
    """Return the name of each output's layer, numbered where one layer gives several."""
    names: list[str] = []
    for output in outputs:
        base = name = str(_layer_of(output).name)
        number = 1
        while name in names:
            name, number = f"{base}_{number}", number + 1
        names.append(name)
    return names


def _shapes(symbols: list[KerasTensor]) -> Any:
    return symbols[0].shape if len(symbols) == 1 else [x.shape for x in symbols]


def _fits(shape: tuple[int, ...], wanted: tuple[int | None, ...]) -> bool:
    return len(shape) == len(wanted) and all(w is None or s == w for s, w in zip(shape[1:], wanted[1:], strict=True))
