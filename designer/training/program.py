"""The program of a document: its model, how it is compiled and trained, and the data, as code is written from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from designer.data.dataset import Dataset
from designer.data.errors import MisfitError
from designer.data.sources import source_of
from designer.model.document import Document
from designer.model.outputs import output_facts
from designer.model.settings import TrainingSettings
from designer.training.callbacks import card_configs
from designer.training.plan import Plan, class_weights, infer, is_validated, loss_of, metrics_of, optimizer_of, plan
from nn_core.saving.source.program import DataSketch, TrainingSketch
from nn_core.spec.serialization import serialize


def training_sketch(document: Document, dataset: Dataset | None) -> TrainingSketch | None:
    """Return how the model is trained as far as that is known; None if there is no sound model yet."""
    if not document.report.is_valid:
        return None
    outputs = output_facts(document.graph, document.report.facts)
    settings = infer(document.settings, outputs, dataset).settings
    fit: dict[str, Any] = {"epochs": settings.epochs, "batch_size": settings.batch_size}
    if settings.validation_split:
        fit["validation_split"] = settings.validation_split
    if not settings.shuffle:
        fit["shuffle"] = False
    return TrainingSketch(
        _compile_config(settings, [each.name for each in outputs]),
        fit,
        tuple(card_configs(settings, is_validated(settings, dataset))),
        class_weights(settings, dataset) if len(outputs) == 1 else None,
        settings.seed,
        data_sketch(document, dataset),
    )


def data_sketch(document: Document, dataset: Dataset | None) -> DataSketch | None:
    """Return where the program finds its data; None if none are chosen, or do not fit the model."""
    found = _plan(document, dataset)
    if found is None:
        return None
    names = [tuple(feed.port for feed in feeds) for feeds in (found.fit.inputs, found.fit.targets)]
    inputs, outputs = (each if len(each) > 1 else () for each in names)
    data = found.fit.dataset
    notes = [f"{fact.label}: {fact.text}" for fact in data.steps]
    notes = ["The arrays were made in these steps:", *notes] if notes else []
    has_parts = bool(data.test_inputs), bool(data.validation_inputs)
    return DataSketch(f"{data_stem(document)}.npz", inputs, outputs, *has_parts, tuple(notes))


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
