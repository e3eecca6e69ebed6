"""Looking at the weights of a running training."""

import numpy as np

from designer.training.control import Control
from designer.training.progress import ProgressBox
from designer.training.run import Order, train
from designer.training.session import TrainingSession
from tests.designer.training.documents import flowers


def test_nothing_is_copied_while_nobody_asks():
    box = ProgressBox()
    train(Order.of(flowers()), Control(), box)
    assert box.live.since(0)[1] is None


def test_who_asks_gets_the_weights_and_the_same_ones_not_again():
    box = ProgressBox()
    box.live.ask()
    trained = train(Order.of(flowers()), Control(), box)
    number, weights = box.live.since(0)
    assert {key: [w.shape for w in each] for key, each in weights.items()} == {
        key: [w.shape for w in each] for key, each in trained.weights.items()}  # fmt: skip
    assert box.live.since(number) == (number, None) and not box.live.is_wanted


def test_at_a_pause_the_latest_are_there(qtbot):
    session, document = TrainingSession(), flowers(epochs=3)
    session.step_batch(document)
    session.live_weights(document).ask()
    qtbot.waitUntil(lambda: session.state == "paused")
    for step in (session.step_batch, session.step_batch, session.step_epoch):
        step(document)
        qtbot.waitUntil(lambda: session.state == "paused")
    _, seen = session.live_weights(document).since(0)
    session.stop()
    assert session.wait()
    for key, arrays in document.weights.items():
        assert all(np.array_equal(one, other) for one, other in zip(arrays, seen[key], strict=True))
    assert session.live_weights(document) is None


def test_another_document_has_none(qtbot):
    session = TrainingSession()
    assert session.live_weights(flowers()) is None
