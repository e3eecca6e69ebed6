"""What is said of a training that came to its end."""

import pytest

from designer.model.card import Card
from designer.training.session import TrainingSession
from tests.designer.training.documents import flowers


@pytest.fixture
def session(qtbot):
    made = TrainingSession()
    yield made
    assert made.close()


def finished(qtbot, session, card, epochs=30):
    """Train with one callback; return what is said, and the remarks on the way."""
    remarks = []
    session.progress.connect(lambda snapshot: remarks.extend(snapshot.new_remarks))
    with qtbot.waitSignal(session.finished, timeout=20_000) as caught:
        session.start(flowers(epochs=epochs, callbacks=(card,)))
    return caught.args[0].text, remarks


@pytest.mark.parametrize(("restores", "which"), [(True, "best"), (False, "last")])
def test_early_stopping_is_named_with_what_it_watched_and_the_weights_it_left(qtbot, session, restores, which):
    card = Card("EarlyStopping", {"monitor": "accuracy", "min_delta": 10.0, "restore_best_weights": restores})
    text, _ = finished(qtbot, session, card)
    assert text == (
        f"Training ended early after 2 epochs: accuracy no longer improved. The weights of the {which} epoch are kept."
    )


@pytest.mark.filterwarnings("ignore:There is no 'val_acc'")
def test_a_callback_that_watches_nothing_is_told_after_the_first_epoch_and_at_the_end(qtbot, session):
    text, remarks = finished(qtbot, session, Card("EarlyStopping", {"monitor": "val_acc"}), epochs=2)
    said = "Early stopping watches 'val_acc', but there is only accuracy, loss, val_accuracy, val_loss."
    assert text.startswith("Finished after 2 epochs") and text.endswith(said)
    assert remarks == [said]


def test_a_checkpoint_of_every_epoch_needs_no_value_to_watch(qtbot, session, tmp_path):
    config = {"filepath": str(tmp_path / "a.keras"), "monitor": "x", "save_best_only": False}
    text, remarks = finished(qtbot, session, Card("ModelCheckpoint", config), epochs=1)
    assert "watches" not in text
    assert not remarks
