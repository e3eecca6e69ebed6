"""The order in which calls are written: one branch after the other, and so that names come out by themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nn_core.saving.source.sketch import CallSketch, Sketch


def in_order(sketch: Sketch, is_due: Callable[[CallSketch], bool], written: Callable[[CallSketch], None]) -> None:
    """Hand every call to `written`, inputs first, and each after those it depends on.

    Among the calls that could be next, one whose layer gets its name by itself goes first (`is_due` says so), then one
    that takes what the last one gave, then the first.
    """
    waiting = _dependencies(sketch)
    followers: dict[str, list[str]] = {}
    for id, needs in waiting.items():
        for need in needs:
            followers.setdefault(need, []).append(id)
    calls = {call.id: (place, call) for place, call in enumerate(sketch.calls)}
    ready = [id for id, needs in waiting.items() if not needs]
    followed: set[str] = set()
    while ready:
        chosen = min(ready, key=lambda id: _rank(calls[id], id in followed, is_due)) if len(ready) > 1 else ready[0]
        ready.remove(chosen)
        written(calls[chosen][1])
        followed = set(followers.get(chosen, ()))
        for id in followed:
            waiting[id].discard(chosen)
        ready += [id for id in followers.get(chosen, ()) if not waiting[id]]


def _rank(
    entry: tuple[int, CallSketch], follows: bool, is_due: Callable[[CallSketch], bool]
) -> tuple[bool, bool, bool, int]:
    place, call = entry
    return bool(call.args or call.kwargs), not is_due(call), not follows, place


def _dependencies(sketch: Sketch) -> Mapping[str, set[str]]:
    """Return which calls each has to wait for: those whose outputs it takes, and the earlier call of its layer."""
    latest: dict[str, str] = {}
    needs: dict[str, set[str]] = {}
    for call in sketch.calls:
        needs[call.id] = {ref.call for ref in call.refs}
    for call in sorted(sketch.calls, key=lambda call: call.number):
        if call.layer in latest:
            needs[call.id].add(latest[call.layer])
        latest[call.layer] = call.id
    return needs
