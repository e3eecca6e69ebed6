"""Callback: the base of what listens to a training."""

from __future__ import annotations

from typing import Any, ClassVar


class Callback:
    """Listens to a training. Override the moments of interest; `self.model` is the model, `logs` the values so far.

    Example:
        >>> class StopAtGoal(Callback):
        ...     def on_epoch_end(self, epoch, logs=None):
        ...         self.model.stop_training = logs["val_accuracy"] > 0.99
    """

    model: Any = None
    params: dict[str, Any]
    remembered: ClassVar[tuple[str, ...]] = ()  # attributes that a training needs again when it goes on later

    def set_params(self, params: dict[str, Any]) -> None:
        self.params = params

    def set_model(self, model: Any) -> None:
        self.model = model

    def wants_train_batch(self, batch: int) -> bool:
        """Say whether to call on_train_batch_begin and on_train_batch_end for this step; without, it is faster."""
        return self._hears("on_train_batch_begin", "on_train_batch_end", "on_batch_begin", "on_batch_end")

    def wants_test_batch(self, batch: int) -> bool:
        """Say whether to call on_test_batch_begin and on_test_batch_end for this batch."""
        return self._hears("on_test_batch_begin", "on_test_batch_end")

    def _hears(self, *moments: str) -> bool:
        """Say whether one of these moments does something here."""
        return any(
            moment in vars(self) or getattr(type(self), moment) is not getattr(Callback, moment) for moment in moments
        )

    def on_train_begin(self, logs: Any = None) -> None:
        """Called before the first epoch."""

    def on_train_end(self, logs: Any = None) -> None:
        """Called after the last epoch."""

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Called before every epoch."""

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Called after every epoch, with the validation values among the logs."""

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Called before every step."""
        self.on_batch_begin(batch, logs)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Called after every step."""
        self.on_batch_end(batch, logs)

    def on_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Older name of on_train_batch_begin."""

    def on_batch_end(self, batch: int, logs: Any = None) -> None:
        """Older name of on_train_batch_end."""

    def on_test_begin(self, logs: Any = None) -> None:
        """Called before an evaluation or validation."""

    def on_test_end(self, logs: Any = None) -> None:
        """Called after an evaluation or validation."""

    def on_test_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Called before every batch of an evaluation."""

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        """Called after every batch of an evaluation."""

    def on_predict_begin(self, logs: Any = None) -> None:
        """Called before a prediction."""

    def on_predict_end(self, logs: Any = None) -> None:
        """Called after a prediction."""

    def on_predict_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Called before every batch of a prediction."""

    def on_predict_batch_end(self, batch: int, logs: Any = None) -> None:
        """Called after every batch of a prediction."""
