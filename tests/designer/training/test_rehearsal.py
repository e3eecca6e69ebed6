"""Some steps are tried out to know how long a training takes: without a trace, and over when they are in the way."""

from dataclasses import replace

import numpy as np
import pytest

from designer.data.sources import load
from designer.model.card import Card
from designer.model.commands import SetSettings
from designer.training import rehearsal
from designer.training.control import Control
from designer.training.forecast import Paces, forecast
from designer.training.forecaster import Forecaster
from designer.training.plan import plan
from designer.training.rehearsal import rehearse
from designer.training.run import Order
from designer.training.session import TrainingSession
from tests.designer.training.documents import flowers


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(rehearsal, "WARM_UP_S", 0.02)
    monkeypatch.setattr(rehearsal, "MEASURED_S", 0.05)


@pytest.fixture
def session(qtbot):
    made = TrainingSession()
    yield made
    assert made.close()


def tried(document, control=None):
    with np.errstate(all="ignore"):  # as in the thread
        return rehearse(Order.of(document), load(document.data_name), control or Control())


def test_it_says_how_long_the_beginning_takes_and_an_epoch():
    paces = tried(flowers())
    assert paces.begin_s >= 0 and 0 < paces.epoch_s < 1


def test_an_epoch_longer_than_the_rehearsal_is_reckoned_from_its_batches():
    clock = rehearsal._Clock(1e9)
    clock._begun, clock._batches = 10.0, [(12.0 + number, number / 100) for number in range(1, 51)]
    assert clock.paces(0.3).epoch_s == pytest.approx(100 * 1.1)


def test_epochs_count_once_the_first_batches_are_over():
    clock = rehearsal._Clock(1e9)
    clock._begun = 0.0
    clock._batches = [(2.7 * number, number / 10) for number in range(1, 45)]
    clock._epochs = [(100.0, 1), (110.0, 2), (115.0, 3), (120.0, 4)]
    assert clock.paces(0.0).epoch_s == 5.0


def test_a_training_after_it_gives_the_same_numbers(session, qtbot):
    curves = []
    for is_tried in (False, True):
        document = flowers(seed=3)
        if is_tried:
            tried(document)
        with qtbot.waitSignal(session.finished, timeout=10_000):
            session.start(document)
        curves.append(document.curves)
    assert curves[0] == curves[1]


def test_it_writes_no_file_that_a_callback_of_the_training_will(tmp_path):
    document = flowers()
    document.path = tmp_path / "model.nnd"
    document.execute(SetSettings(replace(document.settings, callbacks=(Card("CSVLogger", {"filename": "log.csv"}),))))
    assert tried(document) is not None and list(tmp_path.iterdir()) == []


def test_what_cannot_be_trained_gives_no_time():
    document = flowers(optimizer="sgd", learning_rate=1e30)
    assert tried(document) is None


def test_it_is_stopped():
    control = Control()
    control.stop()
    assert tried(flowers(), control) is None


# ---- in the window ----------------------------------------------------------------------------------------------


def forecast_by(forecaster, document):
    dataset = load(document.data_name)
    return forecaster.forecast(document, plan(document, dataset).settings, dataset)


def test_the_forecast_is_exact_soon_after_and_other_epochs_need_no_other_rehearsal(session, qtbot):
    forecaster, document = Forecaster(session), flowers(epochs=2000)
    assert not forecast_by(forecaster, document).is_measured
    with qtbot.waitSignal(forecaster.changed, timeout=10_000):
        pass
    found = forecast_by(forecaster, document)
    assert found.is_measured and found.text.startswith("About ")
    document.execute(SetSettings(replace(document.settings, epochs=20_000)))
    more = forecast_by(forecaster, document)
    assert more.is_measured and more.seconds / found.seconds == pytest.approx(10, rel=0.5)


def test_another_batch_size_is_tried_out_anew(session, qtbot):
    forecaster, document = Forecaster(session), flowers()
    forecast_by(forecaster, document)
    with qtbot.waitSignal(forecaster.changed, timeout=10_000):
        pass
    document.execute(SetSettings(replace(document.settings, batch_size=5)))
    assert not forecast_by(forecaster, document).is_measured
    with qtbot.waitSignal(forecaster.changed, timeout=10_000):
        pass


def test_a_training_that_begins_ends_the_rehearsal(session, qtbot, monkeypatch):
    monkeypatch.setattr(rehearsal, "MEASURED_S", 60.0)
    forecaster, document = Forecaster(session), flowers(epochs=1)
    forecast_by(forecaster, document)
    qtbot.waitUntil(lambda: session.errands._worker is not None, timeout=5000)
    with qtbot.waitSignal(session.finished, timeout=10_000):
        session.start(document)
    qtbot.waitUntil(lambda: session.errands._worker is None, timeout=5000)
    assert not forecast_by(forecaster, document).is_measured


def test_where_nothing_was_tried_out_the_time_is_said_to_be_between_two():
    document = flowers(epochs=20_000)
    dataset = load(document.data_name)
    found = forecast(document, plan(document, dataset).settings, dataset)
    assert found.text.startswith("From ") and " to " in found.text
    assert np.isclose(found.measured(Paces(1.0, 0.5), 10).seconds, 6.5, atol=0.1)
