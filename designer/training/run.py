"""Run: train a model from an order, without Qt and without touching the document."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from designer.data.sources import load
from designer.model.compiler import compile_graph, layers_by_key
from designer.model.document import Curves, Document, Weights
from designer.model.graph import Graph
from designer.model.last_run import LastRun
from designer.model.settings import TrainingSettings
from designer.training.best_weights import BestWeights
from designer.training.callbacks import callbacks_of, listen_alike
from designer.training.checkpoints import Checkpoints
from designer.training.control import Control, Stopped
from designer.training.ending import WatchCheck, ending
from designer.training.forecast import forecast
from designer.training.listeners import Listeners
from designer.training.live_weights import WeightsGiver
from designer.training.outcome import Outcome
from designer.training.plan import Plan, class_weights_of, plan
from designer.training.progress import ProgressBox
from designer.training.reporter import LossNotFiniteError, Reporter
from designer.training.steering import Steering
from nn_core.ops.random import own_chance
from nn_core.training.callbacks.history import History
from nn_core.training.callbacks.state_keeper import StateKeeper
from nn_core.training.state import TrainingState
from nn_core.utils.seeding import set_random_seed

Start = Literal["go on", "weights", "anew"]


@dataclass(frozen=True)
class Order:
    """A copy of everything a run needs; `weights` is empty to start afresh, `last_run` there to go on exactly."""

    graph: Graph
    settings: TrainingSettings
    data_name: str
    weights: Weights = field(default_factory=dict)
    last_run: LastRun | None = None
    folder: str = ""  # where files with a relative name are written
    seed: int | None = None  # drawn where the settings leave it open, so that every run can be repeated

    @classmethod
    def of(cls, document: Document, start: Start = "weights") -> Order:
        """Copy from a document what can change while the run goes on."""
        kept = {} if start == "anew" else document.weights
        weights = {key: [w.copy() for w in arrays] for key, arrays in kept.items()}
        last_run = document.last_run if start == "go on" else None
        folder = str(document.path.parent if document.path else Path.home())
        settings = document.settings
        seed = secrets.randbits(31) if settings.seed is None else settings.seed
        return cls(document.graph.copy(), settings, document.data_name, weights, last_run, folder, seed)

    def document(self) -> Document:
        """Return a document of the run's own."""
        return Document(self.graph, self.settings, self.data_name, self.weights)


@dataclass(frozen=True)
class Trained:
    """What a run leaves: how it ended, the weights by layer key, the values of every epoch, and how to go on."""

    outcome: Outcome
    weights: Weights
    curves: Curves = field(default_factory=dict)
    last_run: LastRun | None = None
    best: Weights = field(default_factory=dict)  # after the best of its epochs


def train(order: Order, control: Control, box: ProgressBox) -> Trained:
    """Train as ordered; any error passes through."""
    document = order.document()
    dataset = load(order.data_name)
    prepared = plan(document, dataset)
    forecast(document, prepared.settings, dataset).refuse_too_large()
    with own_chance():  # what is edited, previewed or evaluated meanwhile draws elsewhere
        if (seed := order.settings.seed if order.seed is None else order.seed) is not None:
            set_random_seed(seed)
        model = compile_graph(document)
        model.compile(**prepared.compile_arguments())
        return Run(order, model, prepared, control, box).fit()


