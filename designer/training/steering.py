"""Steering: what may change while a training runs, brought to it between two batches."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from typing import Any

from designer.model.card import Card
from designer.model.settings import TrainingSettings
from designer.training.callbacks import made_alone, steerable, title_of
from designer.training.control import Control
from designer.training.plan import learning_rate_of
from nn_core.training.callbacks.callback import Callback


class Steering(Callback):
    """Lets a training go on as the window wishes: learning rate, number of epochs, and what callbacks let change.

    Args:
        settings: those the run begins with; the attribute is kept up to date.
        own: the callbacks made from the cards that are switched on, in their order.
        tell: hears in a sentence what was changed.
        begins_with_rate: whether an optimizer that goes on is given the rate of the settings.
    """

    def __init__(
        self,
        control: Control,
        settings: TrainingSettings,
        own: Sequence[Callback],
        tell: Callable[[str], None],
        begins_with_rate: bool = False,
    ) -> None:
        self._control, self.settings, self._own, self._tell = control, settings, own, tell
        self._begins_with_rate = begins_with_rate
        self._epoch = 0

    def on_train_begin(self, logs: Any = None) -> None:
        if self._begins_with_rate and not self.model.optimizer.follows_schedule:
            self.model.optimizer.learning_rate = learning_rate_of(self.settings)
        self._obey()

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._epoch = epoch + 1

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self._obey()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self._obey()

    def _obey(self) -> None:
        wanted = self._control.take_wanted()
        if wanted is None:
            return
        changes = [*self._steer_rate(wanted), *self._steer_epochs(wanted), *self._steer_cards(wanted.callbacks)]
        if changes:
            self._tell(f"Epoch {max(1, self._epoch)}: {'; '.join(changes)}.")

    def _steer_rate(self, wanted: TrainingSettings) -> Iterator[str]:
        if wanted.learning_rate == self.settings.learning_rate or self.model.optimizer.follows_schedule:
            return
        old, new = float(self.model.optimizer.learning_rate), learning_rate_of(wanted)
        self.model.optimizer.learning_rate = new
        self.settings = replace(self.settings, learning_rate=wanted.learning_rate)
        yield f"learning rate {old:g} → {new:g}"

    def _steer_epochs(self, wanted: TrainingSettings) -> Iterator[str]:
        if wanted.epochs is None or wanted.epochs == self.settings.epochs:
            return
        yield f"epochs {self.model.last_epoch} → {wanted.epochs}"
        self.model.last_epoch = wanted.epochs
        self.settings = replace(self.settings, epochs=wanted.epochs)

    def _steer_cards(self, wanted: tuple[Card, ...]) -> Iterator[str]:
        """Change what may change of the callbacks; which there are, and what they watch, stays for this run."""
        old = self.settings.callbacks
        if [(each.class_name, each.is_on) for each in old] != [(each.class_name, each.is_on) for each in wanted]:
            return
        own, cards = iter(self._own), []
        for card, new in zip(old, wanted, strict=True):
            cards.append((yield from _steered(next(own), card, new)) if card.is_on else card)
        self.settings = replace(self.settings, callbacks=tuple(cards))


def _steered(callback: Callback, old: Card, new: Card) -> Generator[str, None, Card]:
    """Change one callback, tell each change, and return the card as it is now; nonsense is not taken over."""
    names = [name for name in steerable(old.class_name) if new.config.get(name) != old.config.get(name)]
    try:
        source = made_alone(Card(new.class_name, {**old.config, **{name: new.config[name] for name in names}}))
    except (ValueError, KeyError):
        return old
    for name in names:
        before, after = getattr(callback, name), getattr(source, name)
        setattr(callback, name, after)
        yield f"{title_of(old.class_name)}, {name} {before:g} → {after:g}"
    return replace(old, config={**old.config, **{name: new.config[name] for name in names}})
