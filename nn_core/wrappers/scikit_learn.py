"""KerasClassifier and KerasRegressor: a function that makes a model, as an estimator with fit, predict and score."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from nn_core.models import Sequential
from nn_core.spec.naming import did_you_mean
from nn_core.utils.categorical import to_categorical

METHODS = ("fit", "predict", "evaluate")


class Wrapper:
    """An estimator around `build_fn`, a function that returns a compiled model.

    Further arguments go to `build_fn`, or to the model's fit, predict or evaluate, whichever knows them. scikit-learn's
    searches over parameters find and set them with get_params and set_params.

    Example:
        >>> classifier = KerasClassifier(build_fn=make_model, epochs=10, batch_size=16, verbose=0)
        >>> classifier.fit(x, labels)
        >>> classifier.score(x, labels)
    """

    model: Any = None

    def __init__(self, build_fn: Callable[..., Any] | None = None, model: Any = None, **sk_params: Any) -> None:
        self.build_fn = build_fn if build_fn is not None else model
        if self.build_fn is None and type(self).__call__ is Wrapper.__call__:
            raise ValueError(f"{type(self).__name__} needs build_fn, a function that returns a compiled model.")
        self.sk_params = sk_params
        self._refuse_unknown(sk_params)

    def __call__(self, **parameters: Any) -> Any:
        """Make the model; a subclass may write this instead of giving build_fn."""
        assert self.build_fn is not None
        return self.build_fn(**parameters)

    def _maker(self) -> Callable[..., Any]:
        return type(self).__call__ if self.build_fn is None else self.build_fn

    def _refuse_unknown(self, parameters: dict[str, Any]) -> None:
        known = {"nb_epoch", *_names(self._maker())}
        for method in METHODS:
            known |= _names(getattr(Sequential, method))
        if any(each.kind is each.VAR_KEYWORD for each in inspect.signature(self._maker()).parameters.values()):
            return
        for name in parameters:
            if name not in known:
                raise ValueError(f"{type(self).__name__}: {name!r} is not a parameter.{did_you_mean(name, known)}")

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return what the estimator was made with."""
        return {**self.sk_params, "build_fn": self.build_fn}

    def set_params(self, **params: Any) -> Any:
        """Set some of what the estimator was made with."""
        self._refuse_unknown({name: value for name, value in params.items() if name != "build_fn"})
        self.build_fn = params.pop("build_fn", self.build_fn)
        self.sk_params.update(params)
        return self

    def fit(self, x: Any, y: Any, **kwargs: Any) -> Any:
        """Make a new model and train it; return what the model's fit returns."""
        self.model = self(**self._for(self._maker(), {}))
        targets = self._targets(np.asarray(y))
        return self.model.fit(x, targets, **self._for(self.model.fit, kwargs))

    def _targets(self, y: Any) -> Any:
        return y

    def _predicted(self, x: Any, kwargs: dict[str, Any]) -> Any:
        if self.model is None:
            raise ValueError(f"{type(self).__name__} has no model yet: call fit() first.")
        return self.model.predict(x, **self._for(self.model.predict, kwargs))

    def _for(self, function: Callable[..., Any], kwargs: dict[str, Any]) -> dict[str, Any]:
        """Return the arguments that a function knows, those of a call before those of the estimator."""
        chosen = {name: value for name, value in self.sk_params.items() if name in _names(function)}
        return {**chosen, **kwargs}


def _names(function: Callable[..., Any]) -> set[str]:
    return set(inspect.signature(function).parameters) - {"self", "x", "y"}


class KerasClassifier(Wrapper):
    """A model that tells classes apart, as an estimator; labels may be any numbers or words."""

    _estimator_type = "classifier"
    classes_: Any

    def _targets(self, y: Any) -> Any:
        if y.ndim == 2 and y.shape[1] > 1:
            self.classes_ = np.arange(y.shape[1])
            return y
        self.classes_, numbers = np.unique(y.ravel(), return_inverse=True)
        loss = getattr(self.model.loss, "name", getattr(self.model.loss, "__name__", self.model.loss))
        return to_categorical(numbers, len(self.classes_)) if loss == "categorical_crossentropy" else numbers

    def predict(self, x: Any, **kwargs: Any) -> Any:
        """Return the class of each sample, as it was written in the labels."""
        found = self._predicted(x, kwargs)
        numbers = found.argmax(axis=-1) if found.shape[-1] > 1 else (found > 0.5).astype(int).ravel()
        return self.classes_[numbers]

    def predict_proba(self, x: Any, **kwargs: Any) -> Any:
        """Return the probability of each class for each sample."""
        found = self._predicted(x, kwargs)
        return np.hstack([1 - found, found]) if found.shape[1] == 1 else found

    def score(self, x: Any, y: Any, **kwargs: Any) -> float:
        """Return the share of samples whose class is found."""
        labels = np.asarray(y)
        labels = self.classes_[labels.argmax(axis=1)] if labels.ndim == 2 and labels.shape[1] > 1 else labels.ravel()
        return float(np.mean(self.predict(x, **kwargs) == labels))


class KerasRegressor(Wrapper):
    """A model that predicts numbers, as an estimator."""

    _estimator_type = "regressor"

    def predict(self, x: Any, **kwargs: Any) -> Any:
        """Return what the model predicts, without axes of size 1."""
        return np.squeeze(self._predicted(x, kwargs), axis=-1)

    def score(self, x: Any, y: Any, **kwargs: Any) -> float:
        """Return minus the loss: larger is better."""
        loss = self.model.evaluate(x, np.asarray(y), **{"verbose": 0, **self._for(self.model.evaluate, kwargs)})
        return -float(loss[0] if isinstance(loss, list) else loss)
