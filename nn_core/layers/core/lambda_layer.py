"""Lambda: an expression or a Python function as a layer."""

from __future__ import annotations

import inspect
from typing import Any

from nn_core.autodiff import convert_to_tensor
from nn_core.layers.layer import Layer, Sample
from nn_core.layers.shapes import flat_shapes, is_shape
from nn_core.spec.expression import Expression
from nn_core.spec.functions import Function, LockedFunction, find, fixed_arguments, reference
from nn_core.spec.literals import decode, encode
from nn_core.spec.params import param

_KERAS_2 = ("function_type", "output_shape_type", "output_shape_module", "module")  # notes of the old version


class Lambda(Layer, category="Core"):
    """Apply an expression such as `x ** 2` or `ops.mean(x, axis=1)`, or a Python function, to the input.

    Quick to write for a step that no layer does. An expression is kept in files as it is written. Of a Python function
    a file keeps the name, never the code: whoever opens it passes the function in `custom_objects`, by its name or,
    for a lambda, by the name of the layer. Keras opens a function by name and an expression that is one function.

    Example:
        >>> halved, means = Lambda(lambda x: x / 2), Lambda("ops.mean(x, axis=1)")
    """

    function: Function = param(help="What to do with the input x, for instance x ** 2 or ops.mean(x, axis=1).")
    output_shape: Any = param(
        default=None, help="Shape of the output without the batch axis, or a function of the shape; found by trying."
    )
    mask: Any = param(default=None, help="The mask of the output, or a function of inputs and mask.")
    arguments: Any = param(default=None, help="Further arguments of the function, by name.")

    max_inputs = None
    casts_integers = False
    open_sizes = (12, 24)
    sample = Sample(args={"function": "x ** 2"}, inputs=[(4,)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.arguments = dict(self.arguments or {})
        self.supports_masking = self.mask is not None  # type: ignore[misc] # of this one
        parameters = inspect.signature(self.function).parameters
        self._is_told = [name for name in ("mask", "training") if name in parameters]

    @classmethod
    def arguments_for(cls, tensors: Any) -> tuple[Any, ...]:
        return (tensors[0],) if len(tensors) == 1 else (list(tensors),)

    def _is_tried(self) -> bool:
        return self.output_shape is None and not isinstance(self.function, LockedFunction)

    def compute_output_shape(self, input_shape: Any) -> Any:
        if self.output_shape is None and isinstance(self.function, LockedFunction):
            return input_shape  # nobody knows; most do not change it
        if self.output_shape is None:
            return super().compute_output_shape(input_shape)
        if callable(self.output_shape):
            return self.output_shape(input_shape)
        return (flat_shapes(input_shape)[0][0], *self.output_shape)

    def symbolic_outputs(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        try:
            return super().symbolic_outputs(args, kwargs)
        except Exception as error:
            if self.output_shape is not None:
                raise
            raise ValueError(
                f"{self._title()}: what the function gives could not be found by trying it on zeros ({error}). "
                "Give the output_shape, without the batch axis."
            ) from error

    def call(self, inputs: Any, mask: Any = None, training: bool = False) -> Any:
        told = {name: value for name, value in (("mask", mask), ("training", training)) if name in self._is_told}
        return self.function(inputs, **self.arguments, **told)

    def compute_mask(self, inputs: Any, previous_mask: Any) -> Any:
        if callable(self.mask):
            return self.mask(inputs, previous_mask)
        return self.mask if self.mask is None else convert_to_tensor(self.mask)

    # ---- configuration ----------------------------------------------------------------------------------------

    def get_config(self) -> dict[str, Any]:
        """Return the parameters as JSON data: functions by their names."""
        own = {name: getattr(self, name) for name in ("function", "output_shape", "mask")}
        names = {name: reference(x) if callable(x) else encode(x) for name, x in own.items() if x is not None}
        config = {name: value for name, value in super().get_config().items() if name not in own}
        fixed = fixed_arguments(self.function) if not self.arguments else None
        return {**config, **names, "arguments": encode(fixed or self.arguments)}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """Make the layer again from functions that are known by name; code in the configuration is refused."""
        config = {key: each for key, each in config.items() if key not in _KERAS_2}
        config["function"] = find(config["function"], str(config.get("name")))
        if isinstance(config["function"], Expression) and len(config["function"].names) == 1:
            config["arguments"] = None  # they stand in the expression
        shape = config.get("output_shape")
        if shape is not None and not is_shape(shape):
            config["output_shape"] = find(shape, "", is_needed=False)  # it is found by trying as well
        if isinstance(config.get("mask"), dict | str) and "__numpy__" not in str(config["mask"]):
            config["mask"] = find(config["mask"], "")
        for name in ("mask", "arguments"):
            config[name] = decode(config[name]) if isinstance(config.get(name), dict) else config.get(name)
        return super().from_config(config)
