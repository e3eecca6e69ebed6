"""Random models: any layer of the registry, with arguments drawn from what its parameters declare."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

import numpy as np

import nn_core as keras
from nn_core.spec import kinds, registry
from nn_core.spec.params import Param
from nn_core.spec.serialization import serialize
from nn_core.spec.structure import flatten

NOT_IN_KERAS_3 = {"LocallyConnected1D", "LocallyConnected2D", "ThresholdedReLU", "Highway", "MaxoutDense"}
NO_STEP_OF_ITS_OWN = {"InputLayer", "Lambda", "Operation", "Wrapper", "Functional", "Sequential", "StackedRNNCells"}
RANDOM_LAYERS = {"AlphaDropout", "Dropout", "GaussianDropout", "GaussianNoise"} | {
    f"SpatialDropout{n}D" for n in (1, 2, 3)
}
CELLS = ("LSTMCell", "GRUCell", "SimpleRNNCell")
FORGETS_THE_PENALTY = {"SimpleRNN"}  # real Keras takes its activity_regularizer and does nothing with it
LARGEST = 2000  # numbers in one tensor; the models are small, so that many can be tried

LAYERS = {
    name: cls
    for name, cls in registry.entries("layer")
    if name not in NOT_IN_KERAS_3 | NO_STEP_OF_ITS_OWN | set(CELLS) and cls.category != "Preprocessing"
    if cls.__module__.startswith("nn_core.")
}


class Drawing:
    """Draws one model; the same seed draws the same one.

    `refused` collects the layers that refused their arguments or their input, for Keras should refuse them too.
    """

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.seed = seed
        self.training = self.rng.random() < 0.5
        self.batch = 3
        self.fixes_batch = self.rng.random() < 0.2
        self.refused: list[dict[str, Any]] = []
        self.names = [name for name in LAYERS if not (self.training and name in RANDOM_LAYERS)]
        self._inputs: list[Any] = []
        self._maxima: list[int | None] = []
        self._tensors: list[Any] = []
        self._used: set[int] = set()
        self._layers: list[Any] = []

    # ---- models -------------------------------------------------------------------------------------------

    def model(self) -> Any:
        """Return a model around one layer drawn first, so that every layer of the registry gets its turn."""
        star = self.names[self.seed % len(self.names)]
        while not self._step(star, self._new_inputs(LAYERS[star])):
            self._inputs, self._maxima, self._tensors = [], [], []
        if len(self._tensors) == 2 and self.rng.random() < 0.4:
            return self._sequential()
        for _ in range(self.rng.randint(0, 5)):
            self._random_step()
        outputs = [x for x in self._tensors if id(x) not in self._used]
        self.rng.shuffle(outputs)
        inputs, outputs = self._inputs, outputs[: self.rng.randint(1, len(outputs))]
        return self._functional(inputs, outputs)

    def _functional(self, inputs: list[Any], outputs: list[Any]) -> Any:
        try:
            return keras.Model(inputs, outputs)
        except ValueError:  # an input that leads to none of the chosen outputs
            return keras.Model(inputs, [x for x in self._tensors if id(x) not in self._used])

    def _sequential(self) -> Any:
        for _ in range(self.rng.randint(0, 4)):
            last = self._tensors[-1]
            name = self.rng.choice([n for n in self.names if self._fits(LAYERS[n], last) and LAYERS[n].min_inputs == 1])
            count = len(self._tensors)
            if self._step(name, [last]) and len(self._tensors) != count + 1:
                return self._functional(self._inputs, self._tensors[count:])
        return keras.Sequential([self._inputs[0], *self._layers])

    def _random_step(self) -> None:
        chance = self.rng.random()
        if chance < 0.12:
            self._share()
        elif chance < 0.2:
            self._arithmetic()
        else:
            name = self.rng.choice(self.names)
            cls = LAYERS[name]
            fitting = [x for x in self._tensors if self._fits(cls, x)]
            if fitting:
                self._step(name, self._arguments(cls, fitting))

    def _arguments(self, cls: Any, fitting: list[Any]) -> list[Any]:
        first = self.rng.choice(fitting)
        if cls.max_inputs == 1:
            return [first]
        count = self.rng.randint(max(2, cls.min_inputs), cls.max_inputs or 3)
        alike = [x for x in fitting if x.shape == first.shape]
        return [first, *(self.rng.choice(alike if self.rng.random() < 0.7 else fitting) for _ in range(count - 1))]

    def _share(self) -> None:
        """Call a layer a second time, on another tensor of the shape it was made for."""
        layer = self.rng.choice(self._layers)
        if type(layer).max_inputs != 1 or getattr(layer, "stateful", False):
            return
        alike = [x for x in self._tensors if x.shape == layer.input.shape and x.dtype == layer.input.dtype]
        if alike:
            x = self.rng.choice(alike)
            self._keep([x], layer(x), layer)

    def _arithmetic(self) -> None:
        """Write + - * / between placeholders, as a script does."""
        x = self.rng.choice(self._tensors)
        y = self.rng.choice([z for z in self._tensors if z.shape == x.shape and z.dtype == x.dtype])
        if "int" in x.dtype:
            return
        step: Callable[[], Any] = self.rng.choice([lambda: x + y, lambda: x * y, lambda: x - 2.5, lambda: -x / 3.0])
        result = step()
        self._used |= {id(x), id(y)}
        self._tensors.append(result)

    def _step(self, name: str, tensors: list[Any]) -> bool:
        """Make a layer and call it; say whether it agreed."""
        cls = LAYERS[name]
        arguments = self.arguments(cls, tensors[0].shape)
        try:
            layer = cls(**arguments, dtype="float64")
            outputs = layer(*cls.arguments_for(tensors), **self._call_options(cls))
        except (ValueError, TypeError) as error:
            self.refused.append(self._refusal(name, arguments, tensors, error))
            return False
        sizes = [math.prod(n or self.batch for n in y.shape) for y in flatten([outputs])]
        if not all(0 < size <= LARGEST for size in sizes):
            return False
        self._keep(tensors, outputs, layer)
        return True

    def _keep(self, tensors: list[Any], outputs: Any, layer: Any) -> None:
        self._used |= {id(x) for x in tensors}
        self._tensors += flatten([outputs])
        self._layers.append(layer)

    def _refusal(self, name: str, arguments: dict[str, Any], tensors: list[Any], error: Exception) -> dict[str, Any]:
        kept = {key: serialize(value) if hasattr(value, "get_config") else value for key, value in arguments.items()}
        shapes, dtypes = [list(x.shape) for x in tensors], [x.dtype for x in tensors]
        return {"class_name": name, "config": kept, "shapes": shapes, "dtypes": dtypes, "error": str(error)}

    def _call_options(self, cls: Any) -> dict[str, Any]:
        if "use_causal_mask" in cls.options.names and self.rng.random() < 0.4:
            return {"use_causal_mask": True}
        return {}

    def _fits(self, cls: Any, x: Any) -> bool:
        # real Keras computes with whole numbers there, and the penalties come out as whole numbers too
        if "int" in x.dtype and (cls.category == "Normalization" or cls.__name__ == "ActivityRegularization"):
            return False
        if cls.__name__ in ("Attention", "AdditiveAttention", "RNN"):
            return len(x.shape) == 3
        if cls.__name__ in ("MultiHeadAttention", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D") and len(x.shape) > 3:
            return (
                any(x is each for each in self._inputs) and len(x.shape) == cls.input_ndim
            )  # no masks for parts of pictures
        if cls.sample and cls.sample.maximum and "int" not in x.dtype:
            return False
        return len(x.shape) == cls.input_ndim if cls.input_ndim else len(x.shape) >= max(2, cls.min_ndim)

    # ---- inputs -------------------------------------------------------------------------------------------

    def _new_inputs(self, cls: Any) -> list[Any]:
        more = self.rng.randint(0, 3)
        shapes = [
            tuple(n + (more if axis < len(shape) - 1 else 0) for axis, n in enumerate(shape))
            for shape in cls.sample.inputs
        ]
        if cls.max_inputs == 1 or len({*shapes}) > 1:
            shapes = cls.sample.inputs if cls.max_inputs != 1 or "EinsumDense" in cls.__name__ else shapes
        dtype = "int32" if cls.sample.maximum else "float64"
        size = self.batch if self.fixes_batch else None
        made = [keras.Input(shape, batch_size=size, dtype=dtype) for shape in shapes]
        self._inputs, self._maxima = self._inputs + made, self._maxima + [cls.sample.maximum] * len(made)
        self._tensors += made
        return made

    def values(self, model: Any) -> list[Any]:
        """Return numbers for the inputs, some steps of them zero, as masks look for zeros."""
        numbers = np.random.default_rng(self.seed)
        maxima = {id(x): maximum for x, maximum in zip(self._inputs, self._maxima, strict=True)}
        return [self._value(numbers, x, maxima.get(id(x))) for x in model.inputs]

    def _value(self, numbers: np.random.Generator, x: Any, maximum: int | None) -> Any:
        shape = (self.batch, *x.shape[1:])
        if "int" in x.dtype:
            return numbers.integers(0, maximum or 5, shape).astype(x.dtype)
        value = numbers.normal(size=shape)
        if len(shape) > 2:
            value[0, -1] = 0
        return value

    # ---- arguments ----------------------------------------------------------------------------------------

    def arguments(self, cls: Any, shape: tuple[Any, ...]) -> dict[str, Any]:
        """Return arguments for a layer: those it needs, and some of the others."""
        special = getattr(self, f"_for_{cls.__name__}", None)
        found: dict[str, Any] = special(shape) if special else {}
        for name, each in cls.parameters.items():
            if name not in found and (each.is_required or self.rng.random() < 0.35):
                value = self._argument(cls, name, each, shape)
                if value is not ...:
                    found[name] = value
        return found

    def _argument(self, cls: Any, name: str, each: Param, shape: tuple[Any, ...]) -> Any:
        if name in (
            "name",
            "dtype",
            "trainable",
            "synchronized",
            "flash_attention",
            "use_cudnn",
            "seed",
            "noise_shape",
            "reverse_dtype",
            "renorm_clipping",
            "batch_size",
            "backward_layer",
            "implementation",
        ):
            return ...
        if name in ("dropout", "recurrent_dropout", "rate", "stddev"):
            return 0.0 if self.training and name != "stddev" else 0.5
        if name == "stateful" and not self.fixes_batch:
            return ...
        if name == "activity_regularizer" and cls.__name__ in FORGETS_THE_PENALTY:
            return ...
        if name in (
            "head_dim",
            "key_dim",
        ):  # heads of size 1 over unequal lengths: Keras on TensorFlow computes nonsense
            return self.rng.randint(2, 4)
        if name == "input_dim":
            return 7
        return self._value_of(each.kind, shape, name)

    def _value_of(self, kind: Any, shape: tuple[Any, ...], name: str) -> Any:
        if isinstance(kind, kinds.Optional):
            return self._value_of(kind.kind, shape, name)
        draw = getattr(self, f"_draw_{type(kind).__name__.lower()}", None)
        return ... if draw is None else draw(kind, shape, name)

    def _draw_boolean(self, kind: Any, shape: Any, name: str) -> bool:
        return self.rng.random() < 0.5

    def _draw_choice(self, kind: Any, shape: Any, name: str) -> Any:
        return self.rng.choice(kind.options)

    def _draw_integer(self, kind: Any, shape: tuple[Any, ...], name: str) -> int:
        if name == "axis":
            return self._draw_axis(kind, shape, name)
        if name == "groups":
            return self.rng.choice([1, 1, 2, 3])
        return self.rng.randint(max(1, int(kind.minimum or 1)), 4)

    def _draw_real(self, kind: Any, shape: Any, name: str) -> float:
        if "epsilon" in name:
            return self.rng.choice([1e-3, 1e-5, 0.1])
        return round(self.rng.uniform(0.05, 0.95), 2)

    def _draw_size(self, kind: Any, shape: Any, name: str) -> Any:
        several = [self.rng.randint(kind.minimum, 3) for _ in range(kind.ndim)]
        return self.rng.choice([several, several[0]]) if kind.ndim > 1 else several[0]

    def _draw_borders(self, kind: Any, shape: Any, name: str) -> Any:
        pairs = [[self.rng.randint(0, 2), self.rng.randint(0, 2)] for _ in range(kind.ndim)]
        return self.rng.choice([pairs[0] if kind.ndim == 1 else pairs, self.rng.randint(0, 2)])

    def _draw_axis(self, kind: Any, shape: tuple[Any, ...], name: str) -> int:
        return self.rng.choice([*range(1, len(shape)), -1])

    def _draw_registered(self, kind: Any, shape: Any, name: str) -> Any:
        if kind.family == "regularizer":
            return self.rng.choice(["l1", "l2", "l1_l2"])
        if kind.family == "constraint":
            return self.rng.choice(["max_norm", "non_neg", "unit_norm", "min_max_norm"])
        if kind.family == "initializer":
            if "variance" in name:
                return "ones"
            return self.rng.choice(["zeros", "ones", "glorot_normal", "he_uniform", "random_normal"])
        return self.rng.choice(
            [each for each in kind.options if each not in ("glu", "threshold", "keras2_hard_sigmoid")]
        )

    # ---- layers whose arguments depend on the shape -------------------------------------------------------

    def _for_EinsumDense(self, shape: Any) -> dict[str, Any]:
        if len(shape) == 3 and self.rng.random() < 0.7:
            return self.rng.choice(
                [
                    {"equation": "abc,cd->abd", "output_shape": [shape[1], 3], "bias_axes": "d"},
                    {"equation": "abc,bd->adc", "output_shape": [2, shape[2]], "bias_axes": "dc"},
                    {"equation": "abc,bcde->ade", "output_shape": [2, 3], "bias_axes": None},
                ]
            )
        if len(shape) > 3:  # of several axes under one ellipsis Keras works out the shape in the wrong order
            letters = "abcdef"[: len(shape)]
            equation = f"{letters},{letters[-1]}z->{letters[:-1]}z"
            return {"equation": equation, "output_shape": [*shape[1:-1], 4], "bias_axes": self.rng.choice(["z", None])}
        return {"equation": "...x,xy->...y", "output_shape": 4, "bias_axes": self.rng.choice(["y", None])}

    def _for_SeparableConv1D(self, shape: Any) -> dict[str, Any]:
        return {"padding": self.rng.choice(["valid", "same"])}  # Keras 3 has no 'causal' here any more

    def _for_UpSampling2D(self, shape: Any) -> dict[str, Any]:
        interpolation = self.rng.choice(["nearest", "bilinear", "bicubic"])  # no gradient of lanczos in float64
        size = self.rng.choice([1, 2, [2, 1]] if interpolation == "bicubic" else [1, 2, 3, [2, 3]])
        return {"interpolation": interpolation, "size": size}  # TensorFlow looks bicubic thirds up in a coarse table

    def _for_AveragePooling3D(self, shape: Any) -> dict[str, Any]:
        return {"padding": "valid"}  # TensorFlow has no answer, and PyTorch averages over the border too

    def _for_Reshape(self, shape: Any) -> dict[str, Any]:
        sizes = list(shape[1:])
        self.rng.shuffle(sizes)
        return {"target_shape": self.rng.choice([sizes, [-1, sizes[0]], [math.prod(sizes)], [*sizes, 1]])}

    def _for_Permute(self, shape: Any) -> dict[str, Any]:
        return {"dims": self.rng.sample(range(1, len(shape)), len(shape) - 1)}

    def _for_Dot(self, shape: Any) -> dict[str, Any]:
        return {"axes": self.rng.choice([-1, 1, 2, [2, 1], [1, 2], [-1, -1]])}

    def _for_PReLU(self, shape: Any) -> dict[str, Any]:
        axes = range(1, len(shape))
        return {"shared_axes": self.rng.choice([None, self.rng.sample(axes, self.rng.randint(1, len(axes)))])}

    def _for_ReLU(self, shape: Any) -> dict[str, Any]:
        return {"max_value": self.rng.choice([None, 1.0, 6.0]), "threshold": self.rng.choice([0.0, 0.3])}

    def _for_Softmax(self, shape: Any) -> dict[str, Any]:
        return {"axis": self.rng.choice([-1, 1, list(range(1, len(shape)))])}

    def _for_LayerNormalization(self, shape: Any) -> dict[str, Any]:
        return {"axis": self.rng.choice([-1, 1, list(range(1, len(shape)))])}

    def _for_RMSNormalization(self, shape: Any) -> dict[str, Any]:
        return {"axis": -1}  # along any other axis real Keras normalises, but scales the last one, or fails

    def _for_RNN(self, shape: Any) -> dict[str, Any]:
        cells = [self._layer(self.rng.choice(CELLS), shape) for _ in range(self.rng.randint(1, 2))]
        return {"cell": cells if len(cells) > 1 else cells[0]}

    def _for_Bidirectional(self, shape: Any) -> dict[str, Any]:
        name = {3: ("LSTM", "GRU", "SimpleRNN"), 4: ("ConvLSTM1D",), 5: ("ConvLSTM2D",)}.get(len(shape), ("LSTM",))
        return {"layer": self._layer(self.rng.choice(name), shape)}

    def _for_TimeDistributed(self, shape: Any) -> dict[str, Any]:
        inner = (shape[0], *shape[2:])
        fitting = [n for n in self.names if LAYERS[n].max_inputs == 1 and not LAYERS[n].sample.maximum]
        fitting = [
            n for n in fitting if LAYERS[n].input_ndim in (None, len(inner)) and LAYERS[n].category != "Recurrent"
        ]
        return {"layer": self._layer(self.rng.choice([n for n in fitting if LAYERS[n].min_ndim <= len(inner)]), inner)}

    def _for_SpectralNormalization(self, shape: Any) -> dict[str, Any]:
        name = {3: "Conv1D", 4: "Conv2D", 5: "Conv3D"}.get(len(shape), "Dense")
        return {"layer": self._layer(self.rng.choice(["Dense", "EinsumDense", name]), shape)}

    def _layer(self, name: str, shape: tuple[Any, ...]) -> dict[str, Any]:
        cls = registry.get("layer", name)
        arguments = {**self.arguments(cls, shape), "dtype": "float64"}
        arguments.pop("stateful", None)
        return {"module": "keras.layers", "class_name": name, "config": arguments, "registered_name": None}
