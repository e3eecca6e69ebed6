"""The program of a document: its model, how it is compiled and trained, and the data, as code is written from them."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from designer.data.code.door import snippet_of
from designer.data.code.snippet import parts_of
from designer.data.dataset import Dataset
from designer.data.errors import MisfitError
from designer.data.fitting import Fit
from designer.data.port import Feed
from designer.data.sources import source_of
from designer.model.document import Document
from designer.model.outputs import output_facts
from designer.model.settings import TrainingSettings
from designer.training.callbacks import card_configs
from designer.training.plan import (
    Plan,
    class_weights,
    class_weights_of,
    infer,
    is_validated,
    loss_of,
    metrics_of,
    optimizer_of,
    plan,
)
from nn_core.saving.source.program import DataSketch, Expressions, TrainingSketch
from nn_core.spec.serialization import serialize


def training_sketch(document: Document, dataset: Dataset | None, folder: Path | None = None) -> TrainingSketch | None:
    """Return how the model is trained as far as that is known; None if there is no sound model yet.

    Args:
        folder: where the program will stand.
    """
    if not document.report.is_valid:
        return None
    outputs = output_facts(document.graph, document.report.facts)
    settings = infer(document.settings, outputs, dataset).settings
    fit: dict[str, Any] = {"epochs": settings.epochs, "batch_size": settings.batch_size}
    share = settings.validation_split if dataset is None else dataset.validation_share(settings.validation_split)
    if share:
        fit["validation_split"] = share
    if not settings.shuffle:
        fit["shuffle"] = False
    return TrainingSketch(
        _compile_config(settings, [each.name for each in outputs]),
        fit,
        tuple(card_configs(settings, is_validated(settings, dataset))),
        class_weights(settings, dataset) if len(outputs) == 1 else _weights_by_output(document, dataset),
        settings.seed,
        data_sketch(document, dataset, folder),
    )


def data_sketch(document: Document, dataset: Dataset | None, folder: Path | None = None) -> DataSketch | None:
    """Return where the program finds its data; None if none are chosen, or do not fit the model.

    Args:
        folder: where the program will stand; files in it are called by their names alone.
    """
    found = _plan(document, dataset)
    if found is None or dataset is None:
        return None
    read = snippet_of(document.data_name, found.fit.dataset, folder)
    if read is None:
        return _prepared(document, found)
    arrays = {part: _expressions(found.fit, read.arrays[part]) for part in read.arrays}
    changes = found.fit.dataset.augmentation if isinstance(arrays["train"][0], str) else ()
    return DataSketch(read.lines, arrays, read.imports, changes, beside=tuple(map(str, read.beside)))


def _expressions(fit: Fit, arrays: Mapping[str, str]) -> tuple[Expressions, Expressions]:
    """Return what every input and output gets, in Python."""
    both = [{feed.port: feed.code.format(arrays[feed.source]) for feed in feeds} for feeds in (fit.inputs, fit.targets)]
    x, y = (each if len(each) > 1 else next(iter(each.values())) for each in both)
    return x, y


def _prepared(document: Document, found: Plan) -> DataSketch:
    """Return a program that loads prepared arrays, for data that have no short way in Python."""
    data = found.fit.dataset
    notes = [f"{fact.label}: {fact.text}" for fact in data.steps]
    file = f"{data_stem(document)}.npz"
    lines = [
        line
        for note in (["The arrays were made in these steps:", *notes] if notes else [])
        for line in textwrap.wrap(note, 100, initial_indent="# ", subsequent_indent="#   ")
    ]
    arrays = {
        part: (_loaded("x", part, found.fit.inputs), _loaded("y", part, found.fit.targets)) for part in parts_of(data)
    }
    return DataSketch((*lines, f'data = np.load("{file}")'), arrays, file=file)


def _loaded(letter: str, part: str, feeds: Sequence[Feed]) -> Expressions:
    names = {feed.port: f'data["{letter}_{part}_{feed.port}"]' for feed in feeds}
    return names if len(names) > 1 else f'data["{letter}_{part}"]'


def data_arrays(document: Document, dataset: Dataset | None) -> dict[str, NDArray]:
    """Return the arrays that the program loads, by the names it uses."""
    found = _plan(document, dataset)
    if found is None:
        return {}
    parts = {"train": found.fit.training()}
    if found.fit.dataset.validation_inputs:
        parts["val"] = found.fit.validation()
    if found.fit.dataset.test_inputs:
        parts["test"] = found.fit.test(is_look=False)
    arrays: dict[str, NDArray] = {}
    for part, (inputs, targets) in parts.items():
        for letter, feeds, values in (("x", found.fit.inputs, inputs), ("y", found.fit.targets, targets)):
            for feed, value in zip(feeds, values, strict=True):
                arrays[f"{letter}_{part}" if len(feeds) == 1 else f"{letter}_{part}_{feed.port}"] = value
    return arrays


def data_stem(document: Document) -> str:
    """Return the name of the file for the data, without its ending."""
    name = Path(source_of(document.data_name)).name.partition(".")[0]
    words = "".join(char if char.isalnum() else "_" for char in name)
    return words.strip("_").lower() or "data"


def _plan(document: Document, dataset: Dataset | None) -> Plan | None:
    if dataset is None or not document.report.is_valid:
        return None
    try:
        return plan(document, dataset)
    except MisfitError:
        return None


def _weights_by_output(document: Document, dataset: Dataset | None) -> dict[Any, Any] | None:
    found = _plan(document, dataset)
    return None if found is None else class_weights_of(found.settings, found.fit)


def _loss(name: str) -> Any:
    loss = loss_of(name)
    return loss if isinstance(loss, str) else serialize(loss)


def _metrics(settings: TrainingSettings, output: str) -> list[Any]:
    return [each if isinstance(each, str) else serialize(each) for each in metrics_of(settings, output)]


def _compile_config(settings: TrainingSettings, outputs: list[str]) -> dict[str, Any]:
    if len(outputs) == 1:
        losses: Any = _loss(settings.losses[outputs[0]])
        metrics: Any = _metrics(settings, outputs[0])
    else:
        losses = {name: _loss(settings.losses[name]) for name in outputs}
        metrics = {name: _metrics(settings, name) for name in outputs if settings.metrics[name]}
    weights = {name: settings.loss_weights[name] for name in outputs if name in settings.loss_weights}
    weights = weights if len(outputs) > 1 else {}
    return {"optimizer": serialize(optimizer_of(settings)), "loss": losses, "metrics": metrics, "loss_weights": weights}
