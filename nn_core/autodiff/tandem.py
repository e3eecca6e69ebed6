"""Two lines of jobs, one after the other or beside one another: what the second does waits for the first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from nn_core.autodiff import parallel

Job = Callable[[], None]

# From so many operations on, some 2 ms, the second line is worth a thread of its own. Small NumPy calls of one thread
# wait for those of the other: whenever a job begins or ends, some 50 µs are lost.
_WORTH = 200_000_000


def is_worth(cost: float) -> bool:
    """Say whether so many operations are worth two threads."""
    return cost >= _WORTH and parallel.num_threads() > 1


def run(first: Sequence[Job], second: Sequence[Job], on_two_threads: bool) -> None:
    """Do the jobs of both lines, each line in its order, and second[i] after first[i].

    On two threads the first line may be far ahead of the second: what it writes must be left alone until then.
    """
    if not on_two_threads:
        for lead, follow in zip(first, second, strict=True):
            lead()
            follow()
        return
    is_done = [threading.Event() for _ in first]

    def lead_the_way() -> None:
        try:
            for job, event in zip(first, is_done, strict=True):
                job()
                event.set()
        finally:  # whatever happens, the other line must not wait for ever
            for event in is_done:
                event.set()

    def follow_on() -> None:
        for job, event in zip(second, is_done, strict=True):
            event.wait()
            job()

    parallel.run(_do, (lead_the_way, follow_on))


def _do(job: Job) -> None:
    job()
