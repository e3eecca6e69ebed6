"""A frozen layer keeps its weights through every training, whenever it was frozen."""

import numpy as np
import pytest

from designer.model.commands import SetParameter
from designer.training.session import TrainingSession
from tests.designer.training.documents import chain

LAYERS = (
    ("InputLayer", "flower", {"shape": [4]}),
    ("Dense", "first", {"units": 8, "activation": "relu"}),
    ("BatchNormalization", "evened", {}),
    ("Dense", "species", {"units": 3, "activation": "softmax"}),
)
FIRST, EVENED, LAST = "layer1", "layer2", "layer3"


@pytest.fixture
def train(qtbot):
    session = TrainingSession()

    def train(document, start="go on"):
        session.start_from = start
        with qtbot.waitSignal(session.finished, timeout=20_000) as caught:
            session.start(document)
        assert caught.args[0].kind == "finished", caught.args[0].text
        return {key: [array.copy() for array in arrays] for key, arrays in document.weights.items()}

    yield train
    assert session.close()


@pytest.fixture
def document():
    return chain(*LAYERS, epochs=2, seed=1)


def freeze(document, *keys):
    for key in keys:
        document.execute(SetParameter(key, "trainable", False))


def is_same(before, after, key):
    return all(np.array_equal(one, other) for one, other in zip(before[key], after[key], strict=True))


def test_the_totals_tell_frozen_weights_apart(document):
    whole = document.report
    assert (whole.total_params, whole.total_trainable) == (99, 83)  # moving mean and variance are not learned
    freeze(document, FIRST)
    assert (document.report.total_params, document.report.total_trainable) == (99, 43)
    document.undo()
    assert document.report.total_trainable == 83


@pytest.mark.parametrize("start", ["go on", "weights"])
def test_a_layer_frozen_in_the_middle_of_a_project_stays_as_it_is(document, train, start):
    before = train(document)
    freeze(document, FIRST)
    after = train(document, start)
    assert is_same(before, after, FIRST)
    assert not is_same(before, after, LAST)


def test_a_frozen_normalisation_keeps_its_statistics_and_uses_them(document, train):
    before = train(document)
    freeze(document, EVENED)
    after = train(document)
    assert is_same(before, after, EVENED)
    assert not is_same(before, after, FIRST)


def test_a_layer_that_is_freed_again_learns_again(document, train):
    freeze(document, FIRST)
    before = train(document)
    document.execute(SetParameter(FIRST, "trainable", True))
    assert not is_same(before, train(document), FIRST)


def test_a_frozen_layer_that_starts_anew_keeps_its_first_weights(document, train):
    freeze(document, FIRST)
    one_epoch, biases = train(document), document.weights[FIRST][1]
    assert not biases.any()  # as they were made
    assert one_epoch[LAST][1].any()
