"""Ending: what is said of a training that came to its end, and of callbacks that had nothing to watch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from designer.training.callbacks import title_of
from designer.training.progress import values_text
from nn_core.training.callbacks.callback import Callback


def ending(history: dict[str, list[float]], num_done: int, num_ordered: int, callbacks: Sequence[Callback]) -> str:
    """Say how a training ended, and which of the user's callbacks ended it or never acted."""
    epochs = f"{num_done} {'epoch' if num_done == 1 else 'epochs'}"
    if num_done < num_ordered:
        return _ended_early(epochs, callbacks)
    text = f"Finished after {epochs}: {values_text({name: each[-1] for name, each in history.items()})}."
    return " ".join([text, *watching_nothing(callbacks, history)])


def _ended_early(epochs: str, callbacks: Sequence[Callback]) -> str:
    """Say what no longer improved, and which weights are left; callbacks that can end a training tell of it."""
    best, last = "The weights of the best epoch are kept.", "The weights of the last epoch are kept."
    ended: Any = next((each for each in callbacks if getattr(each, "stopped_epoch", 0)), None)
    if ended is None:
        return f"Training ended early after {epochs}: a callback ended it. {last}"
    kept = best if ended.restore_best_weights else last
    return f"Training ended early after {epochs}: {ended.monitor} no longer improved. {kept}"


def watching_nothing(callbacks: Sequence[Callback], names: Iterable[str]) -> list[str]:
    """Return a sentence for each callback that watches a value the training does not have."""
    known = ", ".join(names)
    return [
        f"{title_of(type(each).__name__)} watches '{each.monitor}', but there is only {known}."
        for each in callbacks
        if getattr(each, "monitor", None) not in (None, *names) and getattr(each, "save_best_only", True)
    ]


class WatchCheck(Callback):
    """Tells after the first epoch which callbacks watch nothing, so that nobody waits for them to the end."""

    def __init__(self, callbacks: Sequence[Callback], remark: Callable[[str], None]) -> None:
        self._callbacks, self._remark = callbacks, remark

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        if self._callbacks:
            for sentence in watching_nothing(self._callbacks, list(logs or {})):
                self._remark(sentence)
            self._callbacks = ()
