"""Insight: what a layer holds, and what it gives for one sample, to be looked at while it learns."""

from __future__ import annotations

import functools
import threading
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer.data.dataset import Dataset
from designer.data.sources import load
from designer.model import weight_keys
from designer.model.compiler import compile_graph, layers_by_key, restore_weights, values_at
from designer.model.document import Document, Weights
from designer.training.plan import Plan, plan
from designer.training.run import Order
from nn_core.autodiff import Tensor

NUM_BINS = 31
_MOST_TILES, _MOST_SIDE = 36, 96  # pictures of one array, and numbers along the side of one


@dataclass(frozen=True)
class Look:
    """One array in a few numbers and pictures."""

    name: str
    shape: tuple[int, ...]
    low: float
    mean: float
    high: float
    spread: float  # standard deviation
    zero_share: float
    counts: NDArray[np.intp]  # how many numbers lie in each of NUM_BINS equal steps from low to high
    tiles: NDArray[np.float32]  # (pictures, height, width): a channel or a filter each


@dataclass(frozen=True)
class Insight:
    """What is known about a layer at a moment; `outputs` is empty where there is no sample to try."""

    weights: tuple[Look, ...]
    outputs: tuple[Look, ...] = ()
    sample: int = 0
    num_samples: int = 0
    wanted: str = ""  # what the data say about the sample
    is_trained: bool = False


class Looker:
    """A model made ready once, to look into one of its layers again and again, from any thread.

    Args:
        keys: the layers that lead to the nested model in which the node is.
        node_id: the node to look into.
    """

    def __init__(self, order: Order, keys: tuple[str, ...], node_id: str) -> None:
        self._order, self._keys, self._node_id, self._lock = order, keys, node_id, threading.Lock()
        self._model: Any = None
        self._document: Document | None = None
        self._plan: Plan | None = None

    def look(self, sample: int, weights: Weights | None = None) -> Insight:
        """Look with the weights of the order, or with others; at a training sample of this number."""
        with self._lock:
            model, document = self._ready()
            if weights is not None:
                document.weights = weights
                restore_weights(model, document)
            layer = layers_by_key(model, document.graph).get(self._layer_key(document))
            held = () if layer is None else tuple(look_at(w.name, np.asarray(w.value)) for w in layer.weights)
            is_trained = bool(document.weights)
            if self._plan is None:
                return Insight(held, is_trained=is_trained)
            dataset = self._plan.fit.dataset
            number = sample % max(1, dataset.num_samples)
            rows = slice(number, number + 1)
            given = [feed.make(np.asarray(dataset.inputs[feed.source][rows])) for feed in self._plan.fit.inputs]
            values = self._values(model, document, given)
            outputs = tuple(look_at("", np.asarray(each)[0]) for each in values)
            return Insight(held, outputs, number, dataset.num_samples, _wanted(dataset, number), is_trained)

    def _ready(self) -> tuple[Any, Document]:
        if self._document is None:
            document = self._order.document()
            self._model = compile_graph(document)
            if self._order.data_name:
                self._plan = _plan_or_none(document, self._order.data_name)
            self._document = document
        return self._model, self._document

    def _layer_key(self, document: Document) -> str:
        graph = document.graph
        for key in self._keys:
            inner = graph.layers[key].inner
            assert inner is not None, "the keys lead through nested models"
            graph = inner
        return functools.reduce(weight_keys.joined, (*self._keys, graph.nodes[self._node_id].layer_key))

    def _values(self, model: Any, document: Document, given: list[NDArray]) -> list[Any]:
        ids = document.graph.used_inputs().values()
        inputs = {id: Tensor(array) for id, array in zip(ids, given, strict=True)}
        return values_at(model, document.graph, inputs, self._keys, self._node_id)


def look_at(name: str, array: NDArray) -> Look:
    """Return an array in a few numbers and pictures; an empty one, or one of words, is all zeros."""
    numbers = array.astype(np.float32) if array.dtype.kind in "biuf" and array.size else np.zeros(array.shape or (1,))
    finite = numbers[np.isfinite(numbers)] if numbers.size else np.zeros(1, np.float32)
    finite = finite if finite.size else np.zeros(1, np.float32)
    counts, _ = np.histogram(finite, NUM_BINS)
    low, mean, high, spread = (float(f(finite)) for f in (np.min, np.mean, np.max, np.std))
    zero_share = float(np.mean(finite == 0))
    return Look(name, array.shape, low, mean, high, spread, zero_share, counts, _tiles(numbers))


def _tiles(array: NDArray) -> NDArray[np.float32]:
    """Return an array as pictures: of a kernel (height, width, in, out) the filters as the first channel meets them."""
    if array.ndim == 4:
        array = array[:, :, 0, :]
    if array.ndim == 3:
        array = np.moveaxis(array, -1, 0)[:_MOST_TILES]
    elif array.ndim < 3:
        array = np.atleast_2d(array)[None]
    else:
        return np.zeros((0, 1, 1), np.float32)
    steps = [max(1, -(-size // _MOST_SIDE)) for size in array.shape[1:]]
    return np.ascontiguousarray(np.nan_to_num(array[:, :: steps[0], :: steps[1]]), np.float32)


def _plan_or_none(document: Document, data_name: str) -> Plan | None:
    """Return what the inputs get from the data; None where these do not fit the model."""
    try:
        return plan(document, load(data_name))
    except ValueError:
        return None


def _wanted(dataset: Dataset, number: int) -> str:
    """Say what the data tell about a sample."""
    said = []
    for name, target in dataset.targets.items():
        value = np.asarray(target[number : number + 1]).ravel()
        is_label = dataset.task == "classification" and value.size == 1
        text = dataset.class_names[int(value[0])] if is_label else " ".join(f"{each:.4g}" for each in value[:4])
        said.append(f"{name}: {text}")
    return ", ".join(said)
