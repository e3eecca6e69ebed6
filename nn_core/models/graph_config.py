"""A functional model's graph to JSON and back: Keras 3's form, and Keras 2's when reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nn_core.layers.layer import Layer
from nn_core.layers.node import KerasTensor, Node
from nn_core.layers.operation import Operation
from nn_core.models.operation_config import is_operation, operation_entry, operation_from_entry
from nn_core.spec.naming import did_you_mean
from nn_core.spec.serialization import deserialize, serialize
from nn_core.spec.structure import flatten, map_structure

if TYPE_CHECKING:
    from nn_core.models.functional import Functional

Histories = dict[int, list[Any]]  # id of a placeholder -> [layer name, number of the call, number of the output]


def graph_to_config(model: Functional) -> dict[str, Any]:
    """Return the layers with their calls, the inputs and the outputs, as Keras 3 writes them."""
    calls = _calls_by_layer(model)
    histories = _histories(calls)
    return {
        "name": model.name,
        "trainable": model.trainable,
        "layers": [_layer_entry(layer, nodes, histories) for layer, nodes in calls.items()],
        "input_layers": map_structure(lambda x: list(histories[id(x)]), model.input_structure),
        "output_layers": map_structure(lambda x: list(histories[id(x)]), model.output_structure),
    }


def _calls_by_layer(model: Functional) -> dict[Layer, list[Node]]:
    calls: dict[Layer, list[Node]] = {layer: [] for layer in model.layers}
    for node in model.graph_nodes:
        calls[node.layer].append(node)
    return {layer: sorted(nodes, key=lambda node: node.index) for layer, nodes in calls.items()}


def _histories(calls: dict[Layer, list[Node]]) -> Histories:
    found: Histories = {}
    for layer, nodes in calls.items():
        for number, node in enumerate(nodes):
            found.update((id(x), [layer.name, number, i]) for i, x in enumerate(flatten(node.outputs)))
    return found


def _layer_entry(layer: Layer, nodes: list[Node], histories: Histories) -> dict[str, Any]:
    if isinstance(layer, Operation) and len(nodes) == 1:
        found = operation_entry(layer, [_tensor_entry(x, histories) for x in nodes[0].inputs])
        if found is not None:
            return found
    return {
        **serialize(layer),
        "name": layer.name,
        "inbound_nodes": [_call_entry(node, histories) for node in nodes if node.inputs],
    }


def _call_entry(node: Node, histories: Histories) -> dict[str, Any]:
    def entry(x: Any) -> Any:
        return _tensor_entry(x, histories) if isinstance(x, KerasTensor) else x

    return {"args": map_structure(entry, list(node.args)), "kwargs": map_structure(entry, node.kwargs)}


def _tensor_entry(x: KerasTensor, histories: Histories) -> dict[str, Any]:
    config = {"shape": list(x.shape), "dtype": x.dtype, "keras_history": histories[id(x)]}
    return {"class_name": "__keras_tensor__", "config": config}


def graph_from_config(cls: type[Functional], config: dict[str, Any]) -> Functional:
    """Make the model again: every layer once, then every call as soon as its inputs are there."""
    for key in ("layers", "input_layers", "output_layers"):
        if key not in config:
            raise ValueError(f"The saved model has no {key!r}; it is not a complete functional model.")
    drawing = _Drawing(config["layers"])
    drawing.draw()
    inputs = drawing.find_all(config["input_layers"])
    model = cls(inputs=inputs, outputs=drawing.find_all(config["output_layers"]), name=config.get("name"))
    if config.get("trainable") is False:
        model.trainable = False
    return model


class _Drawing:
    """The graph while it is being made from a configuration."""

    def __init__(self, entries: list[dict[str, Any]]) -> None:
        self._layers = {_name_of(entry): _layer_from(entry) for entry in entries}
        self._waiting = [
            (_name_of(entry), number, call)
            for entry in entries
            for number, call in enumerate(entry.get("inbound_nodes") or [])
        ]
        self._outputs: dict[tuple[str, int], Any] = {
            (name, 0): layer.output for name, layer in self._layers.items() if layer.max_inputs == 0
        }

    def draw(self) -> None:
        """Make all calls; ValueError if some can never be made."""
        while self._waiting:
            left = [each for each in self._waiting if not self._try(*each)]
            if len(left) == len(self._waiting):
                names = ", ".join(sorted({repr(name) for name, _, _ in left})[:5])
                raise ValueError(f"The saved model is damaged: the inputs of {names} cannot be found.")
            self._waiting = left

    def _try(self, name: str, number: int, call: Any) -> bool:
        """Make one call if its inputs exist and the layer's earlier calls are done."""
        if number and (name, number - 1) not in self._outputs:
            return False
        args, kwargs = _arguments(call)
        references = _references([args, kwargs])
        if any((x.layer, x.call) not in self._outputs for x in references):
            return False
        layer = self._layers[name]
        if isinstance(layer, Operation):  # it holds all other arguments itself
            args, kwargs = [references], {}
        resolved = _replace([list(args), kwargs], self._tensor)
        self._outputs[name, number] = layer(*resolved[0], **resolved[1])
        return True

    def _tensor(self, reference: _Reference) -> KerasTensor:
        found: KerasTensor = flatten(self._outputs[reference.layer, reference.call])[reference.output]
        return found

    def find_all(self, references: Any) -> Any:
        """Return the placeholders that `input_layers` or `output_layers` name; the only one of a list by itself."""
        found = self._find_in(references)
        return found[0] if isinstance(found, list) and len(found) == 1 else found

    def _find_in(self, references: Any) -> Any:
        if _is_history(references):
            return self._find(references)
        if isinstance(references, dict):
            return {key: self._find_in(each) for key, each in references.items()}
        return [self._find_in(each) for each in references]

    def _find(self, history: Any) -> KerasTensor:
        name, call, output = history[:3]
        if (name, call) not in self._outputs:
            raise ValueError(
                f"The saved model names a layer {name!r} that it does not have.{did_you_mean(name, self._layers)}"
            )
        return self._tensor(_Reference(name, call, output))


