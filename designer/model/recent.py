"""Recent: a memory of answers that forgets those nobody asked for lately."""

from __future__ import annotations

from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Keeps the last `room` answers that were asked for, and up to as many older ones; none is ever None."""

    def __init__(self, room: int = 1_000) -> None:
        self.room = room
        self._young: dict[K, V] = {}
        self._old: dict[K, V] = {}

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def get(self, key: K) -> V | None:
        """Return the answer, or None if it was forgotten or never known."""
        value = self._young.get(key)
        if value is None and (value := self._old.pop(key, None)) is not None:
            self.put(key, value)
        return value

    def put(self, key: K, value: V) -> None:
        """Keep an answer."""
        if len(self._young) >= self.room:
            self._young, self._old = {}, self._young
        self._young[key] = value
