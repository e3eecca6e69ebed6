"""Making layers that are asked for shapes: each configuration is read once, whoever builds the layer gets a copy."""

from __future__ import annotations

from designer.model import catalog
from designer.model.graph import LayerSpec
from designer.model.recent import Recent
from nn_core.layers.layer import Layer


def make_layer(layer: LayerSpec) -> Layer:
    """Make the layer that is written down; ValueError or TypeError in a sentence if it cannot be made."""
    made = catalog.layer_class(layer.class_name).from_config({**layer.arguments, "name": layer.name})
    assert isinstance(made, Layer)
    return made


class Workshop:
    """Makes layers; a configuration that was read before is copied, for reading takes longer than being asked."""

    def __init__(self) -> None:
        self.unbuilt: Recent[str, Layer] = Recent()

    def made(self, layer: LayerSpec) -> Layer:
        """Return an unbuilt layer of one's own; ValueError or TypeError in a sentence if it cannot be made."""
        pattern = self.unbuilt.get(layer.fingerprint)
        if pattern is not None:
            return _copy(pattern, layer.name)
        made = make_layer(layer)
        if not made.sublayers():  # those below would be shared, and built with the first copy
            self.unbuilt.put(layer.fingerprint, _copy(made, layer.name))
        return made


def _copy(layer: Layer, name: str) -> Layer:
    """Return a layer with the same parameters; what building adds to lists and dicts stays with the copy."""
    copy: Layer = object.__new__(type(layer))
    vars(copy).update(
        (key, value.copy() if isinstance(value, list | dict | set) else value) for key, value in vars(layer).items()
    )
    vars(copy)["name"] = name
    return copy
