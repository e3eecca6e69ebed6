"""Old spellings: what Keras 1 and 2 called things. This is the only list; parameters and functions are read by it."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from nn_core.spec.naming import did_you_mean
from nn_core.spec.remarks import remark

F = TypeVar("F", bound=Callable[..., Any])

# Parameters of classes: old name -> what it may be called now; the first that the class has is meant.
PARAMETERS: dict[str, tuple[str, ...]] = {
    # layers, Keras 1
    "output_dim": ("units",),
    "nb_filter": ("filters",),
    "filter_length": ("kernel_size",),
    "pool_length": ("pool_size",),
    "length": ("size",),
    "stride": ("strides",),
    "subsample": ("strides",),
    "subsample_length": ("strides",),
    "atrous_rate": ("dilation_rate",),
    "nb_feature": ("num_features",),
    "forget_bias_init": ("unit_forget_bias",),
    "output_shape": (),
    "border_mode": ("padding",),
    "dim_ordering": ("data_format",),
    "bias": ("use_bias",),
    "p": ("rate",),
    "sigma": ("stddev",),
    "init": ("kernel_initializer", "embeddings_initializer", "alpha_initializer"),
    "inner_init": ("recurrent_initializer",),
    "beta_init": ("beta_initializer",),
    "gamma_init": ("gamma_initializer",),
    "inner_activation": ("recurrent_activation",),
    "W_regularizer": ("kernel_regularizer", "embeddings_regularizer"),
    "U_regularizer": ("recurrent_regularizer",),
    "b_regularizer": ("bias_regularizer",),
    "W_constraint": ("kernel_constraint", "embeddings_constraint"),
    "U_constraint": ("recurrent_constraint",),
    "b_constraint": ("bias_constraint",),
    "dropout_W": ("dropout",),
    "dropout_U": ("recurrent_dropout",),
    "consume_less": (),
    "mode": (),
    # layers, Keras 2
    "alpha": ("negative_slope",),
    "theta": ("threshold",),
    "implementation": (),
    "renorm": (),
    "virtual_batch_size": (),
    "fused": (),
    "dynamic": (),
    # optimizers and schedules
    "lr": ("learning_rate",),
    "schedule_decay": (),
    # callbacks
    "epsilon": ("min_delta",),
}

# Several old parameters that became one.
JOINED: dict[tuple[str, ...], str] = {
    ("nb_row", "nb_col"): "kernel_size",
    ("kernel_dim1", "kernel_dim2", "kernel_dim3"): "kernel_size",
}

# Old words for the values of a parameter, by its present name. These need no remark: files are full of them.
VALUES: dict[str, dict[str, Any]] = {
    "data_format": {"tf": "channels_last", "th": "channels_first"},
    "reduction": {"auto": "sum_over_batch_size"},
    "unit_forget_bias": {"one": True, "ones": True, "zero": False, "zeros": False},
}

# Parameters for which None once stood for the default.
NONE_FOR_DEFAULT = ("epsilon",)

# Layers that are called otherwise today.
LAYERS = {
    "AbstractRNNCell": "Layer",
    "AtrousConvolution1D": "Conv1D",
    "CuDNNGRU": "GRU",
    "CuDNNLSTM": "LSTM",
    "PreprocessingLayer": "Layer",
    "SyncBatchNormalization": "BatchNormalization",
    "TimeDistributedDense": "Dense",
}

# Parameters of functions: old name -> present name, "" for those without meaning.
FUNCTIONS: dict[str, dict[str, str]] = {
    "Trainer.compile": {
        "sample_weight_mode": "",
        "target_tensors": "",
        "experimental_run_tf_function": "",
        "class_mode": "",
    },
    "Trainer.fit": {
        "nb_epoch": "epochs",
        "max_queue_size": "",
        "workers": "",
        "use_multiprocessing": "",
        "show_accuracy": "",
    },
    "GeneratorMethods.fit_generator": {
        "nb_epoch": "epochs",
        "nb_val_samples": "validation_steps",
        "max_q_size": "max_queue_size",
        "nb_worker": "workers",
        "pickle_safe": "use_multiprocessing",
    },
    "GeneratorMethods.evaluate_generator": {
        "val_samples": "steps",
        "max_q_size": "max_queue_size",
        "nb_worker": "workers",
    },
    "GeneratorMethods.predict_generator": {
        "val_samples": "steps",
        "max_q_size": "max_queue_size",
        "nb_worker": "workers",
    },
    "Functional.__init__": {"input": "inputs", "output": "outputs"},
    "to_categorical": {"nb_classes": "num_classes", "y": "x"},
    "l1_l2": {"l": "l2"},
    "load_data": {"nb_words": "num_words"},
}

# What a function is called in a remark, where that is not its own name.
TITLES = {"Functional.__init__": "Model"}

# Modules: old place -> where the names are now.
MODULES: dict[str, str] = {
    "layers.activation": "layers",
    "layers.attention": "layers",
    "layers.merging": "layers",
    "layers.preprocessing": "layers",
    "layers.regularization": "layers",
    "layers.reshaping": "layers",
    "layers.rnn": "layers",
    "layers.locally_connected": "layers",
    "layers.core": "layers",
    "layers.convolutional": "layers",
    "layers.pooling": "layers",
    "layers.local": "layers",
    "layers.recurrent": "layers",
    "layers.convolutional_recurrent": "layers",
    "layers.cudnn_recurrent": "layers",
    "layers.wrappers": "layers",
    "layers.embeddings": "layers",
    "layers.merge": "layers",
    "layers.advanced_activations": "layers",
    "layers.normalization": "layers",
    "layers.noise": "layers",
    "layers.experimental": "layers",
    "layers.experimental.preprocessing": "layers",
    "callbacks.callbacks": "callbacks",
    "initializers.initializers": "initializers",
    "regularizers.regularizers": "regularizers",
    "constraints.constraints": "constraints",
    "losses.losses": "losses",
    "metrics.metrics": "metrics",
    "optimizers.optimizers": "optimizers",
    "optimizers.experimental": "optimizers",
    "mixed_precision.experimental": "mixed_precision",
    "legacy": "saving",
    "legacy.layers": "layers",
    "legacy.saving": "saving",
    "utils.layer_utils": "utils",
    "utils.io_utils": "utils",
    "utils.training_utils": "utils",
    "utils.multi_gpu_utils": "utils",
    "utils.conv_utils": "utils",
    "utils.legacy": "utils",
    "utils.np_utils": "utils",
    "utils.vis_utils": "utils",
    "utils.visualize_util": "utils",
    "utils.generic_utils": "utils",
    "utils.data_utils": "utils",
    "engine": "layers",
    "engine.base_layer": "layers",
    "engine.input_layer": "layers",
    "engine.topology": "layers",
    "engine.training": "models",
    "engine.network": "models",
    "engine.sequential": "models",
    "engine.functional": "models",
    "engine.saving": "models",
    "engine.keras_tensor": "layers",
    "engine.input_spec": "layers",
    "backend.tensorflow_backend": "backend",
    "initializations": "initializers",
    "objectives": "losses",
}

# Modules that are in Keras what is something else here; importing them is right.
OTHER_MODULES: dict[str, str] = {
    "optimizers.schedules": "schedules",
    "optimizers.schedules.learning_rate_schedule": "schedules",
    "ops.nn": "ops",
    "ops.numpy": "ops",
}


def modern_parameters(cls: Any, given: dict[str, Any], is_saved: bool = False) -> dict[str, Any]:
    """Return the arguments of a class under their present names, with one remark if some were old.

    Args:
        cls: a Configurable.
        given: arguments by name.
        is_saved: they were read from a file, so there is nobody to tell.
    """
    known = cls.parameters
    given = {name: value for name, value in given.items() if value is not None or name not in NONE_FOR_DEFAULT}
    present = {name: value for name, value in given.items() if name in known}
    old = {name: value for name, value in given.items() if name not in known}
    added = _joined(old, known)
    dropped = []
    for name in [name for name in old if name in PARAMETERS]:
        now = next((each for each in PARAMETERS[name] if each in known and each not in present), None)
        if now is not None:
            added[now] = old.pop(name)
        elif not PARAMETERS[name]:
            dropped.append(name)
            old.pop(name)
    present |= old | added
    if (added or dropped) and not is_saved:
        remark(_sentence(cls.__name__, [name for name in given if name not in present], added))
    return {name: _modern_value(name, value) for name, value in present.items()}


def _joined(old: dict[str, Any], known: Any) -> dict[str, Any]:
    """Take parameters that became one out of `old`."""
    found = {}
    for names, now in JOINED.items():
        if now in known and all(name in old for name in names):
            found[now] = tuple(old.pop(name) for name in names)
    return found


def _modern_value(name: str, value: Any) -> Any:
    return VALUES[name].get(value, value) if name in VALUES and isinstance(value, str) else value


def accepts_old_names(function: F) -> F:
    """Let a function take the old names that the list has for it."""
    return _accepting(function, is_remarked=True)


def quietly_accepts_old_names(function: F) -> F:
    """Let a function that is old itself, and says so, take the old names that the list has for it."""
    return _accepting(function, is_remarked=False)


def _accepting(function: F, is_remarked: bool) -> F:
    names = FUNCTIONS[function.__qualname__]
    parameters = inspect.signature(function).parameters
    takes_any = any(each.kind is each.VAR_KEYWORD for each in parameters.values())

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        if names.keys() & kwargs.keys():
            kwargs = modern_arguments(function.__qualname__, kwargs, is_remarked)
        unknown = [] if takes_any else [name for name in kwargs if name not in parameters]
        if unknown:
            title = function.__qualname__.removesuffix(".__init__").rpartition(".")[2]
            raise TypeError(f"{title}() has no argument {unknown[0]!r}.{did_you_mean(unknown[0], parameters)}")
        return function(*args, **kwargs)

    return call  # type: ignore[return-value]


def modern_arguments(function: str, given: dict[str, Any], is_remarked: bool = True) -> dict[str, Any]:
    """Return keyword arguments of a listed function under their present names."""
    renamed = {FUNCTIONS[function].get(name, name): value for name, value in given.items()}
    renamed.pop("", None)
    old = [name for name in given if name not in renamed]
    if old and is_remarked:
        title = TITLES.get(function, function.removesuffix(".__init__").rpartition(".")[2])
        remark(_sentence(title, old, {now: given[name] for name in old if (now := FUNCTIONS[function][name])}))
    return renamed


def _sentence(title: str, old: list[str], now: dict[str, Any]) -> str:
    if not now:
        return f"{title}: {_listed(old)} has no meaning any more and is left out."
    written = ", ".join(f"{name}={_short(_modern_value(name, value))}" for name, value in now.items())
    return (
        f"{title}: {_listed(old)} {'is an old name' if len(old) == 1 else 'are old names'}; write {title}({written})."
    )


def _listed(names: list[str]) -> str:
    return ", ".join(repr(name) for name in names)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else "..."
