"""How to train a model when the command line leaves it open: as its file says, else what fits outputs and targets."""

from __future__ import annotations

import argparse
from typing import Any

from nn_core import optimizers
from nn_core.cli.samples import Samples


def compile_for(model: Any, samples: Samples, options: argparse.Namespace) -> list[str]:
    """Compile a model; return sentences that say what was chosen and why."""
    given = model._compile_arguments if model.compiled else {}
    loss, sentences = options.loss, []
    if loss is None:
        loss = given.get("loss")
    if loss is None:
        loss = [_fitting_loss(layer, y) for layer, y in zip(_output_layers(model), samples.targets, strict=True)]
        sentences = [f"Loss: {_words(model, loss)}, which fits the outputs and the targets; --loss chooses another."]
    metrics = options.metrics.split(",") if options.metrics else given.get("metrics")
    if metrics is None and not options.metrics:
        metrics = _fitting_metrics(loss)
    if not model.compiled or options.loss or options.metrics or options.optimizer or options.learning_rate is not None:
        optimizer = _optimizer(model, options)
        model.compile(optimizer, loss, given.get("loss_weights"), metrics)
    return sentences


def _optimizer(model: Any, options: argparse.Namespace) -> Any:
    optimizer = optimizers.get(options.optimizer or (model.optimizer if model.compiled else "adam"))
    if options.learning_rate is not None:
        optimizer.learning_rate = options.learning_rate
    return optimizer


def _output_layers(model: Any) -> list[Any]:
    outputs = getattr(model, "outputs", None)
    return [x.node.layer for x in outputs] if outputs else [model.layers[-1]]


def _fitting_loss(layer: Any, y: Any) -> str:
    """Return the loss that belongs to an output and its targets."""
    activation = getattr(getattr(layer, "activation", None), "__name__", "")
    if activation == "softmax":
        is_class = y.ndim == 1 or y.shape[-1] == 1
        return "sparse_categorical_crossentropy" if is_class else "categorical_crossentropy"
    return "binary_crossentropy" if activation == "sigmoid" else "mean_squared_error"


def _fitting_metrics(loss: Any) -> Any:
    losses = loss if isinstance(loss, list) else [loss]
    if not all(isinstance(each, str) for each in losses):
        return None
    return [["accuracy"] if "crossentropy" in each else ["mae"] for each in losses]


def _words(model: Any, losses: list[str]) -> str:
    if len(losses) == 1:
        return losses[0]
    return ", ".join(f"{name} {loss}" for name, loss in zip(model.output_names, losses, strict=True))
