"""Model: a layer that can be compiled, trained, summarised and saved."""

from __future__ import annotations

import json
from typing import Any

from nn_core.autodiff import stop_recording
from nn_core.layers.arguments import argument_shapes
from nn_core.layers.layer import Layer
from nn_core.layers.shapes import map_shapes
from nn_core.layers.trying import Sized, try_call
from nn_core.models.summary import summary_text
from nn_core.saving import load_weights, model_to_dict, model_to_yaml, save_model, save_weights
from nn_core.spec import legacy, registry
from nn_core.spec.naming import did_you_mean
from nn_core.training.trainer import Trainer


class Model(Trainer, Layer):
    """A network with the means to train it.

    `Model(inputs=..., outputs=...)` draws one from placeholders; a subclass writes `call` itself.

    Example:
        >>> class Twin(Model):
        ...     def __init__(self):
        ...         super().__init__()
        ...         self.hidden, self.out = Dense(8, activation="relu"), Dense(1)
        ...
        ...     def call(self, inputs):
        ...         return self.out(self.hidden(inputs))
    """

    input_names: list[str]
    output_names: list[str]

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        names = {"inputs", "outputs", *legacy.FUNCTIONS["Functional.__init__"]}
        if cls is Model and (len(args) >= 2 or names & kwargs.keys()):
            cls = registry.get("layer", "Functional")
        return super().__new__(cls, *args, **kwargs)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        functional = registry.get("layer", "Functional")
        if not isinstance(self, functional) and _draws(args, kwargs):  # a subclass that gives inputs and outputs
            self.__class__ = _functional_class(type(self), functional)
            functional.__init__(self, *args, **kwargs)
            return
        Layer.__init__(self, *args, **kwargs)
        Trainer.__init__(self)

    def build(self, input_shape: Any, *, arguments: tuple[Any, Any] | None = None) -> None:
        """Build the layers below by calling them on zeros of this shape (with the batch axis).

        Args:
            arguments: all positional and named arguments of such a call, where there is more than one tensor.
        """
        if not self.built:
            self.built = True
            self.build_shape = input_shape
            args, kwargs = arguments or ((map_shapes(Sized, input_shape),), {})
            try_call(self, args, kwargs, 1)

    def _build_for(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        if type(self).build is not Model.build or len(argument_shapes(type(self), args, kwargs)) < 2:
            super()._build_for(args, kwargs)
            return
        with stop_recording():
            self.build(self._input_shape(args), arguments=(args, kwargs))

    @property
    def layers(self) -> list[Layer]:
        """The layers of the model, in order."""
        return self.sublayers()

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        """Return the layer with this name or number."""
        if index is not None:
            if not -len(self.layers) <= index < len(self.layers):
                raise ValueError(
                    f"Model '{self.name}' has {len(self.layers)} layers; there is no layer number {index}."
                )
            return self.layers[index]
        for layer in self.layers:
            if layer.name == name:
                return layer
        known = [str(layer.name) for layer in self.layers]
        raise ValueError(
            f"Model '{self.name}' has no layer {name!r}; its layers are {known}.{did_you_mean(name, known)}"
        )

    def summary(
        self,
        line_length: int | None = None,
        positions: Any = None,
        print_fn: Any = None,
        expand_nested: bool = False,
        show_trainable: bool = False,
        layer_range: Any = None,
    ) -> None:
        """Print a table of the layers with their output shapes and parameter counts."""
        text = summary_text(self, line_length, expand_nested, show_trainable, layer_range, positions)
        (print_fn or print)(text)

    def to_json(self, **kwargs: Any) -> str:
        """Return the architecture as JSON text, which `model_from_json` and Keras read."""
        return json.dumps(model_to_dict(self), **kwargs)

    def to_yaml(self, **kwargs: Any) -> str:
        """Return the architecture as YAML text, which `model_from_yaml` and Keras 2 before version 2.6 read."""
        return model_to_yaml(self, **kwargs)

    def save(self, filepath: Any, overwrite: bool = True, include_optimizer: bool = True, **kwargs: Any) -> None:
        """Write architecture, weights and training state to a file; see `nn_core.saving.save_model`."""
        save_model(self, filepath, overwrite=overwrite, include_optimizer=include_optimizer, **kwargs)

    def save_weights(self, filepath: Any, overwrite: bool = True) -> None:
        """Write the weights alone."""
        save_weights(self, filepath, overwrite=overwrite)

    def load_weights(self, filepath: Any, by_name: bool = False, skip_mismatch: bool = False) -> None:
        """Read the weights from a file that `save` or `save_weights` wrote."""
        load_weights(self, filepath, by_name=by_name, skip_mismatch=skip_mismatch)

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """Make a model from what `get_config` gave."""
        if "input_layers" in config:
            functional = registry.get("layer", "Functional")
            return functional.from_config.__func__(functional if cls is Model else cls, config)
        return super().from_config(config)


def _draws(args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    """Say whether the arguments of a model are inputs and outputs."""
    return len(args) >= 2 or {"inputs", "outputs"} <= kwargs.keys() or (len(args) == 1 and "outputs" in kwargs)


def _functional_class(cls: Any, functional: Any) -> Any:
    """Return a class like `cls` that is a Functional too: the same one for all its models."""
    if "_functional_class" not in vars(cls):
        names = {"__module__": cls.__module__, "__qualname__": cls.__qualname__, "__doc__": cls.__doc__}
        cls._functional_class = type(cls.__name__, (cls, functional), names)
    return cls._functional_class
