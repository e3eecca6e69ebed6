"""From a sketch to code, with the lines that belong to each call."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from nn_core.saving.source.expressions import layer_arguments, value_text
from nn_core.saving.source.names import AutomaticNames, Variables, prefix_of
from nn_core.saving.source.operations import operation_text
from nn_core.saving.source.ordering import in_order
from nn_core.saving.source.sketch import CallSketch, LayerSketch, Ref, Sketch, refs_in
from nn_core.saving.source.text import INDENT, call_text
from nn_core.spec import registry

_known_arguments: WeakKeyDictionary[LayerSketch, list[str]] = WeakKeyDictionary()


@dataclass
class Code:
    """Lines with the calls they belong to."""

    lines: list[str] = field(default_factory=list)
    owners: list[tuple[str, ...]] = field(default_factory=list)  # for each line, ids of calls

    def add(self, text: str = "", owners: tuple[str, ...] = ()) -> None:
        """Add a statement."""
        new = text.split("\n")
        self.lines += new
        self.owners += [owners] * len(new)

    def add_all(self, other: Code, indent: str = "", owners: tuple[str, ...] | None = None) -> None:
        """Add other lines, perhaps further in, perhaps as belonging to other calls."""
        self.lines += [indent + line if line else line for line in other.lines]
        self.owners += other.owners if owners is None else [owners] * len(other.lines)


def model_code(sketch: Sketch, variable: str = "model") -> Code:
    """Return the statements that make a model and assign it to a variable."""
    return _Writer(AutomaticNames(), Variables()).model(sketch, variable)


class _Writer:
    """Writes one program: the names that layers get by themselves are counted through all its models."""

    def __init__(self, names: AutomaticNames, functions: Variables) -> None:
        self.names = names
        self.functions = functions

    def model(self, sketch: Sketch, variable: str) -> Code:
        """Return the statements for a model; nested ones come first."""
        code = Code()
        nested = {key: self.nested(layer, sketch, code) for key, layer in sketch.layers.items() if layer.inner}
        scope = _Scope(self, sketch, nested)
        code.add_all(scope.sequential(variable) if sketch.is_sequential else scope.functional(variable))
        return code

    def nested(self, layer: LayerSketch, around: Sketch, code: Code) -> str:
        """Write a model inside a model: a list of layers as a variable, any other as a function."""
        assert layer.inner is not None
        owners = tuple(call.id for call in around.calls if call.layer == layer.key)
        variable = self.functions.new(layer.name)
        if layer.inner.is_sequential:
            code.add_all(self.model(layer.inner, variable), owners=owners)
        else:
            function = self.functions.new(f"make_{layer.name}")
            code.add(f"def {function}():", owners)
            code.add_all(_Writer(self.names, self.functions).model(layer.inner, ""), INDENT, owners)
            code.add("\n")
            code.add(f"{variable} = {function}()", owners)
        if layer.arguments.get("trainable") is False or not layer.inner.trainable:
            code.add(f"{variable}.trainable = False", owners)
        code.add()
        return variable


class _Scope:
    """The statements of one model."""

    def __init__(self, writer: _Writer, sketch: Sketch, nested: dict[str, str]) -> None:
        self._names, self._sketch = writer.names, sketch
        self._made = dict(nested)  # layers that have a variable
        self._variables = Variables(set(nested.values()) | writer.functions.taken)
        self._num_calls = Counter(call.layer for call in sketch.calls)
        self._tensors: dict[Ref, str] = {}
        self._code = Code()

    # ---- a list of layers ---------------------------------------------------------------------------------

    def sequential(self, variable: str) -> Code:
        """Write a Sequential model."""
        sketch, code = self._sketch, self._code
        name = self._model_name("sequential")
        if not sketch.calls:
            code.add(f"{variable} = keras.Sequential({', '.join(name)})")
            return code
        code.add(f"{variable} = keras.Sequential([")
        for call in sketch.calls:
            text = self._made.get(call.layer) or self._constructed(sketch.layers[call.layer])
            code.add(INDENT + f"{text},".replace("\n", f"\n{INDENT}"), (call.id,))
        code.add("".join(["]", *(f", {each}" for each in name), ")"]))
        return code

    # ---- a graph ------------------------------------------------------------------------------------------

    def functional(self, variable: str) -> Code:
        """Write a functional model; without a variable, return it from the function that is being written."""
        order: list[CallSketch] = []
        counting = AutomaticNames(self._names)
        in_order(
            self._sketch, lambda call: self._is_due(call, counting), lambda call: self._count(call, counting, order)
        )
        self._find_names(order)
        for call in order:
            self._write(call)
        self._code.add()
        if not [*refs_in(self._sketch.inputs)] or not [*refs_in(self._sketch.outputs)]:
            self._code.add("# There is no model yet: it needs an Input, and a layer behind it.")
            return self._code
        ends = [self._structure(self._sketch.inputs), self._structure(self._sketch.outputs)]
        if not isinstance(self._sketch.inputs, Ref) or not isinstance(self._sketch.outputs, Ref):
            ends = [f"inputs={ends[0]}", f"outputs={ends[1]}"]
        made = call_text("keras.Model", [*ends, *self._model_name("functional")])
        self._code.add(f"{variable} = {made}" if variable else f"return {made}")
        return self._code

    def _is_due(self, call: CallSketch, counting: AutomaticNames) -> bool:
        layer = self._sketch.layers[call.layer]
        return call.number > 0 or layer.inner is not None or counting.is_next(_prefix(layer), layer.name)

    def _count(self, call: CallSketch, counting: AutomaticNames, order: list[CallSketch]) -> None:
        layer = self._sketch.layers[call.layer]
        if not call.number and layer.inner is None:
            counting.take(_prefix(layer), layer.name)
        order.append(call)

    def _find_names(self, order: list[CallSketch]) -> None:
        """Choose the variables: inputs, x along a chain, outputs, and the layer's name for all others."""
        places = {call.id: place for place, call in enumerate(order)}
        last_use = {call.id: place for call in order for place in [places[call.id]]}
        users: dict[str, list[int]] = {call.id: [] for call in order}
        for call in order:
            for ref in call.refs:
                users[ref.call].append(places[call.id])
        ends = {ref.call for ref in refs_in([self._sketch.inputs, self._sketch.outputs])}
        for call in order:
            is_x = users[call.id] == [last_use[call.id] + 1] and call.id not in ends
            for port in range(max(call.num_outputs, 1)):
                self._tensors[Ref(call.id, port)] = (
                    "x" if is_x and call.num_outputs == 1 else self._tensor_name(call, port)
                )

    def _tensor_name(self, call: CallSketch, port: int) -> str:
        if Ref(call.id) == self._sketch.inputs:
            return self._variables.new("inputs")
        if Ref(call.id) == self._sketch.outputs and call.num_outputs == 1:
            return self._variables.new("outputs")
        name = self._sketch.layers[call.layer].name
        return self._variables.new(name if port == 0 else f"{name}_{port}")

    def _write(self, call: CallSketch) -> None:
        layer = self._sketch.layers[call.layer]
        targets = ", ".join(self._tensors[Ref(call.id, port)] for port in range(call.num_outputs))
        if registry.find("layer", layer.class_name) is registry.find("layer", "InputLayer"):
            self._code.add(f"{targets} = {self._constructed(layer)}", (call.id,))
            return
        if layer.class_name == "Operation":
            self._names.take(_prefix(layer), layer.name)
            given = [self._tensors[ref] for ref in call.refs]
            self._code.add(f"{targets} = {operation_text(layer.arguments, given)}", (call.id,))
            return
        if self._num_calls[layer.key] > 1 and layer.key not in self._made:
            self._made[layer.key] = variable = self._variables.new(f"{layer.name}_layer")
            owners = tuple(each.id for each in self._sketch.calls if each.layer == layer.key)
            self._code.add(f"{variable} = {self._constructed(layer)}", owners)
        made = self._made.get(layer.key) or self._constructed(layer)
        args = [self._structure(each) for each in call.args]
        args += [f"{name}={self._structure(value)}" for name, value in call.kwargs.items()]
        self._code.add(f"{targets} = {made}({', '.join(args) or '...'})", (call.id,))

    def _structure(self, value: Any) -> str:
        """Return Refs in lists and dicts as code."""
        if isinstance(value, Ref):
            return self._tensors[value]
        if isinstance(value, dict):
            return "{" + ", ".join(f"{value_text(key)}: {self._structure(each)}" for key, each in value.items()) + "}"
        if isinstance(value, list | tuple):
            return f"[{', '.join(map(self._structure, value))}]"
        return value_text(value)

    # ---- parts --------------------------------------------------------------------------------------------

    def _constructed(self, layer: LayerSketch) -> str:
        arguments = self._arguments(layer)
        if not self._names.take(_prefix(layer), layer.name):
            arguments.append(f"name={value_text(layer.name)}")
        cls = registry.find("layer", layer.class_name)
        if cls is None:
            return call_text(layer.class_name, arguments)
        is_input = cls is registry.find("layer", "InputLayer")
        head = "keras.Input" if is_input else f"layers.{getattr(cls, 'api_name', '') or cls.__name__}"
        return call_text(head, arguments)

    def _arguments(self, layer: LayerSketch) -> list[str]:
        """Return the arguments as code, from memory if there is no layer among them, whose name would count."""
        found = _known_arguments.get(layer)
        if found is None:
            found = layer_arguments(layer.class_name, layer.arguments, self._names)
            if not any(map(_holds_layers, layer.arguments.values())):
                _known_arguments[layer] = found
        return list(found)

    def _model_name(self, prefix: str) -> list[str]:
        is_automatic = self._names.take(prefix, self._sketch.name)
        return [] if is_automatic else [f"name={value_text(self._sketch.name)}"]


def _holds_layers(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(each, dict) for each in value))


def _prefix(layer: LayerSketch) -> str:
    return prefix_of(layer.class_name, layer.arguments.get("op", "") if layer.class_name == "Operation" else "")
