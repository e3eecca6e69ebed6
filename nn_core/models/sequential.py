"""Sequential: a model that is a plain stack of layers."""

from __future__ import annotations

from typing import Any, ClassVar

from nn_core.layers.calling import building
from nn_core.layers.core.input_layer import Input, InputLayer
from nn_core.layers.layer import Layer
from nn_core.layers.node import KerasTensor
from nn_core.models.functional import Functional
from nn_core.models.model import Model
from nn_core.spec.naming import unique_name
from nn_core.spec.remarks import remark
from nn_core.spec.serialization import deserialize, serialize


class Sequential(Functional, category=""):
    """A stack of layers, each fed with the output of the one before.

    Without an Input (or `input_shape` on the first layer) the model is built when it first sees data.

    Example:
        >>> model = Sequential([Input((4,)), Dense(8, activation="relu"), Dense(3, activation="softmax")])
    """

    made_of: ClassVar[str] = "layers"

    def __init__(self, layers: Any = None, trainable: bool = True, name: str | None = None, **kwargs: Any) -> None:
        Model.__init__(self, name=name or unique_name("sequential"), **kwargs)
        self._stack: list[Layer] = []
        for layer in layers or []:
            self._append(layer)
        self._rebuild()
        if not trainable:
            self.trainable = False

    def add(self, layer: Any, rebuild: bool = True) -> None:
        """Put a layer on top."""
        self._append(layer)
        if rebuild:
            self._rebuild()

    def pop(self, rebuild: bool = True) -> Layer:
        """Take the topmost layer away and return it."""
        if not self._stack:
            raise ValueError(f"Model '{self.name}' has no layers to take away.")
        layer = self._stack.pop()
        self._rebuild()
        return layer

    def _append(self, layer: Any) -> None:
        if isinstance(layer, KerasTensor) and layer.node is not None:
            layer = layer.node.layer  # Input(...) gives a placeholder; its layer is meant
        if not isinstance(layer, Layer):
            raise ValueError(f"A Sequential model takes layers, but got {type(layer).__name__}: {layer!r}.")
        if isinstance(layer, InputLayer) and self._stack:
            raise ValueError(f"Input must come first in a Sequential model; '{self.name}' already has layers.")
        if any(layer.name == each.name for each in self._stack):
            raise ValueError(f"Layer names must differ within a model; {layer.name!r} is already in '{self.name}'.")
        if not self._stack and not isinstance(layer, InputLayer) and layer._batch_input_shape is not None:
            shape = layer._batch_input_shape
            self._stack.append(InputLayer(batch_shape=shape, dtype=_input_dtype(layer)))
        self._stack.append(layer)

    def _rebuild(self) -> None:
        """Draw the graph anew if the input shape is known."""
        self._sublayers[:] = self._stack
        self.built = False
        first = self._stack[0] if self._stack else None
        if isinstance(first, Functional) and first.built:
            self._draw(Input(batch_shape=first.inputs[0].shape, dtype=first.inputs[0].dtype))
        elif isinstance(first, InputLayer) and len(self._stack) > 1:
            self._draw(first.output)

    def _draw(self, x: KerasTensor) -> None:
        start = x
        with building(self):
            for layer in self._stack:
                if not isinstance(layer, InputLayer):
                    x = layer(x)
        self._connect(start, x)

    def build(self, input_shape: Any = None, *, arguments: Any = None) -> None:
        """Make the weights for inputs of this shape (with the batch axis)."""
        if input_shape is not None and self._stack and not self.built:
            dtype = _input_dtype(self._stack[0])
            self._draw(Input(batch_shape=tuple(input_shape), dtype=dtype))

    def _call_on_values(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if not self._stack:
            raise ValueError(f"Model '{self.name}' has no layers yet: add some first.")
        if not self.built:
            self.build((None, *args[0].shape[1:]))
        return super()._call_on_values(args, kwargs)

    def _call_symbolic(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if not self.built:
            self.build(args[0].shape)
        return super()._call_symbolic(args, kwargs)

    def predict_proba(self, x: Any, batch_size: int | None = None, verbose: Any = 0) -> Any:
        """Return what `predict` gives: its name in Keras 1 and 2."""
        remark("predict_proba() is an old name; write predict(x).")
        return self.predict(x, batch_size=batch_size, verbose=verbose)

    def predict_classes(self, x: Any, batch_size: int | None = None, verbose: Any = 0) -> Any:
        """Return the number of the likeliest class for each sample, as Keras 1 and 2 do."""
        found = self.predict(x, batch_size=batch_size, verbose=verbose)
        is_binary = found.shape[-1] == 1
        now = "(model.predict(x) > 0.5).astype('int32')" if is_binary else "model.predict(x).argmax(axis=-1)"
        remark(f"predict_classes() is gone; write {now}.")
        return (found > 0.5).astype("int32") if is_binary else found.argmax(axis=-1)

    @property
    def layers(self) -> list[Layer]:
        return [layer for layer in self._stack if not isinstance(layer, InputLayer)]

    def sublayers(self) -> list[Layer]:
        return list(self._stack)

    def get_config(self) -> dict[str, Any]:
        """Return the layers in order, as Keras writes them."""
        stack = self._sublayers if self.built else self._stack
        layers = [serialize(each) for each in stack]
        config: dict[str, Any] = {"name": self.name, "trainable": self.trainable, "layers": layers}
        if self.built:
            config["build_input_shape"] = list(self.inputs[0].shape)
        return config

    @classmethod
    def from_config(cls, config: Any) -> Any:
        """Make a model from what `get_config` gave, or what Keras 2 or 3 saved."""
        if isinstance(config, list):  # the oldest files hold nothing but the layers
            config = {"layers": config}
        model = cls(name=config.get("name"))
        for layer in config["layers"]:
            model._append(deserialize(layer, "layer"))
        model._rebuild()
        if not model.built and config.get("build_input_shape"):
            model.build(config["build_input_shape"])
        if config.get("trainable") is False:
            model.trainable = False
        return model


def _input_dtype(layer: Layer) -> str:
    """Whole numbers enter a layer that looks things up as they are."""
    return str(layer.dtype) if layer.casts_integers else "float32"
