"""What was opened is not looked through by the collector again and again."""

import gc
import weakref

import pytest

from designer.lasting import lasting, not_lasting


class Knot:
    """Something that only the collector can let go of."""

    def __init__(self):
        self.itself = self


@pytest.fixture(autouse=True)
def tidy():
    yield
    gc.unfreeze()
    gc.enable()


def test_nothing_is_collected_while_something_is_made():
    with lasting():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_the_collector_stays_off_for_whom_it_was_off():
    gc.disable()
    with lasting():
        pass
    assert not gc.isenabled()


def test_the_collector_comes_back_where_nothing_could_be_made():
    with pytest.raises(ValueError), lasting():
        raise ValueError
    assert gc.isenabled()


def test_what_was_closed_is_collected():
    with lasting():
        knot = Knot()
    alive = weakref.ref(knot)
    del knot
    gc.collect()
    assert alive() is not None
    not_lasting()
    gc.collect()
    assert alive() is None
