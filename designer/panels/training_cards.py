"""TrainingCards: the callbacks of a training, each a card with its settings and a switch."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from designer import icons, theme
from designer.model.card import Card
from designer.panels.parameter_grid import ParameterGrid
from designer.training.callbacks import new_card, offered, parameters_of, refusal, summary_of, title_of
from designer.translation import translated


class TrainingCards(QWidget):
    """Shows the cards and offers what the user makes of them."""

    changed = Signal(tuple, str)  # all cards, and what was done in words

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("training_cards")
        self.cards: tuple[Card, ...] = ()
        self._views: list[CardView] = []
        self.add_button = QToolButton()
        self.add_button.setObjectName("training_add_callback")
        self.add_button.setText(self.tr("Add callback"))
        self.add_button.setToolTip(self.tr("Something that listens to the training and may interfere."))
        self.add_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.add_button.setMenu(self._menu())
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 4, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)

    def _menu(self) -> QMenu:
        menu = QMenu(self.add_button)
        menu.setToolTipsVisible(True)
        for name in offered():
            action = menu.addAction(translated(title_of(name)), lambda name=name: self._add(name))
            action.setToolTip(translated(summary_of(name)))
        return menu

    def show_cards(self, cards: tuple[Card, ...], has_schedule: bool = False) -> None:
        """Show these cards; those of the same classes stay where they are, so that no editor loses the focus."""
        if [card.class_name for card in cards] != [card.class_name for card in self.cards]:
            self._rebuild(cards)
        self.cards = cards
        for view, card in zip(self._views, cards, strict=True):
            view.show_card(card, has_schedule)

    def _rebuild(self, cards: tuple[Card, ...]) -> None:
        for view in self._views:
            self._column.removeWidget(view)
            view.hide()
            view.deleteLater()
        self._views = [CardView(card.class_name, self) for card in cards]
        for number, view in enumerate(self._views):
            self._column.insertWidget(number, view)
            view.changed.connect(lambda card, number=number: self._replace(number, card))
            view.removed.connect(lambda number=number: self._remove(number))

    def _add(self, class_name: str) -> None:
        card = new_card(class_name)
        self.changed.emit((*self.cards, card), self.tr("Add {0}").format(translated(title_of(class_name))))

    def _replace(self, number: int, card: Card) -> None:
        cards = (*self.cards[:number], card, *self.cards[number + 1 :])
        self.changed.emit(cards, self.tr("Set {0}").format(translated(title_of(card.class_name))))

    def _remove(self, number: int) -> None:
        gone = self.cards[number]
        cards = (*self.cards[:number], *self.cards[number + 1 :])
        self.changed.emit(cards, self.tr("Remove {0}").format(translated(title_of(gone.class_name))))


class CardView(QFrame):
    """One callback: a switch, what it does, its parameters below."""

    changed = Signal(object)  # Card
    removed = Signal()

    def __init__(self, class_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"card_{class_name}")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._card = Card(class_name)
        self.switch = QCheckBox(translated(title_of(class_name)))
        self.switch.setObjectName(f"card_switch_{class_name}")
        self.switch.setToolTip(translated(summary_of(class_name)))
        self.grid = ParameterGrid(parameters_of(class_name), self)
        self.complaint = QLabel()
        self.complaint.setProperty("role", "error")
        self.complaint.setWordWrap(True)
        self._lay_out(class_name)
        self.switch.clicked.connect(lambda is_on: self.changed.emit(replace(self._card, is_on=is_on)))
        self.grid.committed.connect(self._on_committed)

    def _lay_out(self, class_name: str) -> None:
        summary = QLabel(translated(summary_of(class_name)))
        summary.setProperty("role", "muted")
        summary.setFont(theme.font("small"))
        summary.setWordWrap(True)
        remove = QToolButton()
        remove.setObjectName(f"card_remove_{class_name}")
        remove.setIcon(icons.icon("close"))
        remove.setAutoRaise(True)
        remove.setToolTip(self.tr("Remove this callback"))
        remove.setAccessibleName(self.tr("Remove {0}").format(translated(title_of(class_name))))
        remove.clicked.connect(self.removed)
        head = QHBoxLayout()
        head.addWidget(self.switch)
        head.addWidget(summary, 1)
        head.addWidget(remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.GRID_PX, 4, 4, 4)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.grid)
        column.addWidget(self.complaint)

    def show_card(self, card: Card, has_schedule: bool = False) -> None:
        """Show the settings of a card, and what is wrong with them."""
        self._card = card
        self.switch.setChecked(card.is_on)
        self.grid.show_config(card.config)
        self.grid.setEnabled(card.is_on)
        sentence = refusal(card, has_schedule) if card.is_on else ""
        self.complaint.setText(translated(sentence))
        self.complaint.setVisible(bool(sentence))

    def _on_committed(self, name: str, value: Any) -> None:
        self.changed.emit(replace(self._card, config={**self._card.config, name: value}))
