"""Layer: the base of everything a network is built from."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nn_core import activations, constraints, ops, regularizers  # noqa: F401 - parameters name them
from nn_core.autodiff import Tensor, convert_to_tensor, stop_recording
from nn_core.layers.arguments import CallOptions, argument_shapes, by_position, options_of, with_shapes
from nn_core.layers.calling import building, calling, is_dry_run, is_outermost
from nn_core.layers.described import Described
from nn_core.layers.holder import WeightHolder
from nn_core.layers.input_spec import InputSpec, check_specs
from nn_core.layers.mishaps import explained
from nn_core.layers.node import KerasTensor, Node, SymbolicShape
from nn_core.layers.own_arguments import accepted_by, is_own_constructor, own_arguments
from nn_core.layers.shapes import ShapeInModel, axes_in_words, flat_shapes, map_shapes, shapes_of
from nn_core.layers.trying import Sized, tried
from nn_core.spec import dtype_policies, registry
from nn_core.spec.naming import to_snake_case, unique_name
from nn_core.spec.params import bind
from nn_core.spec.structure import flatten, map_structure


@dataclass(frozen=True)
class Sample:
    """Small arguments and input shapes (without the batch axis) with which the tests try a layer."""

    args: dict[str, Any]
    inputs: list[tuple[int, ...]]
    maximum: int | None = None  # inputs are whole numbers below this, for layers that look things up
    words: tuple[str, ...] = ()  # inputs are some of these words, for layers that take text


class Layer(Described, WeightHolder):
    """A step of a network: it takes tensors, has weights, gives tensors.

    Write `call`; write `build` if there are weights, `compute_output_shape` if it is quicker than trying.

    Example:
        >>> class Twice(Layer):
        ...     def call(self, inputs):
        ...         return 2 * inputs
    """

    family: ClassVar[str] = "layer"
    category: ClassVar[str] = ""
    sample: ClassVar[Sample | None] = None
    min_inputs: ClassVar[int] = 1  # how many tensors a call takes; a merging layer says 2 and None
    max_inputs: ClassVar[int | None] = 1
    ports: ClassVar[tuple[str, ...]] = ()  # their names; arguments of call() if it has some of these names
    output_ports: ClassVar[tuple[str, ...]] = ()  # what a call gives, where that may be several tensors
    input_ndim: ClassVar[int | None] = None  # number of axes (with the batch axis) the layer insists on
    min_ndim: ClassVar[int] = 1
    casts: ClassVar[bool] = True  # whether inputs are brought to the layer's own type of numbers
    casts_integers: ClassVar[bool] = True  # False where whole numbers are indices, or are only moved about
    palette_name: ClassVar[str] = ""  # what people call it where that is not the class name
    open_sizes: ClassVar[tuple[int, int]] = (2, 3)  # tried for open axes where shapes are found by trying
    api_name: ClassVar[str] = ""  # under which Keras offers and saves it, where the class is called otherwise
    file_names: ClassVar[dict[str, str]] = {}  # of attributes that hold layers, where Keras's files call them otherwise
    suggested: ClassVar[dict[str, Any]] = {}  # arguments to start with where there is no default, or a better one
    supports_masking: ClassVar[bool] = False
    options: ClassVar[CallOptions]  # what call() can be told, read from its signature
    takes_separately: ClassVar[bool] = False  # several tensors as arguments of their own instead of in a list

    def __init_subclass__(cls, category: str | None = None, aliases: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if category is not None:
            cls.category = category
            registry.register("layer", *aliases)(cls)
        if "build" in vars(cls):
            cls.build = _name_weights_after_layer(cls.build)  # type: ignore[method-assign]
        cls.options = options_of(cls.call)
        cls.takes_separately = bool(cls.ports) and cls.ports[0] in cls.options.names

    def _begin(self) -> None:
        super()._begin()
        self._nodes: list[Node] = []
        self._call_losses: list[Any] = []
        self._own_input_spec: Any = None
        self.built = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._batch_input_shape = _take_input_shape(kwargs, type(self).parameters)
        self._first_weights = None if "weights" in type(self).parameters else kwargs.pop("weights", None)
        for name, value in bind(type(self), args, kwargs).items():
            setattr(self, name, value)
        self.name = self.name or unique_name(to_snake_case(type(self).__name__))
        if "/" in self.name:
            raise ValueError(f"A layer's name cannot contain '/': {self.name!r}.")
        self.dtype_policy = dtype_policies.chosen(self.dtype)
        self.dtype = self.dtype_policy.computed_dtype

    # ---- what a layer author writes -------------------------------------------------------------------

    def build(self, input_shape: Any) -> None:
        """Make the weights, once the shape of the input (with its batch axis) is known."""

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """Compute the output from tensors."""
        raise NotImplementedError(f"{type(self).__name__} has no call() method: say there what the layer computes.")

    def compute_output_shape(self, input_shape: Any) -> Any:
        """Return the output shape (with the batch axis) for an input shape; found by trying if not overridden."""
        return tried(self, (map_shapes(Sized, input_shape),), {})[0]

    def compute_mask(self, inputs: Any, previous_mask: Any) -> Any:
        """Return the mask of the output, given that of the inputs."""
        return previous_mask if self.supports_masking else None

    def count_macs(self, input_shape: Any) -> int | None:
        """Return the multiply-adds for one sample (None: not known, because a size is open)."""
        return 0

    def output_dtype(self, input_dtype: str) -> str:
        """Return the type of the output's numbers."""
        return input_dtype if "int" in input_dtype and not self.casts_integers else str(self.dtype)

    def add_loss(self, loss: Any) -> None:
        """Add a number to the loss that training minimises."""
        self._call_losses.extend(flatten(loss))

    @property
    def class_name(self) -> str:
        """The name of the layer's class, as summaries show it."""
        return type(self).__name__

    @property
    def losses(self) -> list[Any]:
        """The penalties to be added to the loss: those of the last call, and those of the weights' regularizers."""
        penalties = [v.regularizer(v) for v in self.trainable_weights if v.regularizer is not None]
        return [*self._collected_call_losses(), *penalties]

    def _collected_call_losses(self) -> Iterator[Any]:
        yield from self._call_losses
        for layer in self.sublayers():
            yield from layer._collected_call_losses()

    def forget_call_losses(self) -> None:
        """Drop the penalties of the last call, here and in all layers below."""
        self._call_losses.clear()
        for layer in self.sublayers():
            layer.forget_call_losses()

    # ---- calling ------------------------------------------------------------------------------------------

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        try:
            if any(isinstance(x, KerasTensor) for x in flatten([args, kwargs])):
                return self._call_symbolic(args, kwargs)
            return self._call_on_values(args, kwargs)
        except (ValueError, TypeError, IndexError, AttributeError) as error:
            better = explained(self, args, kwargs, error)
            if better is error:
                raise
            raise better from error

    @classmethod
    def arguments_for(cls, tensors: Sequence[Any]) -> tuple[Any, ...]:
        """Return tensors (or shapes) as the arguments of a call: the only one, a list of them, or one by one."""
        if cls.takes_separately:
            return tuple(tensors)
        return (tensors[0],) if cls.max_inputs == 1 else (list(tensors),)

    def _call_on_values(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        cls, dtype = type(self), _numpy_dtype(self.dtype)
        if cls.takes_separately or not args:
            args, kwargs = by_position(cls, args, kwargs)
        args = tuple(map_structure(lambda x: self._as_input(x, dtype), x) for x in args)
        if not self.built:
            self._build_for(args, kwargs)
        self.check_input_shape(self._input_shape(args))
        mask = self._take_masks(args, kwargs)
        if is_outermost():
            self.forget_call_losses()
        with calling(kwargs.pop("training", None), cls.options.trains_alone) as training:
            if cls.options.training:
                kwargs["training"] = training
            outputs = self.call(*args, **kwargs)
        if mask is not None or cls.compute_mask is not Layer.compute_mask:
            self._attach_mask(args[0], outputs, kwargs.get("mask", mask))
        self._penalize(outputs)
        return outputs

    def _take_masks(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Hand the masks that came with the tensors to call(), if it asks for them; return that of the first."""
        mask = _mask_of(args[0]) if args else None
        if self.takes_separately:
            for port, x in zip(self.ports, args, strict=False):
                if f"{port}_mask" in self.options.names and kwargs.get(f"{port}_mask") is None:
                    kwargs[f"{port}_mask"] = _mask_of(x)
        elif mask is not None and kwargs.get("mask") is None and self.options.mask:
            kwargs["mask"] = mask
        return mask

    def _penalize(self, outputs: Any) -> None:
        """Remember the penalty for large outputs."""
        regularizer = getattr(self, "activity_regularizer", None)
        if regularizer is not None:
            self._call_losses += [regularizer(y) / y.shape[0] for y in flatten(outputs)]

    def forget_output_penalties(self, outputs: Any) -> None:
        """Drop what the last call added for large outputs."""
        del self._call_losses[len(self._call_losses) - len(flatten(outputs)) :]

    def _as_input(self, x: Any, dtype: Any) -> Any:
        """Bring one argument to the layer's own type of numbers; masks and words are left as they are."""
        if isinstance(x, np.ndarray | np.generic):
            return Tensor(x.astype(dtype) if self._casts(x.dtype, dtype) else x)
        if isinstance(x, Tensor):
            return ops.cast(x, dtype.name) if self._casts(x.number_type, dtype) else x
        return convert_to_tensor(x, dtype.name) if isinstance(x, float | int) and not isinstance(x, bool) else x

    def _casts(self, given: Any, dtype: Any) -> bool:
        if given is dtype or not self.casts or given == dtype:
            return False
        return given.kind == "f" or (given.kind in "iu" and self.casts_integers)

    def _attach_mask(self, inputs: Any, outputs: Any, previous: Any) -> None:
        mask = self.compute_mask(inputs, previous)
        masks = mask if isinstance(mask, list | tuple) else [mask]
        for output, each in zip(flatten(outputs), masks, strict=False):
            if isinstance(output, Tensor) and each is not None:
                output._keras_mask = each

    def _input_shape(self, args: tuple[Any, ...]) -> Any:
        if self.takes_separately:
            return tuple(map(shapes_of, args[: len(self.ports)]))
        return shapes_of(args[0]) if args else ()

    def _build_for(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.check_input_shape(self._input_shape(args))
        with stop_recording():
            with_shapes(self.build, argument_shapes(type(self), args, kwargs))
        self.built = True
        if self._first_weights is not None and not is_dry_run():  # Keras 1 and 2: Dense(3, weights=[kernel, bias])
            self.set_weights(self._first_weights)

    def _call_symbolic(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        args, kwargs = by_position(type(self), args, kwargs)
        self.check_input_shape(self._input_shape(args))
        if not self.built:
            self._build_for(args, kwargs)
        outputs = self.symbolic_outputs(args, kwargs)
        self._nodes.append(Node(self, args, kwargs, outputs, len(self._nodes)))
        return outputs

    def symbolic_outputs(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Return placeholders for what a call on placeholders gives."""
        if self._is_tried():
            shapes, dtypes = tried(self, args, kwargs)
            remaining = iter(dtypes)
            return map_shapes(lambda each: KerasTensor(each, next(remaining)), shapes)
        first = next(x for x in flatten([args, kwargs]) if isinstance(x, KerasTensor))
        dtype = self.output_dtype(first.dtype)
        return map_shapes(lambda each: KerasTensor(each, dtype), self.infer_output_shape(args, kwargs))

    def _is_tried(self) -> bool:
        """Say whether the output shape is found by trying."""
        return type(self).compute_output_shape is Layer.compute_output_shape

    def infer_output_shape(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Return the output shape of a call with these arguments, anything with a shape in place of the tensors.

        Overridden where another argument, say return_attention_scores, changes what comes out.
        """
        if self._is_tried():
            return tried(self, args, kwargs)[0]
        return with_shapes(self.compute_output_shape, argument_shapes(type(self), args, kwargs))

    def check_input_shape(self, shape: Any) -> None:
        """Raise ValueError if a tensor has the wrong number of axes, or not what `input_spec` says."""
        if self._own_input_spec is not None:
            check_specs(self._own_input_spec, shape, self._title())
        for each in flat_shapes(shape):
            if self.input_ndim is not None and len(each) != self.input_ndim:
                raise ValueError(
                    f"{self._title()} takes tensors with {self.input_ndim} axes ({axes_in_words(self.input_ndim)}), "
                    f"but got shape {each} with {len(each)}."
                )
            if len(each) < self.min_ndim:
                raise ValueError(
                    f"{self._title()} takes tensors with at least {self.min_ndim} axes, but got shape {each}."
                )

    @property
    def input_spec(self) -> Any:
        """What the layer insists on in its inputs; a layer of one's own may set an InputSpec, or a list of them."""
        if self._own_input_spec is not None:
            return self._own_input_spec
        return InputSpec(ndim=self.input_ndim, min_ndim=self.min_ndim if self.min_ndim > 1 else None)

    @input_spec.setter
    def input_spec(self, value: Any) -> None:
        if any(not isinstance(each, InputSpec | None) for each in flatten(value)):
            raise TypeError(f"{self._title()}: input_spec must be an InputSpec or a list of them, not {value!r}.")
        self._own_input_spec = value

    def _title(self) -> str:
        return f"{type(self).__name__} layer '{self.name}'"

    # ---- configuration ------------------------------------------------------------------------------------

    def get_config(self) -> dict[str, Any]:
        """Return the parameters as Keras writes them."""
        config = super().get_config()
        is_kept = self.dtype_policy.computed_dtype == self.dtype  # some layers choose another type themselves
        config["dtype"] = dtype_policies.serialize(self.dtype_policy if is_kept else dtype_policies.get(self.dtype))
        return config | own_arguments(self)

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """Make the layer that `get_config` described."""
        if not is_own_constructor(cls):
            return super().from_config(config)
        taken, left = accepted_by(cls, config)
        layer = super().from_config(taken)
        for name, value in left.items():  # such as the name, which a short constructor does not take
            setattr(layer, name, value if name != "dtype" else layer.dtype)
        return layer

    @property
    def compute_dtype(self) -> str:
        """The type of numbers the layer computes in."""
        return str(self.dtype)

    @property
    def variable_dtype(self) -> str:
        """The type of the weights' numbers."""
        return str(self.dtype)

    @property
    def input(self) -> Any:
        """The placeholder(s) of the first call in a model."""
        self._need_node("input")
        inputs = self._nodes[0].inputs
        return inputs[0] if len(inputs) == 1 else inputs

    @property
    def output(self) -> Any:
        """The placeholder(s) the first call in a model gave."""
        self._need_node("output")
        return self._nodes[0].outputs

    input_shape: Any = ShapeInModel("input")
    output_shape: Any = ShapeInModel("output")

    def _need_node(self, what: str) -> None:
        if not self._nodes:
            raise AttributeError(f"{self._title()} has no {what} yet: it was not called on the tensors of a model.")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}, built={self.built}>"


# ---- small things ---------------------------------------------------------------------------------------------


@functools.cache
def _numpy_dtype(name: str) -> np.dtype[Any]:
    return np.dtype(name)


def _mask_of(inputs: Any) -> Any:
    masks = [getattr(x, "_keras_mask", None) for x in flatten(inputs)]
    if all(mask is None for mask in masks):
        return None
    return masks if isinstance(inputs, list | tuple) else masks[0]


def _name_weights_after_layer(build: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(build)
    def build_and_name(self: Layer, *args: Any, **kwargs: Any) -> None:
        with building(self) as path:
            build(self, *args, **kwargs)
        self.built = True
        for variable in self._variables:
            if variable.path == variable.name:  # not that of a layer below, which has its path already
                variable.path = f"{path}/{variable.name}"

    return build_and_name


def _take_input_shape(kwargs: dict[str, Any], parameters: dict[str, Any]) -> SymbolicShape | None:
    """Take Keras's ways to state the input shape on the first layer out of the keyword arguments."""
    whole = kwargs.pop("batch_input_shape", None) or kwargs.pop("batch_shape", None)
    if whole is not None:
        return tuple(whole)
    name = next((n for n in ("input_shape", "input_dim") if n in kwargs and n not in parameters), None)
    if name is None:
        return None
    shape = kwargs.pop(name)
    if name == "input_dim" and "input_length" in kwargs:  # Keras 1, for sequences of vectors
        shape = (kwargs.pop("input_length"), shape)
    return (kwargs.pop("batch_size", None), *((shape,) if isinstance(shape, int) else shape))
