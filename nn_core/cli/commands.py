"""The commands: what each does with its options."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np

from nn_core.cli.compiling import compile_for
from nn_core.cli.samples import Samples, read_samples
from nn_core.cli.tables import write_predictions
from nn_core.models import load_model
from nn_core.saving import ModelFileError
from nn_core.saving.convert import convert as convert_file
from nn_core.spec.structure import flatten
from nn_core.utils import plot_model, set_random_seed


def summary(options: argparse.Namespace) -> None:
    """Print the table of layers."""
    model = _open(options.file)
    model.summary(options.line_length, expand_nested=options.expand_nested, show_trainable=options.show_trainable)


def train(options: argparse.Namespace) -> None:
    """Train and save."""
    if options.seed is not None:
        set_random_seed(options.seed)
    output = Path(options.output or Path(options.file).with_name(f"{Path(options.file).stem}_trained.h5"))
    if output.suffix.lower() not in (".keras", ".h5", ".hdf5"):
        raise ModelFileError(f"'{output.name}' cannot hold a trained model; end it in .keras or .h5.")
    model, samples = _model_and_samples(options, needs_weights=False, needs_targets=True)
    if options.validation_split:
        samples = samples.shuffled(options.seed)
    for sentence in compile_for(model, samples, options):
        _say(sentence, options)
    model.fit(
        samples.x,
        samples.y,
        batch_size=options.batch_size,
        epochs=options.epochs,
        validation_split=options.validation_split,
        verbose=0 if options.quiet else 1 if sys.stdout.isatty() else 2,
    )
    if not all(np.isfinite(w).all() for w in model.get_weights()):
        raise ValueError("Training ran away: weights became infinite. A smaller --learning-rate should help.")
    model.save(output)
    _say(f"Saved to {output}", options)


def evaluate(options: argparse.Namespace) -> None:
    """Print loss and metrics."""
    model, samples = _model_and_samples(options, needs_weights=True, needs_targets=True)
    compile_for(model, samples, options)
    found = model.evaluate(samples.x, samples.y, batch_size=options.batch_size, verbose=0, return_dict=True)
    for name, value in found.items():
        print(f"{name}: {value:.6g}")


def predict(options: argparse.Namespace) -> None:
    """Print or save predictions."""
    model, samples = _model_and_samples(options, needs_weights=True, needs_targets=False)
    found = model.predict(samples.x, batch_size=options.batch_size, verbose=0)
    names = getattr(model, "output_names", None) or ["output"]
    write_predictions(dict(zip(names, flatten(found), strict=False)), options.output)


def plot(options: argparse.Namespace) -> None:
    """Draw."""
    model = _open(options.file)
    path = plot_model(
        model,
        options.output or Path(options.file).with_suffix(".svg"),
        show_shapes=options.show_shapes,
        show_dtype=options.show_dtype,
        show_layer_names=not options.hide_names,
        rankdir=options.rankdir,
        expand_nested=options.expand_nested,
        dpi=options.dpi,
        show_layer_activations=options.show_activations,
        show_trainable=options.show_trainable,
    )
    print(path)


def convert(options: argparse.Namespace) -> None:
    """Write the model into another kind of file, and say what that does not keep."""
    for sentence in convert_file(options.file, options.target, options.architecture):
        print(sentence, file=sys.stderr)
    print(options.target)


def _open(file: str, compile: bool = False) -> Any:
    if Path(file).suffix.lower() == ".nnd":
        raise ModelFileError(f"'{Path(file).name}' is a project of the designer; export the model from there as .h5.")
    return load_model(file, compile=compile)


def _model_and_samples(options: argparse.Namespace, needs_weights: bool, needs_targets: bool) -> tuple[Any, Samples]:
    model = _open(options.file, compile=needs_targets)
    if options.weights:
        model.load_weights(options.weights)
    elif needs_weights and Path(options.file).suffix.lower() == ".json":
        raise ModelFileError(f"'{Path(options.file).name}' holds no weights; add --weights FILE.h5, or train it first.")
    return model, read_samples(options.data, model, options.x, options.y, needs_targets)


def _say(sentence: str, options: argparse.Namespace) -> None:
    if not options.quiet:
        print(sentence, file=sys.stderr)
