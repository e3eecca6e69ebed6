"""Run: train a model from an order, without Qt and without touching the document."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from designer.data.sources import load
from designer.model.compiler import compile_graph, weights_of
from designer.model.document import Curves, Document, Weights
from designer.model.graph import Graph
from designer.model.settings import TrainingSettings
from designer.training.control import Control, Stopped
from designer.training.outcome import Outcome
from designer.training.plan import Plan, plan
from designer.training.progress import ProgressBox, values_text
from designer.training.reporter import Reporter
from nn_core.training.callbacks.callback import Callback
from nn_core.training.callbacks.early_stopping import EarlyStopping
from nn_core.training.callbacks.history import History
from nn_core.utils.seeding import set_random_seed


@dataclass(frozen=True)
class Order:
    """A copy of everything a run needs; `weights` is empty to start afresh."""

    graph: Graph
    settings: TrainingSettings
    data_name: str
    weights: Weights = field(default_factory=dict)

    @classmethod
    def of(cls, document: Document, is_fresh: bool = False) -> Order:
        """Copy from a document what can change while the run goes on."""
        weights = {} if is_fresh else {key: [w.copy() for w in arrays] for key, arrays in document.weights.items()}
        return cls(document.graph.copy(), document.settings, document.data_name, weights)

    def document(self) -> Document:
        """Return a document of the run's own."""
        return Document(self.graph, self.settings, self.data_name, self.weights)


@dataclass(frozen=True)
class Trained:
    """What a run leaves: how it ended, the weights by layer key, and the values of every epoch."""

    outcome: Outcome
    weights: Weights
    curves: Curves = field(default_factory=dict)


def train(order: Order, control: Control, box: ProgressBox) -> Trained:
    """Train as ordered; any error passes through."""
    document = order.document()
    prepared = plan(document, load(order.data_name))
    if order.settings.seed is not None:
        set_random_seed(order.settings.seed)
    model = compile_graph(document)
    model.compile(**prepared.compile_arguments())
    history = History()
    outcome = _fit(model, prepared, control, box, history)
    curves = {name: [float(value) for value in values] for name, values in history.history.items()}
    return Trained(outcome, weights_of(model, document.graph), curves)


def _fit(model: Any, prepared: Plan, control: Control, box: ProgressBox, history: History) -> Outcome:
    settings = prepared.settings
    (inputs, targets), watched = prepared.fit.parts(settings.validation_split)
    reporter = Reporter(control, box, prepared.num_training_samples, settings.batch_size, prepared.num_epochs)
    try:
        model.fit(
            single(inputs),
            single(targets),
            batch_size=settings.batch_size,
            epochs=prepared.num_epochs,
            validation_data=watched and (single(watched[0]), single(watched[1])),
            shuffle=settings.shuffle,
            callbacks=[*_early_stopping(settings, watched is not None), history, reporter],
            verbose=0,
        )
    except Stopped:
        return Outcome("stopped", "Training was stopped; the weights learned so far are kept.")
    return Outcome("finished", _ending(history.history, len(history.epoch), prepared.num_epochs))


def _ending(history: dict[str, list[float]], num_done: int, num_ordered: int) -> str:
    epochs = f"{num_done} {'epoch' if num_done == 1 else 'epochs'}"
    if num_done < num_ordered:
        return f"Training ended early after {epochs}: the loss no longer improved. The best weights are kept."
    return f"Finished after {epochs}: {values_text({name: each[-1] for name, each in history.items()})}."


def _early_stopping(settings: TrainingSettings, is_validated: bool) -> list[Callback]:
    if not settings.early_stopping:
        return []
    monitor = "val_loss" if is_validated else "loss"
    return [EarlyStopping(monitor, patience=settings.patience, restore_best_weights=True)]


def single(arrays: list[Any]) -> Any:
    """Return a list of one array as that array."""
    return arrays[0] if len(arrays) == 1 else arrays
