"""How often the window is told: seldom where it has much to do with it, but never too seldom."""

import pytest

from designer.training import pace as pacing
from designer.training.pace import LATEST_S, SHARE, SOONEST_S, Pace


class Clock:
    """Time as a test wants it."""

    def __init__(self):
        self.now = self.worked = 1000.0

    def monotonic(self):
        return self.now

    def thread_time(self):
        return self.worked

    def work(self, seconds):
        self.now, self.worked = self.now + seconds, self.worked + seconds


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(pacing, "time", made)
    return made


def waited(pace, clock):
    """Return after how many seconds without any work it is due again."""
    begun = clock.now
    while not pace.is_due:
        clock.now += 0.01
    return clock.now - begun


@pytest.mark.parametrize(
    ("work", "wanted"), [(0.0, SOONEST_S), (0.2 * SHARE, 0.2), (0.05, LATEST_S)], ids=["nothing", "some", "much"]
)
def test_the_more_work_a_look_brings_the_later_is_the_next(clock, work, wanted):
    pace = Pace()
    pace.start()
    pace.note()
    clock.work(work)
    assert work + waited(pace, clock) == pytest.approx(wanted, abs=0.02)


def test_the_first_look_comes_soon_whatever_the_beginning_takes(clock):
    pace = Pace()
    pace.start()
    clock.work(0.05)
    assert 0.05 + waited(pace, clock) == pytest.approx(SOONEST_S, abs=0.02)