class Run:
    """One training: the model, what listens to it, and what is kept of it."""

    def __init__(self, order: Order, model: Any, prepared: Plan, control: Control, box: ProgressBox) -> None:
        self._order, self._model, self._prepared, self._box = order, model, prepared, box
        settings = prepared.settings
        (self._inputs, self._targets), self._watched = prepared.fit.parts(settings.validation_split)
        self._class_weight = class_weights_of(settings, prepared.fit)
        self._history = History()
        self._own = own = callbacks_of(settings, self._watched is not None, Path(order.folder))
        start, self._num_epochs = _start(order, prepared)
        self._keeper = StateKeeper([self._history, *own], start)
        checkpoints = Checkpoints(control, lambda: box.keep(self._trained(Outcome("stopped", ""))))
        last = order.last_run
        has_other_rate = last is not None and last.settings.get("learning_rate") != settings.learning_rate
        self._steering = steering = Steering(control, order.settings, own, box.remark, has_other_rate)
        reporter = Reporter(control, box, prepared.num_training_samples, settings.batch_size, self._num_epochs)
        self._layers = layers_by_key(model, order.graph)  # looked for once: the best weights may change in every epoch
        self._best = BestWeights(self._layers)
        giver = WeightsGiver(box.live, control, self._weights)
        always = [self._keeper, self._best, WatchCheck(own, box.remark)]
        in_turn = [checkpoints, giver, reporter, steering]  # it obeys after a pause
        ours = Listeners(self._keeper, reporter, always, in_turn)
        self._callbacks = [*own, self._history, ours]

    def fit(self) -> Trained:
        """Train until the end, or until somebody stops it."""
        settings, watched = self._prepared.settings, self._watched
        try:
            self._model.fit(
                single(self._inputs),
                self._named(self._targets),
                batch_size=settings.batch_size,
                epochs=self._num_epochs,
                validation_data=watched and (single(watched[0]), self._named(watched[1])),
                shuffle=settings.shuffle,
                class_weight=self._class_weight,
                callbacks=self._callbacks,
                verbose=0,
            )
        except Stopped:
            return self._trained(Outcome("stopped", "Training was stopped; the weights learned so far are kept."))
        except LossNotFiniteError:  # the weights are spoiled
            raise
        except Exception:  # of a callback, say, or of a function of the user's: the model is sound
            if self._keeper.model is not None:
                self._box.keep(self._trained(Outcome("stopped", "")))
            raise
        text = ending(self._history.history, len(self._history.epoch), self._model.last_epoch, self._own)
        return self._trained(Outcome("finished", text))

    def _named(self, targets: list[Any]) -> Any:
        """Return the targets as fit() takes them: by the names of the outputs, if there are several."""
        return single(targets) if len(targets) == 1 else dict(zip(self._prepared.output_names, targets, strict=True))

    def _weights(self) -> Weights:
        """Return copies of the weights, by layer key."""
        return {key: layer.get_weights() for key, layer in self._layers.items() if layer.weights}

    def _trained(self, outcome: Outcome) -> Trained:
        """Return copies of everything learned so far; it is safe between two batches only."""
        curves = {name: [float(value) for value in values] for name, values in self._history.history.items()}
        state, order = self._keeper.state(), self._order
        is_over = outcome.kind == "finished"
        last_run = LastRun(state, self._model.last_epoch, self._steering.settings.to_json(), order.data_name, is_over)
        return Trained(outcome, self._weights(), curves, last_run, self._best.weights)


def _start(order: Order, prepared: Plan) -> tuple[TrainingState | None, int]:
    """Return the state to go on from, as far as it still applies, and the number of epochs there will be."""
    last = order.last_run
    if last is None:
        return None, prepared.num_epochs
    state, settings = last.state, order.settings.to_json()
    if settings["optimizer"] != last.settings.get("optimizer"):
        state = replace(state, optimizer=[])
    if last.is_over or not listen_alike(order.settings.callbacks, last.callbacks):
        state = replace(state, callbacks=state.callbacks[:1])  # the curves go on, the callbacks begin anew
    if state.batch and not last.is_same_epoch(settings, order.data_name):
        state = replace(state, batch=0, chance=state.chance_before)
    return state, state.epoch + prepared.num_epochs if last.is_over else max(prepared.num_epochs, state.epoch)


def single(arrays: list[Any]) -> Any:
    """Return a list of one array as that array."""
    return arrays[0] if len(arrays) == 1 else arrays
