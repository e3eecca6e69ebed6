"""Lanes: the batches of a prediction on several threads, each of which has a plan and memory of its own.

Sharing whole batches is better than sharing the operations of one: nobody waits for anybody until the end. It is
done only where a try has shown that the model treats every sample by itself (see `larger_batches`), so that it does not
matter who does what when.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from nn_core.autodiff.parallel import num_threads, run
from nn_core.training.prepared import Prepared

_WORTH_S = 0.005  # of work that is left, to make plans for further threads


def predict_in_lanes(
    first: Prepared, another: Callable[[int], Prepared | None], source: Any, rows: int, results: list[Any]
) -> int:
    """Predict as long as there are `rows` samples, writing into `results`; return how many samples were done.

    Args:
        first: the plan of the caller's thread.
        another: gives the plan of another thread, by its number from 1 on.
        source: where the batches come from.
    """
    starts = range(0, source.num_samples - rows + 1, rows)
    waiting = iter(starts)

    def take(lane: Prepared, starts: Iterable[int]) -> None:
        for start in starts:
            samples = slice(start, start + rows)
            source.write(samples, lane.batch)
            lane.plan.run()
            for y, kept in zip(lane.predictions, results, strict=True):
                kept[samples] = y

    begun = time.perf_counter()
    take(first, [next(waiting)])
    left = (time.perf_counter() - begun) * (len(starts) - 1)
    found = [another(number) for number in range(1, num_threads())] if left > _WORTH_S else []
    run(lambda lane: take(lane, waiting), [first, *(each for each in found if each is not None)])
    return len(starts) * rows