class _Reference:
    """A saved mention of a placeholder."""

    def __init__(self, layer: str, call: int, output: int) -> None:
        self.layer, self.call, self.output = layer, call, output


def _layer_from(entry: dict[str, Any]) -> Any:
    if not is_operation(entry):
        return deserialize(entry, "layer")
    args, kwargs = _arguments(entry["inbound_nodes"][0])
    return operation_from_entry(entry, args, kwargs, lambda x: isinstance(x, _Reference))


def _name_of(entry: dict[str, Any]) -> str:
    return str(entry.get("name") or entry.get("config", {}).get("name"))


def _arguments(call: Any) -> tuple[list[Any], dict[str, Any]]:
    """Return (args, kwargs) of a saved call, with references in place of tensors; Keras 3 and Keras 2."""
    if isinstance(call, dict):
        kwargs = {key: value for key, value in call.get("kwargs", {}).items() if value is not None}
        return [_read_tensors(each) for each in call.get("args", [])], {k: _read_tensors(v) for k, v in kwargs.items()}
    if call and not isinstance(call[0], list | tuple):
        call = [call]
    references = [_Reference(*each[:3]) for each in call]
    options = call[0][3] if call and len(call[0]) > 3 else {}
    kwargs = {key: _read_history(value) for key, value in options.items() if value is not None}
    return [references[0] if len(references) == 1 else references], kwargs


def _read_tensors(value: Any) -> Any:
    if isinstance(value, dict) and value.get("class_name") == "__keras_tensor__":
        return _Reference(*value["config"]["keras_history"])
    if isinstance(value, dict):
        return {key: _read_tensors(each) for key, each in value.items()}
    return [_read_tensors(each) for each in value] if isinstance(value, list) else value


def _read_history(value: Any) -> Any:
    if _is_history(value):
        return _Reference(*value[:3])
    return [_read_history(each) for each in value] if isinstance(value, list) else value


def _is_history(value: Any) -> bool:
    return (
        isinstance(value, list | tuple) and len(value) >= 3 and isinstance(value[0], str) and isinstance(value[1], int)
    )


def _references(value: Any) -> list[_Reference]:
    found: list[_Reference] = []
    _replace(value, lambda each: found.append(each))
    return found


def _replace(value: Any, function: Any) -> Any:
    return map_structure(lambda each: function(each) if isinstance(each, _Reference) else each, value)
